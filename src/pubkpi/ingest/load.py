"""Staged rows → facts: one row a key counts, whatever the order in which files came.

All rows of a key that came more than once are kept in `<fact>_version`; the row that counts is made from them:
each group of columns as a whole from the row that has most of it, the newest among equals (by as_of, then by the
file's sha256, then by sheet and row). So a blank never replaces a value, and a ratio never mixes two downloads.
"""

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest.schema import LINEAGE
from pubkpi.ingest.stage import Staged
from pubkpi.model.facts import Fact

_LINEAGE = tuple(name for name, _ in LINEAGE)
_RANK = "f.as_of, f.sha256, v.sheet, v.row"


def load(engine: Engine, staged: Staged, file_id: int) -> int:
    """Add the good rows of *staged*; returns how many keys two files of the same as_of give different values for."""
    fact = staged.part.feed.fact
    names = ", ".join(quoted(column.name) for column in fact.columns)
    incoming = f"select $file as file_id, $sheet as sheet, row, {names} {staged.rows}"
    origin = {"file": file_id, "sheet": staged.part.sheet}
    again = _again(fact, staged)
    if not engine.run(_any_again(fact, staged))[0][0]:
        engine.run(f"insert into {quoted(fact.name)} {incoming}", **origin)
        return 0
    engine.run(f"create or replace temp table touched as {again}")
    engine.run(f"create or replace temp table incoming as {incoming}", **origin)
    _version(engine, fact)
    return _contradictions(engine, fact, file_id)


def _any_again(fact: Fact, staged: Staged) -> str:
    """The query whether there are such keys at all, which mostly there are not."""
    return (
        f"select (select count(*) > count(distinct ({_keys(fact)})) {staged.rows}) or exists (select 1 "
        f"from (select {_keys(fact)} {staged.rows}) i semi join {quoted(fact.name)} t on {_same(fact, 'i', 't')})"
    )


def _again(fact: Fact, staged: Staged) -> str:
    """The query for the keys that are in the fact already or come twice."""
    return (
        f"select {_keys(fact)} {staged.rows} group by all having count(*) > 1 "
        f"union select {_keys(fact, 'i')} from (select * {staged.rows}) i "
        f"semi join {quoted(fact.name)} t on {_same(fact, 'i', 't')}"
    )


def _version(engine: Engine, fact: Fact) -> None:
    table, versions = quoted(fact.name), quoted(f"{fact.name}_version")
    touched = f"semi join touched k on {_same(fact, 't', 'k')}"
    engine.run(
        f"insert into {versions} select t.* from {table} t {touched} "
        f"where not exists (select 1 from {versions} v where {_same(fact, 'v', 't')})"
    )
    engine.run(f"insert into {versions} select t.* from incoming t {touched}")
    engine.run(f"insert into {table} select t.* from incoming t anti join touched k on {_same(fact, 't', 'k')}")
    recount(engine, fact)


def recount(engine: Engine, fact: Fact) -> None:
    """Make the rows that count again for the keys in the temporary table `touched`."""
    table, versions = quoted(fact.name), quoted(f"{fact.name}_version")
    engine.run(f"delete from {table} t where exists (select 1 from touched k where {_same(fact, 't', 'k')})")
    keys = ", ".join(f"v.{quoted(name)}" for name in fact.key)
    picked = [f"arg_max(struct_pack({_packed(_LINEAGE)}), row({_RANK})) as lineage"]
    picked += [
        f"arg_max(struct_pack({_packed(columns)}), row({_filled(columns)}, {_RANK})) as {quoted('g_' + group)}"
        for group, columns in fact.groups.items()
    ]
    values = [f"lineage.{name}" for name in _LINEAGE]
    home = {column: group for group, columns in fact.groups.items() for column in columns}
    values += [
        quoted(column.name) if column.name in fact.key else f"{quoted('g_' + home[column.name])}.{quoted(column.name)}"
        for column in fact.columns
    ]
    engine.run(
        f"insert into {table} select {', '.join(values)} from (select {keys}, {', '.join(picked)} "
        f"from {versions} v join file f using (file_id) semi join touched k on {_same(fact, 'v', 'k')} group by all)"
    )


def _contradictions(engine: Engine, fact: Fact, file_id: int) -> int:
    others = [column.name for column in fact.columns if column.name not in fact.key]
    differ = " or ".join(f"count(distinct v.{quoted(name)}) > 1" for name in others) or "false"
    return len(
        engine.run(
            f"select 1 from {quoted(fact.name + '_version')} v join file f using (file_id) "
            f"semi join touched k on {_same(fact, 'v', 'k')} "
            f"group by {_keys(fact, 'v')}, f.as_of having bool_or(v.file_id = $file) and ({differ})",
            file=file_id,
        )
    )


def _keys(fact: Fact, alias: str = "") -> str:
    return ", ".join(f"{alias}.{quoted(name)}" if alias else quoted(name) for name in fact.key)


def _same(fact: Fact, left: str, right: str) -> str:
    return " and ".join(f"{left}.{quoted(name)} = {right}.{quoted(name)}" for name in fact.key)


def _packed(names: tuple[str, ...]) -> str:
    return ", ".join(f"{quoted(name)} := v.{quoted(name)}" for name in names)


def _filled(names: tuple[str, ...]) -> str:
    return " + ".join(f"(v.{quoted(name)} is not null)::integer" for name in names)
