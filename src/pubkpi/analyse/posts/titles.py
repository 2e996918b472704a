"""titles: tests of titles: how often each variant was clicked, and whether one of them is surely better."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from math import comb

from pubkpi.analyse.intervals import detectable_difference, newcombe, wilson
from pubkpi.analyse.request import AnalysisRequest
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn
from pubkpi.model.text import NOTHING, Text, count_of, same
from pubkpi.printing.figures import figure

GROUPS = ("experiment",)
_COLUMNS = (
    FigureColumn("experiment", Text("试验", "test"), "text"),
    FigureColumn("variant", Text("版本", "variant"), "text"),
    FigureColumn("title", Text("标题", "title"), "text"),
    FigureColumn("shown", Text("展示", "shown"), "count"),
    FigureColumn("clicked", Text("点击", "clicked"), "count"),
    FigureColumn("click_share", Text("点击率", "click rate"), "share"),
    FigureColumn("click_share_low", Text("95% 区间下限", "95% from"), "share"),
    FigureColumn("click_share_high", Text("95% 区间上限", "95% to"), "share"),
    FigureColumn("difference", Text("比第一个版本（百分点）", "to the first (points)"), "points"),
    FigureColumn("difference_low", Text("差别区间下限", "difference from"), "points"),
    FigureColumn("difference_high", Text("差别区间上限", "difference to"), "points"),
    FigureColumn("detectable", Text("能看出的最小差别（百分点）", "smallest difference seen (points)"), "points"),
)
_SEVERAL = Text(
    "三个以上版本的试验两两相比，差别的区间按比较次数放宽（Bonferroni）。",
    "Of three variants and more each pair is compared, and the intervals of differences are wider for it (Bonferroni).",
)
_Variant = tuple[Text, str, str | None, int, int]


def analyse(request: AnalysisRequest) -> Analysis:
    """The tests that ended in the period, a row a variant: its click rate with Wilson's interval, its difference to the
    first variant with Newcombe's, and the smallest difference that the test would show in four of five cases.

    A variant is called better only where its difference to every other lies above 0, intervals and all.
    """
    variants = request.ask("posts/titles")
    tests = [[(_name(*test), *row[3:]) for row in rows] for test, rows in groupby(variants, lambda row: row[:3])]
    return Analysis(
        *("titles", request.period, request.by, _COLUMNS),
        tuple(_row(test, one) for test in tests for one in test),
        tuple(words for test in tests for words in _verdict(test)),
        tuple(_notes(tests)),
    )


def _name(experiment: str, day: date | None, number: int | None) -> Text:
    """What a test is called: with the *day* on which it ended where several have its name, and which *number* of that
    day it is where these are several.
    """
    if day is None:
        return same(experiment)
    which = Text(f"，第 {number} 次", f", no. {number}") if number else NOTHING
    return Text(f"{experiment}（{day}{which.zh}）", f"{experiment} ({day}{which.en})")


def _notes(tests: Sequence[Sequence[_Variant]]) -> Iterator[Text]:
    if any(_comparisons(test) > 1 for test in tests):
        yield _SEVERAL
    impossible = sum(one[4] > one[3] for test in tests for one in test)
    if impossible:
        yield Text(
            f"{impossible} 个版本的点击多于展示，没有点击率：核对后重新导入登记表。",
            f"No rate where clicks exceed showings: {count_of(impossible, 'variant')}. Mend it and load it again.",
        )


def _row(test: Sequence[_Variant], one: _Variant) -> tuple[Figure, ...]:
    name, variant, title, shown, clicked = one
    if not _has_rate(one):
        return (name, variant, title, shown, clicked, *(None,) * 7)
    share, first = Fraction(clicked, shown), test[0]
    if one is first or not _has_rate(first):
        return (name, variant, title, shown, clicked, share, *wilson(clicked, shown), *(None,) * 4)
    pair, number = ((clicked, shown), (first[4], first[3])), _comparisons(test)
    difference = (share - Fraction(first[4], first[3]), *newcombe(*pair, number))
    return (
        *(name, variant, title, shown, clicked, share, *wilson(clicked, shown)),
        *(*difference, detectable_difference(*pair, number)),
    )


def _has_rate(one: _Variant) -> bool:
    """Whether the variant was shown, and not clicked more often than that."""
    return 0 <= one[4] <= one[3] > 0


def _comparisons(test: Sequence[_Variant]) -> int:
    """How many pairs of variants can be compared."""
    return comb(sum(map(_has_rate, test)), 2)


def _verdict(test: Sequence[_Variant]) -> Iterator[Text]:
    """Which variant is surely better, or that none is."""
    zh, en = test[0][0]
    rated = sorted(filter(_has_rate, test), key=lambda one: Fraction(one[4], one[3]), reverse=True)
    if len(rated) < 2:
        yield Text(
            f"“{zh}”有点击率的版本不足两个，无从比较。",
            f"{en}: fewer than two variants have a click rate, nothing to compare.",
        )
        return
    best, number = rated[0], _comparisons(test)
    pairs = [(one, newcombe((best[4], best[3]), (one[4], one[3]), number)) for one in rated[1:]]
    rival, interval = min(pairs, key=lambda pair: pair[1][0])
    gap = Fraction(best[4], best[3]) - Fraction(rival[4], rival[3])
    low, high = (figure(one, "points") for one in interval)
    points = figure(gap, "points").lstrip("+")
    if interval[0] > 0:
        yield Text(
            f"“{zh}”：版本 {best[1]} 更好，点击率比 {rival[1]} 高 {points} 个百分点（95% 区间 {low} 到 {high}）。",
            f"{en}: variant {best[1]} is better, by {points} points over {rival[1]} (95% {low} to {high}).",
        )
        return
    detectable = detectable_difference((best[4], best[3]), (rival[4], rival[3]), number)
    least = figure(detectable, "points").lstrip("+")
    limit = Text(
        f"；这样的试验多半只看得出 {least} 个百分点以上的差别",
        f"; a test of this size mostly shows differences of {least} points and more only",
    )
    gap_said = Text(f"{best[1]} 比 {rival[1]} 高 {points} 个百分点", f"{best[1]} is {points} points over {rival[1]}")
    if not gap:
        gap_said = Text(f"{best[1]} 和 {rival[1]} 点击率相同", f"{best[1]} and {rival[1]} have the same rate")
    size = limit if detectable is not None else NOTHING
    yield Text(
        f"“{zh}”：看不出哪个版本更好：{gap_said.zh}，95% 区间 {low} 到 {high} 含 0{size.zh}。",
        f"{en}: none is surely better: {gap_said.en}, 95% {low} to {high} includes 0{size.en}.",
    )
