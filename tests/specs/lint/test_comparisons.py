"""What is doubtful in measures that are compared with their own value of an earlier period."""

import pytest

from pubkpi.specs.check import check
from pubkpi.specs.lint.rule_page import explain

CARD = """\
label: 例
valid: [{valid}]
measures:
  reads: {{unit: reads, type: sum, fact: post, basis: day7, expr: reads, window: {window}}}
indicators:
  - {{id: up, weight: 100, measure: {{{measure}}}, method: goalposts, goalposts: {{worst: 0, best: 80%}}}}
"""
QUARTERS, WEEKS = "2024Q1, 2024Q4", "2024W01, 2024W40"


@pytest.mark.parametrize(
    ("measure", "window", "valid", "said"),
    [
        ("unit: share, type: change, of: reads, previous: year", "period", QUARTERS, "is in share"),
        ("unit: share, type: growth, of: reads, previous: period", "year_to_date", QUARTERS, "begins anew"),
        ("unit: reads, type: change, of: reads, previous: quarter", "year_to_date", QUARTERS, "begins anew"),
        ("unit: share, type: growth, of: reads, previous: quarter", "period", WEEKS, "the scorecard is by the week"),
        ("unit: share, type: growth, of: reads, previous: period", "period", WEEKS, ""),
        ("unit: share, type: growth, of: reads, previous: year", "year_to_date", QUARTERS, ""),
        ("unit: reads, type: change, of: reads, previous: year", "period", QUARTERS, ""),
    ],
)
def test_a_comparison_that_cannot_be_is_a_doubt(measure, window, valid, said, tmp_path):
    (tmp_path / "one.yaml").write_text(CARD.format(measure=measure, window=window, valid=valid), "utf-8")
    (tmp_path / "measures").mkdir()
    found = [one.message.en for one in check(tmp_path) if one.id == "check.compared"]
    assert len(found) == bool(said)
    assert said in "".join(found)


@pytest.mark.parametrize(("low", "high", "found"), [(1, 1, 0), (1, "120%", 0), ("120%", 1, 1)])
def test_points_off_below_a_number_and_points_for_what_lies_above_it_do_not_count_twice(low, high, found, tmp_path):
    item = "measure: vs_base, per: 10%, full: true, points: 2, cap: 50"
    card = f"""\
label: 例
valid: [2024Q1, 2024Q4]
measures: {{vs_base: {{unit: share}}}}
adjustments:
  deduct: [{{id: under, label: 低于, {item}, below: {low}}}]
  bonus: {{cap: 50, items: [{{id: over, label: 高于, {item}, above: {high}}}]}}
dimensions: [{{id: work, label: 工作, weight: 100, full_mark: true}}]
"""
    (tmp_path / "one.yaml").write_text(card, "utf-8")
    (tmp_path / "measures").mkdir()
    assert [one.id for one in check(tmp_path) if one.id == "check.twice"] == ["check.twice"] * found


def test_the_page_of_a_rule_names_the_periods_that_it_does_not_know():
    """The remedy has the two ends of a scorecard in it where there is one."""
    assert [*explain("targets").remedy] == [
        "写从 第一期 到 最后一期 的目标。",
        "Write targets from the first period to the last period.",
    ]
