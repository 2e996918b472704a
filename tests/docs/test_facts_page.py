"""The page of the facts lists the columns that an expression may name, with the words that stand in them."""

import os

from pubkpi.ingest.profiles.catalogue import profiles
from pubkpi.model.facts import MEASURABLE
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "facts.md"
HEAD = """\
# The facts and their columns

<!-- Made by: PUBKPI_ACCEPT=1 .venv/bin/python -m pytest -n0 tests/docs/test_facts_page.py -->

What `fact`, `expr`, `where` and `part` of a [measure](measures.md) may name. Of a form the words of its drop-downs stand behind the column: what is written in the cell and, where
that is another thing, what the column then holds, such as `level = 4` for 中央. Texts are written in quotes: `where: place = '头版头条'`.
"""


def words():
    """By fact and column what a form offers: the word, and what is stored for it where that is no such word."""
    found = {}
    for feed in (feed for one in profiles(None) if one.form for feed in one.feeds):
        for one in feed.columns:
            if one.choices:
                said = [f"{word} `{held}`" if str(held) != word else word for word, held in one.choices]
                found[feed.fact.name, one.name] = "、".join(said)
    return found


def page():
    offered, lines = words(), [HEAD]
    for name, fact in MEASURABLE.items():
        lines += [f"## {name}\n", f"{fact.row.zh}. {fact.row.en[0].upper()}{fact.row.en[1:]}.\n"]
        lines += ["| column | kind | 含义 | meaning | words of the form |", "|---|---|---|---|---|"]
        lines += [
            f"| `{one.name}` | {one.kind} | {one.meaning.zh} | {one.meaning.en} | {offered.get((fact.name, one.name), '')} |"
            for one in fact.columns
        ]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def test_the_page_of_the_facts_is_that_of_the_declared_columns():
    if os.environ.get("PUBKPI_ACCEPT") == "1":
        PAGE.write_text(page(), "utf-8", newline="\n")
    assert PAGE.read_text("utf-8") == page()
    assert "| `level` | level |" in page()
    assert "中央 `4`" in page()
