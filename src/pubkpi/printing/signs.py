"""Words of files and users made harmless for a terminal and for a spreadsheet."""

import re
import unicodedata

# what moves a cursor, ends a line or turns the direction of writing; a lone half of a sign is none
_CONTROLS = re.compile("\r\n|[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_BREAKS = ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?([eE][+-]?[0-9]+)?%?")


def visible(words: str) -> str:
    """*words* on one line, with what a terminal would act on shown: a line break as ⏎, others by their code."""
    return words if words.isprintable() else _CONTROLS.sub(_spell_out, words)


def _spell_out(match: re.Match[str]) -> str:
    if match[0] in _BREAKS:
        return "⏎"
    code = ord(match[0])
    return "\\t" if code == 9 else f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def json_visible(words: str) -> str:
    """The JSON *words*, which keeps its own line breaks, with the same signs by their code: the same data."""
    return _CONTROLS.sub(lambda one: one[0] if one[0] == "\n" else f"\\u{ord(one[0]):04x}", words)


def as_cell(words: str) -> str:
    """*words* as the cell of a CSV: on one line, and with ' in front where a spreadsheet would run it as a formula."""
    shown = visible(words)
    return f"'{shown}" if is_formula(words) and not _NUMBER.fullmatch(words) else shown


def is_formula(words: str) -> bool:
    """Whether a spreadsheet may run *words*: = + - @, of any width, behind whatever takes no place; or a tab."""
    for one in words:
        if not (one.isspace() or unicodedata.category(one) in ("Cc", "Cf")):
            return unicodedata.normalize("NFKC", one)[:1] in ("=", "+", "-", "@")
        if one in "\t\r":
            return True
    return False
