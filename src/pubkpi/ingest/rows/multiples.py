"""Figures that stand for so many 万: a line of units that says so refuses the file, for 6 would be read as six."""

import re
from collections.abc import Iterable

from pubkpi.ingest.containers.sheet import RawSheet, Row, at
from pubkpi.ingest.profiles.profile import Column, Feed
from pubkpi.ingest.rows.kinds import is_note
from pubkpi.ingest.rows.part import normal
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

_MULTIPLE = "((?:十|百|千)?[万千亿](?:元|人次|人|次|条|个|篇)?)"
# 单位：万人 in a title or a note, but neither 填报单位：万达集团 nor 单位：千岛湖景区
_SAID = re.compile(rf"单位[:：]?\s*{_MULTIPLE}\s*(?:$|[)）、，,；;。])")
_ALONE = re.compile(rf"(?:单位)?[:(（\[/]*{_MULTIPLE}[)）\]]*")


def check_multiples(feeds: Iterable[Feed], sheet: RawSheet, index: int, where: dict[str, int]) -> None:
    """Nothing where figures are whole; DataError where a line around the header at *index* says that they are not."""
    columns = [column for feed in feeds for column in feed.columns if column.name in where]
    for i, row in enumerate(sheet.rows):
        first = next((cell for cell in row if cell), "")
        said = None
        if i == index + 1:
            said = next(filter(None, (_unit(row, where, column) for column in columns)), None)
        elif i < index or ("单位" in first and is_note(row)):
            said = next((found[1] for cell in row if cell and (found := _SAID.search(cell))), None)
        if said and any(_is_meant(column, said) for column in columns):
            raise DataError(
                f"{sheet.name}!{i + 1}",
                Text(f"数字以“{said}”为单位", f"the figures are in units of {said}"),
                Text("请写成完整的数，或写成 6万 这样。", "Write the numbers whole, or as 6万."),
            )


def _unit(row: Row, where: dict[str, int], column: Column) -> str | None:
    """The multiple that *row*, right below the header, has for unit of *column*."""
    cell = at(row, where[column.name])
    found = _ALONE.fullmatch(normal(cell)) if cell else None
    return found[1] if found and _is_meant(column, found[1]) else None


def _is_meant(column: Column, unit: str) -> bool:
    """Whether the figures of *column* could be in that unit, which its header does not say already."""
    return column.unit != "wan" and column.kind in (("fen",) if unit.endswith("元") else ("count", "number"))
