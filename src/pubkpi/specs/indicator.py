"""An indicator as a scorecard writes it: what it measures, how its value becomes a score, and what if there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple

from pubkpi.model.kpis import BaseIndicator, Direction, Indicator
from pubkpi.model.kpis.grade_rules import (
    Baseline,
    ClassRule,
    Method,
    MissingRule,
    NotApplicableRule,
    Policy,
    Rounding,
    RoundingWay,
)
from pubkpi.model.kpis.measures import InlineMeasure, Measure
from pubkpi.model.language import ChoiceList, DependencyRule, Key, OneKeyRule, RangeRule, ScorePoints, Weight
from pubkpi.model.periods import YEAR, Period
from pubkpi.model.scores import DEPARTMENT
from pubkpi.model.text import NOTHING, Text, text_of
from pubkpi.specs.adjustments import WrittenMeasure
from pubkpi.specs.lint.doubts import SILENT
from pubkpi.specs.versions import (
    Targets,
    Weights,
    WrittenTargets,
    check_order,
    path_of,
    target_place,
    targets_in,
    weight_in,
)
from pubkpi.workspace.yaml.language import same_fields
from pubkpi.workspace.yaml.node import Node

Silence = Annotated[
    Mapping[Annotated[str, ChoiceList(tuple(f"check.{name}" for name in SILENT))], Text],
    "不再提示的检查规则和理由 / rules of check to be quiet here, with the reason",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingEntry:
    """What happens without a value."""

    RULES = (
        DependencyRule("policy", {}, {"quarters": "carry", "periods": "carry"}),
        OneKeyRule(
            ("quarters", "periods"),
            Text("carry 写 quarters 或 periods 之一", "carry says either quarters or periods"),
            Text("写成 quarters: 1 或 periods: 1。", "Write quarters: 1 or periods: 1."),
            by="policy",
            value="carry",
        ),
    )

    policy: Annotated[Policy | None, "办法 / the policy"] = None
    quarters: Annotated[int, RangeRule(1, 40), "carry：最多沿用几个季度 / carry: how many quarters old"] = 0
    periods: Annotated[int, RangeRule(1, 60), "carry：最多沿用几期 / carry: how many of the assessed periods old"] = 0

    def under(self, above: MissingRule) -> MissingRule:
        """The rule that it is below one *above*."""
        if not self.policy:
            return above
        return replace(above, policy=self.policy, quarters=self.quarters, periods=self.periods)


class ClassEntry(NamedTuple):
    """What is otherwise of a class of entities."""

    weight: Annotated[Weight | None, "权重；0 不考核 / the weight; 0 is not assessed"] = None
    target: Annotated[WrittenTargets | None, "各季度的目标 / the targets by quarter"] = None

    def rule(self, valid: tuple[Period, Period]) -> ClassRule:
        """The rule that it is in a scorecard that is *valid* so long."""
        return ClassRule(self.weight, None if self.target is None else path_of(self.target, valid))


ByClass = Annotated[Mapping[str, ClassEntry], "某一类对象另外的权重、目标 / what is otherwise of a class of entities"]


def not_assessed(entries: Mapping[str, ClassEntry], classes: Mapping[str, tuple[str, ...]]) -> NotApplicableRule | None:
    """Those of the *classes* to which an indicator does not apply, as their weight of it is 0."""
    found: NotApplicableRule | None = None
    for name, one in entries.items():
        if one.weight == 0:
            reason = Text(f"“{name}”类不考核", f"not assessed of {name}")
            found = either(NotApplicableRule(reason, classes.get(name, ())), found)
    return found


class StepEntry(NamedTuple):
    """A step of a table, or a knot of a line."""

    value: Annotated[Fraction, "数值 / the value"]
    points: Annotated[ScorePoints, "得分 / its points"]
    label: Annotated[Text | None, "名称 / its name"] = None


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


RoundedScore = Literal["indicators", "dimensions", "total"]


@dataclass(frozen=True, slots=True)
class RoundingEntry:
    """How scores are rounded before they are reckoned with."""

    how: Annotated[RoundingWay, "四舍五入、四舍六入五成双、进一、去尾 / half up, half to even, away from 0, towards 0"]
    places: Annotated[int, RangeRule(0, 6), "保留几位小数 / how many decimals are left"]
    scores: Annotated[tuple[RoundedScore, ...], "哪些得分；不写是全部 / which scores; all without it"] = ()


def rounding_of(one: RoundingEntry | None, what: RoundedScore) -> Rounding | None:
    """The rounding of those scores, if they are rounded."""
    return Rounding(one.how, one.places) if one and what in (one.scores or (what,)) else None


@dataclass(frozen=True, slots=True)
class NodeRules:
    """What holds below a node: the rule for *missing* values, the *classes* of entities, from when to when it is
    *valid*, how scores are rounded, and to whom it does not apply.
    """

    missing: MissingRule
    classes: Mapping[str, tuple[str, ...]]
    valid: tuple[Period, Period]
    indicators: Rounding | None = None
    dimensions: Rounding | None = None
    outside: NotApplicableRule | None = None


def either(own: NotApplicableRule | None, above: NotApplicableRule | None) -> NotApplicableRule | None:
    """What does not apply for one of two reasons."""
    return replace(own, others=above.every) if own and above else own or above


WrittenDirection = Annotated[
    Direction | None, "越高越好（默认）、越低越好、区间 / higher (the default) or lower is better, or a range"
]
WrittenMethod = Annotated[
    Method | None, "计分方法（有基线 attainment，否则 completion） / attainment with a baseline, else completion"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorEntry(BaseIndicator):
    """An indicator as it is written."""

    CHECKS = (check_order,)
    RULES = (
        DependencyRule(
            "method",
            # an index has no end of its own, and must not be cut off at 100 unsaid
            {"value": "cap", "goalposts": "goalposts", "log_goalposts": "goalposts", "target_range": "range"}
            | {"quantile": "steps"},
            {
                "at_baseline": "attainment",
                "at_target": "attainment",
                "steps": "steps rank quantile",
                "knots": "piecewise",
            }
            | {"goalposts": "goalposts log_goalposts", "range": "target_range"},
        ),
    )

    node: Node
    label: Annotated[Text, "名称（同标识） / name (its id)"] = NOTHING
    weight: Weights  # type: ignore[assignment]  # one for each stretch of time
    measure: WrittenMeasure = ""  # type: ignore[assignment]  # what is not written is filled in by indicator()
    direction: WrittenDirection = None  # type: ignore[assignment]
    method: WrittenMethod = None  # type: ignore[assignment]
    written_baseline: Annotated[
        Fraction | BaselineEntry | None,
        Key("baseline"),
        "基线：一个数、{measured: 季度} 或 {entities: 各对象} / "
        "a number, the quarter in which it is measured, or one an entity",
    ] = None
    target: Targets = ()
    table: Annotated[tuple[StepEntry, ...], Key("steps"), "分级表 / a step table"] = ()
    line: Annotated[tuple[StepEntry, ...], Key("knots"), "折线的点 / the points of a line"] = ()
    policy: Annotated[MissingEntry | None, Key("missing"), "缺数据怎么办 / what happens without a value"] = None
    classed: Annotated[ByClass, Key("by_class")] = field(default_factory=dict)
    silence: Silence = field(default_factory=dict)

    @property
    def measure_id(self) -> str:
        """The id of its measure."""
        return self.measure if self.measure and isinstance(self.measure, str) else self.id

    @property
    def own_measure(self) -> Measure | None:
        """The measure that is written at it, if one is."""
        return self.measure.measure(self.id, self.name) if isinstance(self.measure, InlineMeasure) else None

    @property
    def name(self) -> Text:
        """What it is called."""
        return self.label if self.label != NOTHING else text_of(self.id)

    def indicator(self, quarter: Period, above: NodeRules) -> Indicator:
        """The indicator that it is in *quarter*; what it does not say itself is that *above*."""
        written, labels = self.written_baseline, {one.value: one.label for one in self.table if one.label}
        path, out = targets_in(self, quarter, above.valid), not_assessed(self.classed, above.classes)
        method = self.method or ("completion" if written is None else "attainment")
        return Indicator(
            **{
                **same_fields(self, Indicator),
                "label": self.name,
                "weight": weight_in(self, quarter),
                "measure": self.measure_id,
                "direction": self.direction or ("range" if method == "target_range" else "up"),
                "method": method,
                "not_applicable": either(either(self.not_applicable, out), above.outside),
                "by_class": {name: one.rule(above.valid) for name, one in self.classed.items()},
            },
            baseline=written.baseline() if isinstance(written, BaselineEntry) else Baseline(written),
            target_at=target_place(self, self.node, quarter),
            targets=tuple((period, value) for period, value in path if period.kind != YEAR),
            year_targets=tuple((period, value) for period, value in path if period.kind == YEAR),
            knots=tuple(one[:2] for one in self.line),
            steps=tuple(one[:2] for one in self.table),
            step_labels=labels or None,
            missing=self.policy.under(above.missing) if self.policy else above.missing,
            rounding=above.indicators,
        )


_LABEL = Text("满分", "Full mark")
FULL_MARK = Measure(
    id="full_mark",
    label=_LABEL,
    definition=Text("从 100 分往下扣", "100 points, from which deductions are taken"),
    formula=Text("100", "100"),
    unit="points",
    source=Text("考核表", "the scorecard"),
    type="derived",
    at="",
    expr="100",
)


def full_mark(
    dimension: str, label: Text, weight: Fraction, at: str, above: NodeRules, classed: Mapping[str, ClassEntry]
) -> Indicator:
    """The full mark of *dimension*, which carries its whole *weight*."""
    return Indicator(
        id=f"{dimension}_full_mark",
        label=Text(f"{label.zh}{_LABEL.zh}", f"{label.en}: full mark"),
        weight=weight,
        measure=FULL_MARK.id,
        direction="up",
        method="value",
        not_applicable=either(not_assessed(classed, above.classes), above.outside),
        by_class={name: ClassRule(one.weight) for name, one in classed.items()},
        baseline=Baseline(),
        targets=(),
        missing=above.missing,
        at=at,
    )
