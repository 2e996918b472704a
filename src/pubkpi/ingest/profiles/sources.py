"""What a measure rests on: which exports and forms have its columns, and whether any was ever loaded."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.model.facts import MEASURABLE, Fact
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.status import MissingIndicator
from pubkpi.model.text import Text

Without = tuple[Text, Text | None, Sequence[Measure]]  # an indicator, why it has no value, and the measures that lack


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
        forms = [str(one.form["name"]) for one in found if one.form]
        typed = ["values"] if any(one.type == "typed" for one in measures) else []
        ever = all(_loaded(engine, MEASURABLE[one.fact]) for one in measures if one.fact)
        yield MissingIndicator(
            label, reason or Text("", ""), tuple(exports), tuple(dict.fromkeys([*forms, *typed])), ever
        )


def never_loaded(engine: Engine, values: Sequence[Without], period: Period) -> Iterator[Finding]:
    """Which indicators of *values* rest on files of which none was ever loaded."""
    there = {name: _loaded(engine, MEASURABLE[name]) for _, _, measures in values for name in _facts(measures)}
    never = [label for label, _, measures in values if any(not there[name] for name in _facts(measures))]
    if never:
        message = Text(
            f"所需的文件从未导入过：{'、'.join(one.zh for one in never)}",
            f"no file that has their data was ever loaded: {', '.join(one.en for one in never)}",
        )
        hint = Text("pubkpi status 列出由哪些文件提供。", "pubkpi status lists which files do.")
        yield Finding("measure.never_loaded", "warning", str(period), message, hint)


def _facts(measures: Iterable[Measure]) -> list[str]:
    return [one.fact for one in measures if one.fact]


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


def _loaded(engine: Engine, fact: Fact) -> bool:
    """Whether the database has a row of *fact*, or somebody declared that there was none."""
    some = f"select 1 from {quoted(fact.name)} union all select 1 from declaration where register = $fact limit 1"
    return bool(engine.run(some, fact=fact.name))
