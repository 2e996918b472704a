"""What one measure wants to know of a row and of a post, and how that is added up."""

from sqlglot import exp

from pubkpi.measure.entities.listing import OPENED
from pubkpi.measure.expressions.censoring import RangedExpression, ranged
from pubkpi.measure.expressions.expression import columns, of_fact, place
from pubkpi.measure.expressions.kinds import Kind
from pubkpi.measure.expressions.mixture import manner, refuse_in_row, ways
from pubkpi.measure.sql.arithmetic import days_from, row_expression
from pubkpi.measure.sql.doubts import open_rows, untold_rows
from pubkpi.measure.sql.middle import SPREAD, in_middle, places, rank_of_day
from pubkpi.measure.sql.pieces import DIVISOR, SHARED, WEIGHT, divisor, place_of_piece, sum_of_tiers
from pubkpi.measure.sql.terms import ACCOUNT, NO, all_of, column, distinct, equal, filtered, named, needed_columns
from pubkpi.model.errors import SpecError
from pubkpi.model.facts import Fact
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.text import Text, choices_hint


class Columns:
    """One measure's columns in the query over its fact; *several* when the query has windows of more than one kind.

    *keys* are the columns that tell apart what is added up: the windows and, side by side, the entities. Rows are
    *weighted* where several entities have a part of one.
    """

    def __init__(
        self, fact: Fact, measure: Measure, *, several: bool, keys: tuple[str, ...] = (NO,), weighted: bool = False
    ) -> None:
        self._fact, self._measure, self._several, self._keys = fact, measure, several, keys
        self._weight = column(WEIGHT) if weighted and not measure.takes_middle and measure.type in SHARED else None
        self._known = of_fact(fact)
        for tier in measure.tiers:
            self._parse(tier.points, "number")
            self._parse(tier.where or "true", "flag")
        self._parse(measure.times or "1", "number")
        rule = measure.coverage
        self._by, self._of, self._list = (rule.by, rule.of, rule.basis) if rule else ("", "", "")
        absent = next((name for name in needed_columns(measure) if name not in self._known), None)
        if absent:
            what = Text(f"{fact.name} 没有 {absent} 这一列", f"{fact.name} has no {absent}")
            raise SpecError(measure.at, what, choices_hint(sorted(self._known)))

    @property
    def newest(self) -> bool:
        """Whether of each account only the newest row counts."""
        return self._measure.type == "last"

    @property
    def by_post(self) -> bool:
        """Whether coverage asks which posts were seen."""
        return self._by == "posts"

    @property
    def by_account(self) -> bool:
        """Whether coverage asks how many accounts there are."""
        return self._by in ("days", "accounts")

    def of_row(self) -> dict[str, exp.Expr]:
        """By name what must be known of a row before rows are added up."""
        measure = self._measure
        told: dict[str, exp.Expr | None] = {"mine": self._could(), "taken": self._counts(), **self._doubts()}
        if self._weight is not None:
            told |= {"weight": self._weight, "divisor": column(DIVISOR)}
        if measure.type != "count":
            told["num"] = (
                self._ranged_expression(measure.expr).value if measure.type == "distinct" else self._sum_expression()
            )
        if measure.denominator:
            told["den"] = self._weighted(self._exact(measure.denominator).value)
        if measure.part:
            told["part"] = self._condition(measure.part)
        if self.newest:
            told["rank"] = self.rank()
        if measure.once:
            told["place"] = place_of_piece(self._keys, told["taken"], measure.once, self._sum_expression())
        if measure.capped:
            told["tier"] = self._exact(measure.tier_number).value
        if measure.takes_middle:
            told |= places(self._keys, told["taken"], self._sum_expression())
        if self.by_post:
            told |= {"of": self._exact(self._of).value, "listed": all_of(self._window(), self._basis(self._list))}
        plain = {"days": (*ACCOUNT, self._fact.day), "accounts": ACCOUNT}.get(self._by, ())
        if self._measure.registered:
            plain = (self._fact.day, "window_kind")
        if measure.mean_of_months:
            plain = (*plain, self._fact.day)
        plain = (*plain, *(["platform"] if self._people else []), *manner(self._fact, measure))
        found = {self._name(name): made for name, made in told.items() if made is not None}
        return {**found, **{name: column(name) for name in plain}}

    def aggregates(self) -> list[tuple[str, exp.Expr]]:
        """The measure's columns of the result, by name."""
        taken, rows = self._all_of("taken"), exp.Count(this=exp.Star())
        found = {
            "num": self._number(all_of(taken, self._chosen())),
            "rows": filtered(rows, taken),
            "all": filtered(rows.copy(), self._all_of("mine")),
            **self._coverage(self._all_of("mine") if self._measure.may_find_none else taken),
        }
        if self._measure.type in ("ratio", "share"):
            over = "den" if self._measure.denominator else "num"
            found["den"] = filtered(exp.Sum(this=self._own_column(over)), taken)
        if self._measure.takes_middle:
            found["den"] = filtered(rows.copy(), all_of(taken, self._chosen()))
            found |= {name: filtered(one(this=self._own_column("num")), taken) for name, one in SPREAD.items()}
        if self._weight is not None:
            found |= {
                "weight": filtered(exp.Sum(this=self._own_column("weight")), taken),
                "divisor": divisor(self._own_column),
            }
        if self._people:
            found["platforms"] = filtered(distinct(("platform",)), taken)
        for name in manner(self._fact, self._measure):
            found["manners"] = filtered(ways(name), taken)
        found |= {name: filtered(rows.copy(), self._doubtful_rows(name, taken)) for name in self._doubts()}
        if self._measure.mean_of_months:
            part = exp.Anonymous(this="quarter", expressions=[column(self._fact.day)])
            listed = exp.func("list", exp.Distinct(expressions=[part]), dialect="duckdb")
            found["quarters"] = filtered(listed, self._all_of("mine") if self._measure.may_find_none else taken)
        return [(self._name(name), made) for name, made in found.items()]

    def of_post(self) -> list[tuple[str, exp.Expr]]:
        """By name what must be known of a post: the least weight that a list gives it, and whether it was seen."""
        least = filtered(exp.Min(this=self._exact(self._of).value), self._basis(self._list))
        return [(self._name("of"), least), (self._name("told"), exp.LogicalOr(this=self.row_of_seen_post()))]

    def row_of_seen_post(self) -> exp.Expr:
        """Whether a row, wherever its post lies, shows the post on the basis of the measure."""
        return all_of(self._basis(self._measure.basis), self._complete()) or exp.true()

    def seen(self) -> list[tuple[str, exp.Expr]]:
        """The weight of the posts seen, by name."""
        counted = all_of(self._window(), self._own_column("told"))
        return [(self._name("seen"), filtered(exp.Sum(this=self._own_column("of")), counted))]

    def _aggregate(self) -> exp.Expr:
        match self._measure.type:
            case "count" if self._weight is not None:
                return exp.Sum(this=self._own_column("weight"))
            case "count":
                return exp.Count(this=exp.Star())
            case "distinct":
                return exp.Count(this=exp.Distinct(expressions=[self._own_column("num")]))
            case "max":
                return exp.Max(this=self._own_column("num"))
        return exp.Sum(this=self._own_column("num"))

    def _chosen(self) -> exp.Expr | None:
        """Of a measure for which not all rows that it takes count, that the row is one of those that do."""
        if self._measure.once:
            return equal(self._own_column("place"), exp.convert(1))
        if self._measure.part:
            return self._own_column("part")
        return in_middle(self._measure, self._own_column) if self._measure.takes_middle else None

    def _number(self, counts: exp.Expr | None) -> exp.Expr:
        capped = self._measure.capped
        return (
            sum_of_tiers(self._measure, self._own_column, counts, self._weight and divisor(self._own_column))
            if capped
            else filtered(self._aggregate(), counts)
        )

    def _coverage(self, counts: exp.Expr | None) -> dict[str, exp.Expr]:
        day = self._fact.day
        match self._by:
            case "days":
                return {"seen": filtered(distinct((*ACCOUNT, day)), counts)}
            case "accounts":
                return {"seen": filtered(distinct(ACCOUNT), counts)}
            case "posts":
                return {"expected": filtered(exp.Sum(this=self._own_column("of")), self._own_column("listed"))}
            case "weeks" | "months" | "quarters" as unit:
                start = exp.func("date_trunc", exp.convert(unit[:-1]), column(day), dialect="duckdb")
                starts = exp.func("list", exp.Distinct(expressions=[exp.cast(start, "date")]), dialect="duckdb")
                return {"seen": filtered(starts, self._window())}
        return {}

    def here(self) -> list[tuple[str, exp.Expr]]:
        """By name what must be known of a platform: whether the measure takes rows from it."""
        return [(self._name("here"), exp.LogicalOr(this=self._eligible() or exp.true()))]

    def expected(self) -> list[tuple[str, exp.Expr]]:
        """How many accounts, or days of theirs, there are by the window's end on platforms that have rows or could."""
        opened, ends, here = column(OPENED), column("ends"), self._own_column("here")
        there = exp.paren(exp.or_(opened.is_(exp.null()), exp.LTE(this=opened, expression=ends)))
        if platforms := [exp.convert(one) for one in self._measure.platforms]:
            here = exp.paren(exp.or_(here, exp.In(this=named("platform", "accounts"), expressions=platforms)))
        days = exp.Sum(this=days_from(column("starts"), opened, ends))
        counted = days if self._by == "days" else exp.Count(this=exp.Star())
        return [(self._name("expected"), filtered(counted, all_of(here, there)))]

    def _window(self) -> exp.Expr | None:
        """That the row stands in a window of the measure's kind, where there are others."""
        return equal(column("window_kind"), exp.convert(self._measure.window_kind)) if self._several else None

    def _mine(self) -> exp.Expr | None:
        return all_of(self._window(), self._eligible())

    def _could(self) -> exp.Expr | None:
        """The rows among which the measure looks: also those whose condition cannot be told, and, where it may find
        none, those that do not meet it.
        """
        where = self._measure.where
        if not where or self._measure.may_find_none:
            return all_of(self._window(), self._own())
        return all_of(
            self._window(),
            self._own(),
            exp.Not(this=exp.paren(exp.Is(this=self._condition(where), expression=exp.false()))),
        )

    def _doubts(self) -> dict[str, exp.Expr]:
        """What leaves a row in doubt (see doubts.py), by name."""
        here = all_of(self._window(), self._own())
        untold = {name: all_of(here, one) or one for name, one in untold_rows(self._measure, self._fact).items()}
        return {**untold, **open_rows(self._measure, self._fact)}

    def _doubtful_rows(self, name: str, counts: exp.Expr | None) -> exp.Expr | None:
        """The rows that are counted under *name*: of those that are open, the ones that the measure takes."""
        return self._own_column(name) if name in ("untold", "vague") else all_of(counts, self._own_column(name))

    def _counts(self) -> exp.Expr | None:
        return all_of(self._mine(), self._complete())

    def _all_of(self, name: str) -> exp.Expr | None:
        """The rows that the measure takes, or those that it could take, when these are not all."""
        made = self._counts() if name == "taken" else self._could()
        first = equal(self._own_column("rank"), exp.convert(1)) if self.newest else None
        return all_of(self._own_column(name) if made else None, first)

    def _eligible(self) -> exp.Expr | None:
        """The row is of the measure's basis and meets its condition."""
        where = self._measure.where
        return all_of(self._own(), self._condition(where) if where else None)

    def _own(self) -> exp.Expr | None:
        """The row is of the measure's basis and platform."""
        platform = self._measure.platform
        own = equal(column("platform"), exp.convert(platform)) if platform else None
        return all_of(self._basis(self._measure.basis), own)

    @property
    def _people(self) -> bool:
        """Whether people are added up who may be counted on more than one platform."""
        measure = self._measure
        if measure.platform or measure.type in ("count", "distinct", "max") or "platform" not in self._known:
            return False
        words = (measure.expr, measure.denominator, measure.part)
        read = {one for each in words if each for one in columns(self._parse(each))}
        return any(one.counts_people for one in self._fact.columns if one.name in read)

    def _complete(self) -> exp.Expr | None:
        """All numbers of the measure are there, in this row."""
        measure = self._measure
        needed = [words for words in (measure.expr, measure.denominator, measure.part) if words]
        return all_of(*(exp.paren(self._ranged_expression(words).value).is_(exp.null()).not_() for words in needed))

    def _basis(self, basis: str) -> exp.Expr | None:
        return equal(column("basis"), exp.convert(basis)) if basis else None

    def rank(self) -> exp.Expr:
        """1 for the rows of the account's newest day, of those that the measure can take."""
        return rank_of_day((NO, *ACCOUNT), self._counts() or exp.true(), self._fact.day)

    def _weighted(self, number: exp.Expr) -> exp.Expr:
        """*number* times the part of the row that is the entity's, in parts of the whole."""
        return number if self._weight is None else exp.Mul(this=exp.paren(number), expression=self._weight.copy())

    def _sum_expression(self) -> exp.Expr:
        return self._weighted(self._exact(self._measure.expr or "1").value)

    def _exact(self, words: str) -> RangedExpression:
        """What is summed: without division, which would leave the integers and decimals that add up exactly."""
        tree = self._parse(words, "number")
        division = next((one for one in tree.find_all(exp.Div) if not one.find_ancestor(exp.Floor)), None)
        if division:
            what = Text(f"求和的算式里不能有除法：{words}", f"what is summed cannot hold a division: {words}")
            at = place(words, division, self._measure.at)
            raise SpecError(at, what, Text("用 ratio 或 derived。", "Use ratio or derived."))
        return ranged(refuse_in_row(tree, words, self._measure.at), self._fact.bounds)

    def _condition(self, words: str) -> exp.Expr:
        return exp.paren(self._ranged_expression(words, "flag").value)

    def _ranged_expression(self, words: str, kind: Kind | None = None) -> RangedExpression:
        return ranged(self._parse(words, kind), self._fact.bounds)

    def _parse(self, words: str, kind: Kind | None = None) -> exp.Expr:
        return row_expression(words, self._fact, self._measure.at, kind)

    def _own_column(self, what: str) -> exp.Expr:
        return column(self._name(what))

    def _name(self, what: str) -> str:
        return f"{self._measure.id}__{what}"
