"""`pubkpi robust` as a user types it."""

import csv
import io
import json

import pytest

from pubkpi import open as open_workspace
from tests.e2e.workspaces import ACCOUNT, errors, pubkpi
from tests.goldens import agree


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_how_firm_a_total_is_reads_as_agreed(demo, lang):
    told = pubkpi("robust", "-p", "2024Q4", cwd=demo, lang=lang).stdout
    assert "20240101" in told  # the seed
    agree("explain", f"robust_{lang}.txt", told)


@pytest.mark.campaign
def test_data_say_what_the_table_says(demo):
    told = json.loads(pubkpi("robust", "-p", "2024Q4", "--against", "2024Q2", "--format", "json", cwd=demo).stdout)
    card = json.loads(pubkpi("score", "-p", "2024Q4", "--format", "json", cwd=demo).stdout)
    assert told["total"] == card["total"]["score"]
    assert (told["against"], told["change"]) == ("2024Q2", pytest.approx(0.183543, abs=1e-6))
    assert told["expected_deviation"] == pytest.approx(told["draws"]["weights"]["deviation"], rel=0.05)
    assert [one["id"] for one in told["samples"]] == ["satisfaction"]
    sheet = pubkpi("robust", "-p", "2024Q4", "--format", "csv", cwd=demo).stdout
    rows = list(csv.DictReader(io.StringIO(sheet.lstrip("\ufeff"))))
    assert [row["kind"] for row in rows] == ["total", "change", *["draws"] * 3, *["without"] * 10]
    assert [row["holds"] for row in rows[:2]] == ["0.8202", "1.0"]


@pytest.mark.campaign
def test_the_ranks_of_a_league_and_who_is_compared(demo):
    name = f"wechat/{ACCOUNT}"
    pair = ("--entity", name, "--entity", ACCOUNT)  # without its platform, too
    told = json.loads(pubkpi("robust", "-p", "2024Q4", "--by", "account", *pair, "--format", "json", cwd=demo).stdout)
    (one,) = told["entities"]
    assert (one["entity"], one["rank"], one["rank_low"], one["rank_high"], one["ahead"]) == (name, 1, 1, 1, None)
    assert {row["difference"] for row in told["lead"]} == {0}
    table = pubkpi("robust", "-p", "2024Q4", "--by", "account", *pair, cwd=demo).stdout
    assert f"{name} and {name}" in table
    for words, said in (
        (("--by", "account", "--entity", name), "--by"),
        (("--by", "account", "--against", "2024Q3"), "--against"),
        (("--against", "2023Q4"), "2024Q2"),
    ):
        (line,) = errors(pubkpi("robust", "-p", "2024Q4", *words, cwd=demo, code=2))
        assert said in line


@pytest.mark.campaign
def test_python_has_the_numbers_of_the_command(demo):
    made = open_workspace(demo).robust("2024Q4", against="2024Q2")
    assert (made.change, made.weights.mean) == (pytest.approx(0.183543, abs=1e-6), pytest.approx(89.3, abs=0.1))
    assert open_workspace(demo).robust_ranks("2024Q4", "platform").entities == ["wechat"]
