"""How well texts are read that are polluted in one way each: the scores of the Pollock benchmark (VLDB 2023).

    python benchmarks/pollock.py PATH

PATH is a checkout of github.com/HPI-Information-Systems/Pollock, the 2,290 files of which are read as users' files are:
nothing is told about them. A file that is refused scores nothing, a rejected record is left out. The measures and
weights are Pollock's own, so its packages have to be there:
pip install multiset chardet joblib price-parser python-dateutil
"""

import csv
import json
import sys
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pubkpi.ingest import containers
from pubkpi.model.errors import DataError


def loaded(path: Path) -> list[list[str]] | None:
    """The good records of the file as pubkpi reads it; None when it refuses the file."""
    try:
        sheet = containers.read(path.read_bytes(), path.name).sheets[0]
    except DataError:
        return None
    rejected = {one.row for one in sheet.rejects}
    rows = enumerate(sheet.rows, start=1)
    return [[cell or "" for cell in row] for number, row in rows if number not in rejected]


def measures(metrics: Any, clean: Path, rows: list[list[str]], folder: Path) -> list[float]:
    """Success, then precision, recall and F1 of header, records and cells."""
    path = folder / "loaded.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return [1.0, *map(float, metrics.header_record_cell_measures_csv(clean, path))]


def main() -> None:
    """Print both scores, of 10 at most, and what keeps them from it."""
    root = Path(sys.argv[1])
    sys.path.insert(0, str(root))
    from pollock import metrics

    metrics.normalize_cell = lru_cache(maxsize=None)(metrics.normalize_cell)
    weights = json.loads((root / "pollock_weights.json").read_text(encoding="utf-8"))
    scores: dict[str, float] = {}
    with TemporaryDirectory() as folder:
        for path in sorted((root / "polluted_files" / "csv").glob("*.csv")):
            rows = loaded(path)
            clean = root / "polluted_files" / "clean" / path.name
            scores[path.name] = 0.0 if rows is None else sum(measures(metrics, clean, rows, Path(folder)))
    # some weights are of files that the benchmark does not have
    weigh = {name: weights[name] / sum(weights[one] for one in scores) for name in scores}
    weighted = sum(weigh[name] * score for name, score in scores.items())
    for name, score in sorted(scores.items(), key=lambda one: (one[1] - 10) * weigh[one[0]])[:25]:
        print(f"{score:7.3f}  {weigh[name] * (10 - score):.4f}  {name}")
    print(f"{len(scores)} files: simple {sum(scores.values()) / len(scores):.3f}, weighted {weighted:.3f}")


if __name__ == "__main__":
    main()
