"""Values of which only the least is known (10万+), and conditions that cannot be told.

An expression over a row is worked out with every censored column at its bound, beside which stands whether the true
value may be greater or smaller. A comparison is told where the bound decides it, else it is null; and what hangs on a
condition that is null is null, in ``case`` and ``nullif`` as elsewhere. So is the least or the greatest of parts one of
which is null. ``coalesce`` fills what is blank, but not what a bound leaves open.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from pubkpi.measure.expressions.trees import (
    Tree,
    all_of,
    any_of,
    column,
    in_brackets,
    is_less,
    is_null,
    is_there,
    unless,
    when,
)

Pairs = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RangedExpression:
    """An expression's *value*, and where the true one may be greater (*up*) or smaller (*down*); None is nowhere."""

    value: Tree
    up: Tree | None = None
    down: Tree | None = None

    @property
    def open(self) -> Tree | None:
        """Where the value is not the true one, but its bound."""
        return any_of(self.up, self.down)


def ranged(tree: Tree, pairs: Pairs) -> RangedExpression:
    """*tree* over columns of which *pairs* name those that may be censored, each with the column of its bounds."""
    return _Row(pairs).of(tree)


def censored(tree: Tree, pairs: Pairs) -> Tree | None:
    """Where *tree* reads a column of which only the bound is known; None if it reads no such column."""
    read = dict.fromkeys(column.name for column in tree.find_all(exp.Column))
    return any_of(*(all_of(is_null(column(name)), is_there(column(pairs[name]))) for name in read if name in pairs))


def undecided(tree: Tree, pairs: Pairs) -> Tree | None:
    """Where *tree* has no value because one of its own conditions cannot be told; None if it has no condition."""
    return _Row(pairs).undecided(tree)


def conditions(tree: Tree) -> list[Tree]:
    """What *tree* compares on its way to a value."""
    found: list[Tree] = [one.this for case in tree.find_all(exp.Case) for one in case.args["ifs"]]
    found += [case.this for case in tree.find_all(exp.Case) if case.this]
    return found + [side for one in tree.find_all(exp.Nullif) for side in (one.this, one.expression)]


class _Row:
    """Expressions over a row some of whose columns may be censored."""

    def __init__(self, pairs: Pairs) -> None:
        self._pairs, self._bounds = pairs, {bound: name for name, bound in pairs.items()}

    def of(self, tree: Tree) -> RangedExpression:
        """The value of *tree*, and where it is open."""
        bound = any(one.name in self._pairs or one.name in self._bounds for one in tree.find_all(exp.Column))
        if not bound and not tree.find(exp.Case, exp.Least, exp.Greatest, exp.Nullif):
            return RangedExpression(tree.copy())
        match tree:
            case exp.Column() if tree.name in self._pairs:
                return RangedExpression(
                    exp.Coalesce(this=tree.copy(), expressions=[column(self._pairs[tree.name])]), is_null(tree)
                )
            case exp.Column() if tree.name in self._bounds:  # where the number is known it is its own bound
                return RangedExpression(exp.Coalesce(this=tree.copy(), expressions=[column(self._bounds[tree.name])]))
            case exp.Paren():
                return self.of(tree.this)
            case exp.Is() if isinstance(tree.expression, exp.Null):  # asks whether the number itself is there
                vague = self._vague(tree.this) if conditions(tree.this) else None
                blank = is_null((self if vague else _Row({})).of(tree.this).value)
                return RangedExpression(exp.Case(ifs=[when(vague, exp.null())], default=blank) if vague else blank)
            case exp.Is():
                return RangedExpression(
                    exp.Is(this=in_brackets(self.of(tree.this).value), expression=tree.expression.copy())
                )
            case exp.Neg():
                one = self.of(tree.this)
                return RangedExpression(exp.Neg(this=in_brackets(one.value)), one.down, one.up)
            case exp.Floor():
                one = self.of(tree.this)
                return RangedExpression(exp.Floor(this=one.value), one.up, one.down)
            case exp.Abs():
                return self._absolute(self.of(tree.this))
            case exp.Add() | exp.Sub() | exp.Mul() | exp.Div():
                return self._arithmetic(tree, self.of(tree.this), self.of(tree.expression))
            case exp.Coalesce() | exp.Least() | exp.Greatest() | exp.Nullif() | exp.Case():
                return self._extreme(tree)
        return RangedExpression(self._flag(tree))

    def _absolute(self, one: RangedExpression) -> RangedExpression:
        value = exp.Abs(this=in_brackets(one.value))
        if one.open is None:
            return RangedExpression(value)
        below = any_of(one.down, all_of(one.up, is_less(one.value, exp.convert(0))))
        return RangedExpression(value, one.open, below)

    def _arithmetic(self, tree: Tree, a: RangedExpression, b: RangedExpression) -> RangedExpression:
        value = type(tree)(this=in_brackets(a.value), expression=in_brackets(b.value))
        if isinstance(tree, exp.Add):
            return RangedExpression(value, any_of(a.up, b.up), any_of(a.down, b.down))
        if isinstance(tree, exp.Sub):
            return RangedExpression(value, any_of(a.up, b.down), any_of(a.down, b.up))
        if a.open is None and b.open is None:
            return RangedExpression(value)
        zero, over = exp.convert(0), isinstance(tree, exp.Div)
        b_up, b_down = (b.down, b.up) if over else (b.up, b.down)
        # both ways where a sign may change, or where it is not the same all along
        wild = any_of(all_of(a.open, b.open, any_of(a.down, b.down, is_less(a.value, zero), is_less(b.value, zero))))
        wild = any_of(wild, all_of(b.open, any_of(b.down, is_less(b.value, zero))) if over else None)
        plus_a, minus_a = is_less(zero, a.value), is_less(a.value, zero)
        plus_b, minus_b = is_less(zero, b.value), is_less(b.value, zero)
        up = any_of(all_of(a.up, plus_b), all_of(a.down, minus_b), all_of(b_up, plus_a), all_of(b_down, minus_a))
        down = any_of(all_of(a.down, plus_b), all_of(a.up, minus_b), all_of(b_down, plus_a), all_of(b_up, minus_a))
        both_open = all_of(a.open, b.open)
        return RangedExpression(value, any_of(up, wild, both_open), any_of(down, wild))

    def _extreme(self, tree: Tree) -> RangedExpression:
        if isinstance(tree, exp.Case):
            return self._case(tree)
        if isinstance(tree, exp.Nullif):
            one, other = self.of(tree.this), self.of(tree.expression)
            same = self._equal(one, other)
            gone = exp.or_(is_null(same), same, copy=False)
            return RangedExpression(exp.Case(ifs=[when(gone, exp.null())], default=one.value.copy()), one.up, one.down)
        parts = [self.of(part) for part in (tree.this, *tree.expressions)]
        value = type(tree)(this=parts[0].value.copy(), expressions=[part.value.copy() for part in parts[1:]])
        if isinstance(tree, exp.Coalesce):
            filled = self._first_value(tree, parts) or value
            return RangedExpression(filled, _first(parts, lambda one: one.up), _first(parts, lambda one: one.down))
        greatest = isinstance(tree, exp.Greatest)
        blanks = any_of(*(is_null(part.value) for part in parts if not isinstance(part.value, exp.Literal)))
        # the engine takes the least of those that are there
        whole = exp.Case(ifs=[when(blanks, exp.null())], default=value.copy()) if blanks else value
        return RangedExpression(
            whole, _pick(parts, value, "up", every=greatest), _pick(parts, value, "down", every=not greatest)
        )

    def _first_value(self, tree: exp.Coalesce, parts: list[RangedExpression]) -> Tree | None:
        """The first of *parts* that is there, unless one before it is not told: null then. None where all are told."""
        vague = [self._vague(part) for part in (tree.this, *tree.expressions)]
        if all(one is None for one in vague):
            return None
        ifs = list[exp.If]()
        for one, part in zip(vague, parts, strict=True):
            ifs += [*([when(one, exp.null())] if one else []), when(is_there(part.value), part.value)]
        return exp.Case(ifs=ifs)

    def _vague(self, tree: Tree) -> Tree | None:
        """Where *tree* has no value because a number of which only the least is known does not tell a condition."""
        if isinstance(tree, exp.Paren):
            return self._vague(tree.this)
        if isinstance(tree, exp.Coalesce):
            parts = (self._vague(part) for part in (tree.this, *tree.expressions))
            return all_of(any_of(*parts), is_null(self.of(tree).value))
        is_flag = isinstance(tree, exp.Predicate | exp.Connector | exp.Not)
        unsure = is_null(self.of(tree).value) if is_flag else self.undecided(tree)
        read = (censored(one, self._pairs) for one in ([tree] if is_flag else conditions(tree)))
        return all_of(unsure, any_of(*read))

    def _case(self, tree: exp.Case) -> RangedExpression:
        """A condition that is null leaves the whole null, and is never taken for a no."""
        outcomes = [self.of(one.args["true"]) for one in tree.args["ifs"]]
        default = self.of(tree.args["default"]) if tree.args.get("default") else RangedExpression(exp.null())

        def made(pick: Callable[[RangedExpression], Tree | None]) -> Tree | None:
            results = [pick(one) for one in (*outcomes, default)]
            if all(one is None for one in results):
                return None
            return self._branches(tree, exp.null(), [one or exp.false() for one in results])

        value = made(lambda one: one.value)
        return RangedExpression(value or exp.null(), made(lambda one: one.up), made(lambda one: one.down))

    def _branches(self, tree: exp.Case, unknown: Tree, results: list[Tree]) -> Tree:
        """The result of the first condition of *tree* that holds, the last one where none does, *unknown* where the
        next cannot be told.
        """
        base, ifs = self.of(tree.this) if tree.this else None, []
        for one, result in zip(tree.args["ifs"], results, strict=False):
            asked = self.of(one.this)
            condition = self._equal(base, asked) if base else asked.value
            ifs += [when(is_null(condition), unknown), when(condition, result)]
        return exp.Case(ifs=ifs, default=results[-1].copy())

    def undecided(self, tree: Tree) -> Tree | None:
        """Where a condition on the way to the value of *tree* cannot be told, and leaves none."""
        if isinstance(tree, exp.Case):
            results = [*(one.args["true"] for one in tree.args["ifs"]), tree.args.get("default")]
            below = [(one and self.undecided(one)) or exp.false() for one in results]
            return self._branches(tree, exp.true(), below)
        found = any_of(*(self.undecided(part) for part in tree.iter_expressions()))
        if isinstance(tree, exp.Nullif):
            one, other = self.of(tree.this), self.of(tree.expression)
            found = any_of(found, all_of(is_there(one.value), is_null(self._equal(one, other))))
        return all_of(found, is_null(self.of(tree).value)) if isinstance(tree, exp.Coalesce) else found

    def _flag(self, tree: Tree) -> Tree:
        """A yes or no, null where it cannot be told."""
        match tree:
            case exp.And() | exp.Or():
                sides = (exp.paren(self.of(one).value.copy()) for one in (tree.this, tree.expression))
                return type(tree)(**dict(zip(("this", "expression"), sides, strict=True)))
            case exp.Not():
                return exp.Not(this=exp.paren(self.of(tree.this).value.copy()))
            case exp.GTE() | exp.GT():
                return self._above(self.of(tree.this), self.of(tree.expression), strict=isinstance(tree, exp.GT))
            case exp.LTE() | exp.LT():
                return self._above(self.of(tree.expression), self.of(tree.this), strict=isinstance(tree, exp.LT))
            case exp.EQ():
                return self._equal(self.of(tree.this), self.of(tree.expression))
            case exp.NEQ():
                return exp.Not(this=exp.paren(self._equal(self.of(tree.this), self.of(tree.expression))))
            case exp.Between():
                one = self.of(tree.this)
                low, high = self.of(tree.args["low"]), self.of(tree.args["high"])
                return exp.and_(self._above(one, low), self._above(high, one))
            case exp.In():
                one = self.of(tree.this)
                return exp.or_(*(self._equal(one, self.of(other)) for other in tree.expressions))
        return tree.copy()

    def _above(self, a: RangedExpression, b: RangedExpression, *, strict: bool = False) -> Tree:
        """That *a* is *b* or more, or, if *strict*, more."""
        kind, other = (exp.GT, exp.LTE) if strict else (exp.GTE, exp.LT)
        yes, no = (one(this=in_brackets(a.value), expression=in_brackets(b.value)) for one in (kind, other))
        falls, rises = any_of(a.down, b.up), any_of(a.up, b.down)
        if falls is None and rises is None:
            return yes
        sure, never = unless(yes, falls), unless(no, rises)
        return exp.Case(ifs=[when(sure, exp.true()), when(never, exp.false())])

    def _equal(self, a: RangedExpression, b: RangedExpression) -> Tree:
        plain = exp.EQ(this=in_brackets(a.value), expression=in_brackets(b.value))
        falls, rises = any_of(a.down, b.up), any_of(a.up, b.down)
        if falls is None and rises is None:
            return plain
        more, less = unless(is_less(b.value, a.value), falls), unless(is_less(a.value, b.value), rises)
        closed = unless(exp.true(), falls, rises)
        return exp.Case(ifs=[when(closed, plain), when(exp.or_(more, less, copy=False), exp.false())])


def _pick(parts: list[RangedExpression], value: Tree, way: str, *, every: bool) -> Tree | None:
    """Where the least or the greatest of *parts* is open that *way*: if any part is (*every*), or if its own is.

    The greatest moves up with any of its parts, but down only with the one that it is; the least the other way.
    """
    found = []
    for part in parts:
        flag = part.up if way == "up" else part.down
        same = exp.EQ(this=in_brackets(part.value), expression=in_brackets(value))
        found.append(flag if every else all_of(flag, same))
    if every:
        return any_of(*found)
    # another part that is closed and just as small (or as great) holds the value where it is
    closed = [unless(exp.EQ(this=in_brackets(part.value), expression=in_brackets(value)), part.open) for part in parts]
    moving = any_of(*found)
    return None if moving is None else unless(moving, any_of(*closed))


def _first(parts: list[RangedExpression], pick: Callable[[RangedExpression], Tree | None]) -> Tree | None:
    """The flag of the first part that is there."""
    if all(pick(one) is None for one in parts):
        return None
    return exp.Case(ifs=[when(is_there(one.value), pick(one) or exp.false()) for one in parts], default=exp.false())
