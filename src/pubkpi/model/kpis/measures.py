"""What is measured and how: a number of one fact, or one that is made of others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from re import findall
from typing import Annotated, Any, Literal, TypeAlias

from pubkpi.model.errors import SpecError
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.language import (
    ChoiceList,
    DependencyRule,
    Expression,
    Key,
    OneKeyRule,
    OneValueRule,
    Positive,
    RangeRule,
    Share,
    ValueKind,
)
from pubkpi.model.periods import MONTH, QUARTER, WEEK, YEAR, Kind, Period
from pubkpi.model.text import NOTHING, Text, same

MeasureType = Literal[
    "sum", "ratio", "mean", "median", "share", "last", "count", "distinct", "max", "points",
    "derived", "growth", "change", "first_of", "typed",
]  # fmt: skip
MAX_CENSORED = Fraction(1, 2)  # unless a measure declares another
WINDOWS = ("period", "quarter", "month", "year_to_date", "year")
OWN_DAYS = ("period", "quarter")  # the windows that are the period itself, which must not be shorter than a quarter
_RHYTHMS: Mapping[str, Kind] = {"weeks": WEEK, "months": MONTH, "quarters": QUARTER}
# A list whose first word is an operator and whose others are formulas; ["measure", id] and ["number", digits] are the
# smallest.
Formula: TypeAlias = "list[str | Formula]"
Tier = Literal["", "input", "output", "outtake", "outcome"]


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """How complete the data behind a measure must be, and over what this is counted.

    *by*: ``days`` (days with a row over days of the quarter), ``rows`` (complete rows over rows), ``posts``
    (weight *of* the posts seen over that of all posts in *basis*), ``weeks``, ``months`` and ``quarters`` (those with a
    row or a nil declaration), ``accounts`` (with a value over known).
    """

    RULES = (DependencyRule("by", {"posts": "basis of"}, {}),)

    by: Annotated[
        Literal["days", "rows", "posts", "weeks", "months", "quarters", "accounts"], "按什么算 / what is counted"
    ]
    minimum: Annotated[Share, Key("min"), "至少多少 / the least share"]
    basis: Annotated[str, "posts：全部内容所在的口径 / posts: the basis that has all of them"] = ""
    of: Annotated[Expression, "posts：内容的权重 / posts: what they are weighted with"] = ""


_ROWS = "fact platform basis where coverage max_censored".split()
_TYPES = DependencyRule("type", {
    "sum": "fact expr", "ratio": "fact expr denominator", "mean": "fact expr", "median": "fact expr",
    "share": "fact part", "last": "fact expr", "count": "fact", "distinct": "fact expr", "max": "fact expr",
    "points": "fact tiers", "derived": "expr", "growth": "of", "change": "of previous",
    "first_of": "of",
}, {
    **dict.fromkeys(_ROWS, "sum ratio mean median share last count distinct max points"),
    "expr": "sum ratio mean median share last distinct max derived", "denominator": "ratio", "part": "share",
    "window": "sum ratio mean median share count distinct max points", "trim": "mean",
    "tiers": "points", "times": "points", "once": "points",
    "mean_of_months": "sum count", "max_age_days": "last",
    "for_all": "sum ratio mean median last max derived growth",
    "min_count": "ratio mean median share", "interval": "ratio share", "of": "growth change first_of",
    "fixed": "growth", "previous": "growth change", "only": "derived",
})  # fmt: skip
_COMPARED = OneKeyRule(
    ("fixed", "previous"),
    Text("growth 要写 fixed 或 previous，只写一个", "growth needs either fixed or previous"),
    Text("previous: period 环比，previous: year 同比。", "previous: period or year."),
    by="type",
    value="growth",
)
_GROWN = OneValueRule(
    "of", "type", "growth", Text("growth 的 of 只写一个指标", "of names one measure of which this is the growth")
)
_CHANGED = OneValueRule(
    "of", "type", "change", Text("change 的 of 只写一个指标", "of names one measure of which this is the change")
)


@dataclass(frozen=True, slots=True)
class PointTier:
    """What a row is worth that meets *where*, and that of no tier before it; all of them together at most the *cap*."""

    points: Annotated[Expression, "一行的分值 / the points of a row"]
    where: Annotated[Expression, "哪些行；不写是其余的行 / which rows; the rest without it"] = ""
    cap: Annotated[Positive | None, "这一档最多多少分 / the most points of the tier"] = None


def _check(measure: "Measure", node: Any) -> Iterator[SpecError]:
    if measure.coverage and measure.coverage.by == "quarters" and measure.window == "month":
        what = Text("按季登记的表不能只看一个月", "what is declared by the quarter says nothing about a month")
        yield node["window"].wrong(what, Text("改用 window: period。", "Write window: period."))
    for one, tier in zip(node["tiers"].each() if measure.tiers else (), measure.tiers, strict=True):
        if tier.cap is not None and 10**9 % tier.cap.denominator:
            yield one["cap"].wrong(Text("cap 的小数除不尽", "cap has decimals without an end"))


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with a unit, and how it is made from one fact or from other measures.

    *expr* is the summed, counted or derived expression (a ratio's numerator); *where* filters rows, *platform* binds
    it to one platform, *part* tells which rows are the numerator of a share; *of* names the measures a ``first_of``
    tries in turn, or the one that a growth compares with the *fixed* value, and a growth or a change with its own value
    in the *previous* period or a year earlier (``quarter``: of quarters only).
    *window* is the ``period`` itself (``quarter``: one that is no shorter than that), the ``month`` or the ``year``
    that it ends in, the ``year_to_date``, or so many ``30 days`` or ``3 months`` up to its last day.
    *max_censored* is the share of rows of which only a bound may be known (10万+) for there to be a value.
    *tier* says what the number is about: input, output, what people took from it, or what came of it.
    *at* is ``file:line:column``, *year* the years that ``year`` and ``year_to_date`` mean, those of the plan;
    *exports_on* are the platforms of which an export has what it reads, where it reads any platform's accounts.
    """

    RULES = (_TYPES, _COMPARED, _GROWN, _CHANGED)
    CHECKS = (_check,)

    id: str
    label: Annotated[Text, "名称 / name"]
    definition: Annotated[Text, "定义 / definition"]
    formula: Annotated[Text, "公式 / formula"]
    unit: Annotated[str, "单位 / unit"]
    source: Annotated[Text, "数据来源 / where it comes from"]
    type: Annotated[MeasureType, "怎样得出 / how it is made"]
    at: str
    owner: Annotated[Text, "责任方 / who answers for it"] = NOTHING
    fact: Annotated[str, ChoiceList(tuple(MEASURABLE)), "数据表 / the fact that it reads"] = ""
    platform: Annotated[str, "只看哪个平台 / the only platform that it reads"] = ""
    basis: Annotated[str, "口径 / basis of the fact"] = ""
    expr: Annotated[Expression, "算式（ratio 的分子） / expression, a ratio's numerator"] = ""
    denominator: Annotated[Expression, "ratio 的分母 / a ratio's denominator"] = ""
    where: Annotated[Expression, "只看哪些行 / which rows it reads"] = ""
    part: Annotated[Expression, "share 的分子：哪些行 / which rows are the part"] = ""
    window: Annotated[str, ValueKind.WINDOW, "时间范围 / which days it reads"] = "period"
    mean_of_months: Annotated[bool, "取三个月的平均 / mean of the three months"] = False
    only: Annotated[
        Literal["", "week", "month", "quarter", "half", "year"], "算式只用于哪种期间 / the kind of period it is for"
    ] = ""
    max_age_days: Annotated[int, "最多早几天 / how old the last value may be"] = 0
    min_count: Annotated[
        int, "分母（mean、median：个数）至少多少 / the least denominator; of mean and median numbers"
    ] = 0
    interval: Annotated[bool, "给出 95% 区间 / print a 95% interval"] = False
    coverage: Annotated[CoverageRule | None, "数据至少要多全 / how complete the data must be"] = None
    for_all: Annotated[
        bool,
        "算式里的数对谁都一样，不是部门自己的 / the numbers in it hold for everybody, not for the department alone",
    ] = False
    of: Annotated[tuple[str, ...], "由哪些指标得出 / the measures that it is made of"] = ()
    fixed: Annotated[Positive | None, "固定基数 / the fixed value that a growth compares with"] = None
    previous: Annotated[Literal["", "period", "quarter", "year"], "环比 period，同比 year / the one before"] = ""
    tier: Annotated[Tier, "评估层次：投入、产出、接受、成效 / what the number is about"] = ""
    limits: Annotated[Text, "已知局限 / known limits"] = NOTHING
    example: Annotated[Mapping[str, object] | None, "算例，由测试核对 / a worked example, run by the tests"] = None
    max_censored: Annotated[Share | None, "只知下限（10万+）的行最多占多少 / most rows with a bound only"] = None
    trim: Annotated[
        int,
        RangeRule(0, 1000),
        "mean：去掉几个最高、几个最低 / mean: how many of the highest and the lowest are left out",
    ] = 0
    tiers: Annotated[tuple[PointTier, ...], "points：分档计分 / points: what rows are worth, tier by tier"] = ()
    times: Annotated[Expression, "points：分值的倍数，如头版 2 / points: times so much, as 2 on a front page"] = ""
    once: Annotated[str, "points：这一列相同的行只计最高的一次 / points: rows alike in it count once, the greatest"] = (
        ""
    )
    year: Kind = YEAR
    exports_on: tuple[str, ...] = ()

    @property
    def is_of_any_platform(self) -> bool:
        """Whether it looks for days or accounts on platforms that it does not name."""
        looks = self.type == "last" or (self.coverage is not None and self.coverage.by in ("days", "accounts"))
        words = findall(r"\w+", f"{self.expr} {self.part} {self.where}")
        return bool(self.fact) and looks and not self.platform and not {"platform", "account"} & {*words}

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms that could give it rows, as far as that is known: those alone expect the accounts on them."""
        return (self.platform,) if self.platform else self.exports_on

    def __post_init__(self) -> None:
        if self.tiers:
            object.__setattr__(self, "expr", self._by_tier([one.points for one in self.tiers], self.times))

    @property
    def capped(self) -> bool:
        """Whether the points of a tier have a greatest number."""
        return any(one.cap is not None for one in self.tiers)

    @property
    def tier_number(self) -> str:
        """The expression for the number of a row's tier, from 1 on; 0 of a row in none."""
        return self._by_tier([str(number) for number in range(1, len(self.tiers) + 1)])

    def _by_tier(self, worth: list[str], times: str = "") -> str:
        whens = [f"when {one.where} then {number}" for one, number in zip(self.tiers, worth, strict=True) if one.where]
        rest = next((number for one, number in zip(self.tiers, worth, strict=True) if not one.where), "0")
        made = f"case {' '.join(whens)} else {rest} end" if whens else f"({rest})"
        return f"({made}) * ({times})" if times else made

    @property
    def window_kind(self) -> str:
        """Which days its rows come from: those of its window, or the closing days of the quarter."""
        return f"closing_{self.max_age_days}" if self.type == "last" else self.window

    @property
    def takes_middle(self) -> bool:
        """Whether only those of its rows count that stand in the middle when they are ordered by their numbers."""
        return self.type == "median" or self.trim > 0

    def is_for(self, period: Period) -> bool:
        """Whether it is defined for periods of that kind: a formula may count the 13 weeks of a quarter."""
        return self.only in ("", period.kind.name)

    @property
    def registered(self) -> bool:
        """Whether it reads a register, in which an undeclared period is missing and every row must be complete."""
        return self.rhythm is not None

    @property
    def rhythm(self) -> Kind | None:
        """Of a register, the periods of which each has to have a row or a declaration; None of what is no register."""
        return _RHYTHMS.get(self.coverage.by) if self.coverage else None

    @property
    def may_find_none(self) -> bool:
        """Whether no row that meets its condition is an answer, 0, as long as the fact has others of the period."""
        by = self.coverage.by if self.coverage else ""
        return self.type == "count" and bool(self.where) and not self.registered and by != "rows"

    @property
    def printed_unit(self) -> str:
        """The unit in which its values print: a change of shares is in percentage points (pp)."""
        return "pp" if self.type == "change" and self.unit == "share" else self.unit

    @property
    def in_words(self) -> str:
        """How it is made, in the words of its spec."""
        match self.type:
            case "ratio":
                made = f"sum({self.expr}) / sum({self.denominator})"
            case "share":
                made = f"sum({self.expr or 1}) where {self.part} / sum({self.expr or 1})"
            case "derived":
                return self.expr
            case "growth":
                (of,) = self.of
                return f"{of} / ({self.fixed or f'{of} of the {self.previous} before'}) - 1"
            case "change":
                (of,) = self.of
                return f"{of} - ({of} of the {self.previous} before)"
            case "first_of":
                return f"first of {', '.join(self.of)}"
            case "typed":
                return "entered"
            case "points":
                made = f"points({self.expr})" + (f" once a {self.once}" if self.once else "")
            case "mean" if self.trim:
                made = f"mean({self.expr}) without the {self.trim} highest and lowest"
            case kind:
                made = f"{kind}({self.expr or '*'})"
        return made + (" / months" if self.mean_of_months else "") + f", {self.fact}"


_ENTERED = Text("填报", "entered by hand")
_OTHERS = Text("其他指标", "other measures")


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineMeasure(Measure):
    """A measure written in a scorecard, at the indicator that it is for or under `measures`; it need not say much."""

    label: Annotated[Text, "名称（同考核指标，或标识） / name (that of the indicator, or its id)"] = NOTHING
    definition: Annotated[Text, "定义（同名称） / definition (its name)"] = NOTHING
    formula: Annotated[Text, "公式（填报，或算式） / formula (entered by hand, or the expression)"] = NOTHING
    source: Annotated[Text, "数据来源（填报，或数据表） / where it comes from (entered by hand, or the fact)"] = NOTHING
    type: Annotated[MeasureType, "怎样得出（typed，填报） / how it is made (typed)"] = "typed"

    def measure(self, id: str, label: Text) -> Measure:
        """The measure *id* that it is, called *label* unless it has a name of its own."""
        said = {one.name: getattr(self, one.name) for one in fields(Measure)}
        is_typed = self.type == "typed"
        usual = {
            "label": label,
            "definition": self.label if self.label != NOTHING else label,
            "formula": _ENTERED if is_typed else same(self.in_words),
            "source": _ENTERED if is_typed else same(self.fact) if self.fact else _OTHERS,
        }
        usual = {key: one for key, one in usual.items() if said[key] == NOTHING}
        return Measure(**{**said, **usual, "id": id})
