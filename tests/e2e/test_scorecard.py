"""The shape of `score --format json`, which other programs rely on, and of the CSV, which people open."""

import csv
import io
import json
import math
import re
import subprocess
import sys
from functools import cache

import pytest

from tests.e2e.workspaces import SCORED, installed, pubkpi
from tests.examples import few, seldom

CARD = "schema_version scorecard period quarter provisional total adjustments dimensions flags findings run"
TOTAL = "score score_printed band bands weight_coverage bounds standstill_score unadjusted veto"
DIMENSION = "id label weight score points state weight_coverage indicators dimensions"
INDICATOR = (
    "id label weight effective_weight measure value unit baseline target method direction attainment score_uncapped "
    "score score_printed points light state scoring missing_reason data_coverage previous filled points_capped bound censored_share "
    "accepted_until accepted_reason"
)
STATES = {"reached", "near", "low", "alert", "no_data", "not_applicable"}
PREVIOUS = "quarter value score points bound"
FINDING = "id severity where message hint"


@pytest.fixture(scope="module")
def outcomes(demo):
    """The scorecard of a quarter as JSON, worked out once."""
    return cache(lambda quarter: pubkpi("score", "--quarter", quarter, "--format", "json", cwd=demo))


@pytest.fixture(params=few(SCORED, "2024Q2", "2024Q4"))
def card(request, outcomes):
    return json.loads(outcomes(request.param).stdout)


def leaves_of(card):
    return [leaf for branch in card["dimensions"] for leaf in branch["indicators"]]


def test_the_keys_are_exactly_these_in_this_order(card):
    assert " ".join(card) == CARD
    assert " ".join(card["total"]) == TOTAL
    assert {" ".join(branch) for branch in card["dimensions"]} == {DIMENSION}
    assert {" ".join(leaf) for leaf in leaves_of(card)} == {INDICATOR}
    assert {" ".join(leaf["previous"]) for leaf in leaves_of(card) if leaf["previous"]} <= {PREVIOUS}
    assert {" ".join(finding) for finding in card["findings"]} == {FINDING}


def test_the_values_are_of_the_documented_kinds(card):
    assert card["schema_version"] == 2
    assert card["scorecard"] == "department_2024"
    assert type(card["provisional"]) is bool
    lo, hi = card["total"]["bounds"]
    assert 0 <= lo <= hi <= 100
    assert {leaf["light"] for leaf in leaves_of(card)} <= {"green", "yellow", "red", "none"}
    assert {leaf["scoring"] for leaf in leaves_of(card)} <= {"scored", "missing", "not_applicable", "monitored"}
    assert {leaf["state"] for leaf in leaves_of(card)} <= STATES
    assert {branch["state"] for branch in card["dimensions"]} <= STATES
    assert {finding["severity"] for finding in card["findings"]} <= {"error", "warning", "info"}
    assert all(finding["message"] and finding["where"] for finding in card["findings"])


def test_shares_are_fractions(card):
    for leaf in leaves_of(card):
        assert 0 <= leaf["data_coverage"] <= 1
        if leaf["unit"] == "share" and leaf["value"] is not None:
            assert -1 <= leaf["value"] <= 1, leaf["id"]
    for node in (*card["dimensions"], card["total"]):
        assert 0 <= node["weight_coverage"] <= 1


def test_null_comes_with_a_reason_and_a_score_without_one(card):
    for leaf in leaves_of(card):
        assert (leaf["score"] is None) == bool(leaf["missing_reason"]), leaf["id"]
        if leaf["scoring"] == "missing":
            assert leaf["value"] is leaf["points"] is leaf["score_printed"] is None
    if card["total"]["score"] is None:
        assert "score.no_total" in {finding["id"] for finding in card["findings"]}


def test_points_sum_to_the_dimensions_and_to_the_total(card):
    total = card["total"]["score"]
    for branch in card["dimensions"]:
        points = [leaf["points"] for leaf in branch["indicators"] if leaf["points"] is not None]
        if branch["points"] is None:
            assert points == []
        else:
            assert math.isclose(sum(points), branch["points"], abs_tol=1e-9)
            assert math.isclose(branch["points"], branch["score"] * branch["weight"] / 100, abs_tol=1e-9)
    if total is not None:
        points = [leaf["points"] for leaf in leaves_of(card) if leaf["points"] is not None]
        assert math.isclose(sum(points), total, abs_tol=1e-9)


def test_weights_sum_to_a_hundred_also_after_missing_data(card):
    assert sum(branch["weight"] for branch in card["dimensions"]) == 100
    for branch in card["dimensions"]:
        assert sum(leaf["weight"] for leaf in branch["indicators"]) == branch["weight"]
        effective = [leaf["effective_weight"] for leaf in branch["indicators"] if leaf["effective_weight"] is not None]
        if branch["score"] is not None:
            assert math.isclose(sum(effective), branch["weight"], abs_tol=1e-9)


def test_a_quarter_with_a_missing_leaf_still_sums(outcomes):
    card = json.loads(outcomes("2024Q2").stdout)
    states = {leaf["id"]: leaf["scoring"] for leaf in leaves_of(card)}
    assert states["interaction_rate"] == "missing"
    assert card["total"]["weight_coverage"] < 1
    assert math.isclose(sum(leaf["points"] or 0 for leaf in leaves_of(card)), card["total"]["score"], abs_tol=1e-9)


def test_json_is_data_alone_on_stdout(outcomes):
    assert all(outcomes(quarter).stdout.startswith("{") for quarter in ("2024Q2", "2024Q4"))


@pytest.mark.parametrize("words", [" 2024年第四季度", *seldom("2024-Q4", "2024q4", "2024年四季度", " 2024 Q4 ")])
@pytest.mark.campaign
def test_a_quarter_can_be_spelled_in_several_ways(outcomes, demo, words):
    assert pubkpi("score", "--quarter", words, "--format", "json", cwd=demo).stdout == outcomes("2024Q4").stdout


def test_the_scorecard_can_be_named(outcomes, demo):
    words = ("score", "-q", "2024Q4", "--scorecard", "department_2024", "--format", "json")
    assert pubkpi(*words, cwd=demo).stdout == outcomes("2024Q4").stdout


@pytest.mark.campaign
def test_data_speak_the_language_of_the_terminal_and_not_of_the_report(outcomes, copy):
    en = json.loads(outcomes("2024Q4").stdout)
    words = ("score", "-q", "2024Q4", "--format", "json")
    zh = json.loads(pubkpi(*words, cwd=copy, lang="zh", PUBKPI_LANG="en").stdout)
    assert [finding["id"] for finding in zh["findings"]] == [finding["id"] for finding in en["findings"]]
    assert (zh["dimensions"][0]["label"], en["dimensions"][0]["label"]) == ("传播效能", "Reach")
    # of the second quarter a value is missing
    table = ("score", "-q", "2024Q2", "--format", "csv")
    zh, en = (pubkpi(*table, cwd=copy, lang=lang).stdout for lang in ("zh", "en"))
    assert "传播效能" not in en + zh  # nodes stand there by their ids
    assert ("互动率" in zh, "Interaction" in en) == (True, True)
    assert not re.search(r"[\u4e00-\u9fff]", en)


def test_the_table_prints_what_the_json_holds(outcomes, demo):
    table = pubkpi("score", "--quarter", "2024Q4", cwd=demo).stdout
    card = json.loads(outcomes("2024Q4").stdout)

    assert f" {card['total']['score_printed']} " in table.partition("Total")[2]
    for leaf in leaves_of(card):
        assert f" {leaf['score_printed']} " in table


@pytest.fixture(scope="module", params=["2024Q2", *seldom("2024Q1", "2024Q3", "2024Q4")])
def both(request, demo, outcomes):
    """The CSV of a quarter, its rows, and the card as JSON."""
    text = pubkpi("score", "--quarter", request.param, "--format", "csv", cwd=demo).stdout
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    return text, rows, json.loads(outcomes(request.param).stdout)


@pytest.mark.campaign
def test_a_csv_begins_with_a_byte_order_mark_so_that_excel_reads_utf8(both):
    assert both[0].encode().startswith(b"\xef\xbb\xbf")
    assert both[0].count("\ufeff") == 1


def test_every_indicator_is_a_row_of_the_csv_with_the_numbers_of_the_json(both):
    _, rows, card = both
    assert [row["indicator"] for row in rows] == [*(leaf["id"] for leaf in leaves_of(card)), "total"]
    for row, leaf in zip(rows, leaves_of(card), strict=False):
        for name in ("weight", "effective_weight", "value", "baseline", "target", "attainment", "score_uncapped",
                     "score", "score_printed", "points", "data_coverage"):  # fmt: skip
            assert (float(row[name]) if row[name] else None) == leaf[name], (leaf["id"], name)


def test_the_last_row_of_the_csv_is_the_total(both):
    _, rows, card = both
    assert (float(rows[-1]["score"]) if rows[-1]["score"] else None) == card["total"]["score"]


def test_negative_numbers_stay_numbers_in_the_csv(both):
    _, rows, card = both
    negative = {leaf["id"]: leaf["score_uncapped"] for leaf in leaves_of(card) if (leaf["score_uncapped"] or 0) < 0}
    found = {row["indicator"]: row["score_uncapped"] for row in rows}
    assert {name: float(found[name]) for name in negative} == negative


def test_text_that_looks_like_a_formula_is_made_harmless(copy):
    spec = copy / "kpi_specs" / "department_2024.yaml"
    text = spec.read_text("utf-8")
    for label, bad in {"粉丝增长率": "=1+1", "互动率": "+x", "月均阅读量": "-2+3", "内容打开率": "@sum"}.items():
        text = text.replace(f"label: {{zh: {label},", f'label: {{zh: "{bad}",')
    spec.write_text(text, "utf-8")
    out = pubkpi("score", "--quarter", "2024Q4", "--format", "csv", cwd=copy, lang="zh").stdout
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline="")))
    assert [row["label"] for row in rows[:4]] == ["'=1+1", "'-2+3", "'+x", "'@sum"]
    assert float(next(row for row in rows if row["indicator"] == "open_rate")["attainment"]) < 0


@pytest.mark.parametrize("counts", ["1", *seldom("23")])
@pytest.mark.parametrize(
    "words",
    [("-q", "2024Q4"), *seldom((("-q", "2024Q4", "--by", "account"),), (("--year", "2024"),))],
    ids=" ".join,
)
def test_the_json_is_the_same_byte_for_byte_whatever_the_threads(copy, words, counts):
    """Also when every query is compiled anew, and when it comes from what was kept."""
    told = set()
    for threads in (*counts, "8"):
        if threads != "8":
            (copy / "data" / "compiled.json").unlink(missing_ok=True)
        told.add(pubkpi("score", *words, "--format", "json", cwd=copy, code=None, PUBKPI_THREADS=threads).stdout)
    assert len(told) == 1
    assert len(told.pop()) > 1000


@pytest.mark.campaign
def test_with_kept_queries_neither_the_parser_nor_the_way_in_is_imported(copy):
    """It takes a tenth of a second, more than the queries of a small workspace."""
    installed("score", "-q", "2024Q4", cwd=copy)
    rooms = "'sqlglot' in sys.modules, 'pubkpi.ingest' in sys.modules"
    score = f"pubkpi.open({str(copy)!r}).score('2024Q4'); print({rooms}); "
    script = f"import os, pubkpi, sys; {score} os.remove({str(copy / 'data' / 'compiled.json')!r}); {score}"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout == "False False\nTrue False\n"
