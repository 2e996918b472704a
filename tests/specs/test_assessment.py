"""Vetoes, deductions, bonus, bands, flags and kinds as they are written, and what is said where they are wrong."""

from decimal import Decimal
from fractions import Fraction

import pytest

from pubkpi.model.errors import SpecError
from pubkpi.model.kpis.adjustments import Adjustments, Item, Limit, Veto
from pubkpi.model.kpis.assessment import Assessment, FlagRule
from pubkpi.model.text import same
from pubkpi.printing.colours import contrast, pale
from pubkpi.specs.build import build
from pubkpi.specs.check import check
from pubkpi.specs.lint.doubts import LINTS
from pubkpi.specs.rules import REMEDIES, RULES
from tests.specs.broken import MEASURES, SCORECARD

LIGHTS = "lights: {green: 90, yellow: 60}\n"
VETO = "{id: v, label: v, measure: calm, fails: {at_least: 1}, band: fail}"
DEDUCT = "{id: d, label: d, measure: calm, points: 2, cap: 6}"
BONUS = "{id: b, label: b, measure: awards, points: 1/2, per: 2, cap: 3}"


@pytest.fixture
def folder(tmp_path):
    """Specs with one more text after the lights, or instead of them."""

    def making(more="", lights=LIGHTS, scorecard=SCORECARD):
        (tmp_path / "measures").mkdir(exist_ok=True)
        (tmp_path / "measures" / "more.yaml").write_text(MEASURES, encoding="utf-8")
        assert LIGHTS in scorecard
        (tmp_path / "mini.yaml").write_text(scorecard.replace(LIGHTS, lights + more), encoding="utf-8")
        return tmp_path

    return making


def test_adjustments_are_read_as_they_are_written(folder):
    kpis = build(folder(
        f"adjustments:\n  veto: [{VETO}]\n  deduct: [{DEDUCT[:-1]}, from: reach}}]\n"
        f"  bonus: {{gate: {{above: 80}}, cap: 5, items: [{BONUS}]}}\n"
    ), "mini")  # fmt: skip
    assert kpis.adjustments == Adjustments(
        veto=(Veto("v", same("v"), "calm", Limit("at_least", Fraction(1)), "mini.yaml:11:10", band="fail"),),
        deduct=(Item("d", same("d"), "calm", Fraction(2), Fraction(6), "mini.yaml:12:12", node="reach"),),
        bonus=(Item("b", same("b"), "awards", Fraction(1, 2), Fraction(3), "mini.yaml:13:46", per=Fraction(2)),),
        gate=Limit("above", Fraction(80)),
        bonus_cap=Fraction(5),
        bonus_at="mini.yaml:13:10",
    )


@pytest.mark.parametrize(
    ("more", "rule", "told"),
    [
        (f"veto: [{VETO.replace('calm', 'clam')}]", "measures", "there is no measure clam"),
        (f"veto: [{VETO.replace('id: v', 'id: calm')}]", "ids", "the id calm is used 2 times"),
        (f"veto: [{VETO.replace('band: fail', 'band: pass')}]", "adjustments", "pass is no band below the highest"),
        (f"veto: [{VETO.replace('band: fail', 'band: gone')}]", "adjustments", "gone is no band below the highest"),
        (f"veto: [{VETO.replace('band: fail', 'cap: 100')}]", "adjustments", "the cap of a veto lies between 0 and 100"),
        (f"veto: [{VETO.replace('band: fail', 'cap: -1')}]", "adjustments", "the cap of a veto lies between 0 and 100"),
        (f"veto: [{VETO.replace(', band: fail', '')}]", "spec", "either band or cap says what is left of the total"),
        (f"veto: [{VETO.replace('band: fail', 'band: fail, cap: 5')}]", "spec", "either band or cap"),
        (f"veto: [{VETO.replace('at_least: 1', 'at_least: 1, below: 9')}]", "spec", "one limit is needed"),
        (f"veto: [{VETO.replace('at_least: 1', 'exceeds: 1')}]", "spec", "unknown key exceeds"),
        (f"veto: [{VETO.replace('fails: {at_least: 1}, ', '')}]", "spec", "fails is needed here"),
        (f"deduct: [{DEDUCT.replace('points: 2', 'points: 0')}]", "adjustments", "points, per and cap are above 0"),
        (f"deduct: [{DEDUCT.replace('cap: 6', 'cap: -6')}]", "adjustments", "points, per and cap are above 0"),
        (f"deduct: [{DEDUCT.replace(', cap: 6', '')}]", "spec", "cap is needed here"),
        (f"deduct: [{DEDUCT.replace('cap', 'per: 0, cap')}]", "adjustments", "points, per and cap are above 0"),
        (f"deduct: [{DEDUCT.replace('cap', 'from: reads, cap')}]", "adjustments", "from reads: no dimension"),
        (f"deduct: [{DEDUCT.replace('cap', 'from: gone, cap')}]", "adjustments", "from gone: no dimension"),
        ("bonus: {gate: {at_least: 80}}", "spec", "items is needed here"),
        (f"bonus: {{cap: 0, items: [{BONUS}]}}", "adjustments", "the cap of the bonus is above 0"),
        (f"bonus: {{items: [{BONUS[:-1]}, from: reach}}]}}", "spec", "unknown key from"),
        ("penalty: []", "spec", "unknown key penalty"),
    ],
)  # fmt: skip
def test_an_adjustment_that_cannot_be_worked_out_is_named_where_it_stands(folder, more, rule, told):
    wrong = [one for one in check(folder(f"adjustments:\n  {more}\n")) if one.severity == "error"]
    assert [one.id for one in wrong] == [f"check.{rule}"]
    assert told in wrong[0].message.en
    assert wrong[0].message.zh
    assert len(wrong[0].where.split(":")) == 3


def test_a_dimension_below_a_geometric_mean_has_no_points_to_take(folder):
    card = SCORECARD.replace("dimensions:\n", "aggregate: geometric\nzero: 0\ndimensions:\n", 1)
    found = check(folder(f"adjustments:\n  deduct: [{DEDUCT[:-1]}, from: reach}}]\n", scorecard=card))
    assert [one.id for one in found if one.severity == "error"] == ["check.adjustments"]


def test_a_scorecard_may_be_vetoes_only_and_then_has_no_points(folder):
    card = SCORECARD[: SCORECARD.index("dimensions:")]
    assert build(folder(f"adjustments:\n  veto: [{VETO}]\n", scorecard=card), "mini").dimensions == ()
    for more, told in (
        ("", "no dimensions and no vetoes"),
        (f"adjustments:\n  veto: [{VETO}]\n  deduct: [{DEDUCT}]\n", "no points to take or give"),
    ):
        wrong = [one for one in check(folder(more, scorecard=card)) if one.severity == "error"]
        assert [one.id for one in wrong] == ["check.adjustments"]
        assert told in wrong[0].message.en


def listed(*lights):
    return "lights:\n" + "".join(f"  - {{{one}}}\n" for one in lights)


BLUE = "id: blue, label: {zh: 蓝, en: blue}, at_least: 90, colour: '#1F5F8B', shape: ●"
RED = "id: red, label: {zh: 红, en: red}, at_least: 0, colour: '#9b2c1f', shape: ■"


def test_lights_have_an_organisation_s_own_words_colours_and_shapes(folder):
    kpis = build(folder(lights=listed(BLUE, RED)), "mini")
    assert [(one.id, one.label.zh, one.at_least, one.colour, one.shape) for one in kpis.lights] == [
        ("blue", "蓝", Decimal(90), "#1f5f8b", "●"), ("red", "红", Decimal(0), "#9b2c1f", "■"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lights", "rule", "told"),
    [
        (listed(RED, BLUE), "bands", "lights are listed from the highest down"),
        (listed(BLUE), "bands", "lights are listed from the highest down"),
        (listed(BLUE, BLUE.replace("90", "60").replace("●", "▲"), RED), "bands", "the id blue is used twice"),
        (listed(BLUE, RED.replace("■", "●")), "bands", "the shape ● is used twice"),
        (listed(BLUE, RED.replace("'#9b2c1f'", "red")), "spec", "not a colour: red"),
        (listed(BLUE, RED.replace("'#9b2c1f'", "'#fff;} body {'")), "spec", "not a colour"),
        (listed(BLUE, RED.replace("'#9b2c1f'", "'#9b2c1f0'")), "spec", "not a colour"),
        (listed(BLUE, RED.replace("■", "☠")), "spec", "cannot be '☠'"),
        ("lights: []\n", "bands", "lights are listed from the highest down"),
    ],
)  # fmt: skip
def test_lights_out_of_order_or_with_a_strange_colour_or_shape_are_refused(folder, lights, rule, told):
    wrong = [one for one in check(folder(lights=lights)) if one.severity == "error"]
    assert [one.id for one in wrong] == [f"check.{rule}"]
    assert told in wrong[0].message.en


def test_a_colour_too_light_to_be_read_is_a_doubt(folder):
    assert pale("#000000") == "#e0e0e0"
    assert contrast("#000000") == pytest.approx((0.7454 + 0.05) / 0.05, abs=0.01)
    found = check(folder(lights=listed(BLUE, RED.replace("#9b2c1f", "#ffd700"))))
    assert [(one.id, one.severity) for one in found] == [("check.colours", "warning")]
    assert not check(folder(lights=listed(BLUE, RED)))


def test_kinds_assessment_and_flags_are_read(folder):
    card = SCORECARD.replace("measure: reads\n", "measure: reads\n        kind: process\n        consequences: []\n")
    kpis = build(
        folder(
            "assessment: {quarter: [process], year: [result]}\nflags: {deviation: 10%, consequences: [bonus]}\n",
            scorecard=card,
        ),
        "mini",
    )
    assert kpis.assessment == Assessment(("process",), ("result",))
    assert kpis.flagging == FlagRule(Fraction(1, 10), ("bonus",))
    reads, awards, _ = kpis.indicators
    assert (reads.kind, kpis.consequences(reads)) == ("process", ())
    assert (awards.kind, kpis.consequences(awards)) == ("result", ("bonus",))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("assessment: {month: [result]}", "unknown key month"),
        ("assessment: {year: [results]}", "cannot be 'results'"),
        ("flags: {deviation: 0}", "must be above 0"),
        ("flags: {deviation: much}", "not a number"),
        ("flags: {consequences: [prize]}", "cannot be 'prize'"),
    ],
)
def test_a_mistyped_assessment_or_flag_is_refused(folder, more, told):
    with pytest.raises(SpecError) as caught:
        build(folder(more + "\n"), "mini")
    assert told in caught.value.line("en")


LIKES = MEASURES.replace("expr: read_users", "expr: like_users").replace("fact: channel_daily", "fact: post")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("audience: internal", "audience: internal", True),
        ("audience: internal", "audience: enterprise", True),
        ("measure: reads\n", "measure: reads\n        consequences: []\n", False),
        ("weight: 60.1|weight: 0.2", "weight: 0|weight: 60.3", False),
    ],
)
def test_a_bonus_or_retraining_that_hangs_on_likes_is_a_doubt(folder, old, new, found):
    card = SCORECARD
    for before, after in zip(old.split("|"), new.split("|"), strict=True):
        card = card.replace(before, after)
    specs = folder("flags: {consequences: [bonus, retraining]}\n", scorecard=card)
    (specs / "measures" / "more.yaml").write_text(LIKES, encoding="utf-8")
    assert [one.id for one in check(specs)] == ["check.vanity_flags"] * found


def test_a_government_office_takes_nothing_off_for_likes_either(folder):
    card = SCORECARD.replace("internal", "government").replace("measure: reads", "measure: awards")
    specs = folder(f"adjustments:\n  deduct: [{DEDUCT.replace('calm', 'reads')}]\n", scorecard=card)
    (specs / "measures" / "more.yaml").write_text(LIKES, encoding="utf-8")
    assert "check.vanity" in [one.id for one in check(specs)]


def test_the_same_rows_are_found_also_behind_a_derived_measure_or_a_deduction(folder):
    growth = MEASURES.replace("type: count\n  fact: incident", "type: derived\n  expr: reads / 100 - 1")
    specs = folder()
    (specs / "measures" / "more.yaml").write_text(growth, encoding="utf-8")
    # more reads are better, and what rests on them has the direction of calm
    one, other = check(specs)
    assert (one.id, one.where, other.id) == ("check.twice", "mini.yaml:36:9", "check.direction")
    assert "rests on the same rows as reads" in one.message.en
    assert [one.id for one in check(folder(f"adjustments:\n  deduct: [{DEDUCT}]\n"))] == ["check.twice"]
    assert [one.id for one in check(folder(f"adjustments:\n  veto: [{VETO}]\n"))] == ["check.veto_scored"]


def test_every_rule_has_a_remedy(folder):
    assert set(REMEDIES) == set(RULES)
    assert all(all(one) for one in REMEDIES.values())
    (wrong,) = check(folder(scorecard=SCORECARD.replace("weight: 39.7", "weight: 39.6", 1)))[:1]
    assert wrong.hint == REMEDIES["weights"]
    assert all(severity in ("warning", "info") for severity, _ in LINTS.values())
