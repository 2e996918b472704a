"""What makes numbers doubtful: files read otherwise now or dated ahead, and registers that are not in order."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from pubkpi.database import rereading
from pubkpi.database.ledger import OPEN
from pubkpi.database.tables import is_form
from pubkpi.engine.query import QueryEngine, quoted
from pubkpi.model.facts import BY_NAME, MEASURABLE, Fact
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import MONTH, Period
from pubkpi.model.periods import period as period_of
from pubkpi.model.text import Text

_MONTH = re.compile(r"(?<!\d)(20\d\d)\s*[-/.年]?\s*(\d{1,2})(?!\d{3})")  # of a date that is none: 2025/02/29, 20250229
Without = tuple[Text, Text | None, Sequence[Measure]]  # an indicator, why it has no value, and the measures that lack


def doubts(engine: QueryEngine, measures: Mapping[str, Measure], period: Period, today: date) -> Iterator[Finding]:
    """The warnings that belong beside the values of *measures* in *period*."""
    yield from of_files(engine, today)
    names = sorted({one.fact for one in measures.values() if one.fact})
    rejected, declared = rejected_rows(engine, period), _empty_registers(engine, period)
    for fact in (BY_NAME[name] for name in names if name in BY_NAME and BY_NAME[name].later):
        if fact.name in rejected:
            yield _reject_finding(fact, period, rejected[fact.name])
        if fact.name in declared:
            yield from _contradictions(engine, fact, period)


def of_files(engine: QueryEngine, today: date) -> Iterator[Finding]:
    """The warnings about the files behind any value: read otherwise now, or dated after *today*."""
    yield from rereading.summary(engine)
    rows = engine.run(
        "select name, as_of::date, account from file where as_of::date > $today order by as_of, name", today=today
    )
    for name, day, account in rows:
        message = Text(
            f"截至 {day}，晚于今天：{f'{account} ' if account else ''}以后导出的数据都被它压住，不会更新",
            f"as of {day}, which is to come: what is exported{f' of {account}' if account else ''} until then does not "
            "replace its numbers",
        )
        hint = Text(
            "用 pubkpi forget 撤下，改好日期再导入。", "Take it out with pubkpi forget, mend the date and ingest again."
        )
        yield Finding("ingest.future_day", "warning", name, message, hint)


def never_loaded(engine: QueryEngine, indicators: Sequence[Without], period: Period) -> Iterator[Finding]:
    """Which indicators of *indicators* rest on files of which none was ever loaded."""
    there = {name: is_filled(engine, MEASURABLE[name]) for _, _, measures in indicators for name in _facts(measures)}
    never = [label for label, _, measures in indicators if any(not there[name] for name in _facts(measures))]
    if never:
        message = Text(
            f"所需的文件从未导入过：{'、'.join(one.zh for one in never)}",
            f"no file that has their data was ever loaded: {', '.join(one.en for one in never)}",
        )
        hint = Text("pubkpi status 列出由哪些文件提供。", "pubkpi status lists which files do.")
        yield Finding("measure.never_loaded", "warning", str(period), message, hint)


def is_filled(engine: QueryEngine, fact: Fact) -> bool:
    """Whether the database has a row of *fact*, or somebody declared that there was none."""
    some = f"select 1 from {quoted(fact.name)} union all select 1 from declaration where register = $fact limit 1"
    return bool(engine.run(some, fact=fact.name))


def _facts(measures: Iterable[Measure]) -> list[str]:
    return [one.fact for one in measures if one.fact]


def rejected_rows(engine: QueryEngine, period: Period) -> dict[str, list[tuple[str, int]]]:
    """How many rows of which files were rejected and not mended since, by fact, that may be of *period*.

    A row that nobody could read has no day that counts, so it may be of any period up to the day it was loaded on: the
    day that a form is as of is only that of its last row that counts. One that says a month is of that.
    """
    rows = engine.run(
        "select r.fact, f.name, count(distinct (r.sheet, r.row)), f.file_id from reject r join file f using (file_id) "
        f"where greatest(f.as_of, f.loaded_at) >= $first and {OPEN} group by r.fact, f.file_id, f.name order by all",
        first=period.first,
    )
    rows = [(fact, name, count) for fact, name, count, number in rows if not _are_elsewhere(engine, number, period)]
    return {fact: [(name, count) for _, name, count in some] for fact, some in groupby(rows, itemgetter(0))}


def _reject_finding(fact: Fact, period: Period, rows: Sequence[tuple[str, int]]) -> Finding:
    count, files = sum(one for _, one in rows), dict.fromkeys(name for name, _ in rows)
    message = Text(
        f"登记表有 {count} 行被拒收，没有计入：{'、'.join(files)}",
        f"{count} row(s) of the register were rejected and do not count: {', '.join(files)}",
    )
    hint = Text("用 pubkpi rejects 查看，改好后重新导入。", "See them with pubkpi rejects, mend them and ingest again.")
    return Finding("measure.rejected", "warning", f"{fact.name} {period}", message, hint)


def _empty_registers(engine: QueryEngine, period: Period) -> set[str]:
    """The registers of which a part of *period* was declared empty."""
    some = "select distinct register from declaration where from_on <= $last and to_on >= $first"
    return {name for (name,) in engine.run(some, first=period.first, last=period.last)}


def _contradictions(engine: QueryEngine, fact: Fact, period: Period) -> Iterator[Finding]:
    day = quoted(fact.day)
    rows = engine.run(
        f"select d.from_on, d.to_on, count(*) from {quoted(fact.name)} t join declaration d on d.register = $fact "
        f"and t.{day} between d.from_on and d.to_on where t.{day} between $first and $last group by all order by all",
        fact=fact.name,
        first=period.first,
        last=period.last,
    )
    for first, last, count in rows:
        message = Text(
            f"{first} 至 {last} 声明了“本期无”，登记表里却有 {count} 条记录，按记录计",
            f"{first} to {last} was declared empty, but the register has {count} row(s) of it; the rows count",
        )
        hint = Text("不对的一份用 pubkpi forget 去掉。", "Take out the wrong one with pubkpi forget.")
        yield Finding("measure.contradiction", "warning", f"{fact.name} {period}", message, hint)


def forms_to_mend(engine: QueryEngine, period: Period) -> tuple[str, ...]:
    """The loaded forms with rejected rows, not mended since, that may be of *period*.

    Those that say another month in their date are not of it, nor are those of a form that was loaded before the period,
    or has rows of later ones alone, or, while it went on, of earlier ones alone.
    """
    forms = engine.run(
        f"select file_id, name, greatest(as_of, loaded_at)::date from file f where {is_form('f')} and {OPEN} order by 1"
    )
    days = _days_of(engine, [number for number, *_ in forms])
    found = []
    for number, name, loaded in forms:
        first, last = days.get(number, (None, None))
        ahead = first is not None and first > period.last
        behind = loaded < period.first or (loaded <= period.last and last is not None and last < period.first)
        if not ahead and not behind and not _are_elsewhere(engine, number, period):
            found.append(name)
    return tuple(dict.fromkeys(found))


def _days_of(engine: QueryEngine, files: Sequence[int]) -> dict[int, tuple[date, date]]:
    """The first and the last day of the rows of each of *files* that count."""
    if not files:
        return {}
    spans = {one.name: (quoted(one.day), quoted(one.day)) for one in BY_NAME.values() if one.day}
    spans["declaration"] = ("from_on", "to_on")
    rows = " union all ".join(
        f"select file_id, {first}::date as first, {last}::date as last from {quoted(name)} "
        "where list_contains($files, file_id)"
        for name, (first, last) in spans.items()
    )
    found = engine.run(f"select file_id, min(first), max(last) from ({rows}) group by 1", files=[*files])
    entered = engine.run(
        "select distinct file_id, period from measure_value where list_contains($files, file_id)", files=[*files]
    )
    days = {number: (first, last) for number, first, last in found}
    for number, words in entered:
        when = period_of(words)
        first, last = days.get(number, (when.first, when.last))
        days[number] = min(first, when.first), max(last, when.last)
    return days


def _are_elsewhere(engine: QueryEngine, number: int, period: Period) -> bool:
    """Whether each rejected row of the file of that *number* has a date of a month outside of *period*."""
    rows = engine.run('select fact, sheet, row, "column", raw from reject where file_id = $number', number=number)
    months: dict[tuple[str, int], bool] = {}
    for fact, sheet, row, column, raw in rows:
        found = _MONTH.search(raw or "") if fact in BY_NAME and column == BY_NAME[fact].day else None
        month = MONTH.of(int(found[1]), int(found[2])) if found and 1 <= int(found[2]) <= 12 else None
        is_elsewhere = month is not None and (month.last < period.first or month.first > period.last)
        months[sheet, row] = months.get((sheet, row), False) or is_elsewhere
    return all(months.values())
