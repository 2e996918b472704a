"""A quarterly plan looked at by the week, the month and the half, against plain SQL and targets reckoned by hand."""

import json
import re
from fractions import Fraction

import pytest

from pubkpi.pipeline.open import open_engine
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import errors, pubkpi
from tests.examples import seldom

Q3, Q4 = (60000 + Fraction(20000 * n, 3) for n in (2, 3))  # followers wanted at the end of these quarters
FANS = "select total_count from account_daily where day = date '{last}'"
RATE = (
    "select sum(like_users + comment_count + share_users), sum(read_users) from post where basis = 'lifetime'"
    " and published_on between date '{first}' and date '{last}' and read_users > 0 and like_users + comment_count + share_users is not null"
)


def leaves(demo, words):
    made = json.loads(pubkpi("score", "-p", words, "--format", "json", cwd=demo).stdout)
    return made, {leaf["id"]: leaf for one in made["dimensions"] for leaf in one["indicators"]}


@pytest.mark.parametrize(
    ("words", "written", "first", "last", "target"),
    [
        ("2024年第40周", "2024W40", "2024-09-30", "2024-10-06", Q3 + (Q4 - Q3) * Fraction(6, 92)),
        *seldom(("2024-11", "2024-11", "2024-11-01", "2024-11-30", Q3 + (Q4 - Q3) * Fraction(61, 92))),
        ("2024年下半年", "2024H2", "2024-07-01", "2024-12-31", Q4),
    ],
)
def test_a_period_is_scored_by_its_own_days_and_the_target_of_its_last(demo, words, written, first, last, target):
    made, found = leaves(demo, words)
    assert made["period"] == written
    with open_engine(find(demo)) as engine:
        ((fans,),) = engine.run(FANS.format(last=last))
        ((liked, read),) = engine.run(RATE.format(first=first, last=last))
    growth, wanted = Fraction(fans, 52000) - 1, target / 52000 - 1
    assert found["follower_growth"]["value"] == pytest.approx(float(growth), rel=1e-12)
    assert found["follower_growth"]["target"] == pytest.approx(float(wanted), rel=1e-12)
    assert found["follower_growth"]["score"] == pytest.approx(float(min(60 + 40 * growth / wanted, 100)))
    assert found["interaction_rate"]["value"] == pytest.approx(liked / read, rel=1e-12)


@pytest.mark.campaign
def test_what_is_measured_by_the_month_or_the_quarter_does_not_apply_to_a_week_and_no_flag_counts_weeks(demo):
    made, found = leaves(demo, "2024W40")
    reasons = {name: leaf["missing_reason"] for name, leaf in found.items() if leaf["scoring"] == "not_applicable"}
    assert reasons == {
        "monthly_reads": "it is a mean of months, and a week is not made of whole ones",
        "online_usage": "it is registered by the month, which says nothing about a week",
        "activity_participants": "it is registered by the month, which says nothing about a week",
        "incidents": "it is registered by the quarter, which says nothing about a week",
    }
    assert {flag["kind"] for flag in made["flags"]} <= {"deviation", "above_target"}


def test_a_topic_is_reviewed_over_its_own_days_and_as_many_before_and_after(demo, tmp_path):
    pubkpi("report", "--topic", "端午", "--html", "--out", tmp_path, cwd=demo, lang="zh")
    (page,) = (one.read_text("utf-8") for one in tmp_path.glob("*.html"))
    assert "活动“端午龙舟嘉年华”：2024年5月30日至2024年6月2日，4 天" in page
    with open_engine(find(demo)) as engine:
        counts = [engine.run(FANS.format(last=day))[0][0] for day in ("2024-05-29", "2024-06-02", "2024-06-06")]
    growth = [f"{(fans / 52000 - 1) * 100:.1f}%" for fans in counts]
    assert re.findall(r">粉丝增长率.*?</tr>", page)[0].count("%") >= 3
    assert re.findall(r'data-name="[^"]*">([^<]*)', re.findall(r">粉丝增长率.*?</tr>", page)[0])[:3] == growth
    assert "下一步改进措施、责任人" in page
    assert "只写 --topic" in errors(pubkpi("report", "--topic", "端午", "-q", "2024Q2", cwd=demo, code=2, lang="zh"))[0]
    assert "7 个活动" in errors(pubkpi("report", "--topic", "市民开放日", cwd=demo, code=2, lang="zh"))[0]
    slip = errors(pubkpi("report", "--topic", "端午安康", cwd=demo, code=2, lang="zh"))[0]
    assert "是 端午龙舟嘉年华 吗？" in slip


@pytest.mark.campaign
def test_every_command_takes_a_month_and_the_year_must_be_said(demo, tmp_path):
    for words in (("explain",), ("whatif", "--target", "open_rate=0.02"), ("status",), ("trace", "open_rate")):
        assert pubkpi(*words, "-p", "2024-11", cwd=demo).stdout
    pubkpi("report", "-p", "2024W40", "--pdf", "--out", tmp_path, cwd=demo)
    (pdf,) = tmp_path.glob("*2024W40.pdf")
    assert pdf.read_bytes().count(b"/Type /Page\n") + pdf.read_bytes().count(b"/Type/Page\n") <= 1
    for words in ("上半年", "第10周"):
        assert "没有写是哪一年的" in errors(pubkpi("score", "-p", words, cwd=demo, code=2, lang="zh"))[0]
