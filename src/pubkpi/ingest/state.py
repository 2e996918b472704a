"""What the database holds, for people: files, days covered, findings of the loads, and one digest of it all."""

from datetime import datetime

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest.profile import Profile
from pubkpi.model.facts import BY_NAME, FACTS
from pubkpi.model.findings import Finding, Severity
from pubkpi.model.periods import Quarter
from pubkpi.model.scores import DayCoverage, LoadedFile
from pubkpi.model.text import Text, same

DAILY = ("account_daily", "channel_daily")


def loaded_files(engine: Engine, profiles: tuple[Profile, ...]) -> tuple[LoadedFile, ...]:
    """The files of the database in the order in which they were loaded."""
    labels = {profile.id: profile.label for profile in profiles}
    rows = engine.run(
        "select name, sha256, export, account, as_of, loaded_at, rows_in, rows_loaded, rows_rejected, rows_ignored "
        "from file order by file_id"
    )
    return tuple(
        LoadedFile(name, sha, export, labels.get(export, same(export)), account, as_of.date(), at.date(), *counts)
        for name, sha, export, account, as_of, at, *counts in rows
    )


def last_load(engine: Engine) -> datetime | None:
    """When the newest file was loaded; None in an empty database."""
    moment: datetime | None = engine.run("select max(loaded_at) from file")[0][0]
    return moment


def day_coverage(engine: Engine, quarter: Quarter) -> tuple[DayCoverage, ...]:
    """For every daily fact and account the days of *quarter* that have a row."""
    found: list[DayCoverage] = []
    for name in DAILY:
        fact = BY_NAME[name]
        rows = engine.run(
            f"select account, list(distinct {quoted(fact.day)} order by {quoted(fact.day)}) from {quoted(name)} "
            f"where {quoted(fact.day)} between $first and $last group by 1 order by 1",
            first=quarter.first,
            last=quarter.last,
        )
        found += [DayCoverage(name, fact.row, owner, tuple(days)) for owner, days in rows]
    return tuple(found)


def findings(engine: Engine) -> tuple[Finding, ...]:
    """The findings of all loads."""
    rows = engine.run(
        "select distinct id, severity, place, message_zh, message_en, hint_zh, hint_en from load_finding order by all"
    )
    return tuple(_finding(*row) for row in rows)


def _finding(key: str, severity: Severity, where: str, zh: str, en: str, hint_zh: str, hint_en: str) -> Finding:
    return Finding(key, severity, where, Text(zh, en), Text(hint_zh, hint_en))


def digest(engine: Engine) -> str:
    """One hexadecimal number for all facts with their origin: the same for the same files in any order."""
    words = [f"{fact.name}:{_table_digest(engine, fact.name)}" for fact in FACTS]
    return str(engine.run("select md5($words)", words="\n".join(words))[0][0])


def _table_digest(engine: Engine, name: str) -> str:
    columns = [f"coalesce(cast(t.{quoted(column.name)} as varchar), chr(0))" for column in BY_NAME[name].columns]
    row = f"concat_ws(chr(31), f.sha256, t.sheet, t.row, {', '.join(columns)})"
    # exclusive or does not ask for an order, and keys are unique, so that no two rows cancel out
    rows = engine.run(
        f"select count(*), cast(bit_xor(md5_number({row})) as varchar) "
        f"from {quoted(name)} t join file f using (file_id)"
    )
    return f"{rows[0][0]}:{rows[0][1]}"
