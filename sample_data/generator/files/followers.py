"""用户增长: an HTML table named .xls, and once the real .xlsx that somebody saved it as."""

from __future__ import annotations

from pathlib import Path

from generator.days import QUARTERS
from generator.files.workbooks import Cell, write_xlsx
from generator.followers import FollowerDay, as_first_exported

TITLE = "用户增长"
HEADER = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
THOUSANDS_QUARTER, RESAVED_QUARTER, NEWEST_FIRST_QUARTER = "2024Q1", "2024Q3", "2024Q4"
REEXPORT_QUARTER = "2024Q2"


def write_follower_files(folder: Path, rows: list[FollowerDay]) -> None:
    """One file a quarter, and the overlapping re-export of the spring."""
    for quarter in QUARTERS:
        label = quarter.label
        mine = [row for row in rows if quarter.holds(row.day)]
        if label == RESAVED_QUARTER:
            _write_resaved(folder / label / "user_analysis.xlsx", mine)
            continue
        if label == NEWEST_FIRST_QUARTER:
            mine.reverse()
        _write_html(folder / label / "user_analysis.xls", mine, label == THOUSANDS_QUARTER)
    _write_html(folder / REEXPORT_QUARTER / "user_analysis(1).xls", as_first_exported(rows), False)


def _write_resaved(path: Path, rows: list[FollowerDay]) -> None:
    body: list[tuple[Cell, ...]] = [(row.day, row.new, row.lost, row.net, row.total) for row in rows]
    write_xlsx(path, {"Sheet1": [(TITLE,), HEADER, *body]})


def _write_html(path: Path, rows: list[FollowerDay], thousands: bool) -> None:
    lines = [
        '<html xmlns="http://www.w3.org/TR/REC-html40">',
        '<head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head>',
        '<body><table border="1">',
        f'<tr><td colspan="{len(HEADER)}">{TITLE}</td></tr>',
        _html_row(HEADER),
    ]
    for row in rows:
        counts = [_count(count, thousands) for count in (row.new, row.lost, row.net, row.total)]
        lines.append(_html_row((row.day.isoformat(), *counts)))
    lines.append("</table></body></html>")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _html_row(cells: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _count(count: int | None, thousands: bool) -> str:
    if count is None:
        return "-"
    return f"{count:,}" if thousands else str(count)
