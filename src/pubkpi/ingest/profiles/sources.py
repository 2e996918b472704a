"""What a measure rests on: which exports and forms have its columns."""

import re
from collections.abc import Iterable, Iterator

from pubkpi.database.doubts import Without, is_filled
from pubkpi.engine.interface import Engine
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.status import MissingIndicator
from pubkpi.model.text import Text


def missing_indicators(
    engine: Engine, profiles: Iterable[Profile], values: Iterable[Without]
) -> Iterator[MissingIndicator]:
    """Each indicator of *values* with the exports and forms that have its data."""
    loaded = {name for (name,) in engine.run("select distinct export from file")}
    # first what was loaded before, then what an office downloads, then what an interface answers
    known = sorted(profiles, key=lambda one: (one.id not in loaded, "_api_" in one.id))
    for label, reason, measures in values:
        found = [one for measure in measures for one in _sources(known, measure)]
        exports = dict.fromkeys(one.label for one in found if not one.form)
        forms = [one.form.name for one in found if one.form]
        typed = ["values"] if any(one.type == "typed" for one in measures) else []
        ever = all(is_filled(engine, MEASURABLE[one.fact]) for one in measures if one.fact)
        yield MissingIndicator(
            label, reason or Text("", ""), tuple(exports), tuple(dict.fromkeys([*forms, *typed])), ever
        )


def _sources(profiles: Iterable[Profile], measure: Measure) -> Iterator[Profile]:
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
