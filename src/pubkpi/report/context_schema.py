"""The JSON Schema of what templates know: the view of each section, the page around them, the words."""

import types
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pubkpi.report.page import SECTIONS, PageView
from pubkpi.report.wording.words import PHRASES, SECTION_TITLES

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean", types.NoneType: "null"}
_SVG = "the SVG of each figure by the figure's name, in HTML only"


def context_schema() -> dict[str, Any]:
    """The schema of the context; a section that is not asked for, or has nothing to tell, is not in it."""
    views = {name: _view(make) for name, make in SECTIONS.items()}
    words = {name: {"type": "string", "description": f"{said.zh} / {said.en}"} for name, said in PHRASES.items()}
    titles = {name: f"{title.zh} / {title.en}" for name, title in SECTION_TITLES.items()}
    return {
        "$schema": _DRAFT,
        "title": "pubkpi report",
        "type": "object",
        "properties": {
            **{name: {"description": titles[name], **_schema(view)} for name, view in views.items()},
            "page": _schema(PageView),
            "words": {"type": "object", "properties": words},
            "charts": {"type": "object", "description": _SVG, "additionalProperties": {"type": "string"}},
        },
        "required": ["page", "words"],
        "$defs": {cls.__name__: _object_schema(cls) for cls in _classes([*views.values(), PageView])},
    }


def _view(make: Any) -> Any:
    """The view that *make*, the function of a section, returns."""
    hint = get_type_hints(make)["return"]
    return next((one for one in get_args(hint) if is_dataclass(one)), hint)


def _schema(hint: Any) -> dict[str, Any]:
    """The schema of a value of the type *hint*."""
    origin, parts = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return {"$ref": f"#/$defs/{hint.__name__}"}  # type: ignore[union-attr]  # a class
    if origin is Literal:
        return {"enum": [*parts]}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(one) for one in parts]}
    if origin is tuple and parts[-1] is not ...:
        return {"type": "array", "prefixItems": [_schema(one) for one in parts], "items": False}
    if origin is tuple:
        return {"type": "array", "items": _schema(parts[0])}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema(parts[1])}
    return {"type": _SIMPLE[hint]}


def _object_schema(cls: Any) -> dict[str, Any]:
    about = " ".join(str(cls.__doc__).split())
    names = {name: _schema(hint) | _note(cls, name) for name, hint in _members(cls)}
    return {"type": "object", "description": about, "properties": names, "required": [*names]}


def _note(cls: Any, name: str) -> dict[str, str]:
    """What a property says of itself; fields stand in the words on their class."""
    given = getattr(cls, name, None)
    return {"description": " ".join(str(given.__doc__).split())} if isinstance(given, property) else {}


def _members(cls: Any) -> Iterator[tuple[str, Any]]:
    """The fields of a class and its properties, each with its type."""
    hints = get_type_hints(cls)
    yield from ((one.name, hints[one.name]) for one in fields(cls))
    for name, given in vars(cls).items():
        if isinstance(given, property) and name != "figures":
            yield name, get_type_hints(given.fget)["return"]


def _classes(hints: list[Any]) -> list[Any]:
    """The dataclasses that *hints* are made of, each once."""
    found: dict[Any, None] = {}
    waiting = [*hints]
    while waiting:
        hint = waiting.pop(0)
        if is_dataclass(hint) and hint not in found:
            found[hint] = None
            waiting += [inner for _, inner in _members(hint)]
        waiting += [one for one in get_args(hint) if get_origin(hint) is not Literal]
    return [*found]
