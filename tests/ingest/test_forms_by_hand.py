"""Every form as people send it back: a merged head, blank rows, days as text, a total, remarks below."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pubkpi.database.ledger import loaded_files
from pubkpi.ingest.profiles import forms
from tests.examples import seldom
from tests.ingest import files
from tests.ingest.desk import Desk, reason
from tests.ingest.test_forms import NAMES, filled, written

# For every form two records as typed, then what the fact must hold, worked out by hand.
TYPED = {
    "activities": (
        [
            {"活动名称": "义诊", "开始日期": "2024/10/7", "结束日期": "2024年10月8日", "参与人次": "1,250", "填报人": "张"},
            {"活动名称": "讲座", "结束日期": "20241109", "参与人次": 80, "计数口径": "去重人数"},
        ],
        "select name, started_on, ended_on, participant_count, counting from activity order by ended_on",
        [
            ("义诊", date(2024, 10, 7), date(2024, 10, 8), 1250, None),
            ("讲座", None, date(2024, 11, 9), 80, "去重人数"),
        ],
    ),
    "authors": (
        [
            {"内容标题": "《河长》治水", "发表日期": "2024/10/8", "作者": "张三", "份额": "60%"},
            {"内容标题": "《河长》治水", "发表日期": "2024年10月8日", "作者": "李四"},
        ],
        "select title_key, published_on, author, share from authorship order by author desc",
        [
            ("河长治水", date(2024, 10, 8), "李四", None),
            ("河长治水", date(2024, 10, 8), "张三", Decimal("0.6")),
        ],
    ),
    "awards": (
        [
            {"奖项名称": "年度新媒体", "级别": "省级", "获奖日期": "2024.10.8"},
            {"奖项名称": "最佳短视频", "级别": "其他", "获奖日期": "2024年12月1日"},
        ],
        "select name, level, awarded_on from award order by awarded_on",
        [("年度新媒体", 2, date(2024, 10, 8)), ("最佳短视频", 0, date(2024, 12, 1))],
    ),
    "benchmarks": (
        [
            {"对标对象": "行业平均", "周期": "2024年第四季度", "指标": "interaction_rate", "数值": "0.052", "来源": "年报"},
            {"对标对象": "行业平均", "周期": "2024-Q3", "指标": "monthly_reads", "数值": "1,200.5", "来源": "年报"},
        ],
        "select name, period, measure, value from benchmark order by period",
        [
            ("行业平均", "2024Q3", "monthly_reads", Decimal("1200.5")),
            ("行业平均", "2024Q4", "interaction_rate", Decimal("0.052")),
        ],
    ),
    "categories": (
        [
            {"内容标题": "《医保》新政，一图读懂！", "发表日期": "2024/10/8", "分类": "政策解读"},
            {"内容标题": "停水通知", "发表日期": "2024年10月9日", "分类": "通知公告"},
        ],
        "select title_key, published_on, category from post_category order by published_on",
        [("医保新政一图读懂", date(2024, 10, 8), "政策解读"), ("停水通知", date(2024, 10, 9), "通知公告")],
    ),
    "commentary": (
        [
            {"周期": "2024Q4", "指标": "monthly_reads", "指标名称": "月均阅读量", "原因": "推送减少", "措施": "每周两次", "责任人": "李", "期限": "2025/3/31", "状态": "进行中"},
            {"周期": "2024年第四季度", "指标": "awards"},
        ],
        "select period, indicator, cause, action, owner, due_on, status from commentary order by indicator desc",
        [
            ("2024Q4", "monthly_reads", "推送减少", "每周两次", "李", date(2025, 3, 31), "running"),
            ("2024Q4", "awards", None, None, None, None, None),
        ],
    ),
    "decisions": (
        [
            {"周期": "2024年第三季度", "决定事项": "菜单改版", "责任人": "李", "期限": "2024年11月30日", "状态": "已完成", "落实情况": "11月28日上线"},
            {"周期": "2024", "决定事项": "开设专栏", "状态": "未开始"},
        ],
        "select period, item, owner, due_on, status, outcome from decision order by due_on",
        [
            ("2024Q3", "菜单改版", "李", date(2024, 11, 30), "done", "11月28日上线"),
            ("2024", "开设专栏", None, None, "waiting", None),
        ],
    ),
    "errors": (
        [
            {"内容标题": "停水通知", "差错内容": "日期写错", "发现日期": "2024-10-8", "差错类型": "事实", "更正日期": "2024.10.9"},
            {"内容标题": "停水通知", "差错内容": "“截止”误为“截至”", "发现日期": "2024/10/10", "差错类型": "文字"},
        ],
        "select error, found_on, kind, corrected_on from content_error order by found_on",
        [
            ("日期写错", date(2024, 10, 8), "事实", date(2024, 10, 9)),
            ("“截止”误为“截至”", date(2024, 10, 10), "文字", None),
        ],
    ),
    "incidents": (
        [
            {"事件": "路灯不亮", "发现日期": "2024年10月5日", "级别": "蓝色", "是否计入": "是"},
            {"事件": "谣言", "发现日期": "20241106", "级别": "红色", "是否计入": "否", "不计入原因": "与本单位无关"},
        ],
        "select name, found_on, level, is_counted, reason from incident order by found_on",
        [
            ("路灯不亮", date(2024, 10, 5), 1, True, None),
            ("谣言", date(2024, 11, 6), 4, False, "与本单位无关"),
        ],
    ),
    "messages": (
        [
            {
                "日期": "2024/10/8", "平台": "微信公众号", "账号": "云川发布", "收到留言数": "1,020", "已回复数": 990,
                "24小时内回复数": 900, "平均回复时长（小时）": "6.5",
            },
            {"日期": "2024年10月9日", "平台": "抖音", "账号": "云川发布", "收到留言数": 0, "已回复数": 0},
        ],
        "select platform, account, day, received_count, answered_count, answered_in_day_count, reply_seconds from message order by day",
        [
            ("wechat", "云川发布", date(2024, 10, 8), 1020, 990, 900, Decimal(23400)),
            ("douyin", "云川发布", date(2024, 10, 9), 0, 0, None, None),
        ],
    ),
    "experiments": (
        [
            {
                "试验": "开学", "版本": "A", "标题": "九月一日开学", "开始日期": "2024-10-08", "结束日期": "2024年10月9日",
                "展示次数": "1,000", "点击次数": 50,
            },
            {"试验": "开学", "版本": "B", "结束日期": "20241009", "展示次数": 980, "点击次数": 0},
        ],
        "select experiment, variant, title, started_on, ended_on, shown_count, clicked_count from experiment order by variant",
        [
            ("开学", "A", "九月一日开学", date(2024, 10, 8), date(2024, 10, 9), 1000, 50),
            ("开学", "B", None, None, date(2024, 10, 9), 980, 0),
        ],
    ),
    "milestones": (
        [
            {"里程碑": "菜单改版", "计划开始日期": "2024/1/2", "计划完成日期": "2024年1月31日", "实际完成日期": "20240202"},
            {"里程碑": "年度评估", "计划完成日期": "2024-11-30", "责任人": "李"},
        ],
        "select name, started_on, due_on, done_on, owner from milestone order by due_on",
        [
            ("菜单改版", date(2024, 1, 2), date(2024, 1, 31), date(2024, 2, 2), None),
            ("年度评估", None, date(2024, 11, 30), None, "李"),
        ],
    ),
    "partnerships": (
        [
            {"合作方": "示例日报", "合作方类型": "主流媒体", "签约日期": "2024/10/8"},
            {"合作方": "某博主", "合作方类型": "KOL", "签约日期": "2024年11月1日"},
        ],
        "select partner, kind, signed_on from partnership order by signed_on",
        [("示例日报", "主流媒体", date(2024, 10, 8)), ("某博主", "KOL", date(2024, 11, 1))],
    ),
    "publications": (
        [
            {"稿件标题": "《河长》治水", "刊播媒体": "示例日报", "媒体级别": "市级", "版面": "头版", "刊播日期": "2024/10/8", "作者": "张三、李四"},
            {"稿件标题": "夜校开班", "刊播媒体": "省台", "媒体级别": "省级", "刊播日期": "2024年10月9日"},
        ],
        "select title_key, medium, level, place, published_on, authors from publication order by published_on",
        [
            ("河长治水", "示例日报", 2, "头版", date(2024, 10, 8), "张三、李四"),
            ("夜校开班", "省台", 3, "无", date(2024, 10, 9), None),
        ],
    ),
    "ratings": (
        [
            {"评分人": "专家1", "评分对象": "部门", "评分项目": "内容质量", "评分": "91.5", "评分日期": "2024/10/8"},
            {"评分人": "专家2", "评分对象": "部门", "评分项目": "内容质量", "评分": 88, "评分日期": "2024年10月8日", "填报人": "张"},
        ],
        "select rater, subject, item, grade, rated_on from rating order by rater",
        [
            ("专家1", "部门", "内容质量", Decimal("91.5"), date(2024, 10, 8)),
            ("专家2", "部门", "内容质量", Decimal(88), date(2024, 10, 8)),
        ],
    ),
    "service": (
        [
            {"日期": "2024/10/8", "业务事项": "医保", "线上咨询量": "1,200", "线上解决量": 1000, "线下咨询量": 0},
            {"日期": "2024年10月9日", "业务事项": "医保", "线上咨询量": 3, "线上解决量": 2},
        ],
        "select day, online_count, resolved_online_count, offline_count from service_daily order by day",
        [(date(2024, 10, 8), 1200, 1000, 0), (date(2024, 10, 9), 3, 2, None)],
    ),
    "spend": (
        [
            {"凭证号": "0012", "支出日期": "2024/10/8", "用途": "拍摄", "预算类别": "内容", "金额（元）": "1,203.5"},
            {"凭证号": "0013", "支出日期": "2024年10月9日", "用途": "投放", "预算类别": "推广", "金额（元）": "-0.07", "渠道": "朋友圈"},
        ],
        "select voucher, spent_on, kind, amount_fen, channel from spend order by spent_on",
        [("0012", date(2024, 10, 8), "内容", 120350, None), ("0013", date(2024, 10, 9), "推广", -7, "朋友圈")],
    ),
    "topics": (
        [
            {"选题": "医保新政", "计划发布日期": "2024/10/8", "实际发布日期": "2024年10月9日", "发布标题": "一图读懂"},
            {"选题": "停水", "计划发布日期": "20241010", "未发布原因": "改期"},
        ],
        "select topic, planned_on, published_on, reason from topic_plan order by planned_on",
        [
            ("医保新政", date(2024, 10, 8), date(2024, 10, 9), None),
            ("停水", date(2024, 10, 10), None, "改期"),
        ],
    ),
    "values": (
        [
            {"对象": "部门", "周期": "2024年4季度", "指标": "satisfaction", "数值": "0.82", "来源": "电话回访"},
            {"对象": "部门", "周期": "2024Q3", "指标": "satisfaction", "数值": 0.8, "来源": "电话回访"},
        ],
        "select period, value from measure_value order by period",
        [("2024Q3", Decimal("0.8")), ("2024Q4", Decimal("0.82"))],
    ),
}  # fmt: skip


def as_in_wps(sheet):
    """A second title and merged heads, blank rows, a total row, and remarks below."""
    sheet.insert_rows(4)
    sheet.append([])
    sheet.append(["合 计：", *[None] * (sheet.max_column - 1)])
    sheet.append(["注：数据截至12月31日"])
    sheet.append(["填表人：张", None, "审核：李", "填表日期：2024-12-31"])
    sheet.insert_rows(2)
    sheet["A2"] = "填报单位：示例市某局"
    sheet.merge_cells("A1:H1")
    sheet.merge_cells("A2:H2")


def test_every_form_is_tried():
    assert sorted(TYPED) == NAMES


@pytest.fixture(scope="module")
def registers(tmp_path_factory):
    """A workspace with every form filled in by hand, and what became of each."""
    desk = Desk(tmp_path_factory.mktemp("registers"))
    paths = [desk.drop(name, filled(name, *TYPED[name][0], change=as_in_wps), "registers") for name in NAMES]
    yield desk, dict(zip(NAMES, desk.ingest(*paths), strict=True))
    desk.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_form_filled_in_by_hand_is_read_as_it_was_meant(name, registers):
    _, query, expected = TYPED[name]
    desk, result = registers[0], registers[1][name]
    assert (result.state, result.rows.loaded, result.rows.rejected) == ("loaded", 2, 0), result.error
    assert desk.ask(query) == expected
    ignored = dict(
        desk.ask("select reason, row_count from ignored join file f using (file_id) where f.name = $n", n=name)
    )
    assert ignored["total"] == 1
    assert ignored["note"] == 2
    # the sheet 说明 has a header and a row for each column, and is nothing that anybody filled in
    assert ignored["help"] > 2
    assert result.ignored_count == sum(ignored.values()) - ignored["help"] == result.rows.ignored - ignored["help"]
    assert "sheet" not in ignored
    (listed,) = (one for one in loaded_files(desk.store.engine) if one.name == name)
    assert (listed.rows_in, listed.rows_ignored) == (2 + result.ignored_count, result.ignored_count)
    assert "合计 1" in result.ignored_text.zh
    assert "notes 2" in result.ignored_text.en


def test_equal_rows_of_a_form_are_among_those_left_alone(desk):
    record = TYPED["spend"][0][0]
    result = desk.load(filled("spend", record, record))
    assert "完全相同的行 1" in result.ignored_text.zh
    assert sum(result.ignored.values()) == result.rows.ignored


def test_the_sum_below_the_payments_is_not_one_more(desk):
    records = TYPED["spend"][0]

    def total(sheet):
        sheet.append(["合计", None, None, None, 1203.43])

    desk.load(filled("spend", *records, change=total))
    assert ("total", 1) in desk.ask("select reason, row_count from ignored")
    assert desk.ask("select sum(amount_fen) from spend") == [(120343,)]


@pytest.mark.parametrize("amount", ["2.175", "1.2万", *seldom("约100", "12%", "百元")])
def test_an_amount_that_no_account_holds_is_rejected(amount, still):
    record = {**TYPED["spend"][0][0], "金额（元）": amount}
    assert "金额(元)=" in reason(still.load(filled("spend", record))).replace("（", "(").replace("）", ")")


def test_a_benchmark_may_be_a_percentage(desk):
    assert desk.load(filled("benchmarks", {**TYPED["benchmarks"][0][0], "数值": "5.2%"})).rows.loaded == 1
    assert desk.ask("select value from benchmark") == [(Decimal("0.052"),)]


def test_a_record_that_only_begins_like_a_remark_is_not_left_out(desk):
    record = {"活动名称": "说明会", "结束日期": "2024-10-08", "参与人次": 30}
    note = {"活动名称": "注：新生见面会", "结束日期": "2024-10-09", "参与人次": 40}
    assert desk.load(filled("activities", record, note)).rows.loaded == 2
    assert desk.ask("select sum(participant_count) from activity") == [(70,)]


@pytest.mark.campaign
def test_a_milestone_moved_to_another_day_stays_one_milestone(desk):
    first = {"里程碑": "评估", "计划完成日期": "2024-11-30"}
    desk.load(filled("milestones", first), "a.xlsx")
    desk.load(filled("milestones", {**first, "计划完成日期": "2024-12-15"}), "b.xlsx")
    assert desk.ask("select name, due_on from milestone") == [("评估", date(2024, 12, 15))]


def test_a_register_without_the_columns_of_a_declaration_is_told_that_they_may_stay_empty(still):
    def change(sheet):
        headers = [cell.value for cell in sheet[2]]
        sheet.delete_cols(headers.index("本期无起") + 1, 2)

    line = reason(still.load(filled("awards", TYPED["awards"][0][0], change=change)))
    assert "本期无起, 本期无止" in line
    assert "只有声明“本期无”时才填" in line


@pytest.mark.campaign
def test_a_form_written_as_csv_is_read_back(desk):
    for name in NAMES:
        words = written(name, container="csv")[0].decode("utf-8-sig").splitlines()[1].split(",")
        desk.drop(name, files.text([words, *([record.get(word) for word in words] for record in TYPED[name][0])]))
    assert {Path(one.path).name: one.rows.loaded for one in desk.ingest()} == dict.fromkeys(NAMES, 2)
    for name in NAMES:
        _, query, expected = TYPED[name]
        assert desk.ask(query) == expected, name


def nil_of(unit):
    return {"事件": "本期无", "单位": unit, "本期无起": "2024-01-01", "本期无止": "2024-03-31", "填报人": "张"}


@pytest.mark.campaign
def test_two_units_declare_the_same_days_and_have_the_same_entry_each_for_itself(desk):
    entry = {"日期": "2024-01-31", "业务事项": "社保", "线上咨询量": 10, "线上解决量": 5}
    loads = [
        ("一科/incidents.xlsx", filled("incidents", nil_of("一科"))),
        ("二科/incidents.xlsx", filled("incidents", nil_of("二科"))),
        ("全部/incidents.xlsx", filled("incidents", nil_of(None))),
        ("一科/service.xlsx", filled("service", {**entry, "单位": "一科"})),
        ("二科/service.xlsx", filled("service", {**entry, "单位": "二科", "账号": "wechat/b"})),
    ]
    for name, data in loads:
        found = desk.load(data, name.partition("/")[2], name.partition("/")[0])
        assert (found.rows.loaded, found.findings) == (1, ())
    assert desk.ask("select of_unit from declaration order by 1") == [("一科",), ("二科",), (None,)]
    assert desk.ask("select of_unit, of_account, online_count from service_daily order by 1") == [
        ("一科", None, 10),
        ("二科", "wechat/b", 10),
    ]
    again = desk.load(filled("incidents", {**nil_of("二科"), "填报人": "李"}), "incidents.xlsx", "二科")
    assert (again.state, desk.ask("select count(*), count(distinct of_unit) from declaration")) == ("loaded", [(3, 2)])


@pytest.mark.parametrize("word", ["NA", "-1", *seldom("不详", "未统计", "—")])
def test_a_word_for_no_value_is_one_where_a_number_may_be_unknown_and_nowhere_else(word, desk):
    entry = {"日期": "2024-01-31", "业务事项": "社保", "线上咨询量": 10, "线上解决量": 5, "线下咨询量": word}
    assert desk.load(filled("service", entry)).rows.loaded == 1
    assert desk.ask("select offline_count from service_daily") == [(None,)]
    if word != "—":
        assert "线上咨询量" in reason(desk.load(filled("service", {**entry, "线上咨询量": word}), "b.xlsx"))


def test_every_form_knows_the_same_words_for_no_value_in_all_of_its_numbers():
    numbers = {
        (name, column.name): set(column.missing)
        for name in NAMES
        for feed in forms.form(name).feeds
        for column in feed.columns
        if column.headers and column.kind in ("count", "number", "share", "fen", "seconds")
    }
    assert {name for name, _ in numbers} == {
        "activities",
        "authors",
        "benchmarks",
        "experiments",
        "messages",
        "ratings",
        "service",
        "spend",
        "values",
    }
    assert all(words >= {"NA", "不详", "未统计", "无数据"} for words in numbers.values())
    assert {key for key, words in numbers.items() if "-1" not in words} <= {
        ("values", "value"), ("benchmarks", "value"), ("spend", "amount_fen"), ("spend", "return_fen"), ("authors", "share")
    }  # fmt: skip


def typed(number, **cells):
    return {"对象": "部门", "周期": "2024Q4", "指标": "x", "数值": number, "来源": "台账", **cells}


@pytest.mark.campaign
def test_a_value_that_is_said_to_be_none_is_loaded_as_none_and_takes_the_place_of_the_one_that_it_corrects(desk):
    for number, value in ((5, 5), ("NA", None), (-1, -1)):
        assert desk.load(filled("values", typed(number)), "a.xlsx").rows.loaded == 1
        assert desk.ask("select value from measure_value") == [(value,)]


@pytest.mark.parametrize("cells", [typed(None), typed("NA", 覆盖计算值="是", 原因="复核", 填报人="张")])
def test_a_blank_value_is_rejected_and_so_is_none_that_is_to_replace_a_computed_one(cells, desk):
    assert "数值" in reason(desk.load(filled("values", cells)))
