"""JSON as an interface answers: every list of objects is a sheet, every object a row under its field names.

So is a text with an object a line. A table that is written as its field names and the cells of its rows is a list of
objects, too. A field inside an object in the row is named with dots, and one of the object around it with ``../``, so
that the rows of an inner list say what they belong to. Numbers stay as they are written: a long id keeps its digits.
"""

import json
import re
from typing import Any

from pubkpi.ingest.containers import truncation
from pubkpi.ingest.containers.sheet import Book, Cell, RawSheet, cell
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

Fields = dict[str, Cell]
_START = re.compile(rb"(\xef\xbb\xbf)?\s*(\{\s*[\"}]|\[\s*[\[\]{])")


def looks_like(data: bytes) -> bool:
    """Whether *data* begins as a JSON object, or as a list of lists or objects, does."""
    return _START.match(data) is not None


def read(data: bytes, name: str) -> Book:
    """Every list of objects as a sheet; DataError when it is not sound JSON in UTF-8."""
    lists: dict[str, list[Fields]] = {}
    words = _decode(data, name)
    try:
        value = _value(words)
        for record in value if isinstance(value, list) else [value]:
            if isinstance(record, dict):
                _record(record, "", {}, lists, is_row=isinstance(value, list))
        # half of a pair (\ud83d alone) is no character, and nothing that keeps text would take it
        json.dumps(list(lists.values()), ensure_ascii=False).encode()
    except (ValueError, RecursionError) as problem:
        if isinstance(problem, json.JSONDecodeError) and _ends_early(words, problem):
            raise truncation.refusal(name, "JSON") from problem
        what = Text(f"不是完好的 JSON（{problem}）", f"not sound JSON ({problem})")
        raise DataError(name, what, Text("请重新导出。", "Export it again.")) from problem
    return Book("json", tuple(_sheet(path, rows) for path, rows in lists.items()), "utf-8")


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        if problem.reason == "unexpected end of data":
            raise truncation.refusal(name, "JSON") from problem
        what = Text(
            f"不是 UTF-8 的 JSON（第 {problem.start + 1} 字节）", f"JSON that is not UTF-8 (byte {problem.start + 1})"
        )
        raise DataError(name, what, Text("请重新导出。", "Export it again.")) from problem


def _ends_early(words: str, problem: json.JSONDecodeError) -> bool:
    """Whether *words* are no JSON because they end too early."""
    words = words.rstrip()
    return words[-1] not in "]}" or problem.pos >= len(words) or problem.msg.startswith("Unterminated")


def _value(words: str) -> Any:
    """What *words* hold: one value, or an object a line."""
    try:
        return _parse(words)
    except json.JSONDecodeError as problem:
        if problem.msg != "Extra data":
            raise
    return [_parse(line) for line in words.split("\n") if line.strip()]


def _parse(words: str) -> Any:
    return json.loads(
        words, object_pairs_hook=_once, parse_int=str, parse_float=str, parse_constant=_no_number, strict=True
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice} ×2")
    return found


def _no_number(word: str) -> Any:
    raise ValueError(word)


def _record(
    record: dict[str, Any], path: str, above: Fields, lists: dict[str, list[Fields]], *, is_row: bool = False
) -> None:
    """Add *record* to the rows of its list, and the objects inside it to theirs.

    One at the top that holds others is only around them, unless it *is_row* among others itself.
    """
    own: Fields = {}
    inner: dict[str, list[Any]] = {}
    _flatten(record, "", own, inner)
    row = own | {f"../{name}": value for name, value in above.items()}
    if own and (path or not inner or (is_row and "list" not in inner)):
        lists.setdefault(path or "list", []).append(row)
    for name, records in inner.items():
        for one in records:
            _record(one, f"{path}/{name}" if path else name, row, lists)


def _flatten(value: dict[str, Any], prefix: str, own: Fields, inner: dict[str, list[Any]]) -> None:
    for key, one in _with_rows(value).items():
        name, item = prefix + key, _unwrap(one)
        if isinstance(item, dict):
            _flatten(item, f"{name}.", own, inner)
        elif isinstance(item, list) and item and all(isinstance(each, dict) for each in item):
            inner[name] = item
        elif isinstance(item, list):
            own[name] = json.dumps(item, ensure_ascii=False) if item else None
        elif isinstance(item, bool):
            own[name] = "TRUE" if item else "FALSE"
        else:
            own[name] = None if item is None else cell(item)


def _with_rows(value: dict[str, Any]) -> dict[str, Any]:
    """*value* with the rows of a table as objects: 百度统计 gives names, first cells and the other ones apart."""
    match value:
        case {"fields": [*names], "items": [[*firsts], [*others], *_]} if len(firsts) == len(others):
            cells = [*zip(firsts, others, strict=True)]
            if all(isinstance(one, list) for pair in cells for one in pair):
                rows = [dict(zip(names, first + rest, strict=False)) for first, rest in cells]
                return {**value, "items": rows}
    return value


def _unwrap(value: Any) -> Any:
    """*value*, or the JSON that it is the text of: some answers wrap one in another."""
    if isinstance(value, str) and looks_like(value[:64].encode("utf-8", "replace")):
        try:
            return _parse(value)
        except (ValueError, RecursionError):
            return value
    return value


def _sheet(path: str, rows: list[Fields]) -> RawSheet:
    header = list(dict.fromkeys(name for row in rows for name in row))
    return RawSheet(path, (tuple(header), *(tuple(row.get(name) for name in header) for row in rows)))
