"""Big texts, which the engine reads, give the very facts that reading them cell by cell gives."""

import csv
from datetime import date
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pubkpi.database import digest
from pubkpi.ingest.containers import columns
from pubkpi.ingest.containers.delimited import arrow, regular_text
from pubkpi.model.errors import RecordsError
from tests.examples import LETTERS, examples, few, seldom
from tests.ingest import files
from tests.ingest.samples import LIST

HEADER = ("内容标题", "发表时间", "总阅读人数", "送达阅读率", "内容url")
ROWS = [(f"第{i}期：通知", f"202403{1 + i % 28:02}", str(100 + i), "0.0374", f"http://x/s/{i}") for i in range(40)]


def as_csv(rows, encoding="utf-8", end="\r\n", separator=","):
    out = StringIO(newline="")
    csv.writer(out, lineterminator=end, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)


@pytest.fixture
def both(both_sizes):
    """A file as it comes out cell by cell and as a big one: state, counts, why not, findings, facts, rejects."""

    def outcomes(data, name="list", limit=0.9):
        return [
            (one.state, one.rows, one.error and one.error.line("zh"), [found.id for found in one.findings], facts, kept)
            for one, facts, kept in both_sizes(data, name, limit=limit)
        ]

    return outcomes


@pytest.fixture
def taken(monkeypatch):
    """How often a file went to the engine in one pass."""
    calls = []
    real = regular_text.read
    monkeypatch.setattr(regular_text, "read", lambda *args: calls.append(real(*args)) or calls[-1])
    return calls


@pytest.mark.parametrize(
    ("encoding", "end"),
    [
        ("utf-8-sig", "\n"),
        ("gb18030", "\r\n"),
        *seldom(("utf-8", "\r\n"), ("utf-8", "\n"), ("utf-8-sig", "\r\n"), ("gb18030", "\n")),
    ],
)
def test_a_regular_text_of_any_encoding_gives_the_same_facts(both, taken, encoding, end):
    slow, fast = both(as_csv([HEADER, *ROWS], encoding, end))
    assert slow == fast
    assert (fast[0], fast[1].loaded) == ("loaded", 40)
    assert taken[-1].has_batches


ODD = {
    "a total row": [*ROWS, ("合计", "", "4780", "", "")],
    "a spaced total row": [*ROWS, ("总 计", "", "4780", "", "")],
    "a long total row": [*ROWS, (" 累计（2024年1月1日至2024年12月31日）", "", "4780", "", "")],
    "the header again": [*ROWS[:20], HEADER, *ROWS[20:]],
    "blank cells all along": [*ROWS[:20], ("", " ", "", "\u3000", ""), *ROWS[20:]],
    "blank rows at the end": [*ROWS, *[("", "", "", "", "")] * 3],
    "bad cells": [*ROWS, ("a", "20240230", "12", "", "http://y"), ("b", "20240201", "12.9", "", "http://z"), ("c", "20240201", "0012", "3", "")],
    "spellings": [*ROWS, (" x ", "2024/3/5", "1,234", "3.74%", " http://q "), ("全", "2024年3月5日", "１２３", "-", "'http://r")],
    "line breaks in titles": [*ROWS, ("一行\n又一行，\"引号\"", "20240301", "5", "", "http://lb")],
    "the same post twice": [*ROWS, ROWS[0], (*ROWS[1][:2], "999", *ROWS[1][3:])],
    "a number too great": [*ROWS, ("x", "20240301", "9000000000000000000", "", "http://g")],
    "numbers that are not written plainly": [*ROWS, *((f"t{i}", "20240301", n, "", f"http://n/{i}") for i, n in enumerate(("007", "0x1F", "+5", "1e3", "1_000", " 8", "0")))],
    "blanks of other kinds": [*ROWS, ("\u2003", "20240301", "\u2003", "\xa0", "http://bl")],
}  # fmt: skip
ODD["all of them"] = [*ROWS, *(row for rows in ODD.values() for row in rows if row not in ROWS)]
# one alone takes another way than beside the others: the columns of numbers and of days hold nothing else
ALONE = ("a total row", "the header again", "line breaks in titles")


@pytest.mark.parametrize("odd", few(ODD, "all of them", *ALONE))
@pytest.mark.campaign
def test_odd_rows_are_told_and_counted_alike(both, taken, odd):
    slow, fast = both(as_csv([HEADER, *ODD[odd]], end="\n"))
    assert slow == fast
    assert taken[-1].has_batches


@pytest.mark.campaign
def test_rows_of_many_accounts_give_the_same_facts(both_sizes, taken):
    rows = [(f"号{i % 7}", f"c{i % 7}", str(100 + i), "900.1") for i in range(7)] + [
        ("坏", "c9", "1.5", "1"),
        ("", "c", "1", "2"),
    ]
    data = as_csv([("账号名称", "账号ID", "阅读数", "新榜指数"), *rows])
    slow, fast = both_sizes(data, limit=0.9, as_of=date(2024, 3, 31))
    assert slow[1:] == fast[1:]
    assert (fast[0].state, fast[0].rows.loaded, fast[0].rows.rejected) == ("loaded", 7, 2)
    assert taken[-1].has_batches


def test_a_quote_within_a_cell_without_quotes_is_one_and_rows_keep_their_numbers(both, taken):
    slow, fast = both(as_csv([HEADER, *ROWS], end="\n").replace("第7期".encode(), '第7"期'.encode()))
    assert slow == fast
    assert taken[-1].has_batches
    assert "list!9" in fast[4]


@pytest.mark.campaign
def test_a_next_line_sign_and_a_vertical_tab_are_blank(both, taken):
    rows = [*ROWS, ("甲", "20240301", "7", "\x0b", "\x85"), ("\x0b", "20240302", "8", "", "http://v")]
    slow, fast = both(as_csv([HEADER, *rows], end="\n"))
    assert slow == fast
    assert taken[-1].has_batches


@pytest.mark.parametrize("number", ["007", *seldom("9000000000000000000", "0", "0x1FFFFFFFFFF", "999999999999999999")])
@pytest.mark.campaign
def test_one_odd_number_among_integers_is_judged_by_the_same_grammar(both, taken, number):
    slow, fast = both(as_csv([HEADER, *ROWS, ("x", "20240301", number, "", "http://g")], end="\n"))
    assert slow == fast
    assert taken[-1].has_batches


@pytest.mark.parametrize("odd", few(ODD, "all of them"))
def test_a_big_sheet_of_a_workbook_gives_the_same_facts(both, odd):
    slow, fast = both(files.xlsx([HEADER, *ODD[odd]]), "list.xlsx")
    assert slow == fast
    assert slow[0] == "loaded"


@pytest.mark.parametrize("odd", ["bad cells", *seldom("a total row")])
@pytest.mark.campaign
def test_a_page_of_many_rows_gives_the_same_facts(both, odd, monkeypatch):
    batches = []
    real = columns.Columns.read
    monkeypatch.setattr(columns.Columns, "read", lambda *args: batches.append(args[1]) or real(*args))
    slow, fast = both(files.html([HEADER, *ODD[odd]]), "list.xls")
    assert slow == fast
    assert (slow[0], batches) == ("loaded", [1])


@pytest.mark.campaign
def test_small_and_big_files_of_a_batch_load_in_any_order_and_come_back_in_a_rebuild(desks, monkeypatch):
    monkeypatch.setattr(columns, "BATCHES_FROM", 30)
    lists = {
        "a.csv": files.text([HEADER, *ROWS[:3]]),
        "b.xlsx": files.xlsx([HEADER, *ROWS]),
        "c.xlsx": files.xlsx([HEADER, *((f"{t}x", day, n, s, f"{url}/x") for t, day, n, s, url in ROWS)]),
        "d.csv": files.text([HEADER, *ROWS[5:8]]),
        "e.xlsx": files.xlsx([HEADER, *ROWS]),
    }
    known = set()
    for order in ("abcde", "dbeca"):
        desk = desks()
        paths = {name[0]: desk.drop(name, data) for name, data in lists.items()}
        results = desk.ingest(*(paths[first] for first in order))
        assert [one.state for one in results].count("already_loaded") == 1
        assert [one.state for one in results].count("loaded") == 4
        known.add(desk.digest())
    again = desk.store.rebuilt()
    known.add(digest.digest(again))
    again.close()
    assert len(known) == 1


IRREGULAR = {
    "a line without anything": as_csv([HEADER, *ROWS]).replace(b"\r\n", b"\r\n\r\n", 3),
    "rows of other widths": as_csv([HEADER, *ROWS, ("kurz",), (*ROWS[0], "mehr")]),
    "line ends of two kinds": as_csv([HEADER, *ROWS[:9]]) + as_csv(ROWS[9:], end="\n"),
    "rows above the header": as_csv([("导出时间：2024-12-31",), HEADER, *ROWS]),
    "quotes that do not match": as_csv([HEADER, *ROWS]) + b'"x,1,2\r\n',
    "bytes of another encoding further down": as_csv([HEADER, *ROWS * 200]) + "末,20240301,1,,http://e\r\n".encode("gb18030"),
}  # fmt: skip


SELDOM = ("a line without anything", "line ends of two kinds")


@pytest.mark.parametrize("irregular", few(IRREGULAR, *(one for one in IRREGULAR if one not in SELDOM)))
@pytest.mark.campaign
def test_an_irregular_text_is_read_cell_by_cell(both, irregular):
    slow, fast = both(IRREGULAR[irregular])
    assert slow == fast


@pytest.mark.campaign
def test_a_list_of_sixteen_columns_goes_through_in_one_pass(both, taken):
    slow, fast = both(as_csv(LIST[next(i for i, row in enumerate(LIST) if "内容标题" in row) :]))
    assert slow == fast


CELL = st.one_of(
    st.sampled_from(["", " ", "-", "--", "合计", "0012", "12.9", "1,234", "58%", "0.5", "2024-03-05", "20240305", "1e2", "'7", '="8"', "a\nb", '"']),
    st.integers(-5, 10**18).map(str),
    st.text(LETTERS, max_size=6).filter(lambda text: not set(text) & set("\x00\r") and text.isprintable()),
)  # fmt: skip


@settings(max_examples=examples(3), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(CELL, CELL, CELL, CELL, CELL), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(",\t;"),
)
@pytest.mark.campaign
def test_whatever_the_cells_hold_both_ways_agree(both, rows, end, separator):
    slow, fast = both(as_csv([HEADER, *ROWS[:10], *rows], end=end, separator=separator))
    assert slow == fast


@pytest.mark.campaign
def test_a_big_text_after_the_same_posts_from_elsewhere_supersedes_as_any_file_does(desks, monkeypatch):
    known = []
    newer = [(*row[:2], str(int(row[2]) + 1000), *row[3:]) for row in ROWS[:5]]
    for big, order in ((10**9, (0, 1)), (1, (0, 1)), (1, (1, 0))):
        monkeypatch.setattr(regular_text, "BATCHES_FROM", big)
        desk = desks()
        both = [desk.drop("a", files.text([HEADER, *ROWS])), desk.drop("b", files.text([HEADER, *newer]))]
        for i in order:
            desk.ingest(both[i])
        known.append(desk.digest())
    desk.close()
    assert desk.digest() == known[0]
    assert len(set(known)) == 1


def test_a_big_text_with_too_many_bad_rows_is_refused_and_leaves_nothing(desk, monkeypatch):
    monkeypatch.setattr(regular_text, "BATCHES_FROM", 1)
    before = desk.digest()
    bad = [("a", "20240301", "12.9", "", f"http://y/{i}") for i in range(10)]
    assert desk.load(as_csv([HEADER, *ROWS, *bad]), "list").state == "refused"
    assert desk.digest() == before
    assert not list((desk.root / "data").rglob("archive/*/*"))


@pytest.mark.campaign
def test_looking_at_a_big_text_changes_nothing(desk, monkeypatch):
    monkeypatch.setattr(regular_text, "BATCHES_FROM", 1)
    before = desk.digest()
    result = desk.load(as_csv([HEADER, *ROWS]), "list", dry_run=True)
    assert (result.state, result.rows.loaded) == ("would_load", 40)
    assert desk.digest() == before


@pytest.mark.parametrize("few", [0, 99])
@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_single_rows_of_a_big_text_are_those_of_all(monkeypatch, end, quoted, few):
    """In whichever piece and window they lie, with line ends within quotes too."""
    monkeypatch.setattr(regular_text, "_FIRST", 300)
    monkeypatch.setattr(regular_text, "_PIECE", 500)
    monkeypatch.setattr(arrow, "_WINDOW", 64)
    monkeypatch.setattr(arrow, "_FEW", few)
    rows = [HEADER, *((f'{row[0]}“{end}"好"' if quoted and i % 3 else row[0], *row[1:]) for i, row in enumerate(ROWS))]
    text = regular_text.read(as_csv(rows, end=end), "list.csv").sheets[0].batches
    every = {number: row for number, row in enumerate(text.rows, 1) if number in (1, 2, 17, 40, 41)}
    assert text.pick([*every, 0, 42]) == every
    assert text.pick([]) == {}


def test_a_text_of_stray_quotes_has_no_single_rows(monkeypatch):
    monkeypatch.setattr(regular_text, "_FIRST", 300)
    rows = as_csv([HEADER, *ROWS]).replace("第7期".encode(), '第"7期'.encode())
    with pytest.raises(RecordsError):
        regular_text.read(rows, "list.csv").sheets[0].batches.pick([30])


def test_single_rows_of_a_big_sheet_are_those_of_all():
    """In the words of the file, where days are read from its numbers."""
    sheet = columns.Columns.of([[row[0] or "" for row in ROWS], ["" if i % 2 else "45575" for i in range(len(ROWS))]])
    every = dict(enumerate(sheet.rows, 1))
    assert sheet.pick([1, 2, 40]) == {number: every[number] for number in (1, 2, 40)}
    assert sheet.pick([0, 41]) == {}
    assert columns.Translation(sheet, {1: str.upper}).pick([1]) == {1: (ROWS[0][0], "45575")}
