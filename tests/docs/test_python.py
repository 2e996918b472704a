"""What docs/python.md shows runs, and gives the numbers of the commands."""

import json
import re
from math import isnan

import pandas as pd
import pyarrow as pa
import pytest

import pubkpi
from pubkpi.model.errors import UsageError
from pubkpi.notebook.tables import Rows
from tests.docs.conftest import ROOT
from tests.docs.conftest import pubkpi as command
from tests.examples import seldom

PAGE = (ROOT / "docs" / "python.md").read_text("utf-8")


@pytest.fixture(scope="module")
def loaded(demo):
    assert command(["ingest", "inbox"], demo).returncode == 0
    return demo


BLOCKS = re.findall(r"<!-- run: (demo|whole) -->\n```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(
    ("kind", "block"), [one if one[0] == "whole" else seldom(one)[0] for one in BLOCKS], ids=range(len(BLOCKS))
)
def test_an_example_runs(kind, block, loaded, monkeypatch, request):
    monkeypatch.chdir(loaded.parent if kind == "demo" else request.getfixturevalue("built").folder)
    exec(compile(block, "docs/python.md", "exec"), {})


def test_a_scorecard_is_the_one_that_the_command_prints(loaded):
    printed = json.loads(command(["score", "--quarter", "2024Q4", "--format", "json"], loaded).stdout)
    card = pubkpi.open(loaded).score("2024Q4")
    assert card.total.score_printed == printed["total"]["score_printed"]
    frame = card.to_pandas().set_index("id")
    leaves = [leaf for dimension in printed["dimensions"] for leaf in dimension["indicators"]]
    assert len(frame) == len(leaves) == 10
    for leaf in leaves:
        told = [None if pd.isna(cell) else cell for cell in frame.loc[leaf["id"], ["value", "points"]]]
        assert told == [leaf["value"], leaf["points"]]


@pytest.mark.campaign
def test_a_league_is_the_one_that_the_command_prints(loaded):
    printed = json.loads(
        command(["score", "--quarter", "2024Q4", "--by", "account", "--format", "json"], loaded).stdout
    )
    table = pubkpi.open(loaded).league("2024Q4", "account")
    frame = table.to_pandas().set_index(["account", "node"])
    for one in printed["entities"]:
        nodes = {"department_2024": one, **one["nodes"]}
        for node, told in nodes.items():
            cell = frame.loc[one["entity"], node]
            assert [None if isnan(number) else number for number in (cell.score, cell["rank"])] == [
                told["score"],
                told["rank"],
            ]
    assert len(frame) == len(table.entities) * len(table.nodes)


@pytest.mark.campaign
def test_a_year_is_the_one_that_the_command_prints(loaded):
    printed = json.loads(command(["score", "--year", "2024", "--format", "json"], loaded).stdout)
    assert pubkpi.open(loaded).score("2024").total.score == printed["total"]["score"]


def test_facts_come_with_their_file_sheet_and_row(loaded):
    posts = pubkpi.open(loaded / "inbox").facts("post").to_arrow()
    assert posts.num_rows == len(pubkpi.open(loaded).facts("post")) > 0
    assert posts.column_names[:3] == ["file", "sheet", "row"]
    assert None not in posts["row"].to_pylist()


def test_errors_are_those_of_the_commands(loaded, tmp_path):
    with pytest.raises(UsageError):
        pubkpi.open(tmp_path)
    with pytest.raises(UsageError):
        pubkpi.open(loaded).facts("file; drop table file")
    with pytest.raises(UsageError):
        pubkpi.open(loaded).score("2023Q4")


@pytest.mark.campaign
def test_results_are_told_in_a_line_and_shown_as_tables_in_which_nothing_runs(loaded):
    workspace = pubkpi.open(loaded)
    card = workspace.score("2024Q4")
    assert repr(card) == "<ScorecardTable department_2024 2024Q4: no total>"
    page = card._repr_html_()
    assert page.count("<tr>") == 1 + len(card.indicators)
    assert "<td>follower_growth</td>" in page
    posts = workspace.facts("post")
    assert repr(posts) == f"<Rows {len(posts)} rows, {posts.to_arrow().num_columns} columns>"
    assert f"<p>{len(posts) - 50} more rows</p>" in posts._repr_html_()
    for one in (
        workspace.league("2024Q4", "account"),
        workspace.measures("2024Q4"),
        workspace.trace("followers", "2024Q4"),
    ):
        assert len(repr(one)) < 120
        assert one._repr_html_().startswith("<p>")
    hostile = Rows(pa.table({"<b>": ["<script>alert(1)</script>"]}))
    assert "<script>" not in hostile._repr_html_()
    assert "<b>" not in hostile._repr_html_()
