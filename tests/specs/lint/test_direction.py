"""More of a measure is better, worse, or neither: by its rows, what it is made of, and its name."""

import pytest

from pubkpi.model.kpis.measures import Measure
from pubkpi.model.text import Text
from pubkpi.specs import build
from pubkpi.specs.lint.direction import better
from tests.house.tree import ROOT

NOTHING = Text("", "")
DOWN = {"incidents", "days_since_update", "has_security_fault", "has_app_unusable"}
# how much is published is a matter of plan, and days only say what other numbers are of
NEITHER = {"posts", "posts_per_week", "articles", "days", "nps_balance", "has_no_interaction", "has_fraud"}


def test_the_shipped_measures_have_the_side_that_people_give_them():
    folder = ROOT / "kpi_specs"
    sides = {
        name: better(kpis.measures, name)
        for kpis in (build.build(folder, card) for card in build.scorecard_ids(folder))
        for name in kpis.measures
    }
    assert {name for name, side in sides.items() if side == "down"} == DOWN
    assert {name for name, side in sides.items() if side == ""} == NEITHER


def measure(name, label="x", kind="typed", **more):
    return Measure(name, Text(label, label), NOTHING, NOTHING, "count", NOTHING, kind, "m.yaml:1:1", **more)


PARTS = [measure("good", "参与人数"), measure("fine", "获奖数"), measure("bad", "投诉数"), measure("free", "篇数")]


@pytest.mark.parametrize(
    ("expr", "side"),
    [
        ("100 * good + fine / 2 - 3", "up"),
        ("1 - good", "down"),
        ("-bad", "up"),
        ("ln(good / free + 1)", "up"),
        ("bad / good", "down"),
        ("10 / bad", "up"),
        ("least(good, 5) + least(fine, 3)", "up"),
        ("good - bad", "up"),
        ("good + bad", ""),
        ("good - fine", ""),
        ("good / fine", ""),
        ("good + free", ""),
        ("free / 13", ""),
        ("abs(good)", ""),
        ("case when good > 0 then 1 else 0 end", ""),
    ],
)
def test_what_is_made_of_measures_has_their_side(expr, side):
    assert better({one.id: one for one in (*PARTS, measure("q", kind="derived", expr=expr))}, "q") == side


@pytest.mark.parametrize(
    ("fact", "expr", "label", "side"),
    [
        ("post", "bounce_2s_share", "x", "down"),
        ("post", "completion_share", "x", "up"),
        ("ranking", "rank", "x", "down"),
        ("mention", "comment_count", "x", ""),  # it depends on what people say
        ("mention", "comment_count", "负面评论数", "down"),
        ("account_content_daily", "post_count", "发文篇数", ""),
        ("topic_plan", "case when published_on is null then 1 else 0 end", "逾期选题占比", ""),
        ("topic_plan", "case when published_on is null then 0 else 1 end", "选题完成率", "up"),
    ],
)
def test_rows_that_tell_nothing_leave_it_to_the_name(fact, expr, label, side):
    assert better({"q": measure("q", label, "sum", fact=fact, expr=expr)}, "q") == side


def test_of_several_ways_the_one_that_is_known_decides():
    ways = {one.id: one for one in (*PARTS, measure("q", kind="first_of", of=("free", "good")))}
    assert better(ways, "q") == "up"
    assert better({**ways, "q": measure("q", kind="first_of", of=("bad", "good"))}, "q") == ""
