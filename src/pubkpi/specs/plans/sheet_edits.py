"""A sheet that came back → the edits of the scorecard's file; every mistake is named by its cell."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from pubkpi.model.errors import ErrorList, SpecError
from pubkpi.model.kpis.plan_sheet import PlanRow, PlanSheet, Value
from pubkpi.model.text import Text
from pubkpi.printing.terms import METHODS, UNITS
from pubkpi.specs.plans.cell_refusals import reason_of, refuse_changed_since, refuse_closed, refuse_formula
from pubkpi.specs.plans.draft import drop_remarks, written
from pubkpi.specs.plans.sheet import DIRECTIONS, MEASURED, TEXT_KEYS, first_version, nodes, target_names
from pubkpi.workspace.yaml import numbers
from pubkpi.workspace.yaml.node import Node, Source
from pubkpi.workspace.yaml.yaml_text import YamlText, scalar

Words = Mapping[str, Mapping[str, str | None]]  # by row and column, a cell as the reader gives it
Places = Mapping[tuple[str, str], str]  # where in the workbook the cell stands
_ORDER = tuple("id label weight kind measure direction method at_baseline baseline target owner".split())
_IN_TIME_WORDS = (MEASURED.zh.strip(), MEASURED.en.strip())


class CellEdit(NamedTuple):
    """A cell that is to be otherwise: its *place*, what it is about, *before* and *now* (None: blank)."""

    place: str
    row: str
    column: str
    label: Text
    before: Value
    now: Value


@dataclass(frozen=True, slots=True)
class SheetReading:
    """The cells of a workbook: as they are *now*, as they were when it was written (*base*), and where they stand."""

    now: Words
    base: Words
    places: Places


def read_edits(sheet: PlanSheet, reading: SheetReading) -> tuple[tuple[CellEdit, ...], ErrorList]:
    """What the workbook has otherwise than the file, whose sheet is *sheet*, and all that cannot be.

    Only what was changed in the workbook counts: what was changed in the file meanwhile stays, and a cell that was
    changed in both is refused.
    """
    problems, found = ErrorList(), list[CellEdit]()
    labels = {one.key: one.label for one in sheet.columns}
    for row in sheet.rows:
        for key, cell in row.cells.items():
            place = reading.places.get((row.id, key), "")
            if not place or (key == "weight" and row.children):
                continue
            with problems:
                now = _read(sheet, row, key, reading.now[row.id][key], place)
                if not _same(now, cell.value) and _is_changed(sheet, reading, row, key):
                    found.append(
                        CellEdit(place, row.id, key, labels[key], cell.value, _accepted(sheet, row, key, now, reading))
                    )
        with problems:
            _refuse_no_targets(row, found)
    weights = {place for (_, key), place in reading.places.items() if key == "weight"}
    if weights.isdisjoint(one.where for one in problems):
        problems += _wrong_weights(sheet, found, reading)
    bare = {one.where for one in problems}
    return tuple(one for one in found if one.place not in bare), problems


def _refuse_no_targets(row: PlanRow, edits: list[CellEdit]) -> None:
    """SpecError where all targets of *row* are taken out: it had some, and is scored by them."""
    cleared = [one for one in edits if one.row == row.id and one.column.startswith("target ") and one.now is None]
    now = {one.column: one.now for one in edits if one.row == row.id}
    left = [now.get(key, cell.value) for key, cell in row.cells.items() if key.startswith("target ")]
    if cleared and not any(one is not None for one in left):
        raise SpecError(cleared[0].place, Text("至少要有一个目标", "one target at least is needed"))


def _is_changed(sheet: PlanSheet, reading: SheetReading, row: PlanRow, key: str) -> bool:
    """Whether somebody changed the cell since the workbook was written."""
    base, now, place = reading.base.get(row.id, {}), reading.now[row.id][key], reading.places[row.id, key]
    if key not in base or base[key] == now:
        return key not in base
    return not _same(_read(sheet, row, key, base[key], place), _read(sheet, row, key, now, place))


def _accepted(sheet: PlanSheet, row: PlanRow, key: str, now: Value, reading: SheetReading) -> Value:
    """The value *now* of a cell, or SpecError where it may not be changed, or was changed in the file, too."""
    cell, place = row.cells[key], reading.places[row.id, key]
    refuse_closed(cell, words_of(cell.value), place)
    if now is None and (cell.why.zh or key in ("label", "weight", "direction")):
        what = Text("这一格不能空着", "this cell cannot be blank")
        raise SpecError(place, what, reason_of(cell))
    base = reading.base.get(row.id, {})
    if key in base and not _same(_read(sheet, row, key, base[key], place), cell.value):
        refuse_changed_since(words_of(cell.value), place)
    return now


def _read(sheet: PlanSheet, row: PlanRow, key: str, words: str | None, place: str) -> Value:
    """The value of a cell of which the reader gives *words*."""
    cell = row.cells[key]
    if words is None or (isinstance(cell.value, str) and words.strip() == cell.value.strip()):
        return None if words is None else cell.value
    refuse_formula(words, place)
    if key == "direction":
        return _choice(sheet, words, place)
    if key in ("unit", "method"):
        return _term(sheet, key, words.strip())
    if key in ("id", *TEXT_KEYS):
        return words.strip()
    plain = unicodedata.normalize("NFKC", words).strip()
    if key == "baseline" and plain.startswith(_IN_TIME_WORDS):
        return _measured(sheet, plain, place)
    return number_in(key, plain, place)


def _term(sheet: PlanSheet, key: str, words: str) -> str:
    """A unit or a method, in the sheet's language."""
    for code, one in (UNITS if key == "unit" else METHODS).items():
        if words in (code, *one):
            return one.say(sheet.lang)
    return words


def _choice(sheet: PlanSheet, words: str, place: str) -> str:
    for code, one in DIRECTIONS.items():
        if words.strip() in (code, *one):
            return one.say(sheet.lang)
    known = [one.say(sheet.lang) for one in DIRECTIONS.values()]
    what = Text(f"方向应为{'、'.join(known)}之一，不是 {words}", f"one of {', '.join(known)} is expected, not {words}")
    raise SpecError(place, what)


def _measured(sheet: PlanSheet, words: str, place: str) -> str:
    found = re.fullmatch(r"(?:实测|measured)\s*(\d{4}Q[1-4])", words)
    if not found:
        what = Text(f"看不懂：{words}", f"not understood: {words}")
        raise SpecError(place, what, Text("写成 实测 2024Q4。", "Write measured 2024Q4."))
    return f"{MEASURED.say(sheet.lang)}{found[1]}"


def number_in(key: str, words: str, place: str) -> Fraction:
    """The number that *words* are in a column *key*; SpecError where they are none."""
    node = Node(Source(place), words)
    try:
        found = numbers.points(node) if key == "weight" else numbers.number(node)
    except SpecError as problem:
        rule = Text("可写 60000、6万、5% 或 0.05。", "Write 60000, 6万, 5% or 0.05.")
        raise SpecError(place, problem.what, rule) from problem
    if key == "weight" and not 0 <= found <= 100:
        what = Text(f"权重应为 0 到 100 的数，不是 {words}", f"a weight is a number from 0 to 100, not {words}")
        raise SpecError(place, what)
    return found


def _same(one: Value, other: Value) -> bool:
    return (one or None) == (other or None) if isinstance(one, str) or isinstance(other, str) else one == other


def words_of(value: Value) -> str:
    """*value* as the file has it; a dash where it is blank."""
    return written(value) if isinstance(value, Fraction) else value or "—"


def _wrong_weights(sheet: PlanSheet, edits: list[CellEdit], reading: SheetReading) -> Iterator[SpecError]:
    """A SpecError for each sum that was typed and is none, and one where the weights of the tops do not sum to 100."""
    weights, typed = weights_of(sheet, edits), _typed_weights(sheet, reading)
    for row in (one for one in sheet.rows if one.children):
        place, words = reading.places.get((row.id, "weight"), ""), reading.now.get(row.id, {}).get("weight")
        if not words or words.startswith("#="):
            continue
        try:
            is_sum = number_in("weight", words, place) == typed[row.id]
        except SpecError as problem:
            yield problem
            continue
        if not is_sum:
            told = numbers.plain(typed[row.id])
            what = Text(f"这里是下级之和 {told}，不是 {words}", f"this is the sum of those below, {told}, not {words}")
            yield SpecError(place, what, Text("改下级的权重。", "Change the weights below it."))
            return
    total = sum(weights[name] for name in sheet.tops)
    if sheet.tops and total != 100 and any(one.column == "weight" for one in edits):
        told = numbers.plain(total)
        place = reading.places.get((sheet.tops[0], "weight"), "")
        yield SpecError(place, Text(f"权重合计是 {told}，应为 100", f"the weights add up to {told}, not to 100"))


def _typed_weights(sheet: PlanSheet, reading: SheetReading) -> dict[str, Fraction]:
    """The weight of each row as the workbook's own cells have it: of a dimension the sum of those below it."""
    found: dict[str, Fraction] = {}
    for row in reversed(sheet.rows):
        words, place = reading.now.get(row.id, {}).get("weight"), reading.places.get((row.id, "weight"), "")
        below = sum((found[name] for name in row.children), Fraction(0))
        found[row.id] = below if row.children or not words else number_in("weight", words, place)
    return found


def weights_of(sheet: PlanSheet, edits: list[CellEdit] | tuple[CellEdit, ...]) -> dict[str, Fraction]:
    """The weight of each row with the *edits*: of a dimension the sum of those below it."""
    changed = {one.row: one.now for one in edits if one.column == "weight"}
    found: dict[str, Fraction] = {}
    for row in reversed(sheet.rows):
        own = changed.get(row.id, row.cells["weight"].value)
        below = [found[name] for name in row.children]
        found[row.id] = sum(below, Fraction(0)) if row.children else own if isinstance(own, Fraction) else Fraction(0)
    return found


def edited_text(node: Node, sheet: PlanSheet, edits: tuple[CellEdit, ...]) -> str:
    """The text of the scorecard *node* with the *edits*; SpecError for one that the file has no room for."""
    text, rows = YamlText(node), {one["id"].word(): one for one, _ in nodes(node)}
    paths: dict[str, list[CellEdit]] = {}
    for edit in edits:
        if edit.column.startswith("target "):
            paths.setdefault(edit.row, []).append(edit)
        else:
            _apply(text, rows[edit.row], sheet, edit)
    for home, key in dict.fromkeys((rows[edit.row].place, edit.column.partition(" ")[0]) for edit in edits):
        drop_remarks(text, home, key)
    for name, changed in paths.items():
        row = next(one for one in sheet.rows if one.id == name)
        _apply_targets(text, first_version(rows[name]["target"]), row, changed)
    if any(edit.column == "weight" for edit in edits):
        before, now = weights_of(sheet, ()), weights_of(sheet, edits)
        for row in (one for one in sheet.rows if one.children and before[one.id] != now[one.id]):
            text.replace(first_version(rows[row.id]["weight"]).place, written(now[row.id]))
    return text.text


def _apply(text: YamlText, row: Node, sheet: PlanSheet, edit: CellEdit) -> None:
    key, place = (
        edit.column,
        first_version(row["weight"]).place if edit.column == "weight" else (*row.place, edit.column),
    )
    words = _as_yaml(sheet, key, edit.now)
    if edit.now is not None and key in TEXT_KEYS and isinstance(row[key].data, dict):
        if sheet.lang in row[key].mapping():
            text.replace((*place, sheet.lang), words)
        else:
            text.insert(place, sheet.lang, words)
    elif edit.now is None:
        if row[key]:
            text.remove(place)
    elif row[key]:
        text.replace(place, words)
    else:
        text.insert(row.place, key, words, _ORDER)


def _as_yaml(sheet: PlanSheet, key: str, value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return written(value)
    if key == "direction":
        return next(name for name, words in DIRECTIONS.items() if words.say(sheet.lang) == value)
    if key == "baseline" and value.startswith(MEASURED.say(sheet.lang)):
        return f"{{measured: {value.removeprefix(MEASURED.say(sheet.lang))}}}"
    return scalar(value)


def _apply_targets(text: YamlText, node: Node, row: PlanRow, edits: list[CellEdit]) -> None:
    """The edits of the targets of a *row*: each value in its place; a path that gets or loses a date is written anew,
    and so is one target for all periods, which is a path where they are no longer the same.
    """
    changed = {one.column.partition(" ")[2]: one.now for one in edits}
    if not isinstance(node.data, dict):
        whens = [key.partition(" ")[2] for key in row.cells if key.startswith("target ")]
        every = {when: words_of(changed[when]) if when in changed else text.words(node.place) for when in whens}
        text.replace(node.place, _path(every) if len({*every.values()}) > 1 else every[whens[0]])
        return
    names = target_names(node)
    if all(when in names and now is not None for when, now in changed.items()):
        for when, now in changed.items():
            text.replace((*node.place, names[when]), written(now) if isinstance(now, Fraction) else str(now))
        return
    path = {when: text.words((*node.place, key)) for when, key in names.items()}
    for when, now in changed.items():
        path.pop(when, None)
        if now is not None:
            path[when] = written(now) if isinstance(now, Fraction) else str(now)
    text.replace(node.place, _path(path))


def _path(path: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{when}: {path[when]}" for when in sorted(path)) + "}"
