"""Rows below a header that are no records: totals, notes, headers; the same in small and in big files."""

import os
import random
import unicodedata
from datetime import date

import pytest

from pubkpi.ingest.containers import columns
from pubkpi.ingest.rows.kinds import NO_WIDTH, SPACE, is_note, is_total_word
from tests.examples import few, seldom
from tests.ingest import files
from tests.ingest.desk import reason
from tests.ingest.samples import ARTICLES, GROWTH, READS, SINGLE, TOTALS, beside, growth_days, indented
from tests.ingest.samples import GROWTH_HEADER as HEADER
from tests.ingest.samples_platforms import DOUYIN

DAYS = growth_days(1, 30)
POSTS_HEADER = ("内容标题", "发表时间", "总阅读人数", "送达阅读率", "内容url")
POSTS = [(f"第{i}期", f"202403{1 + i % 28:02}", i, "0.0374", f"http://x/s/{i}") for i in range(40)]


@pytest.fixture
def both(both_sizes):
    """What becomes of a file that is read cell by cell, and of the same one left to the engine."""

    def outcomes(data, limit=0.05, **said):
        told = [
            (
                result.state,
                result.rows,
                result.error.line("zh") if result.error else "",
                # to compare all titles of a big file would take as long as loading it
                [str(one) for one in result.findings if one.id != "ingest.ambiguous_post"],
                facts,
                kept,
            )
            for result, facts, kept in both_sizes(data, limit=limit, **said)
        ]
        assert told[0] == told[1]
        return told[0]

    return outcomes


SWAPPED = ("时间", "取消关注人数", "新关注人数", "净增关注人数", "累积关注人数")
OTHER_TABLES = {
    "the columns in another order": [SWAPPED, ("2024-04-01", 1, 41, 40, 18041)],
    "another export": [("日期", "阅读人数", "分享人数", "收藏人数", "发表篇数"), ("2024-04-01", 820, 5, 3, 1)],
    "another export behind a blank row": [(), ("渠道", "阅读人数"), ("全部", 820)],
    "headers that nobody knows": [("统计日", "甲指标", "乙指标"), ("2024-04-01", 820, 5)],
    "a narrower table": [(), ("日期", "播放量"), ("2024-04-01", 820)],
    "a wider table": [(*HEADER[:3], "净增关注人数", "渠道", "累积关注人数"), ("2024-04-01", 41, 1, 40, "全部", 18041)],
    "English headers in another order": [("date", "lost followers", "new followers", "net", "total"), ("2024-04-01", 1, 41, 40, 9)],
}  # fmt: skip


TURNED = ("内容url", "发表时间", "总阅读人数", "送达阅读率", "内容标题")


@pytest.mark.parametrize("other", OTHER_TABLES)
@pytest.mark.parametrize("container", ["text", *seldom("xls", "xlsx", "html")])
def test_a_row_that_reads_as_another_header_refuses_the_file(still, other, container):
    rows = [HEADER, *DAYS, *OTHER_TABLES[other]]
    line = reason(still.load(files.CONTAINERS[{"text": "csv"}.get(container, container)](rows)))
    at = 32 + (not OTHER_TABLES[other][0])
    assert f"!{at}: 这一行像是另一个表头" in line
    assert "与第 1 行的不同" in line
    assert "一个文件只放一张表，请分开保存" in line


@pytest.mark.parametrize(
    ("container", "other"),
    [
        ("xlsx", TURNED),
        ("text", ("内容标题", "总阅读人数", "发表时间", "送达阅读率", "内容url")),
        *seldom(
            ("text", ("题", "日", "甲", "乙")),
            ("xlsx", (None, "日期", "阅读")),
            ("text", TURNED),
            ("xlsx", ("内容标题", "总阅读人数", "发表时间", "送达阅读率", "内容url")),
            ("xlsx", ("题", "日", "甲", "乙")),
            ("text", (None, "日期", "阅读")),
        ),
    ],
)
def test_a_big_file_with_another_header_is_refused_with_the_same_words(both, container, other):
    rows = [POSTS_HEADER, *POSTS, other, *POSTS[:3]]
    state, rows, line, *_ = both(getattr(files, container)([(*row, *[None] * (5 - len(row))) for row in rows]))
    # the address may stand anywhere: then nothing but the words differ, and a title under 内容url is no harm
    assert state == "refused"
    assert "!42: 这一行像是另一个表头" in line


def test_headers_again_in_other_words_over_the_same_columns_are_files_joined(both):
    again = ("文章标题", "发表日期", "总阅读人数", "送达阅读率", "内容url")
    rows = [POSTS_HEADER, *POSTS[:20], POSTS_HEADER, *POSTS[20:30], (" 内容标题 ", *POSTS_HEADER[1:]), *POSTS[30:]]
    state, counts, _, _, _, kept = both(files.text(rows))
    assert (state, counts.loaded, counts.ignored) == ("loaded", 40, 2)
    assert kept[1] == [("header", 2)]
    assert again


@pytest.mark.campaign
def test_rows_of_words_are_no_header_when_figures_stand_in_them_or_too_little_does(both):
    odd = [
        ("题一", "没有日期", 5, "0.1", "http://x/a"),
        ("题二", "20240301", "未知", "不详", "http://x/b"),
        ("题三", "暂无", None, None, None),
        ("题四", "无", "无", "无", "无"),
    ]
    state, counts, _, _, _, kept = both(files.text([POSTS_HEADER, *POSTS * 3, *odd]), limit=0.5)
    assert (state, counts.rejected) == ("loaded", 4)
    assert [row[4:6] for row in kept[0]] == [(None, "published_on")] * 4 or len(kept[0]) == 4


def test_a_header_below_a_block_refuses_the_file_too(still):
    reads = [*READS, (), ("日期", "阅读人数", "渠道"), ("2024-03-07", 5, "全部")]
    assert "这一行像是另一个表头" in reason(still.load(files.xls(beside(reads, TOTALS, ARTICLES))))


DOUBLES = {
    "the same header twice": ((*HEADER, "新关注人数"), 1, "B 新关注人数 和 F 新关注人数"),
    "two names of one column": ((*HEADER, "新增关注"), 1, "B 新关注人数 和 F 新增关注"),
    "two days": ((*HEADER, "日期"), 0, "A 时间 和 F 日期"),
}


@pytest.mark.parametrize("double", DOUBLES)
@pytest.mark.parametrize("container", few(files.CONTAINERS, "csv", "xls"))
def test_two_columns_that_mean_the_same_are_refused_where_they_differ(still, double, container):
    header, place, names = DOUBLES[double]
    rows = [header, *((*row, row[place]) for row in DAYS[:-1]), (*DAYS[-1], "2024-03-29" if place == 0 else 7)]
    line = reason(still.load(files.CONTAINERS[container](rows)))
    assert "!31: " in line
    assert f"{names} 是同一项，内容却不同" in line


@pytest.mark.campaign
def test_of_two_columns_that_are_the_same_in_every_row_one_is_loaded_however_big_the_file(both):
    header = (*POSTS_HEADER, "总阅读人数")
    state, counts, *_ = both(
        files.text([header, *((*row, row[2]) for row in POSTS), ("合计", None, 780, None, None, 1)])
    )
    assert (state, counts.loaded, counts.ignored) == ("loaded", 40, 1)
    state, _, line, *_ = both(
        files.text([header, *((*row, row[2]) for row in POSTS), ("末", "20240301", 5, "", "u", "")])
    )
    assert state == "refused"
    assert "!42: C 总阅读人数 和 F 总阅读人数 是同一项，内容却不同（5 ≠ ）" in line


def test_a_column_twice_in_one_block_is_refused_but_the_days_of_two_blocks_are_two(still, desk):
    twice = [READS[0], (*READS[1], "阅读人数"), *((*row, 1) for row in READS[2:])]
    assert "内容却不同（1320 ≠ 1）" in reason(still.load(files.xls(beside(twice, TOTALS, ARTICLES))))
    assert desk.load(files.xls(beside(READS, TOTALS, ARTICLES))).state == "loaded"


@pytest.mark.parametrize("gap", [4, *seldom(0, 10, 16)])
def test_a_cell_between_or_beyond_the_blocks_rejects_the_row_in_each_of_them(desks, gap):
    rows = [(*row, *[None] * 17)[:17] for row in beside(READS, TOTALS, ARTICLES)]
    rows[2] = (*rows[2][:gap], "7", *rows[2][gap + 1 :])
    desk = desks()
    (result,) = desk.ingest(desk.drop("a.xls", files.xls(rows)), limit=0.9)
    assert (result.state, result.rows.rejected) == ("loaded", 3)
    assert desk.ask("select distinct row, reason from reject") == [(3, "#wide")]


def test_two_values_behind_a_label_are_rejected_and_a_label_twice_with_other_values_is_refused(still):
    for number, row in ((1, ("园区", "安全生产月启动")), (3, ("阅读(人)", 18, 401)), (7, (8, "收藏(人)", 8))):
        line = reason(still.load(files.text(indented([*SINGLE[: number - 1], row, *SINGLE[number:]]))))
        assert f"!{number} '{' | '.join(map(str, row))}'" in line
        assert "标题或标签后有多出的内容" in line
    twice = [*SINGLE[:3], ("阅读（人）", 914), *SINGLE[3:]]
    assert "阅读（人） 与第 3 行的 阅读(人) 是同一项，内容却不同（913 ≠ 914）" in reason(
        still.load(files.xls(indented(twice)))
    )


@pytest.mark.parametrize("rows", [GROWTH[:2], [*GROWTH[:2], ("合计", 0, 0, 0, None)], [HEADER, (), ()]])
@pytest.mark.parametrize("container", few(files.CONTAINERS, "csv", "xls"))
def test_headers_without_rows_say_that_the_range_has_no_data(still, rows, container):
    result = still.load(files.CONTAINERS[container](rows))
    assert "这个时间段没有数据" in reason(result)
    assert "no data in this range" in result.error.line("en")


@pytest.mark.parametrize("container", ["csv", "xlsx", "html"])
def test_a_header_of_two_levels_is_refused_as_such(still, container):
    two = [("时间", "粉丝变化", None, None, "累积关注人数"), (None, *HEADER[1:4], None)]
    names = [("时间", "用户", None, None, None), (None, "新关注", "取消关注", "净增关注", "累积关注")]
    for rows, at in (([*two, *DAYS], 1), ([("四月用户",), (), *two, *DAYS], 3), ([*names, *DAYS], 1)):
        result = still.load(files.CONTAINERS[container](rows))
        assert f"!{at}: 表头分了两行（第 {at}、{at + 1} 行）" in reason(result)
        assert f"the header has two levels (rows {at} and {at + 1})" in result.error.line("en")
    assert "没有认出任何表头" in reason(still.load(files.CONTAINERS[container]([("甲", None), (None, "乙"), (1, 2)])))


TOTAL = ["合计", "合 计", "合计：", "总计:", " 合计 ： ", "本页合计", "本页小计", "合\u200b计", "\u3000总\u3000计\u3000", "共计", "Total", "TOTAL:",
         "Ｔｏｔａｌ", "Grand Total", "Subtotal", "【合计】", "(合计)", "合计（元）", "累计（3月）", "累计至今", "\ufeff小计", "全年合计", "合計",
         "3月合计", "3 月 份 合 计：", "１２月小计", "十二月合计", "2024年合计", "2024年度总计", "2024年3月合计", "3月1日-3月31日合计",
         "2024-03合计", "一季度合计", "第一季度小计", "Q1合计", "2024Q1 total", "上半年累计", "下半年平均", "第3周小计", "本季度合计", "当月合计",
         "平均", "平均值", "平均数：", "均值", "本月平均", "日均", "月均值", "总平均", "合计数", "总数", "总和", "Average", "AVG:", "最大值",
         "最低（元）", "同比", "环比"]  # fmt: skip
NO_TOTAL = [
    "合计报告",
    "累计服务群众百万人次",
    "Total Recall",
    "共计划三场",
    "小计算机进校园",
    "总计划",
    "1",
    "总",
    "合",
    "本页",
    "第3期合计",
    "3月合计报告",
    "平均每天三场",
    "2024-03-05",
    "3月",
    "第一季度",
    "日均百万人次的地铁站",
    "最高人民法院",
    "环比两端",
    " \u200b" * 10_000 + "合",
    "合计" + " " * 20_000 + "报告",
    "",
]


def test_totals_are_known_however_they_are_written_and_titles_are_none():
    assert [word for word in TOTAL if not is_total_word(word)] == []
    assert [word for word in NO_TOTAL if is_total_word(word)] == []
    assert is_note((None, "注：数据仅供参考", None, "填表人: 张三"))
    assert is_note(("导出时间：2024-05-01 10:00", None, "统计口径: 去重"))
    assert not is_note(("更新时间表", None))
    assert not is_note(("说明会：时间", None))
    assert not is_note(("注：", "5"))


def test_the_blanks_of_a_pattern_are_those_of_the_language():
    def signs(span):
        parts = list(span)
        while parts:
            first = parts.pop(0)
            last = parts.pop(1) if parts[:1] == ["-"] else first
            if last != first:
                parts.pop(0)
            yield from map(chr, range(ord(first), ord(last) + 1))

    space, nothing = set(signs(SPACE)), set(signs(NO_WIDTH))
    plane = [chr(i) for i in range(0x10000)]
    assert space == {one for one in plane if one.isspace()}
    assert nothing <= {one for one in plane if unicodedata.category(one) in ("Cf", "Cn")}


def decorated(chance, count):
    """Rows whose first words are totals, notes and what looks like them, in all dress, with what else they have."""
    dress = [" ", "\u3000", "\u200b", "\ufeff", "\xa0", "\t", ""]
    words = [
        "合计",
        "总计",
        "小计",
        "累计",
        "共计",
        "本页合计",
        "3月合计",
        "一季度平均",
        "2024合",
        "2024-03-05",
        "Total",
        "total",
        "合计报告",
        "累计百万",
        "均值",
        "注：略",
        "注",
        "填表人：张",
        "导出时间：1",
        "统计区间: 略",
        "标题",
        "-",
        "（",
        "计",
    ]
    tails = ["", "", "：", ":", "（元）", "(3月)", "至今", "2024", "】", "…", "报告", " "]
    heads = ["", "", "", "【", "(", "*", "第", "'"]
    for i in range(count):
        word = "".join(one + chance.choice(dress if chance.random() < 0.2 else [""]) for one in chance.choice(words))
        cell = chance.choice(dress) + chance.choice(heads) + word + chance.choice(tails) + chance.choice(dress)
        row = [cell, f"202403{1 + i % 28:02}", i, "0.1", f"http://y/{i}"]
        for place in range(1, 5):
            if chance.random() < 0.4:
                row[place] = chance.choice([None, " ", cell, "备注：1"])
        if chance.random() < 0.2:
            row = [None, cell, *row[2:]]
        yield tuple(row)


@pytest.mark.campaign
def test_a_total_or_note_in_whatever_dress_is_the_same_in_small_and_big_files(both):
    state, counts, *_ = both(files.text([POSTS_HEADER, *POSTS, *decorated(random.Random(7), 400)]), limit=0.99)
    assert state == "loaded"
    assert counts.ignored > 50
    assert counts.rejected > 50


@pytest.mark.campaign
def test_many_more_totals_are_the_same_in_small_and_big_files(both):
    for seed in range(6 * int(os.environ.get("PUBKPI_CAMPAIGN", "1"))):
        both(files.text([POSTS_HEADER, *POSTS, *decorated(random.Random(seed), 5000)]), limit=0.999)


def test_a_blank_row_between_records_is_one_and_those_behind_the_last_are_none(both):
    nothing = ("",) * len(POSTS_HEADER)
    data = files.text([POSTS_HEADER, *POSTS[:-1], nothing, POSTS[-1], nothing])
    state, counts, *_, kept = both(data)
    assert (state, counts.loaded, counts.ignored) == ("loaded", len(POSTS), 1)
    assert kept[1] == [("blank", 1)]


def test_a_post_called_like_a_total_is_loaded(both):
    named = [
        (word, "20240305", 5, "0.1", f"http://z/{i}")
        for i, word in enumerate(["合计报告", "累计服务百万", "合计", "3月合计", "日均"])
    ]
    bare = [("合计报告", "20240306", 6, None, "http://z/8"), ("注：意", "20240306", 6, "0.2", "http://z/9")]
    state, counts, _, _, facts, _ = both(files.text([POSTS_HEADER, *POSTS, *named, *bare]))
    assert (state, counts.loaded, counts.ignored) == ("loaded", 47, 0)
    assert all(f"title={one[0]}" in facts for one in (*named, *bare))


@pytest.mark.campaign
def test_no_account_of_a_ranking_is_called_like_a_total(both):
    header = ("账号名称", "发布次数", "文章数", "阅读数", "新榜指数")
    rows = [(f"{place}发布", 30, 60, 1000 * i, 500 + i) for i, place in enumerate("甲乙丙丁", 1)]
    sums = [("合计", 120, 240, 10_000, 2010), ("平均", 30, 60, 2500, 502.5)]
    state, counts, *_, facts, kept = both(
        files.text([header, *rows, *sums]), as_of=date(2024, 6, 30), account=None, also=False
    )
    assert (state, counts.loaded, counts.ignored) == ("loaded", 4, 2)
    assert kept[1] == [("total", 2)]
    assert "合计" not in facts


def on_two_sheets(first, second, container):
    """A file with these tables on two sheets, or one below the other in HTML."""
    if container == "html":
        return files.html(first).replace(b"</body></html>", b"") + files.html(second).partition(b"<body>")[2]
    return getattr(files, container)(first, "一月", 二月=second)


SHEETS = {"the same rows again": (DAYS[25:], 30, 5), "other days": (growth_days(1, 3, month="2024-04"), 33, 0)}


@pytest.mark.parametrize("container", ["xlsx", *seldom("xls", "html")])
def test_two_sheets_with_the_same_header_are_parts_of_one_file(desk, container):
    for words, (second, days, again) in SHEETS.items():
        result = desk.load(on_two_sheets([HEADER, *DAYS], [HEADER, *second], container), words)
        assert (result.state, result.rows.loaded, result.rows.ignored) == ("loaded", 30 + len(second) - again, again)
        assert [one.id for one in result.findings] == ["ingest.equal_rows"] * bool(again)
        assert desk.counts() == {"account_daily": days}


@pytest.mark.parametrize("container", ["xlsx", "html", *seldom("xls")])
def test_two_sheets_that_contradict_each_other_are_refused_and_both_places_named(still, container):
    second = [HEADER, *growth_days(1, 3, month="2024-04"), (*DAYS[4][:4], 999)]
    result = still.load(on_two_sheets([HEADER, *DAYS], second, container))
    first, other = ("table 1", "table 2") if container == "html" else ("一月", "二月")
    assert f"{first}!6: 与 {other}!5 是同一条数据，“累积关注人数”却不同" in reason(result)
    assert f"{first}!6: the same record as {other}!5, but its 累积关注人数 differs" in result.error.line("en")


@pytest.mark.campaign
def test_big_sheets_of_one_workbook_are_parts_too(desks, monkeypatch):
    told = []
    for big in (10**9, 1):
        monkeypatch.setattr(columns, "BATCHES_FROM", big)
        desk = desks()
        sheets = [POSTS_HEADER, *POSTS[:20], (None, None, 5)], [POSTS_HEADER, *POSTS[20:]]
        (result,) = desk.ingest(desk.drop("a.xlsx", on_two_sheets(*sheets, "xlsx")))
        told.append((result.state, result.rows, desk.facts(), desk.ask("select sheet, row from reject")))
        other = on_two_sheets([POSTS_HEADER, *POSTS[:9]], [("备忘", "内容")] * 70, "xlsx")
        (result,) = desk.ingest(desk.drop("b.xlsx", other, "另一个"))
        assert result.ignored == {"sheet": 70}
    assert told[0] == told[1]
    assert told[0][0] == "loaded"


UNITS = [
    (None, "人", "人", "人", "人"),
    ("年-月-日", "（人）", "（人）", "（人）", "（人）"),
    ("date", "new followers", "lost followers", "net followers", "total followers"),
    ("ref_date", "new_user", "cancel_user", "net", "total"),
]
OTHER_UNITS = [
    ("date", "lost followers", "new followers", "net", "total"),
    ("date", "cancelled", "gained", "net", "total"),
]


@pytest.mark.parametrize(
    ("container", "line"),
    [
        ("text", UNITS[0]),
        *seldom(*((container, line) for container in ("text", "xlsx") for line in UNITS)),
    ],
)
def test_units_and_english_words_right_below_a_header_belong_to_it(both, container, line):
    state, counts, _, _, facts, kept = both(getattr(files, container)([HEADER, line, *DAYS]), limit=0.0)
    assert (state, counts.loaded, kept[1]) == ("loaded", 30, [("header", 1)])
    assert "day=2024-03-02 | new_count=2 | lost_count=1 | net_count=1 | total_count=18001" in facts


@pytest.mark.parametrize("line", [OTHER_UNITS[0], *seldom((OTHER_UNITS[1],))])
def test_english_words_over_another_column_refuse_the_file(both, line):
    state, _, words, *_ = both(files.text([HEADER, line, *DAYS]))
    assert state == "refused"
    assert "!2: 这一行像是另一个表头" in words


@pytest.mark.parametrize(
    "row",
    [
        ("待定", "待补", "未知", "不详", "暂缺"),
        *seldom(((None, "人", "人", "人", "人"),), (("待定", "未统计", None, None, None),)),
    ],
)
@pytest.mark.campaign
def test_words_for_no_figure_make_a_rejected_row_and_no_header(both, row):
    state, counts, *_ = both(files.text([HEADER, *DAYS, row]))
    assert (state, counts.loaded, counts.rejected) == ("loaded", 30, 1)


@pytest.mark.campaign
def test_a_header_that_has_words_with_figures_in_front_is_one_all_the_same(both):
    header, *works = DOUYIN
    many = [(f"作品{i}", f"2024-06-{i:02} 08:30:12", *works[0][2:]) for i in range(1, 29)]
    likes, shares = header.index("点赞量"), header.index("分享量")
    swapped = [*header]
    swapped[likes], swapped[shares] = swapped[shares], swapped[likes]
    state, _, line, *_ = both(files.text([header, *many, swapped, works[1]]), as_of=date(2024, 7, 1))
    assert state == "refused"
    assert "!30: 这一行像是另一个表头" in line


@pytest.mark.parametrize("container", ["html", *seldom("text")])
def test_a_row_that_lost_a_cell_is_rejected_wherever_the_cell_stood(both, container):
    days = growth_days(1, 3, month="2024-04")
    lost = [(*days[0][:2], *days[0][3:]), days[1][:1], days[2][:4]]
    state, counts, _, findings, facts, kept = both(
        getattr(files, container)([HEADER, *DAYS, *lost, DAYS[0]]), limit=0.5
    )
    assert (state, counts.rejected) == ("loaded", 3)
    assert {cell for row in kept[0] for cell in row if str(cell).startswith("#")} == {"#short:4 / 5", "#short:1 / 5"}
    assert "2024-04" not in facts
    assert any("这一行不完整，格数 4 / 5" in one for one in findings)


@pytest.mark.campaign
def test_blank_cells_that_a_program_leaves_out_at_the_end_of_a_line_are_blank(both):
    rows = [(f"http://x/{i}", row[1], row[2], *([3] if i % 2 else [])) for i, row in enumerate(POSTS)]
    rows[0] = (*rows[0], None)
    state, counts, *_ = both(files.text([("内容url", "发表时间", "总阅读人数", "总分享人数"), *rows]))
    assert (state, counts.loaded) == ("loaded", 40)


@pytest.mark.parametrize("container", ["text", "xlsx", *seldom("xls", "html")])
def test_a_header_with_one_cell_too_many_refuses_the_file(still, container):
    rows = [(HEADER[0], "备注", *HEADER[1:]), *DAYS]
    assert still.load(files.CONTAINERS[{"text": "csv"}.get(container, container)](rows)).state == "refused"
    wide = [rows[0], *((*row, None) for row in DAYS)]
    line = reason(still.load(files.CONTAINERS[{"text": "csv"}.get(container, container)](wide)))
    assert "!1: 表头可能多了一格“备注”" in line


@pytest.mark.parametrize("place", [12, *seldom(13, 14, 15)])
def test_a_cell_too_many_in_the_header_of_a_block_refuses_the_file(still, place):
    rows = [list((*row, *[None] * 17)[:17]) for row in beside(READS, TOTALS, ARTICLES)]
    rows[1].insert(place, "备注")
    result = still.ingest(still.drop("a.xls", files.xls(rows)), limit=0.9)[0]
    assert "表头可能多了一格“备注”" in reason(result)


def test_a_column_added_by_hand_that_is_filled_costs_nothing(both):
    rows = [("序号", *HEADER[:2], "备注", *HEADER[2:]), *((i, *row[:2], "雨", *row[2:]) for i, row in enumerate(DAYS))]
    state, counts, *_ = both(files.text(rows))
    assert (state, counts.loaded) == ("loaded", 30)


@pytest.mark.parametrize("container", ["xlsx", *seldom("text")])
def test_rows_of_a_table_above_the_header_count_as_ignored_and_titles_do_not(both, container):
    above = [("用户增长",), ("部门", "本月"), ("宣传科", 5), ("办公室", 7), ()]
    state, counts, _, _, _, kept = both(getattr(files, container)([*above, HEADER, *DAYS]))
    assert (state, counts.came_in, kept[1]) == ("loaded", 33, [("above", 3)])


MULTIPLES = {
    "units below the header": [HEADER, (None, "万人", "万人", "万人", "万人"), *DAYS],
    "a title": [("用户增长（单位：万人）",), HEADER, *DAYS],
    "a line of its own": [("单位：万",), HEADER, *DAYS],
    "a note below": [HEADER, *DAYS, ("注：单位：万",)],
}


@pytest.mark.parametrize("rows", MULTIPLES.values(), ids=MULTIPLES)
def test_figures_in_units_of_ten_thousand_refuse_the_file(still, rows):
    for container in ("csv", "xlsx"):
        assert "以“万" in reason(still.load(files.CONTAINERS[container](rows)))


def test_units_and_names_that_only_begin_like_such_a_unit_change_nothing(desk):
    rows = [("填报单位：万达集团，单位：千岛湖景区",), HEADER, (None, "人", "人", "人", "人"), *DAYS]
    assert desk.load(files.text(rows)).rows.loaded == len(DAYS)


def test_a_total_with_a_day_is_no_entry_of_a_register(both):
    header = ("活动名称", "开始日期", "结束日期", "参与人次", "备注", "本期无起", "本期无止", "填报人")
    none = (None,) * 4
    rows = [("讲座", None, "2024-03-05", 100, *none), ("一季度小计", None, "2024-03-31", 100, *none)]
    state, counts, *_ = both(files.text([("活动登记表",), header, *rows]))
    assert (state, counts.loaded, counts.ignored) == ("loaded", 1, 1)
