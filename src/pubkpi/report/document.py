"""A review becomes the documents that a meeting reads."""

from base64 import b64encode
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from pubkpi.model.errors import ReportError
from pubkpi.model.log import Log
from pubkpi.model.review import Review
from pubkpi.model.status import Reject
from pubkpi.model.system import reason
from pubkpi.model.text import Format, Lang, Text
from pubkpi.printing.spreadsheet import as_csv
from pubkpi.report.charts.figures import View
from pubkpi.report.content import Content
from pubkpi.report.formats import annex, office
from pubkpi.report.formats.sandbox import sandbox
from pubkpi.report.page import DEFAULT_SECTIONS, SECTIONS, page
from pubkpi.report.wording.words import words_by_name
from pubkpi.workspace.files import write_aside, zip_entry

Document = tuple[str, bytes]  # the name of a file, and what is in it
_LOG = Log("report")


def write(
    review: Review,
    out: Path,
    lang: Lang,
    formats: Sequence[Format],
    templates: Sequence[Path],
    names: Sequence[str] = DEFAULT_SECTIONS,
    rejects: Sequence[Reject] = (),
) -> list[Path]:
    """The files of *review*'s report in *out*, one a format in the order asked for; without a workbook, which has it,
    and the *rejects*, as sheets, then the list of loaded files.

    *templates* are searched in order, so that a workspace's file wins over the shipped one; *names* are those of the
    sections. Raises ReportError.
    """
    return save(out, documents([review], lang, formats, templates, names, rejects))


def documents(
    reviews: Iterable[Review],
    lang: Lang,
    formats: Sequence[Format],
    templates: Sequence[Path],
    names: Sequence[str] = DEFAULT_SECTIONS,
    rejects: Sequence[Reject] = (),
) -> Generator[Document]:
    """The same files of all *reviews*, one after another, each with its name and bytes."""
    office.require(formats)
    with sandbox() as do:
        for review in reviews:
            name = annex.checked(annex.base(review, lang))
            sections = section_views(review, lang, names)
            views = context(sections, review, lang, formats)
            content = Content(do, review, lang, sections, views, templates, rejects)
            yield from [(f"{name}.{form}", _MAKERS[form](content)) for form in formats]
            if "xlsx" not in formats:
                yield annex.files_name(review, lang), as_csv(annex.file_rows(review, lang))


def save(out: Path, files: Generator[Document]) -> list[Path]:
    """Write the *files* into the folder *out*; their paths."""
    paths = []
    # where one cannot be written, the process that makes them ends at once
    with closing(files):
        for file, data in files:
            path = out / file
            _LOG.debug("%s: %s bytes", path, len(data))
            _write(path, data)
            paths.append(path)
    return paths


def bundle(path: Path, files: Generator[Document], day: date) -> list[Path]:
    """Write the *files* into one ZIP at *path*, in order of name, its clock at *day*: always the same bytes."""
    stream = BytesIO()
    with closing(files), ZipFile(stream, "w", ZIP_DEFLATED) as target:
        for name, data in sorted(files):
            target.writestr(zip_entry(name, day), data)
    _write(path, stream.getvalue())
    return [path]


def _write(path: Path, data: bytes) -> None:
    try:
        write_aside(path, data)
    except OSError as problem:
        why = reason(problem)
        what = Text(f"写不进去（{why.zh}）", f"cannot be written ({why.en})")
        hint = Text("检查文件夹的权限和空间，或用 --out 写到别处。", "See to its rights and space, or choose --out.")
        raise ReportError(str(path), what, hint) from problem


def section_views(review: Review, lang: Lang, names: Sequence[str] = DEFAULT_SECTIONS) -> dict[str, View]:
    """The view of each section by its name, of those that have something to say; empty where it has a template only."""
    views = {name: SECTIONS[name](review, lang) if name in SECTIONS else View() for name in names}
    return {name: view for name, view in views.items() if view is not None}


def context(
    sections: Mapping[str, View], review: Review, lang: Lang, formats: Sequence[Format] = ()
) -> dict[str, object]:
    """Everything that templates know: the *sections*, the page around them, the words."""
    words = words_by_name(review.card.period.kind, lang)
    return {**sections, "page": page(review, lang, sections, formats), "words": words}


def _html(content: Content) -> bytes:
    from pubkpi.report.formats import fonts
    from pubkpi.report.formats import templates as pages

    script = content.do(pages.script, "report.js", content.templates)
    known = {**content.template_context, "charts": content.charts, **script}
    # Twice: the font that the page carries holds the characters that the page turned out to have.
    bare = content.do(pages.html, "report.html.j2", content.templates, {**known, "font": ""})
    font = b64encode(fonts.subset([bare])).decode()
    return content.do(pages.html, "report.html.j2", content.templates, {**known, "font": font}).encode()


def _pdf(content: Content) -> bytes:
    from pubkpi.report.formats import fonts, pdf
    from pubkpi.report.formats import templates as pages

    source = content.do(pages.typst, "report.typ.j2", content.templates, content.template_context, fonts.characters())
    return content.do(
        pdf.pdf, source, content.charts, content.review.dated, content.templates, content.review.imprint.theme
    )


def _xlsx(content: Content) -> bytes:
    from pubkpi.report.formats.office import xlsx

    sheets = annex.sheets(content.review, content.rejects, content.lang)
    return xlsx.workbook(content.frame, content.outlines, sheets, content.drawings)


def _docx(content: Content) -> bytes:
    from pubkpi.report.formats.office import docx

    return content.do(docx.document, content.frame, content.outlines, content.pictures, content.templates)


def _pptx(content: Content) -> bytes:
    from pubkpi.report.formats.office.pptx import presentation

    return presentation(content.frame, content.outlines, content.drawings)


_MAKERS: Mapping[Format, Callable[[Content], bytes]] = {
    "html": _html,
    "pdf": _pdf,
    "docx": _docx,
    "xlsx": _xlsx,
    "pptx": _pptx,
}
