"""Kinds of values in a file: how each is read, what its JSON Schema is, and what it looks like."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from pubkpi.model.errors import ErrorList, UsageError
from pubkpi.model.kpis.adjustments import Comparison, Limit
from pubkpi.model.kpis.measures import WINDOWS
from pubkpi.model.language import RangeRule, ValueKind
from pubkpi.model.periods import Period, own_period, period
from pubkpi.model.text import Text, choices_hint, same
from pubkpi.workspace.yaml import numbers
from pubkpi.workspace.yaml.node import Node

Schema = Mapping[str, Any]
S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of values: its reader raises SpecError; *shape* is list or dict where it is no single value.

    *words* are those that it is one of, *keys* those that may stand in it, *classes* the declarations that it is made
    of.
    """

    read: Callable[[Node], Any]
    schema: Schema
    example: Text
    shape: type = str
    words: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    classes: tuple[type, ...] = ()


def choice(words: Collection[str]) -> Kind:
    """One of the *words*."""
    listed = tuple(words)
    example = Text("、".join(listed[:4]), " | ".join(listed[:4]))
    return Kind(lambda node: node.choice(listed), {"enum": list(listed)}, example, words=listed)


def integer(within: RangeRule | None, default: int) -> Kind:
    """A whole number, as 8 or 5万; *default* stands for an example."""
    pattern = {"type": ["integer", "string"], "pattern": f"^{_MARKED}$"}
    one = Kind(lambda node: numbers.integer(node, default), pattern, same(str(default)))
    return limited(one, within) if within else one


def limited(one: Kind, within: RangeRule) -> Kind:
    """The numbers of the kind *one* from the least to the greatest that the rule *within* allows."""

    def read(node: Node) -> Any:
        value = one.read(node)
        if not within.least <= value <= within.most:
            (least, most), key, told = within, node.place[-1], numbers.plain(value)
            what = f"{key} lies between {least} and {most}, not {told}"
            raise node.wrong(Text(f"{key} 应在 {least} 与 {most} 之间，不是 {told}", what))
        return value

    return replace(one, read=read, schema={**one.schema, "minimum": within.least, "maximum": within.most})


def series(one: Kind) -> Kind:
    """A list, or a single one that stands for a list of one."""
    schema = {"anyOf": [one.schema, {"type": "array", "items": one.schema}]}
    example = Text(f"[{one.example.zh}]", f"[{one.example.en}]")
    return Kind(lambda node: gather(one.read, node.each()), schema, example, list, classes=one.classes)


def pair(one: Kind, example: str) -> Kind:
    """A list of two."""

    def read(node: Node) -> tuple[Any, ...]:
        if not isinstance(node.data, list) or len(node.data) != 2:
            raise node.wrong(Text("应写两项", "a list of two is expected"), node.such_as(example, example))
        return gather(one.read, node.each())

    return Kind(read, {"type": "array", "items": one.schema, "minItems": 2, "maxItems": 2}, same(example))


def pairs(key: Kind, one: Kind) -> Kind:
    """Keys and values."""
    names = {"propertyNames": {"enum": list(key.words)}} if key.words else {}
    schema = {"type": "object", "additionalProperties": one.schema, **names}

    def read(node: Node) -> dict[str, Any]:
        items = (node.only(*key.words) if key.words else node).items()
        return dict(gather(lambda item: (item[0], one.read(item[1])), items))

    return Kind(
        read, schema, Text(f"{{键: {one.example.zh}}}", f"{{key: {one.example.en}}}"), dict, classes=one.classes
    )


def either(kinds: list[Kind]) -> Kind:
    """One kind or another, told apart by their shape, their words or a key; the first explains what is neither."""

    def read(node: Node) -> Any:
        shape = type(node.data) if isinstance(node.data, list | dict) else str
        fits = [one for one in kinds if one.shape is shape and (not one.words or node.data in one.words)]
        named = (one for one in fits if shape is dict and any(key in node.data for key in one.keys))
        return next(named, (fits or kinds)[0]).read(node)

    schema = {"anyOf": [one.schema for one in kinds]}
    example = Text(*(" | ".join(words) for words in zip(*(one.example for one in kinds), strict=True)))
    return Kind(read, schema, example, classes=tuple(cls for one in kinds for cls in one.classes))


def gather(read: Callable[[S], T], parts: Collection[S]) -> tuple[T, ...]:
    """What *read* makes of all *parts*; one SpecError with all that is wrong in them otherwise."""
    problems = ErrorList()
    found: list[T] = []
    for part in parts:
        with problems:
            found.append(read(part))
    problems.refuse()
    return tuple(found)


def _positive(node: Node) -> Fraction:
    value = numbers.number(node)
    if value <= 0:
        raise node.wrong(Text("应大于 0", "must be above 0"))
    return value


def dated(node: Node) -> Period:
    """The period that *node* names, of any kind, or by a name that its file gives it."""
    try:
        return period(node.word())
    except UsageError as problem:
        if own := own_period(node.word(), node.source.spans):
            return own
        raise node.wrong(problem.what, problem.hint) from problem


def _targets(node: Node) -> tuple[tuple[Period, Fraction], ...]:
    """The dated values at *node*, in order of time."""
    return tuple(sorted(gather(lambda item: (_period(*item), numbers.number(item[1])), node.items())))


def _period(key: str, node: Node) -> Period:
    return dated(Node(node.source, key, node.place))


def _window(node: Node) -> str:
    """One of the windows that have a name, or so many days or months, as ``30 days``."""
    match = re.fullmatch(_LONG, str(node.data))
    return f"{int(match[1])} {_LENGTHS[match[2]]}" if match else node.choice((*WINDOWS, "30 days", "3 months"))


def _limit(value: Callable[[Node], Fraction]) -> Kind:
    """A number and the side of it that is meant, {at_least: 80}; *value* reads it."""
    known = get_args(Comparison)

    def read(node: Node) -> Limit:
        named = node.only(*known).items()
        if len(named) != 1:
            raise node.wrong(Text("写一个界限", "one limit is needed"), choices_hint(known))
        return Limit(named[0][0], value(named[0][1]))  # type: ignore[arg-type]  # as checked

    properties = dict.fromkeys(known, _NUMBER)
    schema = {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}
    return Kind(read, {**schema, "maxProperties": 1}, same("{at_least: 80}"), dict)


def _bounds(node: Node) -> tuple[str, str]:
    """The lowest and the highest value, as `0..1` or `0..` says; blank without a bound."""
    match = re.fullmatch(_BOUNDS, node.word())
    if match is None:
        raise node.wrong(Text("应写成 0.. 或 0..1", "0.. or 0..1 is expected"))
    return match[1], match[2] or ""


def _day(node: Node) -> date:
    try:
        return date.fromisoformat(node.word())
    except ValueError as problem:
        raise node.wrong(Text("应是日期，如 2024-07-01", "a day such as 2024-07-01 is expected")) from problem


def _colour(node: Node) -> str:
    colour = node.word()
    if not re.fullmatch(_COLOUR, colour):
        raise node.wrong(
            Text(f"不是颜色：{colour}", f"not a colour: {colour}"),
            Text("写成 #1d6b3a 这样的六位十六进制。", "Write six hexadecimal digits, as in '#1d6b3a'."),
        )
    return colour.lower()


_LENGTHS = {"days": "days", "天": "days", "months": "months", "个月": "months"}
_LONG = rf"([1-9]\d{{0,3}}) ?({'|'.join(_LENGTHS)})"
_BOUNDS = r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)?"
_COLOUR = "#[0-9a-fA-F]{6}"
_PERIOD = (
    r"\d{4}(-?[Qq][1-4]|年?第?[一二三四1-4]季度?|-(0[1-9]|1[0-2])|年(0?[1-9]|1[0-2])月|-?[Hh][12]|年?[上下]半年"
    r"|-?[Ww](0?[1-9]|[1-4]\d|5[0-3])|年?第.{1,3}周|年度?)?"
)
_SPAN = r"\d{4}(-\d\d-\d\d|年\d\d?月\d\d?日).+|\d{1,3} ?([Mm]onth|[Ww]eek|[Dd]ay|[Yy]ear)s? ?from ?.+"
_NAMED_PERIOD = rf"({_PERIOD}|{_SPAN}|\D.*)"  # by the calendar, its days, or a name of the plan's own
_MARKED = r"(\d+(\.\d+)?\s*[%％‰千万亿]|\d{1,3}(,\d{3})+(\.\d+)?)"
_WORD, _NUMBER, _DIGITS, _WHEN = ({"$ref": f"#/$defs/{name}"} for name in ("word", "number", "digits", "period"))
# What a schema refers to by name.
PARTS: Mapping[str, Schema] = MappingProxyType(
    {
        "word": {"type": ["string", "number", "boolean"]},
        "number": {"type": ["number", "string"], "pattern": r"^[-+*/(). 0-9_,%％‰千万亿]+$"},
        "digits": {"type": ["number", "string"], "pattern": f"^{_MARKED}$"},
        "period": {"type": ["string", "integer"], "pattern": f"^{_NAMED_PERIOD}$"},
        "text": {
            "anyOf": [
                _WORD,
                {"type": "object", "properties": {"zh": _WORD, "en": _WORD}, "additionalProperties": False},
            ]
        },
    }
)
_DATED = {
    "type": "object",
    "propertyNames": {"pattern": f"^{_NAMED_PERIOD}$"},
    "additionalProperties": _NUMBER,
}
_DATED_KIND = Kind(dated, _WHEN, same("2024Q4"))


def _ends(both: Kind) -> Kind:
    """The first and the last of periods of one kind: of spans as long as the first, each from where the other ends."""

    def read(node: Node) -> tuple[Period, Period]:
        first, last = both.read(node)
        there = first.kind.at(last.first)
        return first, there if (there.first, there.last) == (last.first, last.last) else last

    return replace(both, read=read)


# By type, or by the mark on it.
KINDS: Mapping[object, Kind] = MappingProxyType(
    {
        str: Kind(Node.word, _WORD, Text("文字", "words")),
        Text: Kind(Node.text, {"$ref": "#/$defs/text"}, Text("{zh: 名称, en: name}", "{zh: 名称, en: name}")),
        bool: Kind(Node.flag, {"type": "boolean"}, same("true")),
        Fraction: Kind(numbers.number, _NUMBER, same("60000 | 90%")),
        float: Kind(numbers.number, _NUMBER, same("0.05")),
        Decimal: Kind(numbers.decimal, _DIGITS, same("60")),
        Period: _DATED_KIND,
        Limit: _limit(numbers.number),
        ValueKind.GATE: _limit(numbers.points),
        date: Kind(_day, {"type": "string", "format": "date"}, same("2024-07-01")),
        object: Kind(lambda node: node.data, {}, Text("值", "value")),
        ValueKind.BOUNDS: Kind(_bounds, {"type": "string", "pattern": f"^{_BOUNDS}$"}, same("0..1")),
        ValueKind.PAIRS: Kind(
            lambda node: tuple((key, one.word()) for key, one in node.items()),
            {"type": "object", "additionalProperties": _WORD},
            Text("{文字: 代码}", "{words: code}"),
            dict,
        ),
        ValueKind.SPAN: _ends(pair(_DATED_KIND, "[2024Q1, 2024Q4]")),
        ValueKind.EXPRESSION: Kind(numbers.expression, _WORD, Text("列名", "column")),
        ValueKind.PATTERN: Kind(Node.placed_text, _WORD, same(r"'_(\d{8})\.'")),
        ValueKind.POINTS: Kind(numbers.points, _NUMBER, same("60")),
        ValueKind.POSITIVE: Kind(_positive, {**_NUMBER, "exclusiveMinimum": 0}, same("60000 | 90%")),
        ValueKind.SHARE: Kind(numbers.share, _NUMBER, same("70%")),
        ValueKind.WEIGHT: Kind(lambda node: Fraction(numbers.decimal(node)), _DIGITS, same("60")),
        ValueKind.COLOUR: Kind(_colour, {"type": "string", "pattern": f"^{_COLOUR}$"}, same("'#1d6b3a'")),
        ValueKind.WINDOW: Kind(
            _window,
            {"anyOf": [{"enum": list(WINDOWS)}, {"type": "string", "pattern": f"^{_LONG}$"}]},
            same(f"{' | '.join(WINDOWS)} | 30 days | 3 months"),
        ),
        ValueKind.TARGETS: Kind(_targets, _DATED, same("{2024Q1: 60000, 2024Q4: 80000}"), dict),
    }
)
