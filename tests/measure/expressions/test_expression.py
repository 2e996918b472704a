"""What an expression of a spec may hold, and what it may not."""

import json
import re
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pubkpi.measure.expressions.expression import columns, combined, parsed
from pubkpi.measure.expressions.formula import evaluate, names
from pubkpi.model.errors import EngineError, SpecError
from pubkpi.model.text import Text
from tests.examples import LETTERS, examples
from tests.measure.facts import measured, put, written

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


# the expression, the word at which it is refused, what is said
PLACES = [
    ("read_users + likes", "likes", "there is no column likes"),
    ("read_users + (select max(read_users) from post)", "select", "select is not allowed"),
    ("read_users + getenv('HOME')", "getenv", "getenv is not allowed"),
    ("read_users + read_text('/etc/passwd')", "read_text", "read_text is not allowed"),
    ("read_users; drop table post", ";", "; is not allowed"),
    ("read_users union select 1", "union", "union is not allowed"),
    ("case when copy then 1 end", "copy", "copy is not allowed"),
    ("read_users::varchar", "::", ":: is not allowed"),
    ("1 + cast(read_users as int)", "cast", "cast is not allowed"),
    ("1 + try_cast(read_users as int)", "try_cast", "try_cast is not allowed"),
    ('1 + "reads"', '"reads"', "there is no column reads"),
    ("1 + f.read_users", "f", "there is no column f"),
    ("read_users.x", ".", ". is not allowed"),
    ("1 + sum(read_users)", "sum", "sum is not allowed"),
    ("read_users in (from post)", "from", "from is not allowed"),
    ("abs(read_users) over ()", "over", "over is not allowed"),
    ("read_users + 1e3", "1e3", "1e3 is not allowed"),
    ("read_users + 12345678901234567890", "12345678901234567890", "is not allowed"),
    ("read_users + $$x$$", "$$x$$", "is not allowed"),
    ("read_users + [1][1]", "[", "[ is not allowed"),
    ("read_users + $x", "$", "$ is not allowed"),
    ("read_users read_users", "read_users read", "read_users AS read_users is not allowed"),
    ("1 + read_users(2)", "read_users(", "read_users is not allowed"),
    ("read_users + (1, 2)", "1,", "(1, 2) is not allowed"),
    ("abs(read_users, channel)", ")", "not an expression"),
    ("read_users + (1", "1", "not an expression"),
    ("/* 你好 */ read_users + 中文", "中文", "there is no column 中文"),
    ("read_users + channel", "channel", "a number is needed, channel is a text"),
    ("read_users + '1'", "'1'", "a number is needed, '1' is a text"),
    ("channel", "channel", "a number is needed, channel is a text"),
    ("day", "day", "a number is needed, day is a day"),
    ("read_users > 1", "read_users", "a number is needed, read_users > 1 is a yes or no"),
    ("null", "null", "a number is needed, NULL is null"),
    ("case when read_users then 1 end", "read_users", "a yes or no is needed, read_users is a number"),
    ("case when true then 1 else 'x' end", "'x'", "1 is a number and 'x' a text: they do not go together"),
    ("case when channel = 1 then 1 end", "1 then", "channel is a text and 1 a number: they do not go together"),
    ("case when channel in ('a', 2) then 1 end", "2", "channel is a text and 2 a number"),
    ("case when day > '2024-02-30' then 1 end", "'2024-02-30'", "day is a day and '2024-02-30' a text"),
    ("case when day > '2024' then 1 end", "'2024'", "day is a day and '2024' a text"),
    ("case when not read_users then 1 end", "read_users then", "a yes or no is needed"),
    ("case when read_users between 1 and 'x' then 1 end", "'x'", "read_users is a number and 'x' a text"),
    ("case channel when 1 then 1 end", "1 then", "channel is a text and 1 a number"),
    ("coalesce(read_users, 'x')", "'x'", "read_users is a number and 'x' a text"),
    ("read_users + (1 2) - 3", "2) -", "not an expression"),
    ("/* 你好 */", "/*", "not an expression"),
    ("case when channel in () then 1 end", "channel", "in needs a list of values in brackets"),
]


@pytest.mark.parametrize(("words", "word", "told"), PLACES, ids=[row[0] for row in PLACES])
def test_a_refusal_names_the_very_word_by_line_and_column(words, word, told):
    known = written("bad:\n  type: sum\n  fact: channel_daily\n  expr: |-\n    " + words + "\n")["bad"].expr
    with pytest.raises(SpecError) as caught:
        parsed(known, KNOWN, "", "number")
    assert caught.value.where == f"own.yaml:10:{5 + words.index(word)}"
    assert told in caught.value.what.en


def test_the_place_is_right_in_quotes_and_over_several_lines():
    yaml = "bad:\n  type: sum\n  fact: channel_daily\n  where: 'channel = ''a'' or likes'\n  expr: >\n    read_users\n    + likes\n"
    one = written(yaml)["bad"]
    for words, where in ((one.where, "own.yaml:9:30"), (one.expr, "own.yaml:12:7")):
        with pytest.raises(SpecError) as caught:
            parsed(words, KNOWN, "")
        assert caught.value.where == where


def test_where_the_parser_gives_up_is_told_by_line_and_column_too():
    words = written("bad:\n  type: sum\n  fact: channel_daily\n  expr: |-\n    read_users +\n    2 * (1 2) - 3\n")[
        "bad"
    ].expr
    with pytest.raises(SpecError) as caught:
        parsed(words, KNOWN, "")
    assert caught.value.where == "own.yaml:11:12"


ALL_KINDS = {"read_users": "number", "click_share": "number", "title": "text", "published_on": "day",
             "published_at": "instant"}  # fmt: skip
LEAVES = st.sampled_from([*ALL_KINDS, "1", "0.25", "'x'", "'2024-02-01'", "'2024-02-01 08:00:00'", "null", "true"])


def nested(inner):
    """Expressions made of others, sound or not."""
    two, three = st.tuples(inner, inner), st.tuples(inner, inner, inner)
    signs = st.sampled_from("+ - * = <> < >= and or".split())
    return st.one_of(
        st.tuples(inner, signs, inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(st.sampled_from(("coalesce", "least", "greatest", "nullif")), two).map(
            lambda p: f"{p[0]}({p[1][0]}, {p[1][1]})"
        ),
        three.map(lambda p: f"case when {p[0]} then {p[1]} else {p[2]} end"),
        three.map(lambda p: f"({p[0]} between {p[1]} and {p[2]})"),
        three.map(lambda p: f"({p[0]} in ({p[1]}, {p[2]}))"),
        inner.map(lambda p: f"(not {p})"),
        inner.map(lambda p: f"({p} is null)"),
        inner.map(lambda p: f"abs(- {p})"),
    )


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.recursive(LEAVES, nested, max_leaves=5))
@pytest.mark.campaign
def test_what_is_let_through_the_engine_can_work_out(shared, words):
    with suppress(SpecError):
        told = parsed(words, ALL_KINDS, "own.yaml:1:1").sql(dialect="duckdb")
        shared.run(f"select {told} from (select * from post union all select * from post)")


def test_a_text_beside_a_day_is_that_day_also_between_two_texts(engine):
    put(engine, "post", [{"post": "a", "published_on": "2024-02-03"}, {"post": "b", "published_on": "2024-01-03"}])
    yaml = "late:\n  type: count\n  fact: post\n  where: \"'2024-02-01' between '2023-12-31' and published_on\"\n"
    assert measured(engine, yaml)["late"].value == 1


def test_what_only_the_engine_can_tell_names_the_measure(engine):
    put(
        engine,
        "post",
        [{"basis": "day7", "post": "a", "title": "a", "published_on": "2024-02-01", "read_users": 10**15}],
    )
    good = "good:\n  type: sum\n  fact: post\n  expr: read_users\n"
    bad = "bad:\n  type: sum\n  fact: post\n  expr: read_users * read_users\n"
    with pytest.raises(SpecError) as caught:
        measured(engine, good + bad)
    assert caught.value.where == "own.yaml:18:9"
    assert "it cannot be computed: Out of Range Error" in caught.value.line("en")
    assert measured(engine, good)["good"].value == 1e15


@pytest.mark.parametrize("names", [["one"], ["one", "two"]])
def test_what_the_engine_cannot_do_at_all_is_no_fault_of_a_measure(engine, monkeypatch, names):
    def fail(*_):
        raise EngineError("", Text("断了", "it broke off"))

    monkeypatch.setattr(type(engine), "table", fail)
    with pytest.raises(EngineError, match="it broke off"):
        measured(engine, "".join(f"{name}:\n  type: count\n  fact: post\n" for name in names))


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
    assert names(tree) == {"a", "b"}


@given(
    st.recursive(
        st.sampled_from(["a", "b", "2", "0.5"]),
        lambda part: st.builds("({} {} {})".format, part, st.sampled_from("+-*/"), part),
    )
)
def test_a_formula_comes_out_as_python_works_it_out(words):
    """Brackets stand around every pair; a formula has none."""
    given_ = {"a": Fraction(7, 3), "b": Fraction(-1, 4)}
    tree = json.loads(json.dumps(combined(words, given_, "own.yaml:1:1")))
    exact = re.sub(r"[0-9.]+", lambda number: f"Fraction('{number[0]}')", words)
    try:
        told = eval(exact, {"Fraction": Fraction, **given_})
    except ZeroDivisionError:
        with pytest.raises(ZeroDivisionError):
            evaluate(tree, given_)
    else:
        assert evaluate(tree, given_) == told


def test_brackets_and_signs_bind_as_in_arithmetic():
    given_ = {"a": Fraction(7), "b": Fraction(2)}
    told = {"a - b - 1": 4, "a / b / 7": Fraction(1, 2), "-a + b": -5, "-(a + b)": -9, "a - -b": 9, "a + b * 2": 11,
            "least(a)": 7, "greatest(a, b, 9)": 9, "power(b, 3)": 8, "sqrt(a + b)": 3}  # fmt: skip
    assert {words: evaluate(combined(words, given_, "x"), given_) for words in told} == told


@pytest.mark.parametrize(
    "words", ["case when a > 1 then a end", "coalesce(a, 0)", "a = 1", "'x'", "a and b", "null", "true"]
)
def test_measures_are_combined_by_arithmetic_only(words):
    with pytest.raises(SpecError) as caught:
        combined(words, {"a": 1, "b": 2}, "own.yaml:7:3")
    assert caught.value.where == "own.yaml:7:3"


@settings(max_examples=examples(50))
@given(st.text(LETTERS, max_size=40))
def test_any_text_is_an_expression_over_known_columns_or_a_refusal(words):
    with suppress(SpecError):
        assert columns(parsed(words, KNOWN, "own.yaml:1:1")) <= set(KNOWN)


@pytest.mark.parametrize(("words", "column"), [("read_users / 2", 9), ("(1 + read_users / read_users)", 14)])
def test_a_sum_of_quotients_is_refused_because_it_would_not_be_exact(engine, words, column):
    with pytest.raises(SpecError) as caught:
        measured(engine, f"bad:\n  type: sum\n  fact: channel_daily\n  expr: {words}\n")
    assert caught.value.where == f"own.yaml:9:{column}"
    assert "division" in caught.value.line("en")
