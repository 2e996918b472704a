"""The worked example of every shipped measure, run as a reader would work it out."""

from fractions import Fraction

import pytest

from tests.measure.facts import SHIPPED, worked


@pytest.mark.parametrize("name", SHIPPED)
def test_every_measure_has_a_worked_example_and_a_tier(name):
    example = SHIPPED[name].example
    assert example is not None
    assert set(example) in ({"rows", "quarter", "expect"}, {"given", "expect"})
    assert example["expect"] is not None
    assert SHIPPED[name].tier


@pytest.mark.parametrize("name", [name for name, one in SHIPPED.items() if one.fact])
def test_the_rows_of_the_example_give_its_value(engine, name):
    found = worked(engine, SHIPPED, name)
    assert (found.value, found.missing) == (float(SHIPPED[name].example["expect"]), None)


@pytest.mark.parametrize("name", [name for name, one in SHIPPED.items() if not one.fact])
def test_the_given_measures_of_the_example_give_its_value(engine, name):
    assert worked(engine, SHIPPED, name) == Fraction(SHIPPED[name].example["expect"])
