"""A quarter without a word about incidents has no score; one line that says that there were none gives it one."""

import json

import pytest

from tests.e2e.workspaces import pubkpi
from tests.examples import seldom


def card_of(folder):
    card = json.loads(pubkpi("score", "--quarter", "2024Q1", "--format", "json", cwd=folder).stdout)
    leaves = {leaf["id"]: leaf for branch in card["dimensions"] for leaf in branch["indicators"]}
    return card["total"], leaves["incidents"]


@pytest.mark.parametrize("as_csv", [False, *seldom(True)], ids=["xlsx", "csv"])
def test_a_declared_nil_turns_missing_into_scored(copy, as_csv):
    total, incidents = card_of(copy)
    assert (total["score"], total["score_printed"], total["band"]) == (None, None, None)
    assert (incidents["scoring"], incidents["value"], incidents["score"]) == ("missing", None, None)
    lo, hi = total["bounds"]

    form = ("form", "incidents", "--nil", "2024Q1", "--by", "王芳", *(["--csv"] if as_csv else []))
    pubkpi(*form, cwd=copy)
    pubkpi("ingest", f"incidents_2024Q1.{'csv' if as_csv else 'xlsx'}", cwd=copy)

    total, incidents = card_of(copy)
    assert (incidents["scoring"], incidents["value"], incidents["score"], incidents["light"]) == (
        "scored",
        0,
        100,
        "green",
    )
    assert incidents["missing_reason"] is None
    assert total["weight_coverage"] == 1
    assert lo - 1e-9 <= total["score"] <= hi + 1e-9
    assert total["bounds"] == [total["score"]] * 2
    assert total["band"] == "pass"
