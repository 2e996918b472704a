"""A sheet of amendments that came back → the edits of the scorecard's file; every mistake is named by its cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pubkpi.model.errors import ErrorList, SpecError, UsageError
from pubkpi.model.kpis.plan_sheet import PlanSheet
from pubkpi.model.periods import Period, period
from pubkpi.model.text import Lang, Text
from pubkpi.specs.plans.amendment_sheet import AmendedValue, AmendmentKey
from pubkpi.specs.plans.cell_refusals import refuse_changed_since, refuse_formula
from pubkpi.specs.plans.draft import drop_remarks, written
from pubkpi.specs.plans.sheet import first_version, nodes
from pubkpi.specs.plans.sheet_edits import CellEdit, number_in
from pubkpi.workspace.yaml import numbers, yaml_file
from pubkpi.workspace.yaml.node import Node, Place
from pubkpi.workspace.yaml.yaml_text import YamlText, scalar

Amended = Mapping[AmendmentKey, AmendedValue]
Versions = Mapping[Period, AmendedValue]  # by the period from which on each is in force
Weights = dict[Period | None, Fraction]  # so, and by None what it is before
_LABELS = {"weight": Text("权重", "weight"), "target": Text("目标", "target")}


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """A row of the sheet: its *cells* by column as the reader gives them, and the *places* of these."""

    cells: Mapping[str, str | None]
    places: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AmendmentReading:
    """What the workbook says *now*, what it said when it was written (*base*), and the cell of each amendment."""

    now: Amended
    base: Amended
    places: Mapping[AmendmentKey, str]


def read_rows(
    rows: Sequence[AmendmentRow], node: Node, valid: tuple[Period, Period], problems: ErrorList
) -> tuple[dict[AmendmentKey, AmendedValue], dict[AmendmentKey, str]]:
    """The amendments that the *rows* say, with the cell of each; what cannot be goes to the *problems*."""
    found: dict[AmendmentKey, AmendedValue] = {}
    places: dict[AmendmentKey, str] = {}
    for row in rows:
        with problems:
            for key, value, place in _read_row(row, node, valid):
                if key in found:
                    what = Text(f"{key.since} 起的写了两次", f"the one from {key.since} on is there twice")
                    raise SpecError(place, what, Text("合成一行。", "Make them one row."))
                found[key], places[key] = value, place
    return found, places


def _read_row(
    row: AmendmentRow, node: Node, valid: tuple[Period, Period]
) -> Iterator[tuple[AmendmentKey, AmendedValue, str]]:
    for key, words in row.cells.items():
        refuse_formula(words or "", row.places[key])
    id = _indicator(row, node)
    since, reason = _since(row, valid), (row.cells["reason"] or "").strip()
    stated: dict[str, dict[str, Fraction]] = {}
    for column, words in row.cells.items():
        if words and (column == "weight" or column.startswith("target ")):
            number = number_in(column, words, row.places[column])
            stated.setdefault(column.partition(" ")[0], {})[column] = number
    if not stated:
        what = Text("没有写新的权重或目标", "neither a new weight nor a new target is there")
        raise SpecError(row.places["weight"], what)
    for key, values in stated.items():
        yield AmendmentKey(id, key, since), AmendedValue(values, reason), row.places[next(iter(values))]


def _indicator(row: AmendmentRow, node: Node) -> str:
    """The id of the indicator that is called so, by its id or by its name in either language."""
    words = (row.cells["id"] or "").strip()
    leaves = [one for one, is_leaf in nodes(node) if is_leaf]
    called = [one["id"].word() for one in leaves if words in (one["id"].word(), *one["label"].text(one["id"].word()))]
    if words in called or len(called) == 1:
        return words if words in called else called[0]
    names = [one["label"].text(one["id"].word()) for one in leaves]
    what = Text(f"没有指标 {words}", f"there is no indicator {words}")
    if len(called) > 1:
        what = Text(f"叫 {words} 的不止一个，请写标识", f"more than one is called {words}: write its id")
    listed = Text("、".join(one.zh for one in names), ", ".join(one.en for one in names))
    raise SpecError(row.places["id"], what, Text(f"可选：{listed.zh}。", f"There are: {listed.en}."))


def _since(row: AmendmentRow, valid: tuple[Period, Period]) -> Period:
    words, place = (row.cells["since"] or "").strip(), row.places["since"]
    try:
        since = period(words) if words else None
    except UsageError as problem:
        raise SpecError(place, problem.what, problem.hint) from problem
    if since is None or not valid[0].first < since.first <= valid[1].last:
        what = Text("没有写从哪季起", "from which quarter on is not said")
        if since:
            what = Text(f"{since} 不在开始之后、结束之前", f"{since} is not after the plan's beginning and within it")
        first, last = valid
        raise SpecError(place, what, Text(f"计划从 {first} 到 {last}。", f"The plan goes from {first} to {last}."))
    return since


def amendment_edits(reading: AmendmentReading, there: Amended, problems: ErrorList) -> tuple[CellEdit, ...]:
    """What the workbook has otherwise than the file, which has the amendments *there*; of one that both have changed
    since, a SpecError among the *problems*.
    """
    found = []
    for key in dict.fromkeys((*there, *reading.now)):
        now, base, before = reading.now.get(key), reading.base.get(key), there.get(key)
        if now in (base, before):
            continue
        place = reading.places.get(key, "")
        with problems:
            if base != before:
                refuse_changed_since(_words(before) or "—", place or f"{key.id} {key.since}")
            label = Text(f"{_LABELS[key.key].zh} {key.since} 起", f"{_LABELS[key.key].en} from {key.since} on")
            found.append(CellEdit(place or "—", key.id, key.key, label, _words(before), _words(now)))
    return tuple(found)


def _words(value: AmendedValue | None) -> str | None:
    """What an amendment says, for people: 50，因二季度复盘会."""
    if value is None:
        return None
    goals = {column.partition(" ")[2]: written(one) for column, one in value.numbers.items()}
    words = ", ".join(f"{when}: {goal}" if when else goal for when, goal in goals.items())
    return f"{words} ({value.reason})" if value.reason else words


def amended_text(node: Node, sheet: PlanSheet, reading: AmendmentReading, there: Amended) -> str:
    """The text of the scorecard *node* with the amendments of the *reading* in place of those *there*, and with the
    weights of dimensions that follow from them.
    """
    merged = {
        key: there.get(key) if reading.now.get(key) == reading.base.get(key) else reading.now.get(key)
        for key in (*there, *reading.now)
    }
    text, rows = YamlText(node), {one["id"].word(): one for one, _ in nodes(node)}
    for id, name in dict.fromkeys((key.id, key.key) for key in merged):
        mine = {key: value for key, value in merged.items() if (key.id, key.key) == (id, name)}
        now = {key.since: value for key, value in mine.items() if value}
        _write_versions(text, rows[id][name], {key.since: there[key] for key in mine if key in there}, now, sheet.lang)
    return _with_sums(yaml_file.parse(text.text, node.source.name), sheet)


def _write_versions(text: YamlText, node: Node, before: Versions, now: Versions, lang: Lang) -> None:
    """The versions of the weight or target at *node* after the first: those *now* in place of those *before*."""
    new: dict[int, list[str]] = {}
    places = {period(one["from"].word()): one.place for one in node.each()[1:]}
    if now != before:
        drop_remarks(text, node.place[:-1], str(node.place[-1]))
    for since in sorted({*before, *now}, key=lambda one: one.first):
        if since not in now:
            text.remove_item(places[since])
        elif since not in before:
            reason = f", reason: {scalar(now[since].reason)}" if now[since].reason else ""
            behind = sum(one.first < since.first for one in places)
            new.setdefault(behind, []).append(f"{{from: {since}, is: {_as_yaml(now[since])}{reason}}}")
        else:
            if now[since].numbers != before[since].numbers:
                text.replace((*places[since], "is"), _as_yaml(now[since]))
            if now[since].reason != before[since].reason:
                _give_reason(text, places[since], now[since].reason, lang)
    for behind, items in new.items():
        text.add_items(node.place, behind, items)


def _give_reason(text: YamlText, place: Place, words: str, lang: Lang) -> None:
    marks = text.node.source.marks
    if not words:
        text.remove((*place, "reason"))
    elif (*place, "reason", lang) in marks:
        text.replace((*place, "reason", lang), scalar(words))
    elif (*place, "reason") in marks:
        text.replace((*place, "reason"), scalar(words))
    else:
        text.insert(place, "reason", scalar(words), ("is",))


def _as_yaml(value: AmendedValue) -> str:
    if "weight" in value.numbers:
        return written(value.numbers["weight"])
    path = {period(column.partition(" ")[2]): goal for column, goal in value.numbers.items()}
    return "{" + ", ".join(f"{when}: {written(path[when])}" for when in sorted(path)) + "}"


def _with_sums(node: Node, sheet: PlanSheet) -> str:
    """The text of *node* with the weight of each dimension, in each quarter, the sum of those below it."""
    text, rows = YamlText(node), {one["id"].word(): one for one, _ in nodes(node)}
    weights = {name: _weights(one["weight"]) for name, one in rows.items()}
    starts = sorted({since for one in weights.values() for since in one if since}, key=lambda one: one.first)
    for row in (one for one in reversed(sheet.rows) if one.children):
        node, sums = rows[row.id]["weight"], Weights({None: weights[row.id][None]})
        before = {
            period(one["from"].word()): AmendedValue({"weight": numbers.points(one["is"])}) for one in node.each()[1:]
        }
        for since in starts:
            total = sum((_in_force(weights[name], since) for name in row.children), Fraction(0))
            if total != [*sums.values()][-1]:
                sums[since] = total
        now = {since: AmendedValue({"weight": total}) for since, total in sums.items() if since}
        _write_versions(text, node, before, now, sheet.lang)
        weights[row.id] = sums
    return text.text


def refuse_wrong_sums(
    node: Node, sheet: PlanSheet, edits: Sequence[CellEdit], places: Mapping[AmendmentKey, str], problems: ErrorList
) -> None:
    """A SpecError among the *problems* for each quarter from which on the weights of *node* are not 100 in all."""
    rows = {one["id"].word(): _weights(one["weight"]) for one, _ in nodes(node)}
    starts = sorted({since for one in rows.values() for since in one if since}, key=lambda one: one.first)
    for since in starts if sheet.tops and any(one.column == "weight" for one in edits) else ():
        total = sum(_in_force(rows[name], since) for name in sheet.tops)
        if total != 100:
            here = [place for key, place in places.items() if key.key == "weight" and key.since == since]
            told = numbers.plain(total)
            what = Text(
                f"{since} 起权重合计是 {told}，应为 100", f"from {since} on the weights add up to {told}, not to 100"
            )
            problems.append(SpecError(here[-1] if here else edits[0].place, what))


def _weights(node: Node) -> Weights:
    """The weights at *node* by the period from which on each is in force, the first one by None."""
    later: Weights = {period(one["from"].word()): numbers.points(one["is"]) for one in node.each()[1:]}
    return {None: numbers.points(first_version(node))} | later


def _in_force(weights: Weights, since: Period) -> Fraction:
    begun = [when for when in weights if when and when.first <= since.first]
    return weights[max(begun, key=lambda one: one.first) if begun else None]
