"""A workspace whose scorecard is a published index and whose values came in by the form, as a user's would."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from shutil import copytree

from pubkpi.ingest.result import IngestOptions
from pubkpi.model.periods import QUARTER
from pubkpi.model.scores import League
from pubkpi.pipeline import scores
from pubkpi.pipeline.load import ingest
from pubkpi.workspace.settings import find

HERE = Path(__file__).parent
HEADER = ("对象", "周期", "指标", "数值", "来源")
PLACES = Decimal("1e-12")  # as many decimals as an entered value keeps


def rows(case: str, name: str) -> list[dict[str, str]]:
    """The rows of a copied CSV."""
    with (HERE / case / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def loaded(root: Path, case: str | Path, values: Iterable[tuple[str, str, str, Decimal]]) -> Path:
    """A workspace in *root* with the specs of *case* or of a folder; *values* (entity, year, measure, value) ingested."""
    copytree(HERE / case / "kpi_specs" if isinstance(case, str) else case, root / "kpi_specs")
    (root / "pubkpi.toml").touch()
    (root / "inbox").mkdir()
    path = root / "inbox" / "values.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(
            (who, f"{year}Q4", what, f"{value.quantize(PLACES):f}", str(case)) for who, year, what, value in values
        )
    results = list(ingest(find(root), [path], IngestOptions()))
    assert [(one.state, one.rows.rejected) for one in results] == [("loaded", 0)]
    return root


def league(root: Path, scorecard: str, year: str) -> League:
    """The league table of the year, as `pubkpi score --by entity` makes it."""
    return scores.league(find(root, scorecard=scorecard), QUARTER.parse(f"{year}Q4"))


def node(table: League, name: str, what: str) -> dict[str, float | int | None]:
    """``scores`` or ``ranks`` of the node *name* by entity."""
    (found,) = (one for one in table.nodes if one.id == name)
    return dict(zip(table.entities, getattr(found, what), strict=True))
