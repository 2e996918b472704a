"""Quotes that do not match cost the record they stand in, and no other one."""

from datetime import date

import pytest

from pubkpi.ingest import containers
from pubkpi.ingest.containers import redaction
from pubkpi.ingest.containers.delimited import regular_text
from pubkpi.model.errors import DataError
from tests.examples import seldom
from tests.ingest import files
from tests.ingest.desk import reason
from tests.ingest.samples import GROWTH_HEADER as HEADER
from tests.ingest.samples import growth_days

TITLES = ("日期", "标题", "阅读")


def read(text, encoding="utf-8"):
    """The good rows by number, and the lines of the rejected records."""
    sheet = containers.read(text.encode(encoding), "a.csv").sheets[0]
    assert all(not sheet.rows[one.row - 1] for one in sheet.rejects)
    return {i: row for i, row in enumerate(sheet.rows, 1) if any(row)}, [
        (one.row, one.reason.removeprefix("#quotes::")) for one in sheet.rejects
    ]


def table(*titles):
    """A row for each title, which stands as it is given between a day and a number."""
    days = (f"2024-03-{i:02},{title},{i}\n" for i, title in enumerate(titles, 1))
    return f"{','.join(TITLES)}\n{''.join(days)}"


@pytest.mark.parametrize(
    "title",
    ['"开馆', '开"馆",x"', '""开馆"', '"开"馆"', '"开馆"x', '"他说"好"了"', '"开\n馆"x', '"开馆\n"闭馆"'],
)
def test_a_stray_quote_rejects_its_own_record_alone(title):
    good, rejected = read(table("甲", title, '"乙"', '"丙,丁"', '"戊"'))
    count = 1 + title.count("\n")
    assert rejected == [(3, f"3–{2 + count}" if count > 1 else "3")] or title == '开"馆",x"'
    assert [row[1] for i, row in good.items() if i != 3] == ["标题", "甲", "乙", "丙,丁", "戊"]


@pytest.mark.parametrize("separator", [" , ", *seldom(" ,", ", ")])
def test_blanks_around_quotes_do_no_harm(desk, size, separator):
    lines = [HEADER, *growth_days(1, 28)]
    text = "".join(separator.join(f'"{cell}"' for cell in row) + " \r\n" for row in lines)
    late = '2024-04-01,41,1,40,"18,041" \n"2024-04-02" ,41,1,40,18081\n'
    for name, words in {"a": text, "b": files.text(lines).decode() + late}.items():
        result = desk.load(words.encode(), name)
        assert (result.state, result.rows.loaded, result.rows.rejected) == ("loaded", 28 + 2 * (name == "b"), 0)
    assert desk.rows("account_daily", "total_count")[-2:] == [(18041,), (18081,)]
    good, rejected = read(table("甲", '"他说""好"" ,走" ', '"乙" x', '"一\n二" '))
    assert ([row[1] for row in good.values()], rejected) == (["标题", "甲", '他说"好" ,走 ', "一\n二 "], [(4, "4")])


@pytest.mark.parametrize("where", ["header", "first", "last", "many"])
@pytest.mark.parametrize(("separator", "encoding"), [("\t", "utf-16"), (";", "gb18030"), (",", "utf-8-sig")])
def test_anywhere_in_any_text(where, separator, encoding):
    lines = files.quoted([TITLES, *((f"2024-03-{i:02}", f"第{i}期，通知", i) for i in range(1, 21))])
    lines = lines.decode().replace('","', f'"{separator}"').splitlines(keepends=True)
    spoilt = {"header": [0], "first": [1], "last": [20], "many": [3, 4, 7, 11, 12, 13, 19]}[where]
    for i in spoilt:
        lines[i] = lines[i].replace(f'"{separator}"', f'"x"{separator}"', 1)
    good, rejected = read("".join(lines), encoding)
    assert rejected == [(i + 1, str(i + 1)) for i in spoilt]
    assert sorted(good) == [i for i in range(1, 22) if i - 1 not in spoilt]
    assert all(row == (f"2024-03-{i - 1:02}", f"第{i - 1}期，通知", str(i - 1)) for i, row in good.items() if i > 1)


def test_a_quote_that_another_one_closes_a_thousand_lines_below_costs_two_rows():
    titles = ["甲"] * 1000
    titles[3], titles[990] = '"开馆', '"闭馆"'
    good, rejected = read(table(*titles))
    assert rejected == [(5, "5")]
    assert len(good) == 1000
    titles[990] = '闭馆"'
    good, rejected = read(table(*titles))
    assert rejected == [(5, "5")]
    assert (len(good), good[992]) == (1000, ("2024-03-991", '闭馆"', "991"))


def test_two_strays_that_leave_a_record_too_wide_or_narrow_cost_the_first():
    good, rejected = read('日期,标题,阅读\n2024-03-01,"甲,1\n2024-03-02,乙,2\n2024-03-03,",丙",3\n2024-03-04,丁,4\n')
    assert rejected == [(2, "2")]
    assert [row[1] for row in good.values()] == ["标题", "乙", ",丙", "丁"]


def test_line_breaks_in_cells_are_no_rows_whatever_they_hold():
    text = table('"第一行\n第二行,有逗号\n三"', '"一,二\n三,四,五"', '"2024,1\n2025,2,3\n2026,4"')
    assert read(text)[1] == []
    assert [row[1] for row in read(text)[0].values()][1:] == [
        "第一行\n第二行,有逗号\n三",
        "一,二\n三,四,五",
        "2024,1\n2025,2,3\n2026,4",
    ]


def test_a_record_of_another_width_with_line_breaks_is_whole_when_none_of_its_lines_is_a_record():
    text = '日期,标题,阅读\n2024-03-05,"甲\n一,二\n",7,8\n2024-03-05,乙,7\n'
    assert read(text) == ({1: TITLES, 2: ("2024-03-05", "甲\n一,二\n", "7", "8"), 3: ("2024-03-05", "乙", "7")}, [])


def test_a_quote_that_nothing_closes_refuses_the_file_with_its_line():
    for text in (table("甲", '"乙', "丙"), table("甲", "乙", '"丙'), table('"a"b', '"乙', "丙")):
        with pytest.raises(DataError) as caught:
            read(text)
        line = 3 if '"乙' in text else 4
        assert caught.value.line("zh").startswith(f"a.csv:{line}: 引号打开后直到文件末尾都没有关上。请重新下载")


def test_where_no_record_is_sure_any_more_the_file_is_refused():
    with pytest.raises(DataError) as caught:
        read('日期,标题,阅读\n2024-03-01,"甲"x,1\n乙,2\n丙,3\n')
    assert "where the next row begins is not sure" in caught.value.line("en")
    assert read('日期,标题,阅读\n2024-03-01,甲,1\n2024-03-01,"甲"x,1\n共两条\n')[1] == [(3, "3–4")]


def test_broken_rows_that_follow_each_other_count_as_many():
    good, rejected = read(table("甲", *['"乙"x'] * 300, '"丙\n一"x', "丁"))
    assert [row[1] for row in good.values()] == ["标题", "甲", "丁"]
    assert rejected == [*((i, str(i)) for i in range(3, 302)), (302, "302–304")]


def test_lines_are_those_of_the_file_also_below_cells_with_line_breaks():
    assert read(table('"甲\n乙"', '"丙"x', '"丁"'))[1] == [(3, "4")]


DAYS = [*growth_days(1, 30), *growth_days(1, 28, month="2024-04")]


@pytest.fixture(params=[*seldom(10**9), 1], ids=["small", "big"])
def size(request, monkeypatch):
    monkeypatch.setattr(regular_text, "BATCHES_FROM", request.param)


def test_the_record_is_told_and_listed_and_the_others_load(desk, size):
    data = files.quoted([HEADER, *DAYS]).replace(b'"2024-04-01","1"', b'"2024-04-01",1"')
    data = data.replace(b'"2024-03-07","7"', b'"2024-03-07","7')
    result = desk.load(data)
    assert (result.state, result.rows.loaded, result.rows.rejected) == ("loaded", 56, 2)
    (told,) = [one for one in result.findings if one.id == "ingest.rejected"]
    assert told.where.endswith("""!8 '"2024-03-07","7,"1","6","18021"'""")
    assert told.message.zh == "2 行被拒收，第一行：文件第 8 行的引号不成对"
    assert desk.ask("select count(*) from account_daily") == [(56,)]


def test_rows_between_two_strays_are_no_part_of_a_cell_in_big_files_either(desk, size):
    data = files.text([HEADER, *DAYS]).decode().splitlines(keepends=True)
    data[8], data[40] = data[8].replace(",8,", ',"8,'), data[40].replace("18045", '"18045"')
    result = desk.load("".join(data).encode())
    assert (result.state, result.rows.loaded, result.rows.rejected) == ("loaded", 57, 1)
    assert desk.ask("select count(*) from account_daily") == [(57,)]


@pytest.mark.parametrize("row", [0, 1])
def test_a_broken_header_or_title_refuses_the_file_with_the_reason(still, row):
    lines = [("用户增长",), HEADER, *DAYS]
    data = files.quoted(lines).decode().splitlines(keepends=True)
    data[row] = data[row].replace('"', '"x"', 1)
    line = reason(still.load("".join(data).encode()))
    assert f"!{row + 1} " in line
    assert f"文件第 {row + 1} 行的引号不成对。请重新下载" in line


def test_of_a_file_with_personal_columns_the_broken_record_stays_rejected_and_untold(desk):
    header = ("原文/评论链接", "标题/微博内容", "来源网站", "原文作者", "日期", "用户简介", "转发数")
    rows = [(f"https://e/{i}", "标题", "网", "某网友", "2024-06-07 21:14:03", "某简介", 3) for i in range(30)]
    data = files.text([header, *rows]).replace(b"https://e/7,", b'"https://e/7"x,')
    result = desk.load(data, "m.csv", as_of=date(2024, 7, 1))
    assert (result.state, result.rows.loaded, result.rows.rejected) == ("loaded", 29, 1)
    assert desk.ask("select row, reason, raw from reject") == [(9, "#quotes:9", "")]
    kept = redaction.read(redaction.write(containers.read(data, "m.csv")), "m.csv").sheets[0]
    assert [(one.row, one.reason, one.raw) for one in kept.rejects] == [(9, "#quotes::9", None)]
