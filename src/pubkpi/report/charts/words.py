"""What stands beside the bars of a chart: labels cut to the room that they have."""

import unicodedata

from pubkpi.model.text import UNTRANSLATED

_NARROW = 0.52  # of a full-width character


def fit(label: str, room: float) -> str:
    """*label* without invisible characters, cut with … to *room* full-width characters; a lacking translation shows."""
    name = label.removesuffix(UNTRANSLATED)
    mark = label[len(name) :]
    kept, used = "", _NARROW * len(mark)
    for character in name:
        if unicodedata.category(character).startswith("C"):
            continue
        used += wide(character)
        if used > room:
            return f"{kept[:-1]}…{mark}"
        kept += character
    return kept + mark


def wide(words: str) -> float:
    """How wide *words* are, in full-width characters."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WF" else _NARROW for one in words)
