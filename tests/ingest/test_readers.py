"""Bytes → cells: what a file is, its bytes say; what cannot be read is refused in one line."""

import csv
import datetime as dt
import gzip
import random
import struct
import zipfile
from contextlib import suppress
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart

from pubkpi.ingest import containers
from pubkpi.model.errors import DataError
from tests.ingest import files
from tests.ingest.samples import GROWTH, TREND


def cells(data, name="file"):
    """The rows of the only sheet that holds any."""
    sheets = [sheet.rows for sheet in containers.read(data, name).sheets if sheet.rows]
    assert len(sheets) == 1
    return sheets[0]


def as_text(rows):
    """The rows as any reader must give them: text, None where blank, trailing blanks cut."""
    lines = [[None if cell in (None, "") else str(cell) for cell in row] for row in rows]
    for line in lines:
        while line and line[-1] is None:
            line.pop()
    return [tuple(line) for line in lines]


def refusal(data, name="file.xls"):
    """The one line with which the file is refused."""
    with pytest.raises(DataError) as caught:
        containers.read(data, name)
    line = caught.value.line("zh")
    assert line.startswith(name)
    assert "\n" not in line
    return line


@pytest.mark.parametrize("container", files.CONTAINERS)
@pytest.mark.parametrize("name", ["user_analysis.xls", "数据.xlsx", "a.csv", "x.html", "没有扩展名", "a.pdf"])
def test_the_bytes_decide_and_the_name_is_not_asked(container, name):
    assert as_text(cells(files.CONTAINERS[container](GROWTH), name)) == as_text(GROWTH)


@pytest.mark.parametrize("container", ["xls", "xlsx", "csv"])
def test_blocks_side_by_side_keep_their_columns(container):
    assert as_text(cells(files.CONTAINERS[container](TREND))) == as_text(TREND)


@pytest.mark.parametrize(
    ("encoding", "known_as"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_the_encoding_is_found_and_recorded(encoding, known_as):
    rows = [("标题", "①〇𠮷" if encoding != "gbk" else "①〇"), ("，、。", "“引号”")]
    book = containers.read(files.text(rows, encoding), "a.csv")
    assert book.encoding == known_as
    assert list(book.sheets[0].rows) == rows


def test_big_endian_utf_16_is_read():
    assert cells(b"\xfe\xff" + "日期\t渠道".encode("utf-16-be")) == (("日期", "渠道"),)


@pytest.mark.parametrize(
    "data",
    [
        "时间,人数\n".encode() + b"\xff\xff,1\n",
        "时间,甲".encode("utf-8-sig")[:-1],
        "时间,人数\n".encode("gb18030") + b"\x81",
        "时间".encode("utf-16") + b"\xd8",
        b"\xff\xfe\x00\xd8\x00",
        "时间,人数".encode("utf-16-le"),
        b"a\x00b,c",
        bytes(range(256)),
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00",
    ],
)
def test_invalid_bytes_refuse_the_file_and_are_never_replaced(data):
    refusal(data)


def test_a_record_is_a_row_also_when_its_cells_hold_line_breaks():
    rows = [("标题", "阅读"), ('第一行\n第二行，"引号",逗号', "1"), ("a\r\nb", "2")]
    assert list(cells(files.text(rows))) == rows
    assert list(cells(files.text(rows, quoting=csv.QUOTE_ALL))) == rows
    assert list(cells(files.text(rows, "utf-16", "\t"))) == rows


@pytest.mark.parametrize("data", [b'a,b\n"c,d\n', b'a,"b"c\n', b'"' + b"x" * 200_000 + b'"\n'])
def test_quotes_that_do_not_match_name_the_line(data):
    assert refusal(data, "a.csv").startswith("a.csv:")


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_the_separator_is_the_one_of_the_header_whatever_the_cells_hold(separator):
    """Tabs between numbers with thousands commas: there are more commas than tabs."""
    rows = [
        ("用户增长",),
        ("日期", "新增", "总数"),
        ("2024-03-05", "1,234,567", "12,345,678"),
        ("a\tb; c,d", "1;2;3", "\t\t"),
    ]
    assert list(cells(files.text(rows, separator=separator)))[1:3] == rows[1:3]


def test_a_text_with_two_marks_of_its_encoding_keeps_its_first_header():
    assert cells('\ufeff\ufeff"标题","阅读"\n"甲,乙",5\n'.encode()) == (("标题", "阅读"), ("甲,乙", "5"))


def test_any_line_end_ends_a_line():
    assert cells(b"a,b\rc,d\r\ne,f\n") == (("a", "b"), ("c", "d"), ("e", "f"))


def test_a_cell_over_several_columns_leaves_the_others_blank():
    rows = cells(files.html([("用户增长",), ("时间", "人数", "净增")], title_span=3))
    assert rows == (("用户增长", None, None), ("时间", "人数", "净增"))


def test_a_cell_over_several_rows_leaves_the_others_blank_and_shifts_no_column():
    rows = cells(
        '<table><tr><td rowspan="2">时间</td><td colspan="2">人数</td><td rowspan="3">注</td></tr>'
        "<tr><td>新增</td><td>取消</td></tr><tr><td>2024-03-05</td><td>7</td><td>2</td></tr>"
        "<tr><td>2024-03-06</td><td>8</td><td>3</td><td>x</td></tr></table>".encode()
    )
    assert rows == (
        ("时间", "人数", None, "注"),
        (None, "新增", "取消", None),
        ("2024-03-05", "7", "2", None),
        ("2024-03-06", "8", "3", "x"),
    )


@pytest.mark.parametrize("span", ["0", "-1", "abc", "99999999", "", "٣٣٣٣٣٣"])
def test_a_span_that_is_none_counts_as_one(span):
    row = cells(f'<table><tr><td colspan="{span}">a</td><td>b</td></tr></table>'.encode())[0]
    assert [cell for cell in row if cell] == ["a", "b"]


def test_html_without_end_tags_of_cells_and_rows_loses_none():
    """A browser ends cells and rows by itself; a table that has its end was not cut off."""
    rows = cells("<table><tr><td>时间<td>人数<tr><td>2024-03-05<td>1<tr><td>2024-03-06<td>2</table>".encode())
    assert rows == (("时间", "人数"), ("2024-03-05", "1"), ("2024-03-06", "2"))


def test_html_that_was_cut_off_anywhere_in_its_table_is_refused():
    page = files.html(GROWTH, title_span=5)
    end = page.index(b"</table>") + len(b"</table>")
    for at in range(page.index(b"<table") + 6, end):
        assert refusal(page[:at]) == "file.xls: HTML 文件不完整，中途断了。请重新下载。", page[:at]
    # what a back office writes behind its last table is no row; many never write it
    for at in (end, page.index(b"</html>"), len(page)):
        assert as_text(cells(page[:at])) == as_text(cells(page)) != []


@pytest.mark.parametrize(
    "tail", ["<!-- a", "<script>a", "</table", "<textarea>", "<td>12", '<tr><td title="a>b', "<p title='"]
)
def test_html_that_ends_inside_something_is_refused(tail):
    assert "不完整" in refusal(f"<html><body><table><tr><td>a</td></tr>{tail}".encode())


def test_a_table_inside_a_cell_takes_no_cell_from_the_row_around_it():
    page = (
        "<table><tr><td>时间</td><td>人数</td><td>注</td></tr>"
        "<tr><td>2024-03-05</td><td><table><tr><td>7</td></tr></table></td><td>x</td></tr>"
        "<tr><td>2024-03-06</td><td><table><tr><td>1</td><td>2</td></tr></table></td><td>y</td></tr></table>"
    )
    outer, *inner = containers.read(page.encode(), "a.xls").sheets
    assert outer.rows[:2] == (("时间", "人数", "注"), ("2024-03-05", "7", "x"))
    assert outer.rows[2][1].split() == ["1", "2"], "two numbers never run together"
    assert (outer.rows[2][0], outer.rows[2][2]) == ("2024-03-06", "y")
    assert [sheet.rows for sheet in inner] == [(("7",),), (("1", "2"),)]


def test_lines_within_a_cell_of_html_never_run_together():
    page = "<table><tr><td><p>42</p></td><td><div>1</div>2</td><td>1<br>2</td><td>a<b>b</b>c<!-- d --><script>e</script></td></tr></table>"
    one, two, three, four = cells(page.encode())[0]
    assert (one, two.split(), three.split(), four) == ("42", ["1", "2"], ["1", "2"], "abc")


def test_head_body_and_foot_of_a_table_are_its_rows():
    page = "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody><tfoot><tr><td>c</td></tr></tfoot></table>"
    assert cells(page.encode()) == (("a",), ("b",), ("c",))


@pytest.mark.parametrize("tag", ["<div>", "<b>", "<table><tr><td>", "<table>"])
def test_html_of_no_depth_that_a_page_has_is_refused_at_once(tag):
    assert "嵌套" in refusal(tag.encode() * 200_000)


def test_html_keeps_entities_breaks_and_nested_marks_as_text():
    page = "<!DOCTYPE html><table><tr><td>A&amp;B&nbsp;<b>粗</b></td><td>一<br/>二</td><td> </td></tr></table>"
    assert cells(page.encode()) == (("A&B\u00a0粗", "一\n二", None),)


def test_numbers_struck_out_raised_or_unseen_in_html_never_join_the_one_beside_them():
    cells_in = (
        "<del>18000</del>18010",
        "18015<sup>1</sup>",
        '<span style="display: none">9</span>18',
        "<b hidden>9</b>7",
        "1<b>8</b>",
        "CO<sub>2</sub>排放",
    )
    page = f"<table><tr>{''.join(f'<td>{one}</td>' for one in cells_in)}</tr></table>"
    assert cells(page.encode()) == (("18000 18010", "18015 1", "18", "7", "18", "CO2排放"),)


def test_html_in_a_bom_and_behind_blanks_is_html():
    page = "\n  <html><table><tr><td>时间</td></tr></table>"
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        assert cells(page.encode(encoding)) == (("时间",),)


def test_every_table_is_a_sheet():
    book = containers.read(b"<table><tr><td>a</td></tr></table><p>x</p><table><tr><td>b</td></tr></table>", "a.xls")
    assert [sheet.rows for sheet in book.sheets] == [(("a",),), (("b",),)]


def test_what_excel_marks_for_itself_in_html_is_passed_over():
    page = b"<table><tr><td>1</td></tr><![if supportMisalignedColumns]><tr height=0></tr><![endif]></table>"
    assert cells(page) == (("1",), ())


def test_a_password_is_named_as_the_reason():
    package = bytearray(files.locked_xls(GROWTH))
    start, word = package.index("Workbook".encode("utf-16-le")), "EncryptedPackage".encode("utf-16-le")
    package[start : start + len(word)] = word
    for data in (files.locked_xls(GROWTH), bytes(package)):
        assert "密码" in refusal(data)


def test_encrypted_cells_are_not_taken_for_far_ones():
    locked = bytearray(files.locked_xls([("a",), (None, "b")]))
    cell = struct.pack("<HHHH", 0xFD, 10, 1, 1)
    locked[locked.index(cell) + 4 : locked.index(cell) + 8] = b"\xff\xff\xff\xff"
    # Excel 95 begins a workbook by fewer bytes
    older = bytes(locked).replace(b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", 1)
    start = older.index(b"\x09\x08\x08\x00")
    older = older[: start + 12] + b"\x2f\x00\x04\x00" + bytes(4) + older[start + 20 :]
    for data in (bytes(locked), older):
        assert "密码" in refusal(data)


def test_a_chart_on_a_sheet_of_its_own_has_no_cells():
    data = bytearray(files.xls(GROWTH, sheet="figures"))
    # the record that names a sheet says that this one is a chart, which keeps copies of the cells it shows
    data[data.index(b"figures") - 3] = 2
    assert [(one.name, one.rows) for one in containers.read(bytes(data), "a.xls").sheets] == [("figures", ())]


def test_a_broken_workbook_is_refused_however_it_is_broken():
    old, new = files.xls(GROWTH), files.xlsx(GROWTH)
    broken = [old[:n] for n in (8, 100, 600, 2500, 4500, 5000)] + [new[:n] for n in (8, 100, 2000, len(new) - 30)]
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as pack:
        pack.writestr("notes.txt", "x")
    for data in (*broken, archive.getvalue(), old[:8] + bytes(600)):
        assert "Excel" in refusal(data)


def test_two_cells_at_opposite_corners_are_refused_before_memory_is_set_aside():
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write(0, 0, "a")
        page.write(1_048_575, 16_383, "b")
    far = bytearray(files.xls([("a",), (None, "b")]))
    cell = struct.pack("<HHHH", 0xFD, 10, 1, 1)
    far[far.index(cell) + 4 : far.index(cell) + 8] = b"\xff\xff\xff\xff"
    for data, place in ((out.getvalue(), ("1048576", "16384")), (bytes(far), ("65536", "65536"))):
        assert all(word in refusal(data) for word in place)


@pytest.mark.campaign
def test_a_cell_that_lies_apart_in_a_sheet_of_ordinary_size_is_read():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["AD90000"] = "a", "b"
    old = files.xls([("a",), *[()] * 9_998, (*[None] * 29, "b")])
    for data, row in ((old, 10_000), (files.saved(book), 90_000)):
        (sheet,) = containers.complete(containers.read(data, "a.xls")).sheets
        assert (len(sheet.rows), sheet.rows[0][0], sheet.rows[-1][29]) == (row, "a", "b")


def test_what_is_overwritten_in_a_workbook_never_ends_in_a_traceback():
    rng, whole = random.Random(7), files.xlsx(GROWTH)
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(rng.choice((1, 4, 30))):
            data[rng.randrange(4, len(data))] = rng.randrange(256)
        with suppress(DataError):
            containers.read(bytes(data), "a.xlsx")


@pytest.mark.parametrize(
    "data",
    [gzip.compress(b"hello", mtime=0), b"\x1f\x8b\x08\x00abc", gzip.compress(b"[1, 2, 3]", mtime=0), b"\x1f\x8b"],
)
def test_a_compressed_file_is_refused(data):
    assert "压缩" in refusal(data, "a.csv.gz")


def test_true_dates_and_times_are_what_they_show():
    row = [dt.date(2024, 3, 5), dt.datetime(2024, 3, 5, 12, 0, 1), dt.datetime(2024, 3, 5, 23, 59, 59)]
    shown = [{"2024-03-05", "2024-03-05 00:00:00"}, {"2024-03-05 12:00:01"}, {"2024-03-05 23:59:59"}]
    for data in (files.xls([row]), files.xlsx([row])):
        assert all(cell in known for cell, known in zip(cells(data)[0], shown, strict=True))


def test_every_second_of_a_day_survives_a_workbook():
    """A workbook stores a time as a fraction of a day; no second may become its neighbour."""
    start = dt.datetime(2024, 3, 5)
    moments = [[start + dt.timedelta(seconds=s)] for s in range(0, 86_400, 97)]
    for data in (files.xls(moments), files.xlsx(moments)):
        found = [cell if len(cell) > 10 else f"{cell} 00:00:00" for (cell,) in cells(data)]
        assert found == [f"{moment:%Y-%m-%d %H:%M:%S}" for (moment,) in moments]


def test_times_spans_and_flags_are_text_that_the_grammar_knows():
    row = [dt.time(0, 1, 23), dt.timedelta(hours=30, seconds=5), True, 0.5, 18406, -17, 47.2, "０12"]
    assert cells(files.xlsx([row]))[0] == ("00:01:23", "30:00:05", "TRUE", "0.5", "18406", "-17", "47.2", "０12")


@pytest.mark.parametrize("number", [0.00005, 0.0000123, -0.00002, 0.1, 12345.678])
def test_a_small_number_is_written_out(number):
    for data in (files.xlsx([[number]]), files.xls([[number]])):
        (cell,) = cells(data)[0]
        assert "e" not in cell
        assert float(cell) == number


@pytest.mark.parametrize("number", [7412345678901234567, 1234567890123456, 10**15, 9007199254740993, 1e300, -(10**18)])
def test_a_number_with_more_digits_than_a_workbook_keeps_is_not_written_out(number):
    for data in (files.xlsx([[number]]), files.xls([[number]])):
        assert "e+" in cells(data)[0][0]


def test_the_row_number_is_the_one_that_excel_shows():
    book = openpyxl.Workbook()
    book.active["C4"], book.active["D6"] = "时间", 5
    rows = cells(files.saved(book))
    assert rows[3][2] == "时间"
    assert rows[5][3] == "5"


def test_a_sheet_that_holds_a_chart_is_passed_over():
    book = openpyxl.Workbook()
    book.active.append(["时间", "人数"])
    book.create_chartsheet("图").add_chart(BarChart())
    assert cells(files.saved(book)) == (("时间", "人数"),)


def test_a_workbook_whose_styles_are_broken_is_read():
    """Some back offices write styles that openpyxl stumbles over."""
    whole, out = zipfile.ZipFile(BytesIO(files.xlsx(GROWTH))), BytesIO()
    with zipfile.ZipFile(out, "w") as broken:
        for name in whole.namelist():
            data = whole.read(name)
            broken.writestr(
                name,
                data.replace(b"<fills", b"<fills><fill><oddFill x='1'/></fill></fills><fills")
                if "styles" in name
                else data,
            )
    assert as_text(cells(out.getvalue())) == as_text(GROWTH)


@pytest.mark.parametrize("container", ["xls", "xlsx"])
def test_a_workbook_without_cells_has_no_rows(container):
    assert not any(sheet.rows for sheet in containers.read(files.CONTAINERS[container]([]), "a").sheets)


@pytest.mark.parametrize("number", ["&#55357;", "&#xD83D;&#xDE00;", "&#0;", "&#x110000;"])
def test_a_number_of_no_character_in_html_is_refused_and_not_replaced(number):
    assert number.partition(";")[0] in refusal(f"<table><tr><td>一{number}</td></tr></table>".encode())


def test_the_number_of_a_character_in_html_is_that_character():
    page = "<table><tr><td>&#x1F600;&#22823;&#xFFFD;&#65533;&amp;#0;</td></tr></table>"
    assert cells(page.encode()) == (("😀大\ufffd\ufffd&#0;",),)
