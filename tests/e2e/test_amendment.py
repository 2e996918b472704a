"""A plan that changes in mid-year, as everybody who reads an output sees it."""

import json

import pytest

from tests.e2e.workspaces import pubkpi

REASON = "reason: {zh: 二季度复盘会, en: review of the second quarter}"
CHANGES = (
    ("weight: 15\n        measure: follower_growth", f"weight: [15, {{from: 2024Q3, is: 10, {REASON}}}]\n        measure: follower_growth"),
    ("weight: 10\n        measure: monthly_reads", "weight: [10, {from: 2024Q3, is: 15}]\n        measure: monthly_reads"),
    ("target: {2024Q1: 60000/52000 - 1, 2024Q4: 80000/52000 - 1}",
     "target: [{2024Q1: 60000/52000 - 1, 2024Q4: 80000/52000 - 1}, {from: 2024Q3, is: {2024Q3: 36400/52000, 2024Q4: 70%}}]"),
    ("target: {2024Q1: 0.21, 2024Q4: 0.30}", "target: [{2024Q1: 0.21, 2024Q4: 0.30}, {from: 2024Q3, is: {2024Q3: 28%, 2024Q4: 30%}}]"),
)  # fmt: skip


def data(folder, *words):
    return json.loads(pubkpi(*words, "--format", "json", cwd=folder).stdout)


def leaves(card):
    return {leaf["id"]: leaf for one in card["dimensions"] for leaf in one["indicators"]}


@pytest.mark.campaign
def test_each_quarter_is_scored_by_the_weights_and_targets_in_force_and_the_change_is_told(demo, copy):
    path = copy / "kpi_specs" / "department_2024.yaml"
    spec = path.read_text("utf-8")
    for old, new in CHANGES:
        assert old in spec
        spec = spec.replace(old, new, 1)
    path.write_text(spec, encoding="utf-8")
    before, now = (data(copy, "score", "-p", one) for one in ("2024Q2", "2024Q3"))
    old, new = leaves(before), leaves(now)
    assert before["total"] == data(demo, "score", "-p", "2024Q2")["total"]
    assert [(one["follower_growth"]["weight"], one["monthly_reads"]["weight"]) for one in (old, new)] == [
        (15, 10),
        (10, 15),
    ]
    assert new["follower_growth"]["target"] == 0.7
    assert new["follower_growth"]["score"] == pytest.approx(60 + 40 * new["follower_growth"]["value"] / 0.7)
    assert now["total"]["score"] == pytest.approx(sum(one["weight"] * one["score"] / 100 for one in new.values()))
    said = [one["message"] for one in now["findings"] if one["id"] == "plan.adjusted"]
    assert said == [
        "Follower growth: from 2024Q3 on its weight is 10 instead of 15 (review of the second quarter)",
        "Follower growth: from 2024Q3 on its target is 70.0% instead of 41.0%",
        "Average monthly reads: from 2024Q3 on its weight is 15 instead of 10",
        "Open rate: from 2024Q3 on its target is 28.0% instead of 27.0%",
    ]
    assert not [one for one in before["findings"] if one["id"] == "plan.adjusted"]
    traced = data(copy, "trace", "open_rate", "-p", "2024Q3", "--by", "platform", "--entity", "wechat")
    assert traced["score"]["target"] == 0.28
    change = data(copy, "explain", "-p", "2024Q3")
    assert change["total"]["points"] == pytest.approx(now["total"]["score"] - before["total"]["score"])
    reweighed = {one["id"] for one in change["contributions"] for each in one["effects"] if each["effect"] == "weight"}
    assert reweighed == {"follower_growth", "monthly_reads"}
    pubkpi("report", "-p", "2024Q3", "--out", "meeting", cwd=copy, lang="zh")
    page = next((copy / "meeting").glob("*.html")).read_text("utf-8")
    assert "粉丝增长率：权重自 2024Q3 起由 15 改为 10（二季度复盘会）" in page
