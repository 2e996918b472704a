"""messages: which share of the messages was answered, and how soon."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from pubkpi.analyse.request import AnalysisRequest, group_column
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn
from pubkpi.model.text import Text
from pubkpi.printing.figures import figure

LABEL = Text("留言回复", "Messages")
GROUPS = {"account": "account", "platform": "platform", "month": "strftime(day, '%Y-%m')"}
_HEADS = {"account": Text("账号", "account"), "platform": Text("平台", "platform"), "month": Text("月份", "month")}
_COLUMNS = (
    FigureColumn("received", Text("收到", "received"), "count"),
    FigureColumn("answered", Text("已回复", "answered"), "count"),
    FigureColumn("answered_share", Text("回复率", "answered share"), "share"),
    FigureColumn("in_day_share", Text("24 小时内回复率", "within 24 hours"), "share"),
    FigureColumn("mean_hours", Text("平均回复时长（小时）", "mean hours"), "hours"),
)


def analyse(request: AnalysisRequest) -> Analysis:
    """The messages of the period by account, platform or month; times are means over the replies, not over the days."""
    found = request.ask("registers/messages", GROUPS[request.by])
    rows = [_row(*row) for row in found]
    return Analysis(
        *("messages", LABEL, request.period, request.by),
        (group_column(request.by, _HEADS), *_COLUMNS),
        tuple(rows),
        tuple(_sentences(found)),
        (_MEANS,) if any(row[5] is not None for row in rows) else (),
    )


_MEANS = Text(
    "登记表只有每天的平均时长，所以没有中位数。", "The form has a mean time a day only, so there is no median."
)


def _row(
    name: str,
    received: int | None,
    answered: int | None,
    in_day: int | None,
    of_day: int | None,
    seconds: Decimal | None,
    replies: int | None,
) -> tuple[Figure, ...]:
    return (
        *(name, received, answered),
        *(_ratio(answered, received), _ratio(in_day, of_day)),
        Fraction(seconds) / replies / 3600 if seconds is not None and replies else None,
    )


def _ratio(part: int | None, whole: int | None) -> Fraction | None:
    return Fraction(part, whole) if part is not None and whole else None


def _sentences(
    found: Sequence[tuple[str, int | None, int | None, int | None, int | None, object, object]],
) -> Iterator[Text]:
    received, answered = sum(row[1] or 0 for row in found), sum(row[2] or 0 for row in found)
    if not received:
        return
    share = figure(Fraction(answered, received), "share")
    yield Text(
        f"收到 {received} 条，回复 {answered} 条，回复率 {share}。", f"{answered} of {received} were answered, {share}."
    )
    of_day = sum(row[4] or 0 for row in found)
    if of_day:
        in_day = figure(Fraction(sum(row[3] or 0 for row in found), of_day), "share")
        yield Text(f"24 小时内回复的占收到的 {in_day}。", f"{in_day} of those received were answered within 24 hours.")
