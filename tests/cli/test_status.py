"""`pubkpi status` says what lacks and what to do, in the reader's language."""

import html
import json
import re

import pytest

from tests.e2e.workspaces import ACCOUNT, errors, fingerprint, pubkpi, samples
from tests.examples import seldom


def test_an_empty_workspace_is_told_to_ingest_and_stays_empty(empty):
    before = fingerprint(empty)
    assert pubkpi("status", cwd=empty).stdout == "next: load exported files with pubkpi ingest\n"
    said = pubkpi("status", "-q", "2024Q1", cwd=empty, lang="zh").stdout
    assert said.startswith("2024年第一季度 · 10 项：缺 10\n")
    assert said.endswith("\n下一步：用 pubkpi ingest 导入平台导出的文件\n")
    assert fingerprint(empty) == before


@pytest.mark.campaign
def test_the_list_of_a_quarter_that_runs_asks_for_nothing_that_is_still_to_come(empty):
    now = "2024-02-10T10:00:00"
    found = json.loads(pubkpi("status", "-q", "2024Q1", "--format", "json", cwd=empty, PUBKPI_NOW=now).stdout)
    gaps = {one["id"]: one["gaps"] for one in found["indicators"]}
    assert gaps["follower_growth"] == gaps["incidents"] == []
    assert gaps["monthly_reads"][0]["days"] == [["2024-01-01", "2024-02-09"]]
    assert gaps["activity_participants"][0]["periods"] == ["2024-01"]
    states = {one["id"]: one["state"] for one in found["indicators"]}
    assert (states["follower_growth"], states["incidents"], states["monthly_reads"]) == (
        "not_due",
        "not_due",
        "missing",
    )


@pytest.mark.campaign
def test_complete_days_lead_to_the_score(loaded):
    said = pubkpi("status", "--quarter", "2024Q4", cwd=loaded)
    assert "0/92" in said.stdout
    assert said.stdout.endswith("next: pubkpi score --quarter 2024Q4\n")


def test_missing_days_are_told_as_ranges_and_as_json(empty):
    (first, *_) = sorted(samples(ACCOUNT, "2024Q4").glob("user_analysis*"))
    pubkpi("ingest", first, "--account", ACCOUNT, cwd=empty)
    found = json.loads(pubkpi("status", "-q", "2024Q3", "--format", "json", cwd=empty).stdout)
    assert (found["period"], found["quarter"], found["files"]) == ("2024Q3", "2024Q3", 1)
    for words, lacking in (("2024年2月", 29), ("2024-10", 0)):
        other = json.loads(pubkpi("status", "--period", words, "--format", "json", cwd=empty).stdout)
        assert (other["coverage"][0]["days_missing"], "quarter" in other) == (lacking, False), words
    (one,) = found["coverage"]
    assert (one["days_missing"], one["missing"]) == (92, [["2024-07-01", "2024-09-30"]])
    lacking = {one["indicator"]: one for one in found["indicators_without_value"]}
    assert lacking["Awards"]["forms"] == ["awards"]
    assert lacking["Average monthly reads"]["exports"][0].startswith("WeChat content")
    assert not any(one["ever_loaded"] for name, one in lacking.items() if name != "Follower growth")
    assert lacking["Follower growth"] == {
        "indicator": "Follower growth", "reason": "there is no closing number (2024-09-23 to 2024-09-30)",
        "exports": ["WeChat follower growth", "WeChat interface getusercumulate"], "forms": [], "ever_loaded": True,
    }  # fmt: skip
    # a mistake in the file of the analyses hides no list
    (empty / "analyses.yaml").write_text("mixes: {}\n", encoding="utf-8")
    said = pubkpi("status", "-q", "2024Q3", cwd=empty, lang="zh").stdout
    assert "缺期末的数（云川市民之窗）：09-23至09-30 中任何一天" in said
    assert "→ 填 pubkpi form awards；确实没有：pubkpi form awards --nil 2024Q1 --by 姓名" in said
    (once,) = [
        line for line in pubkpi("score", "-q", "2024Q4", cwd=empty).stderr.splitlines() if "never_loaded" in line
    ]
    assert "Average monthly reads, Interaction rate" in once
    assert "Follower growth" not in once
    assert "07-01至09-30" in said


@pytest.mark.parametrize(
    ("lang", "word"), [("zh", "确实没有：pubkpi form incidents --nil 2024Q1"), *seldom(("en", "if nothing happened"))]
)
@pytest.mark.campaign
def test_the_same_list_is_written_as_a_page_that_asks_for_nothing_outside(copy, lang, word):
    said = pubkpi("status", "-q", "2024Q1", "--html", cwd=copy, lang=lang).stdout
    (page,) = (copy / "reports").glob("checklist_*.html")
    assert said == f"{page}\n"
    text = page.read_text("utf-8")
    assert word in text
    assert not re.search(r"(?:src|href)=", text)
    listed = json.loads(pubkpi("status", "-q", "2024Q1", "--format", "json", cwd=copy, lang=lang).stdout)["indicators"]
    shown = html.unescape(text)
    assert [one["id"] for one in listed if not (one["indicator"] in shown and one["owner"] in shown)] == []
    assert [gap["what"] for one in listed for gap in one["gaps"] if gap["what"] not in shown] == []


@pytest.mark.campaign
def test_files_of_which_nothing_counts_any_more_are_named(empty):
    first, second = (
        "时间,新关注人数,取消关注人数,净增关注人数,累积关注人数\n2024-03-05,1,0,1,5\n",
        "2024-03-06,2,0,2,7\n",
    )
    for name, words in (("old.csv", first), ("new.csv", first.replace("1,0,1,5", "3,0,3,7") + second)):
        (empty / "inbox" / name).write_text(words, "utf-8")
        pubkpi("ingest", f"inbox/{name}", "--account", "甲", cwd=empty)
    assert (
        "1 file of which no row counts any more, as later ones have them newer: old.csv\n"
        in pubkpi("status", cwd=empty).stdout
    )


@pytest.mark.campaign
def test_accounts_of_a_load_that_was_undone_are_not_told_as_new(empty):
    (first, *_) = sorted(samples(ACCOUNT, "2024Q4").glob("user_analysis*"))
    pubkpi("ingest", first, "--account", ACCOUNT, cwd=empty)
    assert "accounts that the last load brought" in pubkpi("status", cwd=empty).stdout
    pubkpi("undo", "--yes", cwd=empty)
    assert pubkpi("status", cwd=empty).stdout == "next: load exported files with pubkpi ingest\n"


def test_a_page_is_no_data_for_programs(empty):
    for option in ("--html", "--open"):
        (line,) = errors(pubkpi("status", option, "--format", "json", cwd=empty, code=2))
        assert line.startswith("--format: ")
    assert not [*(empty / "reports").glob("*")]
