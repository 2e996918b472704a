"""The words of the columns of a big sheet are the very cells that reading it cell by cell gives."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pubkpi.ingest.containers.workbooks import grid
from tests.examples import LETTERS, examples

ODD = [
    "",
    " ",
    "a\nb",
    "a\r\nb",
    '"',
    '说"好"',
    "\ufeff标题",
    "\x1f",
    "a\x1fb",
    "\x85",
    "\u2028",
    "\x1c",
    ",",
    "\t",
    "合计",
    "001",
]
VALUE = st.one_of(
    st.sampled_from(ODD),
    st.text(LETTERS, max_size=5).filter(lambda words: "\x00" not in words),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-5, 10**6).map(float),
    st.booleans(),
    st.dates() | st.datetimes() | st.times() | st.timedeltas(),
)
SHEET = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(VALUE, min_size=width, max_size=width), min_size=2))


@settings(max_examples=examples(25))
@given(SHEET, st.data())
def test_the_words_of_columns_come_back_cell_by_cell_and_in_batches(sheet, data):
    columns, cells = grid.columns(sheet), tuple(map(grid.row, sheet))
    assert columns.rows == cells
    skip = data.draw(st.integers(0, len(sheet) - 1))
    seen = []
    for batch in columns.read(skip, ()):
        seen += zip(*(batch.column(f"c{i}").to_pylist() for i in range(columns.width)), strict=True)
        assert batch.column("row").to_pylist() == [*range(skip + 1, len(sheet) + 1)]
    assert tuple(tuple(one if one and one.strip() else None for one in row) for row in seen) == cells[skip:]
