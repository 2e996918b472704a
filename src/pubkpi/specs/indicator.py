"""An indicator as a scorecard writes it: what it measures, how its value becomes a score, and what if there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

from pubkpi.model.kpis import Direction, Indicator, Method
from pubkpi.model.kpis.assessment import Consequence, Kind
from pubkpi.model.kpis.grading import Baseline, Dated, MissingRule, NotApplicableRule, Policy
from pubkpi.model.kpis.statements import ConflictingValue
from pubkpi.model.language import ChoiceList, DependencyRule, Key, OneKeyRule, Points, RangeRule, ValueKind, Weight
from pubkpi.model.periods import YEAR, Period
from pubkpi.model.scores import DEPARTMENT
from pubkpi.model.text import NOTHING, Text
from pubkpi.specs.lint.doubts import SILENT

_CONSEQUENCES = "提示的后果，[] 为没有 / what hangs on its flags, [] for nothing"
Silence = Annotated[
    Mapping[Annotated[str, ChoiceList(tuple(f"check.{name}" for name in SILENT))], Text],
    "不再提示的检查规则和理由 / rules of check to be quiet here, with the reason",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingEntry:
    """What happens without a value."""

    RULES = (DependencyRule("policy", {"carry": ("quarters",)}, {"carry": ("quarters",)}),)

    policy: Annotated[Policy | None, "办法 / the policy"] = None
    quarters: Annotated[int, RangeRule(1, 40), "carry：最多沿用几个季度 / carry: how many quarters old"] = 1

    def rule(self) -> MissingRule | None:
        """The rule that it is, if it names one."""
        return MissingRule(self.policy, self.quarters if self.policy == "carry" else 0) if self.policy else None


class StepEntry(NamedTuple):
    """A step of a table, or a knot of a line."""

    value: Annotated[Fraction, "数值 / the value"]
    points: Annotated[Points, "得分 / its points"]
    label: Annotated[Text | None, "名称 / its name"] = None


class GoalpostEntry(NamedTuple):
    """The values of 0 and 100 points."""

    worst: Annotated[Fraction, "0 分处 / at 0 points"]
    best: Annotated[Fraction, "100 分处 / at 100 points"]


class RangeEntry(NamedTuple):
    """The four corners of a target range."""

    zero_below: Annotated[Fraction, "低于它 0 分 / 0 points below"]
    full_from: Annotated[Fraction, "满分从 / full points from"]
    full_to: Annotated[Fraction, "满分到 / full points to"]
    zero_above: Annotated[Fraction, "高于它 0 分 / 0 points above"]


class CheckEntry(NamedTuple):
    """A value that the plan states."""

    measure: Annotated[str, "measures/ 里的指标定义 / the measure in measures/"]
    quarter: Annotated[Period, "季度 / the quarter"]
    equals: Annotated[Fraction, "应为 / what it is"]


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """A baseline that is no number."""

    RULES = (
        OneKeyRule(
            ("measured", "entities"),
            Text("写 measured 或 entities 之一", "either measured or entities says what the baseline is"),
            Text("{measured: 2023Q4} 或 {entities: {部门: 5万}}。", "{measured: 2023Q4}."),
        ),
    )

    measured: Annotated[Period | None, "在哪个季度测量 / the quarter in which it is measured"] = None
    entities: Annotated[Mapping[str, Fraction] | None, "各对象的基线 / one for each entity"] = None

    def baseline(self) -> Baseline:
        """The baseline that it is."""
        stated = dict(self.entities or {})
        own = next((name for name in DEPARTMENT if name in stated), None)
        if own:
            stated |= dict.fromkeys(DEPARTMENT, stated[own])
        return Baseline(stated.get(DEPARTMENT[0]), self.measured, stated)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorEntry:
    """An indicator, with the keys that mean something to some methods only."""

    RULES = (
        DependencyRule(
            "method",
            # an index has no end of its own, and must not be cut off at 100 unsaid
            needs={
                "value": ("cap",),
                "goalposts": ("goalposts",),
                "log_goalposts": ("goalposts",),
                "target_range": ("range",),
            },
            only={
                "attainment": ("at_baseline", "at_target"),
                "steps": ("steps",),
                "piecewise": ("knots",),
                "goalposts": ("goalposts",),
                "log_goalposts": ("goalposts",),
                "target_range": ("range",),
            },
        ),
    )

    at: str
    id: Annotated[str, "标识 / id"]
    label: Annotated[Text, "名称 / name"]
    weight: Annotated[Weight, "权重；0 只监测 / weight; 0 is watched only"]
    measure: Annotated[str, "measures/ 里的指标定义 / the measure in measures/"]
    direction: Annotated[Direction, "越高越好、越低越好、区间 / higher or lower is better, or a range"]
    method: Annotated[Method, "计分方法 / how a value becomes a score"]
    at_baseline: Annotated[Points, "在基线得几分（60） / points at the baseline (60)"] = Fraction(60)
    at_target: Annotated[Points, "达到目标得几分（100） / points at the target (100)"] = Fraction(100)
    written_baseline: Annotated[
        Fraction | BaselineEntry | None,
        Key("baseline"),
        "基线：一个数、{measured: 季度} 或 {entities: 各对象} / "
        "a number, the quarter in which it is measured, or one an entity",
    ] = None
    target: Annotated[
        Dated, ValueKind.TARGETS, "各季度的目标，中间按直线 / targets by quarter, straight in between"
    ] = ()
    table: Annotated[tuple[StepEntry, ...], Key("steps"), "分级表 / a step table"] = ()
    line: Annotated[tuple[StepEntry, ...], Key("knots"), "折线的点 / the points of a line"] = ()
    goalposts: Annotated[GoalpostEntry | None, "0 分和 100 分处的值 / the values of 0 and 100 points"] = None
    plateau: Annotated[RangeEntry | None, Key("range"), "目标区间的四个点 / the four corners of a target range"] = None
    floor: Annotated[Points, "最低分（0） / least score (0)"] = Fraction(0)
    cap: Annotated[Points, "最高分（100） / greatest score (100)"] = Fraction(100)
    policy: Annotated[MissingEntry | None, Key("missing"), "缺数据怎么办 / what happens without a value"] = None
    not_applicable: Annotated[
        NotApplicableRule | None, "对哪些对象不适用，为什么 / to whom it does not apply, and why"
    ] = None
    due: Annotated[Period | None, "到期季度；此前 0 分不计 / before it, 0 points are not applicable"] = None
    check: Annotated[CheckEntry | None, "与计划核对的已知数 / a value that the plan states, to be checked"] = None
    owner: Annotated[Text, "岗位 / who answers for it"] = NOTHING
    choice: Annotated[Text, "口径取舍 / a choice that the plan leaves open"] = NOTHING
    caveat: Annotated[Text | None, "须注意的疑点 / what is doubtful about it"] = None
    also_stated: Annotated[tuple[ConflictingValue, ...], "计划另外写的值 / what the plan says a second time"] = ()
    shows: Annotated[str, "并列显示的指标 / a measure that is printed beside it"] = ""
    silence: Silence = field(default_factory=dict)
    kind: Annotated[Kind, "过程指标或结果指标 / a process or a result indicator"] = "result"
    consequences: Annotated[tuple[Consequence, ...] | None, _CONSEQUENCES] = None

    def indicator(self, above: MissingRule) -> Indicator:
        """The indicator that it is; without a policy of its own for missing values it takes the one *above*."""
        written, labels = self.written_baseline, {one.value: one.label for one in self.table if one.label}
        return Indicator(
            **same_fields(self, Indicator),
            baseline=written.baseline() if isinstance(written, BaselineEntry) else Baseline(written),
            targets=tuple((period, value) for period, value in self.target if period.kind != YEAR),
            year_targets=tuple((period, value) for period, value in self.target if period.kind == YEAR),
            knots=tuple(one[:2] for one in self.line),
            steps=tuple(one[:2] for one in self.table),
            step_labels=labels or None,
            missing=(self.policy and self.policy.rule()) or above,
        )


def same_fields(entry: Any, cls: Any) -> dict[str, Any]:
    """The values of *entry* by the names of those fields that *cls* has, too."""
    own = {one.name for one in fields(cls)}
    return {one.name: getattr(entry, one.name) for one in fields(entry) if one.name in own}
