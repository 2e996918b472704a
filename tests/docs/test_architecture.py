"""docs/architecture.md and docs/decisions name only what is there, and the index of decisions is complete."""

import ast
import re

import pytest

from tests.docs.conftest import ROOT

DECISIONS = ROOT / "docs" / "decisions"
RECORDS = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")
NAMED = re.compile(r"`([\w./<>]+(?:/|\.(?:py|sql|md|yaml))(?::[\w.]+)?)`")
PLACES = (ROOT / "src" / "pubkpi", ROOT)


def missing(page):
    """The files, and the names in them, that *page* speaks of and that are not there."""
    names = [name for name in NAMED.findall(page.read_text("utf-8")) if not name.startswith("data/")]  # a workspace's
    return [name for name in names if not is_there(*name.partition(":")[::2])]


def is_there(path, name):
    found = next((place / path for place in PLACES if (place / path).exists()), None)
    return found is not None and (not name or has(ast.parse(found.read_text("utf-8")).body, name.split(".")))


def has(body, names):
    """Whether *body* defines the first of *names*, and that the next one, and so on."""
    for node in body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        targets = [one for target in targets for one in getattr(target, "elts", [target])]
        defined = {getattr(node, "name", None), *(getattr(target, "id", None) for target in targets)}
        if names[0] in defined and (len(names) == 1 or has(node.body, names[1:])):
            return True
    return False


def test_the_page_names_only_what_is_there():
    page = ROOT / "docs" / "architecture.md"
    assert not missing(page)
    assert len(NAMED.findall(page.read_text("utf-8"))) > 60


def test_a_name_that_is_gone_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "`pipeline/load.py:ingest` `pipeline/load.py:gone` `ingest/gone.py` `ingest/history/store.py:Store.add` `ingest/history/store.py:Store.gone`",
        "utf-8",
    )
    assert missing(page) == ["pipeline/load.py:gone", "ingest/gone.py", "ingest/history/store.py:Store.gone"]


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_says_context_decision_and_consequences_in_few_lines(record):
    words = record.read_text("utf-8")
    assert re.findall(r"^(#+ .*)", words, re.MULTILINE)[1:] == ["## Context", "## Decision", "## Consequences"]
    assert len(words.splitlines()) <= 25
    assert not missing(record)


def test_the_index_lists_every_record_by_its_title():
    titles = {path.name: path.read_text("utf-8").splitlines()[0].removeprefix("# ") for path in RECORDS}
    index = (DECISIONS / "README.md").read_text("utf-8")
    assert {file: title for title, file in re.findall(r"^- \[(.+)\]\((\S+\.md)\)", index, re.MULTILINE)} == titles
