"""What the documents of one report are made of, each part made when a format first needs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pubkpi.model.review import Review
from pubkpi.model.status import Reject
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import Figure, View
from pubkpi.report.charts.plots import plots
from pubkpi.report.formats.office.frame import TONES, Frame
from pubkpi.report.formats.office.outline import Outline, blocks, pictures, stand_in
from pubkpi.report.formats.sandbox import Runner
from pubkpi.report.formats.template_views import template_view
from pubkpi.report.formats.templates import visible
from pubkpi.report.page import PageView


@dataclass
class Content:
    """The *views* of the sections and all else that templates know (the *context*); *do* fills templates in."""

    do: Runner
    review: Review
    lang: Lang
    views: Mapping[str, View]
    context: Mapping[str, Any]
    templates: Sequence[Path]
    rejects: Sequence[Reject] = ()

    @cached_property
    def template_context(self) -> dict[str, Any]:
        """The context without its classes, as it goes to the sandbox."""
        return {name: template_view(one) for name, one in self.context.items()}

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Every figure by its name."""
        return {figure.name: figure for view in self.views.values() for figure in view.figures}

    @cached_property
    def charts(self) -> dict[str, str]:
        """The SVG of every figure, by the figure's name."""
        from pubkpi.report.charts.draw import draw

        return {name: draw(figure) for name, figure in self.figures.items()}

    @cached_property
    def pictures(self) -> dict[str, bytes]:
        """The PNG of every figure that stands in a section, between words or in a cell, by the figure's name."""
        from pubkpi.report.formats import pdf

        drawn = {figure.name: self.charts[figure.name] for figure in pictures(self.outlines)}
        return self.do(pdf.pictures, drawn) if drawn else {}

    @property
    def drawings(self) -> dict[str, bytes]:
        """The pictures of those figures that are no plots."""
        return {name: png for name, png in self.pictures.items() if not plots(self.figures[name])}

    @cached_property
    def outlines(self) -> tuple[Outline, ...]:
        """The sections without layout, as their pages say them."""
        from pubkpi.report.formats import templates as pages

        known = {**self.template_context, "charts": {name: stand_in(figure) for name, figure in self.figures.items()}}
        listed = []
        for head in self.context["page"].sections:
            page = self.do(pages.html, f"sections/{head.name}.html.j2", self.templates, known)
            listed.append(Outline(head.name, head.title, blocks(page, self.figures)))
        return tuple(listed)

    @cached_property
    def frame(self) -> Frame:
        """What stands around the sections."""
        page: PageView = self.context["page"]
        own = {one.name: (one.ink, one.pale) for one in page.tones}
        words = ("theme", "title", "over", "foot", "dated", "provisional", "author", "organisation")
        said = {name: visible(getattr(page, name)) for name in words}
        day = self.review.dated
        return Frame(language=self.lang, day=day, words=self.context["words"], tones={**TONES, **own}, **said)
