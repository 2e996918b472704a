"""How long documents of the sample data take as whole commands, in wall and processor seconds, and how great they are.

In turn: the documents of one quarter; Python importing the libraries; and, with --weasyprint PYTHON, that interpreter's
WeasyPrint making a PDF of the same report's HTML. Then a batch of summary pages, one an account.
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
from datetime import date, timedelta
from pathlib import Path

from command import BARE

PUBKPI = (sys.executable, "-m", "pubkpi")
REPORT = (*PUBKPI, "report", "--quarter", "2024Q4")
FORMATS = ("html", "pdf", "docx", "xlsx", "pptx")
ACCOUNTS = 200
OTHER = "import sys, weasyprint; weasyprint.HTML(filename=sys.argv[1]).write_pdf(sys.argv[2])"
Times = tuple[float, float]  # wall, processor


def taken(command: Sequence[str], folder: Path) -> Times:
    """The wall time of *command* in *folder*, and its processor seconds with those of its own processes."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def sample(folder: Path) -> Path:
    """A workspace with the sample department."""
    taken((*PUBKPI, "demo", str(folder / "demo")), folder)
    return folder / "demo"


def accounts(folder: Path, number: int) -> Path:
    """A workspace with so many accounts whose messages of two quarters are registered, scored by the city's plan."""
    taken((*PUBKPI, "init", str(folder / "accounts"), "--plan", "city_2024"), folder)
    sundays = [date(2024, 7, 7) + timedelta(days=7 * week) for week in range(26)]
    rows = (
        f"{day},抖音,号{place:03},40,{20 + (place + i) % 20},{10 + (place + i) % 10},张"
        for place in range(number)
        for i, day in enumerate(sundays)
    )
    head = "留言登记表\n日期,平台,账号,收到留言数,已回复数,24小时内回复数,填报人\n"
    (folder / "accounts" / "inbox" / "messages.csv").write_text(head + "\n".join(rows), encoding="utf-8")
    taken((*PUBKPI, "ingest", "inbox", "--new-accounts"), folder / "accounts")
    return folder / "accounts"


def line(name: str, rounds: Sequence[Times], per: int = 1) -> None:
    """Print a line of docs/benchmarks.md: the medians of wall and processor seconds, *per* piece of work."""
    wall, processor = (statistics.median(column) / per for column in zip(*rounds, strict=True))
    print(f"| {name} | {wall:.2f} s | {processor:.2f} s | {max(one for one, _ in rounds) / per:.2f} s |", flush=True)


def main(repeats: int, weasyprint: str) -> None:
    """Print the lines of docs/benchmarks.md."""
    # an installed pubkpi is compiled: the first call, which may have to do that, is not counted
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="pubkpi-bench-") as folder:
        demo = sample(Path(folder))
        calls = {
            "HTML": (*REPORT, "--html"),
            "HTML and PDF": (*REPORT, "--html", "--pdf"),
            "all five formats": (*REPORT, *(f"--{one}" for one in FORMATS)),
            "imports alone": BARE,
        }
        taken(calls["all five formats"], demo)
        page = next((demo / "reports").glob("*_2024Q4.html"))
        if weasyprint:
            calls["WeasyPrint, of that HTML"] = (weasyprint, "-c", OTHER, str(page), str(Path(folder) / "other.pdf"))
        rounds = [{name: taken(call, demo) for name, call in calls.items()} for _ in range(repeats)]
        for name in calls:
            line(name, [one[name] for one in rounds])
        step = [(a - c, b - d) for a, b, c, d in ((*one["HTML and PDF"], *one["HTML"]) for one in rounds)]
        line("of that the PDF", step)
        sizes = {one.suffix: one.stat().st_size for one in (demo / "reports").glob("*_2024Q4.*")}
        print(", ".join(f"{suffix[1:]} {size / 1000:,.0f} kB" for suffix, size in sorted(sizes.items())))
        many = accounts(Path(folder), ACCOUNTS)
        each = (*REPORT, "--by", "account", "--each", "--sections", "summary", "--html", "--pdf", "--zip", "a.zip")
        line(f"a page of {ACCOUNTS}, HTML and PDF", [taken(each, many)], ACCOUNTS)


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--repeats", type=int, default=7)
    options.add_argument("--weasyprint", default="", metavar="PYTHON")
    given = options.parse_args()
    main(given.repeats, given.weasyprint)
