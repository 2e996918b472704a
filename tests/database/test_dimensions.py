"""What rows have in common stands once, and the views show the very words again."""

from itertools import product

from pubkpi.database import schema, tables
from pubkpi.engine.duckdb import DuckDB
from pubkpi.model.facts import BY_NAME

POST = BY_NAME["post"]
SAME = {"file_id": 1, "sheet": "s", "platform": "wechat"}


def database(*columns):
    engine = DuckDB()
    schema.create(engine)
    tables.widen(engine, POST, columns)
    return engine


def put(engine, rows, names, **same):
    cells = {f"p{i}_{j}": cell for i, row in enumerate(rows) for j, cell in enumerate(row)}
    tuples = ", ".join("(" + ", ".join(f"$p{i}_{j}" for j in range(len(names))) + ")" for i in range(len(rows)))
    query = f"from (values {tuples}) t ({', '.join(names)})"
    tables.add(engine, POST, query, names, same={**SAME, **same}, params=cells)


def test_every_url_comes_back_as_it_was_whatever_the_key_of_its_post():
    keys = ("a", "abc", "", "\x01", "x", None, "文章/1")
    urls = (
        "http://a",
        "http://abc",
        None,
        "",
        "a",
        "\x01",
        "\x02",
        "\x01\x01",
        "x\x02",
        "http://文章/1",
        "http://文章/1#rd",
    )
    rows = [(i, *one) for i, one in enumerate(product(keys, urls))]
    engine = database("url")
    put(engine, rows, ("row", "post", "url"), account="甲")
    assert engine.run("select row, post, url from post order by row") == rows
    # of those that end in their key only the start is kept
    assert engine.run("select url from post_rows where post = 'abc' and row = 12") == [("http://\x01",)]


def test_words_stand_once_whether_they_are_told_of_all_rows_or_row_by_row():
    engine = database()
    put(engine, [(1, "p")], ("row", "post"), account="甲")
    names = ("row", "post", "platform", "account")
    put(engine, [(2, "q", "wechat", "甲"), (3, "q", "wechat", "乙"), (4, "r", "wechat", None)], names)
    put(engine, [(5, "q", "wechat", "乙"), (6, "s", "wechat", None)], names)
    assert engine.run("select sheet, platform, account from post order by row") == [
        ("s", "wechat", account) for account in ("甲", "甲", "乙", None, "乙", None)
    ]
    assert engine.run("select account from dim_account order by account_id") == [("甲",), ("乙",), (None,)]
    engine.run("delete from post_rows where row in (3, 5)")
    tables.prune(engine)
    assert engine.run("select account from dim_account order by account_id") == [("甲",), (None,)]
