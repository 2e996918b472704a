"""A YAML text edited where its values stand: everything else stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubkpi.model.errors import SpecError
from pubkpi.workspace.yaml import yaml_file
from pubkpi.workspace.yaml.yaml_text import YamlText, scalar
from tests.examples import LETTERS

TEXT = """\
# head
a: {b: 1, c: 'two', d: [3, 4]}   # of a
e:
    f:   5 # of f
    # over g
    g: >
      six
      seven
    h: {}
i: "8"
"""


def edit(change, text=TEXT):
    made = YamlText(yaml_file.parse(text, "x.yaml"))
    change(made)
    return made.text


EDITS = [
    (lambda one: one.replace(("a", "b"), "10"), "{b: 1,", "{b: 10,"),
    (lambda one: one.replace(("a", "c"), "x"), "'two'", "x"),
    (lambda one: one.replace(("a", "d"), "[]"), "[3, 4]", "[]"),
    (lambda one: one.replace(("e", "g"), "x"), ">\n      six\n      seven", "x"),
    (lambda one: one.replace(("i",), "9"), '"8"', "9"),
    (lambda one: one.rename(("e", "f"), "k"), "f:   5", "k:   5"),
    (lambda one: one.remove(("a", "b")), "b: 1, ", ""),
    (lambda one: one.remove(("a", "c")), "c: 'two', ", ""),
    (lambda one: one.remove(("a", "d")), ", d: [3, 4]", ""),
    (lambda one: one.remove(("e", "f")), "    f:   5 # of f\n", ""),
    (lambda one: one.remove(("e", "g")), "    g: >\n      six\n      seven\n", ""),
    (lambda one: one.insert(("a",), "k", "9", ["b"]), "{b: 1,", "{b: 1, k: 9,"),
    (lambda one: one.insert(("e",), "k", "9", ["f"]), "# of f\n", "# of f\n    k: 9\n"),
    (lambda one: one.insert((), "k", "9", ["i"]), '"8"\n', '"8"\nk: 9\n'),
]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(("change", "before", "after"), EDITS, ids=range(len(EDITS)))
def test_one_piece_is_another_and_the_rest_is_as_it_was(change, before, after, line_end):
    assert TEXT.count(before) == 1
    assert edit(change, TEXT.replace("\n", line_end)) == TEXT.replace(before, after).replace("\n", line_end)


def test_several_edits_are_of_the_text_as_it_was():
    def change(one):
        one.replace(("i",), "long words")
        one.replace(("a", "b"), "100")
        one.remove(("e", "f"))

    assert yaml_file.parse(edit(change), "x").data == {
        "a": {"b": 100, "c": "two", "d": [3, 4]}, "e": {"g": "six seven\n", "h": {}}, "i": "long words",
    }  # fmt: skip


def test_a_value_of_an_alias_is_not_edited():
    with pytest.raises(SpecError):
        edit(lambda one: one.replace(("b", "c"), "2"), "a: &x {c: 1}\nb: *x\n")


@given(st.text(LETTERS, max_size=20))
def test_any_words_are_read_back_as_they_were(words):
    """In braces and behind a key; what no file may hold is refused on reading, not bent."""
    for text in (f"a: {scalar(words, flow=False)}\n", f"{{a: {scalar(words)}, b: 1}}\n"):
        assert yaml_file.parse(text, "x").data["a"] == words
