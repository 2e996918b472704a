"""Which exports are known: the profiles that pubkpi brings, and those of a workspace."""

from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

from pubkpi.ingest.profile import Profile, read
from pubkpi.model.text import Text


@cache
def shipped() -> tuple[Profile, ...]:
    """The profiles that pubkpi brings, by id."""
    return tuple(map(read, sorted(_shipped().values())))


def profiles(extra: Path | None = None) -> tuple[Profile, ...]:
    """The shipped profiles and those in the folder *extra*; one of the same id wins over a shipped one."""
    known = {profile.id: profile for profile in (*shipped(), *_own(extra))}
    return tuple(known[key] for key in sorted(known))


def paths(extra: Path) -> list[Path]:
    """The files of all profiles, shipped or in the folder *extra*."""
    return [*sorted(_shipped().values()), *_own_paths(extra)]


def labels(exports: Iterable[str], extra: Path) -> dict[str, Text]:
    """What those of the *exports* that are known are called; no profile is read for the others."""
    files, own = _shipped(), {profile.id: profile for profile in _own(extra)}
    return {key: (own.get(key) or read(files[key])).label for key in exports if key in own or key in files}


def _shipped() -> dict[str, Path]:
    """The files of the shipped profiles by their names, which are the ids."""
    paths = [Path(str(entry)) for entry in (resources.files("pubkpi.ingest") / "exports").iterdir()]
    return {path.stem: path for path in paths if path.suffix == ".yaml"}


def _own(extra: Path | None) -> list[Profile]:
    return list(map(read, _own_paths(extra)))


def _own_paths(extra: Path | None) -> list[Path]:
    return sorted(extra.glob("*.yaml")) if extra and extra.is_dir() else []
