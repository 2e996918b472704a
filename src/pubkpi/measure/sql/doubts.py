"""Rows that leave a measure in doubt: with a condition that cannot be told, or with a bound for a number."""

from sqlglot import exp

from pubkpi.measure.expressions.censoring import RangedExpression, censored, conditions, ranged, undecided
from pubkpi.measure.sql.arithmetic import row_expression
from pubkpi.model.facts import Fact
from pubkpi.model.kpis.measures import Measure

Flag = exp.Expr


def untold_rows(measure: Measure, fact: Fact) -> dict[str, Flag]:
    """``untold``: nobody can tell whether the row meets a condition, be it of the measure, of a share or within what is
    added up; and ``vague``: because of a number of which only the least is known.
    """
    summed = [row_expression(words, fact, measure.at) for words in (measure.expr, measure.denominator) if words]
    inside = [flag for flag in (undecided(tree, fact.bounds) for tree in summed) if flag is not None]
    asked = [row_expression(words, fact, measure.at) for words in (measure.where, measure.part) if words]
    if not asked and not inside:
        return {}
    where, part = (
        _parse(words, measure, fact).value if words else exp.true() for words in (measure.where, measure.part)
    )
    untold = exp.or_(_is_null(where), exp.and_(where.copy(), exp.or_(_is_null(part), *inside)))
    asked += [one for tree in summed for one in conditions(tree)]
    vague = _either(*(censored(one, fact.bounds) for one in asked))
    return {"untold": untold} if vague is None else {"untold": untold, "vague": exp.and_(untold.copy(), vague)}


def open_rows(measure: Measure, fact: Fact) -> dict[str, Flag]:
    """``up`` and ``down``: the row leaves the value open upwards, or downwards; ``open``: one of the two."""
    up, down = _ways(measure, fact)
    flags = {"up": up, "down": down, "open": _either(up, down)}
    return {
        name: exp.Coalesce(this=flag.copy(), expressions=[exp.false()])
        for name, flag in flags.items()
        if flag is not None
    }


def _ways(measure: Measure, fact: Fact) -> tuple[Flag | None, Flag | None]:
    if not measure.expr:
        return None, None
    number = _parse(measure.expr, measure, fact)
    if measure.type == "distinct":
        return number.open, None
    if measure.denominator:
        under = _parse(measure.denominator, measure, fact)
        return _either(number.up, under.down), _either(number.down, under.up)
    if measure.type != "share" or number.open is None:
        return number.up, number.down
    # the rest of the whole lowers the share as it grows
    part, up, down = _parse(measure.part, measure, fact).value, number.up or exp.false(), number.down or exp.false()
    return _case(part, up, down), _case(part, down, up)


def _case(condition: Flag, yes: Flag, no: Flag) -> Flag:
    return exp.Case(ifs=[exp.If(this=condition.copy(), true=yes.copy())], default=no.copy())


def _parse(words: str, measure: Measure, fact: Fact) -> RangedExpression:
    return ranged(row_expression(words, fact, measure.at), fact.bounds)


def _is_null(tree: Flag) -> Flag:
    return exp.Is(this=exp.paren(tree.copy()), expression=exp.null())


def _either(*flags: Flag | None) -> Flag | None:
    given = [one.copy() for one in flags if one is not None]
    return exp.or_(*given, copy=False) if given else None
