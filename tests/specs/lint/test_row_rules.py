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
GRADES = "type: mean, fact: rating, expr: grade"


@pytest.mark.parametrize(
    ("rule", "measure"),
    [
        ("grades", GRADES),
        ("grades", GRADES + ", trim: 1, where: \"subject = '部门'\""),
        ("grades", GRADES.replace("mean", "median")),
        ("", GRADES + ", where: \"item = '内容'\""),
        ("", GRADES.replace("mean", "max")),
    ],
)
def test_a_doubt_stands_at_the_measure_and_nothing_else_is_found(rule, measure, tmp_path):
    (tmp_path / "one.yaml").write_text(CARD.replace("MEASURE", measure), "utf-8")
    (tmp_path / "measures").mkdir()
    found = [(one.id, one.where.split(":")[1]) for one in check(tmp_path)]
    assert found == ([(f"check.{rule}", "15")] if rule else [])
