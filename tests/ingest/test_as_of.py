"""as_of: which of two exports of the same thing is the newer one."""

import os
from datetime import date

import pytest

from tests.ingest import files, samples
from tests.ingest.desk import reason
from tests.ingest.samples import GROWTH, SURVEY, growth, growth_days

STAMPED = "导出时间：2024-04-02 09:30"


def newest(desk, *rows, **said):
    """The as_of that a file of these rows would have."""
    return desk.load(files.text(list(rows)), dry_run=True, **said).as_of


def test_what_the_user_says_comes_first(still):
    assert newest(still, (STAMPED,), *GROWTH, as_of=date(2024, 5, 1)) == "2024-05-01"


@pytest.mark.parametrize(
    "stamp", [STAMPED, "下载日期: 2024/4/2", "生成时间 2024年4月2日", "统计说明 导出日期：2024.04.02"]
)
def test_a_stamp_in_the_content_comes_second(stamp, still):
    assert newest(still, (stamp,), *GROWTH) == "2024-04-02"


@pytest.mark.parametrize(
    "stamp", ["导出时间：2024-13-45", "导出时间：", "更新于 2024-04-02", "时间范围：2024-01-01 至 2024-12-31"]
)
def test_a_stamp_that_is_none_is_not_taken_for_one(stamp, still):
    assert newest(still, (stamp,), *GROWTH) == "2024-03-08"


def test_the_last_day_covered_comes_last(still):
    rows = growth(*reversed(growth_days(1, 9)), ("合计", 1, 1, 1, 1))
    assert newest(still, *rows) == "2024-03-09"


def test_a_rejected_row_does_not_say_how_new_a_file_is(still):
    rows = growth(*growth_days(1, 25), ("2024-03-31", "约十", 0, 0, 0))
    assert newest(still, *rows) == "2024-03-25"


def test_a_survey_is_as_new_as_its_last_answer(still):
    assert newest(still, *SURVEY) == "2024-03-06"


def test_a_declaration_is_as_new_as_its_last_day(still):
    assert newest(still, *samples.ACTIVITIES[:2], samples.ACTIVITIES[4]) == "2024-01-31"


@pytest.mark.parametrize("period", ["2024Q1", "2024-Q1", "2024年第一季度", "2024年一季度", "2024年1季度", "2024 Q1"])
def test_a_typed_value_is_as_new_as_its_quarter_and_always_spelled_alike(period, desk):
    rows = [*samples.VALUES[:2], ("部门", period, "satisfaction", 0.5, None, "电话", None, None)]
    assert desk.load(files.text(rows)).as_of == "2024-03-31"
    assert desk.rows("measure_value", "period") == [("2024Q1",)]


@pytest.mark.parametrize("period", ["2024", "2024年", "2024 年度"])
def test_a_value_of_a_whole_year_is_as_new_as_its_last_day_whatever_quarters_stand_beside_it(period, desk):
    rows = [*samples.VALUES[:2]]
    rows += [("部门", one, "satisfaction", 0.5, None, "电话", None, None) for one in (period, "2024Q2")]
    assert desk.load(files.text(rows)).as_of == "2024-12-31"
    assert sorted(desk.rows("measure_value", "period")) == [("2024",), ("2024Q2",)]


@pytest.mark.parametrize("period", ["24年", "2024-03", "去年", "2024Q5", "24Q1"])
def test_a_typed_value_of_no_quarter_is_refused_and_the_next_file_still_loads(period, desk):
    rows = [*samples.VALUES[:2], ("部门", period, "satisfaction", 0.5, None, "电话", None, None)]
    wrong, right = desk.drop("a.csv", files.text(rows)), desk.drop("b.csv", files.text(GROWTH))
    refused, loaded = desk.ingest(wrong, right)
    assert "周期" in reason(refused)
    assert loaded.state == "loaded"


def test_the_time_at_which_a_file_was_written_is_never_asked(desk):
    old, new = growth(("2024-03-05", 1, 0, 1, 5)), growth(("2024-03-05", 2, 0, 2, 5), ("2024-03-06", 0, 0, 0, 5))
    for name, rows, stamp in (("new.csv", new, 10**9), ("old.csv", old, 2 * 10**9)):
        path = desk.drop(name, files.text(rows))
        os.utime(path, (stamp, stamp))
        desk.ingest(path)
    assert desk.rows("account_daily", "new_count")[0] == (2,)


@pytest.mark.parametrize(
    ("pattern", "name", "day"),
    [
        (r"_(\d{10})\.xls", "total_1709690400.xls", "2024-03-06"),  # 02:00 in London is 10:00 in China
        (r"_(\d{10})\.xls", "total_1709654400.xls", "2024-03-06"),  # midnight in China
        (r"_(\d{8})", "list_20240307.xls", "2024-03-07"),
        (r"_(\d{8})", "list_20241399.xls", "2024-03-05"),
        (r"_(\d{8})", "list.xls", "2024-03-05"),
    ],
)
def test_a_profile_may_read_it_in_the_name_of_the_file(pattern, name, day, desk):
    (desk.root / "exports").mkdir()
    (desk.root / "exports" / "own.yaml").write_text(
        f"platform: own\nlabel: 自己的\nas_of_file: '{pattern}'\nlast_day: account_daily.day\nfeeds:\n"
        "  - fact: account_daily\n    columns:\n      day: {header: [天], required: true}\n"
        "      new_count: {header: [新], required: true}\n",
        "utf-8",
    )
    assert desk.load(files.xls([("天", "新"), ("2024-03-05", 3)]), name).as_of == day


def test_a_file_of_which_nothing_says_how_new_it_is_is_refused_with_the_question(desk):
    (desk.root / "exports").mkdir()
    (desk.root / "exports" / "own.yaml").write_text(
        "platform: own\nlabel: 自己的\nfeeds:\n  - fact: account_daily\n    columns:\n"
        "      day: {header: [天], required: true}\n      new_count: {header: [新], required: true}\n",
        "utf-8",
    )
    data = files.text([("天", "新"), ("2024-03-05", 3)])
    assert "--as-of" in reason(desk.load(data))
    assert desk.load(data, as_of=date(2024, 3, 9)).as_of == "2024-03-09"
