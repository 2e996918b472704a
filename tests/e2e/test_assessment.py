"""An assessment with a veto, deductions, a bonus and an organisation's own lights, from the specs to the report."""

import csv
import io
import json
import re

import pytest

from tests.e2e.workspaces import pubkpi
from tests.examples import seldom

LIGHTS = "lights: {green: 90, yellow: 60}\n"
ASSESSED = """\
lights:
  - {id: blue, label: {zh: 蓝灯, en: blue}, at_least: 90, colour: '#1f5f8b', shape: ●}
  - {id: yellow, label: {zh: 黄灯, en: yellow}, at_least: 60, colour: '#7a5700', shape: ▲}
  - {id: red, label: {zh: 红灯, en: red}, at_least: 0, colour: '#9b2c1f', shape: ■}
adjustments:
  veto:
    - {id: few, label: {zh: 粉丝过少, en: Few followers}, measure: followers, fails: {below: 60000}, band: fail}
  deduct:
    - {id: slow, label: {zh: 发文过多, en: Too many posts}, measure: posts, points: 1, per: 50, cap: 3, from: reach}
    - {id: events, label: {zh: 舆情扣分, en: Incidents}, measure: incidents, points: 2, cap: 6}
  bonus:
    gate: {at_least: 60}
    cap: 4
    items:
      - {id: extra, label: {zh: 合作加分, en: Partners}, measure: partnerships, points: 1, cap: 5}
"""
GATE = """\
id: gate
label: {zh: 账号检查, en: Account gate}
audience: government
valid: [2024Q1, 2024Q4]
missing: {policy: reweight, min_weight_coverage: 1}
bands:
  - {id: pass, label: {zh: 合格, en: pass}, at_least: 60}
  - {id: fail, label: {zh: 不合格, en: fail}, at_least: 0}
lights: {green: 90, yellow: 60}
adjustments:
  veto:
    - {id: quiet, label: {zh: 不更新, en: No posts}, measure: posts, fails: {below: LEAST}, band: fail}
    - {id: events, label: {zh: 舆情, en: Incidents}, measure: incidents, fails: {at_least: 1}, band: fail}
"""


@pytest.fixture
def assessed(copy):
    """The demo with the adjustments above."""
    spec = copy / "kpi_specs" / "department_2024.yaml"
    text = spec.read_text("utf-8")
    assert LIGHTS in text
    spec.write_text(text.replace(LIGHTS, ASSESSED).replace("at_least: 80}", "at_least: 80, shape: ◆}"), "utf-8")
    return copy


def scored(folder, *words, quarter="2024Q4"):
    return pubkpi("score", "--quarter", quarter, "--fail-on", "never", *words, cwd=folder)


def test_the_lines_sum_to_the_total_and_the_report_prints_them(assessed):
    card = json.loads(scored(assessed, "--format", "json").stdout)
    points = {one["id"]: one["points"] for one in card["adjustments"]}
    posts = next(one["value"] for one in card["adjustments"] if one["id"] == "slow")
    assert points == {"slow": pytest.approx(-posts / 50), "events": 0.0, "extra": 4.0, "few": 0.0}
    top = sum(one["points"] for one in card["adjustments"] if one["from"] is None)
    assert sum(one["points"] for one in card["dimensions"]) + top == pytest.approx(card["total"]["score"])
    assert card["total"]["unadjusted"] + sum(points.values()) == pytest.approx(card["total"]["score"])
    assert {one["id"]: one["result"] for one in card["adjustments"]} == {
        "slow": "applied", "events": "none", "extra": "applied", "few": "pass",
    }  # fmt: skip
    assert not any("state" in one for one in card["adjustments"])  # that is an indicator's
    assert {leaf["light"] for one in card["dimensions"] for leaf in one["indicators"]} == {"blue", "yellow", "red"}

    rows = {row["indicator"]: row for row in csv.DictReader(io.StringIO(scored(assessed, "--format", "csv").stdout))}
    assert (float(rows["extra"]["points"]), rows["extra"]["result"], rows["extra"]["scoring"]) == (4.0, "applied", "")

    told = scored(assessed).stdout
    assert re.search(r"Partners +7 .*\+4\.0 +○ added: 1 for each 1, 5 at most, 4 for the whole bonus", told)
    assert re.search(r"Few followers +77,360.people +±0 +● not vetoed: < 60,000 fails the whole", told)
    assert "▲ low" in told
    assert re.search(r"Total .*◆ good|Total .*excellent", told)

    pubkpi("report", "--quarter", "2024Q4", "--lang", "zh", "--html", "--fail-on", "never", cwd=assessed)
    page = (assessed / "reports" / "report_department_2024_2024Q4.html").read_text("utf-8")
    assert ".light.light0 { color: #1f5f8b; background: #e4ecf1; }" in page
    assert '<span class="light light0">◐ 接近</span>' in page
    assert "● 蓝灯 ≥ 90；▲ 黄灯 ≥ 60；■ 红灯 ≥ 0" in page
    assert "每 1 加 1 分，最多 5 分，加分合计最多 4 分" in page


@pytest.mark.campaign
def test_the_lines_are_in_the_pdf_too(assessed):
    pubkpi("report", "--quarter", "2024Q4", "--lang", "zh", "--pdf", "--fail-on", "never", cwd=assessed)
    assert (assessed / "reports" / "report_department_2024_2024Q4.pdf").stat().st_size > 10_000


@pytest.mark.campaign
def test_a_veto_shows_in_the_total_its_band_and_a_finding(assessed):
    spec = assessed / "kpi_specs" / "department_2024.yaml"
    spec.write_text(spec.read_text("utf-8").replace("below: 60000", "below: 80000"), "utf-8")
    card = json.loads(scored(assessed, "--format", "json").stdout)
    assert (card["total"]["score_printed"], card["total"]["band"], card["total"]["veto"]) == (59.9, "fail", "fail")
    assert "score.veto" in {one["id"] for one in card["findings"]}


@pytest.mark.parametrize(
    ("quarter", "least", "verdict", "told", "reported"),
    [
        ("2024Q4", 9999, "fail", "fail", ""),
        *seldom(
            ("2024Q4", 1, "pass", "pass", ""),
            ("2024Q1", 1, "unknown", "cannot tell", ""),
            ("2024Q4", 1, "pass", "pass", "pdf"),
            ("2024Q4", 9999, "fail", "fail", "pdf"),
            ("2024Q1", 1, "unknown", "cannot tell", "html"),
            ("2024Q1", 1, "unknown", "cannot tell", "pdf"),
        ),
    ],
)
@pytest.mark.campaign
def test_a_gate_passes_fails_or_cannot_tell_and_has_a_report(copy, quarter, least, verdict, told, reported):
    """In the first quarter the register of incidents says nothing: that is no pass."""
    (copy / "kpi_specs" / "gate.yaml").write_text(GATE.replace("LEAST", str(least)), "utf-8")
    words = ("--scorecard", "gate", "--fail-on", "never")
    card = json.loads(scored(copy, *words, "--format", "json", quarter=quarter).stdout)
    assert (card["total"]["score"], card["total"]["veto"]) == (None, verdict)
    assert card["total"]["band"] == (None if verdict == "unknown" else verdict)
    assert told in scored(copy, *words, quarter=quarter).stdout.splitlines()[-1]
    if reported:
        pubkpi("report", "--quarter", quarter, f"--{reported}", *words, cwd=copy)
        assert (copy / "reports" / f"report_gate_{quarter}.{reported}").is_file()


@pytest.mark.campaign
def test_what_missed_its_target_twice_running_is_flagged_by_owner(demo):
    """The flags of the fourth quarter, worked out again from the values of the two quarters."""
    now, then = (
        json.loads(scored(demo, "--format", "json", quarter=one).stdout) for one in ("2024Q4", "2024Q3")
    )  # fmt: skip

    def missed(card):
        leaves = [leaf for one in card["dimensions"] for leaf in one["indicators"]]
        return {
            leaf["id"] for leaf in leaves
            if leaf["scoring"] == "scored" and leaf["target"] is not None
            and (leaf["value"] < leaf["target"] if leaf["direction"] == "up" else leaf["value"] > leaf["target"])
        }  # fmt: skip

    flagged = {one["indicator"] for one in now["flags"] if one["kind"] == "below_target"}
    assert flagged == missed(now) & missed(then)
    assert flagged
    owners = [one["owner"] for one in now["flags"]]
    assert owners == sorted(owners, key=owners.index)
    far = {one["indicator"]: one["deviation"] for one in now["flags"] if one["kind"] == "deviation"}
    assert far["open_rate"] == pytest.approx(0.0140 / 0.30 - 1, abs=0.01)
    assert all(abs(one) > 0.2 for one in far.values())
    assert set(far) <= flagged | {one["indicator"] for one in now["flags"]}


@pytest.mark.campaign
def test_the_process_indicators_of_the_plan_have_a_scorecard_of_their_own(demo):
    card = json.loads(scored(demo, "--scorecard", "process_2024", "--format", "json").stdout)
    leaves = {leaf["id"]: leaf for leaf in card["dimensions"][0]["indicators"]}
    assert leaves["update_frequency"]["target"] == 4
    assert leaves["update_frequency"]["value"] * 13 == pytest.approx(round(leaves["update_frequency"]["value"] * 13))
    assert leaves["topic_execution"]["scoring"] == "missing"
    assert card["total"]["score"] is None
