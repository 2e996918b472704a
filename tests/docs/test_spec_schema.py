"""kpi_specs/schema/*.json, by which an editor completes and checks specs, say what specs/ takes."""

import json
import os
from typing import get_args

import jsonschema
import pytest

from pubkpi.model.errors import SpecError
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.findings import SEVERITIES
from pubkpi.model.kpis import Direction, Method
from pubkpi.model.kpis.adjustments import Comparison
from pubkpi.model.kpis.assessment import Consequence, Kind
from pubkpi.model.kpis.grading import How, Policy
from pubkpi.model.kpis.measures import MeasureType, Tier, Window
from pubkpi.specs import adjustments, bands, build, indicators, measures
from pubkpi.specs.lint.doubts import SILENT
from pubkpi.workspace.yaml import yamlfile
from tests.docs import spec_keys as say
from tests.docs.test_specs_page import examples
from tests.house.tree import ROOT
from tests.specs.broken import FORM, MEASURE_MISTAKES, MEASURES, SCORECARD
from tests.specs.test_broken import changed

SPECS = ROOT / "kpi_specs"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
QUARTER = r"^\d{4}(-?[Qq][1-4]|年?第?[一二三四1-4]季度?)$"
WORD = {"type": ["string", "number", "boolean"]}
BOTH = {"anyOf": [WORD, {"type": "object", "properties": {"zh": WORD, "en": WORD}, "additionalProperties": False}]}
TEXT = {"$ref": "#/$defs/text"}
NUMBER = {"type": ["number", "string"], "pattern": r"^[-+*/(). 0-9_,%％‰千万亿]+$"}
MARKED = r"(\d+(\.\d+)?\s*[%％‰千万亿]|\d{1,3}(,\d{3})+(\.\d+)?)"
DIGITS, WHOLE = ({"type": [kind, "string"], "pattern": f"^{MARKED}$"} for kind in ("number", "integer"))
FLAG = {"type": "boolean"}
WHEN = {"type": "string", "pattern": QUARTER}


def choice(known):
    return {"enum": list(known)}


def many(kind):
    """A list, or a single one that stands for a list of one."""
    return {"anyOf": [kind, {"type": "array", "items": kind}]}


def closed(keys, kinds, required=(), told=None):
    """An object with these *keys* and no others; each must have a kind, and words if any have."""
    properties = {key: {**({"description": told[key]} if told else {}), **kinds[key]} for key in keys}
    assert {*keys} == {*kinds}
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def silence():
    return closed([f"check.{name}" for name in SILENT], {f"check.{name}": TEXT for name in SILENT})


def missing(keys):
    return closed(keys, {key: kind for key, kind in {
        "policy": choice(get_args(Policy)), "quarters": WHOLE, "min_weight_coverage": NUMBER,
    }.items() if key in keys})  # fmt: skip


def listed_adjustments():
    limit = closed(get_args(Comparison), dict.fromkeys(get_args(Comparison), NUMBER))
    limit |= {"minProperties": 1, "maxProperties": 1}
    kinds = {"id": WORD, "label": TEXT, "measure": WORD, "points": NUMBER, "per": NUMBER, "cap": NUMBER, "from": WORD,
             "fails": limit, "band": WORD, "gate": limit}  # fmt: skip

    def item(keys, *required):
        return closed(keys, {key: kinds[key] for key in keys}, ("id", "label", "measure", *required), say.ADJUSTED)

    veto = item(adjustments.VETO, "fails") | {"oneOf": [{"required": ["band"]}, {"required": ["cap"]}]}
    items = many(item(adjustments.BONUS_ITEM, "points", "cap"))
    bonus = closed(adjustments.BONUS, {"gate": limit, "cap": NUMBER, "items": items}, ["items"], say.ADJUSTED)
    whole = {"veto": many(veto), "deduct": many(item(adjustments.DEDUCT, "points", "cap")), "bonus": bonus}
    return closed(adjustments.ADJUSTMENTS, whole, told=say.ADJUSTED)


def announced():
    kinds = {"of": TEXT, "value": NUMBER, "from": NUMBER, "to": NUMBER,
             "parts": {"type": "object", "additionalProperties": NUMBER}}  # fmt: skip
    made = {
        name: many(closed(keys, {key: kinds[key] for key in keys}, keys)) for name, keys in build._ANNOUNCED.items()
    }
    return closed(build._ANNOUNCED, made)


def leaf():
    points = many(closed(indicators._POINT, {"value": NUMBER, "points": NUMBER, "label": TEXT}, ["value", "points"]))
    each = {"type": "object", "additionalProperties": NUMBER}
    measured = closed(indicators._BASELINE, {"measured": WHEN, "entities": each})
    measured |= {"oneOf": [{"required": [key]} for key in indicators._BASELINE]}
    other = closed(indicators._OTHER, {"value": WORD, "where": TEXT, "reason": TEXT}, indicators._OTHER)
    check = closed(indicators._CHECK, {"measure": WORD, "quarter": WHEN, "equals": NUMBER}, indicators._CHECK)
    outside = closed(indicators._EXCEPTION, {"entities": many(WORD), "reason": TEXT}, indicators._EXCEPTION)
    made = closed(indicators._LEAF, {
        "id": WORD, "label": TEXT, "weight": DIGITS, "measure": WORD, "direction": choice(get_args(Direction)),
        "method": choice(get_args(Method)), "at_baseline": NUMBER, "at_target": NUMBER,
        "baseline": {"anyOf": [NUMBER, measured]}, "steps": points, "knots": points, "floor": NUMBER, "cap": NUMBER,
        "target": {"type": "object", "propertyNames": {"pattern": rf"{QUARTER}|^[1-9]\d{{3}}$"}, "additionalProperties": NUMBER},
        "goalposts": closed(indicators._ENDS, dict.fromkeys(indicators._ENDS, NUMBER), indicators._ENDS),
        "range": closed(indicators._CORNERS, dict.fromkeys(indicators._CORNERS, NUMBER), indicators._CORNERS),
        "missing": missing(["policy", "quarters"]), "not_applicable": outside, "due": WHEN, "check": check,
        "owner": TEXT, "choice": TEXT, "caveat": TEXT, "also_stated": many(other), "shows": WORD, "silence": {"$ref": "#/$defs/silence"},
        "kind": choice(get_args(Kind)), "consequences": many(choice(get_args(Consequence))),
    }, ["id", "label", "weight", "measure", "direction", "method"], say.INDICATOR)  # fmt: skip
    made["allOf"] = [
        {"if": {"required": [key]}, "then": {"properties": {"method": choice(methods)}}}
        for key, methods in indicators._OF_METHODS.items()
    ]
    made["allOf"].append({"if": {"properties": {"method": {"const": "value"}}}, "then": {"required": ["cap"]}})
    return made


def node():
    return closed(build._NODE, {
        "id": WORD, "label": TEXT, "weight": DIGITS, "missing": missing(build._MISSING), **mean(),
        "indicators": many({"$ref": "#/$defs/indicator"}), "dimensions": many({"$ref": "#/$defs/dimension"}),
    }, ["id", "label", "weight"], say.DIMENSION)  # fmt: skip


def mean():
    return {"aggregate": choice(get_args(How)), "zero": {"anyOf": [{"const": "refuse"}, NUMBER]}}


def scorecard():
    band = closed(bands.BAND, {
        "id": WORD, "label": TEXT, "at_least": DIGITS, "colour": {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"},
        "shape": choice(bands.SHAPES),
    }, ["id", "label", "at_least"], say.BAND)  # fmt: skip
    short = closed(["green", "yellow"], {"green": DIGITS, "yellow": DIGITS}, ["green", "yellow"])
    least = missing(build._MISSING) | {"required": ["policy", "min_weight_coverage"]}
    kinds_ = many(choice(get_args(Kind)))
    flags = closed(build._FLAGS, {"deviation": NUMBER, "consequences": many(choice(get_args(Consequence)))})
    note = closed(build._NOTE, {"id": WORD, "severity": choice(SEVERITIES), "zh": WORD, "en": WORD}, ["id", "zh", "en"])
    made = closed(build._KEYS, {
        "id": WORD, "label": TEXT, "audience": choice(build._AUDIENCES), "baseline_quarter": WHEN, "settle_days": WHOLE,
        "valid": {"type": "array", "items": WHEN, "minItems": 2, "maxItems": 2}, "missing": least, **mean(),
        "weights": choice(("points", "relative")), "rank_decimals": {"type": "integer", "minimum": 0, "maximum": 12},
        "entity_groups": {"type": "object", "additionalProperties": many(WORD)}, "bands": many(band),
        "lights": {"anyOf": [short, {"type": "array", "items": band}]}, "adjustments": listed_adjustments(),
        "assessment": closed(build._ASSESSMENT, dict.fromkeys(build._ASSESSMENT, kinds_)), "flags": flags,
        "notes": many(note), "announced": announced(), "silence": {"$ref": "#/$defs/silence"},
        "dimensions": many({"$ref": "#/$defs/dimension"}),
        "measures": {"type": "object", "additionalProperties": measure()["additionalProperties"]},
    }, ["id", "label", "audience", "valid", "missing", "bands", "lights"], say.SCORECARD)  # fmt: skip
    parts = {"dimension": node(), "indicator": leaf(), "silence": silence(), "text": BOTH}
    return {"$schema": DRAFT, "title": "pubkpi scorecard", **made, "$defs": parts}


def measure():
    by = closed(["by", "min", "basis", "of"], {
        "by": choice(("days", "rows", "posts", "months", "quarters", "accounts")), "min": NUMBER, "basis": WORD,
        "of": WORD,
    }, ["by", "min"])  # fmt: skip
    by |= {"if": {"properties": {"by": {"const": "posts"}}}, "then": {"required": ["basis", "of"]}}
    made = closed(measures._KEYS, {
        **dict.fromkeys(("label", "definition", "formula", "owner", "source", "limits"), TEXT), "unit": WORD,
        **dict.fromkeys(("platform", "basis", "expr", "denominator", "where", "part"), WORD), "type": choice(get_args(MeasureType)),
        "tier": choice(tier for tier in get_args(Tier) if tier), "fact": choice(MEASURABLE), "coverage": by,
        "window": choice(get_args(Window)), "mean_of_months": FLAG, "interval": FLAG, "max_age_days": WHOLE,
        "min_count": WHOLE, "max_censored": NUMBER, "of": many(WORD), "fixed": NUMBER, "previous": choice(("quarter", "year")),
        "example": {"type": "object"},
    }, ["label", "definition", "formula", "unit", "source", "type"], say.MEASURE)  # fmt: skip
    made["allOf"] = [
        {"if": {"properties": {"type": {"const": kind}}, "required": ["type"]},
         "then": {"required": list(needed), "propertyNames": choice((*measures._ABOUT, *needed, *more))}}
        for kind, (needed, more) in measures._NEEDS.items()
    ]  # fmt: skip
    growth = {"oneOf": [{"required": ["fixed"]}, {"required": ["previous"]}]}
    growth |= {"properties": {"of": {"anyOf": [WORD, {"type": "array", "maxItems": 1}]}}}
    made["allOf"].append({"if": {"properties": {"type": {"const": "growth"}}, "required": ["type"]}, "then": growth})
    return {
        "$schema": DRAFT,
        "title": "pubkpi measures",
        "type": "object",
        "additionalProperties": made,
        "$defs": {"text": BOTH},
    }


SCHEMAS = {"scorecard": scorecard, "measures": measure}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_says_what_the_reader_takes(name):
    page = SPECS / "schema" / f"{name}.schema.json"
    made = json.dumps(SCHEMAS[name](), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("PUBKPI_ACCEPT") == "1":
        page.write_text(made, "utf-8", newline="\n")
    stale = f"{page.name} is stale: PUBKPI_ACCEPT=1 pytest tests/docs/test_spec_schema.py"
    assert page.read_text("utf-8") == made, stale


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
    published[name].validate(yamlfile.read(path).data)
    up = "../" if path.parent != SPECS else ""
    assert path.read_text("utf-8").startswith(f"# yaml-language-server: $schema={up}schema/{name}.schema.json\n")


@pytest.mark.parametrize("yaml", [yaml for kind in ("card", "league") for yaml, _ in examples(kind)])
def test_the_scorecards_on_the_page_fit_the_schema(yaml, published):
    published["scorecard"].validate(yamlfile.parse(yaml, "example.yaml").data)


# What the reader refuses and a schema cannot tell: it is no YAML, or names what stands elsewhere.
BEYOND = {
    "a scorecard called otherwise than its file", "the first of something unknown",
    "a growth over nothing at all", "a register of quarters over one month",
}  # fmt: skip
CASES = [("scorecard", SCORECARD, *row[:3]) for row in FORM]
CASES += [("measures", MEASURES, *row[:3]) for row in MEASURE_MISTAKES]


@pytest.mark.parametrize(("name", "text", "what", "old", "new"), CASES, ids=[one[2] for one in CASES])
def test_what_the_reader_refuses_does_not_fit_either(name, text, what, old, new, published):
    assert published[name].is_valid(yamlfile.parse(text, "mini.yaml").data)
    try:
        data = yamlfile.parse(changed(text, old, new), "mini.yaml").data
    except SpecError:
        return  # no YAML: no editor would take it
    assert published[name].is_valid(data) == (what in BEYOND)
