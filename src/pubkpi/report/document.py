"""A review becomes the documents that a meeting reads."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pubkpi.model.errors import ReportError
from pubkpi.model.log import Log
from pubkpi.model.review import Review
from pubkpi.model.system import reason
from pubkpi.model.text import Lang, Text
from pubkpi.printing.spreadsheet import as_csv
from pubkpi.report import Format
from pubkpi.report.charts.figures import Figure, View, WaterfallChart
from pubkpi.report.formats import annex
from pubkpi.report.formats.sandbox import Runner, sandbox
from pubkpi.report.page import DEFAULT_SECTIONS, SECTIONS, page
from pubkpi.report.wording.words import words_by_name
from pubkpi.workspace.files import write_aside

_LOG = Log("report")


def write(
    review: Review,
    out: Path,
    lang: Lang,
    formats: Sequence[Format],
    templates: Sequence[Path],
    names: Sequence[str] = DEFAULT_SECTIONS,
) -> list[Path]:
    """The files of *review*'s report in *out*, one a format in the order asked for, then the list of loaded files.

    *templates* are searched in order, so that a workspace's file wins over the shipped one; *names* are those of the
    sections. Raises ReportError.
    """
    sections = section_views(review, lang, names)
    views = context(sections, review, lang)
    name = annex.checked(annex.base(review, lang))
    with sandbox() as do:
        charts = _charts(sections.values())
        documents = {f"{name}.{form}": _document(do, form, review, views, charts, templates) for form in formats}
    documents[annex.files_name(review, lang)] = as_csv(annex.file_rows(review, lang))
    paths = []
    for file, data in documents.items():
        path = out / file
        _LOG.debug("%s: %s bytes", path, len(data))
        try:
            write_aside(path, data)
        except OSError as problem:
            why = reason(problem)
            what = Text(f"写不进去（{why.zh}）", f"cannot be written ({why.en})")
            hint = Text(
                "检查文件夹的权限和空间，或用 --out 写到别处。", "See to its rights and space, or choose --out."
            )
            raise ReportError(str(path), what, hint) from problem
        paths.append(path)
    return paths


def section_views(review: Review, lang: Lang, names: Sequence[str] = DEFAULT_SECTIONS) -> dict[str, View]:
    """The view of each section by its name, of those that have something to say."""
    views = {name: SECTIONS[name](review, lang) for name in names}
    return {name: view for name, view in views.items() if view is not None}


def context(sections: Mapping[str, View], review: Review, lang: Lang) -> dict[str, object]:
    """Everything that templates know: the *sections*, the page around them, the words."""
    return {**sections, "page": page(review, lang, sections), "words": words_by_name(review.card.period.kind, lang)}


def _charts(sections: Iterable[View]) -> dict[str, str]:
    """The SVG of every figure of the *sections*, by the figure's name."""
    figures = [figure for section in sections for figure in section.figures]
    return {figure.name: _drawn(figure) for figure in figures}


def _drawn(figure: Figure) -> str:
    if isinstance(figure, WaterfallChart):
        from pubkpi.report.charts.waterfall import draw_waterfall

        return draw_waterfall(figure)
    from pubkpi.report.charts.draw import draw

    return draw(figure)


def _document(
    do: Runner,
    form: Format,
    review: Review,
    views: Mapping[str, object],
    charts: Mapping[str, str],
    templates: Sequence[Path],
) -> bytes:
    from pubkpi.report.formats import fonts, pdf
    from pubkpi.report.formats import templates as pages

    if form == "html":
        # Twice: the font that the page carries holds the characters that the page turned out to have.
        bare = do(pages.html, "report.html.j2", templates, {**views, "charts": charts, "font": ""})
        font = b64encode(fonts.subset([bare])).decode()
        return do(pages.html, "report.html.j2", templates, {**views, "charts": charts, "font": font}).encode()
    source = do(pages.typst, "report.typ.j2", templates, views, fonts.characters())
    return do(pdf.pdf, source, charts, review.dated, templates)
