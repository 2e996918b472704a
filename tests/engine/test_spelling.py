"""Cells worked out once a spelling, over Arrow columns as a file gives them."""

import pyarrow as pa
import pytest

from pubkpi.engine import spelling
from pubkpi.engine.duckdb import DuckDB
from pubkpi.engine.interface import SpellingQuery
from pubkpi.engine.spelling import SpellingCache
from pubkpi.ingest.containers.delimited import arrow

DOUBLE = SpellingQuery(
    1, "select try_cast(cell as bigint) * 2 as twice, cell || $sign as marked from spelling", {"sign": "!"}
)


class Asked:
    """Answers with the length of each spelling, and remembers what it was asked."""

    def __init__(self):
        self.spellings = []

    def __call__(self, spellings):
        self.spellings.append(spellings.to_pylist())
        return pa.table({"length": [len(one) for one in spellings.to_pylist()]})


def test_each_spelling_is_asked_for_once_however_many_pieces_and_chunks_there_are():
    asked = Asked()
    spelled = SpellingCache(asked)
    first = pa.chunked_array([["a", "bb", "a", None], ["bb", "ccc"]])
    second = pa.chunked_array([["dddd", "a", None, "ccc"]])
    assert spelled.columns(first)["length"].to_pylist() == [1, 2, 1, None, 2, 3]
    assert spelled.columns(second)["length"].to_pylist() == [4, 1, None, 3]
    assert sorted(one for some in asked.spellings for one in some) == ["a", "bb", "ccc", "dddd"]


def test_of_a_column_that_never_says_the_same_little_is_kept(monkeypatch):
    monkeypatch.setattr(spelling, "_KEPT", 3)
    asked = Asked()
    spelled = SpellingCache(asked)
    for cells in (["a", "bb", "ccc", "dddd"], ["a", "bb"], ["a", "eeeee"]):
        assert spelled.columns(pa.chunked_array([cells]))["length"].to_pylist() == [len(one) for one in cells]
    assert asked.spellings == [["a", "bb", "ccc", "dddd"], ["a", "bb"], ["eeeee"]]


@pytest.mark.parametrize("quoting", ["", '"'])
def test_what_a_query_makes_of_a_cell_stands_beside_it(quoting):
    """Whoever reads the records: cells that are quoted oddly are left to the reader of small texts."""
    odd = 'p,"1",q\n' if not quoting else 'a "quoted" word,1,q\n'
    pieces = [f"x,5,y\nz,,w\n{odd}".encode(), b"u,no number,v\nx,5,y\n"]
    engine = DuckDB()
    batches = arrow.ahead(iter(map(memoryview, pieces)), ",", 3, [1])
    seen = [engine.run("select c1, twice, marked from records") for _ in engine.batches("records", batches, [DOUBLE])]
    assert seen == [
        [("5", 10, "5!"), (None, None, None), ("1", 2, "1!")],
        [("no number", None, "no number!"), ("5", 10, "5!")],
    ]
    assert engine.run("select count(*) from duckdb_views() where view_name in ('records', 'spelling')") == [(0,)]


def test_a_batch_is_read_as_it_is_written_and_kept_no_longer_though_the_transaction_goes_on():
    """Dictionary or not: cells that are quoted oddly are read by another reader than those before."""
    plain = pa.table({"c0": ["a", None, "b"] * 100_000})
    written = plain.set_column(0, "c0", plain.column("c0").dictionary_encode())
    engine, before, seen = DuckDB(), _allocated(), []
    with engine.transaction():
        for _ in engine.batches("records", iter((plain, plain, written, plain))):
            seen += engine.run("select min(c0), max(c0), count(c0), count(*) from records")
    assert seen == [("a", "b", 200_000, 300_000)] * 4
    pieces = arrow.ahead((memoryview(b"%d\n" % i * 200_000) for i in range(4)), ",", 1, [])
    with engine.transaction():
        kept = [_allocated() - before for _ in engine.batches("records", pieces)]
    assert kept[-1] < 2 * kept[0]


def _allocated():
    """The bytes that Arrow holds, wherever it has them from."""
    return sum(getattr(pa, f"{one}_memory_pool")().bytes_allocated() for one in pa.supported_memory_backends())


@pytest.mark.parametrize("few", [(), (1,)])
def test_bytes_that_are_no_text_are_no_cell(few):
    assert arrow.plain(b"a,1\nb,\xff\xfe\n", ",", 2, few) is None


@pytest.mark.campaign
def test_a_piece_has_one_dictionary_a_column_and_is_written_once(tmp_path):
    """Each row group that a piece fills is full, or the next checkpoint would put them together and write them again."""
    piece = b"".join(b"%d,%d,%d\n" % (i, i % 7, i * i) for i in range(400_000))
    assert [len(one.dictionary) for one in arrow.plain(piece, ",", 3, (1,)).column("c1").chunks] == [7]
    engine = DuckDB(tmp_path / "one.duckdb")
    pieces = arrow.ahead(iter([memoryview(piece)] * 2), ",", 3, [1])
    batches = (one.append_column("row", pa.arange(0, len(one))) for one in pieces)
    for count in engine.batches("records", batches, [DOUBLE]):
        assert count == 400_000
        engine.run("create table if not exists kept as from records limit 0")
        engine.run("insert into kept from records")
    groups = "select count from pragma_storage_info('kept') where column_name = 'row' and segment_type = 'BIGINT'"
    assert sorted(count for (count,) in engine.run(groups)) == [31_360] * 2 + [122_880] * 6
    assert engine.run("select count(*), sum(row), sum(twice) from kept") == [(800_000, 159_999_600_000, 4_799_988)]
