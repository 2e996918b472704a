"""What is said beside a median or a trimmed mean."""

from dataclasses import replace

import pytest

from pubkpi.model.scores import Value
from pubkpi.report.leaves import spread_words
from pubkpi.report.wording.numbers import scale
from tests.measure.facts import Q1, SHIPPED

MEASURE = SHIPPED["monthly_reads"]


@pytest.mark.parametrize(
    ("unit", "ends", "trim", "zh", "en"),
    [
        ("reads", (7.0, 1234567.0), 0, "共 5 个数，最低 7，最高 1,234,567", "n = 5, from 7 to 1,234,567"),
        (
            "share",
            (0.35, 0.9),
            1,
            "共 5 个数，最低 35.0%，最高 90.0%，去掉最高、最低各 1 个",
            "n = 5, from 35.0% to 90.0%, leaving out the highest and the lowest",
        ),
        (
            "points",
            (60.0, 99.5),
            2,
            "共 5 个数，最低 60.0，最高 99.5，去掉最高、最低各 2 个",
            "n = 5, from 60.0 to 99.5, leaving out the 2 highest and the 2 lowest",
        ),
    ],
)
def test_the_ends_print_as_values_of_the_unit_and_what_is_left_out_is_said(unit, ends, trim, zh, en):
    value = Value("m", Q1, 1.0, row_count=5, spread=ends)
    measure = replace(MEASURE, trim=trim)
    said = [spread_words(measure, value, scale(unit, lang, [1.0]), lang) for lang in ("zh", "en")]
    assert said == [zh, en]


def test_of_another_value_nothing_is_said():
    assert spread_words(MEASURE, Value("m", Q1, 1.0), scale("reads", "en", [1.0]), "en") == ""
