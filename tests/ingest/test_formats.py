"""A number whose format shows another one is read as it is shown, or rejected: 12 under 0"万" is never 12."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
import xlwt

from pubkpi.ingest import containers
from pubkpi.ingest.containers import columns
from pubkpi.ingest.containers.delimited import regular_text
from pubkpi.ingest.containers.workbooks import formats
from pubkpi.ingest.profiles.catalogue import shipped
from pubkpi.ingest.reject_workbook import mark_workbook
from pubkpi.ingest.status import rejects
from tests.examples import seldom
from tests.ingest import binary, files
from tests.ingest.samples import GROWTH_HEADER, growth_days
from tests.ingest.samples_platforms import TOUTIAO
from tests.ingest.test_faults import changed, ods
from tests.ingest.test_identities import LIST


def xlsx(rows, formatted):
    """A new workbook of *rows*; the cells at row and column in *formatted* have such number formats."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for (row, column), code in formatted.items():
        book.active.cell(row + 1, column + 1).number_format = code
    return files.saved(book)


def xls(rows, formatted):
    """The same as an old one."""
    book = xlwt.Workbook()
    page = book.add_sheet("a")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            page.write(r, c, value, xlwt.easyxf(num_format_str=formatted.get((r, c), "General")))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


# By what stands behind the number: the formats that make it stand there. ? is the format itself.
SUFFIXES = {
    "": [
        "General", "0", "#,##0.00", "0.00%", '0"人"', '#,##0"次"', '0"篇"', '0"元"', "¥#,##0.00", "[$¥-804]#,##0.00", "[$CNY] 0", '0.00"人民币"', "@", ";;;",
        "[Red]-0", "0_);(0)", "+0;-0;0", '0;-0;"-"', "0.00E+00", "[DBNum1][$-804]General", '"第"0"期"', '0.0"分享"', '0"课时"',
        '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "000-0000", "yyyy-mm-dd", "yyyy-mm-dd h:mm", "h:mm:ss", "mm:ss",
        "[h]:mm:ss", 'h"时"mm"分"',
        # shown in a unit, stored in full
        '0!.0,"万"', '0"."0,"万人"', '0!.0000"万"', '0!.00,,"亿"', '0"万"0000', '0"亿"0000"万"0000', '0.0,"k"', '0,,"百万"',
        '[>=10000]0!.0,"万";0', '0.0,"K";-0.0,"K"',
    ],
    "万": ['0"万"', '0.0"万"', "0万", r"0\万", 'General"万"', 'G/通用格式"万"', '0.0"万";[Red]-0.0"万"', '0"万"_);(0"万")'],
    "亿": ['0.00"亿"'], "%": ['0.0"%"', r"0.0\%"], "秒": ['0"秒"'], "小时": ['0.0"小时"'], "分": ['0"分"', '0.0"分"'], "+": ['0"+"'], "万+": ['0"万+"'],
    "?": [
        '0"千"', '0" k"', '0"百万"', '#,##0"万人"', '0.00"万元"', '0"‰"', '0"个百分点"', '0"min"', '0"分"00"秒"', '"约"0"万"',
        '"≥"0', "0,", "#,##0,,", r"0\.0,", '0.0,"万"', '[>=10000]0"万";0', '0.0%"万"', "h:mm", "h:mm AM/PM", "[h]:mm",
        '[$$-409]#,##0.00', '"US$"#,##0', "[$€-2] 0.00", "[$HK$-C04]0", "[$USD] 0", "[$kr-41D] 0", '0.00" USD"', '0"美元"', '0"′"',
    ],
}  # fmt: skip


def test_what_a_format_puts_behind_a_number():
    for expected, codes in SUFFIXES.items():
        for code in codes:
            assert formats.suffix(code) == (f" ⟨{code}⟩" if expected == "?" else expected), code


CELLS = (
    (12, '0"万"', "12万"),
    (12.3, '0.0"万"', "12.3万"),
    (-12, '0"万"', "-12万"),
    (0.5, '0.0"%"', "0.5%"),
    (12, '0"千"', '12 ⟨0"千"⟩'),
    (123456, '0!.0,"万"', "123456\u200b"),
    (123456, "#,##0", "123456"),
    (0.5, "0.00%", "50%"),
    (0.03125, "h:mm", "00:45:00 ⟨h:mm⟩"),
    (0.03125, "h:mm:ss", "00:45:00"),
    ("12", '0"万"', "12"),
    (45356, "yyyy/m/d", "2024-03-05"),
    (45356, 'yyyy"年"m"月"d"日"', "2024-03-05"),
    (45356, '0"日"', "45356"),
    (5_000_000, '0"d"', "5000000"),
)


def xlsb(rows, formatted):
    """The same as a binary one."""
    return binary.xlsb(rows, formatted)


@pytest.mark.parametrize("write", [xlsx, xls, xlsb])
def test_the_text_of_a_number_has_the_unit_of_its_format(monkeypatch, write):
    cells = [(value, 1) for value, _, _ in CELLS]
    data = write([("a", "b"), *cells], {(i, 0): code for i, (_, code, _) in enumerate(CELLS, start=1)})
    shown = [text for _, _, text in CELLS]
    for big in (columns.BATCHES_FROM, 3):
        monkeypatch.setattr(columns, "BATCHES_FROM", big)
        (sheet,) = containers.complete(containers.read(data, "a")).sheets
        assert [row[0] for row in sheet.rows[1:]] == shown


@pytest.mark.parametrize(
    "how", [('r="A2" s="1"', 's="1" r="A2"'), ('s="1"', "s = '1'"), ("<row ", '<row s="1" '), ('"1">', '"1"\n>')]
)
def test_the_format_of_a_cell_is_the_same_however_its_xml_is_spelled(how):
    data = xlsx([("a",), *[(7,)] * 3], {(i, 0): '0"万"' for i in (1, 2)})

    def spelled(words):
        old = re.search(r"<row r=.2.[^>]*><c .*?</c>", words.decode(), re.DOTALL)[0]
        return words.replace(old.encode(), old.replace(*how).encode(), 1)

    written = changed(data, sheet1=spelled)
    assert written != data
    assert containers.read(written, "a").sheets[0].rows == (("a",), ("7万",), ("7万",), ("7",))


def test_numbers_side_by_side_in_one_record_of_an_old_workbook_have_each_its_format():
    book = xlwt.Workbook()
    wan = xlwt.easyxf(num_format_str='0"万"')
    page = book.add_sheet("a")
    for column, style in enumerate((xlwt.Style.default_style, wan, xlwt.Style.default_style, wan)):
        page.write(0, column, 5, style)
    out = BytesIO()
    book.save(out)
    assert containers.read(out.getvalue(), "a").sheets[0].rows == (("5", "5万", "5", "5万"),)


# A completion share as 头条 writes it, without a sign, or as somebody typed it: its text, and the share that it is.
COMPLETION = (
    (57.5, "General", "57.5", 0.575),
    (57.5, "0.00", "57.5", 0.575),
    ("57.5%", "General", "57.5%", 0.575),
    (0.575, "0.0%", "57.5%", 0.575),
    (0.575, "0%", "57.5%", 0.575),
    (0.575, "0.00%;[Red]-0.00%;0", "57.5%", 0.575),
    (57.5, '0.0"%"', "57.5%", 0.575),
    (0.5, "General", "0.5", 0.005),
    (1, "0%", "100%", 1),
    (1, "0", "1", 0.01),
    (0, "0%", "0%", 0),
    (0.00575, "0.00%", "0.575%", 0.00575),
    (1 / 3, "0%", "33.33333333333333%", 0.3333333333333333),
    (57.5, "0%", "5750%", None),
    (0.5, "[>1]0.0;0.0%", "0.5 ⟨[>1]0.0;0.0%⟩", None),
)


def percents_ods(rows, formatted):
    """The same as an OpenDocument spreadsheet."""
    lines = []
    for r, row in enumerate(rows):
        cells = []
        for c, value in enumerate(row):
            shown, kind = value, "string" if isinstance(value, str) else "float"
            if "%" in formatted.get((r, c), "") and '"' not in formatted[r, c] and kind == "float":
                kind, shown = "percentage", f"{value:.0%}"
            elif '"' in formatted.get((r, c), ""):
                shown = f"{value}%"
            of_number = f' office:value="{value!r}"' if kind != "string" else ""
            cells.append(
                f'<table:table-cell office:value-type="{kind}"{of_number}><text:p>{shown}</text:p></table:table-cell>'
            )
        lines.append("".join(cells))
    return ods("</table:table-row><table:table-row>".join(lines))


@pytest.mark.campaign
def test_a_share_that_is_shown_as_a_percentage_is_that_where_the_platform_leaves_the_sign_out(desk, monkeypatch):
    rows = [(f"题{i:02}", *TOUTIAO[1][1:9], value, *TOUTIAO[1][10:]) for i, (value, *_) in enumerate(COMPLETION)]
    rows = [(*row[:2], f"7514123456789{i:06}", *row[3:]) for i, row in enumerate(rows + rows[:1] * 25)]
    codes = {(i, 9): code for i, (_, code, *_) in enumerate(COMPLETION, 1)}
    for write in (xls, xlsb, percents_ods, xlsx):
        data = write([TOUTIAO[0], *rows], codes)
        texts = [row[9] for row in containers.read(data, "a").sheets[0].rows[1:]]
        # the cells of an ods say themselves whether they are percentages, so that nothing is to be doubted
        assert texts[:14] == [text for _, _, text, _ in COMPLETION][:14], write
        assert texts[14] == ("50%" if write is percents_ods else COMPLETION[14][2])
        # a copy for somebody to mend may be made of the texts
        copy = containers.read(mark_workbook(data, "a", [], "zh"), "a")
        assert [row[9] for row in copy.sheets[0].rows[1:]] == texts
    monkeypatch.setattr(columns, "BATCHES_FROM", 30)
    result = desk.load(data, as_of=date(2024, 12, 31))
    assert (result.rows.loaded, result.rows.rejected) == (38, 2), result
    shares = [float(one) for (one,) in desk.ask("select completion_share from post order by post")]
    assert shares == [share for *_, share in COMPLETION if share is not None] + [0.575] * 25


@pytest.mark.parametrize("big", [False, True])
def test_percentages_without_a_sign_of_which_none_is_above_1_are_told(desk, monkeypatch, big):
    monkeypatch.setattr(regular_text, "BATCHES_FROM", 1 if big else 10**9)
    lists = [((0.3, 0.575, 0), 3), ((0.575, 57.5), None), ((0, -1), None), (("0.5%",), None), ((0.575, "57.5%"), 2)]
    lists = lists[:1] if big else lists
    for i, (values, row) in enumerate(lists):
        posts = [
            (*TOUTIAO[1][:2], f"{i}{j}", *TOUTIAO[1][3:9], value, *TOUTIAO[1][10:]) for j, value in enumerate(values)
        ]
        result = desk.load(files.text([TOUTIAO[0], *posts]), f"{i}.csv", as_of=date(2024, 12, 31))
        told = [found for found in result.findings if found.id == "ingest.small_percents"]
        assert [found.where for found in told] == [f"{i}.csv: {i}.csv!{row}"] * (row is not None), values
        if values == lists[0][0]:
            assert "最大的 0.575 按 0.575% 读" in told[0].message.zh


@pytest.mark.parametrize("write", [xlsx, xls])
def test_a_count_is_read_as_it_is_shown_or_rejected_with_its_format(desk, write):
    rows = [GROWTH_HEADER, *growth_days(1, 30)]
    total = GROWTH_HEADER.index("累积关注人数")
    first, second, third = (list(row) for row in rows[1:4])
    first[total], second[total], third[total] = 1.8, 18, 18_000
    made = write(
        [rows[0], first, second, third, *rows[4:]],
        {(1, total): '0.0"万"', (2, total): '0"千"', (3, total): '0!.0,"万"'},
    )
    result = desk.load(made)
    assert (result.rows.loaded, result.rows.rejected) == (29, 1)
    assert desk.ask("select total_count from account_daily order by day limit 2") == [(18_000,), (18_000,)]
    (told,) = rejects(desk.store.engine, shipped()).rows
    assert (told.row, told.raw) == (3, '18 ⟨0"千"⟩')
    assert '0"千"' in told.reason.zh
    assert "General" in told.reason.en


def test_a_share_with_a_typed_sign_is_that_percentage_and_a_clock_is_no_duration(desk):
    header = ("作品名称", "发布时间", "体裁", "审核状态", "播放量", "完播率", "平均播放时长")
    rows = [(f"题{i}", "2024-01-05 10:00:00", "视频", "通过", 100, 0.5, 0.03125) for i in range(30)]
    codes = {(i, 5): '0.0"%"' if i % 2 else "0.0%" for i in range(1, 31)}
    codes |= {(i, 6): "h:mm:ss" if i > 1 else "h:mm" for i in range(1, 31)}
    result = desk.load(xlsx([header, *rows], codes), as_of=date(2024, 12, 31))
    assert (result.rows.loaded, result.rows.rejected) == (29, 1), result
    shares = desk.ask("select completion_share, play_seconds, count(*) from post group by all order by all")
    assert [(float(share), float(seconds), count) for share, seconds, count in shares] == [
        (0.005, 2700, 14),
        (0.5, 2700, 15),
    ]
    (told,) = rejects(desk.store.engine, shipped()).rows
    assert "h:mm:ss" in told.reason.zh


def test_hours_shown_as_hours_are_the_hours_of_their_column(desk):
    header = ("日期", "平台", "账号", "收到留言数", "已回复数", "平均回复时长（小时）")
    row = ("2024-10-08", "微信公众号", "云川发布", 3, 3, 6.5)
    assert desk.load(xlsx([header, row], {(1, 5): '0.0"小时"'})).rows.loaded == 1
    assert [int(seconds) for (seconds,) in desk.ask("select reply_seconds from message")] == [23_400]


def test_a_time_is_the_exact_part_of_a_day_or_rejected(desk):
    """0.00104 of a day is 89.856 seconds; no cell is ever 0.00104 seconds."""
    header = ("作品名称", "发布时间", "体裁", "审核状态", "播放量", "完播率", "平均播放时长")
    cells = [
        (0.00104, "h:mm:ss"),
        (0.00104, "mm:ss.0"),
        (0.00104, "[h]:mm:ss"),
        (10.5, "General"),
        ("0:45", "General"),
        (0, "0.0"),
    ]
    cells += [(8, "General")] * 40 + [(0.00104, "General"), (1.5, "h:mm:ss")]
    rows = [(f"题{i:02}", "2024-01-05 10:00:00", "视频", "通过", 100, 0.5, value) for i, (value, _) in enumerate(cells)]
    result = desk.load(
        xlsx([header, *rows], {(i + 1, 6): code for i, (_, code) in enumerate(cells)}), as_of=date(2024, 12, 31)
    )
    assert (result.rows.loaded, result.rows.rejected) == (46, 2), result
    seconds = [float(one) for (one,) in desk.ask("select play_seconds from post order by title limit 6")]
    assert seconds == [89.856, 89.856, 89.856, 10.5, 45, 0]
    first, second = rejects(desk.store.engine, shipped()).rows
    assert (first.row, second.row) == (48, 49)
    assert "part of a day" in first.reason.en


@pytest.mark.parametrize("write", [xlsx, *seldom(xls, xlsb, percents_ods)])
def test_a_percentage_of_a_workbook_is_one_in_any_column(desk, write):
    """0.9 beside a cell that is shown as 45.1% may be 0.9%; 0.82 shown as 82% is no count."""
    rows = [(f"第{i}期", f"202403{i:02}", 100, 110, 7, 0.9, 0.031, f"http://x/s/{i}") for i in range(1, 29)]
    rows[0] = (*rows[0][:5], 0.451, *rows[0][6:])
    rows[1] = (*rows[1][:4], 0.82, *rows[1][5:])
    result = desk.load(write([LIST, *rows], {(1, 5): "0.00%", (2, 4): "0%"} | {(i, 6): "0.0%" for i in range(1, 29)}))
    (found,) = (one for one in result.findings if one.id == "ingest.mixed_shares")
    assert found.message.zh.startswith("“阅读完成率”写法不一：1 行带 %（如第 2 行 45.1%），27 行不带（如第 3 行 0.9）")
    (bad,) = rejects(desk.store.engine, shipped()).rows
    assert (bad.row, bad.raw) == (3, "82%")
    assert desk.ask("select min(completion_share), max(open_share), count(*) from post") == [
        (Decimal("0.451"), Decimal("0.031"), 27)
    ]


@pytest.mark.parametrize("write", [xlsx, *seldom(xls, xlsb)])
def test_a_number_stored_in_full_is_that_in_a_column_of_ten_thousands(desk, write):
    """123450 shown as 12.3万 is 123,450, beside 1.2 which is 12,000, and not ten thousand times as many."""
    header = (
        "账号名称",
        "排名",
        "发文数",
        "总阅读数(万)",
        "头条阅读(万)",
        "10万+",
        "总在看数",
        "总点赞数",
        "总转发数",
        "WCI",
    )
    row = ("甲", 1, 10, 123450, 1.2, 1, 2, 3, 4, 500)
    result = desk.load(write([header, row], {(1, 3): '0!.0,"万"'}), as_of=date(2024, 12, 31))
    assert result.rows.loaded == 1, result
    assert desk.rows("ranking", "reads", "top_reads") == [(123450, 12000)]


def test_an_opendocument_cell_is_what_it_shows():
    cell = '<table:table-cell office:value-type="float" office:value="{}"><text:p>{}</text:p></table:table-cell>'
    shown = [
        (12, "12万"),
        (12.34, "12.3万"),
        (123456, "12.3万"),
        (123456, "123,456"),
        (0.5, "0.5%"),
        (7, "7人"),
        (12, "12千"),
        (123456, "123"),
        (123456, "1.23E+05"),
    ]
    money = [(12, "12万"), (12, "¥12万"), (100, "$100.00"), (1234.5, "¥1,234.50"), (-12, "-¥12.00")]
    cells = "".join(cell.format(*one) for one in shown)
    cells += "".join(cell.replace('"float"', '"currency"').format(*one) for one in money)
    cells += (
        '<table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50%</text:p></table:table-cell>'
    )
    for words in ("0:45", "0:45:00"):
        cells += f'<table:table-cell office:value-type="time" office:time-value="PT00H45M00S"><text:p>{words}</text:p></table:table-cell>'
    expected = (
        "12万",
        "12.34万",
        "123456\u200b",
        "123456",
        "0.5%",
        "7",
        "12 ⟨12千⟩",
        "123456 ⟨123⟩",
        "123456",
        "12万",
        "12 ⟨¥12万⟩",
        "100 ⟨$100.00⟩",
        "1234.5",
        "-12",
        "50%",
        "0:45 ⟨h:mm⟩",
        "00:45:00",
    )
    assert containers.read(ods(cells), "a").sheets[0].rows == (expected,)
    # programs save pages with the stored number beside the shown one
    pairs = [*shown, *money, (0.575, "57.5%"), (0.575, "58%"), (45566, "2024-10-01"), (12, "0012"), (7, "第7期")]
    texts = [*expected[: len(shown) + len(money)], "57.5%", "57.5%", "2024-10-01", "12", "7"]
    texts[3] = "123,456"
    for marks in ('x:num="{}"', 'sdval="{}" sdnum="2052;0;0,"', 'data-t="n" data-v="{}"'):
        page = "".join(f"<td {marks.format(value)}>{words}</td>" for value, words in pairs)
        page = f"<html><body><table><tr>{page}<td x:num>1,234</td></tr></table></body></html>".encode()
        assert containers.read(page, "a").sheets[0].rows == ((*texts, "1,234"),)
    spanned = cells.replace("<table:table-cell ", '<table:table-cell table:number-rows-spanned="2" ', 1)
    assert containers.read(ods(spanned), "a").sheets[0].merged == ((0, 1, 0, 0),)


# What a calculation stores, and what Excel shows of it: 15 digits. What these do not make short is kept as it is stored.
CALCULATED = {
    1.1 + 2.2: "3.3", 12.3 * 3: "36.9", 0.1 + 0.2: "0.3", 4.1 + 8.2: "12.3", -1.1 - 2.2: "-3.3", 1.15 * 100: "115", 3 - 4e-16: "3",
    12345678901.1 + 0.02: "12345678901.12", sum([0.07] * 30): "2.1", 5e-05: "0.00005", 1234.5: "1234.5",
    1 / 13: "0.07692307692307693", 100 / 1.06: "94.33962264150944", 0.0645161290322581: "0.0645161290322581", 123456789012345.0: "123456789012345",
}  # fmt: skip


def test_a_calculated_number_is_read_without_its_noise(desk):
    cell = (
        '<table:table-cell office:value-type="float" office:value="{0!r}"><text:p>{0:.15g}</text:p></table:table-cell>'
    )
    for data in (xlsx([[*CALCULATED]], {}), xls([[*CALCULATED]], {}), ods("".join(map(cell.format, CALCULATED)))):
        assert containers.read(data, "a").sheets[0].rows == (tuple(CALCULATED.values()),)
    header = ["凭证号", "支出日期", "用途", "预算类别", "金额（元）", "渠道", "本期无起", "本期无止", "填报人"]
    rows = [(f"P{i}", "2024-03-05", "印刷", "活动", value) for i, value in enumerate((1.1 + 2.2, 12.3 * 3, 100 / 1.06))]
    result = desk.load(xlsx([header, *rows], {}), "a", "登记")
    assert (result.rows.loaded, result.rows.rejected) == (2, 1)
    assert desk.ask("select amount_fen from spend order by voucher") == [(330,), (3690,)]
