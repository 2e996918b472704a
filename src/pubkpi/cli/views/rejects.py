"""The rejected rows, and the copies of files in which they are marked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.model.text import Lang

if TYPE_CHECKING:
    from pathlib import Path

    from pubkpi.model.status import Reject, Rejects


def reject_rows(rejects: "Rejects") -> list[tuple[str, ...]]:
    """The rejected rows, one a line, below their header."""
    lang = language()
    header = (
        *(t("文件", "file"), t("工作表", "sheet"), t("行", "row")),
        *(t("表头", "header"), t("原文", "raw text"), t("原因", "reason")),
    )
    rows = ((r.file, r.sheet, _rows(r), r.header, r.raw or "", r.reason.say(lang)) for r in rejects.rows)
    return [header, *rows]


def _rows(one: "Reject") -> str:
    return f"{one.row}–{one.last}" if one.last else str(one.row)


def show_rejects(rejects: "Rejects") -> None:
    """The rejected rows as a table."""
    if not rejects.rows:
        console.out(t("没有拒收的行。", "No row was rejected."))
        return
    header, *rows = reject_rows(rejects)
    console.table(header, rows, right=(2,))


def show_copies(paths: Sequence["Path"]) -> None:
    """Say where the marked copies are, and what to do with them."""
    if not paths:
        console.out(t("没有拒收的行。", "No row was rejected."))
        return
    for path in paths:
        console.out(t(f"已写出 {path}", f"written: {path}"))
    following = " ".join(["pubkpi ingest", *map(console.in_quotes, paths)])
    console.say(t(f"标红处改好后运行 {following}", f"Mend what is marked red, then run {following}"))


def show_unlisted(rejects: "Rejects") -> None:
    """Say how many rejected rows are not among those kept."""
    more = rejects.count - rejects.stored
    if more:
        console.say(t(f"另有 {more} 行被拒收，没有逐行保存。", f"{more} more were rejected and not kept row by row."))


def rejects_as_json(rejects: "Rejects", lang: Lang) -> dict[str, Any]:
    """The rejected rows for `rejects --format json`."""
    rows = [
        {
            "file": r.file,
            "sheet": r.sheet,
            "row": r.row,
            "last_row": r.last or r.row,
            "header": r.header or None,
            "raw": r.raw,
            "reason": r.reason.say(lang),
        }
        for r in rejects.rows
    ]
    return {"schema_version": 1, "rejected": rejects.count, "rows": rows}
