"""The Human Development Index and that of women and of men: goalposts, logarithms, a geometric mean, printed ranks."""

import csv
import json
from decimal import Decimal

import pytest

from pubkpi.model.explanations.robustness import NoiseRule
from pubkpi.model.periods import QUARTER
from pubkpi.pipeline.robust import robust_ranks
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import pubkpi
from tests.examples import seldom
from tests.oracles.workspaces import league, loaded, node, rows

CASE = "undp_hdi"
EXPECTED, INPUTS = rows(CASE, "expected.csv"), rows(CASE, "inputs.csv")


def expected(name, year, stage="score"):
    """entity → the published value."""
    return {
        row["unit"]: row["value"]
        for row in EXPECTED
        if (row["node"], row["period"], row["stage"]) == (name, year, stage)
    }


def values(units=None):
    return (
        (row["unit"], row["period"], row["node"], Decimal(row["value"]))
        for row in INPUTS
        if (units is None or row["unit"] in units) and not row["node"].startswith("ineq")
    )


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return loaded(tmp_path_factory.mktemp("hdi"), CASE, values())


@pytest.mark.parametrize(
    ("year", "count"),
    [("2022", 204), *seldom(("1990", 153), ("2000", 187), ("2010", 202), ("2021", 203))],
)
def test_every_index_is_the_published_one_at_its_three_decimals(world, year, count):
    published, made = expected("HDI", year), node(league(world, "hdi", year), "hdi", "scores")
    assert len(published) == count
    three = {unit: None if one is None else Decimal(repr(round(one / 100, 9))).quantize(Decimal("0.001"), "ROUND_HALF_UP")
             for unit, one in made.items()}  # fmt: skip
    assert {unit: (three[unit], value) for unit, value in published.items() if three[unit] != Decimal(value)} == {}


@pytest.mark.campaign  # a second of its own: each total of each draw is a geometric mean
def test_a_lead_below_a_geometric_mean_is_shared_out_and_adds_up(world):
    made = robust_ranks(
        find(world, scorecard="hdi"), QUARTER.parse("2022Q4"), "entity", NoiseRule(draws=10), ("NOR", "TCD")
    )
    place = {name: i for i, name in enumerate(made.entities)}
    gaps = [one.gap for one in made.lead]
    assert min(gaps) > 0
    assert sum(gaps) == pytest.approx(made.totals[place["NOR"]] - made.totals[place["TCD"]], abs=1e-9)


def test_who_lacks_a_dimension_has_no_index(world):
    """Where UNDP prints none, there is none: a refused gap is not made up for by the others."""
    made = node(league(world, "hdi", "1990"), "hdi", "scores")
    without = {unit for unit, one in made.items() if one is None}
    lacking = {
        unit
        for unit in made
        if {row["node"] for row in INPUTS if (row["unit"], row["period"]) == (unit, "1990")}
        < {"le", "eys", "mys", "gnipc"}
    }
    assert without == lacking
    assert not without & set(expected("HDI", "1990"))


@pytest.mark.parametrize(("scorecard", "name"), [("hdi_f", "HDI_F"), ("hdi_m", "HDI_M")])
def test_the_indices_of_women_and_men_are_the_published_ones_at_nine_decimals(world, scorecard, name):
    published, made = expected(name, "2022"), node(league(world, scorecard, "2022"), scorecard, "scores")
    assert len(published) == 193
    assert {unit for unit, value in published.items() if abs(made[unit] / 100 - float(value)) > 6e-10} == set()


@pytest.mark.campaign
def test_the_ranks_are_the_published_ones_on_the_printed_index(tmp_path):
    published = expected("HDI", "2022", "rank")
    made = node(league(loaded(tmp_path, CASE, values(published)), "hdi", "2022"), "hdi", "ranks")
    assert len(published) == 193
    assert {unit: (made[unit], rank) for unit, rank in published.items() if made[unit] != int(rank)} == {}


def test_the_command_gives_the_same_numbers(world):
    command = ("score", "--scorecard", "hdi", "--quarter", "2022Q4", "--by", "entity", "--format")
    told = json.loads(pubkpi(*command, "json", cwd=world).stdout)
    table = league(world, "hdi", "2022")
    assert {one["entity"]: one["score"] for one in told["entities"]} == node(table, "hdi", "scores")
    switzerland = next(one for one in told["entities"] if one["entity"] == "CHE")
    assert Decimal(expected("HDI", "2022")["CHE"]) == round(Decimal(switzerland["score"]) / 100, 3)
    sheet = pubkpi(*command, "csv", cwd=world).stdout
    head, best, *rest = csv.reader(sheet.removeprefix("\ufeff").splitlines())
    assert head[:4] == ["rank", "entity", "weight_coverage", "total"]
    assert (best[0], float(best[3])) == ("1", max(filter(None, node(table, "hdi", "scores").values())))
    assert [row[0] for row in rest if not row[3]] == [""] * sum(one["score"] is None for one in told["entities"])
