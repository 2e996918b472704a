"""A form written as YAML by hand: its entries are rows, and what is no list of entries is no YAML to read."""

from pathlib import Path

import pytest

from pubkpi.ingest import containers
from pubkpi.ingest.profiles.forms import form
from pubkpi.model.errors import DataError


def sheets(words, encoding="utf-8"):
    """The sheets by name, each as its rows."""
    book = containers.read(words.encode(encoding), "words.yaml")
    assert book.container == "yaml"
    return {sheet.name: list(sheet.rows) for sheet in book.sheets}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_entry_is_a_row_and_what_stands_beside_the_list_holds_for_each(encoding):
    words = "# 说明\n---\n周期: 2024Q4\n说明:\n  - 指标: open_rate\n    期限: 2025-02-28\n  - {指标: 互动, 原因: |-\n"
    words = words.replace(
        "  - {指标: 互动, 原因: |-\n", "  - 指标: '0012'\n    周期: 2024Q3\n    原因: |-\n      两\n      行\n"
    )
    assert sheets(words, encoding) == {
        "说明": [
            ("周期", "指标", "期限", "原因"),
            ("2024Q4", "open_rate", "2025-02-28", None),
            ("2024Q3", "0012", None, "两\n行"),
        ]
    }


def test_values_stay_as_they_are_written():
    found = sheets('- {a: 1.50, b: yes, c: ~, d: " ", e: =1+1}\r\n- a: 7412345678901234567\r\n')
    assert found == {
        "list": [
            ("a", "b", "c", "d", "e"),
            ("1.50", "TRUE", None, None, "=1+1"),
            ("7412345678901234567", None, None, None, None),
        ]
    }


def test_the_example_of_the_page_has_the_headings_of_its_form():
    page = (Path(__file__).resolve().parents[2] / "docs" / "ingest.md").read_text("utf-8")
    header, row = sheets(page.partition("```yaml\nperiod")[2].partition("```")[0].join(["period", ""]))["commentary"]
    columns = form("commentary").feeds[0].columns
    assert {one.name for one in columns if one.required} <= set(header) <= {one.name for one in columns}
    assert row[:2] == ("2024Q4", "open_rate")


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("- a: [1, 2]\n", "words.yaml:1:6"),
        ("- a: {b: 1}\n", "words.yaml:1:6"),
        ("- a: 1\n- b\n", "words.yaml:2:3"),
        ("- a: 1\n  a: 2\n", "words.yaml:2:3"),
        ("- a: !!python/object:os.system x\n", "words.yaml:1:6"),
        ("- a: 1\n b: 2\n", "words.yaml:2:2"),
        (
            "- a: &x [" + "1," * 9 + "]\n" + "".join(f"- a{i}: &x{i} [{'*x,' * 90}]\n" for i in range(3)),
            "words.yaml:1:6",
        ),
    ],
    ids=["a list", "keys", "no keys", "twice", "a tag", "uneven", "aliases"],
)
def test_what_is_no_entry_is_refused_at_its_place(words, where):
    with pytest.raises(DataError) as caught:
        sheets(words)
    assert where in caught.value.line("zh")


@pytest.mark.parametrize(
    "words", ["统计时间: 2024-01-01\n时间,新关注人数\n", "- 时间\n- 2024\n", "a: 1\nb: 2\n", "-1: 2\n", "- a, b: c\n"]
)
def test_another_text_is_a_text(words):
    assert containers.container(words.encode()) == "text"
