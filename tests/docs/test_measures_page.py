"""docs/measures.md: every measure on the page is read, and its worked example gives what it says."""

import re
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest

from pubkpi.measure.check import check
from pubkpi.measure.expressions.expression import FUNCTIONS
from pubkpi.model.kpis.measures import WINDOWS, MeasureType, Tier
from pubkpi.specs.measures import read
from tests.measure import facts

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "measures.md").read_text("utf-8")
EXAMPLE = re.compile(r"<!-- (measures?) -->\n```yaml\n(.*?)```\n", re.DOTALL)


@pytest.fixture(scope="module")
def on_the_page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("measures")
    (folder / "page.yaml").write_text("".join(yaml for _, yaml in EXAMPLE.findall(PAGE)), encoding="utf-8")
    return read(folder)


def test_every_measure_on_the_page_can_be_measured(on_the_page):
    assert len(on_the_page) == 5
    assert list(check(on_the_page)) == []


@pytest.mark.parametrize("name", ["mean_reads", "promotion", "fans"])
def test_the_rows_of_an_example_give_its_value(on_the_page, name):
    found = facts.worked(facts.empty(), on_the_page, name)
    assert (found.value, found.missing) == (float(on_the_page[name].example["expect"]), None)


def test_the_given_values_of_an_example_give_its_value(on_the_page):
    assert facts.worked(facts.empty(), on_the_page, "over_plan") == Fraction("0.2")


def test_every_type_window_tier_and_function_is_on_the_page():
    words = [*get_args(MeasureType), *WINDOWS, *filter(None, get_args(Tier)), *FUNCTIONS]
    assert [word for word in words if f"`{word}`" not in PAGE] == []
