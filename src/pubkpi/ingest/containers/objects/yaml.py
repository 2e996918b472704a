"""YAML as people write a form by hand: a list of entries is a sheet, every entry a row under its own keys.

What stands beside a list, as ``period: 2024Q4`` does, holds for each of its entries.
"""

import re
from typing import Any

from pubkpi.ingest.containers.delimited import charset
from pubkpi.ingest.containers.sheet import Book, Cell, RawSheet, cell
from pubkpi.model.errors import DataError, SpecError
from pubkpi.model.text import Text
from pubkpi.workspace.yaml import yaml_file
from pubkpi.workspace.yaml.node import Node

Fields = dict[str, Cell]
_LIST = "list"
# Blank lines, comments and `key: value`, and then an entry of a list that begins with a key. No other text does.
_START = re.compile(
    rb"(\xef\xbb\xbf)?"
    rb"(?:[ \t]*(?:#[^\n]*)?\r?\n|---[ \t]*\r?\n|[^\s#,:-][^\n,:]*:(?:[ \t][^\n]*)?\r?\n){0,200}?"
    rb"[ \t]*-[ \t]+(?:\{[ \t]*)?[^\s#,:{}-][^\n,:]*:(?:[ \t\r\n])"
)


def looks_like(data: bytes) -> bool:
    """Whether *data* begins as a list of entries does, perhaps below a few keys."""
    return _START.match(data) is not None


def read(data: bytes, name: str) -> Book:
    """Every list of entries as a sheet; DataError when it is no sound YAML, or when something else stands in it."""
    words, encoding = charset.decoded(data, name)
    try:
        root = yaml_file.parse(words, name)
        sheets = [_sheet(at, *_entries(root, at)) for at in _lists(root)]
    except SpecError as problem:
        raise DataError(problem.where, problem.what, problem.hint) from problem
    return Book("yaml", tuple(sheets), encoding)


def _lists(root: Node) -> list[str]:
    """The keys of the lists in *root*; blank where it is one itself."""
    return [""] if isinstance(root.data, list) else [key for key, one in root.items() if isinstance(one.data, list)]


def _entries(root: Node, at: str) -> tuple[Fields, list[Fields]]:
    """What holds for each entry of the list *at* that key, and the entries."""
    if not at:
        return {}, [_fields(one) for one in root.each()]
    beside = {key: _cell(one) for key, one in root.items() if not isinstance(one.data, list)}
    return beside, [_fields(one) for one in root[at].each()]


def _fields(entry: Node) -> Fields:
    return {key: _cell(one) for key, one in entry.items()}


def _cell(node: Node) -> Cell:
    value: Any = node.data
    if isinstance(value, list | dict):
        raise node.wrong(Text("一格里只能写一个值", "one value is expected here, no list and no keys"))
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return None if value is None else cell(str(value))


def _sheet(name: str, beside: Fields, entries: list[Fields]) -> RawSheet:
    header = list(dict.fromkeys((*beside, *(key for entry in entries for key in entry))))
    rows = (tuple((beside | entry).get(key) for key in header) for entry in entries)
    return RawSheet(name or _LIST, (tuple(header), *rows))
