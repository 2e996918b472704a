"""A declared language (model/language.py) read from a file: typed values, or all mistakes, each at its place."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pubkpi.model.errors import ErrorList, PubkpiError, SpecError
from pubkpi.model.language import (
    ChoiceList,
    Key,
    KeySetRule,
    OneKeyRule,
    OneValueRule,
    RangeRule,
    Rule,
    Spelling,
    ValueKind,
)
from pubkpi.model.text import Text, nearest, same
from pubkpi.workspace.yaml import kinds, yaml_file
from pubkpi.workspace.yaml.kinds import KINDS, Kind
from pubkpi.workspace.yaml.node import Node

T = TypeVar("T")
# What a declaration gets beside its keys, if it has a field for it.
_GIVEN: Mapping[str, Callable[[Node], Any]] = MappingProxyType(
    {
        "at": lambda node: node.at,
        "id": lambda node: str(node.place[-1]),
        "name": lambda node: str(node.place[-1]),
        "node": lambda node: node,
    }
)


@dataclass(frozen=True)
class Entry:
    """A key of a declaration, the field that it fills, its type, what it is for, and its default, MISSING if needed."""

    key: str
    name: str
    hint: Any
    description: Text
    default: Any

    @cached_property
    def kind(self) -> Kind:
        """The kind of its values."""
        return kind(self.hint, self.default if isinstance(self.default, int) and self.default else 1)

    @property
    def is_needed(self) -> bool:
        """Whether it may not be absent."""
        return self.default is MISSING

    def lacking(self, node: Node) -> SpecError:
        """The error, to be raised, that *node*, the place under the key, holds nothing."""
        (zh, en), example = self.description, self.kind.example
        hint = node.such_as(f"{example.zh}（{zh}）", f"{example.en} ({en})")
        return node.wrong(Text(f"缺少 {self.key}", f"{self.key} is needed here"), hint)


def load(hint: Any, path: Path) -> Any:
    """What the YAML file at *path* holds, as the type *hint* declares; SpecError with all that is wrong in the file."""
    return _load(hint, yaml_file.text_of(path), path.name)


@lru_cache(maxsize=128)  # as the tree is: one command, and a notebook all the more, asks for the same specs again
def _load(hint: Any, text: str, name: str) -> Any:
    node, problems = yaml_file.tree_of(text, name), ErrorList()
    with problems:
        value = kind(hint).read(node)
    unread = node.source.problems
    places = {one.where for one in unread}
    ErrorList([*unread, *(one for one in problems if one.where not in places)]).refuse()
    return value


def read(cls: type[T], node: Node) -> T:
    """The value at *node* as the declaration *cls*; SpecError holds all that is wrong in it."""
    declared: Any = cls
    listed = entries(declared)
    known, problems = [one.key for one in listed], ErrorList()
    present = node.mapping(*known)
    slips = {nearest(key, known) for key in present if key not in known}
    if slips:
        with problems:
            node.only(*known)
    values = {name: _GIVEN[name](node) for name in _place_fields(declared)}
    for one in listed:
        value = present.get(one.key)
        if value is None or (value == [] and one.is_needed and one.kind.shape is list):
            if one.is_needed and one.key not in slips:
                problems.append(one.lacking(node[one.key]))
            continue
        with problems:
            values[one.name] = one.kind.read(node[one.key])
    if not problems:
        problems.extend(problem for rule in rules(declared) for problem in _broken_rules(rule, node, listed))
    problems.refuse()
    found = cls(**values)
    ErrorList(problem for check in getattr(declared, "CHECKS", ()) for problem in check(found, node)).refuse()
    return found


@cache
def entries(cls: Any) -> tuple[Entry, ...]:
    """The keys of the declaration *cls*, in order."""
    found = []
    for name, hint in get_type_hints(cls, include_extras=True).items():
        marks = getattr(hint, "__metadata__", ())
        description = next((mark for mark in marks if isinstance(mark, str)), None)
        if description is not None:
            key = next((mark.name for mark in marks if isinstance(mark, Key)), name)
            found.append(Entry(key, name, hint, Text(*description.split(" / ", 1)), _default(cls, name)))
    return tuple(found)


@cache
def _place_fields(cls: Any) -> tuple[str, ...]:
    """The fields of *cls* that say where it stands."""
    keys = {one.name for one in entries(cls)}
    return tuple(name for name in get_type_hints(cls) if name in _GIVEN and name not in keys)


def _default(cls: Any, name: str) -> Any:
    """The default of the field *name* of *cls*, MISSING if it has none."""
    if issubclass(cls, tuple):
        return cls._field_defaults.get(name, MISSING)
    field = cls.__dataclass_fields__[name]
    return field.default if field.default_factory is MISSING else field.default_factory


def _broken_rules(rule: Rule, node: Node, listed: tuple[Entry, ...]) -> Iterator[PubkpiError]:
    """What does not keep to *rule* among the keys at *node*."""
    if isinstance(rule, OneKeyRule):
        holds = not rule.by or node[rule.by].data == rule.value
        given = [node[key] for key in rule.keys if node[key]]
        if holds and len(given) != 1:
            yield (given or [node])[-1].wrong(rule.what, rule.hint)
        return
    if isinstance(rule, OneValueRule):
        if node[rule.by].data == rule.value and len(node[rule.key].each()) != 1:
            yield node[rule.key].wrong(rule.what)
        return
    if isinstance(rule, KeySetRule):
        with (problems := ErrorList()):
            node[rule.key].only(*rule.keys[node[rule.by].data])
        yield from problems
        return
    value, by_key = node[rule.by].data, {one.key: one for one in listed}
    yield from (by_key[key].lacking(node[key]) for key in rule.needs.get(value, "").split() if not node[key])
    for key, values in rule.only.items():
        fitting = values.split()
        if node[key] and value not in fitting:
            zh, en = f"{rule.by}: {'、'.join(fitting)}", f"{rule.by}: {', '.join(fitting)}"
            if value is None:
                yield node[key].wrong(Text(f"{key} 只和 {zh} 一起写", f"{key} goes with {en} only"))
            else:
                what = Text(f"{value} 不用 {key}", f"{value} takes no {key}")
                yield node[key].wrong(what, Text(f"它只和 {zh} 一起写。", f"It goes with {en}."))


def rules(cls: type) -> tuple[Rule, ...]:
    """What holds among the keys of *cls*."""
    return getattr(cls, "RULES", ())


def kind(hint: Any, default: int = 1) -> Kind:
    """The kind of values that the type *hint* stands for."""
    marks = getattr(hint, "__metadata__", ())
    hint = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    for mark in marks:
        if isinstance(mark, ValueKind):
            return KINDS[mark]
        if isinstance(mark, ChoiceList):
            return kinds.choice(mark.words)
    within = next((mark for mark in marks if isinstance(mark, RangeRule)), None)
    if hint is int:
        return kinds.integer(within, default)
    found = KINDS.get(hint) or _compound_kind(hint)
    found = kinds.limited(found, within) if within else found
    shown = next((mark.words for mark in marks if isinstance(mark, Spelling)), None)
    return replace(found, example=same(shown)) if shown else found


def _compound_kind(hint: Any) -> Kind:
    """The kind of a type that is made of others."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return kinds.choice([one for one in parts if one])
    if origin in (Union, UnionType):
        some = [kind(one) for one in parts if one is not NoneType]
        return some[0] if len(some) == 1 else kinds.either(some)
    if origin is tuple:
        one = kind(parts[0])
        return kinds.series(one) if parts[1:] == (...,) else kinds.pair(one, f"[{one.example.en}, {one.example.en}]")
    if origin is not None and issubclass(origin, Mapping):
        return kinds.pairs(*map(kind, parts))
    needed = [one.key for one in entries(hint) if one.is_needed] or [one.key for one in entries(hint)]
    example = same(f"{{{', '.join(f'{key}: …' for key in needed[:2])}}}")
    keys, schema = tuple(one.key for one in entries(hint)), {"$ref": f"#/$defs/{hint.__name__}"}
    return Kind(partial(read, hint), schema, example, dict, keys=keys, classes=(hint,))


def same_fields(entry: Any, cls: Any) -> dict[str, Any]:
    """The values of *entry* by the names of those fields that *cls* has, too."""
    return {name: getattr(entry, name) for name in _same_names(entry.__class__, cls)}


@cache
def _same_names(one: Any, other: Any) -> list[str]:
    return [field.name for field in fields(one) if field.name in other.__dataclass_fields__]
