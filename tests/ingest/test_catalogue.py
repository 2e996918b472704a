"""The list of known exports, for programs and as docs/exports.md."""

import re
from pathlib import Path

from pubkpi.ingest.profiles import catalogue, listing

CUT = re.compile(r"\s*(zh|en): [^'\"{|>#][^'\"]* #")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "exports.md"


def test_the_page_of_exports_is_what_the_profiles_say():
    stale = "docs/exports.md is stale, make it again: pubkpi exports --format markdown > docs/exports.md"
    assert PAGE.read_text("utf-8") == listing.markdown(catalogue.shipped()).rstrip() + "\n", stale


def test_every_export_with_its_headers_its_facts_and_what_it_cannot_give_stands_on_the_page():
    page = PAGE.read_text("utf-8")
    for one in catalogue.shipped():
        section = page.partition(f"### `{one.id}` ")[2].partition("\n##")[0]
        named = [header for feed in one.feeds for column in feed.columns for header in column.headers]
        said = [one.label.zh, one.label.en, one.click.zh, one.quirks.zh, one.quirks.en, one.cannot.zh, one.cannot.en]
        assert [word for word in (*said, *listing.facts(one), *named) if word not in section] == []
        assert ("archived only" in section) == bool(one.recognised)


def test_programs_get_what_an_export_is_and_feeds():
    listed = {one["id"]: one for one in listing.as_json(catalogue.shipped(), "en")}
    assert listed["wechat_user_growth"] == {
        "id": "wechat_user_growth", "platform": "wechat", "label": "WeChat follower growth", "confidence": "high",
        "feeds": ["account_daily"],
    }  # fmt: skip
    assert listed["wechat_api_other"]["feeds"] == []


def test_no_text_of_an_export_or_a_spec_is_cut_where_it_has_a_number_sign():
    """In YAML a blank and # begin a remark: a text with them stands in quotes."""
    root = PAGE.parents[1]
    files = [*(root / "src" / "pubkpi" / "ingest" / "exports").glob("*.yaml"), *(root / "kpi_specs").rglob("*.yaml")]
    cut = [line for file in files for line in file.read_text("utf-8").splitlines() if CUT.match(line)]
    assert len(files) > 60
    assert not cut
