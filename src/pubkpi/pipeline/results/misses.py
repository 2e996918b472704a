"""A missed target is accepted until a day: a line of the journal, which softens what results say of it till then.

The day is that of the result: of the last load that counts, which every report prints. So no result turns by itself.
"""

from collections.abc import Mapping
from dataclasses import replace

from pubkpi.model.errors import UsageError
from pubkpi.model.explanations.misses import AcceptedMiss
from pubkpi.model.findings import ordered
from pubkpi.model.periods import Period, day
from pubkpi.model.review import Review
from pubkpi.model.scores import DimensionScore, Flag, IndicatorScore
from pubkpi.model.text import Text, choices_hint
from pubkpi.pipeline.results.acceptance import signed
from pubkpi.pipeline.results.runs import append
from pubkpi.workspace.journal import Entry
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings

MISS = "miss"
_MISSED = ("near", "low", "alert")
_DEVIATION = "score.deviation"


def accept_miss(
    settings: Settings, indicator: str, period: Period, until: str, decision: tuple[str, str]
) -> AcceptedMiss:
    """Accept that *indicator* missed its target in *period*, *until* a day; the *decision* is why, and by whom.
    UsageError where it has missed none, or that day lies before the day of the data.
    """
    from pubkpi.pipeline.scores import review

    (reason, by), last, shown = signed(settings, *decision), day(until), review(settings, period)
    leaves = {leaf.id: leaf for leaf in shown.card.indicators}
    if indicator not in leaves:
        raise UsageError(
            indicator, Text("没有这个考核指标", "there is no such indicator"), choices_hint(leaves, indicator)
        )
    if not _is_missed(leaves[indicator]):
        what = Text(f"{period} 没有未达标", f"it has not missed its target in {period}")
        call = f"pubkpi score --period {period}"
        raise UsageError(indicator, what, Text(f"见 {call}。", f"See {call}."))
    if last < shown.dated:
        what = Text(f"数据已是 {shown.dated} 的，那天已过", f"the data are of {shown.dated}: that day is over")
        raise UsageError("--until", what, Text("写一个以后的日子。", "Give a later one."))
    line = {"scorecard": settings.scorecard, "indicator": indicator, "period": str(period), "until": str(last)}
    append(settings, MISS, {**line, "reason": reason, "by": by}, ())
    return accepted_misses(settings)[-1]


def accepted_misses(settings: Settings) -> tuple[AcceptedMiss, ...]:
    """All that was accepted of the workspace's scorecard, oldest first."""
    entries = Record(settings.state, settings.upto).entries()
    return tuple(_miss(one) for one in entries if one.action == MISS and one.data["scorecard"] == settings.scorecard)


def with_misses(settings: Settings, review: Review) -> Review:
    """The *review* with the misses of its period that are accepted on its day, and what they soften."""
    period, card = str(review.card.period), review.card
    newest = {one.indicator: one for one in accepted_misses(settings) if one.period == period}
    accepted = {name: one for name, one in newest.items() if one.until >= review.dated}
    if not accepted:
        return review
    dimensions = tuple(_dimension(one, accepted) for one in card.dimensions)
    flags = tuple(replace(one, consequence=None) if _softens(one, accepted) else one for one in card.flags)
    card = replace(card, dimensions=dimensions, flags=flags)
    others = [one for one in card.findings if one.id != _DEVIATION]
    if len(others) < len(card.findings):
        from pubkpi.score.findings.flags import deviations

        others += deviations(review.kpis, card)
    return replace(review, card=replace(card, findings=ordered(others)))


def _miss(entry: Entry) -> AcceptedMiss:
    data = entry.data
    names = ("scorecard", "indicator", "period", "reason", "by", "at")
    return AcceptedMiss(until=day(data["until"]), **{name: data[name] for name in names})


def _is_missed(leaf: IndicatorScore) -> bool:
    return leaf.scoring == "scored" and leaf.state in _MISSED


def _dimension(one: DimensionScore, accepted: Mapping[str, AcceptedMiss]) -> DimensionScore:
    leaves = tuple(
        replace(leaf, accepted=accepted[leaf.id]) if leaf.id in accepted and _is_missed(leaf) else leaf
        for leaf in one.indicators
    )
    return replace(one, indicators=leaves, dimensions=tuple(_dimension(each, accepted) for each in one.dimensions))


def _softens(flag: Flag, accepted: Mapping[str, AcceptedMiss]) -> bool:
    return flag.kind == "below_target" and flag.indicator in accepted
