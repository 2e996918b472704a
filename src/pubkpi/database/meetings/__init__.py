"""What review meetings decided, what people say of indicators and compare them with, as the forms tell it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pubkpi.engine.query import QueryEngine
from pubkpi.model.explanations.benchmarks import Benchmark
from pubkpi.model.explanations.meetings import Commentary, Decision, Topic, TopicKind
from pubkpi.model.periods import Period
from pubkpi.model.periods import period as read_period

_DECISIONS = """
    select period, item, outcome, owner, due_on, status from decision
    order by due_on nulls last, item, owner nulls first, outcome nulls first"""
_COMMENTARY = """
    select indicator, cause, action, owner, due_on, status from commentary where period = $period order by indicator"""

_ACTIVITY = ("participant_count", "counting", "note")
_ACTIVITIES = """
    select name, coalesce(started_on, ended_on), ended_on, participant_count, counting, note
    from activity where ended_on is not null order by all"""
_INCIDENT = ("level", "is_counted", "reason", "outcome", "note")
_INCIDENTS = """
    select name, found_on, greatest(coalesce(closed_on, $today), found_on), level, is_counted, reason, outcome, note
    from incident where found_on is not null order by all"""
_BENCHMARKS = (
    "select measure, name, period, value::double, source from benchmark where value is not null order by measure, name"
)


def benchmarks(engine: QueryEngine, period: Period) -> tuple[Benchmark, ...]:
    """The newest value of each benchmark of a measure that is not later than *period*, in order of measure and name."""
    found: dict[tuple[str, str], Benchmark] = {}
    for measure, name, words, value, source in engine.run(_BENCHMARKS):
        one = Benchmark(measure, name, read_period(words), value, source)
        there = found.get((measure, name))
        if one.period.last <= period.last and (there is None or there.period < one.period):
            found[measure, name] = one
    return tuple(found.values())


def earlier_decisions(engine: QueryEngine, period: Period) -> tuple[Decision, ...]:
    """The decisions of the review before that of *period*, and those of earlier ones that are still open; the newest
    review first, then by the day they are due.
    """
    every = [
        Decision(read_period(words), item, outcome, owner=owner, due_on=due_on, status=status)
        for words, item, outcome, owner, due_on, status in engine.run(_DECISIONS)
    ]
    past = [one for one in every if one.period < period]
    last = max((one.period for one in past), default=None)
    shown = [one for one in past if one.period == last or one.is_open]
    return tuple(sorted(shown, key=lambda one: one.period, reverse=True))


def commentary(engine: QueryEngine, period: Period) -> tuple[Commentary, ...]:
    """What is said of each indicator in *period*, in order of the indicators' ids."""
    return tuple(
        Commentary(indicator, cause, action, owner=owner, due_on=due_on, status=status)
        for indicator, cause, action, owner, due_on, status in engine.run(_COMMENTARY, period=str(period))
    )


def topics(engine: QueryEngine, today: date) -> tuple[Topic, ...]:
    """The activities and incidents of the registers, in order of their days; what is open lasts until *today*."""
    found = [_topic("activity", row, _ACTIVITY) for row in engine.run(_ACTIVITIES)]
    found += [_topic("incident", row, _INCIDENT) for row in engine.run(_INCIDENTS, today=today)]
    return tuple(sorted(found, key=lambda one: (one.first, one.last, one.name)))


def _topic(kind: TopicKind, row: tuple[Any, ...], names: Sequence[str]) -> Topic:
    name, first, last, *said = row
    entries = tuple((key, str(one)) for key, one in zip(names, said, strict=True) if one is not None)
    return Topic(kind, name, first, last, entries)
