"""What came out, written down as JSON has it, and read back: dataclasses by their fields, periods by their names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import zip_longest
from math import isclose
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pubkpi.model.periods import Period, period
from pubkpi.model.text import Text
from pubkpi.score.league_columns import ChoiceColumn, NumberColumn

_PLAIN = (bool, int, float, str, NoneType)
_ENCODABLE = (*_PLAIN, NumberColumn, ChoiceColumn)
_SAID = ("findings", "accepted")
_NEAR = 1e-12  # two machines may differ in the last digits of a logarithm


def write(thing: Any, *, words: bool = True) -> Any:
    """*thing* as JSON has it; without *words* only its numbers and states, no texts, findings and decisions."""
    if isinstance(thing, Text):
        return list(thing) if words else None
    if isinstance(thing, Period | Fraction | Decimal | date):
        return str(thing)
    if is_dataclass(thing) and not isinstance(thing, Sequence):  # which a column that is made when looked at is, too
        listed = ((field.name, getattr(thing, field.name)) for field in fields(thing))
        return {name: write(one, words=words) for name, one in listed if words or name not in _SAID}
    if isinstance(thing, Mapping):
        return {str(key): write(one, words=words) for key, one in thing.items()}
    if isinstance(thing, _ENCODABLE):
        return thing  # a column of an entity each becomes a list as it is encoded, one after the other
    if isinstance(next((one for one in thing if one is not None), None), _PLAIN):
        return list(thing)
    return [write(one, words=words) for one in thing]


def read(kind: Any, written: Any) -> Any:
    """The thing of that *kind* that was *written*; a field that was not written has its default."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        real = [one for one in inside if one is not NoneType]
        return None if written is None else read(real[0], written)
    if origin is Literal or kind in _PLAIN or kind is Any:
        return written
    if origin is tuple and inside[-1] is not ...:
        return tuple(read(one, cell) for one, cell in zip(inside, written, strict=True))
    if origin in (tuple, Sequence):
        return tuple(written) if inside[0] in _PLAIN else tuple(read(inside[0], one) for one in written)
    if origin is Mapping:
        return {read(inside[0], key): read(inside[1], one) for key, one in written.items()}
    return _simple(kind, written)


def _simple(kind: Any, written: Any) -> Any:
    if kind is Text:
        return Text(*written)
    if kind is Period:
        return period(written)
    if kind is date:
        return date.fromisoformat(written)
    if kind in (Fraction, Decimal):
        return kind(written)
    return kind(**{name: read(hint, written[name]) for name, hint in _hints(kind).items() if name in written})


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def differences(was: Any, now: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two things that were written differ: the place, and what stands there in each; None where nothing does."""
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for key in dict.fromkeys((*was, *now)):
            yield from differences(was.get(key), now.get(key), f"{place}.{key}".lstrip("."))
    elif _is_list(was) and _is_list(now):
        if was != now:
            for number, (one, other) in enumerate(zip_longest(was, now)):
                yield from differences(one, other, f"{place}.{_name(one) or _name(other) or number}".lstrip("."))
    elif was != now and not (isinstance(was, float) and isinstance(now, float | int) and _same(was, now)):
        yield place, was, now


def _is_list(one: Any) -> bool:
    return isinstance(one, Sequence) and not isinstance(one, str)


def _same(was: float, now: float) -> bool:
    return isclose(was, now, rel_tol=_NEAR, abs_tol=_NEAR)


def _name(one: Any) -> str:
    return str(one["id"]) if isinstance(one, Mapping) and "id" in one else ""
