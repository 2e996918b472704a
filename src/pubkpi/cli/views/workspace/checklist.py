"""The checklist of a period on the terminal."""

from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.report.wording import checklist as words

if TYPE_CHECKING:
    from pubkpi.model.status import Status

_LABEL, _OWNER = 30, 20  # the most cells that names are padded to


def show_checklist(status: "Status") -> None:
    """Each indicator in a line, below it what lacks and what closes the gap; or why there is no list."""
    if status.period is None or not status.has_plan:
        return
    lang = language()
    if status.unplanned:
        console.out(t("没有清单：", "no checklist: ") + status.unplanned.line(lang))
        return
    console.out(f"{status.period.label(lang)} · {words.summary(status.checklist, lang)}")
    rows = [words.row(one, lang) for one in status.checklist]
    label, owner = console.cells(row.label for row in rows), console.cells(row.owner for row in rows)
    for row in rows:
        names = console.pad(row.label, min(label, _LABEL)), console.pad(row.owner, min(owner, _OWNER))
        console.paragraph(f"{row.sign} {names[0]}  {names[1]}  {row.state}", 2, 4)
        for lack, remedy in row.gaps:
            console.paragraph(lack, 6, 6)
            if remedy:
                console.paragraph(f"→ {remedy}", 6, 8)
