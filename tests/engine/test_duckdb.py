"""DuckDB behind the engine interface: what goes in comes out, and what fails comes out as an error of ours."""

import os
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from pubkpi.engine.duckdb import DuckDB, _opening, _refusal
from pubkpi.engine.query import quoted
from pubkpi.model.errors import BusyError, EngineError, UnusableError


@pytest.fixture
def engine():
    made = DuckDB()
    yield made
    made.close()


def test_a_statement_gives_all_its_rows_and_leaves_nothing_pending(engine):
    """DuckDB 2 refuses a statement while the rows of another are waiting to be fetched."""
    for _ in range(3):
        assert engine.run("select * from range(3)") == [(0,), (1,), (2,)]
    assert engine.run("create table t as select 1 as a") is not None
    assert engine.run("select a from t") == [(1,)]


def test_parameters_are_values_and_never_text_of_the_statement(engine):
    words = "'; drop table t; --"
    engine.run("create table t (a varchar)")
    engine.run("insert into t values ($a)", a=words)
    assert engine.run("select a from t where a = $a", a=words) == [(words,)]


@pytest.mark.parametrize("read_only", [False, True])
def test_a_database_that_this_process_has_open_elsewhere_is_busy_and_not_damaged(tmp_path, read_only):
    path = tmp_path / "facts.duckdb"
    DuckDB(path).close()
    with closing(duckdb.connect()) as other:
        other.execute(f"attach '{path}' as elsewhere")
        with pytest.raises(BusyError):
            DuckDB(path, read_only=read_only)
    DuckDB(path, read_only=read_only).close()


def test_whether_a_database_is_cut_off_is_its_own_matter_where_the_process_holds_several(tmp_path):
    with closing(DuckDB(tmp_path / "small.duckdb")) as small:
        small.run("create table t as select 1 as a")
        small.run("checkpoint")
        for name in "bgz":
            small.run(f"attach '{tmp_path / name}' as {name}")
            small.run(f"create table {name}.t as select hash(range) as a from range(200_000)")
            small.run(f"checkpoint {name}")
        assert not small.cut_off


@pytest.mark.parametrize("name", ["plain", 'a"b', "select", "a b", "日期", "'; drop", "$x"])
def test_a_name_becomes_one_identifier(engine, name):
    engine.run(f"create table {quoted(name)} ({quoted(name)} integer)")
    engine.run(f"insert into {quoted(name)} values (7)")
    assert engine.run(f"select {quoted(name)} from {quoted(name)}") == [(7,)]


def test_python_columns_become_a_table_in_their_order(engine):
    texts = ["a", None, "", "0012", "1e3", "\x00", "😀", " "] * 5000
    engine.load("t", {"n": list(range(len(texts))), "w": texts})
    assert [row[0] for row in engine.run("select w from t order by n")] == texts
    assert [row[0] for row in engine.run("select w from t")] == texts
    assert engine.run("select typeof(n), typeof(w) from t limit 1") == [("BIGINT", "VARCHAR")]


def test_a_table_is_made_anew_and_may_be_empty(engine):
    engine.load("t", {"a": ["x"]})
    engine.load("t", {"b": [None, None]})
    assert engine.run("select * from t") == [(None,), (None,)]
    engine.load("t", {"b": []})
    assert engine.run("select * from t") == []


def test_a_transaction_happens_as_a_whole_or_not_at_all(engine):
    engine.run("create table t (a integer)")
    with engine.transaction():
        engine.run("insert into t values (1)")

    def interrupted(by):
        with engine.transaction():
            engine.run("insert into t values (2)")
            engine.run("insert into nowhere values (2)") if by is EngineError else None
            raise by

    for interruption in (ValueError, KeyboardInterrupt, EngineError):
        with pytest.raises(interruption):
            interrupted(interruption)
    with engine.transaction():
        engine.run("insert into t values (4)")
    assert engine.run("select a from t order by a") == [(1,), (4,)]


@pytest.mark.parametrize("sql", ["selec 1", "select * from nowhere", "select cast('x' as integer)", "select $a"])
def test_what_the_engine_refuses_is_an_error_of_one_line(engine, sql):
    with pytest.raises(EngineError) as caught:
        engine.run(sql)
    assert "\n" not in caught.value.line("en")
    assert engine.run("select 1") == [(1,)]


def test_nothing_is_fetched_over_the_network(engine):
    settings = dict(engine.run("select name, value from duckdb_settings() where name like 'auto%extensions'"))
    assert settings == {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def test_a_database_opened_for_reading_cannot_be_written(tmp_path):
    path = tmp_path / "a.duckdb"
    made = DuckDB(path)
    made.run("create table t as select 1 as a")
    made.close()
    readers = [DuckDB(path, read_only=True) for _ in range(2)]
    for reader in readers:
        assert reader.run("select a from t") == [(1,)]
        with pytest.raises(EngineError):
            reader.run("insert into t values (2)")
        reader.load("incoming", {"a": ["x"]})
        assert reader.run("select a from incoming") == [("x",)]
        reader.close()


def test_threads_are_as_many_as_asked_for():
    for count in (1, 3):
        engine = DuckDB(threads=count)
        assert str(engine.run("select current_setting('threads')")[0][0]) == str(count)
        engine.close()


def test_a_database_that_another_process_holds_is_busy(tmp_path):
    path = tmp_path / "a.duckdb"
    code = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "held\n"
        for read_only in (True, False):
            with pytest.raises(BusyError) as caught:
                DuckDB(path, read_only=read_only)
            assert caught.value.where == "a.duckdb"
    finally:
        holder.communicate("")
    DuckDB(path).close()


@pytest.mark.parametrize("make", [lambda path: path.write_bytes(b"x" * 9000), lambda path: path.mkdir()])
def test_a_file_that_is_no_database_says_so(make, tmp_path):
    path = tmp_path / "a.duckdb"
    make(path)
    with pytest.raises(EngineError) as caught:
        DuckDB(path)
    assert not isinstance(caught.value, BusyError)
    assert "a.duckdb" in caught.value.line("en")


def test_sums_and_digests_do_not_depend_on_threads():
    sql = "select sum(d), bit_xor(md5_number(w)), arg_max(w, row(d, n)) from t"
    found = set()
    for count in (1, 2, 4):
        engine = DuckDB(threads=count)
        engine.run(
            "create table t as select i as n, cast(i % 97 as decimal(18, 12)) / 7 as q, cast(i % 89 as decimal(18, 3)) as d, "
            "cast(hash(i) as varchar) as w from range(200000) r(i)"
        )
        found.add(tuple(map(str, engine.run(sql)[0])))
        engine.close()
    assert len(found) == 1


def test_closing_gives_the_file_back(tmp_path):
    path = tmp_path / "a.duckdb"
    for n in range(3):
        engine = DuckDB(path)
        engine.run(f"create or replace table t as select {n} as a")
        engine.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.duckdb"]
    assert threading.active_count() < 20


@pytest.mark.parametrize("sql", ["select * from read_text('{0}')", "copy (select 1) to '{0}'", "attach '{0}.db'"])
def test_a_database_that_is_only_asked_touches_no_other_file(tmp_path, sql):
    """Its views, and the queries kept beside it, come with a workspace that somebody sent."""
    secret = tmp_path / "secret.txt"
    secret.write_text("x")
    DuckDB(tmp_path / "a.duckdb").close()
    engine = DuckDB(tmp_path / "a.duckdb", read_only=True)
    with pytest.raises(EngineError):
        engine.run(sql.format(secret))
    engine.close()
    assert secret.read_text() == "x"
    assert not secret.with_name("secret.txt.db").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are text")
def test_a_database_opens_in_a_folder_whose_name_is_no_utf_8(tmp_path):
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb9\xa4\xd7\xf7"))  # 工作 in GBK
    folder.mkdir()
    with closing(DuckDB(folder / "a.duckdb")) as engine:
        engine.run("create table t as select 7 as n")
    with closing(DuckDB(folder / "a.duckdb", read_only=True)) as engine:
        assert engine.run("select n from t") == [(7,)]
    assert [one.name for one in folder.iterdir()] == ["a.duckdb"]


@pytest.mark.parametrize(
    ("name", "words", "kind", "told"),
    [
        ("IOException", "Could not set lock on file", BusyError, "another pubkpi is at work in this workspace"),
        ("IOException", "IO Error: No space left on device", EngineError, "no space left on the disk"),
        ("OutOfMemoryException", "Out of Memory Error: failed", EngineError, "Out of Memory Error: failed"),
        ("SerializationException", "nonsense", UnusableError, "the database cannot be opened"),
    ],
)
def test_what_the_engine_says_on_opening_is_said_in_our_words(name, words, kind, told):
    problem = _opening(Path("x.duckdb"), type(name, (Exception,), {})(words))
    assert (type(problem), problem.what.en) == (kind, told)


def test_what_the_engine_says_of_a_statement_is_said_in_our_words():
    def said(name, words):
        return _refusal(type(name, (Exception,), {})(words))

    assert said("IOException", "IO Error: No space left on device\nmore").what.en == "no space left on the disk"
    assert isinstance(said("FatalException", "database has been invalidated"), UnusableError)
    assert said("BinderException", "Binder Error: no such column\nLINE 1").what.en == "Binder Error: no such column"
    with pytest.raises(KeyboardInterrupt):
        said("InterruptException", "INTERRUPT Error: Interrupted!")


def test_a_statement_that_ran_before_sees_what_is_there_now_and_in_each_database(engine):
    """It is parsed once a process."""
    with closing(DuckDB()) as other:
        for one, value in ((engine, 1), (other, 2)):
            one.run("create table counted (a bigint)")
            one.run("insert into counted values ($value)", value=value)
            assert one.run("select * from counted") == [(value,)]
        engine.run("alter table counted add column b bigint")
        assert [one.run("select * from counted") for one in (engine, other)] == [[(1, None)], [(2,)]]
        assert [len(one.run("pragma table_info('counted')")) for one in (engine, other)] == [2, 1]
