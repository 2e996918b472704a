"""What files are judged by."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pubkpi.database.names import Names
from pubkpi.engine.worker import LIMITS, Limits
from pubkpi.ingest.cells.own_periods import PlanSpans, no_spans
from pubkpi.ingest.profiles.catalogue import profiles, profiles_called
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.ingest.profiles.surveys import Survey
from pubkpi.model.kpis.amounts import Shape
from pubkpi.workspace.files import digest


@dataclass(frozen=True)
class Knowledge:
    """The workspace's *own* profiles, mapped surveys, the share of rejected rows that is too much, names, and what the
    reading of a file may take.

    *measures* are the ids that an entered value may name, each with the shape of its values; None where that is not
    asked. *spans* are the periods that plans name.
    """

    own: Path
    surveys: tuple[Survey, ...]
    reject_limit: float
    names: Names
    measures: Mapping[str, Shape] | None = None
    limits: Limits = LIMITS
    spans: PlanSpans = no_spans

    @cached_property
    def profiles(self) -> tuple[Profile, ...]:
        """The profiles that pubkpi brings, and the workspace's *own*."""
        return profiles(self.own)

    def candidates(self, export: str | None) -> tuple[Profile, ...]:
        """The profiles that a file may have: the one called *export*, or all where none is named or has that name."""
        return (profiles_called((export,), self.own) if export else ()) or self.profiles

    def mark(self, profile: Profile) -> str:
        """A hexadecimal number that changes when exports of *profile* are read otherwise."""
        return digest(f"{profile.sha256} {self.surveys}".encode()) if profile.layout == "survey" else profile.sha256

    @cached_property
    def marks(self) -> dict[str, str]:
        """The marks of all profiles by their ids."""
        return {profile.id: self.mark(profile) for profile in self.profiles}
