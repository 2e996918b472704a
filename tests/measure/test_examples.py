"""The worked example of every shipped measure, run as a reader would work it out."""

from dataclasses import replace
from fractions import Fraction

import pytest

from pubkpi.measure import derive, run
from pubkpi.measure.exact import Exact
from pubkpi.model.periods import quarter
from pubkpi.model.text import same
from tests.measure.facts import Q1, SHIPPED, put


@pytest.mark.parametrize("name", SHIPPED)
def test_every_measure_has_a_worked_example(name):
    example = SHIPPED[name].example
    assert example is not None
    assert set(example) in ({"rows", "quarter", "expect"}, {"given", "expect"})
    assert example["expect"] is not None


@pytest.mark.parametrize("name", [name for name, one in SHIPPED.items() if one.fact])
def test_the_rows_of_the_example_give_its_value(engine, name):
    """An example has a few rows of a quarter, so the least coverage of the quarter's days is not asked of it."""
    one, example = SHIPPED[name], SHIPPED[name].example
    copies = [int(row.get("repeat", 1)) for row in example["rows"]]
    rows = [{key: cell for key, cell in row.items() if key != "repeat"} for row in example["rows"]]
    put(engine, one.fact, [row for row, count in zip(rows, copies, strict=True) for _ in range(count)])
    if one.coverage and one.coverage.by == "days":
        one = replace(one, coverage=replace(one.coverage, minimum=Fraction(0)))
    when = quarter(str(example["quarter"]))
    found = run.measure(engine, {name: one}, [when])[when][name]
    assert (found.value, found.missing) == (float(example["expect"]), None)


@pytest.mark.parametrize("name", [name for name, one in SHIPPED.items() if not one.fact])
def test_the_given_measures_of_the_example_give_its_value(name):
    example = SHIPPED[name].example
    known = {
        key: Exact(key, Q1, None if cell is None else Fraction(cell), same("") if cell is None else None)
        for key, cell in example["given"].items()
    }
    derive.complete({key: SHIPPED[key] for key in (*known, name)}, Q1, known, {})
    assert known[name].value == Fraction(example["expect"])
