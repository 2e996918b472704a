from functools import cache, partial
from pathlib import Path

import pytest

from pubkpi.report.document import context, section_views, write
from pubkpi.report.formats import templates as pages
from pubkpi.report.page import SECTIONS
from tests.goldens import agree
from tests.report import reviews

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "report_templates"


class Drawings(dict):
    """A stand-in for the drawing of each figure."""

    def __missing__(self, name):
        return f'<svg data-chart="{name}"></svg>'


@pytest.fixture(scope="session")
def templates():
    """The shipped templates as a search path."""
    return [TEMPLATES]


@pytest.fixture(scope="session")
def fragment(templates):
    """The HTML of one section without the page around it; charts are stand-ins."""

    def rendered(review, section, lang="zh"):
        known = {**context(section_views(review, lang, [*SECTIONS]), review, lang), "charts": Drawings()}
        return pages.html(f"sections/{section}.html.j2", templates, known)

    return rendered


@pytest.fixture
def golden():
    """Compare with tests/golden/report/<name>; PUBKPI_ACCEPT=1 accepts what came out."""
    return partial(agree, "report")


@pytest.fixture(scope="session")
def documents(tmp_path_factory, templates):
    """The written files of the reviews that several tests read: (case, lang) → {format: path}."""
    cases = {"main": reviews.review, "without_total": reviews.without_total}

    @cache
    def written(case, lang):
        out = tmp_path_factory.mktemp(f"{case}_{lang}")
        return {path.suffix[1:]: path for path in write(cases[case](), out, lang, ("html", "pdf"), templates)}

    return written
