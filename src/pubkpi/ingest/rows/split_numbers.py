"""A thousands separator without quotes parts a number in two and moves the cells behind it: 18,401 is never 18.

So it is only where commas part the cells. The row has a cell more then; or still fits its header, when blank cells at
its end were left out and what is moved comes to stand in a column that no figure is read of, such as remarks.
"""

import re
from collections.abc import Mapping, Sequence

from pubkpi.ingest.containers.sheet import RawSheet, Row, at
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.ingest.rows.kinds import SPACE
from pubkpi.ingest.rows.part import is_blank, normal, unknown_headers
from pubkpi.model.facts import NUMBER

# So many rows say whether a column has figures of its own: as many as become cells where the others are batches.
_HEAD = 45
# Between the first and the second column of each a moved row has figures alone; it fills the third, the last of all.
Spans = tuple[tuple[int, int, int], ...]
# the first two parts of a number, and any figure, which the engine reads as Python does
_first, _second = re.compile(r"\s*[+-]?[¥￥]?\s*[+-]?[0-9]{1,3}\s*"), re.compile(r"\s*[0-9]{3}(\.[0-9]+)?\s*")
FIGURE = rf"[{SPACE}]*[+-]?[¥￥]?[{SPACE}]*[+-]?[0-9][0-9,]*(\.[0-9]+)?%?[{SPACE}]*"
_figure = re.compile(FIGURE)
_COUNTS = frozenset(("count", "fen", "number"))
_REMARK = re.compile("备注|说明|附注|注|其他|其它|情况说明|notes?|remarks?|comments?")


def spare_spans(profile: Profile, sheet: RawSheet, index: int, where: Mapping[str, int]) -> Spans:
    """Each column of counts that *where* places under the header at *index*, one without figures, the last.

    The second is the next or the last one of text, or one that the profile does not know. The first rows say whether
    figures stand there all the same: then it is none. Where all of them may be moved, only a column of text or of
    remarks is. Before the last column it is none where these rows all fill that: they leave no cells out.
    """
    if not sheet.commas:
        return ()
    header = sheet.rows[index]
    columns = [column for feed in profile.feeds for column in feed.columns if column.name in where]
    counts = sorted(where[one.name] for one in columns if one.kind in _COUNTS and not one.choices)
    texts = {where[one.name] for one in columns if one.kind == "text" and not one.choices and one.name != NUMBER}
    new = set(unknown_headers(profile, header, where.values()))
    spare = sorted(texts | {i for i, word in enumerate(header) if word in new and i not in where.values()})
    head = [row for row in sheet.rows[index + 1 : index + 1 + _HEAD] if not is_blank(row)]
    sure = {j for j in spare if j in texts or _REMARK.fullmatch(normal(header[j]))}
    last = max((i for i, word in enumerate(header) if word), default=-1)
    ends = [j for j in spare if j == last or any(not at(row, last) for row in head)]
    nexts = {i: next((j for j in spare if j > i), last) for i in counts}
    spans = tuple((i, j, last) for i, following in nexts.items() for j in ends if j in (following, last) and j > i)
    return tuple(one for one in spans if _is_spare(one[1], spans, head, sure=one[1] in sure))


def _is_spare(place: int, spans: Spans, head: Sequence[Row], *, sure: bool) -> bool:
    mine = tuple(one for one in spans if one[1] == place)
    others = [row for row in head if not is_shifted(row, mine)]
    if any(_figure.fullmatch(at(row, place) or "") for row in others):
        return False
    return sure or 2 * len(others) >= len(head) > 0


def is_shifted(row: Row, spans: Spans) -> bool:
    """Whether a number of *row* may be parted, so that figures stand throughout one of the *spans*.

    A row that is not short and whose last column is blank left none out.
    """
    return any(
        _is_parted(row, i) and all(_figure.fullmatch(at(row, place) or "") for place in range(i + 2, j + 1))
        for i, j, last in spans
        if at(row, j) and (at(row, last) or len(row) <= last)
    )


def is_longer(sheet: RawSheet, row: Row, width: int, where: Mapping[str, int]) -> bool:
    """Whether *row* has a cell more than the usual *width*, blank as it is, and a number in it may be parted."""
    return sheet.commas and len(row) > width and any(_is_parted(row, i) for i in where.values())


def _is_parted(row: Row, place: int) -> bool:
    return all(part.fullmatch(at(row, i) or "") for i, part in enumerate((_first, _second), place))
