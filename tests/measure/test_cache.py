"""What is compiled is kept between runs, and changes no number."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from pubkpi.measure import cache, run
from pubkpi.measure.cache import cached, remembering
from tests.measure import facts
from tests.measure.facts import Q1, Q2, only

LISTED = ("partnerships", "open_rate", "follower_growth", "posts")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "compiled.json"


def made(counted):
    def make():
        counted.append(1)
        return ["select 1", ["a"]]

    return make


def test_what_was_made_once_is_not_made_again(file):
    counted = []
    for _ in range(3):
        with remembering(file):
            assert list(cached(("posts", 1), made(counted))) == ["select 1", ["a"]]
    assert len(counted) == 1
    with remembering(file):
        cached(("posts", 2), made(counted))
    assert len(counted) == 2


def test_without_a_file_everything_is_made(file):
    counted = []
    cached("a", made(counted)), cached("a", made(counted))
    assert len(counted) == 2
    assert not file.exists()


def test_nothing_is_kept_where_there_is_no_folder_or_when_it_went_wrong(tmp_path, file):
    with remembering(tmp_path / "data" / "compiled.json"):
        cached("a", made([]))
    with pytest.raises(ZeroDivisionError), remembering(file):
        cached("a", lambda: [1 / 0])
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"kept": 1}', b"\xff", b'{"made_by": "x", "kept": {"a": 1}}'])
def test_a_broken_file_or_that_of_another_version_counts_for_nothing(file, broken):
    file.write_bytes(broken)
    counted = []
    with remembering(file):
        cached("a", made(counted))
    assert len(counted) == 1
    assert len(json.loads(file.read_bytes())["kept"]) == 1


def test_what_another_parser_or_another_pubkpi_made_is_made_again(file, monkeypatch, tmp_path):
    counted = []
    parser, code = tmp_path / "parser.py", tmp_path / "code"
    code.mkdir()
    for change in (
        lambda: None,
        lambda: monkeypatch.setattr(cache, "find_spec", lambda _: SimpleNamespace(origin=str(parser))),
        lambda: monkeypatch.setattr(cache, "resources", SimpleNamespace(files=lambda _: code)),
        (code / "more.py").touch,
        lambda: (code / "more.py").write_text("pass"),
    ):
        parser.touch()
        change()
        for _ in range(2):
            with remembering(file):
                cached("a", made(counted))
    assert len(counted) == 5


def test_what_was_asked_for_longest_ago_is_let_go_first(file, monkeypatch):
    monkeypatch.setattr(cache, "_MOST", 3)
    counted = []
    for keys in ("a", "b", "c", "ad"):
        with remembering(file):
            [cached(key, made(counted)) for key in keys]
    assert len(counted) == 4
    with remembering(file):
        cached("a", made(counted))
        assert len(counted) == 4
        cached("b", made(counted))
        assert len(counted) == 5


def test_a_kept_query_gives_the_same_values_as_one_just_made(engine, file):
    facts.put(engine, "account_daily", [{"account": "a", "day": "2024-03-31", "total_count": 7}])
    asked = (engine, only(*LISTED), [Q1, Q2])
    bare = run.measure(*asked)
    for _ in range(2):
        with remembering(file):
            assert run.measure(*asked) == bare


def test_a_measure_that_was_changed_is_compiled_again(engine, file):
    one = only("posts")["posts"]
    for measure in (one, replace(one, where="share_users > 5"), replace(one, window="year_to_date")):
        bare = run.measure(engine, {"posts": measure}, [Q1])
        with remembering(file):
            assert run.measure(engine, {"posts": measure}, [Q1]) == bare
    assert len(json.loads(file.read_bytes())["kept"]) == 3
