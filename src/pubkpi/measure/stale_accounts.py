"""Accounts whose newest number is older than the end of the period that a measure of the last day is about."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter

from pubkpi.engine.query import QueryEngine
from pubkpi.measure.cache import cached
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.text import Text

_FEW = 5
# one row an account, the first few of each kind, with how `many` there are: `out` are too old to count, `behind` are
# older than those of another account, `all` are as old as the newest
_QUERY = f"""newest as (
    select platform || '/' || account as name, max(day) as day from usable where day <= $ends
    group by platform, account),
judged as (
    select name, day, case when day < $oldest then 'out' when day < last then 'behind' else 'all' end as kind
    from newest cross join (select max(day) as last from newest) as latest where last >= $oldest),
numbered as (
    select kind, name, day, count(*) over (partition by kind) as many,
    row_number() over (partition by kind order by day, name) as place from judged where day < $ends)
select kind, many, name, day from numbered where place <= {_FEW} order by kind, place"""  # noqa: S608
_KINDS = {
    "out": Text(
        "{n} 个账号的数太旧，没有计入（其最后一天）",
        "the newest numbers of {n} account(s) are too old to count (last day)",
    ),
    "behind": Text(
        "{n} 个账号的数比其他账号旧（最后一天）",
        "the numbers of {n} account(s) are older than those of others (last day)",
    ),
    "all": Text("不是期末当天的数（最后一天）", "the numbers are older than the period's end (last day)"),
}


def old_numbers(engine: QueryEngine, measures: Mapping[str, Measure], period: Period) -> Iterator[Finding]:
    """Which accounts do not count in *measures* of the last day, or count with a number of an earlier day."""
    for measure in measures.values():
        if measure.type == "last":
            there = engine.at(measure.fact)
            query = cached(("closing", measure, there.dialect), partial(_query_text, measure, there.dialect))
            oldest = period.last - timedelta(days=measure.max_age_days)
            rows = there.run(query, ends=period.last, oldest=oldest)
            for (kind, count), few in groupby(rows, key=itemgetter(0, 1)):
                listed = [f"{name} {day}" for _, _, name, day in few]
                yield _finding(measure, period, kind, listed + ["…"] * (count > _FEW), count)


def _finding(measure: Measure, period: Period, kind: str, days: list[str], count: int) -> Finding:
    words = _KINDS[kind]
    message = Text(
        f"{measure.label.zh}：{words.zh.format(n=count)}：{'、'.join(days)}",
        f"{measure.label.en}: {words.en.format(n=count)}: {', '.join(days)}",
    )
    return Finding("measure.old_number", "info" if kind == "all" else "warning", f"{measure.id} {period}", message)


def _query_text(measure: Measure, dialect: str) -> str:
    from sqlglot import exp

    from pubkpi.measure.sql.arithmetic import guarded
    from pubkpi.measure.sql.columns import Columns
    from pubkpi.measure.sql.terms import column

    fact = MEASURABLE[measure.fact]
    taken = Columns(fact, measure, several=False).of_row()[f"{measure.id}__taken"]
    day = exp.alias_(column(fact.day), "day")
    usable = exp.select("platform", "account", day).from_(exp.to_table(fact.name)).where(taken)
    return f"with usable as ({guarded(usable).sql(dialect)}), {_QUERY}"
