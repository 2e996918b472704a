"""How fast measures are, as a ratio against the best query written by hand for the same numbers on the same tables.

All measures of the department scorecard that read exports (posts, readers by channel, followers), over five quarters of
two years of posts. Both sides ask the same engine in the same process, in turn; their numbers are compared first.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pubkpi.database import schema, tables
from pubkpi.engine.duckdb import DuckDB
from pubkpi.measure.run import by_fact
from pubkpi.measure.sql.compile import compiled
from pubkpi.model.facts import BY_NAME
from pubkpi.model.periods import QUARTER, between
from pubkpi.specs import measures

FACTS = ("post", "channel_daily", "account_daily")
QUARTERS = between(QUARTER.of(2023, 4), QUARTER.of(2024, 4))
INSIDE = "between date '2023-10-01' and date '2024-12-31'"
Table = dict[str, dict[str, object]]

# Half of the rows are the list of all posts (day7), half single-post sheets (lifetime); every third is not notified.
POSTS = """
select
    'wechat' as platform, 'a' || n % 200 as account, if(listed, 'u', 't') || n as post,
    if(listed, 'day7', 'lifetime') as basis,
    '第' || n || '期：' || ['安全生产月', '读懂报告', '直播：答疑'][1 + n % 3] as title,
    date '2023-01-01' + cast(n * 731 // $posts as integer) as published_on, (n * 7919) % 9000 + 10 as read_users,
    if(listed, null, n % 300) as like_users, if(listed, null, n % 30) as comment_count,
    if(listed, null, n % 97) as share_users, if(n % 3 = 0, null, 10000 + n % 5000) as delivered_users,
    if(listed or n % 3 = 0, null, n % 500) as opened_users,
    if(listed and n % 3 > 0, cast(n % 4000 as decimal(18, 12)) / 100000, null) as open_share
from (select i // 2 as n, i % 2 = 0 as listed from range(2 * $posts) t(i))
"""
CHANNELS = """
select 'wechat' as platform, 'a' || a as account, channel,
    date '2023-01-01' + cast(d as integer) as day, (a * 31 + d) % 900 as read_users
from range(200) t(a), range(731) u(d), unnest(['全部', '朋友圈', '公众号消息', '搜一搜', '其它']) c(channel)
"""
FOLLOWERS = """
select 'wechat' as platform, 'a' || a as account,
    date '2023-01-01' + cast(d as integer) as day, 1000 * a + d as total_count from range(200) t(a), range(731) u(d)
"""
# What somebody who knows the engine would write for these numbers alone.
BY_HAND = {
    "post": f"""
with inside as (
    select date_trunc('quarter', published_on) as q, basis = 'lifetime' as sheet, basis = 'day7' as listed, read_users,
        delivered_users, opened_users, like_users + comment_count + share_users as acts,
        delivered_users * open_share as opened
    from post where published_on {INSIDE}
), sums as (
    select q, sum(acts) filter (sheet and read_users is not null) as interaction_rate__num,
        sum(read_users) filter (sheet and acts is not null) as interaction_rate__den,
        count(*) filter (sheet and acts is not null and read_users is not null) as interaction_rate__rows,
        sum(read_users) filter (listed) as interaction_rate__expected,
        sum(opened_users) filter (sheet and delivered_users is not null) as open_rate_exact__num,
        sum(delivered_users) filter (sheet and opened_users is not null) as open_rate_exact__den,
        sum(delivered_users) filter (listed) as open_rate_exact__expected,
        sum(opened) filter (listed) as open_rate_listed__num,
        sum(delivered_users) filter (listed and opened is not null) as open_rate_listed__den,
        count(delivered_users) filter (listed) as open_rate_listed__all
    from inside group by q
), articles as (
    select published_on, min(read_users) filter (basis = 'day7') as readers,
        min(delivered_users) filter (basis = 'day7') as delivered,
        bool_or(basis = 'lifetime' and like_users + comment_count + share_users + read_users is not null) as acted,
        bool_or(basis = 'lifetime' and opened_users is not null and delivered_users is not null) as sent
    from post where published_on {INSIDE} group by platform, account, title_key, published_on
), seen as (
    select date_trunc('quarter', published_on) as q, sum(readers) filter (acted) as interaction_rate__seen,
        sum(delivered) filter (sent) as open_rate_exact__seen from articles group by q
)
select * from sums join seen using (q)""",
    "channel_daily": f"""
select date_trunc('quarter', day) as q, sum(read_users) as monthly_reads__num, count(read_users) as monthly_reads__rows
from channel_daily where day {INSIDE} and platform = 'wechat' and channel = '全部' group by q""",
    "account_daily": f"""
with newest as (
    select date_trunc('quarter', day) as q, max_by(total_count, day) as total from account_daily
    where day {INSIDE} and day > last_day(date_trunc('quarter', day) + interval 2 month) - 8
        and platform = 'wechat' and total_count is not null
    group by q, account
) select q, sum(total) as followers__num, count(*) as followers__rows from newest group by q""",
}


def filled(path: Path, posts: int) -> DuckDB:
    """A database as pubkpi makes it, with *posts* posts in two rows each and two years of days."""
    engine = DuckDB(path)
    schema.create(engine)
    for name, query in zip(FACTS, (POSTS, CHANNELS, FOLLOWERS), strict=True):
        params = {"posts": posts} if name == "post" else {}
        names = [column for column, *_ in engine.run(f"describe {query}", **params)]
        tables.widen(engine, BY_NAME[name], [column.name for column in BY_NAME[name].stored])
        tables.add(engine, BY_NAME[name], query, names, params=params)
    return engine


def by_pubkpi(engine: DuckDB) -> Table:
    """The columns of the compiled queries, by quarter."""
    found: Table = {}
    shipped = measures.read(Path(__file__).resolve().parents[1] / "kpi_specs" / "measures")
    for fact, listed in by_fact(shipped.values()).items():
        if fact.name in FACTS:
            for row in engine.table(compiled(fact, listed, QUARTERS)).to_pylist():
                found.setdefault(row.pop("window_quarter"), {}).update(row)
    return found


def by_hand(engine: DuckDB) -> Table:
    """The same numbers from the queries written by hand."""
    found: Table = {}
    for query in BY_HAND.values():
        for row in engine.table(query).to_pylist():
            first = row.pop("q")
            found.setdefault(str(QUARTER.of(first.year, (first.month + 2) // 3)), {}).update(row)
    return found


def seconds(work: Callable[[DuckDB], Table], engine: DuckDB) -> float:
    """The processor time that *work* takes on all cores, which other people's work on the machine does not lengthen."""
    began = time.process_time()
    work(engine)
    return time.process_time() - began


def main(rows: int, repeats: int) -> None:
    """Print the line of docs/benchmarks.md."""
    with tempfile.TemporaryDirectory(prefix="pubkpi-bench-") as folder:
        engine = filled(Path(folder) / "bench.duckdb", rows // 2)
        mine, other = by_pubkpi(engine), by_hand(engine)
        wrong = [(q, n, mine[q][n], cell) for q, row in other.items() for n, cell in row.items() if mine[q][n] != cell]
        if wrong or set(mine) != set(other):
            raise SystemExit(f"the two do not agree: {wrong or (set(mine), set(other))}")
        rounds = [(seconds(by_pubkpi, engine), seconds(by_hand, engine)) for _ in range(repeats)]
        engine.close()
    ours, theirs = (min(taken) for taken in zip(*rounds, strict=True))
    print(f"| measures of five quarters, {rows:,} rows | {ours:.1f} s | by hand {theirs:.1f} s | {ours / theirs:.2f} |")


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=20_000_000)
    options.add_argument("--repeats", type=int, default=3)
    given = options.parse_args()
    main(given.rows, given.repeats)
