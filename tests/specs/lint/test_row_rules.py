"""What is doubtful in measures of single rows."""

import pytest

from pubkpi.specs.check import check

CARD = """\
id: one
label: a
audience: internal
valid: [2024Q1, 2024Q4]
missing: {policy: reweight, min_weight_coverage: 0.7}
bands: [{id: all, label: all, at_least: 0}]
lights: {green: 90, yellow: 60}
dimensions:
  - id: d
    label: d
    weight: 100
    indicators:
      - {id: i, label: i, weight: 100, measure: m, direction: up, method: goalposts, goalposts: {worst: 0, best: 100}}
measures:
  m: {label: a, definition: a, formula: a, unit: points, source: a, MEASURE}
"""
POINTS = "type: points, fact: publication"
GRADES = "type: mean, fact: rating, expr: grade"


@pytest.mark.parametrize(
    ("rule", "measure"),
    [
        ("grades", GRADES),
        ("grades", GRADES + ", trim: 1, where: \"subject = '部门'\""),
        ("grades", GRADES.replace("mean", "median")),
        ("tiers", POINTS + ", once: title_key, tiers: [{points: 1}, {where: level = 4, points: 2}]"),
        ("tiers", POINTS + ", once: title_key, tiers: [{where: level = 4, points: 12, cap: 10}]"),
        ("once", POINTS + ", tiers: [{points: 1}]"),
        ("", POINTS + ", once: title_key, tiers: [{where: level = 4, points: 10, cap: 10}, {points: 1}]"),
        ("", GRADES + ", where: \"item = '内容'\""),
        ("", GRADES.replace("mean", "max")),
    ],
)
def test_a_doubt_stands_at_the_measure_and_nothing_else_is_found(rule, measure, tmp_path):
    (tmp_path / "one.yaml").write_text(CARD.replace("MEASURE", measure), "utf-8")
    (tmp_path / "measures").mkdir()
    found = [(one.id, one.where.split(":")[1]) for one in check(tmp_path)]
    assert found == ([(f"check.{rule}", "15")] if rule else [])
