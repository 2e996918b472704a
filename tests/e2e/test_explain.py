"""`pubkpi explain`, as a reader sees it: whose points moved the total, and why."""

import csv
import io
import json

import pytest

import pubkpi as package
from pubkpi.model import periods
from pubkpi.pipeline.scores import review
from pubkpi.report.sections.waterfall import waterfall
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import pubkpi
from tests.examples import seldom
from tests.goldens import agree


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_change_of_a_quarter_reads_as_agreed(demo, lang):
    """The whole text; 14.0 of the fourth quarter's 14.2 points come from two indicators that are scored in steps."""
    outcome = pubkpi("explain", "-p", "2024Q4", "--against", "2024Q3", cwd=demo, lang=lang)
    agree("explain", f"2024Q4.{lang}.txt", outcome.stdout)


@pytest.mark.campaign
def test_data_of_the_change_add_up(demo):
    """Exactly and as printed: effects to indicators, parts to effects, indicators and kinds to the total."""
    data = json.loads(pubkpi("explain", "-p", "2024Q3", "--format", "json", cwd=demo).stdout)
    total, lines = data["total"], data["contributions"]
    assert data["against"] == "2024Q2"
    assert total["points"] == pytest.approx(total["now"] - total["before"], abs=1e-11)
    for name, close in (("points", 1e-11), ("points_printed", 1e-9)):
        assert sum(one[name] for one in lines) == pytest.approx(total[name], abs=close)
        assert sum(one[name] for one in data["effects"].values()) == pytest.approx(total[name], abs=close)
        for one in lines:
            assert sum(effect[name] for effect in one["effects"]) == pytest.approx(one[name], abs=close)
            for effect in one["effects"]:
                inside = [part[name] for part in effect["parts"]]
                assert not inside or sum(inside) == pytest.approx(effect[name], abs=close)
    rows = list(csv.DictReader(io.StringIO(pubkpi("explain", "-p", "2024Q3", "--format", "csv", cwd=demo).stdout[1:])))
    whole = {row["id"]: float(row["points"]) for row in rows if not row["effect"]}
    assert whole == {one["id"]: one["points"] for one in lines}


def number(words):
    return float(words.replace("−", "-").replace("±", ""))


@pytest.mark.parametrize("period", ["2024Q4", *seldom("2024Q1", "2024Q2", "2024Q3")])
@pytest.mark.campaign
def test_the_waterfall_of_the_report_has_the_same_numbers(demo, period):
    """Bar by bar; the printed ones add up to the printed difference of the totals, or there is none to explain."""
    view = waterfall(review(find(demo), periods.period(period), explained=True), "zh")
    code = 0 if period in ("2024Q3", "2024Q4") else 2 if period == "2024Q1" else 4
    told = pubkpi("explain", "-p", period, "--format", "json", cwd=demo, lang="zh", code=code).stdout
    assert (view is None) == bool(code)
    if view:
        data = json.loads(told)
        first, *bars, last = view.chart.bars
        assert {bar.label: number(bar.value) for bar in bars} == {
            one["label"]: one["points_printed"] for one in data["contributions"]
        }
        for bar, one in zip(bars, sorted(data["contributions"], key=lambda one: -abs(one["points"])), strict=True):
            assert bar.end - bar.start == pytest.approx(one["points"], abs=1e-9)
        assert sum(number(bar.value) for bar in bars) == pytest.approx(data["total"]["points_printed"], abs=1e-9)
        assert [first.end, last.end] == [data["total"]["before"], data["total"]["now"]]
        assert [[number(one or "0") for one in line.kinds] for line in view.lines[-1:]] == [
            [one["points_printed"] for one in data["effects"].values()]
        ]


def test_a_period_without_a_total_or_a_scorecard_is_refused(demo):
    """One line says which period, and why."""
    assert "2023Q4" in pubkpi("explain", "-p", "2024Q1", cwd=demo, code=2).stderr
    assert "2024Q1: there is no total" in pubkpi("explain", "-p", "2024Q2", cwd=demo, code=4).stderr


@pytest.mark.campaign
def test_python_has_the_same_explanation(demo):
    """Typed, and as a table with a row for each effect."""
    found = package.open(demo).explain("2024Q4", against="2024Q3")
    assert [one.id for one in found.drivers] == ["incidents", "award_level"]
    table = found.to_arrow()
    assert sum(table["points"].to_pylist()) == pytest.approx(float(found.points))
    assert {"performance", "target"} == set(table["effect"].to_pylist())


@pytest.mark.campaign
def test_an_entity_of_a_league_is_explained_by_its_own_totals(demo):
    """Those of the table of ranks; who is not there is refused with the names that are."""
    words = ("--by", "platform", "--entity", "wechat")
    data = json.loads(pubkpi("explain", "-p", "2024Q4", *words, "--format", "json", cwd=demo).stdout)
    league = [package.open(demo).league(one, "platform").nodes[0].scores[0] for one in ("2024Q3", "2024Q4")]
    assert [data["total"][end] for end in ("before", "now")] == pytest.approx(league)
    assert data["entity"] == "wechat"
    assert "Known: wechat" in pubkpi("explain", "-p", "2024Q4", *words[:-1], "weibo", cwd=demo, code=2).stderr
    listed = json.loads(pubkpi("explain", "-p", "2024Q4", *words[:2], "--format", "json", cwd=demo).stdout)["entities"]
    assert [[one["before"], one["now"]] for one in listed] == [pytest.approx(league)]
    assert "57.9           56.3     −1.5   1 → 1" in pubkpi("explain", "-p", "2024Q4", *words[:2], cwd=demo).stdout
