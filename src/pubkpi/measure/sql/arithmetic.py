"""Arithmetic that engines would do otherwise: products with too many decimals, and what is divided by 0."""

from sqlglot import exp

from pubkpi.measure.expressions.expression import of_fact, parsed
from pubkpi.measure.expressions.kinds import Kind
from pubkpi.model.facts import Fact

# Digits before and behind the point that a column keeps of its 38 where it is multiplied by another such one.
_WHOLE = {"share": 6, "seconds": 12, "number": 21}
_DECIMALS = {"share": 12, "seconds": 6, "number": 9}
_MOST = 24  # decimals of a product: what is left of 38 digits is for its whole part


def row_expression(words: str, fact: Fact, at: str, kind: Kind | None = None) -> exp.Expr:
    """The expression of *words*, of that *kind*, over a row of *fact*; SpecError *at* a place where it is none."""
    return _shorten(parsed(words, of_fact(fact), at, kind), fact)


def _shorten(tree: exp.Expr, fact: Fact) -> exp.Expr:
    """*tree* in which columns that are multiplied by each other keep so many decimals that their product has room for
    all of its own: an engine would fail, or drop some without a word.
    """
    for product in [*tree.find_all(exp.Mul)]:  # from the outermost on, which has the most factors
        sides = [
            [one for one in side.find_all(exp.Column) if _is_long(one, fact)] for side in product.iter_expressions()
        ]
        decimals = max(_decimals(product, fact), _MOST)
        for one in (one for side in sides if all(sides) for one in side):
            kind = _kind(one, fact)
            kept = _DECIMALS[kind] * _MOST // decimals
            one.replace(exp.cast(one.copy(), f"decimal({_WHOLE[kind] + kept}, {kept})"))
    return tree


def _decimals(tree: exp.Expr, fact: Fact) -> int:
    """How many decimals *tree* has, each column of it as many as it keeps beside one other."""
    if isinstance(tree, exp.Column):
        return _DECIMALS.get(_kind(tree, fact), 0)
    parts = [_decimals(part, fact) for part in tree.iter_expressions()]
    return sum(parts) if isinstance(tree, exp.Mul) else max(parts, default=0)


def guarded(tree: exp.Expr) -> exp.Expr:
    """*tree* in which what is divided by 0 has no value; the engine would make it infinite, and more than any bound.
    What is rounded down is whole, and exact. Every engine divides in floating point, not in decimals of its own.
    """
    for floor in [*tree.find_all(exp.Floor)]:
        floor.replace(_rounded_down(floor.this))
    for division in tree.find_all(exp.Div):
        over = exp.cast(division.expression, "double")
        division.set("this", exp.cast(division.this, "double"))
        division.set("expression", exp.Nullif(this=over, expression=exp.convert(0)))
    return tree


def _rounded_down(number: exp.Expr) -> exp.Expr:
    """*number*, rounded down. Of a division it is the quotient without the remainder: that the engine divides it in
    floating point leaves an error far under a half, and rounding takes it away.
    """
    division = number.unnest()
    if not isinstance(division, exp.Div):
        return exp.cast(exp.Floor(this=number.copy()), "bigint")
    over, under = exp.paren(division.this.copy()), division.expression
    rest = exp.Mod(
        this=exp.paren(exp.Add(this=exp.Mod(this=over.copy(), expression=under.copy()), expression=under.copy())),
        expression=under.copy(),
    )
    quotient = exp.Div(this=exp.paren(exp.Sub(this=over, expression=exp.paren(rest))), expression=under.copy())
    return exp.cast(exp.Round(this=quotient), "bigint")


def _is_long(one: exp.Column, fact: Fact) -> bool:
    return _kind(one, fact) in _DECIMALS and not isinstance(one.parent, exp.Cast)


def _kind(one: exp.Column, fact: Fact) -> str:
    found = fact.column(one.name)
    return found.kind if found else ""


def days_from(first: exp.Expr, later: exp.Expr, last: exp.Expr) -> exp.Expr:
    """How many days there are from *first*, or from *later* where that is behind it, to *last*."""
    begins = exp.Case(ifs=[exp.If(this=exp.GT(this=later, expression=first), true=later)], default=first)
    return exp.DateDiff(this=last, expression=begins, unit=exp.var("DAY")) + 1
