"""Makes the two pictures of the README again, docs/report.png and docs/terminal.svg, from the sample data.

    .venv/bin/python docs/pictures.py [DEMO]

DEMO is a folder that `pubkpi demo` wrote; without it one is made for the time being. Needs pdftoppm (poppler), and a
pseudo-terminal: Linux or macOS.
"""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.cells import cell_len, chop_cells

DOCS = Path(__file__).resolve().parent
PUBKPI = [sys.executable, "-m", "pubkpi"]
CHINESE = {**os.environ, "LC_ALL": "zh_CN.UTF-8", "TERM": "xterm-256color"}
PERIOD = "2024Q4"
COLUMNS = 108
CELL, LINE, EDGE = 8, 20, 16  # pixels: a column, a line, the space around all of them
FONTS = "Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', 'Microsoft YaHei', 'PingFang SC', monospace"
FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="{fonts}" font-size="14">
<title>pubkpi score</title>
<rect width="100%" height="100%" rx="8" fill="#1f2630"/>
<g fill="#e3e7ec" xml:space="preserve">
{words}
</g>
</svg>
"""


def picture_page(report: Path) -> None:
    """The upper part of the first page of *report*, a PDF."""
    size = ["-r", "75", "-x", "0", "-y", "0", "-W", "621", "-H", "701"]
    subprocess.run(["pdftoppm", "-png", "-singlefile", *size, report, DOCS / "report"], check=True)


def picture_terminal(demo: Path) -> None:
    """A terminal after `pubkpi score`, as drawn text: each word begins in its column, whatever fonts a reader has."""
    words = ["score", "--quarter", PERIOD]
    lines = [f"> pubkpi {' '.join(words)}", *screen([*PUBKPI, *words], demo)]
    drawn = [word for number, line in enumerate(lines, 1) for word in drawn_words(line, EDGE + number * LINE - 6)]
    width, height = COLUMNS * CELL + 2 * EDGE, len(lines) * LINE + 2 * EDGE
    page = FRAME.format(width=width, height=height, fonts=FONTS, words="\n".join(drawn))
    (DOCS / "terminal.svg").write_text(page, "utf-8")


def drawn_words(line: str, height: int) -> Iterator[str]:
    """Each word of *line* that is all narrow or all wide letters, *height* pixels down."""
    column = 0
    for (is_blank, _), letters in groupby(line, key=lambda one: (one == " ", cell_len(one))):
        word = "".join(letters)
        wide = cell_len(word)
        if not is_blank:
            yield f'<text x="{EDGE + column * CELL}" y="{height}" textLength="{wide * CELL}">{escape(word)}</text>'
        column += wide


def screen(words: list[str], folder: Path) -> list[str]:
    """The lines that a terminal of COLUMNS shows of the command *words* before its flags, run in *folder*."""
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 60, COLUMNS, 0, 0))
        os.chdir(folder)
        os.execve(words[0], words, CHINESE)  # noqa: S606
    written = b""
    try:
        while part := os.read(terminal, 65536):
            written += part
    except OSError:
        pass  # so Linux says that the command has ended
    os.waitpid(child, 0)
    plain = re.sub(r"\x1b\[[0-9;]*[mK]", "", written.decode().replace("\r\n", "\n")).partition("提示 · ")[0]
    shown = (line.rpartition("\r")[2] for line in plain.strip().split("\n"))  # what a line began with is overwritten
    return [part for line in shown for part in chop_cells(line, COLUMNS) or [""]]


def main(folder: str | None = None) -> None:
    """Both pictures, of the sample workspace in *folder*."""
    with TemporaryDirectory() as room:
        demo = Path(folder or room) / ("" if folder else "demo")
        if not folder:
            subprocess.run([*PUBKPI, "demo", demo], check=True, env=CHINESE)
        picture_page(demo / "reports" / f"report_department_2024_{PERIOD}.pdf")
        picture_terminal(demo)


if __name__ == "__main__":
    main(*sys.argv[1:])
