"""Entities side by side: what does not apply, what they were scored on, and whom units are not ranked by."""

import itertools
import json
from dataclasses import replace
from fractions import Fraction

from pubkpi.model.kpis.grade_rules import ClassRule, MissingRule, NotApplicableRule
from pubkpi.model.periods import QUARTER, YEAR
from pubkpi.model.scores import Value
from pubkpi.model.text import Text
from pubkpi.report.formats.data import league_as_json
from pubkpi.report.formats.league_table import league_as_rows
from pubkpi.score.league import league
from pubkpi.score.run import entity_scores
from pubkpi.score.tree.columns import columns
from tests.score.cards import Q1, Q4, kpis, leaf, values

NOT_HERE = Text("只统计 wechat 账号", "it counts accounts on wechat only")


def tree(**changes):
    return kpis((60, [leaf("a", 60)]), (40, [leaf("b", 40)]), **changes)


def of(**cells):
    """An entity's values; a word in place of a number is missing, n/a does not apply."""
    return {
        Q4: {
            name: Value(name, Q4, cell)
            if not isinstance(cell, str)
            else Value(name, Q4, None, NOT_HERE, applies=cell != "n/a")
            for name, cell in cells.items()
        }
    }


def test_what_does_not_apply_leaves_the_reckoning_and_is_not_missing():
    table = league(tree(), Q4, {"x": of(a=50, b=100), "y": of(a=100, b="n/a"), "z": of(a=50, b="gone")}, "account")
    assert table.nodes[0].scores == (88.0, 100.0, None)  # 0.6 * 80 + 0.4 * 100; only a; 60 of 100 are under 0.7
    assert table.weight_coverage == (1.0, 1.0, 0.6)
    assert table.comparable_weight == (100.0, 60.0, 60.0)
    told = league_as_json(table, "en")["entities"]
    assert [one["nodes"]["b"]["scoring"] for one in told] == ["scored", "not_applicable", "missing"]
    assert told[1]["nodes"]["b"]["reason"] == "it counts accounts on wechat only"
    (said,) = [one for one in table.findings if one.id == "score.not_applicable"]
    assert said.message.zh == "b不适用于 1 个对象（y）：只统计 wechat 账号"


def test_what_is_only_watched_has_values_and_neither_scores_nor_ranks():
    card = kpis((100, [leaf("a", 100), leaf("w", 0)]))
    table = league(card, Q4, {"x": of(a=50, w=100), "y": of(a=50, w="gone"), "z": of(a=50, w="n/a")}, "account")
    node = table.nodes[-1]
    assert (node.values, node.unit) == ((100, None, None), "count")
    assert node.scores == node.ranks == node.points == node.uncapped == (None, None, None)
    assert [node.scoring(i) for i in range(3)] == ["monitored", "missing", "not_applicable"]
    assert [one is None for one in node.reasons] == [True, False, False]
    assert table.nodes[0].scores == (80.0, 80.0, 80.0)


def test_what_an_entity_cannot_have_says_why_beside_its_own_score():
    made = entity_scores(tree(), Q4, {"y": of(a=100, b="n/a")}, "y")["b"]
    assert (made.scoring, made.missing_reason) == ("not_applicable", NOT_HERE)


def test_entities_to_which_an_indicator_does_not_apply_are_told_by_reason():
    other = {Q4: {**of(a=50)[Q4], "b": Value("b", Q4, None, Text("没有实测值", "never measured"), applies=False)}}
    entities = {"x": of(a=50, b="n/a"), "y": other, "z": of(a=50, b="n/a")}
    told = [one for one in league(tree(), Q4, entities, "account").findings if one.id == "score.not_applicable"]
    assert [one.message.zh for one in told] == [
        "b不适用于 2 个对象（x、z）：只统计 wechat 账号",
        "b不适用于 1 个对象（y）：没有实测值",
    ]


def test_an_exception_of_the_scorecard_is_the_reason_why_there_is_no_score():
    inland = NotApplicableRule(Text("内陆", "inland"), ("x",))
    card = kpis((60, [leaf("a", 60, not_applicable=inland)]), (40, [leaf("b", 40)]))
    table = league(card, Q4, {"x": of(a=50, b=100), "y": of(a="gone", b=100)}, "account")
    (node,) = [one for one in table.nodes if one.id == "a"]
    assert (node.applies, tuple(node.reasons)) == ((False, True), (inland.reason, NOT_HERE))


def test_what_stands_in_for_a_missing_value_is_no_common_ground():
    card = kpis((60, [leaf("a", 60, missing=MissingRule("zero"))]), (40, [leaf("b", 40)]))
    table = league(card, Q4, {"x": of(a=50, b=100), "y": of(a="gone", b=100)}, "account")
    assert (table.nodes[0].scores, table.comparable_weight) == ((88, 40), (100, 40))


def test_who_has_nothing_yet_of_what_is_not_due_is_ranked_on_something_else():
    due = {"method": "completion", "due": Q4, "targets": ((Q1, Fraction(100)), (Q4, Fraction(100)))}
    card = kpis((60, [leaf("a", 60, **due)]), (40, [leaf("b", 40)]))
    found = {name: values({Q1: {"a": a, "b": 50}}) for name, a in (("x", 50), ("y", 0))}
    table = league(card, Q1, found, "account")
    assert [node.applies for node in table.nodes if node.id == "a"] == [(True, False)]
    assert "score.unlike" in [one.id for one in table.findings]


def test_ranks_over_different_indicators_are_told_and_over_the_same_are_not():
    same = {"x": of(a=50, b=1), "y": of(a=70, b=2)}
    other = {**same, "y": of(a=70, b="n/a")}
    assert "score.unlike" not in [one.id for one in league(tree(), Q4, same, "account").findings]
    (said,) = [one for one in league(tree(), Q4, other, "account").findings if one.id == "score.unlike"]
    assert said.message.en == "the ranks rest on different indicators, compare with care: b"


def test_units_are_not_ranked_on_likes_nor_on_a_total_that_holds_them():
    made = tree()
    likes = {**made.measures, "a": replace(made.measures["a"], fact="post", expr="like_count")}
    entities = {"x": of(a=50, b=1), "y": of(a=70, b=2)}
    table = league(replace(made, measures=likes), Q4, entities, "unit")
    assert {one.id: one.ranks for one in table.nodes} == {
        "mini": (None, None), "d0": (None, None), "a": (None, None), "d1": (2, 1), "b": (2, 1)
    }  # fmt: skip
    assert "score.unranked" in [one.id for one in table.findings]
    assert league(replace(made, measures=likes), Q4, entities, "account").nodes[0].ranks == (2, 1)


def test_the_order_of_entities_changes_no_byte():
    entities = {"x": of(a=50, b=100), "y": of(a=70, b="n/a"), "z": of(a=50, b=100)}
    texts = {
        json.dumps([league_as_json(made, "zh"), league_as_rows(made)], ensure_ascii=False)
        for order in itertools.permutations(entities)
        for made in [league(tree(), Q4, {name: entities[name] for name in order}, "account")]
    }
    assert len(texts) == 1


def test_a_year_is_scored_against_its_own_target_or_that_of_its_last_quarter():
    year = YEAR.of(2024)
    rising = ((QUARTER.of(2024, 1), 50), (Q4, 100))
    own = kpis((100, [leaf("a", 60, targets=rising), leaf("b", 40, targets=rising, year_targets=((year, 400),))]))
    values = {year: {name: Value(name, year, 100.0) for name in "ab"}}
    one, other = columns(own, year, {"部门": values})
    assert (one.score[0], other.score[0]) == (100.0, 70.0)  # at 100 of 100; 60 + 40 * 100 / 400


def test_the_same_reason_of_several_indicators_is_told_once():
    three = kpis((100, [leaf("a", 40), leaf("b", 30), leaf("c", 30)]))
    table = league(three, Q4, {"x": of(a=1.0, b=2.0, c=3.0), "y": of(a=1.0, b="n/a", c="n/a")})
    (said,) = [one for one in table.findings if one.id == "score.not_applicable"]
    assert said.message == Text(
        f"b、c不适用于 1 个对象（y）：{NOT_HERE.zh}", f"b, c do not apply to 1 (y): {NOT_HERE.en}"
    )


def test_a_total_that_all_are_to_reach_alike_is_named():
    """Whether a target is meant for each or for all together a scorecard does not say; a share or a class target is."""
    share = replace(tree().measures["b"], type="share")
    one = tree(measures={**tree().measures, "b": share})
    found = {"x": of(a=50, b=100), "y": of(a=100, b=10)}

    def named(made, by, found=found):
        return [one.message.en for one in league(made, Q4, found, by).findings if one.id == "score.same_target"]

    assert named(one, "entity") == []
    assert named(one, "account", {"x": of(a=50, b=100), "y": of(a="n/a", b=10)}) == []  # a is of x alone
    (words,) = named(one, "account")
    assert words.startswith("all are held against one target: a.")
    towns = {"towns": ClassRule(targets=((Q4, Fraction(40)),))}
    for_towns = kpis((60, [leaf("a", 60, by_class=towns)]), (40, [leaf("b", 40)]), classes={"towns": ("x",)})
    assert named(replace(for_towns, measures=one.measures), "account") == []
