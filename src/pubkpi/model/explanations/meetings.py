"""What a review meeting is told besides numbers: what was decided, and what people say of an indicator."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pubkpi.model.periods import Period
from pubkpi.model.scores import Value

TopicKind = Literal["activity", "incident"]
Progress = Literal["waiting", "running", "done", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be done by the *owner* until a day, and how that stands; None where nobody said."""

    owner: str | None = None
    due_on: date | None = None
    status: Progress | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.status not in ("done", "dropped")

    def days_late(self, today: date) -> int:
        """By how many days it is overdue on *today*; 0 when it is not, or was done or dropped."""
        return max((today - self.due_on).days, 0) if self.is_open and self.due_on else 0


@dataclass(frozen=True, slots=True)
class Decision(Task):
    """What the review of *period* decided, and what became of it."""

    period: Period
    item: str
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Commentary(Task):
    """What is said of the *indicator* of that id: why it is so, and what is to be done."""

    indicator: str
    cause: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """An activity or an incident that is reviewed by itself: its *name*, its days, and what its register says of it.

    *spans* are as many days before, its own days, and as many after, which have *values* by measure.
    """

    kind: TopicKind
    name: str
    first: date
    last: date
    entries: tuple[tuple[str, str], ...]
    spans: tuple[Period, ...] = ()
    values: Mapping[Period, Mapping[str, Value]] = field(default_factory=dict)
