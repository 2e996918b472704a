"""docs/sections.md: a section of one's own as the page has it, and the schema of what its templates know."""

import json

import jsonschema
import pytest

from pubkpi.model.errors import UsageError
from pubkpi.report.document import context, section_views, write
from pubkpi.report.page import SECTIONS, section_names
from pubkpi.report.section_templates import eject, own_sections
from tests.docs.conftest import ROOT, pubkpi
from tests.docs.test_examples import BLOCK
from tests.examples import seldom
from tests.report import reviews

SCHEMA = ROOT / "docs" / "schema" / "report.schema.json"
SHIPPED = ROOT / "report_templates"


def test_the_example_on_the_page_is_a_section_of_the_report(tmp_path):
    for what, place, _, text, _ in BLOCK.findall((ROOT / "docs" / "sections.md").read_text("utf-8")):
        if what == "file":
            path = tmp_path / place.partition("/")[2]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    own = tmp_path / "report_templates"
    names = section_names(("summary", "本期达标"), own_sections(own))
    page, _, _ = write(reviews.review(), tmp_path / "out", "zh", ("html", "pdf"), [own, SHIPPED], names)
    section = page.read_text("utf-8").partition('<section id="本期达标">')[2]
    assert "</span>本期达标</h2>" in section
    assert "达标" in section.partition("<li>")[2]


def test_the_schema_is_the_one_that_the_command_gives(tmp_path):
    stale = "docs/schema/report.schema.json is stale: pubkpi schema report > docs/schema/report.schema.json"
    assert SCHEMA.read_text("utf-8") == pubkpi(["schema", "report"], tmp_path).stdout, stale


class Context:
    """A context as JSON, with those names of each object that its schema has."""

    def __init__(self, schema):
        self.parts = schema["$defs"]

    def data(self, value):
        if isinstance(value, tuple):
            return [self.data(one) for one in value]
        if isinstance(value, dict):
            return {name: self.data(one) for name, one in value.items()}
        names = self.parts.get(type(value).__name__, {}).get("properties")
        return value if names is None else {name: self.data(getattr(value, name)) for name in names}


@pytest.mark.parametrize("make", [reviews.with_reasons, *seldom(reviews.without_total, reviews.one_quarter)])
def test_what_templates_are_given_fits_the_schema(make):
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    known = context(section_views(make(), "zh", [*SECTIONS]), make(), "zh")
    assert set(known) <= set(schema["properties"])
    jsonschema.Draft202012Validator(schema).validate(Context(schema).data(known))


def test_a_copy_of_a_template_is_the_shipped_one_and_overwrites_none(tmp_path):
    paths = eject("trend", SHIPPED, tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        "sections/trend.html.j2",
        "sections/trend.typ.j2",
    ]
    assert [path.read_bytes() for path in paths] == [(SHIPPED / "sections" / path.name).read_bytes() for path in paths]
    paths[0].unlink()
    paths[1].write_text("mine", "utf-8")
    with pytest.raises(UsageError, match=r"trend\.typ\.j2: this template is there already"):
        eject("trend", SHIPPED, tmp_path)
    assert not paths[0].exists()
    assert paths[1].read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["trends", "../report", ""])
def test_a_section_that_does_not_exist_is_refused_with_those_that_do(name, tmp_path):
    with pytest.raises(UsageError) as caught:
        eject(name, SHIPPED, tmp_path)
    assert "trend" in caught.value.hint.en
    assert not list(tmp_path.iterdir())
