"""All words to the terminal: data on stdout, talk on stderr. The only module that prints."""

import codecs
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import FileIO, TextIOWrapper
from typing import TYPE_CHECKING, Literal, TextIO

from pubkpi.cli.locale import language, t
from pubkpi.cli.terminal.waiting import WaitingLine
from pubkpi.cli.views.pages import table_width
from pubkpi.model.errors import PubkpiError
from pubkpi.model.findings import Finding
from pubkpi.model.text import sentence
from pubkpi.printing import spreadsheet
from pubkpi.printing.signs import json_visible, visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WAITING = WaitingLine()
_ACTING = re.compile(r"[\s&|<>()^;,=!'`%*?#~$]")
_PIPE_WIDTH = 200  # a pipe has no width: nothing is cut
# What a GBK terminal shows in place of signs that it has not.
_INSTEAD = {"◐": "◇", "†": "*", "−": "-", "\u00a0": " "}


def set_up() -> None:
    """Write in the encoding of PYTHONIOENCODING, on a terminal in its locale's if that has Chinese, else in UTF-8."""
    encoding, _, errors = os.environ.get("PYTHONIOENCODING", "").partition(":")
    codecs.register_error("pubkpi", _instead)
    # a stream that the caller closed is one whose words nobody wants
    sys.stdout, sys.stderr = (one or TextIOWrapper(FileIO(os.devnull, "w")) for one in (sys.stdout, sys.stderr))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            spoken = encoding or (stream.encoding if stream.isatty() else "")
            stream.reconfigure(encoding=_usable(spoken, is_wish=bool(encoding)), errors=errors or "pubkpi")


def _usable(encoding: str, *, is_wish: bool) -> str:
    """The *encoding* if it exists and has Chinese, or the user wants it (*is_wish*); else UTF-8."""
    try:
        if not is_wish:
            "中".encode(encoding)
        return codecs.lookup(encoding).name
    except (LookupError, UnicodeEncodeError):
        return "utf-8"


def _instead(problem: UnicodeError) -> tuple[str, int]:
    """The nearest character that the encoding has, or the code of the one that it lacks."""
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    lacking = problem.object[problem.start : problem.end]
    return "".join(_INSTEAD.get(one) or ascii(one)[1:-1] for one in lacking), problem.end


def finish() -> None:
    """Flush stdout, so that a full disk or a closed pipe is noticed while it can still be reported."""
    sys.stdout.flush()


def leave() -> None:
    """Drop what stdout still holds: nobody reads it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def out(words: str) -> None:
    """Print a line of data."""
    _WAITING.stop()
    print(visible(words))


def page(words: str) -> None:
    """Print several lines of data."""
    for line in words.split("\n"):
        out(line)


def paragraph(words: str, indent: int, further: int) -> None:
    """Print *words* as data, *indent* cells in; where they are wider than the terminal, further lines *further* in."""
    from rich.text import Text

    _WAITING.stop()
    console, line = rich_console(sys.stdout), Text(visible(words))
    first, *rest = line.wrap(console, max(console.width - max(indent, further), 1)) or [line]
    for place, one in ((indent, first), *((further, one) for one in rest)):
        print(f"{' ' * place}{one.plain.rstrip()}")


def pad(words: str, width: int) -> str:
    """*words* with blanks behind them, up to so many cells."""
    return words + " " * (width - cells([words]))


def cells(words: Iterable[str]) -> int:
    """The cells that the widest of *words* takes."""
    from rich.cells import cell_len

    return max(map(cell_len, words), default=0)


def say(words: str) -> None:
    """Write a line of talk to stderr."""
    _WAITING.stop()
    # at once: an interruption between the words and their line's end would leave its own words behind them
    sys.stderr.write(f"{visible(words)}\n")


def error(problem: PubkpiError) -> None:
    """Write the one line of an error, and of each that was found along with it."""
    for one in problem.all:
        say(f"pubkpi: {t('错误：', 'error: ')}{one.line(language())}")


def in_quotes(path: object) -> str:
    """*path* as it is typed in a command: in quotes when it has a space, or a sign that a shell or cmd acts on."""
    return f'"{path}"' if _ACTING.search(str(path)) else str(path)


def as_json(data: object) -> None:
    """*data* as JSON on stdout."""
    _WAITING.stop()
    print(json_visible(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)))


def as_csv(rows: Iterable[Sequence[object]], remarks: Sequence[Finding] = ()) -> None:
    """*rows* as CSV on stdout, safe to open in Excel and WPS: UTF-8 with BOM, no cell that runs as a formula; what
    the *remarks* say of them on stderr.
    """
    _WAITING.stop()
    sys.stdout.flush()
    sys.stdout.buffer.write(spreadsheet.as_csv(rows))
    sys.stdout.buffer.flush()
    findings(remarks)


def table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Iterable[int] = (),
    title: str = "",
    drop: Sequence[int] = (),
    widths: Sequence[int] = (),
) -> None:
    """A table for people on stdout, as wide as the terminal; the columns *right* are numbers.

    Where it is too wide, the columns *drop* are left out, in that order, until it fits, and are named below it.
    Columns of given *widths* take those, and their cells wrap.
    """
    _WAITING.stop()
    listed, left = [tuple(row) for row in rows], list(range(len(header)))
    for place in drop:
        if _width([[row[i] for i in left] for row in (header, *listed)]) <= width():
            break
        left.remove(place)
    rich_console(sys.stdout).print(_laid_out(header, listed, left, set(right), title, widths))
    if gone := [name for place, name in enumerate(header) if place not in left]:
        too_narrow(gone)


def too_narrow(columns: Sequence[str]) -> None:
    """Say which columns of a table are left out, for want of room."""
    names = t("、", ", ").join(columns)
    say(t(f"窗口较窄，未列：{names}。加宽窗口可见。", f"Too narrow for: {names}. A wider window shows them."))


def _laid_out(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    left: Sequence[int],
    numbers: set[int],
    title: str,
    widths: Sequence[int],
) -> "Table":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    shown = Table(
        box=SIMPLE_HEAD, title=Text(visible(title), "italic") if title else None, title_justify="left", pad_edge=False
    )
    named = _width([(row[left[0]],) for row in (header, *rows)]) <= width() // 2  # a name of usual length stays whole
    for place in left:
        is_number = place in numbers
        is_whole = not widths and (is_number or (named and place == left[0]))
        justify: Literal["right", "left"] = "right" if is_number else "left"
        wide = widths[place] if widths else None
        shown.add_column(Text(visible(header[place])), width=wide, justify=justify, no_wrap=is_whole, overflow="fold")
    for row in rows:
        shown.add_row(*(Text(visible(row[place])) for place in left))
    return shown


def fits(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bool:
    """Whether the table fits the terminal without breaking a cell."""
    return _width([header, *rows]) <= width()


def width() -> int:
    """How many columns the terminal has; a pipe has plenty."""
    return rich_console(sys.stdout).width


def _width(rows: Sequence[Sequence[str]]) -> int:
    from rich.cells import cell_len

    return table_width([max(map(cell_len, column)) for column in zip(*rows, strict=True)])


def has_terminal() -> bool:
    """Whether stderr is a terminal."""
    return sys.stderr.isatty()


@contextmanager
def waiting() -> Iterator[None]:
    """Inside, a terminal on which nothing is said for two seconds shows how long it has been, until something is."""
    if has_terminal():
        _WAITING.start(lambda words: (sys.stderr.write(words), sys.stderr.flush()))
    try:
        yield
    finally:
        _WAITING.stop()


def end_waiting() -> None:
    """Take the line of `waiting` away: something else is written."""
    _WAITING.stop()


def can_ask() -> bool:
    """Whether the user can be asked: stdin and stderr are a terminal."""
    _WAITING.stop()
    return sys.stdin is not None and sys.stdin.isatty() and has_terminal()


def reason(problem: PubkpiError) -> str:
    """What is wrong, without the place and the hint."""
    return problem.what.say(language())


def severity(finding: Finding) -> str:
    """The severity of *finding*, in the terminal's language."""
    return {"error": t("错误", "error"), "warning": t("警告", "warning"), "info": t("说明", "note")}[finding.severity]


def findings(items: Sequence[Finding]) -> None:
    """Write findings, one a line, in the order given."""
    lang = language()
    for finding in items:
        words = sentence(finding.message, finding.hint, lang)
        say(f"{severity(finding)}: {finding.where}: {words} [{finding.id}]")


def rich_console(stream: TextIO) -> "Console":
    """What draws tables and bars on *stream*; a pipe has plenty of columns."""
    from rich.console import Console

    return Console(file=stream, width=None if stream.isatty() else _PIPE_WIDTH, highlight=False)
