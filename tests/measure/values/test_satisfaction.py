"""User satisfaction: a share of valid answers, with Wilson's interval, and nothing under thirty of them."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubkpi.measure.values.exact_value import wilson
from tests.measure.facts import Q1, Q2, put, value


def answers(satisfied, dissatisfied, skipped=0, day="2024-02-01", survey="satisfaction"):
    kinds = [("1", True, True)] * satisfied + [("4", True, False)] * dissatisfied + [("-3", False, False)] * skipped
    return [
        {
            "survey": survey,
            "answer_no": str(i),
            "answered_on": day,
            "answer": answer,
            "is_valid": valid,
            "is_satisfied": good,
        }
        for i, (answer, valid, good) in enumerate(kinds)
    ]


@pytest.mark.parametrize(
    ("satisfied", "dissatisfied", "share"), [(27, 9, 0.75), (30, 0, 1.0), (0, 30, 0.0), (20, 10, 2 / 3)]
)
def test_satisfaction_is_satisfied_over_valid_answers(engine, satisfied, dissatisfied, share):
    put(engine, "survey_answer", answers(satisfied, dissatisfied))
    got = value(engine, "satisfaction")
    assert (got.value, got.numerator, got.denominator) == (share, satisfied, satisfied + dissatisfied)
    assert got.interval[0] <= share <= got.interval[1]


def test_skipped_and_blank_answers_are_out_of_both_sides(engine):
    put(engine, "survey_answer", answers(27, 9, skipped=500))
    got = value(engine, "satisfaction")
    assert (got.value, got.denominator, got.row_count) == (0.75, 36, 36)


def test_twenty_nine_answers_have_no_value_and_thirty_have(engine):
    put(engine, "survey_answer", answers(29, 0, skipped=100))
    put(engine, "survey_answer", answers(30, 0, day="2024-05-01"))
    few, enough = value(engine, "satisfaction", Q1), value(engine, "satisfaction", Q2)
    assert (few.value, few.missing.zh) == (None, "分母只有 29，少于 30")
    assert few.denominator == 29
    assert enough.value == 1.0


def test_another_survey_is_not_the_one_on_satisfaction(engine):
    put(engine, "survey_answer", answers(40, 0, survey="menu"))
    assert value(engine, "satisfaction").value is None


def test_only_skipped_answers_are_no_data(engine):
    put(engine, "survey_answer", answers(0, 0, skipped=40))
    assert value(engine, "satisfaction").missing.en.startswith("its days have 40 rows, none of which counts")


# R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3 (score without continuity correction).
@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_the_published_one(successes, trials, low, high):
    assert wilson(successes, trials) == pytest.approx((low, high), abs=0.00005)


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_ends_of_the_interval_are_where_the_score_test_is_just_kept(case):
    """Each end p solves |share - p| = z sqrt(p (1 - p) / n), unless it is 0 or 1."""
    successes, trials = case
    share, z = successes / trials, 1.959963984540054
    low, high = wilson(successes, trials)
    assert 0.0 <= low <= share <= high <= 1.0
    for end in (low, high):
        if 0.0 < end < 1.0:
            assert abs(share - end) == pytest.approx(z * sqrt(end * (1 - end) / trials), rel=1e-6, abs=1e-9)
    assert wilson(trials - successes, trials) == pytest.approx((1 - high, 1 - low))
