"""A sheet that the user's program does not show is nobody's export unless the user shows it."""

from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
import xlwt

from pubkpi.ingest import containers
from pubkpi.ingest.containers import redaction
from tests.examples import seldom
from tests.ingest import files
from tests.ingest.desk import ids, reason

HEADER = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
NOW, OLD = ("2024-10-01", 42, 17, 25, 18406), ("2024-10-01", 9, 9, 0, 9)
NAMES = "office office table table text text style style".split()


def xlsx(sheets, state="hidden"):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows, hidden in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        page.sheet_state = state if hidden else "visible"
    return files.saved(book)


def very_hidden(sheets):
    return xlsx(sheets, "veryHidden")


def xls(sheets):
    book = xlwt.Workbook()
    for name, rows, hidden in sheets:
        page = book.add_sheet(name)
        page.visibility = 2 if hidden else 0
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                page.write(r, c, value)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def ods(sheets):
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in zip(NAMES[::2], NAMES[1::2], strict=True)
    )
    styles = "".join(
        f'<style:style style:name="s{hidden:d}" style:family="table"><style:table-properties '
        f'table:display="{"false" if hidden else "true"}"/></style:style>'
        for hidden in (False, True)
    )
    tables = "".join(
        f'<table:table table:name="{name}" table:style-name="s{hidden:d}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows, hidden in sheets
    )
    out = BytesIO()
    with ZipFile(out, "w") as pack:
        pack.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        pack.writestr(
            "content.xml",
            f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
            f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        )
        pack.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return out.getvalue()


def _ods_row(row):
    cells = (
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        if isinstance(value, str)
        else f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        for value in row
    )
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


WRITERS = [xlsx, very_hidden, xls, ods]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("first", [False, *seldom(True)])
def test_a_hidden_sheet_does_not_compete_with_one_that_is_shown(desk, write, first):
    sheets = [("新", [HEADER, NOW], False), ("旧", [HEADER, OLD], True)]
    result = desk.load(write(sheets if first else sheets[::-1]))
    assert desk.rows("account_daily", "new_count", "total_count") == [(42, 18406)]
    assert (result.rows.loaded, result.rows.rejected, result.rows.ignored) == (1, 0, 2)
    assert ids(result) == ["ingest.hidden_sheet"]
    assert "旧" in result.findings[0].message.zh
    assert "旧" in result.findings[0].message.en


@pytest.mark.parametrize("write", WRITERS)
def test_an_export_on_hidden_sheets_alone_is_a_question(still, write):
    line = reason(still.load(write([("说明", [("x",)], False), ("数据", [HEADER, NOW], True)])))
    assert "隐藏的工作表里：数据" in line
    assert "取消隐藏" in line


def test_hidden_rows_of_no_export_are_counted_and_not_told(desk):
    result = desk.load(xlsx([("新", [HEADER, NOW], False), ("选项", [("国家级",), ("省级",)], True)]))
    assert (result.rows.loaded, result.rows.ignored) == (1, 2)
    assert ids(result) == []


def test_another_export_on_a_hidden_sheet_does_not_make_two_of_one_file(desk):
    search = ("日期", "新增关注", "取关", "时间")
    data = xlsx([("新", [HEADER, NOW], False), ("b", [search], True), ("c", [HEADER, OLD], True)])
    assert desk.load(data).export == "wechat_user_growth"


def test_the_archive_of_an_export_with_personal_columns_still_knows_what_is_hidden():
    book = containers.read(xlsx([("新", [HEADER, NOW], False), ("旧", [HEADER, OLD], True)]), "a.xlsx")
    again = containers.read(redaction.write(book), "a.xlsx")
    assert [sheet.hidden for sheet in again.sheets] == [False, True]
    assert again == book
