"""hours: at which hour or on which weekday posts came out, and how their reads compare with their account's."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from pubkpi.analyse.intervals import as_fraction, student_point
from pubkpi.analyse.request import AnalysisRequest, group_column
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn
from pubkpi.model.text import Text, count_of, same
from pubkpi.printing.figures import figure, name_of

GROUPS = {"hour": "case when a.has_clock then p.hour end", "weekday": "p.weekday"}
_HEADS = {"hour": Text("时段", "hour"), "weekday": Text("星期", "weekday")}
_WEEKDAYS = (
    *(Text("周一", "Monday"), Text("周二", "Tuesday"), Text("周三", "Wednesday"), Text("周四", "Thursday")),
    *(Text("周五", "Friday"), Text("周六", "Saturday"), Text("周日", "Sunday")),
)
_COLUMNS = (
    FigureColumn("posts", Text("篇数", "posts"), "count"),
    FigureColumn("compared_posts", Text("可比篇数", "compared"), "count"),
    FigureColumn("ratio", Text("阅读与本账号均值之比", "reads over the account's mean"), "number"),
    FigureColumn("ratio_low", Text("95% 区间下限", "95% from"), "number"),
    FigureColumn("ratio_high", Text("95% 区间上限", "95% to"), "number"),
    FigureColumn("open_share", Text("打开率", "open rate"), "share"),
)


def analyse(request: AnalysisRequest) -> Analysis:
    """The posts of the period by hour or weekday: how many, their reads over the mean of their account's posts with the
    95 % interval of that mean (Student's), their open rate. Groups of fewer posts than the rules say compare nothing.
    """
    groups = request.ask("posts/hours", GROUPS[request.by])
    rows = [_row(request, *row) for row in groups if row[0] is not None]
    return Analysis(
        *("hours", request.period, request.by),
        (group_column(request.by, _HEADS), *_COLUMNS),
        tuple(rows),
        tuple(_sentences(rows)),
        tuple(_notes(request, groups, rows)),
    )


def _row(
    request: AnalysisRequest, place: int, posts: int, number: int, mean: float, deviation: float, *people: int | None
) -> tuple[Figure, ...]:
    name = _WEEKDAYS[place - 1] if request.by == "weekday" else same(f"{place:02}:00")
    interval: tuple[Figure, ...] = (None, None, None)
    if number >= max(request.rules.least_posts, 2):
        half = student_point(number - 1) * deviation / math.sqrt(number)
        interval = tuple(as_fraction(one) for one in (mean, mean - half, mean + half))
    delivered, opened = people
    return (name, posts, number, *interval, Fraction(opened or 0, delivered) if delivered else None)


def _sentences(rows: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    compared = [row for row in rows if row[3] is not None]
    if len(compared) < 2:
        return
    best = max(compared, key=lambda row: float(row[3]))  # type: ignore[arg-type]  # a fraction
    mean, low, high = (figure(one, "number") for one in best[3:6])
    name = name_of(best[0])
    if float(best[4]) > 1:  # type: ignore[arg-type]  # a fraction
        yield Text(
            f"{name.zh} 发布的 {best[2]} 篇阅读最多，是本账号均值的 {mean} 倍（95% 区间 {low}–{high}）。",
            f"Posts at {name.en} were read most: {mean} times the account's mean (95% {low}–{high}, {best[2]} posts).",
        )
    elif float(best[5]) < 1:  # type: ignore[arg-type]  # a fraction
        yield Text(
            f"比较的各组都低于本账号均值：最高的 {name.zh} 是均值的 {mean} 倍（95% 区间 {low}–{high}）；"
            "读得最多的那些篇所在时段篇数不足，没有比较。",
            f"All times compared are below the mean: the highest, {name.en}, is {mean} times it (95% {low}–{high}); "
            "the posts read most came out at times with too few to compare.",
        )
    else:
        yield Text(
            f"看不出哪个时段更好：最高的 {name.zh} 是均值的 {mean} 倍，95% 区间 {low}–{high} 含 1。",
            f"No time is surely better: the highest, {name.en}, is {mean} times the mean; 95% {low}–{high} includes 1.",
        )


def _notes(
    request: AnalysisRequest, groups: Sequence[tuple[int | None, ...]], rows: Sequence[tuple[Figure, ...]]
) -> Iterator[Text]:
    without = sum(row[1] or 0 for row in groups if row[0] is None)
    if without:
        yield Text(
            f"{without} 篇的导出不写发布时刻。", f"Without a clock time in their exports: {count_of(without, 'post')}."
        )
    least = request.rules.least_posts
    compared = sum(row[3] is not None for row in rows)
    if compared > 1:
        yield Text(
            f"比较了 {compared} 组：每 20 组里有一组的区间会偶然不含 1。",
            f"{compared} groups were compared: of 20, one interval is off 1 by chance.",
        )
    if compared < len(rows):
        yield Text(f"可比的不足 {least} 篇，不比较。", f"Fewer than {least} posts to compare are not compared.")
