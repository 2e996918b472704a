"""The JSON Schema of a declared language, by which editors complete and check a file, and its page of reference."""

from collections.abc import Iterator
from typing import Any

from pubkpi.model.language import OneOf, Rule
from pubkpi.workspace.yaml.kinds import TEXT
from pubkpi.workspace.yaml.language import entries, kind, rules

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema(title: str, hint: Any) -> dict[str, Any]:
    """The schema, called *title*, of files that hold what the type *hint* declares."""
    root = kind(hint)
    whole = _declared(hint) if root.classes == (hint,) else root.schema
    parts = {cls.__name__: _declared(cls) for cls in classes(hint)}
    return {"$schema": _DRAFT, "title": title, **whole, "$defs": {"text": TEXT, **parts}}


def classes(hint: Any) -> list[type]:
    """The declarations that *hint* is made of, each once, itself first where it is one."""
    found: dict[type, None] = {}
    waiting = [*kind(hint).classes]
    while waiting:
        cls = waiting.pop(0)
        if cls not in found:
            found[cls] = None
            waiting += [inner for one in entries(cls) for inner in one.kind.classes]
    return [*found]


def _declared(cls: type) -> dict[str, Any]:
    listed = entries(cls)
    held = [condition for rule in rules(cls) for condition in _held(rule)]
    return {
        "type": "object",
        "properties": {one.key: {"description": " / ".join(one.description), **one.kind.schema} for one in listed},
        "required": [one.key for one in listed if one.is_needed],
        "additionalProperties": False,
        **({"allOf": held} if held else {}),
    }


def _held(rule: Rule) -> Iterator[dict[str, Any]]:
    """The conditions of a schema that say *rule*."""
    if isinstance(rule, OneOf):
        one = {"oneOf": [{"required": [key]} for key in rule.keys]}
        given = {"properties": {rule.by: {"const": rule.value}}, "required": [rule.by]}
        yield {"if": given, "then": one} if rule.by else one
        return
    for value, needed in rule.needs.items():
        if needed:
            given = {"properties": {rule.by: {"const": value}}, "required": [rule.by]}
            yield {"if": given, "then": {"required": list(needed)}}
    for key in dict.fromkeys(key for keys in rule.only.values() for key in keys):
        fitting = {"properties": {rule.by: {"enum": list(rule.values(key))}}, "required": [rule.by]}
        yield {"if": {"required": [key]}, "then": fitting}
