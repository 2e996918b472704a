"""content: which posts there were beside the planned mix and the demand, how often they were read, which went viral."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from pubkpi.analyse.posts import by_post
from pubkpi.analyse.request import AnalysisRequest, absent_names, group_column
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn, FigureKind
from pubkpi.model.text import Text, count_of
from pubkpi.printing.figures import figure

GROUPS = {"category": "category", "account": "account", "platform": "platform", "post": ""}
_HEADS = {
    "category": Text("分类", "category"),
    "account": Text("账号", "account"),
    "platform": Text("平台", "platform"),
}
_COLUMNS = (
    FigureColumn("posts", Text("篇数", "posts"), "count"),
    FigureColumn("share", Text("占比", "share"), "share"),
    FigureColumn("planned_share", Text("计划占比", "planned"), "share"),
    FigureColumn("planned_gap", Text("比计划（百分点）", "to plan (points)"), "points"),
    FigureColumn("demand_share", Text("需求占比", "demand"), "share"),
    FigureColumn("demand_gap", Text("比需求（百分点）", "to demand (points)"), "points"),
    FigureColumn("mean_readers", Text("篇均阅读人数", "mean readers"), "number"),
    FigureColumn("mean_views", Text("篇均阅读播放次数", "mean reads or plays"), "number"),
    FigureColumn("viral", Text("爆款", "viral"), "count"),
    FigureColumn("viral_share", Text("爆款率", "viral share"), "share"),
    FigureColumn("timed_pieces", Text("有工时", "with hours"), "count"),
    FigureColumn("work_hours", Text("篇均工时（时）", "hours a piece"), "hours"),
    FigureColumn("priced_pieces", Text("有费用", "with a cost"), "count"),
    FigureColumn("piece_fen", Text("篇均费用（元）", "cost of a piece (yuan)"), "fen"),
)


def analyse(request: AnalysisRequest) -> Analysis:
    """The posts of the period by category, account or platform.

    A gap is the actual share less the planned or demanded one. A post is viral with more reads or plays than the rules
    say, or at least so many (10万+); where only its readers are known they stand for its reads, which are no fewer. The
    viral share is of the posts of which any of these is known. What a piece took is of those of which the form of
    authors says it of every author. By post it is those that were read most and least.
    """
    if request.by == "post":
        return by_post.analyse(request)
    groups = request.ask("posts/content", GROUPS[request.by])
    absent = _absent(request, groups)
    groups += [(name, *(0,) * 8) for name in absent]
    total = sum(row[1] for row in groups)
    took, every, unpublished = _works(request)
    rows = [(*_row(request, total, *row), *took.get(row[0], _NO_PIECE)) for row in groups]
    return Analysis(
        *("content", request.period, request.by),
        (group_column(request.by, _HEADS), *_COLUMNS),
        tuple(rows),
        (*_sentences(request, rows, groups), *_production(*every)) if groups else (),
        (
            *_uncategorised(request, groups),
            *_notes(request, total, groups),
            *_overlapping(rows),
            *_unpublished(unpublished),
            *absent_names(request, absent, "mix"),
        ),
    )


def _row(request: AnalysisRequest, total: int, name: str | None, posts: int, *counts: int) -> tuple[Figure, ...]:
    with_readers, readers, with_views, views, with_reads, viral, _ = counts
    mix = request.rules.mix.get(name or "") if request.by == "category" else None
    share = Fraction(posts, total)
    planned, demand = (_fraction(mix.planned), _fraction(mix.demand)) if mix else (None, None)
    return (
        *(name, posts, share),
        *(planned, None if planned is None else share - planned),
        *(demand, None if demand is None else share - demand),
        Fraction(readers, with_readers) if with_readers else None,
        Fraction(views, with_views) if with_views else None,
        *((viral, Fraction(viral, with_reads)) if with_reads else (None, None)),
    )


_NO_PIECE = (None, None, None, None)


def _works(request: AnalysisRequest) -> tuple[dict[str | None, tuple[Figure, ...]], tuple[Figure, ...], int]:
    """What pieces took by group, what all of them took, and how many have no post."""
    [(_, has_works)] = request.ask("posts/entries")
    if not has_works:
        return {}, _NO_PIECE, 0
    *works, (_, _, *every, unpublished) = request.ask("posts/production", GROUPS[request.by])
    return {name: _means(*counts) for _, name, *counts, _ in works}, _means(*every), unpublished


def _means(timed: int, seconds: Decimal | None, priced: int, fen: int | None) -> tuple[Figure, ...]:
    """How many pieces have their time, its mean in hours; how many have their cost, its mean in fen."""
    hours = None if seconds is None else Fraction(seconds) / timed / 3600
    return (timed or None, hours, priced or None, None if fen is None else Fraction(int(fen), priced))


def _production(timed: Figure, hours: Figure, priced: Figure, fen: Figure) -> Iterator[Text]:
    """What a piece took, of those that say it."""
    if isinstance(timed, int):
        mean = figure(hours, "hours")
        yield Text(
            f"登记了工时的 {timed} 篇稿件，平均 {mean} 小时。",
            f"{count_of(timed, 'piece')} with hours registered: {mean} hours each.",
        )
    if isinstance(priced, int):
        mean = figure(fen, "fen")
        yield Text(
            f"登记了费用的 {priced} 篇稿件，平均 {mean} 元。",
            f"{count_of(priced, 'piece')} with a cost registered: {mean} yuan each.",
        )


def _unpublished(pieces: int) -> Iterator[Text]:
    if pieces:
        yield Text(
            f"{pieces} 篇登记了工时或费用的稿件，本期没有同题同日的作品，没有算进：请核对标题和发表日期。",
            f"No post has title and day of {count_of(pieces, 'piece')} with hours or cost, left out: check both.",
        )


def _absent(request: AnalysisRequest, groups: Sequence[tuple[object, ...]]) -> list[str]:
    """The categories of the mix that no post has."""
    names = {row[0] for row in groups}
    return [name for name in request.rules.mix if name not in names] if groups and request.by == "category" else []


def _fraction(percent: float | None) -> Fraction | None:
    return None if percent is None else Fraction(str(percent)) / 100


def _sentences(
    request: AnalysisRequest, rows: Sequence[tuple[Figure, ...]], groups: Sequence[tuple[int, ...]]
) -> Iterator[Text]:
    named = [row for row in rows if row[0] is not None]
    if named and named[0][1] and len(rows) > 1:
        first, posts, share, *_ = named[0]
        kind: FigureKind = "platform" if request.by == "platform" else "text"
        name = Text(figure(first, kind), figure(first, kind, "en"))
        many = figure(posts, "count"), figure(share, "share")
        yield Text(
            f"{name.zh}最多：{many[0]} 篇，占 {many[1]}。", f"Most posts are {name.en}: {many[0]}, {many[1]} of all."
        )
    yield from _farthest(named, 3, Text("计划", "the plan"))
    yield from _farthest(named, 5, Text("需求", "the demand"))
    with_reads, viral = sum(row[6] for row in groups), sum(row[7] for row in groups)
    if with_reads:
        limit = figure(request.rules.viral_reads, "count")
        share = figure(Fraction(viral, with_reads), "share")
        some = f" {figure(viral, 'count')} 篇" if viral else "没有一篇"
        yield Text(
            f"有阅读数的 {figure(with_reads, 'count')} 篇中{some}超过 {limit}，爆款率 {share}。",
            f"Of {count_of(with_reads, 'post')} with reads {viral} had more than {limit}: a viral share of {share}.",
        )


def _farthest(rows: Sequence[tuple[Figure, ...]], place: int, what: Text) -> Iterator[Text]:
    """Which category lies farthest from the share at *place*, behind which its gap stands."""
    compared = [row for row in rows if row[place] is not None]
    if compared:
        one = max(compared, key=lambda row: abs(Fraction(row[place + 1])))  # type: ignore[arg-type]  # a fraction
        share, wished, gap = figure(one[2], "share"), figure(one[place], "share"), figure(one[place + 1], "points")
        yield Text(
            f"离{what.zh}最远的是{one[0]}：占 {share}，{what.zh} {wished}，相差 {gap} 个百分点。",
            f"Farthest from {what.en} is {one[0]}: {share} against {wished}, {gap} points.",
        )


def _overlapping(rows: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    """That the demand is of several answers each, and posts are not."""
    total = sum(one for row in rows if isinstance(one := row[5], Fraction))
    if total > 1:
        share = figure(total, "share")
        yield Text(
            f"各类需求合计 {share}，一人可选几类：比需求的差只说明方向和次序，不能逐点照补。",
            f"The demand comes to {share}, for one may ask for several: gaps to it tell direction and order only.",
        )


def _uncategorised(request: AnalysisRequest, groups: Sequence[tuple[int, ...]]) -> Iterator[Text]:
    for name, posts, *_ in groups:
        if request.by == "category" and name is None:
            yield Text(
                f"{posts} 篇没有分类：请补填内容分类表，或补充分类用的关键词。",
                f"{count_of(posts, 'post')} without a category: fill the form of categories, or add words for it.",
            )


def _notes(request: AnalysisRequest, total: int, groups: Sequence[tuple[int, ...]]) -> Iterator[Text]:
    unread, bounds = total - sum(row[6] for row in groups), sum(row[8] for row in groups)
    if unread:
        zh, en = (
            ("（或只知道是 10万+）", " (or only 10万+)") if request.rules.viral_reads > 100_000 and bounds else ("", "")
        )
        yield Text(
            f"{unread} 篇没有阅读数{zh}，不算进爆款率。",
            f"{count_of(unread, 'post')} without reads{en}: left out of the viral share.",
        )
    if bounds:
        yield Text(
            f"{bounds} 篇只知道是 10万+，不算进篇均。",
            f"Only a lower bound is known of {count_of(bounds, 'post')}: no mean has them.",
        )
