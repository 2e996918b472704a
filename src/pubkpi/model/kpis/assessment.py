"""Which indicators an assessment counts, and what about their values it raises for people to decide on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Annotated, Literal

from pubkpi.model.language import DependencyRule, Positive, ScorePoints
from pubkpi.model.periods import HALF, MONTH, QUARTER, WEEK, Period
from pubkpi.model.periods import Kind as PeriodKind

Kind = Literal["process", "result"]
Audience = Annotated[
    Literal["internal", "enterprise", "government"],
    "对象（internal）：部门内部、企业、政务；政务不考核关注、点赞、转发、评论 / "
    "who is assessed (internal); under government no follows, likes, reposts or comments",
]
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
class AccountsRule:
    """How the total of a unit is made of those of its accounts. One vetoed account leaves it no more than *veto*."""

    RULES = (DependencyRule("how", {"weighted": "weights"}, {"weights": "weighted"}),)

    how: Annotated[
        Literal["mean", "weighted", "worst"], "平均、加权平均、最低的一个 / the mean, a weighted one, or the worst"
    ]
    weights: Annotated[
        Mapping[str, Positive], "weighted：账号的权重，没写的是 1 / weighted: those of accounts, 1 of the others"
    ] = field(default_factory=dict)
    veto: Annotated[
        ScorePoints | None, "有一个账号被否决时单位最多几分 / the most that a unit has with one vetoed account"
    ] = None

    def weight(self, account: str) -> Fraction:
        """The weight of *account*, called by its platform and its name; it may be listed by the name alone."""
        return self.weights.get(account) or self.weights.get(account.partition("/")[2]) or Fraction(1)


@dataclass(frozen=True, slots=True)
class FlagRule:
    """How far a value may be from its target, as a share of it, until the plan's adjustment procedure is due, if it has
    one; and what hangs on the indicators.
    """

    deviation: Annotated[Positive | None, "与目标相差多少 / how far from the target"] = None
    consequences: Annotated[tuple[Consequence, ...], "提示的后果 / what hangs on the flags"] = ()
