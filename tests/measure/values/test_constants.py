"""A number of the department's own in a measure, or as a baseline, says nothing about another account, unit or entity."""

from dataclasses import replace
from fractions import Fraction

import pytest

from pubkpi.measure.run import measure_by
from pubkpi.measure.values.constants import with_constants
from pubkpi.model.kpis.grade_rules import Baseline
from pubkpi.model.text import Text
from pubkpi.score.league import league
from pubkpi.score.tree.columns import columns
from tests.measure.facts import Q1, SHIPPED, put, written
from tests.score.cards import BASE, kpis, leaf, values

FANS = "fans:\n  type: last\n  fact: account_daily\n  expr: total_count\n"


def own(expr, unit="share"):
    """The number that a derived measure over fans, a rate and two counts holds, or nothing."""
    yaml = (
        f"{FANS}reads:\n  type: sum\n  fact: post\n  expr: reads\nrate:\n  type: ratio\n  fact: post\n  expr: like_count\n"
        f"  denominator: reads\nx:\n  type: derived\n  expr: {expr}\n"
    )
    measures = {**written(yaml)}
    measures |= {"x": replace(measures["x"], unit=unit), "rate": replace(measures["rate"], unit="share")}
    return with_constants(measures).get("x", Text("", "")).en.removeprefix("the ").partition(" ")[0]


@pytest.mark.parametrize(
    ("expr", "unit", "number"),
    [
        ("fans / 52000 - 1", "share", "52000"),
        ("fans / 52000", "share", "52000"),
        ("(fans - 52000) / 52000", "share", "52000"),
        ("fans - 52000", "people", "52000"),
        ("100 * fans / 52000", "percent", "52000"),
        ("52000 / fans", "share", "52000"),
        ("fans / 52000 * 100", "points", "52000"),
        ("fans / (2 * 26000)", "share", "52000"),
        ("fans * (1 / 52000)", "percent", "52000"),
        ("power(fans / 52000, 1 / 4) - 1", "share", "52000"),
        ("0.5 * (fans / 52000) + 0.5 * rate", "share", "52000"),
        ("-1 + fans / 52000", "share", "52000"),
        ("ln(fans / 30 + 1)", "points", ""),  # so many a day
        ("0.5 * fans", "points", ""),
        ("100 - 2 * reads", "points", ""),  # a rule of points
        ("reads - 2", "score", ""),
        ("greatest(0, 10 - 10 * reads)", "points", ""),
        ("100 - reads / 20", "points", ""),
        ("100 - 2 * reads", "count", "100"),
        ("fans - 52000", "points", "52000"),
        ("100 - fans / 52000", "points", "52000"),
        ("fans / 13", "people", ""),
        ("fans / 10000", "share", ""),
        ("fans / 1000000", "share", ""),
        ("fans / 100000000", "share", ""),
        ("fans / reads - 1", "share", ""),
        ("ln(fans + 1)", "points", ""),
        ("1000 * ln(reads + 1) / ln(fans * 800000 + 1)", "points", ""),
        ("rate - 0.05", "share", ""),
        ("100 * rate", "points", ""),
        ("1 - rate", "share", ""),
        ("least(fans, 5) + least(reads, 3)", "count", ""),
        ("reads / greatest(fans, 1)", "share", ""),
        ("2 * fans + 3 * reads", "count", ""),
        ("fans * (1 / (2 - 2))", "count", ""),  # no number at all
        ("fans + ln(0 - 1)", "count", ""),
    ],
)
def test_a_number_of_the_department_is_told_from_a_factor(expr, unit, number):
    assert own(expr, unit) == number


@pytest.mark.parametrize(
    ("yaml", "number"),
    [
        ("x:\n  type: growth\n  of: fans\n  fixed: 52000\n", "52000"),
        ("x:\n  type: growth\n  of: fans\n  previous: year\n", ""),
        ("x:\n  type: growth\n  of: fans\n  fixed: 52000\n  for_all: true\n", ""),
        ("x:\n  type: derived\n  expr: fans / 52000 - 1\n  for_all: true\n", ""),
        ("x:\n  type: sum\n  fact: post\n  expr: reads - 300\n  for_all: true\n", ""),
        ("x:\n  type: sum\n  fact: post\n  expr: reads - 300\n", "300"),
        ("x:\n  type: sum\n  fact: post\n  expr: reads * 2 - 1\n", ""),
        ("x:\n  type: ratio\n  fact: post\n  expr: reads\n  denominator: '52000'\n", "52000"),
        ("x:\n  type: ratio\n  fact: post\n  expr: reads\n  denominator: '1'\n", ""),
        ("x:\n  type: share\n  fact: post\n  part: reads > 100000\n", ""),
        ("x:\n  type: last\n  fact: account_daily\n  expr: coalesce(total_count, 0) / 52000 - 1\n", "52000"),
        ("x:\n  type: last\n  fact: account_daily\n  expr: -52000 + total_count\n", "52000"),
        ("x:\n  type: ratio\n  fact: post\n  expr: reads\n  denominator: 2 * 26000\n", "52000"),
        ("x:\n  type: sum\n  fact: post\n  expr: case when reads > 5 then 3 else -2 end\n", ""),
    ],
)
def test_it_is_found_in_growths_and_rows_as_well(yaml, number):
    told = with_constants(written(FANS + yaml))
    assert ([*told] == ["x"]) == bool(number)
    assert not number or number in told["x"].zh


def test_of_the_shipped_measures_only_the_growth_of_followers_holds_one():
    assert {*with_constants(SHIPPED)} == {"follower_growth"}


UP = FANS + "up:\n  type: derived\n  expr: fans / 50 - 1\nmore:\n  type: derived\n  expr: 2 * up\n"


def test_such_a_measure_and_what_is_made_of_it_do_not_apply_to_an_account(engine):
    for account, count in (("a", 60), ("b", 20)):
        row = {"platform": "wechat", "account": account, "day": "2024-03-31", "total_count": count}
        put(engine, "account_daily", [row])
    put(engine, "measure_value", [
        {"entity": "wechat/b", "period": "2024Q1", "measure": "up", "value": "0.5", "source": "x"},
        {"entity": "丙", "period": "2024Q1", "measure": "fans", "value": "9", "source": "x"},
    ])  # fmt: skip
    measures = dict(written(UP))
    measures["up"] = replace(measures["up"], unit="share")
    found, _ = measure_by(engine, measures, [Q1], "account")
    a, b = (found[name][Q1] for name in ("wechat/a", "wechat/b"))
    assert (a["fans"].value, a["up"].value, a["up"].applies, a["more"].applies) == (60, None, False, False)
    assert a["up"].missing == Text(
        "算式里的 50 是部门自己的数；对谁都一样的，写 for_all: true",
        "the 50 in it is a number of the department's own; if it holds for everybody, write for_all: true",
    )
    assert (b["up"].value, b["more"].value) == (0.5, 1)  # entered for it, so it is its own
    ups, applies = found.column("up", Q1)
    assert ([*applies], ups[1]) == ([False, True], 0.5)
    (other,) = [one[Q1] for name, one in measure_by(engine, measures, [Q1], "entity")[0].items() if name == "丙"]
    assert (other["fans"].value, other["up"].value, other["up"].applies) == (9, None, False)


def reads(unit="people", **more):
    """A card of one attainment from a stated baseline to 200, its measure counted in *unit*."""
    made = kpis((100, [leaf("a", 100, method="attainment", targets=((Q1, Fraction(200)),), **more)]))
    return replace(made, measures={"a": replace(made.measures["a"], type="typed", fact="", unit=unit)})


def beside(card, **found):
    return league(card, Q1, {name: values({Q1: {"a": one}}) for name, one in found.items()})


def test_a_baseline_in_people_is_the_department_s_and_one_in_points_is_everybody_s():
    table = beside(reads(baseline=Baseline(Fraction(100))), 甲=150, 乙=200)
    (one,) = [node for node in table.nodes if node.id == "a"]
    assert (one.scores, one.applies) == ((None, None), (False, False))
    assert one.reasons[0] == Text("基线 100 是部门自己的数", "its baseline, 100, is a number of the department's own")
    told = [one.message.en for one in table.findings if one.id == "score.not_applicable"]
    assert len(told) == 1
    assert "its baseline, 100, is a number of the department's own" in told[0]
    assert [
        node.scores
        for node in beside(reads("points", baseline=Baseline(Fraction(100))), 甲=150).nodes
        if node.id == "a"
    ] == [(80,)]
    measured = reads(baseline=Baseline(measured=BASE))
    assert [node.applies for node in beside(measured, 甲=150).nodes if node.id == "a"] == [(True,)]


def test_each_entity_may_have_a_baseline_of_its_own():
    own_ = Baseline(Fraction(100), entities={"部门": Fraction(100), "department": Fraction(100), "甲": Fraction(50)})
    card = reads(baseline=own_)
    (one,) = [node for node in beside(card, 甲=125, 乙=200).nodes if node.id == "a"]
    assert one.scores[list(beside(card, 甲=125, 乙=200).entities).index("甲")] == 80  # half of the way from 50 to 200
    assert one.applies[list(beside(card, 甲=125, 乙=200).entities).index("乙")] is False
    assert Text("没有为 乙 写基线", "no baseline is stated for 乙") in one.reasons
    (alone,) = columns(card, Q1, {"部门": values({Q1: {"a": 150}})})
    assert [*alone.score] == [80]
