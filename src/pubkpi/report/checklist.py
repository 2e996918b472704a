"""The checklist of a period as one page of HTML."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pubkpi import __version__
from pubkpi.model.errors import ReportError
from pubkpi.model.status import Status
from pubkpi.model.system import reason
from pubkpi.model.text import Lang, Text
from pubkpi.report.formats import templates as pages
from pubkpi.report.formats.sandbox import sandbox
from pubkpi.report.wording import checklist as words
from pubkpi.report.wording.numbers import long_day
from pubkpi.workspace.files import write_aside

_WORDS = {
    "indicator": Text("指标", "Indicator"),
    "owner": Text("责任方", "Owner"),
    "state": Text("状态", "State"),
    "lack": Text("缺什么", "What is missing"),
    "remedy": Text("怎么补", "What closes the gap"),
}


class PagePart(NamedTuple):
    """What stands below the list: a heading and its lines."""

    title: str
    lines: tuple[str, ...]


def write(status: Status, parts: Sequence[PagePart], out: Path, lang: Lang, templates: Sequence[Path]) -> Path:
    """The page of *status*, with *parts* below its list, in the folder *out*; *templates* are searched in order. Raises
    ReportError.
    """
    with sandbox() as do:
        text = do(pages.html, "checklist.html.j2", templates, _context(status, parts, lang))
    path = out / f"checklist_{status.period or 'none'}{'' if lang == 'zh' else f'_{lang}'}.html"
    try:
        write_aside(path, text.encode())
    except OSError as problem:
        why = reason(problem)
        what = Text(f"写不进去（{why.zh}）", f"cannot be written ({why.en})")
        raise ReportError(
            str(path), what, Text("检查文件夹的权限和空间。", "See to its rights and space.")
        ) from problem
    return path


def _context(status: Status, parts: Sequence[PagePart], lang: Lang) -> dict[str, object]:
    label = status.period.label(lang) if status.period else ""
    title = Text(f"{label}资料清单", f"Checklist of {label}").say(lang)
    at = status.loaded_at
    dated = Text(f"最近一次导入 {long_day(at, 'zh')}", f"last load {long_day(at, 'en')}").say(lang) if at else ""
    summary = status.unplanned.line(lang) if status.unplanned else words.summary(status.checklist, lang)
    return {
        "language": "zh-CN" if lang == "zh" else "en-US",
        "title": title,
        "over": label,
        "dated": dated,
        "summary": summary,
        "words": {name: one.say(lang) for name, one in _WORDS.items()},
        "rows": [words.row(one, lang)._asdict() for one in status.checklist],
        "parts": [part._asdict() for part in parts if part.lines],
        "foot": Text("单个文件，可离线打开", "one file, works offline").say(lang),
        "version": f"pubkpi {__version__}",
    }
