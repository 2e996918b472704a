"""Number formats that show another number than the cell stores: 12 as 12万, 0.5 as 0.5%, 45,678 as 45.

calamine hands over the stored number alone. What people read and copy is the number with its unit: so it becomes the
text of the cell, as in a CSV, if some column takes such a text. Any other gets the format as a mark behind it, which no
number has. A real percentage, 0.575 as 57.5%, becomes one, too: beside it a 0.9 without the sign is doubtful, and in a
column of numbers it is none.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from decimal import Decimal
from functools import lru_cache

from pubkpi.ingest.containers.faults import Place
from pubkpi.ingest.containers.workbooks import grid

_LONG = 80
# The formats that have only a number and show a percentage, hours and minutes, or a day.
_DAYS = (*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58)
BUILT_IN: Mapping[int, str] = {
    **dict.fromkeys(_DAYS, "yyyy-mm-dd"), 9: "0%", 10: "0.00%", 18: "h:mm AM/PM", 20: "h:mm",
}  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].|\[\$(?P<money>[^\]-]*)[^\]]*\]|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<clock>AM/PM|A/P|上午/下午)|(?P<digit>General|G/通用格式|G/標準|[0#?])|E[+-]|(?P<letter>[ymdhsge])|(?P<sign>[;.,%])"
    r"|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_POWERS: Mapping[str, int] = {
    "百万": 10**6, "千万": 10**7, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "千": 1000, "仟": 1000, "百": 100,
    "k": 1000, "K": 1000, "M": 10**6, "mn": 10**6, "w": 10**4, "W": 10**4, "B": 10**9, "bn": 10**9,
}  # fmt: skip
_POWER = re.compile("|".join(f"{word}(?![A-Za-z])" for word in _POWERS))
# What makes another number of the one before it.
_UNIT = re.compile(
    r"[万萬亿億兆千仟百佰十拾%％‰‱′″$€£₩₽₹₫฿]|[美欧港日韩台澳加]元|[港台][币幣]|英镑|USD|EUR|HKD|TWD|NTD|JPY|GBP|KRW|MOP|SGD|AUD|CAD|"
    r"^(秒钟?|毫秒|分钟?|[小]?[时時]|刻钟|钟头)$|以上|以下|"
    r"(?<![A-Za-z])(k|m|mn|mm|mil|w|b|bn|thousand|million|billion|ms|s|sec|min|mins|h|hr|hrs|hours?|minutes?|seconds?)(?![A-Za-z])",
    re.IGNORECASE,
)
# The money of our own accounts.
_YUAN = re.compile("(CN|RMB)?[¥￥]?|元|RMB|CNY|人民币")
_BOUND = re.compile("[+＋<>≥≤＜＞]")
# Words that some column takes behind a number: cells/cells.sql has them.
_SPELT = frozenset(("万", "亿", "w", "W", "%", "秒", "s", "分", "分钟", "小时", "+", "万+", "亿+", "以上", "万以上"))
_UNREAD = "?"
_SHOWN = re.compile(r"[0-9][0-9,]*(?:\.([0-9]+))?")
# What stands behind a number that is stored in full and shown in 万: a mark that takes no place, and changes nothing
# but in a column which itself is in 万.
FULL = "\u200b"
_SCIENTIFIC = re.compile(r"[+-]?[0-9](\.[0-9]+)?E[+-]?[0-9]+")
CLOCK = re.compile(r"[0-9]+:[0-9]{2}")
_AROUND = " -()（）\u3000"

Token = tuple[str, str]


def put(rows: list[list[object]], formats: Mapping[Place, str]) -> None:
    """Write the numbers of a sheet's *rows* that have telling *formats* as these show them."""
    for (row, column), code in formats.items():
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
        if isinstance(value, int | float | time | timedelta) and not isinstance(value, bool):
            rows[row][column] = _number_as_text(value, code)


def _number_as_text(value: float | time | timedelta, code: str) -> str:
    if not (behind := suffix(code)) and isinstance(value, int | float) and is_percentage(code):
        return percentage(value)
    if not behind and is_percentage(code) is False:
        return grid.text(value) + FULL
    # some sections alone show a percentage
    return grid.text(value) + (behind or _mark(code))


def percentage(value: float) -> str:
    """The text of *value* as a percentage, with all of its digits."""
    return f"{Decimal(grid.text(value)).scaleb(2):f}%"


def is_telling(code: str) -> bool:
    """Whether *code* shows another number, a percentage, or a number in 万."""
    return bool(suffix(code)) or is_percentage(code) is not False or _has_power(code)


@lru_cache(maxsize=4096)
def _has_power(code: str) -> bool:
    words = "".join(
        word for section in _sections(code) for kind, word in section if kind in ("quoted", "other", "escaped")
    )
    return bool(_POWER.search(words))


@lru_cache(maxsize=4096)
def suffix(code: str) -> str:
    """What is to stand behind a number with the format *code*: nothing, its unit, or the format itself as a mark."""
    if is_clock(code):
        return _mark(code)
    said = {one for section in _sections(code) if (one := _section(section)) is not None}
    return _mark(code) if len(said) > 1 or _UNREAD in said else said.pop() if said else ""


@lru_cache(maxsize=4096)
def is_percentage(code: str) -> bool | None:
    """Whether *code* shows a number as the percentage that it is; None where only some of its sections do."""
    # the third section is of 0, unless the sections say themselves what they are of
    sections = list(_sections(code))[: None if re.search("\\[[<>=]", code) else 2]
    said = {("sign", "%") in one for one in sections if _section(one) == ""}
    return None if len(said) > 1 else said == {True}


def suffix_of_text(value: float, display: str) -> str:
    """The same for a number of which only the words are there that are *display*, as an OpenDocument cell has them."""
    number = _SHOWN.search(display)
    if not number or _SCIENTIFIC.fullmatch(display):
        return ""
    before, behind = display[: number.start()].strip(_AROUND), display[number.end() :].strip(_AROUND)
    figure, step = float(number[0].replace(",", "")), 10.0 ** -len(number[1] or "")
    power, size = _power(before, behind), abs(value)
    bound = _BOUND.search(behind) or _BOUND.search(before.lstrip("+＋"))
    if not bound and power and abs(figure * power - size) <= power * step:
        return FULL if power > 1 else ""
    is_whole = abs(figure - size) <= step
    return behind if is_whole and not before and behind in _SPELT else _mark(display)


def stored_text(value: float, display: str) -> str:
    """The text of a cell of a page that stores *value* and has the words *display*: these where they say the same."""
    is_number = len(_SHOWN.findall(display)) == 1 or _SCIENTIFIC.fullmatch(display)
    # others are days and moments, which say what they are
    if not is_number or display.replace(",", "") == grid.text(value):
        return display
    if display.endswith(("%", "％")) and not suffix_of_text(value * 100, display.rstrip("%％")):
        return percentage(value)
    return grid.text(value) + suffix_of_text(value, display)


@lru_cache(maxsize=4096)
def is_clock(code: str) -> bool:
    """Whether *code* shows hours and minutes alone and does not say so: 0:45 may have been minutes and seconds."""
    tokens = next(_sections(code), [])
    letters = {word[0].lower() for kind, word in tokens if kind in ("letter", "elapsed")}
    words = "".join(word for kind, word in tokens if kind in ("quoted", "escaped", "other"))
    return "h" in letters and "m" in letters and letters <= {"h", "m"} and not re.search("[时時点點]", words)


@lru_cache(maxsize=4096)
def is_day(code: str) -> bool:
    """Whether *code* shows a number as a day."""
    letters = {word.lower() for kind, word in next(_sections(code), []) if kind == "letter"}
    return not letters.isdisjoint("yd")


def clock_mark(display: str) -> str:
    """The text of a time that is *display* as hours and minutes alone, with the mark of such a format."""
    return display + _mark("h:mm")


def _mark(code: str) -> str:
    return f" ⟨{code[:_LONG]}⟩"


def _sections(code: str) -> Iterator[list[Token]]:
    section: list[Token] = []
    for one in _TOKEN.finditer(code):
        kind = one.lastgroup
        if kind and one[kind] == ";" and kind == "sign":
            yield section
            section = []
        elif kind:
            section.append((kind, one[kind]))
    yield section


def _section(tokens: list[Token]) -> str | None:
    """The same of a section alone; None where it shows no number, or a day."""
    digits = [i for i, (kind, _) in enumerate(tokens) if kind == "digit"]
    if not digits or any(kind in ("letter", "elapsed", "clock") for kind, _ in tokens):
        return None
    before, behind = _words(tokens[: digits[0]]), _words(tokens[digits[-1] + 1 :])
    scale, sound = _scale(tokens[digits[0] :], len(digits))
    has_percent = ("sign", "%") in tokens
    has_bound = _BOUND.search(behind) or _BOUND.search(before.lstrip("+＋"))
    if sound and scale == _power(before, behind) and not has_bound and (scale == 1 or not has_percent):
        return ""
    if sound and scale == 1 and not before and not has_percent and behind in _SPELT:
        return behind
    return _UNREAD


def _power(before: str, behind: str) -> int:
    """What the words around a number multiply it by: 10,000 for 万人, 1 for 人; 0 where nobody can say."""
    if (found := _POWER.match(behind)) and not _UNIT.search(before + behind[found.end() :]):
        return _POWERS[found[0]]
    return 0 if _UNIT.search(before) or _UNIT.search(behind) else 1


def _words(tokens: list[Token]) -> str:
    # of other money that has no sign here it is enough to know that it is no yuan
    said = [
        f"${word}" if kind == "money" and not _YUAN.fullmatch(word.strip()) else word
        for kind, word in tokens
        if kind not in ("sign", "digit")
    ]
    return "".join(said).strip(_AROUND)


def _scale(tokens: list[Token], digits: int) -> tuple[int, bool]:
    """By what the stored number is divided to be shown; whether the words between its digits leave it the same."""
    scale, commas, count, point, sound, whole = 1, 0, 0, 0, True, True
    for kind, word in tokens:
        if kind == "digit":
            commas, count = 0, count + 1
            scale *= 10 if point and whole else 1
        elif (kind, word) == ("sign", ","):
            commas += 1
        elif (kind, word) == ("sign", "."):
            scale, commas, whole = scale * 1000**commas, 0, False
        elif count < digits and word in (".", "．", "·"):
            point = count
        elif count < digits and _UNIT.search(word):
            sound = sound and _POWERS.get(word) == 10 ** (digits - count)
    return scale * 1000**commas, sound
