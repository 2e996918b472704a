"""incidents: the ledger of public-opinion incidents, the open ones with their age."""

from collections.abc import Iterator, Sequence
from datetime import date

from pubkpi.analyse.request import AnalysisRequest
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn
from pubkpi.model.text import Text
from pubkpi.printing.figures import name_of

LABEL = Text("舆情台账", "Incidents")
GROUPS = ("incident",)
_LEVELS = {1: Text("蓝", "blue"), 2: Text("黄", "yellow"), 3: Text("橙", "orange"), 4: Text("红", "red")}
_OPEN, _CLOSED = Text("未办结", "open"), Text("已办结", "closed")
_COUNTED = {True: Text("是", "yes"), False: Text("否", "no"), None: None}
_COLUMNS = (
    FigureColumn("incident", Text("事件", "incident"), "text"),
    FigureColumn("level", Text("级别", "level"), "text"),
    FigureColumn("found_on", Text("发现", "found"), "day"),
    FigureColumn("state", Text("状态", "state"), "text"),
    FigureColumn("closed_on", Text("办结", "closed"), "day"),
    FigureColumn("days", Text("历时（天）", "days"), "count"),
    FigureColumn("is_counted", Text("计入", "counts"), "text"),
    FigureColumn("outcome", Text("结果或原因", "outcome or reason"), "text"),
)


def analyse(request: AnalysisRequest) -> Analysis:
    """The incidents that were found in the period or still open in it, as they stood at its end, or today; the days are
    those from finding to closing, or up to then.
    """
    rows = [_row(request, *row) for row in request.ask("registers/incidents") if row[2] <= request.until]
    return Analysis(
        *("incidents", LABEL, request.period, request.by, _COLUMNS, tuple(rows)), tuple(_sentences(request, rows))
    )


def _row(
    request: AnalysisRequest,
    name: str,
    level: int | None,
    found_on: date,
    closed_on: date | None,
    is_counted: bool | None,
    outcome: str | None,
) -> tuple[Figure, ...]:
    closed = closed_on if closed_on and closed_on <= request.until else None
    days = ((closed or request.until) - found_on).days
    state = _CLOSED if closed else _OPEN
    return (name, _LEVELS.get(level or 0), found_on, state, closed, days, _COUNTED[is_counted], outcome)


def _sentences(request: AnalysisRequest, rows: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    new = sum(row[2] >= request.period.first for row in rows if isinstance(row[2], date))
    if not rows:
        return
    still = [row for row in rows if row[3] == _OPEN]
    yield Text(
        f"本期发现 {new} 起，连同以前未办结的共 {len(rows)} 起，已办结 {len(rows) - len(still)} 起。",
        f"{new} were found; with those open before, {len(rows)}, of which {len(rows) - len(still)} are closed.",
    )
    if still:
        oldest = max(still, key=lambda row: row[5] if isinstance(row[5], int) else 0)
        name = name_of(oldest[0])
        yield Text(
            f"未办结的最久是“{name.zh}”，已 {oldest[5]} 天。", f"Open longest is {name.en}, for {oldest[5]} days."
        )
