"""accounts: how alive each account of the matrix is, by its posts: working, asleep, a zombie or empty."""

from collections.abc import Iterator, Sequence
from datetime import date

from pubkpi.analyse.request import AnalysisRequest
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn
from pubkpi.model.text import Text
from pubkpi.printing.figures import figure

LABEL = Text("账号健康度", "Health of the accounts")
GROUPS = ("account",)
_WORKING, _ASLEEP = Text("正常", "working"), Text("睡眠", "asleep")
_ZOMBIE, _EMPTY = Text("僵尸", "zombie"), Text("空壳", "empty")
_COLUMNS = (
    FigureColumn("platform", Text("平台", "platform"), "platform"),
    FigureColumn("account", Text("账号", "account"), "text"),
    FigureColumn("state", Text("状态", "state"), "text"),
    FigureColumn("posts", Text("本期篇数", "posts"), "count"),
    FigureColumn("last_post_on", Text("最近发布", "last post"), "day"),
    FigureColumn("days_since_post", Text("未更新天数", "days since"), "count"),
    FigureColumn("longest_pause_days", Text("期内最长停更（天）", "longest pause (days)"), "count"),
    FigureColumn("followers", Text("粉丝", "followers"), "count"),
    FigureColumn("followers_on", Text("粉丝截至", "as of"), "day"),
)


def analyse(request: AnalysisRequest) -> Analysis:
    """Every account as it stood at the end of the period, or today in one that runs.

    It is empty without any post that is known, a zombie or asleep after as many days without one as the rules say.
    """
    found = request.ask("posts/accounts", until=request.until)
    rows = [_row(request, *row) for row in found]
    return Analysis(
        *("accounts", LABEL, request.period, request.by, _COLUMNS, tuple(rows)),
        tuple(_sentences(request, rows)),
        (_POSTS_ONLY,),
    )


_POSTS_ONLY = Text(
    "只看导入的作品：没有导出作品列表的账号也显示为空壳。",
    "Only loaded posts are seen: an account without a list of its posts shows as empty, too.",
)


def _row(
    request: AnalysisRequest,
    platform: str,
    account: str,
    posts: int,
    latest: date | None,
    pause: int | None,
    *followers: int | date | None,
) -> tuple[Figure, ...]:
    since = (request.until - latest).days if latest else None
    return (platform, account, _state(request, since), posts, latest, since, pause, *followers)


def _state(request: AnalysisRequest, since: int | None) -> Text:
    if since is None:
        return _EMPTY
    if since >= request.rules.zombie_days:
        return _ZOMBIE
    return _ASLEEP if since >= request.rules.sleeping_days else _WORKING


def _sentences(request: AnalysisRequest, rows: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    counts = {state: sum(row[2] == state for row in rows) for state in (_WORKING, _ASLEEP, _ZOMBIE, _EMPTY)}
    listed = [(count, state) for state, count in counts.items() if count]
    if not rows:
        return
    zh, en = "、".join(f"{s.zh} {n} 个" for n, s in listed), ", ".join(f"{n} {s.en}" for n, s in listed)
    day = figure(request.until, "day")
    yield Text(f"截至 {day}，{len(rows)} 个账号中{zh}。", f"As of {day}, of {len(rows)} accounts: {en}.")
