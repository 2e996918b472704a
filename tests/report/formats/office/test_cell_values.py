"""A cell of a workbook holds the number that is printed, and prints it the same."""

import pytest

from pubkpi.report.formats.office.cell_values import number


@pytest.mark.parametrize(
    ("words", "value", "pattern"),
    [
        ("83.6", 83.6, "#,##0.0"),
        ("68,412", 68412, "#,##0"),
        ("6", 6, "#,##0"),
        ("2024", 2024, "0"),
        ("53.8%", 0.538, "#,##0.0%"),
        ("100%", 1.0, "#,##0%"),
        ("+36,440", 36440, '"+"#,##0;"−"#,##0;#,##0'),
        ("−3.3", -3.3, '"+"#,##0.0;"−"#,##0.0;#,##0.0'),
        ("−9.5\u00a0个百分点", -9.5, '"+"#,##0.0"\u00a0个百分点";"−"#,##0.0"\u00a0个百分点";#,##0.0"\u00a0个百分点"'),
        ("88.2†", 88.2, '#,##0.0"†"'),
        ("15 实 20", 15, '#,##0" 实 20"'),
        ("72.7（66.5–77.6）", 72.7, '#,##0.0"（66.5–77.6）"'),
        ("±0", 0, '"±0"'),
        ("−0.0", 0, '"−0.0"'),
        ('3 "w"', 3, '#,##0" "\\""w"\\"""'),
    ],
)
def test_a_printed_number_is_a_number_with_its_format(words, value, pattern):
    assert number(words) == (value, pattern)


@pytest.mark.parametrize(
    "words",
    ["", "—", "≥83.6", "66.5–77.6", "7 / 8", "省级", "无→省级", "1.2.3", "12abc", "=1", "1,23", "1 " + "x" * 99],
)
def test_what_is_no_number_stays_words(words):
    """A missing value is not 0, a bound is not its end, a range is not its start."""
    assert number(words) is None
