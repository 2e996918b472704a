"""Missed targets that somebody accepted until a day."""

from dataclasses import dataclass
from datetime import date

from pubkpi.model.text import Text


@dataclass(frozen=True, slots=True)
class AcceptedMiss:
    """The missed target of an *indicator* in a period, accepted *until* a day, that included; why, and by whom."""

    scorecard: str
    indicator: str
    period: str
    until: date
    reason: str
    by: str
    at: str = ""

    @property
    def words(self) -> Text:
        """That it is accepted: until when, and why."""
        return Text(f"已接受至 {self.until}：{self.reason}", f"accepted until {self.until}: {self.reason}")
