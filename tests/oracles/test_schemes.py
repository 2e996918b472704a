"""Published assessment schemes as their texts state them."""

from decimal import Decimal

import pytest

from pubkpi.measure.run import measure
from pubkpi.score.league import league
from pubkpi.specs.build import build
from pubkpi.specs.measures import read
from tests.measure.facts import Q1, empty, put
from tests.oracles import workspaces
from tests.oracles.workspaces import HERE, loaded, node
from tests.score.cards import Q4, values

# By scheme and unit: what is entered, and the total that the text's own arithmetic gives.
UNITS = {
    "wanzhi_2021": {
        "甲镇": ({"site_points": 5, "media_points": 6, "bonus_points": 7, "accidents": 0}, 96),  # 100 - 5 - 6 + 7
        "乙镇": ({"site_points": 15, "media_points": 6, "bonus_points": 7, "accidents": 0}, 79),  # not above 80: no bonus
        "丙镇": ({"site_points": 40, "media_points": 0, "bonus_points": 0, "accidents": 0}, 70),  # no part loses more than it has
        "丁镇": ({"site_points": 0, "media_points": 0, "bonus_points": 25, "accidents": 0}, 120),  # 20 at most
        "戊镇": ({"site_points": 0, "media_points": 0, "bonus_points": 9, "accidents": 1}, 59.9),  # the veto fails the whole
    },
    "inspection_2019": {
        "甲局": ({"openness_points": 4, "service_points": 3, "more_points": 10}, 103),  # 100 - 4 - 3 + 10
        "乙局": ({"openness_points": 6, "service_points": 0, "more_points": 0}, 92),  # (75 - 6) x 4/3
        "丙局": ({"openness_points": 30, "service_points": 12, "more_points": 30}, 58),  # under 60, and no bonus
    },
}  # fmt: skip


@pytest.mark.parametrize("scheme", UNITS)
def test_a_published_scheme_comes_to_what_its_text_says(scheme):
    kpis, units = build(HERE / "schemes" / "kpi_specs", scheme), UNITS[scheme]
    entered = {who: values({Q4: {**cells, "full_mark": 100}}) for who, (cells, _) in units.items()}
    table = league(kpis, Q4, entered)
    assert dict(zip(table.entities, table.nodes[0].scores, strict=True)) == {
        who: one for who, (_, one) in units.items()
    }


@pytest.mark.campaign
def test_it_does_so_by_the_form_and_the_league_that_a_user_has(tmp_path):
    entered = [
        (who, "2024", what, Decimal(number))
        for units in UNITS.values()
        for who, (cells, _) in units.items()
        for what, number in cells.items()
    ]
    workspace = loaded(tmp_path, "schemes", entered)
    for scheme, units in UNITS.items():
        totals = node(workspaces.league(workspace, scheme, "2024"), scheme, "scores")
        assert {who: totals[who] for who in units} == {who: total for who, (_, total) in units.items()}


def test_points_for_pieces_are_those_that_the_texts_give():
    engine = empty()
    pieces = [
        ("甲", 4, "头版头条"),  # 20 by the first scheme, 15 by the second
        ("甲", 3, "其他版"),  # 7; the second counts 甲 once
        ("乙", 3, "头版头条"),  # 14; 8
        ("丙", 2, "无"),  # 5; none
        ("丁", 1, "头版头条"),  # neither has it
    ]
    rows = [
        {"title": t, "medium": str(i), "level": n, "place": p, "published_on": "2024-02-01"}
        for i, (t, n, p) in enumerate(pieces)
    ]
    put(engine, "publication", rows)
    reads = {1999: 0, 2000: 100, 2999: 100, 3000: 200, 3999: 200, 4000: 250, 12_345: 650}
    listed = [{"basis": "page", "post": str(n), "published_on": "2024-02-01", "reads": n} for n in reads]
    put(engine, "post", listed)
    found = measure(engine, read(HERE / "schemes" / "kpi_specs" / "measures"), [Q1])[Q1]
    assert {name: one.value for name, one in found.items()} == {
        "housing_points": 20 + 7 + 14 + 5,
        "staff_points": 15 + 8,
        "fee": sum(reads.values()),
    }
