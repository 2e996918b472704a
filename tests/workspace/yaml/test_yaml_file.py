from decimal import Decimal

import pytest

from pubkpi.model.errors import SpecError
from pubkpi.workspace.yaml.yaml_file import parse, read

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
        (lambda node: node["title"].only("zh"), "a.yaml:2:17"),
        (lambda node: node.only("title", "empty", "list"), "a.yaml:3:1"),  # the key, not its value on the next line
        (lambda node: node["list"][1].only("one"), "a.yaml:8:5"),
        (lambda node: node["empty"].word(), "a.yaml:9:7"),
        (lambda node: node["list"].mapping(), "a.yaml:7:3"),
        (lambda node: node["weights"]["b"].integer(0), "a.yaml:5:6"),
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
    assert node["nowhere"].integer(7) == node["weights"]["a"].integer(7) - 33
    assert [one.data for one in node["list"].each()] == ["one", {"two": 2}]
    assert [one.data for one in node["weights"]["a"].each()] == [40]
    assert node["nowhere"].each() == []
    assert node["list"][9].data is None
    assert parse("a: 满意", "a")["a"].text().en == "满意 (no English)"


def test_a_whole_number_is_no_flag():
    assert place(lambda: parse("a: true", "a")["a"].integer(1)) == "a:1:4"


KEYS = ("id", "label", "items")
# what somebody wrote; where that is; what it is, and what is to be written, in either language
SLIPS = [
    ("id: x\nlabel：阅读\n", "a:2:6: 冒号是全角的“：”。写成 label: 阅读。", "a:2:6: the colon is a full-width ：. Write label: 阅读."),
    ("label：\n  zh: 阅读\n", "a:1:6: 冒号是全角的“：”。", "a:1:6: the colon"),
    ("label：阅读\n", "a:1:6: 冒号是全角的“：”。", "a:1:6: the colon"),
    ("items:\n  - zh：阅读\n    en: reads\n", "a:2:7: 冒号是全角的“：”。写成 zh: 阅读。", "a:2:7: the colon"),
    ("label: {zh：阅读, en: reads}", "a:1:11: 冒号是全角的“：”。写成 zh: 阅读。", "a:1:11: the colon"),
    ("label: {zh: 阅读，en: reads}", "a:1:15: 括号里的逗号是全角的“，”。", "a:1:15: the comma in the brackets is a ，."),
    ("label: ｛zh: 阅读｝", "a:1:8: 括号是全角的“｛”。", "a:1:8: the bracket is a full-width ｛."),
    ("id: “a: b”\n", "a:1:5: 引号是全角的 “。", "a:1:5: the quote is a full-width “."),
    ("“id”: a\n", "a:1:1: 引号是全角的 “。", "a:1:1: the quote is a full-width “."),
    ("label:\n\tzh: 阅读\n", "a:2:1: 缩进里有制表符（Tab）。缩进只用空格，每级两个。", "a:2:1: a tab in the indentation."),
    ("id: x\nlabel:阅读\n", "a:2:7: 冒号后面缺一个空格。写成 label: 阅读。", "a:2:7: a blank is missing after the colon."),
    ("label: {zh:阅读, en: reads}", "a:1:12: 冒号后面缺一个空格。写成 zh: 阅读。", "a:1:12: a blank"),
    ("items:\n  -id: x\n  -id: y\n", "a:3:3: 键重复：-id。“-”后面要有一个空格。", "a:3:3: the key -id is given twice. A blank follows"),
    ("id: a: b\n", "a:1:6: 值里有冒号和空格，要加引号。写成 id: 'a: b'。", "a:1:6: a value that holds a colon and a blank"),
    ("id: @x\n", "a:1:5: 以 % @ ` * & ! 开头的值要加引号。写成 id: '@x'。", "a:1:5: a value that begins with one of"),
    ("id: 'x\n", "a:2:1: 不是有效的 YAML：引号没有配对（从第 1 行起）。", "a:2:1: not valid YAML: a quote is left open (from line 1)."),
    ("id: 'x\nitems: []\nlabel: 'a b'\n", "a:1:5: 引号没有配对。补上另一半引号。", "a:1:5: a quote is left open. Put"),
    ("id: x\nlabel\nitems: []\n", "a:2:1: 不是有效的 YAML：缺少冒号和空格。", "a:2:1: not valid YAML: a colon and a blank"),
    ("label: yes\n", "a:1:8: label 应是文字，不是真假值（yes、no）。", "a:1:8: label should be words, not yes or no."),
    ("label: [a]\n", "a:1:8: label 应是文字，不是列表。写成 label: 文字。", "a:1:8: label should be words, not a list."),
    ("- id: x\n", "a:1:1: 这里应是“键: 值”，不是列表。写成 id: …。", "a:1:1: key: value pairs are expected here, not a list."),
    ("items:\n  - 12\n", "a:2:5: 这里应是“键: 值”，不是数 12。", "a:2:5: key: value pairs are expected here, not the number 12."),
    ("id: x\x07\n", "a:1:6: 有看不见的字符 U+0007。", "a:1:6: an invisible character, U+0007."),
    # what is right elsewhere on the line is not taken for the mistake
    ("label: {zh: '阅读：数，量', fr: 好}", "a:1:23: 不认识的键 fr。", "a:1:23: unknown key fr."),
    ("id: x # 备注：无\n  label: y\n", "a:2:3: 不是有效的 YAML：缩进没有对齐（从第 1 行起）。", "a:2:3: not valid YAML: the indentation is uneven"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "zh", "en"), SLIPS)
def test_a_mistake_of_the_hand_is_told_as_what_it_is(words, zh, en):
    def use():
        node = parse(words, "a").only(*KEYS)
        node["label"].text("")
        for one in node["items"].each():
            one.only("zh", "en")

    with pytest.raises(SpecError) as caught:
        use()
    assert caught.value.line("zh").startswith(zh)
    assert caught.value.line("en").startswith(en)


def test_signs_of_chinese_text_are_no_mistakes_where_they_can_be_meant():
    words = "id: 阅读：“数”，{量}\nlabel: {zh: 时间10：30, en: '10:30'}\nitems: [http://a/b, 0012]\n"
    assert parse(words, "a").only(*KEYS).data == {
        "id": "阅读：“数”，{量}",
        "label": {"zh": "时间10：30", "en": "10:30"},
        "items": ["http://a/b", "0012"],
    }


def test_a_file_is_read_with_and_without_bom_and_otherwise_refused(tmp_path):
    path = tmp_path / "a.yaml"
    for encoding in ("utf-8", "utf-8-sig"):
        path.write_text("键: 值", encoding)
        assert read(path).data == {"键": "值"}
    path.write_text("键: 值", "gb18030")
    with pytest.raises(SpecError) as caught:
        read(path)
    assert caught.value.line("zh") == "a.yaml: 文件是 GBK 编码，应为 UTF-8。用记事本打开，另存为 UTF-8 编码后再试。"
    path.write_text("键: 值", "utf-16")
    with pytest.raises(SpecError, match="the file is in UTF-16"):
        read(path)
    assert place(lambda: read(tmp_path / "none.yaml")) == "none.yaml"


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))


@pytest.mark.parametrize("words", [BOMB, "a:\n  " + "[" * 50_000, "a:\n  " + "- " * 50_000, "a: &a [*a]"])
def test_what_grows_without_end_is_refused_with_its_line(words):
    with pytest.raises(SpecError) as caught:
        parse(words, "bomb.yaml")
    assert caught.value.where.split(":")[:2] in (["bomb.yaml", "1"], ["bomb.yaml", "2"])
