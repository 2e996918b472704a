"""What the database holds, for people: files, days covered, findings of the loads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING

from pubkpi.database.dimensions import DIMENSIONS
from pubkpi.database.tables import POSTS_BY_NUMBER, is_form
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.model.errors import VerifyError
from pubkpi.model.facts import BY_NAME, FACTS, OF_ACCOUNT, OF_UNIT, Fact, owned
from pubkpi.model.findings import Finding, Severity
from pubkpi.model.periods import Period
from pubkpi.model.status import DayCoverage, LoadedFile
from pubkpi.model.text import Text

if TYPE_CHECKING:
    import pyarrow as pa

DAILY = ("account_daily", "channel_daily")
# how a marked copy is called, in Python and in SQL: of stem, mark and day; the mark tells apart what is called alike
_COPY, _DATED_COPY = "{0}{1}.xlsx", "{0}_{2}{1}.xlsx"
_STEM = "regexp_replace(f.name, '^.*/|[.][^./]*$', '', 'g')"
_COPIES = ", ".join(
    f"case when {is_form('f')} or f.account is null then format('{_COPY}', {_STEM}, {mark}) "
    f"else format('{_DATED_COPY}', {_STEM}, {mark}, strftime(f.as_of, '%Y-%m-%d')) end"
    for mark in ("''", "'_' || left(f.sha256, 8)")
)
# whether rejected rows of a file `f` are still to mend: none of one that was corrected, or of which a marked copy came
# later, as all of it was given anew
OPEN = f"""f.rows_rejected > 0 and not exists (
    select 1 from file later
    where contains(later.follows, f.sha256) and coalesce(later.revision, 0) > coalesce(f.revision, 0)
    or later.file_id > f.file_id and later.export = f.export and later.account is not distinct from f.account
    and later.as_of::date = f.as_of::date and later.name in ({_COPIES}))"""
# how a file `f` is labelled beside others: where several have its name, of which none corrects another, with its
# account, its day and its hash
FILE_LABEL = """case when (
        select count(*) from file same where same.name = f.name and not exists (
            select 1 from file later where contains(later.follows, same.sha256)
            and coalesce(later.revision, 0) > coalesce(same.revision, 0))
    ) = 1 then f.name
    else concat(f.name, ' (', concat_ws(' ', f.account, f.as_of::date, left(f.sha256, 8)), ')') end"""
_AT_ONCE = 1000  # rows of one insert
_LEDGER = ("file", "export", "reject", "ignored", "load_finding")
_NAMED = ("account", "account_name", "category_keyword", POSTS_BY_NUMBER, "post_identity", "post_with_category")
_KINDS = ("", "_rows", "_version", "_version_rows")
_TABLES = frozenset(
    (
        *(*_LEDGER, *_NAMED, *(one.table for one in DIMENSIONS)),
        *(f"{fact.name}{kind}" for fact in FACTS for kind in _KINDS),
    )
)


@dataclass(frozen=True, slots=True)
class LateRows:
    """The rows of one fact from one sheet of a file: how many count, and in which rows of the sheet they lie."""

    name: str
    sheet: str
    fact: Text
    count: int
    first: int
    last: int


def copy_name(stem: str, day: date | None = None, mark: str = "") -> str:
    """How the marked copy of the file *stem* is called: that of an export of one account bears the *day* it is as of,
    one of several that are called alike a *mark*.
    """
    mark = f"_{mark}" if mark else ""
    return _DATED_COPY.format(stem, mark, f"{day:%Y-%m-%d}") if day else _COPY.format(stem, mark)


def check_tables(engine: Engine) -> None:
    """Nothing when all tables are there; VerifyError naming those that lack."""
    ours = "where database_name = current_database()"
    there = engine.run(
        f"select table_name from duckdb_tables() {ours} union all select view_name from duckdb_views() {ours}"
    )
    lacking = sorted(_TABLES.difference(name for (name,) in there))
    if lacking:
        listed = ", ".join(lacking[:6])
        raise VerifyError(
            "pubkpi.duckdb",
            Text(f"数据库缺少表 {listed}", f"the database lacks {listed}"),
            Text("用 pubkpi rebuild 重建。", "Make it again with pubkpi rebuild."),
        )


def loaded_files(engine: Engine) -> tuple[LoadedFile, ...]:
    """The files that gave the database rows, in the order in which they were loaded; the rows in which a form of ours
    explains itself are not counted.
    """
    rows = engine.run(
        "select name, sha256, export, label_zh, label_en, account, as_of, loaded_at, rows_in - coalesce(row_count, 0), "
        "rows_loaded, rows_rejected, rows_ignored - coalesce(row_count, 0), "
        f"case when {OPEN} then rows_rejected else 0 end from file f join export using (export) "
        "left join ignored i on i.file_id = f.file_id and i.reason = 'help' where rows_loaded > 0 order by f.file_id"
    )
    return tuple(
        LoadedFile(name, sha, export, Text(zh, en), account, as_of.date(), at.date(), *counts)
        for name, sha, export, zh, en, account, as_of, at, *counts in rows
    )


def file_accounts(engine: Engine) -> dict[str, frozenset[tuple[str, str]]]:
    """The accounts, each by platform and name, of which a file has rows that count, by its sha256."""
    rows = " union all ".join(
        f"select distinct file_id, platform, account from {quoted(fact.name)}" for fact in FACTS if owned(fact)
    )
    found: dict[str, set[tuple[str, str]]] = {}
    query = f"select distinct sha256, t.platform, t.account from ({rows}) t join file using (file_id)"
    for sha, platform, account in engine.run(query):
        found.setdefault(sha, set()).add((platform, account))
    return {sha: frozenset(accounts) for sha, accounts in found.items()}


def account_units(engine: Engine) -> dict[tuple[str, str], str | None]:
    """The unit of each account, by platform and name; None of one that belongs to none."""
    rows = engine.run(
        "select d.platform, d.account, any_value(a.unit) from dim_account d "
        "left join account a on a.account = d.account and a.platform in ('', d.platform) group by 1, 2"
    )
    return {(platform, account): unit for platform, account, unit in rows}


def superseded_files(engine: Engine) -> tuple[str, ...]:
    """The names of the files that gave rows, of which none counts any more: later ones have all of them newer."""
    rows = " union all ".join(f"select file_id from {quoted(fact.name)}" for fact in FACTS)
    found = engine.run(
        f"select file_id, {FILE_LABEL} from file f where rows_loaded > 0 and file_id not in ({rows}) order by file_id"
    )
    part = {one for fact in FACTS for (one,) in engine.run(_sole_values_query(fact))} if found else set()
    return tuple(name for file_id, name in found if file_id not in part)


def _sole_values_query(fact: Fact) -> str:
    """The query for the files that alone have a value of a key of which others have other values: these count, too."""
    keys = ", ".join(map(quoted, fact.key))
    alone = (
        f"{quoted(one.name)} is not null and count({quoted(one.name)}) over (partition by {keys}) = 1"
        for one in fact.stored
        if one.name not in fact.key
    )
    return f"select distinct file_id from (from {quoted(fact.name + '_version')} qualify {' or '.join(alone)})"


def last_load(engine: Engine) -> datetime | None:
    """When the newest file was loaded; None in an empty database."""
    moment: datetime | None = engine.run("select max(loaded_at) from file")[0][0]
    return moment


def day_coverage(engine: Engine, period: Period) -> tuple[DayCoverage, ...]:
    """For every daily fact and account the days of *period* that have a row."""
    found: list[DayCoverage] = []
    for name in DAILY:
        fact = BY_NAME[name]
        rows = engine.run(
            f"select account, platform, list(distinct {quoted(fact.day)} order by {quoted(fact.day)}) "
            f"from {quoted(name)} where {quoted(fact.day)} between $first and $last group by 1, 2 order by 1, 2",
            first=period.first,
            last=period.last,
        )
        found += [DayCoverage(name, fact.row, owner, tuple(days), platform) for owner, platform, days in rows]
    return tuple(found)


def has_rows(engine: Engine, period: Period) -> bool:
    """Whether any fact has a row of a day of *period*."""
    rows = " union all ".join(
        f"select 1 from {quoted(fact.name)} where {quoted(fact.day)} between $first and $last"
        for fact in FACTS
        if fact.day
    )
    return bool(engine.run(f"{rows} limit 1", first=period.first, last=period.last))


def late_rows(engine: Engine, period: Period, seq: int = 0, *, files: Sequence[int] | None = None) -> list[LateRows]:
    """What counts in *period* of the files that were loaded behind line *seq*, or of these *files*, in their order."""
    found, wanted = [], "true" if files is None else "list_contains($files, f.file_id)"
    given = {} if files is None else {"files": [*files]}
    for fact in FACTS:
        about = f"t.{quoted(fact.day)} between $first and $last" if fact.day else "t.period = $period"
        within = {"first": period.first, "last": period.last} if fact.day else {"period": str(period)}
        rows = engine.run(
            "select f.file_id, f.name, t.sheet, count(*), min(t.row), max(t.row) "
            f"from {quoted(fact.name)} t join file f using (file_id) "
            f"where f.file_id > $seq and {wanted} and {about} group by all",
            seq=seq,
            **given,
            **within,
        )
        found += [(file, LateRows(name, sheet, fact.row, *counts)) for file, name, sheet, *counts in rows]
    return [rows for _, rows in sorted(found, key=lambda one: (one[0], one[1].sheet, one[1].fact))]


def has_entries(engine: Engine, period: Period) -> bool:
    """Whether anybody entered a value for *period*."""
    return bool(engine.run("select 1 from measure_value where period = $period limit 1", period=str(period)))


def has_data(engine: Engine, period: Period) -> bool:
    """Whether any fact has a row of a day of *period*, or anybody entered a value for it."""
    return has_rows(engine, period) or has_entries(engine, period)


def findings(engine: Engine) -> tuple[Finding, ...]:
    """The findings of all loads."""
    rows = engine.run(
        "select distinct id, severity, place, message_zh, message_en, hint_zh, hint_en from load_finding order by all"
    )
    return tuple(finding_of(*row) for row in rows)


def finding_of(key: str, severity: Severity, where: str, zh: str, en: str, hint_zh: str, hint_en: str) -> Finding:
    """The finding that a row of `load_finding` keeps."""
    return Finding(key, severity, where, Text(zh, en), Text(hint_zh, hint_en))


def facts(engine: Engine, name: str) -> "pa.Table":
    """All rows of the fact *name* that count, each with its file, sheet and row."""
    listed = f"select f.name as file, t.* exclude (file_id) from {quoted(name)} t join file f using (file_id)"
    return engine.table(f"{listed} order by f.sha256, t.sheet, t.row")


def add_rows(engine: Engine, table: str, rows: Sequence[tuple[object, ...]], *, replace: bool = False) -> None:
    """Add *rows* to the ledger's *table*; where it has a key, they may *replace* those with the same one."""
    verb = "insert or replace" if replace else "insert"
    for some in (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE)):
        values = {f"v{i}": value for i, value in enumerate(chain.from_iterable(some))}
        names = iter(values)
        tuples = ", ".join(f"({', '.join('$' + next(names) for _ in row)})" for row in some)
        engine.run(f"{verb} into {table} values {tuples}", **values)


def is_declared(engine: Engine, register: str, period: Period) -> bool:
    """Whether it was declared that nothing of the *register* happened in the whole *period*, by one declaration."""
    some = (
        "select 1 from declaration where register = $register and from_on <= $first and to_on >= $last "
        f"and {OF_UNIT} is null and {OF_ACCOUNT} is null limit 1"
    )
    return bool(engine.run(some, register=register, first=period.first, last=period.last))
