"""One measure in one period → a query for the rows behind it: what each adds, or why it does not count.

The expressions are those of the query that adds the rows up (columns.py), so the two cannot differ.
"""

import re

from sqlglot import exp

from pubkpi.database.lineage import stored
from pubkpi.measure.entities.authors import AUTHORS
from pubkpi.measure.entities.listing import ENTITY, keyed
from pubkpi.measure.entities.subjects import SUBJECT, about_department
from pubkpi.measure.sql.arithmetic import guarded
from pubkpi.measure.sql.columns import Columns
from pubkpi.measure.sql.middle import in_middle, places
from pubkpi.measure.sql.pieces import DIVISOR, counted_points, place_of_piece
from pubkpi.measure.sql.terms import ACCOUNT, NO, column, equal
from pubkpi.measure.windows import Span, days
from pubkpi.model.facts import Fact
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import Side

# What names a row to people, where its fact has it; the key does otherwise.
_NAMES = ("topic", "title", "name", "partner", "item", "channel", "slot", "answer_no")

_LOCATION = ("file_id", "sheet", "row")
_POINTS, _PLACE, _TAKEN, _BEFORE = "points", "place_of_piece", "is_taken", "points_before"
_NAME, _LITERAL = re.compile(r"[^\W\d]\w*"), re.compile(r"'(?:[^']|'')*'")


class RowColumns(Columns):
    """One measure's columns in the query for its rows, which are told apart by the columns *ties*."""

    def __init__(
        self,
        fact: Fact,
        measure: Measure,
        *,
        several: bool = False,
        weighted: bool = False,
        ties: tuple[str, ...] = _LOCATION,
    ) -> None:
        super().__init__(fact, measure, several=several, weighted=weighted)
        self._ties = ties

    def amount(self) -> exp.Expr:
        """What the row adds to the numerator."""
        measure = self._measure
        if measure.type == "count":
            return self._weighted(exp.convert(1))
        number = self._ranged_expression(measure.expr).value if measure.type == "distinct" else self._sum_expression()
        if not measure.part:
            return number
        condition = self._condition(measure.part)
        return exp.Case(ifs=[exp.If(this=condition, true=number)], default=exp.convert(0))

    def under(self) -> exp.Expr | None:
        """What it adds to the denominator; None of a measure that has none."""
        measure = self._measure
        if measure.denominator:
            return self._weighted(self._exact(measure.denominator).value)
        one = dict.fromkeys(("mean", "median"), lambda: self._weighted(exp.convert(1)))
        return {"share": self._sum_expression, **one}.get(measure.type, lambda: None)()

    def observed(self) -> exp.Expr:
        """Whether it is one that coverage by days or accounts counts."""
        return (self._could() if self._measure.may_find_none else self._counts()) or exp.true()

    def divisor(self) -> exp.Expr:
        """What the amounts are parts of, where the row is shared among its authors."""
        return exp.convert(1) if self._weight is None else column(DIVISOR)

    def eligible(self) -> exp.Expr:
        """Whether the measure takes rows such as this one."""
        return self._eligible() or exp.true()

    def own(self) -> exp.Expr | None:
        """Whether it is of the measure's basis and platform; None where any is."""
        return self._own()

    def kind(self) -> exp.Expr:
        """Whether it counts, and if not, why."""
        doubts = self._doubts()
        counts = self._counts() or exp.true()
        ifs = [exp.If(this=doubts["untold"], true=exp.convert("untold"))] if "untold" in doubts else []
        if self.newest:
            older = exp.and_(exp.paren(counts.copy()), exp.GT(this=self.rank(), expression=exp.convert(1)))
            ifs.append(exp.If(this=older, true=exp.convert("older")))
        if self._measure.type == "points":
            ifs += self._of_pieces(counts)
        if self._measure.takes_middle:
            order = places(self._keys, self._counts(), self._sum_expression(), self._ties)
            outer = exp.not_(exp.paren(in_middle(self._measure, lambda name: order[name].copy())))
            ifs.append(exp.If(this=exp.and_(exp.paren(counts.copy()), outer), true=exp.convert("extreme")))
        if "open" in doubts:
            ifs.append(exp.If(this=exp.and_(exp.paren(counts.copy()), doubts["open"]), true=exp.convert("bound")))
        ifs.append(exp.If(this=counts, true=exp.convert("counted")))
        ifs.append(exp.If(this=self._mine() or exp.true(), true=exp.convert("incomplete")))
        return exp.Case(ifs=ifs, default=exp.convert("other"))

    def _of_pieces(self, counts: exp.Expr) -> list[exp.If]:
        """Of points, the rows that count for nothing: the piece counts where it is worth more, its tier has its cap."""
        taken, other = exp.paren(counts.copy()), exp.NEQ(this=column(_PLACE), expression=exp.convert(1))
        nothing = equal(exp.paren(self.counted_points()), exp.convert(0))
        lost = exp.and_(taken.copy(), nothing, exp.NEQ(this=column(_POINTS), expression=exp.convert(0)))
        kinds = {"repeated": exp.and_(taken, other), "capped": lost}
        return [exp.If(this=one, true=exp.convert(name)) for name, one in kinds.items()]

    def counted_points(self) -> exp.Expr:
        """What the row adds of its points, of the rows that `with_points` gives."""
        scale = None if self._weight is None else column(DIVISOR)
        return counted_points(self._measure, column(_POINTS), column(_BEFORE), scale)

    def with_points(self, rows: exp.Select) -> exp.Select:
        """*rows* with what each is worth, its tier, its place among those of its piece, and the points before it."""
        measure, taken = self._measure, self._counts()
        number = self._sum_expression()
        place: exp.Expr = exp.convert(1)
        if measure.once:
            place = place_of_piece(self._keys, taken, measure.once, number.copy(), self._ties)
        told = {_POINTS: number, "tier": self._exact(measure.tier_number).value, _PLACE: place, _TAKEN: taken}
        listed = [exp.alias_(one if one is not None else exp.true(), name) for name, one in told.items()]
        worth = exp.select("*", *listed).from_(rows.subquery("r")).subquery("p")
        order = exp.Order(expressions=[column(name) for name in (self._fact.day, *self._ties)])
        spec = exp.WindowSpec(
            kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end=exp.convert(1), end_side="PRECEDING"
        )
        counted = exp.and_(column(_TAKEN), equal(column(_PLACE), exp.convert(1)))
        parts = [column("tier"), exp.paren(counted)]
        before = exp.Window(this=exp.Sum(this=column(_POINTS)), partition_by=parts, order=order, spec=spec)
        return exp.select("*", exp.alias_(exp.Coalesce(this=before, expressions=[exp.convert(0)]), _BEFORE)).from_(
            worth
        )


def row_query(
    fact: Fact, measure: Measure, period: Period, whom: tuple[Side, str] | None, dialect: str, *, mapped: bool = False
) -> str:
    """The query for the rows of *fact* in the days of *measure*: where each stands, its key, what it adds, its kind.

    *whom* names one of those that stand side by side, whose rows alone are meant. Of a *mapped* fact it has, instead of
    where rows stand, the columns that the measure reads.
    """
    measure = measure if whom else about_department(measure)
    rows = _source(fact, whom, measure.once).where(_within(fact, measure, period), copy=False)
    weighted = whom is not None and whom[0] == "author" and fact.name in AUTHORS
    made = RowColumns(fact, measure, weighted=weighted, ties=fact.key if mapped else _LOCATION)
    read = columns_read(fact, measure) if mapped else ()
    under, by_points = made.under(), measure.type == "points"
    rows = made.with_points(rows) if by_points else rows
    listed = [
        *(() if mapped else map(column, _LOCATION)),
        exp.alias_(column(fact.day), "day"),
        exp.alias_(column("account") if fact.column("account") else exp.convert(""), "account"),
        exp.alias_(_name(fact), "name"),
        exp.alias_(made.counted_points() if by_points else made.amount(), "amount"),
        exp.alias_(under if under is not None else exp.null(), "under"),
        exp.alias_(made.kind(), "kind"),
        exp.alias_(made.divisor(), "divisor"),
        *(exp.alias_(column(name), f"key_{i}") for i, name in enumerate(fact.key)),
        *(exp.alias_(column(name), f"read_{i}") for i, name in enumerate(read)),
    ]
    query = exp.select(*listed).from_(rows.subquery("r"))
    return guarded(query).sql(dialect=dialect, comments=False, pretty=True)


def subject_rows(fact: Fact, measure: Measure, span: Span, dialect: str) -> str:
    """The query for whom the rows of *fact* are about that *measure* could take in a *span*, with how many they are."""
    rows = exp.select(column(SUBJECT), exp.Count(this=exp.Star())).from_(exp.to_table(fact.name))
    inside = exp.Between(this=column(fact.day), low=exp.convert(span[0]), high=exp.convert(span[1]))
    rows = rows.where(inside, RowColumns(fact, measure).eligible()).group_by(column(SUBJECT)).order_by(column(SUBJECT))
    return guarded(rows).sql(dialect=dialect, comments=False)


def day_query(fact: Fact, measure: Measure, period: Period, dialect: str) -> str:
    """The query for the accounts that *fact* has, one a row: whether the measure takes any row of theirs, and the days
    of its window on which it has one; null without any.
    """
    made = RowColumns(fact, measure)
    rows = exp.select(
        *map(column, ACCOUNT),
        exp.alias_(column(fact.day), "day"),
        exp.alias_(made.eligible(), "eligible"),
        exp.alias_(exp.and_(made.observed(), _within(fact, measure, period)), "observed"),
    ).from_(exp.to_table(fact.name))
    days = exp.func("list", exp.Distinct(expressions=[column("day")]), dialect="duckdb")
    observed = exp.Filter(this=days, expression=exp.Where(this=column("observed")))
    eligible = exp.LogicalOr(this=column("eligible"))
    query = exp.select(*map(column, ACCOUNT), eligible, observed).from_(rows.subquery("r"))
    return guarded(query.group_by(*map(column, ACCOUNT)).order_by(*map(column, ACCOUNT))).sql(
        dialect=dialect, comments=False
    )


def count_query(fact: Fact, measure: Measure, period: Period, dialect: str) -> str:
    """The query for how many rows of *fact* lie in the days of *measure*, on its platform, counted or not."""
    query = exp.select(exp.Count(this=exp.Star())).from_(exp.to_table(fact.name)).where(_within(fact, measure, period))
    own = RowColumns(fact, measure).own()
    return (query.where(own) if own is not None else query).sql(dialect=dialect, comments=False)


def amount_query(fact: Fact, measure: Measure, dialect: str) -> str:
    """The query for what each superseded row of *fact* would add, beside all that it has."""
    source = exp.select("*").from_(exp.to_table(f"{stored(fact).name}_version"))
    amount = RowColumns(fact, measure).amount()
    known = {one.name for one in stored(fact).columns}
    readable = all(one.name in known for one in amount.find_all(exp.Column))
    # what a view alone has, as the category of a post, is not known of a superseded row
    query = source.select(exp.alias_(amount if readable else exp.null(), "amount"))
    return guarded(query).sql(dialect=dialect, comments=False)


def columns_read(fact: Fact, measure: Measure) -> tuple[str, ...]:
    """The columns of *fact* that stand in what is added up, else in the condition, else what people name a row by."""
    known = {one.name for one in fact.columns}
    for words in (f"{measure.expr} {measure.denominator} {measure.part}", measure.where):
        read = [name for name in _NAME.findall(_LITERAL.sub("", words)) if name in known]
        if read:
            return tuple(dict.fromkeys(read))
    return fact.named or fact.key


def _source(fact: Fact, whom: tuple[Side, str] | None, once: str) -> exp.Select:
    number = exp.alias_(exp.convert(0), NO)
    if not whom:
        return exp.select("*", number).from_(exp.to_table(fact.name))
    by, entity = whom
    named = equal(column(ENTITY), exp.convert(entity))
    return exp.select("*", number).from_(keyed(fact, by, once).subquery("k")).where(named)


def _within(fact: Fact, measure: Measure, period: Period) -> exp.Expr:
    first, last = days(measure, period)
    return exp.Between(this=column(fact.day), low=exp.convert(first), high=exp.convert(last))


def _name(fact: Fact) -> exp.Expr:
    """What the row is called, beside its account and its day."""
    known = {one.name for one in fact.columns}
    named = [name for name in _NAMES if name in known][:1]
    others = [name for name in fact.named or fact.key if name not in (*ACCOUNT, fact.day, "basis")]
    parts = [exp.cast(column(name), "varchar") for name in named or others]
    return exp.func("concat_ws", exp.convert(" · "), *parts, dialect="duckdb") if parts else exp.convert("")
