"""The workspace's plan as a workbook, and a workbook that came back written into the plan's file."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pubkpi.model.errors import DataError, ErrorList, SpecError
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.plan_sheet import PlanSheet
from pubkpi.model.text import Text
from pubkpi.pipeline.plans.sheet_cells import cell_place, columns_of
from pubkpi.pipeline.scores import kpis
from pubkpi.workspace.files import read_bytes, refuse_workbook, write_aside
from pubkpi.workspace.settings import Settings
from pubkpi.workspace.yaml.node import Node

if TYPE_CHECKING:
    from pubkpi.ingest.containers.sheet import RawSheet
    from pubkpi.pipeline.plans.entry_edits import EntryEdit
    from pubkpi.specs.plans.sheet_edits import CellEdit, SheetReading

# what check finds that a plan new would refuse, too: no value can come to it; of baselines, those after the plan
_CANNOT_BE = ("check.unreachable", "check.impossible")
_BASELINE = "check.baseline_quarter"


@dataclass(frozen=True, slots=True)
class PlanEdit:
    """What a workbook changes of the plan *file*: its cells, the *text* that the file will have in place of that
    *before*, and what `check` finds in it that it did not find; *ignored* are heads of columns that are none of the
    plan's; *entries* are the edits of accounts.yaml and categories.yaml; *names* are those of the
    plan's rows.
    """

    file: Path
    edits: "tuple[CellEdit, ...]"
    before: str
    text: str
    findings: tuple[Finding, ...]
    ignored: tuple[str, ...]
    entries: "tuple[EntryEdit, ...]" = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def every(self) -> "tuple[CellEdit, ...]":
        """The edits of the plan and of the entries."""
        return (*self.edits, *(edit for one in self.entries for edit in one.edits))

    @property
    def by_file(self) -> "tuple[PlanEdit | EntryEdit, ...]":
        """The files that have edits, each with its own."""
        listed: tuple[PlanEdit | EntryEdit, ...] = (self, *self.entries)
        return tuple(one for one in listed if one.edits)


def write_plan(settings: Settings, out: Path | None, *, force: bool) -> tuple[Path, PlanSheet]:
    """Write the workspace's plan as a workbook; its path and its sheet. UsageError for a file that is there already."""
    from pubkpi.pipeline.plans.entry_sheets import entry_sheets
    from pubkpi.report.formats.office.plan.workbook import plan_workbook
    from pubkpi.specs.plans.amendment_sheet import amendment_sheet

    sheet, node, kpi_set = _sheet(settings)
    entries = [amendment_sheet(node, kpi_set, settings.lang), *(one.sheet for one in entry_sheets(settings))]
    path = out or Path(f"{settings.scorecard}.xlsx")
    refuse_workbook(path, force=force)
    write_aside(path, plan_workbook(sheet, kpi_set.valid[0].first, entries))
    return path, sheet


def read_plan(settings: Settings, path: Path) -> PlanEdit:
    """What the workbook at *path* changes of the workspace's plan; DataError for a file that is none, SpecError by cell
    for what cannot be.
    """
    from pubkpi.engine.worker import Limits
    from pubkpi.ingest.containers import sandbox
    from pubkpi.pipeline.plans.amendment_page import AmendmentPage
    from pubkpi.pipeline.plans.entry_edits import entry_edits
    from pubkpi.pipeline.plans.entry_sheets import entry_sheets
    from pubkpi.specs.plans.sheet_edits import edited_text, read_edits, words_of
    from pubkpi.workspace.yaml import yaml_file

    sheet, node, kpi_set = _sheet(settings)
    limits, data = Limits(settings.memory_mb, settings.seconds), read_bytes(path)
    book = sandbox.read(data, path.name, limits)
    _refuse_foreign_parts(data, path.name)
    reading, ignored, problems = _reading(sheet, book.sheets, path.name)
    edits, wrong = read_edits(sheet, reading)
    problems += wrong
    file = settings.specs / f"{settings.scorecard}.yaml"
    page = AmendmentPage(sheet, kpi_set, book.sheets)
    amended, text = page.edits(yaml_file.parse(edited_text(node, sheet, edits), file.name), problems)
    edits = (*edits, *amended)
    cells = _cells_by_place(text, settings.scorecard, reading, edits) | page.cells(text)
    found = _new_findings(settings, text, (reading, cells), edits, problems) if edits else ()
    order = {place: number for number, place in enumerate(reading.places.values())}
    problems.sort(key=lambda one: order.get(one.where, -1))
    entries = tuple(entry_edits(one, book.sheets, problems) for one in entry_sheets(settings))
    problems.refuse()
    names = {row.id: words_of(row.cells["label"].value) for row in sheet.rows}
    return PlanEdit(file, edits, node.source.text, text, found, ignored, entries, names)


def _sheet(settings: Settings) -> tuple[PlanSheet, Node, KpiSet]:
    from pubkpi.specs.plans.sheet import plan_sheet
    from pubkpi.workspace.yaml import yaml_file

    kpi_set = kpis(settings)
    node = yaml_file.read(settings.specs / f"{settings.scorecard}.yaml")
    return plan_sheet(node, kpi_set, settings.lang), node, kpi_set


def _reading(
    sheet: PlanSheet, pages: "Sequence[RawSheet]", name: str
) -> "tuple[SheetReading, tuple[str, ...], ErrorList]":
    """The cells of the workbook's sheets, the heads of columns that are none of the plan's, and what is wrong in it."""
    from pubkpi.report.formats.office.plan.workbook import TITLES
    from pubkpi.specs.plans.sheet_edits import SheetReading

    titles = {one.name: one for one in pages}
    shown = next((titles[word] for word in TITLES["plan"] if word in titles), None)
    if shown is None or not _title(shown).endswith(f"({sheet.scorecard})"):
        what = Text(f"不是考核表 {sheet.scorecard} 的工作簿", f"not a workbook of the scorecard {sheet.scorecard}")
        raise DataError(name, what, Text("先用 pubkpi plan edit 导出。", "pubkpi plan edit writes one."))
    now, places, ignored, problems = _cells(sheet, shown)
    hidden = next((titles[word] for word in TITLES["base"] if word in titles), None)
    base = _cells(sheet, hidden)[0] if hidden else {}
    return SheetReading(now, base, places), ignored, problems


def _title(page: "RawSheet") -> str:
    return (page.rows[0][0] or "").strip() if page.rows and page.rows[0] else ""


def _cells(
    sheet: PlanSheet, page: "RawSheet"
) -> tuple[dict[str, dict[str, str | None]], dict[tuple[str, str], str], tuple[str, ...], ErrorList]:
    """The cells of *page* by row and column, the place of each, the heads of columns that are none of the plan's, and a
    SpecError for each row that the plan does not have, or that it has and the page lacks.
    """
    from pubkpi.report.formats.office.plan.workbook import HEAD_ROW

    problems = ErrorList()
    heads, columns = columns_of(page, sheet.columns, problems)
    if "id" not in columns.values():
        return {}, {}, (), problems
    known = {row.id: row for row in sheet.rows}
    found: dict[str, dict[str, str | None]] = {}
    places: dict[tuple[str, str], str] = {}
    for line, cells in enumerate(page.rows[HEAD_ROW:], HEAD_ROW + 1):
        id = next((cells[place] for place, key in columns.items() if key == "id" and place < len(cells)), None)
        if id is None:
            with problems:
                _refuse_nameless(page, line, cells, columns)
            continue
        if id.strip() not in known or id.strip() in found:
            what = Text(f"没有这一行，或写了两次：{id}", f"there is no such row, or it is there twice: {id}")
            hint = Text("新指标在 YAML 里加。", "Indicators are added in the YAML.")
            problems.append(SpecError(cell_place(page, 0, line), what, hint))
            continue
        row = found[id.strip()] = {}
        for place, key in columns.items():
            if key in known[id.strip()].cells:
                row[key] = cells[place] if place < len(cells) else None
                places[id.strip(), key] = cell_place(page, place, line)
    if lacking := [name for name in known if name not in found]:
        what = Text(f"缺少 {'、'.join(lacking)} 这一行", f"the row of {', '.join(lacking)} is missing")
        hint = Text("指标在 YAML 里删。", "Indicators are taken out in the YAML.")
        problems.append(SpecError(cell_place(page, 0, HEAD_ROW), what, hint))
    ignored = tuple(word for place, word in enumerate(heads) if word and place not in columns)
    return found, places, ignored, problems


def _refuse_nameless(page: "RawSheet", line: int, cells: Sequence[str | None], columns: Mapping[int, str]) -> None:
    """SpecError for a row with content and no id, which is not the total."""
    from pubkpi.report.formats.office.plan.workbook import TOTAL

    filled = {
        key: (cells[place] or "").strip() for place, key in columns.items() if place < len(cells) and cells[place]
    }
    if any(filled.values()) and filled.get("label") not in TOTAL:
        what = Text("这一行没有标识", "this row has no id")
        raise SpecError(
            cell_place(page, 0, line), what, Text("新指标在 YAML 里加。", "Indicators are added in the YAML.")
        )


def _refuse_foreign_parts(data: bytes, name: str) -> None:
    """DataError for a workbook with macros, or with values of other files: a plan is what stands in it."""
    from zipfile import ZipFile

    if not data.startswith(b"PK"):
        return
    with ZipFile(BytesIO(data)) as pack:
        parts = " ".join(pack.namelist()).casefold()
    for part, what in _FOREIGN.items():
        if part in parts:
            hint = Text("去掉后另存为 xlsx。", "Take them out and save it as xlsx.")
            raise DataError(name, Text(f"里面有{what.zh}", f"it has {what.en}"), hint)


_FOREIGN = {"vbaproject": Text("宏", "macros"), "externallinks/": Text("到其他文件的链接", "links to other files")}


def _new_findings(
    settings: Settings,
    text: str,
    cells_of: "tuple[SheetReading, Mapping[str, str]]",
    edits: "Sequence[CellEdit]",
    problems: ErrorList,
) -> tuple[Finding, ...]:
    """What `check` finds in the plan with that *text* and not in its file; where nobody could score by it, a SpecError
    by cell among the *problems*: of rows that have none yet, whose numbers may be others than the *text* has.
    """
    import shutil

    from pubkpi.pipeline.upkeep.state import lint_context
    from pubkpi.specs.build import build
    from pubkpi.specs.check import check_folder
    from pubkpi.specs.lint.context import NO_CONTEXT

    name, (reading, cells) = settings.scorecard, cells_of
    with TemporaryDirectory(prefix="pubkpi-") as folder:
        specs = Path(folder) / "kpi_specs"
        shutil.copytree(settings.specs, specs)
        (specs / f"{name}.yaml").write_bytes(text.encode())
        try:
            made = build(specs, name)
        except SpecError as problem:
            problems += _by_cell(problem, cells, reading, {one.where for one in problems})
            return ()
        # whether a baseline was ever measured takes a look into the data
        around = lint_context(settings) if any(one.column == "baseline" for one in edits) else NO_CONTEXT
        before = {(one.id, one.message) for one in check_folder(settings.specs, name, around)[0]}
        found = [one for one in check_folder(specs, name, around)[0] if one.where.startswith(name)]
    late = {one.at for one in made.indicators if (one.baseline.measured or made.valid[1]) > made.valid[1]}
    new = [one for one in found if (one.id, one.message) not in before]
    problems += (
        SpecError(cells[one.where], one.message, one.hint)
        for one in new
        if one.where in cells and (one.id in _CANNOT_BE or (one.id == _BASELINE and one.where in late))
    )
    return tuple(replace(one, where=cells.get(one.where, one.where)) for one in new)


def _by_cell(
    problem: SpecError, cells: Mapping[str, str], reading: "SheetReading", wrong: Collection[str]
) -> Iterator[SpecError]:
    """What is in *problem*, by cell; beside cells that are *wrong* only what is of other rows and no sum of weights."""
    rows = {place: row for (row, _), place in reading.places.items()}
    weights = {place for (_, key), place in reading.places.items() if key == "weight"}
    bad = {rows[place] for place in wrong if place in rows}
    for one in problem.all:
        place = cells.get(one.where, one.where)
        if not wrong or (place in rows and rows[place] not in bad and place not in weights):
            yield SpecError(place, one.what, one.hint)


def _cells_by_place(text: str, name: str, reading: "SheetReading", edits: "Sequence[CellEdit]") -> dict[str, str]:
    """The cell of what stands at each place of the plan *name* with that *text*; of a whole row the one cell that was
    changed in it, else the first.
    """
    from pubkpi.specs.plans.sheet import nodes
    from pubkpi.workspace.yaml import yaml_file

    found: dict[str, str] = {}
    for node, _ in nodes(yaml_file.parse(text, f"{name}.yaml")):
        row = node["id"].word()
        mine = {column: place for (one, column), place in reading.places.items() if one == row}
        if not mine:  # the row is gone from the workbook
            continue
        changed = [one.place for one in edits if one.row == row]
        found[node.at] = changed[0] if len(changed) == 1 else mine["id"]
        for key, value in node.items():
            home = mine.get(key) or next((one for column, one in mine.items() if column.startswith(f"{key} ")), "")
            below = value.items() if isinstance(value.data, dict) else []
            places = {value.at: home} | {one.at: mine.get(f"{key} {inner}", home) for inner, one in below}
            found |= {place: cell for place, cell in places.items() if cell}
    return found
