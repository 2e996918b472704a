"""The scorecards that ship beside the department's plan: sound, and scored as one would work them out by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest

from pubkpi.cli.views.scores.league import show_league
from pubkpi.measure.check import check as measurable
from pubkpi.model.errors import DataError, SpecError, UsageError
from pubkpi.model.periods import QUARTER
from pubkpi.pipeline.scores import review
from pubkpi.report.formats.league_table import league_as_rows
from pubkpi.specs.build import build, scorecard_ids
from pubkpi.specs.check import check_folder
from pubkpi.specs.measures import read, shapes
from pubkpi.workspace.settings import find
from tests.house.tree import ROOT
from tests.measure.facts import empty, worked
from tests.oracles.workspaces import league, loaded, node

SPECS = ROOT / "kpi_specs"
OTHERS = [name for name in scorecard_ids(SPECS) if name != "department_2024"]
SHARED = read(SPECS / "measures")
OWN = {
    (name, key): kpis.measures
    for name in OTHERS
    for kpis in [build(SPECS, name)]
    for key in kpis.measures
    if key not in SHARED
}
DEPARTMENT = "部门"


@pytest.fixture
def engine():
    made = empty()
    yield made
    made.close()


def scored(root, name, year, values):
    """The scorecard *name* of the department from entered values: (year, measure, value)."""
    entered = [(DEPARTMENT, when, what, Decimal(str(number))) for when, what, number in values]
    return review(find(loaded(root, SPECS, entered), scorecard=name), QUARTER.parse(f"{year}Q4")).card


def test_what_ships_is_sound_and_raises_no_doubts():
    findings, lots = check_folder(SPECS, None)
    doubts = {(one.where.split(".yaml:")[0], one.message.en) for one in findings if one.severity != "info"}
    assert [one for one in doubts if one[0] != "department_2024"] == []  # whose are those of the plan
    assert [one for measures, names in lots for one in measurable(measures, names)] == []


@pytest.mark.parametrize(("name", "key"), [key for key, some in OWN.items() if some[key[1]].example])
def test_the_worked_examples_of_a_scorecard_s_own_measures(engine, name, key):
    measures = OWN[name, key]
    found = worked(engine, measures, key)
    value = found if isinstance(found, Fraction) else found.value
    assert float(value) == pytest.approx(float(measures[key].example["expect"]), abs=1e-9)


def test_all_that_is_computed_has_an_example():
    bare = {
        key for key, some in OWN.items() if some[key[1]].type not in ("typed", "growth") and not some[key[1]].example
    }
    assert bare == set()


def test_an_index_without_its_version_is_not_known(tmp_path):
    with pytest.raises(UsageError) as refused:
        build(SPECS, "wci")
    assert all(name in refused.value.hint.en for name in ("wci-13.0", "wci-14.2-a", "wci-14.2-b"))


def test_the_government_s_plan_scores_no_follows_likes_shares_or_comments():
    plan, own = build(SPECS, "department_2024"), build(SPECS, "department_2024_government")
    assert [leaf.id for leaf in own.indicators] == [leaf.id for leaf in plan.indicators]
    watched = [leaf.id for leaf in own.indicators if not leaf.weight]
    assert watched == ["follower_growth", "interaction_rate"]
    assert [node.weight for node in own.dimensions] == [node.weight for node in plan.dimensions] == [40, 30, 30]


def test_giving_the_watched_counts_a_weight_again_is_refused(tmp_path):
    words = (SPECS / "department_2024_government.yaml").read_text("utf-8")
    scored_again = words.replace("weight: 0", "weight: 15", 1).replace("weight: 27", "weight: 12", 1)
    (tmp_path / "measures").symlink_to(SPECS / "measures")
    (tmp_path / "department_2024_government.yaml").write_text(scored_again, "utf-8")
    with pytest.raises(SpecError, match="指尖上的形式主义"):
        build(tmp_path, "department_2024_government")


@pytest.mark.campaign
def test_the_government_s_plan_by_hand(tmp_path):
    values = {
        "monthly_reads": 141500,  # half way from 83,000 to 200,000: 80 points
        "open_rate_exact": Decimal("0.18"),  # the baseline: 60
        "follower_growth": 2,
        "online_usage": Decimal("0.5"),  # no measured baseline, so 100 x / T: 100
        "activity_participants": 10000,  # 100
        "satisfaction": Decimal("0.45"),  # likewise: 50
        "partnerships": 4,  # of 8: 50
        "award_level": 1,  # 60
        "incidents": 0,  # 100
    }
    card = scored(tmp_path, "department_2024_government", "2024", [("2024", *item) for item in values.items()])
    by_hand = (27 * 80 + 13 * 60 + 10 * (100 + 100 + 50) + 10 * (50 + 60 + 100)) / 100
    assert card.total.score == pytest.approx(by_hand)
    assert {leaf.id: leaf.scoring for leaf in card.indicators if leaf.scoring != "scored"} == {
        "follower_growth": "monitored",
        "interaction_rate": "missing",
    }


@pytest.mark.campaign
def test_the_yearly_plan_by_hand(tmp_path):
    grown = {
        "followers": (50000, 60000),  # + 20 %: 100
        "fans_douyin": (10000, 11000),  # + 10 %: 80, the least of the three
        "fans_toutiao": (1000, 1300),  # 100 at most
        "mean_reads": (1000, 1150),  # + 15 %: 100
        "mean_plays": (2000, 2000),  # stands still: 60
        "activity_participants": (4000, 4500),  # half of + 25 %: 80
    }
    values = [(year, what, pair[i]) for what, pair in grown.items() for i, year in enumerate(("2023", "2024"))]
    card = scored(tmp_path, "online_publicity_year", "2024", [*values, ("2024", "media_partners", 4)])
    content = (15 * 100 + 10 * 60) / 25
    assert [one.score for one in card.dimensions] == [pytest.approx(one) for one in (80, content, 80, 90)]
    assert card.total.score == pytest.approx((80 + content + 80 + 90) / 4)


def test_the_three_dimensions_by_hand(tmp_path):
    values = {"push_reach": "0.6", "answered_in_time": 1, "satisfaction": "0.81", "business_online": "0.45"}
    card = scored(tmp_path, "government_enterprise", "2024", [("2024", *item) for item in values.items()])
    assert [one.score for one in card.dimensions] == [pytest.approx(80), 100, pytest.approx((90 + 100) / 2)]
    assert card.total.score == pytest.approx(0.3 * 80 + 0.3 * 100 + 0.4 * 95)


def test_the_gate_passes_fails_or_cannot_tell(tmp_path):
    items = ("no_interaction", "fraud", "security_fault", "app_unusable")
    sound = {"days_since_update": 14, **{f"has_{name}": 0 for name in items}}
    accounts = {
        "好号": sound,
        "停更号": sound | {"days_since_update": 15},
        "刷量号": sound | {"has_fraud": 1},
        "未检查完": {name: number for name, number in sound.items() if name != "has_security_fault"},
        "未检查完但停更": {"days_since_update": 40},
    }
    values = [(who, "2024", what, Decimal(number)) for who, cells in accounts.items() for what, number in cells.items()]
    table = league(loaded(tmp_path, SPECS, values), "account_gate_2019", "2024")
    assert dict(zip(table.entities, table.bands, strict=True)) == {
        "好号": "pass",
        "停更号": "fail",
        "刷量号": "fail",
        "未检查完": None,
        "未检查完但停更": "fail",
    }
    assert set(node(table, "account_gate_2019", "scores").values()) == {None}
    rows = {row[1]: row for row in league_as_rows(table)}
    head = rows.pop("entity")
    fraud, band = head.index("fraud"), head.index("band")
    assert {who: (row[fraud], row[band]) for who, row in rows.items()} == {
        "好号": ("pass", "pass"),
        "停更号": ("pass", "fail"),
        "刷量号": ("fail", "fail"),
        "未检查完": ("pass", "unknown"),
        "未检查完但停更": ("unknown", "fail"),
    }
    reasons = [one.reason.en for lines in table.adjustments for one in lines if one.state == "fail"]
    assert reasons
    assert not [words for words in reasons if "total" in words]


def test_the_table_of_the_gate_says_each_verdict(tmp_path, capsys):
    names = ("days_since_update", "has_no_interaction", "has_fraud", "has_security_fault", "has_app_unusable")
    accounts = {"好号": (1, 0, 0, 0, 0), "停更号": (99, 0, 0, 0, 0), "未检查完": (1, 0, 0, None, 0)}
    values = [
        (who, "2024", what, Decimal(number))
        for who, cells in accounts.items()
        for what, number in zip(names, cells, strict=True)
        if number is not None
    ]
    show_league(league(loaded(tmp_path, SPECS, values), "account_gate_2019", "2024"))
    lines = capsys.readouterr().out
    assert all(word in lines for word in ("not vetoed", "vetoed", "cannot tell", "failed by a single item", "pass"))


def test_what_values_of_a_measure_are_like_is_known_also_where_it_stands_at_its_indicator(tmp_path):
    (tmp_path / "short.yaml").write_text(
        "label: 短\nvalid: [2024Q1, 2024Q4]\nindicators:\n"
        "  - {id: 满意度, weight: 40, measure: {unit: share}, target: 90%}\n"
        "  - {id: 发稿, label: 发稿数, weight: 60, measure: {unit: posts}, target: 40}\n",
        "utf-8",
    )
    found = shapes(tmp_path)
    assert {name: (one.like, one.label.zh) for name, one in found.items()} == {
        "满意度": ("part", "满意度"),
        "发稿": ("", "发稿数"),
    }


def test_a_workspace_that_does_not_say_which_scorecard_is_in_use_is_told_its_own(tmp_path):
    for name in ("wci-13.0", "县局"):
        (tmp_path / f"{name}.yaml").write_text("", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        build(tmp_path, "")
    assert caught.value.line("en").endswith(
        'There is 县局: write scorecard = "县局" under [score] in pubkpi.toml, or add --scorecard 县局.'
    )
    (tmp_path / "县局.yaml").unlink()
    with pytest.raises(DataError) as caught:
        build(tmp_path, "")
    assert "no plan yet" in caught.value.line("en")
