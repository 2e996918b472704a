"""Points for pieces: a piece once, where it is worth most; the points of a tier at most its cap; joint work shared."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from sqlglot import exp

from pubkpi.measure.sql.terms import all_of, column, equal, filtered
from pubkpi.model.kpis.measures import Measure

Name = Callable[[str], exp.Expr]
_NONE = exp.convert(0)
# The part of a row that is an author's: so many of the whole, which is the same in all rows.
WEIGHT, DIVISOR = "author_weight", "author_whole"
# The types of measures that share a row among its authors; others take it whole.
SHARED = ("sum", "count", "ratio", "mean", "share", "points")


def place_of_piece(
    keys: tuple[str, ...], condition: exp.Expr | None, once: str, points: exp.Expr, ties: tuple[str, ...] = ()
) -> exp.Expr:
    """The place of a row among those of its piece that meet the *condition*, from the most *points* down; each by
    itself for what the *keys* tell apart. A row that names no piece is one of its own. *ties* order equal points.
    """
    piece = exp.Coalesce(this=exp.cast(column(once), "varchar"), expressions=[exp.convert("")])
    parts = [*map(column, keys), piece, *([exp.paren(condition.copy())] if condition is not None else [])]
    equals = [exp.Ordered(this=column(name)) for name in ties]
    downwards = exp.Order(expressions=[exp.Ordered(this=points, desc=True), *equals])
    place = exp.Window(this=exp.RowNumber(), partition_by=parts, order=downwards)
    return exp.Case(ifs=[exp.If(this=equal(piece.copy(), exp.convert("")), true=exp.convert(1))], default=place)


def sum_of_tiers(measure: Measure, name: Name, counts: exp.Expr | None, scale: exp.Expr | None) -> exp.Expr:
    """The points of the rows that *counts* says, each tier's at most its cap, times the *scale*."""
    found: exp.Expr = _NONE.copy()
    for number, tier in enumerate(measure.tiers, 1):
        points = filtered(exp.Sum(this=name("num")), all_of(counts, equal(name("tier"), exp.convert(number))))
        points = exp.Coalesce(this=points, expressions=[_NONE.copy()])
        found = exp.Add(this=found, expression=points if tier.cap is None else _at_most(points, tier.cap, scale))
    return found


def counted_points(measure: Measure, points: exp.Expr, before: exp.Expr, scale: exp.Expr | None) -> exp.Expr:
    """What a row of so many *points* adds, behind those *before* it in its tier: no more than the cap leaves."""
    after = exp.Add(this=exp.paren(before.copy()), expression=exp.paren(points))
    ifs = [
        exp.If(
            this=equal(exp.column("tier", quoted=True), exp.convert(number)),
            true=exp.Sub(
                this=_at_most(after.copy(), tier.cap, scale), expression=_at_most(before.copy(), tier.cap, scale)
            ),
        )
        for number, tier in enumerate(measure.tiers, 1)
        if tier.cap is not None
    ]
    return exp.Case(ifs=ifs, default=points.copy()) if ifs else points


def divisor(name: Name) -> exp.Expr:
    """The whole that the weights of rows are parts of."""
    return exp.Max(this=name("divisor"))


def _at_most(points: exp.Expr, cap: Fraction, scale: exp.Expr | None) -> exp.Expr:
    most: exp.Expr = exp.Literal.number(f"{Decimal(cap.numerator) / Decimal(cap.denominator):f}")
    return exp.Least(this=points, expressions=[most if scale is None else exp.Mul(this=most, expression=scale.copy())])
