"""Files of others, read in a process of its own: one that takes all memory or never ends is refused, that is all."""

import re
from collections.abc import Callable
from typing import TypeVar

from pubkpi.engine.worker import Limits, Worker
from pubkpi.ingest import containers
from pubkpi.ingest.containers import other_formats
from pubkpi.ingest.containers.delimited import regular_text
from pubkpi.ingest.containers.sheet import Book
from pubkpi.model.errors import DataError, WorkError
from pubkpi.model.text import Text

Result = TypeVar("Result")
WORKER = Worker()
# A file may take so much more for each MB above the usual; and one that was read before, perhaps on a quicker machine,
# so many times as much.
_USUAL_MB, _MEMORY_PER_MB, _SECONDS_PER_MB, _AGAIN = 5, 40, 1, 4
# A name is short; a pattern that fits it at all does so at once.
_PATTERN = Limits(500, 2)


def read(data: bytes, name: str, limits: Limits, *, again: bool = False) -> Book:
    """The file as `containers.read` has it; DataError also when that takes more than the *limits* for one of its size.

    Of a big, regular text only the first rows are cells. One that was read before may take more *again*.
    """
    return _plain(data, name) or done(containers.read, data, name, limits=limits, again=again)


def done(work: Callable[..., Result], data: bytes, name: str, *given: object, limits: Limits, again: bool) -> Result:
    """What *work* makes of *data*, the file *name*, and of what is *given*, in the same way."""
    try:
        return WORKER.do(work, data, name, *given, limits=_scale(limits, len(data), again=again))
    except WorkError as problem:
        what = Text(f"读取时{problem.what.zh}", f"reading it {problem.what.en}")
        raise DataError(name, what, _hint(problem.setting)) from problem


def complete(book: Book, data: bytes, name: str, limits: Limits, *, again: bool = False) -> Book:
    """*book*, read from *data*, with all rows as cells, those of a text by its records."""
    if book.container == "text":
        return done(containers.read, data, name, limits=limits, again=again)
    return containers.complete(book)


def group(pattern: str, words: str, at: str) -> str | None:
    """What the first group of *pattern*, which stands *at* that place of a profile, finds in *words*, if it fits.

    DataError when it never comes to an end, as some do on some words.
    """
    try:
        return WORKER.do(_group, str(pattern), words, limits=_PATTERN)
    except WorkError as problem:
        what = Text(f"拿它认文件名 {words}，{problem.what.zh}", f"matching it with {words} {problem.what.en}")
        hint = Text("改简单些，不要在重复里再套重复。", "Write a simpler one: no repetition inside another.")
        raise DataError(at, what, hint) from problem


def _group(pattern: str, words: str) -> str | None:
    found = re.search(pattern, words)
    return found[1] if found else None


def _plain(data: bytes, name: str) -> Book | None:
    """A text that is batches, if *data* is one: nothing in it can grow, and to pass it on takes time."""
    if len(data) < regular_text.BATCHES_FROM or containers.container(data) != "text":
        return None
    other_formats.check_start(data, name)
    book = regular_text.read(data, name)
    if book:
        containers.check_width(book, name)
    return book


def _scale(limits: Limits, size: int, *, again: bool) -> Limits:
    megabytes, more = max(0, size // 1_000_000 - _USUAL_MB), _AGAIN if again else 1
    return Limits(
        (limits.memory_mb + megabytes * _MEMORY_PER_MB) * more, (limits.seconds + megabytes * _SECONDS_PER_MB) * more
    )


def _hint(setting: str) -> Text:
    again = Text("请重新下载，或在 Excel/WPS 里另存一次", "Download it again, or save it once more in Excel or WPS")
    if not setting:
        return Text(f"{again.zh}。", f"{again.en}.")
    return Text(
        f"{again.zh}；文件确实没问题，就调高 pubkpi.toml 的 [ingest] {setting}。",
        f"{again.en}; if it is sound, raise [ingest] {setting} in pubkpi.toml.",
    )
