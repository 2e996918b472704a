"""How long the documents of one quarter of the sample data take as whole commands, and how great they are.

Beside them, in turn: Python importing the libraries, and, with --weasyprint PYTHON, that interpreter's WeasyPrint
making a PDF of the same report's HTML.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from command import BARE

REPORT = (sys.executable, "-m", "pubkpi", "report", "--quarter", "2024Q4")
FORMATS = ("html", "pdf", "docx", "xlsx", "pptx")
OTHER = "import sys, weasyprint; weasyprint.HTML(filename=sys.argv[1]).write_pdf(sys.argv[2])"


def taken(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """The wall time of *command* in *folder*, and its processor seconds."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(repeats: int, weasyprint: str) -> None:
    """Print the lines of docs/benchmarks.md."""
    # an installed pubkpi is compiled: the first call, which may have to do that, is not counted
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="pubkpi-bench-") as folder:
        demo = Path(folder) / "pubkpi-demo"
        subprocess.run((sys.executable, "-m", "pubkpi", "demo", str(demo)), cwd=folder, check=True, capture_output=True)
        calls = {
            "HTML": (*REPORT, "--html"),
            "HTML and PDF": (*REPORT, "--html", "--pdf"),
            "all five formats": (*REPORT, *(f"--{one}" for one in FORMATS)),
            "imports alone": BARE,
        }
        page = next((demo / "reports").glob("*_2024Q4.html"), None)
        if page is None:
            taken(calls["HTML"], demo)
            page = next((demo / "reports").glob("*_2024Q4.html"))
        if weasyprint:
            calls["WeasyPrint, of that HTML"] = (weasyprint, "-c", OTHER, str(page), str(Path(folder) / "other.pdf"))
        rounds = [{name: taken(call, demo) for name, call in calls.items()} for _ in range(repeats + 1)][1:]
        sizes = {one.suffix: one.stat().st_size for one in (demo / "reports").glob("*_2024Q4.*")}
    for name in calls:
        wall, processor = (statistics.median(column) for column in zip(*(one[name] for one in rounds), strict=True))
        print(f"| {name} | {wall:.2f} s | {processor:.2f} s | {max(one[name][0] for one in rounds):.2f} s |")
    print(", ".join(f"{suffix[1:]} {size / 1000:,.0f} kB" for suffix, size in sorted(sizes.items())))


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--repeats", type=int, default=7)
    options.add_argument("--weasyprint", default="", metavar="PYTHON")
    given = options.parse_args()
    main(given.repeats, given.weasyprint)
