"""Typst source to PDF: the only module that knows Typst; it sees a folder of its own and nothing else."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from pubkpi.model.errors import ReportError
from pubkpi.model.text import Text, Theme
from pubkpi.printing.pdf_stream import pack_objects
from pubkpi.report.formats.fonts import font_file
from pubkpi.report.formats.templates import is_inside

_MAIN = "report.typ"
_PPI = 220.0  # of a picture in a document
# what Typst says of a package that it would fetch, or has looked for; there is none here
_PACKAGE = re.compile(r"^failed to (?:download|decompress|load) package|^package not found")
_PLACE = re.compile(r"┌─ .*?:(\d+):\d+")
_MARKER = re.compile(r'^// template: "(.*)"$')


def pdf(
    source: str, charts: Mapping[str, str], dated: date, templates: Sequence[Path], theme: Theme = "dense"
) -> bytes:
    """The PDF of *source*, with *charts* as ``charts/<name>.svg`` beside it; its clock stands at *dated*.

    The *theme* of official documents takes those of the machine's fonts that it names; else there is none but our own,
    and the PDF is the same everywhere.
    """
    import typst

    clock = datetime(dated.year, dated.month, dated.day, tzinfo=UTC)
    with TemporaryDirectory(prefix="pubkpi-") as folder:
        root = Path(folder)
        (root / "charts").mkdir()
        (root / _MAIN).write_text(source, encoding="utf-8")
        for name, svg in charts.items():
            (root / "charts" / f"{name}.svg").write_text(svg, encoding="utf-8")
        try:
            made, _ = typst.compile_with_warnings(
                root / _MAIN,
                root=root,
                font_paths=[font_file().parent],
                ignore_system_fonts=theme != "official",
                format="pdf",
                pdf_standards=["a-2a", "ua-1"],
                timestamp=clock,
            )
        except typst.TypstError as problem:
            raise _error_at(source, problem.message, problem.diagnostic, templates) from problem
    if not isinstance(made, bytes):
        raise ReportError(_MAIN, Text("没有生成 PDF", "no PDF came out"))
    return pack_objects(made)


def pictures(charts: Mapping[str, str]) -> dict[str, bytes]:
    """*charts*, each an SVG, as PNG."""
    import typst

    with TemporaryDirectory(prefix="pubkpi-") as folder:
        root = Path(folder)
        for index, svg in enumerate(charts.values()):
            (root / f"{index}.svg").write_text(svg, encoding="utf-8")
        pages = "#pagebreak()\n".join(f'#image("{index}.svg")\n' for index in range(len(charts)))
        source = "#set page(width: auto, height: auto, margin: 0pt)\n" + pages
        (root / _MAIN).write_text(source, encoding="utf-8")
        made = typst.compile(
            root / _MAIN,
            root=root,
            font_paths=[font_file().parent],
            ignore_system_fonts=True,
            format="png",
            ppi=_PPI,
        )
    return dict(zip(charts, [made] if isinstance(made, bytes) else made or [], strict=True))


def _error_at(source: str, message: str, diagnostic: str, templates: Sequence[Path]) -> ReportError:
    """The error, at the template's line where the refused line came from it unchanged."""
    place = _PLACE.search(diagnostic)
    lines = source.splitlines()
    number = int(place[1]) if place else 0
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    markers = [found[1] for one in lines[:number] if (found := _MARKER.match(_unescape(one)))]
    name = markers[-1] if markers else "report.typ.j2"
    where = f"{name}:{_line_of(line, name, templates)}".rstrip(":")
    if _PACKAGE.match(message):
        what = Text(f"模板引用了网上的 Typst 包（{line}）", f"the template imports a package from the network ({line})")
        return ReportError(where, what, Text("只能引用本地文件。", "Only local files can be imported."))
    said = f"Typst: {message}" + (f" | {line}" if line else "")
    return ReportError(where, Text(f"排版失败（{said}）", f"typesetting failed ({said})"))


def _unescape(line: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), line)


def _line_of(line: str, name: str, templates: Sequence[Path]) -> str:
    for folder in templates:
        if line and (folder / name).is_file() and is_inside(folder, folder / name):
            numbered = enumerate((folder / name).read_text(encoding="utf-8").splitlines(), start=1)
            return next((str(number) for number, one in numbered if one.strip() == line), "")
    return ""
