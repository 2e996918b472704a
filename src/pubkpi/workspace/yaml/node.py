"""A value in a file, which knows where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pubkpi.model.errors import ErrorList, SpecError
from pubkpi.model.text import NOTHING, PlacedText, Text, choices_hint, text_of
from pubkpi.workspace import slips
from pubkpi.workspace.yaml.places import places

Place = tuple[str | int, ...]
Mark = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A file as it was written: *name* and *text*, line and column of each value, of its end and of its key, what no
    file may hold, and the *spans* of days that it calls by names of its own.
    """

    name: str
    text: str = ""
    marks: dict[Place, Mark] = field(default_factory=dict)
    ends: dict[Place, Mark] = field(default_factory=dict)
    keys: dict[Place, Mark] = field(default_factory=dict)
    problems: ErrorList = field(default_factory=ErrorList)
    spans: dict[str, tuple[date, date]] = field(default_factory=dict)

    def at(self, mark: Mark) -> str:
        """``file:line:column``."""
        return f"{self.name}:{mark[0]}:{mark[1]}"


@dataclass(frozen=True, slots=True)
class Node:
    """A value in a file that knows where it stands; reading it wrongly raises SpecError with that place."""

    source: Source = field(repr=False)
    data: Any
    place: Place = ()

    @property
    def at(self) -> str:
        """``file:line:column`` of the value, or of its nearest parent when it is absent."""
        place = self.place
        while place and place not in self.source.marks:
            place = place[:-1]
        return self.source.at(self.source.marks.get(place, (1, 1)))

    def __bool__(self) -> bool:
        """Whether there is a value."""
        return self.data is not None

    def __getitem__(self, key: str | int) -> "Node":
        """The value under *key*; one without data when it is absent."""
        if isinstance(key, str):
            data = self.mapping().get(key)
        else:
            data = self.data[key] if isinstance(self.data, list) and key < len(self.data) else None
        return Node(self.source, data, (*self.place, key))

    def mapping(self, *known: str) -> dict[str, Any]:
        """The value as keys and values, *known* ones of which serve as an example; an absent one is empty."""
        if self.data is None:
            return {}
        if not isinstance(self.data, dict):
            kind = _kind(self.data)
            what = Text(f"这里应是“键: 值”，不是{kind.zh}", f"key: value pairs are expected here, not {kind.en}")
            keys = ", ".join(f"{key}: …" for key in known[: 2 if self.place else 1])
            zh, en = keys or "键: 值", keys or "key: value"
            raise self.wrong(what, self.such_as(*((f"{{{zh}}}", f"{{{en}}}") if self.place else (zh, en))))
        return self.data

    def items(self, *known: str) -> list[tuple[str, "Node"]]:
        """Key and value of each entry of a mapping, *known* keys of which serve as an example."""
        return [(key, self[key]) for key in self.mapping(*known)]

    def each(self) -> list["Node"]:
        """The values of a list; a single value stands for a list of one, an absent one for an empty list."""
        if isinstance(self.data, list):
            return [self[i] for i in range(len(self.data))]
        return [self] if self else []

    def only(self, *known: str) -> "Node":
        """Itself, when it has no keys but the *known* ones."""
        problems = ErrorList(self._unknown(key, known) for key in self.mapping(*known) if key not in known)
        problems.refuse()
        return self

    def _unknown(self, key: str, names: Iterable[str]) -> SpecError:
        found = self[key]._error((key,), Text(f"不认识的键 {key}", f"unknown key {key}"), choices_hint(names, key))
        if found.where == self[key].at:  # and no slip of the hand elsewhere
            found.where = self.source.at(self.source.keys[*self.place, key])
        return found

    def word(self, default: str | None = None) -> str:
        """The value as text; SpecError when it is absent and there is no *default*."""
        if self.data is None and default is not None:
            return default
        if self.data is None:
            raise self.wrong(Text(f"缺少 {self._key}", f"{self._key} is needed here"))
        if isinstance(self.data, dict | list | bool):
            kind = _kind(self.data)
            what = Text(f"{self._key} 应是文字，不是{kind.zh}", f"{self._key} should be words, not {kind.en}")
            raise self.wrong(what, _QUOTES if isinstance(self.data, bool) else self.such_as("文字", "words"))
        return str(self.data)

    def placed_text(self) -> str:
        """The value as text that knows where it stands; an absent one is empty."""
        words, source = self.word(""), self.source
        return PlacedText(words, source.name, places(words, source.text, source.marks[self.place])) if words else ""

    def words(self) -> tuple[str, ...]:
        """The values of a list as texts."""
        return tuple(node.word() for node in self.each())

    def choice(self, words: Iterable[str], default: str | None = None) -> str:
        """The value as one of these *words*."""
        word, listed = self.word(default), tuple(words)
        if word not in listed:
            raise self.wrong(Text(f"不能是 {word}", f"cannot be {word!r}"), choices_hint(listed, word))
        return word

    def integer(self, default: int) -> int:
        """The value as a whole number."""
        if self.data is None:
            return default
        if not isinstance(self.data, int) or isinstance(self.data, bool):
            what = Text(
                f"应是整数，不是{_kind(self.data).zh}", f"a whole number is expected, not {_kind(self.data).en}"
            )
            raise self.wrong(what, self.such_as(str(default), str(default)))
        return self.data

    def flag(self) -> bool:
        """The value as yes or no."""
        if not isinstance(self.data, bool):
            what = f"true or false without quotes is expected, not {self.data!r}"
            raise self.wrong(Text(f"应是 true 或 false，不带引号，不是 {self.data}", what))
        return self.data

    def text(self, default: str | None = None) -> Text:
        """The value in both languages: ``{zh: …, en: …}``, or one word for both; a lacking translation shows."""
        if not isinstance(self.data, dict):
            return text_of(self.word(default))
        self.only("zh", "en")
        return text_of(self["zh"].word(""), self["en"].word(""))

    def wrong(self, what: Text, hint: Text = NOTHING) -> SpecError:
        """The error that says *what* is wrong with the value, to be raised; or what was done where that shows."""
        words = self.data if isinstance(self.data, list) else (self.data,)
        return self._error([word for word in words if isinstance(word, str)], what, hint)

    def _error(self, words: Iterable[str], what: Text, hint: Text) -> SpecError:
        line = self.source.marks.get(self.place, (0, 0))[0]
        # a value of several lines may have swallowed the next one
        slip = slips.yaml_slip(self.source.text, (line, line + 1)) if any(map(slips.ODD.search, words)) else None
        return SpecError(self.source.at(slip[:2]), *slip[2:]) if slip else SpecError(self.at, what, hint)

    @property
    def _key(self) -> str:
        """The key that the value stands under, or in a list of."""
        return next((part for part in reversed(self.place) if isinstance(part, str)), "")

    def such_as(self, zh: str, en: str) -> Text:
        """The hint that the value is written so."""
        under = f"{self._key}: " if self.place and isinstance(self.place[-1], str) else "- " if self.place else ""
        return Text(f"写成 {under}{zh}。", f"Write {under}{en}.")


_QUOTES = Text(
    "yes、no、on、off、true、false 作文字用要加引号，如 'yes'。", "A word like yes, no or on needs quotes: 'yes'."
)


def _kind(data: Any) -> Text:
    """What sort of value *data* is."""
    if isinstance(data, list | dict):
        return Text("列表", "a list") if isinstance(data, list) else Text("一组“键: 值”", "key: value pairs")
    if isinstance(data, bool):
        return Text("真假值（yes、no）", "yes or no")
    return (
        Text(f"数 {data}", f"the number {data}") if isinstance(data, int | Decimal) else Text(f"“{data}”", repr(data))
    )
