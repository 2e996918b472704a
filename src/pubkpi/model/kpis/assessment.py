"""Which indicators an assessment counts, and what about their values it raises for people to decide on."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Literal

from pubkpi.model.language import Positive
from pubkpi.model.periods import HALF, MONTH, QUARTER, WEEK, Period
from pubkpi.model.periods import Kind as PeriodKind

Kind = Literal["process", "result"]
Audience = Literal["internal", "enterprise", "government"]
Consequence = Literal["bonus", "retraining"]
ComposedOf = Literal["weeks", "months", "quarters", "halves", "year"]
# what an annual result may be composed of: the periods of a kind within the year; None is the year itself
COMPOSED: Mapping[str, PeriodKind | None] = MappingProxyType(
    {"weeks": WEEK, "months": MONTH, "quarters": QUARTER, "halves": HALF, "year": None}
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The kinds of indicators that count in the quarter and in the year."""

    quarter: Annotated[tuple[Kind, ...], "季度考核看哪些 / those that count in the quarter"] = ("process", "result")
    year: Annotated[tuple[Kind, ...], "年度考核看哪些 / those that count in the year"] = ("process", "result")

    def counting(self, period: Period) -> tuple[Kind, ...]:
        """Those that count in *period*: in a year, or in any shorter one."""
        return self.year if period.kind.is_annual else self.quarter


@dataclass(frozen=True, slots=True)
class FlagRule:
    """How far a value may be from its target, as a share of it, until the plan's adjustment procedure is due, if it has
    one; and what hangs on the indicators.
    """

    deviation: Annotated[Positive | None, "与目标相差多少 / how far from the target"] = None
    consequences: Annotated[tuple[Consequence, ...], "提示的后果 / what hangs on the flags"] = ()
