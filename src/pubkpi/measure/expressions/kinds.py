"""What kind of thing an expression gives, and what may be put together; nothing is converted on the way.

The engine would turn texts into numbers and flags into texts on its own, and fail on a row that does not fit.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from sqlglot import exp

from pubkpi.model.text import Text

Kind = Literal["number", "text", "day", "instant", "flag", "null"]

# What a column of a fact holds, by the kind that the fact declares.
KINDS_OF: Mapping[str, Kind] = MappingProxyType(
    {
        **dict.fromkeys(("count", "share", "seconds", "fen", "number", "level"), "number"),
        **dict.fromkeys(("text", "id", "quarter", "period"), "text"),
        "flag": "flag",
        "day": "day",
        "instant": "instant",
    }
)
_CALLED: Mapping[str, Text] = MappingProxyType(
    {
        "number": Text("数", "a number"),
        "text": Text("文字", "a text"),
        "day": Text("日期", "a day"),
        "instant": Text("时间", "a moment"),
        "flag": Text("是或否", "a yes or no"),
        "null": Text("空", "null"),
    }
)
_DATED = {"day": (r"\d{4}-\d\d-\d\d", "%Y-%m-%d"), "instant": (r"\d{4}(-\d\d){2} \d\d(:\d\d){2}", "%Y-%m-%d %H:%M:%S")}


class MisfitError(Exception):
    """A part of an expression that is not of the kind that is needed there."""

    def __init__(self, node: exp.Expr, what: Text) -> None:
        super().__init__(what.en)
        self.node, self.what = node, what


def kind_of(tree: exp.Expr, names: Mapping[str, Kind], required: Kind | None = None) -> Kind:
    """The kind that *tree* gives over columns of *names*; MisfitError if parts do not fit or it is not *required*."""
    kind = _kind(tree, names)
    if required and kind != required:
        need, found = _CALLED[required], _CALLED[kind]
        zh, en = f"这里应是{need.zh}，{tree.sql()} 是{found.zh}", f"{need.en} is needed, {tree.sql()} is {found.en}"
        raise MisfitError(tree, Text(zh, en))
    return kind


def _kind(tree: exp.Expr, names: Mapping[str, Kind]) -> Kind:
    match tree:
        case exp.Column():
            return names[tree.name]
        case exp.Literal():
            return "text" if tree.is_string else "number"
        case exp.Boolean():
            return "flag"
        case exp.Null():
            return "null"
        case exp.Paren():
            return _kind(tree.this, names)
        case exp.Cast():
            return "day" if tree.is_type("date") else "instant"
        case exp.Case():
            return _kind_of_case(tree, names)
        case exp.Coalesce() | exp.Least() | exp.Greatest():
            return _alike([tree.this, *tree.expressions], names)
        case exp.Nullif():
            return _alike([tree.this, tree.args["expression"]], names)
    return _operation_kind(tree, names)


def _operation_kind(tree: exp.Expr, names: Mapping[str, Kind]) -> Kind:
    """The kind of arithmetic, comparisons and logic."""
    parts = [part for part in tree.iter_expressions() if isinstance(part, exp.Expr)]
    match tree:
        case (
            exp.Add()
            | exp.Sub()
            | exp.Mul()
            | exp.Div()
            | exp.Neg()
            | exp.Abs()
            | exp.Floor()
            | exp.Exp()
            | exp.Ln()
            | exp.Sqrt()
            | exp.Pow()
        ):
            return _same_kind(parts, names, "number")
        case exp.And() | exp.Or() | exp.Not():
            return _same_kind(parts, names, "flag")
        case exp.Is() if isinstance(tree.expression, exp.Null):
            _kind(tree.this, names)
            return "flag"
        case exp.In() if not tree.expressions:
            raise MisfitError(tree, Text("in 后面要有括号和取值", "in needs a list of values in brackets"))
    _alike(parts, names)
    return "flag"


def refuse_rounded_quotients(tree: exp.Expr) -> None:
    """MisfitError where *tree* rounds another quotient down than one by a number, which alone is exact in a row."""
    rounded = [(whole, one) for whole in tree.find_all(exp.Floor) for one in whole.find_all(exp.Div)]
    for whole, division in rounded:
        by = division.expression
        plain = isinstance(by, exp.Literal) and not by.is_string and float(by.name) > 0
        if not plain or division is not whole.this.unnest():
            what = Text(
                "floor 里只能除以一个正数，如 floor(reads / 1000)",
                "floor takes one division, by a number: floor(reads / 1000)",
            )
            raise MisfitError(division, what)


def _same_kind(parts: list[exp.Expr], names: Mapping[str, Kind], required: Kind) -> Kind:
    for part in parts:
        kind_of(part, names, required)
    return required


def _kind_of_case(tree: exp.Case, names: Mapping[str, Kind]) -> Kind:
    """The kind of ``case``: of all that may come out."""
    branches = tree.args["ifs"]
    if tree.this:
        _alike([tree.this, *(branch.this for branch in branches)], names)
    else:
        _same_kind([branch.this for branch in branches], names, "flag")
    outcomes = [branch.args["true"] for branch in branches]
    return _alike([*outcomes, *filter(None, [tree.args.get("default")])], names)


def _alike(parts: list[exp.Expr], names: Mapping[str, Kind]) -> Kind:
    """The one kind of all *parts*; a text in the form of a day becomes one beside a day."""
    kinds = [(part, _kind(part, names)) for part in parts]
    real = [one for one in kinds if one[1] != "null"]
    if not real:
        return "null"
    first, kind = next((one for one in real if not isinstance(one[0], exp.Literal)), real[0])
    for part, other in real:
        if other != kind and _is_date_text(part, kind):
            # between two texts the engine would compare a day as a text, or not at all
            part.replace(exp.cast(part.copy(), "date" if kind == "day" else "timestamp"))
        elif other != kind:
            zh = f"{first.sql()} 是{_CALLED[kind].zh}，{part.sql()} 是{_CALLED[other].zh}，不能放在一起"
            en = f"{first.sql()} is {_CALLED[kind].en} and {part.sql()} {_CALLED[other].en}: they do not go together"
            raise MisfitError(part, Text(zh, en))
    return kind


def _is_date_text(part: exp.Expr, kind: Kind) -> bool:
    """Whether *part* is a text that stands for one of *kind*, a day or a moment."""
    if isinstance(part, exp.Literal) and part.is_string and kind in _DATED:
        form, reading = _DATED[kind]
        with suppress(ValueError):
            return bool(re.fullmatch(form, part.name, re.ASCII) and datetime.strptime(part.name, reading))
    return False
