"""How long the analyses of posts take beside the best query by hand: content by platform and category, hours, accounts.

The rows are made in a scratch database. What is timed is the analysis from its statement to its table; the query by
hand reads the numbers of accounts in place of their names, knows the words of the categories and gives the same
counts, which is checked. Both run in turns, once untimed; printed are the median of the times, that of the processor
seconds, which hardly know what else runs, and the load of the machine. With `--database` the rows are kept there.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from math import isclose
from pathlib import Path
from statistics import median
from typing import Any

from pubkpi.analyse.request import AnalysisRequest
from pubkpi.analyse.run import ANALYSES
from pubkpi.database import schema, tables
from pubkpi.engine.duckdb import DuckDB
from pubkpi.model.explanations.analyses import AnalysisRules
from pubkpi.model.facts import BY_NAME
from pubkpi.model.periods import QUARTER

PERIOD = QUARTER.of(2024, 4)
TURNS = 3
WORDS = {"解读": "政策解读", "指南": "办事指南", "通知": "通知公告", "报名": "活动推广", "云川": "文旅推荐"}
ROWS = """
select 'wechat' as platform, 'a' || (i % 3000) as account, 'p' || i as post,
    if(i % 10 = 0, 'lifetime', 'day7') as basis,
    ['政策解读：', '办事指南 ', '通知公告｜', '活动报名', '云川风光'][1 + i % 5] || ((i * 7919) % 100003) as title,
    date '2024-10-01' + cast((i * 31) % 92 as integer) as published_on,
    date '2024-10-01' + cast((i * 31) % 92 as integer) + to_minutes(cast((i * 17) % 1440 as integer)) as published_at,
    if(i % 7 = 0, null, (i * 7919) % 120000) as reads, if(i % 7 = 0, 100001, null) as reads_at_least,
    (i * 101) % 50000 as read_users, (i * 3) % 100000 + 50000 as delivered_users, (i * 101) % 50000 as opened_users
from range($rows) t(i)
"""
CATEGORY = "case " + " ".join(f"when contains(lower(title), '{w}') then '{c}'" for w, c in WORDS.items()) + " end"
WITHIN = "published_on between date '2024-10-01' and date '2024-12-31'"
CONTENT = """
with posts as (
  select account_id, basis, {by} as name, read_users, reads,
         coalesce(reads, case when greatest(reads_at_least, read_users) > 100000 or reads_at_least is null
                         then greatest(reads_at_least, read_users) end) as most, reads_at_least
  from post_rows where {within}
), counted as (
  select account_id, basis, name, count(*) as posts, count(read_users) as with_readers, sum(read_users) as readers,
         count(reads) as with_views, sum(reads) as views, count(most) as known,
         count(case when most > 100000 then 1 end) as viral
  from posts group by all
), chosen as (
  select account_id, arg_max(basis, (posts, basis)) as basis
  from (select account_id, basis, sum(posts) as posts from counted group by all) group by all
)
select {name}, sum(posts), sum(readers) / sum(with_readers), sum(views) / sum(with_views), sum(viral)
from counted join chosen using (account_id, basis) join dim_account using (account_id) group by 1 order by 2 desc, 1
"""
HOURS = """
with counted as (
  select account_id, basis, hour(published_at) as name, count(*) as posts, count(reads) as number, sum(reads) as views,
         sum(reads::hugeint * reads) as squares, sum(delivered_users) as delivered, sum(opened_users) as opened,
         bool_or(published_at > published_on) as has_clock
  from post_rows where {within} group by all
), chosen as (
  select account_id, arg_max(basis, (posts, basis)) as basis
  from (select account_id, basis, sum(posts) as posts from counted group by all) group by all
), kept as (
  select counted.* from counted join chosen using (account_id, basis)
), accounts as (
  select account_id, sum(views) / sum(number) as mean from kept group by all having bool_or(has_clock)
)
select name, sum(posts), sum(views / mean) / sum(number), sum(squares / mean / mean), sum(opened) / sum(delivered)
from kept join accounts using (account_id) group by name order by name
"""
ACCOUNTS = """
with daily as (
  select account_id, basis, published_on as day, count(*) as posts,
         count(coalesce(reads, reads_at_least)) as with_reads,
         sum(coalesce(reads, reads_at_least)) as reads, max(coalesce(reads, reads_at_least)) as most
  from post_rows where published_on <= date '2024-12-31' group by all
), counted as (
  select account_id, basis, sum(posts) as posts, sum(with_reads) as with_reads, sum(reads) as reads, max(most) as most
  from daily where day >= date '2024-10-01' group by all
), chosen as (
  select account_id, max(posts) as posts, arg_max(reads, posts) as reads, arg_max(most, posts) as most,
         arg_max(with_reads, posts) as with_reads
  from counted group by all
), runs as (
  select account_id, day, lead(day, 1, date '2025-01-01') over (partition by account_id order by day) as next
  from (select distinct account_id, day from daily)
), days as (
  select account_id, max(day) as latest,
         max(date_diff('day', greatest(day, date '2024-09-30'), next) - 1)
           filter (where next >= date '2024-10-01') as pause
  from runs group by all
)
select account, posts, date_diff('day', latest, date '2024-12-31'), pause, reads, most, with_reads
from chosen join days using (account_id) join dim_account using (account_id) order by account
"""

CONTENT_COLUMNS = (1, 7, 8, 9)
COMPARED = (
    ("content", "platform", CONTENT.format(by="''", name="platform", within=WITHIN), CONTENT_COLUMNS),
    ("content", "category", CONTENT.format(by=CATEGORY, name="name", within=WITHIN), CONTENT_COLUMNS),
    ("hours", "hour", HOURS.format(within=WITHIN), (1, 3)),
    ("accounts", "account", ACCOUNTS, (4, 6, 7)),
)


def main(rows: int, database: Path | None) -> None:
    """Print the lines of docs/benchmarks.md."""
    with tempfile.TemporaryDirectory(prefix="pubkpi-bench-") as folder:
        path = database or Path(folder) / "bench.duckdb"
        is_made = path.exists()
        engine = DuckDB(path)
        if not is_made:
            _make(engine, rows)
        for name, by, query, columns in COMPARED:
            request = AnalysisRequest(engine, PERIOD, by, AnalysisRules(), datetime(2025, 1, 10))
            theirs, ours = _in_turns(partial(engine.run, query), partial(ANALYSES[name].make, request))
            _check_same(ours[1].rows, theirs[1], columns)
            wall, spent = (
                f"{own:.2f} s / {best:.2f} s = {own / best:.2f}" for own, best in zip(ours[0], theirs[0], strict=True)
            )
            print(f"| {name} by {by}, {rows:,} posts | {wall} | {spent} | {os.getloadavg()[0]:.1f} |", flush=True)
        engine.close()


def _make(engine: DuckDB, rows: int) -> None:
    """Fill the empty database of *engine* with so many posts and the words of the categories."""
    schema.create(engine)
    names = [column for column, *_ in engine.run(f"describe {ROWS}", rows=rows)]
    tables.widen(engine, BY_NAME["post"], names)
    tables.add(engine, BY_NAME["post"], f"from ({ROWS})", names, params={"rows": rows})
    for place, (word, category) in enumerate(WORDS.items()):
        engine.run(
            "insert into category_keyword select $place, $category, $word",
            place=place,
            category=category,
            word=word,
        )


def _in_turns(*works: Callable[[], Any]) -> list[tuple[tuple[float, float], Any]]:
    """The median seconds and processor seconds of each of *works*, and what it gave; done in turns, the first time
    untimed.
    """
    given = [work() for work in works]
    times: list[list[tuple[float, float]]] = [[] for _ in works]
    for _ in range(TURNS):
        for work, own in zip(works, times, strict=True):
            began, spent = time.perf_counter(), time.process_time()
            work()
            own.append((time.perf_counter() - began, time.process_time() - spent))
    return [
        ((median(wall), median(spent)), one)
        for (wall, spent), one in zip((zip(*own, strict=True) for own in times), given, strict=True)
    ]


def _check_same(ours: Sequence[tuple[Any, ...]], theirs: Sequence[tuple[Any, ...]], columns: Sequence[int]) -> None:
    """AssertionError where the *columns* of an analysis are other numbers than those of the query by hand."""
    assert len(ours) == len(theirs)
    for row, other in zip(ours, theirs, strict=True):
        for place, number in zip(columns, other[1:], strict=False):
            assert isclose(row[place], number, rel_tol=1e-9), (row, other)


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=3_000_000)
    options.add_argument("--database", type=Path, help="where the posts are kept")
    chosen = options.parse_args()
    main(chosen.rows, chosen.database)
