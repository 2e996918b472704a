"""Intervals against published examples: Newcombe, Statistics in Medicine 17 (1998) 857 and 873."""

import math
from fractions import Fraction

import pytest

from pubkpi.analyse.intervals import detectable_difference, net_promoter_score, newcombe, student_point, wilson
from pubkpi.analyse.posts.accounts import wci, wci_14


@pytest.mark.parametrize(
    ("part", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_of_a_share_is_that_of_the_paper(part, total, low, high):
    assert [round(float(one), 4) for one in wilson(part, total)] == [low, high]


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_of_a_difference_is_that_of_the_paper(one, other, low, high):
    assert [round(float(bound), 4) for bound in newcombe(one, other)] == [low, high]


def test_several_comparisons_widen_an_interval():
    (low, high), (least, most) = newcombe((56, 70), (48, 80)), newcombe((56, 70), (48, 80), 3)
    assert least < low < high < most


def test_the_smallest_difference_is_seen_in_four_of_five_tests():
    # (1.95996 + 0.84162) sqrt(0.05 · 0.95 · 2 / 1000)
    assert math.isclose(detectable_difference((50, 1000), (50, 1000)), 2.801585 * math.sqrt(0.000095), rel_tol=1e-6)
    # a share of 0 spreads not at all, which no test can rely on
    assert detectable_difference((0, 1000), (0, 1000)) is None


@pytest.mark.parametrize(("promoters", "passives", "detractors"), [(50, 30, 20), (30, 0, 0), (0, 0, 40), (7, 9, 3)])
def test_a_net_promoter_score_has_the_interval_of_a_mean_to_which_three_answers_are_added(
    promoters, passives, detractors
):
    counts = {1: promoters + 0.75, 0: passives + 1.5, -1: detractors + 0.75}
    total = sum(counts.values())
    mean = sum(one * count for one, count in counts.items()) / total
    spread = math.sqrt(sum(count * (one - mean) ** 2 for one, count in counts.items()) / total / total)
    score, (low, high) = net_promoter_score(promoters, detractors, promoters + passives + detractors)
    assert score == Fraction(promoters - detractors, promoters + passives + detractors)
    assert math.isclose(low, max(mean - 1.959964 * spread, -1), rel_tol=1e-6)
    assert math.isclose(high, min(mean + 1.959964 * spread, 1), rel_tol=1e-6)


def test_what_is_said_of_few_answers_holds_their_own_score():
    assert net_promoter_score(1, 0, 1)[1][1] == 1
    assert net_promoter_score(1, 0, 1)[1][0] < 0


@pytest.mark.parametrize(
    ("freedom", "point"), [(1, 12.7062), (30, 2.04227), (31, 2.0395), (60, 2.0003), (120, 1.9799), (10**9, 1.95996)]
)
def test_the_points_of_student_s_distribution_are_those_of_its_table(freedom, point):
    assert math.isclose(student_point(freedom), point, rel_tol=3e-5)


def test_the_index_is_that_of_a_published_row():
    """A daily mail of the vendor, 2016-05-31: 812.0233948, of a mean of reads rounded to one decimal."""
    assert abs(wci(1, 29396, 3, 22858, 72, 49) - 812.0233948) < 0.001


def test_the_later_index_is_that_of_a_week_worked_out_by_others():
    reads, wows, likes, shares = (70_000, 42_000, 15_000), (350, 210, 80), (700, 420, 160), (1400, 840, 300)
    assert round(wci_14(7, 14, reads, wows, likes), 4) == 898.8608
    assert round(wci_14(7, 14, reads, wows, likes, shares), 4) == 849.4296


@pytest.mark.parametrize(
    ("posts", "reads", "wows", "published"),
    [(68, 557_459, 4949, 1077), (24, 130_149, 1085, 832), (21, 83_131, 755, 745)],
)
def test_published_indices_of_a_month_lie_between_the_bounds_of_what_is_not_published(posts, reads, wows, published):
    """Accounts of the statistics system, May 2021: likes, first articles and best posts are not printed."""

    def index(of_likes, of_first, most):
        counts = ((reads, reads * of_first, most), (wows, wows * of_first, most * wows / reads))
        return wci_14(30, posts, *counts, [one * of_likes for one in counts[1]])

    assert index(0.4, 0.11, reads / posts * 1.1) < published < index(2.2, 1, 100_001)
