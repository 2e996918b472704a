from decimal import Decimal

import pytest

from pubkpi.model.errors import SpecError
from pubkpi.workspace.yamlfile import parse, read

WORDS = """\
# a remark
title: {zh: 标题, en: title}
weights:
  a: 40
  b: 59.50
list:
  - one
  - two: 2
empty:
"""


def place(call):
    """file:line:column of the error that *call* raises."""
    with pytest.raises(SpecError) as caught:
        call()
    assert "\n" not in caught.value.line("zh")
    return caught.value.where


def test_every_value_knows_where_it_stands():
    node = parse(WORDS, "a.yaml")
    assert node["weights"]["b"].at == "a.yaml:5:6"
    assert node["list"][1]["two"].at == "a.yaml:8:10"
    assert node["title"]["en"].at == "a.yaml:2:21"
    assert node["nowhere"]["below"].at == "a.yaml:2:1"
    assert node["weights"]["c"].at == "a.yaml:4:3"


def test_numbers_keep_their_digits():
    data = parse("a: 0.1\nb: 59.50\nc: 1000000000000000000001\nd: 0.30000000000000004\ne: -3\nf: +2.5\n", "a").data
    assert data == {
        "a": Decimal("0.1"),
        "b": Decimal("59.50"),
        "c": 10**21 + 1,
        "d": Decimal("0.30000000000000004"),
        "e": -3,
        "f": Decimal("2.5"),
    }
    assert str(data["b"]) == "59.50"


@pytest.mark.parametrize(
    "word", ["0x1F", "1_000", "0o17", "1:30", ".inf", ".nan", "1e3", "1.5e+3", "2024-03-05", "12:30:00"]
)
def test_what_only_yaml_takes_for_a_number_stays_as_it_is_written(word):
    assert parse(f"a: {word}", "a").data == {"a": word}


def test_words_flags_and_nothing():
    assert parse("a: yes\nb: 'yes'\nc: ~\nd:\ne: \"1\"\nf: off\n", "a").data == {
        "a": True,
        "b": "yes",
        "c": None,
        "d": None,
        "e": "1",
        "f": False,
    }
    assert parse("", "a").data is None
    assert not parse("a:", "a")["a"]


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("a: 1\nb: 2\na: 3\n", "a:3:1"),
        ("x:\n  a: 1\n  a: 1\n", "a:3:3"),
        ("a: !!python/object:os.system x\n", "a:1:4"),
        ("a: !own x\n", "a:1:4"),
        ("a: !!binary aGk=\n", "a:1:4"),
        ("? [a, b]\n: 1\n", "a:1:3"),
        ("? {a: b}\n: 1\n", "a:1:3"),
        ("a: [1, 2\n", "a:2:1"),
        ("a: b: c\n", "a:1:5"),
        ("\ta: 1\n", "a:1:1"),
        ("a: 'x\n", "a:2:1"),
        ("a: *nobody\n", "a:1:4"),
        ("a: 1\n--- \nb: 2\n", "a:2:1"),
    ],
)
def test_what_cannot_be_meant_is_refused_where_it_stands(words, where):
    assert place(lambda: parse(words, "a")) == where


@pytest.mark.parametrize("words", ["a: &x [*x]\n", "a: \x00\n", "[" * 2000])
def test_what_never_ends_is_refused(words):
    assert place(lambda: parse(words, "a")).startswith("a")


def test_an_anchor_is_read_where_it_is_used():
    assert parse("a: &x {b: 1}\nc: *x\n", "a").data == {"a": {"b": 1}, "c": {"b": 1}}


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda node: node["weights"].word(), "a.yaml:4:3"),
        (lambda node: node["title"].only("zh"), "a.yaml:2:21"),
        (lambda node: node["empty"].word(), "a.yaml:9:7"),
        (lambda node: node["list"].mapping(), "a.yaml:7:3"),
        (lambda node: node["weights"]["b"].whole(0), "a.yaml:5:6"),
        (lambda node: node["weights"]["a"].choice(("39", "41")), "a.yaml:4:6"),
        (lambda node: node["list"].words(), "a.yaml:8:5"),
        (lambda node: node["weights"]["a"]["deeper"], "a.yaml:4:6"),
    ],
)
def test_reading_a_value_as_what_it_is_not_names_its_place(call, where):
    assert place(lambda: call(parse(WORDS, "a.yaml"))) == where


def test_reading_gives_the_value_or_the_default():
    node = parse(WORDS, "a.yaml")
    assert (node["title"].text().zh, node["title"].text().en) == ("标题", "title")
    assert node["nowhere"].word("x") == "x"
    assert node["nowhere"].whole(7) == node["weights"]["a"].whole(7) - 33
    assert [one.data for one in node["list"].each()] == ["one", {"two": 2}]
    assert [one.data for one in node["weights"]["a"].each()] == [40]
    assert node["nowhere"].each() == []
    assert node["list"][9].data is None
    assert parse("a: 满意", "a")["a"].text().en == "满意"


def test_a_whole_number_is_no_flag():
    assert place(lambda: parse("a: true", "a")["a"].whole(1)) == "a:1:4"


def test_a_file_is_read_with_and_without_bom_and_otherwise_refused(tmp_path):
    path = tmp_path / "a.yaml"
    for encoding in ("utf-8", "utf-8-sig"):
        path.write_text("键: 值", encoding)
        assert read(path).data == {"键": "值"}
    path.write_text("键: 值", "gb18030")
    assert place(lambda: read(path)) == "a.yaml"
    assert place(lambda: read(tmp_path / "none.yaml")) == "none.yaml"


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))


@pytest.mark.parametrize("words", [BOMB, "a:\n  " + "[" * 50_000, "a:\n  " + "- " * 50_000, "a: &a [*a]"])
def test_what_grows_without_end_is_refused_with_its_line(words):
    with pytest.raises(SpecError) as caught:
        parse(words, "bomb.yaml")
    assert caught.value.where.split(":")[:2] in (["bomb.yaml", "1"], ["bomb.yaml", "2"])
