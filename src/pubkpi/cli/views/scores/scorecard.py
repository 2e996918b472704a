"""The scorecard, its baseline and its totals; every finished string comes from the report's own views."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.views.scores.measures import show_values

if TYPE_CHECKING:
    from pubkpi.model.review import Review
    from pubkpi.model.scores import Scorecard

_WIDE = 120  # where a reason has room in its line


def show_scorecard(review: "Review") -> None:
    """The tree with all its numbers, then the findings."""
    from pubkpi.report.sections.scorecard import scorecard

    lang = language()
    view = scorecard(review, lang)
    header = (
        *(t("指标", "indicator"), t("权重", "weight"), t("实际", "value"), t("基线", "baseline"), t("目标", "target")),
        *(t("得分", "score"), t("计入", "points"), t("失分", "lost"), t("状态", "state"), t("覆盖", "coverage")),
        *(t("数值变动", "value change"), t("得分变动", "score change")),
    )
    leaves = [(line, "  " if depth else "") for branch in view.branches for depth, line in enumerate(branch.lines)]
    lines = [*leaves, *((line, "") for line in (*view.adjustments, view.total))]
    is_wide = console.width() >= _WIDE
    rows = [_line(line, indent, with_reason=is_wide and line in view.adjustments) for line, indent in lines]
    card = review.card
    title = f"{card.label.say(lang)} · {card.period.label(lang)}"
    console.table(header, rows, right=(1, 2, 3, 4, 5, 6, 7, 9, 10, 11), title=title, drop=(9, 3, 1, 6, 11, 10, 7))
    for words in _reasons([line for line, _ in lines if not (is_wide and line in view.adjustments)]):
        console.out(words)
    _show_words(review)
    console.findings(card.findings)


def _show_words(review: "Review") -> None:
    """What is said of the total below the tree, and the flags."""
    from pubkpi.report.effects import raised_words
    from pubkpi.report.flags import flags
    from pubkpi.report.headline import headline, remarks, tally
    from pubkpi.report.leaves import leaves
    from pubkpi.report.wording import numbers
    from pubkpi.report.wording.composition import composition_lines

    card, lang = review.card, language()
    for words in (*_accepted_misses(card), headline(review, lang), tally(leaves(review, lang), lang)):
        if words:
            console.out(words)
    if review.explanation and (words := raised_words(review.explanation, lang)):
        console.out(words)
    for words in composition_lines(card, lang):
        console.out(words)
    if card.quarter_totals and not card.composition:
        beside = numbers.score(card.mean_of_quarters)
        zh, en = review.kpis.rhythm.nouns.noun
        count = {4: "四个"}.get(len(card.quarter_totals), f"{len(card.quarter_totals)} 个")
        console.out(
            t(f"{count}{zh}总分的平均：{beside}（仅供对照）", f"mean of the {en}s' totals: {beside} (not used)")
        )
    for remark in remarks(review, lang):
        console.out(remark)
    for group in flags(review, lang):
        for words in group.lines:
            console.out(f"{t('提示', 'flag')} · {group.owner}{t('：', ': ')}{words}")


def _line(line: Any, indent: str, *, with_reason: bool) -> tuple[str, ...]:
    weight = f"{line.weight} {line.effective}".strip()
    state = f"{line.light.shape} {line.light.word}".strip()
    return (
        *(indent + line.label, weight, line.value, line.baseline, line.target, line.score, line.points, line.lost),
        *(f"{state}: {line.reason}" if with_reason else state, line.coverage, line.change, line.moved),
    )


def _reasons(lines: Sequence[Any]) -> list[str]:
    """Why lines have no score: each reason once, with all lines it applies to."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        if line.reason:
            found.setdefault((f"{line.light.shape} {line.light.word}".strip(), line.reason), []).append(line.label)
    pause, colon = t("、", ", "), t("：", ": ")
    return [f"{state} · {pause.join(labels)}{colon}{reason}" for (state, reason), labels in found.items()]


def _accepted_misses(card: "Scorecard") -> list[str]:
    """The missed targets that are accepted, each until when and why."""
    lang, colon = language(), t("：", ": ")
    return [
        f"{leaf.label.say(lang)}{colon}{leaf.accepted.words.say(lang)}" for leaf in card.indicators if leaf.accepted
    ]


def show_totals(cards: Sequence["Scorecard"]) -> None:
    """The totals of several quarters, one a row."""
    from pubkpi.report.leaves import band_words
    from pubkpi.report.wording import numbers

    lang = language()
    rows = [
        (
            card.period.label(lang),
            numbers.score(card.total.score_printed),
            band_words(card.total, lang),
            numbers.percent(card.total.weight_coverage),
        )
        for card in cards
    ]
    console.table(
        (t("季度", "quarter"), t("总分", "total"), t("等级", "band"), t("已计分权重", "weight scored")),
        rows,
        right=(1, 3),
    )


def show_baseline(review: "Review") -> None:
    """The values of the baseline quarter, which is measured and not scored."""
    period = review.kpis.baseline_quarter
    if period is not None:
        console.out(t(f"基线季度 {period}：只测量，不打分", f"baseline quarter {period}: measured, not scored"))
        show_values(review.kpis, review.kpis.measures, review.values[period])
