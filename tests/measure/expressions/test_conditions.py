"""Conditions and exp between measures: one entity in fractions, with bounds, and many in columns come to the same."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from pubkpi.measure.entities import ratios
from pubkpi.measure.expressions.expression import combined
from pubkpi.measure.expressions.formula import evaluate, worked
from pubkpi.measure.values.spans import SPANS, Span
from pubkpi.model.errors import SpecError

# an expression over a and b, and what Python makes of it
CASES = [
    ("case when a > b then a else b end", max),
    ("case when b = 0 then 0 else a / b end", lambda a, b: 0 if b == 0 else a / b),
    ("case when a between 1 and 2 then 1 when a < 1 and not b >= 2 then 2 else 3 end",
     lambda a, b: 1 if 1 <= a <= 2 else 2 if a < 1 and not b >= 2 else 3),
    ("100 * (case when a <> b or a <= 0 then 1 else 0 end)", lambda a, b: 100 * (a != b or a <= 0)),
]  # fmt: skip
NUMBERS = [Fraction(one, 2) for one in range(-2, 6)]


def formula(words):
    return combined(words, ("a", "b"), "x.yaml:1:1")


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_a_case_is_what_python_makes_of_it_in_fractions_and_in_columns(words, expected):
    made, pairs = formula(words), list(product(NUMBERS, repeat=2))
    assert [evaluate(made, {"a": a, "b": b}) for a, b in pairs] == [expected(a, b) for a, b in pairs]
    columns = {
        name: ratios.Ratios(
            np.array([pair[i].numerator for pair in pairs]),
            np.array([pair[i].denominator for pair in pairs]),
            np.ones(len(pairs), np.bool_),
        )
        for i, name in enumerate("ab")
    }
    found = worked(made, columns, lambda digits: ratios.constant(Fraction(digits), len(pairs)), ratios.WORKED)
    assert found.floats.tolist() == [float(expected(a, b)) for a, b in pairs]


@pytest.mark.parametrize(
    ("a", "bound", "expected"),
    [(3, "at_least", ""), (1, "at_least", "both"), (1, "at_most", ""), (3, "at_most", "both")],
)
def test_a_condition_that_a_bound_leaves_open_leaves_the_value_open(a, bound, expected):
    found = worked(
        formula("case when a > 2 then 10 else b end"),
        {"a": Span(Fraction(a), bound), "b": Span(Fraction(0))},
        lambda digits: Span(Fraction(digits)),
        SPANS,
    )
    assert (found.up, found.down) == ((True, True) if expected else (False, False))


def test_exp_is_worked_out_in_decimals():
    assert float(evaluate(formula("exp(a) / (1 + exp(a))"), {"a": Fraction(2)})) == pytest.approx(
        1 / (1 + math.exp(-2))
    )


ROUNDED = [
    ("floor(a / b * 10)", lambda a, b: Fraction(math.floor(a / b * 10))),
    ("floor((a - b) / 2)", lambda a, b: Fraction(math.floor((a - b) / 2))),
    ("abs(a - b)", lambda a, b: abs(a - b)),
    ("case when a >= b then floor(a) else abs(b) end", lambda a, b: Fraction(math.floor(a)) if a >= b else abs(b)),
]


@pytest.mark.parametrize(("words", "expected"), ROUNDED)
def test_floor_and_abs_are_exact_between_measures(words, expected):
    made = formula(words)
    for a, b in [(Fraction(3, 10), Fraction(1, 10)), (Fraction(-7, 2), Fraction(2)), (Fraction(29), Fraction(100))]:
        given = {"a": a, "b": b}
        assert evaluate(made, given) == expected(a, b)
        columns = {name: ratios.constant(one, 1) for name, one in given.items()}
        found = worked(made, columns, lambda digits: ratios.constant(Fraction(digits), 1), ratios.WORKED)
        assert Fraction(int(found.over[0]), int(found.under[0])) == expected(a, b)


def test_a_bound_stays_one_when_it_is_rounded_down():
    found = worked(formula("floor(a / 2)"), {"a": Span(Fraction(5), "at_least")}, lambda d: Span(Fraction(d)), SPANS)
    assert (found.value, found.bound) == (2, "at_least")
    turned = worked(formula("abs(a)"), {"a": Span(Fraction(-5), "at_least")}, lambda d: Span(Fraction(d)), SPANS)
    assert (turned.up, turned.down) == (True, True)


@pytest.mark.parametrize(
    "words", ["case when a > b then a end", "a > b", "case a when 1 then b else 2 end", "a in (1, 2)"]
)
def test_what_is_no_number_between_measures_is_refused(words):
    with pytest.raises(SpecError):
        formula(words)
