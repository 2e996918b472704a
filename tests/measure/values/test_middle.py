"""Medians and trimmed means: the rows in the middle, against Python's statistics."""

import random
import statistics
from fractions import Fraction

import pytest

from pubkpi.measure.run import measure_by
from pubkpi.model.errors import SpecError
from tests.measure.facts import Q1, Q2, measured, put, written

GRADE = "g:\n  type: {}\n  fact: rating\n  expr: grade\n"
TRIMMED = GRADE.format("mean") + "  trim: {}\n"


def grades(engine, *numbers, item="内容", day="2024-02-01"):
    rows = [
        {"rater": f"专家{i}", "subject": "部门", "item": item, "grade": one, "rated_on": day}
        for i, one in enumerate(numbers)
    ]
    put(engine, "rating", rows)


def trimmed(numbers, trim):
    return statistics.mean(map(Fraction, sorted(numbers)[trim : len(numbers) - trim]))


def test_medians_and_trimmed_means_of_random_numbers_are_exact(engine):
    draw, rows, expected = random.Random(8), [], {}
    for i in range(60):
        numbers = [draw.randint(0, 40) for _ in range(draw.randint(5, 9))]
        name = f"a{i:02}"
        rows += [
            {"account": name, "basis": "day7", "post": f"{n}", "published_on": "2024-02-01", "reads": one}
            for n, one in enumerate(numbers)
        ]
        ways = (statistics.median(map(Fraction, numbers)), trimmed(numbers, 1), trimmed(numbers, 2))
        expected[f"wechat/{name}"] = [float(one) for one in ways]
    put(engine, "post", rows)
    row = "  fact: post\n  expr: reads\n"
    yaml = f"m:\n  type: median\n{row}" + "".join(f"t{n}:\n  type: mean\n  trim: {n}\n{row}" for n in (1, 2))
    found, _ = measure_by(engine, written(yaml), [Q1], "account")
    assert {who: [found.value(who, name, Q1).value for name in ("m", "t1", "t2")] for who in found} == expected
    columns = [found.column(name, Q1)[0].tolist() for name in ("m", "t1", "t2")]
    assert [*map(list, zip(*columns, strict=True))] == [*expected.values()]


def test_the_spread_is_that_of_all_numbers(engine):
    grades(engine, 6, 9, 9, None, 10)
    got = measured(engine, TRIMMED.format(1))["g"]
    assert (got.value, got.numerator, got.denominator, got.row_count, got.spread) == (9, 18, 2, 4, (6, 10))
    assert got.findings == ()
    assert measured(engine, GRADE.format("mean"))["g"].spread is None


def test_too_few_numbers_leave_no_value(engine):
    grades(engine, 6, 9)
    got = measured(engine, TRIMMED.format(1))["g"]
    assert got.missing.en == "there are only 2 numbers: leaving out the highest and the lowest none is left"
    assert measured(engine, TRIMMED.format(1) + "  min_count: 3\n")["g"].value is None
    assert measured(engine, GRADE.format("median") + "  min_count: 2\n")["g"].value == 7.5
    for kind in ("median", "mean"):
        few = measured(engine, GRADE.format(kind) + "  min_count: 3\n")["g"].missing
        assert (few.zh, few.en) == ("只有 2 个数，少于 3", "there are only 2 numbers, under 3")


def test_each_window_and_each_entity_has_a_middle_of_its_own(engine):
    for account, day, *reads in (("a", "2024-02-01", 1, 5, 90), ("b", "2024-02-02", 7, 8), ("a", "2024-05-01", 3)):
        rows = [
            {"account": account, "basis": "day7", "post": f"{day}{n}", "published_on": day, "reads": n} for n in reads
        ]
        put(engine, "post", rows)
    one = written(
        "m:\n  type: median\n  fact: post\n  expr: reads\ny:\n  type: median\n  fact: post\n  expr: reads\n  window: year_to_date\n"
    )
    made, _ = measure_by(engine, one, [Q1, Q2], "account")
    found = [(who, str(when), name) for who in made for when in (Q1, Q2) for name in one]
    values = [made[who][when][name].value for who in made for when in (Q1, Q2) for name in one]
    assert dict(zip(found, values, strict=True)) == {
        ("wechat/a", "2024Q1", "m"): 5,
        ("wechat/a", "2024Q1", "y"): 5,
        ("wechat/a", "2024Q2", "m"): 3,
        ("wechat/a", "2024Q2", "y"): 4,
        ("wechat/b", "2024Q1", "m"): 7.5,
        ("wechat/b", "2024Q1", "y"): 7.5,
        ("wechat/b", "2024Q2", "m"): None,
        ("wechat/b", "2024Q2", "y"): 7.5,
    }
    assert made.column("m", Q1)[0].tolist() == [5, 7.5]


@pytest.mark.parametrize("yaml", [GRADE.format("median") + "  trim: 1\n", TRIMMED.format(-1)])
def test_trim_is_for_means_and_not_below_zero(yaml):
    with pytest.raises(SpecError, match="trim"):
        written(yaml)
