"""Staged rows → facts: one row a key counts, whatever the order in which files came.

All rows of a key that came more than once are kept in `<fact>_version`; the row that counts is made from them:
each group of columns as a whole from the row that has most of it, the newest among equals (by as_of, then by the
file's revision and its sha256, then by sheet and row). So a blank never replaces a value, and a ratio never mixes two
downloads.

A row of a form is whole as it stands, for its author could have filled every cell: nothing older counts beside it, and
what it leaves blank has no value.
"""

from collections.abc import Sequence

from pubkpi.database import dimensions
from pubkpi.database.dimensions import of_file
from pubkpi.database.ledger import add_rows
from pubkpi.database.tables import (
    add,
    column_list,
    columns,
    is_form,
    is_same_key,
    numbered,
    prune,
    rows,
    spelling,
    table_columns,
)
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.accept import pairing
from pubkpi.ingest.cells.newest_row import newest
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.model.facts import ENTRY, ENTRY_NO, FACTS, Fact
from pubkpi.model.log import Log

_LOG = Log("ingest")
_LINEAGE = ("sheet_id", "row")
_RANK = ("as_of", "revision", "sha256", "sheet", "row")
# The same as one number, which is compared much faster: `sheet_rank` is where the row's sheet stands by the others.
_NEWNESS = "(v.sheet_rank << 40) + v.row"


def load(engine: Engine, staged: Sequence[tuple[StagedPart, int]]) -> set[int]:
    """Add the good rows of *staged*, each part with its file's number, fact by fact.

    Returns the files that give a key other values than another file of the same as_of does.
    """
    if not staged:
        # files that are only archived
        return set()
    numbers = _sheet_numbers(engine, staged)
    number, file_id, sheet = zip(
        *((one.number, n, numbers.get((n, one.part.sheet), 0)) for one, n in staged), strict=True
    )
    engine.load("origin", {"part": number, "file_id": file_id, "sheet_id": sheet})
    tables = {one.table: one for one, _ in staged}
    return {file for one in tables.values() for file in _load(engine, one)}


def _sheet_numbers(engine: Engine, staged: Sequence[tuple[StagedPart, int]]) -> dict[tuple[int, str], int]:
    """New numbers in the dimension for the sheets of *staged*, but for those whose rows lie in the facts already."""
    [(last,)] = engine.run("select coalesce(max(sheet_id), 0) from dim_sheet")
    sheets = dict.fromkeys((file_id, one.part.sheet) for one, file_id in staged if one.file_id is None)
    numbers = {sheet: last + i for i, sheet in enumerate(sheets, 1)}
    add_rows(engine, "dim_sheet", [(number, *sheet) for sheet, number in numbers.items()])
    return numbers


def _load(engine: Engine, one: StagedPart) -> list[int]:
    """Add the rows of all parts that share a staged table; see only to the keys of rows that are there."""
    fact, table = one.part.feed.fact, rows(one.part.feed.fact)
    incoming, others = "incoming", table
    if one.file_id is None:
        every = ["sheet_id", *columns(engine, fact)[len(dimensions.SHEET.names) :]]
        good = f"select {column_list(every)} from {one.table} join origin using (part) where bad is null"
        names, query = numbered(engine, fact, good, every)
        engine.run(f"create or replace temp table incoming as {query}")
    else:
        # they lie in the fact already, and none of them has the key of another
        mine, names = of_file(engine, one.file_id), table_columns(engine, fact)
        incoming, others = f"(select * from {table} where {mine})", f"(select * from {table} where not {mine})"
    again = bool(engine.run(_any_again(fact, incoming, others, is_told_apart=one.file_id is not None))[0][0])
    if fact.later and not again:
        again = bool(engine.run(f"select 1 from {incoming} where {ENTRY_NO} > 1 limit 1"))
    _LOG.debug("%s: %s", fact.name, "some keys are there already" if again else "all keys are new")
    if again:
        engine.run(f"create or replace temp table touched as {_repeated_keys_query(fact, incoming, others)}")
    if one.file_id is None and not again:
        engine.run(f"insert into {table} ({column_list(names)}) from incoming")
    if not again:
        return []
    if one.file_id is not None:
        engine.run(f"create or replace temp table incoming as {incoming[1:-1]}")
        engine.run(f"delete from {table} where {mine}")
    _version(engine, fact, names)
    if fact.later:
        _pair(engine, fact, f"select {ENTRY} from incoming")
    return _contradictions(engine, fact, names)


def _any_again(fact: Fact, incoming: str, others: str, *, is_told_apart: bool) -> str:
    """The query whether there are such keys at all, which mostly there are not."""
    # two equal keys have equal hashes, and numbers are told apart much faster than texts
    twice = "false" if is_told_apart else f"count(*) > count(distinct hash({_keys(fact)})) from {incoming}"
    return (
        f"select (select {twice}) or exists (select 1 from {incoming} i "
        f"semi join {others} t on {_same(fact, 'i', 't')})"
    )


def _repeated_keys_query(fact: Fact, incoming: str, others: str) -> str:
    """The query for the keys that are in the fact already or come twice."""
    return (
        f"select {_keys(fact)} from {incoming} group by all having count(*) > 1 union select {_keys(fact, 'i')} "
        f"from {incoming} i semi join {others} t on {_same(fact, 'i', 't')}"
    )


def _version(engine: Engine, fact: Fact, names: Sequence[str]) -> None:
    table, versions, into = rows(fact), rows(fact, "_version"), column_list(names)
    touched = f"semi join touched k on {_same(fact, 't', 'k')}"
    engine.run(
        f"insert into {versions} ({into}) select {column_list(names, 't')} from {table} t {touched} "
        f"where not exists (select 1 from {versions} v where {_same(fact, 'v', 't')})"
    )
    engine.run(f"insert into {versions} ({into}) select {column_list(names, 't')} from incoming t {touched}")
    new = f"select {column_list(names, 't')} from incoming t anti join touched k on {_same(fact, 't', 'k')}"
    engine.run(f"insert into {table} ({into}) {new}")
    recount(engine, fact)


def forget(engine: Engine, file_id: int) -> None:
    """Take all rows of the file out again: what they superseded counts as if they had never come."""
    for fact in holding(engine, file_id):
        table, versions, which = rows(fact), rows(fact, "_version"), of_file(engine, file_id)
        mine = f"from {versions} where {which}"
        if fact.later:
            every = f"select {ENTRY} {mine} union select {ENTRY} from {table} where {which}"
            engine.run(f"create or replace temp table gone as {every}")
        engine.run(f"create or replace temp table touched as select distinct {_keys(fact)} {mine}")
        engine.run(f"delete {mine}")
        engine.run(f"delete from {table} where {which}")
        if engine.run("select 1 from touched limit 1"):
            recount(engine, fact)
            _drop_single(engine, fact)
        if fact.later:
            _pair(engine, fact, f"select {ENTRY} from gone")
    prune(engine)


def _drop_single(engine: Engine, fact: Fact) -> None:
    """Keep no version of a key in `touched` with one row left: it is one that came once."""
    versions = rows(fact, "_version")
    engine.run(
        f"delete from {versions} v where exists (select 1 from (select {_keys(fact, 'o')} from {versions} o "
        f"semi join touched k on {_same(fact, 'o', 'k')} group by all having count(*) = 1) k "
        f"where {_same(fact, 'v', 'k')})"
    )


def _pair(engine: Engine, fact: Fact, entries: str) -> None:
    """Number the rows of those of *entries* of which a file has several; their keys are `touched` then, too."""
    main, versions, names = quoted(fact.name), quoted(f"{fact.name}_version"), columns(engine, fact)
    several = f"select {ENTRY} from {main} semi join ({entries}) using ({ENTRY}) where {ENTRY_NO} > 1"
    if not engine.run(f"{several} limit 1"):
        return
    single = f"select t.* from {main} t anti join {versions} v on {_same(fact, 't', 'v')}"
    oldest_first = "as_of nulls first, coalesce(revision, 0), sha256, file_id"
    engine.run(
        f"create or replace temp table sibling as select t.*, dense_rank() over (order by {oldest_first}) as file "
        f"from (select * from {versions} union all {single}) t join file f using (file_id) "
        f"where {ENTRY} in ({several})"
    )
    if not pairing.number(engine, "sibling", fact):
        return
    for table in (rows(fact), rows(fact, "_version")):
        engine.run(f"delete from {table} where {ENTRY} in (select {ENTRY} from sibling)")
    add(engine, fact, f"select {column_list(names)} from sibling", names, version="_version")
    engine.run(f"insert into touched select distinct {_keys(fact)} from sibling")
    recount(engine, fact)
    _drop_single(engine, fact)


def holding(engine: Engine, file_id: int) -> list[Fact]:
    """The facts that have rows of the file, counting or superseded."""
    tables = [(fact, table) for fact in FACTS for table in (rows(fact), rows(fact, "_version"))]
    which = of_file(engine, file_id)
    each = (f"(select '{fact.name}' from {table} where {which} limit 1)" for fact, table in tables)
    found = {name for (name,) in engine.run(" union all ".join(each))}
    return [fact for fact in FACTS if fact.name in found]


def recount(engine: Engine, fact: Fact) -> None:
    """Make the rows that count again for the keys in the temporary table `touched`."""
    table, names = rows(fact), table_columns(engine, fact)
    engine.run(f"delete from {table} t where exists (select 1 from touched k where {_same(fact, 't', 'k')})")
    groups = {group: [one for one in some if one in names] for group, some in fact.groups.items()}
    groups = {group: some for group, some in groups.items() if some}
    picked = [f"arg_max(struct_pack({_struct_fields(_LINEAGE)}), {_NEWNESS}) as lineage"]
    picked += [f"{newest(some, _NEWNESS, 'v')} as {quoted('g_' + group)}" for group, some in groups.items()]
    home = {name: f"lineage.{quoted(name)}" for name in _LINEAGE}
    for group, some in groups.items():
        column = quoted(f"g_{group}")
        home |= {name: column if len(some) == 1 else f"{column}.{quoted(name)}" for name in some}
    values = [home.get(name, quoted(name)) for name in names]
    engine.run(
        f"insert into {table} ({column_list(names)}) select {', '.join(values)} "
        f"from (select {_keys(fact, 'v')}, {', '.join(picked)} from ({_counting(engine, fact)}) v group by all)"
    )


def _rank(fact: Fact) -> list[str]:
    """By what one row of a key is newer than another, neither of which corrects the other."""
    # an entry of a register may be one that the file corrects by its 编号 alone
    return [name for name in _RANK if name != "revision" or fact.later]


def _versions_query(engine: Engine, fact: Fact) -> str:
    """The query for the versions of the keys in `touched` with what is known of their files, without the rows of forms
    that a later file corrects.
    """
    versions = rows(fact, "_version")
    known = f"as_of, coalesce(revision, 0) as revision, sha256, follows, {is_form('file')} as is_form"
    sheets = f"select sheet_id, file_id, sheet, {known} from dim_sheet join file using (file_id)"
    oldest_first = ", ".join(name for name in _rank(fact) if name != "row")
    every = (
        f"select v.*, f.* from {versions} v join (select *, rank() over (order by {oldest_first}) as sheet_rank "
        f"from ({sheets})) f using (sheet_id) semi join touched k on {_same(fact, 'v', 'k')}"
    )
    if not _has_forms(engine, fact):
        return every
    later = "o.revision > v.revision and contains(o.follows, v.sha256)"
    return (
        f"with every as ({every}) select * from every v "
        f"where not exists (select 1 from every o where {_same(fact, 'o', 'v')} and {later})"
    )


def _counting(engine: Engine, fact: Fact) -> str:
    """The query for those of the standing rows that may count: none that is older than a row of a form."""
    standing = _versions_query(engine, fact)
    if not _has_forms(engine, fact):
        return standing
    newest_first = ", ".join(f"{quoted(name)} desc" for name in _rank(fact))
    return (
        f"select * from ({standing}) qualify count(*) filter (where is_form) over (partition by {_keys(fact)} "
        f"order by {newest_first} rows between unbounded preceding and 1 preceding) = 0"
    )


def _has_forms(engine: Engine, fact: Fact) -> bool:
    """Whether any version is of a form; those of platforms, of which there are many, need not be put in order."""
    forms = f"(select sheet_id from dim_sheet join file using (file_id) where {is_form('file')})"
    return bool(engine.run(f"select 1 from {rows(fact, '_version')} semi join {forms} using (sheet_id) limit 1"))


def _contradictions(engine: Engine, fact: Fact, names: Sequence[str]) -> list[int]:
    together = [*dimensions.numbered(fact, fact.key), *(name for name in _rank(fact) if name in ("as_of", "revision"))]
    twice = f"from ({_versions_query(engine, fact)}) v group by {column_list(together)}"
    if not engine.run(f"select 1 {twice} having count(*) > 1 limit 1"):
        return []
    others = [name for name in names if name not in (*dimensions.numbered(fact, fact.key), *_LINEAGE)]
    others = [spelling(fact, name, "v") if fact.later else f"v.{quoted(name)}" for name in others]
    # in a form a blank says something, too; of registers that is told row by row
    blank = "false" if fact.later else "bool_and(is_form)"
    differ = " or ".join(
        f"count(distinct {one}) > 1 or ({blank} and count({one}) between 1 and count(*) - 1)" for one in others
    )
    found = engine.run(
        f"select list(distinct v.file_id order by v.file_id) {twice} having {differ or 'false'} order by 1"
    )
    incoming = {number for (number,) in engine.run("select distinct file_id from origin")}
    # the first of several that differ was right as far as anybody knew; it is told of only when it contradicts itself
    return [file for (files,) in found for file in files[len(files) > 1 :] if file in incoming]


def _keys(fact: Fact, alias: str = "") -> str:
    return column_list(dimensions.numbered(fact, fact.key), alias)


def _same(fact: Fact, left: str, right: str) -> str:
    return is_same_key(fact, left, right, dimensions.numbered(fact, fact.key))


def _struct_fields(names: Sequence[str]) -> str:
    return ", ".join(f"{quoted(name)} := v.{quoted(name)}" for name in names)
