"""as_of: which of two exports of the same thing is the newer one. Never the time at which the file was written."""

import re
from datetime import UTC, datetime, timedelta

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest.layouts.part import Found
from pubkpi.ingest.stage import Staged
from pubkpi.model.errors import DataError
from pubkpi.model.periods import period
from pubkpi.model.text import Text

_STAMP = re.compile(
    r"(?:导出|下载|生成)(?:时间|日期)\s*[:：]?\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2}))?"
)


def as_of(engine: Engine, found: Found, staged: list[Staged], name: str) -> datetime | None:
    """As stated in the file, else the last day that the rows cover.

    Raises DataError with the question when nothing says it, unless nothing is loaded from the file.
    """
    known = stated(found, name) or _covered(engine, found, staged)
    if known is None and not found.profile.recognised:
        raise asked(name)
    return known


def stated(found: Found, name: str) -> datetime | None:
    """As stamped in the content, else in the file's name; None when neither says it."""
    return _stamped(found) or _named(found, name)


def asked(name: str) -> DataError:
    """The question, to be raised."""
    return DataError(
        name,
        Text("看不出是哪一天的数据", "nothing says which day this is the state of"),
        Text("用 --as-of 2024-12-31 说明。", "Say it with --as-of 2024-12-31."),
    )


def _stamped(found: Found) -> datetime | None:
    for row in found.above:
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


def _named(found: Found, name: str) -> datetime | None:
    match = re.search(found.profile.as_of_file, name) if found.profile.as_of_file else None
    if match is None:
        return None
    words = match[1]
    if len(words) == 10:
        # unix seconds, read as China's time
        return datetime.fromtimestamp(int(words), UTC).replace(tzinfo=None) + timedelta(hours=8)
    return _moment(words[:4], words[4:6], words[6:8])


def _covered(engine: Engine, found: Found, staged: list[Staged]) -> datetime | None:
    days: list[datetime] = []
    for one in staged:
        name = one.part.feed.fact.name
        if one.last_day:
            days.append(datetime.fromisoformat(one.last_day))
        elif name == "declaration":
            days += _maximum(engine, one, "to_on")
        elif found.profile.last_day and name == found.profile.last_day[0]:
            days += _maximum(engine, one, quoted(found.profile.last_day[1]))
    return max(days, default=None)


def _maximum(engine: Engine, staged: Staged, column: str) -> list[datetime]:
    value = engine.run(f"select max({column}) {staged.rows}")[0][0]
    if isinstance(value, str):
        value = max(period(words).last for (words,) in engine.run(f"select distinct {column} {staged.rows}") if words)
    return [] if value is None else [datetime(value.year, value.month, value.day)]
