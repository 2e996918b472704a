import csv
import io
import json
import re
import shutil

import duckdb
import pytest

from tests.e2e.workspaces import errors, pubkpi


@pytest.mark.campaign
def test_a_level_has_its_name_here_as_in_the_report(loaded):
    told = pubkpi("measures", "award_level", "-q", "2024Q1", cwd=loaded, lang="zh").stdout
    assert re.search(r"award_level +\S+ +级别 +无 ", told), told


def test_the_measures_are_listed_with_unit_tier_owner_and_source(loaded):
    told = pubkpi("measures", cwd=loaded, lang="zh").stdout
    row = next(line for line in told.splitlines() if line.strip().startswith("follower_growth"))
    assert row.split() == ["follower_growth", "粉丝增长率", "%", "受众反应", "数据分析专员", *row.split()[5:]]
    assert "用户增长" in row


def test_a_measure_is_shown_whole(loaded):
    told = pubkpi("measures", "satisfaction", cwd=loaded, lang="zh").stdout
    for words in ("公式：满意答卷数 ÷ 有效答卷数", "层级：成效", "局限：区间为 Wilson", "算例：2024Q1 → 0.75"):
        assert words in told


def test_the_query_of_a_measure_is_shown_for_a_quarter(loaded):
    told = pubkpi("measures", "follower_growth", "--sql", "-q", "2024Q2", cwd=loaded).stdout
    assert told.startswith("-- follower_growth = followers / 52000 - 1\n\n-- followers = last(total_count)")
    assert "'2024Q2'" in told


@pytest.mark.campaign
def test_the_value_of_one_measure_is_shown_alone(loaded):
    told = pubkpi("measures", "followers", "-q", "2024Q4", cwd=loaded).stdout
    assert "followers" in told
    assert "follower_growth" not in told
    for period in ("2024-12", "2024"):
        assert pubkpi("measures", "followers", "--period", period, cwd=loaded).stdout == told
    assert pubkpi("measures", "followers", "-p", "2024-11", cwd=loaded).stdout != told
    assert "by the quarter" in pubkpi("measures", "incidents", "-p", "2024-11", cwd=loaded).stdout


def test_a_query_without_a_measure_and_an_unknown_measure_are_matters_of_usage(loaded):
    assert "name the measure" in pubkpi("measures", "--sql", cwd=loaded, code=2).stderr
    assert "no such measure" in pubkpi("measures", "fans", cwd=loaded, code=2).stderr


@pytest.mark.campaign
def test_check_names_the_word_that_a_measure_cannot_use(loaded, tmp_path):
    folder = shutil.copytree(loaded, tmp_path / "ws")
    file = folder / "kpi_specs" / "measures" / "reach.yaml"
    file.write_text(file.read_text("utf-8").replace("like_users + comment_count", "like_users + (select 1)"), "utf-8")
    told = pubkpi("check", cwd=folder, code=3)
    line = next(line for line in told.stdout.splitlines() if "[check.expressions]" in line)
    assert line.startswith("reach.yaml:")
    place = file.read_text("utf-8").splitlines()[int(line.split(":")[1]) - 1][int(line.split(":")[2]) - 1 :]
    assert place.startswith("select 1)")


def test_values_come_as_json_and_csv_unrounded_and_as_plain_sql_adds_them_up(loaded):
    found = json.loads(pubkpi("measures", "-q", "2024Q4", "--format", "json", cwd=loaded).stdout)
    assert (found["schema_version"], found["period"], found["quarter"]) == (1, "2024Q4", "2024Q4")
    values = {one["id"]: one for one in found["measures"]}
    with duckdb.connect(loaded / "data" / "pubkpi.duckdb", read_only=True) as database:
        ((followers,),) = database.execute(
            "select arg_max(total_count, day) from account_daily where day <= '2024-12-31'"
        ).fetchall()
        ((participants,),) = database.execute(
            "select sum(participant_count) from activity where ended_on between '2024-10-01' and '2024-12-31'"
        ).fetchall()
    assert values["followers"]["value"] == followers
    assert values["activity_participants"]["value"] == participants / 3
    assert (values["monthly_reads"]["value"], values["monthly_reads"]["missing"]) == (
        None,
        "there is no data for the quarter",
    )
    said = pubkpi("measures", "-q", "2024Q4", "--format", "csv", cwd=loaded)
    rows = list(csv.DictReader(io.StringIO(said.stdout.removeprefix("\ufeff"), newline="")))
    assert [(row["id"], row["value"]) for row in rows] == [
        (name, "" if one["value"] is None else str(one["value"])) for name, one in values.items()
    ]
    table = pubkpi("measures", "-q", "2024Q4", cwd=loaded)
    assert said.stderr == table.stderr  # the findings stand beside either
    assert len(found["findings"]) == len([line for line in said.stderr.splitlines() if line.endswith("]")])


def test_the_list_of_measures_comes_as_json_and_csv_too(loaded):
    listed = json.loads(pubkpi("measures", "--format", "json", cwd=loaded).stdout)["measures"]
    rows = list(
        csv.DictReader(io.StringIO(pubkpi("measures", "--format", "csv", cwd=loaded).stdout.removeprefix("\ufeff")))
    )
    assert rows == listed
    (one,) = json.loads(pubkpi("measures", "followers", "--format", "json", cwd=loaded).stdout)["measures"]
    assert one == next(row for row in listed if row["id"] == "followers")
    assert (one["unit"], one["fact"], one["type"]) == ("people", "account_daily", "last")


def test_a_query_has_no_other_format(loaded):
    (line,) = errors(pubkpi("measures", "followers", "--sql", "--format", "json", cwd=loaded, code=2))
    assert line == "measures: --sql shows a query and goes without --format."
