"""The JSON Schema of a declared language, by which editors complete and check a file, and its page of reference."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pubkpi.model.language import KeySetRule, OneKeyRule, OneValueRule, Rule
from pubkpi.workspace.yaml.kinds import PARTS
from pubkpi.workspace.yaml.language import Entry, entries, kind, rules

_HEAD = """\
# 文件里可以写的键 / The keys of all files

<!-- Made by: pubkpi schema > docs/keys.md -->

粗体的键必须写。Keys in bold are needed. `pubkpi schema scorecard` gives the JSON Schema of scorecards; so for each."""
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema(title: str, hint: Any) -> dict[str, Any]:
    """The schema, called *title*, of files that hold what the type *hint* declares."""
    own = _object_schema(hint) if hint in classes(hint) else kind(hint).schema
    parts = {cls.__name__: _object_schema(cls) for cls in classes(hint) if cls is not hint}
    return {"$schema": _DRAFT, "title": title, **own, "$defs": {**PARTS, **parts}}


def classes(hint: Any) -> list[Any]:
    """The declarations that *hint* is made of, each once, itself first where it is one."""
    found: dict[Any, None] = {}
    waiting = [*kind(hint).classes]
    while waiting:
        cls = waiting.pop(0)
        if cls not in found:
            found[cls] = None
            waiting += [inner for one in entries(cls) for inner in one.kind.classes]
    return [*found]


def page(languages: Mapping[str, Any]) -> Iterator[str]:
    """The page of reference on the *languages*, declarations by name: a table of keys for each mapping in a file."""
    yield _HEAD
    seen: set[Any] = set()
    for name, hint in languages.items():
        yield f"\n## {name}"
        for cls in (cls for cls in classes(hint) if cls not in seen):
            seen.add(cls)
            about = re.split(r"[.:](?:\s|$)", " ".join(str(cls.__doc__).split()), maxsplit=1)[0]
            yield f"\n### {about}\n\n| 键 / key | 写成 / as | 含义 / meaning |\n|---|---|---|"
            yield from map(_row, entries(cls))


def _row(entry: Entry) -> str:
    example = (" | ".join(entry.kind.words) or entry.kind.example.en).replace("|", "\\|")
    key = f"**`{entry.key}`**" if entry.is_needed else f"`{entry.key}`"
    return f"| {key} | `{example}` | {' / '.join(entry.description)} |"


def _object_schema(cls: Any) -> dict[str, Any]:
    listed = entries(cls)
    conditions = [condition for rule in rules(cls) for condition in _conditions(rule)]
    return {
        "type": "object",
        "properties": {one.key: {"description": " / ".join(one.description), **one.kind.schema} for one in listed},
        "required": [one.key for one in listed if one.is_needed],
        "additionalProperties": False,
        **({"allOf": conditions} if conditions else {}),
    }


def _conditions(rule: Rule) -> Iterator[dict[str, Any]]:
    """The conditions of a schema that say *rule*."""
    if isinstance(rule, OneKeyRule):
        one = {"oneOf": [{"required": [key]} for key in rule.keys]}
        yield {"if": _is(rule.by, rule.value), "then": one} if rule.by else one
    elif isinstance(rule, OneValueRule):
        single = {"properties": {rule.key: {"anyOf": [{"type": "string"}, {"type": "array", "maxItems": 1}]}}}
        yield {"if": _is(rule.by, rule.value), "then": single}
    elif isinstance(rule, KeySetRule):
        for value, known in rule.keys.items():
            keys = {"properties": {rule.key: {"propertyNames": {"enum": list(known)}}}}
            yield {"if": _is(rule.by, value), "then": keys}
    else:
        for value, needed in rule.needs.items():
            yield {"if": _is(rule.by, value), "then": {"required": needed.split()}}
        for key, values in rule.only.items():
            yield {"if": {"required": [key]}, "then": _is(rule.by, *values.split())}


def _is(key: str, *values: str) -> dict[str, Any]:
    return {"properties": {key: {"enum": list(values)}}, "required": [key]}
