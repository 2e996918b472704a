"""Totals of units and of years in leagues, random scorecards over, against a reckoning in fractions of its own."""

import time
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from pubkpi.model.kpis.adjustments import Adjustments, Limit, Veto
from pubkpi.model.kpis.assessment import AccountsRule
from pubkpi.model.kpis.grade_rules import MissingRule
from pubkpi.model.periods import QUARTER, YEAR
from pubkpi.model.text import same
from pubkpi.report.formats.data import undecided
from pubkpi.score.league_totals import LeagueInputs, is_empty, league_with_totals
from tests.score.cards import Q4, kpis, leaf, values
from tests.score.reckoning import _verdicts, reckon, scorecard, values_for

Y2024 = YEAR.of(2024)
PERIODS = (*Y2024.parts(QUARTER), Y2024)
UNITS = {"wechat/a": "甲局", "douyin/a": "甲局", "wechat/b": "甲局", "wechat/c": "乙局"}


def for_all(node):
    """*node* without what does not apply to some."""
    leaves = tuple(replace(leaf, not_applicable=None) for leaf in node.leaves)
    return replace(node, leaves=leaves, dimensions=tuple(map(for_all, node.dimensions)))


def rules(random):
    """A random scorecard whose units are made of accounts, and whose years are composed."""
    card = scorecard(random)
    how = random.choice(["mean", "weighted", "worst"])
    weights = (
        {name: Fraction(random.randint(1, 5)) for name in UNITS if random.random() < 0.7} if how == "weighted" else {}
    )
    parts = {
        name: Fraction(random.randint(1, 9)) for name in random.choice([("quarters",), ("quarters", "year"), ("year",)])
    }
    return replace(
        card,
        dimensions=tuple(map(for_all, card.dimensions)),
        missing=MissingRule(random.choice(["reweight", "reweight", "zero", "refuse"])),
        of_accounts=AccountsRule(how, weights, random.choice([None, Fraction(59), Fraction(20)])),
        compose=parts,
    )


def shared(card, parts):
    """The mean of (weight, total) with what is missing as the scorecard has it; None where too little is there."""
    whole = sum(weight for weight, _ in parts)
    if card.missing.policy == "zero":
        parts = [(weight, total or Fraction(0)) for weight, total in parts]
    there = [(weight, total) for weight, total in parts if total is not None]
    least = card.min_weight_coverage if card.missing.policy == "reweight" else 1
    share = sum((weight for weight, _ in there), Fraction(0)) / whole
    if not share or share < least:
        return None
    return there


def mean(there):
    return sum(weight * total for weight, total in there) / sum(weight for weight, _ in there)


def unit_total(card, found, reckoned):
    """The total of a unit by what its accounts were *found* to have."""
    rule = card.of_accounts
    there = shared(card, [(rule.weights.get(name, Fraction(1)), reckoned[name]) for name in found])
    if there is None:
        return None
    total = min(worth for _, worth in there) if rule.how == "worst" else mean(there)
    return held(card, found, total)


def held(card, found, total):
    """The *total* of a unit, held down where an account fails by what it was *found* to have."""
    failed, most = any(_verdicts(card, cells)[0] for cells in found.values()), card.of_accounts.veto
    return min(total, most) if failed and most is not None else total


def year_total(card, totals, found):
    """The composed result by the *totals* of all periods: each part counts by those of its periods that there are. What
    accounts were *found* to have in the year may hold it down.
    """
    parts = []
    for name, weight in card.compose.items():
        some = PERIODS[:4] if name == "quarters" else PERIODS[4:]
        parts += [(weight / len(some), totals[one]) for one in some]
    there = shared(card, parts)
    return None if there is None else held(card, found, mean(there))


def differences(seed, count):
    """How many scorecards were reckoned, and where the league has another total."""
    random, wrong, cards = Random(seed), [], 0
    while cards < count:
        card = rules(random)
        gaps = random.choice([0, 0.05, 0.2])
        found = {name: {one: values_for(random, card, gaps) for one in PERIODS} for name in UNITS}
        cards += len(found) * len(PERIODS)
        expected = {}
        for unit in dict.fromkeys(UNITS.values()):
            mine = [name for name in UNITS if UNITS[name] == unit]
            totals = {
                one: unit_total(
                    card,
                    {name: found[name][one] for name in mine},
                    {name: reckon(card, found[name][one]).total for name in mine},
                )
                for one in PERIODS
            }
            expected[unit] = year_total(card, totals, {name: found[name][PERIODS[4]] for name in mine})
        accounts = {name: values(some) for name, some in found.items()}
        nothing = values({one: dict.fromkeys(found["wechat/a"][one]) for one in PERIODS})
        inputs = LeagueInputs(dict.fromkeys(expected, nothing), accounts, UNITS)
        table = league_with_totals(card, Y2024, inputs, "unit")
        for unit, one, low, high in zip(table.entities, table.nodes[0].scores, *table.bounds, strict=True):
            due = expected[unit]
            if (one is None) != (due is None) or (due is not None and one != pytest.approx(float(due), abs=1e-6)):
                wrong.append((seed, unit, one, due))
            if one is not None and not low - 1e-6 <= one <= high + 1e-6:
                wrong.append((seed, unit, one, (low, high)))
    return cards, wrong


def test_units_of_accounts_and_composed_years_come_to_what_a_reckoning_of_its_own_does():
    cards, wrong = differences(20, 100)
    assert (cards, wrong) == (100, [])


def test_a_year_composed_of_quarters_alone_has_totals_while_the_year_itself_has_no_value():
    card = kpis((1, [leaf("reads", 1, method="value")]), compose={"quarters": Fraction(1)})
    quarters = {one: {"reads": worth} for one, worth in zip(PERIODS[:4], (10, 20, 30, 60), strict=True)}
    found = {"甲": values({**quarters, Y2024: {"reads": None}})}
    assert not is_empty(card, Y2024, found)
    assert is_empty(card, Y2024, {"甲": values({one: {"reads": None} for one in PERIODS})})
    table = league_with_totals(card, Y2024, LeagueInputs(found))
    assert (table.nodes[0].scores, table.nodes[0].ranks) == ((30.0,), (1,))
    assert "score.missing" not in [one.id for one in table.findings]
    with_year = replace(card, compose={"quarters": Fraction(1), "year": Fraction(1)})
    said = [one.id for one in league_with_totals(with_year, Y2024, LeagueInputs(found)).findings]
    assert "score.missing" in said


def unit_of_accounts(cells):
    """The league of one unit of the accounts a and b, of which the *cells* are (reads, accidents)."""
    fails = Veto("v", same("事故"), "bad", Limit("at_least", Fraction(1)), "mini.yaml:5:1", cap=Fraction(50))
    card = kpis((100, [leaf("reads", 100, method="value")]), of_accounts=AccountsRule("mean", {}, Fraction(59)))
    card = replace(
        card, adjustments=Adjustments(veto=(fails,)), measures={**card.measures, "bad": card.measures["reads"]}
    )
    of = {f"wechat/{name}": values({Q4: {"reads": a, "bad": b}}) for name, (a, b) in zip("ab", cells, strict=True)}
    own = {"甲局": values({Q4: {"reads": None, "bad": None}})}
    return league_with_totals(card, Q4, LeagueInputs(own, of, dict.fromkeys(of, "甲局")), "unit")


@pytest.mark.parametrize(
    ("cells", "total", "band", "is_undecided"),
    [
        ([(90, 0), (80, 0)], 85.0, "pass", False),
        ([(90, 1), (None, 0)], None, "fail", False),  # whatever the other has: one that is vetoed leaves 59 at most
        ([(90, 0), (90, None)], 90.0, None, True),  # 90 or 59
        ([(90, 1), (90, None)], 59.0, "fail", False),
    ],
)
def test_the_band_of_a_unit_is_as_sure_as_its_accounts_leave_it(cells, total, band, is_undecided):
    """Whatever rows of the unit's own lack; 59 prints in the lowest band that begins below 60."""
    table = unit_of_accounts(cells)
    lacks = [one.message.en for one in table.findings if one.id in ("score.missing", "score.adjustment_unknown")]
    assert ["wechat/" in one for one in lacks] == [True] * sum(
        None in pair for pair in cells
    )  # not what it lacks itself
    assert table.nodes[0].scores == (total,)
    assert (table.bands[0] if band != "pass" else "pass", undecided(table, 0)) == (band, is_undecided)


@pytest.mark.campaign
def test_five_thousand_of_them_do_within_a_minute():
    start = time.process_time()
    cards, wrong = differences(21, 5000)
    assert (cards, wrong) == (5000, [])
    assert time.process_time() - start < 60
