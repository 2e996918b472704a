"""The same record twice in one file: equal rows count once, rows that differ are rejected, in a register both count."""

import pytest

from pubkpi.ingest.containers.delimited import regular_text
from pubkpi.ingest.status import rejects
from tests.examples import seldom
from tests.ingest import files
from tests.ingest.desk import ids

GROWTH = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
ACTIVITIES = (
    "活动名称",
    "开始日期",
    "结束日期",
    "参与人次",
    "计数口径",
    "编号",
    "备注",
    "填报人",
    "本期无起",
    "本期无止",
)
INCIDENTS = (
    "事件",
    "发现日期",
    "级别",
    "是否计入",
    "不计入原因",
    "处置结果",
    "办结日期",
    "备注",
    "填报人",
    "本期无起",
    "本期无止",
)


@pytest.fixture(params=[False, *seldom(True)], ids=["small", "big"])
def load(desk, monkeypatch, request):
    """Load a table as text, cell by cell or as a big one."""
    monkeypatch.setattr(regular_text, "BATCHES_FROM", 1 if request.param else 10**9)
    return lambda rows, **said: desk.load(files.text(rows), "file.csv", **said)


def rejected(desk):
    found = rejects(desk.store.engine, desk.store.knowledge.profiles).rows
    return [(one.row, one.raw, one.reason.zh) for one in found]


def remarks(result, key):
    return [(one.where.partition("!")[2], one.message.zh) for one in result.findings if one.id == key]


def test_a_day_that_comes_twice_counts_once_or_not_at_all(load, desk):
    """The 2nd stands there twice alike, the 3rd three times, twice alike and once not: lines 2 to 30 are days."""
    days = [(f"2024-10-{i:02}", 5, 1, 4, 100 + 4 * i) for i in range(1, 30)]
    rows = [GROWTH, *days, days[1], days[2], ("2024-10-03", 6, 1, 5, 113)]
    result = load(rows, limit=0.2)
    assert (result.state, result.rows.loaded, result.rows.rejected, result.rows.ignored) == ("loaded", 28, 2, 2)
    assert desk.ask("select count(*), sum(new_count) from account_daily") == [(28, 140)]
    assert desk.ask("select reason, row_count from ignored") == [("repeat", 2)]
    assert [(row, why) for row, _, why in rejected(desk)] == [
        (4, "同一条在第 4, 32, 33 行都有，数据不同"),
        (33, "同一条在第 4, 32, 33 行都有，数据不同"),
    ]
    assert [raw.startswith("2024-10-03") for _, raw, _ in rejected(desk)] == [True, True]
    assert remarks(result, "ingest.equal_rows") == [("31", "2 行与前面的行完全相同，只计一次：第 31 行同第 3 行")]
    # nothing of it comes twice in the database
    assert desk.ask("select count(*) from account_daily_version") == [(0,)]


def test_posts_that_come_twice_are_one_or_rejected(load, desk):
    header = ("内容标题", "发表时间", "总阅读人数", "内容url")
    rows = [(f"第{i}期", "20240301", 100 + i, f"http://x/s/{i}") for i in range(1, 40)]
    result = load([header, *rows, rows[0], ("第2期", "20240301", 999, "https://x/s/2")], limit=0.2)
    assert (result.rows.loaded, result.rows.rejected, result.rows.ignored) == (38, 2, 1)
    assert [row for row, _, _ in rejected(desk)] == [3, 42]
    assert desk.ask("select sum(read_users) from post") == [(sum(range(101, 140)) - 102,)]


def test_a_file_in_which_too_much_comes_twice_is_refused(load, desk):
    days = [(f"2024-10-{i:02}", 5, 1, 4, 100) for i in range(1, 11)]
    result = load([GROWTH, *days, ("2024-10-01", 6, 1, 5, 100)])
    assert result.state == "refused"
    assert "同一条在第 2, 12 行都有" in result.error.line("zh")
    assert "rows 2, 12 are the same record" in result.error.line("en")
    assert not desk.counts()


def test_an_entered_value_that_comes_twice_is_one_or_rejected(desk):
    header = ("对象", "周期", "指标", "数值", "来源")
    rows = [
        ("部门", "2024Q4", "x", "1.5", "年报"),
        ("部门", "2024Q3", "x", "2", "年报"),
        ("部门", "2024Q4", "x", "1.50", "年报"),
    ]
    rows += [("甲", "2024Q4", "x", "3", "年报"), ("甲", "2024年第四季度", "x", "4", "年报")]
    result = desk.load(files.text([header, *rows]), "values.csv")
    assert (result.rows.loaded, result.rows.rejected, result.rows.ignored) == (2, 2, 1)
    assert [row for row, _, _ in rejected(desk)] == [5, 6]


def test_two_activities_of_one_name_and_day_are_two(desk):
    rows = [
        ("讲座", "2024-01-30", "2024-02-02", 100, "人次", "", "", "张"),
        ("讲座", "2024-01-31", "2024-02-02", 50, "人次", "", "", "张"),
        ("讲座", "2024-01-31", "2024-02-02", 20, "人次", "", "", "李"),
        ("跨季", "2024-03-30", "2024-04-02", 70, "人次", "", "", "张"),
        ("跨季", "2024-03-30", "2024-04-02", 70, "人次", "", "", "张"),
    ]
    result = desk.load(files.text([("活动登记表",), ACTIVITIES, *rows]), "activities.csv")
    assert (result.rows.loaded, result.rows.rejected, result.rows.ignored) == (4, 0, 1)
    assert desk.rows("activity", "row", "participant_count", "entry_no") == [
        (3, 100, 1),
        (4, 50, 1),
        (5, 20, 2),
        (6, 70, 1),
    ]
    assert remarks(result, "ingest.equal_rows") == [("7", "1 行与前面的行完全相同，只计一次：第 7 行同第 6 行")]
    assert remarks(result, "ingest.same_entry") == [("4", "第 4, 5 行说的像是同一件事，数据不同，各计一次")]
    assert {one.id: one.severity for one in result.findings} == {
        "ingest.equal_rows": "warning",
        "ingest.same_entry": "info",
    }


def test_two_incidents_of_one_day_are_two(desk):
    rows = [
        ("投诉", "2024-02-29", "红色", "是", "", "已办结", "2024-03-02", "", "张"),
        ("投诉", "2024-02-29", "蓝色", "是", "", "", "", "", "张"),
        ("质疑", "2024-03-31", "黄色", "否", "转载旧闻", "已办结", "2024-04-05", "", "张"),
    ]
    result = desk.load(files.xlsx([INCIDENTS, *rows]), "incidents.xlsx")
    assert (result.rows.loaded, "ingest.equal_rows" in ids(result)) == (3, False)
    assert desk.ask("select count(*), sum(level) from incident where found_on = '2024-02-29'") == [(2, 5)]


ENTRIES = (
    [
        ("partnership", "合作方 合作方类型 签约日期 合作内容 备注", "甲社 主流媒体 2024-10-02 直播", "甲社 主流媒体 2024-10-02 直播 续"),
        ("award", "奖项名称 级别 获奖日期", "好新闻 省级 2024-10-02", "好新闻 市级 2024-10-02"),
        ("message", "日期 平台 账号 收到留言数 已回复数", "2024-10-02 抖音 甲 10 9", "2024-10-02 抖音 甲 5 5"),
        ("topic_plan", "选题 计划发布日期 实际发布日期", "秋收 2024-10-02", "秋收 2024-10-02 2024-10-03"),
        ("content_error", "内容标题 差错内容 发现日期 差错类型 更正日期", "停水 错字 2024-10-02 文字", "停水 错字 2024-10-02 文字 2024-10-03"),
        ("spend", "凭证号 支出日期 用途 预算类别 金额（元）", "A1 2024-10-02 海报 推广 10", "A1 2024-10-02 海报 推广 12"),
        ("service_daily", "日期 业务事项 线上咨询量 线上解决量", "2024-10-02 医保 10 9", "2024-10-02 医保 5 5"),
        ("milestone", "里程碑 计划完成日期", "上线 2024-10-02", "上线 2024-10-03"),
        ("decision", "周期 决定事项 责任人 期限 状态", "2024Q3 改版 李 2024-11-30 进行中", "2024Q3 改版 王 2024-11-30 进行中"),
    ]
)  # fmt: skip


@pytest.mark.campaign
def test_two_entries_of_any_register_are_two_and_equal_ones_one(desk):
    paths = []
    for fact, header, first, second in ENTRIES:
        rows = [line.split(" ") for line in (f"{header} 填报人 本期无起 本期无止", first, second, first)]
        paths.append(desk.drop(f"{fact}.csv", files.text(rows)))
    for (fact, *_), result in zip(ENTRIES, desk.ingest(*paths), strict=True):
        counts = result.rows
        assert (result.state, counts.loaded, counts.rejected, counts.ignored) == ("loaded", 2, 0, 1), fact
        assert desk.rows(fact, "row", "entry_no") == [(2, 1), (3, 2)], fact
        assert remarks(result, "ingest.equal_rows") == [("4", "1 行与前面的行完全相同，只计一次：第 4 行同第 2 行")], (
            fact
        )


SHARED = "第 {} 行的编号相同、内容不同：是几件事就各用一个编号（每季另起的写成 1-1、2-1）或都不填，是一件就只留一行"


def test_a_number_tells_entries_apart_and_is_given_once(desk):
    rows = [("讲座", "", "2024-02-02", 100, "", number, "", "张") for number in "123"]
    rows.append(("义诊", "", "2024-02-05", 30, "", "3", "", "张"))
    result = desk.load(files.text([ACTIVITIES, *rows]), "activities.csv")
    assert (result.rows.loaded, result.rows.rejected) == (2, 2)
    assert [(row, why) for row, _, why in rejected(desk)] == [
        (4, SHARED.format("4, 5")), (5, SHARED.format("4, 5")),
    ]  # fmt: skip
    assert desk.ask("select sum(participant_count) from activity") == [(200,)]


@pytest.mark.campaign
def test_equal_entries_of_two_files_are_one_in_any_order(desks):
    """The file of January and that of the quarter hold the same lecture; which was loaded first does not matter."""
    january = [("讲座", "", "2024-01-20", 100, "", "", "", "张")]
    quarter = [*january, ("义诊", "", "2024-03-05", 30, "", "", "", "张")]
    texts = {"1月.csv": files.text([ACTIVITIES, *january]), "1季度.csv": files.text([ACTIVITIES, *quarter])}
    digests = set()
    for names in (list(texts), list(texts)[::-1]):
        desk = desks()
        for name in names:
            assert desk.load(texts[name], name).state == "loaded"
        assert desk.ask("select count(*), sum(participant_count) from activity") == [(2, 130)]
        digests.add(desk.digest())
    assert len(digests) == 1


def sheets(container, first, second):
    """A file with these rows of activities on two sheets, or one table below the other in HTML."""
    one, other = ([ACTIVITIES, *rows] for rows in (first, second))
    if container == "html":
        return files.html(one).replace(b"</body></html>", b"") + files.html(other).partition(b"<body>")[2]
    return getattr(files, container)(one, "一月", 二月=other)


@pytest.mark.parametrize("container", ["xlsx", *seldom("html", "xls")])
@pytest.mark.campaign
def test_the_sheets_of_a_register_are_looked_at_together(desk, container):
    """On the second: the lecture again, another of its name and day, and 编号 1 with other participants."""
    first = [("讲座", "", "2024-02-02", 100, "", "", "", "张"), ("义诊", "", "2024-02-04", 8, "", "1", "", "张")]
    second = [
        ("讲座", "", "2024-02-02", 100, "", "", "", "张"),
        ("讲座", "", "2024-02-02", 50, "", "", "", "张"),
        ("义诊", "", "2024-02-04", 9, "", "1", "", "张"),
    ]
    result = desk.load(sheets(container, first, second), "activities")
    one, other = ("table 1", "table 2") if container == "html" else ("一月", "二月")
    assert (result.rows.loaded, result.rows.rejected, result.rows.ignored) == (2, 2, 1)
    assert desk.rows("activity", "sheet", "row", "entry_no") == [(one, 2, 1), (other, 3, 2)]
    assert desk.ask("select count(*) from activity_version") == [(0,)]
    assert [why for _, _, why in rejected(desk)] == [SHARED.format(f"{one}!3, {other}!4")] * 2
    assert [(key.where, key.message.zh) for key in result.findings if key.id != "ingest.rejected"] == [
        (f"activities: {one}!2", f"第 {one}!2, {other}!3 行说的像是同一件事，数据不同，各计一次"),
        (f"activities: {other}!2", f"1 行与前面的行完全相同，只计一次：第 {other}!2 行同第 {one}!2 行"),
    ]


@pytest.mark.parametrize("container", ["xls", *seldom("html", "xlsx")])
@pytest.mark.campaign
def test_sheets_that_number_their_rows_from_1_on_have_as_many_entries(desk, container):
    """编号 1 and 2 are two entries each, 3 is one that both sheets have, 4 is none: the second has it twice."""
    first = [("讲座", 1), ("路演", 2), ("义诊", 3), ("座谈", 4)]
    second = [("参观", 1), ("培训", 2), ("义诊", 3), ("直播", 4), ("展览", 4)]
    pages = [[(name, "", "2024-02-02", 10, "", str(n), "", "张") for name, n in one] for one in (first, second)]
    result = desk.load(sheets(container, *pages), "activities")
    one, other = ("table 1", "table 2") if container == "html" else ("一月", "二月")
    assert (result.rows.loaded, result.rows.rejected, result.rows.ignored) == (5, 3, 1)
    assert {name for (name,) in desk.rows("activity", "name")} == {"讲座", "参观", "路演", "培训", "义诊"}
    (found,) = (key.message.zh for key in result.findings if key.id == "ingest.number")
    assert found == (
        f"2 个编号在几张工作表里是不同的条目，各计一次（编号 1：{one}!2 讲座 2024-02-02，{other}!2 参观 2024-02-02；"
        f"编号 2：{one}!3 路演 2024-02-02，{other}!3 培训 2024-02-02）"
    )
    # corrected, it says so row by row
    pages[1] = [("参观", "", "2024-02-02", 15, "", "1", "", "张"), *pages[1][1:3]]
    assert desk.load(sheets(container, *pages), "activities").state == "loaded"
    assert desk.ask("select count(*), sum(participant_count) from activity") == [(6, 65)]


@pytest.mark.parametrize("is_last", [True, False])
def test_a_sheet_that_copies_the_others_with_their_numbers_counts_once(desk, is_last):
    """The sheets number their rows from 1 on, and 汇总 has them all, behind or before them."""
    first = [("讲座", "", "2024-01-05", 10, "", "1", "", "张"), ("展览", "", "2024-01-08", 20, "", "2", "", "张")]
    second = [("讲座", "", "2024-02-05", 30, "", "1", "", "张"), ("开放", "", "2024-02-08", 40, "", "2", "", "张")]
    pages = {"一月": first, "二月": second}
    pages = {**pages, "汇总": first + second} if is_last else {"汇总": first + second, **pages}
    (name, rows), *others = [(name, [ACTIVITIES, *rows]) for name, rows in pages.items()]
    result = desk.load(files.xlsx(rows, name, **dict(others)), "activities.xlsx")
    assert (result.rows.loaded, result.rows.rejected, result.rows.ignored) == (4, 0, 4)
    assert desk.ask("select count(*), sum(participant_count) from activity") == [(4, 100)]
    assert {key.id for key in result.findings} == {"ingest.equal_rows", "ingest.number"}


@pytest.mark.parametrize("numbers", [("12", None), (None, "12"), ("12", "AB")])
def test_entries_that_two_sheets_have_under_other_numbers_are_told(desk, numbers):
    """Numbered on one sheet and not, or otherwise, on the other: each counts, as in two files."""
    pages = [
        [
            ("讲座", "", "2024-01-05", 10, "", each[0] if each else "", "", "张"),
            ("展览", "", "2024-01-08", 20, "", each[1] if each else "", "", "张"),
        ]
        for each in numbers
    ]
    result = desk.load(sheets("xlsx", *pages), "activities.xlsx")
    (found,) = result.findings
    assert (found.id, found.severity, found.where) == ("ingest.same_entry", "warning", "activities.xlsx: 二月!2")
    assert found.message.zh == ("2 行与另一张工作表里说的像是同一件事，编号或某一格不同，各计一次：二月!2 与 一月!2")
    assert desk.ask("select count(*), sum(participant_count) from activity") == [(4, 60)]


def test_sheets_of_other_columns_are_looked_at_together_too(desk):
    """Only the second sheet has 备注; its first row has none, so it is the row of the first sheet."""
    header = (*ACTIVITIES[:3], "参与人次", "填报人", "本期无起", "本期无止")
    rows = [("讲座", "", "2024-02-02", 100, "张")]
    noted = [("讲座", "", "2024-02-02", 100, "", "", "", "张"), ("讲座", "", "2024-02-02", 100, "", "", "下午", "张")]
    result = desk.load(files.xlsx([header, *rows], "一月", 二月=[ACTIVITIES, *noted]), "activities")
    assert (result.rows.loaded, result.rows.rejected, result.rows.ignored) == (2, 0, 1)
    assert desk.rows("activity", "sheet", "row", "entry_no") == [("一月", 2, 1), ("二月", 3, 2)]


def test_rows_that_are_rejected_are_counted_beside_those_that_are_numbered(desk):
    rows = [("讲座", "", "2024-02-02", people, "", number, "", "张") for people in (100, 50) for number in ("", "7")]
    result = desk.load(files.text([ACTIVITIES, *rows]), "activities.csv")
    assert (result.rows.loaded, result.rows.rejected) == (2, 2)
    assert [row for row, _, _ in rejected(desk)] == [3, 5]
