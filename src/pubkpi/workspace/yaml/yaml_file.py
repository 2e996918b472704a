"""YAML with line numbers: the only module that imports yaml.

Numbers keep their digits (a float becomes a Decimal), duplicate keys and tags are refused, and every
value knows its line and column, so that a mistake in a file can be named where it stands.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from pubkpi.model.errors import SpecError
from pubkpi.model.text import NOTHING, Text
from pubkpi.workspace import slips
from pubkpi.workspace.yaml.node import Node, Place, Source

# the same grammar, compiled: a scorecard is read in every command
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# More than any specification needs: what aliases make of a few lines, or brackets within brackets, has no end.
_MOST, _DEEPEST, _SAFE = 200_000, 100, 3_000


def read(path: Path) -> Node:
    """The YAML file at *path*; raises SpecError that names file, line and column of all that cannot be read."""
    node = tree(path)
    node.source.problems.refuse()
    return node


def tree(path: Path) -> Node:
    """The same, as far as it can be read; its source knows what cannot. SpecError where nothing can."""
    return tree_of(text_of(path), path.name)


def text_of(path: Path) -> str:
    """The text of the file at *path*; SpecError where it is none."""
    try:
        return slips.text_of(path)
    except slips.UnreadableError as problem:
        raise SpecError(path.name, problem.what, problem.hint) from problem


def parse(text: str, name: str) -> Node:
    """The YAML *text*, called *name* in messages, as read gives it."""
    node = tree_of(text, name)
    node.source.problems.refuse()
    return node


@lru_cache(maxsize=128)  # a notebook asks for one value after another, and each reads the same specs
def tree_of(text: str, name: str) -> Node:
    """The YAML *text*, called *name* in messages, as tree gives it."""
    source = Source(name, text)
    if slip := slips.unseen(text):
        raise SpecError(f"{name}:{slip.line}:{slip.column}", slip.what, slip.hint)
    try:
        _check_nesting(text, name)
        root = yaml.compose(text, Loader=_LOADER)
        data = None if root is None else _value(root, (), source)
        source.spans.update(_spans(data))
    except yaml.MarkedYAMLError as problem:
        raise _unread(problem, text, name) from problem
    except (yaml.YAMLError, RecursionError) as problem:
        raise SpecError(name, Text("不是有效的 YAML：层次太深", "not valid YAML: too deep")) from problem
    return Node(source, data)


def _spans(data: Any) -> Iterator[tuple[str, tuple[date, date]]]:
    """The days that the key periods gives names to, as far as they are days."""
    named = data.get("periods") if isinstance(data, dict) else None
    for name, ends in named.items() if isinstance(named, dict) else ():
        with suppress(ValueError, TypeError):
            first, last = (date.fromisoformat(str(one)) for one in ends)
            if first <= last:
                yield name, (first, last)


def _unread(problem: yaml.MarkedYAMLError, text: str, name: str) -> SpecError:
    """The error to raise: what is written at the place where the parser met *problem*."""
    mark, start = problem.problem_mark, problem.context_mark
    if mark is None:
        return SpecError(name, Text("不是有效的 YAML", f"not valid YAML: {problem.problem}"))
    if opened := _open_quote(text, mark.line):
        return SpecError(f"{name}:{opened.line + 1}:{opened.column + 1}", *slips.OPEN_QUOTE)
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


def _open_quote(text: str, line: int) -> yaml.Mark | None:
    """Where a text in quotes began that goes over lines up to the mistake in *line*: it took another's quote for its
    own.
    """
    try:
        for token in yaml.scan(text):
            is_quoted = isinstance(token, yaml.ScalarToken) and token.style in ("'", '"')
            if is_quoted and token.start_mark.line < token.end_mark.line == line:
                start: yaml.Mark = token.start_mark
                return start
    except yaml.YAMLError:
        pass
    return None


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


def _value(node: yaml.Node, place: Place, source: Source) -> Any:
    source.marks[place], end = _mark(node), node.end_mark
    source.ends[place] = end.line + 1, end.column + 1
    if len(source.marks) > _MOST or len(place) > _DEEPEST:
        raise _endless(source.name, *_mark(node))
    if isinstance(node, yaml.MappingNode):
        return dict(_items(node, place, source))
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*place, i), source) for i, child in enumerate(node.value)]
    return _scalar(node, source)


def _mark(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _items(node: yaml.MappingNode, place: Place, source: Source) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key, child in node.value:
        problem = _key_problem(key, child, seen, source.at(_mark(key)))
        if problem:
            source.problems.append(problem)
            continue
        seen.add(key.value)
        source.keys[*place, key.value] = _mark(key)
        yield key.value, _value(child, (*place, key.value), source)


def _key_problem(key: yaml.Node, child: yaml.Node, seen: set[str], where: str) -> SpecError | None:
    """What is the matter with *key*, of which *child* is the value, after those *seen* before."""
    if not isinstance(key, yaml.ScalarNode):
        return SpecError(
            where, Text("键应是一个词", "a key must be a single word"), Text("写成 键: 值。", "Write key: value.")
        )
    if key.value in seen:
        hint = slips.DASH if key.value.startswith("-") else slips.ONCE
        return SpecError(where, Text(f"键重复：{key.value}", f"the key {key.value} is given twice"), hint)
    if len(key.value) == 3 and key.value.isdecimal() and child.tag.endswith(":null"):
        what = Text(f"大括号里的逗号会断开：{key.value}", f"within braces a comma ends the number: {key.value}")
        return SpecError(where, what, Text("写成 60000、6万 或 '60,000'。", "Write 60000, 6万 or '60,000'."))
    return None


def _scalar(node: yaml.Node, source: Source) -> Any:
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
    if kind not in ("str", "timestamp", "int", "float"):
        what = Text(f"不接受标签 {node.tag}", f"the tag {node.tag} is not accepted")
        hint = Text("以 ! 开头的文字要加引号。", "A text that begins with ! needs quotes.")
        source.problems.append(SpecError(source.at(_mark(node)), what, hint))
    return text
