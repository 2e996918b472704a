import pytest

from pubkpi.model.errors import ReportError
from pubkpi.report.formats import fonts, templates
from tests.report import reviews

KNOWN = frozenset(range(32, 127)) | frozenset(map(ord, "长斜粗码倒"))
HOSTILE = [words for words in reviews.HOSTILE if len(words) < 300]


def folder(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.j2").write_text(text, encoding="utf-8")
    return [tmp_path]


@pytest.mark.parametrize("words", reviews.HOSTILE)
def test_html_shows_a_hostile_name_as_text(words, tmp_path):
    page = templates.html("a.html.j2", folder(tmp_path, **{"a.html": '<p title="{{ x }}">{{ x }}</p>'}), {"x": words})
    assert page.count("<") == page.count(">") == 2
    assert page.count('"') == 2
    assert not {"\u202e", "\u200f"} & set(page)


@pytest.mark.parametrize("words", HOSTILE)
def test_a_typst_literal_has_no_character_that_typst_reads(words):
    inner = templates.literal(words, KNOWN)
    assert inner.startswith('"')
    assert inner.endswith('"')
    bare = inner[1:-1].replace("\\u{", "").replace("}", "")
    assert not set(bare) & set("\"#\\$*_`@<>[](){}=-+/~'")


def test_a_typst_template_cannot_forget_to_escape(tmp_path):
    search = folder(tmp_path, **{"a.typ": "#{{ x }} {{ x | typ }} {{ n }}"})
    made = templates.typst("a.typ.j2", search, {"x": '"#panic()', "n": 3}, KNOWN)
    literal = '"\\u{22}\\u{23}panic\\u{28}\\u{29}"'
    assert made == f"#{literal} {literal} 3"


def test_a_character_that_the_font_lacks_prints_as_its_number():
    assert templates.literal("\U0001f600", KNOWN) == '"\\u{5b}U\\u{2b}1F600\\u{5d}"'
    assert ord("骨") in fonts.characters()
    assert 0x1F600 not in fonts.characters()


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("\n{{ nobody }}", "a.html.j2:2", "nobody"),
        ("\n\n{% if %}", "a.html.j2:3", "Expected"),
        ("{{ x.__class__.__mro__ }}", "a.html.j2:1", "unsafe"),
        ("\n{{ 1 / 0 }}", "a.html.j2:2", "ZeroDivisionError"),
        ("{% include 'nothing.j2' %}", "nothing.j2", "no such template"),
    ],
)
def test_a_broken_template_is_named_with_its_line(text, where, what, tmp_path):
    with pytest.raises(ReportError) as caught:
        templates.html("a.html.j2", folder(tmp_path, **{"a.html": text}), {"x": "x"})
    assert caught.value.where == where
    assert what in caught.value.what.en


def test_a_missing_name_is_an_error_in_typst_too(tmp_path):
    with pytest.raises(ReportError, match=r"a\.typ\.j2:1"):
        templates.typst("a.typ.j2", folder(tmp_path, **{"a.typ": "#{{ nobody }}"}), {}, KNOWN)


def test_the_first_folder_of_the_search_path_wins(tmp_path):
    mine, shipped = tmp_path / "mine", tmp_path / "shipped"
    for place in (mine, shipped):
        place.mkdir()
        folder(place, **{"a.html": place.name})
    assert templates.html("a.html.j2", [mine, shipped], {}) == "mine"
