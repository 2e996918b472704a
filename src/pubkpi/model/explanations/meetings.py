"""What a review meeting is told besides numbers: what was decided, and what people say of an indicator."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pubkpi.model.periods import Period

Progress = Literal["waiting", "running", "done", "dropped"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the review of *period* decided, who answers for it until when, and what became of it."""

    period: Period
    item: str
    owner: str | None
    due_on: date | None
    status: Progress
    outcome: str | None

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.status in ("waiting", "running")

    def days_late(self, today: date) -> int:
        """By how many days it is overdue on *today*; 0 when it is not, or was done or dropped."""
        return max((today - self.due_on).days, 0) if self.is_open and self.due_on else 0


@dataclass(frozen=True, slots=True)
class Commentary:
    """What is said of the *indicator* of that id: why it is so, what is to be done, by whom and until when."""

    indicator: str
    cause: str | None
    action: str | None
    owner: str | None
    due_on: date | None
    status: Progress | None
