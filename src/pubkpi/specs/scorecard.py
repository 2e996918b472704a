"""A scorecard as it is written: the file, its dimensions, bands and lights, adjustments, what the plan announces."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal, get_args

from pubkpi.model.errors import SpecError
from pubkpi.model.findings import Finding, Severity
from pubkpi.model.kpis import BaseScorecard, Dimension, KpiSet, Version
from pubkpi.model.kpis.assessment import Kind
from pubkpi.model.kpis.grade_rules import (
    Band,
    How,
    Mean,
    MissingRule,
    NotApplicableRule,
    Policy,
)
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.language import DependencyRule, Key, ScorePoints
from pubkpi.model.periods import Period, span_of
from pubkpi.model.text import Text
from pubkpi.specs.adjustments import AdjustmentsEntry
from pubkpi.specs.indicator import (
    FULL_MARK,
    ByClass,
    IndicatorEntry,
    MissingEntry,
    NodeRules,
    RoundingEntry,
    Silence,
    either,
    full_mark,
    rounding_of,
)
from pubkpi.specs.versions import Weights, check_order, check_periods, check_span, places, reasons, starts, weight_in
from pubkpi.workspace.yaml.language import same_fields
from pubkpi.workspace.yaml.node import Node

Aggregate = Annotated[How, "怎样由下级得出 / how it is made of its children"]
Zero = Annotated[
    Literal["refuse"] | ScorePoints | None,
    "0、1 或 refuse：几何、调和、幂平均遇到 0 分 / 0, 1 or refuse: what these three means do with a score of 0",
]
Power = Annotated[Fraction | None, "power：幂平均的次数 / power: the exponent of the power mean"]
_MEAN = DependencyRule(
    "aggregate",
    {"geometric": "zero", "harmonic": "zero", "power": "power zero"},
    {"zero": "geometric harmonic power", "power": "power"},
)
AcrossWord = Literal["siblings", "dimensions"]
ACROSS = (
    "dimensions：整个维度没有得分时，权重给其他维度 / dimensions: the weight of one without a score goes to the others"
)
_LIGHTS = {"green": Text("接近", "near"), "yellow": Text("偏低", "low"), "red": Text("预警", "alert")}


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchMissingEntry(MissingEntry):
    """What happens without a value below a dimension."""

    across: Annotated[AcrossWord | None, ACROSS] = None
    min_weight_coverage: Annotated[Fraction | None, "至少多少权重有得分 / the least weight that is scored"] = None

    def under(self, above: MissingRule) -> MissingRule:
        """The rule that it is below one *above*."""
        rule = MissingEntry.under(self, above)
        return replace(rule, across=self.across == "dimensions") if self.across else rule


@dataclass(frozen=True, slots=True, kw_only=True)
class CardMissingEntry(MissingEntry):
    """What happens without a value anywhere in the scorecard."""

    policy: Annotated[Policy, "办法 / the policy"]
    across: Annotated[AcrossWord, ACROSS] = "siblings"
    min_weight_coverage: Annotated[Fraction, "至少多少权重有得分 / the least weight that is scored"]

    def under(self, above: MissingRule) -> MissingRule:
        """The rule that it is, before any below it."""
        return replace(MissingEntry.under(self, above), across=self.across == "dimensions")


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionEntry:
    """A dimension, with indicators or further dimensions."""

    CHECKS = (check_order,)
    RULES = (_MEAN,)

    at: str
    id: Annotated[str, "标识 / id"]
    label: Annotated[Text, "名称 / name"]
    weight: Weights
    policy: Annotated[BranchMissingEntry | None, Key("missing"), "缺数据怎么办 / what happens without a value"] = None
    aggregate: Aggregate = "arithmetic"
    zero: Zero = None
    power: Power = None
    classed: Annotated[ByClass, Key("by_class")] = field(default_factory=dict)
    full_mark: Annotated[bool, "从 100 分往下扣，不列指标 / begins at 100 points, from which deductions are taken"] = (
        False
    )
    not_applicable: Annotated[NotApplicableRule | None, "整个维度对谁不适用 / to whom all of it does not apply"] = None
    indicators: Annotated[tuple[IndicatorEntry, ...], "下级指标 / the indicators below it"] = ()
    dimensions: Annotated[tuple["DimensionEntry", ...], "下级维度 / the dimensions below it"] = ()

    @property
    def target(self) -> tuple[()]:
        """None: targets are of indicators."""
        return ()

    @property
    def everything(self) -> tuple["DimensionEntry | IndicatorEntry", ...]:
        """Itself and all that stands below it."""
        return (self, *self.indicators, *(below for one in self.dimensions for below in one.everything))

    def dimension(self, quarter: Period, above: NodeRules) -> Dimension:
        """The dimension that it is in *quarter*; what it does not say itself is that *above*."""
        rule = self.policy.under(above.missing) if self.policy else above.missing
        here = replace(above, missing=rule, outside=either(self.not_applicable, above.outside))
        leaves = tuple(one.indicator(quarter, here) for one in self.indicators)
        weight = weight_in(self, quarter)
        return Dimension(
            self.id,
            self.label,
            weight,
            (*leaves, full_mark(self.id, weight, self.at, here, self.classed)) if self.full_mark else leaves,
            tuple(one.dimension(quarter, here) for one in self.dimensions),
            _mean(self),
            self.policy.min_weight_coverage if self.policy else None,
            self.at,
            rule.across,
            above.dimensions,
        )


@dataclass(frozen=True, slots=True)
class LightsEntry:
    """The limits of green and yellow, with the usual words; red is the rest."""

    at: str
    green: Annotated[Decimal, "从几分起 / from which score on"]
    yellow: Annotated[Decimal, "从几分起 / from which score on"]

    def bands(self) -> tuple[Band, ...]:
        """The lights that it stands for."""
        limits = {"green": self.green, "yellow": self.yellow, "red": Decimal("-Infinity")}
        return tuple(Band(light, _LIGHTS[light], limit, at=self.at) for light, limit in limits.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteEntry:
    """A note that goes with the scorecard."""

    at: str
    id: Annotated[str, "标识 / id"]
    severity: Annotated[Severity, "级别（info） / how grave (info)"] = "info"
    zh: Annotated[str, "中文 / in Chinese"]
    en: Annotated[str, "英文 / in English"]


def _mean(node: "DimensionEntry | ScorecardFile") -> Mean:
    return Mean(node.aggregate, None if node.zero == "refuse" else node.zero, node.power)


def _dimensions(card: "ScorecardFile") -> Iterator[DimensionEntry]:
    return (one for one in card.everything if isinstance(one, DimensionEntry))


def _check(card: "ScorecardFile", node: Node) -> Iterator[SpecError]:
    name = Path(card.at.rsplit(":", 2)[0]).stem
    if card.id != name:
        what = Text(f"id 与文件名不同：{card.id}", f"the id is not the file's name: {card.id}")
        yield node["id"].wrong(what, Text(f"写成 id: {name}。", f"Write id: {name}."))
    if card.valid[0].kind != card.valid[1].kind:
        what = Text("valid 的两端不是同一种期间", "the two ends of valid are not of one kind")
        yield node["valid"].wrong(what, Text("写成 [2024-01, 2024-12] 这样。", "Write them as in [2024-01, 2024-12]."))
    elif card.valid[1] < card.valid[0]:
        what = Text("valid 的起止颠倒了", "the periods of valid are the wrong way round")
        valid = f"valid: [{card.valid[1]}, {card.valid[0]}]"
        yield node["valid"].wrong(what, Text(f"写成 {valid}。", f"Write {valid}."))
    else:
        yield from check_span(card.everything, card.valid)
    yield from check_periods(card.periods, node)
    homes = Counter(member for members in card.entity_groups.values() for member in members)
    for twice in (member for member, count in homes.items() if count > 1):
        what = Text(f"{twice} 写在两个组里", f"{twice} is in two groups")
        yield node["entity_groups"].wrong(what, Text("只留在一个组。", "Leave it in one."))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardFile(BaseScorecard):
    """A file in kpi_specs/."""

    RULES = (_MEAN,)
    CHECKS = (_check,)

    aggregate: Aggregate = "arithmetic"
    zero: Zero = None
    power: Power = None
    rounded: Annotated[RoundingEntry | None, Key("rounding"), "计算中怎样舍入得分 / how scores are rounded"] = None
    policy: Annotated[CardMissingEntry, Key("missing"), "缺数据怎么办 / what happens without a value"]
    weights: Annotated[
        Literal["points", "relative"], "占总分的分值，或只看比例 / points of the whole, or proportions"
    ] = "points"
    written_lights: Annotated[LightsEntry | tuple[Band, ...], Key("lights"), "状态灯 / lights of all below the total"]
    changes: Annotated[AdjustmentsEntry, Key("adjustments"), "否决、扣分、加分 / veto, deduct, bonus"] = field(
        default_factory=AdjustmentsEntry
    )
    remarks: Annotated[tuple[NoteEntry, ...], Key("notes"), "随表说明 / notes that go with the scorecard"] = ()
    silence: Silence = field(default_factory=dict)
    own_measures: Annotated[
        Mapping[str, Measure],
        Key("measures"),
        "只用于本表的指标定义 / measures of this scorecard alone, written as in measures/",
    ] = field(default_factory=dict)
    tree: Annotated[tuple[DimensionEntry, ...], Key("dimensions"), "一级指标 / first-level dimensions"] = ()

    @property
    def everything(self) -> tuple[DimensionEntry | IndicatorEntry, ...]:
        """All dimensions and indicators."""
        return tuple(below for one in self.tree for below in one.everything)

    def _versions(self, rule: MissingRule) -> tuple[Version, ...]:
        """The trees in order of time, one for each quarter in which a weight or a target becomes another."""
        listed, rounded = self.everything, self.rounded
        rounding = rounding_of(rounded, "indicators"), rounding_of(rounded, "dimensions")
        above = NodeRules(rule, self.classes, *rounding)
        return tuple(
            Version(
                quarter,
                tuple(one.dimension(quarter, above) for one in self.tree),
                reasons(listed, quarter),
                places(listed, quarter),
            )
            for quarter in starts(listed, self.valid[0])
        )

    def _in_own_year(self, measures: Mapping[str, Measure]) -> Mapping[str, Measure]:
        """The *measures*, whose years are those of the plan where it has some of its own."""
        if "year" not in self.periods:
            return measures
        year = span_of(*self.periods["year"]).kind
        return {key: replace(one, year=year) for key, one in measures.items()}

    def kpis(self, measures: Mapping[str, Measure]) -> KpiSet:
        """The KPI set that it is, with all *measures* that there are."""
        lights, both, shown = self.written_lights, self.assessment, same_fields(self, KpiSet)
        rule = self.policy.under(MissingRule())
        shown["assessment"] = replace(both, quarter=both.quarter or get_args(Kind), year=both.year or get_args(Kind))
        versions = self._versions(rule)
        return KpiSet(
            **shown,
            dimensions=versions[0].dimensions,
            versions=versions if versions[1:] else (),
            lights=lights.bands() if isinstance(lights, LightsEntry) else lights,
            min_weight_coverage=self.policy.min_weight_coverage,
            measures=self._in_own_year(
                {**measures, FULL_MARK.id: FULL_MARK} if any(one.full_mark for one in _dimensions(self)) else measures
            ),
            notes=tuple(Finding(one.id, one.severity, one.at, Text(one.zh, one.en)) for one in self.remarks),
            mean=_mean(self),
            missing=rule,
            across=rule.across,
            rounding=rounding_of(self.rounded, "total"),
            relative=self.weights == "relative",
            adjustments=self.changes.adjustments(),
        )
