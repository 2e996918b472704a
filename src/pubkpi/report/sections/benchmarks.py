"""How far the indicators are from the values of others: whose, of when, and from where these are."""

from dataclasses import dataclass

from pubkpi.model.explanations.benchmarks import Benchmark
from pubkpi.model.periods import QUARTER
from pubkpi.model.review import Review
from pubkpi.model.text import Lang, Text
from pubkpi.report.charts.figures import View
from pubkpi.report.leaves import Leaf, leaves
from pubkpi.report.wording import numbers
from pubkpi.report.wording.sentences import fill

_TITLE = Text(
    "{total} 个对标值：好于对标 {ahead} 个，差于对标 {behind} 个",
    "{total}: better than {ahead}, worse than {behind}",
)
_NOTE = Text(
    "每个对标对象取不晚于报告期的最近一期；口径由来源决定，只作参照，不计分。",
    "Of each, the newest that is not later than the period. They are defined as their sources define them, for "
    "reference and without points.",
)
_OF_NOW = Text("{period}（当季）", "{period} (this quarter)")
_OLD = Text("{period}（{age} 季前）", "{period} ({age} ago)")


@dataclass(frozen=True, slots=True)
class BenchmarkRow:
    """One indicator beside one benchmark: both values, the gap between them, of when and from where the other is."""

    label: str
    value: str
    name: str
    theirs: str
    gap: str
    dated: str
    source: str


@dataclass(frozen=True, slots=True)
class BenchmarksView(View):
    """The comparisons as finished strings, in the order of the scorecard."""

    title: str
    rows: tuple[BenchmarkRow, ...]
    note: str


def benchmarks(review: Review, lang: Lang) -> BenchmarksView | None:
    """The indicators of *review* beside the values of others; None where there are none to compare with."""
    pairs = [
        (row, one) for row in leaves(review, lang) for one in review.benchmarks if one.measure == row.score.measure
    ]
    if not pairs:
        return None
    ahead = [_lead(row, one) for row, one in pairs]
    counts = {"ahead": sum(one > 0 for one in ahead), "behind": sum(one < 0 for one in ahead)}
    words = {name: numbers.count(count) for name, count in counts.items()}
    return BenchmarksView(
        title=fill(_TITLE, lang, total=numbers.count_with_noun(len(pairs), "benchmark", lang), **words),
        rows=tuple(_row(review, row, one, lang) for row, one in pairs),
        note=_NOTE.say(lang),
    )


def _lead(row: Leaf, one: Benchmark) -> float:
    """By how much the indicator is better; 0 where nobody can tell."""
    if row.score.value is None:
        return 0.0
    lead = row.score.value - one.value
    return lead if row.score.direction == "up" else -lead


def _row(review: Review, row: Leaf, one: Benchmark, lang: Lang) -> BenchmarkRow:
    age = QUARTER.at(review.card.period.last).index - QUARTER.at(one.period.last).index
    words = _OLD if age else _OF_NOW
    value, bound = row.score.value, row.score.basis.bound
    return BenchmarkRow(
        label=row.label,
        value=row.bare,
        name=one.name,
        theirs=row.scale.bare(one.value),
        gap=numbers.MISSING if value is None else row.scale.change(value, one.value, (bound, "")),
        dated=fill(words, lang, period=str(one.period), age=numbers.count_with_noun(age, "quarter", lang)),
        source=one.source,
    )
