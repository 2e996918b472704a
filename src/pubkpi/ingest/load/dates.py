"""as_of: which of two exports of the same thing is the newer one. Never the time at which the file was written."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.containers import sandbox
from pubkpi.ingest.rows.part import Match
from pubkpi.model.errors import DataError
from pubkpi.model.periods import period
from pubkpi.model.text import PlacedText, Text

_STAMP = re.compile(
    r"(?:导出|下载|生成)(?:时间|日期)\s*[:：]?\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2}))?"
)


def as_of(engine: Engine, match: Match, staged: list[StagedPart], name: str) -> datetime | None:
    """As stated in the file, else the last day that the rows cover.

    Raises DataError with the question when nothing says it, unless nothing is loaded from the file.
    """
    known = stated_as_of(match, name) or _last_day_of_data(engine, match, staged)
    if known is None and not match.profile.recognised:
        raise as_of_question(name, newest(engine, staged))
    return known


def stated_as_of(match: Match, name: str) -> datetime | None:
    """As stamped in the content, else in the file's name; None when neither says it."""
    return _content_stamp(match) or _stamp_in_name(match, name)


def source(match: Match, name: str, stamp: datetime | None, *, settled: bool) -> str:
    """Where the day comes from, in words for the log; *stamp* is what is known before the rows are read."""
    if settled:
        return "as the journal has it"
    if stamp and stamp != stated_as_of(match, name):
        return "as the user says"
    return (
        "stamped in the content"
        if _content_stamp(match)
        else "by the file's name"
        if _stamp_in_name(match, name)
        else "by its rows"
    )


def as_of_question(name: str, newest: date | None = None) -> DataError:
    """The question, to be raised; it suggests the day of the download in the *name*, else the *newest* of the rows."""
    day = max((one for one in (newest, _download_day(name)) if one), default=None)
    words = f"--as-of {day}" if day else "--as-of YYYY-MM-DD"
    return DataError(
        name,
        Text("看不出是哪一天的数据", "nothing says which day this is the state of"),
        Text(f"用 {words} 说明下载的那一天。", f"Say with {words} on which day it was downloaded."),
    )


def refuse_earlier(engine: Engine, as_of: datetime, staged: list[StagedPart], name: str) -> None:
    """Raise DataError when a row is of a day after *as_of*: nothing can be the state of a day before its rows."""
    last = newest(engine, staged)
    if last and as_of.date() < last:
        raise DataError(
            name,
            Text(
                f"有 {last} 的行，不可能截至 {as_of:%Y-%m-%d}",
                f"a row is of {last}: this is not as of {as_of:%Y-%m-%d}",
            ),
            Text(f"用 --as-of 写 {last} 或更晚的一天。", f"Say --as-of {last} or a later day."),
        )


# Their rows are of days to come.
_PLANS = ("milestone", "topic_plan")


def newest(engine: Engine, staged: list[StagedPart]) -> date | None:
    """The newest day of the rows, such as that of a publication; None when they have none."""
    days = [engine.run(f"select max({day}) {one.rows}")[0][0] for one, day in _dated_parts(staged)]
    return max((day for day in days if day), default=None)


def _dated_parts(staged: list[StagedPart]) -> Iterator[tuple[StagedPart, str]]:
    """The parts whose rows are of days that are no plan, each with the column of that day, or of the last."""
    for one in staged:
        fact = one.part.feed.fact
        if fact.name == "declaration":
            yield one, "to_on"
        elif fact.name not in _PLANS and any(c.name == fact.day and c.kind == "day" for c in fact.stored):
            yield one, quoted(fact.day)


def until(
    today: date, engine: Engine, as_of: datetime, staged: list[StagedPart], name: str, *, stated: bool
) -> datetime:
    """*as_of*, which the file called *name* may have *stated*, or *today* for one whose rows plan ahead.

    Raises DataError when the file is said to be of a later day or has a row of one: a slip in a year would win over
    all files to come.
    """
    hint = Text("改正日期后重新导入。", "Mend the date and ingest again.")
    for one, day in _dated_parts(staged):
        found = engine.run(f"select row, {day} {one.rows} and {day} > $today order by 2 desc, 1 limit 1", today=today)
        for row, last in found:
            raise DataError(f"{name}: {one.part.sheet}!{row}", _to_come(last, today), hint)
    ends = [one.last_day for one in staged if one.last_day and one.part.feed.fact.name not in _PLANS]
    last = max((date.fromisoformat(end[:10]) for end in ends), default=today)
    if last > today:
        raise DataError(name, _to_come(last, today), hint)
    if as_of.date() <= today:
        return as_of
    if stated:
        other = Text(
            f"{hint.zh}或用 --as-of 说明下载的那一天。", f"{hint.en} Or say --as-of and the day of the download."
        )
        raise DataError(name, _to_come(as_of.date(), today), other)
    return datetime.combine(today, time())


def _to_come(day: date, today: date) -> Text:
    return Text(f"{day} 还没有到（今天 {today}）", f"{day} is to come: today is {today}")


_WRITTEN = r"(?<!\d)(20\d{2})([-_.年]?)(\d{1,2})[-_.月]?(\d{1,2})日?(?!\d)"
_DAY = re.compile(_WRITTEN)
_RANGE = re.compile(rf"{_WRITTEN}\s*(?:至|到|[-_~—–～]+)\s*{_WRITTEN}")
_MOMENT = re.compile(r"(?<!\d)(1[5-9]\d{8})(?:\d{3})?(?!\d)")


def _download_day(name: str) -> date | None:
    """The last day that the file's *name* holds, as a date or as unix seconds or milliseconds.

    The end of a range says what was asked for, not when; it may be the end of a year that is to come.
    """
    name = _RANGE.sub(" ", name)
    moments = [_moment(*match.group(1, 3, 4)) for match in _DAY.finditer(name)]
    moments += [_china(match[1]) for match in _MOMENT.finditer(name)]
    return max((one.date() for one in moments if one), default=None)


def _content_stamp(file_match: Match) -> datetime | None:
    for row in file_match.above:
        for cell in row:
            match = _STAMP.search(cell or "")
            if match:
                return _moment(*match.groups(default="0"))
    return None


def _moment(*parts: str) -> datetime | None:
    try:
        return datetime(*map(int, parts))  # type: ignore[arg-type]  # five numbers
    except ValueError:
        return None


def _stamp_in_name(file_match: Match, name: str) -> datetime | None:
    pattern = file_match.profile.as_of_file
    at = pattern.at(0) if isinstance(pattern, PlacedText) else name
    words = sandbox.group(pattern, name, at) if pattern else None
    if words is None:
        return None
    if len(words) == 10 and words.isdecimal():
        return _china(words)
    return _moment(words[:4], words[4:6], words[6:8])


def _china(seconds: str) -> datetime:
    """The moment of these unix seconds, in China's time."""
    return datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None) + timedelta(hours=8)


def _last_day_of_data(engine: Engine, file_match: Match, staged: list[StagedPart]) -> datetime | None:
    days: list[datetime] = []
    for one in staged:
        name = one.part.feed.fact.name
        if one.last_day:
            days.append(datetime.fromisoformat(one.last_day))
        elif name == "declaration":
            days += _maximum(engine, one, "to_on")
        elif file_match.profile.last_day and name == file_match.profile.last_day[0]:
            days += _maximum(engine, one, quoted(file_match.profile.last_day[1]))
    return max(days, default=None)


def _maximum(engine: Engine, staged: StagedPart, column: str) -> list[datetime]:
    value = engine.run(f"select max({column}) {staged.rows}")[0][0]
    if isinstance(value, str):
        value = max(period(words).last for (words,) in engine.run(f"select distinct {column} {staged.rows}") if words)
    return [] if value is None else [datetime(value.year, value.month, value.day)]
