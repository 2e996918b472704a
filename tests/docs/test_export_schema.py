"""docs/schema/export.schema.json, by which an editor checks a profile, says what the reader of profiles takes."""

import json
from pathlib import Path

import jsonschema
import pytest

from pubkpi.workspace.yaml import yaml_file
from tests.docs.conftest import pubkpi

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "schema" / "export.schema.json"
SHIPPED = sorted((ROOT / "src" / "pubkpi" / "ingest" / "exports").glob("*.yaml"))


def test_the_schema_is_the_one_that_the_command_gives(tmp_path):
    stale = "docs/schema/export.schema.json is stale: pubkpi schema export > docs/schema/export.schema.json"
    assert PAGE.read_text("utf-8") == pubkpi(["schema", "export"], tmp_path).stdout, stale


@pytest.fixture(scope="module")
def published():
    asked = json.loads(PAGE.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(asked)
    return jsonschema.Draft202012Validator(asked)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_profile_fits_the_schema(path, published):
    published.validate(yaml_file.read(path).data)


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
    assert published.is_valid(yaml_file.parse(GOOD, "own.yaml").data)
    assert not published.is_valid(yaml_file.parse(GOOD.replace(old, new, 1), "own.yaml").data)
