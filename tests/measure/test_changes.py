"""Two values as they print beside each other: with as many decimals as tell them apart, and a dash for none."""

import pytest

from pubkpi.measure.changes import written
from pubkpi.model.scores import Value
from tests.measure.facts import Q1


@pytest.mark.parametrize(
    ("unit", "was", "now", "printed"),
    [
        ("count", (1234.0, ""), (None, ""), ("1,234", "—")),
        ("count", (-1234.0, ""), (1235.0, "at_least"), ("−1,234", "≥1,235")),
        ("share", (0.5, ""), (0.25, "at_most"), ("50.0%", "≤25.0%")),
        ("share", (0.5, ""), (0.50001, ""), ("50.000%", "50.001%")),
    ],
)
def test_two_values_print_with_the_decimals_that_tell_them_apart(unit, was, now, printed):
    values = (Value("x", Q1, number, bound=bound) for number, bound in (was, now))
    assert written(unit, *values) == printed
