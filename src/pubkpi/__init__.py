"""pubkpi: the KPIs of a publicity plan, from exported files to a quarter's report."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pubkpi.notebook import Workspace

__version__ = "0.1.0"


def open(path: "Path | str" = ".", *, scorecard: str | None = None) -> "Workspace":
    """The workspace in or above the folder *path*, to be asked from Python; UsageError when there is none."""
    from pubkpi.notebook import Workspace

    return Workspace(path, scorecard=scorecard)
