"""YAML changed in place: comments, order and quotes of the rest stay. Only this module imports ruamel."""

from collections.abc import Callable, MutableMapping
from io import StringIO
from pathlib import Path
from typing import Any

Entries = MutableMapping[str, Any]


def text(path: Path) -> str:
    """What the file at *path* says, with the line ends that it has; blank where there is none."""
    return path.read_bytes().decode("utf-8-sig") if path.is_file() else ""


def edited(text: str, key: str, change: Callable[[Entries], None]) -> str:
    """The YAML *text* with the mapping under *key*, which is made if it is not there, as *change* leaves it.

    The text must be one that yaml_file reads; its line ends stay.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    data = yaml.load(text)
    # of a text that is all comments nothing is known but the text
    before, data = (text, CommentedMap()) if data is None else ("", data)
    if data.get(key) is None:
        data[key] = CommentedMap()
    change(data[key])
    out = StringIO()
    yaml.dump(data, out)
    gap = "" if not before or before.endswith("\n") else "\n"
    return (before + gap + out.getvalue()).replace("\r\n", "\n").replace("\n", "\r\n" if "\r\n" in text else "\n")


def rename(entries: Entries, old: str, new: str) -> None:
    """The key *old* of *entries* becomes *new*, in its place and with its comments."""
    place, value, comments = list(entries).index(old), entries[old], entries.ca.items.pop(old, None)  # type: ignore[attr-defined]
    del entries[old]
    entries.insert(place, new, value)  # type: ignore[attr-defined]
    if comments:
        entries.ca.items[new] = comments  # type: ignore[attr-defined]


def first(entry: Entries, key: str, value: Any) -> None:
    """Put *value* at the head of the list under *key*, which is made if it is not there."""
    listed = entry.get(key)
    if not isinstance(listed, list):
        # one value stands for a list of it
        entry[key] = flow([] if listed is None else [listed])
    entry[key].insert(0, flow(value) if isinstance(value, dict) else word(value))


def flow(value: Any) -> Any:
    """*value*, a list or a mapping, written on one line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    pairs = {key: word(one) for key, one in value.items()} if isinstance(value, dict) else None
    made: Any = CommentedSeq(map(word, value)) if pairs is None else CommentedMap(pairs)
    made.fa.set_flow_style()
    return made


def word(value: Any) -> Any:
    """*value*, in quotes where yaml_file would read it as something else than these words."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    # yes is a word to ruamel and a truth to YAML 1.1
    plain = not isinstance(value, str) or value.casefold() not in _TRUTHS
    return value if plain else DoubleQuotedScalarString(value)


_TRUTHS = ("yes", "no", "on", "off", "y", "n", "true", "false")
