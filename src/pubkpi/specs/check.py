"""Every scorecard of a folder looked through: what cannot be used, what is doubtful, what the plan contradicts."""

from collections.abc import Mapping
from pathlib import Path

from pubkpi.model.errors import SpecError
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import Measure
from pubkpi.specs.build import listed, read
from pubkpi.specs.lint import lint
from pubkpi.specs.measures import read as read_measures


def check(folder: Path, scorecard: str | None = None) -> list[Finding]:
    """The findings of the scorecards in *folder*, or of one; one that cannot be read is a single error."""
    return [finding for name in ([scorecard] if scorecard else listed(folder)) for finding in _check(folder, name)]


def measures(folder: Path) -> Mapping[str, Measure]:
    """The measures of *folder*; none when they cannot be read, of which `check` tells."""
    try:
        return read_measures(folder / "measures")
    except SpecError:
        return {}


def _check(folder: Path, name: str) -> tuple[Finding, ...]:
    try:
        return lint(read(folder, name))
    except SpecError as problem:
        return (Finding("check.spec", "error", problem.where, problem.what, problem.hint),)
