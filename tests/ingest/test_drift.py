"""What happens when an export drifts: a header goes, one comes, a cell stops being a number, too many do."""

from datetime import date
from io import BytesIO

import openpyxl
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


def merged(rows, *ranges):
    """A workbook in which these ranges are merged cells."""
    book = openpyxl.load_workbook(BytesIO(files.xlsx(rows)))
    for one in ranges:
        book.active.merge_cells(one)
    return files.saved(book)


def reordered(rows, *order):
    """The columns in another order."""
    return [tuple(row[i] for i in order) for row in rows]


FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")
TABLE = [HEADER, *DAYS]
LOADED_ALIKE = {
    "columns in another order": files.text(reordered(TABLE, 4, 2, 0, 3, 1)),
    "names of the newer back office": files.text([("时间", "新增关注", "取消关注", "净增关注", "累计关注"), *DAYS]),
    "a mark at the start of the file": files.text(TABLE, "utf-8-sig"),
    "a mark at the start of UTF-16": files.text(TABLE, "utf-16"),
    "a mark in the first header": files.xlsx([("\ufeff时间", *HEADER[1:]), *DAYS]),
    "full-width digits": files.text([HEADER, *(tuple(str(cell).translate(FULL) for cell in row) for row in DAYS)]),
    "blanks around headers and cells": files.text([tuple(f" {cell}\u3000" for cell in row) for row in TABLE]),
    "blanks inside headers": files.text([("时 间", "新关注\u3000人数", "取消\n关注人数", *HEADER[3:]), *DAYS]),
    "a title row": files.text([("用户增长（2024年3月）",), *TABLE]),
    "a title row of merged cells": merged([("用户增长",), *TABLE], "A1:E1"),
    "headers merged downward": merged([HEADER, (None,) * 5, *DAYS], *(f"{column}1:{column}2" for column in "ABCDE")),
    "a total row": files.text([*TABLE, ("合计", 465, 30, 435, None)]),
    "a total row above": files.text([HEADER, ("累计：", 465, 30, 435, 1), *DAYS]),
    "blank columns between": files.text([(row[0], None, *row[1:], None) for row in TABLE]),
}
REFUSED = {
    "a header that is no alias": (files.text([("时间", "新增粉丝人次", *HEADER[2:]), *DAYS]), "新关注人数"),
    "a required column that is gone": (files.text(reordered(TABLE, 0, 1, 2, 3)), "累积关注人数"),
    "one header over two columns": (
        merged([("时间", "关注", None, *HEADER[3:]), (None, "新关注人数", "取消关注人数", None, None), *DAYS], "B1:C1"), "新关注人数",
    ),
    "no header at all": (files.text(DAYS), "没有认出任何表头"),
    "headers of something else": (files.text([("部门", "预算"), ("宣传部", 5)]), "没有认出任何表头；文件里的列有：部门、预算"),
    "nothing in any cell": (files.text([(None, None), ("", " ")]), "文件里没有内容，格子都是空的"),
    "an empty workbook": (files.xlsx([]), "文件里没有内容，格子都是空的"),
    "rows and columns exchanged": (files.text(list(zip(*TABLE, strict=True))), "缺少表头"),
}  # fmt: skip


@pytest.fixture(scope="module")
def undrifted():
    """The days as they are loaded from the file as it should be: day, new, lost, net, total."""
    return [(date.fromisoformat(day), *more) for day, *more in DAYS]


def test_a_drift_that_changes_no_meaning_loads_the_same_rows(undrifted, desk):
    """Each of an account of its own."""
    paths = [desk.drop("growth", data, f"号{i}") for i, data in enumerate(LOADED_ALIKE.values())]
    for i, (drift, result) in enumerate(zip(LOADED_ALIKE, desk.ingest(*paths), strict=True)):
        assert (result.state, result.rows.loaded, result.rows.rejected, ids(result)) == ("loaded", 30, 0, []), drift
        columns = "day, new_count, lost_count, net_count, total_count"
        rows = desk.ask(f"select {columns} from account_daily where account = $name order by day", name=f"号{i}")
        assert rows == undrifted, drift


@pytest.mark.parametrize("drift", REFUSED)
def test_a_drift_that_might_change_the_meaning_is_refused_and_names_what_lacks(drift, still):
    data, named = REFUSED[drift]
    assert named in reason(still.load(data, "growth"))


def test_a_header_given_twice_with_other_cells_is_refused_and_both_columns_are_named(still):
    """Nobody knows which one is meant."""
    line = reason(still.load(files.text([(*HEADER, "新关注人数"), *((*row, 777) for row in DAYS)]), "growth"))
    assert "B 新关注人数 和 F 新关注人数 是同一项，内容却不同（1 ≠ 777）" in line
