"""milestones: which were done in time, which late, and which are overdue beyond their buffer."""

from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil

from pubkpi.analyse.request import AnalysisRequest
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn
from pubkpi.model.text import Text, count_of
from pubkpi.printing.figures import name_of

GROUPS = ("milestone",)
# Of the days planned for a milestone, what it may take longer before it is red.
_BUFFER = 0.1
_GREEN, _YELLOW, _RED = Text("绿", "green"), Text("黄", "yellow"), Text("红", "red")
_WAITING = Text("未到期", "not due")
_COLUMNS = (
    FigureColumn("milestone", Text("里程碑", "milestone"), "text"),
    FigureColumn("owner", Text("责任人", "owner"), "text"),
    FigureColumn("due_on", Text("计划完成", "due"), "day"),
    FigureColumn("done_on", Text("实际完成", "done"), "day"),
    FigureColumn("light", Text("灯", "light"), "text"),
    FigureColumn("late_days", Text("逾期（天）", "days late"), "count"),
    FigureColumn("follow_up", Text("处理", "what follows"), "text"),
)
# What follows from a light while the milestone is open.
_FOLLOW_UPS = {
    _YELLOW: Text(
        "在缓冲期内：责任人说明原因，报预计完成日", "within its buffer: its owner says why, and when it will be done"
    ),
    _RED: Text(
        "超出缓冲期：报分管领导，调整资源或改期", "beyond its buffer: the person in charge adds means or moves it"
    ),
}


def analyse(request: AnalysisRequest) -> Analysis:
    """The milestones that were due in the period or not done before it, as they stood at its end, or today.

    Green is done by the day it was due; yellow is late within 10 % of the days planned from beginning to due day,
    rounded up; red is later than that, and any that is late and says no beginning.
    """
    rows = [_row(request, *row) for row in request.ask("registers/milestones")]
    return Analysis(
        *("milestones", request.period, request.by, _COLUMNS, tuple(rows)), tuple(_sentences(request, rows))
    )


def _row(
    request: AnalysisRequest, name: str, owner: str | None, started_on: date | None, due_on: date, done_on: date | None
) -> tuple[Figure, ...]:
    done = done_on if done_on and done_on <= request.until else None
    late = max(((done or request.until) - due_on).days, 0)
    buffer = max(ceil((due_on - started_on).days * _BUFFER), 0) if started_on else 0
    light = _RED if late > buffer else _YELLOW if late else _GREEN if done else _WAITING
    follow_up = None if done else _FOLLOW_UPS.get(light)
    return (name, owner, due_on, done, light, late, follow_up)


def _sentences(request: AnalysisRequest, rows: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    due = [row for row in rows if row[4] != _WAITING and isinstance(row[2], date) and row[2] <= request.until]
    if not due:
        return
    done, red = sum(row[3] is not None for row in due), [row for row in due if row[4] == _RED]
    yield Text(
        f"到期的 {len(due)} 个里程碑完成了 {done} 个，红灯 {len(red)} 个。",
        f"Of {count_of(len(due), 'milestone')} due: {done} done, {len(red)} red.",
    )
    if red:
        worst = max(red, key=lambda row: row[5] if isinstance(row[5], int) else 0)
        name = name_of(worst[0])
        yield Text(
            f"拖得最久的是“{name.zh}”，逾期 {worst[5]} 天。",
            f"Latest is {name.en}, by {count_of(int(str(worst[5])), 'day')}.",
        )
