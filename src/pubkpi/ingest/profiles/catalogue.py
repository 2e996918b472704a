"""Which exports are known: the profiles that pubkpi brings, and those of a workspace."""

from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

from pubkpi.database.marks import own_profile_files, profile_files
from pubkpi.ingest.profiles.profile import Profile, read


def shipped() -> tuple[Profile, ...]:
    """The profiles that pubkpi brings, by id."""
    return tuple(map(_shipped, sorted(profile_files().values())))


def profiles(extra: Path | None = None) -> tuple[Profile, ...]:
    """The shipped profiles and those in the folder *extra*; one of the same id wins over a shipped one."""
    return _by_id((*shipped(), *_own(extra)))


def profiles_called(names: Collection[str], extra: Path | None = None) -> tuple[Profile, ...]:
    """Those of `profiles` whose ids are among the *names*; of the shipped ones no others are read."""
    brought = [_shipped(path) for name, path in profile_files().items() if name in names]
    return _by_id(one for one in (*brought, *_own(extra)) if one.id in names)


def _by_id(every: Iterable[Profile]) -> tuple[Profile, ...]:
    known = {profile.id: profile for profile in every}
    return tuple(known[key] for key in sorted(known))


def profiles_naming(facts: Collection[str], extra: Path | None = None) -> tuple[Profile, ...]:
    """Those of `profiles` that could feed one of *facts*; of the shipped ones no other is read."""
    named = [path for path in profile_files().values() if any(fact in path.read_text("utf-8") for fact in facts)]
    return _by_id((*map(_shipped, named), *_own(extra)))


_shipped = cache(read)


def _own(extra: Path | None) -> list[Profile]:
    return list(map(read, own_profile_files(extra)))
