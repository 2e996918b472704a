"""Measures → one query a fact table: all measures and all periods at once, one row a window and quarter.

A row of the fact meets the days of the windows (the quarter, the year to date, the closing days), says once what each
measure wants to know of it (columns.py), and is then added up. Posts are looked at one by one only for the
measures that ask which of them were seen. Sums stay exact: integers and decimals, divided only afterwards.

The text is kept to what SQL engines have in common: no generator in a select, no query inside a condition or an
aggregate, no column of a `using` join, nothing divided by what may be 0.
"""

from collections.abc import Iterable
from dataclasses import replace

from sqlglot import exp, parse_one

from pubkpi.measure.entities.authors import AUTHORS
from pubkpi.measure.entities.listing import ENTITY, expected_accounts, keyed
from pubkpi.measure.entities.subjects import about_department
from pubkpi.measure.sql.arithmetic import guarded
from pubkpi.measure.sql.columns import Columns
from pubkpi.measure.sql.terms import NO, POST, column, equal, named
from pubkpi.measure.sql.windows import INSIDE, WINDOWS, with_periods
from pubkpi.model.facts import Fact
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import Side

_DAYS = """select window_no, window_kind, window_day
    from windows cross join unnest(generate_date_array(starts, ends)) as d(window_day)"""


def compiled(
    fact: Fact,
    measures: list[Measure],
    periods: Iterable[Period],
    *,
    by: Side | None = None,
    dialect: str = "duckdb",
    pretty: bool = False,
) -> str:
    """The query in *dialect* for all *measures* of *fact* over *periods*.

    One row per window: ``window_kind``, ``window_quarter``, then per measure ``<id>__num`` and ``__den`` (sums),
    ``__rows`` (rows that took part), ``__all`` (rows that could have), ``__seen`` and ``__expected`` (coverage),
    ``__low`` and ``__high`` (of a median or a trimmed mean), ``__platforms`` (how many people were added from),
    ``__manners`` (how many ways they were counted in).
    With *by* one row per window and entity, named in the third.
    """
    return with_periods(template(fact, measures, by=by, dialect=dialect, pretty=pretty), measures, periods, fact.day)


def template(
    fact: Fact, measures: list[Measure], *, by: Side | None = None, dialect: str = "duckdb", pretty: bool = False
) -> str:
    """The same query for any periods, with marks for their windows (windows.py). By author, all *measures* have the
    same `once`.
    """
    windows = exp.select("*").from_(exp.Table(this=exp.Var(this=WINDOWS)))
    parts: dict[str, exp.Expr] = {"windows": windows, "days": parse_one(_DAYS, dialect="duckdb")}
    sums = dict[str, list[str]]()
    weighted = by == "author" and fact.name in AUTHORS
    measures = measures if by else [about_department(one) for one in measures]
    if by:
        parts["keyed"] = keyed(fact, by, measures[0].once)
        fact = replace(fact, name="keyed")
    several = len({measure.window_kind for measure in measures}) > 1
    every = [Columns(fact, measure, several=several, keys=_keys(by), weighted=weighted) for measure in measures]
    newest, others = ([one for one in every if one.newest is newest] for newest in (True, False))
    for name, group in (("sums", others), ("last", newest)):
        if group:
            parts[f"{name}_rows"] = _rows(fact, group, by)
            pairs = [pair for one in group for pair in one.aggregates()]
            parts[name], sums[name] = _aggregates(f"{name}_rows", pairs, by)
    if posts := [one for one in every if one.by_post]:
        parts |= _posts(fact, posts, by)
        parts["seen"], sums["seen"] = _aggregates("posts", [pair for one in posts for pair in one.seen()], by, fact.day)
    entities, expected = _expected_accounts(fact, every, by)
    parts |= entities
    if entities:
        sums["entities"] = expected
    return guarded(_join_parts(parts, sums, by)).sql(dialect=dialect, comments=False, pretty=pretty)


def _expected_accounts(fact: Fact, every: list[Columns], by: Side | None) -> tuple[dict[str, exp.Expr], list[str]]:
    """The entities, or the department, by window with how many accounts each measure expects of them that coverage
    asks for.

    Those are the accounts that the fact or accounts.yaml knows on the platforms from which the measure takes rows, or
    could; none is expected before it was opened.
    """
    asked = [one for one in every if one.by_account]
    keys = [column(name) for name in _keys(by)[1:]]
    if not asked:
        entities = exp.select(*keys).distinct().from_(fact.name).where(_has_entity())
        return ({"entities": entities} if by else {}), []
    here = [exp.alias_(told, name, quoted=True) for one in asked for name, told in one.here()]
    platforms = exp.select(column("platform"), *here).from_(fact.name).group_by(column("platform"))
    pairs = [pair for one in asked for pair in one.expected()]
    listed = [exp.alias_(told, name, quoted=True) for name, told in pairs]
    same = equal(named("platform", "accounts"), named("platform", "platforms"))
    entities = exp.select(NO, *keys, *listed).from_("windows").join("accounts", join_type="cross")
    entities = entities.join("platforms", on=same, join_type="left").group_by(NO, *keys)
    if by:
        entities = entities.where(_has_entity())
    parts = {"platforms": platforms, "accounts": expected_accounts(fact, by), "entities": entities}
    return parts, [name for name, _ in pairs]


def _has_entity() -> exp.Expr:
    return column(ENTITY).is_(exp.null()).not_()


def _keys(by: Side | None) -> tuple[str, ...]:
    return (NO, ENTITY) if by else (NO,)


def _rows(fact: Fact, group: list[Columns], by: Side | None) -> exp.Select:
    """The rows of *fact* in the days of the windows, once a window: what each measure wants to know of them."""
    wanted = {name: told for one in group for name, told in one.of_row().items()}
    listed = [exp.alias_(told, name, quoted=True, copy=False) for name, told in wanted.items()]
    return _within(exp.select(*_keys(by), *listed, copy=False).from_(exp.to_table(fact.name), copy=False), fact.day)


def _within(query: exp.Select, day: str) -> exp.Select:
    # meeting days is a quarter faster than lying between two
    return query.join("days", on=equal(column(day), column("window_day")), copy=False)


def _aggregates(
    table: str, pairs: list[tuple[str, exp.Expr]], by: Side | None, day: str = ""
) -> tuple[exp.Select, list[str]]:
    """The aggregates *pairs* (name, expression) over *table* by window, which it meets on its *day* if need be."""
    listed = [exp.alias_(told, name, quoted=True, copy=False) for name, told in pairs]
    query = exp.select(*_keys(by), *listed, copy=False).from_(table, copy=False)
    return (_within(query, day) if day else query).group_by(*_keys(by), copy=False), [name for name, _ in pairs]


def _posts(fact: Fact, group: list[Columns], by: Side | None) -> dict[str, exp.Expr]:
    """One row a post, whatever the bases in which it is known: its weight in coverage, and whether it was seen.

    Of the days on which no post was seen none is needed, and titles need not be compared.
    """
    inside = exp.Var(this=INSIDE)
    told = [exp.alias_(made, name, quoted=True, copy=False) for one in group for name, made in one.of_post()]
    keys = [column(name) for name in (*POST, fact.day, *_keys(by)[1:])]
    seen = exp.or_(*(one.row_of_seen_post() for one in group))
    days_seen = exp.select(exp.alias_(column(fact.day), "seen_on")).distinct().from_(fact.name).where(inside, seen)
    query = exp.select(*keys, *told, copy=False).from_(exp.to_table(fact.name), copy=False).where(inside, copy=False)
    query = query.join("days_seen", on=equal(column(fact.day), column("seen_on")), join_type="semi", copy=False)
    return {"days_seen": days_seen, "posts": query.group_by(*(key.copy() for key in keys), copy=False)}


def _join_parts(parts: dict[str, exp.Expr], sums: dict[str, list[str]], by: Side | None) -> exp.Select:
    """After *parts*: the windows, each with every entity if there are several, and all that was added up for them."""
    listed = [named(name, table) for table, names in sums.items() for name in names]
    homes = {NO: "windows", **({ENTITY: "entities"} if by else {})}
    keys = [named(ENTITY, "entities")] if by else []
    query = exp.select("window_kind", "window_quarter", *keys, *listed, copy=False).from_("windows", copy=False)
    if sums.get("entities"):
        same = equal(named(NO, "windows"), named(NO, "entities"))
        query = query.join("entities", on=same, join_type="" if by else "left", copy=False)
    elif by:
        query = query.join("entities", join_type="cross", copy=False)
    for table in sums:
        if table != "entities":
            on = [equal(named(key, home), named(key, table)) for key, home in homes.items()]
            query = query.join(table, on=exp.and_(*on), join_type="left", copy=False)
    for name, part in parts.items():
        query = query.with_(name, as_=part, copy=False)
    return query.order_by(*(named(key, home) for key, home in homes.items()), copy=False)
