"""A workspace with its inbox: drop a file, ingest, look at what the database holds."""

from dataclasses import replace
from pathlib import Path

from pubkpi.database import digest
from pubkpi.engine.query import quoted
from pubkpi.ingest.history.store import Store
from pubkpi.ingest.result import FileResult, IngestOptions
from pubkpi.ingest.run import ingest
from pubkpi.model.facts import BY_NAME, FACTS
from pubkpi.workspace.settings import find
from tests.ingest.samples import SURVEYS_YAML

ACCOUNT = "云川发布"
NOW = "2025-01-10 09:00:00"


class Desk:
    """One workspace below *root*."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._store: Store | None = None
        self._flags: dict | None = None
        root.mkdir(parents=True, exist_ok=True)
        (root / "pubkpi.toml").touch()
        (root / "surveys.yaml").write_text(SURVEYS_YAML, encoding="utf-8")

    def open(self, *, write: bool = True, **flags) -> Store:
        """The state, opened as a command does it; the caller closes it."""
        self.close()
        return Store(replace(find(self.root, **{"threads": 1, **flags}), now=NOW), write=write)

    @property
    def store(self) -> Store:
        """The state, kept open from one question to the next because opening takes longer than asking."""
        if self._store is None:
            self._store = self.open()
        return self._store

    def close(self) -> None:
        """Leave the state, so that the next question finds it as it lies on the disk."""
        if self._store is not None:
            self._store.__exit__()
            self._store = self._flags = None

    def drop(self, name: str, data: bytes, folder: str = ACCOUNT) -> Path:
        """A file in the account's folder of the inbox."""
        path = self.root / "inbox" / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def ingest(self, *paths: Path, threads: int | None = None, limit: float | None = None, **said) -> list[FileResult]:
        """What became of the files; the whole inbox by default. That an account is new is confirmed ahead."""
        flags = {"threads": threads or 1, "reject_limit": limit}
        if (threads or limit is not None) and flags != self._flags:
            self._store, self._flags = self.open(**flags), flags
        return list(ingest(self.store, paths or [self.root / "inbox"], IngestOptions(**{"new_accounts": True, **said})))

    def load(self, data: bytes, name: str = "file", folder: str = ACCOUNT, **said) -> FileResult:
        """What became of one file."""
        return self.ingest(self.drop(name, data, folder), **said)[0]

    def digest(self) -> str:
        """The digest of the facts."""
        return digest.digest(self.store.engine)

    def ask(self, sql: str, **params) -> list[tuple]:
        """The answer of the database."""
        return self.store.engine.run(sql, **params)

    def rows(self, fact: str, *columns: str) -> list[tuple]:
        """The columns of the rows that count, in the order of the key."""
        return self.ask(f"select {', '.join(columns)} from {quoted(fact)} t order by {_key(fact)}")

    def counts(self, which: str = "") -> dict[str, int]:
        """How many rows each fact has, those without any left out; or those of some files, as in `facts`."""
        where = f" where file_id in (select file_id from file f where {which})" if which else ""
        tables = (name for fact in FACTS for name in (f"{fact.name}_rows", f"{fact.name}_version_rows"))
        some = " union all ".join(f"(select '{name}' from {quoted(name)} limit 1)" for name in tables)
        # a view takes a while to plan, and most facts have no row
        filled = {name for (name,) in self.ask(some)}
        each = " union all ".join(
            f"select '{fact.name}', count(*) from {quoted(fact.name)}{where}"
            for fact in FACTS
            if filled & {f"{fact.name}_rows", f"{fact.name}_version_rows"}
        )
        return {name: count for name, count in self.ask(each) if count} if each else {}

    def facts(self, which: str = "") -> str:
        """All rows that count, one a line in the order of the key, without the columns that are null; or those of some
        files: *which* is a condition about the file `f`.
        """
        counts = self.counts(which)
        return "".join(_listed(self.store, fact, which) for fact in FACTS if fact.name in counts)


def _listed(store: Store, fact, which: str) -> str:
    names = [column.name for column in fact.columns]
    columns = [f"cast(t.{quoted(name)} as varchar)" for name in names]
    rows = store.engine.run(
        f"select f.name, t.sheet, t.row, {', '.join(columns)} from {quoted(fact.name)} t join file f using (file_id) "
        f"where {which or 'true'} order by {_key(fact.name)}"
    )
    lines = []
    for file, sheet, row, *cells in rows:
        filled = [f"{name}={_short(cell)}" for name, cell in zip(names, cells, strict=True) if cell is not None]
        lines.append(f"{fact.name}  {' | '.join(filled)}  ← {file} {sheet}!{row}\n")
    return "".join(lines)


def _short(cell: str) -> str:
    # 0.581100000000 reads as 0.5811
    return cell.rstrip("0").rstrip(".") if cell.count(".") == 1 and cell.replace(".", "").isdigit() else cell


def _key(fact: str) -> str:
    return ", ".join(f"t.{quoted(name)}" for name in BY_NAME[fact].key)


def reason(result: FileResult, state: str = "refused") -> str:
    """The line that says why it was refused; it must be one line."""
    assert result.state == state, result
    line = result.error.line("zh")
    assert "\n" not in line
    return line


def ids(result: FileResult) -> list[str]:
    """The ids of the findings."""
    return [finding.id for finding in result.findings]


def journal(desk: Desk) -> Path:
    """The file of the journal."""
    return desk.root / "data" / "journal.jsonl"


def database(desk: Desk) -> Path:
    """The file of the database."""
    return desk.root / "data" / "pubkpi.duckdb"
