"""Whose rows they are: the accounts, their units and their platforms as entities that stand side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pubkpi.engine.query import QueryEngine, Row
from pubkpi.measure.entities.authors import AUTHORS, author_query
from pubkpi.measure.entities.registers import owner_query
from pubkpi.measure.entities.subjects import subject_query
from pubkpi.model.facts import FACTS, Fact, has_owner_columns, owned
from pubkpi.model.findings import Finding
from pubkpi.model.scores import Side
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

ENTITY, OPENED = "entity", "opened_on"
# An account is known by its platform and its name: the same name elsewhere is another one.
_NAMED: Mapping[Side, str] = {
    "account": "r.platform || '/' || r.account",
    "platform": "r.platform",
    "unit": "a.unit",
}
_IN_ACCOUNT = "a.account = r.account and a.platform in ('', r.platform)"
_OPENED_BY = "case when a.opened_on < r.first_on then a.opened_on when not a.opened_on is null then r.first_on end"
_LISTED: Mapping[Side, str] = {
    "account": "select platform || '/' || account, platform, account from account where platform <> ''",
    "platform": "select platform, platform, account from account where platform <> ''",
    "unit": "select unit, nullif(platform, ''), account from account where unit is not null",
}


@dataclass(frozen=True, slots=True)
class EntityList:
    """The entities in order of name, each with the platforms it is on; *names* has what else may call an entity.

    *homeless* are the accounts that belong to no unit.
    """

    platforms: Mapping[str, frozenset[str]]
    names: Mapping[str, tuple[str, ...]]
    homeless: tuple[str, ...]


def keyed(fact: Fact, by: Side, once: str = "") -> "exp.Select":
    """The rows of *fact*, each with its entity; null where it has none. Authors share a piece that counts *once*."""
    from sqlglot import exp, parse_one

    if by == "author" and fact.name in AUTHORS:
        return author_query(fact, ENTITY, once)
    if by in ("author", "entity"):
        return subject_query(fact, ENTITY)
    if has_owner_columns(fact):
        return owner_query(fact, by, ENTITY)
    return _of(fact, by, "r.*", exp.alias_(parse_one(_NAMED[by], dialect="duckdb"), ENTITY))


def account_query(by: Side | None = None) -> "exp.Select":
    """The accounts `a` that accounts.yaml has on a platform, with their entity and the day they were opened on."""
    from sqlglot import exp, parse_one

    names: list[exp.Expr] = [exp.column(one, "a", quoted=True) for one in ("platform", "account", OPENED)]
    if by:
        entity = parse_one(_NAMED[by].replace("r.", "a."), dialect="duckdb")
        names = [exp.alias_(entity, ENTITY, quoted=True), *names]
    return exp.select(*names).from_("account as a", dialect="duckdb").where("a.platform <> ''", dialect="duckdb")


def expected_accounts(fact: Fact, by: Side | None = None) -> "exp.Expr":
    """The accounts of the rows of *fact*, and those that accounts.yaml alone has on a platform, with their entity and
    the day from which something is expected of them: on which they were opened, or that of their first row if it is
    earlier; null is always. Of accounts that stand side by side each has rows of its own.
    """
    from sqlglot import exp

    names = [*([ENTITY] if by else []), "platform", "account"]
    keys = [exp.column(one, quoted=True) for one in names]
    first = exp.alias_(exp.Min(this=exp.column(fact.day, quoted=True)), "first_on")
    rows = exp.select(*keys, first).from_(exp.to_table(fact.name)).group_by(*(key.copy() for key in keys))
    mine = [exp.column(one, "r", quoted=True) for one in names]
    of_rows = exp.select(*mine, exp.alias_(_OPENED_BY, OPENED), dialect="duckdb").from_(rows.subquery("r"))
    of_rows = of_rows.join("account as a", on=_IN_ACCOUNT, join_type="left", dialect="duckdb")
    if by in ("account", "author", "entity"):
        return of_rows
    there = exp.select("platform", "account").distinct().from_(fact.name).subquery("k")
    same = exp.condition("a.platform = k.platform and a.account = k.account", dialect="duckdb")
    alone = account_query(by).join(there, on=same, join_type="left").where("k.account is null", dialect="duckdb")
    return exp.union(of_rows, alone, distinct=False)


def _of(fact: Fact, by: Side, *columns: "str | exp.Expr") -> "exp.Select":
    """The *columns* of the rows `r` of *fact*, beside which `a` is what accounts.yaml says of a row's account."""
    from sqlglot import exp

    query = exp.select(*columns, dialect="duckdb").from_(exp.alias_(exp.to_table(fact.name), "r"))
    return query.join("account as a", on=_IN_ACCOUNT, join_type="left", dialect="duckdb") if by == "unit" else query


def list_entities(engine: QueryEngine, facts: Iterable[Fact], by: Side) -> EntityList:
    """The entities that accounts.yaml or the rows of *facts* know."""
    rows = _entity_rows(engine, facts, by)
    alone: dict[str | None, frozenset[str]] = {None: frozenset(), "": frozenset()}
    platforms: dict[str, frozenset[str]] = {}
    names: dict[str, tuple[str, ...]] = {}
    homeless: set[str] = set()
    for entity, platform, account in rows:
        if entity is None:
            homeless.add(f"{platform}/{account}")
            continue
        here = alone.setdefault(platform, frozenset((platform,)))
        platforms[entity] = platforms[entity] | here if entity in platforms else here
        name = account if by == "account" else entity
        if entity not in names.get(name, ()):
            names[name] = (*names.get(name, ()), entity)  # in order, as the rows are
    return EntityList(
        {entity: platforms[entity] for entity in sorted(platforms)},
        names,
        tuple(sorted(homeless)),
    )


def _entity_rows(engine: QueryEngine, facts: Iterable[Fact], by: Side) -> list[Row]:
    """Entity, platform and account, each once, in order; without an entity last."""
    queries: dict[QueryEngine, list[str]] = {engine: [_LISTED[by]]}
    for fact in facts:
        there = engine.at(fact.name)
        rows_of = _of(fact, by, _NAMED[by], "r.platform", "r.account")
        rows_of = rows_of if there is engine else rows_of.distinct()
        queries.setdefault(there, []).append(rows_of.sql(dialect=there.dialect))
    if len(queries) == 1:
        return engine.run(" union ".join(queries[engine]) + " order by all")
    rows = {row for there, some in queries.items() for row in there.run(" union ".join(some))}
    return sorted(rows, key=lambda row: [(word is None, word or "") for word in row])


def account_units(engine: QueryEngine) -> dict[str, str]:
    """The unit of each account, by its platform and its name."""
    listed = list_entities(engine, [fact for fact in FACTS if owned(fact)], "account").platforms
    rows = engine.run("select platform, account, unit from account where unit is not null")
    units = {(platform or "", account): str(unit) for platform, account, unit in rows}
    named = ((name, *name.split("/", 1)) for name in listed)
    found = {name: units.get((platform, account)) or units.get(("", account)) for name, platform, account in named}
    return {name: unit for name, unit in found.items() if unit}


def every_name(engine: QueryEngine) -> set[str]:
    """What the entities are called: accounts, units and platforms, and whoever has entered values."""
    facts = [fact for fact in FACTS if owned(fact)]
    sides = {name for by in _NAMED for name in list_entities(engine, facts, by).platforms}
    return sides | {str(name) for (name,) in engine.run("select distinct entity from measure_value")}


def left_out_findings(entities: EntityList) -> tuple[Finding, ...]:
    """What was left out: accounts without a unit."""
    found = []
    if entities.homeless:
        few = "、".join(entities.homeless[:5]) + ("…" if len(entities.homeless) > 5 else "")
        what = Text(
            f"{len(entities.homeless)} 个账号没有单位，未计入：{few}",
            f"accounts without a unit, left out: {len(entities.homeless)} ({few.replace('、', ', ')})",
        )
        hint = Text("在 accounts.yaml 里写 unit。", "Give them a unit in accounts.yaml.")
        found.append(Finding("measure.no_unit", "warning", "accounts.yaml", what, hint))
    return tuple(found)
