"""Files to facts, and the state that they make: load, forget, rebuild."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from pubkpi.model.errors import DataError
from pubkpi.pipeline.open import open_store
from pubkpi.workspace.files import digest, read_bytes
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.ingest.history.store import Store
    from pubkpi.ingest.profiles.profile import Profile
    from pubkpi.ingest.result import FileResult, IngestOptions


def ingest(settings: Settings, paths: Sequence[Path], options: "IngestOptions") -> Iterator["FileResult"]:
    """Load every file of *paths*, or what is to be loaded again; a result a file. A refused one changes nothing."""
    from pubkpi.ingest import replay, result, run
    from pubkpi.specs.measures import shapes

    with open_store(settings, write=not options.dry_run, measures=shapes(settings.specs) if paths else None) as store:
        yield from result.logged(
            replay.replay(store, paths, options) if options.replay else run.ingest(store, paths, options)
        )


def exports(*, shipped: bool) -> tuple["Profile", ...]:
    """The exports that are known: those *shipped*, or, in a workspace, those with its own."""
    from pubkpi.ingest.profiles.catalogue import profiles
    from pubkpi.workspace.settings import within

    settings = None if shipped else within()
    return profiles(settings.exports if settings else None)


def forget(settings: Settings, words: str) -> tuple[str, str]:
    """Take the rows of the file *words* (its name or path, or the start of its sha256) out again; name and sha256."""
    from pubkpi.ingest.history import revise

    with open_store(settings, write=True) as store:
        entry = revise.forget(store, _load_words(store, words), settings.clock())
    return str(entry.data["name"]), str(entry.data["sha256"])


def _load_words(store: "Store", words: str) -> str:
    """*words*, or, where they are a path, the sha256 of what lies there if that is loaded, else the name."""
    path = PurePath(words.replace("\\", "/"))
    if len(path.parts) < 2 or any(words == one.data["name"] for one in store.loads()):
        return words
    with suppress(OSError, DataError):
        sha256 = digest(read_bytes(Path(words)))
        if any(one.data["sha256"] == sha256 for one in store.loads()):
            return sha256
    return path.name


def rebuild(settings: Settings) -> str:
    """Make the database again from archive and journal, beside the old one until it is whole; the state's digest."""
    from pubkpi.ingest.history.verify import rebuild

    with open_store(settings, write=True) as store:
        return rebuild(store)
