"""On which side a measure is better: from the rows that it counts, else from what it is made of, else from its name."""

import ast
import re
from collections.abc import Iterable, Mapping

from pubkpi.model.kpis.measures import Measure
from pubkpi.specs.lint import wording

Measures = Mapping[str, Measure]

# Facts whose rows nobody wants more of, or everybody, or of which only the condition tells.
_WORSE_FACTS = ("incident", "content_error")
_BETTER_FACTS = ("activity", "partnership", "award")
_OPEN_FACTS = ("mention", "spend", "milestone", "declaration")
_WORSE_COLUMNS = re.compile(r"lost_count|unfollow_\w+|reply_seconds|bounce_\w+_share|rank")
_BETTER_COLUMNS = re.compile(
    r"is_satisfied|(resolved|answered)_\w+|(opened|read|play|like|share|favourite|comment|wow)_(users|count)|(\w+_)?reads"
    r"|plays|(view|heart|thumb|repost|danmaku|coin|impression|click|profile_visit|follow|follower_net)_count"
    r"|(profile_visit|follow|first_share|original_link)_users|(open|click|completion|progress|five_second)_share"
    r"|(dwell|play)_seconds|tip_fen|income_fen|index_score|over_100k_count|(total|new|net|participant)_count"
)
_FIXED = "fixed"  # a number
_OTHER = {"up": "down", "down": "up"}
# functions that rise with what they are given
_RISING = ("ln", "log", "log10", "log2", "exp", "sqrt", "round", "floor", "ceil", "least", "greatest", "coalesce")


def better(measures: Measures, name: str, visited: tuple[str, ...] = ()) -> str:
    """``up`` where more of a measure is plainly better, ``down`` where it is worse, empty where nobody can tell."""
    one = measures.get(name)
    if one is None or name in visited:
        return ""
    by_name = wording.better(one.label, one.id)
    if one.fact:
        return _of_rows(one) or by_name
    if one.type == "derived":
        by_parts = _derived_side(measures, one, (*visited, name))
    else:
        by_parts = _same(found for part in one.of if (found := better(measures, part, (*visited, name))))
    return "" if by_parts and by_name == _OTHER[by_parts] else by_parts or by_name


def _same(sides: Iterable[str]) -> str:
    """What *sides* have in common, numbers apart; empty where one of them is unknown or two are at odds."""
    found = {*sides}
    moving = found - {_FIXED}
    return moving.pop() if len(moving) == 1 else _FIXED if found and not moving else ""


def _derived_side(measures: Measures, one: Measure, seen: tuple[str, ...]) -> str:
    try:
        found = _expression_side(ast.parse(" ".join(one.expr.split()), mode="eval").body, measures, seen)
    except (SyntaxError, ValueError, RecursionError):
        return ""
    return "" if found == _FIXED else found


def _expression_side(part: ast.expr, measures: Measures, seen: tuple[str, ...]) -> str:
    """The side of an expression over measures, which are taken to be above 0."""
    match part:
        case ast.Constant():
            return _FIXED
        case ast.Name(id=name):
            return better(measures, name, seen)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return _opposite(_expression_side(inner, measures, seen))
        case ast.BinOp(left=left, op=how, right=right):
            return _joint_side(how, _expression_side(left, measures, seen), _expression_side(right, measures, seen))
        case ast.Call(func=ast.Name(id=name), args=args) if name.lower() in _RISING:
            return _same(_expression_side(one, measures, seen) for one in args)
        case ast.Call(func=ast.Name(id="power" | "pow" | "nullif"), args=[base, ast.Constant()]):
            return _expression_side(base, measures, seen)
    return ""


def _joint_side(how: ast.operator, left: str, right: str) -> str:
    match how:
        case ast.Add() | ast.Mult():
            return _same((left, right))
        case ast.Sub():
            return _same((left, _opposite(right)))
        case ast.Div() if left == _FIXED:
            return _opposite(right)
        case ast.Div():  # complaints a reader are complaints; reads of reads are a part, more of which says nothing
            return "" if left == right else left
        case ast.Pow() if right == _FIXED:
            return left
    return ""


def _opposite(one: str) -> str:
    return _OTHER.get(one, one)


def _of_rows(one: Measure) -> str:
    words = f"{one.expr} {one.part}"
    if one.fact in _OPEN_FACTS:
        return ""
    if one.fact in _WORSE_FACTS:
        return (
            "down" if one.type in ("count", "distinct", "sum", "max") and not re.search(r"\b(not|is)\b", words) else ""
        )
    if one.fact in _BETTER_FACTS and one.type in ("count", "distinct", "sum", "max"):
        return "" if re.search(r"\bnot\b|-|/", words) else "up"
    if re.search(r"\bnot\b|\bnull\b|\bfalse\b|-|/|[<>=]", words):
        return ""
    read = re.findall(r"\w+", words)
    worse, good = ([word for word in read if kind.fullmatch(word)] for kind in (_WORSE_COLUMNS, _BETTER_COLUMNS))
    return "" if bool(worse) == bool(good) else "down" if worse else "up"
