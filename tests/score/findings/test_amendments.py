"""What is said of a weight or a target that becomes another in mid-plan."""

from fractions import Fraction

import pytest

from pubkpi.model.kpis import Version
from pubkpi.model.periods import YEAR
from pubkpi.score.findings.amendments import plan_changes
from tests.score.cards import Q1, Q2, Q3, Q4, kpis, leaf

YEAR_2024 = YEAR.of(2024)


def path(*ends):
    return tuple((when, Fraction(value)) for when, value in ends)


def told(period, before, now):
    """What is said in *period*, in both languages, of an indicator with the one *before* and, from Q3 on, the other."""
    trees = [kpis((100, [leaf("reads", 100, **one)])).dimensions for one in (before, now)]
    made = tuple(Version(since, tree, {}) for since, tree in zip((Q1, Q3), trees, strict=True))
    card = kpis((100, [leaf("reads", 100)]), dimensions=trees[0], versions=made)
    return [line for one in plan_changes(card, period) for line in one.message]


@pytest.mark.parametrize(
    ("period", "before", "now", "zh", "en"),
    [
        (Q3, {"targets": path((Q1, 120_000), (Q4, 200_000))}, {"targets": path((Q3, 180_000), (Q4, 200_000))},
         "目标自 2024Q3 起由 173,333 改为 180,000",
         "from 2024Q3 on its target is 180,000 instead of 173,333"),
        (Q3, {"targets": path((Q1, 4000), (Q2, 6000))}, {"targets": path((Q3, 9000), (Q4, 12_000))},
         "自 2024Q3 起，目标为 9,000，2024Q2 为 6,000",
         "from 2024Q3 on its target is 9,000; in 2024Q2 it was 6,000"),
        (YEAR_2024,
         {"targets": path((Q1, 120), (Q4, 180)), "year_targets": path((YEAR_2024, 150_000))},
         {"targets": path((Q3, 170), (Q4, 190)), "year_targets": path((YEAR_2024, 170_000))},
         "2024 的目标自 2024Q3 起由 150,000 改为 170,000",
         "from 2024Q3 on its target of 2024 is 170,000 instead of 150,000"),
    ],
)  # fmt: skip
def test_a_target_is_told_with_what_it_was_as_it_prints_elsewhere(period, before, now, zh, en):
    assert told(period, before, now) == [f"reads：{zh}", f"reads: {en}"]
