"""`pubkpi score --by …` and `--year` as a user types them."""

import csv
import io
import json

import pytest

from tests.e2e.workspaces import ACCOUNT, errors, pubkpi


@pytest.mark.campaign
def test_the_account_stands_on_its_own_rows_and_registers_do_not_apply(demo):
    told = json.loads(pubkpi("score", "-q", "2024Q4", "--by", "account", "--format", "json", cwd=demo).stdout)
    card = json.loads(pubkpi("score", "-q", "2024Q4", "--format", "json", cwd=demo).stdout)
    (one,) = told["entities"]
    assert (one["entity"], one["rank"], one["comparable_weight"]) == (f"wechat/{ACCOUNT}", 1, 15.0)
    reach = card["dimensions"][0]
    # 52,000 followers and 83,000 reads are numbers of the department; rates are the same for all
    own = {"follower_growth", "monthly_reads"}
    rates = {leaf["id"]: leaf["score"] for leaf in reach["indicators"] if leaf["id"] not in own}
    assert {name: one["nodes"][name]["score"] for name in rates} == rates
    assert one["score"] == pytest.approx((10 * rates["interaction_rate"] + 5 * rates["open_rate"]) / 15, abs=1e-9)
    assert {one["nodes"][name]["scoring"] for name in own} == {"not_applicable"}
    assert (one["nodes"]["incidents"]["scoring"], told["by"]) == ("not_applicable", "account")
    sheet = pubkpi("score", "-q", "2024Q4", "--by", "platform", "--format", "csv", cwd=demo).stdout
    head, row = csv.reader(io.StringIO(sheet.lstrip("\ufeff")))
    assert (head[-2:], row[1], row[-2]) == (["comparable_weight", "band"], "wechat", "15.0")


def test_the_matrix_names_the_account_and_what_it_was_compared_on(demo):
    table = pubkpi("score", "-q", "2024Q4", "--by", "account", cwd=demo, COLUMNS="200").stdout
    assert f"wechat/{ACCOUNT}" in table
    assert "weight compared" in table
    assert errors(pubkpi("score", "-q", "2024Q4", "--by", "unit", cwd=demo, code=None))


@pytest.mark.campaign
def test_a_year_has_values_of_its_own_and_the_mean_of_its_quarters_beside_it(demo):
    year = json.loads(pubkpi("score", "--year", "2024", "--format", "json", cwd=demo).stdout)
    quarters = [
        json.loads(pubkpi("score", "-q", f"2024Q{n}", "--format", "json", cwd=demo).stdout)["total"]["score"]
        for n in range(1, 5)
    ]
    whole = None if None in quarters else sum(quarters) / 4
    assert (year["period"], year["year"], year["mean_of_quarters"] is None) == ("2024", "2024", whole is None)
    assert json.loads(pubkpi("score", "-p", "2024", "--format", "json", cwd=demo).stdout) == year
    assert "quarter" not in year
    leaves = {leaf["id"]: leaf for one in year["dimensions"] for leaf in one["indicators"]}
    assert leaves["follower_growth"]["target"] == 7 / 13  # 28,000 of 52,000: that of the last quarter
    assert "mean of the quarters" in pubkpi("score", "--year", "2024", cwd=demo).stdout


def test_a_quarter_or_a_year_and_not_both(demo):
    for words in ((), ("-q", "2024Q4", "--year", "2024"), ("-p", "2024", "--year", "2024")):
        assert "--quarter or --year" in errors(pubkpi("score", *words, cwd=demo, code=2))[0]
    assert "not a year" in errors(pubkpi("score", "--year", "24", cwd=demo, code=2))[0]
    pubkpi("score", "--year", "2023", cwd=demo, code=2)
    for words in (
        ("score", "-p", "2025年1月"),
        ("report", "-p", "2025-01"),
        ("score", "--by", "account", "-p", "2025-01"),
    ):
        assert errors(pubkpi(*words, cwd=demo, code=2, lang="zh")) == [
            "2025-01: 考核表 department_2024 只考核 2024Q1 至 2024Q4。只看数值用 pubkpi measures --period 2025-01。"
        ]
