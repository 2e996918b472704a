"""JSON → sheets: every list of objects is one, no digit is lost, and what is not sound is refused in one line."""

import json

import pytest

from pubkpi.ingest import containers
from pubkpi.model.errors import DataError


def sheets(words, encoding="utf-8"):
    """The sheets by name, each as its rows."""
    book = containers.read(words.encode(encoding), "answer.json")
    assert book.container == "json"
    return {sheet.name: list(sheet.rows) for sheet in book.sheets}


def test_a_list_is_a_sheet_of_its_fields_in_the_order_in_which_they_come():
    assert sheets(' \n{"list": [{"a": 1, "b": "x"}, {"b": null, "c": " "}]}') == {
        "list": [("a", "b", "c"), ("1", "x", None), (None, None, None)]
    }
    assert sheets('[{"a": true}, {"a": false}]', "utf-8-sig") == {"list": [("a",), ("TRUE",), ("FALSE",)]}


def test_an_inner_list_is_a_sheet_whose_rows_name_what_they_belong_to():
    found = sheets('{"late": 0, "list": [{"id": 7, "in": {"x": 1, "days": [{"id": 8}, {"id": 9}]}}, {"id": 5}]}')
    assert found == {
        "list": [("id", "in.x", "../late"), ("7", "1", "0"), ("5", None, "0")],
        "list/in.days": [
            ("id", "../id", "../in.x", "../../late"),
            ("8", "7", "1", "0"),
            ("9", "7", "1", "0"),
        ],
    }


@pytest.mark.parametrize(
    "number", ["7412345678901234567", "123456789012345678901234567890", "0.1", "1e400", "-0", "2.50"]
)
def test_a_number_stays_as_it_is_written(number):
    assert sheets(f'[{{"n": {number}}}]')["list"][1] == (number,)


def test_json_inside_a_text_is_opened_and_other_text_is_not():
    inner = json.dumps({"time": 1709652600, "posts": [{"title": "一"}]}, ensure_ascii=False)
    found = sheets(json.dumps({"page": [{"info": inner, "title": "[图] {x}", "word": '{"a": 1'}]}, ensure_ascii=False))
    assert found["page"][1] == ("1709652600", "[图] {x}", '{"a": 1')
    assert found["page/info.posts"][1] == ("一", "1709652600", "[图] {x}", '{"a": 1')


@pytest.mark.parametrize(
    "data",
    [
        b'{"list": [{"a": 1, "a": 2}]}',
        b'{"list": [{"a": NaN}]}',
        b'{"list": [{"a": 1}]',
        b'{"list": [{"a": 1}]} {}',
        '{"list": [{"a": "\u4e2d"}]}'.encode("gb18030"),
        b'{"a":' * 100_000,
        b'[{"a": "\t\n"}]'.replace(b"\\t", b"\t"),
        rb'{"list": [{"a": "\ud83d"}]}',
        rb'{"list": [{"\ude00": 1}]}',
        rb'{"list": "[{\"a\": \"\\ud83d\"}]"}',
    ],
    ids=[
        *("a name twice", "no number", "cut off", "more behind it", "GB18030", "too deep", "raw tab"),
        *("half a character", "half a character in a name", "half a character inside"),
    ],
)
def test_what_is_not_sound_is_refused_in_one_line(data):
    with pytest.raises(DataError) as caught:
        containers.read(data, "answer.json")
    assert "JSON" in caught.value.line("zh")
    assert "\n" not in caught.value.line("zh")


def test_a_text_that_only_begins_with_a_bracket_is_a_text():
    assert containers.read("[2024] 用户增长,\n时间,新关注人数\n".encode(), "a.csv").container == "text"
