"""What an analysis is asked: of which facts, which period, by what, by which rules."""

import re
from dataclasses import dataclass
from datetime import date
from importlib import resources

from pubkpi.engine.query import QueryEngine, Row
from pubkpi.model.explanations.analyses import AnalysisRules
from pubkpi.model.periods import Period


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """An analysis of a *period* *by* something, by the *rules* of the plan; it is *today*, or the day of the state."""

    engine: QueryEngine
    period: Period
    by: str
    rules: AnalysisRules
    today: date

    @property
    def until(self) -> date:
        """The last day that is looked at: of a period that runs, today."""
        return min(self.period.last, self.today)

    def ask(self, name: str, group: str = "", source: str = "", **params: object) -> list[Row]:
        """The answer of the statement *name*.sql about the period; *group* and *source* stand where it says so."""
        words = (resources.files("pubkpi.analyse") / f"{name}.sql").read_text("utf-8")
        words = words.replace("{group}", group).replace("{source}", source)
        known: dict[str, object] = {"first": self.period.first, "last": self.period.last, **params}
        return self.engine.run(words, **{key: value for key, value in known.items() if re.search(rf"\${key}\b", words)})
