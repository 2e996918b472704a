"""content by post: which posts were read most and which least, measured by the mean of their account."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pubkpi.analyse.intervals import as_fraction
from pubkpi.analyse.request import AnalysisRequest
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn
from pubkpi.model.text import Text
from pubkpi.printing.accounts import account_text
from pubkpi.printing.figures import figure, name_of

_NUMBER = 5  # of each end
_MOST, _LEAST = Text("最多", "most"), Text("最少", "least")
_COLUMNS = (
    FigureColumn("post", Text("作品", "post"), "text"),
    FigureColumn("end", Text("阅读", "read"), "text"),
    FigureColumn("platform", Text("平台", "platform"), "platform"),
    FigureColumn("account", Text("账号", "account"), "text"),
    FigureColumn("published_on", Text("发布", "published"), "day"),
    FigureColumn("views", Text("阅读播放次数", "reads or plays"), "count"),
    FigureColumn("readers", Text("阅读人数", "readers"), "count"),
    FigureColumn("bound", Text("只知道", "only known"), "text"),
    FigureColumn("ratio", Text("与本账号均值之比", "over the account's mean"), "number"),
)
_COMPARED = Text(
    "账号大小不同，所以按与本账号均值之比排；可比的不足 {least} 篇的账号不排。",
    "Accounts differ in size, so posts are ranked over the mean of their own; "
    "those of accounts with fewer than {least} to compare are not.",
)


def analyse(request: AnalysisRequest) -> Analysis:
    """The posts of the period that were read most and least, by their reads over the mean of their account.

    Of a post that says 10万+ the ratio is the least that it can be.
    """
    least = request.rules.least_posts
    found = request.ask("posts/by_post", number=_NUMBER, least=least)
    most = {row[1:4] for row in found if row[0] == 1}
    rows = [_row(*row) for row in found if row[0] == 1 or row[1:4] not in most]
    note = Text(_COMPARED.zh.format(least=least), _COMPARED.en.format(least=least))
    return Analysis(
        *("content", request.period, request.by, _COLUMNS, tuple(rows)),
        tuple(_sentences(rows)),
        (note,) if rows else (),
    )


def _row(
    place: int, _: str, platform: str, account: str, title: str | None, *figures: Figure | float
) -> tuple[Figure, ...]:
    published_on, times, readers, is_bound, ratio = figures
    end, bound = _MOST if place == 1 else _LEAST, "10万+" if is_bound else None
    counts = (None if is_bound else times, readers)
    return (title, end, platform, account, published_on, *counts, bound, as_fraction(float(str(ratio))))  # type: ignore[return-value]  # as the statement gives them


def _sentences(rows: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    for end in (_MOST, _LEAST):
        row = next((row for row in rows if row[1] == end), None)
        if row is None:
            continue
        name, ratio = name_of(row[0]), row[-1]
        who = account_text(str(row[2]), str(row[3]))
        times = figure(ratio if isinstance(ratio, Fraction) else None, "number")
        at_least = Text("至少", "at least ") if row[7] else Text("", "")
        yield Text(
            f"读得{end.zh}的是{who.zh}的《{name.zh}》：{at_least.zh}是本账号均值的 {times} 倍。",
            f"Read {end.en}: “{name.en}” of {who.en}, {at_least.en}{times} times its account's mean.",
        )
