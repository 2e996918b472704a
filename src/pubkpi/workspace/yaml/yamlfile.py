"""YAML with line numbers: the only module that imports yaml.

Numbers keep their digits (a float becomes a Decimal), duplicate keys and tags are refused, and every
value knows its line and column, so that a mistake in a file can be named where it stands.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from pubkpi.model.errors import SpecError
from pubkpi.model.text import NOTHING, PlacedText, Text, choices_hint, text_of
from pubkpi.workspace import slips
from pubkpi.workspace.yaml.places import places

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

    def mapping(self, *known: str) -> dict[str, Any]:
        """The value as keys and values, *known* ones of which serve as an example; an absent one is empty."""
        if self.data is None:
            return {}
        if not isinstance(self.data, dict):
            kind = _kind(self.data)
            what = Text(f"这里应是“键: 值”，不是{kind.zh}", f"key: value pairs are expected here, not {kind.en}")
            keys = ", ".join(f"{key}: …" for key in known[: 2 if self.place else 1])
            zh, en = keys or "键: 值", keys or "key: value"
            raise self.wrong(what, self._such_as(*((f"{{{zh}}}", f"{{{en}}}") if self.place else (zh, en))))
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
        for key in self.mapping(*known):
            if key not in known:
                found = self[key]._error((key,), Text(f"不认识的键 {key}", f"unknown key {key}"), choices_hint(known))
                found.where = self._where(key) if found.where == self[key].at else found.where
                raise found
        return self

    def _where(self, key: str) -> str:
        """``file:line:column`` of *key* itself, whose value may begin on a later line."""
        tree: Any = yaml.compose(self.source, Loader=_LOADER)
        for part in self.place:
            tree = tree.value[part] if isinstance(part, int) else _entry(tree, part)[1]
        mark = _entry(tree, key)[0].start_mark
        return f"{self.name}:{mark.line + 1}:{mark.column + 1}"

    def word(self, default: str | None = None) -> str:
        """The value as text; SpecError when it is absent and there is no *default*."""
        if self.data is None and default is not None:
            return default
        if self.data is None:
            raise self.wrong(Text(f"缺少 {self._key}", f"{self._key} is needed here"))
        if isinstance(self.data, dict | list | bool):
            kind = _kind(self.data)
            what = Text(f"{self._key} 应是文字，不是{kind.zh}", f"{self._key} should be words, not {kind.en}")
            raise self.wrong(what, _QUOTES if isinstance(self.data, bool) else self._such_as("文字", "words"))
        return str(self.data)

    def placed_text(self) -> str:
        """The value as text that knows where it stands; an absent one is empty."""
        words = self.word("")
        return PlacedText(words, self.name, places(words, self.source, self.marks[self.place])) if words else ""

    def words(self) -> tuple[str, ...]:
        """The values of a list as texts."""
        return tuple(node.word() for node in self.each())

    def choice(self, words: Iterable[str], default: str | None = None) -> str:
        """The value as one of these *words*."""
        word, listed = self.word(default), tuple(words)
        if word not in listed:
            raise self.wrong(Text(f"不能是 {word}", f"cannot be {word!r}"), choices_hint(listed))
        return word

    def integer(self, default: int) -> int:
        """The value as a whole number."""
        if self.data is None:
            return default
        if not isinstance(self.data, int) or isinstance(self.data, bool):
            what = Text(
                f"应是整数，不是{_kind(self.data).zh}", f"a whole number is expected, not {_kind(self.data).en}"
            )
            raise self.wrong(what, self._such_as(str(default), str(default)))
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
        line = self.marks.get(self.place, (0, 0))[0]
        # a value of several lines may have swallowed the next one
        slip = slips.yaml_slip(self.source, (line, line + 1)) if any(map(slips.ODD.search, words)) else None
        return (
            SpecError(f"{self.name}:{slip.line}:{slip.column}", *slip[2:]) if slip else SpecError(self.at, what, hint)
        )

    @property
    def _key(self) -> str:
        """The key that the value stands under, or in a list of."""
        return next((part for part in reversed(self.place) if isinstance(part, str)), "")

    def _such_as(self, zh: str, en: str) -> Text:
        under = f"{self._key}: " if self.place and isinstance(self.place[-1], str) else "- " if self.place else ""
        return Text(f"写成 {under}{zh}。", f"Write {under}{en}.")


def _entry(tree: yaml.MappingNode, key: str) -> Any:
    return next(pair for pair in tree.value if pair[0].value == key)


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


def read(path: Path) -> Node:
    """The YAML file at *path*; raises SpecError that names file, line and column."""
    try:
        return parse(slips.text_of(path), path.name)
    except slips.UnreadableError as problem:
        raise SpecError(path.name, problem.what, problem.hint) from problem


@lru_cache(maxsize=128)  # a notebook asks for one value after another, and each reads the same specs
def parse(text: str, name: str) -> Node:
    """The YAML *text*, called *name* in messages."""
    marks: dict[Place, tuple[int, int]] = {}
    if slip := slips.unseen(text):
        raise SpecError(f"{name}:{slip.line}:{slip.column}", slip.what, slip.hint)
    try:
        _check_nesting(text, name)
        root = yaml.compose(text, Loader=_LOADER)
        data = None if root is None else _value(root, (), marks, name)
    except yaml.MarkedYAMLError as problem:
        raise _unread(problem, text, name) from problem
    except (yaml.YAMLError, RecursionError) as problem:
        raise SpecError(name, Text("不是有效的 YAML：层次太深", "not valid YAML: too deep")) from problem
    return Node(name, data, marks, source=text)


def _unread(problem: yaml.MarkedYAMLError, text: str, name: str) -> SpecError:
    """The error to raise: what is written at the place where the parser met *problem*."""
    mark, start = problem.problem_mark, problem.context_mark
    if mark is None:
        return SpecError(name, Text("不是有效的 YAML", f"not valid YAML: {problem.problem}"))
    rows = text.splitlines()
    # a mistake is often told of at the next line that says something, or where the value began
    above = next((i for i in range(min(mark.line, len(rows)), 0, -1) if rows[i - 1].strip()), 0)
    slip = slips.yaml_slip(text, (mark.line + 1, above, start.line + 1 if start else 0))
    if slip:
        return SpecError(f"{name}:{slip.line}:{slip.column}", slip.what, slip.hint)
    what, hint = slips.meaning(f"{problem.context or ''} {problem.problem or ''}")
    mark = start if start and what == slips.NO_COLON else mark
    begun = start and start.line != mark.line
    zh, en = (f"（从第 {start.line + 1} 行起）", f" (from line {start.line + 1})") if start and begun else NOTHING
    what = Text(f"不是有效的 YAML：{what.zh}{zh}", f"not valid YAML: {what.en}{en}")
    return SpecError(f"{name}:{mark.line + 1}:{mark.column + 1}", what, hint)


def _check_nesting(text: str, name: str) -> None:
    """SpecError when values are nested so deeply that reading them would exhaust the stack."""
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
            raise SpecError(
                where, Text("键应是一个词", "a key must be a single word"), Text("写成 键: 值。", "Write key: value.")
            )
        if key.value in seen:
            hint = slips.DASH if key.value.startswith("-") else slips.ONCE
            raise SpecError(where, Text(f"键重复：{key.value}", f"the key {key.value} is given twice"), hint)
        seen.add(key.value)
        if len(key.value) == 3 and key.value.isdecimal() and child.tag.endswith(":null"):
            what = Text(f"大括号里的逗号会断开：{key.value}", f"within braces a comma ends the number: {key.value}")
            raise SpecError(where, what, Text("写成 60000、6万 或 '60,000'。", "Write 60000, 6万 or '60,000'."))
        yield key.value, _value(child, (*place, key.value), marks, name)


def _scalar(node: yaml.Node, name: str) -> Any:
    kind, text = node.tag.rpartition(":")[2], str(node.value)
    if kind == "int" and text.lstrip("+-").isdigit():
        # 0012 is the name of something
        return text if text[:1] == "0" and len(text) > 1 else int(text)
    if kind == "float" and text.replace(".", "", 1).lstrip("+-").isdigit():
        return Decimal(text)
    if kind == "bool":
        return text.lower() in ("true", "yes", "on")
    if kind == "null":
        return None
    if kind in ("str", "timestamp", "int", "float"):
        return text
    where = f"{name}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"
    what = Text(f"不接受标签 {node.tag}", f"the tag {node.tag} is not accepted")
    raise SpecError(where, what, Text("以 ! 开头的文字要加引号。", "A text that begins with ! needs quotes."))
