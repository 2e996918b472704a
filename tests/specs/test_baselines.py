"""A baseline as it may be written: a number, one to be measured, or one for each entity; and whole numbers and shares."""

from fractions import Fraction

import pytest

from pubkpi.model.errors import SpecError
from pubkpi.model.kpis.grade_rules import Baseline
from pubkpi.model.periods import QUARTER
from pubkpi.specs.indicator import BaselineEntry, IndicatorEntry
from pubkpi.workspace.yaml import language, yaml_file
from pubkpi.workspace.yaml.numbers import integer, share


@pytest.fixture
def node(tmp_path):
    """The node under `it` of what is written in YAML."""

    def read(words):
        (tmp_path / "x.yaml").write_text(f"it: {words}\n", "utf-8")
        return yaml_file.read(tmp_path / "x.yaml")["it"]

    return read


def baseline(node):
    """What an indicator makes of the baseline at *node*."""
    written = next(one for one in language.entries(IndicatorEntry) if one.key == "baseline").kind.read(node)
    return written.baseline() if isinstance(written, BaselineEntry) else Baseline(written)


def test_a_baseline_is_stated_measured_or_of_each_entity(node):
    assert baseline(node("5万")).value == 50_000
    assert baseline(node("{measured: 2023Q4}")).measured == QUARTER.of(2023, 4)
    each = baseline(node("{entities: {department: 10, 甲: 20}}"))
    assert (each.value, each.entities) == (10, {"部门": 10, "department": 10, "甲": 20})
    alone = baseline(node("{entities: {甲: 20}}"))
    assert (alone.value, alone.entities) == (None, {"甲": 20})


@pytest.mark.parametrize("words", ["{measured: 2023Q4, entities: {甲: 20}}", "{}"])
def test_a_baseline_is_one_of_both(node, words):
    with pytest.raises(SpecError) as told:
        baseline(node(words))
    assert "either measured or entities" in told.value.what.en


def test_a_whole_number_may_be_written_out_and_a_share_lies_between_0_and_1(node):
    assert (integer(node("8"), 1), integer(node("1千"), 1), share(node("70%"))) == (8, 1000, Fraction(7, 10))
    for words, hint in (("70", "Write 70%."), ("700", "")):
        with pytest.raises(SpecError) as told:
            share(node(words))
        assert told.value.hint.en == hint
