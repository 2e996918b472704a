"""The nouns that all rooms speak of, and the decorator that declares them: `dataclass`."""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any


def _dataclass(
    *,
    frozen: bool = False,
    slots: bool = False,
    init: bool = True,
    repr: bool = True,
    eq: bool = True,
    kw_only: bool = False,
) -> Callable[[type], type]:
    """The standard library's decorator; of a frozen class the methods are made when one is first called.

    Made at once, as there, they took a quarter of the time of a short command, which uses few of the classes.
    """
    if not frozen:
        return dataclasses.dataclass(slots=slots, init=init, repr=repr, eq=eq, kw_only=kw_only)
    wanted = {"__init__": init, "__repr__": repr, "__eq__": eq, "__hash__": eq}

    def declare(cls: Any) -> Any:
        own = {name for name in _MAKERS if cls.__dict__.get(name) is not None}
        made = dataclasses.dataclass(slots=slots, init=False, repr=False, eq=False, kw_only=kw_only)(cls)
        for name in _MAKERS:
            if wanted[name] and name not in own:
                _make_when_called(made, name)
        for name, method in _FROZEN.items():
            setattr(made, name, method)
        return made

    return declare


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    dataclass = _dataclass


def _make_when_called(cls: type, name: str) -> None:
    """Let *cls* have the method *name*, which its first call makes."""

    def first(self: object, *given: object, **named: object) -> Any:
        method = _MAKERS[name](cls)
        method.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, method)
        return method(self, *given, **named)

    first.__name__ = name
    setattr(cls, name, first)


def _init(cls: Any) -> Callable[..., None]:
    """The method that sets each field from an argument or its default."""
    scope: dict[str, Any] = {"__set": object.__setattr__, "__absent": object()}
    places: list[str] = []
    named: list[str] = []
    body: list[str] = []
    for field in dataclasses.fields(cls):
        name, words, value = field.name, field.name, field.name
        if field.default is not dataclasses.MISSING:
            scope[f"__default_{name}"] = field.default
            words, value = f"{name}=__default_{name}", name if field.init else f"__default_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            scope[f"__make_{name}"] = field.default_factory
            words = f"{name}=__absent"
            value = f"__make_{name}() if {name} is __absent else {name}" if field.init else f"__make_{name}()"
        if field.init:
            (named if field.kw_only else places).append(words)
        if field.init or value != name:
            body.append(f"    __set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("    self.__post_init__()")
    words = ", ".join(["self", *places, *(["*", *named] if named else [])])
    exec("\n".join([f"def __init__({words}):", *(body or ["    pass"])]), scope)  # noqa: S102  as the library does
    return scope["__init__"]  # type: ignore[no-any-return]


def _eq(cls: Any) -> Callable[..., bool]:
    """The method that compares the values of all fields that count."""
    values = _getter([field.name for field in dataclasses.fields(cls) if field.compare])

    def __eq__(self: object, other: object) -> bool:  # noqa: N807
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _hash(cls: Any) -> Callable[[object], int]:
    """The method that agrees with it."""
    counts = [(field.name, field.compare if field.hash is None else field.hash) for field in dataclasses.fields(cls)]
    values = _getter([name for name, counted in counts if counted])
    return lambda self: hash(values(self))


def _repr(cls: Any) -> Callable[[object], str]:
    """The method that writes the object as the call that makes it."""
    names = [field.name for field in dataclasses.fields(cls) if field.repr]
    return lambda self: f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"


_MAKERS: dict[str, Callable[[Any], Callable[..., Any]]] = {
    "__init__": _init,
    "__repr__": _repr,
    "__eq__": _eq,
    "__hash__": _hash,
}


def _getter(names: list[str]) -> Callable[[object], object]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _refuse_change(_: object, name: str, *__: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _state(self: Any) -> list[object]:
    """The values of all fields, for a copy or another process."""
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _set_state(self: Any, values: list[object]) -> None:
    for field, value in zip(dataclasses.fields(self), values, strict=True):
        object.__setattr__(self, field.name, value)


_FROZEN = {
    "__setattr__": _refuse_change,
    "__delattr__": _refuse_change,
    "__getstate__": _state,
    "__setstate__": _set_state,
}
