"""`pubkpi whatif` as a user types it."""

import csv
import io
import json

import pytest

from tests.e2e.workspaces import errors, fingerprint, pubkpi
from tests.examples import seldom
from tests.goldens import agree

CHANGES = ("--value", "followers=80000", "--value", "open_rate=5%", "--weight", "reach=50", "--goal", "92")
MARKS = {"zh": "情景测算，非考核结果", "en": "what-if, not a result"}


@pytest.mark.parametrize("lang", ["zh", *seldom("en")])
def test_a_scenario_a_goal_and_a_forecast_read_as_agreed(demo, lang):
    told = pubkpi("whatif", "-p", "2024Q4", *CHANGES, cwd=demo, lang=lang).stdout
    told += pubkpi("whatif", "-p", "2024Q3", "--forecast", cwd=demo, lang=lang).stdout
    assert told.count(MARKS[lang]) == 4  # above and below each
    agree("explain", f"whatif_{lang}.txt", told)


@pytest.mark.campaign
def test_an_empty_scenario_is_the_scorecard_and_leaves_the_state_alone(demo):
    state = fingerprint(demo / "state")
    card = json.loads(pubkpi("score", "-p", "2024Q4", "--format", "json", cwd=demo).stdout)
    told = json.loads(pubkpi("whatif", "-p", "2024Q4", "--format", "json", cwd=demo).stdout)
    assert (told["result"], told["note"], told["scenario"]) == (False, MARKS["en"], [])
    assert told["total"]["score"] == told["total"]["scenario_score"] == card["total"]["score"]
    leaves = {leaf["id"]: leaf for one in card["dimensions"] for leaf in one["indicators"]}
    for one in told["indicators"]:
        for name in ("value", "score", "points"):
            assert one[name] == one[f"scenario_{name}"] == leaves[one["id"]][name]
        assert one["difference"] == 0
    assert fingerprint(demo / "state") == state
    assert "without a total" in pubkpi("whatif", "-p", "2024", cwd=demo).stdout  # no figure of incidents all year


@pytest.mark.campaign
def test_every_row_of_a_spreadsheet_is_marked_and_the_differences_add_up(demo):
    sheet = pubkpi("whatif", "-p", "2024Q4", *CHANGES, "--format", "csv", cwd=demo).stdout
    rows = list(csv.DictReader(io.StringIO(sheet.lstrip("\ufeff"))))
    assert {row["note"] for row in rows} == {MARKS["en"]}
    gaps = [float(row["difference"]) for row in rows if row["kind"] != "total"]
    (total,) = [row for row in rows if row["kind"] == "total"]
    assert sum(gaps) == pytest.approx(float(total["scenario_score"]) - float(total["score"]), abs=1e-9)
    # 50 of 100 points on the first four; 15 * 50/40 for followers at their target
    assert {row["id"]: row["scenario_points"] for row in rows}["follower_growth"] == "18.75"


@pytest.mark.campaign
def test_a_solved_value_brings_the_goal(demo):
    solved = json.loads(pubkpi("whatif", "-p", "2024Q4", "--goal", "90.5", "--format", "json", cwd=demo).stdout)
    needed = {one["id"]: one["needed"] for one in solved["indicators"] if one["reach"] == "solved"}
    assert set(needed) == {"open_rate", "interaction_rate", "partnerships"}
    for name, value in [*needed.items()][:1]:
        told = pubkpi("whatif", "-p", "2024Q4", "--value", f"{name}={value}", "--format", "json", cwd=demo).stdout
        assert json.loads(told)["total"]["scenario_score"] == pytest.approx(90.5, abs=1e-9)


@pytest.mark.campaign
def test_what_cannot_be_is_refused_in_one_line(demo):
    for words, said in (
        (("--goal", "much"), "--goal"),
        (("--forecast",), "2024Q4"),
    ):
        (line,) = errors(pubkpi("whatif", "-p", "2024Q4", *words, cwd=demo, code=2))
        assert said in line


@pytest.mark.campaign
def test_a_difference_that_cannot_be_shared_out_says_why(demo, monkeypatch):
    monkeypatch.setattr("pubkpi.explain.attribution.shares._LARGE", 0)
    words = ("whatif", "-p", "2024Q4", "--value", "satisfaction=50%")
    why = "too many indicators depend on each other to be taken apart exactly"
    assert f"the points are not shared out: {why}" in pubkpi(*words, cwd=demo).stdout
    assert json.loads(pubkpi(*words, "--format", "json", cwd=demo).stdout)["unexplained"] == why
