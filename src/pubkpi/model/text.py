"""A sentence in both languages that pubkpi speaks."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]
Format = Literal["html", "pdf", "docx", "xlsx", "pptx"]  # of the documents of a report

Theme = Literal["dense", "official"]  # how they look: as much on a page as it holds, or as GB/T 9704 sets 公文


class Text(NamedTuple):
    """One message in Chinese and in English; whoever shows it picks the language."""

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """The sentence in *lang*."""
        return self.zh if lang == "zh" else self.en


NOTHING = Text("", "")
UNTRANSLATED = " (no English)"


def text_of(zh: str, en: str = "") -> Text:
    """What somebody wrote in one language or in both; Chinese in the place of English says that it is."""
    if not en and any("\u4e00" <= one <= "\u9fff" for one in zh):
        return Text(zh, zh + UNTRANSLATED)
    return Text(zh or en, en or zh)


class PlacedText(str):
    """Words of a file that know where each of their characters stands, as (line, column) of that *file*."""

    __slots__ = ("file", "places")

    file: str
    places: tuple[tuple[int, int], ...]

    def __new__(cls, words: str, file: str, places: tuple[tuple[int, int], ...]) -> "PlacedText":
        """*words* with one place a character."""
        made = super().__new__(cls, words)
        made.file, made.places = file, places
        return made

    def at(self, index: int) -> str:
        """``file:line:column`` of the character *index*; behind the end, that of the last one."""
        line, column = self.places[min(index, len(self.places) - 1)]
        return f"{self.file}:{line}:{column}"


def same(words: str) -> Text:
    """A text that reads the same in both languages: a name, a number, a path."""
    return Text(words, words)


def count_of(count: int, noun: str) -> str:
    """So many of what the English *noun* names: 1 row, 2 rows, 1,200 rows."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def choices_hint(words: Iterable[str], slip: str = "") -> Text:
    """The hint that lists the *words* that would have been accepted, after the one that *slip* may be meant for; none
    where there are no such words.
    """
    listed = list(words)
    if not listed:
        return NOTHING
    near = nearest(slip, listed) if slip else ""
    zh, en = (f"是 {near} 吗？", f"Is it {near}? ") if near else NOTHING
    return Text(f"{zh}可用：{'、'.join(listed)}。", f"{en}Known: {', '.join(listed)}.")


def nearest(word: str, names: Iterable[str]) -> str:
    """The one of *names* that *word* may be a slip of; blank if it is like none."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(names), 1)), "")


def sentence(what: Text, hint: Text, lang: Lang) -> str:
    """*what* with its full stop, then the *hint* if there is one, on one line."""
    stop, gap = ("。", "") if lang == "zh" else (".", " ")
    words = what.say(lang)
    words = words if words.endswith((stop, "?", "？", "!", "！")) else words + stop
    return " ".join((words + (gap + hint.say(lang) if hint.say(lang) else "")).split())
