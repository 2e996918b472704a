"""What is known stays known beside what is missing, and no total lies outside its own bounds."""

import os
from dataclasses import replace
from fractions import Fraction

import pytest

from pubkpi.model.findings import Finding
from pubkpi.model.kpis.adjustments import Adjustments, Item, Limit, Veto
from pubkpi.model.kpis.grade_rules import Mean, MissingRule, NotApplicableRule
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.text import same
from pubkpi.report.formats.data import as_json, as_rows, league_as_json
from pubkpi.report.formats.league_table import league_as_rows
from pubkpi.report.leaves import band_words
from pubkpi.score.league import league
from pubkpi.score.run import score
from tests.examples import seldom
from tests.score import reckoning
from tests.score.cards import Q3, Q4, card, kpis, leaf, values

CLOSE = 1e-9
LOTS = int(os.environ.get("PUBKPI_CAMPAIGN", "1"))


def valued(name, weight, **more):
    """An indicator whose score is its value."""
    return leaf(name, weight, method="value", targets=(), **more)


def floats(found):
    return {name: None if one is None else float(one) for name, one in found.items()}


def check(random, tree, found):
    """The card of *found* is what was worked out apart, within bounds that hold whatever is still to come."""
    made, reckoned = card(tree, floats(found)), reckoning.reckon(tree, found)
    total, (low, high) = made.total, made.total.bounds
    assert (total.score is None) == (reckoned.total is None)
    assert low <= high
    if total.score is not None:
        assert total.score == pytest.approx(float(reckoned.total), abs=CLOSE)
        assert low <= total.score <= high
        assert total.band == (total.bands[0].id if total.bands[0] == total.bands[1] else None)
    scores = {}
    waiting = list(made.dimensions)
    while waiting:
        one = waiting.pop()
        scores[one.id] = one.score
        waiting += one.dimensions
    for name, worth in reckoned.scores.items():
        if reckoned.weights[name]:
            assert (scores[name] is None) == (worth is None), name
            assert worth is None or scores[name] == pytest.approx(float(worth), abs=1e-7), name
    off = {one.id: one.points for one in made.adjustments if one.kind == "deduct"}
    for name, points in reckoned.taken.items():
        assert (off[name] is None) == (points is None), name
        assert points is None or off[name] == pytest.approx(-float(points), abs=CLOSE)
    full = reckoning.completed(random, tree, found)
    after = reckoning.reckon(tree, full).total
    if after is not None:
        assert low - CLOSE <= after <= high + CLOSE
    (one,) = league(tree, Q4, {"部门": values({Q4: floats(found)})}).nodes[0].scores
    assert one == total.score


def run(seed, count):
    for i, (random, tree, found) in enumerate(reckoning.tries(seed, count)):
        try:
            check(random, tree, found)
        except AssertionError as problem:
            problem.add_note(f"scorecard {i} of seed {seed}: {floats(found)}")
            raise


@pytest.mark.parametrize("seed", [0, *seldom(1, 2, 3)])
def test_any_scorecard_comes_to_what_fractions_say_and_lies_within_its_bounds(seed):
    run(seed, 60)


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(100, 102))
def test_thousands_of_scorecards_lie_within_their_bounds(seed):
    run(seed, 1300 * LOTS)


# ---- the cases in which it went wrong


def deducting(node="", **more):
    tree = kpis((50, [valued("a", 50)]), (50, [valued("b", 50)]))
    item = Item("err", same("差错"), "err", Fraction(2), Fraction(10), "mini.yaml:6:1", Fraction(1), node=node)
    measures: dict[str, Measure] = {**tree.measures, "err": tree.measures["a"]}
    return replace(tree, adjustments=Adjustments(deduct=(item,)), measures=measures, **more)


def test_a_known_deduction_is_known_also_where_another_dimension_lacks_data():
    made = card(deducting("d0"), {"a": 80, "b": None, "err": 1})
    assert [(one.points, one.state) for one in made.adjustments] == [(-2.0, "applied")]
    assert [one.score for one in made.dimensions] == [76.0, None]
    assert (made.total.score, made.total.bounds) == (None, (38.0, 88.0))
    assert [one.id for one in made.findings if one.id.startswith("score.adj")] == []
    made = card(deducting(), {"a": 80, "b": None, "err": 1})
    assert [(one.points, one.state) for one in made.adjustments] == [(-2.0, "applied")]


def test_a_deduction_that_nobody_knows_leaves_only_what_it_may_take_from_open():
    made = card(deducting("d0"), {"a": 80, "b": 60, "err": None})
    assert [one.score for one in made.dimensions] == [None, 60.0]
    assert [(one.points, one.state) for one in made.adjustments] == [(None, "unknown")]
    assert (made.total.score, made.total.bounds) == (None, (60.0, 70.0))


@pytest.mark.parametrize(
    ("value", "more", "total", "ends"),
    [(0, {"floor": Fraction(20)}, 0.0, (0.0, 50.0)), (110, {}, 110.0, (55.0, 110.0))],
)
def test_bounds_hold_the_total_where_a_floor_or_a_cap_of_what_is_missing_lies_beyond_it(value, more, total, ends):
    tree = kpis(
        (100, [valued("a", 50, cap=Fraction(110)), valued("b", 50, **more)]), min_weight_coverage=Fraction(1, 2)
    )
    made = card(tree, {"a": value, "b": None}).total
    assert (made.score, made.bounds) == (total, ends)


def straddling():
    """79.1 of 100 without b, which may make it 71.2 to 81.2."""
    return kpis((100, [valued("a", 90), valued("b", 10)]), min_weight_coverage=Fraction(1, 2))


def test_there_is_no_band_between_two_and_both_are_said():
    tree = straddling()
    made = card(tree, {"a": 79.1, "b": None})
    assert (made.total.score_printed, made.total.band, made.total.bounds) == (79.1, None, (71.19, 81.19))
    assert (band_words(made.total, "zh"), band_words(made.total, "en")) == ("合格至良好", "pass to good")
    told = as_json(made, "zh")["total"]
    assert (told["band"], told["bands"], told["bounds"]) == (None, ["pass", "good"], [71.19, 81.19])
    head, *_, last = as_rows(made, "zh")
    assert dict(zip(head, last, strict=True)) | {"low": 71.19, "high": 81.19, "band": "pass/good"} == dict(
        zip(head, last, strict=True)
    )
    assert card(tree, {"a": 79.1, "b": 79.1}).total.band == "pass"
    assert card(tree, {"a": 67, "b": None}).total.band == "pass"


def test_a_league_says_both_bands_and_the_bounds_of_each():
    found = {"甲": {"a": 79.1, "b": None}, "乙": {"a": 79.1, "b": 79.1}, "丙": {"a": None, "b": 50}}
    table = league(straddling(), Q4, {name: values({Q4: one}) for name, one in found.items()})
    told = {one["entity"]: one for one in league_as_json(table, "zh")["entities"]}
    assert [(told[name]["band"], told[name]["bands"]) for name in found] == [
        (None, ["pass", "good"]), ("pass", ["pass", "pass"]), (None, ["fail", "excellent"]),
    ]  # fmt: skip
    assert [told[name]["bounds"] for name in found] == [[71.19, 81.19], [79.1, 79.1], [5.0, 95.0]]
    head, *rows = league_as_rows(table)
    bands = {row[1]: row[head.index("band")] for row in rows}
    assert bands == {"甲": "pass/good", "乙": "pass", "丙": ""}
    assert [one.message.zh for one in table.findings if one.id == "score.no_total"] == [
        "1 个对象没有总分（丙）：“d0”缺数据"
    ]


def test_a_league_holds_value_uncapped_score_points_and_rank_of_every_node():
    tree = kpis((60, [valued("a", 45), valued("b", 15)]), (40, [valued("c", 40)]))
    found = {"甲": {"a": 120, "b": 40, "c": 50.5}, "乙": {"a": 80, "b": 40, "c": None}}
    table = league(tree, Q4, {name: values({Q4: one}) for name, one in found.items()})
    first, second = (one["nodes"] for one in league_as_json(table, "zh")["entities"])
    first, second = (first, second) if first["a"]["value"] == 120 else (second, first)
    assert first["a"] | {"value": 120, "score_uncapped": 120, "score": 100, "points": 45, "rank": 1} == first["a"]
    assert first["d0"] == {"score": 85.0, "rank": 1, "points": 51.0}
    assert second["c"] | {"value": None, "score_uncapped": None, "score": None, "points": None} == second["c"]
    head, best, _ = league_as_rows(table)
    row = dict(zip(head, best, strict=True))
    assert (row["a.value"], row["a.score_uncapped"], row["a.points"], row["a.rank"], row["d0.points"]) == (
        120,
        120,
        45,
        1,
        51,
    )


@pytest.mark.parametrize("seed", [0, *seldom(1, 2)])
def test_numbers_are_the_decimals_that_they_stand_for(seed):
    """No more than twelve decimals, and no more than fifteen digits: nothing that a binary fraction added."""

    def plain(one):
        digits = repr(one).replace("-", "").partition("e")[0].replace(".", "").lstrip("0")
        assert len(digits) <= 15, one

    def walk(node):
        if isinstance(node, dict | list):
            for one in node.values() if isinstance(node, dict) else node:
                walk(one)
        elif isinstance(node, float):
            plain(node)

    for _, tree, found in reckoning.tries(200 + seed, 30):
        walk(as_json(card(tree, floats(found)), "en"))
        walk(league_as_json(league(tree, Q4, {"部门": values({Q4: floats(found)})}), "en"))
        for row in league_as_rows(league(tree, Q4, {"部门": values({Q4: floats(found)})}))[1:]:
            walk(row)


def test_six_and_a_half_is_six_and_a_half():
    tree = kpis((100, [valued("a", "6.5"), valued("b", "93.5")]))
    made = card(tree, {"a": 100, "b": 0})
    assert [one.points for one in made.indicators] == [6.5, 0.0]
    assert made.total.score == 6.5


@pytest.mark.parametrize(
    ("bound", "direction", "ends"),
    [("at_least", "up", (60.0, 100.0)), ("at_most", "up", (0.0, 60.0)), ("at_least", "down", (0.0, 60.0))],
)
def test_a_value_that_is_a_bound_leaves_its_score_open_on_one_side(bound, direction, ends):
    way = (
        {"goalposts": (Fraction(0), Fraction(100))}
        if direction == "up"
        else {"goalposts": (Fraction(150), Fraction(0))}
    )
    tree = kpis((100, [leaf("a", 100, method="goalposts", targets=(), direction=direction, **way)]))
    found = values({Q4: {"a": 60}})
    found[Q4]["a"] = replace(found[Q4]["a"], bound=bound, censored=0.4)
    made = score(tree, Q4, found, None, settled=True).total
    assert (made.score, made.bounds, made.band) == (60.0, ends, None)
    table = league(tree, Q4, {"部门": found})
    assert ([one[0] for one in table.bounds], table.bands) == ([*ends], (None,))
    (one,) = league_as_json(table, "zh")["entities"]
    assert (one["nodes"]["a"]["value"], one["nodes"]["a"]["bound"]) == (60, bound)
    (node,) = (one for one in table.nodes if one.id == "a")
    assert node.score_sides == ("at_least" if ends[1] > 60 else "at_most",)
    assert [one.id for one in table.findings] == ["measure.bound"]
    head, row = league_as_rows(table)
    assert row[head.index("a.bound")] == bound
    head, row, _ = as_rows(score(tree, Q4, found, None, settled=True), "zh")
    assert row[head.index("bound")] == bound


@pytest.mark.parametrize(
    ("value", "bound", "raised"),
    [(50, "", True), (50, "at_least", False), (50, "at_most", True), (200, "at_least", True), (200, "at_most", False)],
)
def test_a_bound_raises_a_flag_only_where_it_decides(value, bound, raised):
    tree = kpis((100, [leaf("a", 100)]))
    found = values({Q4: {"a": value}})
    found[Q4]["a"] = replace(found[Q4]["a"], bound=bound)
    card = score(tree, Q4, found, None, settled=True)
    assert [one.bound for one in card.flags] == [bound] * len(card.flags)
    assert bool(card.flags) == raised


@pytest.mark.parametrize(("value", "bound"), [(0, "at_least"), (1, "at_most")], ids=["may be more", "may be nothing"])
def test_before_it_is_due_an_open_value_may_count_or_not_and_the_bounds_hold_both(value, bound):
    """Beside 90: without a step 90 alone, with 60 of a step (60 + 90) / 2 = 75, with 100 of the next 95."""
    steps = ((Fraction(5), Fraction(100)), (Fraction(1), Fraction(60)))
    early = leaf("a", 50, method="steps", steps=steps, targets=(), due=Q4)
    tree = kpis((100, [early, valued("b", 50)]))
    found = values({Q3: {"a": value, "b": 90}})
    found[Q3]["a"] = replace(found[Q3]["a"], bound=bound)
    total = score(tree, Q3, found, None, settled=True).total
    assert total.score == (90 if value == 0 else 75)
    assert total.bounds[0] <= 75
    assert total.bounds[1] >= (95 if value == 0 else 90)


def test_a_total_that_is_null_without_anything_missing_says_why():
    out = NotApplicableRule(same("不适用"), ("部门",))
    refused = kpis((100, [valued("a", 50), valued("b", 50)]), mean=Mean("geometric"))
    outside = kpis((100, [valued("a", 100, not_applicable=out)]))
    for tree, found, words in (
        (refused, {"a": 0, "b": 0}, "几何平均不接受 0 分"),
        (outside, {"a": 5}, "没有适用的指标"),
    ):
        made = card(tree, found)
        assert made.total.score is None
        assert [words in one.message.zh for one in made.findings if one.id == "score.no_total"] == [True]
        table = league(tree, Q4, {"部门": values({Q4: found})})
        assert [words in one.message.zh for one in table.findings if one.id == "score.no_total"] == [True]


@pytest.mark.parametrize(
    ("kind", "value", "bound", "state", "ends"),
    [
        ("veto", 5, "at_least", "fail", (40, 40)),
        ("veto", 0, "at_least", "unknown", (40, 80)),
        ("veto", 0, "at_most", "pass", (80, 80)),
        ("veto", 5, "at_most", "unknown", (40, 80)),
        ("deduct", 2, "at_least", "unknown", (70, 76)),
        ("deduct", 5, "at_least", "applied", (70, 70)),
        ("deduct", 2, "at_most", "unknown", (76, 80)),
        ("bonus", 2, "at_least", "applied", (84, 90)),
        ("bonus", 2, "at_most", "none", (80, 84)),
    ],
)
def test_a_bound_decides_a_veto_or_takes_points_as_far_as_it_goes(kind, value, bound, state, ends):
    tree = kpis((100, [valued("a", 100)]))
    item = Item("n", same("n"), "n", Fraction(2), Fraction(10), "mini.yaml:6:1")
    veto = Veto("n", same("n"), "n", Limit("at_least", Fraction(3)), "mini.yaml:6:1", cap=Fraction(40))
    rules = Adjustments(**{kind: (veto if kind == "veto" else item,)})
    tree = replace(tree, adjustments=rules, measures={**tree.measures, "n": tree.measures["a"]})
    found = values({Q4: {"a": 80, "n": value}})
    found[Q4]["n"] = replace(found[Q4]["n"], bound=bound)
    made = score(tree, Q4, found, None, settled=True)
    assert ([one.state for one in made.adjustments], made.total.bounds) == ([state], ends)
    table = league(tree, Q4, {"部门": found})
    assert (table.adjustments[0], [one[0] for one in table.bounds]) == (made.adjustments, [*ends])


def test_in_csv_every_number_has_the_findings_about_it_and_about_the_files_behind_all():
    tree = kpis((100, [leaf("a", 50), leaf("b", 50)]))
    made = score(tree, Q4, values({Q4: {"a": None, "b": 3}}), None, settled=True)
    reread = Finding("ingest.reread", "warning", "九月.csv", same("x"))
    head, *rows = as_rows(replace(made, findings=(reread, *made.findings)), "zh")
    said = {row[head.index("indicator")]: row[head.index("findings")] for row in rows}
    assert said == {
        "a": "ingest.reread score.missing",
        "b": "ingest.reread",
        "total": "ingest.reread score.no_total score.deviation",
    }


def test_where_every_score_stands_in_for_a_value_the_total_may_be_any():
    filled = kpis((100, [leaf("a", 100, missing=MissingRule("zero"))]))
    assert (card(filled, {"a": None}).total.score, card(filled, {"a": None}).total.bounds) == (0, (0, 100))
    assert card(filled, {"a": 50}).total.bounds == (80, 80)
