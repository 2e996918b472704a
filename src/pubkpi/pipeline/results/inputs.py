"""What a result is made of: the words of specs and profiles, the loads that count, the rounding; one id for all."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pubkpi.database.marks import own_profile_files, profile_files
from pubkpi.model.kpis import KpiSet
from pubkpi.printing import rounding
from pubkpi.workspace.files import digest
from pubkpi.workspace.journal import LOADING, Entry
from pubkpi.workspace.loads import current_loads
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine

CLOSING = ("close", "revise")
_PART = 50_000  # cells of a column that are written at once
TABLES = ("accounts.yaml", "categories.yaml", "surveys.yaml")
SPECS, PROFILES = "kpi_specs/", "exports/"
# of a load that which depends on when and in what order files came, and what follows from the rest
_PASSING = ("at", "batch", "rows", "archive", "replaces", "corrects")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a result of the *subject* (scorecard, period, by whom) was made of: *texts* by the names of their files, and
    *entries*, the journal as far as the database held it; *facts* that lie elsewhere, by name with their place and the
    mark of what lay there; *id* is the same wherever all of that is.
    """

    subject: Mapping[str, str]
    texts: Mapping[str, str]
    entries: Sequence[Entry]
    engine: str
    id: str
    facts: Mapping[str, Sequence[str]]


def collect_inputs(settings: Settings, engine: "Engine", period: object, by: str = "") -> Inputs:
    """What the result of *period* is made of that *engine* gives now."""
    from pubkpi.database.lakehouse.mapped_facts import mapped_facts
    from pubkpi.database.open import origin

    was = origin(engine)
    entries = list(_applied_entries(Record(settings.state, settings.upto).entries(), was.seq if was else 0))
    loads = current_loads(entries)
    subject = {"scorecard": settings.scorecard, "period": str(period), "by": by}
    words = texts(settings, {str(one.data["export"]) for one in loads} | own_exports(settings))
    state = sorted(_as_json({k: v for k, v in one.data.items() if k not in _PASSING}) for one in loads)
    # earlier periods that are closed stand as they are
    closed = {one.data["period"]: one.data["texts"][1] for one in entries if _is_beside(one, subject)}
    mapped = mapped_facts(engine)
    facts = {name: [one.place, one.mark] for name, one in sorted(mapped.snapshots().items())} if mapped else {}
    of_all = [subject, words, state, closed, rounding.RULE, *([facts] if facts else [])]
    number = digest(_as_json(of_all).encode())
    (version,) = engine.run("select version()")[0]
    return Inputs(subject, words, entries, f"duckdb {version}", number, facts)


def build_kpi_set(settings: Settings) -> KpiSet:
    """The workspace's scorecard with its measures, checked; where accounts are declared, each measure of any platform
    with the platforms of which an export has what it reads: an account without any row is missed there.
    """
    from pubkpi.specs.build import build

    made = build(settings.specs, settings.scorecard)
    if any(one.is_of_any_platform for one in made.measures.values()) and (settings.root / "accounts.yaml").is_file():
        from pubkpi.ingest.profiles.sources import with_platforms

        return replace(made, measures=with_platforms(made.measures, settings.exports))
    return made


def own_exports(settings: Settings) -> set[str]:
    """The workspace's own profiles, by their names; also one of which nothing was loaded says on which platforms an
    account's numbers are missed.
    """
    return {path.stem for path in own_profile_files(settings.exports)}


def texts(settings: Settings, exports: set[str]) -> dict[str, str]:
    """The words of the scorecard, the measures, the profiles of *exports*, and what accounts and titles are called."""
    specs = [settings.specs / f"{settings.scorecard}.yaml", *sorted((settings.specs / "measures").glob("*.yaml"))]
    profiles = profile_files() | {path.stem: path for path in own_profile_files(settings.exports)}
    listed = {f"{SPECS}{path.relative_to(settings.specs).as_posix()}": path for path in specs}
    listed |= {f"{PROFILES}{name}.yaml": profiles[name] for name in sorted(exports) if name in profiles}
    listed |= {name: settings.root / name for name in TABLES}
    # whatever the bytes are, they come back as they were
    return {name: path.read_bytes().decode(errors="surrogateescape") for name, path in listed.items() if path.is_file()}


def lay_out(texts: Mapping[str, str], folder: Path) -> None:
    """Write the *texts* as files below *folder*, as a workspace has them."""
    for name, words in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(words.encode(errors="surrogateescape"))


def as_bytes(data: Any) -> bytes:
    """*data* as JSON for the archive."""
    return b"".join(json_parts(data))


def json_parts(data: Any) -> Iterator[bytes]:
    """The same bytes a part at a time: those of a league with many entities would fill the memory."""
    if isinstance(data, Mapping) and all(isinstance(one, str) for one in data):
        for number, key in enumerate(sorted(data)):
            yield f"{',' if number else '{'}{_as_json(key)}:".encode()
            yield from json_parts(data[key])
        yield b"}" if data else b"{}"
    elif isinstance(data, Sequence) and not isinstance(data, str) and len(data) > _PART:
        cells, begun = iter(data), b"["
        while part := [*islice(cells, _PART)]:
            yield begun + _as_json(part)[1:-1].encode()
            begun = b","
        yield b"]"
    else:
        yield _as_json(data).encode()


def _applied_entries(entries: Sequence[Entry], seq: int) -> Iterator[Entry]:
    """The *entries* up to the first load or forget behind the line *seq*, up to which the database goes."""
    for one in entries:
        if one.seq > seq and one.action in LOADING:
            return
        yield one


def _is_beside(line: Entry, subject: Mapping[str, str]) -> bool:
    """Whether *line* closes another period of the scorecard."""
    same_scorecard = line.action in CLOSING and line.data["scorecard"] == subject["scorecard"]
    return same_scorecard and line.data["period"] != subject["period"]


def _as_json(data: Any) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), default=_cells)


def _cells(column: Sequence[Any]) -> list[Any]:
    """A *column* of a league as JSON has it; TypeError of anything else."""
    if not isinstance(column, Sequence):
        raise TypeError(type(column))
    return list(column)
