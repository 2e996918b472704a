"""Results as people read them on a terminal; every finished string comes from the report's own views."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pubkpi.cli import console, measured
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import Page
from pubkpi.model.findings import Finding
from pubkpi.model.text import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from pubkpi.ingest.profiles.profile import Profile
    from pubkpi.ingest.suggest.draft import Draft
    from pubkpi.model.scores import Review, Scorecard
    from pubkpi.workspace.settings import Settings

_WIDE = 120  # where a reason has room in its line


def checked(found: Sequence[Finding]) -> None:
    """``file:line:column: severity: what. remedy [rule]``, one a line, as editors and grep read it."""
    for one in found:
        words = sentence(one.message, one.hint, language())
        console.out(f"{one.where}: {console.severity(one)}: {words} [{one.id}]")
    if not found:
        console.out(t("没有发现问题。", "Nothing was found."))


def exports(profiles: Sequence["Profile"], page: Page) -> None:
    """The exports that are known: what each is and which facts it feeds."""
    from pubkpi.ingest.profiles import listing

    lang = language()
    if page is Page.markdown:
        return console.page(listing.markdown(profiles).rstrip())
    if page is Page.json:
        return console.as_json({"schema_version": 1, "exports": listing.as_json(profiles, lang)})
    header = (t("标识", "id"), t("平台", "platform"), t("导出", "export"), t("把握", "confidence"), t("入库", "feeds"))
    rows = [
        (
            one["id"],
            one["platform"],
            one["label"],
            one["confidence"],
            ", ".join(one["feeds"]) or t("只归档", "archived only"),
        )
        for one in listing.as_json(profiles, lang)
    ]
    return console.table(header, rows)


def suggested(draft: "Draft", path: "Path") -> None:
    """What each header was taken for, where the profile is, and what to do with it."""
    lang = language()
    rows = [
        (one.header, one.column or t("？ ", "? ") + ", ".join(one.may_be), one.why.say(lang) or one.options)
        for one in draft.guesses
    ]
    title = f"{draft.fact.name} · {draft.fact.row.say(lang)}"
    console.table((t("表头", "header"), t("列", "column"), t("说明", "note")), rows, title=title)
    console.say(
        t(
            f"已写出 {path}。请核对；带 ？ 的列没有入库，用 --map 表头=列 说明，或在文件里改。",
            f"written: {path}. Check it; columns with ? are not loaded: say them with --map, or edit the file.",
        )
    )


def scorecard(review: "Review") -> None:
    """The tree with all its numbers, then the findings."""
    from pubkpi.report import numbers
    from pubkpi.report.flags import flags
    from pubkpi.report.sections.scorecard import scorecard as viewed
    from pubkpi.report.sections.summary import summary

    lang = language()
    view, top = viewed(review, lang), summary(review, lang)
    header = (
        *(t("指标", "indicator"), t("权重", "weight"), t("实际", "value"), t("基线", "baseline"), t("目标", "target")),
        *(t("得分", "score"), t("分值", "points"), t("失分", "lost"), t("状态", "state"), t("覆盖", "coverage")),
        *(t("值的变动", "value change"), t("得分变动", "score change")),
    )
    leaves = [(line, "  " if depth else "") for branch in view.branches for depth, line in enumerate(branch.lines)]
    lines = [*leaves, *((line, "") for line in (*view.adjustments, view.total))]
    is_wide = console.width() >= _WIDE
    rows = [_line(line, indent, told=is_wide and line in view.adjustments) for line, indent in lines]
    card = review.card
    title = f"{card.label.say(lang)} · {card.period.label(lang)}"
    console.table(header, rows, right=(1, 2, 3, 4, 5, 6, 7, 9, 10, 11), title=title, drop=(9, 3, 1, 6, 11, 10, 7))
    for words in _reasons([line for line, _ in lines if not (is_wide and line in view.adjustments)]):
        console.out(words)
    console.out(top.headline)
    if top.tally:
        console.out(top.tally)
    if card.quarter_totals:
        beside = numbers.score(card.mean_of_quarters)
        console.out(
            t(f"四个季度总分的平均：{beside}（仅供对照）", f"mean of the quarters' totals: {beside} (not used)")
        )
    for remark in top.remarks:
        console.out(remark)
    for group in flags(review, lang):
        for words in group.lines:
            console.out(f"{t('提示', 'flag')} · {group.owner}{t('：', ': ')}{words}")
    console.findings(card.findings)


def _line(line: Any, indent: str, *, told: bool) -> tuple[str, ...]:
    weight = f"{line.weight} {line.effective}".strip()
    state = f"{line.light.shape} {line.light.word}".strip()
    return (
        *(indent + line.label, weight, line.value, line.baseline, line.target, line.score, line.points, line.lost),
        *(f"{state}: {line.reason}" if told else state, line.coverage, line.change, line.moved),
    )


def _reasons(lines: Sequence[Any]) -> list[str]:
    """Why lines have no score, each reason once with all that it holds of."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        if line.reason:
            found.setdefault((f"{line.light.shape} {line.light.word}".strip(), line.reason), []).append(line.label)
    pause, colon = t("、", ", "), t("：", ": ")
    return [f"{state} · {pause.join(labels)}{colon}{reason}" for (state, reason), labels in found.items()]


def totals(cards: Sequence["Scorecard"]) -> None:
    """The totals of several quarters, one a row."""
    from pubkpi.report import numbers
    from pubkpi.report.leaves import standing

    lang = language()
    rows = [
        (
            card.period.label(lang),
            numbers.score(card.total.score_printed),
            standing(card.total, lang),
            numbers.percent(card.total.weight_coverage),
        )
        for card in cards
    ]
    console.table(
        (t("季度", "quarter"), t("总分", "total"), t("等级", "band"), t("已计分权重", "weight scored")),
        rows,
        right=(1, 3),
    )


def baseline(review: "Review") -> None:
    """The values of the baseline quarter, which is measured and not scored."""
    period = review.kpis.baseline_quarter
    if period is not None:
        console.out(t(f"基线季度 {period}：只测量，不打分", f"baseline quarter {period}: measured, not scored"))
        measured.values(review.kpis, review.kpis.measures, review.values[period])


def next_steps(settings: "Settings", paths: Sequence["Path"]) -> None:
    """Where everything is and what to type next."""
    console.out(t(f"工作区：{settings.root}", f"workspace: {settings.root}"))
    for path in paths:
        console.out(t(f"报告：{path}", f"report: {path}"))
    console.out(t("接下来可以试：", "Next, try:"))
    console.out(f"  cd {console.typed(settings.root)}")
    for words in (
        "pubkpi score --quarter 2024Q3",
        "pubkpi report --quarter 2024Q3 --lang en",
        "pubkpi form incidents --nil 2024Q1 --by ...",
    ):
        console.out(f"  {words}")
