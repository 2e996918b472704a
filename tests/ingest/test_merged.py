"""Cells merged over several records, and cells of a page that are fields, are never read as blanks."""

from io import BytesIO

import openpyxl
import pytest
import xlwt

from pubkpi.ingest import containers
from pubkpi.ingest.containers import columns, redaction
from tests.examples import seldom
from tests.ingest import binary, files
from tests.ingest.desk import reason
from tests.ingest.samples import GROWTH_HEADER, SINGLE, growth_days

DAYS = growth_days(1, 44)[:29]
ROWS = [("用户增长",), (*GROWTH_HEADER, "备注"), *((*row, "") for row in DAYS)]
NEW = GROWTH_HEADER.index("新关注人数")


def xlsx(rows, merged):
    """A workbook of *rows* in which the first and last row and the first and last column in *merged* are each one cell."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for top, bottom, left, right in merged:
        book.active.merge_cells(start_row=top + 1, end_row=bottom + 1, start_column=left + 1, end_column=right + 1)
    return files.saved(book)


def _first(merged):
    """By each cell in *merged* the first of its own."""
    return {
        (r, c): (top, left)
        for top, bottom, left, right in merged
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
    }


def xls(rows, merged):
    """The same as an old workbook."""
    book, covered = xlwt.Workbook(), _first(merged)
    page = book.add_sheet("a")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if (r, c) not in covered:
                page.write(r, c, value)
    for top, bottom, left, right in merged:
        page.write_merge(top, bottom, left, right, rows[top][left])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def html(rows, merged):
    """The same as a page."""
    first = _first(merged)
    spans = {
        (top, left): f' rowspan="{bottom - top + 1}" colspan="{right - left + 1}"'
        for top, bottom, left, right in merged
    }
    lines = [
        "".join(
            f"<td{spans.get((r, c), '')}>{value}</td>"
            for c, value in enumerate(row)
            if first.get((r, c), (r, c)) == (r, c)
        )
        for r, row in enumerate(rows)
    ]
    return f"<html><table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table></html>".encode()


def xlsb(rows, merged):
    """The same as a binary workbook."""
    first = _first(merged)
    cells = [
        [cell if first.get((r, c), (r, c)) == (r, c) else None for c, cell in enumerate(row)]
        for r, row in enumerate(rows)
    ]
    return binary.xlsb(cells, merged=merged)


# By what is merged how many of the 29 rows are rejected: the title, a remark or a column that nobody reads may be.
MERGED = {
    "title": ([(0, 0, 0, 5)], []),
    "remark": ([(3, 5, 5, 5)], []),
    "count": ([(4, 5, NEW, NEW)], [5, 6]),
    "two columns": ([(6, 6, NEW, NEW + 1)], [7]),
    "days": ([(2, 3, 0, 0)], [3, 4]),
}


@pytest.mark.parametrize("write", [xlsx, html, *seldom(xls, xlsb)])
def test_rows_that_share_a_cell_are_rejected(desk, write):
    """One file a kind of merging, in one workspace."""
    paths = [desk.drop(f"{i}.xls", write(ROWS, merged)) for i, (merged, _) in enumerate(MERGED.values())]
    for (_, rejected), result in zip(MERGED.values(), desk.ingest(*paths), strict=True):
        if len(rejected) == 2:
            assert result.state == "refused"
            assert f"!{rejected[0]} " in result.error.line("zh")
            assert "合并单元格" in result.error.line("zh")
        else:
            assert (result.rows.loaded, result.rows.rejected) == (29 - len(rejected), len(rejected)), result
            name = result.path.rpartition("/")[2]
            said = "select row, reason from reject join file using (file_id) where name = $name"
            assert desk.ask(said, name=name) == [(row, "#merged") for row in rejected]


FORM = [
    ("活动名称", "开始日期", "结束日期", "参与人次", "计数口径", "编号", "备注", "填报人", "本期无起", "本期无止"),
    *((name, f"2024-01-0{i}", f"2024-01-0{i}", 10 * i, "", "", "", "", "", "") for i, name in enumerate("甲乙丙", 1)),
]
COUNTING, NUMBER, NOTE, BY = 4, 5, 6, 7
# By what is merged: what its first cell says, and how 计数口径, 备注 and 填报人 of the three are read; None is no record.
SHARED = {
    "填报人": ([(1, 3, BY, BY)], "张", [(None, None, "张")] * 3),
    "备注": ([(2, 3, NOTE, NOTE)], "雨", [(None, None, None), *[(None, "雨", None)] * 2]),
    "计数口径": ([(1, 2, COUNTING, COUNTING)], "去重人数", [*[("去重人数", None, None)] * 2, (None, None, None)]),
    "备注 and 填报人": ([(1, 2, NOTE, BY)], "雨", [*[(None, "雨", None)] * 2, (None, None, None)]),
    "blank ones": ([(1, 3, COUNTING, NUMBER), (1, 2, NOTE, 9), (4, 8, 0, 3)], "", [(None, None, None)] * 3),
    "编号": ([(1, 2, NUMBER, NUMBER)], "7", [None, None, (None, None, None)]),
    "计数口径 and 编号": ([(1, 1, COUNTING, NUMBER)], "人次", [None, *[(None, None, None)] * 2]),
    "结束日期": ([(2, 3, 2, 2)], "2024-01-02", [(None, None, None), None, None]),
}


@pytest.mark.parametrize("write", [xlsx, xls, html])
@pytest.mark.campaign
def test_a_merged_remark_is_of_each_row_and_blank_cells_matter_nowhere(desk, write):
    paths = []
    for year, (name, (merged, words, _)) in enumerate(SHARED.items(), 2011):
        top, _, left, _ = merged[0]
        rows = [[str(cell).replace("2024", str(year)) for cell in row] for row in (*FORM, *[("",) * 10] * 5)]
        rows[top][left] = words
        paths.append(desk.drop(f"{name}.xls", write(rows, merged), "登记"))
    for year, (name, result) in enumerate(zip(SHARED, desk.ingest(*paths), strict=True), 2011):
        expected = SHARED[name][2]
        rejected = expected.count(None)
        assert (result.state, result.rows.rejected) == ("loaded", rejected), (name, result)
        told = desk.ask(
            "select counting, note, reported_by from activity where year(ended_on) = $year order by ended_on", year=year
        )
        assert told == [one for one in expected if one], name


@pytest.mark.parametrize("write", [xlsb, html])
@pytest.mark.campaign
def test_a_value_that_is_merged_over_two_labels_is_of_neither(desk, write):
    """The title, a table nobody reads and the days, of which the first row has each, may be merged."""
    rows = [(*row, *[""] * 4)[:4] for row in SINGLE]
    days = next(i for i, row in enumerate(rows) if row[0] == "日期") + 1
    fine = [(0, 0, 0, 3), (days, days + 1, 0, 0), (len(rows) - 2, len(rows) - 1, 1, 2)]
    for i, merged in enumerate([(2, 3, 1, 1), (3, 4, 0, 0), (1, 2, 0, 0)]):
        line = reason(desk.load(write(rows, [*fine, merged]), f"{i}.xls"))
        assert f"!{merged[1] + 1} " in line
        assert "合并单元格" in line
    assert desk.load(write(rows, [*fine, (14, 15, 2, 3)]), "fine.xls").state == "loaded"
    assert desk.ask("select read_users, cast(published_on as varchar), first_share_users from post") == [
        (913, "2024-03-05", 20)
    ]


def test_merged_cells_of_a_big_sheet_and_of_the_archive(desk, monkeypatch):
    monkeypatch.setattr(columns, "BATCHES_FROM", 10)
    monkeypatch.setattr(columns, "FIRST", 5)
    data = xlsx(ROWS, [(20, 20, NEW, NEW + 1)])
    assert desk.load(data).rows.rejected == 1
    book = containers.complete(containers.read(data, "a"))
    assert book.sheets[0].merged == ((20, 20, NEW, NEW + 1),)
    monkeypatch.setattr(columns, "BATCHES_FROM", 100)
    assert redaction.read(redaction.write(containers.read(data, "a")), "a") == containers.read(data, "a")


FIELDS = {
    "<input value=100>": "#<input>",
    "<input type=number value=100> 人": "#<input>",
    "<select><option>1<option selected>100</select>": "#<select>",
    "<span><textarea>100</textarea></span>": "#<textarea>",
    "<img alt=100 src=x>": "#<img>",
    "<input type=hidden value=3>100": "100",
    "<input type=checkbox> 2024-10-01": "2024-10-01",
    "<input type=checkbox>": None,
    "题<img alt=v>": "题",
    "<img src=x>": None,
}


def test_a_field_of_a_page_is_no_blank(desk):
    page = "<html><table>{}</table></html>"
    for cell, text in FIELDS.items():
        assert containers.read(page.format(f"<tr><td>{cell}</td></tr>").encode(), "a").sheets[0].rows == ((text,),)
    data = html([*ROWS[:4], (*ROWS[4][:2], "<input value=1>", *ROWS[4][3:]), *ROWS[5:]], [])
    result = desk.load(data)
    assert (result.rows.loaded, result.rows.rejected) == (28, 1)
    assert desk.ask('select row, "column", raw from reject') == [(5, "lost_count", "#<input>")]
