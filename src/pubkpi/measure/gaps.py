"""What the value of a measure lacks: days of an account, accounts, periods that a register leaves undeclared."""

from collections.abc import Iterator
from datetime import date, timedelta

from pubkpi.engine.interface import Engine
from pubkpi.measure.cache import cached
from pubkpi.measure.values.coverage import declared, undeclared_parts
from pubkpi.measure.windows import days
from pubkpi.model.facts import MEASURABLE, Fact
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.status import DataGap, GapKind, ranges


def gaps(engine: Engine, measure: Measure, period: Period, today: date) -> tuple[DataGap, ...]:
    """What *measure* lacks in *period* of days that are over *today*; nothing of one that is covered otherwise."""
    by = measure.coverage.by if measure.coverage else ""
    if measure.registered:
        undeclared = tuple(one for one in _undeclared(engine, measure, period) if one.last < today)
        # of nothing there is no share
        may_be_nil = measure.type not in ("ratio", "share", "mean", "median")
        return (DataGap("periods", len(undeclared), periods=undeclared, may_be_nil=may_be_nil),) if undeclared else ()
    if measure.type == "last" or by == "days":
        return tuple(_missing_days(engine, measure, period, today))
    return ()


def uncounted(engine: Engine, measure: Measure, period: Period) -> DataGap | None:
    """That there are rows of *measure*, of which none counts; None where there are no rows."""
    from pubkpi.measure.sql.rows import count_query

    there = engine.at(measure.fact)
    ((count,),) = there.run(count_query(MEASURABLE[measure.fact], measure, period, there.dialect))
    return DataGap("answers" if measure.fact == "survey_answer" else "rows", count) if count else None


def _undeclared(engine: Engine, measure: Measure, period: Period) -> tuple[Period, ...]:
    fact = MEASURABLE[measure.fact]
    first, last = days(measure, period)
    query = f"select distinct {fact.day} from {fact.name} where {fact.day} between $first and $last"  # noqa: S608
    listed = engine.at(fact.name).run(query, first=first, last=last)
    starts = (measure.rhythm.at(one).first for (one,) in listed if measure.rhythm)
    return undeclared_parts(measure, period, starts, declared(engine))


def _missing_days(engine: Engine, measure: Measure, period: Period, today: date) -> Iterator[DataGap]:
    """By account; a last value lacks nothing as soon as one of its days is there."""
    first, last = days(measure, period)
    due = [one for i in range((last - first).days + 1) if (one := first + timedelta(i)) < today]
    fact, there = MEASURABLE[measure.fact], engine.at(measure.fact)
    accounts = there.run(_day_query(fact, measure, period, there.dialect))
    platforms = {platform for platform, _, eligible, _ in accounts if eligible}.union(measure.platforms)
    days_seen = {(platform, account): seen or () for platform, account, _, seen in accounts}
    listed = there.run(_account_query(fact, there.dialect))
    openings = {(platform, account): opened or first for platform, account, opened in listed if platform in platforms}
    mine = [(*account, opened) for account, opened in sorted(openings.items()) if opened <= last]
    kind: GapKind = "closing" if measure.type == "last" else "days"
    for platform, account, opened in mine or [(measure.platform, "", first)]:
        seen = days_seen.get((platform, account), ())
        missing = [day for day in due if day >= opened and day not in set(seen)]
        if missing and not (seen and kind == "closing"):
            yield DataGap(kind, len(missing), platform, account, ranges(missing))


# The parser of SQL takes a tenth of a second to import, which what was compiled before does without.
def _day_query(fact: Fact, measure: Measure, period: Period, dialect: str) -> str:
    def compile_query() -> str:
        from pubkpi.measure.sql.rows import day_query

        return day_query(fact, measure, period, dialect)

    return str(cached(("days", fact, measure, period, dialect), compile_query))


def _account_query(fact: Fact, dialect: str) -> str:
    def compile_query() -> str:
        from pubkpi.measure.entities.listing import expected_accounts

        return expected_accounts(fact).sql(dialect=dialect)

    return str(cached(("accounts", fact, dialect), compile_query))
