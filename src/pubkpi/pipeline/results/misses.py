"""A missed target is accepted until a day: a line of the journal, which softens what results say of it till then, or
till another line withdraws it.

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
from pubkpi.pipeline.results.closings.closing import find_closing
from pubkpi.pipeline.results.runs import append
from pubkpi.workspace.journal import Entry
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings

DECISIONS = MISS, WITHDRAWAL = ("miss", "withdraw")
_MISSED = ("near", "low", "alert")
_DEVIATION = "score.deviation"
_SEE_LIST = Text("见 pubkpi adjust --list。", "See pubkpi adjust --list.")


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


def withdraw_miss(settings: Settings, indicator: str, period: Period, decision: tuple[str, str]) -> AcceptedMiss:
    """Accept the miss of *indicator* in *period* no longer; the *decision* is why, and by whom. UsageError where none
    is accepted, or where the period is closed: its result was decided on with it.
    """
    (reason, by), newest = signed(settings, *decision), _newest(settings, period)
    if indicator not in newest:
        what = Text(f"{period} 没有接受过它未达标", f"no miss of it is accepted in {period}")
        raise UsageError(indicator, what, choices_hint(newest, indicator) if newest else _SEE_LIST)
    if find_closing(settings, period):
        what = Text(f"{period} 已定稿，接受不再撤回", f"{period} is closed, and what is accepted in it stays so")
        raise UsageError(indicator, what, _SEE_LIST)
    line = {"scorecard": settings.scorecard, "indicator": indicator, "period": str(period)}
    line |= {"until": str(newest[indicator].until), "reason": reason, "by": by}
    append(settings, WITHDRAWAL, line, ())
    return accepted_misses(settings)[-1]


def accepted_misses(settings: Settings) -> tuple[AcceptedMiss, ...]:
    """All that was accepted and withdrawn of the workspace's scorecard, oldest first."""
    entries = Record(settings.state, settings.upto).entries()
    return tuple(
        _miss(one) for one in entries if one.action in DECISIONS and one.data["scorecard"] == settings.scorecard
    )


def _newest(settings: Settings, period: Period) -> dict[str, AcceptedMiss]:
    """By indicator the miss of *period* that is accepted by the newest decision."""
    newest = {one.indicator: one for one in accepted_misses(settings) if one.period == str(period)}
    return {name: one for name, one in newest.items() if not one.withdrawn}


def with_misses(settings: Settings, review: Review) -> Review:
    """The *review* with the misses of its period that are accepted on its day, and what they soften."""
    card = review.card
    accepted = {name: one for name, one in _newest(settings, card.period).items() if one.until >= review.dated}
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
    decided = {name: data[name] for name in names}
    return AcceptedMiss(until=day(data["until"]), withdrawn=entry.action == WITHDRAWAL, **decided)


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
