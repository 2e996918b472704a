"""人数 and 人次 never meet in one sum: not in a formula, not in a row, not from row to row."""

from dataclasses import replace

import pytest

from pubkpi.measure.check import check
from pubkpi.measure.run import measure
from pubkpi.model.errors import SpecError
from tests.measure.facts import Q1, measured, nil, only, put, written

TWO = "heads:\n  type: typed\nacts:\n  type: typed\nx:\n  type: derived\n  expr: {}\n"


def units(expr):
    """A derived measure over heads, which are people, and acts, which are 人次."""
    made = dict(written(TWO.format(expr)))
    return {**made, "heads": replace(made["heads"], unit="people"), "acts": replace(made["acts"], unit="person_times")}


@pytest.mark.parametrize(
    "expr", ["heads + acts", "acts - heads", "2 * (heads + acts) / 3", "least(1 + heads + acts, 5)"]
)
def test_a_formula_that_adds_people_to_attendances_is_refused(engine, expr):
    (one,) = check(units(expr))
    assert (one.id, one.severity, one.where) == ("check.expressions", "error", "own.yaml:22:9")
    assert one.message.zh == "heads 是人数，acts 是次数（人次），不能相加"
    assert one.message.en == "heads counts people, acts counts times: they are never added"
    with pytest.raises(SpecError, match="never added"):
        measure(engine, units(expr), [Q1])


@pytest.mark.parametrize("expr", ["acts / heads", "acts / heads - 1", "heads + heads", "acts + 1"])
def test_their_quotient_or_more_of_the_same_is_not(expr):
    assert list(check(units(expr))) == []


@pytest.mark.parametrize("expr", ["share_users + share_count", "2 * (reads + comment_count + read_users)"])
def test_nor_are_the_people_and_the_times_of_one_act_added_in_a_row(expr):
    (one,) = check(written(f"x:\n  type: sum\n  fact: post\n  expr: {expr}\n"))
    assert one.severity == "error"
    assert "counts people" in one.message.en


def held(*rows):
    return [
        {"name": f"n{i}", "ended_on": f"2024-0{i % 3 + 1}-20", "participant_count": n, "counting": how}
        for i, (n, how) in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ([(300, "人次"), (450, "人次"), (150, None)], 300),  # blank means 人次
        ([(300, "去重人数"), (450, "去重人数"), (150, "去重人数")], 300),
        ([(300, "人次"), (450, "去重人数"), (150, "人次")], None),
        ([(300, None), (450, None), (150, "去重人数")], None),
    ],
)
def test_a_register_that_counts_in_both_ways_has_no_sum(engine, rows, value):
    put(engine, "activity", held(*rows))
    nil(engine, "activity")
    got = measure(engine, only("activity_participants"), [Q1])[Q1]["activity_participants"]
    assert got.value == value
    if value is None:
        assert "人次" in got.missing.zh
        assert "去重人数" in got.missing.zh


def test_one_way_alone_can_be_taken_and_rows_are_counted_whatever_the_way(engine):
    put(engine, "activity", held((300, "人次"), (450, "去重人数"), (150, "人次")))
    yaml = (
        "x:\n  type: sum\n  fact: activity\n  expr: participant_count\n  where: counting = '人次'\n"
        "n:\n  type: count\n  fact: activity\nm:\n  type: mean\n  fact: activity\n  expr: participant_count\n"
    )
    got = measured(engine, yaml)
    assert (got["x"].value, got["n"].value, got["m"].value) == (450, 3, None)
