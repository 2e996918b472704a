"""incidents: the ledger of public-opinion incidents, how soon each was found and answered, the age of open ones."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from fractions import Fraction

from pubkpi.analyse.registers.mentions import prompts
from pubkpi.analyse.request import AnalysisRequest
from pubkpi.model.explanations.analyses import LEVELS, Analysis, Figure, FigureColumn
from pubkpi.model.text import Text, count_of
from pubkpi.printing.figures import figure, name_of

GROUPS = ("incident",)
_LEVELS = dict(enumerate(LEVELS.values(), 1))
_OPEN, _CLOSED = Text("未办结", "open"), Text("已办结", "closed")
_YES_NO = {True: Text("是", "yes"), False: Text("否", "no"), None: None}
_COLUMNS = (
    FigureColumn("incident", Text("事件", "incident"), "text"),
    FigureColumn("level", Text("级别", "level"), "text"),
    FigureColumn("found_on", Text("发现", "found"), "day"),
    FigureColumn("detection_hours", Text("出现到发现（小时）", "hours to be found"), "hours"),
    FigureColumn("answer_hours", Text("发现到首次回应（小时）", "hours to the answer"), "hours"),
    FigureColumn("state", Text("状态", "state"), "text"),
    FigureColumn("closed_on", Text("办结", "closed"), "day"),
    FigureColumn("days", Text("历时（天）", "days"), "count"),
    FigureColumn("is_well_handled", Text("处置得当", "handled well"), "text"),
    FigureColumn("is_counted", Text("计入", "counts"), "text"),
    FigureColumn("outcome", Text("结果或原因", "outcome or reason"), "text"),
)
_NO_INCIDENT = Text("没有登记的事件。", "No incident is registered.")
_NO_LIMIT = Text(
    "没有声明 detection_hours，所以没有及时发现率。",
    "No detection_hours are declared, so nothing says which were found in time.",
)


def analyse(request: AnalysisRequest) -> Analysis:
    """The incidents that were found in the period or still open in it, as they stood at its end, or today; the days are
    those from finding to closing, or up to then. Mentions at the declared thresholds are notes for people to look at.
    """
    rows = [_row(request, *row) for row in request.ask("registers/incidents") if row[2] <= request.until]
    new = [row for row in rows if isinstance(row[2], date) and row[2] >= request.period.first]
    to_look_at = (*prompts(request),)
    none = (_NO_INCIDENT,) if to_look_at and not rows else ()
    return Analysis(
        *("incidents", request.period, request.by, _COLUMNS, tuple(rows)),
        (*none, *_sentences(len(new), rows), *_shares(request, new)),
        (*_limits(request, new), *to_look_at),
    )


def _row(
    request: AnalysisRequest,
    name: str,
    level: int | None,
    found_on: date,
    closed_on: date | None,
    is_counted: bool | None,
    outcome: str | None,
    *moments: datetime | bool | None,
) -> tuple[Figure, ...]:
    appeared, found, answered, is_well_handled = moments
    closed = closed_on if closed_on and closed_on <= request.until else None
    days = ((closed or request.until) - found_on).days
    hours = (
        _hours(appeared, found),
        _hours(found, answered) if isinstance(answered, datetime) and answered <= request.cutoff else None,
    )
    judged = _YES_NO[bool(is_well_handled)] if closed and is_well_handled is not None else None
    return (
        *(name, _LEVELS.get(level or 0), found_on, *hours),
        *(_CLOSED if closed else _OPEN, closed, days if days >= 0 else None, judged, _YES_NO[is_counted], outcome),
    )


def _hours(first: object, last: object) -> Fraction | None:
    """The hours between two moments; None where one is not known, or the *last* is before the *first*."""
    if not isinstance(first, datetime) or not isinstance(last, datetime) or last < first:
        return None
    return Fraction(int((last - first).total_seconds()), 3600)


def _sentences(new: int, rows: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    if not rows:
        return
    still = [row for row in rows if row[5] == _OPEN]
    earlier, closed = len(rows) - new, len(rows) - len(still)
    before = (f"，连同以前未办结的共 {len(rows)} 起", f", {earlier} open from before") if earlier else ("", "")
    yield Text(
        f"本期发现 {new} 起{before[0]}，已办结 {closed} 起。",
        f"{count_of(new, 'incident')} found in the period{before[1]}; closed: {closed}.",
    )
    if still:
        oldest = max(still, key=lambda row: row[7] if isinstance(row[7], int) else 0)
        name = name_of(oldest[0])
        yield Text(
            f"未办结的最久是“{name.zh}”，已 {oldest[7]} 天。",
            f"Open longest is {name.en}, for {count_of(int(str(oldest[7] or 0)), 'day')}.",
        )


def _shares(request: AnalysisRequest, new: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    """Which share of those with both moments was found in time, and of those that people judged handled well."""
    rules, timed = request.rules, [row[3] for row in new if isinstance(row[3], Fraction)]
    if timed and rules.detection_hours is not None:
        limit = Fraction(str(rules.detection_hours))
        hours, count = f"{float(limit):g}", sum(one <= limit for one in timed)
        within = "an hour" if limit == 1 else f"{hours} hours"
        words, goal = figure(Fraction(count, len(timed)), "share"), f"{float(rules.detection_target):g}%"
        yield Text(
            f"时间齐全的 {len(timed)} 起中，{count} 起在 {hours} 小时内发现，及时发现率 {words}，目标 {goal}。",
            f"Found within {within}: {count} of {len(timed)} with both moments, {words}, target {goal}.",
        )
    judged = [row[8] for row in new if row[8] is not None]
    if judged:
        well = sum(one == _YES_NO[True] for one in judged)
        words, goal = figure(Fraction(well, len(judged)), "share"), f"{float(rules.handled_target):g}%"
        yield Text(
            f"评定过的 {len(judged)} 起中 {well} 起处置得当，妥善处置率 {words}，目标 {goal}。",
            f"Handled well: {well} of {len(judged)} that were judged, {words}, target {goal}.",
        )


def _limits(request: AnalysisRequest, new: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    timed = sum(row[3] is not None for row in new)
    if timed and request.rules.detection_hours is None:
        yield _NO_LIMIT
    if timed < len(new):
        count = len(new) - timed
        yield Text(
            f"{count} 起出现或发现时间不全或先后颠倒，不算进及时发现率。",
            "Left out of the share found in time, as they lack the moment of appearing or of being found, or have both "
            f"in the wrong order: {count}.",
        )
