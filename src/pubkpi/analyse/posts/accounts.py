"""accounts: how alive each account of the matrix is, by its posts: working, asleep, a zombie or empty."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from math import log

from pubkpi.analyse.intervals import as_fraction
from pubkpi.analyse.request import AnalysisRequest
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn
from pubkpi.model.text import Text, count_of
from pubkpi.printing.accounts import account_text
from pubkpi.printing.figures import figure

GROUPS = ("account",)
_WORKING, _ASLEEP = Text("正常", "working"), Text("睡眠", "asleep")
_ZOMBIE, _EMPTY = Text("僵尸", "zombie"), Text("空壳", "empty")
_COLUMNS = (
    FigureColumn("platform", Text("平台", "platform"), "platform"),
    FigureColumn("account", Text("账号", "account"), "text"),
    FigureColumn("unit", Text("单位", "unit"), "text"),
    FigureColumn("state", Text("状态", "state"), "text"),
    FigureColumn("posts", Text("本期篇数", "posts"), "count"),
    FigureColumn("last_post_on", Text("最近发布", "last post"), "day"),
    FigureColumn("days_since_post", Text("未更新天数", "days since"), "count"),
    FigureColumn("longest_pause_days", Text("期内最长停更（天）", "longest pause (days)"), "count"),
    FigureColumn("followers", Text("粉丝", "followers"), "count"),
    FigureColumn("followers_on", Text("粉丝截至", "as of"), "day"),
    FigureColumn("wci", Text("WCI V12.0", "WCI V12.0"), "number"),
    FigureColumn("wci_14", Text("WCI V14.2", "WCI V14.2"), "number"),
    FigureColumn("wci_14_shares", Text("WCI V14.2（含转发）", "WCI V14.2 with shares"), "number"),
    FigureColumn("merge_into", Text("可考虑并入", "might be merged into"), "text"),
)


def analyse(request: AnalysisRequest) -> Analysis:
    """Every account as it stood at the end of the period, or today in one that runs.

    It is empty without any post that is known, a zombie or asleep after as many days without one as the rules say. One
    of 公众号 of which all posts have reads and likes has its WCI V12.0, and where they have 在看 and their place in the
    message, too, its WCI V14.2.
    """
    accounts = request.ask("posts/accounts", until=request.until)
    rows = [*_with_merger([_row(request, *row) for row in accounts])]
    return Analysis(
        *("accounts", request.period, request.by, _COLUMNS, tuple(rows)),
        tuple(_sentences(request, rows)),
        (_POSTS_ONLY, *([_CANDIDATES] if any(row[-1] is not None for row in rows) else [])),
    )


_CANDIDATES = Text(
    "可考虑并入：同一单位在用的账号，先看同一平台；是否合并由单位决定。",
    "Might be merged into: a working account of the same unit, of the same platform first; the unit decides.",
)


_POSTS_ONLY = Text(
    "只看导入的作品：没有导出作品列表的账号也显示为空壳。",
    "Only loaded posts are seen: an account without a list of its posts shows as empty, too.",
)


def _row(
    request: AnalysisRequest,
    platform: str,
    account: str,
    unit: str | None,
    posts: int,
    latest: date | None,
    pause: int | None,
    followers: int | None,
    known_on: date | None,
    number: int | None,
    is_placed: bool,
    *counts: list[int] | None,
) -> tuple[Figure, ...]:
    since = (request.until - latest).days if latest else None
    days = (request.until - request.period.first).days + 1
    indices = _indices(days, number, is_placed, *counts) if platform == "wechat" and number else (None,) * 3
    return (
        *(platform, account, unit, _state(request, since), posts, latest, since, pause, followers, known_on),
        *(None if one is None else as_fraction(one) for one in indices),
    )


def _indices(
    days: int,
    posts: int,
    is_placed: bool,
    reads: list[int] | None,
    wows: list[int] | None,
    likes: list[int] | None,
    shares: list[int] | None,
) -> tuple[float | None, float | None, float | None]:
    """The WCI V12.0, V14.2 and V14.2 with shares; None where a count that it needs is not known."""
    if reads is None or likes is None:
        return (None, None, None)
    first = wci(days, reads[0], posts, reads[2], likes[0], likes[2])
    if wows is None or not is_placed:
        return (first, None, None)
    counts = (days, posts, reads, wows, likes)
    return (first, wci_14(*counts), None if shares is None else wci_14(*counts, shares))


def wci_14(
    days: int,
    posts: int,
    reads: Sequence[int],
    wows: Sequence[int],
    likes: Sequence[int],
    shares: Sequence[int] | None = None,
) -> float:
    """The WCI V14.2 of an account of 公众号 by its *posts* of so many *days* (清博, from 2019 on), with *shares* by the
    weights of the later text of that version.

    Of each count the total, that of the first articles, and the most of one post. All posts of a day weigh three
    fifths, a post a fifth, first articles of a day and the best post a tenth each.
    """
    weights = (0.85, 0.09, 0.06) if shares is None else (0.70, 0.09, 0.06, 0.15)
    every = (reads, [10 * one for one in wows], [10 * one for one in likes], [10 * one for one in shares or ()])
    tiers = ((0.60, 0, days), (0.20, 0, posts), (0.10, 1, days), (0.10, 2, 1))
    total = sum(
        tier * sum(weight * log(count[at] / over + 1) for weight, count in zip(weights, every, strict=False))
        for tier, at, over in tiers
    )
    return total**2 * 12


def wci(days: int, reads: int, posts: int, most_reads: int, likes: int, most_likes: int) -> float:
    """The WCI V12.0 of an account of 公众号 by its posts of so many *days* (清博, 2016).

    Reads weigh four fifths, likes one; each by day, by post, and of the best post, as logarithms.
    """
    read = 0.40 * log(reads / days + 1) + 0.45 * log(reads / posts + 1) + 0.15 * log(most_reads + 1)
    liked = 0.40 * log(10 * likes / days + 1) + 0.45 * log(10 * likes / posts + 1) + 0.15 * log(10 * most_likes + 1)
    return (0.8 * read + 0.2 * liked) ** 2 * 10


def _with_merger(rows: Sequence[tuple[Figure, ...]]) -> Iterator[tuple[Figure, ...]]:
    """The *rows*, each with the account into which one that no longer works might be merged: a working one of its
    unit, on its platform if there is one, of these the one with most followers.
    """
    working: dict[Figure, list[tuple[Figure, ...]]] = defaultdict(list)
    for row in rows:
        if row[2] and row[3] == _WORKING:
            working[row[2]].append(row)
    for row in rows:
        platform, _, unit, state = row[:4]
        others = working.get(unit, ()) if state != _WORKING else ()
        best = max(others, key=lambda one: (one[0] == platform, _number(one[8])), default=None)
        joins = None if best is None else account_text(str(best[0]), str(best[1]))
        yield (*row, joins)


def _number(value: Figure) -> int:
    return value if isinstance(value, int) else -1


def _state(request: AnalysisRequest, since: int | None) -> Text:
    if since is None:
        return _EMPTY
    if since >= request.rules.zombie_days:
        return _ZOMBIE
    return _ASLEEP if since >= request.rules.sleeping_days else _WORKING


def _sentences(request: AnalysisRequest, rows: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    counts = {state: sum(row[3] == state for row in rows) for state in (_WORKING, _ASLEEP, _ZOMBIE, _EMPTY)}
    filled = [(count, state) for state, count in counts.items() if count]
    if not rows:
        return
    zh, en = "、".join(f"{s.zh} {n} 个" for n, s in filled), ", ".join(f"{n} {s.en}" for n, s in filled)
    day = figure(request.until, "day")
    yield Text(f"截至 {day}，{len(rows)} 个账号中{zh}。", f"As of {day}, of {count_of(len(rows), 'account')}: {en}.")
    joined = [row for row in rows if row[-1] is not None]
    if joined:
        yield Text(
            f"{len(joined)} 个不在用的账号可考虑并入同单位的账号。",
            f"{len(joined)} might be merged into an account of their unit.",
        )
