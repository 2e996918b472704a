"""Expressions that a spec may hold: columns of one fact, literals, arithmetic, and a listed set of functions."""

from collections.abc import Callable, Collection
from fractions import Fraction

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from pubkpi.model.errors import SpecError
from pubkpi.model.text import Text, one_of, same

Tree = exp.Expr

# Everything else is refused: no subquery, no table function, no statement, no cast, no parameter.
_NODES: tuple[type[exp.Expr], ...] = (
    *(exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg),
    *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.Between),
    *(exp.Case, exp.If, exp.Coalesce, exp.Least, exp.Greatest, exp.Nullif, exp.Abs),
)


def parsed(words: str, known: Collection[str], at: str) -> exp.Expr:
    """*words* as an expression over the columns *known*; SpecError at *at* for anything else."""
    try:
        tree = parse_one(words, dialect="duckdb")
    except (SqlglotError, RecursionError) as problem:
        raise SpecError(at, Text(f"看不懂的算式：{words}", f"not an expression: {words}")) from problem
    for node in tree.walk():
        if not isinstance(node, _NODES):
            what = Text(f"算式里不能用 {node.sql()}", f"{node.sql()} is not allowed in an expression")
            raise SpecError(at, what, same(words))
        if isinstance(node, exp.Column) and (node.name not in known or node.table):
            what = Text(f"没有 {node.sql()} 这一列", f"there is no column {node.sql()}")
            raise SpecError(at, what, one_of(known))
    return tree


def columns(tree: exp.Expr) -> set[str]:
    """The names of the columns that *tree* reads."""
    return {column.name for column in tree.find_all(exp.Column)}


_BINARY: dict[type[exp.Expr], Callable[[Fraction, Fraction], Fraction]] = {
    exp.Add: Fraction.__add__,
    exp.Sub: Fraction.__sub__,
    exp.Mul: Fraction.__mul__,
    exp.Div: Fraction.__truediv__,
}


def evaluate(tree: exp.Expr, given: dict[str, Fraction], at: str) -> Fraction:
    """The exact value of *tree* with the numbers *given* for its columns; SpecError where it has none."""
    match tree:
        case exp.Column():
            return given[tree.name]
        case exp.Literal(is_string=False):
            return Fraction(tree.name)
        case exp.Paren():
            return evaluate(tree.this, given, at)
        case exp.Neg():
            return -evaluate(tree.this, given, at)
        case exp.Least() | exp.Greatest():
            parts = [evaluate(part, given, at) for part in (tree.this, *tree.expressions)]
            return min(parts) if isinstance(tree, exp.Least) else max(parts)
    operator = _BINARY.get(type(tree))
    if operator is None or not isinstance(tree, exp.Binary):
        raise SpecError(at, Text(f"指标之间不能这样计算：{tree.sql()}", f"measures cannot be combined by {tree.sql()}"))
    return operator(evaluate(tree.left, given, at), evaluate(tree.right, given, at))
