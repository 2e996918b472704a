"""How far the indicators are from the values of others: whose, of when, and from where these are."""

from dataclasses import dataclass

from pubkpi.model.explanations.benchmarks import Benchmark
from pubkpi.model.periods import QUARTER
from pubkpi.model.review import Review
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import View
from pubkpi.report.leaves import Leaf, leaves
from pubkpi.report.wording import benchmarks as say
from pubkpi.report.wording import numbers
from pubkpi.report.wording.sentences import fill


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
        title=fill(say.TITLE, lang, total=numbers.count_with_noun(len(pairs), "benchmark", lang), **words),
        rows=tuple(_row(review, row, one, lang) for row, one in pairs),
        note=say.NOTE.say(lang),
    )


def _lead(row: Leaf, one: Benchmark) -> float:
    """By how much the indicator is better; 0 where nobody can tell."""
    if row.score.value is None:
        return 0.0
    lead = row.score.value - one.value
    return lead if row.score.direction == "up" else -lead


def _row(review: Review, row: Leaf, one: Benchmark, lang: Lang) -> BenchmarkRow:
    age = QUARTER.at(review.card.period.last).index - QUARTER.at(one.period.last).index
    words = say.OLD if age else say.OF_NOW
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
