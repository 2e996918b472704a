"""Every scorecard of a folder looked through: what cannot be used, what is doubtful, what the plan contradicts."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from pubkpi.model.errors import PubkpiError, SpecError
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.measures import Measure
from pubkpi.specs import build, measures
from pubkpi.specs.lint.context import NO_CONTEXT, Context
from pubkpi.specs.lint.doubts import lint

Measures = Mapping[str, Measure]


def check(folder: Path, scorecard: str | None = None) -> list[Finding]:
    """The findings of the scorecards in *folder*, or of one; where it cannot be read, all that is wrong in its form."""
    return check_folder(folder, scorecard)[0]


def check_folder(
    folder: Path, scorecard: str | None, context: Context = NO_CONTEXT
) -> tuple[list[Finding], list[tuple[Measures, Collection[str]]]]:
    """What `check` finds, and the measures that are still to be looked through, each lot with the names that
    matter in it: those of the folder, then those that a scorecard brings along.

    The database is asked for its part of the *context* only where a scorecard has to do with it.
    """
    shared: Measures | None = None
    findings: list[Finding] = []
    try:
        shared = measures.read(folder / "measures")
    except SpecError as problem:  # told once, whatever number of scorecards it is in the way of
        findings += map(unusable, problem.all)
    cards: dict[str, KpiSet] = {}
    wanted = [scorecard] if scorecard else build.scorecard_ids(folder)
    for name in dict.fromkeys((*wanted, *build.scorecard_ids(folder))):
        try:
            kpis = build.read(folder, name, shared or {})
        except SpecError as problem:
            if name in wanted:
                findings += map(unusable, problem.all)
            continue
        if shared is not None:
            cards[name] = kpis
    lots: list[tuple[Measures, Collection[str]]] = [(shared, shared)] if shared else []
    for name in filter(cards.__contains__, wanted):
        kpis = cards[name]
        findings += lint(kpis, replace(context, others=tuple(one for one in cards.values() if one is not kpis)))
        own = _own(kpis, shared or {})
        lots += [(kpis.measures, own)] if own else []
    return findings, lots


def unusable(problem: PubkpiError) -> Finding:
    """What is wrong in the form of a file, as a finding."""
    return Finding("check.spec", "error", problem.where, problem.what, problem.hint)


def _own(kpis: KpiSet, shared: Measures) -> Collection[str]:
    return [name for name in kpis.measures if name not in shared]
