import re
import shutil

from tests.e2e.workspaces import pubkpi


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


def test_check_names_the_word_that_a_measure_cannot_use(loaded, tmp_path):
    folder = shutil.copytree(loaded, tmp_path / "ws")
    file = folder / "kpi_specs" / "measures" / "reach.yaml"
    file.write_text(file.read_text("utf-8").replace("like_users + comment_count", "like_users + (select 1)"), "utf-8")
    told = pubkpi("check", cwd=folder, code=3)
    line = next(line for line in told.stdout.splitlines() if "[check.expressions]" in line)
    assert line.startswith("reach.yaml:")
    place = file.read_text("utf-8").splitlines()[int(line.split(":")[1]) - 1][int(line.split(":")[2]) - 1 :]
    assert place.startswith("select 1)")
