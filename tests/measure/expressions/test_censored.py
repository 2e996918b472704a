"""Numbers of which only the least is known (10万+), and conditions that nobody can tell."""

from fractions import Fraction
from itertools import product

import pytest

from pubkpi.measure.check import check
from pubkpi.measure.run import measure, measure_by
from pubkpi.measure.values.spans import SPANS, Span
from pubkpi.model.periods import YEAR
from tests.examples import seldom
from tests.measure.facts import Q1, SHIPPED, measured, put, written

LIST = (None, 100000), (300, None), (500, None), (0, None), (None, 100001)
HEAD = "x:\n  type: {}\n  fact: post\n  basis: public\n"


def posts(engine, rows=LIST, **more):
    put(
        engine,
        "post",
        [
            {"basis": "public", "post": f"p{i}", "title": f"t{i}", "published_on": "2024-02-01", "like_count": 10, "reads": exact, "reads_at_least": least, **more}
            for i, (exact, least) in enumerate(rows)
        ],
    )  # fmt: skip


def one(engine, kind, *keys):
    return measured(engine, HEAD.format(kind) + "".join(f"  {key}\n" for key in keys))["x"]


# Conditions on the list, the share of rows that they hold for, and how many rows can be told.
DECIDED = [
    ("reads >= 100000", 0.4, None),
    ("100000 <= reads", 0.4, None),
    ("reads > 99999", 0.4, None),
    ("not reads < 100000", 0.4, None),
    ("reads between 100000 and 90000000 or reads >= 100000", 0.4, None),
    ("coalesce(reads, reads_at_least) >= 100000", 0.4, None),
    ("coalesce(reads, 0) >= 100000", 0.4, None),
    ("reads > 100000 or reads_at_least >= 100000", 0.4, None),
    ("reads_at_least >= 100000", 0.4, None),
    ("reads is null", 0.4, None),
    ("least(reads, 100000) = 100000", 0.4, None),
    ("greatest(reads, 500) >= 100000", 0.4, None),
    ("case when reads >= 100000 then 1 else 0 end = 1", 0.4, None),
    ("reads + 1 > 100000", 0.4, None),
    ("2 * reads >= 200000", 0.4, None),
    ("0 - reads <= 0 - 100000", 0.4, None),
    ("reads <> 300", 0.8, None),
    ("reads = 300", 0.2, None),
    ("reads in (300, 500)", 0.4, None),
    ("reads >= 1000", 0.4, None),
    # the one of which the list says 10万+ may have 100000 reads, or more
    ("reads > 100000", 0.25, 0.8),
    ("coalesce(reads, reads_at_least) > 100000", 0.25, 0.8),
    ("case when reads > 100000 then 1 else 0 end = 1", 0.25, 0.8),
    # a default is for what is blank, not for what a bound leaves open
    ("coalesce(reads > 100000, false)", 0.25, 0.8),
    ("coalesce(coalesce(reads > 100000), case when like_count > 0 then false end)", 0.25, 0.8),
    ("coalesce(case when reads > 100000 then 1 else 0 end, 1) = 1", 0.25, 0.8),
    ("coalesce(reads > 100000 or like_count = 10, false)", 1, None),
]


@pytest.mark.campaign
def test_a_bound_counts_in_every_comparison_that_it_decides(engine):
    posts(engine)
    shares = [
        HEAD.format("share").replace("x:", f"share{i}:") + f'  part: "{one[0]}"\n' for i, one in enumerate(DECIDED)
    ]
    counts = [
        HEAD.format("count").replace("x:", f"count{i}:") + f'  where: "{one[0]}"\n' for i, one in enumerate(DECIDED)
    ]
    got = measured(engine, "".join(shares + counts))
    for i, (part, share, coverage) in enumerate(DECIDED):
        found = got[f"share{i}"]
        assert (found.value, found.coverage) == (share, coverage), part
        if "is null" not in part and "reads_at_least" not in part:
            count = got[f"count{i}"]
            assert (count.value, count.coverage) == (share * 5 * (coverage or 1), coverage), part


@pytest.mark.parametrize(
    ("kind", "keys", "value", "bound"),
    [
        ("sum", ["expr: reads"], 200801, "at_least"),
        ("mean", ["expr: reads"], 200801 / 5, "at_least"),
        ("sum", ["expr: 5 - reads"], 25 - 200801, "at_most"),
        ("sum", ["expr: least(reads, 100000)"], 200800, ""),
        ("sum", ["expr: reads_at_least"], 200801, ""),
        ("ratio", ["expr: reads", "denominator: like_count"], 200801 / 50, "at_least"),
        ("share", ["expr: reads", "part: reads >= 100000"], 200001 / 200801, "at_least"),
        ("distinct", ["expr: reads"], 5, "at_least"),
        ("sum", ["expr: reads * 2"], 401602, "at_least"),
        ("sum", ["expr: coalesce(reads, reads + 1)"], 200801, "at_least"),
        *seldom(
            ("sum", ["expr: coalesce(reads, 0)"], 200801, "at_least"),
            ("ratio", ["expr: like_count", "denominator: reads"], 50 / 200801, "at_most"),
            ("share", ["expr: reads", "part: reads < 100000"], 800 / 200801, "at_most"),
            ("max", ["expr: reads"], 100001, "at_least"),
        ),
    ],
)
def test_a_value_made_of_bounds_is_a_bound_and_says_how_many_rows_are(engine, kind, keys, value, bound):
    posts(engine)
    got = one(engine, kind, *keys)
    assert (got.value, got.bound) == (pytest.approx(value), bound)
    if bound:
        assert got.censored == 0.4
        assert [finding.id for finding in got.findings] == ["measure.bound"]
        assert ("at least" if bound == "at_least" else "at most") in got.findings[0].message.en


@pytest.mark.parametrize(
    ("expr", "value", "coverage", "bound"),
    [
        # of the five only the one that is at least 100000 is not told: 100001 + 3 * 101
        ("coalesce(case when reads > 100000 then reads end, 101)", 100304, 0.8, "at_least"),
        ("coalesce(case when reads > 100000 then 7 end, 101)", 7 + 3 * 101, 0.8, ""),
        ("coalesce(greatest(case when reads > 100000 then 7 end, 2), 101)", 7 + 3 * 101, 0.8, ""),
        # of the one that is at least 100000 the first is not told, though the second would be
        ("coalesce(case when reads > 100000 then 7 end, case when reads >= 100000 then 8 end)", 7, 0.8, ""),
        ("coalesce(nullif(reads, 100000), 101)", 300 + 500 + 100001, 0.8, "at_least"),
        ("case when (case when reads > 100000 then 7 end) is null then 101 else 7 end", 310, 0.8, ""),
        ("coalesce(case when reads > 99999 then 7 end, 101)", 2 * 7 + 3 * 101, None, ""),
        # there is no number of comments, which is what the default is for
        ("coalesce(case when reads > 99999 then comment_count end, 101)", 505, None, ""),
        *seldom(
            ("coalesce(1 + case when reads > 100000 then 6 end, 101)", 7 + 3 * 101, 0.8, ""),
            ("coalesce(least(like_count, case when reads > 100000 then 7 end), 101)", 7 + 3 * 101, 0.8, ""),
            ("coalesce(case when like_count > 1 then case when reads > 100000 then 7 end end, 101)", 310, 0.8, ""),
            ("coalesce(null, case when reads > 100000 then 7 end, 101)", 310, 0.8, ""),
            ("coalesce(case when reads > 100000 or like_count > 1 then 7 end, 101)", 35, None, ""),
        ),
    ],
)
@pytest.mark.campaign
def test_a_default_does_not_stand_for_what_a_bound_leaves_open(engine, expr, value, coverage, bound):
    posts(engine)
    got = one(engine, "sum", f'expr: "{expr}"')
    assert (got.value, got.coverage, got.bound) == (value, coverage, bound)


def test_past_the_limit_there_is_no_value(engine):
    posts(engine)
    assert one(engine, "mean", "expr: reads", "max_censored: 0.4").value == 200801 / 5
    got = one(engine, "mean", "expr: reads", "max_censored: 0.3")
    assert (got.value, got.missing.zh) == (None, "5 行中有 2 行只知下限（如 10万+），占 40.0%，超过允许的 30%")
    assert one(engine, "mean", "expr: reads", "coverage: {by: rows, min: 0.9}").missing.en.startswith(
        "the data cover 60"
    )
    posts(engine, [(None, 100000)] * 2)
    assert one(engine, "mean", "expr: reads").value is None  # 4 of 7 are more than half
    assert one(engine, "share", "part: reads > 100000").value == 0.25  # three of seven cannot be told
    posts(engine, [(None, 100000)] * 2)
    assert one(engine, "share", "part: reads > 100000").value is None


def test_what_is_open_both_ways_has_no_value(engine):
    posts(engine)
    got = one(engine, "ratio", "expr: reads", "denominator: reads + 1")
    assert (got.value, "both ways" in got.missing.en) == (None, True)


def test_growth_and_formulas_keep_the_side_that_is_open(engine):
    posts(engine)
    posts(engine, [(1000, None)], published_on="2023-11-01")
    yaml = (
        HEAD.format("sum") + "  expr: reads\n"
        "up:\n  type: growth\n  of: x\n  previous: quarter\n"
        "left:\n  type: derived\n  expr: 300000 - x\n"
        "top:\n  type: derived\n  expr: least(x, 1000)\n"
        "both:\n  type: derived\n  expr: x / (x + 1)\n"
        "first:\n  type: first_of\n  of: [x]\n"
        "square:\n  type: derived\n  expr: power(left, 2)\n"
        "cube:\n  type: derived\n  expr: power(left, 3)\n"
    )
    got = measured(engine, yaml)
    assert {name: (value.value, value.bound) for name, value in got.items()} == {
        "x": (200801, "at_least"), "up": (199.801, "at_least"), "left": (99199, "at_most"), "top": (1000, ""),
        "both": (None, ""), "first": (200801, "at_least"), "square": (None, ""),
        "cube": (99199**3, "at_most"),
    }  # fmt: skip


def test_of_several_routes_the_reason_is_that_of_one_that_has_data(engine):
    """That the first has nothing at all says less than that the second is known in part."""
    posts(engine, [(None, 100000)])
    more = "none:\n  type: sum\n  fact: account_daily\n  expr: new_count\nfirst:\n  type: first_of\n  of: [none, x]\n"
    yaml = HEAD.format("sum") + "  expr: reads\n" + more
    got = measured(engine, yaml)
    assert got["none"].missing.en == "there is no data for the quarter"
    assert got["first"].missing == got["x"].missing
    found, _ = measure_by(engine, written(yaml), [Q1], "account")
    ((alone,),) = ([one[Q1] for one in found.values()],)
    assert alone["first"].missing == alone["x"].missing


@pytest.mark.parametrize(
    ("reads", "growth"), [(200000, (2.0, "at_most")), (50000, (-1.0, "")), (40000, (-1.2, "at_least"))]
)
def test_growth_over_a_bound_is_open_on_the_side_that_its_sign_says(engine, reads, growth):
    """Over at least 50,000: 150,000 grew at most so much, -10,000 at least, and 0 is nothing of whatever it was."""
    posts(engine, [(reads, None)])
    posts(engine, [(None, 100000)], published_on="2023-11-01")
    more = "left:\n  type: derived\n  expr: x - 50000\nup:\n  type: growth\n  of: left\n  previous: quarter\n"
    got = measured(engine, HEAD.format("sum") + "  expr: reads\n  max_censored: 1\n" + more)["up"]
    assert (got.value, got.bound) == growth


def test_an_account_among_others_has_the_value_that_it_has_alone(engine):
    posts(engine, account="a")
    posts(engine, [(7, None), (9, None)], account="b")
    yaml = written(HEAD.format("mean") + "  expr: reads\n")
    found, _ = measure_by(engine, yaml, [Q1], "account")
    assert [(one[Q1]["x"].value, one[Q1]["x"].bound) for one in found.values()] == [(200801 / 5, "at_least"), (8, "")]
    assert found.column("x", Q1)[0].tolist() == [200801 / 5, 8]
    assert [side.tolist() for side in found.open("x", Q1)] == [[True, False], [False, False]]


# ---- conditions that cannot be told


INCIDENTS = "x:\n  type: {}\n  fact: incident\n"


@pytest.mark.parametrize(
    ("keys", "value", "coverage"),
    [
        ("count|where: is_counted", 1, 0.75),
        ("count|where: is_counted or level >= 1", 4, None),
        ("count|where: is_counted and level > 9", 0, None),
        ("count|where: coalesce(is_counted, false)", 1, None),
        ("count|where: is_counted is null", 1, None),
        ("share|part: is_counted", 1 / 3, 0.75),
        ("sum|expr: level|where: is_counted", 2, 0.5),
        ("sum|expr: case when is_counted then 1 else 0 end", 1, 0.75),
        ("sum|expr: case is_counted when true then 1 else 0 end", 1, 0.75),
        ("sum|expr: case when level in (2, 3) then 1 when level = 4 or is_counted then 10 else 0 end", 12, 0.75),
        ("sum|expr: case when level > 9 or is_counted then level end", 2, 0.75),  # without else the rest has no number
        ("sum|expr: coalesce(case when is_counted then 1 else 0 end, 0)", 1, None),
        ("sum|expr: greatest(case when is_counted then 1 else 0 end, 2)", 6, 0.75),
        ("sum|expr: nullif(level, case when is_counted then 2 else 9 end)", 7, 0.75),
        ("mean|expr: case when not is_counted then level else 0 end", 7 / 3, 0.75),
        ("ratio|expr: level|denominator: case when is_counted then 1 else 2 end", 1.8, 0.75),
        *seldom(
            ("count|where: not is_counted", 2, 0.75),
            ("share|part: is_counted|where: level >= 1", 1 / 3, 0.75),
            ("sum|expr: level + case when level > 4 then 7 when is_counted then 1 else 0 end", 22, None),
            ("sum|expr: case when level between 3 and 4 and is_counted then 1 else 5 end", 20, None),
            ("sum|expr: case when is_counted then case when level > 1 then 5 else 6 end else 0 end", 5, 0.75),
            ("sum|expr: level|where: (case when is_counted then 1 else 0 end) is null", 5, None),
            ("max|expr: case when is_counted then 1 else level end", 4, 0.75),
            ("distinct|expr: case when is_counted then 1 else 0 end", 2, 0.75),
            ("share|expr: case when is_counted then 3 else 1 end|part: level > 3", 0.2, 0.75),
            ("count|where: is_counted is true", 1, None),
            ("mean|expr: level|where: is_counted", 2, 0.5),
        ),
    ],
)
def test_a_condition_that_nobody_can_tell_lowers_the_coverage_in_every_wording(engine, keys, value, coverage):
    rows = [(True, 2), (False, 3), (False, 4), (None, 5)]
    put(
        engine,
        "incident",
        [
            {"name": f"n{i}", "found_on": "2024-02-01", "is_counted": flag, "level": n}
            for i, (flag, n) in enumerate(rows)
        ],
    )
    kind, *more = keys.split("|")
    got = measured(engine, INCIDENTS.format(kind) + "".join(f"  {key}\n" for key in more))["x"]
    assert (got.value, got.coverage) == (value, coverage)
    assert [one.id for one in got.findings] == ["measure.untold"] * (coverage is not None)


def test_an_account_s_condition_that_nobody_can_tell_lowers_its_coverage_alone(engine):
    day = {"new_count": 4, "total_count": 90}
    rows = [{"day": "2024-03-30", "lost_count": 3}, {"day": "2024-03-31"}, {"day": "2024-03-31", "account": "b", "lost_count": 5}]  # fmt: skip
    put(engine, "account_daily", [{**day, **row} for row in rows])
    expr = "expr: case when new_count > lost_count then total_count else 0 end\n"
    text = f"s:\n  fact: account_daily\n  type: sum\n  {expr}l:\n  fact: account_daily\n  type: last\n  max_age_days: 300\n  {expr}"
    for when in (Q1, YEAR.of(2024)):
        apart, _ = measure_by(engine, written(text), [when], "account")
        got = {name: [(one[when][key].value, one[when][key].coverage) for key in "sl"] for name, one in apart.items()}
        assert got == {"wechat/a": [(90, 0.5), (90, 0.5)], "wechat/b": [(0, None), (0, None)]}
        whole = measured(engine, text, when)
        assert [(whole[key].value, whole[key].coverage) for key in "sl"] == [(90, 2 / 3), (90, 2 / 3)]


def test_in_a_register_every_condition_has_to_be_told(engine):
    put(engine, "incident", [{"name": "甲", "found_on": "2024-02-01", "is_counted": flag} for flag in (True, None)])
    got = measured(engine, INCIDENTS.format("count") + "  where: is_counted\n  coverage: {by: quarters, min: 1}\n")["x"]
    assert (got.value, got.missing.en) == (None, "1 of 2 rows are incomplete")


# ---- formulas over bounds, against all true values that there may be


@pytest.mark.parametrize("name", ["+", "-", "*", "/", "least", "greatest"])
def test_a_span_holds_every_true_value(name):
    numbers = [Fraction(n, 2) for n in range(-6, 7)]
    for a, b in product(numbers, numbers):
        for left, right in product(("", "at_least", "at_most"), repeat=2):
            if name == "/" and not b:
                continue
            made = SPANS[name](Span(a, left), Span(b, right))
            for x, y in product(around(a, left), around(b, right)):
                if name == "/" and not y:
                    continue
                true = SPANS[name](Span(x), Span(y)).value
                assert true <= made.value or made.up, (a, left, b, right, x, y)
                assert true >= made.value or made.down, (a, left, b, right, x, y)


def around(number, bound):
    steps = {"": [0], "at_least": [0, 1, 7, 100], "at_most": [0, -1, -7, -100]}[bound]
    return [number + step for step in steps]


@pytest.mark.parametrize(
    ("name", "parts", "value", "bound"),
    [
        ("/", [Span(Fraction(6)), Span(Fraction(2), "at_least")], 3, "at_most"),
        ("/", [Span(Fraction(6), "at_most"), Span(Fraction(2), "at_least")], 3, "at_most"),
        ("/", [Span(Fraction(6), "at_least"), Span(Fraction(2))], 3, "at_least"),
        ("*", [Span(Fraction(6), "at_least"), Span(Fraction(2), "at_least")], 12, "at_least"),
        ("*", [Span(Fraction(1, 2), "at_least"), Span(Fraction(1, 2), "at_least")], Fraction(1, 4), "at_least"),
        ("*", [Span(Fraction(-2)), Span(Fraction(3))], -6, ""),
        ("*", [Span(Fraction(-2)), Span(Fraction(3), "at_least")], -6, "at_most"),
        ("*", [Span(Fraction(0)), Span(Fraction(3), "at_most")], 0, ""),
        ("-", [Span(Fraction(6)), Span(Fraction(2), "at_least")], 4, "at_most"),
        ("least", [Span(Fraction(6)), Span(Fraction(2), "at_least")], 2, "at_least"),
        ("greatest", [Span(Fraction(6)), Span(Fraction(2), "at_least")], 6, "at_least"),
        ("power", [Span(Fraction(2), "at_least"), Span(Fraction(-1))], Fraction(1, 2), "at_most"),
    ],
)
def test_a_span_is_open_only_where_it_must_be(name, parts, value, bound):
    """6 over at least 2 is at most 3, and not open both ways, which would be no value at all."""
    made = SPANS[name](*parts)
    assert (made.value, made.bound, made.up and made.down) == (value, bound, False)


@pytest.mark.parametrize("name", ["least", "greatest"])
def test_the_least_and_the_greatest_are_open_on_just_the_sides_where_the_true_value_may_lie(name):
    for a, b, *sides in product(WHOLE, WHOLE, *[("", "at_least", "at_most")] * 2):
        made = SPANS[name](*map(Span, (a, b), sides))
        true = [SPANS[name](Span(x), Span(y)).value for x, y in product(*map(around, (a, b), sides))]
        assert (made.up, made.down) == (max(true) > made.value, min(true) < made.value), (a, b, sides)


@pytest.mark.parametrize("name", ["+", "-", "*", "/", "power"])
def test_where_one_part_is_open_the_whole_is_so_on_just_the_sides_where_the_true_value_may_lie(name):
    for a, b, (left, right) in product(
        WHOLE, WHOLE, [("at_least", ""), ("at_most", ""), ("", "at_least"), ("", "at_most")]
    ):
        over_nothing = name == "/" and (b == 0 or (right and (b < 0 or right == "at_most")))
        unlike_others = name == "power" and (a < 0 or b < 0 or (a == b == 0) or left != "at_least")
        if over_nothing or unlike_others:
            continue
        made = SPANS[name](Span(a, left), Span(b, right))
        true = [SPANS[name](Span(x), Span(y)).value for x, y in product(around(a, left), around(b, right))]
        wanted = max(true) > made.value, min(true) < made.value
        assert (made.up, made.down) == wanted, (a, left, b, right)


WHOLE = [Fraction(one) for one in range(-3, 4)]


def test_every_row_of_a_value_that_is_known_counts_as_before(engine):
    posts(engine, [(1, None), (3, None), (None, None)])
    got = one(engine, "mean", "expr: reads")
    assert (got.value, got.bound, got.censored, got.row_count) == (2, "", None, 2)
    assert measure(engine, written(HEAD.format("sum") + "  expr: reads\n"), [Q1])[Q1]["x"].value == 4


# ---- what `pubkpi check` says of it


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("mean|expr: reads", ["at least or an at most"]),
        ("ratio|expr: like_count|denominator: coalesce(reads, 1)", ["at least or an at most"]),
        ("mean|expr: reads|max_censored: 0.1", []),
        ("sum|expr: reads_at_least", []),
        ("share|part: reads > 100000", []),  # the page prints the number itself up to 100000
        ("share|part: coalesce(reads, reads_at_least) > 100000", []),
        ("share|part: reads > 100001", ["(at least 100001), which does not decide reads > 100001"]),
        ("share|part: coalesce(reads, reads_at_least) > 100001", ["does not decide"]),
        ("count|where: 200000 <= reads", ["does not decide 200000 <= reads"]),
        ("share|part: reads >= 100000", []),
        ("share|part: reads > 100000 or reads_at_least >= 100000", []),
        ("share|part: reads > 99999", []),
        ("share|part: reads is null", []),
    ],
)
def test_check_doubts_what_10_wan_leaves_open(keys, words):
    kind, *more = keys.split("|")
    found = list(check(written(HEAD.format(kind) + "".join(f"  {key}\n" for key in more))))
    assert {one.id for one in found} <= {"check.censored"}
    assert [word in one.message.en for one, word in zip(found, words, strict=True)] == [True] * len(words)
    assert not list(check(written(HEAD.format(kind).replace("public", "day7") + "".join(f"  {key}\n" for key in more))))


def test_check_doubts_what_10_wan_leaves_open_of_a_list_that_rounds():
    head = "x:\n  type: share\n  fact: ranking\n  expr: post_count\n  part: "
    told = [
        [one.hint.en for one in check(written(head + f"{words}\n"))]
        for words in ("reads > 100000", "reads >= 100000", "max_reads > 100000", "max_reads > 100001")
    ]
    assert told == [["Write >= 100000."], [], [], ["Write >= 100001."]]


def test_nothing_that_ships_is_in_doubt():
    assert [one for one in check(SHIPPED) if one.id == "check.censored"] == []
