"""What spreadsheets, encodings and the engine itself do wrong when nobody looks, each with a true file through the store."""

import hashlib
from datetime import date
from decimal import Decimal
from subprocess import run as call

import openpyxl
import pytest

from pubkpi.ingest.containers.delimited import regular_text
from pubkpi.ingest.result import IngestOptions
from pubkpi.ingest.run import ingest
from tests.e2e.workspaces import COMMAND, environment, pubkpi
from tests.examples import seldom
from tests.ingest import files
from tests.ingest.desk import database, ids
from tests.ingest.samples import GROWTH_HEADER, growth, growth_days

HEADER = ("内容标题", "发表时间", "总阅读人数", "送达阅读率", "内容url")
OWN = """\
platform: own
label: 自己的
last_day: post.published_on
feeds:
  - fact: post
    columns:
      basis: {const: lifetime}
      post: {header: [ID], required: true}
      published_on: {header: [日期], required: true}
      reads: {header: [阅读量]}
"""
# with this in every title a file of 25,000 rows is too big to be read cell by cell: the engine reads it
BIG = "，经市政府常务会议审议通过" * 10
padded = pytest.mark.parametrize("pad", [*seldom(""), BIG], ids=["short rows", "9 MB"])


def posts(count, pad=""):
    """So many sound rows of a list of posts; the reads of row i are i."""
    return [(f"第{i}期{pad}", f"202403{1 + i % 28:02}", str(i), "0.0374", f"http://x/s/{i}") for i in range(count)]


def own(desk):
    """The desk with a profile whose first column is an id."""
    (desk.root / "exports").mkdir()
    (desk.root / "exports" / "own.yaml").write_text(OWN, "utf-8")
    return desk


@padded
@pytest.mark.campaign
def test_numbers_of_other_kinds_far_below_whole_ones_are_rejected_and_not_rounded(desk, pad):
    """A reader that has settled on integers by then makes 13, 12 and 1000 of them."""
    odd = ["12.9", "0012", "1e3"]
    bad = [("末", "20240301", word, "0.1", f"http://y/{word}") for word in odd]
    result = desk.load(files.text([HEADER, *posts(25_000, pad), *bad]), "list.csv")
    assert (result.state, result.rows.loaded, result.rows.rejected) == ("loaded", 25_000, 3)
    assert desk.ask("select sum(read_users), count(*) from post") == [(25_000 * 24_999 // 2, 25_000)]
    kept = desk.ask('select row, "column", raw from reject order by row')
    assert kept == [(25_002 + i, "read_users", word) for i, word in enumerate(odd)]


def test_an_id_that_looks_like_a_number_is_the_text_that_stands_there(desk, monkeypatch):
    """Where a reader is told or guesses that the column is a number, 0012 and 12 become one post."""
    monkeypatch.setattr(regular_text, "BATCHES_FROM", 1)
    rows = [(str(i), "2024-03-05", i, "") for i in range(25_000)]
    odd = ["0012", "12.0", "+12", "1_2", "0x0C", "12e0"]
    desk = own(desk)
    data = files.text([("ID", "日期", "阅读量", "备注"), *rows, *((word, "2024-03-06", 1, "") for word in odd)])
    assert desk.load(data, "own.csv").rows.loaded == 25_006
    assert desk.ask("select post from post where published_on = date '2024-03-06' order by row") == [(w,) for w in odd]
    assert desk.ask("select count(*), sum(reads) from post where post = '12'") == [(1, 12)]


@pytest.mark.campaign
def test_a_quoted_thousands_comma_below_twenty_thousand_plain_lines_is_one_cell(desk, monkeypatch):
    """A reader that looked at the first 20,480 lines only takes its comma for a separator."""
    monkeypatch.setattr(regular_text, "BATCHES_FROM", 1)
    late = ("末", "20240301", "1,234", "0.1", "http://y/1")
    result = desk.load(files.text([HEADER, *posts(25_000), late]), "list.csv")
    assert (result.rows.loaded, result.rows.rejected) == (25_001, 0)
    assert desk.ask("select read_users, row from post where url = 'http://y/1'") == [(1234, 25_002)]


@pytest.mark.parametrize("big", [*seldom(1), regular_text.BATCHES_FROM], ids=["big", "small"])
def test_spellings_that_a_cast_misreads_are_read_by_our_own_grammar(big, desk, monkeypatch):
    """A cast makes 3 of 2.5, 1000 of 1_000 and 31 of 0x1F, and nothing of full-width digits, 86.2% or Chinese days."""
    counts = {
        "2.5": None, "3.5": None, "1_000": None, "0x1F": None, "inf": None, "Infinity": None, "1e3": None, "86.2%": None,
        " 12 ": 12, "１２３": 123, "1,234": 1234, "1.2万": 12_000, "0.5亿": 50_000_000, "18.000": None, "12.9": None,
        "18041.0": 18_041, "1,234.00": 1234, '="30"': 30, "1.2 万": 12_000, '="3"&"0"': None,
    }  # fmt: skip
    monkeypatch.setattr(regular_text, "BATCHES_FROM", big)
    shares = {
        "86.2%": "0.862",
        "８６．２％": "0.862",
        "86.2 %": "0.862",
        '="86.2%"': "0.862",
        "0.862": "0.862",
        "１": "1",
        "8.62e-01": "0.862",
        "1.7e+01": None,
    }
    days = {
        "2025/1/3": True,
        "2025年1月3日": True,
        "20250103": True,
        "2025.01.03": True,
        '="2025-01-03"': True,
        "2025-02-29": None,
        "1/3/2025": None,
    }
    rows = [("数", "20250103", word, "0.1", f"http://n/{i}") for i, word in enumerate(counts)]
    rows += [("率", "20250103", "1", word, f"http://s/{i}") for i, word in enumerate(shares)]
    rows += [("日", word, "1", "0.1", f"http://d/{i}") for i, word in enumerate(days)]
    result = desk.ingest(desk.drop("list.csv", files.text([HEADER, *rows])), limit=1.0)[0]
    good = [word for some in (counts, shares, days) for word, value in some.items() if value is not None]
    assert (result.rows.loaded, result.rows.rejected) == (len(good), len(rows) - len(good))
    read = dict(desk.ask("select row - 2, read_users from post where title = '数'"))
    assert [read.get(i) for i in range(len(counts))] == list(counts.values())
    read = dict(desk.ask("select url, open_share from post where title = '率'"))
    expected = [None if value is None else Decimal(value) for value in shares.values()]
    assert [read.get(f"http://s/{i}") for i in range(len(shares))] == expected
    assert desk.ask("select distinct published_on from post where title = '日'") == [(date(2025, 1, 3),)]
    said = {raw for (raw,) in desk.ask("select raw from reject")}
    assert said == {word for some in (counts, shares, days) for word, value in some.items() if value is None}


def test_a_list_in_gb18030_keeps_every_row_and_every_character(desk):
    """Read as UTF-8 with its errors passed over, two thirds of the rows go; read as Latin-1, the headers do."""
    titles = [("plain", "通知：", "㐀𠮷—①")[i % 3] + str(i) for i in range(3000)]
    rows = [(title, "20240305", str(i), "0.1", f"http://x/{i}") for i, title in enumerate(titles)]
    result = desk.load(files.text([HEADER, *rows], "gb18030"), "list.csv")
    assert (result.rows.came_in, result.rows.loaded, ids(result)) == (3000, 3000, [])
    assert [title for (title,) in desk.ask("select title from post order by row")] == titles
    assert desk.ask("select encoding from file") == [("gb18030",)]


def test_gb18030_and_excel_are_read_without_an_extension_of_the_engine(desk):
    """Both are extensions that the engine would fetch from the network, which is not there."""
    desk.load(files.text([HEADER, *posts(5)], "gb18030"), "list.csv")
    desk.load(files.xlsx(growth(*growth_days(1, 5))), "growth.xlsx")
    assert desk.counts() == {"post": 5, "account_daily": 5}
    fetched = "from duckdb_extensions() where loaded and extension_name in ('encodings', 'excel', 'icu', 'spatial')"
    assert desk.ask(f"select extension_name {fetched} and install_mode <> 'STATICALLY_LINKED'") == []
    asked = "select value from duckdb_settings() where name in ($a, $b)"
    assert set(desk.ask(asked, a="autoinstall_known_extensions", b="autoload_known_extensions")) == {("false",)}


def test_an_id_of_nineteen_digits_that_a_workbook_stores_as_a_number_is_rejected(desk):
    """The file itself holds 7.412345678901235e18: whatever is printed for it is a plausible wrong id."""
    header = ("ID", "日期", "阅读量")
    sound = ["7412345678901234567", "7412345678901234568", "0012", *(f"id{i}" for i in range(40))]
    rows = [header, *((word, "2024-03-05", 1) for word in sound), (7412345678901234567, "2024-03-05", 1)]
    result = own(desk).load(files.xlsx(rows), "own.xlsx")
    assert (result.rows.loaded, result.rows.rejected) == (43, 1)
    assert {post for (post,) in desk.rows("post", "post")} == set(sound)
    ((row, column, raw),) = desk.ask('select row, "column", raw from reject')
    assert (row, column) == (45, "post")
    assert not raw.isdigit()


def test_text_cells_of_a_workbook_do_not_become_numbers_because_one_is_blank(desk):
    """A column of ids with a hole in it comes out of some readers as 12.0 and NaN."""
    rows = [("ID", "日期", "阅读量"), ("0012", "2024-03-05", None), ("12", "2024-03-05", 7), (13, "2024-03-05", None)]
    assert own(desk).load(files.xlsx(rows), "own.xlsx").rows.loaded == 3
    assert desk.rows("post", "post", "reads") == [("0012", None), ("12", 7), ("13", None)]


@pytest.mark.parametrize("word", ["合计", "总 计", "小计：", "累计（3月）"])
def test_neither_a_merged_title_nor_a_total_row_is_data(word, desk):
    """The title is no header, and the total is no day: it would double the month."""
    book = openpyxl.Workbook()
    page = book.active
    days = growth_days(1, 10)
    for row in [("用户增长（2024年3月）",), GROWTH_HEADER, *days, (word, 55, 10, 45, None)]:
        page.append(list(row))
    page.merge_cells("A1:E1")
    result = desk.load(files.saved(book), "growth.xlsx")
    assert (result.rows.loaded, result.rows.rejected, result.rows.ignored) == (10, 0, 1)
    assert desk.ask("select reason, row_count from ignored") == [("total", 1)]
    assert desk.ask("select sum(new_count), count(*) from account_daily") == [(sum(day[1] for day in days), 10)]


def test_no_sum_depends_on_the_order_in_which_threads_add(desk):
    """Sums of floating point numbers differ from run to run, so no table holds one."""
    rows = [(f"第{i}期", "20240305", str(i), f"{i / 7 % 100:.6f}%", f"http://x/{i}") for i in range(5000)]
    desk.ingest(desk.drop("list.csv", files.text([HEADER, *rows])), threads=4)
    exact = sum(Decimal(f"{i / 7 % 100:.6f}") / 100 for i in range(5000))
    found = {desk.ask("select sum(open_share) from post")[0][0] for _ in range(12)}
    assert found == {exact}
    floating = "select table_name, column_name from information_schema.columns where data_type in ('DOUBLE', 'FLOAT')"
    assert desk.ask(floating) == []


@pytest.mark.campaign
def test_the_state_is_known_by_its_rows_and_not_by_the_bytes_of_its_database(desks):
    """Three databases made of the same rows are three different files."""
    made = {"a.csv": files.text([HEADER, *posts(50)]), "b.xlsx": files.xlsx(growth(*growth_days(1, 9)))}
    digests, hashes = set(), set()
    for names in (("a.csv", "b.xlsx"), ("b.xlsx", "a.csv"), ("a.csv", "b.xlsx")):
        desk = desks()
        for name in names:
            desk.load(made[name], name)
        digests.add(desk.digest())
        desk.close()
        hashes.add(hashlib.sha256(database(desk).read_bytes()).hexdigest())
    assert len(digests) == 1
    assert len(hashes) > 1


@pytest.mark.campaign
def test_a_command_beside_an_open_writer_says_that_it_is_busy(desk):
    """While one process writes, the engine lets nobody even read."""
    desk.load(files.text([HEADER, *posts(3)]), "list.csv")
    before = desk.digest()
    beside = call(
        [COMMAND, "ingest", "inbox"], cwd=desk.root, env=environment(), capture_output=True, text=True, timeout=60
    )
    assert (beside.returncode, beside.stdout) == (6, "")
    assert beside.stderr.count("\n") == 1
    assert desk.digest() == before
    desk.close()
    pubkpi("status", cwd=desk.root)


def test_a_question_between_two_files_finds_no_result_left_pending(desk, tmp_path):
    """DuckDB 2 refuses a statement while rows of the one before wait to be fetched; 1.5 does not."""
    for n in range(3):
        desk.drop(f"{n}.csv", files.text(growth(*growth_days(1, 9, month=f"2024-0{n + 1}"))))
    engine, counted = desk.store.engine, []
    for result in ingest(desk.store, [desk.root / "inbox"], IngestOptions()):
        assert result.state == "loaded"
        assert len(engine.run("select * from range(5000)")) == 5000
        engine.run(f"copy (select * from account_daily) to '{tmp_path / 'copy.csv'}'")
        counted.append(len((tmp_path / "copy.csv").read_text("utf-8").splitlines()) - 1)
    assert counted == [27, 27, 27]


@pytest.mark.campaign
def test_a_row_is_known_by_its_record_also_below_cells_of_several_lines(desk, monkeypatch):
    """The engine does not number the rows of a text, and a line is no record where a title has two lines."""
    monkeypatch.setattr(regular_text, "BATCHES_FROM", 1)
    rows = posts(25_000)
    rows[10] = ('两行\n"标题"', *rows[10][1:])
    rows[20_000] = ("三\n行\n标题", *rows[20_000][1:])
    bad = ("坏", "20240301", "很多", "0.1", "http://y/1")
    result = desk.load(files.text([HEADER, *rows, bad]), "list.csv")
    assert (result.rows.loaded, result.rows.rejected) == (25_000, 1)
    assert desk.ask("select count(*) from post where row <> read_users + 2") == [(0,)]
    assert desk.ask("select title from post where row in (12, 20002) order by row") == [
        ('两行\n"标题"',),
        ("三\n行\n标题",),
    ]
    assert desk.ask("select row, raw from reject") == [(25_002, "很多")]
