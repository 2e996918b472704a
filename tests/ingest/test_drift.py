"""What happens when an export drifts: a header goes, one comes, a cell stops being a number, too many do."""

from datetime import date

import pytest

from tests.ingest import files, samples
from tests.ingest.desk import ids, reason

HEADER = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
DAYS = samples.growth_days(1, 30)


def growth(*days, header=HEADER):
    return files.xlsx([("用户增长",), header, *days])


def test_a_required_column_that_is_gone_refuses_the_file_and_names_the_nearest_export(still):
    line = reason(still.load(growth(*(row[:4] for row in DAYS), header=HEADER[:4])))
    assert "最接近“公众号 用户增长”" in line
    assert "缺少表头 累积关注人数" in line


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("涨粉量", "可能是：涨粉量 → new_count。"),
        ("粉丝数", "可能是：粉丝数 → total_count / new_count。"),
        ("点赞数", ""),  # no column of this fact
        ("手机号", ""),
    ],
)
def test_a_new_column_is_told_with_what_it_may_mean_and_not_loaded(header, hint, desk):
    result = desk.load(growth(*((*row, 777) for row in DAYS), header=(*HEADER, header)))
    assert (result.state, result.rows.loaded, ids(result)) == ("loaded", 30, ["ingest.new_column"])
    assert header in result.findings[0].message.zh
    assert result.findings[0].hint.zh == hint
    assert desk.ask("select count(*) from account_daily where 777 in (new_count, total_count)") == [(0,)]


def test_people_are_not_suggested_as_times(desk):
    works = [
        ("作品名称", "发布时间", "体裁", "播放量", "点赞人数", "新增粉丝数"),
        ("甲", "2024-06-03 10:00", "视频", 5, 2, 1),
    ]
    (finding,) = desk.load(files.xlsx(works), as_of=date(2024, 7, 1)).findings
    assert finding.hint.zh == "可能是：点赞人数 → like_users。"


def test_a_cell_that_is_no_number_rejects_its_row(desk):
    result = desk.load(growth(*DAYS[:29], (DAYS[29][0], "很多", *DAYS[29][2:])))
    assert (result.state, result.rows.loaded, result.rows.rejected) == ("loaded", 29, 1)
    assert ids(result) == ["ingest.rejected"]
    assert "新关注人数" in result.findings[0].where


def test_more_such_rows_than_the_limit_refuse_the_file(still):
    bad = [(row[0], "很多", *row[2:]) for row in DAYS[28:]]
    line = reason(still.load(growth(*DAYS[:28], *bad)))
    assert "30 行中有 2 行不合规则，超过 5%" in line
