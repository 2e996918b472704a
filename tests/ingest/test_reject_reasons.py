"""Rows that are rejected for more than one cell's spelling: kept, counted and listed with the reason in words."""

import gzip
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from pubkpi.ingest import containers
from pubkpi.ingest.containers.sheet import RejectedRow
from pubkpi.ingest.profiles.catalogue import shipped
from pubkpi.ingest.rows import rules
from pubkpi.ingest.rows.reasons import reason_text, split_code
from pubkpi.ingest.status import rejects
from tests.examples import few
from tests.ingest import files
from tests.ingest.desk import reason
from tests.ingest.samples import GROWTH_HEADER as HEADER
from tests.ingest.samples import growth_days

DAYS = [*growth_days(1, 30), *growth_days(1, 28, month="2024-04")]
WIDE = ("2024-05-01", 41, 17, 24, 18, 401)
SAID = "a cell stands under no header (a comma without quotes, or a remark beside the table)"


def listed(desk):
    """Row, last line, header, raw text and reason of all rejected rows."""
    found = rejects(desk.store.engine, shipped())
    return [(one.row, one.last, one.header, one.raw, one.reason.en) for one in found.rows]


@pytest.mark.parametrize("container", few(files.CONTAINERS, "xlsx", "csv", "html"))
def test_a_row_with_a_cell_beyond_the_header_is_rejected_and_told(desk, container):
    data = files.CONTAINERS[container]([HEADER, *DAYS, WIDE])
    result = desk.load(data)
    assert (result.state, result.rows.loaded, result.rows.rejected) == ("loaded", 58, 1)
    assert listed(desk) == [(60, None, "", "2024-05-01 | 41 | 17 | 24 | 18 | 401", SAID)]
    (told,) = [one for one in result.findings if one.id == "ingest.rejected"]
    assert told.where.endswith("!60 '2024-05-01 | 41 | 17 | 24 | 18 | 401'")
    assert (told.message.en, told.hint.en) == (f"1 row rejected, the first: {SAID}", "")
    assert desk.ask("select max(total_count) from account_daily where day = '2024-05-01'") == [(None,)]


def test_a_file_of_wide_rows_is_refused_with_the_reason(still):
    line = reason(still.load(files.text([HEADER, WIDE, ("2024-05-02", 42, 17, 25, 18, 426)])))
    assert (
        "!2 '2024-05-01 | 41 | 17 | 24 | 18 | 401': 2 行中有 2 行不合规则，超过 5%，第一行：有内容不在任何表头之下"
        in line
    )


def test_a_reader_or_a_statement_names_a_reason_and_the_row_is_kept_with_it(desk, monkeypatch):
    handed = (
        RejectedRow(4, "#wide", '2024-03-03,"4', 6),
        RejectedRow(6, "#wide:new_count", "7x"),
        RejectedRow(9, "#wide::18", None),
    )
    real = containers.text.read

    def reading(data, name, **how):
        book = real(data, name, **how)
        rows = [() if i + 1 in (4, 6, 9) else row for i, row in enumerate(book.sheets[0].rows)]
        return replace(book, sheets=(replace(book.sheets[0], rows=tuple(rows), rejects=handed),))

    monkeypatch.setattr(containers.text, "read", reading)
    result = desk.load(
        files.text([HEADER, *DAYS, *growth_days(1, 30, month="2024-06"), *growth_days(1, 28, month="2024-07")])
    )
    assert (result.rows.came_in, result.rows.rejected, result.rows.ignored) == (116, 3, 0)
    assert listed(desk) == [
        (4, 6, "", '2024-03-03,"4', SAID),
        (6, None, "新关注人数", "7x", SAID),
        (9, None, "", "", SAID),
    ]
    assert desk.ask('select "column", reason from reject order by row') == [
        (None, "#wide"), ("new_count", "#wide"), (None, "#wide:18"),
    ]  # fmt: skip


def test_codes_have_a_reason_perhaps_a_column_and_words():
    codes = ("new_users", "#by", "#wide", "#wide:net", "#wide::12", "#wide:net:17:24")
    assert [split_code(code) for code in codes] == [
        ("", "new_users", ""), ("", "#by", ""), ("#wide", "", ""), ("#wide", "net", ""), ("#wide", "", "12"), ("#wide", "net", "17:24"),
    ]  # fmt: skip
    assert reason_text("#none") == ("", "")


POSTS = [(f"第{i}期", f"202403{1 + i % 28:02}", i, "0.0374", f"http://x/s/{i}") for i in range(40)]
POSTS_HEADER = ("内容标题", "发表时间", "总阅读人数", "送达阅读率", "内容url")
ODD = {
    "beyond the header": ((*POSTS_HEADER, None), [("末期", *POSTS[0][1:4], "http://x/w", "备注")], 1),
    "under no word between headers": (
        (*POSTS_HEADER[:2], None, *POSTS_HEADER[2:]), [("末期", "20240301", "18", 401, "0.1", "http://x/w")], 1,
    ),
    "blanks alone beyond": ((*POSTS_HEADER, None), [("末期", *POSTS[0][1:4], "http://x/w", " \u3000")], 0),
    "a separator at the end of each line": ((*POSTS_HEADER, None), [], 0),
}  # fmt: skip


@pytest.mark.parametrize(
    ("odd", "container"),
    few(
        [*product(ODD, ("text", "xlsx"))],
        ("beyond the header", "text"),
        ("a separator at the end of each line", "text"),
        ("under no word between headers", "xlsx"),
    ),
)
@pytest.mark.campaign
def test_what_stands_under_no_header_is_told_the_same_way_however_big_the_file_is(both_sizes, odd, container):
    header, extra, count = ODD[odd]
    gap = header.index(None)
    rows = [header, *((*row[:gap], None, *row[gap:]) for row in POSTS), *extra]
    told = []
    for result, facts, kept in both_sizes(getattr(files, container)(rows), "file", limit=None):
        assert (result.state, result.rows.rejected) == ("loaded", count)
        told.append((result.rows, [str(one) for one in result.findings], facts, kept))
    assert told[0] == told[1]


def test_only_that_something_stood_beyond_the_headers_is_kept_of_a_file_with_personal_columns(desk):
    header = ("标题/微博内容", "原文/评论链接", "日期", "原文作者")
    rows = [(f"题{i}", f"http://n/{i}", "2024-03-05 10:00:00", "王某") for i in range(40)]
    result = desk.load(files.text([header, *rows, (*rows[0][:3], "王某", "李某某")]), as_of=date(2024, 4, 1))
    assert (result.rows.loaded, result.rows.rejected) == (40, 1)
    assert listed(desk) == [(42, None, "", "** | ********** | ******************* | ** | ***", SAID)]
    (kept,) = (desk.root / "data" / "archive").rglob("*/*")
    assert "李某某" not in gzip.decompress(kept.read_bytes()).decode()


def test_a_cell_of_many_blanks_is_judged_in_one_pass():
    assert rules.reason("reads", None, " " * 20_000 + "x", {}) != rules.reason("reads", None, " " * 20_000, {})
