"""Arithmetic that engines would do otherwise: products with too many decimals, and what is divided by 0."""

from sqlglot import exp

from pubkpi.model.facts import Fact

# How many decimals a column keeps that is multiplied by another such one: a product of all would exceed 38 digits.
_SHORT = {"share": "decimal(18, 12)", "seconds": "decimal(18, 6)", "number": "decimal(30, 9)"}


def shortened(tree: exp.Expr, fact: Fact) -> exp.Expr:
    """*tree*, over columns of *fact*, with fewer decimals of the columns that stand on both sides of a product."""
    for product in [*tree.find_all(exp.Mul)]:
        sides = [
            [one for one in side.find_all(exp.Column) if _is_long(one, fact)] for side in product.iter_expressions()
        ]
        for one in (one for side in sides if all(sides) for one in side):
            one.replace(exp.cast(one.copy(), _SHORT[_kind(one, fact)]))
    return tree


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
    return _kind(one, fact) in _SHORT and not isinstance(one.parent, exp.Cast)


def _kind(one: exp.Column, fact: Fact) -> str:
    found = fact.column(one.name)
    return found.kind if found else ""


def days_from(first: exp.Expr, later: exp.Expr, last: exp.Expr) -> exp.Expr:
    """How many days there are from *first*, or from *later* where that is behind it, to *last*."""
    begins = exp.Case(ifs=[exp.If(this=exp.GT(this=later, expression=first), true=later)], default=first)
    return exp.DateDiff(this=last, expression=begins, unit=exp.var("DAY")) + 1
