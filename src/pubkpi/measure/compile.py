"""Measures → one query a fact table: all measures and all periods in one pass, one row a window and quarter.

A fact's rows are joined with the windows they fall into (the quarter, the year to date, the closing days), then
every measure is an aggregate that filters for its own window, basis and condition. Sums stay exact: integers and
decimals, divided only afterwards.
"""

from collections.abc import Iterable

from sqlglot import exp

from pubkpi.measure.expression import of_fact, parsed, place
from pubkpi.measure.kinds import Kind
from pubkpi.measure.windows import Span, days
from pubkpi.model.errors import SpecError
from pubkpi.model.facts import MEASURABLE, Fact
from pubkpi.model.kpis import Measure
from pubkpi.model.periods import Quarter
from pubkpi.model.text import Text

_WINDOW = ("window_kind", "window_quarter")
_POST = (*_WINDOW, "platform", "account", "title_key", "published_on")


def compiled(fact: Fact, measures: list[Measure], quarters: Iterable[Quarter]) -> tuple[str, list[str]]:
    """The query for all *measures* of *fact* over *quarters*, and the names of its columns after the first two.

    One row per window: ``window_kind``, ``window_quarter``, then per measure ``<id>__num`` and ``__den`` (sums),
    ``__rows`` (rows that took part), ``__all`` (rows that could have), ``__seen`` and ``__expected`` (coverage).
    """
    windows = _windows(measures, list(quarters))
    compilers = [_Compiler(fact, measure) for measure in measures]
    day = exp.column(fact.day, "f", quoted=True)
    inside = exp.Between(this=day, low=exp.column("starts", "w"), high=exp.column("ends", "w"))
    ends = exp.alias_(exp.column("ends", "w"), "window_ends")
    extra = [one for c in compilers for one in c.row_columns()]
    rows = exp.select("w.window_kind", "w.window_quarter", ends, "f.*", *extra)
    rows = rows.from_(exp.alias_(exp.to_table(fact.name), "f")).join(windows, on=inside)
    aggregates = [one for c in compilers for one in c.aggregates()]
    query = exp.select("window_kind", "window_quarter", *aggregates)
    query = query.from_("staged").group_by("window_kind", "window_quarter").order_by("window_kind", "window_quarter")
    return query.with_("staged", as_=rows).sql(dialect="duckdb", comments=False), [one.alias for one in aggregates]


def _windows(measures: list[Measure], quarters: list[Quarter]) -> exp.Expr:
    # one span a kind: the closing days are as many as the fact's most patient measure asks for
    spans: dict[tuple[str, Quarter], Span] = {}
    for measure in sorted(measures, key=lambda one: one.max_age_days):
        spans |= {(measure.window_kind, quarter): days(measure, quarter) for quarter in quarters}
    tuples = [
        exp.Tuple(expressions=[exp.convert(kind), exp.convert(str(quarter)), exp.convert(first), exp.convert(last)])
        for (kind, quarter), (first, last) in spans.items()
    ]
    names = exp.TableAlias(this=exp.to_identifier("w"), columns=[*map(exp.to_identifier, (*_WINDOW, "starts", "ends"))])
    return exp.Values(expressions=tuples, alias=names)


class _Compiler:
    """One measure's columns in the query over its fact."""

    def __init__(self, fact: Fact, measure: Measure) -> None:
        self._fact, self._measure = fact, measure
        self._known = of_fact(fact)
        absent = next((name for name in _needed(measure) if name not in self._known), None)
        if absent:
            raise SpecError(measure.at, Text(f"{fact.name} 没有 {absent} 这一列", f"{fact.name} has no {absent}"))

    def row_columns(self) -> list[exp.Expr]:
        """What must be known of a row before rows are added up: is it the last one, is its post seen."""
        measure = self._measure
        if measure.type == "last":
            usable = exp.and_(self._eligible(), self._complete())
            newest = [exp.Ordered(this=exp.not_(exp.paren(usable))), _descending(self._fact.day)]
            return [self._ranked("last", (*_WINDOW, "platform", "account"), newest)]
        if measure.coverage and measure.coverage.by == "posts":
            of = exp.Ordered(this=self._exact(measure.coverage.of), nulls_first=False)
            seen = exp.Max(this=_one_if(exp.and_(self._basis(measure.basis), self._complete())))
            over = exp.Window(this=seen, partition_by=_partition(_POST))
            return [exp.alias_(over, self._name("covered")), self._ranked("first", (*_POST, "basis"), [of])]
        return []

    def aggregates(self) -> list[exp.Expr]:
        """The measure's columns of the result."""
        taking = exp.and_(self._mine(), self._complete())
        counted = exp.and_(taking, self._condition(self._measure.part)) if self._measure.part else taking
        named = {
            "num": _filtered(self._aggregate(), counted),
            "den": _filtered(exp.Sum(this=self._denominator()), taking),
            "rows": _filtered(exp.Count(this=exp.Star()), taking),
            "all": _filtered(exp.Count(this=exp.Star()), self._mine()),
            **self._coverage(taking),
        }
        return [exp.alias_(column, self._name(name)) for name, column in named.items()]

    def _aggregate(self) -> exp.Expr:
        match self._measure.type:
            case "count":
                return exp.Count(this=exp.Star())
            case "distinct":
                return exp.Count(this=exp.Distinct(expressions=[self._parse(self._measure.expr)]))
            case "max":
                return exp.Max(this=self._exact(self._measure.expr))
        return exp.Sum(this=self._summed())

    def _coverage(self, taking: exp.Expr) -> dict[str, exp.Expr]:
        rule, day = self._measure.coverage, exp.column(self._fact.day, quoted=True)
        window = self._window()
        match rule.by if rule else None:
            case "days":
                days = exp.Distinct(expressions=[exp.Tuple(expressions=[*_partition(("platform", "account")), day])])
                return {"seen": _filtered(exp.Count(this=days), taking), "expected": self._accounts()}
            case "accounts":
                return {"seen": _filtered(exp.Count(this=exp.Star()), taking), "expected": self._accounts()}
            case "posts" if rule:
                every = exp.and_(window, self._basis(rule.basis))
                flags = [
                    exp.EQ(this=exp.column(self._name(n)), expression=exp.convert(1)) for n in ("covered", "first")
                ]
                of = exp.Sum(this=self._exact(rule.of))
                return {"seen": _filtered(of, exp.and_(every, *flags)), "expected": _filtered(of.copy(), every)}
            case "months" | "quarters" as unit:
                start = exp.func("date_trunc", exp.convert(unit[:-1]), day, dialect="duckdb")
                starts = exp.func("list", exp.Distinct(expressions=[exp.cast(start, "date")]), dialect="duckdb")
                return {"seen": _filtered(starts, window)}
        return {}

    def _accounts(self) -> exp.Expr:
        """How many accounts the fact knows at all, on the platforms from which the measure takes rows."""
        both = exp.Distinct(expressions=[exp.Tuple(expressions=_partition(("platform", "account")))])
        table = exp.to_table(self._fact.name)
        platforms = exp.select("platform").from_(table.copy()).where(self._eligible())
        return (
            exp.select(exp.Count(this=both)).from_(table).where(exp.column("platform").isin(query=platforms)).subquery()
        )

    def _window(self) -> exp.Expr:
        return exp.EQ(this=exp.column("window_kind"), expression=exp.convert(self._measure.window_kind))

    def _mine(self) -> exp.Expr:
        parts = [self._window(), self._eligible()]
        if self._measure.type == "last":
            parts.append(exp.EQ(this=exp.column(self._name("last")), expression=exp.convert(1)))
            # the window is as wide as the fact's most patient measure asks for
            oldest = exp.Sub(this=exp.column("window_ends"), expression=exp.convert(self._measure.max_age_days))
            parts.append(exp.GTE(this=exp.column(self._fact.day, quoted=True), expression=oldest))
        return exp.and_(*parts)

    def _eligible(self) -> exp.Expr:
        """The row is of the measure's basis and meets its condition."""
        basis, where = self._basis(self._measure.basis), self._measure.where
        return exp.and_(basis, self._condition(where)) if where else basis

    def _complete(self) -> exp.Expr:
        """All numbers of the measure are there, in this row."""
        measure = self._measure
        needed = [words for words in (measure.expr, measure.denominator, measure.part) if words]
        return exp.and_(exp.true(), *(exp.paren(self._parse(words)).is_(exp.null()).not_() for words in needed))

    def _basis(self, basis: str) -> exp.Expr:
        return exp.EQ(this=exp.column("basis"), expression=exp.convert(basis)) if basis else exp.true()

    def _summed(self) -> exp.Expr:
        return self._exact(self._measure.expr or "1")

    def _denominator(self) -> exp.Expr:
        """What it is divided by; a mean by the rows, a share by the same over all of them."""
        return self._summed() if self._measure.type == "share" else self._exact(self._measure.denominator or "1")

    def _exact(self, words: str) -> exp.Expr:
        """What is summed: without division, which would leave the integers and decimals that add up exactly."""
        tree = self._parse(words, "number")
        division = tree.find(exp.Div)
        if division:
            what = Text(f"求和的算式里不能有除法：{words}", f"what is summed cannot hold a division: {words}")
            hint = Text("用 ratio 或 derived。", "Use ratio or derived.")
            raise SpecError(place(words, division, self._measure.at), what, hint)
        return tree

    def _condition(self, words: str) -> exp.Expr:
        return exp.paren(self._parse(words, "flag"))

    def _parse(self, words: str, wanted: Kind | None = None) -> exp.Expr:
        return parsed(words, self._known, self._measure.at, wanted)

    def _name(self, what: str) -> str:
        return f"{self._measure.id}__{what}"

    def _ranked(self, name: str, within: tuple[str, ...], order: list[exp.Expr]) -> exp.Expr:
        rank = exp.Window(this=exp.RowNumber(), partition_by=_partition(within), order=exp.Order(expressions=order))
        return exp.alias_(rank, self._name(name))


def _needed(measure: Measure) -> tuple[str, ...]:
    """The columns, besides those of its expressions, that the fact must have."""
    by = measure.coverage.by if measure.coverage else ""
    posts = (*_POST[len(_WINDOW) :], "basis") if by == "posts" else ()
    accounts = ("platform", "account") if measure.type == "last" or by in ("days", "accounts") else ()
    return (*(["basis"] if measure.basis else []), *accounts, *posts)


def _partition(names: tuple[str, ...]) -> list[exp.Expr]:
    return [exp.column(name, quoted=True) for name in names]


def _descending(name: str) -> exp.Expr:
    return exp.Ordered(this=exp.column(name, quoted=True), desc=True)


def _one_if(condition: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=condition, true=exp.convert(1))], default=exp.convert(0))


def _filtered(aggregate: exp.Expr, condition: exp.Expr) -> exp.Expr:
    return exp.Filter(this=aggregate, expression=exp.Where(this=condition.copy()))


def by_fact(measures: Iterable[Measure]) -> dict[Fact, list[Measure]]:
    """The measures that read a fact, by fact."""
    found: dict[Fact, list[Measure]] = {}
    for measure in measures:
        if measure.fact:
            found.setdefault(MEASURABLE[measure.fact], []).append(measure)
    return found
