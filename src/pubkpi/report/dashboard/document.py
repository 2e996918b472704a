"""The dashboard as one file of HTML with its data, style and script; nothing in it asks for anything outside."""

import json
from collections.abc import Sequence
from pathlib import Path

from pubkpi.model.dashboard import Dashboard
from pubkpi.model.errors import ReportError
from pubkpi.model.system import reason
from pubkpi.model.text import Lang, Text
from pubkpi.report.dashboard.data import dashboard_data
from pubkpi.report.dashboard.words import WORDS
from pubkpi.report.formats import annex
from pubkpi.report.formats import templates as pages
from pubkpi.report.formats.sandbox import sandbox
from pubkpi.report.headline import change_words
from pubkpi.report.leaves import band_words
from pubkpi.report.wording import numbers
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES
from pubkpi.workspace.files import write_aside

_DIGEST_DIGITS = 12


def write(board: Dashboard, out: Path, lang: Lang, templates: Sequence[Path]) -> Path:
    """The file of *board* in *out*; *templates* are searched in order. Raises ReportError."""
    name = annex.checked(f"dashboard_{board.kpis.id}{'' if lang == 'zh' else f'_{lang}'}.html")
    with sandbox() as do:
        script = do(pages.script, "dashboard.js", templates)
        known = {**_frame(board, lang), **script, "data": _page_data(board, lang)}
        text = do(pages.html, "dashboard.html.j2", templates, known)
    path = out / name
    try:
        write_aside(path, text.encode())
    except OSError as problem:
        why = reason(problem)
        what = Text(f"写不进去（{why.zh}）", f"cannot be written ({why.en})")
        hint = Text("检查文件夹的权限和空间，或用 --out 写到别处。", "See to its rights and space, or choose --out.")
        raise ReportError(str(path), what, hint) from problem
    return path


def _page_data(board: Dashboard, lang: Lang) -> str:
    """The data, in which nothing can end their element."""
    data = json.dumps(dashboard_data(board, lang), ensure_ascii=False, separators=(",", ":"))
    return data.replace("<", "\\u003c")


def _frame(board: Dashboard, lang: Lang) -> dict[str, object]:
    """What stands around the views."""
    dot = PHRASES["dot"].say(lang)
    dated = f"{PHRASES['dated'].say(lang)} {numbers.long_day(board.dated, lang)}"
    state = f"{PHRASES['state'].say(lang)} {board.digest[:_DIGEST_DIGITS]}"
    edited = WORDS["edited"].say(lang) if board.edits else ""
    over = (board.organisation, board.kpis.label.say(lang), edited, dated, state, WORDS["offline"].say(lang))
    return {
        "language": "zh-CN" if lang == "zh" else "en-US",
        "name": f"{board.kpis.label.say(lang)}{dot}{WORDS['title'].say(lang)}",
        "title": _title(board, lang),
        "over": dot.join(filter(None, over)),
        "version": f"pubkpi {board.version}",
        "no_script": WORDS["script"].say(lang),
    }


def _title(board: Dashboard, lang: Lang) -> str:
    """The newest total with its band, and what explains its change; without one, whose dashboard it is."""
    label, dot = board.kpis.label.say(lang), PHRASES["dot"].say(lang)
    cards = [one for period, one in board.cards.items() if period.kind == board.kpis.rhythm]
    if not cards:
        return f"{label}{dot}{WORDS['title'].say(lang)}"
    newest = max(cards, key=lambda card: card.period)
    total, band = numbers.score(newest.total.score_printed), band_words(newest.total, lang)
    words = WORDS["headline"] if newest.total.score is not None else WORDS["headline_none"]
    change = change_words(newest, board.explanation, lang)
    return fill(words, lang, label=label, period=newest.period.label(lang), total=total, band=band, change=change)
