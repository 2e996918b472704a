"""What is doubtful in a plan that changes in mid-year: a change of nothing, a target eased without a word."""

from collections.abc import Iterator

from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.versions import Amendment, amendments
from pubkpi.model.text import NOTHING, Text
from pubkpi.printing.rounding import figures
from pubkpi.specs.methods import Doubt


def amended(kpis: KpiSet) -> Iterator[Doubt]:
    """A quarter from which on nothing is another than before, and a target that is easier without a reason."""
    changes, leaves = amendments(kpis), {one.id: one for one in kpis.indicators}
    amended = {(one.since, one.node.id, one.kind) for one in changes}
    begun = [(kpis.rhythm.at(one.since.first), one.places) for one in kpis.versions[1:]]  # a change has that period
    places = {(since, *key): at for since, listed in begun for key, at in listed.items()}
    for since, name, key in (one for one in places if one not in amended):
        what = Text(f"{since} 起写了新的，但与之前相同", f"the version from {since} on changes nothing")
        hint = Text("核对数字，或删去。", "Check the numbers, or leave it out.")
        yield leaves.get(name, kpis), places[since, name, key], what, hint
    for one in changes:
        if isinstance(one.node, Indicator) and _is_eased(one, one.node) and one.reason == NOTHING:
            old, new = figures(kpis.measures[one.node.measure].unit, (one.before, one.now))
            what = Text(
                f"{one.period} 的目标自 {one.since} 起由 {old} 放宽到 {new}，没有写为什么",
                f"from {one.since} on the target of {one.period} is eased from {old} to {new}, and nothing says why",
            )
            yield one.node, places[one.since, one.node.id, one.kind], what, Text("补写 reason。", "Add the reason.")


def _is_eased(one: Amendment, leaf: Indicator) -> bool:
    """Whether its target is easier to reach than the one before."""
    if one.kind != "target" or one.before is None or one.now is None or leaf.direction == "range":
        return False
    return (one.now < one.before) == (leaf.direction == "up")
