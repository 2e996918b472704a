"""What files are judged by.

READING is the number of the rules of reading, and is written into the journal's line of each load. It must be raised
whenever a file that was loaded before may now give other rows or other values, or be refused: by a change of a reader,
a layout, the grammar of cells, the judgement of rows or of what counts. A change of a profile need not raise it, for
its own hash stands beside it in the line. One raise for all that is released together is enough.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pubkpi.engine.worker import LIMITS, Limits
from pubkpi.ingest.names import Names
from pubkpi.ingest.profile import Profile
from pubkpi.ingest.profiles import paths, profiles
from pubkpi.ingest.surveys import Survey
from pubkpi.model.amounts import Shape
from pubkpi.workspace.files import digest
from pubkpi.workspace.settings import Settings

READING = 2


@dataclass(frozen=True)
class Knowledge:
    """The workspace's *own* profiles, mapped surveys, the share of rejected rows that is too much, names, and what the
    reading of a file may take.

    *measures* are the ids that an entered value may name, each with the shape of its values; None where that is not
    asked.
    """

    own: Path
    surveys: tuple[Survey, ...]
    reject_limit: float
    names: Names
    measures: Mapping[str, Shape] | None = None
    limits: Limits = LIMITS

    @cached_property
    def profiles(self) -> tuple[Profile, ...]:
        """The profiles that pubkpi brings, and the workspace's *own*."""
        return profiles(self.own)

    def mark(self, profile: Profile) -> str:
        """A hexadecimal number that changes when exports of *profile* are read otherwise."""
        return digest(f"{profile.sha256} {self.surveys}".encode()) if profile.layout == "survey" else profile.sha256

    @cached_property
    def marks(self) -> dict[str, str]:
        """The marks of all profiles by their ids."""
        return {profile.id: self.mark(profile) for profile in self.profiles}


def mark(settings: Settings) -> str:
    """A hexadecimal number of all that the reading of exports depends on; none of it is read as what it is."""
    files = [*paths(settings.exports), settings.root / "surveys.yaml"]
    return digest(b"\0".join([str(READING).encode(), *(path.read_bytes() for path in files if path.is_file())]))
