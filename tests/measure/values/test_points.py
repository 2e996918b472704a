"""Points for pieces: tiers, caps, a piece once, a front page twice, and what is rounded down, by plain reckoning."""

import random
from datetime import date, timedelta
from fractions import Fraction
from math import floor

import pytest

from pubkpi.measure.run import measure_by
from pubkpi.model.errors import SpecError
from tests.measure.facts import Q1, Q2, measured, put, written

PIECES = """\
p:
  type: points
  fact: publication
  tiers:
    - {where: level = 4, points: 10}
    - {where: level = 3, points: 7, cap: 21}
    - {where: level = 2, points: 5, cap: 10}
    - {points: 0.5}
"""
ONCE = "  once: title_key\n"
TWICE = "  times: case when place in ('头版', '头版头条') then 2 else 1 end\n"
READS = """\
r:
  type: points
  fact: post
  tiers:
    - {where: reads < 2000, points: 0}
    - {where: reads < 3000, points: 100}
    - {points: 200 + 50 * floor((reads - 3000) / 1000)}
"""


def pieces(engine, *rows):
    """Publications, each (title, level, place, day)."""
    listed = [
        {"title": t, "medium": f"报{i}", "level": n, "place": p, "published_on": d}
        for i, (t, n, p, d) in enumerate(rows)
    ]
    put(engine, "publication", listed)


def reads(engine, *numbers, **cells):
    rows = [
        {"basis": "page", "post": f"{i}{n}", "published_on": "2024-02-01", "reads": n, **cells}
        for i, n in enumerate(numbers)
    ]
    put(engine, "post", rows)


def worth(level, place):
    return {4: Fraction(10), 3: Fraction(7), 2: Fraction(5)}.get(level, Fraction(1, 2)) * (
        2 if place in ("头版", "头版头条") else 1
    )


def reckoned(rows):
    """Each title once, where it is worth most; the tiers of level 3 and 2 at most 21 and 10."""
    best = {}
    for title, level, place, _ in rows:
        best[title] = max(best.get(title, (Fraction(-1), 0)), (worth(level, place), level))
    tiers = {level: sum(p for p, n in best.values() if n == level) for level in range(5)}
    return tiers[4] + min(tiers[3], 21) + min(tiers[2], 10) + tiers[1] + tiers[0]


def test_points_are_those_that_one_reckons_by_hand(engine):
    pieces(
        engine,
        ("一", 3, "头版", "2024-01-05"),  # 14
        ("一", 4, "无", "2024-01-09"),  # 10: less than 14, so it does not count
        ("二", 3, "无", "2024-02-01"),  # 7
        ("三", 3, "无", "2024-02-02"),  # 7, of which the cap leaves nothing
        ("四", 0, "其他版", "2024-03-01"),  # 0.5
    )
    assert measured(engine, PIECES + ONCE + TWICE)["p"].value == 21.5
    assert measured(engine, PIECES)["p"].value == 31.5  # 10 + 21 of 7 + 7 + 7, + 0.5
    assert measured(engine, PIECES + ONCE)["p"].value == 24.5  # 一 is worth 10, then 14 of two and 0.5


def test_random_pieces_are_worth_what_they_come_to_one_by_one(engine):
    draw = random.Random(6)
    rows = [
        (
            f"稿{draw.randint(1, 25)}",
            draw.randint(0, 4),
            draw.choice(["无", "头版", "头版头条", "其他版"]),
            date(2024, 1, 1) + timedelta(draw.randint(0, 90)),
        )
        for _ in range(60)
    ]
    # of one title alike in worth it would be open which tier counts
    rows = [
        row
        for i, row in enumerate(rows)
        if (row[0], worth(*row[1:3])) not in {(a, worth(b, c)) for a, b, c, _ in rows[:i]}
    ]
    pieces(engine, *rows)
    assert measured(engine, PIECES + ONCE + TWICE)["p"].value == float(reckoned(rows))


NUMBERS = [0, 1999, 2000, 2999, 3000, 3999, 4000, 9999, 10000, 123_456_789]


def test_the_reads_of_a_piece_are_worth_whole_steps(engine):
    reads(engine, *NUMBERS)
    steps = [0 if n < 2000 else 100 if n < 3000 else 200 + 50 * floor((n - 3000) / 1000) for n in NUMBERS]
    assert measured(engine, READS)["r"].value == sum(steps)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("floor(reads / 7)", lambda n: n // 7),
        ("floor((reads - 5000) / 1000)", lambda n: (n - 5000) // 1000),
        ("floor(reads * 0.1)", lambda n: n // 10),
        ("floor(reads / 0.3)", lambda n: floor(Fraction(n) / Fraction(3, 10))),
        ("2 * floor(reads / 1000) + 1", lambda n: 2 * (n // 1000) + 1),
    ],
)
def test_what_is_rounded_down_is_exact(engine, words, number):
    numbers = [*range(0, 12_000, 37), 3_000_000_000]
    reads(engine, *numbers)
    assert measured(engine, f"s:\n  type: sum\n  fact: post\n  expr: {words}\n")["s"].value == sum(map(number, numbers))


def test_of_reads_that_may_be_more_the_points_are_at_least_so_many(engine):
    reads(engine, 5000)
    put(engine, "post", [{"basis": "page", "post": "x", "published_on": "2024-02-01", "reads_at_least": 100_001}])
    got = measured(engine, READS + "  max_censored: 0.5\n")["r"]
    assert (got.value, got.bound) == (300 + 200 + 50 * 97, "at_least")


def test_a_row_that_no_tier_has_is_worth_nothing_and_one_that_cannot_be_told_is_told(engine):
    yaml = "p:\n  type: points\n  fact: publication\n  tiers: [{where: level = 4, points: 10}]\n"
    pieces(engine, ("一", 4, None, "2024-02-01"), ("二", 1, None, "2024-02-01"), ("三", None, None, "2024-02-01"))
    got = measured(engine, yaml)["p"]
    assert (got.value, got.row_count, [one.id for one in got.findings]) == (10, 2, ["measure.untold"])
    assert measured(engine, yaml, Q2)["p"].value is None


def test_each_account_and_window_has_its_own_pieces_and_caps(engine):
    for account in ("a", "b"):
        reads(engine, 2000, 3000, 9000, account=account, title="同题")
    yaml = (
        READS.replace("points: 100}", "points: 100, cap: 100}") + "  once: title_key\n" + READS.replace("r:", "all:", 1)
    )
    found, _ = measure_by(engine, written(yaml), [Q1], "account")
    assert {who: (one[Q1]["r"].value, one[Q1]["all"].value) for who, one in found.items()} == {
        "wechat/a": (500, 800),
        "wechat/b": (500, 800),
    }
    assert measured(engine, yaml)["r"].value == 500


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("level = 4", "levels = 4", "own.yaml:10:15: there is no column levels"),
        ("points: 10}", "points: level > 1}", "a number is needed"),
        ("points: 10}", "points: level / 3}", "cannot hold a division"),
        ("points: 10}", "points: floor(level / level)}", "floor takes one division, by a number"),
        ("points: 10}", "points: floor(level / 0)}", "floor takes one division, by a number"),
        ("cap: 21", "cap: 1/3", "cap has decimals without an end"),
        ("cap: 21", "cap: 0", "above 0"),
        ("  tiers:", "  expr: level\n  tiers:", "expr"),
        ("  fact: publication", "  fact: publication\n  once: piece", "publication has no piece"),
    ],
)
def test_what_cannot_be_worked_out_is_refused_at_its_place(engine, old, new, words):
    with pytest.raises(SpecError) as found:
        measured(engine, PIECES.replace(old, new, 1))
    assert words in str(found.value)
