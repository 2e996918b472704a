"""Words that have no business in the project's files."""

import re

import pytest

from tests.house.tree import ROOT, tracked

# Written so that no pattern matches itself.
ADDRESSES = re.compile(
    r"https?://[^ \"]+/(simple|packages)/"
    r"|(pypi|pythonhosted|npmjs|crates)[.](org|com|io)\b"
    r"|--(extra-)?index[-]url|--find[-]links|--trusted[-]host"
    r"|(^|[^A-Za-z0-9_.])/(work|root|tmp/bash_jobs|home/\w+|Users/\w+)/",
    re.MULTILINE,
)
ORIGINS = re.compile(
    r"\bissue #\d|\b(closes|fixes|resolves) #\d"
    r"|\bAI[- ](generated|written|assisted)|\b(generated|written) by (an? )?[ ]?(AI|LLM|language model)\b"
    r"|\b(C[l]aude|Chat[G]PT|Co[p]ilot|An[t]hropic|Open[A]I)\b|\blarge[ ]language model"
    r"|\b(this|an?|each|previous|earlier|last|next)[ ](coding |working |agent )?session[ ](wrote|added|left|ended|will)"
    r"|\b(in|from|by) (this|a previous|an earlier)[ ]session\b"
    r"|\bas (you )?requested\b|\b(the|my|your) brief[ ](says|asks)|\bthe user[ ]asked",
    re.IGNORECASE,
)


def lines_with(pattern, name, text):
    """``file:line: match`` for every match of *pattern*."""
    return [f"{name}:{text.count(chr(10), 0, m.start()) + 1}: {m.group().strip()}" for m in pattern.finditer(text)]


def found(pattern):
    """The matches in all text files of the project; a file with a NUL byte is no text."""
    texts = ((path.as_posix(), (ROOT / path).read_bytes()) for path in tracked())
    readable = ((name, data.decode("utf-8", "replace")) for name, data in texts if b"\0" not in data)
    return [line for name, text in readable for line in lines_with(pattern, name, text)]


def test_no_file_names_a_package_host_or_a_path_of_one_machine():
    """Where packages come from is the reader's setting; the project works from wherever it lies."""
    assert not found(ADDRESSES)


def test_no_file_talks_about_how_it_was_written():
    """A reader wants to know why it is so; who asked for it stands in the history."""
    assert not found(ORIGINS)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (ADDRESSES, "see https://example.test/root/" + "simple/duckdb"),
        (ADDRESSES, "cd /" + "work/main"),
        (ADDRESSES, "open('/" + "home/ann/x')"),
        (ADDRESSES, "pip install --index" + "-url"),
        (ORIGINS, "as in issue " + "#12"),
        (ORIGINS, "this was AI" + "-generated"),
        (ORIGINS, "left over from an earlier" + " session"),
    ],
)
def test_a_planted_word_is_found(pattern, text):
    """The patterns match what they are for."""
    assert lines_with(pattern, "planted", text)


@pytest.mark.parametrize(
    "text", ["sessions and visits of a site", "network/home/page/", "issues of the quarter", "scope='session'"]
)
def test_ordinary_words_pass(text):
    """Web analytics has sessions, and a path may be relative."""
    assert not lines_with(ADDRESSES, "ordinary", text) + lines_with(ORIGINS, "ordinary", text)
