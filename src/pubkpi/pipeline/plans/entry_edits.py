"""A workbook's sheets of accounts and categories → the edits of their files; every mistake is named by its cell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pubkpi.model.errors import ErrorList, SpecError
from pubkpi.model.kpis.plan_sheet import PlanCell, PlanRow
from pubkpi.model.text import Text
from pubkpi.pipeline.plans.entry_sheets import ACCOUNTS, COMMAS, PLATFORM, WORDS, EntrySheet, entry_sheet, in_one_cell
from pubkpi.pipeline.plans.sheet_cells import cell_place, columns_of
from pubkpi.specs.plans.cell_refusals import WRITE_ANEW, refuse_changed_since, refuse_closed, refuse_formula
from pubkpi.specs.plans.sheet_edits import CellEdit, words_of
from pubkpi.workspace.yaml import yaml_change, yaml_file
from pubkpi.workspace.yaml.node import Node
from pubkpi.workspace.yaml.yaml_text import YamlText, scalar

if TYPE_CHECKING:
    from pubkpi.ingest.containers.sheet import RawSheet

Cells = Mapping[str, Mapping[str, str | None]]  # by entry and column
Places = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class EntryEdit:
    """What a workbook changes of the *file*: its cells, and the *text* that it will have in place of that *before*."""

    file: Path
    edits: tuple[CellEdit, ...]
    before: str
    text: str


def entry_edits(one: EntrySheet, pages: "Sequence[RawSheet]", problems: ErrorList) -> EntryEdit:
    """The edits that the workbook's *pages* have of the entries *one*; what cannot be goes to the *problems*.

    A workbook without the sheet changes nothing. As with the plan, what the file alone changed since stays.
    """
    from pubkpi.report.formats.office.plan.entry_pages import base_title

    titles, wrong = {page.name: page for page in pages}, ErrorList()
    shown = next((titles[name] for name in one.sheet.title if name in titles), None)
    edits: tuple[CellEdit, ...] = ()
    text = one.text
    if shown:
        hidden = next((titles[name] for name in base_title(one.sheet) if name in titles), None)
        base = _cells(one, hidden, ErrorList())[0] if hidden else {}
        now, places = _cells(one, shown, wrong)
        wrong += _lost_rows(one, shown, now, base) if now or not wrong else ()
        edits = tuple(_edits(one, (now, base, places), wrong))
        with wrong:
            text = _text(one, edits, places) if not wrong else text
    problems += wrong
    return EntryEdit(one.file, edits, one.text, text)


def _cells(one: EntrySheet, page: "RawSheet", problems: ErrorList) -> tuple[dict[str, dict[str, str | None]], Places]:
    """The cells of *page* by entry and column, and the place of each."""
    from pubkpi.report.formats.office.plan.workbook import HEAD_ROW

    count = len(problems)
    _, places_of = columns_of(page, one.sheet.columns, problems)
    columns = {key: at for at, key in places_of.items()} if len(problems) == count else {}
    found: dict[str, dict[str, str | None]] = {}
    places: Places = {}
    for line, cells in enumerate(page.rows[HEAD_ROW:] if columns else (), HEAD_ROW + 1):
        row = {key: ((cells[at] or "").strip() or None) if at < len(cells) else None for key, at in columns.items()}
        name = row["id"]
        if not any(row.values()):
            continue
        if name is None or name in found:
            what = Text("这一行没有名称", "this row has no name")
            if name:
                what = Text(f"{name} 写了两次", f"{name} is there twice")
            problems.append(SpecError(cell_place(page, columns["id"], line), what))
            continue
        found[name] = row
        places |= {(name, key): cell_place(page, at, line) for key, at in columns.items()}
    return found, places


def _edits(one: EntrySheet, cells: tuple[Cells, Cells, Places], problems: ErrorList) -> Iterator[CellEdit]:
    """The cells that were changed in the workbook, and those of new rows."""
    now, base, places = cells
    rows, labels = {row.id: row for row in one.sheet.rows}, {one.key: one.label for one in one.sheet.columns}
    new = {key: PlanCell(None, is_open=key != "aliases") for key in labels}
    for name, row in now.items():
        if name not in rows and name in base:
            what = Text(f"导出之后 YAML 里已没有 {name}", f"{name} was taken out of the file since")
            problems.append(SpecError(places[name, "id"], what, WRITE_ANEW))
            continue
        known = rows.get(name, PlanRow(name, 0, new))
        for key, words in row.items():
            with problems:
                value = _value(one, key, words, places[name, key])
                first = _value(one, key, base[name].get(key), "") if name in base else known.cells[key].value
                if value not in (known.cells[key].value, first):
                    before = known.cells[key].value
                    refuse_closed(known.cells[key], words_of(before), places[name, key])
                    if first != before:
                        refuse_changed_since(words_of(before), places[name, key])
                    yield CellEdit(places[name, key], name, key, labels[key], before, value)


def _value(one: EntrySheet, key: str, words: str | None, place: str) -> str | None:
    """What a cell says, however it is spelled; SpecError for what it cannot say."""
    if words is None:
        return None
    refuse_formula(words, place)
    if key == WORDS:
        return in_one_cell(tuple(word for word in COMMAS.split(words) if word), one.sheet.lang)
    if key != "opened_on":
        return words
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0{1,2}:00(?::00)?)?", words)
    try:
        return date(*map(int, found.groups())).isoformat() if found else date.fromisoformat(words).isoformat()
    except ValueError as problem:
        what = Text(f"不是日期：{words}", f"this is no day: {words}")
        raise SpecError(place, what, Text("写成 2024-07-01。", "Write 2024-07-01.")) from problem


def _lost_rows(one: EntrySheet, page: "RawSheet", now: Cells, base: Cells) -> Iterator[SpecError]:
    """A SpecError where rows that the workbook began with, or all that the file has, are gone from it."""
    from pubkpi.report.formats.office.plan.workbook import HEAD_ROW

    lost = [row.id for row in one.sheet.rows if row.id not in now and (row.id in base or not base)]
    if lost:
        what = Text(f"缺少 {'、'.join(lost)} 这一行", f"the row of {', '.join(lost)} is missing")
        yield SpecError(cell_place(page, 0, HEAD_ROW), what, Text("在 YAML 里删。", "Take it out in the YAML."))


def _text(one: EntrySheet, edits: Sequence[CellEdit], places: Places) -> str:
    """The file's text with the *edits*: a value in its place, what is new or blank now by its keys; SpecError by cell
    where it could not be read so.
    """
    node = yaml_file.parse(one.text, one.file.name)
    text, rest, new = YamlText(node), list[CellEdit](), dict[str, list[CellEdit]]()
    for edit in edits:
        place = (one.key, edit.row, *_keys(edit.column))
        if edit.row not in node[one.key].mapping():
            new.setdefault(edit.row, []).append(edit)
        elif edit.now is not None and len(place) > 2 and place not in node.source.marks and _has_room(node, place):
            text.insert(place[:-1], str(place[-1]), _as_yaml(edit))
        elif edit.now is None or place not in node.source.marks or not edit.before or "\n" in text.words(place):
            rest.append(edit)
        else:
            text.replace(place, _as_yaml(edit))
    for name, listed in new.items():
        if not _has_room(node, (one.key, name)):
            rest += listed
            continue
        text.insert((one.key,), scalar(name), _as_entry(one.key, listed), tuple(node[one.key].mapping()))
    words = text.text
    if rest:
        words = yaml_change.edited(words, one.key, partial(_enter, one.key, rest))
    if edits:
        _check(one, words, edits, places)
    return words


def _keys(column: str) -> tuple[str, ...]:
    """Where in an entry the value of *column* stands."""
    if column.startswith(PLATFORM):
        return "platforms", column.removeprefix(PLATFORM)
    return () if column == WORDS else (column,)


def _has_room(node: Node, place: tuple[str, ...]) -> bool:
    """Whether the mapping that is to have a key at *place* is there with others, none of them by an alias."""
    for key in place[:-1]:
        node = node[key]
    marks = node.source.marks
    there = [place[:-1], *((*place[:-1], key) for key in node.mapping())] if isinstance(node.data, dict) else []
    return len(there) > 1 and all([*marks.values()].count(marks[one]) == 1 for one in there)


def _as_entry(key: str, edits: Sequence[CellEdit]) -> str:
    """A new entry with what the *edits* say, on one line."""
    words = {edit.column: _as_yaml(edit) for edit in edits if edit.column != "id"}
    if key != ACCOUNTS:
        return words.get(WORDS, "[]")
    on = [f"{column.removeprefix(PLATFORM)}: {one}" for column, one in words.items() if column.startswith(PLATFORM)]
    own = [f"{column}: {one}" for column, one in words.items() if not column.startswith(PLATFORM)]
    return "{" + ", ".join([*own, *([f"platforms: {{{', '.join(on)}}}"] if on else [])]) + "}"


def _as_yaml(edit: CellEdit) -> str:
    words = str(edit.now)
    if edit.column == WORDS:
        return "[" + ", ".join(scalar(one) for one in COMMAS.split(words)) + "]"
    return words if edit.column == "opened_on" else scalar(words)


def _enter(key: str, edits: Sequence[CellEdit], entries: Any) -> None:
    """Say in the *entries* what the *edits* say."""
    for edit in edits:
        if key != ACCOUNTS:
            _enter_words(entries, edit)
            continue
        entry = entries[edit.row] = entries.get(edit.row) or {}
        if edit.column.startswith(PLATFORM):
            _enter_platform(entry, edit)
        elif edit.column != "id" and edit.now is None:
            entry.pop(edit.column, None)
        elif edit.column != "id":
            now = str(edit.now)
            entry[edit.column] = date.fromisoformat(now) if edit.column == "opened_on" else yaml_change.word(now)


def _enter_words(entries: Any, edit: CellEdit) -> None:
    words = COMMAS.split(str(edit.now)) if edit.now and edit.column == WORDS else []
    there = entries.get(edit.row)
    if edit.column == "id":
        entries.setdefault(edit.row, yaml_change.flow([]))
    elif not isinstance(there, list) or [one for one in there if one in words] != words[: len(there)]:
        entries[edit.row] = yaml_change.flow(words)
    else:  # some are gone or added behind: the others keep their comments
        for one in [one for one in there if one not in words]:
            there.remove(one)
        there.extend(yaml_change.word(one) for one in words[len(there) :])


def _enter_platform(entry: Any, edit: CellEdit) -> None:
    """The account's name on a platform; SpecError where it would be left without one, which means any."""
    platform, on = edit.column.removeprefix(PLATFORM), entry.get("platforms")
    if edit.now:
        if on is None:
            entry["platforms"] = yaml_change.flow({platform: edit.now})
        else:
            on[platform] = yaml_change.word(edit.now)
        return
    if len(on) == 1:
        raise SpecError(edit.place, Text("至少要留一个平台", "one platform at least is needed"))
    del on[platform]


def _check(one: EntrySheet, words: str, edits: Sequence[CellEdit], places: Places) -> None:
    """SpecError by cell for what nobody could read, could be of two accounts, or would change another cell, too."""
    node = yaml_file.parse(words, one.file.name)
    try:
        sheet = entry_sheet(one.key, words, one.file, one.sheet.lang)
    except SpecError as problem:
        cells: dict[str, str] = {}
        for (row, column), place in places.items():
            value = node[one.key][row]
            for key in _keys(column) if column != "id" else ():
                value = value[key]
            cells.setdefault(value.at, place)
        wrong = ErrorList(SpecError(cells.get(bad.where, edits[0].place), bad.what, bad.hint) for bad in problem.all)
        wrong.refuse()
    else:
        now = {(edit.row, edit.column): edit.now for edit in edits}
        before = {(row.id, key): cell.value for row in one.sheet.rows for key, cell in row.cells.items()}
        after = {(row.id, key): cell.value for row in sheet.rows for key, cell in row.cells.items()}
        if any(value != now.get(cell, before.get(cell)) for cell, value in after.items()):
            what = Text("这里用了别名，写回会改到别处", "it is written by an alias: another entry would change, too")
            raise SpecError(edits[0].place, what, Text("在 YAML 里改。", "Edit the YAML."))
