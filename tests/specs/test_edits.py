"""Two versions of a scorecard: each difference at its place, and how grave it is."""

import shutil

import pytest

from pubkpi.specs.changes.edits import edits
from tests.pipeline.results.small import SCORECARD

TYPED = """\
morale:
  label: {zh: 士气, en: Morale}
  definition: {zh: 主管打分, en: as the head rates it}
  formula: {zh: 打分, en: rating}
  unit: points
  source: {zh: 填报, en: entered}
  type: typed
  example: {given: {morale: 3}, expect: 3}
"""
LEAF = """\
      - id: morale
        label: {zh: 士气, en: Morale}
        weight: %s
        measure: morale
        direction: up
        method: goalposts
        goalposts: {worst: 0, best: 10}
"""


def folder(root, name, scorecard=SCORECARD, measures=TYPED):
    path = root / name
    shutil.rmtree(path, ignore_errors=True)
    (path / "measures").mkdir(parents=True)
    (path / "small.yaml").write_text(scorecard, "utf-8")
    (path / "measures" / "own.yaml").write_text(measures, "utf-8")
    return path


def compared(root, old=SCORECARD, new=SCORECARD, measures=(TYPED, TYPED)):
    return edits(folder(root, "old", old, measures[0]), folder(root, "new", new, measures[1]), "small")


def said(found):
    return [(one.kind, one.key, one.old, one.new) for one in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("best: 1000", "best: 2000", ("scoring", "reach.newcomers.goalposts.best", "1000", "2000")),
        ("zh: 小表", "zh: 新表", ("cosmetic", "label.zh", "小表", "新表")),
        ("direction: up", "direction: down", ("breaking", "reach.newcomers.direction", "up", "down")),
        ("measure: newcomers", "measure: readers", ("breaking", "reach.newcomers.measure", "newcomers", "readers")),
        ("expr: new_count", "expr: lost_count", ("breaking", "newcomers.expr", "new_count", "lost_count")),
        ("max_age_days: 30", "max_age_days: 7", ("scoring", "readers.max_age_days", "30", "7")),
        ("zh: 新增之和", "zh: 新增的和", ("cosmetic", "newcomers.definition.zh", "新增之和", "新增的和")),
        ("at_least: 0}]\nlights", "at_least: 5}]\nlights", ("scoring", "bands.all.at_least", "0", "5")),
        ("2024Q4]", "2025Q4]", ("scoring", "valid", "[2024Q1, 2024Q4]", "[2024Q1, 2025Q4]")),
    ],
)
def test_each_edit_is_named_with_old_and_new_and_its_kind(tmp_path, old, new, expected):
    changed = SCORECARD.replace(old, new, 1)
    assert changed != SCORECARD
    assert said(compared(tmp_path, SCORECARD, changed)) == [expected]


def test_a_deduction_that_is_taken_off_another_dimension_scores(tmp_path):
    item = "adjustments: {deduct: [{id: d, label: d, measure: readers, points: 1, cap: 9, from: %s}]}\nmeasures:\n"
    old, new = (SCORECARD.replace("measures:\n", item % name, 1) for name in ("reach", "echo"))
    assert said(compared(tmp_path, old, new)) == [("scoring", "adjustments.deduct.d.from", "reach", "echo")]


@pytest.mark.parametrize(
    ("limit", "key"), [("fails: {at_least: %s}", "veto.v.fails"), ("gate: {at_least: %s}", "bonus.gate")]
)
def test_another_limit_of_a_veto_or_a_gate_scores(tmp_path, limit, key):
    veto = "{id: v, measure: readers, fails: {at_least: 9}, cap: 59}"
    bonus = "{gate: {at_least: 9}, items: [{id: b, measure: newcomers, points: 1, cap: 9}]}"
    text = SCORECARD.replace("measures:\n", f"adjustments: {{veto: [{veto}], bonus: {bonus}}}\nmeasures:\n", 1)
    found = said(compared(tmp_path, text, text.replace(limit % 9, limit % 8)))
    assert found == [("scoring", f"adjustments.{key}.at_least", "9", "8")]


def test_a_measure_that_is_written_at_a_deduction_is_compared_like_any_other(tmp_path):
    item = "adjustments: {deduct: [{id: errors, measure: {unit: %s}, points: 1, cap: 9}]}\nmeasures:\n"
    old, new = (SCORECARD.replace("measures:\n", item % unit, 1) for unit in ("count", "share"))
    (one,) = compared(tmp_path, old, new)
    assert said([one]) == [("breaking", "errors.unit", "count", "share")]
    assert one.place.startswith(f"small.yaml:{next(i for i, row in enumerate(new.splitlines(), 1) if 'share' in row)}:")


def test_the_place_is_that_of_the_value_in_the_new_text(tmp_path):
    changed = SCORECARD.replace("id: small\n", "# our plan\nid: small\n").replace("best: 1000", "best: 2000")
    (one,) = compared(tmp_path, SCORECARD, changed)
    line = next(i for i, row in enumerate(changed.splitlines(), 1) if "best: 2000" in row)
    assert (one.file, one.place) == (
        "kpi_specs/small.yaml",
        f"small.yaml:{line}:{changed.splitlines()[line - 1].index('2000') + 1}",
    )


def test_another_spelling_of_a_number_a_comment_and_the_order_are_cosmetic(tmp_path):
    (one,) = compared(tmp_path, SCORECARD, SCORECARD.replace("best: 20000}", "best: 2万}  # as agreed"))
    assert (one.kind, one.key, one.new) == ("cosmetic", "", "goalposts: {worst: 0, best: 2万}  # as agreed")
    head, first, second = SCORECARD.partition("measures:")[0].split("      - id: ")
    tail = "measures:" + SCORECARD.partition("measures:")[2]
    swapped = f"{head}      - id: {second}      - id: {first}{tail}"
    (one,) = compared(tmp_path, SCORECARD, swapped)
    assert said([one]) == [("cosmetic", "reach.indicators", "newcomers, readers", "readers, newcomers")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "target: {2024Q1: 60000, 2024Q3: 80000, 2024Q4: 90000}",
            "target: {2024Q1: 6万, 2024Q3: 8万, 2024Q4: 100000}",
            {"target.2024Q1": "cosmetic", "target.2024Q3": "cosmetic", "target.2024Q4": "scoring"},
        ),
        (
            "target: {2024Q1: 60000, 2024Q4: 80000}",
            "target: {2024Q1: '60,000', 2024Q3: 8万, 2024Q4: 8万}",
            {"target.2024Q1": "cosmetic", "target.2024Q3": "scoring", "target.2024Q4": "cosmetic"},
        ),
        (
            "baseline: {entities: {部门: 40000, 团委: 100}}\n        target: {2024Q4: 80000}",
            "baseline: {entities: {部门: 4万, 团委: 200}}\n        target: {2024Q4: 8万}",
            {"baseline.entities.部门": "cosmetic", "baseline.entities.团委": "scoring"},
        ),
        (
            "target: {2024Q1: 60000, 2024Q4: 80000}",
            "target: {2024Q1: 60000, 2024Q4: 80%}",
            {"target.2024Q4": "scoring"},
        ),
    ],
)
def test_a_number_spelt_otherwise_beside_a_real_edit_of_its_map_scores_nothing(tmp_path, old, new, expected):
    goal = "method: goalposts\n        goalposts: {worst: 0, best: 20000}"
    before, now = (SCORECARD.replace(goal, f"method: attainment\n        {one}") for one in (old, new))
    found = {one.key.removeprefix("reach.readers."): one.kind for one in compared(tmp_path, before, now)}
    assert found == expected


def test_a_new_indicator_scores_by_its_weight_and_one_that_is_gone_breaks(tmp_path):
    start = SCORECARD.replace("measures:\n", LEAF % 0 + "measures:\n")
    for old, new, kind in ((SCORECARD, start, "additive"), (start, SCORECARD, "breaking")):
        (one,) = compared(tmp_path, old, new)
        assert (one.kind, one.key) == (kind, "reach.morale")
    weighty = SCORECARD.replace("measures:\n", LEAF % 5 + "measures:\n").replace("weight: 60", "weight: 55")
    assert {(one.kind, one.key) for one in compared(tmp_path, SCORECARD, weighty)} == {
        ("scoring", "reach.morale"),
        ("scoring", "reach.readers.weight"),
    }


def test_an_indicator_in_another_dimension_is_gone_from_the_first(tmp_path):
    (old, new) = (SCORECARD, SCORECARD.replace("  - id: reach", "  - id: echo"))
    assert {(one.kind, one.key) for one in compared(tmp_path, old, new)} == {("breaking", "reach"), ("scoring", "echo")}


def test_words_of_an_entered_measure_are_what_it_is_unless_the_scorecard_does_not_rest_on_it(tmp_path):
    measures = (TYPED, TYPED.replace("as the head rates it", "as all rate it"))
    scored = SCORECARD.replace("measures:\n", LEAF % 0 + "measures:\n")
    (one,) = compared(tmp_path, scored, scored, measures)
    assert (one.kind, one.key, one.file) == ("breaking", "morale.definition.en", "kpi_specs/measures/own.yaml")
    (one,) = compared(tmp_path, measures=measures)
    assert one.kind == "additive"
    (one,) = compared(tmp_path, measures=(TYPED, ""))
    assert (one.kind, one.key) == ("breaking", "morale")


def test_a_measure_that_moves_to_another_file_is_the_same(tmp_path):
    own = "\n".join(f"  {line}" for line in TYPED.splitlines()) + "\n"
    found = compared(tmp_path, SCORECARD, SCORECARD + own, (TYPED, "# moved\n"))
    assert {(one.kind, one.key) for one in found} == {("cosmetic", "")}


def test_a_further_note_is_additive_and_other_words_of_it_are_cosmetic(tmp_path):
    note = "notes: [{id: plan.caveat, zh: 注, en: a note}]\ndimensions:"
    noted = SCORECARD.replace("dimensions:", note)
    assert [one.kind for one in compared(tmp_path, SCORECARD, noted)] == ["additive"]
    assert [one.kind for one in compared(tmp_path, noted, noted.replace("a note", "our note"))] == ["cosmetic"]


SHORT = (
    "label: 短\nvalid: [2024Q1, 2024Q4]\nindicators:\n  - {id: 发稿, weight: 100, measure: {unit: posts}, target: 40}\n"
)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("unit: posts", "unit: reads", ("breaking", "发稿.unit", "posts", "reads")),
        ("unit: posts", "unit: posts, definition: 原创", ("breaking", "发稿.definition", "", "原创")),
        ("unit: posts", "unit: posts, owner: 编辑", ("cosmetic", "发稿.owner", "", "编辑")),
        ("target: 40", "target: 50", ("scoring", "发稿.target", "40", "50")),
        (
            "target: 40",
            "target: {2024Q1: 40, 2024Q4: 40}",
            ("scoring", "发稿.target", "40", "{2024Q1: 40, 2024Q4: 40}"),
        ),
    ],
)
def test_an_edit_of_a_measure_that_stands_at_its_indicator_is_one_of_the_measure(tmp_path, old, new, expected):
    assert said(compared(tmp_path, SHORT, SHORT.replace(old, new))) == [expected]
