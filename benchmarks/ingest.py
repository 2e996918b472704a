"""How fast files are loaded, as ratios against DuckDB's own reader, pandas, dlt and calamine on the same file.

Every measurement is a process of its own, so that its peak memory is its own, too.
"""

import argparse
import importlib.util
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HEADER = (
    "内容标题 发表时间 总阅读人数 总阅读次数 总分享人数 总分享次数 阅读后关注人数 送达人数 公众号消息阅读次数 "
    "送达阅读率 首次分享次数 分享产生阅读次数 首次分享率 每次分享带来阅读次数 阅读完成率 内容url"
).split()
ACCOUNT, EXPORT, AS_OF = "云川发布", "wechat_post_list", "2026-06-30"


def post_list(path: Path, rows: int, first: int = 0, since: str = "2016-01-01", days: int = 3650) -> None:
    """A post list of *rows* posts of *days* days as the back office has it, in the version with 16 columns, as CSV."""
    import duckdb

    columns = [
        "'第' || i || '期' || ['安全生产月','读懂报告','直播：答疑','消防员的一天'][1 + i % 4]",
        f"strftime(date '{since}' + cast(i % {days} as integer), '%Y%m%d')",
        *(
            "(i * 7919) % 9000",
            "(i * 7919) % 9000 + i % 100",
            "i % 300",
            "i % 300 + i % 7",
            "i % 97",
            "10000 + i % 5000",
        ),
        *("i % 500", "printf('%.4f', (i % 4000) / 10000.0)", "i % 30", "i % 200", "printf('%.2f', (i % 50) / 100.0)"),
        *("printf('%.1f', (i % 70) / 10.0)", "printf('%.4f', (i % 9973) / 9973.0)"),
        "'http://mp.weixin.qq.com/s/' || substr(md5(i::varchar), 1, 12)",
    ]
    named = ", ".join(f'{words} as "{name}"' for words, name in zip(columns, HEADER, strict=True))
    duckdb.execute(
        f"copy (select {named} from range({first}, {first + rows}) t(i)) to '{path}' (header, delimiter ',')"
    )


def workspace(folder: Path) -> Path:
    """A new workspace in *folder*."""
    command = [pubkpi(), "init", "--plan", "department_2024", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder


def pubkpi() -> str:
    """The installed command."""
    return str(Path(sys.executable).with_name("pubkpi"))


def bare(path: Path, folder: Path) -> None:
    """DuckDB reads the file into a table, guessing types and checking nothing."""
    import duckdb

    with duckdb.connect(str(folder / "bare.duckdb")) as con:
        con.execute("create table post as select * from read_csv($path)", {"path": str(path)})


def staged(path: Path, folder: Path) -> None:
    """Reading, checking, typing, de-duplication and insertion with lineage, without the command around them."""
    from contextlib import nullcontext
    from datetime import datetime

    from pubkpi.ingest.history.store import Store
    from pubkpi.ingest.load.reading import Decisions
    from pubkpi.workspace.files import digest
    from pubkpi.workspace.settings import find

    data = path.read_bytes()
    # hash and copy belong to the whole command
    sha256 = digest(data)
    with Store(find(folder), write=True) as store:
        start = time.perf_counter()
        reading = store.read(data, path.name, Decisions(ACCOUNT, EXPORT, datetime.fromisoformat(AS_OF)), sha256)
        store.archive.putting = lambda *_: nullcontext(str)  # type: ignore[method-assign, assignment, return-value]
        store.load_batches(reading, store.settings.clock())
        print(time.perf_counter() - start)


def with_pandas(path: Path, folder: Path) -> None:
    """pandas reads the file, DuckDB takes the frame; nothing is checked."""
    import duckdb
    import pandas as pd

    frame = pd.read_csv(path)
    with duckdb.connect(str(folder / "pandas.duckdb")) as con:
        con.register("frame", frame)
        con.execute("create table post as select * from frame")


def with_dlt(path: Path, folder: Path) -> None:
    """dlt from the file system to DuckDB, merging by the url."""
    import dlt
    from dlt.sources.filesystem import filesystem, read_csv

    os.chdir(folder)
    pipeline = dlt.pipeline("bench", destination=dlt.destinations.duckdb(str(folder / "dlt.duckdb")), dataset_name="d")
    files = filesystem(bucket_url=path.parent.as_uri(), file_glob=path.name) | read_csv()
    files.apply_hints(write_disposition="merge", primary_key="内容url")
    pipeline.run(files.with_name("post"))


def with_calamine(path: Path, _: Path) -> None:
    """calamine reads the workbook into Python."""
    import python_calamine

    python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()


def command(path: Path, folder: Path) -> None:
    """The whole command as a user runs it."""
    call = [pubkpi(), "ingest", str(path), "--account", ACCOUNT, "--export", EXPORT, "--as-of", AS_OF]
    subprocess.run(call, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


WORKS: dict[str, Callable[[Path, Path], None]] = {
    work.__name__: work for work in (bare, staged, with_pandas, with_dlt, with_calamine, command)
}


def timed(work: str, path: Path, folder: Path) -> tuple[float, float]:
    """Seconds (least of two runs) and peak gigabytes of *work* on *path*, the last one leaving *folder* as it is."""
    best = float("inf")
    for last in (False, True):
        place = folder if last else Path(tempfile.mkdtemp(dir=folder.parent))
        if not last and (folder / "pubkpi.toml").exists():
            shutil.copytree(folder, place, dirs_exist_ok=True)
        start = time.perf_counter()
        out = subprocess.run(
            [sys.executable, __file__, "--work", work, str(path), str(place)],
            check=True,
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - start
        best = min(best, float(out.stdout.split()[0]) if work == "staged" else seconds)
        if not last:
            shutil.rmtree(place)
    return best, float(out.stdout.split()[-1])


def main(rows: int) -> None:
    """Measure, and print the table of ratios as docs/benchmarks.md has it."""
    # an installed pubkpi is compiled; the better of two runs did not have to do that
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    root = Path(tempfile.mkdtemp(prefix="pubkpi-bench-"))
    big, tenth, small, book = (root / name for name in ("big.csv", "tenth.csv", "small.csv", "book.xlsx"))
    post_list(big, rows)
    post_list(tenth, rows // 10)
    post_list(small, 1000, first=rows, since="2026-01-01", days=90)
    size = big.stat().st_size / 1e6
    print(f"{rows:,} rows, {size:.0f} MB; {os.cpu_count()} cores\n")
    print("| what | measured | against | ratio |\n|---|---|---|---|")

    def line(what: str, mine: float, against: str, other: float) -> None:
        print(f"| {what} | {mine:.2f} s | {against} {other:.2f} s | {mine / other:.2f} |", flush=True)

    engine, _ = timed("bare", big, made(root / "bare"))
    inside, _ = timed("staged", big, workspace(root / "staged"))
    home = workspace(root / "home")
    whole, memory = timed("command", big, home)
    frame, _ = timed("with_pandas", big, made(root / "pandas"))
    line("checks, typing, de-duplication, insertion", inside, "bare read_csv", engine)
    line("the whole command", whole, "bare read_csv", engine)
    line("the whole command", whole, "pandas and insert", frame)
    again, _ = timed("command", big, home)
    print(f"| the same file again | {again:.2f} s | | |")
    fresh, _ = timed("command", small, workspace(root / "fresh"))
    more, _ = timed("command", small, home)
    print(
        f"| 1,000 rows on top of {rows:,} | {more:.2f} s | on an empty database {fresh:.2f} s | +{more - fresh:.2f} s |"
    )
    print(f"| peak memory of the whole command | {memory:.2f} GB | | |")
    if importlib.util.find_spec("dlt"):
        mine, _ = timed("command", tenth, workspace(root / "tenth"))
        other, _ = timed("with_dlt", tenth, made(root / "dlt"))
        line(f"the whole command, {rows // 10:,} rows", mine, "dlt", other)
    workbook(book, 100_000)
    mine, _ = timed("command", book, workspace(root / "book"))
    other, _ = timed("with_calamine", book, made(root / "calamine"))
    line("100,000 rows of a workbook", mine, "calamine alone", other)
    shutil.rmtree(root)


def made(folder: Path) -> Path:
    """*folder*, made."""
    folder.mkdir()
    return folder


def workbook(path: Path, rows: int) -> None:
    """The same list as an xlsx."""
    import csv

    import xlsxwriter

    text = path.with_suffix(".csv")
    post_list(text, rows)
    with (
        text.open(encoding="utf-8", newline="") as lines,
        xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False}) as book,
    ):
        sheet = book.add_worksheet()
        for number, record in enumerate(csv.reader(lines)):
            sheet.write_row(number, 0, record)


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=3_000_000)
    options.add_argument("--work", nargs=3)
    given = options.parse_args()
    if given.work:
        WORKS[given.work[0]](Path(given.work[1]), Path(given.work[2]))
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, children) / 1e6)
    else:
        main(given.rows)
