"""UNDP's Gender Inequality Index and Yale's Environmental Performance Index as their notes state them."""

from decimal import Decimal
from fractions import Fraction

import pytest

from pubkpi.measure.values.entries import EnteredValue
from pubkpi.measure.values.evaluate import as_values, evaluated
from pubkpi.model.periods import YEAR
from pubkpi.score.league import league
from pubkpi.specs.build import build
from tests.examples import seldom
from tests.oracles.workspaces import HERE, rows
from tests.score.cards import values

GII = rows("undp_gii", "facts.csv")
EPI = rows("yale_epi", "facts.csv")
INPUTS = "mmr abr pr_f pr_m se_f se_m lfpr_f lfpr_m".split()


def entered(row):
    """The values of a country as it would enter them, and what the formulas make of them."""
    year = YEAR.of(int(row["year"]))

    def lookup(measure, _):
        cell = row.get(measure) if measure in INPUTS else None
        return EnteredValue(Fraction(cell), override=False, source="", reason="", entity="") if cell else None

    kpis = build(HERE / "undp_gii" / "kpi_specs", "gii")
    return as_values(evaluated(kpis.measures, [year], {}, {}, lookup), [year])


@pytest.mark.parametrize(("year", "count"), [("2022", 166), *seldom(("2000", 124))])
def test_every_gender_inequality_index_is_the_published_one_at_its_three_decimals(year, count):
    kpis, when = build(HERE / "undp_gii" / "kpi_specs", "gii"), YEAR.of(int(year))
    facts = {row["unit"]: row for row in GII if row["year"] == year}
    table = league(kpis, when, {unit: entered(row) for unit, row in facts.items()})
    (index,) = (node for node in table.nodes if node.id == "gii" and node.values)
    made = dict(zip(table.entities, index.values, strict=True))
    published = {unit: row["gii"] for unit, row in facts.items() if row["gii"]}
    assert len(published) == count
    assert {unit for unit, one in made.items() if one is not None} == {*published}
    three = {
        unit: Decimal(repr(round(made[unit], 9))).quantize(Decimal("0.001"), "ROUND_HALF_UP") for unit in published
    }
    assert {unit: (one, published[unit]) for unit, one in three.items() if one != Decimal(published[unit])} == {}
    ranked = {
        unit: rank for unit, rank in zip(table.entities, table.nodes[0].ranks, strict=True) if facts[unit]["rank"]
    }
    assert ranked == {unit: int(facts[unit]["rank"]) for unit in ranked}


def test_every_environmental_index_is_the_published_one_on_every_level():
    """The scores that are published are rounded to a tenth, and so are those that they are made of."""
    kpis, when = build(HERE / "yale_epi" / "kpi_specs", "epi_2020"), YEAR.of(2020)
    cells = {
        row["unit"]: {leaf.id: float(row[leaf.id]) if row[leaf.id] else None for leaf in kpis.indicators} for row in EPI
    }
    table = league(kpis, when, {unit: values({when: found}) for unit, found in cells.items()})
    nodes, published = {node.id: node for node in table.nodes}, {row["unit"]: row for row in EPI}
    nodes["EPI"] = table.nodes[0]
    for name in ("EPI", *(node.id for node in kpis.nodes)):
        made = dict(zip(table.entities, nodes[name].scores, strict=True))
        off = {
            unit: (one, published[unit][name])
            for unit, one in made.items()
            if (one is None) != (not published[unit][name])
            or (one is not None and abs(one - float(published[unit][name])) > 0.1 + 1e-9)
        }
        assert off == {}, name
    assert len(table.entities) == 180
    assert any(not cell for cell in cells["AFG"].values())  # landlocked: the weight of fisheries goes to the others
