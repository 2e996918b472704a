"""A dimension as a scorecard writes it: what stands below it, its mean, what happens without a value."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Annotated, Literal, Protocol

from pubkpi.model.errors import SpecError
from pubkpi.model.kpis import Dimension
from pubkpi.model.kpis.grade_rules import How, Mean, MissingRule, NotApplicableRule, Policy
from pubkpi.model.language import DependencyRule, Key, ScorePoints
from pubkpi.model.periods import Period
from pubkpi.model.text import Text
from pubkpi.specs.indicator import ByClass, IndicatorEntry, MissingEntry, NodeRules, either, full_mark
from pubkpi.specs.versions import Weights, check_order, weight_in
from pubkpi.workspace.yaml.node import Node

Aggregate = Annotated[How, "怎样由下级得出 / how it is made of its children"]
Zero = Annotated[
    Literal["refuse"] | ScorePoints | None,
    "0、1 或 refuse：几何、调和、幂平均遇到 0 分 / 0, 1 or refuse: what these three means do with a score of 0",
]
Power = Annotated[Fraction | None, "power：幂平均的次数 / power: the exponent of the power mean"]
SumCap = Annotated[
    ScorePoints | None,
    "sum：最多得权重的百分之几；总分处是分 / sum: the most, in % of its weight; of the total in points",
]
MEAN = DependencyRule(
    "aggregate",
    {"geometric": "zero", "harmonic": "zero", "power": "power zero"},
    {"zero": "geometric harmonic power", "power": "power", "cap": "sum"},
)
AcrossWord = Literal["siblings", "dimensions"]
ACROSS = (
    "dimensions：整个维度没有得分时，权重给其他维度 / dimensions: the weight of one without a score goes to the others"
)


_KEEPS = Text("aggregate: sum 只把分相加，缺的权重不分给别的", "aggregate: sum adds points, and hands no weight over")
_ADD = Text(
    "写 missing: {policy: zero}、carry 或 refuse，或不写。",
    "Write missing: {policy: zero}, carry or refuse, or nothing.",
)


def without_reweighting(rule: MissingRule) -> MissingRule:
    """The *rule* where no weight is handed over."""
    return replace(rule, policy="refuse") if rule.policy == "reweight" else rule


def keeps_weight(node: Node, leaves: tuple[IndicatorEntry, ...]) -> Iterator[SpecError]:
    """A sum that is written in *node* hands no weight over, so that nothing there, nor in its *leaves*, may say so."""
    missing = node["missing"]
    listed = [missing["policy"], *(one.node["missing"]["policy"] for one in leaves)] if leaves else []
    places = [one for one in listed if one.data == "reweight"]
    places += [missing["min_weight_coverage"]] if leaves else []
    places += [missing["across"]] if missing["across"].data == "dimensions" else []
    for place in filter(None, places):
        yield place.wrong(_KEEPS, _ADD)


def _check_sum(one: "DimensionEntry", node: Node) -> Iterator[SpecError]:
    return keeps_weight(node, one.indicators) if one.aggregate == "sum" else iter(())


class _WithMean(Protocol):
    @property
    def aggregate(self) -> How:
        """How it is made of its children."""

    @property
    def zero(self) -> Literal["refuse"] | Fraction | None:
        """What a score of 0 does."""

    @property
    def power(self) -> Fraction | None:
        """The exponent of a power mean."""

    @property
    def cap(self) -> Fraction | None:
        """The most that a sum comes to."""


def mean_of(node: _WithMean) -> Mean:
    """The mean that *node* is written with."""
    return Mean(node.aggregate, None if node.zero == "refuse" else node.zero, node.power, node.cap)


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

    policy: Annotated[Policy, "办法（reweight） / the policy (reweight)"] = "reweight"
    across: Annotated[AcrossWord, ACROSS] = "siblings"
    min_weight_coverage: Annotated[Fraction, "至少多少权重有得分（0.7） / the least weight that is scored (0.7)"] = (
        Fraction(7, 10)
    )

    def under(self, above: MissingRule) -> MissingRule:
        """The rule that it is, before any below it."""
        return replace(MissingEntry.under(self, above), across=self.across == "dimensions")


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionEntry:
    """A dimension, with indicators or further dimensions."""

    CHECKS = (check_order, _check_sum)
    RULES = (MEAN,)

    at: str
    id: Annotated[str, "标识 / id"]
    label: Annotated[Text, "名称 / name"]
    weight: Weights
    policy: Annotated[BranchMissingEntry | None, Key("missing"), "缺数据怎么办 / what happens without a value"] = None
    aggregate: Aggregate = "arithmetic"
    zero: Zero = None
    power: Power = None
    cap: SumCap = None
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
        if self.aggregate == "sum":
            leaves = tuple(replace(one, missing=without_reweighting(one.missing)) for one in leaves)
        weight = weight_in(self, quarter)
        if self.full_mark:
            leaves = (*leaves, full_mark(self.id, self.label, weight, self.at, here, self.classed))
        return Dimension(
            self.id,
            self.label,
            weight,
            leaves,
            tuple(one.dimension(quarter, here) for one in self.dimensions),
            mean_of(self),
            self.policy.min_weight_coverage if self.policy else None,
            self.at,
            rule.across,
            above.dimensions,
        )
