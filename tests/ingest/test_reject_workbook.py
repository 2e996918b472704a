"""A bad row of a form is rejected and the rest loads; a copy of the file marks it, says why, and can be loaded again."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from pubkpi.ingest import reject_workbook
from pubkpi.ingest.status import rejects
from pubkpi.model.errors import UsageError
from tests.examples import seldom
from tests.ingest import files
from tests.ingest.desk import ids, reason
from tests.ingest.test_repeats import SHARED

HEADER = ("奖项名称", "级别", "获奖日期", "颁奖单位", "备注", "本期无起", "本期无止", "填报人")
ROWS = [
    ("获奖登记表",),
    HEADER,
    ("好新闻", "省级", "2024-10-02", "省记协"),
    ("最佳短视频", "部级", "2024-10-03", "=HYPERLINK(\"http://x\")"),
    ("融媒奖", "市级", "2024-10-02 10:30:00", "市委"),
    (None, "其他", "2024年10月", "@x"),
]  # fmt: skip
WHY = [
    (4, "级别", "部级", "无法识别：可填：国家级、省级、市级、其他"),
    (5, "获奖日期", "2024-10-02 10:30:00", "不是有效的日期：写成 2024-10-02 这样，不带时刻"),
    (6, "奖项名称", None, "是空的：必填"),
    (6, "获奖日期", "2024年10月", "是一段时间，不是一天：要按日的，如 2024-10-02"),
]

# the copy marks every fault of a row
BESIDE = [WHY[0][3], WHY[1][3], f"奖项名称：{WHY[2][3]}; 获奖日期：{WHY[3][3]}"]


def listed(desk):
    found = rejects(desk.store.engine, desk.store.knowledge.profiles).rows
    return [(one.row, one.header, one.raw, one.reason.zh) for one in found]


def book(rows=ROWS):
    """A workbook of a user: a font of his own, and a second sheet that is not loaded."""
    made = openpyxl.Workbook()
    page = made.active
    page.title = "填报"
    for i, row in enumerate(rows, start=1):
        for j, value in enumerate(row, start=1):
            page.cell(i, j).value = value
            if isinstance(value, str) and value.startswith("="):
                page.cell(i, j).data_type = "s"
    page["A1"].font = openpyxl.styles.Font(bold=True, size=14)
    made.create_sheet("说明")["A1"] = "=1+1"
    return files.saved(made)


@pytest.mark.parametrize("container", ["xlsx", *seldom("csv", "xls")])
def test_bad_rows_of_a_form_are_rejected_and_the_rest_loads(desk, container):
    """Three of four rows are bad, far above the limit for exports; all faults are told at once, with what may stand
    there.
    """
    data = {"xlsx": book, "csv": lambda: files.text(ROWS), "xls": lambda: files.xls(ROWS)}[container]()
    result = desk.load(data, f"awards.{container}")
    assert (result.state, result.rows.loaded, result.rows.rejected) == ("loaded", 1, 3)
    assert listed(desk) == WHY
    found = rejects(desk.store.engine, desk.store.knowledge.profiles)
    assert (found.count, found.stored) == (3, 3)
    (told,) = (one for one in result.findings if one.id == "ingest.rejected")
    for words in ("!4 级别='部级'", "国家级、省级、市级、其他", "!5 获奖日期=", "不带时刻", "!6 奖项名称=", "必填"):
        assert words in told.message.zh
    assert "allowed: 国家级, 省级, 市级, 其他" in told.message.en
    assert "a day such as 2024-10-02 is expected, without a time" in told.message.en


def test_a_form_of_which_no_row_is_good_is_refused_with_all_its_rows(still):
    line = reason(still.load(files.text([HEADER, *ROWS[3:]]), "awards.csv"))
    assert line.startswith("awards.csv: 3 行都不合规则：")
    assert all(words in line for words in ("!2 级别='部级'", "!3 获奖日期=", "!4 奖项名称="))


def test_the_limit_still_holds_for_exports(still):
    header = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
    line = reason(still.load(files.text([header, ("2024-10-01", 5, 1, 4, 9), ("2024-10-02", "约5", 1, 4, 13)])))
    assert "2 行中有 1 行不合规则，超过 5%" in line
    assert "应为整数，如 1234，不带文字和单位" in line


@pytest.mark.parametrize("container", ["xlsx", "csv", *seldom("xls")])
def test_the_marked_copy_says_why_beside_each_row_and_runs_nothing(desk, container):
    data = {"xlsx": book, "csv": lambda: files.text(ROWS), "xls": lambda: files.xls(ROWS)}[container]()
    assert desk.load(data, f"awards.{container}").state == "loaded"
    settings = desk.store.settings
    desk.close()
    (path,) = reject_workbook.write(settings, [], desk.root / "out")
    assert path == desk.root / "out" / "awards.xlsx"
    made = openpyxl.load_workbook(path)
    page = made.worksheets[0]
    assert page.cell(2, 9).value == "拒收原因"
    assert [page.cell(row, 9).value for row in range(3, 7)] == [None, *BESIDE]
    red = [cell.coordinate for row in page.iter_rows() for cell in row if cell.fill.fgColor.rgb == "00FFC7CE"]
    assert red == ["B4", "I4", "C5", "I5", "A6", "C6", "I6"]
    assert page["B4"].comment.text == WHY[0][3]
    assert not [cell for one in made for row in one.iter_rows() for cell in row if cell.data_type == "f"]
    assert (page["D4"].value, page["D4"].quotePrefix, page["D6"].quotePrefix) == (ROWS[3][3], True, True)
    if container == "xlsx":
        assert (page["A1"].font.size, made.sheetnames) == (14, ["填报", "说明"])


def test_the_marked_copy_is_mended_and_loaded_again(desk):
    desk.load(book(), "awards.xlsx")
    settings = desk.store.settings
    desk.close()
    (path,) = reject_workbook.write(settings, [], None)
    made = openpyxl.load_workbook(path)
    page = made.worksheets[0]
    page["B4"], page["D4"], page["C5"], page["A6"], page["C6"] = "其他", "省台", "2024-10-02", "新锐", "2024-10-05"
    result = desk.load(files.saved(made), "awards.xlsx")
    assert (result.state, result.rows.loaded, result.rows.rejected) == ("loaded", 4, 0)
    assert "ingest.new_column" not in ids(result)
    assert desk.ask("select name, level from award order by row") == [
        ("好新闻", 2),
        ("最佳短视频", 0),
        ("融媒奖", 1),
        ("新锐", 0),
    ]
    # what is written into the reports is not taken for a file to load
    assert path.parent.parent == desk.root / "reports"


@pytest.mark.campaign
def test_a_copy_that_was_mended_is_not_overwritten_without_force(desk):
    """Nor is any other copy written then; the same copy again is no harm."""
    desk.load(book(), "awards.xlsx")
    desk.load(files.text([HEADER, *ROWS[2:4]]), "awards_2.csv")
    settings = desk.store.settings
    desk.close()
    paths = reject_workbook.write(settings, [], None)
    assert reject_workbook.write(settings, [], None) == paths
    made = openpyxl.load_workbook(paths[0])
    made.worksheets[0]["B4"] = "其他"
    mended = files.saved(made)
    paths[0].write_bytes(mended)
    paths[1].unlink()
    with pytest.raises(UsageError) as refused:
        reject_workbook.write(settings, [], None)
    assert (refused.value.where, paths[0].read_bytes() == mended, paths[1].exists()) == (str(paths[0]), True, False)
    paths[0].write_bytes(b"no workbook")
    with pytest.raises(UsageError):
        reject_workbook.write(settings, [], None)
    assert reject_workbook.write(settings, [], None, force=True) == paths
    assert openpyxl.load_workbook(paths[0]).worksheets[0]["B4"].value == "部级"


def test_a_file_that_was_refused_can_be_marked_and_any_other_is_named(desk):
    path = desk.drop("awards.csv", files.text([HEADER, *ROWS[3:]]))
    assert desk.ingest(path)[0].state == "refused"
    settings = desk.store.settings
    desk.close()
    (made,) = reject_workbook.write(settings, [path], desk.root / "out")
    page = openpyxl.load_workbook(BytesIO(made.read_bytes())).worksheets[0]
    assert [page.cell(row, 9).value for row in (2, 3, 4)] == BESIDE
    with pytest.raises(UsageError):
        reject_workbook.write(settings, [desk.root / "none.csv"], None)


def test_of_two_files_of_one_name_the_path_is_said(still):
    for folder in ("一季度", "二季度"):
        still.drop("awards.csv", files.text([HEADER, (folder, "部级", "2024-10-02")]), folder=folder)
    lines = [reason(one) for one in still.ingest(still.root / "inbox" / "一季度", still.root / "inbox" / "二季度")]
    assert ["一季度/awards.csv: 1 行" in lines[0], "二季度/awards.csv: 1 行" in lines[1]] == [True, True]


@pytest.mark.campaign
def test_a_copy_with_a_number_that_two_rows_have_can_be_mended_and_loaded_too(desk):
    """Two rows have one 编号: the reasons stand under a header, so that they are no cells of the rows."""
    header = (*HEADER[:3], "编号", *HEADER[3:])
    rows = [header, ("好新闻", "省级", "2024-10-02", "1"), ("融媒奖", "市级", "2024-10-03", "1")]
    desk.load(files.xlsx([*rows, ("新锐", "其他", "2024-10-05", "2")]), "awards.xlsx")
    settings = desk.store.settings
    desk.close()
    (path,) = reject_workbook.write(settings, [], None)
    made = openpyxl.load_workbook(path)
    page = made.worksheets[0]
    assert [page.cell(row, 10).value for row in (1, 2, 3)] == ["拒收原因", *[SHARED.format("2, 3")] * 2]
    page["D3"] = "3"
    result = desk.load(files.saved(made), "awards.xlsx")
    assert (result.state, result.rows.loaded, result.rows.rejected) == ("loaded", 3, 0)


def test_the_copy_shows_what_stood_where_nothing_could_be_read(desk):
    """A formula that was never worked out, under a title that says a header's words; a record of broken quotes."""
    made = openpyxl.Workbook()
    for row in (HEADER[:1], HEADER, ("=1+1", "国际级", "2024-10-02"), ("好新闻", "省级", "2024-10-02")):
        made.active.append(row)
    desk.load(files.saved(made), "awards.xlsx")
    lines = [",".join(HEADER), '"金"奖",省级,2024-10-03,,,,,', "融媒奖,市级,2024-10-04,,,,,"]
    desk.load("\n".join([*lines, ""]).encode(), "more.csv")
    settings = desk.store.settings
    desk.close()
    formula, quotes = (openpyxl.load_workbook(path).worksheets[0] for path in reject_workbook.write(settings, [], None))
    red = [cell.coordinate for row in formula.iter_rows() for cell in row if cell.fill.fgColor.rgb == "00FFC7CE"]
    assert red == ["A3", "B3", "I3"]
    assert (formula["A3"].value, formula["A3"].data_type) == ("#=1+1", "s")
    assert formula["I2"].value == "拒收原因"
    assert quotes["A2"].value == lines[1]


def test_the_folder_of_a_copy_lies_below_that_of_the_copies_whatever_the_account_is_called(desk):
    rows = [("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")]
    rows += [(f"2024-01-{i:02}", "12", "2", "10", "abc" if i == 3 else "132000") for i in range(1, 31)]
    desk.load(files.text(rows), "a.csv", account="..")
    settings = desk.store.settings
    desk.close()
    (copy,) = reject_workbook.write(settings, [], None)
    assert copy.resolve().is_relative_to((settings.reports / "rejects").resolve())


def test_the_marked_copy_of_an_export_says_whose_and_when_it_is_and_loads_as_it_is(desk):
    """Two quarters of one name lie side by side; the column of reasons is no column of the export. What was mended is no
    more to mend, and of two files of one name it is said which is meant.
    """
    header = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
    for month in ("01", "04"):
        days = [(f"2024-{month}-{i:02}", "12", "2", "10", "abc" if i == 3 else "13.2万") for i in range(1, 31)]
        result = desk.load(files.text([header, *days]), "growth.csv", account="云川发布")
        said = [one for one in result.findings if one.id == "ingest.rounded_count"]
        assert [one.message.zh for one in said] == [
            "“累积关注人数”写作 13.2万，是四舍五入的数（共 29 格），导出里应是精确的数"
        ]
    settings = desk.store.settings
    desk.close()
    copies = reject_workbook.write(settings, [], None)
    names = [path.relative_to(settings.reports).as_posix() for path in copies]
    assert names == ["rejects/云川发布/growth_2024-01-30.xlsx", "rejects/云川发布/growth_2024-04-30.xlsx"]
    mended = openpyxl.load_workbook(copies[0])
    mended.active["E4"] = "132000"
    mended.save(copies[0])
    (result,) = desk.ingest(copies[0])
    assert (result.error, [one.id for one in result.findings if one.id == "ingest.new_column"]) == (None, [])
    left = rejects(desk.store.engine, desk.store.knowledge.profiles)
    assert (left.count, [one.file[:-9] for one in left.rows]) == (1, ["growth.csv (云川发布 2024-04-30 "])


def test_another_download_of_the_same_name_mends_nothing(desk):
    """Two spans of days of one account, downloaded on one day: nobody mended the first one's row."""
    header = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
    for month in ("01", "04"):
        days = [(f"2024-{month}-{i:02}", 12, 2, 10, "abc" if (month, i) == ("01", 3) else 132) for i in range(1, 31)]
        result = desk.load(files.xlsx([header, *days]), "growth.xlsx", account="云川发布", as_of=date(2024, 5, 1))
        assert result.state == "loaded"
    assert [row for row, *_ in listed(desk)] == [4]
