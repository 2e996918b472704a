"""What a scorecard changes in mid-plan → its sheet: a row for each period from which on an indicator is otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.plan_sheet import PlanCell, PlanColumn, PlanRow, PlanSheet
from pubkpi.model.periods import QUARTER, Period, between, period
from pubkpi.model.text import Lang, Text
from pubkpi.specs.plans.draft import written
from pubkpi.specs.plans.sheet import nodes, target_key
from pubkpi.workspace.yaml import numbers
from pubkpi.workspace.yaml.node import Node

TITLE = Text("动态调整", "Amendments")
_HOW = Text(
    "年中要改的写在这里：哪个指标、从何时起、新的权重或目标、原因；一行一次调整，删去一行就是取消。考核表页是开始时的数。",
    "What changes in mid-plan: which indicator, from when on, its new weight or targets, and why; a row a change, and a"
    " row taken out is none. The scorecard's own sheet has what the plan begins with.",
)
_MOST_QUARTERS = 8


@dataclass(frozen=True, slots=True)
class AmendmentKey:
    """What is amended: the weight or the target (*key*) of an indicator *id*, from the period *since* on."""

    id: str
    key: str
    since: Period


@dataclass(frozen=True, slots=True)
class AmendedValue:
    """What it is from then on, by column of the sheet, and the *reason* in the sheet's language."""

    numbers: Mapping[str, Fraction]
    reason: str = ""


def amendment_sheet(node: Node, kpis: KpiSet, lang: Lang) -> PlanSheet:
    """The amendments of the scorecard *node* as a sheet in *lang*; one without any has its columns alone."""
    labels = {
        one["id"].word(): one["label"].text(one["id"].word()).say(lang) for one, is_leaf in nodes(node) if is_leaf
    }
    columns = (
        PlanColumn("id", Text("指标", "indicator"), 26, tuple(labels.values())),
        PlanColumn("since", Text("从何时起", "from"), 11),
        PlanColumn("weight", Text("权重", "weight"), 9),
        *(PlanColumn(target_key(one), Text(f"目标 {one}", f"target {one}"), 13) for one in _target_periods(node, kpis)),
        PlanColumn("reason", Text("原因", "reason"), 60),
    )
    shares = {leaf.id for leaf in kpis.indicators if kpis.measures[leaf.measure].unit == "share"}
    names = {id: id if [*labels.values()].count(label) > 1 else label for id, label in labels.items()}
    rows = [
        PlanRow(id, 0, {one.key: PlanCell(words.get(one.key), is_open=True) for one in columns})
        for id, words in _rows(amended_values(node, columns, lang), names, shares)
    ]
    return PlanSheet(kpis.id, TITLE, lang, columns, tuple(rows), how=_HOW)


def amended_values(node: Node, columns: tuple[PlanColumn, ...], lang: Lang) -> dict[AmendmentKey, AmendedValue]:
    """Every amendment of an indicator that the scorecard *node* has."""
    targets = {one.key: period(one.key.partition(" ")[2]) for one in columns if one.key.startswith("target ")}
    found = {}
    for leaf, is_leaf in nodes(node):
        for key in ("weight", "target") if is_leaf else ():
            for one in leaf[key].each()[1:]:
                since, value = period(one["from"].word()), one["is"]
                stated: dict[str, Fraction]
                if key == "weight":
                    stated = {"weight": numbers.points(value)}
                elif isinstance(value.data, dict):
                    stated = {target_key(period(when)): numbers.number(goal) for when, goal in value.items()}
                else:  # a number is that of every period
                    late = [name for name, when in targets.items() if when.last >= since.first]
                    stated = dict.fromkeys(late, numbers.number(value))
                reason = one["reason"].text("").say(lang)
                found[AmendmentKey(leaf["id"].word(), key, since)] = AmendedValue(stated, reason)
    return found


def _target_periods(node: Node, kpis: KpiSet) -> list[Period]:
    """The periods that have a column: those with a date in any path, and all quarters of a short plan."""
    first, last = kpis.valid
    quarters = between(first, last) if first.kind is QUARTER else ()
    dated = {last, *(quarters if len(quarters) <= _MOST_QUARTERS else ())}
    for leaf, is_leaf in nodes(node):
        for one in leaf["target"].each()[1:] if is_leaf else ():
            dated |= {period(when) for when in (one["is"].mapping() if isinstance(one["is"].data, dict) else ())}
    return sorted(dated)


def _rows(
    amended: Mapping[AmendmentKey, AmendedValue], names: Mapping[str, str], shares: set[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """The cells of each row by column: weight and targets that change together, and for one reason, have one row."""
    rows: dict[tuple[str, Period, str], dict[str, str]] = {}
    for one, value in amended.items():
        head = {"id": names[one.id], "since": str(one.since), "reason": value.reason}
        row = rows.setdefault((one.id, one.since, value.reason), head)
        for column, goal in value.numbers.items():
            row[column] = _as_share(goal) if one.key == "target" and one.id in shares else written(goal)
    for id, since, reason in sorted(rows, key=lambda one: one[1].first):
        yield id, rows[id, since, reason]


def _as_share(value: Fraction) -> str:
    """*value* in percent, where that says it exactly."""
    percent = written(value * 100)
    return written(value) if "/" in percent else f"{percent}%"
