"""How long the commands that say why take on the sample data, each as a whole command, from its start to the last line.

Beside them, in turn: Python importing the libraries that any command of this kind needs, which nobody can go below.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from command import BARE, seconds

PUBKPI = (sys.executable, "-m", "pubkpi")
CALLS = {
    "why the total moved, `explain`": (*PUBKPI, "explain", "--quarter", "2024Q4"),
    "a scenario, `whatif`": (*PUBKPI, "whatif", "--quarter", "2024Q4", "--value", "followers=80000"),
    "imports alone": BARE,
}


def main(repeats: int) -> None:
    """Print the lines of docs/benchmarks.md."""
    with tempfile.TemporaryDirectory(prefix="pubkpi-bench-") as folder:
        demo = Path(folder) / "pubkpi-demo"
        subprocess.run((*PUBKPI, "demo", str(demo)), cwd=folder, check=True, capture_output=True)
        rounds = [{name: seconds(call, demo) for name, call in CALLS.items()} for _ in range(repeats)]
    print(f"median of {repeats}")
    for name in CALLS:
        print(f"| {name} | {statistics.median(one[name] for one in rounds):.2f} s |")


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--repeats", type=int, default=15)
    main(options.parse_args().repeats)
