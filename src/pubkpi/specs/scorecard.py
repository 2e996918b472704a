"""A scorecard as it is written: the file, its dimensions, bands and lights, adjustments, what the plan announces."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, get_args

from pubkpi.model.errors import SpecError
from pubkpi.model.findings import Finding, Severity
from pubkpi.model.kpis import BaseScorecard, KpiSet, Version
from pubkpi.model.kpis.assessment import Kind
from pubkpi.model.kpis.grade_rules import (
    Band,
    MissingRule,
)
from pubkpi.model.kpis.measures import InlineMeasure, Measure
from pubkpi.model.language import Key
from pubkpi.model.periods import span_of
from pubkpi.model.text import Text, text_of
from pubkpi.specs.adjustments import AdjustmentsEntry
from pubkpi.specs.dimension import (
    MEAN,
    Aggregate,
    CardMissingEntry,
    DimensionEntry,
    Power,
    SumCap,
    Zero,
    keeps_weight,
    mean_of,
)
from pubkpi.specs.indicator import (
    FULL_MARK,
    IndicatorEntry,
    NodeRules,
    RoundingEntry,
    Silence,
    rounding_of,
)
from pubkpi.specs.versions import (
    WeightEntry,
    check_periods,
    check_span,
    places,
    reasons,
    starts,
    weight_in,
)
from pubkpi.workspace.yaml.language import same_fields
from pubkpi.workspace.yaml.node import Node

_BANDS = (
    Band("excellent", Text("优秀", "excellent"), Decimal(90)),
    Band("good", Text("良好", "good"), Decimal(80)),
    Band("pass", Text("合格", "pass"), Decimal(60)),
    Band("fail", Text("不合格", "fail"), Decimal(0)),
)
_LIGHTS = {"green": Text("接近", "near"), "yellow": Text("偏低", "low"), "red": Text("预警", "alert")}

# what names entities at the scorecard itself
LISTS = ("entities", "unranked", "entity_groups", "classes", "of_accounts")


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


def _dimensions(card: "ScorecardFile") -> Iterator[DimensionEntry]:
    return (one for one in card.everything if isinstance(one, DimensionEntry))


def _check(card: "ScorecardFile", node: Node) -> Iterator[SpecError]:
    name = card.file_name
    if card.id and card.id != name:
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
    if card.aggregate == "sum":
        yield from keeps_weight(node, card.leaves)
    if card.leaves and card.dimensions:
        what = Text("dimensions 和 indicators 只写一个", "there are either dimensions or indicators")
        hint = Text("把指标放进维度里。", "Put the indicators into a dimension.")
        yield node["indicators"].wrong(what, hint)
    homes = Counter(member for members in card.entity_groups.values() for member in members)
    for twice in (member for member, count in homes.items() if count > 1):
        what = Text(f"{twice} 写在两个组里", f"{twice} is in two groups")
        yield node["entity_groups"].wrong(what, Text("只留在一个组。", "Leave it in one."))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardFile(BaseScorecard):
    """A file in kpi_specs/."""

    RULES = (MEAN,)
    CHECKS = (_check,)

    node: Node
    id: Annotated[str, "标识，同文件名 / the file's name"] = ""
    bands: Annotated[
        tuple[Band, ...],
        "总分等级，从高到低（优秀 90、良好 80、合格 60、不合格） / bands of the total, from the highest down",
    ] = _BANDS
    aggregate: Aggregate = "arithmetic"
    zero: Zero = None
    power: Power = None
    cap: SumCap = None
    rounded: Annotated[RoundingEntry | None, Key("rounding"), "计算中怎样舍入得分 / how scores are rounded"] = None
    policy: Annotated[CardMissingEntry, Key("missing"), "缺数据怎么办 / what happens without a value"] = field(
        default_factory=CardMissingEntry
    )
    weights: Annotated[
        Literal["points", "relative"], "占总分的分值，或只看比例 / points of the whole, or proportions"
    ] = "points"
    written_lights: Annotated[
        LightsEntry | tuple[Band, ...], Key("lights"), "状态灯（90、60） / lights of all below the total (90, 60)"
    ] = LightsEntry("", Decimal(90), Decimal(60))
    changes: Annotated[AdjustmentsEntry, Key("adjustments"), "否决、扣分、加分 / veto, deduct, bonus"] = field(
        default_factory=AdjustmentsEntry
    )
    remarks: Annotated[tuple[NoteEntry, ...], Key("notes"), "随表说明 / notes that go with the scorecard"] = ()
    silence: Silence = field(default_factory=dict)
    written_measures: Annotated[
        Mapping[str, InlineMeasure],
        Key("measures"),
        "只用于本表的指标定义 / measures of this scorecard alone, written as in measures/",
    ] = field(default_factory=dict)
    dimensions: Annotated[tuple[DimensionEntry, ...], "一级指标 / first-level dimensions"] = ()
    leaves: Annotated[
        tuple[IndicatorEntry, ...],
        Key("indicators"),
        "不分维度时的指标 / the indicators, where there are no dimensions",
    ] = ()

    @property
    def file_name(self) -> str:
        """The name of its file, which is its id."""
        return Path(self.at.rsplit(":", 2)[0]).stem

    @property
    def everything(self) -> tuple[DimensionEntry | IndicatorEntry, ...]:
        """All dimensions and indicators."""
        return tuple(below for one in self.tree for below in one.everything)

    @property
    def tree(self) -> tuple[DimensionEntry, ...]:
        """Its dimensions. Indicators without any stand below one, which weighs as much as they do."""
        if not self.leaves:
            return self.dimensions
        since = starts(self.leaves, self.valid[0])
        sums = [sum((weight_in(one, when) for one in self.leaves), Fraction(0)) for when in since]
        later = [
            WeightEntry(self.at, when, now)
            for when, (before, now) in zip(since[1:], pairwise(sums), strict=True)
            if now != before
        ]
        return (
            DimensionEntry(
                at=self.at,
                id="indicators",
                label=Text("考核指标", "Indicators"),
                weight=(sums[0], *later),
                aggregate=self.aggregate,
                zero=self.zero,
                power=self.power,
                indicators=self.leaves,
            ),
        )

    @property
    def own_measures(self) -> Mapping[str, Measure]:
        """The measures that it brings along, by id."""
        return {key: one.measure(key, text_of(key)) for key, one in self.written_measures.items()}

    @property
    def inline_measures(self) -> Mapping[str, tuple[Measure, Node]]:
        """The measures that are written at their indicators, vetoes and items, with their places, by id."""
        leaves = [one for one in self.everything if isinstance(one, IndicatorEntry)]
        found = {one.measure_id: (own, one.node["measure"]) for one in leaves if (own := one.own_measure)}
        return {**found, **self.changes.own_measures(self.node["adjustments"])}

    def _versions(self, rule: MissingRule) -> tuple[Version, ...]:
        """The trees in order of time, one for each quarter in which a weight or a target becomes another."""
        listed, rounded = self.everything, self.rounded
        rounding = rounding_of(rounded, "indicators"), rounding_of(rounded, "dimensions")
        above = NodeRules(rule, self.classes, self.valid, *rounding)
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
            **{**shown, "id": self.file_name, "dimensions": versions[0].dimensions},
            versions=versions if versions[1:] else (),
            places={key: self.node[key].at for key in LISTS},
            lights=lights.bands() if isinstance(lights, LightsEntry) else lights,
            min_weight_coverage=self.policy.min_weight_coverage,
            measures=self._in_own_year(
                {**measures, FULL_MARK.id: FULL_MARK} if any(one.full_mark for one in _dimensions(self)) else measures
            ),
            notes=tuple(Finding(one.id, one.severity, one.at, Text(one.zh, one.en)) for one in self.remarks),
            mean=mean_of(self),
            missing=rule,
            across=rule.across,
            rounding=rounding_of(self.rounded, "total"),
            relative=self.weights == "relative",
            adjustments=self.changes.adjustments(),
        )
