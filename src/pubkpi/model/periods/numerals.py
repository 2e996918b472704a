"""Numbers below a hundred as people write them in the name of a period: 10, 十, ten."""

_ENGLISH = "one two three four five six seven eight nine ten eleven twelve".split()
_CHINESE = "一二三四五六七八九"


def number(words: str) -> int | None:
    """The number that *words* are, ``半`` apart; None when they are none."""
    if words.isascii() and words.isdigit():
        return int(words)
    if words.lower() in _ENGLISH:
        return _ENGLISH.index(words.lower()) + 1
    tens, ten, ones = words.partition("十")
    if not ten:
        tens, ones = "", words
    digits = [one for one in (tens, ones) if one]
    if any(one not in _CHINESE or len(one) != 1 for one in digits) or not words:
        return None
    value = {"": 0} | {one: i + 1 for i, one in enumerate(_CHINESE)}
    return (value[tens] or 1) * 10 + value[ones] if ten else value[ones]
