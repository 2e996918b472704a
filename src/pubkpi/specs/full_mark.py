"""The full mark from which a dimension's deductions are taken, as an indicator that everybody has."""

from collections.abc import Mapping
from fractions import Fraction

from pubkpi.model.kpis import Indicator
from pubkpi.model.kpis.grade_rules import Baseline, ClassRule
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.text import Text
from pubkpi.specs.indicator import ClassEntry, NodeRules, either, not_assessed

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
    dimension: str, weight: Fraction, at: str, above: NodeRules, classed: Mapping[str, ClassEntry]
) -> Indicator:
    """The full mark of *dimension*, which carries its whole *weight*."""
    return Indicator(
        id=f"{dimension}_full_mark",
        label=_LABEL,
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
