"""Which exports are known: the profiles that pubkpi brings, and those of a workspace."""

from collections.abc import Collection
from functools import cache
from pathlib import Path

from pubkpi.database.marks import own_profile_files, profile_files
from pubkpi.ingest.profiles.profile import Profile, read


def shipped() -> tuple[Profile, ...]:
    """The profiles that pubkpi brings, by id."""
    return tuple(map(_shipped, sorted(profile_files().values())))


def profiles(extra: Path | None = None) -> tuple[Profile, ...]:
    """The shipped profiles and those in the folder *extra*; one of the same id wins over a shipped one."""
    known = {profile.id: profile for profile in (*shipped(), *_own(extra))}
    return tuple(known[key] for key in sorted(known))


def profiles_called(name: str, extra: Path | None = None) -> tuple[Profile, ...]:
    """That of `profiles` with the id *name*, if there is one; of the shipped ones no other is read."""
    own = [profile for profile in _own(extra) if profile.id == name]
    path = profile_files().get(name)
    return tuple(own[-1:] or ([_shipped(path)] if path else []))


def profiles_naming(facts: Collection[str], extra: Path | None = None) -> tuple[Profile, ...]:
    """Those of `profiles` that could feed one of *facts*; of the shipped ones no other is read."""
    named = [path for path in profile_files().values() if any(fact in path.read_text("utf-8") for fact in facts)]
    known = {profile.id: profile for profile in (*map(_shipped, named), *_own(extra))}
    return tuple(known[key] for key in sorted(known))


_shipped = cache(read)


def _own(extra: Path | None) -> list[Profile]:
    return list(map(read, own_profile_files(extra)))
