"""How long one department's `score` takes on the sample data as a whole command, from its start to the last line.

Beside it, in turn: Python importing the libraries that any command of this kind needs, which nobody can go below.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

SCORE = (sys.executable, "-m", "pubkpi", "score", "--quarter", "2024Q4")
BARE = (sys.executable, "-c", "import duckdb, numpy, pydantic.types, rich.console, rich.table, typer, yaml")


def seconds(command: Sequence[str], folder: Path) -> float:
    """The wall time of *command* in *folder*."""
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - began


def main(repeats: int) -> None:
    """Print the line of docs/benchmarks.md."""
    # an installed pubkpi is compiled: the first call, which may have to do that, is not counted
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="pubkpi-bench-") as folder:
        demo = Path(folder) / "pubkpi-demo"
        subprocess.run((sys.executable, "-m", "pubkpi", "demo", str(demo)), cwd=folder, check=True, capture_output=True)
        seconds(SCORE, demo)
        rounds = [(seconds(SCORE, demo), seconds(BARE, demo)) for _ in range(repeats)]
    ours, theirs = (statistics.median(taken) for taken in zip(*rounds, strict=True))
    measured = f"{ours:.2f} s | imports alone {theirs:.2f} s | {ours / theirs:.1f}"
    print(f"| one department's score, median of {repeats} | {measured} |")


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--repeats", type=int, default=15)
    main(options.parse_args().repeats)
