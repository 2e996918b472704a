"""The checklist of a quarter, against what plain SQL finds in the sample."""

import json
from contextlib import closing
from datetime import date

import duckdb
import pytest
import yaml
from rich.cells import cell_len

from pubkpi.ingest.profiles.catalogue import shipped
from pubkpi.ingest.profiles.sources import SourceCatalogue
from pubkpi.measure.run import measure
from pubkpi.model.periods import QUARTER
from pubkpi.model.status import NoSheet
from pubkpi.pipeline.upkeep.checklist import _GapReader
from tests.e2e.workspaces import ROOT, pubkpi
from tests.measure import facts


@pytest.mark.campaign
def test_the_list_has_each_indicator_with_its_owner_and_what_plain_sql_finds_missing(demo):
    """The sample's planted gaps: three days of the third quarter, posts without their sheet, no incident declared."""
    found = json.loads(pubkpi("status", "-q", "2024Q3", "--format", "json", cwd=demo).stdout)
    items = {one["id"]: one for one in found["indicators"]}
    kpis = yaml.safe_load((ROOT / "kpi_specs" / "department_2024.yaml").read_text("utf-8"))
    assert list(items) == [leaf["id"] for dimension in kpis["dimensions"] for leaf in dimension["indicators"]]
    assert {one["owner"] for one in items.values()} == {
        "data officer", "editors", "service desk", "event team", "partnerships", "public-opinion desk",
    }  # fmt: skip
    with duckdb.connect(demo / "data" / "pubkpi.duckdb", read_only=True) as database:
        days = database.execute(
            "select d::date from generate_series(date '2024-07-01', date '2024-09-30', interval 1 day) s (d) "
            "where d not in (select day from channel_daily where channel = '全部' and read_users is not null) order by 1"
        ).fetchall()
        ((posts,),) = database.execute(
            "select count(*) from post p where basis = 'day7' and published_on between '2024-07-01' and '2024-09-30' "
            "and not exists (select 1 from post s where s.basis = 'lifetime' and s.title_key = p.title_key "
            "and s.published_on = p.published_on)"
        ).fetchall()
    (gap,) = items["monthly_reads"]["gaps"]
    assert gap["days"] == [[day.isoformat()] * 2 for (day,) in days]
    assert gap["source"]["id"] == "wechat_content_trend"
    assert gap["source"]["click"] == "数据 → 内容分析 → 已发表内容 → 下载数据明细"
    (sheets,) = items["interaction_rate"]["gaps"]
    assert (sheets["kind"], sheets["count"], sheets["source"]["id"]) == ("sheets", posts, "wechat_single_post")
    states = {name: one["state"] for name, one in items.items() if one["state"] != "complete"}
    assert states == dict.fromkeys(("monthly_reads", "interaction_rate", "open_rate"), "partial")


LISTED = {"post": "u", "title": "a", "published_on": "2024-02-01", "basis": "day7", "read_users": 9}
SHEET = {**LISTED, "post": "a", "basis": "lifetime", "like_users": 1, "comment_count": 1, "share_users": 1}
LIST, SHEETS = "wechat_post_list", "wechat_single_post"


@pytest.mark.parametrize(
    ("rows", "lack"),
    [
        ([], [("list", 1, LIST), ("sheets", 0, SHEETS)]),
        ([LISTED], [("sheets", 1, SHEETS)]),
        ([SHEET], [("list", 1, LIST)]),
    ],
    ids=["nothing is there", "the list is there", "a sheet is there"],
)
def test_of_the_list_and_the_sheets_those_are_named_that_lack(rows, lack):
    """Never the list again, once it is loaded."""
    measures, period = facts.only("interaction_rate"), QUARTER.of(2024, 1)
    with closing(facts.empty()) as engine:
        facts.put(engine, "post", rows) if rows else None
        values = measure(engine, measures, [period])[period]
        no_sheet = [NoSheet("a", date(2024, 2, 1), "a", unclear=False)] if rows == [LISTED] else []
        catalogue, today = SourceCatalogue(engine, shipped()), date(2024, 5, 1)
        reader = _GapReader(engine, catalogue, measures, values, period, today, no_sheet, {})
        found = [(one.kind, one.count, one.source.id) for one in reader.gaps("interaction_rate")]
    assert found == lack


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_fits_eighty_columns(demo, lang, monkeypatch):
    monkeypatch.setattr("rich.console.Console.width", property(lambda _: 80, lambda *_: None))
    said = pubkpi("status", "-q", "2024Q1", cwd=demo, lang=lang).stdout
    start = {"zh": "2024年第一季度 · 10 项", "en": "Q1 2024 · 10 items"}[lang]
    listed = said[said.index(start) :].split("─")[0].splitlines()
    assert [line for line in listed if cell_len(line.rstrip()) > 80] == []


def test_a_period_that_the_scorecard_does_not_score_says_so_beside_what_is_loaded(demo):
    said = pubkpi("status", "-q", "2025Q1", cwd=demo).stdout
    assert "no checklist: 2025Q1: department_2024 scores 2024Q1 to 2024Q4 only." in said
    assert "pubkpi score" not in said


@pytest.mark.campaign
def test_sheets_that_no_indicator_needs_are_not_asked_for(city):
    """The city is scored by rates that the lists have; of followers on several platforms there is no sum."""
    said = pubkpi("status", "-q", "2024Q3", cwd=city).stdout
    assert "single-article" not in said
    (line,) = [line for line in said.splitlines() if line.startswith("  ○ ")]
    assert "missing" in line
    assert "people are never added across platforms" in said
    # no back office exports them; who collects them has a file
    assert "→ download Xiaohongshu accounts by MediaCrawler: " in said
