"""Cells that hold no value: errors of a spreadsheet, and formulas that nobody ever worked out, are no blanks."""

import re
import struct
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlsxwriter
import xlwt

from pubkpi.ingest import containers
from pubkpi.ingest.containers import columns
from pubkpi.ingest.containers.workbooks import xlsb
from pubkpi.ingest.profiles.catalogue import shipped
from pubkpi.ingest.status import rejects
from pubkpi.model.errors import DataError
from tests.examples import seldom
from tests.ingest import binary, files
from tests.ingest.desk import reason

HEADER = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def rows(data):
    return containers.read(data, "a.xlsx").sheets[0].rows


def changed(data, **parts):
    """The workbook with other text in the parts whose names end so."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            words = old.read(name)
            for part, change in parts.items():
                words = change(words) if name.endswith(f"{part}.xml") else words
            new.writestr(name, words)
    return out.getvalue()


def of_cells(cells, *, calculated=True):
    """A workbook whose only sheet has these cells as XML; one that some program worked out."""
    data = changed(files.xlsx([("x",)]), sheet1=lambda _: SHEET.format(cells).encode())
    return changed(data, workbook=lambda words: words.replace(b'fullCalcOnLoad="1"', b"")) if calculated else data


def days(count):
    return [(f"2024-{m:02}-{d:02}", 42, 17, 25, 18406) for m in range(1, 13) for d in range(1, 29)][:count]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A1" t="e"><v>#N/A</v></c>', "#N/A"),
        ("<c r='A1' t='e'><v>#REF!</v></c>", "#REF!"),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="A1" t="e"></c>', "#N/A"),
        ('<c r="A1"><f>SUM(B1:B3)</f></c>', "#=SUM(B1:B3)"),
        ('<c r="A1"><f>SUM(B1:B3)</f><v></v></c>', "#=SUM(B1:B3)"),
        ('<c r="A1"><f>SUM(B1:B3)</f><v/></c>', "#=SUM(B1:B3)"),
        ('<c r="A1"><f>IF(B1&gt;1,"a","b")</f></c>', '#=IF(B1>1,"a","b")'),
        ('<c r="A1" t="str"><f>B1</f></c>', "#=B1"),
        ('<c r="A1"><f t="shared" si="0"/></c>', "#=…"),
        ('<c r="A1"><f t="array" ref="A1">SUM(B1)</f></c>', "#=SUM(B1)"),
        ('<c r="A1"><f>税率*2</f></c>', "#=税率*2"),
        ('<c r="A1" t="str"><f>IF(B1="","",B1)</f><v></v></c>', None),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="A1"><f>1-1</f><v>0</v></c>', "0"),
        ('<c r="A1" t="str"><f>B1</f><v>甲</v></c>', "甲"),
        ('<c r="A1" t="b"><f>B1</f><v>1</v></c>', "TRUE"),
        ('<c r="A1"><f t="shared" si="0"/><v>7</v></c>', "7"),
        ('<c r="A1" t="inlineStr"><is><t>#N/A</t></is></c>', "#N/A"),
        ('<c r="A1" s="0"/>', None),
    ],
)
def test_what_stands_for_a_cell_of_a_new_workbook(cell, text):
    found = rows(of_cells(f'<row r="1">{cell}<c r="B1"><v>5</v></c></row>'))
    assert found == ((text, "5"),)


def test_cells_without_references_are_counted_from_the_left():
    cells = "<row><c><v>1</v></c></row><row><c><v>2</v></c><c t='e'><v>#NUM!</v></c></row><row><c><f>A1</f></c></row>"
    assert rows(of_cells(cells)) == (("1", None), ("2", "#NUM!"), ("#=A1", None))


def test_a_fault_at_the_edge_of_a_sheet_widens_it():
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3"><f>SUM(A1)</f></c></row>'
    assert rows(of_cells(cells)) == (("1", None, None), (None, None, None), (None, None, "#=SUM(A1)"))


def test_elements_may_be_written_with_a_prefix():
    data = changed(
        of_cells('<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>A1</f></c></row>'),
        sheet1=lambda words: re.sub(rb"<(/?)(\w)", rb"<\1x:\2", words).replace(b"xmlns=", b"xmlns:x="),
    )
    assert rows(data) == (("#N/A", "#=A1"),)


def test_a_zero_that_no_program_worked_out_is_no_result():
    """xlsxwriter writes 0 beside each formula and asks Excel to work all out on opening."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_formula(0, 0, "=B1*2")
        page.write_formula(0, 1, "=1+4", None, 5)
        page.write_number(0, 2, 0)
    assert rows(out.getvalue()) == (("#=B1*2", "5", "0"),)


def test_a_zero_where_its_program_leaves_formulas_blank_is_a_result():
    """openpyxl marks every workbook as not worked out, and writes no value: who wrote 0 there has worked it out."""
    cells = '<row r="1"><c r="A1"><f>B1-B2</f><v>0</v></c><c r="B1"><f>A1</f><v></v></c><c r="C1"><f>1+1</f><v>2</v></c></row>'
    data = of_cells(cells, calculated=False)
    assert rows(data) == (("0", "#=A1", "2"),)
    assert rows(changed(data, app=lambda words: words.replace(b"Openpyxl", b"Excel"))) == (("#=B1-B2", "#=A1", "2"),)


def test_an_entity_or_a_broken_sheet_beside_a_formula_refuses_the_workbook():
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    cells = SHEET.format('<row r="1"><c r="A1"><f>&b;</f></c></row>')
    for words in (bomb + cells, cells[:-20]):
        with pytest.raises(DataError):
            rows(changed(files.xlsx([("x",)]), sheet1=lambda _, words=words: words.encode()))


def test_a_formula_is_found_wherever_a_big_part_is_cut_for_reading(monkeypatch):
    lines = [
        f'<row r="{i}"><c r="A{i}"><f>B{i}</f><v>{i}</v></c><c r="B{i}"><v>{i}</v></c></row>' for i in range(1, 60)
    ]
    lines[40] = '<row r="41"><c r="A41"><f>B41</f></c><c r="B41" t="e"><v>#N/A</v></c></row>'
    data = of_cells("".join(lines))
    for size in (90, 101, 113, 127):
        monkeypatch.setattr("pubkpi.ingest.containers.workbooks.ooxml._CHUNK", size)
        found = rows(data)
        assert found[40] == ("#=B41", "#N/A")
        assert found[39] == ("40", "40")


def old_book(fill, *, calculated=False):
    book = xlwt.Workbook()
    for name in ("别的", "数据"):
        fill(book.add_sheet(name), name)
    out = BytesIO()
    book.save(out)
    data = out.getvalue()
    if calculated:
        # what Excel writes when it has worked all out: the record RECALCID in the place of one of the same length
        old = re.search(rb"\x22\x00\x02\x00..", data, re.DOTALL)[0]
        assert data.count(old) == 1
        data = data.replace(old, b"\xc1\x01\x02\x00\x00\x00")
    return data


def test_what_stands_for_a_cell_of_an_old_workbook():
    def fill(page, name):
        page.write(0, 0, name)
        if name == "数据":
            page.row(1).set_cell_error(0, 0x2A)
            page.row(1).set_cell_error(1, "#DIV/0!")
            page.row(1).set_cell_boolean(2, True)
            page.write(1, 3, xlwt.Formula("A1"))
            page.write(1, 4, 5)

    sheets = containers.read(old_book(fill), "a.xls").sheets
    assert sheets[0].rows == (("别的",),)
    assert sheets[1].rows[1] == ("#N/A", "#DIV/0!", "TRUE", "#=…", "5")


@pytest.mark.parametrize(
    ("result", "calculated", "text"),
    [
        (struct.pack("<d", 0), False, "#=…"),
        (struct.pack("<d", 0), True, "0"),
        (struct.pack("<d", 7), False, "7"),
        (b"\x02\x00\x17\x00\x00\x00\xff\xff", True, "#REF!"),
        (b"\x03\x00\x00\x00\x00\x00\xff\xff", True, None),
        (b"\x03\x00\x00\x00\x00\x00\xff\xff", False, "#=…"),
    ],
)
def test_the_result_of_a_formula_in_an_old_workbook(result, calculated, text):
    data = old_book(
        lambda page, _: (page.write(0, 0, xlwt.Formula("B1")), page.write(0, 1, "x")), calculated=calculated
    )
    blank = b"\x03\x00\x00\x00\x00\x00\xff\xff"
    assert containers.read(data.replace(blank, result), "a.xls").sheets[1].rows == ((text, "x"),)


def ods(cells):
    """An OpenDocument spreadsheet of one row, its cells as XML."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    page = (
        f'<office:document-content {names} xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="一"><table:table-row>{cells}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    out = BytesIO()
    with ZipFile(out, "w") as pack:
        pack.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        pack.writestr("content.xml", page)
        pack.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return out.getvalue()


FIVE = '<table:table-cell office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ('<table:table-cell table:formula="of:=[.B1]"/>', ("#=[.B1]",)),
        ('<table:table-cell table:formula="of:=SUM([.B1])" table:number-columns-repeated="2"/>', ("#=SUM([.B1])",) * 2),
        (
            (
                '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
                'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
            ),
            ("#N/A",),
        ),
        (
            (
                '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#DIV/0!</text:p>'
                "</table:table-cell>"
            ),
            ("#DIV/0!",),
        ),
        (
            (
                '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"><text:p>2</text:p>'
                "<office:annotation><text:p>#</text:p></office:annotation></table:table-cell>"
            ),
            ("2",),
        ),
        (
            (
                '<table:table-cell office:value-type="float" office:value="0"><text:p>#REF!</text:p></table:table-cell>'
                '<table:table-cell office:value-type="float" office:value="7"><text:p>###</text:p></table:table-cell>'
            ),
            ("#REF!", "7"),
        ),
    ],
)
def test_what_stands_for_a_cell_of_an_opendocument_sheet(cell, texts):
    assert rows(ods(cell + FIVE)) == ((*texts, "5"),)


def test_errors_in_the_records_of_a_binary_workbook():
    row = struct.pack("<BBI", 0, 4, 6)
    cell = struct.pack("<BBIIB", 3, 9, 2, 0, 0x2A)
    of_formula = struct.pack("<BBIIBH", 11, 11, 4, 0, 0x07, 0)
    number = struct.pack("<BBIId", 5, 16, 5, 0, 1.0)
    long = b"\x9c\x01" + b"\x80\x01" + bytes(128)
    assert xlsb._cells(long + row + cell + number + of_formula, {}, date(1899, 12, 30)).faults == {
        (6, 2): "#N/A",
        (6, 4): "#DIV/0!",
    }


@pytest.mark.parametrize("container", ["xlsx", "csv", "xls"])
def test_a_row_with_an_error_is_rejected_in_any_container_and_says_what_stood_there(desk, container):
    table = [HEADER, *days(45)]
    table[3] = (table[3][0], "#N/A", 17, 25, 18406)
    if container == "csv":
        data = files.text(table)
    elif container == "xls":

        def fill(page, name):
            for r, row in enumerate(table if name == "数据" else []):
                for c, value in enumerate(row):
                    page.row(r).set_cell_error(c, 0x2A) if value == "#N/A" else page.write(r, c, value)

        data = old_book(fill)
    else:
        book = openpyxl.Workbook()
        for row in table:
            book.active.append(row)
        assert book.active["B4"].data_type == "e"
        data = files.saved(book)
    result = desk.load(data)
    assert (result.rows.loaded, result.rows.rejected) == (44, 1)
    assert desk.ask('select row, "column", raw from reject') == [(4, "new_count", "#N/A")]


@pytest.mark.parametrize("many", [True, *seldom(False)])
def test_a_formula_that_nobody_worked_out_is_rejected_with_what_to_do(desk, monkeypatch, many):
    if many:
        monkeypatch.setattr(columns, "BATCHES_FROM", 30)
        monkeypatch.setattr(columns, "FIRST", 10)
    book = openpyxl.Workbook()
    for row in [HEADER, *days(45)]:
        book.active.append(row)
    book.active["E30"] = "=E29+D30"
    result = desk.load(files.saved(book))
    assert (result.rows.loaded, result.rows.rejected) == (44, 1)
    assert desk.ask('select row, "column", raw from reject') == [(30, "total_count", "#=E29+D30")]
    (told,) = rejects(desk.store.engine, shipped()).rows
    assert "另存" in told.reason.zh
    assert "save" in told.reason.en


POSTS = "内容标题 发表时间 总阅读人数 总分享人数 阅读后关注人数 送达人数 送达阅读率 阅读完成率 内容url".split()
URL = "http://mp.weixin.qq.com/s?__biz=MzA&mid=221&idx=1&sn=a1"


def posts(title):
    return [POSTS, (title, "20241008", 901, 37, 5, 15120, 0.0423, 0.5811, URL)]


@pytest.mark.parametrize("title", ["#N/A", "#REF!", "########", "Err:502"])
def test_an_error_is_no_title(still, title):
    assert title in reason(still.load(files.text(posts(title))))


@pytest.mark.parametrize("words", ["=SUM(A1:A3)", '="甲"&B2', "=B2", "=税率"])
def test_a_formula_that_nobody_worked_out_is_no_title(still, words):
    refused = reason(still.load(files.xlsx(posts(words))))
    assert f"#{words}" in refused
    assert "另存" in refused


TITLES = [
    "#话题#",
    "=今日要闻=",
    '="甲"',
    "Error 404",
    "错误的示范",
    "# 一",
    "E网通办",
    "=^_^=",
    '=HYPERLINK("http://x/","点我")？别点！',
]


def test_a_title_that_only_begins_like_one_is_a_title(desk):
    accounts = {f"号{i}": title for i, title in enumerate(TITLES)}
    for i, (account, title) in enumerate(accounts.items()):
        write = files.text if i % 2 else files.xls
        desk.drop(f"{i}.xls", write(posts(title)), account)
    assert {one.account for one in desk.ingest(as_of=date(2024, 12, 31)) if one.rows.loaded} == set(accounts)
    assert sorted(desk.ask("select distinct account, title from post")) == sorted(accounts.items())


@pytest.mark.parametrize(
    ("values", "is_told"), [((0, 0, 0), True), ((0, 0, 5), False), ((0,), False), ((0, "", ""), False)]
)
def test_formulas_that_are_all_0_are_told_as_perhaps_never_worked_out(values, is_told, desk):
    """xlsxwriter writes 0 for every formula; here without its mark that they are still to be worked out."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("用户增长")
    for i, row in enumerate([HEADER, *days(4)]):
        sheet.write_row(i, 0, row)
    for i, value in enumerate(values, 1):
        if value != "":
            sheet.write_formula(i, 3, f"=B{i + 1}-B{i + 1}", value=value)
    book.close()
    data = changed(out.getvalue(), workbook=lambda words: words.replace(b'fullCalcOnLoad="1"', b""))
    result = desk.load(data, "a.xlsx")
    assert result.state == "loaded"
    found = [one.message.zh for one in result.findings if one.id == "ingest.zero_formulas"]
    assert found == ["用户增长 里的公式结果全是 0，可能没有算过"] * is_told


def zeros_xls(values):
    """An old workbook with formulas of these values, all worked out by Excel; `1-1` for those that are None."""

    def fill(page, _):
        page.write(0, 0, "x")
        for i, value in enumerate(values, 1):
            page.write(i, 0, xlwt.Formula("1-1" if value is None else "B1+1" if value else "B1-B2"))

    data = old_book(fill, calculated=True)
    blank, parts = b"\x03\x00\x00\x00\x00\x00\xff\xff", []
    # each sheet has the same formulas
    for i, part in enumerate(data.split(blank)[:-1]):
        parts += [part, struct.pack("<d", values[i % len(values)] or 0)]
    return b"".join([*parts, data.rsplit(blank, 1)[1]])


def zeros_xlsb(values):
    """The same as a binary workbook."""
    formulas = {(i, 0): binary.NOTHING if value is None else binary.ABOVE for i, value in enumerate(values, 1)}
    return binary.xlsb([("x",), *((value or 0,) for value in values)], formulas=formulas)


def zeros_ods(values):
    """The same as an OpenDocument spreadsheet."""
    cell = '<table:table-cell table:formula="of:={}" office:value-type="float" office:value="{}"><text:p>{}</text:p></table:table-cell>'
    return ods("".join(cell.format("1-1" if one is None else "[.B2]-[.B3]", one or 0, one or 0) for one in values))


@pytest.mark.parametrize("write", [zeros_xls, zeros_xlsb, zeros_ods])
def test_other_workbooks_tell_formulas_that_are_all_0_as_well(write):
    for values, zero in (((0, 0), True), ((0, 0, 5), False), ((0,), False), ((0, None, None), False)):
        sheets = containers.read(write(values), "a").sheets
        assert {sheet.zero for sheet in sheets} == {zero}, values


def test_the_sheets_of_a_binary_workbook_have_their_names_and_relations():
    def text(words):
        return struct.pack("<I", len(words)) + words.encode("utf-16-le")

    def record(relation, name):
        body = bytes(8) + text(relation) + text(name)
        return b"\x9c\x01" + bytes([len(body)]) + body

    other = struct.pack("<BBI", 5, 4, 6)
    assert list(xlsb._sheets(other + record("rId1", "数据") + record("rId2", "b"))) == [("数据", "rId1"), ("b", "rId2")]
    assert not xlsb.from_1904(other)
