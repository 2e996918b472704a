"""What a measure rests on: which exports and forms have its columns."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pubkpi.engine.interface import Engine
from pubkpi.ingest.profiles.catalogue import profiles_naming
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.status import DataSource


class SourceCatalogue:
    """The exports and forms, in the order in which they are proposed: first what was loaded before, then what an office
    downloads, then what an interface answers, what tools collect from public pages, last what no back office offers any
    more.
    """

    def __init__(self, engine: Engine, profiles: Iterable[Profile]) -> None:
        self._loaded = {name for (name,) in engine.run("select distinct export from file")}
        self._profiles = sorted(profiles, key=self._order)

    def sources(self, measure: Measure, platform: str = "") -> Iterator[DataSource]:
        """What has all columns that *measure* reads, of that *platform* or of any."""
        if measure.type == "typed":
            yield from (self._source(one) for one in self._profiles if one.form and one.form.name == "values")
        for one in feeding(self._profiles, measure):
            if one.form or not platform or one.platform == platform:
                yield self._source(one)

    def _order(self, one: Profile) -> tuple[bool, bool, bool, bool]:
        return one.id not in self._loaded, one.retired, one.is_collected, "_api_" in one.id

    def _source(self, one: Profile) -> DataSource:
        name = one.form.name if one.form else ""
        return DataSource(one.id, one.label, one.click, name, one.id in self._loaded, one.max_span_days)


def feeding(profiles: Iterable[Profile], measure: Measure) -> Iterator[Profile]:
    """The profiles that feed all columns which *measure* reads of its fact."""
    if not measure.fact:
        return
    fact, name = MEASURABLE[measure.fact], measure.fact.removesuffix("_with_category")
    words = " ".join((measure.expr, measure.denominator, measure.part, measure.where))
    read = {one.name for one in fact.stored} & set(re.findall(r"\w+", words))
    for one in profiles:
        if measure.platform and one.platform != measure.platform:
            continue
        for feed in one.feeds:
            columns = {column.name: column for column in feed.columns}
            basis = columns["basis"].const if measure.basis and "basis" in columns else measure.basis
            # a column of the key may be told by the account or the file
            if feed.fact.name == name and basis == measure.basis and read - set(fact.key) <= columns.keys():
                yield one
                break


def with_platforms(measures: Mapping[str, Measure], exports: Path) -> dict[str, Measure]:
    """The *measures*; with those that look for days or accounts of any platform, the platforms of which an export that
    an office downloads has what they read, be it one of the workspace's *exports*.
    """
    found, free = dict(measures), [one for one in measures.values() if one.is_of_any_platform]
    known = profiles_naming({one.fact for one in free}, exports) if free else ()
    offered = [one for one in known if not (one.form or one.retired or one.is_collected)]
    for one in free:
        platforms = sorted({profile.platform for profile in feeding(offered, one)})
        found[one.id] = replace(one, exports_on=tuple(platforms))
    return found


def source_exports(profiles: Iterable[Profile], measures: Iterable[Measure]) -> frozenset[str]:
    """The exports that the values of *measures* may be of; a form of values may be of any."""
    every = [*profiles]
    found = {one.id for measure in measures for one in feeding(every, measure)}
    return frozenset(found | {one.id for one in every if one.form and one.form.name == "values"})
