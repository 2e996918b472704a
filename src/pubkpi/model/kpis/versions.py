"""A plan that changes in mid-course: which weights and targets are in force when, and what was changed why."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal, NamedTuple

from pubkpi.model.findings import Finding
from pubkpi.model.kpis import Dimension, Indicator, KpiSet, Version
from pubkpi.model.periods import Period, between
from pubkpi.model.text import NOTHING, Text

Nodes = tuple[Dimension, ...]


class Amendment(NamedTuple):
    """A weight or a target of *node* that is another one from the quarter *since* on, and the *reason*, if any.

    A target is that of *period*, the first one in which the two paths differ, or the year that is looked at;
    *before* is None where there was none, or where its path ended with *last*.
    """

    kind: Literal["weight", "target"]
    node: Dimension | Indicator
    since: Period
    period: Period
    before: Fraction | None
    now: Fraction | None
    reason: Text
    last: tuple[Period, Fraction] | None = None


def amendments(kpis: KpiSet, within: Period | None = None) -> tuple[Amendment, ...]:
    """What changes from one version to the next, in order of time: all of it, or what does *within* a period."""
    return tuple(
        one
        for (before, _), (now, last) in pairwise(_spans(kpis))
        if within is None or within.first <= now.since.first <= within.last
        for one in _amendments_between(kpis, before, now, last, within)
    )


def over_versions(kpis: KpiSet, find: Callable[[KpiSet], Iterable[Finding]]) -> list[Finding]:
    """What *find* says of *kpis* with each of their trees, valid only while that is in force; of what does not hold of
    all of them, from which quarter on it does.
    """
    if not kpis.versions:
        return [*find(kpis)]
    spans = [(one, (one.since, last)) for one, last in _spans(kpis)]
    found = {span[0]: [*find(replace(kpis, dimensions=one.dimensions, valid=span))] for one, span in spans}
    first: dict[Finding, Period] = {}
    for since, listed in found.items():
        for one in listed:
            first.setdefault(one, since)
    return [one if all(one in each for each in found.values()) else _from(since, one) for one, since in first.items()]


def _from(since: Period, one: Finding) -> Finding:
    zh, en = one.message
    return replace(one, message=Text(f"{since} 起：{zh}", f"from {since} on: {en}"))


def with_trees(kpis: KpiSet, change: Callable[[Nodes], Nodes], since: Period | None = None) -> KpiSet:
    """*kpis* with what *change* makes of their trees: of all, or of those that are in force in *since* or later."""
    begun = sum(one.since.first <= since.last for one in kpis.versions) - 1 if since else 0
    later = [one._replace(dimensions=change(one.dimensions)) for one in kpis.versions[max(begun, 0) :]]
    return replace(kpis, dimensions=change(kpis.dimensions), versions=(*kpis.versions[: max(begun, 0)], *later))


def _spans(kpis: KpiSet) -> list[tuple[Version, Period]]:
    """Each version with the last quarter in which it is in force."""
    begun = [one._replace(since=kpis.rhythm.at(one.since.first)) for one in kpis.versions]
    ends = [*(one.since.step(-1) for one in begun[1:]), kpis.valid[1]]
    return [(one, last) for one, last in zip(begun, ends, strict=False) if one.since <= last]


def _amendments_between(
    kpis: KpiSet, before: Version, now: Version, last: Period, within: Period | None
) -> Iterator[Amendment]:
    """What *now*, in force until *last*, has otherwise than the version *before* it; the target of a year *within*
    which it begins comes first.
    """
    trees = (replace(kpis, dimensions=one.dimensions).everything for one in (before, now))
    for old, new in zip(*trees, strict=True):
        if old.weight != new.weight:
            why = now.reasons.get((new.id, "weight"), NOTHING)
            yield Amendment("weight", new, now.since, now.since, old.weight, new.weight, why)
        if not (isinstance(old, Indicator) and isinstance(new, Indicator)):
            continue
        years = [year for year, _ in (*old.year_targets, *new.year_targets) if year.last > now.since.first]
        for period in (*(one for one in years if one == within), *between(now.since, last), *years):
            targets = old.target(period), new.target(period)
            if targets[0] != targets[1]:
                why = now.reasons.get((new.id, "target"), NOTHING)
                ended = [one for one in old.targets[-1:] if targets[0] is None and one[0].last < period.last]
                yield Amendment("target", new, now.since, period, *targets, why, *ended)
                break
