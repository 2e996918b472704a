"""Days that a workbook holds as bare numbers are read where it is proven that they are days, from 1900 and from 1904."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pubkpi.ingest import containers
from pubkpi.ingest.cells import serials
from pubkpi.ingest.containers import columns, redaction
from pubkpi.ingest.containers.workbooks import xlsb
from pubkpi.ingest.profiles.profile import Column
from tests.examples import seldom
from tests.ingest import files
from tests.ingest.desk import ids, reason
from tests.ingest.samples_platforms import DOUYIN, TOUTIAO

HEADER = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
# 2024-10-01 is 45,566 days after 1899-12-30, and 44,104 after 1904-01-01
FIRST, SINCE_1904 = 45566, 44104


def table(days, rest=(42, 17, 25, 18406)):
    return [HEADER, *((day, *rest) for day in days)]


def xlsx(rows, *, from_1904=False):
    book = openpyxl.Workbook()
    if from_1904:
        book.epoch = CALENDAR_MAC_1904
    for row in rows:
        book.active.append(row)
    return files.saved(book)


def xls(rows, *, from_1904=False):
    book = xlwt.Workbook()
    book.dates_1904 = from_1904
    page = book.add_sheet("a")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            page.write(r, c, value)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("write", "many"), [(xlsx, True), (xls, False), *seldom((xlsx, False), (xls, True))])
def test_bare_numbers_in_a_column_of_days_are_days(desk, monkeypatch, write, many):
    if many:
        monkeypatch.setattr(columns, "BATCHES_FROM", 5)
    for from_1904, start in ((False, FIRST), (True, SINCE_1904)):
        data = write(table(range(start, start + 9)), from_1904=from_1904)
        result = desk.load(data, f"{start}.xls", as_of=date(2024, 12, 31))
        assert (result.rows.loaded, result.rows.rejected) == (9, 0)
        assert "ingest.serial_days" in ids(result)
        shown = next(one for one in result.findings if one.id == "ingest.serial_days").message.zh
        assert f"{start} = 2024-10-01" in shown
        days = desk.ask("select min(day), max(day), count(distinct day) from account_daily")
        assert days == [(date(2024, 10, 1), date(2024, 10, 9), 9)]


@pytest.mark.parametrize(
    ("number", "day"), [("36525", ""), ("36526", "2000-01-01"), ("73050", "2099-12-31"), ("73051", "")]
)
def test_a_number_is_a_day_of_this_century(number, day):
    assert serials._day(number, Column("day", "day"), date(1899, 12, 30)) == day


def test_the_newest_of_such_days_says_how_far_the_file_reaches(desk):
    assert desk.load(xlsx(table([FIRST, FIRST + 3]))).as_of == "2024-10-04"


def test_a_formatted_day_is_the_same_day_in_both_systems(desk):
    for from_1904 in (False, True):
        assert desk.load(xlsx(table([date(2024, 10, 1)]), from_1904=from_1904), f"{from_1904}").rows.loaded == 1
    assert desk.ask("select distinct day from account_daily") == [(date(2024, 10, 1),)]


@pytest.mark.parametrize(
    "days",
    [
        [FIRST, "2024-10-02"],
        [FIRST, 18406],
        [FIRST + 0.5],
        [36525],
        [73051],
        [FIRST, "全部"],
        *seldom(([4556],), ([455660],)),
    ],
)
@pytest.mark.parametrize("write", [xls, *seldom(xlsx)])
def test_a_number_that_is_not_proven_to_be_a_day_is_rejected(still, monkeypatch, write, days):
    for many in (10**9, 1):
        monkeypatch.setattr(columns, "BATCHES_FROM", many)
        assert "不合规则" in reason(still.load(write(table(days))))


@pytest.mark.campaign
def test_a_part_of_a_day_is_no_duration_however_many_rows_there_are(still, monkeypatch):
    header, work = DOUYIN[:2]
    at = header.index("平均播放时长")
    for many in (10**9, 1):
        monkeypatch.setattr(columns, "BATCHES_FROM", many)
        refused = still.load(xlsx([header, (*work[:at], 0.00104, *work[at + 1 :])]), as_of=date(2024, 12, 31))
        assert "平均播放时长='0.00104 ⟨?⟩'" in reason(refused)
        assert "像是丢了时间格式的 Excel 时间" in reason(refused)


@pytest.mark.parametrize("container", ["csv", "html", "UTF-16 tsv"])
def test_no_number_in_a_text_is_such_a_day(still, container):
    assert "不合规则" in reason(still.load(files.CONTAINERS[container](table([FIRST, FIRST + 1]))))


def test_a_number_that_spells_the_day_is_that_day(desk):
    assert desk.load(xlsx(table([20241002, 20241003]))).rows.loaded == 2
    assert desk.ask("select max(day) from account_daily") == [(date(2024, 10, 3),)]


def test_a_moment_is_read_to_the_minute(desk):
    header, *rows = TOUTIAO
    at = header.index("发布时间")
    # 12:34:56 is 45,296 of 86,400 seconds
    moved = [(*row[:at], FIRST + i + 45_296 / 86_400, *row[at + 1 :]) for i, row in enumerate(rows)]
    result = desk.load(xlsx([header, *moved]), as_of=date(2024, 12, 31))
    assert (result.rows.loaded, result.rows.rejected) == (len(rows), 0)
    moments = desk.ask("select distinct cast(published_at as varchar) from post_rows order by 1")
    assert moments == [(f"2024-10-0{i + 1} 12:34:00",) for i in range(len(rows))]


@pytest.mark.campaign
def test_a_list_that_excel_saved_again_without_seconds_names_the_same_records(desk):
    """2024-03-01 12:00:33 becomes 2024/3/1 12:00 there: 3 works of 100 plays and 2 answers, not twice as many."""
    works = [(f"作品{i}", f"2024-03-0{i} 12:00:33", "视频", "公开", 100) for i in range(1, 4)]
    answers = [(i, f"2024/3/{i} 10:01:33", "满意", 5) for i in range(1, 3)]
    lists = {
        "作品": [("作品名称", "发布时间", "体裁", "审核状态", "播放量"), *works],
        "满意度": [("序号", "提交答卷时间", "1、您对本公众号的服务总体是否满意？", "总分"), *answers],
    }
    for name, (header, *rows) in lists.items():
        again = [(row[0], row[1].replace("-0", "/")[:-3], *row[2:]) for row in rows]
        for data, end in ((xlsx([header, *rows]), "xlsx"), (files.text([header, *again]), "csv")):
            result = desk.load(data, f"{name}.{end}", as_of=date(2024, 4, 1))
            assert (result.state, ids(result)) == ("loaded", []), result
    assert desk.ask("select count(*), sum(plays) from post") == [(3, 300)]
    assert desk.ask("select count(*) from survey_answer") == [(2,)]


def test_the_system_is_known_of_each_kind_of_workbook_and_of_the_archive():
    for write in (xlsx, xls):
        book = containers.read(write(table([1]), from_1904=True), "a")
        assert book.from_1904
        assert containers.read(redaction.write(book), "a") == book
        assert not containers.read(write(table([1])), "a").from_1904
    for flag in (0, 1):
        assert xlsb.from_1904(b"\x83\x01\x00\x99\x01\x04" + bytes([flag, 0, 0, 0])) == bool(flag)
