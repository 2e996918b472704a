"""The plan of the year before rolled forward, with what the workspace measured of it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePath
from typing import TYPE_CHECKING

from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import YEAR, Period
from pubkpi.model.scores import Value
from pubkpi.model.text import Text
from pubkpi.pipeline.measures import measure_values
from pubkpi.pipeline.plans.draft import name_plan, refuse_duplicate, refuse_unusable, write_files
from pubkpi.pipeline.scores import kpis
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.specs.plans.next_plan import NextPlan, OldYear
    from pubkpi.specs.plans.plan_edits import CarriedValue


@dataclass(frozen=True, slots=True)
class RolledPlan:
    """A plan that was rolled forward: its *name* and *file*, what was *carried* over and how, the keys that were left
    out, the lines that still speak of a year that is over, what `check` finds, and whether it *is_in_use*; whether the
    *quarter* of whose values the baselines are *is_provisional*.
    """

    name: str
    file: str
    carried: "tuple[CarriedValue, ...]"
    omitted: tuple[str, ...]
    old: "tuple[OldYear, ...]"
    findings: tuple[Finding, ...]
    is_in_use: bool
    quarter: Period
    is_provisional: bool


def roll_plan(settings: Settings, source: str, name: str, *, use: bool) -> RolledPlan:
    """Write the plan *source* as many years later as it has, called *name*, or for the year that *name* is;
    UsageError for a name that is taken, or a plan that is not there.
    """
    from pubkpi.specs.plans.answers import read_name
    from pubkpi.specs.plans.next_plan import next_plan, with_measures
    from pubkpi.specs.plans.plan_edits import baseline_quarter
    from pubkpi.workspace.yaml import yaml_file

    old = kpis(replace(settings, scorecard=source))
    year, quarters = _later(old, name)
    name = read_name(_name(source, name, year, quarters))
    refuse_duplicate(settings, name)
    before = baseline_quarter(old, quarters)
    values = _values(replace(settings, scorecard=source), before)
    made = next_plan(yaml_file.read(settings.specs / f"{source}.yaml"), old, name, quarters, values, settings.lang)
    made = replace(made, text=with_measures(made.text, _entries(settings, old, made)))
    files = {f"kpi_specs/{name}.yaml": made.text}
    findings = refuse_unusable(settings, name, files)
    write_files(settings, files, name_plan(settings, name) if use else {})
    lines = (*_old_lines(settings, old, quarters, made, f"kpi_specs/{name}.yaml"),)
    (file,) = files
    provisional = bool(values) and not _is_settled(settings, old, before)
    return RolledPlan(name, file, made.carried, made.omitted, lines, findings, use, before, provisional)


def _is_settled(settings: Settings, old: KpiSet, quarter: Period) -> bool:
    """Whether the data of *quarter* are final, by when anything was last loaded."""
    from pubkpi.database import ledger
    from pubkpi.pipeline.open import open_engine

    with open_engine(settings) as engine:
        loaded = ledger.last_load(engine)
    return loaded is None or old.is_settled(quarter, loaded.date())


def _later(old: KpiSet, name: str) -> tuple[str, int]:
    """The first year of the next plan, by default the one in which the old plan is over, and how many quarters later
    it begins.
    """
    begun, end = old.valid[0].first, old.valid[1].last
    first, years = begun.year, -(-((end.year - begun.year) * 12 + end.month - begun.month + 1) // 12)
    year = YEAR.parse(name).first.year if re.fullmatch(r"\d{4}", name) else first + years
    if year <= first:
        what = Text(f"{year} 不晚于原计划的 {first} 年", f"{year} is not after {first}, the year of the old plan")
        raise UsageError(name, what)
    return str(year), (year - first) * 4


def _name(source: str, name: str, year: str, quarters: int) -> str:
    """What the next plan is called: *name*, or, where that is the *year* or nothing, *source* with its years later."""
    from pubkpi.specs.plans.plan_edits import later_years

    if name and name != year:
        return name
    later = later_years(source, quarters)
    return later if later != source else f"{source}_{year}"


def _values(settings: Settings, period: Period) -> dict[str, Fraction]:
    """The values of the plan's measures in *period*, as far as there are any."""
    with suppress(DataError):
        found = measure_values(settings, period).values
        return {name: exact for name, one in found.items() if (exact := _exact(one)) is not None}
    return {}


def _exact(value: Value) -> Fraction | None:
    """The value as the quotient that it was, else as it is printed; None where there is none, or a bound of one."""
    if value.value is None or value.bound:
        return None
    over, under = value.numerator, value.denominator
    if over is not None and under and over.is_integer() and under.is_integer() and over / under == value.value:
        return Fraction(int(over), int(under))
    return Fraction(Decimal(repr(value.value)))


def _entries(settings: Settings, old: KpiSet, made: "NextPlan") -> Iterator[str]:
    """The words of the measures over another base."""
    from pubkpi.specs.plans.draft import entry_of

    for measure, rebase in made.rebased.items():
        one = old.measures[measure]
        is_own = (settings.specs / one.at.split(":")[0]).is_file()
        yield rebase.entry(entry_of(settings.specs if is_own else settings.specs / "measures", one))


def _old_lines(settings: Settings, old: KpiSet, quarters: int, made: "NextPlan", file: str) -> "Iterator[OldYear]":
    """The lines of the plan, and of the shared measures that it uses, which speak of a year that is over."""
    from pubkpi.specs.build import build
    from pubkpi.specs.measures import components
    from pubkpi.specs.plans.draft import entry_of
    from pubkpi.specs.plans.next_plan import old_years

    names = tuple(one.name for one in made.rebased.values())
    bases = tuple(word for one in made.rebased.values() for word in one.words if len(word) > len("2024"))
    yield from old_years(file, made.text, (old, quarters), ("example", *names), bases)
    plan = build(settings.specs, PurePath(file).stem)
    leaves = [name for leaf in plan.indicators for name in (leaf.measure, leaf.shows)]
    for one in (plan.measures[name] for name in components(plan.measures, leaves)):
        path = settings.specs / "measures" / one.at.split(":")[0]
        if path.is_file():
            first = int(one.at.split(":")[1])
            entry = entry_of(path.parent, one)
            for line in old_years(f"kpi_specs/measures/{path.name}", entry, (old, quarters), ("example",)):
                yield line._replace(line=line.line + first - 1)
