"""What happens to an indicator without a value, policy by policy, for one department and for many entities."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubkpi.model.errors import SpecError
from pubkpi.model.kpis.grade_rules import Baseline, MissingRule, NotApplicableRule
from pubkpi.model.periods import MONTH
from pubkpi.model.text import Text
from pubkpi.score.indicators.comparison import refuse_comparative
from pubkpi.score.league import league, ranks
from pubkpi.score.run import score
from pubkpi.score.tree.columns import as_column, columns
from tests.examples import examples
from tests.score.cards import BASE, Q1, Q2, Q3, Q4, by_id, card, kpis, leaf, values


def points(name, weight, policy="reweight", quarters=0, **more):
    """An indicator whose score is its value."""
    return leaf(name, weight, method="completion", missing=MissingRule(policy, quarters), **more)


def both(policy, quarters=0, **more):
    """a without a policy of its own and b with *policy*, half and half; a coverage of 0.7 is asked for."""
    return kpis((100, [points("a", 50), points("b", 50, policy, quarters, **more)]))


def found(policy, b, a=60, quarters=0, before=(), **more):
    """The card of the fourth quarter, with the values of b in the quarters before it, the newest first."""
    past = {Q4.step(-1 - i): {"a": 0, "b": value} for i, value in enumerate(before)}
    return score(both(policy, quarters, **more), Q4, values({**past, Q4: {"a": a, "b": b}}), None, settled=True)


def finding(made, name):
    return [one for one in made.findings if one.id == name]


def test_reweight_leaves_the_total_open_when_too_little_is_left():
    assert found("reweight", None).total.score is None
    assert found("reweight", 80).total.score == 70


def test_zero_scores_what_is_missing_as_nothing_and_says_so():
    made = found("zero", None)
    one = by_id(made)["b"]
    assert (made.total.score, made.total.weight_coverage, made.total.bounds) == (30.0, 0.5, (30.0, 80.0))
    assert (one.scoring, one.value, one.score, one.points, one.filled) == ("scored", None, 0.0, 0.0, "zero")
    assert one.missing_reason == Text("没有数据；按 0 分计", "no data; scored as 0")
    assert [one.message.zh for one in finding(made, "score.filled")] == ["b缺失：没有数据；按 0 分计"]
    assert not finding(made, "score.missing")


def test_zero_is_the_floor_where_there_is_one():
    assert found("zero", None, floor=Fraction(20)).total.score == 40


def test_a_lack_before_the_due_quarter_is_missing_and_not_zero():
    tree = kpis((100, [points("a", 50), points("b", 50, "zero", due=Q4)]))
    early, due = (card(tree, {"a": 60, "b": None}, quarter) for quarter in (Q3, Q4))
    assert (by_id(early)["b"].scoring, by_id(early)["b"].score) == ("missing", None)
    assert by_id(due)["b"].score == 0


@pytest.mark.parametrize(
    ("before", "quarters", "value"),
    [([40, 90], 2, 40), ([None, 90], 2, 90), ([None, 90], 1, None), ([None, None, 90], 2, None), ([], 3, None)],
)
def test_carry_takes_the_newest_value_that_is_not_too_old(before, quarters, value):
    made = found("carry", None, quarters=quarters, before=before)
    one = by_id(made)["b"]
    assert (one.value, one.score, one.filled) == (value, value, None if value is None else "carry")
    assert made.total.score == (None if value is None else (60 + value) / 2)
    assert made.total.weight_coverage == 0.5


def test_a_carried_value_names_its_quarter_and_widens_the_bounds():
    made = found("carry", None, quarters=2, before=[None, 90])
    assert by_id(made)["b"].missing_reason.en == "no data; the value of 2024Q2 stands in"
    assert made.total.bounds == (30.0, 80.0)


def test_a_carried_value_is_held_against_the_target_of_the_quarter_it_is_carried_to():
    path = ((Q1, Fraction(100)), (Q4, Fraction(400)))
    made = found("carry", None, quarters=1, before=[300], targets=path)
    assert by_id(made)["b"].score == 75


def test_a_value_that_is_there_is_never_replaced():
    for policy, quarters in (("carry", 2), ("zero", 0), ("refuse", 0)):
        made = found(policy, 80, quarters=quarters, before=[10])
        assert (made.total.score, by_id(made)["b"].filled) == (70.0, None)


def test_refuse_leaves_the_parent_without_a_score_whatever_the_coverage():
    tree = kpis((50, [points("a", 45), points("b", 5, "refuse")]), (50, [points("c", 50)]))
    made = card(tree, {"a": 60, "b": None, "c": 80})
    assert [one.score for one in made.dimensions] == [None, 80]
    assert made.total.score is None
    assert card(tree, {"a": 60, "b": 60, "c": 80}).total.score == 70


def test_a_node_may_ask_for_more_or_less_coverage_than_the_scorecard():
    tree = kpis((100, [points("a", 50), points("b", 50)]), min_weight_coverage=Fraction(0))
    strict = replace(tree, dimensions=(replace(tree.dimensions[0], minimum=Fraction(6, 10)),))
    assert card(tree, {"a": 60, "b": None}).total.score == 60
    assert card(strict, {"a": 60, "b": None}).total.score is None


def test_what_does_not_apply_to_the_department_leaves_the_reckoning_with_its_reason():
    why = NotApplicableRule(Text("没有窗口", "no service desk"), ("部门",))
    made = card(kpis((100, [points("a", 50), points("b", 50, not_applicable=why)])), {"a": 60, "b": 10})
    assert (made.total.score, made.total.weight_coverage) == (60.0, 1.0)
    assert (by_id(made)["b"].scoring, by_id(made)["b"].missing_reason) == ("not_applicable", why.reason)


def test_what_does_not_apply_leaves_its_weight_to_those_under_its_parent():
    why = NotApplicableRule(Text("没有服务职能", "no service"), ("部门",))
    a, b, c = points("a", 35), points("b", 25), points("c", 40)
    inside = kpis((60, [a, replace(b, not_applicable=why)]), (40, [c]))
    own = kpis((35, [a]), (25, [replace(b, not_applicable=why)]), (40, [c]))
    values = {"a": 80, "b": 0, "c": 100}
    assert card(inside, values).total.score == 88  # 0.6 × 80 + 0.4 × 100
    assert card(own, values).total.score == pytest.approx(6800 / 75)  # (35 × 80 + 40 × 100) ÷ 75


@pytest.mark.parametrize("more", [{"policy": "group_mean"}, {"policy": "reweight", "method": "minmax"}])
def test_what_needs_others_is_refused_alone(more):
    policy, method = more["policy"], more.get("method", "completion")
    alone = kpis((100, [leaf("a", 100, method=method, missing=MissingRule(policy))]))
    with pytest.raises(SpecError) as caught:
        refuse_comparative(alone)
    assert caught.value.where == "mini.yaml:1:1"
    assert "--by entity" in caught.value.hint.en


# ---- entities side by side


def entities(**found):
    """Values of a in the fourth quarter by entity."""
    return {name: values({Q4: {"a": value}}) for name, value in found.items()}


def test_a_group_mean_stands_in_among_its_own_group_only():
    tree = kpis(
        (100, [points("a", 100, "group_mean")]), entity_groups={"north": ("n1", "n2", "n3"), "south": ("s1", "s2")}
    )
    made = league(tree, Q4, entities(n1=40, n2=60, n3=None, s1=90, s2=None, x=10, y=None))
    assert dict(zip(made.entities, made.nodes[0].scores, strict=True)) == {
        "n1": 40, "n2": 60, "n3": 50, "s1": 90, "s2": 90, "x": 10, "y": 10,
    }  # fmt: skip
    assert dict(zip(made.entities, made.weight_coverage, strict=True))["n3"] == 0


def test_a_group_without_any_value_stays_without():
    tree = kpis((100, [points("a", 100, "group_mean")]), entity_groups={"south": ("s1", "s2")})
    made = league(tree, Q4, entities(n1=40, s1=None, s2=None))
    assert made.nodes[0].scores == (40, None, None)
    assert made.nodes[0].ranks == (1, None, None)


def test_an_indicator_that_does_not_apply_to_an_entity_is_left_out_for_it_alone():
    why = NotApplicableRule(Text("内陆", "inland"), ("n2",))
    tree = kpis((100, [points("a", 80), points("b", 20, not_applicable=why)]))
    made = league(tree, Q4, {name: values({Q4: {"a": 50, "b": 100}}) for name in ("n1", "n2")})
    assert made.nodes[0].scores == (60, 50)
    assert made.weight_coverage == (1, 1)


def test_a_value_that_does_not_apply_moves_neither_worst_nor_best_nor_a_mean():
    why = NotApplicableRule(Text("内陆", "inland"), ("n3",))
    spread = kpis((100, [leaf("a", 100, method="minmax", not_applicable=why, targets=())]))
    assert league(spread, Q4, entities(n1=10, n2=30, n3=1000)).nodes[0].scores == (0, 100, None)
    mean = kpis((100, [points("a", 100, "group_mean", not_applicable=why)]))
    assert league(mean, Q4, entities(n1=10, n2=None, n3=1000)).nodes[0].scores == (10, 10, None)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ({"n1": 10}, "only one entity has a value: there is no span to compare it with"),
        ({"n1": 10, "n2": 10}, "all have the same value: there is no span to compare them by"),
    ],
)
def test_values_between_which_there_is_no_span_have_a_reason_of_their_own(found, why):
    table = league(kpis((100, [leaf("a", 100, method="minmax", targets=())])), Q4, entities(**found))
    assert [one.en for one in table.nodes[-1].reasons] == [why] * len(found)
    names = f"{len(found)} ({', '.join(found)})"
    assert [one.message.en for one in table.findings if one.id != "score.relative"] == [
        f"a has a value and no score for {names}: {why}",
        f"no total for {names}: d0 has values but no score",
    ]


def test_a_league_says_who_lacks_what_and_which_names_nobody_bears():
    why = NotApplicableRule(Text("内陆", "inland"), ("nobody", "部门"))
    tree = kpis((100, [points("a", 50, "zero", not_applicable=why), leaf("b", 50, baseline=Baseline(measured=BASE))]))
    found = {f"n{i}": values({BASE: {"b": None}, Q4: {"a": None, "b": 50}}) for i in range(6)}
    made = [(one.id, one.message.en) for one in league(tree, Q4, found).findings]
    assert made == [
        ("score.filled", "a is missing for 6 (n0, n1, n2, n3, n4…), scored at the floor"),
        ("score.no_baseline", "b: 6 have no measured baseline (n0, n1, n2, n3, n4…); scored as completion"),
        ("score.unknown_entity", "there is no entity nobody"),
    ]


def test_each_entity_is_held_against_its_own_measured_baseline():
    tree = kpis((100, [leaf("a", 100, baseline=Baseline(measured=BASE))]))
    found = {
        "n1": values({BASE: {"a": 50}, Q4: {"a": 75}}),
        "n2": values({BASE: {"a": 0}, Q4: {"a": 75}}),
        "n3": values({BASE: {"a": None}, Q4: {"a": 75}}),
    }
    assert tuple(league(tree, Q4, found).nodes[0].scores) == pytest.approx((80, 90, 75))


@pytest.mark.parametrize(
    ("found", "decimals", "expected"),
    [
        ([30.0, 90.0, 90.0, 10.0, None], 1, (3, 1, 1, 4, None)),
        ([89.96, 90.04, 89.94], 1, (1, 1, 3)),
        ([89.96, 90.04, 89.94], 2, (2, 1, 3)),
        ([0.1 + 0.2, 0.3], 12, (1, 1)),
        ([], 1, ()),
    ],
)
def test_ranks_read_the_rounded_score_and_equals_share_the_smallest_number(found, decimals, expected):
    assert ranks(as_column(found), decimals) == expected


def test_the_leaves_of_a_league_stand_below_their_dimension():
    tree = kpis((40, [points("a", 40)]), (60, [points("b", 60)]))
    made = league(tree, Q2, {"n1": values({Q2: {"a": 10, "b": 20}})})
    assert [one.id for one in made.nodes] == ["mini", "d0", "a", "d1", "b"]
    assert [one.weight for one in made.nodes] == [100, 40, 40, 60, 60]


POLICY = st.sampled_from([("reweight", 0), ("zero", 0), ("carry", 2), ("group_mean", 0), ("refuse", 0)])
VALUE = st.none() | st.floats(0, 100)


@settings(max_examples=examples(60))
@given(POLICY, st.lists(st.tuples(VALUE, VALUE, VALUE), min_size=1, max_size=8), st.randoms())
def test_the_order_of_entities_changes_nothing_and_no_score_leaves_the_limits(policy, rows, random):
    tree = kpis((100, [points("a", 40), points("b", 60, *policy)]))
    listed = [(f"n{i}", values({Q3: {"a": old, "b": old}, Q4: {"a": a, "b": b}})) for i, (a, b, old) in enumerate(rows)]
    shuffled = random.sample(listed, len(listed))
    made = league(tree, Q4, dict(listed))
    assert repr(made) == repr(league(tree, Q4, dict(shuffled)))
    assert all(one is None or 0 <= one <= 100 for node in made.nodes for one in node.scores)


def test_a_value_that_is_there_is_graded_as_it_is_beside_those_that_stand_in():
    tree = kpis((100, [points("a", 100, "group_mean")]))
    (column,) = columns(tree, Q4, entities(n1=10, n2=None, n3=90))
    assert column.values.tolist() == [10, 50, 90]
    assert column.observed.tolist() == [True, False, True]
    assert not np.isnan(column.score).any()


def test_what_is_carried_may_be_so_many_periods_old_whatever_the_rhythm():
    march = MONTH.of(2024, 3)
    for rule, value in ((MissingRule("carry", periods=2), 70), (MissingRule("carry", periods=1), None)):
        assert rule.before(march) == tuple(march.step(-i) for i in range(1, rule.periods + 1))
        made = kpis((100, [leaf("a", 100, method="value", targets=(), missing=rule)]), valid=(MONTH.of(2024, 1), march))
        assert set(made.needed(march)) == {march, *rule.before(march)}
        measured = values({march: {"a": None}, march.step(-1): {"a": None}, march.step(-2): {"a": 70}})
        assert score(made, march, measured, None, settled=True).total.score == value
