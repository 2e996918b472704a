"""Missed targets that somebody accepted until a day."""

from dataclasses import dataclass
from datetime import date

from pubkpi.model.text import Text


@dataclass(frozen=True, slots=True)
class AcceptedMiss:
    """The missed target of an *indicator* in a period, accepted *until* a day, that included; why, and by whom.

    *withdrawn* is the decision that this no longer holds, with the reason and the name of whoever took it.
    """

    scorecard: str
    indicator: str
    period: str
    until: date
    reason: str
    by: str
    at: str = ""
    withdrawn: bool = False

    @property
    def words(self) -> Text:
        """That it is accepted, until when, or no longer; and why."""
        if self.withdrawn:
            return Text(f"接受已撤回：{self.reason}", f"no longer accepted: {self.reason}")
        return Text(f"已接受至 {self.until}：{self.reason}", f"accepted until {self.until}: {self.reason}")
