"""as_of: which of two exports of the same thing is the newer one. Never the time at which the file was written."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.engine.worker import LIMITS
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.containers import sandbox
from pubkpi.ingest.containers.workbooks import ooxml
from pubkpi.ingest.rows.part import Match
from pubkpi.model.errors import DataError
from pubkpi.model.periods import period
from pubkpi.model.text import PlacedText, Text

_STAMP = re.compile(
    r"(?:导出|下载|生成)(?:时间|日期)\s*[:：]?\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2}))?"
)


class AsOfError(DataError):
    """A file of which nothing says on which day it was downloaded."""


class FallbackDays(NamedTuple):
    """What says the day of a file that does not say it itself: the name of its folder; what the user answered for all
    files of which nothing says it.
    """

    folder: date | None = None
    answer: date | None = None


NO_DAYS = FallbackDays()
Origin = Literal["journal", "user", "collected", "content", "name", "folder", "rows", "answer", "none"]
_ORIGINS: Mapping[Origin, str] = {
    "journal": "as the journal has it",
    "user": "as the user says",
    "collected": "as its rows were collected",
    "content": "stamped in the content",
    "name": "by the file's name",
    "folder": "by the folder's name",
    "rows": "by its rows",
    "answer": "as the user answered",
    "none": "which nothing says",
}


class AsOf(NamedTuple):
    """The moment that a file is as of, None of one that is only archived, and what says it."""

    moment: datetime | None
    origin: Origin

    @property
    def words(self) -> str:
        """What says it, for the log."""
        return _ORIGINS[self.origin]

    @property
    def is_stated(self) -> bool:
        """Whether somebody stated it, be it the file or the user."""
        return self.origin not in ("journal", "rows", "none")


def as_of(
    engine: Engine, match: Match, staged: list[StagedPart], name: str, fallback: FallbackDays, original: bytes
) -> AsOf:
    """When its rows were collected, if they say it, else as stated in the file, else by its folder's name, else the
    last day that the rows cover, else as answered.

    A folder of a day before the newest row says nothing: it is that of something else. Raises AsOfError with the
    question when nothing says it, unless nothing is loaded from the file; *original* is what the file holds.
    """
    collected = [datetime.fromisoformat(one.last_day) for one in staged if one.last_day and _is_collected(one)]
    if collected:
        return AsOf(max(collected), "collected")
    if stated := stated_as_of(match, name):
        return stated
    last = newest(engine, staged) if fallback.folder else None
    if fallback.folder and not (last and fallback.folder < last):
        return AsOf(datetime.combine(fallback.folder, time()), "folder")
    if covered := _last_day_of_data(engine, match, staged):
        return AsOf(covered, "rows")
    if match.profile.recognised:
        return AsOf(None, "none")
    if fallback.answer:
        return AsOf(datetime.combine(fallback.answer, time()), "answer")
    raise as_of_question(name, original, newest(engine, staged))


def _is_collected(staged: StagedPart) -> bool:
    return staged.part.feed.gather == "newest"


def stated_as_of(match: Match, name: str) -> AsOf | None:
    """As stamped in the content, else in the file's name; None when neither says it."""
    if stamp := _content_stamp(match):
        return AsOf(stamp, "content")
    named = _stamp_in_name(match, name)
    return AsOf(named, "name") if named else None


def as_of_before_rows(match: Match, name: str, fallback: FallbackDays, original: bytes) -> AsOf:
    """The same of a file whose rows carry the day, which cannot tell it themselves. Raises AsOfError."""
    if stated := stated_as_of(match, name):
        return stated
    origins: tuple[tuple[date | None, Origin], ...] = ((fallback.folder, "folder"), (fallback.answer, "answer"))
    for day, origin in origins:
        if day:
            return AsOf(datetime.combine(day, time()), origin)
    raise as_of_question(name, original)


def folder_day(folders: Iterable[str]) -> date | None:
    """The day that the first of *folders* is named by, such as 2025-04-03, 20250403 or 2025年4月3日下载; None of names
    that say anything else.
    """
    days = (_FOLDER.fullmatch(name.strip()) for name in folders)
    moments = (_moment(*match.group(1, 3, 4)) for match in days if match)
    return next((one.date() for one in moments if one), None)


def as_of_question(name: str, original: bytes, newest: date | None = None) -> AsOfError:
    """The question, to be raised; it suggests the day of the download in the *name*, else the *newest* of the rows,
    and tells which day of saving the file itself notes, which any saving rewrites.
    """
    day = max((one for one in (newest, _download_day(name)) if one), default=None)
    saved = _saving_day(original, name)
    words = f"--as-of {day}" if day else "--as-of YYYY-MM-DD"
    folder = day or "2025-04-03"
    zh = f"用 {words} 说明下载的那一天，或放进以那天命名的文件夹（{folder}）。"
    en = f"Say with {words} on which day it was downloaded, or put it into a folder named by that day ({folder})."
    if saved:
        zh += f"文件属性里最后保存于 {saved}，另存会改写它，请核对。"
        en += f" Its properties note {saved} as the day of saving, which any saving rewrites: see whether that is it."
    return AsOfError(name, Text("看不出是哪一天的数据", "nothing says which day this is the state of"), Text(zh, en))


def _saving_day(original: bytes, name: str) -> date | None:
    """The day on which a workbook says that it was saved; None of other files and of what cannot be read."""
    with suppress(DataError):
        words = sandbox.done(ooxml.saving_time, original, name, limits=LIMITS, again=False)
        return (datetime.fromisoformat(words) + timedelta(hours=8)).date() if words else None
    return None


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
_FOLDER = re.compile(rf"(?:下载|导出)?\s*{_WRITTEN}\s*(?:下载|导出)?")
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
    digits = re.sub("[^0-9]", "", words)
    # a day, and the time of day behind it if it is there
    return _moment(digits[:4], *(digits[i : i + 2] for i in range(4, len(digits), 2)))


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
