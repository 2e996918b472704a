"""What a measure's value is made of: its rows, or its parts down to theirs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from pubkpi.database.lakehouse.mapped_facts import mapped_facts
from pubkpi.database.lakehouse.mapped_rows import MappedRows
from pubkpi.database.lineage import Lineage, short
from pubkpi.engine.interface import Engine
from pubkpi.measure.cache import cached
from pubkpi.measure.entities.entity_values import EntityValues
from pubkpi.measure.entities.listing import ENTITY, keyed
from pubkpi.measure.entities.subjects import about_department, is_about_somebody
from pubkpi.measure.values import derive, entries, growth
from pubkpi.measure.values.coverage import may_be_nil
from pubkpi.measure.values.entries import EnteredValue
from pubkpi.measure.values.exact_value import ExactValue
from pubkpi.measure.windows import days
from pubkpi.model.errors import VerifyError
from pubkpi.model.explanations.trace import Amount, MeasureTrace, NeighbourRows, TraceRow
from pubkpi.model.facts import BY_NAME, MEASURABLE, OF_ACCOUNT, OF_UNIT, Fact
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import Side
from pubkpi.model.text import NOTHING, Text, same

# What the rows that count come to, the numerator and the denominator, by the type of the measure.
_TOTALS: Mapping[str, str] = {
    "count": "count(*), null",
    "distinct": "count(distinct amount), null",
    "max": "max(amount), null",
    "ratio": "sum(amount), sum(under)",
    "share": "sum(amount), sum(under)",
    "mean": "sum(amount), sum(under)",
    "median": "sum(amount), sum(under)",
}
_SUM = "sum(amount), null"
_FEW = 6  # so many numbers a sum is written out with
NEIGHBOURS = 5  # so many rows of each kind that does not count are listed, where not all are


@dataclass(frozen=True, slots=True)
class TraceReader:
    """Traces the *measures* of one *entity* of those in *values*; of its rows the first *limit* are listed, or all.

    *by* says what kind of entity it is; None for the department.
    """

    engine: Engine
    measures: Mapping[str, Measure]
    values: EntityValues
    entity: str
    by: Side | None
    limit: int | None

    @property
    def few(self) -> int | None:
        """How many rows of each kind that does not count are listed."""
        return None if self.limit is None else min(self.limit, NEIGHBOURS)

    def trace(self, name: str, period: Period) -> MeasureTrace:
        """What the measure *name* of *period* is made of; VerifyError when its rows come to something else, unless it
        is closed.
        """
        measure, exact = self.measures[name], self.values.exact(self.entity, name, period)
        made = MeasureTrace(
            name, measure.label, measure.unit, period, exact.as_value(), measure.formula, (measure.in_words, "")
        )
        made = replace(made, printed_unit=measure.printed_unit)
        entered = self._entry(measure, exact)
        if entered:
            return self._of_entry(made, *entered)
        if measure.fact:
            foreign = self.by == "entity" and not is_about_somebody(MEASURABLE[measure.fact])
            return self._of_rows(made, measure, exact) if exact.applies and not foreign else made
        match measure.type:
            case "typed":
                return made
            case "growth" | "change":
                return self._of_growth(made, measure)
        parts = tuple(self.trace(part, period) for part in derive.parts_of(measure, self.measures))
        words = made.formula[0]
        if measure.type == "first_of":
            return replace(made, parts=parts, formula=(words, exact.route))
        numbers = {part.measure: written(self.values.exact(self.entity, part.measure, period).value) for part in parts}
        worked = re.sub(r"[^\W\d]\w*", lambda word: numbers.get(word[0], word[0]), " ".join(measure.expr.split()))
        return replace(made, parts=parts, formula=(words, worked))

    def _of_growth(self, made: MeasureTrace, measure: Measure) -> MeasureTrace:
        (of,), base = measure.of, growth.base_of(measure, made.period)
        ends = [made.period] if measure.fixed is not None or base is None else [made.period, base]
        numbers = [written(self.values.exact(self.entity, of, one).value) for one in ends]
        numbers += [written(measure.fixed)] if measure.fixed is not None else []
        parts = tuple(self.trace(of, one) for one in ends)
        worked = " - ".join(numbers) if measure.type == "change" else " / ".join(numbers) + " - 1"
        return replace(made, parts=parts, formula=(made.formula[0], worked))

    def _of_rows(self, made: MeasureTrace, measure: Measure, exact: ExactValue) -> MeasureTrace:
        fact, whom = MEASURABLE[measure.fact], (self.by, self.entity) if self.by else None
        mapped, dialect = mapped_facts(self.engine, fact.name), self.engine.at(fact.name).dialect

        def compile_queries() -> tuple[str, str, tuple[str, ...]]:
            from pubkpi.measure.sql import rows

            query = rows.row_query(fact, measure, made.period, whom, dialect, mapped=bool(mapped))
            return query, rows.amount_query(fact, measure, dialect), rows.columns_read(fact, measure)

        key = ("rows", fact, measure, made.period, whom, dialect, bool(mapped))
        query, amounts, read = cached(key, compile_queries)
        # an entry of a register that does not count has its reason
        lineage = (
            MappedRows(mapped, fact, query, read)
            if mapped
            else Lineage(self.engine, fact, query, amounts, read, listed=measure.registered)
        )
        kinds, loads = lineage.kinds(), tuple(lineage.files())
        total, under = lineage.total(_TOTALS.get(measure.type, _SUM))
        whole = lineage.divisor()
        count = kinds.get("counted", 0) + kinds.get("bound", 0)
        if not self.values.is_closed(self.entity, made.measure, made.period):
            _check(made, exact, (total, under), whole)
        if exact.value is None and not count:
            total = under = None  # what nobody declared is not 0
        traced = replace(
            made,
            numerator=total,
            denominator=under,
            count=count,
            rows=lineage.rows(("bound", "counted"), self.limit, "amount desc" if measure.type == "max" else ""),
            months=lineage.months(_TOTALS.get(measure.type, _SUM).split(", ")[0]) if measure.mean_of_months else (),
            neighbours=(*self._neighbours(lineage, kinds, measure), *self._declarations(measure, made.period)),
            loads=loads,
            fact=measure.fact,
            query=query,
        )
        traced = traced if whole == 1 else _in_parts(traced, whole)
        return replace(traced, formula=(made.formula[0], _sums(traced, measure, exact)))

    def _neighbours(
        self, lineage: Lineage | MappedRows, kinds: Mapping[str, int], measure: Measure
    ) -> list[NeighbourRows]:
        found = [
            NeighbourRows(kind, kinds[kind], lineage.rows((kind,), self.few))
            for kind in ("bound", "repeated", "capped", "extreme", "incomplete", "untold", "older")
            if kinds.get(kind)
        ]
        superseded = lineage.superseded(self.few)
        if superseded.count:
            found.append(superseded)
        if kinds.get("other"):
            measure = measure if self.by else about_department(measure)
            words = [f"basis = '{measure.basis}'"] * bool(measure.basis)
            words += [f"platform = '{measure.platform}'"] * bool(measure.platform)
            words += [" ".join(measure.where.split())] * bool(measure.where)
            listed = lineage.rows(("other",), self.few) if measure.registered else ()
            found.append(NeighbourRows("other", kinds["other"], listed, same(" and ".join(words))))
        return found

    def _declarations(self, measure: Measure, period: Period) -> list[NeighbourRows]:
        """What was declared of the register: that nothing happened from one day to another."""
        if not (measure.registered or may_be_nil(measure)):
            return []
        fact, (first, last) = BY_NAME["declaration"], days(measure, period)
        whose, source = self._declared_for(fact)
        where = f"register = '{measure.fact}' and from_on <= date '{last}' and to_on >= date '{first}' and {whose}"
        said = "from_on as day, coalesce(reported_by, '') as account, concat_ws(' – ', from_on, to_on) as name"
        query = _plain("declaration", said, "nil", where, source=source)
        lineage = Lineage(
            self.engine, fact, query, "select *, null as amount from declaration_version", ("from_on", "to_on")
        )
        listed = lineage.rows(("nil",), self.few)
        return [NeighbourRows("nil", lineage.kinds()["nil"], listed)] if listed else []

    def _declared_for(self, fact: Fact) -> tuple[str, str]:
        """Which declarations hold for the entity, and of what they are read: those of the department, and its own."""
        of_all = f"{OF_UNIT} is null and {OF_ACCOUNT} is null"
        if self.by in (None, "author", "entity"):
            return of_all, ""
        from sqlglot import exp

        own = exp.convert(self.entity).sql(self.engine.dialect)
        return f"({of_all} or {ENTITY} = {own})", f"({keyed(fact, self.by).sql(self.engine.dialect)}) as d"

    def _entry(self, measure: Measure, exact: ExactValue) -> tuple[EnteredValue, str] | None:
        """What was entered and is the value, and for which period."""
        where = f"{measure.id} {exact.period}"
        if not exact.typed or any(one.id == "measure.typed_unused" and one.where == where for one in exact.findings):
            return None
        end = entries.closing_quarter(measure, exact.period)
        for period in filter(None, (exact.period, end)):
            if entered := self.values.entered(self.entity, measure.id, str(period)):
                return entered, str(period)
        return None

    def _of_entry(self, made: MeasureTrace, entered: EnteredValue, period: str) -> MeasureTrace:
        from sqlglot import exp

        words = {"entity": entered.entity, "measure": made.measure, "period": period}
        where = " and ".join(f"{name} = {exp.convert(word).sql(self.engine.dialect)}" for name, word in words.items())
        said = "null::date as day, entity as account, concat_ws(' · ', reported_by, source, reason) as name"
        query = _plain("measure_value", said, "entered", where, "value")
        amounts = "select *, value as amount from measure_value_version"
        lineage = Lineage(
            self.engine, BY_NAME["measure_value"], query, amounts, ("value", "source", "reason", "reported_by")
        )
        superseded = lineage.superseded(self.few)
        return replace(
            made,
            formula=("entered", written(entered.value)),
            numerator=lineage.total(_SUM)[0],
            count=1,
            rows=lineage.rows(("entered",), self.limit),
            neighbours=(superseded,) if superseded.count else (),
            loads=tuple(lineage.files()),
            fact="measure_value",
            query=query,
        )


def written(value: Fraction | None) -> str:
    """*value* in digits: all of them where it has an end, else as floating point has it; a dash for none."""
    if value is None:
        return "—"
    return str(value.numerator) if value.denominator == 1 else repr(float(value))


def _plain(fact: str, said: str, kind: str, where: str, amount: str = "null", source: str = "") -> str:
    keys = ", ".join(f"{name} as key_{i}" for i, name in enumerate(BY_NAME[fact].key))
    listed = f"file_id, sheet, row, {said}, {amount} as amount, null as under, '{kind}' as kind, {keys}"
    return " ".join(("select", listed, "from", source or fact, "where", where))


def _in_parts(made: MeasureTrace, whole: int) -> MeasureTrace:
    """*made* with the amounts of its rows, which are parts of joint work, divided by the *whole*."""

    def divide(rows: tuple[TraceRow, ...]) -> tuple[TraceRow, ...]:
        return tuple(replace(row, amount=_part(row.amount, whole), under=_part(row.under, whole)) for row in rows)

    beside = tuple(one if one.kind == "superseded" else replace(one, rows=divide(one.rows)) for one in made.neighbours)
    over, under = _part(made.numerator, whole), _part(made.denominator, whole)
    return replace(made, numerator=over, denominator=under, rows=divide(made.rows), neighbours=beside)


def _part(amount: Amount, whole: int) -> Amount:
    """*amount* divided by the *whole*; with six decimals where it has no end."""
    if amount is None or isinstance(amount, str):
        return amount
    part = Fraction(amount) / whole
    return (
        short(Decimal(part.numerator) / Decimal(part.denominator))
        if 10**9 % part.denominator == 0
        else Decimal(f"{float(part):.6f}")
    )


def _check(made: MeasureTrace, exact: ExactValue, sums: tuple[Amount, Amount], whole: int) -> None:
    """VerifyError when the rows come to other sums than the value has."""
    over, under = (None if one is None else Fraction(str(one)) / whole for one in sums)
    wrong = exact.numerator is not None and exact.numerator != (over or 0)
    if wrong or (under is not None and exact.denominator is not None and exact.denominator != under):
        what = Text(
            f"逐行相加得 {sums[0]}，与指标的 {exact.numerator} 不符",
            f"its rows add up to {sums[0]}, not to {exact.numerator}",
        )
        raise VerifyError(f"{made.measure} {made.period}", what, NOTHING)


def _sums(made: MeasureTrace, measure: Measure, exact: ExactValue) -> str:
    """The value as its sums: of a ratio both, of a mean its months, of few rows each."""
    if made.months:
        few = len(made.months) <= _FEW
        over = f"({' + '.join(f'{amount}' for _, amount in made.months)})" if few else f"{made.numerator}"
        return over if exact.denominator is None else f"{over} / {written(exact.denominator)}"
    if made.denominator is not None:
        return f"{made.numerator} / {made.denominator}"
    if measure.type in ("sum", "last", "points") and 1 < made.count == len(made.rows) <= _FEW:
        return " + ".join(f"{row.amount}" for row in made.rows)
    return "" if made.numerator is None else f"{made.numerator}"
