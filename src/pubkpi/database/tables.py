"""The tables of the facts, a pair each.

`<fact>` holds one row a key, the one that counts; `<fact>_version` all rows of the keys that came more than once. Both
are views that have every column of the fact. The tables `…_rows` behind them hold numbers in the place of what stands
in a dimension, and have only the columns that a file has filled so far, for to write a column of nothing costs as much
as one of numbers.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import product
from types import MappingProxyType

from pubkpi.database import dimensions
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.model.facts import BY_NAME, ENTRY, ENTRY_NO, FACTS, KINDS, NUMBER, OF_ACCOUNT, OF_UNIT, Column, Fact

# Texts of which hardly two are the same: to look for repetitions among them, as the engine would, takes longer than
# to write them.
_UNLIKE = ("post", "title")
# A url mostly ends in the key of its post, which stands beside it: in place of that end the tables have \x01. Behind
# a url that ends in such a sign by itself they have \x02.
_PACKED = """case when suffix(q.url, q.post) then substr(q.url, 1, length(q.url) - length(q.post)) || chr(1)
    when suffix(q.url, chr(1)) or suffix(q.url, chr(2)) then q.url || chr(2) else q.url end"""
_UNPACKED = """case when suffix(url, chr(1)) then left(url, -1) || post
    when suffix(url, chr(2)) then left(url, -1) else url end"""
# As the macro title_key_of makes it, which a database does not know before it has read a file.
_TITLE_KEY = r"""coalesce(case when regexp_replace({0}, '[\s\p{{P}}\p{{S}}]+', '', 'g') = '' then trim({0})
    else lower(regexp_replace({0}, '[\s\p{{P}}\p{{S}}]+', '', 'g')) end, '')"""
# Marks that are as wide as a character, and the usual ones; blanks, and marks that take no place.
_WIDE, _USUAL = ("".join(map(chr, range(first, first + 94))) for first in (0xFF01, 0x21))
_BLANKS = r"[\s\x{85}\x{ad}\x{200b}-\x{200f}\x{2060}\x{feff}\p{Z}]+"
LINEAGE = ("file_id", "sheet", "row")
# The view of all posts for what counts them by account: it has the numbers of accounts, which are told apart in half
# the time of their names, and no lineage.
POSTS_BY_NUMBER = "post_by_number"
# What the rows of a file have in common, whatever its profile reads.
_COMMON = ("platform", "account", "as_of_on")
VERSIONS = ("", "_version")
# What may be written otherwise in a register without being another number.
REMARKS = ("note", "reported_by")
_NOTHING: Mapping[str, object] = MappingProxyType({})


def rows(fact: Fact, version: str = "") -> str:
    """The table behind the view of *fact*, or behind that of its `_version`, as an identifier."""
    return quoted(f"{fact.name}{version}_rows")


def is_form(file: str) -> str:
    """The expression whether the row *file* of the ledger is a form of our own, whose blank cells say something."""
    return f"{file}.platform = 'form'"


def identity_columns(fact: Fact) -> list[str]:
    """The columns that tell the rows of a register apart where they have no 编号."""
    made = (NUMBER, ENTRY, ENTRY_NO)
    return [column.name for column in fact.stored if column.name not in (*fact.later, *made)]


def content_of(fact: Fact) -> str:
    """The expression for what a row of a register says besides what is measured or filled in later."""
    said = ", ".join(
        f"replace(coalesce(cast({spelling(fact, name)} as varchar), ''), '|', '¦')" for name in identity_columns(fact)
    )
    return f"rtrim(concat_ws('|', {said}), '|')"


def is_same_key(fact: Fact, left: str, right: str, names: Iterable[str] = ()) -> str:
    """The expression whether the rows *left* and *right* have one key, in the columns *names* where they are given."""
    return " and ".join(
        f"{left}.{quoted(name)} {'is not distinct from' if name in fact.blank else '='} {right}.{quoted(name)}"
        for name in names or fact.key
    )


def is_alike(fact: Fact) -> str:
    """The expression whether the rows `n` and `o` of a register can be the same one: a blank is no other word."""
    return " and ".join(
        one if name in fact.given else f"coalesce({one}, true)"
        for name in identity_columns(fact)
        for one in [f"{spelling(fact, name, 'n')} = {spelling(fact, name, 'o')}"]
    )


def is_named_alike(fact: Fact) -> str:
    """The expression whether people name the rows `n` and `o` of a register alike: 0012 may be 12, as Excel has it."""
    pairs = ((spelling(fact, name, "n"), spelling(fact, name, "o")) for name in fact.named)
    as_number = "ltrim(regexp_replace(cast({} as varchar), '\\.0+$', ''), '0')"
    named = [f"{as_number.format(new)} = {as_number.format(old)}" for new, old in pairs]
    whose = [one for one in (OF_UNIT, OF_ACCOUNT) if fact.column(one)]
    same = [f"coalesce({spelling(fact, one, 'n')} = {spelling(fact, one, 'o')}, true)" for one in whose]
    return " and ".join((*named, *same))


def spelling(fact: Fact, name: str, alias: str = "") -> str:
    """The expression for what the column *name* says, however wide its marks, blanks and capitals are written."""
    cell, column = column_list([name], alias), fact.column(name)
    if column is None or column.kind not in ("id", "text"):
        return cell
    usual = _USUAL.replace("'", "''")
    return f"lower(regexp_replace(translate({cell}, '{_WIDE}', '{usual}'), '{_BLANKS}', '', 'g'))"


def entry_of(fact: Fact) -> str:
    """The expression for which entry of a register a row is: its 编号, else what it says."""
    return f"case when {NUMBER} is not null then '#' || {NUMBER} else {content_of(fact)} end"


def own_entry_of(fact: Fact) -> str:
    """The same of a row whose 编号 is its file's own, and names another entry elsewhere.

    Without the words themselves, for the journal may have to say it, and is never rewritten.
    """
    return f"concat('#', {NUMBER}, '|', md5({content_of(fact)}))"


def columns(engine: Engine, fact: Fact) -> list[str]:
    """The columns that the fact's tables hold, those of dimensions among them, in their order: lineage first."""
    return dimensions.named(fact, table_columns(engine, fact))


def table_columns(engine: Engine, fact: Fact) -> list[str]:
    """The columns of the fact's tables themselves."""
    # a pragma sees what this transaction did, and costs no more than looking it up
    return [name for _, name, *_ in engine.run(f"pragma table_info('{fact.name}_rows')")]


def add(
    engine: Engine,
    fact: Fact,
    query: str,
    names: Collection[str],
    *,
    same: Mapping[str, object] = _NOTHING,
    version: str = "",
    params: Mapping[str, object] = _NOTHING,
) -> None:
    """Add the rows of *query*, which has the columns *names*, to the fact's table, or to that of its *version*.

    A dimension whose words are the *same* in all rows is not looked up row by row; those of others the query has.
    """
    into, source = numbered(engine, fact, query, names, same=same, params=params)
    engine.run(f"insert into {rows(fact, version)} ({column_list(into)}) {source}", **params)


def numbered(
    engine: Engine,
    fact: Fact,
    query: str,
    names: Collection[str],
    *,
    same: Mapping[str, object] = _NOTHING,
    params: Mapping[str, object] = _NOTHING,
) -> tuple[list[str], str]:
    """The rows of *query*, which has the columns *names*, as the fact's tables hold them: the columns, and the query.

    What its dimensions lack is added to them; of a dimension that the *names* leave out there is nothing. They may have
    its number itself.
    """
    every = [one for one in dimensions.of(fact) if one.number not in names]
    absent = [f"cast(null as {kind}) as {name}" for one in every for name, kind in one.columns if name not in names]
    source = f"(select {', '.join(['*', *absent])} from ({query}))"
    picked, joins = dict[str, str](), list[str]()
    for one in every:
        if same.keys() >= {*one.names}:
            picked[one.number] = str(dimensions.number_of(engine, one, same))
        else:
            dimensions.add(engine, one, f"from {source}", params)
            picked[one.number] = f"{one.table}.{one.number}"
            joins.append(f"left join {one.table} on {dimensions.is_same(one, one.table, 'q')}")
    others = [name for name in dimensions.numbered(fact, names) if name not in picked]
    values = ", ".join(
        [*picked.values(), *(f"{_PACKED} as url" if name == "url" else f"q.{quoted(name)}" for name in others)]
    )
    return [*picked, *others], f"select {values} from {source} q {' '.join(joins)}"


def prune(engine: Engine) -> None:
    """Take out of the dimensions what no row points at any more."""
    for one in dimensions.DIMENSIONS:
        facts = product((fact for fact in FACTS if one in dimensions.of(fact)), VERSIONS)
        used = " union ".join(f"select {one.number} from {rows(*fact)}" for fact in facts)
        engine.run(f"delete from {one.table} where {one.number} not in ({used})")


def column_list(names: Iterable[str], alias: str = "") -> str:
    """*names* as a list in SQL."""
    return ", ".join(f"{alias}.{quoted(name)}" if alias else quoted(name) for name in names)


def create(engine: Engine, filled: Mapping[str, Collection[str]]) -> None:
    """Make what is not there yet: each fact's tables with the columns that are *filled* and those it always has."""
    dimensions.create(engine)
    for fact in FACTS:
        first = [
            column
            for column in fact.stored
            if column.name in {*fact.key, fact.day, *_COMMON, *filled.get(fact.name, ())}
        ]
        numbers = {one.number for one in dimensions.of(fact)}
        known = {column.name: column for column in first}
        names = dimensions.numbered(fact, [*LINEAGE, *known])
        typed = ", ".join(
            f"{name} integer" if name in numbers else f"{name} bigint" if name == "row" else _column_sql(known[name])
            for name in names
        )
        for version in VERSIONS:
            engine.run(f"create table if not exists {rows(fact, version)} ({typed})")
        _view(engine, fact, {*known})


def hold(engine: Engine, filled: Iterable[tuple[str, Iterable[str]]]) -> None:
    """Let facts hold the columns that are to be *filled*; nothing changes that a view would show.

    To be done before the transaction that writes the rows: older engines change no table that they have just altered.
    """
    read: dict[str, set[str]] = {}
    for fact, names in filled:
        read.setdefault(fact, set()).update(names)
    for fact, columns_read in read.items():
        widen(engine, BY_NAME[fact], columns_read)


def widen(engine: Engine, fact: Fact, names: Collection[str]) -> None:
    """Let the tables of *fact* have the stored columns among *names*."""
    lacking = set(names).difference(columns(engine, fact))
    new = [column for column in fact.stored if column.name in lacking]
    if not new:
        return
    with engine.transaction():
        for version in VERSIONS:
            for column in new:
                engine.run(f"alter table {rows(fact, version)} add column {_column_sql(column)}")
        _view(engine, fact, {*columns(engine, fact)})


def _column_sql(column: Column) -> str:
    packed = " using compression zstd" if column.name in _UNLIKE else ""
    return f"{quoted(column.name)} {KINDS[column.kind]}{packed}"


def _view(engine: Engine, fact: Fact, there: set[str]) -> None:
    every = [*map(quoted, LINEAGE), *(_view_column(column, there) for column in fact.columns)]
    joins = " ".join(f"join {one.table} using ({one.number})" for one in dimensions.of(fact))
    for version in VERSIONS:
        view = quoted(fact.name + version)
        engine.run(f"create or replace view {view} as select {', '.join(every)} from {rows(fact, version)} {joins}")
    if fact.name == "post":
        own = [_view_column(column, there) for column in fact.columns if column.name not in dimensions.ACCOUNT.names]
        listed = ", ".join((dimensions.ACCOUNT.number, *own))
        engine.run(f"create or replace view {POSTS_BY_NUMBER} as select {listed} from {rows(fact)}")


def _view_column(column: Column, there: set[str]) -> str:
    name = quoted(column.name)
    if column.of:
        made = _TITLE_KEY.format(quoted(column.of)) if column.of in there else "''"
        return f"{made} as {name}"
    if column.name == "url" and column.name in there:
        return f"{_UNPACKED} as {name}"
    return name if column.name in there else f"cast(null as {KINDS[column.kind]}) as {name}"
