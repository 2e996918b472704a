"""What is scored against the other entities: refused where there are none, and as open as the values of the others."""

import numpy as np

from pubkpi.model.errors import SpecError
from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.grade_rules import RELATIVE
from pubkpi.model.text import Text
from pubkpi.score.indicators.curves import Flags, Floats


def is_comparative(leaf: Indicator) -> bool:
    """Whether *leaf* can only be scored among several entities."""
    return leaf.method in RELATIVE or leaf.missing.policy == "group_mean"


def refuse_comparative(kpis: KpiSet) -> None:
    """Raise SpecError where an indicator can only be scored among several entities."""
    for leaf in kpis.indicators:
        if is_comparative(leaf):
            word = leaf.method if leaf.method in RELATIVE else leaf.missing.policy
            what = Text(f"{word} 只在多个对象之间才有意义", f"{word} means something among several entities only")
            hint = Text("用 pubkpi score --by entity。", "Use pubkpi score --by entity.")
            raise SpecError(leaf.at, what, hint)


def no_score(leaf: Indicator, values: Floats) -> Text:
    """Why a value of *leaf* has no score, *values* being those of all entities."""
    if leaf.method not in RELATIVE:
        return Text("没有基线", "there is no baseline")
    if leaf.method == "peer_mean":
        return Text("各对象的平均不大于 0，无从相比", "the mean of all is not above 0: nothing compares with it")
    if np.count_nonzero(~np.isnan(values)) == 1:
        return Text(
            "只有一个对象有数值，没有差距可比", "only one entity has a value: there is no span to compare it with"
        )
    return Text("各对象的数值都相同，没有差距可比", "all have the same value: there is no span to compare them by")


def open_scores(leaf: Indicator, scores: Floats, up: Flags, down: Flags) -> tuple[Flags, Flags]:
    """Where the true *scores* may be higher, and where lower, as the true values may be greater *up*, smaller *down*.

    Between the worst and the best of the entities, another that may be better lowers a score, as far as to the least
    of all, and another that may be worse raises it.
    """
    if leaf.direction == "range":
        return up | down, up | down
    better, worse = (down, up) if leaf.direction == "down" else (up, down)
    if leaf.method not in RELATIVE:
        return better, worse
    least, most = leaf.score_ends
    return (better | _in_another(worse)) & (scores < most), (worse | _in_another(better)) & (scores > least)


def _in_another(which: Flags) -> Flags:
    """Where it is so of one of the others."""
    others: Flags = np.count_nonzero(which) - which.astype(np.intp) > 0
    return others
