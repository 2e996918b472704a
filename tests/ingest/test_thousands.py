"""18,401 without quotes is never 18, though a column of remarks takes the cell that is one too many."""

import pytest

from pubkpi.ingest.containers import columns
from pubkpi.ingest.containers.delimited import regular_text
from pubkpi.ingest.containers.sheet import RawSheet
from pubkpi.ingest.profiles.catalogue import shipped
from pubkpi.ingest.rows import split_numbers
from pubkpi.ingest.rows.part import places
from tests.ingest import files
from tests.ingest.samples import GROWTH_HEADER, growth_days

DAYS = [*growth_days(1, 30), *growth_days(1, 28, month="2024-04")]
PARTED = ("2024-05-01", 10, 2, 8, 18, 401)
# By what stands in the last column: its header, its cell in each row, one more row, and whether that is rejected.
LAST = {
    "blank remarks": ("备注", "", PARTED, True),
    "remarks": ("备注", "清明", PARTED, True),
    "one remark that is a number": ("备注", "", ("2024-05-01", 10, 2, 8, 18401, 5), False),
    "remarks that are numbers": ("备注", "7", PARTED, False),
    "an unknown column, blank": ("负责人", "", PARTED, True),
    "an unknown column of words": ("负责人", "张", PARTED, True),
    "an unknown column of figures": ("收藏量", "402", PARTED, False),
    "figures before the remarks": ("收藏量,备注", "402,", (*PARTED, 402), True),
    "words behind the remarks": ("备注,链接", ",", (*PARTED, "某"), True),
    "a number of four digits, parted before": ("备注", "", ("2024-05-01", 1, 234, 2, 1232, 18401), True),
    "a remark of words": ("备注", "", ("2024-05-01", 234, 234, 0, 18401, "五一"), False),
    "a cell more": ("备注", "", (*PARTED, ""), True),
    "the sign of money": ("备注", "", ("2024-05-01", 10, 2, 8, "¥18", 401), True),
    "all of them": ("备注", None, PARTED, True),
}  # fmt: skip


BIG = ("blank remarks", "remarks that are numbers", "an unknown column of words", "a cell more")


@pytest.mark.campaign
@pytest.mark.parametrize("big", [False, True])
def test_a_row_with_a_number_that_may_be_parted_is_rejected(desk, monkeypatch, big):
    """One file a kind of last column, in one workspace; a big text and a small one are the same."""
    for place in (regular_text, columns):
        monkeypatch.setattr(place, "BATCHES_FROM", 1 if big else 10**9)
    paths = {}
    for name in BIG if big else LAST:
        header, cell, extra, _ = LAST[name]
        days = [] if cell is None else [(*day, *cell.split(",")) for day in DAYS]
        paths[name] = desk.drop(f"{name}.csv", files.text([(*GROWTH_HEADER, *header.split(",")), *days, extra]))
    for name, result in zip(paths, desk.ingest(*paths.values()), strict=True):
        _, cell, _, is_rejected = LAST[name]
        if cell is None:
            assert result.state == "refused"
            assert "千位" in result.error.line("zh")
            continue
        assert (result.rows.loaded, result.rows.rejected) == (59 - is_rejected, int(is_rejected)), name
        told = desk.ask(
            "select r.row, r.reason from reject r join file f using (file_id) where f.name = $name", name=f"{name}.csv"
        )
        assert told == [(60, "#thousands")] * is_rejected, name


# Numbers of a column whose neighbour, the last, is blank and written out, and one more row: 18,401 or 1,401 is thinkable
# beside any of them.
BESIDE = (
    (range(10, 66, 5), "18,401"),
    (range(1, 10), "1,401"),
    (range(20, 90), "35,300"),
    (range(20, 90), "¥35,300"),
    (range(930, 1000), "1,002"),
    ((1200, *range(20, 89)), "35,300"),
)


def test_no_size_of_the_other_numbers_proves_that_a_short_one_is_whole():
    growth = next(one for one in shipped() if one.id == "wechat_user_growth")
    header = (*GROWTH_HEADER, "备注")
    where, _ = places(growth.feeds[0].columns, header)
    for numbers, extra in BESIDE:
        rows = [("2024-01-01", "4", "1", "3", str(number), None) for number in numbers]
        one = ("2024-01-02", "4", "1", "3", *extra.split(","))
        for cells in (rows, [row[:5] for row in rows]):
            spans = split_numbers.spare_spans(growth, RawSheet("a", (header, *cells, one), commas=True), 0, where)
            assert split_numbers.is_shifted(one, spans), (numbers, extra)
            assert not any(split_numbers.is_shifted(row, spans) for row in cells)


def test_where_no_comma_parts_cells_none_parts_a_number(desk):
    """A figure among the remarks is a remark."""
    rows = [(*GROWTH_HEADER, "备注"), *((*day, "") for day in DAYS), ("2024-05-01", 10, 2, 8, 18, 401)]
    numbers = [rows[0], *([day[0], *map(int, day[1:5]), ""] for day in rows[1:-1]), rows[-1]]
    given = (files.xlsx(numbers), files.xls(numbers), files.text(rows, separator="\t"), files.html(rows))
    paths = [desk.drop(f"{i}.xls", data) for i, data in enumerate(given)]
    for i, result in enumerate(desk.ingest(*paths)):
        assert (result.rows.loaded, result.rows.rejected) == (59, 0), i


@pytest.mark.campaign
def test_a_row_that_leaves_no_cell_out_has_no_number_parted(desk):
    header = ["活动名称", "开始日期", "结束日期", "参与人次", "备注", "填报人", "本期无起", "本期无止"]
    rows = [
        header,
        ["讲座", "2024-01-05", "2024-01-05", 85, 200, "张", "", ""],
        ["展览", "2024-01-06", "2024-01-06", 90, "", "张", "", ""],
    ]
    assert desk.load(files.text(rows), "活动.csv", "登记").rows.loaded == 2
    assert desk.load(files.text([header, rows[2], ["座谈", *rows[1][1:6]]]), "短.csv", "登记").rows.rejected == 1
    days = [(*day, "", "张") for day in DAYS]
    data = files.text([(*GROWTH_HEADER, "备注", "经办人"), *days, ("2024-05-01", 10, 2, 8, 18, 401, "张")])
    assert desk.load(data, "增长.csv").rows.loaded == 59


def test_a_cell_more_at_the_end_of_each_row_says_nothing(desk):
    data = files.text([GROWTH_HEADER, *((*day, "") for day in DAYS), ("2024-05-01", 345, 123, 222, 18401, "")])
    assert desk.load(data).rows.loaded == 59
