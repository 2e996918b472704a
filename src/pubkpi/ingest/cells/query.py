"""Cells → values: the select that types the raw text of a part, column by column, and says which row is bad."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from types import MappingProxyType

from pubkpi.engine.query import quoted
from pubkpi.ingest.cells.grammar import Grammar, const_name, raw_name, spelling_columns
from pubkpi.ingest.cells.newest_row import newest_row
from pubkpi.ingest.profiles.identities import Identity
from pubkpi.ingest.profiles.profile import BY, Column
from pubkpi.ingest.rows.part import Part
from pubkpi.ingest.rows.reasons import HIGH, LOW, SHARE, UNHELD
from pubkpi.model.facts import KINDS
from pubkpi.model.facts.forms import FORM_FACTS

Consts = Mapping[str, str | None]

BETWEEN = "\x1e"  # between two faults of a row
_CELL = "cell"  # of a list of cells

# How a column is made from others that are already typed; the arguments are checked column names.
MAKERS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "title_key": lambda title: f"coalesce(title_key_of({title}), '')",
        "url_key": lambda url: f"url_key_of({url})",
        "join": lambda first, second: f"{first} || '@' || cast({second} as varchar)",
        "day_of": lambda instant: f"cast({instant} as date)",
        "at_least": lambda cell, *ends: f"as_floor_below({cell}, [{', '.join(ends)}])" if ends else f"as_floor({cell})",
    }
)


class CellLists:
    """Cells of a row of which one expression is worked out, as lists: it is planned once, and not once a column.

    *columns* are the lists as columns of a select; *places* says in which place of which list that of a column stands.
    """

    def __init__(self, name: str, expressions: Mapping[str, str]) -> None:
        together: dict[str, list[str]] = {}
        for column, expression in expressions.items():
            together.setdefault(expression, []).append(column)
        several = [(how, names) for how, names in together.items() if len(names) > 1]
        self.columns: list[str] = []
        self.places: dict[str, str] = {}
        for i, (expression, names) in enumerate(several):
            cells = ", ".join(quoted(raw_name(column)) for column in names)
            self.columns.append(f"list_transform([{cells}], lambda {_CELL}: {expression}) as {name}_{i}")
            self.places |= {column: f"{name}_{i}[{j}]" for j, column in enumerate(names, 1)}

    def with_lists(self, source: str) -> str:
        """*source*, and the lists as columns of it."""
        return f"(select {', '.join(['*', *self.columns])} from {source})" if self.columns else source


class Query(Grammar):
    """The one select that types the rows of *source* as *part* wants; *consts* are its columns of one value a part.

    *sql* gives `part`, `row`, the fact's columns and `bad`, which the source may say beforehand. Its steps are kept as
    tables, or, when there are too many rows for that, run through with a glance at each cell first. Of the columns
    *judged* the source has what they were read as, spelling by spelling. With *every*, or of a form, `bad` is all
    faults of a row, with `BETWEEN` between two.
    """

    def __init__(
        self,
        part: Part,
        consts: Collection[str],
        source: str,
        *,
        keep: bool,
        judged: Collection[str] = frozenset(),
        every: bool = False,
    ) -> None:
        super().__init__(glance=not keep)
        self.source = source
        self._part = part
        self._columns = list(part.feed.columns)
        self._gather, self._has_by = part.feed.gather, BY in part.cells
        self._consts = consts
        self._judged = judged
        self._bare = self._values = CellLists("", {})
        if keep:
            read = [column for column in self._columns if column.name in part.cells]
            self._bare = CellLists("bare", {one.name: f"{self.cleaner(one)}({_CELL})" for one in read})
            plain = {one.name: self.value(one, _CELL) for one in read if not one.choices}
            self._values = CellLists("value", plain)
        # somebody typed a form, and mends all of a row at once
        self._every = every or part.feed.fact in FORM_FACTS
        self.sql = self._select(source, keep=keep)

    def quick(self, column: Column) -> str | None:
        """As everywhere, but not for what is judged."""
        return None if column.name in self._judged else super().quick(column)

    def first(self, column: Column) -> str:
        """As everywhere, but cleaned and parsed already where it is judged."""
        if column.name not in self._judged:
            return super().first(column)
        clean, made, _ = map(quoted, spelling_columns(column.name))
        return f"{clean} as {_raw(column)}, {made}"

    def bare(self, column: Column) -> str:
        """As everywhere, but worked out already where several columns have one cleaner."""
        return self._bare.places.get(column.name) or super().bare(column)

    def parsed(self, column: Column) -> str:
        """The value as everywhere, or the one that is there already."""
        if column.name in self._judged:
            return quoted(spelling_columns(column.name)[1])
        return self._values.places.get(column.name) or super().parsed(column)

    def _select(self, source: str, *, keep: bool) -> str:
        how = "materialized" if keep else "not materialized"
        read = [column for column in self._columns if column.name in self._part.cells]
        consts = [quoted(const_name(name)) for name in self._consts if name not in self._part.cells]
        cleaned = ", ".join(["part", "row", "bad", *consts, *map(self.first, read)])
        typed = ", ".join(
            ["part", "row", "bad as unread", *map(self._typed_constant, self._fact_columns()), *map(_raw, read)]
        )
        bad = self._faults(
            [
                *self._unread_cases(),
                *(one for column in self._columns for one in self._beyond(column)),
                *map(self._identity_case, self._rejecting_identities()),
            ]
        )
        names = ", ".join(["part", "row", *(quoted(column.name) for column in self._part.feed.fact.stored)])
        return (
            f"with cleaned as {how} (select {cleaned} from {self._bare.with_lists(source)}{' where row > 0' * keep}), "
            f"typed as {how} (select {typed} from {self._values.with_lists('cleaned')}), "
            f"made as (select * replace ({self._computed_columns()}) from typed), "
            f"judged as (select {names}{self._by()}, {bad} as bad from made) {self._gather_rows(names)}"
        )

    def _faults(self, cases: Iterable[str]) -> str:
        """The first of the *cases* that holds of a row, or every one of them; what the source says comes before."""
        if not self._every:
            return f"case when unread is not null then unread {' '.join(cases)} end"
        listed = ", ".join(["null", *(f"case {one} end" for one in cases)])
        joined = f"list_filter([concat_ws('{BETWEEN}', {listed})], lambda w: w <> '')[1]"
        return f"case when unread is not null then unread else {joined} end"

    def _by(self) -> str:
        return f", {quoted(BY)}" if self._has_by else ""

    def _gather_rows(self, names: str) -> str:
        """The rows judged, those of a key made one: added up, the last by day, or what was collected last.

        Of the first two, a part that comes twice or a figure that falls spoils its rows.
        """
        if not self._gather:
            return f"select {names}, bad from judged"
        fact, rising = self._part.feed.fact, self._part.feed.rising
        keys = ", ".join(["part", *map(quoted, fact.key)])
        if self._gather == "newest":
            filled = {column.name for column in self._fact_columns() if column.name != BY and column in self._columns}
            newest = newest_row(fact, filled, has_by=self._has_by)
            return f"select {names}, bad from judged where bad is not null union all {newest}"
        falls = "".join(f" or {quoted(one)} < lag({quoted(one)}) over days" for one in rising)
        checked = (
            f"checked as (select * replace (case when bad is not null then bad "
            f"when count(*) over (partition by {keys}, {quoted(BY)}) > 1{falls} then '{BY}' end as bad) from judged "
            f"window days as (partition by {keys} order by {quoted(BY)}))"
        )
        if self._gather == "sum":
            mapped = {column.name for column in self._columns}
            sums = [
                quoted(name)
                if name in fact.key
                else (f"cast(sum({quoted(name)}) as bigint)" if name in mapped else "null")
                for name in (column.name for column in fact.stored)
            ]
            one = f"select part, min(row), {', '.join(sums)}, null from checked where bad is null group by {keys}"
        else:
            one = (
                f"(select {names}, bad from checked where bad is null "
                f"qualify row_number() over (partition by {keys} order by {quoted(BY)} desc) = 1)"
            )
        return f", {checked} select {names}, bad from checked where bad is not null union all {one}"

    def _fact_columns(self) -> list[Column]:
        mapped = {column.name: column for column in self._columns}
        columns = [mapped.get(column.name, Column(column.name, column.kind)) for column in self._part.feed.fact.columns]
        return [*columns, mapped[BY]] if self._has_by else columns

    def _typed_constant(self, column: Column) -> str:
        name, sql_type = quoted(column.name), KINDS[column.kind]
        if column.name in self._part.cells:
            return f"{self.parsed(column)} as {name}"
        if column.name in self._consts:
            return f"cast({quoted(const_name(column.name))} as {sql_type}) as {name}"
        return f"cast({'null' if column.const is None else self.bind(column.const)} as {sql_type}) as {name}"

    def _computed_columns(self) -> str:
        made = [f"{self._make(column)} as {quoted(column.name)}" for column in self._columns if column.make]
        made += self._without_unread()
        return ", ".join(made) or "row as row"

    def _without_unread(self) -> Iterator[str]:
        """The counts, of which a row has none where each is 0 or missing and its export means no value by that."""
        read = [one for one in self._columns if one.name in self._part.cells and one.kind == "count"]
        if self._part.feed.unread_zeros and read:
            names = [quoted(column.name) for column in read]
            nothing = f"coalesce(greatest({', '.join(names)}), 0) = 0"
            # neither a value nor a text that is none
            both = (*names, *map(_raw, read))
            yield from (f"case when {nothing} then null else {name} end as {name}" for name in both)

    def _make(self, column: Column) -> str:
        if column.make == "member":
            words = ", ".join(self.bind(word) for word in column.values)
            # several options ticked (甲┋乙) are such an answer when each of them is
            return f"list_has_all([{words}], string_split({quoted(column.of[0])}, '┋'))"
        if column.make == "at_least":
            cell = quoted(raw_name(column.of[0])) if column.of[0] in self._part.cells else "cast(null as varchar)"
            ends = next((one.at_least for one in self._columns if one.name == column.of[0]), ())
            return MAKERS["at_least"](cell, *(f"as_count({self.bind(word)})" for word in ends))
        return MAKERS[column.make](*(self._inline(name) for name in column.of))

    def _inline(self, name: str) -> str:
        # a made column may rest on another made one: both stand in the same select, so it is written out
        other = next((column for column in self._columns if column.name == name and column.make), None)
        return f"({self._make(other)})" if other else quoted(name)

    def _unread_cases(self) -> list[str]:
        """By the column that the reader sees at fault, once, though others are made from it: when it is."""
        own, made = dict[str, str](), dict[str, list[Column]]()
        for column in self._columns:
            if tests := self._unread_tests(column):
                if column.make:
                    made.setdefault(self._source(column), []).append(column)
                else:
                    own[column.name] = " or ".join(tests)
        cases = [f"when {test} then {self.bind(name)}" for name, test in own.items()]
        for name, columns in made.items():
            faults = " or ".join(test for column in columns for test in self._unread_tests(column))
            if self._every:  # where only the first fault is told, those of the cells come before
                wrong = " or ".join(own[one] for one in self._sources(columns) if one in own) or "false"
                faults = f"({faults}) and not coalesce({wrong}, false)"
            cases.append(f"when {faults} then {self.bind(name)}")
        return cases

    def _sources(self, columns: Iterable[Column]) -> list[str]:
        """The columns that a file fills, and that *columns* are made from."""
        made = {one.name: one for one in self._columns if one.make}
        names = dict.fromkeys(name for column in columns for name in column.of)
        below = self._sources(made[name] for name in names if name in made) if names.keys() & made.keys() else []
        return [*(name for name in names if name not in made), *below]

    def _unread_tests(self, column: Column) -> list[str]:
        value, cells = quoted(column.name), self._part.cells
        tests = [f"{value} is null"] if column.filled and (column.make or column.name in cells) else []
        if column.name in cells and not tests:
            said = self.cleaned(column) if self.quick(column) else _raw(column)
            nothing = " and ".join(f"{one} is null" for one in (value, *self._floors(column)))
            tests.append(f"case when {nothing} then {said} is not null else false end")
        if column.needs and column.needs[0] in cells:
            tests.append(f"{value} is null and {quoted(raw_name(column.needs[0]))} = {self.bind(column.needs[1])}")
        return tests

    def _beyond(self, column: Column) -> list[str]:
        """The tests of the bounds of *column*, each with the code of its reason."""
        if column.name not in self._part.cells:
            return []
        low, high = column.within
        above = SHARE if (column.kind, high) == ("share", "1") else HIGH
        tests = [("<", LOW, low), (">", above, high)]
        return [
            f"when {quoted(column.name)} {sign} {bound} then {self.bind(f'{code}:{column.name}:{bound}')}"
            for sign, code, bound in tests
            if bound
        ]

    def _rejecting_identities(self) -> list[Identity]:
        """The identities of which a row that breaks them is rejected."""
        return [one for one in self._part.feed.identities if one.is_rejected]

    def _identity_case(self, identity: Identity) -> str:
        headers = {column.name: column.headers[0] for column in self._columns if column.headers}
        words = identity.sentence(headers).zh
        return f"when {identity.broken} then {self.bind(f'{UNHELD}::{words}')}"

    def _floors(self, column: Column) -> list[str]:
        """The columns that take the cells of *column* which only say "at least"."""
        return [quoted(one.name) for one in self._columns if one.make == "at_least" and one.of == (column.name,)]

    def _source(self, column: Column) -> str:
        """The column that the reader sees at fault: for a made one the first that it is made from."""
        made = {one.name: one for one in self._columns if one.make}
        name = column.name
        while name in made:
            name = made[name].of[0]
        return name


def _raw(column: Column) -> str:
    return quoted(raw_name(column.name))
