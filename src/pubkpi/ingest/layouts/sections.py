"""One record a sheet, written downward: headings on lines of their own, labels with values, small tables."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from pubkpi.ingest.containers.sheet import Book, Cell, RawSheet, RejectedRow, Row, at
from pubkpi.ingest.profiles.profile import Feed, Profile
from pubkpi.ingest.profiles.surveys import Survey
from pubkpi.ingest.rows.kinds import is_total_word
from pubkpi.ingest.rows.part import LAST_DAY, OTHER_SECTION, Match, Mismatch, Part, doubles, is_blank, normal, places
from pubkpi.ingest.rows.reasons import MANY, MERGED, raw_text
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

Line = tuple[int, Row]


def lay_out(profile: Profile, book: Book, _surveys: tuple[Survey, ...] = ()) -> Match | Mismatch:
    """Every sheet whose sections are the profile's, as one record each."""
    parts: list[Part] = []
    ignored: Counter[str] = Counter()
    unknown: list[str] = []
    nearest = Mismatch(profile, 0, tuple(profile.sections.values))
    for sheet in book.sheets:
        found = _sections(profile, sheet)
        absent = [name for name in profile.sections.values[:1] if name not in found]
        if absent:
            miss = Mismatch(profile, len(found), tuple(absent))
            nearest = max(nearest, miss, key=lambda one: one.hits)
            continue
        record, others = _record(profile, sheet, found)
        parts.append(record)
        unknown += others
        ignored[OTHER_SECTION] += _table_rows(profile, found)
    return Match(profile, tuple(parts), ignored, tuple(unknown)) if parts else nearest


def _sections(profile: Profile, sheet: RawSheet) -> dict[str, list[Line]]:
    """The rows under each heading that the profile knows, with their numbers, blank cells taken out."""
    rules = profile.sections
    known = {normal(name): name for name in (*rules.values, *rules.tables, *rules.skip)}
    found: dict[str, list[Line]] = {}
    current: list[Line] | None = None
    for number, row in enumerate(sheet.rows, start=1):
        filled = len(row) - row.count(None)
        if filled == 1 and (word := normal(next(filter(None, row)))) in known:
            current = found.setdefault(known[word], [])
        elif current is not None and filled:
            current.append((number, tuple(filter(None, row))))
    return found


def _record(profile: Profile, sheet: RawSheet, named_lines: dict[str, list[Line]]) -> tuple[Part, list[str]]:
    feed, rules = profile.feeds[0], profile.sections
    first = next(i for i, row in enumerate(sheet.rows) if not is_blank(row))
    title = next(cell for cell in sheet.rows[first] if cell is not None)
    lines = [line for name in rules.values for line in named_lines.get(name, ())]
    labelled = [row for _, row in lines]
    labels = [normal(row[0]) for row in labelled]
    where, _ = places(feed.columns, labels)
    _check_labels(feed, sheet, lines, where)
    cells: dict[str, list[Cell]] = {name: [_value(labelled[i])] for name, i in where.items()}
    days = sorted(_days(profile, sheet, named_lines), key=_order)
    cells[rules.title] = [title if normal(title) not in map(normal, named_lines) else None]
    cells[rules.days.first] = [days[0] if days else None]
    cells[LAST_DAY] = [days[-1] if days else None]
    ignored = set(map(normal, profile.ignored))
    unknown = [
        str(row[0])
        for i, row in enumerate(labelled)
        if len(row) > 1 and i not in where.values() and labels[i] not in ignored and labels[i] not in labels[:i]
    ]
    # of 18 | 401 behind a label nobody knows what the value is, nor of two cells where the title should stand
    heading = (first + 1, tuple(filter(None, sheet.rows[first])))
    wide = [heading] * (len(heading[1]) > 1) + [line for line in lines if len(line[1]) > 2]
    merged = [line for line in lines if _is_merged(sheet, line[0] - 1)]
    if wide or merged:
        (number, row), why = (wide[0], MANY) if wide else (merged[0], MERGED)
        rejects = (RejectedRow(number, why, raw_text(row)),)
        return Part(feed, sheet.name, (), dict.fromkeys(cells, ()), rejects=rejects), unknown
    return Part(feed, sheet.name, [first + 1], cells), unknown


def _is_merged(sheet: RawSheet, index: int) -> bool:
    """Whether a cell from above reaches into the row at *index*, so that nobody can tell what it says of it."""
    return any(top < index <= bottom and at(sheet.rows[top], left) for top, bottom, left, _ in sheet.merged)


def _check_labels(feed: Feed, sheet: RawSheet, lines: list[Line], where: Mapping[str, int]) -> None:
    """Raise DataError when a label that is read stands twice with other values."""
    for one, other in doubles(feed.columns, [normal(row[0]) for _, row in lines], where):
        (first, row), (number, again) = lines[one], lines[other]
        values = f"{_value(row)} ≠ {_value(again)}"
        if _value(row) != _value(again):
            raise DataError(
                f"{sheet.name}!{number}",
                Text(
                    f"{again[0]} 与第 {first} 行的 {row[0]} 是同一项，内容却不同（{values}）",
                    f"{again[0]} and {row[0]} in row {first} mean the same and differ ({values})",
                ),
                Text("请重新下载未经改动的文件。", "Download the file again and leave it as it is."),
            )


def _value(row: Row) -> Cell:
    return row[1] if len(row) > 1 else None


def _days(profile: Profile, sheet: RawSheet, named_lines: dict[str, list[Line]]) -> Iterator[str]:
    """The days of the section that lists them, as they are written; of merged ones the first row has it."""
    rule = profile.sections.days
    rows = [sheet.rows[number - 1] for number, _ in named_lines.get(rule.table, [])]
    headers = [normal(cell) for cell in rows[0]] if rows else []
    if normal(rule.header) in headers:
        place = headers.index(normal(rule.header))
        yield from (day for row in rows[1:] if len(row) > place and (day := row[place]) and not is_total_word(day))


def _order(day: str) -> list[int]:
    # as text 2024/3/10 would stand before 2024/3/9
    return [int(number) for number in re.findall(r"\d+", day)]


def _table_rows(profile: Profile, named_lines: dict[str, list[Line]]) -> int:
    """How many records the tables and skipped sections hold that no fact takes; a table's first row is its header."""
    rules = profile.sections
    inside = sum(max(len(named_lines.get(name, ())) - 1, 0) for name in rules.tables)
    return inside + sum(len(named_lines.get(name, ())) for name in rules.skip)
