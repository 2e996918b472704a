"""The sheets of a workbook that came back: which column is which, and where a cell stands."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pubkpi.model.errors import ErrorList, SpecError
from pubkpi.model.kpis.plan_sheet import PlanColumn
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from pubkpi.ingest.containers.sheet import RawSheet


def columns_of(
    page: "RawSheet", columns: Sequence[PlanColumn], problems: ErrorList
) -> tuple[list[str], dict[int, str]]:
    """The heads of *page*, and the key of each column by its place; a column that is missing or there twice, of which
    nobody could say what its cells are, is among the *problems*.
    """
    from pubkpi.report.formats.office.plan.workbook import HEAD_ROW

    heads = [(word or "").strip() for word in page.rows[HEAD_ROW - 1]] if len(page.rows) >= HEAD_ROW else []
    found: dict[int, str] = {}
    for column in columns:
        there = [place for place, word in enumerate(heads) if word in column.label]
        if there:
            found[there[0]] = column.key
        if len(there) != 1:
            zh, en = ("没有", "is missing") if not there else ("写了两次", "is there twice")
            what = Text(f"“{column.label.zh}”这一列{zh}", f'the column "{column.label.en}" {en}')
            hint = Text("把表头改回导出时的样子。", "Put the header back as it was written.")
            problems.append(SpecError(cell_place(page, 0, HEAD_ROW), what, hint))
    return heads, found


def cell_place(page: "RawSheet", column: int, line: int) -> str:
    """The cell as people write it: [考核表!C12]."""
    from pubkpi.ingest.rows.part import column_letter

    return f"[{page.name}!{column_letter(column)}{line}]"
