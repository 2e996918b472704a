"""Which forms were written, and what is to be done with them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.model.text import count_of

if TYPE_CHECKING:
    from pubkpi.model.periods import Period
    from pubkpi.model.status import NeededForm


def show_written(path: Path, *, is_nil: bool) -> None:
    """The form at *path*; one that declares that nothing happened *is_nil*, and needs no filling in."""
    console.say(t(f"已写出 {path}", f"written: {path}"))
    following = f"pubkpi ingest {console.in_quotes(path)}"
    console.say(
        t(f"接着运行 {following}", f"Next: {following}")
        if is_nil
        else t(f"填好后运行 {following}", f"Fill it in, then run {following}")
    )


def show_missing(period: "Period", forms: "Sequence[NeededForm]") -> None:
    """Each form that *period* needs, with whose it is and how many rows it has already."""
    if not forms:
        console.say(t(f"{period} 不缺登记表", f"{period} needs no form"))
        return
    lang, comma = language(), t("、", ", ")
    for one in forms:
        about = " · ".join(comma.join(text.say(lang) for text in some) for some in (one.owners, one.indicators) if some)
        rows = t(f"，已有 {one.rows} 行待补", f", {count_of(one.rows, 'row')} to complete") if one.rows else ""
        state = t("已写出", "written") if one.is_new else t("已有，没有动", "there already, left as it is")
        console.say(f"{state}{t('：', ': ')}{one.path}{t('（', ' (')}{about}{rows}{t('）', ')')}")
    following = f"pubkpi ingest {console.in_quotes(forms[0].path.parent)}"
    console.say(t(f"填好后运行 {following}", f"Fill them in, then run {following}"))
