"""What a cell of a workbook that came back is refused for, whatever sheet it stands on."""

from pubkpi.model.errors import SpecError
from pubkpi.model.kpis.plan_sheet import PlanCell
from pubkpi.model.text import NOTHING, Text


def refuse_formula(words: str, place: str) -> None:
    """SpecError where the cell at *place* is a formula that was never worked out."""
    if words.startswith("#="):
        what = Text(f"公式还没有算出值：{words[1:]}", f"a formula without a value: {words[1:]}")
        raise SpecError(place, what, Text("在 Excel/WPS 里打开，另存一次。", "Open it in Excel or WPS and save it."))


def refuse_closed(cell: PlanCell, words: str, place: str) -> None:
    """SpecError where the *cell*, which has those *words*, may not be changed."""
    if not cell.is_open:
        what = Text(f"这一格不能改，应为 {words}", f"this cell cannot be changed; it is {words}")
        raise SpecError(place, what, reason_of(cell))


def refuse_changed_since(words: str, place: str) -> None:
    """SpecError for a cell that was changed in the file, too: it has those *words* there."""
    what = Text(
        f"导出之后 YAML 里也改了这一格，现在是 {words}",
        f"the file was changed here, too, since the workbook was written: it has {words}",
    )
    raise SpecError(place, what, WRITE_ANEW)


def reason_of(cell: PlanCell) -> Text:
    """Why the *cell* is as it is, as a sentence."""
    return Text(f"{cell.why.zh}。", f"{cell.why.en}.") if cell.why.zh else NOTHING


WRITE_ANEW = Text("重新导出（pubkpi plan edit）再改。", "Write the workbook anew and change that.")
