"""kpi_specs/schema/*.json, by which an editor completes and checks specs, say what specs/ takes."""

import json

import jsonschema
import pytest

from pubkpi.model.errors import SpecError
from pubkpi.workspace.yaml import yaml_file
from pubkpi.workspace.yaml.kinds import dated
from tests.docs.conftest import pubkpi
from tests.docs.test_specs_page import examples
from tests.house.tree import ROOT
from tests.specs.broken import FORM, MEASURE_MISTAKES, MEASURES, SCORECARD
from tests.specs.test_broken import changed

SPECS = ROOT / "kpi_specs"
SCHEMAS = ("scorecard", "measures")


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_is_the_one_that_the_command_gives(name, tmp_path):
    given = pubkpi(["schema", name], tmp_path).stdout
    stale = f"{name}.schema.json is stale: pubkpi schema {name} > kpi_specs/schema/{name}.schema.json"
    assert (SPECS / "schema" / f"{name}.schema.json").read_text("utf-8") == given, stale


def test_the_page_of_keys_is_the_one_that_the_command_gives(tmp_path):
    given = pubkpi(["schema"], tmp_path).stdout
    stale = "docs/keys.md is stale: pubkpi schema > docs/keys.md"
    assert (ROOT / "docs" / "keys.md").read_text("utf-8") == given, stale


@pytest.fixture(scope="module")
def published():
    asked = {name: json.loads((SPECS / "schema" / f"{name}.schema.json").read_text("utf-8")) for name in SCHEMAS}
    for one in asked.values():
        jsonschema.Draft202012Validator.check_schema(one)
    return {name: jsonschema.Draft202012Validator(one) for name, one in asked.items()}


SHIPPED = [("scorecard", path) for path in sorted(SPECS.glob("*.yaml"))]
SHIPPED += [("measures", path) for path in sorted(SPECS.glob("measures/*.yaml"))]


@pytest.mark.parametrize(("name", "path"), SHIPPED, ids=lambda one: getattr(one, "stem", one))
def test_every_shipped_spec_fits_its_schema_and_names_it_for_editors(name, path, published):
    published[name].validate(yaml_file.read(path).data)
    up = "../" if path.parent != SPECS else ""
    assert path.read_text("utf-8").startswith(f"# yaml-language-server: $schema={up}schema/{name}.schema.json\n")


@pytest.mark.parametrize(
    "yaml", [yaml for kind in ("card", "versions", "league", "units") for yaml, _ in examples(kind)]
)
def test_the_scorecards_on_the_page_fit_the_schema(yaml, published):
    published["scorecard"].validate(yaml_file.parse(yaml, "example.yaml").data)


# What the reader refuses and a schema cannot tell: it is no YAML, or names what stands elsewhere.
BEYOND = {
    "a scorecard called otherwise than its file", "the first of something unknown",
    "a register of quarters over one month", "a year of its own that is none",
    "a measure of its own that a file has, too", "indicators beside dimensions",
    "a period of its own that ends before it begins", "a period of its own called as one of the calendar",
    "a baseline measured sometime",  # it may be called by a name of the plan's own
}  # fmt: skip
CASES = [("scorecard", SCORECARD, *row[:3]) for row in FORM]
CASES += [("measures", MEASURES, *row[:3]) for row in MEASURE_MISTAKES]


@pytest.mark.parametrize(("name", "text", "what", "old", "new"), CASES, ids=[one[2] for one in CASES])
def test_what_the_reader_refuses_does_not_fit_either(name, text, what, old, new, published):
    assert published[name].is_valid(yaml_file.parse(text, "mini.yaml").data)
    try:
        data = yaml_file.parse(changed(text, old, new), "mini.yaml").data
    except SpecError:
        return  # no YAML: no editor would take it
    assert published[name].is_valid(data) == (what in BEYOND)


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        *((one, True) for one in ("2025-03", "2025年3月", "2025W10", "2025年第10周", "2025年上半年", "2025", "试用期")),
        *((one, True) for one in ("2025-03-17起6个月", "2025年3月17日至2025年9月16日", "6 months from 2025-03-17")),
        *((one, False) for one in ("2025-13", "2025W54", "2025H3", "2025Q5", "25Q1", "2025年13月", "2025-03-17")),
    ],
)
def test_a_period_in_the_schema_is_one_of_the_reader(words, is_one, published):
    when = {"$ref": "#/$defs/period", "$defs": published["scorecard"].schema["$defs"]}
    assert jsonschema.Draft202012Validator(when).is_valid(words) == is_one
    node = yaml_file.parse(f"periods: {{试用期: [2025-03-17, 2025-09-16]}}\nwhen: {words}", "mini.yaml")
    if is_one:
        assert dated(node["when"]).first.year == 2025
    else:
        with pytest.raises(SpecError):
            dated(node["when"])
