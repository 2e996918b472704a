"""YAML with line numbers: the only module that imports yaml.

Numbers keep their digits (a float becomes a Decimal), duplicate keys and tags are refused, and every
value knows its line and column, so that a mistake in a file can be named where it stands.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from pubkpi.model.errors import SpecError
from pubkpi.model.text import NOTHING, Text, Written, one_of, same

# the same grammar, compiled: a scorecard is read in every command
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Place = tuple[str | int, ...]
# More than any specification needs: what aliases make of a few lines, or brackets within brackets, has no end.
_MOST, _DEEPEST, _SAFE = 200_000, 100, 3_000


@dataclass(frozen=True, slots=True)
class Node:
    """A value in a YAML file that knows where it stands; reading it wrongly raises SpecError with that place."""

    name: str
    data: Any
    marks: Mapping[Place, tuple[int, int]] = field(repr=False)
    place: Place = ()
    source: str = field(default="", repr=False)

    @property
    def at(self) -> str:
        """``file:line:column`` of the value, or of its nearest parent when it is absent."""
        place = self.place
        while place and place not in self.marks:
            place = place[:-1]
        line, column = self.marks.get(place, (1, 1))
        return f"{self.name}:{line}:{column}"

    def __bool__(self) -> bool:
        """Whether there is a value."""
        return self.data is not None

    def __getitem__(self, key: str | int) -> "Node":
        """The value under *key*; one without data when it is absent."""
        if isinstance(key, str):
            data = self.mapping().get(key)
        else:
            data = self.data[key] if isinstance(self.data, list) and key < len(self.data) else None
        return Node(self.name, data, self.marks, (*self.place, key), self.source)

    def mapping(self) -> dict[str, Any]:
        """The value as keys and values; an absent one is empty."""
        if self.data is None:
            return {}
        if not isinstance(self.data, dict):
            raise self.wrong(Text("这里应是一组键值", "a mapping is expected here"))
        return self.data

    def items(self) -> list[tuple[str, "Node"]]:
        """Key and value of each entry of a mapping."""
        return [(key, self[key]) for key in self.mapping()]

    def each(self) -> list["Node"]:
        """The values of a list; a single value stands for a list of one, an absent one for an empty list."""
        if isinstance(self.data, list):
            return [self[i] for i in range(len(self.data))]
        return [self] if self else []

    def only(self, *known: str) -> "Node":
        """Itself, when it has no keys but the *known* ones."""
        for key, node in self.items():
            if key not in known:
                raise node.wrong(Text(f"不认识的键 {key}", f"unknown key {key}"), one_of(known))
        return self

    def word(self, default: str | None = None) -> str:
        """The value as text; SpecError when it is absent and there is no *default*."""
        if self.data is None and default is not None:
            return default
        if self.data is None or isinstance(self.data, dict | list):
            key = self.place[-1] if self.place else ""
            raise self.wrong(Text(f"缺少 {key}", f"{key} is needed here"))
        return str(self.data)

    def written(self) -> str:
        """The value as text that knows where it stands; an absent one is empty."""
        words = self.word("")
        return Written(words, self.name, _places(words, self.source, self.marks[self.place])) if words else ""

    def words(self) -> tuple[str, ...]:
        """The values of a list as texts."""
        return tuple(node.word() for node in self.each())

    def choice(self, known: Iterable[str], default: str | None = None) -> str:
        """The value as one of the *known* words."""
        word, listed = self.word(default), tuple(known)
        if word not in listed:
            raise self.wrong(Text(f"不能是 {word}", f"cannot be {word!r}"), one_of(listed))
        return word

    def whole(self, default: int) -> int:
        """The value as a whole number."""
        if self.data is None:
            return default
        if not isinstance(self.data, int) or isinstance(self.data, bool):
            raise self.wrong(Text(f"应是整数，不是 {self.data}", f"a whole number is expected, not {self.data!r}"))
        return self.data

    def text(self, default: str | None = None) -> Text:
        """The value in both languages: ``{zh: …, en: …}``, or one word for both."""
        if not isinstance(self.data, dict):
            return same(self.word(default))
        self.only("zh", "en")
        return Text(self["zh"].word(self["en"].word("")), self["en"].word(self["zh"].word("")))

    def wrong(self, what: Text, hint: Text = NOTHING) -> SpecError:
        """The error that says *what* is wrong with the value, to be raised."""
        return SpecError(self.at, what, hint)


def read(path: Path) -> Node:
    """The YAML file at *path*; raises SpecError that names file, line and column."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise SpecError(path.name, Text("读不了这个文件", "this file cannot be read"), same(str(problem))) from problem
    return parse(text, path.name)


def parse(text: str, name: str) -> Node:
    """The YAML *text*, called *name* in messages."""
    marks: dict[Place, tuple[int, int]] = {}
    try:
        _check_nesting(text, name)
        root = yaml.compose(text, Loader=_LOADER)
        data = None if root is None else _value(root, (), marks, name)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        raise SpecError(where, Text("不是有效的 YAML", f"not valid YAML: {problem.problem}")) from problem
    except (yaml.YAMLError, RecursionError) as problem:
        raise SpecError(name, Text("不是有效的 YAML", "not valid YAML")) from problem
    return Node(name, data, marks, source=text)


def _check_nesting(text: str, name: str) -> None:
    """SpecError when values stand in each other so deep that reading them would take all of the stack."""
    # no deeper than that: a level takes a bracket, or a column
    if text.count("[") + text.count("{") + max(map(len, text.splitlines()), default=0) < _SAFE:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            mark = event.start_mark
            raise _endless(name, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1)


def _endless(name: str, line: int, column: int) -> SpecError:
    what = Text(
        f"嵌套超过 {_DEEPEST} 层，或展开后超过 {_MOST:,} 个值",
        f"nested more than {_DEEPEST} deep, or more than {_MOST:,} values once it is written out",
    )
    return SpecError(
        f"{name}:{line}:{column}", what, Text("不要用别名（*）层层引用。", "Do without aliases (*) of aliases.")
    )


def _places(words: str, source: str, start: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """Line and column of every character of *words*, which stand in *source* from *start* on.

    Between them are quotes, indentation and line ends; what is written as an escape stands where it would begin.
    """
    lines = source.split("\n")
    line, column = start
    first = lines[line - 1][column - 1]
    line, column = (line + 1, 1) if first in "|>" else (line, column + (first in "\"'"))
    places = []
    for character in words:
        line, column, passed = _next(character, lines, line, column)
        places.append((line, column))
        column += passed
    return tuple(places)


def _next(character: str, lines: list[str], line: int, column: int) -> tuple[int, int, int]:
    """Where *character* stands from there on, and how many characters it takes: none if it is not there as it reads."""
    here, there = line, column
    while not character.isspace() and here <= len(lines):
        rest = lines[here - 1][there - 1 :]
        between = len(rest) - len(rest.lstrip(" \t\"'\\")) if character not in "\"'" else len(rest) - len(rest.lstrip())
        if rest[between:].startswith(character):
            return here, there + between, 1
        if rest[between:]:
            break
        here, there = here + 1, 1
    return line, column, 0


def _value(node: yaml.Node, place: Place, marks: dict[Place, tuple[int, int]], name: str) -> Any:
    marks[place] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if len(marks) > _MOST or len(place) > _DEEPEST:
        raise _endless(name, *marks[place])
    if isinstance(node, yaml.MappingNode):
        return dict(_items(node, place, marks, name))
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*place, i), marks, name) for i, child in enumerate(node.value)]
    return _scalar(node, name)


def _items(
    node: yaml.MappingNode, place: Place, marks: dict[Place, tuple[int, int]], name: str
) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key, child in node.value:
        where = f"{name}:{key.start_mark.line + 1}:{key.start_mark.column + 1}"
        if not isinstance(key, yaml.ScalarNode):
            raise SpecError(where, Text("键应是一个词", "a key must be a single word"))
        if key.value in seen:
            raise SpecError(where, Text(f"键重复：{key.value}", f"the key {key.value} is given twice"))
        seen.add(key.value)
        if len(key.value) == 3 and key.value.isdecimal() and child.tag.endswith(":null"):
            what = Text(f"大括号里的逗号会断开：{key.value}", f"within braces a comma ends the number: {key.value}")
            raise SpecError(where, what, Text("写成 60000、6万 或 '60,000'。", "Write 60000, 6万 or '60,000'."))
        yield key.value, _value(child, (*place, key.value), marks, name)


def _scalar(node: yaml.Node, name: str) -> Any:
    kind, text = node.tag.rpartition(":")[2], str(node.value)
    if kind == "int" and text.lstrip("+-").isdigit():
        return int(text)
    if kind == "float" and text.replace(".", "", 1).lstrip("+-").isdigit():
        return Decimal(text)
    if kind == "bool":
        return text.lower() in ("true", "yes", "on")
    if kind == "null":
        return None
    if kind in ("str", "timestamp", "int", "float"):
        return text
    where = f"{name}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"
    raise SpecError(where, Text(f"不接受标签 {node.tag}", f"the tag {node.tag} is not accepted"))
