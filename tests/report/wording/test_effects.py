"""Each effect has one plain sentence, in both languages."""

from dataclasses import replace
from fractions import Fraction

import pytest

from pubkpi.explain.effects import explain
from pubkpi.model.kpis.adjustments import Adjustments, Item, Limit, Veto
from pubkpi.model.kpis.grade_rules import Baseline, MissingRule
from pubkpi.model.text import same
from pubkpi.report.effects import contribution_words, effects
from tests.explain.snapshots import snapshot, with_leaves
from tests.score.cards import Q4, kpis, leaf

PAIR = kpis((100, [leaf("a", 60), leaf("b", 40)]))
LENIENT = replace(PAIR, min_weight_coverage=Fraction(0))
HALF = {"a": 50, "b": 50}


def later(**changes):
    """The pair with *changes* of indicator a."""
    return with_leaves(LENIENT, lambda one: replace(one, **changes) if one.id == "a" else one)


def words(before, now, name="a"):
    """The sentences about one indicator, Chinese and English."""
    found = explain(before, now)
    one = next(one for one in found.contributions if one.id == name)
    return [" | ".join(contribution_words(one, found, lang)[1]) for lang in ("zh", "en")]


CASES = {
    "value": (LENIENT, HALF, {**HALF, "a": 75}, (
        "数值由 50 升到 75，总分 +6.0 分", "the value rose from 50 to 75: +6.0 points")),
    "value falls": (LENIENT, HALF, {**HALF, "a": 25}, (
        "数值由 50 降到 25，总分 −6.0 分", "the value fell from 50 to 25: −6.0 points")),
    "target": (later(targets=((Q4, Fraction(200)),)), HALF, HALF, (
        "目标由 100 提高到 200，总分 −6.0 分", "the target rose from 100 to 200: −6.0 points")),
    "target and baseline": (later(targets=((Q4, Fraction(200)),), baseline=Baseline(Fraction(20))), HALF, HALF, (
        "目标由 100 提高到 200，基线由 0 改为 20，总分 −8.0 分",
        "the target rose from 100 to 200 and the baseline changed from 0 to 20: −8.0 points")),
    "rules": (later(at_baseline=Fraction(40)), HALF, HALF, (
        "计分规则有变，总分 −6.0 分", "the rules of grading changed: −6.0 points")),
    "method": (later(method="completion"), HALF, HALF, (
        "计分方法由“线性达成”改为“完成率”，总分 −18.0 分", "the method changed from attainment to completion: −18.0 points")),
    "coverage begins": (LENIENT, {**HALF, "a": None}, HALF, (
        "2024Q4 没有计分（没有数据），2024Q4 得 80.0 分，总分 ±0 分", "not scored in 2024Q4 (no data), 80.0 in 2024Q4: ±0 points")),
    "coverage ends": (LENIENT, {"a": 100, "b": 50}, {"a": None, "b": 50}, (
        "2024Q4 得 100.0 分，2024Q4 没有计分（没有数据），权重由同级指标分担，总分 −12.0 分",
        "100.0 in 2024Q4, not scored in 2024Q4 (no data): its siblings carry its weight: −12.0 points")),
    "filled": (later(missing=MissingRule("zero")), HALF, {**HALF, "a": None}, (
        "2024Q4 没有自己的数据（没有数据；按 0 分计），总分 −48.0 分",
        "2024Q4 has no value of its own (no data; scored as 0): −48.0 points")),
}  # fmt: skip


@pytest.mark.parametrize(("card", "then", "found", "expected"), CASES.values(), ids=CASES)
def test_an_effect_reads_as_a_colleague_would_say_it(card, then, found, expected):
    assert words(snapshot(LENIENT, then), snapshot(card, found)) == list(expected)


def test_a_weight_and_an_indicator_that_is_new():
    """10 points more of weight on 80, 3.5 below the mean of both totals, and 10 less on 90: 0.35 and 0.65 less."""
    found = {"a": 50, "b": 75}
    other = kpis((100, [leaf("a", 70), leaf("b", 30)]))
    assert words(snapshot(LENIENT, found), snapshot(other, found)) == [
        "权重由 60 调到 70，总分 −0.3 分",
        "the weight changed from 60 to 70: −0.3 points",
    ]
    other = kpis((100, [leaf("a", 60), leaf("c", 40)]))
    ends = snapshot(LENIENT, {"a": 50, "b": 50}), snapshot(other, {"a": 50, "c": 100})
    assert words(*ends, "c")[0].startswith("新列入考核表")
    assert words(*ends, "b")[1].startswith("it has left the scorecard")


def test_adjustments_say_what_they_were_and_are():
    """A veto, a deduction and a bonus, each with its points before and now."""
    limit, at = Limit("at_least", Fraction(1)), "mini.yaml:5:1"
    rules = Adjustments(
        veto=(Veto("v", same("v"), "v", limit, at, cap=Fraction(50)),),
        deduct=(Item("t", same("t"), "t", Fraction(1), Fraction(9), at),),
        bonus=(Item("g", same("g"), "g", Fraction(1), Fraction(9), at),),
    )
    measures = {**LENIENT.measures, **dict.fromkeys("vtg", LENIENT.measures["a"])}
    card = replace(LENIENT, adjustments=rules, measures=measures)
    ends = [snapshot(card, {**HALF, "v": 0, "t": one, "g": one + 1}) for one in (0, 2)]
    assert words(*ends, "t") == ["扣分由 0.0 到 −2.0，总分 −2.0 分", "deduction went from 0.0 to −2.0: −2.0 points"]
    assert words(*ends, "g") == ["加分由 1.0 到 3.0，总分 +2.0 分", "bonus went from 1.0 to 3.0: +2.0 points"]
    ends = [snapshot(card, {**HALF, "v": one, "t": 0, "g": 0}) for one in (0, 1)]
    assert words(*ends, "v") == [
        "一票否决：由“未否决”变为“否决”，总分 −30.0 分",
        "veto went from not vetoed to vetoed: −30.0 points",
    ]


def test_the_first_line_names_the_one_that_makes_most_of_it():
    """9.12 of 9.92 points come from a, the rest from the other."""
    found = explain(snapshot(LENIENT, {"a": 50, "b": 50}), snapshot(LENIENT, {"a": 88, "b": 55}))
    assert effects(found, "zh").headline == (
        "2024年第四季度总分 89.9，比2024年第四季度的 80.0 高 9.9 分；其中 +9.1 分来自a，另一项 +0.8 分"
    )
