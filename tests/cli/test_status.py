"""`pubkpi status` says what lacks and what to do, in the reader's language."""

import json

from tests.e2e.workspaces import ACCOUNT, fingerprint, pubkpi, samples


def test_an_empty_workspace_is_told_to_ingest_and_stays_empty(empty):
    before = fingerprint(empty)
    assert pubkpi("status", cwd=empty).stdout == "next: load exported files with pubkpi ingest\n"
    assert (
        pubkpi("status", "-q", "2024Q1", cwd=empty, lang="zh").stdout == "下一步：用 pubkpi ingest 导入平台导出的文件\n"
    )
    assert fingerprint(empty) == before


def test_complete_days_lead_to_the_score(loaded):
    said = pubkpi("status", "--quarter", "2024Q4", cwd=loaded)
    assert "0/92" in said.stdout
    assert said.stdout.endswith("next: pubkpi score --quarter 2024Q4\n")


def test_missing_days_are_told_as_ranges_and_as_json(empty):
    (first, *_) = sorted(samples(ACCOUNT, "2024Q4").glob("user_analysis*"))
    pubkpi("ingest", first, "--account", ACCOUNT, cwd=empty)
    found = json.loads(pubkpi("status", "-q", "2024Q3", "--format", "json", cwd=empty).stdout)
    assert (found["period"], found["quarter"], found["files"]) == ("2024Q3", "2024Q3", 1)
    for words, lacking in (("2024", 366 - 92), ("2024年2月", 29), ("2024-10", 0)):
        other = json.loads(pubkpi("status", "--period", words, "--format", "json", cwd=empty).stdout)
        assert (other["coverage"][0]["days_missing"], "quarter" in other) == (lacking, False), words
    (one,) = found["coverage"]
    assert (one["days_missing"], one["missing"]) == (92, [["2024-07-01", "2024-09-30"]])
    lacking = {one["indicator"]: one for one in found["indicators_without_value"]}
    assert lacking["Awards"]["forms"] == ["awards"]
    assert lacking["Average monthly reads"]["exports"][0].startswith("WeChat content")
    assert not any(one["ever_loaded"] for name, one in lacking.items() if name != "Follower growth")
    assert lacking["Follower growth"] == {
        "indicator": "Follower growth", "reason": "there is no data for the quarter",
        "exports": ["WeChat follower growth", "WeChat interface getusercumulate"], "forms": [], "ever_loaded": True,
    }  # fmt: skip
    said = pubkpi("status", "-q", "2024Q3", cwd=empty, lang="zh").stdout
    assert "粉丝增长率       本季没有数据" in said
    assert "pubkpi form awards；从未导入过" in said
    (once,) = [
        line for line in pubkpi("score", "-q", "2024Q4", cwd=empty).stderr.splitlines() if "never_loaded" in line
    ]
    assert "Average monthly reads, Interaction rate" in once
    assert "Follower growth" not in once
    assert "07-01至09-30" in said
