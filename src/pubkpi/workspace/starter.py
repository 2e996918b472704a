"""What pubkpi brings along: the starter specs, the report templates, the sample data."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def starter(name: str) -> Path:
    """The folder *name* (kpi_specs, report_templates, sample_data): in the wheel, else in the source tree."""
    shipped = _PACKAGE / "starter" / name
    return shipped if shipped.is_dir() else _PACKAGE.parent.parent / name
