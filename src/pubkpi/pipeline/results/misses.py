"""A missed target is accepted until a day: a line of the journal, which softens what results say of it till then, or
till another line withdraws it.

The day is that of the result: of the last load that counts, which every report prints. So no result turns by itself.
In a closed period those count that were decided on before it was closed; what came later is told, and counts in a
revision.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from pubkpi.model.errors import UsageError
from pubkpi.model.explanations.misses import AcceptedMiss
from pubkpi.model.findings import Finding, ordered
from pubkpi.model.periods import Period, day
from pubkpi.model.review import Review
from pubkpi.model.scores import DimensionScore, Flag, IndicatorScore
from pubkpi.model.text import Text, choices_hint, same
from pubkpi.pipeline.results.acceptance import signed
from pubkpi.pipeline.results.closings.closing import REVISE, Closing, find_closing
from pubkpi.pipeline.results.runs import append
from pubkpi.workspace.journal import Entry
from pubkpi.workspace.loads import current_loads
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
    is accepted, or where the period was closed with it: its result was decided on so.
    """
    entries, closing = Record(settings.state, settings.upto).entries(), find_closing(settings, period)
    (reason, by), newest = signed(settings, *decision), _newest(settings, period, entries)
    if indicator not in newest:
        what = Text(f"{period} 没有接受过它未达标", f"no miss of it is accepted in {period}")
        raise UsageError(indicator, what, choices_hint(newest, indicator) if newest else _SEE_LIST)
    if closing and newest[indicator] == _newest(settings, period, entries[: closing.entry.seq]).get(indicator):
        what = Text(f"{period} 已定稿，接受不再撤回", f"{period} is closed, and what is accepted in it stays so")
        raise UsageError(indicator, what, _SEE_LIST)
    line = {"scorecard": settings.scorecard, "indicator": indicator, "period": str(period)}
    line |= {"until": str(newest[indicator].until), "reason": reason, "by": by}
    append(settings, WITHDRAWAL, line, ())
    return accepted_misses(settings)[-1]


def accepted_misses(settings: Settings) -> tuple[AcceptedMiss, ...]:
    """All that was accepted and withdrawn of the workspace's scorecard, oldest first."""
    return _decided(settings, Record(settings.state, settings.upto).entries())


def with_misses(settings: Settings, review: Review, closing: Closing | None) -> Review:
    """The *review* with the misses of its period that are accepted on its day, and what they soften; in a closed period
    with those that were when it was closed, and what was decided after that.
    """
    entries, period, today = Record(settings.state, settings.upto).entries(), review.card.period, review.dated
    newest = _newest(settings, period, entries)
    if closing:
        lines, newer = entries[: closing.entry.seq], newest
        newest, today = _newest(settings, period, lines), _last_load(lines, closing.moment.date())
        found = ordered((*_later(review, newest, newer), *review.card.findings))
        review = replace(review, card=replace(review.card, findings=found))
    return _soften(review, {name: one for name, one in newest.items() if not one.withdrawn and one.until >= today})


def _decided(settings: Settings, entries: Iterable[Entry]) -> tuple[AcceptedMiss, ...]:
    return tuple(
        _miss(one) for one in entries if one.action in DECISIONS and one.data["scorecard"] == settings.scorecard
    )


def _newest(settings: Settings, period: Period, entries: Iterable[Entry]) -> dict[str, AcceptedMiss]:
    """By indicator the newest decision about its miss in *period*."""
    return {one.indicator: one for one in _decided(settings, entries) if one.period == str(period)}


def _last_load(entries: Sequence[Entry], otherwise: date) -> date:
    """The day of the data behind *entries*; *otherwise* where there is none but outside of the workspace."""
    days = [datetime.fromisoformat(one.data["at"]).date() for one in current_loads(entries)]
    return max(days, default=otherwise)


def _later(review: Review, then: Mapping[str, AcceptedMiss], now: Mapping[str, AcceptedMiss]) -> Iterator[Finding]:
    """A finding for each miss about which something else was decided after the period was closed."""
    labels = {leaf.id: leaf.label for leaf in review.card.indicators}
    for name, one in now.items():
        if one != then.get(name):
            label = labels.get(name, same(name))
            what = Text(
                f"定稿以后的决定：{label.zh}，{one.words.zh}",
                f"decided since it was closed: {label.en}, {one.words.en}",
            )
            yield Finding("close.miss", "info", f"{one.scorecard} {one.period}", what, REVISE)


def _soften(review: Review, accepted: Mapping[str, AcceptedMiss]) -> Review:
    """The *review* with what the misses that are *accepted* soften."""
    if not accepted:
        return review
    card = review.card
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
