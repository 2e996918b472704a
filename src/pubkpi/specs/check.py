"""Every scorecard of a folder looked through: what cannot be used, what is doubtful, what the plan contradicts."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from pubkpi.model.errors import SpecError
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import KpiSet, Measure
from pubkpi.specs import build, measures
from pubkpi.specs.lint import lint

Measures = Mapping[str, Measure]


def check(folder: Path, scorecard: str | None = None) -> list[Finding]:
    """The findings of the scorecards in *folder*, or of one; one that cannot be read is a single error."""
    return looked_through(folder, scorecard)[0]


def looked_through(folder: Path, scorecard: str | None) -> tuple[list[Finding], list[tuple[Measures, Collection[str]]]]:
    """What `check` finds, and the measures that are still to be looked through, each lot with the names that
    matter in it: those of the folder, then those that a scorecard brings along.
    """
    shared: Measures | None = None
    with suppress(SpecError):  # told by every scorecard
        shared = measures.read(folder / "measures")
    findings: list[Finding] = []
    lots: list[tuple[Measures, Collection[str]]] = [(shared, shared)] if shared else []
    for name in [scorecard] if scorecard else build.listed(folder):
        try:
            kpis = build.read(folder, name, shared)
        except SpecError as problem:
            findings.append(Finding("check.spec", "error", problem.where, problem.what, problem.hint))
            continue
        findings += lint(kpis)
        own = _own(kpis, shared or {})
        lots += [(kpis.measures, own)] if own else []
    return findings, lots


def _own(kpis: KpiSet, shared: Measures) -> Collection[str]:
    return [name for name in kpis.measures if name not in shared]
