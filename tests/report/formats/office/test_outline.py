"""The outline of a section: what its page says, block by block."""

import pytest

from pubkpi.report.charts.figures import TotalChart
from pubkpi.report.formats.office.outline import (
    Cell,
    Heading,
    Outline,
    Paragraph,
    Picture,
    Row,
    Table,
    blocks,
    pictures,
    stand_in,
)

FIGURE = TotalChart("total", "the total", ("Q1",), (1.0,), ("1.0",), (False,), (False,), ())


def test_headings_paragraphs_and_items_keep_their_order_and_lose_their_layout():
    page = "<h3>One</h3><p>two <b>three</b>\n four</p><ul><li>five<br>six</li></ul><details><summary>A<span>b</span></summary>c</details>"
    assert blocks(page, {}) == (
        Heading(1, "One"), Paragraph("two three four"), Paragraph("five\nsix", item=True), Heading(3, "A b"), Paragraph("c"),
    )  # fmt: skip


def test_a_table_has_heads_figures_states_sums_and_remarks():
    page = """<table><caption>T</caption><thead><tr><th>name</th><th class="n">x</th></tr></thead><tbody>
    <tr class="sum"><th>a &amp; b</th><td class="n">1&nbsp;000 <small>†</small></td></tr>
    <tr><th>c</th><td><span class="light red">■ alert</span></td></tr>
    <tr><td colspan="2">why</td></tr></tbody></table>"""
    (table,) = blocks(page, {})
    assert table == Table(
        "T",
        (Cell("name", head=True), Cell("x", figure=True, head=True)),
        (
            Row((Cell("a & b", head=True), Cell("1\u00a0000 †", figure=True)), strong=True),
            Row((Cell("c", head=True), Cell("■ alert", tone="red"))),
            Row((Cell("why", span=2),)),
        ),
    )
    assert table.columns == 2


def test_what_stands_side_by_side_is_a_row():
    page = '<div data-as="table"><div data-as="tr"><span data-as="th">a</span><span class="figure" data-as="td">1</span></div></div>'
    lists = "<dl><dt>a</dt><dd>1</dd><dd>2</dd><dt>b</dt><dd>3</dd></dl>"
    assert [row.cells for block in blocks(page + lists, {}) for row in block.rows] == [
        (Cell("a", head=True), Cell("1", figure=True)),
        (Cell("a", head=True), Cell("1"), Cell("2")),
        (Cell("b", head=True), Cell("3")),
    ]


def test_a_cell_begins_where_the_spans_before_it_end():
    row = Row((Cell("a"), Cell("b", span=3), Cell("c")))
    assert [(place, cell.text) for place, cell in row.places] == [(0, "a"), (1, "b"), (4, "c")]


def test_a_figure_stands_where_its_stand_in_does_and_what_is_hidden_is_left_out():
    page = f'<figure><figcaption>the total</figcaption>{stand_in(FIGURE)}</figure><p aria-hidden="true">no</p><style>x</style>'
    assert blocks(page, {"total": FIGURE}) == (Picture(FIGURE),)


def test_a_drawing_of_a_row_stands_in_its_cell_though_who_listens_is_spared_it():
    page = f"""<table><thead><tr><th>a</th><th class="drawing" aria-hidden="true">way</th></tr></thead>
    <tr><th>b</th><td class="bullet drawing" aria-hidden="true">{stand_in(FIGURE)}</td></tr>
    <tr><th>c</th><td class="bullet drawing" aria-hidden="true"></td></tr></table>"""
    (table,) = made = blocks(page, {"total": FIGURE})
    assert [row.cells[1] for row in table.rows] == [Cell("", drawing=FIGURE), Cell("")]
    assert table.head[1].text == "way"
    assert pictures([Outline("s", "S", made)]) == (FIGURE,)


@pytest.mark.parametrize(
    "page", ["<table><tr><td>a", "<p>a</div></p>", "</p>a", "<dl><dd>a</table>", "<svg data-figure=x>a"]
)
def test_a_page_with_tags_left_open_is_read_as_far_as_it_goes(page):
    assert "'a'" in str(blocks(page, {}))
