"""Doubts about expressions over columns that may say 10万+: what they leave open, and what they do not decide."""

from collections.abc import Iterator, Mapping

from sqlglot import exp

from pubkpi.measure.expressions.censoring import ranged
from pubkpi.measure.expressions.expression import of_fact, parsed, place
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import MAX_CENSORED, Measure
from pubkpi.model.text import Text

_LEAST = 100000  # what 10万+ says
# Reads of one article, of which the page prints up to that number as it is: there it says one more.
_COUNTED = frozenset({("post", "reads"), ("ranking", "max_reads")})
_PUBLIC = ("", "public")  # the bases whose exports print it
# The comparisons, and how far from the least that it may be 10万+ no longer decides them.
_TURNED: Mapping[type[exp.Expr], type[exp.Expr]] = {exp.GT: exp.LT, exp.LT: exp.GT, exp.GTE: exp.LTE, exp.LTE: exp.GTE}
_FROM: Mapping[type[exp.Expr], int] = {
    exp.GT: 0,
    exp.LTE: 0,
    exp.EQ: 0,
    exp.NEQ: 0,
    exp.GTE: 1,
    exp.LT: 1,
}


def doubts(measure: Measure) -> Iterator[Finding]:
    """What a *measure* of a fact says of columns that may hold a bound, and does not allow for."""
    pairs = MEASURABLE[measure.fact].bounds
    if not pairs or measure.basis not in _PUBLIC:
        return
    for words in filter(None, (measure.where, measure.part)):
        yield from _undecided_findings(words, _tree(words, measure), measure, pairs)
    if measure.max_censored is not None:
        return
    for words in filter(None, (measure.expr, measure.denominator)):
        tree = _tree(words, measure)
        name = next((one.name for one in tree.find_all(exp.Column) if one.name in pairs), "")
        if name and ranged(tree, pairs).open is not None:
            limit = f"{float(MAX_CENSORED):g}"
            what = Text(
                f"{name} 可能只写“10万+”，那样得出的只是“至少”或“至多”",
                f"{name} may say 10万+ only, which leaves an at least or an at most for a value",
            )
            hint = Text(
                f"写 max_censored（默认 {limit}）：只知下限的行超过这个比例就没有数值。",
                f"Say max_censored ({limit} unless you do): beyond that share of such rows there is no value.",
            )
            yield Finding("check.censored", "warning", place(words, tree, measure.at), what, hint)


def _undecided_findings(words: str, tree: exp.Expr, measure: Measure, pairs: Mapping[str, str]) -> Iterator[Finding]:
    sides = [side for node in tree.find_all(*_FROM) for side in (node.this, node.expression)]
    if any(isinstance(side, exp.Column) and side.name in pairs.values() for side in sides):
        return  # it asks for the bound itself
    for node in tree.find_all(*_FROM):
        left, right, kind = node.this, node.expression, type(node)
        if isinstance(left, exp.Literal):
            left, right, kind = right, left, _TURNED.get(kind, kind)
        names = [one.name for one in left.find_all(exp.Column) if one.name in pairs]
        plain = isinstance(left, exp.Column | exp.Coalesce) and isinstance(right, exp.Literal) and not right.is_string
        least = _LEAST + any((measure.fact, name) in _COUNTED for name in names)
        if names and plain and float(right.name) >= least + _FROM[kind]:
            what = Text(
                f"{names[0]} 可能只写“10万+”（至少 {least}），{node.sql()} 判定不了",
                f"{names[0]} may say 10万+ only (at least {least}), which does not decide {node.sql()}",
            )
            hint = Text(f"写成 >= {least}。", f"Write >= {least}.")
            yield Finding("check.censored", "warning", place(words, node, measure.at), what, hint)


def _tree(words: str, measure: Measure) -> exp.Expr:
    return parsed(words, of_fact(MEASURABLE[measure.fact]), measure.at)
