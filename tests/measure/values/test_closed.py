"""What is closed stands: what is compared with it, or made of it, follows the closed value and not that of now."""

from fractions import Fraction

import pytest

from pubkpi.measure.values.entries import EnteredValue
from pubkpi.measure.values.evaluate import evaluated
from pubkpi.measure.values.exact_value import ExactValue, exact_value
from pubkpi.model.scores import Value
from pubkpi.model.text import Text
from tests.measure.facts import Q1, Q2, written

YAML = """\
views:
  type: typed
growth:
  type: growth
  of: views
  previous: quarter
percent:
  type: derived
  expr: growth * 100
"""


def values(closed):
    """By hand 1,545,316 views in the first quarter and 1,989,825 in the second."""
    now = {str(Q1): 1545316, str(Q2): 1989825}
    entered = {("views", when): EnteredValue(number, False, "", "") for when, number in now.items()}
    return evaluated(written(YAML), [Q1, Q2], {}, {}, lambda *key: entered.get(key), closed=closed)


@pytest.mark.parametrize(
    ("closed", "base"),
    [
        ({}, 1545316),
        ({Q1: {"views": Value("views", Q1, 1614143.0)}}, 1614143),
        ({Q1: {"growth": Value("growth", Q1, 0.5)}}, 1545316),
    ],
    ids=["nothing", "the base", "another measure"],
)
def test_growth_is_over_the_closed_value_and_so_is_what_is_made_of_it(closed, base):
    made = values(closed)[Q2]
    assert made["growth"].as_value().value == pytest.approx(1989825 / base - 1, abs=1e-15)
    assert made["percent"].as_value().value == pytest.approx((1989825 / base - 1) * 100, abs=1e-13)


def test_a_measure_that_was_not_closed_is_made_of_the_closed_ones():
    made = values({Q1: {"growth": Value("growth", Q1, 0.5)}})[Q1]
    assert made["percent"].value == 50


def test_growth_over_a_closed_quarter_without_a_value_is_missing():
    made = values({Q1: {"views": Value("views", Q1, None, Text("没有", "none"))}})[Q2]
    assert made["growth"].missing.en == "2024Q1 has no value: none"


@pytest.mark.parametrize("fraction", [(1, 3), (21, 200), (2, 7)])
def test_a_value_in_floating_point_is_the_quotient_that_it_was(fraction):
    exact = ExactValue("x", Q1, Fraction(*fraction), numerator=Fraction(fraction[0]), denominator=Fraction(fraction[1]))
    assert exact_value(exact.as_value()).value == Fraction(*fraction)
    assert exact_value(Value("x", Q1, 0.1)).value == Fraction(1, 10)
