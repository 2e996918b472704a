"""`pubkpi adjust` on the sample data: what an edit of the plan changes, as a meeting reads it."""

import json

import pytest

from tests.e2e.workspaces import pubkpi
from tests.goldens import agree

EDITS = (
    ("2024Q4: 200000", "2024Q4: 25万"),
    ("lights: {green: 90", "lights: {green: 85"),
    ("zh: 粉丝增长率", "zh: 粉丝增长"),
)


@pytest.fixture
def edited(copy):
    """A copy of the demo with a higher target, another light and another label."""
    path = copy / "kpi_specs" / "department_2024.yaml"
    text = path.read_text("utf-8")
    for old, new in EDITS:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    return copy


@pytest.mark.campaign
def test_what_an_edit_of_the_plan_changes_reads_as_agreed_and_is_what_score_gives(edited, demo):
    """Both languages; the totals and scores are those of `pubkpi score` by either text."""
    for lang in ("zh", "en"):
        shown = pubkpi("adjust", "--ranks", "platform", cwd=edited, lang=lang)
        agree("adjust", f"sample.{lang}.txt", shown.stdout)
    data = json.loads(pubkpi("adjust", "--format", "json", cwd=edited).stdout)
    (last,) = [one for one in data["periods"] if one["period"] == "2024Q4"]
    for side, folder in (("before", demo), ("now", edited)):
        card = json.loads(pubkpi("score", "-q", "2024Q4", "--format", "json", cwd=folder).stdout)
        scores = {leaf["id"]: leaf["score"] for one in card["dimensions"] for leaf in one["indicators"]}
        assert last["total"][side] == card["total"]["score"]
        assert {one["id"]: one["score"][side] for one in last["indicators"]} == scores
    assert {one["effect"] for one in last["effects"]} == {"target"}
    for one in data["periods"]:
        if one["points"] is not None:
            assert sum(part["points"] for part in one["effects"]) == pytest.approx(one["total"]["difference"], abs=1e-9)
