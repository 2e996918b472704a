"""What an expression of a spec may hold, and what it may not."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubkpi.measure.expression import columns, combined, evaluate, parsed
from pubkpi.model.errors import SpecError
from tests.measure.facts import measured, put

KNOWN = {"read_users": "number", "channel": "text", "day": "day"}
REFUSED = {
    "subquery": ["(select 1)", "read_users + (select max(read_users) from channel_daily)", "read_users in (select 1)",
                 "exists (select 1)", "(from channel_daily)", "(values (1))"],
    "table function": ["range(3)", "read_csv('x.csv')", "read_text('x')", "glob('*')", "unnest([1])", "read_users in range(3)"],
    "statement": ["drop table post", "read_users; drop table post", "; read_users", "attach 'x'", "pragma version",
                  "copy post to 'x'", "select read_users", "insert into post values (1)", "vacuum", "set threads = 1",
                  "install httpfs", "read_users union select 1", "read_users from post", "read_users order by 1"],
    "unknown column": ["like_users", "f.read_users", "rowid", "Read_Users", "read_users + likes", "columns(*)", "*"],
    "cast": ["cast(read_users as integer)", "read_users::integer", "try_cast(read_users as int)", "date '2024-01-01'"],
    "function": ["sum(read_users)", "count(*)", "row_number() over ()", "random()", "now()", "current_date",
                 "getenv('HOME')", "getvariable('x')", "power(read_users, 2)", "regexp_matches(channel, 'x')", "len(channel)"],
    "operator": ["read_users ** 2", "read_users // 2", "read_users % 2", "channel || 'x'", "channel like 'x'", "$x", "?",
                 "[1, 2]", "{'a': 1}", "(1, 2)", "read_users as x", "x -> x", "read_users is distinct from 1"],
    "nothing": ["", "   ", "read_users +", "(read_users", "read_users read_users", "'open", "-- read_users"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "words"), [(kind, words) for kind, list_ in REFUSED.items() for words in list_])
def test_what_is_not_arithmetic_over_the_facts_columns_is_refused(kind, words):
    with pytest.raises(SpecError) as caught:
        parsed(words, KNOWN, "own.yaml:2:3")
    assert caught.value.where == "own.yaml:2:3"


@pytest.mark.parametrize("field", ["expr", "where"])
@pytest.mark.parametrize("words", ["(select 1)", "drop table post", "likes", "read_users::integer", "range(3)"])
def test_the_refusal_names_the_measure_where_it_stands(engine, field, words):
    other = {"expr": "where: channel = '全部'", "where": "expr: read_users"}[field]
    yaml = f"good:\n  type: sum\n  fact: channel_daily\n  expr: read_users\nbad:\n  type: sum\n  fact: channel_daily\n  {other}\n  {field}: {words}\n"
    with pytest.raises(SpecError) as caught:
        measured(engine, yaml)
    assert caught.value.where.startswith("own.yaml:19:")


def test_a_denominator_and_a_coverage_are_read_in_the_same_language(engine):
    ratio = "bad:\n  type: ratio\n  fact: post\n  expr: read_users\n  denominator: sum(read_users)\n"
    cover = (
        "bad:\n  type: sum\n  fact: post\n  expr: reads\n  coverage: {by: posts, basis: day7, of: (select 1), min: 1}\n"
    )
    for yaml, where in ((ratio, "own.yaml:10:16"), (cover, "own.yaml:10:43")):
        with pytest.raises(SpecError) as caught:
            measured(engine, yaml)
        assert caught.value.where == where


@pytest.mark.parametrize(
    ("yaml", "what"),
    [
        ("bad:\n  type: last\n  fact: service_daily\n  expr: online_count\n", "platform"),
        ("bad:\n  type: sum\n  fact: activity\n  expr: participant_count\n  coverage: {by: days, min: 1}\n", "platform"),
        ("bad:\n  type: sum\n  fact: activity\n  expr: participant_count\n  coverage: {by: accounts, min: 1}\n", "platform"),
        ("bad:\n  type: sum\n  fact: activity\n  expr: participant_count\n  coverage: {by: posts, basis: x, of: participant_count, min: 1}\n", "platform"),
        ("bad:\n  type: sum\n  fact: activity\n  expr: participant_count\n  basis: day7\n", "basis"),
    ],
)  # fmt: skip
def test_a_measure_that_its_fact_cannot_feed_is_refused_with_its_place(engine, yaml, what):
    with pytest.raises(SpecError) as caught:
        measured(engine, yaml)
    assert caught.value.where == "own.yaml:2:3"
    assert what in caught.value.line("en")


def test_the_allowed_words_mean_in_sql_what_they_say(engine):
    put(
        engine,
        "channel_daily",
        [{"day": f"2024-01-0{n}", "channel": c, "read_users": n} for n, c in enumerate("abcd", 1)],
    )
    yaml = (
        "case:\n  type: sum\n  fact: channel_daily\n  expr: case when read_users > 2 then read_users * 10 else -1 end\n"
        "least:\n  type: sum\n  fact: channel_daily\n  expr: least(read_users, 3) + greatest(read_users, 2) - abs(-1)\n"
        "where:\n  type: sum\n  fact: channel_daily\n  expr: read_users\n  where: (channel = 'a' or channel in ('b', 'c')) and not read_users between 2 and 2\n"
        "blank:\n  type: sum\n  fact: channel_daily\n  expr: coalesce(nullif(read_users, 4), 100)\n"
    )  # fmt: skip
    found = {name: one.value for name, one in measured(engine, yaml).items()}
    assert found == {"case": 68.0, "least": 9.0 + 11.0 - 4.0, "where": 4.0, "blank": 106.0}


def test_an_or_in_a_condition_does_not_reach_other_quarters(engine):
    rows = [("2024-02-01", "a", 1), ("2024-05-01", "b", 10), ("2023-05-01", "b", 100)]
    put(engine, "channel_daily", [{"day": day, "channel": c, "read_users": n} for day, c, n in rows])
    yaml = "both:\n  type: sum\n  fact: channel_daily\n  expr: read_users\n  where: channel = 'a' or channel = 'b'\n"
    assert measured(engine, yaml)["both"].value == 1


def test_a_comment_in_an_expression_cannot_end_it(engine):
    put(engine, "channel_daily", [{"day": "2024-01-01", "channel": "a", "read_users": 5}])
    yaml = "odd:\n  type: sum\n  fact: channel_daily\n  expr: 'read_users /* -- ) from post; drop table post */'\n"
    assert measured(engine, yaml)["odd"].value == 5
    assert engine.run("select count(*) from post") == [(0,)]


def test_measures_are_combined_exactly():
    tree = combined("least(a, 5) + greatest(b, 3) - (a - b) / 3 * -1", {"a": 1, "b": 2}, "own.yaml:1:1")
    given_ = {"a": Fraction(7), "b": Fraction(1, 10)}
    assert evaluate(tree, given_) == 5 + 3 + Fraction(69, 10) / 3


@pytest.mark.parametrize(
    "words", ["case when a > 1 then a end", "coalesce(a, 0)", "a = 1", "'x'", "a and b", "null", "true"]
)
def test_measures_are_combined_by_arithmetic_only(words):
    with pytest.raises(SpecError) as caught:
        combined(words, {"a": 1, "b": 2}, "own.yaml:7:3")
    assert caught.value.where == "own.yaml:7:3"


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_an_expression_over_known_columns_or_a_refusal(words):
    with suppress(SpecError):
        assert columns(parsed(words, KNOWN, "own.yaml:1:1")) <= set(KNOWN)


@pytest.mark.parametrize(("words", "column"), [("read_users / 2", 9), ("(1 + read_users / read_users)", 14)])
def test_a_sum_of_quotients_is_refused_because_it_would_not_be_exact(engine, words, column):
    with pytest.raises(SpecError) as caught:
        measured(engine, f"bad:\n  type: sum\n  fact: channel_daily\n  expr: {words}\n")
    assert caught.value.where == f"own.yaml:9:{column}"
    assert "division" in caught.value.line("en")
