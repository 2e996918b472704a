"""Vetoes, deductions and a bonus: against hand calculation, and what must hold whatever the numbers."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubkpi.model.kpis import Dimension
from pubkpi.model.kpis.adjustments import Adjustments, Item, Limit, Veto
from pubkpi.model.kpis.grade_rules import Mean
from pubkpi.model.text import same
from pubkpi.report.formats.league_table import league_as_rows
from pubkpi.score.league import league
from pubkpi.specs.build import _in_points as in_points
from tests.examples import examples
from tests.score.cards import Q4, card, kpis, leaf, values

GATE = Limit("at_least", Fraction(80))


def points(name, weight):
    """An indicator whose score is its value."""
    return leaf(name, weight, method="completion")


def veto(name, how="at_least", limit=1, **left):
    return Veto(name, same(name), name, Limit(how, Fraction(limit)), "mini.yaml:5:1", **(left or {"band": "fail"}))


def item(name, points=2, cap=5, per=1, node=""):
    return Item(name, same(name), name, Fraction(points), Fraction(cap), "mini.yaml:6:1", Fraction(per), node=node)


def made(**adjustments):
    """Two dimensions of 60 and 40 points, d0 (a 45, b 15) and d1 (c 40), and what is taken off or added."""
    listed = [one for kind in ("veto", "deduct", "bonus") for one in adjustments.get(kind, ())]
    tree = kpis((60, [points("a", 45), points("b", 15)]), (40, [points("c", 40)]))
    measures = {**tree.measures, **{one.measure: tree.measures["a"] for one in listed}}
    return replace(tree, adjustments=Adjustments(**adjustments), measures=measures)


FULL = {"a": 80.0, "b": 40.0, "c": 90.0}  # 36 + 6 + 36 = 78 points


def lines(one):
    return {line.id: (line.points, line.state) for line in one.adjustments}


def test_a_deduction_takes_points_for_each_unit_up_to_its_cap():
    tree = made(deduct=[item("errors", points=2, cap=5), item("late", points="0.5", per=3, cap=10)])
    one = card(tree, {**FULL, "errors": 2, "late": 6})
    assert lines(one) == {"errors": (-4.0, "applied"), "late": (-1.0, "applied")}
    assert one.total.unadjusted == pytest.approx(78)
    assert one.total.score == pytest.approx(73)
    assert lines(card(tree, {**FULL, "errors": 9, "late": 0})) == {"errors": (-5.0, "applied"), "late": (0.0, "none")}


def test_what_is_not_known_takes_nothing_where_nothing_is_left():
    one = card(made(deduct=[item("errors"), item("late")]), {"a": 0.0, "b": 0.0, "c": 0.0, "errors": None, "late": 4})
    assert (one.total.score, lines(one)["errors"]) == (0, (0.0, "none"))


def test_what_is_taken_off_a_dimension_lowers_it_and_never_below_nothing():
    tree = made(deduct=[item("errors", points=10, cap=50, node="d1")])
    one = card(tree, {**FULL, "errors": 1})
    assert [(d.id, d.score, d.points) for d in one.dimensions] == [("d0", 70.0, 42.0), ("d1", 65.0, 26.0)]
    assert one.total.score == pytest.approx(68)
    one = card(tree, {**FULL, "errors": 5})
    assert lines(one)["errors"] == (-36.0, "applied")
    assert [d.score for d in one.dimensions] == pytest.approx([70, 0])
    assert one.total.score == pytest.approx(42)


def test_a_deduction_from_an_inner_dimension_lowers_all_above_it():
    inner = tuple(Dimension(f"i{n}", same(f"i{n}"), Fraction(30), (points(f"x{n}", 30),)) for n in (0, 1))
    tree = made(deduct=[item("errors", points=9, cap=9, node="i1")])
    tree = replace(tree, dimensions=(Dimension("d0", same("d0"), Fraction(60), dimensions=inner), tree.dimensions[1]))
    tree = replace(tree, measures={**tree.measures, **dict.fromkeys(("x0", "x1"), tree.measures["a"])})
    one = card(tree, {"x0": 100, "x1": 50, "c": 50, "errors": 1})
    assert [d.points for d in one.dimensions[0].dimensions] == pytest.approx([30, 6])
    assert one.dimensions[0].points == pytest.approx(36)
    assert one.total.score == pytest.approx(56)


def test_points_taken_off_are_points_of_the_whole_also_where_weights_are_shared():
    """b is missing: a carries the 60 points of d0; a deduction of 6 takes 6 all the same."""
    one = card(made(deduct=[item("errors", points=6, cap=6, node="d0")]), {**FULL, "b": None, "errors": 1})
    assert one.dimensions[0].points == pytest.approx(60 * 0.8 - 6)
    assert one.total.score == pytest.approx(60 * 0.8 - 6 + 36)


def test_a_deduction_that_is_not_known_leaves_no_total_but_bounds():
    one = card(made(deduct=[item("errors", points=2, cap=5)]), {**FULL, "errors": None})
    assert (one.total.score, one.total.band) == (None, None)
    assert one.total.unadjusted == pytest.approx(78)
    assert one.total.bounds == pytest.approx((73, 78))
    assert lines(one) == {"errors": (None, "unknown")}
    assert {"score.adjustment_unknown", "score.no_total"} <= {finding.id for finding in one.findings}


@pytest.mark.parametrize(
    ("scores", "given_", "total", "state"),
    [
        ({"c": 95.0}, 3, 80 + 6, "applied"),  # 80.0 before it: the gate is open
        ({"c": 94.9}, 3, 80.0 - 0.04 + 6, "applied"),  # 79.96 prints as 80.0
        ({"c": 94.8}, 3, 79.92, "closed"),  # 79.9
        ({"c": 95.0}, 9, 80 + 8, "applied"),
        ({"c": 95.0}, 0, 80, "none"),
        ({"c": 95.0}, None, 80, "unknown"),
    ],
)
def test_a_bonus_stands_behind_the_printed_total_before_it(scores, given_, total, state):
    one = card(made(bonus=[item("press", points=2, cap=8)], gate=GATE), {**FULL, **scores, "press": given_})
    assert one.total.score == pytest.approx(total)
    assert lines(one)["press"][1] == state


def test_the_whole_bonus_has_a_cap_of_its_own():
    tree = made(bonus=[item("press", points=5, cap=8), item("award", points=5, cap=8)], bonus_cap=Fraction(10))
    one = card(tree, {**FULL, "press": 2, "award": 2})
    assert lines(one) == {"press": (8.0, "applied"), "award": (2.0, "applied")}
    assert one.total.score == pytest.approx(88)


def test_deductions_come_before_the_gate_of_the_bonus():
    tree = made(deduct=[item("errors", points=1, cap=5)], bonus=[item("press")], gate=Limit("above", Fraction(77)))
    assert lines(card(tree, {**FULL, "errors": 1, "press": 1}))["press"] == (0.0, "closed")
    assert lines(card(tree, {**FULL, "errors": 0, "press": 1}))["press"] == (2.0, "applied")


@pytest.mark.parametrize(
    ("left", "score", "band"),
    [({"band": "fail"}, 59.9, "fail"), ({"band": "pass"}, 78.0, "pass"), ({"cap": Fraction(40)}, 40.0, "fail")],
)
def test_a_veto_holds_the_total_down(left, score, band):
    one = card(made(veto=[veto("accident", **left)]), {**FULL, "accident": 1})
    assert (one.total.score, one.total.band, one.total.veto) == (pytest.approx(score), band, "fail")
    assert lines(one)["accident"] == (pytest.approx(score - 78), "fail")
    assert "score.veto" in {finding.id for finding in one.findings}


def test_a_veto_that_is_passed_changes_nothing_and_says_so():
    one = card(made(veto=[veto("accident")]), {**FULL, "accident": 0})
    assert (one.total.score, one.total.band, one.total.veto) == (pytest.approx(78), "pass", "pass")
    assert lines(one) == {"accident": (0.0, "pass")}
    # of one that fails it says what is left of the total, too
    failed = card(made(veto=[veto("accident", cap=Fraction(40))]), {**FULL, "accident": 1})
    said = [line.reason.en for line in (*one.adjustments, *failed.adjustments)]
    assert said[0].endswith("fails the whole")
    assert said[1] == f"{said[0]}, the total is 40 at most"


def test_a_limit_of_a_share_reads_as_a_percentage():
    tree = made(veto=[veto("usage", "below", "0.05")])
    tree = replace(tree, measures={**tree.measures, "usage": replace(tree.measures["usage"], unit="share")})
    (line,) = card(tree, {**FULL, "usage": 0.5}).adjustments
    assert line.reason.en == "< 5% fails the whole"


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"bonus": [item("press", points=2, cap=5)]}, "2 for each 1, 5 at most"),
        ({"bonus": [item("press", points=2, cap=5)], "bonus_cap": Fraction(4)}, "2 for each 1, 5 at most, 4 for the whole bonus"),
        ({"deduct": [item("press", points=2, cap=5)]}, "2 off for each 1, 5 at most"),
        ({"deduct": [item("press", points=60, cap=90)]}, "60 off for each 1, 90 at most, down to 0"),
        ({"deduct": [item("press", points=60, cap=180)], "floor": Fraction(-20)}, "60 off for each 1, 180 at most, down to -20"),
        ({"bonus": [item("press")], "gate": Limit("at_least", Fraction(80))},
         "it needs a total before the bonus ≥ 80, and no veto, nor one that is open"),
    ],
)  # fmt: skip
def test_a_line_of_a_bonus_or_a_deduction_says_its_rule_and_what_cut_it(rules, said):
    (line,) = card(made(**rules), {**FULL, "press": 3}).adjustments
    assert line.reason.en == said
    assert line.reason.zh


@pytest.mark.parametrize(("how", "failing", "passing"), [
    ("at_least", 1, 0.9), ("above", 1.1, 1), ("at_most", 1, 1.1), ("below", 0.9, 1),
])  # fmt: skip
def test_a_veto_fails_on_the_side_of_the_limit_that_it_names(how, failing, passing):
    tree = made(veto=[veto("accident", how)])
    states = [lines(card(tree, {**FULL, "accident": one}))["accident"][1] for one in (failing, passing)]
    assert states == ["fail", "pass"]


def test_a_veto_that_nobody_can_tell_is_never_passed_silently():
    one = card(made(veto=[veto("accident")], bonus=[item("press")]), {**FULL, "accident": None, "press": 1})
    assert (one.total.score, one.total.band, one.total.veto) == (pytest.approx(78), None, "unknown")
    assert lines(one) == {"press": (0.0, "closed"), "accident": (None, "unknown")}
    assert one.total.bounds == pytest.approx((59.9, 80))
    assert "score.adjustment_unknown" in {finding.id for finding in one.findings}


def test_a_band_that_an_open_veto_cannot_change_is_given():
    tree = made(veto=[veto("accident"), veto("fraud")])
    assert card(tree, {**FULL, "a": 10.0, "accident": None, "fraud": 0}).total.band == "fail"
    one = card(tree, {**FULL, "accident": None, "fraud": 1})
    assert (one.total.band, one.total.veto) == ("fail", "fail")


def test_a_veto_fails_the_whole_also_without_a_total():
    one = card(made(veto=[veto("accident")]), {"a": None, "b": 1, "c": None, "accident": 1})
    assert (one.total.score, one.total.band, one.total.veto) == (None, "fail", "fail")


@pytest.mark.parametrize(
    ("accident", "fraud", "band", "verdict"),
    [(0, 0, "excellent", "pass"), (1, 0, "fail", "fail"), (1, None, "fail", "fail"), (0, None, None, "unknown")],
)
def test_a_scorecard_of_vetoes_only_passes_fails_or_cannot_tell(accident, fraud, band, verdict):
    tree = replace(made(veto=[veto("accident"), veto("fraud")]), dimensions=())
    one = card(tree, {"accident": accident, "fraud": fraud})
    assert (one.total.score, one.total.band, one.total.veto) == (None, band, verdict)
    assert "score.no_total" not in {finding.id for finding in one.findings}


def test_a_league_takes_off_and_adds_as_each_card_does():
    tree = made(
        deduct=[item("errors", node="d0"), item("late", points=1, cap=3)], bonus=[item("press", cap=8)],
        veto=[veto("accident")], gate=GATE,
    )  # fmt: skip
    found = {
        f"e{i}": {**FULL, "c": 50.0 + i, "errors": i % 4, "late": i % 3, "press": i % 5, "accident": int(i % 7 == 6)}
        for i in range(50)
    }
    found["e50"], found["e51"] = {**found["e49"], "errors": None}, {**found["e49"], "accident": None}
    table = league(tree, Q4, {name: values({Q4: one}) for name, one in found.items()})
    for i, name in enumerate(table.entities):
        alone = card(tree, found[name])
        assert table.nodes[0].scores[i] == alone.total.score
        assert table.bands[i] == alone.total.band
        assert table.adjustments[i] == alone.adjustments
        assert [node.scores[i] for node in table.nodes if node.id in ("d0", "d1")] == [
            d.score for d in alone.dimensions
        ]
    assert {finding.id for finding in table.findings} == {"score.veto", "score.adjustment_unknown", "score.no_total"}


def test_what_does_not_apply_to_an_entity_neither_fails_nor_takes_nor_gives():
    tree = made(deduct=[item("errors")], bonus=[item("press")], veto=[veto("accident")])
    found = values({Q4: {**FULL, "errors": None, "press": None, "accident": None}})
    outside = {name: replace(one, applies=one.value is not None) for name, one in found[Q4].items()}
    table = league(tree, Q4, {"甲": {Q4: outside}})
    assert table.nodes[0].scores == (pytest.approx(78),)
    assert (table.bands, table.findings) == (("pass",), ())
    assert [(one.points, one.state) for one in table.adjustments[0]] == [(0.0, "not_applicable")] * 3


def test_a_league_prints_the_points_or_the_verdict_of_each_adjustment():
    tree = made(deduct=[item("errors")], veto=[veto("accident")])
    found = {"甲": {**FULL, "errors": 2, "accident": 0}, "乙": {**FULL, "errors": None, "accident": 1}}
    table = league(tree, Q4, {name: values({Q4: one}) for name, one in found.items()})
    header, best, last = league_as_rows(table)
    assert header[-3:] == ["errors", "accident", "band"]
    total = header.index("total")
    assert (best[1], best[total], best[-3:]) == ("甲", 74.0, [-4.0, "pass", "pass"])
    assert (last[1], last[total], last[-3:]) == ("乙", "", ["", "fail", "fail"])


# ---- what must hold whatever the numbers

SCORE = st.floats(0, 100)
COUNT = st.none() | st.integers(0, 12)
WHOLE = {
    "deduct": [item("errors", points=3, cap=9, node="d1"), item("late", points="0.7", cap=4)],
    "bonus": [item("press", points=2, cap=6), item("award", points=5, cap=5)],
    "veto": [veto("accident"), veto("answered", "below", "0.5", cap=Fraction(75))],
    "gate": GATE,
    "bonus_cap": Fraction(8),
}
FOUND = st.fixed_dictionaries(
    {**dict.fromkeys("abc", st.none() | SCORE), **dict.fromkeys(("errors", "late", "press", "award", "accident"), COUNT),
     "answered": st.none() | st.floats(0, 1)}
)  # fmt: skip


@settings(max_examples=examples(40))
@given(FOUND)
def test_points_and_adjustments_sum_to_the_total_and_no_band_contradicts_it(found):
    tree = made(**WHOLE)
    one = card(tree, found)
    total = one.total
    if total.score is None:
        return
    top = sum(line.points for line in one.adjustments if line.points and not line.node)
    assert sum(d.points for d in one.dimensions) + top == pytest.approx(total.score, abs=1e-9)
    assert total.unadjusted + sum(line.points or 0 for line in one.adjustments) == pytest.approx(total.score, abs=1e-9)
    for d in one.dimensions:
        off = sum(line.points for line in one.adjustments if line.node == d.id)
        assert sum(x.points for x in d.indicators if x.points is not None) + off == pytest.approx(d.points, abs=1e-9)
    shown = Decimal(repr(total.score_printed))
    assert total.band in (None, next(band.id for band in tree.bands if shown >= band.at_least))
    assert total.bounds[0] - 1e-9 <= total.score <= total.bounds[1] + 1e-9


@settings(max_examples=examples(40))
@given(FOUND, st.sampled_from(["a", "b", "c", "press", "award", "answered", "errors", "late", "accident"]), SCORE)
def test_a_better_value_never_lowers_a_total_with_adjustments(found, which, more):
    tree = made(**WHOLE)
    if found[which] is None:
        return
    better = found[which] + more if which not in ("errors", "late", "accident") else max(0, found[which] - int(more))
    low, high = (card(tree, {**found, which: one}).total for one in (found[which], better))
    assert all(after >= before - 1e-9 for before, after in zip(low.bounds, high.bounds, strict=True))
    assert None in (low.score, high.score) or high.score >= low.score - 1e-9


def test_a_geometric_root_takes_deductions_from_its_total_only():
    tree = replace(made(deduct=[item("errors", points=5, cap=5)]), mean=Mean("geometric", Fraction(0)))
    one = card(tree, {"a": 64.0, "b": 64.0, "c": 64.0, "errors": 1})
    assert one.total.score == pytest.approx(59)


@settings(max_examples=examples(30))
@given(FOUND, st.sampled_from(["0.3", "2", "7.5"]))
def test_relative_weights_times_a_number_change_nothing_also_with_adjustments(found, times):
    whole = made(**WHOLE)

    def weighed(by):
        nodes = [
            replace(
                node, weight=node.weight * by, leaves=tuple(replace(one, weight=one.weight * by) for one in node.leaves)
            )
            for node in whole.dimensions
        ]
        return replace(whole, dimensions=in_points(tuple(nodes), Fraction(100)))

    assert card(weighed(Fraction(times)), found) == card(weighed(Fraction(1)), found)
