"""Five slides for the meeting: the result, the scorecard, why it moved, the course, what is to be decided; on request
a cover before them and the sign-off after them.

They are made of the outline of the sections; charts and tables are PowerPoint's own, so that they can be edited.
"""

from collections.abc import Mapping, Sequence
from itertools import takewhile

from pubkpi.report.charts.plots import Plot, plots
from pubkpi.report.formats.office.frame import Frame
from pubkpi.report.formats.office.outline import Block, Heading, Outline, Paragraph, Picture, Row, Table
from pubkpi.report.formats.office.slides import Deck, Place

_ALL = Place(1.4, 3.2, 31.0, 14.2)
_TOP, _REST = Place(1.4, 3.2, 31.0, 3.6), Place(1.4, 7.0, 31.0, 10.6)
_UPPER, _LOWER = Place(1.4, 3.2, 31.0, 8.6), Place(1.4, 12.0, 31.0, 5.4)
_HALF, _OTHER_HALF = Place(1.4, 3.2, 13.0, 14.2), Place(14.8, 3.2, 17.6, 14.2)
_OFFICE = 2  # the level of its heading
_MOST_LINES, _MOST_ROWS, _ACROSS = 10, 22, 3
Blocks = Sequence[Block]


def presentation(frame: Frame, outlines: Sequence[Outline], drawn: Mapping[str, bytes]) -> bytes:
    """The slides, one whose section the report has not left out; the logo and the drawings in cells as *drawn*."""
    deck = Deck(frame, drawn)
    sections = {one.name: one.blocks for one in outlines}
    _cover(deck, sections.get("cover", ()))
    for fill in (_result, _scorecard, _why, _course, _decisions, _signoff):
        fill(deck, sections)
    return deck.written()


def _cover(deck: Deck, blocks: Blocks) -> None:
    """The office with its logo, the title, and whatever else the cover says."""
    if not blocks:
        return
    office = next(one.text for one in blocks if isinstance(one, Heading) and one.level == _OFFICE)
    slide = deck.slide(_message(blocks), with_foot=False)
    slide.title(_message(blocks), Place(1.4, 7.2, 31.0, 2.4), size=36)
    slide.words([office], Place(1.4, 5.6, 31.0, 1.4), size=18, name="organisation")
    slide.words([one.text for one in blocks if isinstance(one, Paragraph)], Place(1.4, 10.0, 31.0, 8.0), size=14)
    for one in blocks:
        if isinstance(one, Picture) and one.figure.name in deck.drawn:
            slide.picture(one.figure, Place(1.6, 1.2, 6.0, 3.0))


def _signoff(deck: Deck, sections: Mapping[str, Blocks]) -> None:
    """Who signs."""
    blocks = sections.get("signoff")
    if blocks:
        slide = deck.slide(_message(blocks))
        for table in _tables(blocks):
            slide.table(table, Place(1.4, 3.2, 31.0, 6.0), high=1.6)


def _result(deck: Deck, sections: Mapping[str, Blocks]) -> None:
    """The message, what is said of the total, and the indicators."""
    blocks = sections.get("summary")
    if blocks:
        slide = deck.slide(_message(blocks))
        said = [*takewhile(lambda one: not isinstance(one, Table), blocks[1:])]
        words = [one.text for one in said if isinstance(one, Paragraph)][:-1]  # the last one explains the figures
        slide.words([*(one.text for one in said[:1] if isinstance(one, Heading)), *words], _TOP)
        for table in _tables(blocks)[:1]:
            slide.table(Table(table.caption, table.head, _plain(table)[:_MOST_ROWS]), _REST)


def _scorecard(deck: Deck, sections: Mapping[str, Blocks]) -> None:
    """The table of the indicators without its remarks."""
    blocks = sections.get("scorecard")
    if blocks:
        slide = deck.slide(_message(blocks))
        table = _tables(blocks)[0]
        slide.table(Table(table.caption, table.head, _plain(table)[:_MOST_ROWS]), _ALL)


def _why(deck: Deck, sections: Mapping[str, Blocks]) -> None:
    """The way from the last total to this one."""
    blocks = sections.get("waterfall")
    if blocks:
        slide = deck.slide(_message(blocks))
        for plot in _plots(blocks)[:1]:
            slide.chart(plot, _UPPER)
        items = [one.text for one in blocks if isinstance(one, Paragraph) and one.item]
        slide.words(items[: _MOST_LINES // 2], _LOWER)


def _course(deck: Deck, sections: Mapping[str, Blocks]) -> None:
    """The total on the left, on the right the indicators; these alone where there is no total."""
    blocks = sections.get("trend")
    if blocks:
        slide = deck.slide(_message(blocks))
        first, *others = _plots(blocks)
        has_total = any(one.role == "actual" for one in first.series)
        if has_total:
            slide.chart(first, _HALF)
        room = _OTHER_HALF if has_total else _ALL
        rows = max(1, -(-len(others) // _ACROSS))
        wide, high = room.wide / _ACROSS, room.high / rows
        for index, plot in enumerate(others):
            row, column = divmod(index, _ACROSS)
            slide.chart(plot, Place(room.left + column * wide, room.top + row * high, wide, high), small=True)


def _decisions(deck: Deck, sections: Mapping[str, Blocks]) -> None:
    """What the meeting is asked, and below it the flags."""
    blocks, title = sections.get("summary", ()), deck.frame.words["decisions"]
    asked = [table for table in _tables(blocks) if table.caption == title]
    flags = _below(blocks, deck.frame.words["flags"])
    if asked or flags:
        slide = deck.slide(title)
        for table in asked:
            slide.table(Table(table.caption, table.head, table.rows), Place(1.4, 3.2, 31.0, 7.0), high=1.2)
        none = _below(blocks, title)
        slide.words(none, Place(1.4, 3.2, 31.0, 1.2))
        slide.words(flags[:_MOST_LINES], Place(1.4, 4.8 if none else 10.8, 31.0, 6.8))


def _message(blocks: Blocks) -> str:
    return next((one.text for one in blocks if isinstance(one, Heading) and one.level == 1), "")


def _tables(blocks: Blocks) -> list[Table]:
    return [one for one in blocks if isinstance(one, Table)]


def _plots(blocks: Blocks) -> list[Plot]:
    return [plot for one in blocks if isinstance(one, Picture) for plot in plots(one.figure)]


def _plain(table: Table) -> tuple[Row, ...]:
    """The rows that are no remarks."""
    return tuple(row for row in table.rows if len(row.cells) == table.columns)


def _below(blocks: Blocks, heading: str) -> list[str]:
    """The paragraphs below *heading*."""
    found: list[str] = []
    is_below = False
    for one in blocks:
        if isinstance(one, Heading):
            is_below = one.text == heading
        elif is_below and isinstance(one, Paragraph):
            found.append(one.text)
    return found
