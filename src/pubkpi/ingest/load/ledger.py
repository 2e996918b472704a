"""The ledger of the database: what is noted of a file beside its facts."""

from collections.abc import Iterator

from pubkpi.engine.interface import Engine
from pubkpi.ingest.accept.rejects import rejects
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.load.prepare import PreparedFile
from pubkpi.ingest.rows.reasons import split_code
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text
from pubkpi.workspace.journal import Entry

MAX_REJECTS = 1000


def ledger(file: PreparedFile, entry: Entry) -> tuple[object, ...]:
    """The row of *file* in the table `file`."""
    rows, data, reading = file.rows, entry.data, file.reading
    profile = reading.match.profile
    known = (entry.seq, data["sha256"], reading.name, profile.id, profile.platform, reading.account)
    origin = (file.as_of, data["at"], reading.container, reading.encoding, data.get("revision", 0))
    follows = " ".join(data.get("follows", ())) or None
    return (*known, *origin, follows, rows.came_in, rows.loaded, rows.rejected, rows.ignored)


def export(file: PreparedFile) -> tuple[str, ...]:
    """The row of the export of *file* in the table `export`."""
    profile = file.reading.match.profile
    return (profile.id, profile.platform, *profile.label)


def rejected(engine: Engine, staged: StagedPart, number: int) -> Iterator[tuple[object, ...]]:
    """The rows of a staged part in the table `reject`, the first ones."""
    for row, last, bad, raw in rejects(engine, staged, MAX_REJECTS) if staged.rejected else ():
        reason, column, words = split_code(bad)
        why = f"{reason}:{words}" if words else reason or None
        yield number, staged.part.feed.fact.name, staged.part.sheet, row, last, column or None, why, raw


def contradiction(file: PreparedFile, differs: bool) -> list[Finding]:
    """The finding that *file* differs from another one of the same as_of, if it does."""
    if not differs:
        return []
    found = Finding(
        "ingest.equal_as_of",
        "warning",
        file.reading.name,
        Text("与同一截止日的另一份文件数值不同", "differs from another file of the same as_of"),
        Text("用 --as-of 说明哪一份较新。", "Say with --as-of which one is newer."),
    )
    return [found]
