"""How long `trace` takes as a whole command: an indicator and a measure over a text of millions of rows.

Beside it, in turn: Python importing the libraries, and reading the text once with its hash, which nobody can go below.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from command import BARE, seconds
from ingest import command, post_list, workspace

TRACE = (sys.executable, "-m", "pubkpi", "trace")
READ = "import hashlib, pathlib, sys; hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes()).hexdigest()"


def main(rows: int, repeats: int) -> None:
    """Print the lines of docs/benchmarks.md."""
    root = Path(tempfile.mkdtemp(prefix="pubkpi-bench-"))
    text = root / "big.csv"
    post_list(text, rows)
    home = workspace(root / "home")
    command(text, home)
    calls = {
        "an indicator with its score": (*TRACE, "open_rate", "--quarter", "2024Q4"),
        "a measure": (*TRACE, "open_rate_listed", "--quarter", "2024Q4"),
        "imports alone": BARE,
        "text read and hashed": (sys.executable, "-c", READ, str(text)),
    }
    rounds = [{name: seconds(call, home) for name, call in calls.items()} for _ in range(repeats + 1)][1:]
    print(f"{rows:,} rows, {text.stat().st_size / 1e6:.0f} MB; median of {repeats}")
    for name in calls:
        print(f"| {name} | {statistics.median(one[name] for one in rounds):.2f} s |")
    shutil.rmtree(root)


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=3_000_000)
    options.add_argument("--repeats", type=int, default=7)
    given = options.parse_args()
    main(given.rows, given.repeats)
