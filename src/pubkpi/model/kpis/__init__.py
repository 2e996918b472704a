"""What a scorecard is before any number is known: its tree of indicators, their targets, its bands and rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Annotated, Literal, NamedTuple

from pubkpi.model.findings import Finding
from pubkpi.model.kpis.adjustments import Adjustments
from pubkpi.model.kpis.assessment import AccountsRule, Assessment, Audience, ComposedOf, Consequence, FlagRule, Kind
from pubkpi.model.kpis.grade_rules import (
    Band,
    Baseline,
    CheckEntry,
    ClassRule,
    Dated,
    GoalpostEntry,
    Mean,
    Method,
    MissingRule,
    NotApplicableRule,
    RangeEntry,
    Rounding,
    on_path,
    score_ends,
    switches,
)
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.kpis.schedule import is_comparable
from pubkpi.model.kpis.statements import Announcement, ConflictingValue
from pubkpi.model.language import Key, Positive, RangeRule, ScorePoints, ValueKind, Weight
from pubkpi.model.periods import Kind as PeriodKind
from pubkpi.model.periods import Period
from pubkpi.model.text import NOTHING, Text

Direction = Literal["up", "down", "range"]
Points = tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseIndicator:
    """What is the same in an indicator and in the words of its scorecard."""

    at: str
    id: Annotated[str, "标识 / id"]
    label: Annotated[Text, "名称 / name"]
    weight: Annotated[Weight, "权重；0 只监测 / weight; 0 is watched only"]
    measure: Annotated[str, "measures/ 里的指标定义 / the measure in measures/"]
    direction: Annotated[Direction, "越高越好、越低越好、区间 / higher or lower is better, or a range"]
    method: Annotated[Method, "计分方法 / how a value becomes a score"]
    at_baseline: Annotated[ScorePoints, "在基线得几分（60） / points at the baseline (60)"] = Fraction(60)
    at_target: Annotated[ScorePoints, "达到目标得几分（100） / points at the target (100)"] = Fraction(100)
    goalposts: Annotated[GoalpostEntry | None, "0 分和 100 分处的值 / the values of 0 and 100 points"] = None
    plateau: Annotated[RangeEntry | None, Key("range"), "目标区间的四个点 / the four corners of a target range"] = None
    floor: Annotated[ScorePoints, "最低分（0） / least score (0)"] = Fraction(0)
    cap: Annotated[ScorePoints, "最高分（100） / greatest score (100)"] = Fraction(100)
    not_applicable: Annotated[NotApplicableRule | None, "对谁不适用 / to whom it does not apply, and why"] = None
    due: Annotated[Period | None, "到期季度；此前 0 分不计 / before it, 0 points are not applicable"] = None
    check: Annotated[CheckEntry | None, "与计划核对的已知数 / a value that the plan states, to be checked"] = None
    owner: Annotated[Text, "岗位 / who answers for it"] = NOTHING
    choice: Annotated[Text, "口径取舍 / a choice that the plan leaves open"] = NOTHING
    caveat: Annotated[Text | None, "须注意的疑点 / what is doubtful about it"] = None
    also_stated: Annotated[tuple[ConflictingValue, ...], "计划另外写的值 / what the plan says a second time"] = ()
    shows: Annotated[str, "并列显示的指标 / a measure that is printed beside it"] = ""
    kind: Annotated[Kind, "过程指标或结果指标 / a process or a result indicator"] = "result"
    consequences: Annotated[tuple[Consequence, ...] | None, "提示的后果，[] 为没有 / what hangs on its flags"] = None
    silence: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(BaseIndicator):
    """A leaf: a measure with a weight in points of the whole, a baseline, dated targets and a scoring method.

    *steps* are a step table, *knots* the points of a piecewise line, *goalposts* the values of 0 and 100 points,
    *plateau* the four corners of a target range. The score lies between *floor* and *cap*. *shows* names a measure
    that is printed beside it with its growth on the last quarter (环比), never scored. *silence* names the rules of
    `pubkpi check` that keep quiet about it, each with the reason; *consequences* stand instead of the scorecard's.
    """

    baseline: Baseline
    targets: Dated
    year_targets: Dated = ()
    knots: Points = ()
    steps: Points = ()
    step_labels: Mapping[Fraction, Text] | None = None
    missing: MissingRule = field(default_factory=MissingRule)
    rounding: Rounding | None = None
    by_class: Mapping[str, ClassRule] = field(default_factory=dict)
    target_at: str = field(default="", compare=False)  # where its targets stand

    @property
    def stated(self) -> Dated:
        """All targets as they are written, those of quarters and then those of years."""
        return (*self.targets, *self.year_targets)

    def target(self, period: Period) -> Fraction | None:
        """The target of *period*: as dated, linear between two dates, None outside the path.

        A year's is that of its last quarter, unless it has one of its own.
        """
        own = next((own for year, own in self.year_targets if year == period), None)
        years = self.year_targets if period.kind.is_annual else ()
        return on_path(self.targets or years, period) if own is None else own

    @property
    def score_ends(self) -> tuple[float, float]:
        """The least and the greatest score that any value brings."""
        return score_ends(self.method, (self.floor, self.cap), self.steps, self.knots)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A node above the leaves, with either *leaves* or further *dimensions*, whose weights sum to its own.

    *minimum* is the least weight coverage of its own; the weight of what has no score below it goes *across* to others.
    """

    id: str
    label: Text
    weight: Fraction
    leaves: tuple[Indicator, ...] = ()
    dimensions: tuple["Dimension", ...] = ()
    mean: Mean = field(default_factory=Mean)
    minimum: Fraction | None = None
    at: str = ""
    across: bool = False
    rounding: Rounding | None = None

    @property
    def children(self) -> tuple["Dimension | Indicator", ...]:
        """What stands directly below it."""
        return (*self.leaves, *self.dimensions)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All leaves below it, in order."""
        return (*self.leaves, *(leaf for one in self.dimensions for leaf in one.indicators))

    @property
    def nodes(self) -> tuple["Dimension", ...]:
        """Itself and the dimensions below it, each before its own."""
        return (self, *(node for one in self.dimensions for node in one.nodes))


class Version(NamedTuple):
    """The tree that is in force from the quarter *since* on, and by id and key why and where it is another one."""

    since: Period
    dimensions: tuple[Dimension, ...]
    reasons: Mapping[tuple[str, str], Text]
    places: Mapping[tuple[str, str], str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseScorecard:
    """What is the same in a scorecard and in the words of its file."""

    at: str
    id: Annotated[str, "标识，同文件名 / the file's name"]
    label: Annotated[Text, "名称 / its name"]
    audience: Audience = "internal"
    valid: Annotated[tuple[Period, Period], ValueKind.SPAN, "起止季度 / the first and the last quarter that it scores"]
    periods: Annotated[
        Mapping[str, tuple[date, date]],
        "自定的期间：year 是计划自己的年度 / periods of its own, by name; year is the plan's own year",
    ] = field(default_factory=dict)
    baseline_quarter: Annotated[Period | None, "基线季度，只测量不打分 / measured, not scored"] = None
    settle_days: Annotated[int, "季度结束几天后定稿（8） / days after a quarter's end until it is final (8)"] = 8
    rank_decimals: Annotated[int, RangeRule(0, 12), "排名看几位小数（1） / the decimals that tell ranks apart (1)"] = 1
    entity_groups: Annotated[Mapping[str, tuple[str, ...]], "取组内均值的分组 / who shares a group mean"] = field(
        default_factory=dict
    )
    classes: Annotated[
        Mapping[str, tuple[str, ...]], "分类考核的对象 / the classes of entities, with their members"
    ] = field(default_factory=dict)
    entities: Annotated[tuple[str, ...], "参评对象；不写是全部 / who is scored side by side; all without it"] = ()
    unranked: Annotated[tuple[str, ...], "只打分不排名的对象 / who is scored and not ranked"] = ()
    bands: Annotated[tuple[Band, ...], "总分等级，从高到低 / bands of the total, from the highest down"]
    assessment: Annotated[Assessment, "季度和年度各看哪些指标 / the kinds that count"] = field(
        default_factory=Assessment
    )
    compose: Annotated[
        Mapping[ComposedOf, Positive],
        "年度结果怎样合成，如 {quarters: 40%, year: 60%} / what an annual result is composed of",
    ] = field(default_factory=dict)
    of_accounts: Annotated[AccountsRule | None, "单位总分怎样由账号得出 / how units are made of accounts"] = None
    flagging: Annotated[FlagRule, Key("flags"), "提示的界限和后果 / flags"] = field(default_factory=FlagRule)
    announced: Annotated[Announcement, "计划自己的说法 / what the plan says"] = field(default_factory=Announcement)
    silence: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiSet(BaseScorecard):
    """A scorecard ready to be measured: its tree, its bands, its rules, its measures; its lists stand at *places*.

    *relative* says how its weights were written; in the tree they are points of the whole in any case. *across* and
    *rounding* are those of the total. Where weights or targets change within the plan, *versions* has all trees in
    order of time; *dimensions* is the one that `in_force` chose, or else the first.
    """

    dimensions: tuple[Dimension, ...]
    lights: tuple[Band, ...]
    min_weight_coverage: Fraction
    measures: Mapping[str, Measure]
    notes: tuple[Finding, ...]
    mean: Mean = field(default_factory=Mean)
    missing: MissingRule = field(default_factory=MissingRule)
    across: bool = False
    rounding: Rounding | None = None
    relative: bool = False
    adjustments: Adjustments = field(default_factory=Adjustments)
    versions: tuple[Version, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict, compare=False)

    def in_force(self, period: Period) -> "KpiSet":
        """The same with the weights and target paths in force when *period* ends."""
        begun = [one for one in self.versions if one.since.first <= period.last] or self.versions[:1]
        return replace(self, dimensions=begun[-1].dimensions) if begun else self

    @property
    def children(self) -> tuple[Dimension, ...]:
        """What stands directly below the total."""
        return self.dimensions

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All leaves in order."""
        return tuple(leaf for dimension in self.dimensions for leaf in dimension.indicators)

    @property
    def nodes(self) -> tuple[Dimension, ...]:
        """All dimensions in order, each before those below it."""
        return tuple(node for dimension in self.dimensions for node in dimension.nodes)

    @property
    def has_rounding(self) -> bool:
        """Whether the score of a dimension, or the total, is rounded within the reckoning."""
        return bool(self.rounding or any(node.rounding for node in self.nodes))

    @property
    def everything(self) -> tuple[Dimension | Indicator, ...]:
        """All dimensions, then all leaves."""
        return (*self.nodes, *self.indicators)

    @property
    def with_points(self) -> set[str]:
        """The dimensions and leaves whose points add up to the total: those below arithmetic means and sums only."""
        found: set[str] = set()
        waiting = list(self.dimensions) if self.mean.adds_up else []
        while waiting:
            node = waiting.pop()
            found.add(node.id)
            if node.mean.adds_up:
                found.update(leaf.id for leaf in node.leaves)
                waiting.extend(node.dimensions)
        return found

    @property
    def full(self) -> Fraction:
        """The points that the total is of: 100, of a sum all that there are."""
        return self.mean.full(one.weight for one in self.dimensions)

    @property
    def scored_measures(self) -> tuple[str, ...]:
        """The measures whose values it is made of: those of its leaves, then those of its adjustments."""
        items = (*self.indicators, *self.adjustments)
        return tuple(dict.fromkeys((*(one.measure for one in items), *switches(self.indicators))))

    @property
    def rhythm(self) -> PeriodKind:
        """The kind of the periods that are scored one after another."""
        return self.valid[0].kind

    def is_settled(self, period: Period, dated: date) -> bool:
        """Whether the data of *period* are final in the state of that day."""
        return (dated - period.last).days >= self.settle_days

    def counts(self, leaf: Indicator, period: Period) -> bool:
        """Whether *leaf* is assessed in *period*."""
        return leaf.kind in self.assessment.counting(period) and is_comparable(self, leaf, period)

    def consequences(self, leaf: Indicator) -> tuple[Consequence, ...]:
        """What hangs on *leaf*: its own, or the scorecard's."""
        return self.flagging.consequences if leaf.consequences is None else leaf.consequences

    def carried_from(self, period: Period) -> set[Period]:
        """The periods whose values may stand in for missing ones of *period*."""
        return {one for leaf in self.indicators for one in leaf.missing.before(period)}

    def needed(self, period: Period) -> tuple[Period, ...]:
        """The periods whose values the score of *period* may rest on."""
        return tuple(sorted({period, *self.carried_from(period), *self.baseline_quarters}))

    @property
    def baseline_quarters(self) -> tuple[Period, ...]:
        """The quarters in which baselines are measured, in order."""
        return tuple(sorted({leaf.baseline.measured for leaf in self.indicators if leaf.baseline.measured}))
