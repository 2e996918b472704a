"""What is to be said of the sheets of a workbook: hidden ones, formulas that are all 0, days as bare numbers."""

from collections.abc import Iterator

from pubkpi.ingest.rows.part import Match
from pubkpi.model.findings import Finding
from pubkpi.model.text import NOTHING, Text


def sheet_findings(match: Match, name: str) -> Iterator[Finding]:
    """Days read from bare numbers, formulas all 0, and sheets of another export or hidden ones, in the file *name*."""
    if match.serial:
        message = Text(
            f"日期是没有格式的数字，按 Excel 的日期序号读：{match.serial}",
            f"days are bare numbers and were read as Excel counts days: {match.serial}",
        )
        yield Finding("ingest.serial_days", "info", name, message, NOTHING)
    if match.zero:
        words = ", ".join(match.zero)
        message = Text(
            f"{words} 里的公式结果全是 0，可能没有算过",
            f"all formulas on {words} give 0: they may never have been worked out",
        )
        hint = Text(
            "用 Excel 或 WPS 打开核对，另存后再导入。", "Look at it in Excel or WPS, save it there, ingest it again."
        )
        yield Finding("ingest.zero_formulas", "warning", name, message, hint)
    if match.others:
        zh = "、".join(f"{sheet}（{label.zh}）" for sheet, label in match.others)
        en = ", ".join(f"{sheet} ({label.en})" for sheet, label in match.others)
        message = Text(f"没有读的工作表是别的导出：{zh}", f"sheets that hold another export were not read: {en}")
        hint = Text("要用它，就另存成一个文件再导入。", "To use one, save it as a file of its own and ingest that.")
        yield Finding("ingest.other_sheet", "warning", name, message, hint)
    if match.hidden:
        words = ", ".join(match.hidden)
        message = Text(
            f"隐藏的工作表里也有能认的表，没有读：{words}",
            f"hidden sheets hold an export, too, and were not read: {words}",
        )
        hint = Text("要用它，就取消隐藏，另存后再导入。", "To use one, unhide it, save and ingest again.")
        yield Finding("ingest.hidden_sheet", "warning", name, message, hint)
