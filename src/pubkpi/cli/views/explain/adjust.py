"""What an edited scorecard changes, who accepted which text, and the same as JSON."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import Shape
from pubkpi.cli.views.explain.adjust_data import (
    acceptance_as_json,
    contributions,
    miss_as_json,
    moved,
    preview_as_json,
    stored,
)
from pubkpi.model.explanations.edits import KINDS, Acceptance, kinds_text
from pubkpi.model.explanations.misses import AcceptedMiss

if TYPE_CHECKING:
    from pubkpi.model.explanations.edits import AdjustmentPreview, PeriodComparison
    from pubkpi.model.explanations.effects import Contribution, Kind

_DIGITS = 12


def show_preview(preview: "AdjustmentPreview", format: Shape) -> None:
    """The edits, the past periods by both texts, who moved in the ranks."""
    if format is Shape.json:
        console.as_json(preview_as_json(preview))
        return
    if not preview.since:
        console.out(t(f"{preview.scorecard}：还没有打过分", f"{preview.scorecard}: nothing was scored by it yet"))
        return
    how = t("认可", "accepted") if preview.accepted else t("首次打分", "first scored")
    since = t(f"{preview.since[:10]} {how}", f"{how} on {preview.since[:10]}")
    if not preview.edits:
        words = t(f"没有改动：与 {since}的文本相同", f"no edits: the text is that {since}")
        console.out(f"{preview.scorecard}{t('：', ': ')}{words}")
        return
    _show_edits(preview, since)
    _show_periods(preview)
    _show_ranks(preview)
    console.say(
        t(
            "认可：pubkpi adjust --accept --reason 原因 --by 姓名",
            "To accept: pubkpi adjust --accept --reason WHY --by NAME",
        )
    )


def _show_edits(preview: "AdjustmentPreview", since: str) -> None:
    lang, tally = language(), kinds_text(preview.edits).say(language())
    title = t(
        f"{preview.scorecard}：自 {since}的文本以来",
        f"{preview.scorecard}: since the text {since}",
    )
    header = (t("类别", "kind"), t("位置", "place"), t("键", "key"), t("原来", "old"), t("现在", "new"))
    rows = [
        (KINDS[one.kind].say(lang), one.place, one.key or t("注释、写法", "comments"), one.old or "—", one.new or "—")
        for one in sorted(preview.edits, key=lambda one: list(KINDS).index(one.kind))
    ]
    console.table(header, rows, title=title)
    console.out(t(f"共 {len(rows)} 处改动：{tally}", f"edits: {len(rows)} ({tally})"))


def _show_periods(preview: "AdjustmentPreview") -> None:
    """A row for each period, and below it one for each indicator that has another score or weight."""
    from pubkpi.report.effects import raised_words
    from pubkpi.report.wording.effects import KINDS as EFFECTS
    from pubkpi.report.wording.numbers import score, score_change, signed

    if not preview.periods:
        return
    lang, kinds = language(), _effect_kinds(preview.periods)
    rows = []
    for one in preview.periods:
        totals, parts = (one.before.total.score, one.now.total.score), contributions(one)
        sums = [sum((_printed_points(part, kind) for part in parts.values()), 0) for kind in kinds]
        cells = [signed(value) if one.explanation else "" for value in sums]
        shown = *map(score, totals), score_change(totals[1], totals[0])
        rows.append((one.period.label(lang), *shown, *cells, _note(one)))
        for leaf in moved(one):
            ends, part = leaf.ends, parts.get(leaf.id)
            points = [signed(_printed_points(part, kind)) if part and part.of(kind) else "" for kind in kinds]
            rows.append(("  " + leaf.label, *map(score, ends), score_change(ends[1], ends[0]), *points, ""))
    header = (
        *(
            t("期间、指标", "period, indicator"),
            t("原文本得分", "score before"),
            t("改后得分", "edited"),
            t("差", "difference"),
        ),
        *(EFFECTS[kind].say(lang) for kind in kinds),
        t("说明", "note"),
    )
    last = len(header) - 1
    console.table(header, rows, right=range(1, last), title=t("过去各期，按两个文本", "past periods by both texts"))
    for one in preview.periods:
        if one.explanation and (words := raised_words(one.explanation, lang)):
            console.out(f"{one.period.label(lang)}{t('：', ': ')}{words}")


def _note(one: "PeriodComparison") -> str:
    """Why the difference is not shared out, and what was closed."""
    from pubkpi.report.wording.numbers import score

    totals = one.before.total.score, one.now.total.score
    notes = [one.unexplained.say(language())] if one.unexplained and None not in totals else []
    if one.closed:
        notes.append(t(f"已定稿 {score(one.stored)}，不变", f"closed at {score(one.stored)}, which stands"))
    return t("；", "; ").join(notes)


def _show_ranks(preview: "AdjustmentPreview") -> None:
    from pubkpi.report.wording.numbers import MISSING, score

    if preview.ranks is None:
        return
    rows = [
        (
            str(period),
            one.entity,
            score(one.before),
            score(one.now),
            " → ".join(MISSING if r is None else str(r) for r in one.ranks),
            _rank_note(*stored(preview, period, one.entity)) if period in preview.leagues else "",
        )
        for period, moved in preview.ranks.items()
        for one in moved
    ]
    if not rows:
        console.out(t("排名没有变动", "no rank moves"))
        return
    header = (
        t("期间", "period"),
        t("对象", "entity"),
        t("原文本总分", "total before"),
        t("改后总分", "edited"),
        t("名次", "rank"),
        t("说明", "note"),
    )
    console.table(header, rows, right=(2, 3, 4))


def _rank_note(total: float | None, rank: int | None) -> str:
    """What was closed."""
    from pubkpi.report.wording.numbers import MISSING, score

    place = MISSING if rank is None else str(rank)
    return t(f"已定稿 {score(total)}，第 {place}，不变", f"closed at {score(total)}, rank {place}, which stands")


def _effect_kinds(periods: "Sequence[PeriodComparison]") -> "list[Kind]":
    """The kinds of effects that there are in any of the periods."""
    order: list[Kind] = ["performance", "target", "weight", "definition", "coverage", "adjustment"]
    there = {kind for one in periods if one.explanation for kind in one.explanation.kinds}
    return [kind for kind in order if kind in there]


def _printed_points(part: "Contribution", kind: "Kind") -> Any:
    found = part.of(kind)
    return found.printed if found else 0


def show_history(acceptances: Sequence[Acceptance], misses: Sequence[AcceptedMiss], format: Shape) -> None:
    """Who accepted which text, when and why, and which misses."""
    if format is Shape.json:
        decided, accepted = [acceptance_as_json(one) for one in acceptances], [miss_as_json(one) for one in misses]
        console.as_json({"schema_version": 1, "acceptances": decided, "misses": accepted})
        return
    if not acceptances and not misses:
        console.out(t("还没有认可过改动", "nothing was accepted yet"))
    if acceptances:
        header = (
            *(t("时间", "at"), t("决定", "decision"), t("由谁", "by"), t("类别", "kinds"), t("处", "edits")),
            *(t("版本", "version"), t("前一版本", "predecessor"), t("原因", "reason")),
        )
        console.table(header, [_history_row(one) for one in acceptances], right=(4,), drop=(6, 5))
    for miss in misses:
        _out_miss(miss)


def show_miss(miss: AcceptedMiss, format: Shape) -> None:
    """The line of one accepted miss."""
    if format is Shape.json:
        console.as_json({"schema_version": 1, **miss_as_json(miss)})
    else:
        _out_miss(miss)


def _out_miss(miss: AcceptedMiss) -> None:
    words, who = miss.words.say(language()), t(f"（{miss.by}，{miss.at[:10]}）", f" ({miss.by}, {miss.at[:10]})")
    console.out(f"{miss.scorecard} {miss.period} {miss.indicator}{t('：', ': ')}{words}{who}")


def _history_row(one: Acceptance) -> tuple[str, ...]:
    decision = t("撤回", "undone") if one.undone else t("认可", "accepted")
    kinds = t("、", ", ").join(KINDS[kind].say(language()) for kind in one.kinds)
    return (
        one.at,
        decision,
        one.by,
        kinds,
        str(one.count),
        one.version[:_DIGITS],
        one.predecessor[:_DIGITS],
        one.reason,
    )


def show_acceptance(one: Acceptance, scorecard: str, format: Shape) -> None:
    """The line of one acceptance."""
    if format is Shape.json:
        console.as_json({"schema_version": 1, "scorecard": scorecard, **acceptance_as_json(one)})
        return
    new, old = one.version[:_DIGITS], one.predecessor[:_DIGITS]
    zh, en = ("已撤回", "undone") if one.undone else ("已认可", "accepted")
    console.out(
        t(
            f"{scorecard}：{zh}，版本 {old} → {new}，{one.by}：{one.reason}",
            f"{scorecard}: {en}, version {old} → {new}, by {one.by}: {one.reason}",
        )
    )
