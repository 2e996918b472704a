"""Expressions that a spec may hold: columns of one fact, literals, arithmetic, conditions, and a few functions.

They come from whoever writes a spec, so three walls stand before the engine: the words that the language has, the
nodes that a parser makes of them, and (in kinds.py) what may be put together.
"""

import re
from collections.abc import Collection, Mapping

from sqlglot import Token, TokenType, exp, parse_one, tokenize
from sqlglot.errors import ParseError, SqlglotError

from pubkpi.measure.expressions.kinds import KINDS_OF, Kind, MisfitError, kind_of, refuse_rounded_quotients
from pubkpi.model.errors import SpecError
from pubkpi.model.facts import Fact
from pubkpi.model.kpis.measures import Formula, Measure
from pubkpi.model.text import NOTHING, PlacedText, Text, choices_hint

Tree = exp.Expr

FUNCTIONS = ("abs", "coalesce", "floor", "greatest", "least", "nullif")
# Between measures; over rows the engine would work the curves out in floating point.
COMBINING = ("abs", "exp", "floor", "greatest", "least", "ln", "power", "sqrt")
_SIGNS = "L_PAREN R_PAREN COMMA PLUS DASH STAR SLASH EQ NEQ GT GTE LT LTE".split()
_WORDS = "AND OR NOT IS NULL IN BETWEEN CASE WHEN THEN ELSE END TRUE FALSE".split()
_TOKENS = frozenset(TokenType[name] for name in (*_SIGNS, *_WORDS, "STRING"))
# Longer ones, and those with an exponent, the engine would take for floating point.
_NUMBER = re.compile(r"\d{1,18}(\.\d{0,12})?|\.\d{1,12}")
_NODES: tuple[type[exp.Expr], ...] = (
    *(exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg),
    *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.Between),
    *(exp.Case, exp.If, exp.Coalesce, exp.Least, exp.Greatest, exp.Nullif, exp.Abs, exp.Floor),
    *(exp.Exp, exp.Ln, exp.Sqrt, exp.Pow),
)
_ALLOWED: Mapping[tuple[str, ...], Text] = {
    FUNCTIONS: Text(
        f"可用：列名、数、'文字'、+ - * /、比较、and or not、in、between、is null、case when、{'、'.join(FUNCTIONS)}。",
        "Allowed: columns, numbers, 'texts', + - * /, comparisons, and or not, in, between, is null, case when, "
        f"{', '.join(FUNCTIONS)}.",
    ),
    COMBINING: Text(
        f"可用：指标、数、+ - * /、case when … else、比较、and or not、between、{'、'.join(COMBINING)}。",
        "Allowed: measures, numbers, + - * /, case when … else, comparisons, and or not, between, "
        f"{', '.join(COMBINING)}.",
    ),
}
_UNKNOWN: Mapping[tuple[str, ...], Text] = {
    FUNCTIONS: Text("没有 {} 这一列", "there is no column {}"),
    COMBINING: Text("没有 {} 这个指标", "there is no measure {}"),
}


def of_fact(fact: Fact) -> Mapping[str, Kind]:
    """What an expression over *fact* may name: its columns, each with what kind of thing it holds."""
    return {column.name: KINDS_OF[column.kind] for column in fact.columns}


def parsed(
    words: str,
    names: Mapping[str, Kind],
    at: str,
    kind: Kind | None = None,
    functions: tuple[str, ...] = FUNCTIONS,
) -> Tree:
    """*words* as an expression over the columns of *names* that gives that *kind* of thing.

    SpecError for anything else, at the word that is the matter, or at *at* when the words do not know where they stand.
    """
    tree = _tree(words, names, at, functions)
    for node in tree.walk():
        if not isinstance(node, _NODES) or (isinstance(node, exp.Column) and node.name not in names):
            what = Text(f"算式里不能用 {node.sql()}", f"{node.sql()} is not allowed in an expression")
            raise SpecError(place(words, node, at), what, _ALLOWED[functions])
    try:
        kind_of(tree, names, kind)
        if functions is FUNCTIONS:  # of rows, which the engine divides
            refuse_rounded_quotients(tree)
    except MisfitError as problem:
        raise SpecError(place(words, problem.node, at), problem.what) from problem
    return tree


def _tree(words: str, names: Mapping[str, Kind], at: str, functions: tuple[str, ...]) -> Tree:
    unclear = Text(f"看不懂的算式：{words}", f"not an expression: {words}")
    try:
        tokens = tokenize(words, read="duckdb")
        for token, after in zip(tokens, (*tokens[1:], None), strict=False):
            called = after is not None and after.token_type is TokenType.L_PAREN
            if not (called and words[token.start : token.end + 1].lower() in functions):
                _admit(words, token, names, at, functions, called=called)
        return parse_one(words, dialect="duckdb")
    except ParseError as problem:
        raise SpecError(_at(words, _start(words, problem), at), unclear, _ALLOWED[functions]) from problem
    except (SqlglotError, RecursionError) as problem:
        raise SpecError(_at(words, 0, at), unclear, _ALLOWED[functions]) from problem


def _admit(
    words: str, token: Token, names: Mapping[str, Kind], at: str, functions: tuple[str, ...], *, called: bool
) -> None:
    """Raise unless *token* is a word of the language; *called* when a bracket follows."""
    written = words[token.start : token.end + 1]
    if token.token_type is TokenType.NUMBER:
        good, hint = bool(_NUMBER.fullmatch(written)), Text("写成 1200 或 0.05。", "Write 1200 or 0.05.")
    elif token.token_type in _TOKENS:
        good, hint = True, NOTHING
    elif token.token_type in (TokenType.VAR, TokenType.IDENTIFIER) and not called:
        good, hint = token.text in names, choices_hint(names)
        if not good:
            what = Text(*(one.format(token.text) for one in _UNKNOWN[functions]))
            raise SpecError(_at(words, token.start, at), what, hint)
    else:
        good, hint = token.text in names and not called, _ALLOWED[functions]
    if not good:
        what = Text(f"算式里不能用 {written}", f"{written} is not allowed in an expression")
        raise SpecError(_at(words, token.start, at), what, hint)


def _start(words: str, problem: ParseError) -> int:
    """The index of the word at which the parser gave up."""
    told = problem.errors[0] if problem.errors else {}
    lines = words.split("\n")[: int(told.get("line") or 1) - 1]
    end = sum(len(line) + 1 for line in lines) + int(told.get("col") or 0)
    return max(0, end - len(str(told.get("highlight") or "")))


def place(words: str, node: Tree, at: str) -> str:
    """``file:line:column`` of the first word of *node*, which is part of the expression *words*."""
    above: exp.Expr | None = node
    while above is not None:
        starts = [int(one.meta["start"]) for one in above.walk() if "start" in one.meta]
        if starts:
            return _at(words, min(starts), at)
        above = above.parent
    return _at(words, 0, at)


def _at(words: str, index: int, at: str) -> str:
    return words.at(index) if isinstance(words, PlacedText) and words else at


def columns(tree: Tree) -> set[str]:
    """The names of the columns that *tree* reads."""
    return {column.name for column in tree.find_all(exp.Column)}


def named(measure: Measure, name: str) -> str:
    """Where *measure* names another, as ``file:line:column``."""
    words = measure.expr
    start = next((token.start for token in tokenize(words, read="duckdb") if token.text == name), 0)
    return _at(words, start, measure.at)


# What measures may be combined by, as formula.py calls it.
_COMBINING: Mapping[type[exp.Expr], str] = {
    exp.Column: "measure",
    exp.Literal: "number",
    exp.Neg: "negative",
    exp.Least: "least",
    exp.Greatest: "greatest",
    exp.Ln: "ln",
    exp.Sqrt: "sqrt",
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Pow: "power",
    exp.Exp: "exp",
    exp.Abs: "abs",
    exp.Floor: "floor",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.EQ: "=",
    exp.And: "least",
    exp.Or: "greatest",
    exp.Not: "not",
}
# Comparisons that are others with their sides changed, or the opposite of another.
_TURNED: Mapping[type[exp.Expr], str] = {exp.LT: ">", exp.LTE: ">="}


def combined(words: str, measures: Collection[str], at: str) -> Formula:
    """*words* as a formula over other *measures*; SpecError at its place for anything else."""
    return _formula(words, parsed(words, dict.fromkeys(measures, "number"), at, "number", COMBINING), at)


def _formula(words: str, tree: Tree, at: str) -> Formula:
    if isinstance(tree, exp.Paren):
        return _formula(words, tree.this, at)
    if isinstance(tree, exp.Case) and not tree.this and tree.args.get("default"):
        branches = [part for one in tree.args["ifs"] for part in (one.this, one.args["true"])]
        return ["case", *(_formula(words, part, at) for part in (*branches, tree.args["default"]))]
    if isinstance(tree, exp.Between):
        one, low, high = (_formula(words, tree.args[key], at) for key in ("this", "low", "high"))
        return ["least", [">=", one, low], [">=", high, one]]
    if type(tree) in _TURNED:
        return [_TURNED[type(tree)], *(_formula(words, part, at) for part in (tree.expression, tree.this))]
    if isinstance(tree, exp.NEQ):
        return ["not", ["=", *(_formula(words, part, at) for part in (tree.this, tree.expression))]]
    if type(tree) not in _COMBINING:
        what = Text(f"指标之间不能这样计算：{tree.sql()}", f"measures cannot be combined by {tree.sql()}")
        raise SpecError(place(words, tree, at), what, _ALLOWED[COMBINING])
    operator = _COMBINING[type(tree)]
    if isinstance(tree, exp.Column | exp.Literal):
        return [operator, tree.name]
    return [operator, *(_formula(words, part, at) for part in tree.iter_expressions())]
