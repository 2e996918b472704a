"""The sample city against sample_data/city/expected.json, which the generator computes on its own."""

import json
import shlex
import shutil

import pytest

from pubkpi.model.periods import QUARTER, YEAR
from pubkpi.pipeline.scores import league, review
from pubkpi.workspace.settings import find
from tests.e2e.test_numbers import printed, same
from tests.e2e.workspaces import NOW, SAMPLES, errors, fingerprint, pubkpi
from tests.examples import seldom

CITY = SAMPLES / "city"
EXPECTED = json.loads((CITY / "expected.json").read_text("utf-8"))["quarters"]
QUARTERS = [*seldom(*(quarter for quarter in EXPECTED if quarter != "2024Q4")), "2024Q4"]


@pytest.fixture(scope="module")
def settings(city):
    return find(city, now=NOW)


def of_card(card):
    """Values, scores, dimensions and total of the city's scorecard as the expected ones are written."""
    return {
        "values": {leaf.measure: leaf.value for leaf in card.indicators},
        "scores": {leaf.id: leaf.score for leaf in card.indicators if leaf.weight},
        "dimensions": {one.id: one.score for one in card.dimensions},
        "total": card.total.score,
    }


def of_league(table):
    """The same of each entity that stands in a league."""
    total, *nodes = table.nodes
    leaves, above = [one for one in nodes if one.applies], [one for one in nodes if not one.applies]
    return {
        entity: {
            "values": {one.id: one.values[i] for one in leaves},
            "scores": {one.id: one.scores[i] for one in leaves if one.weight and one.applies[i]},
            "dimensions": {one.id: one.scores[i] for one in above},
            "total": total.scores[i],
        }
        for i, entity in enumerate(table.entities)
    }


def differences(found, expected):
    """Where *found* has another number than *expected*, which may have fewer (a dimension without leaves)."""
    wrong = {"total": (found["total"], expected["total"])} if not same(found["total"], expected["total"]) else {}
    for part in ("values", "scores", "dimensions"):
        for name, number in found[part].items():
            if not same(number, expected[part].get(name)):
                wrong[part, name] = number, expected[part].get(name)
    return wrong


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_city_has_the_expected_values_and_scores(settings, quarter):
    (expected,) = EXPECTED[quarter]["city"].values()
    card = review(settings, QUARTER.parse(quarter)).card
    found = of_card(card)
    assert differences(found, expected) == {}
    assert set(found["scores"]) == set(expected["scores"])
    assert printed(card.total.score) == expected["printed"]


@pytest.mark.parametrize("quarter", QUARTERS)
@pytest.mark.parametrize("by", ["account", "unit"])
def test_accounts_and_units_have_the_expected_values_scores_and_ranks(settings, quarter, by):
    expected = EXPECTED[quarter][by]
    table = league(settings, QUARTER.parse(quarter), by)
    found = {name: one for name, one in of_league(table).items() if one["values"]["share_rate"] is not None}
    assert {name: wrong for name in expected if (wrong := differences(found[name], expected[name]))} == {}
    assert set(found) == set(expected)
    totals = {name: float(one["printed"]) for name, one in expected.items() if one["printed"]}
    ranks = dict(zip(table.entities, table.nodes[0].ranks, strict=True))
    assert {name: rank for name, rank in ranks.items() if rank} == {
        name: 1 + sum(other > total for other in totals.values()) for name, total in totals.items()
    }


def test_an_account_that_was_renamed_is_one_and_one_that_joined_later_has_no_quarter_before(settings):
    renamed, joined = "douyin/云川文旅", "xiaohongshu/漫游云川"
    assert not any("云川旅游" in name for one in EXPECTED.values() for name in one["account"])
    assert [joined in one["account"] for one in EXPECTED.values()] == [False] * 6 + [True] * 2
    table = of_league(league(settings, QUARTER.parse("2024Q1"), "account"))
    assert same(
        table[renamed]["values"]["views_growth"], EXPECTED["2024Q1"]["account"][renamed]["values"]["views_growth"]
    )
    assert table.get(joined, {"total": None})["total"] is None


def test_the_demo_of_the_city_does_not_take_the_workspace_of_the_department(demo):
    assert "workspace" in errors(pubkpi("demo", "--city", demo, cwd=demo.parent, code=2))[0]


@pytest.mark.campaign
def test_the_command_loads_scores_and_reports_and_what_it_says_to_type_next_works(tmp_path):
    said = pubkpi("demo", "--city", "ws", cwd=tmp_path).stdout
    for words in (
        "92.2   excellent",
        "wechat/云川发布         96.6",
        "文化和旅游局    92.5",
        "report_city_2024_2024Q4.pdf",
    ):
        assert words in said
    following = [line for line in said.partition("Next, try:")[2].splitlines() if "pubkpi " in line]
    assert len(following) == 4
    for line in following:
        pubkpi(*shlex.split(line)[1:], cwd=tmp_path / "ws")


@pytest.mark.campaign
def test_the_generator_writes_the_same_bytes_again(tmp_path):
    from generate import generate

    generate(tmp_path)
    there = {name: mark for name, mark in fingerprint(SAMPLES).items() if name.startswith(("exports/", "city/"))}
    assert there == {name: mark for name, mark in fingerprint(tmp_path).items() if name in there}
    assert fingerprint(tmp_path)["expected.json"] == fingerprint(SAMPLES)["expected.json"]


@pytest.mark.campaign  # several leagues of a workspace of its own
def test_offices_are_made_of_their_accounts_and_their_year_is_composed(city, tmp_path):
    """What the league says against what its own parts come to."""
    shutil.copytree(city, tmp_path / "ws")
    text = (tmp_path / "ws" / "kpi_specs" / "city_2024.yaml").read_text("utf-8")
    rules = "compose: {quarters: 40%, year: 60%}\nof_accounts: {how: worst}\n"
    (tmp_path / "ws" / "kpi_specs" / "offices.yaml").write_text(
        text.replace("id: city_2024", "id: offices") + rules, "utf-8"
    )
    settings = find(tmp_path / "ws", scorecard="offices", now=NOW)
    year = YEAR.of(2024)
    made = {one: league(settings, one, "unit") for one in (*year.parts(QUARTER), year)}

    def total(table, name):
        return dict(zip(table.entities, table.nodes[0].scores, strict=True))[name]

    last = made[QUARTER.of(2024, 4)]
    accounts = league(settings, QUARTER.of(2024, 4), "account")
    for i in range(len(last.entities)):
        mine = last.unit_totals[i]
        there = [worth for one in mine.accounts if (worth := total(accounts, one.account)) is not None]
        assert last.nodes[0].scores[i] == (min(there) if len(there) >= len(mine.accounts) / 2 else None)
        assert [one.account for one in mine.accounts if one.decides]
    assert sorted(one.account for made_of in last.unit_totals for one in made_of.accounts) == sorted(accounts.entities)
    for i, unit in enumerate(made[year].entities):
        parts = made[year].compositions[i].parts
        quarters = [total(made[one], unit) for one in year.parts(QUARTER)]
        assert parts[0].totals == tuple(quarters)
        assert made[year].nodes[0].scores[i] == pytest.approx(0.4 * sum(quarters) / 4 + 0.6 * parts[1].totals[0])
    shown = pubkpi("score", "--scorecard", "offices", "--by", "unit", "--year", "2024", cwd=tmp_path / "ws").stdout
    assert "composed result" in shown
    assert pubkpi("robust", "--scorecard", "offices", "--by", "unit", "--period", "2024Q4", cwd=tmp_path / "ws", code=2)
