"""messages: which share of the messages was answered, how soon, and whether within the time of their kind."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from pubkpi.analyse.intervals import as_fraction
from pubkpi.analyse.request import AnalysisRequest, group_column
from pubkpi.model.explanations.analyses import MESSAGE_KINDS, Analysis, Figure, FigureColumn
from pubkpi.model.text import Text, count_of
from pubkpi.printing.figures import figure

GROUPS = {
    **{name: name for name in ("account", "platform")},
    "month": "strftime(day, '%Y-%m')",
    **{name: name for name in ("kind", "priority", "channel")},
}
_HEADS = {
    "account": Text("账号", "account"),
    "platform": Text("平台", "platform"),
    "month": Text("月份", "month"),
    "kind": Text("类型", "kind"),
    "priority": Text("优先级", "priority"),
    "channel": Text("渠道", "channel"),
}
_COLUMNS = (
    FigureColumn("received", Text("收到", "received"), "count"),
    FigureColumn("answered", Text("已回复", "answered"), "count"),
    FigureColumn("answered_share", Text("回复率", "answered share"), "share"),
    FigureColumn("in_day_share", Text("24 小时内回复率", "within 24 hours"), "share"),
    FigureColumn("mean_hours", Text("平均回复时长（小时）", "mean hours"), "hours"),
    FigureColumn("median_hours", Text("中位数（小时）", "median hours"), "hours"),
    FigureColumn("ninety_hours", Text("九成不超过（小时）", "90% within (hours)"), "hours"),
    FigureColumn("median_work_hours", Text("中位数（工作小时）", "median hours of work"), "hours"),
    FigureColumn("in_time_share", Text("时限内回复率", "within their limit"), "share"),
)
_MEANS = Text(
    "只登记每天平均时长的行没有中位数：一条留言一行、填收到和首次回复时间才有。",
    "Rows with a mean time a day have no median: a row for each message, with both its moments, has.",
)
_LIMITS = Text(
    "时限：{limits}，其余 {usual} 小时，按自然时间计算；尚未到时限、也未回复的不计。",
    "Limits: {limits}, else {usual} hours, by the clock; what is open within its limit does not count.",
)


def analyse(request: AnalysisRequest) -> Analysis:
    """The messages of the period by account, platform, month, kind, priority or channel.

    Means are over the replies, not over the days; medians and limits are of messages that have a row of their own.
    """
    groups = request.ask("registers/messages", GROUPS[request.by], **_params(request))
    rows = [_row(*row) for row in groups]
    return Analysis(
        *("messages", request.period, request.by),
        (group_column(request.by, _HEADS), *_COLUMNS),
        tuple(rows),
        tuple(_sentences(groups)),
        tuple(_notes(request, rows)),
    )


def _params(request: AnalysisRequest) -> dict[str, object]:
    rules = request.rules
    kinds = [*dict.fromkeys((*MESSAGE_KINDS, *rules.message_hours))]
    opens, closes = rules.work_seconds or (None, None)
    return {
        "now": request.cutoff,
        "kinds": kinds,
        "limits": [rules.seconds_of(kind) for kind in kinds],
        "usual": rules.seconds_of(None),
        "opens": opens,
        "closes": closes,
        "holidays": [*rules.holidays],
        "workdays": [*rules.workdays],
    }


def _row(name: str | None, *figures: Decimal | float | int | None) -> tuple[Figure, ...]:
    received, answered, in_day, of_day, seconds, replies, *times = figures
    *hours, in_time, due = times
    return (
        *(name, _count(received), _count(answered)),
        *(_ratio(answered, received), _ratio(in_day, of_day)),
        Fraction(seconds) / Fraction(replies) / 3600 if seconds is not None and replies else None,
        *(None if one is None else as_fraction(float(one) / 3600) for one in hours),
        _ratio(in_time, due),
    )


def _count(number: Decimal | float | int | None) -> int | None:
    return None if number is None else int(number)


def _ratio(part: Decimal | float | int | None, total: Decimal | float | int | None) -> Fraction | None:
    return Fraction(int(part), int(total)) if part is not None and total else None


def _sentences(groups: Sequence[tuple[str | None, *tuple[int | None, ...]]]) -> Iterator[Text]:
    def total(place: int) -> int:
        return int(sum(row[place] or 0 for row in groups))  # type: ignore[misc]  # behind the name stand numbers

    received, answered, in_day, of_day, in_time, due = (total(place) for place in (1, 2, 3, 4, 10, 11))
    if not received:
        if any([*row][1] is not None for row in groups):
            yield Text("没有收到留言。", "No message was received.")
        return
    counts, share = (
        (figure(received, "count"), figure(answered, "count")),
        figure(Fraction(answered, received), "share"),
    )
    yield Text(
        f"收到 {counts[0]} 条，回复 {counts[1]} 条，回复率 {share}。",
        f"{counts[1]} of {counts[0]} were answered, {share}.",
    )
    if of_day:
        words = figure(Fraction(in_day, of_day), "share")
        of = Text("收到的", "those received")
        if of_day < received:
            known = figure(of_day, "count")
            of = Text(f"知道是否及时的 {known} 条的", f"the {known} of which it is known")
        yield Text(f"24 小时内回复的占{of.zh} {words}。", f"{words} of {of.en} were answered within 24 hours.")
    if due:
        words, late = figure(Fraction(in_time, due), "share"), figure(due - in_time, "count")
        yield Text(
            f"逐条登记的 {figure(due, 'count')} 条中，{words} 在时限内回复，{late} 条超时。",
            f"Of {count_of(due, 'message')} with a row each {words} were answered in time; too late or never: {late}.",
        )


def _notes(request: AnalysisRequest, rows: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    if any(row[5] is not None and row[6] is None for row in rows):
        yield _MEANS
    if any(row[9] is not None for row in rows):
        rules = request.rules
        limits = [f"{kind} {float(rules.hours_of(kind)):g}" for kind in rules.limited_kinds]
        usual = f"{float(rules.hours_of(None)):g}"
        yield Text(
            _LIMITS.zh.format(limits="、".join(f"{one} 小时" for one in limits), usual=usual),
            _LIMITS.en.format(limits=", ".join(limits), usual=usual),
        )
        if not rules.work_seconds:
            yield Text(
                "没有声明 working_hours，所以没有按工作时间算的时长。",
                "No working_hours are declared, so no time is in hours of work.",
            )
