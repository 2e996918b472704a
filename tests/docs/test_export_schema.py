"""docs/schema/export.schema.json, by which an editor checks a profile, says what ingest/profiles/profile.py takes."""

import json
import os
from pathlib import Path

import jsonschema
import pytest

from pubkpi.ingest.profiles import profile, rules
from pubkpi.model.facts import FACTS
from pubkpi.workspace.yaml import yamlfile

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "schema" / "export.schema.json"
SHIPPED = sorted((ROOT / "src" / "pubkpi" / "ingest" / "exports").glob("*.yaml"))

WORD = {"type": ["string", "number", "boolean"]}
WORDS = {"anyOf": [WORD, {"type": "array", "items": WORD}]}
TEXT = {"anyOf": [WORD, {"type": "object", "properties": {"zh": WORD, "en": WORD}, "additionalProperties": False}]}
FLAG, WHOLE, MAP = {"type": "boolean"}, {"type": "integer"}, {"type": "object", "additionalProperties": WORD}


def choice(known):
    return {"enum": list(known)}


def closed(keys, kinds, required=()):
    """An object with these *keys* and no others; each must have a kind."""
    assert {*keys} == {*kinds}
    properties = {key: kinds[key] for key in keys}
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _columns_of(fact):
    known = {"propertyNames": choice(c.name for c in fact.columns), "additionalProperties": {"$ref": "#/$defs/column"}}
    return {"if": {"properties": {"fact": {"const": fact.name}}}, "then": {"properties": {"columns": known}}}


def schema():
    """The schema, of the words that the reader of profiles knows."""
    column = closed(profile._COLUMN_KEYS, {
        "header": WORDS, "required": FLAG, "filled": FLAG, "missing": WORDS, "choices": MAP, "at_least": WORDS,
        "blank": WORD, "bare_percent": FLAG, "const": WORD, "make": choice(rules.MAKERS), "of": WORDS, "needs": WORDS,
        "unit": choice(rules.UNITS), "named": WORDS, "help": TEXT, "within": WORD,
    })  # fmt: skip
    feed = closed(profile._FEED_KEYS, {
        "fact": choice(fact.name for fact in FACTS), "only": WORD, "columns": {"type": "object"}, "sum_over": WORDS,
        "last_by": WORDS, "rising": WORDS, "where": MAP,
        "identities": {"type": "array", "items": {"anyOf": [WORD, closed(("reject",), {"reject": WORD})]}},
    }, ["fact", "columns"])  # fmt: skip
    feed["allOf"] = [_columns_of(fact) for fact in FACTS]
    days = closed(("table", "header", "first"), dict.fromkeys(("table", "header", "first"), WORD))
    lists = {"type": "array", "items": WORD}
    sections = closed(
        rules._SECTIONS,
        {"values": lists, "tables": lists, "skip": lists, "title": WORD, "days": days},
        rules._SECTIONS,
    )
    whole = closed(profile._KEYS, {
        "id": WORD, "platform": WORD, "label": TEXT, "click": TEXT, "confidence": choice(profile._CONFIDENCE),
        "layout": choice(profile._LAYOUTS), "account": FLAG, "feeds": {"type": "array", "minItems": 1, "items": feed},
        "recognise": {"type": "array", "minItems": 1, "items": WORDS}, "absent": WORDS, "ignore": WORDS,
        "personal": WORDS, "sections": sections, "as_of_file": WORD, "last_day": WORD, "max_span_days": WHOLE,
        "max_rows": WHOLE, "line_end": choice(profile._LINE_ENDS), "metric_header": WORD, "form": {"type": "object"}, "quirks": TEXT, "cannot": TEXT,
    }, ["platform", "label"])  # fmt: skip
    either = {"oneOf": [{"required": ["feeds"]}, {"required": ["recognise"]}]}
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "pubkpi export profile"}
    return {**draft, **whole, **either, "$defs": {"column": column}}


def test_the_schema_says_what_the_reader_of_profiles_takes():
    made = json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("PUBKPI_ACCEPT") == "1":
        PAGE.write_text(made, "utf-8", newline="\n")
    stale = "docs/schema/export.schema.json is stale: PUBKPI_ACCEPT=1 pytest tests/docs/test_export_schema.py"
    assert PAGE.read_text("utf-8") == made, stale


@pytest.fixture(scope="module")
def published():
    asked = json.loads(PAGE.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(asked)
    return jsonschema.Draft202012Validator(asked)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_profile_fits_the_schema(path, published):
    published.validate(yamlfile.read(path).data)


GOOD = "platform: own\nlabel: own\nfeeds:\n  - fact: account_daily\n    columns:\n      day: {header: [天]}\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("platform: own\n", ""), ("label", "titel"), ("label: own", "label: own\nlayout: tabel"),
        ("account_daily", "account_dayly"), ("day:", "dya:"), ("header", "headers"), ("[天]", "[天], unit: 元"),
        ("[天]", "[天], make: guess"), ("feeds:", "recognise: [[天]]\nfeeds:"), ("label: own", "label: own\nmax_rows: many"),
    ],
)  # fmt: skip
def test_what_the_reader_refuses_does_not_fit_either(old, new, published):
    assert published.is_valid(yamlfile.parse(GOOD, "own.yaml").data)
    assert not published.is_valid(yamlfile.parse(GOOD.replace(old, new, 1), "own.yaml").data)
