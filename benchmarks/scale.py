"""What the same measures cost on DuckDB and on Spark, over the same Parquet files, by how many rows there are.

An account has a row a day of 500 days; 50 million rows are those of 100,000 accounts. Eight measures of eight quarters
are asked for side by side, by account. With --spark the cluster at that address is asked, or one is started as the
tests do it (`--spark local`; `.ci/run --spark` fetches it); without it DuckDB runs alone. Results are compared by a
digest of all their sums. At the end one quarter is measured alone in the biggest files: what lies outside of it should
cost little.
"""

import argparse
import resource
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path

import numpy as np
from league import COUNTS, scorecard

from pubkpi.database import schema
from pubkpi.database.lakehouse.mapped_facts import MappedFacts
from pubkpi.engine.duckdb import DuckDB
from pubkpi.engine.parquet import ParquetFiles
from pubkpi.engine.query import FactEngine
from pubkpi.measure.sql.compile import compiled
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.periods import Period, period

ROOT = Path(__file__).resolve().parents[1]
FACT, DAYS = MEASURABLE["account_content_daily"], 500
QUARTERS = [period(f"{year}Q{quarter}") for year in (2023, 2024) for quarter in (1, 2, 3, 4)]
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)  # million rows
ROWS = f"""
select 'wechat' as platform, 'a' || lpad(cast(a as varchar), 7, '0') as account,
    date '2023-01-01' + cast(d as integer) as day,
    {", ".join(f"cast((a * {7919 + i} + d * 31) % {900 + i} as bigint) as {name}" for i, name in enumerate(COUNTS))}
from range($first, $last) t(a), range({DAYS}) u(d)
"""
_ACCOUNTS = 10_000  # in a file


def write_rows(folder: Path, accounts: int) -> None:
    """The rows of so many *accounts* as Parquet files in *folder*."""
    folder.mkdir()
    with closing(DuckDB(":memory:")) as engine:
        for first in range(0, accounts, _ACCOUNTS):
            words = ROWS.replace("$first", str(first)).replace("$last", str(min(accounts, first + _ACCOUNTS)))
            engine.run(f"copy ({words}) to '{folder}/part-{first}.parquet' (format parquet, compression zstd)")


def measure(there: FactEngine, folder: Path, periods: list[Period]) -> tuple[float, float, int, str]:
    """Seconds until the rows in *folder* were looked at, and until they were measured; how many sums came; their
    digest.
    """
    measures = [one for one in scorecard().measures.values() if one.fact == FACT.name]
    with closing(DuckDB()) as home, closing(ParquetFiles()) as judge:
        schema.create(home)
        began = time.perf_counter()
        engine = MappedFacts(home, there, {FACT.name: str(folder)})[FACT.name]
        ready = time.perf_counter()
        table = engine.table(compiled(FACT, measures, periods, by="account", dialect=engine.dialect))
        done = time.perf_counter()
        judge.load_table("sums", table)
        sums = [f'cast("{name}" as decimal(38, 0))' for name in table.column_names if "__" in name]
        ((digest,),) = judge.run(f"select bit_xor(hash(window_quarter, entity, {', '.join(sums)})) from sums")
    return ready - began, done - ready, table.num_rows * len(sums), f"{digest:x}"


def slope(points: list[tuple[int, float]]) -> str:
    """Seconds a million rows, and those that there are without any: the line of least squares."""
    if len(points) < 2:
        return "one size has no slope"
    a, b = np.polyfit([rows / 1e6 for rows, _ in points], [seconds for _, seconds in points], 1)
    return f"{a:.2f} s a million rows, {b:.1f} s besides"


def main(most: int, address: str) -> None:
    """Print the lines of docs/scale.md, for files of 1 to *most* million rows."""
    took: dict[str, list[tuple[int, float]]] = {}
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="pubkpi-bench-")))
        engines: dict[str, FactEngine] = {"DuckDB": held.enter_context(closing(ParquetFiles()))}
        if address:
            engines["Spark"] = held.enter_context(closing(_spark(held, folder, address)))
        for million in sorted({*(one for one in STEPS if one <= most), most}):
            rows = folder / f"rows{million}"
            write_rows(rows, million * 1_000_000 // DAYS)
            digests = set()
            for name, engine in engines.items():
                looked, asked, count, digest = measure(engine, rows, QUARTERS)
                took.setdefault(name, []).append((million * 1_000_000, looked + asked))
                digests.add(digest)
                print(f"| {million} million rows | {name} | columns and keys {looked:.1f} s | {count:,} sums "
                      f"{asked:.1f} s | digest {digest} |", flush=True)  # fmt: skip
            if len(digests) > 1:
                sys.exit("the digests differ")
        for name, engine in engines.items():
            looked, asked, _, _ = measure(engine, rows, QUARTERS[:1])
            print(f"| one quarter of the {DAYS} days | {name} | columns and keys {looked:.1f} s | {asked:.1f} s | |")
    for name, points in took.items():
        print(f"{name}: {slope(points)}")
    if "Spark" in took:
        print(f"Spark / DuckDB at {most} million rows: {took['Spark'][-1][1] / took['DuckDB'][-1][1]:.1f}")
    print(f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def _spark(held: ExitStack, folder: Path, address: str) -> FactEngine:
    from pubkpi.engine.spark import Spark

    if address != "local":
        return Spark(address)
    sys.path.insert(0, str(ROOT))
    from tests.spark.cluster import lacking, running

    if why := lacking():
        sys.exit(f"no Spark cluster: {why}")
    (folder / "cluster").mkdir()
    return Spark(held.enter_context(running(folder / "cluster")).address)


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--million", type=int, default=2, help="million rows")
    options.add_argument("--spark", default="", metavar="ADDRESS", help="sc://host:15002, or local")
    told = options.parse_args()
    main(told.million, told.spark)
