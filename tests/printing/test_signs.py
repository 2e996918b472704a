"""What a terminal or a spreadsheet would act on is shown instead."""

import json

import pytest

from pubkpi.printing.signs import as_cell, json_visible, visible

ACTED_ON = "\x1b[2J", "\x07", "\x7f", "\x9b31m", "\u202egpj", "\u2066", "a\rb", "\x00"


@pytest.mark.parametrize("words", ACTED_ON)
def test_control_signs_are_shown_by_their_code(words):
    assert visible(words).isprintable()
    assert json.loads(json_visible(json.dumps([words], ensure_ascii=False, indent=1))) == [words]
    assert json_visible(json.dumps(words, ensure_ascii=False)).isprintable()


def test_lines_become_one_and_ordinary_words_stay():
    assert visible("a\nb\r\nc\u2028d\x85e\tf\x1b") == "a⏎b⏎c⏎d⏎e\\tf\\x1b"
    words = "云川发布 “夜市”🎉　10万+ é"
    assert visible(words) == words


@pytest.mark.parametrize(
    "words",
    [
        "=1+1",
        "+cmd",
        "-cmd",
        "@SUM(A1)",
        "\tx",
        "＝1",
        "＋1a",
        "－x",
        "＠x",
        "﹦1",
        " =1",
        "\n=1",
        "\u200b=1",
        "\x1b=1",
        "=-5",
        "- 5",
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_quoted(words):
    assert as_cell(words).startswith("'")
    assert not set(as_cell(words)) & set("\t\n\r\x1b")


@pytest.mark.parametrize("words", ["-5", "+3.20", "-1,204", "-4.5%", "1e-5", "a=b", "10万+", "", "–", "12"])
def test_numbers_and_words_stay(words):
    assert as_cell(words) == words
