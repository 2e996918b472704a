"""Separators, quotes and blanks as programs and people write them; the usual ones wherever they fit."""

import pytest

from pubkpi.engine.worker import LIMITS
from pubkpi.ingest import containers
from pubkpi.ingest.containers import sandbox
from pubkpi.ingest.containers.delimited import regular_text
from pubkpi.ingest.containers.delimited.dialect import dialect_of

TABLE = (("日期", "标题", "阅读"), ("2024-03-05", "开馆", "18401"), ("2024-03-06", "闭馆，通知", "90"))


def rows(text, encoding="utf-8"):
    return containers.read(text.encode(encoding), "a.csv").sheets[0].rows


def lines(separator, quote="", table=TABLE):
    return "\n".join(separator.join(f"{quote}{cell}{quote}" for cell in row) for row in table) + "\n"


@pytest.mark.parametrize("separator", [",", "\t", ";", "|", " ", ", ", "; "])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_one_separator_throughout(separator, encoding):
    quote = '"' if separator in (", ", "; ") else ""
    assert rows(lines(separator, quote), encoding) == TABLE


def test_a_blank_before_quotes_belongs_to_the_separator_also_where_some_cells_have_none():
    assert rows('日期, "标题, 全", 阅读\n2024-03-05, "开馆, 闭馆", 7\n') == (
        ("日期", "标题, 全", "阅读"),
        ("2024-03-05", "开馆, 闭馆", "7"),
    )


def test_a_blank_before_quotes_that_are_of_the_text_itself_stays():
    text = '日期,标题,阅读\n2024-03-05, "开馆" 的通知,7\n2024-03-06,闭馆,8\n'
    assert rows(text)[1] == ("2024-03-05", ' "开馆" 的通知', "7")


def test_a_backslash_escapes_a_quote_where_quotes_match_in_no_other_way():
    text = '日期,标题,阅读\n2024-03-05,"说\\"开馆\\",就开",7\n2024-03-06,"C:\\\\",8\n'
    assert rows(text)[1:] == (("2024-03-05", '说"开馆",就开', "7"), ("2024-03-06", "C:\\", "8"))


def test_a_backslash_is_one_where_quotes_match_without_escapes():
    text = '日期,标题,阅读\n2024-03-05,"C:\\",7\n2024-03-06,D:\\盘,8\n'
    assert [row[1] for row in rows(text)] == ["标题", "C:\\", "D:\\盘"]


def test_single_quotes_around_cells_that_hold_the_separator():
    text = "日期,'标题',阅读\n2024-03-05,'开馆,就开',7\n2024-03-06,'it''s',8\n"
    assert rows(text)[1:] == (("2024-03-05", "开馆,就开", "7"), ("2024-03-06", "it's", "8"))


@pytest.mark.parametrize("mark", ["'0012", "it's", "'好'", "5'"])
def test_an_apostrophe_is_one_where_the_usual_quotes_explain_the_lines(mark):
    assert rows(f"日期,标题\n2024-03-05,{mark}\n2024-03-06,{mark}\n")[1] == ("2024-03-05", mark)


@pytest.mark.parametrize("cell", ["{}\t", "\t{}", '"{}\t"', '"\t{}"', "{}"])
def test_a_tab_beside_each_cell_keeps_excel_from_it_and_separates_nothing(cell):
    text = "\n".join(",".join(map(cell.format, row)) for row in (*TABLE, ("2024-03-07", "", "8"))) + "\n"
    assert [tuple(one and one.strip() for one in row) for row in rows(text)] == [*TABLE, ("2024-03-07", None, "8")]
    assert dialect_of(text).separator == ","


def test_a_table_of_tabs_with_commas_behind_them_is_one():
    assert rows("标题\t备注\n一,二\t,\n三,四\t\n") == (("标题", "备注"), ("一,二", ","), ("三,四", None))


def test_tabs_with_more_commas_than_tabs_in_every_line():
    text = "标题,全\t阅读\n一,二,三\t1,234,567\n四,五,六\t8\n"
    assert rows(text) == (("标题,全", "阅读"), ("一,二,三", "1,234,567"), ("四,五,六", "8"))


@pytest.mark.parametrize(
    "text",
    [
        "用户增长\n日期,新增\n2024-03-05 00:00,7\n合计,7\n",
        "标题\n我 来 了\n你 来 了\n",
        "开 馆\n闭 馆\n",
        "日期,说明\n2024-03-05,a|b\n2024-03-06,c|d\n",
        "项目,值\n\n日期,渠道,阅读\n2024-03-05,全部,7\n",
        "",
        "\n\n",
    ],
)
def test_ragged_tables_and_sentences_are_read_as_they_always_were(text):
    assert dialect_of(text).usual
    assert dialect_of(text).separator == ","


def test_a_big_text_of_another_dialect_is_read_cell_by_cell(monkeypatch):
    monkeypatch.setattr(regular_text, "BATCHES_FROM", 1)
    for text in (lines(", ", '"'), lines(" "), lines("|")):
        assert sandbox.read(text.encode(), "a.csv", LIMITS).sheets[0].rows[:2] == TABLE[:2]
