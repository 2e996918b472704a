"""Accounts whose newest number is older than the end of the period that a measure of the last day is about."""

from collections.abc import Iterator, Mapping
from functools import partial

from pubkpi.engine.query import QueryEngine
from pubkpi.measure.cache import cached
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.text import Text

_FEW = 5
# one row a kind: `out` are too old to count, `behind` are older than those of another account, `all` are as
# old as the newest; with how many accounts, and the first few of them with their days
_QUERY = f"""newest as (
    select platform || '/' || account as name, max(day) as day from usable where day <= $ends group by all),
judged as (
    select *, case when day < $ends - $age then 'out' when day < max(day) over () then 'behind' else 'all' end as kind
    from newest qualify max(day) over () >= $ends - $age)
select kind, count(*), list((name, day) order by day, name)[:{_FEW}] from judged where day < $ends
group by all order by all"""  # noqa: S608
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
            query = cached(("closing", measure), partial(_query_text, measure))
            for kind, count, few in engine.run(query, ends=period.last, age=measure.max_age_days):
                yield _finding(
                    measure, period, kind, [f"{name} {day}" for name, day in few] + ["…"] * (count > _FEW), count
                )


def _finding(measure: Measure, period: Period, kind: str, days: list[str], count: int) -> Finding:
    words = _KINDS[kind]
    message = Text(
        f"{measure.label.zh}：{words.zh.format(n=count)}：{'、'.join(days)}",
        f"{measure.label.en}: {words.en.format(n=count)}: {', '.join(days)}",
    )
    return Finding("measure.old_number", "info" if kind == "all" else "warning", f"{measure.id} {period}", message)


def _query_text(measure: Measure) -> str:
    from sqlglot import exp

    from pubkpi.measure.sql.arithmetic import guarded
    from pubkpi.measure.sql.columns import Columns
    from pubkpi.measure.sql.terms import column

    fact = MEASURABLE[measure.fact]
    taken = Columns(fact, measure, several=False).of_row()[f"{measure.id}__taken"]
    day = exp.alias_(column(fact.day), "day")
    usable = exp.select("platform", "account", day).from_(exp.to_table(fact.name)).where(taken)
    return f"with usable as ({guarded(usable).sql('duckdb')}), {_QUERY}"
