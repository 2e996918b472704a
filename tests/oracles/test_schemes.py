"""Published assessment schemes as their texts state them."""

from decimal import Decimal

import pytest

from pubkpi.measure.run import measure
from pubkpi.model.periods import WEEK
from pubkpi.score.league import league
from pubkpi.score.league_totals import LeagueInputs, league_with_totals
from pubkpi.specs.build import build
from pubkpi.specs.measures import read
from tests.measure.facts import Q1, empty, nil, put
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
    "zhaoqing_2019": {
        "子局": ({"rest_points": 8, "service_points": 4, "extra_points": 10, "red_lines": 0, "no_service": 0}, 98),  # 100 - 12 + 10
        "丑局": ({"rest_points": 8, "service_points": 0, "extra_points": 0, "red_lines": 0, "no_service": 1}, 90),  # (80 - 8) / 0.8
        "寅局": ({"rest_points": 15, "service_points": 5, "extra_points": 9, "red_lines": 0, "no_service": 0}, 80),  # not above 80
        "卯局": ({"rest_points": 2, "service_points": 0, "extra_points": 9, "red_lines": 1, "no_service": 0}, 59),
    },
    "fujian_2019": {
        "甲市": ({"fj_site_points": 5, "fj_media_points": 4}, 91),  # 60 + 31
        "乙市": ({"fj_site_points": 80, "fj_media_points": 40}, 0),  # no part below 0
        "甲县": ({"fj_site_points": 5, "fj_media_points": 20}, 80),  # the accounts alone, of 100
        "乙县": ({"fj_site_points": 0, "fj_media_points": 0}, 100),
    },
    "editors": {
        "张三": ({"pieces": 48, "grade": 4.5, "piece_reads": 18000}, 79),  # 48 + 36 - 10 x 0.5
        "李四": ({"pieces": 66, "grade": 5, "piece_reads": 23100}, 101),  # 15.5 % above: one full 10 %
        "王五": ({"pieces": 30, "grade": 3, "piece_reads": 10000}, 39),  # 30 + 24 - 15
    },
    "changcheng": {
        "张三": ({"month_grade": 90, "to_base": 1.25, "pieces_a": 3, "pieces_b": 1}, 101),  # 90 + 4 + 6 + 1
        "李四": ({"month_grade": 80, "to_base": 0.7, "pieces_a": 0, "pieces_b": 2}, 76),  # exactly 30 % below: 80 - 6 + 2
        "王五": ({"month_grade": 85, "to_base": 0.905, "pieces_a": 0, "pieces_b": 0}, 85),  # no full 10 %
    },
    "jianping": {
        "党政办": ({"quota": 8}, 80),
        "农业站": ({"quota": 4}, 80),
        "东村": ({"quota": 3}, 100),
        "西村": ({"quota": 1}, 50),
    },
    "okr": {
        "队甲": ({"launches": 3, "signed": 1, "share": 0.6}, 70),  # 0.5, 1 and 0.6
        "队乙": ({"launches": 3, "signed": 0, "share": 1}, 50),
    },
}  # fmt: skip


# The Human Poverty Index of table 4, Human Development Report 2007/08: the four deprivations, the published index.
POVERTY = {
    "Sweden": (6.7, 7.5, 6.5, 1.1, 6.3), "Norway": (7.9, 7.9, 6.4, 0.5, 6.8), "Netherlands": (8.3, 10.5, 7.3, 1.8, 8.1),
    "Finland": (9.4, 10.4, 5.4, 1.8, 8.1), "Germany": (8.6, 14.4, 8.4, 5.8, 10.3),
    "Switzerland": (7.2, 15.9, 7.6, 1.5, 10.7), "Canada": (8.1, 14.6, 11.4, 0.5, 10.9),
    "Australia": (7.3, 17.0, 12.2, 0.9, 12.1), "Belgium": (9.3, 18.4, 8.0, 4.6, 12.4),
    "United Kingdom": (8.7, 21.8, 12.5, 1.2, 14.8), "United States": (11.6, 20.0, 17.0, 0.5, 15.4),
    "Ireland": (8.7, 22.6, 16.2, 1.5, 16.0), "Italy": (7.7, 47.0, 12.7, 3.4, 29.8),
}  # fmt: skip


def test_the_power_mean_of_deprivations_is_the_published_index_of_poverty():
    kpis = build(HERE / "schemes" / "kpi_specs", "hpi_2")
    names = [one.measure for one in kpis.indicators]
    entered = {who: values({Q4: dict(zip(names, parts, strict=False))}) for who, parts in POVERTY.items()}
    table = league(kpis, Q4, entered)
    made = {who: round(one, 1) for who, one in zip(table.entities, table.nodes[0].scores, strict=True)}
    assert made == {who: index for who, (*_, index) in POVERTY.items()}


@pytest.mark.parametrize("scheme", UNITS)
def test_a_published_scheme_comes_to_what_its_text_says(scheme):
    kpis, units = build(HERE / "schemes" / "kpi_specs", scheme), UNITS[scheme]
    entered = {who: values({Q4: {**cells, "full_mark": 100}}) for who, (cells, _) in units.items()}
    table = league(kpis, Q4, entered)
    assert dict(zip(table.entities, table.nodes[0].scores, strict=True)) == {
        who: one for who, (_, one) in units.items()
    }


def test_one_vetoed_account_leaves_a_county_of_zhaoqing_59():
    kpis, units = build(HERE / "schemes" / "kpi_specs", "zhaoqing_2019"), UNITS["zhaoqing_2019"]
    accounts = {who: values({Q4: {**cells, "full_mark": 100}}) for who, (cells, _) in units.items()}
    homes = {"子局": "甲县", "丑局": "甲县", "寅局": "乙县", "卯局": "乙县"}
    counties = {one: values({Q4: dict.fromkeys((*units["子局"][0], "full_mark"))}) for one in ("甲县", "乙县")}
    table = league_with_totals(kpis, Q4, LeagueInputs(counties, accounts, homes), "unit")
    assert dict(zip(table.entities, table.nodes[0].scores, strict=True)) == {"甲县": 94, "乙县": 59}  # (98 + 90) / 2
    (first,) = (one for one in table.unit_totals if one.veto)
    assert [one.account for one in first.accounts if one.decides] == ["卯局"]


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
    specs, week = read(HERE / "schemes" / "kpi_specs" / "measures"), WEEK.parse("2024W05")
    nil(engine, "publication", (str(week.step(1).first), str(week.step(1).last)))
    found = measure(engine, specs, [Q1, week, week.step(1), week.step(2)])
    assert {name: found[Q1][name].value for name in ("housing_points", "staff_points", "fee")} == {
        "housing_points": 20 + 7 + 14 + 5,
        "staff_points": 15 + 8,
        "fee": sum(reads.values()),
    }
    # five pieces, a week that declares none, one that says nothing
    assert [found[week.step(i)]["week_points"].value for i in range(3)] == [4, -1, None]
