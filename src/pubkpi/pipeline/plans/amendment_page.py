"""The workbook's sheet of amendments that came back → the edits of the plan's file, each mistake by its cell."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pubkpi.model.errors import ErrorList
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.plan_sheet import PlanSheet
from pubkpi.model.periods import period
from pubkpi.pipeline.plans.sheet_cells import cell_place, columns_of
from pubkpi.specs.plans.amendment_edits import (
    AmendmentReading,
    AmendmentRow,
    amended_text,
    amendment_edits,
    read_rows,
    refuse_wrong_sums,
)
from pubkpi.specs.plans.amendment_sheet import AmendmentKey, amended_values, amendment_sheet
from pubkpi.specs.plans.sheet import nodes
from pubkpi.specs.plans.sheet_edits import CellEdit
from pubkpi.workspace.yaml import yaml_file
from pubkpi.workspace.yaml.node import Node

if TYPE_CHECKING:
    from pubkpi.ingest.containers.sheet import RawSheet


class AmendmentPage:
    """The sheet of amendments of the plan *kpis*, whose own sheet is *sheet*, in the *pages* of a workbook.

    A workbook without that sheet changes none. As with the plan, what the file alone changed since stays.
    """

    def __init__(self, sheet: PlanSheet, kpis: KpiSet, pages: "Sequence[RawSheet]") -> None:
        self._sheet, self._kpis, self._titles = sheet, kpis, {page.name: page for page in pages}
        self._places: Mapping[AmendmentKey, str] = {}

    def edits(self, node: Node, problems: ErrorList) -> tuple[tuple[CellEdit, ...], str]:
        """What the workbook has otherwise than the scorecard *node*, and the text with that; what cannot be goes to the
        *problems*.
        """
        from pubkpi.report.formats.office.plan.entry_pages import base_title

        own = amendment_sheet(node, self._kpis, self._sheet.lang)
        shown = next((self._titles[name] for name in own.title if name in self._titles), None)
        if shown is None:
            return (), node.source.text
        hidden = next((self._titles[name] for name in base_title(own) if name in self._titles), None)
        there, wrong = amended_values(node, own.columns, self._sheet.lang), ErrorList()
        now, self._places = read_rows(_rows(shown, own, wrong), node, self._kpis.valid, wrong)
        base = read_rows(_rows(hidden, own, ErrorList()), node, self._kpis.valid, ErrorList())[0] if hidden else there
        reading = AmendmentReading(now, base, self._places)
        edits = amendment_edits(reading, there, wrong) if not wrong else ()
        text = node.source.text
        if edits and not wrong:
            text = amended_text(node, self._sheet, reading, there)
            refuse_wrong_sums(self._node(text), self._sheet, edits, self._places, wrong)
        problems += wrong
        return edits, text

    def cells(self, text: str) -> dict[str, str]:
        """The cell of what stands at each place of an amendment in the plan with that *text*."""
        found, node = dict[str, str](), self._node(text)
        rows = {one["id"].word(): one for one, is_leaf in nodes(node) if is_leaf}
        for key, cell in self._places.items():
            for one in rows[key.id][key.key].each()[1:]:
                if period(one["from"].word()) == key.since:
                    below = one["is"].items() if isinstance(one["is"].data, dict) else []
                    found |= {value.at: cell for value in (one, *(value for _, value in (*one.items(), *below)))}
        return found

    def _node(self, text: str) -> Node:
        return yaml_file.parse(text, f"{self._sheet.scorecard}.yaml")


def _rows(page: "RawSheet", sheet: PlanSheet, problems: ErrorList) -> list[AmendmentRow]:
    """The rows of *page* that say something."""
    from pubkpi.report.formats.office.plan.workbook import HEAD_ROW

    count = len(problems)
    _, columns = columns_of(page, sheet.columns, problems)
    found = []
    for line, cells in enumerate(page.rows[HEAD_ROW:] if len(problems) == count else (), HEAD_ROW + 1):
        words = {key: ((cells[at] or "").strip() or None) if at < len(cells) else None for at, key in columns.items()}
        if any(words.values()):
            places = {key: cell_place(page, at, line) for at, key in columns.items()}
            found.append(AmendmentRow(words, places))
    return found
