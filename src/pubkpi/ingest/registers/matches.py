"""Which entry a numbered row of a file is, beside the rows of other loads that have its 编号.

Many departments number the rows of each file, or of each sheet, from 1 on. So an entry is told by its 编号 together
with what it says: a row that says the same as one that counts is that entry, whatever the file is called and whichever
of the two came first. What is left on both sides under one number may be a correction, or another entry.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import PurePath

from pubkpi.database.tables import content_of, identity_columns, is_alike
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.load.prepare import PreparedFile
from pubkpi.ingest.load.reading import Reading
from pubkpi.model.facts import ENTRY, NUMBER, Fact


@dataclass(frozen=True, slots=True)
class Row:
    """A row with a 编号: where it stands, its *words*, the hash of its *content*, its *entry*; of the file itself
    the *load* is 0.
    """

    file: str
    sheet: str
    row: int
    number: str
    words: str
    content: str
    entry: str
    load: int = 0
    folder: str = ""

    def place(self, other: "Row") -> str:
        """Where it stands, for a person; the folder, too, if *other* stands in a file of that name elsewhere."""
        is_elsewhere = self.file == other.file and self.folder and self.folder != other.folder
        return (f"{self.folder}/" if is_elsewhere else "") + place(self.file, self.sheet, self.row)

    def is_near(self, other: "Row") -> bool:
        """Whether both numbers are of one sheet, or of a file and a sheet of its name."""
        stem, other_stem = PurePath(self.file).stem, PurePath(other.file).stem
        scope = stem if self.sheet == self.file else self.sheet
        other_scope = other_stem if other.sheet == other.file else other.sheet
        return scope in (other_scope, other_stem) or other_scope == stem


@dataclass(frozen=True, slots=True)
class Pair:
    """A *row* of a file and an *other* one that has its 编号; unless it *is_sure* others may be meant as well."""

    row: Row
    other: Row
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Matches:
    """What the numbered rows of a file are: the *same* as rows that count, *changes* of rows of its earlier version,
    *strange* ones whose number is something else elsewhere, or *new*; *names* are those of the entries that there are.
    """

    same: Sequence[Pair]
    changes: Sequence[Pair]
    strange: Sequence[Pair]
    new: Sequence[Row]
    names: frozenset[str]

    @property
    def is_sure(self) -> bool:
        """Whether each strange row can correct but one."""
        return all(one.is_sure for one in self.strange)

    def without(self, rows: Collection[tuple[str, str | None]]) -> "Matches":
        """The same where the *rows*, by words and number, are strange to nobody: only their 编号 is new."""
        new = [one.row for one in self.strange if (one.row.words, one.row.number) in rows]
        return replace(self, strange=[one for one in self.strange if one.row not in new], new=[*self.new, *new])

    def identities(self, answer: bool | None) -> dict[tuple[str, int], str]:
        """Which entry a row is, by sheet and row, where its file alone would not say so.

        With the *answer* False strange rows are entries of their own.
        """
        corrections = [one for one in self.strange if one.is_sure and answer is not False]
        chosen = {one.row: one.other.entry for one in (*self.same, *self.changes, *corrections)}
        names = {*self.names, *chosen.values()}
        for row in (*self.new, *(one.row for one in self.strange if one.row not in chosen)):
            chosen[row] = next(name for name in _names(row) if name not in names)
            names.add(chosen[row])
        return {(row.sheet, row.row): entry for row, entry in chosen.items() if entry != row.entry}


def _names(row: Row) -> Iterator[str]:
    """The names that a new entry may have, the likeliest first."""
    long = f"#{row.number}|{row.content}"
    return chain((row.entry, long), (f"{long}|{i}" for i in count(2)))


def has_numbers(reading: Reading) -> bool:
    """Whether any row of *reading* has a 编号."""
    return any(any(part.cells.get(NUMBER, ())) for part in reading.match.parts if part.feed.fact.later)


def matches(engine: Engine, file: PreparedFile, earlier: Collection[int], folders: Mapping[int, str]) -> Matches:
    """What the numbered rows of *file* are, where the loads *earlier* are of earlier versions of it.

    *folders* are those of all loads by their numbers.
    """
    facts = {one.part.feed.fact.name: one.part.feed.fact for one in file.staged if NUMBER in one.part.cells}
    pairs, likeness, names = list[Pair](), list[tuple[bool, bool]](), set[str]()
    for fact in facts.values():
        for pair, counts, is_equal, is_alike_too in _pairs(engine, file, fact, folders):
            names.add(pair.other.entry)
            if counts:
                pairs.append(pair)
                likeness.append((is_equal, is_alike_too))
    same = _same(pairs, likeness, earlier)
    return _matches(pairs, same, earlier, frozenset(names))


def _pairs(
    engine: Engine, file: PreparedFile, fact: Fact, folders: Mapping[int, str]
) -> Iterator[tuple[Pair, bool, bool, bool]]:
    """Each numbered row of *file* with each of another load; whether that one counts, says the same, or may mean it."""
    shown_words = (
        f"concat_ws(' ', {', '.join(map(quoted, identity_columns(fact)))}) as words, md5({content_of(fact)}) as said"
    )
    shown = f"{', '.join(map(quoted, identity_columns(fact)))}, {shown_words}, {NUMBER}, {ENTRY}"
    mine = {one.number: one for one in file.staged if one.part.feed.fact is fact}
    new = " union all ".join(f"select {number} as part, row, {shown} {one.rows}" for number, one in mine.items())
    old = " union all ".join(
        f"select {i} as version, file_id, sheet, row, {shown} from {quoted(fact.name + version)}"
        for i, version in enumerate(("", "_version"))
    )
    found = engine.run(
        "select n.part, n.row, n.number, n.words, n.said, n.entry, "
        "f.name, o.sheet, o.row, o.number, o.words, o.said, o.entry, file_id, "
        f"version = 0, n.said = o.said, {is_alike(fact)} from ({new}) n join ({old}) o using ({NUMBER}) "
        "join file f using (file_id) order by n.part, n.row, version, file_id, o.sheet, o.row"
    )
    for part, row, number, words, said, entry, *other, counts, is_equal, alike in found:
        sheet, folder = mine[part].part.sheet, file.reading.folder
        here = Row(file.reading.name, sheet, row, number, words, said, entry, folder=folder)
        there = Row(*other)
        yield Pair(here, replace(there, folder=folders.get(there.load, ""))), counts, is_equal, alike


def _same(pairs: Sequence[Pair], likeness: Sequence[tuple[bool, bool]], earlier: Collection[int]) -> list[Pair]:
    """Those of *pairs* that are one entry, each row once: those that are equal rather than alike."""
    # what two other loads had as two entries becomes one: that of the other file
    ranked = [
        ((not is_equal, pair.other.load in earlier, pair.other.entry), pair)
        for pair, (is_equal, is_alike_too) in zip(pairs, likeness, strict=True)
        if is_alike_too
    ]
    same, used = list[Pair](), set[Row]()
    for _, pair in sorted(ranked, key=lambda one: one[0]):
        if used.isdisjoint((pair.row, pair.other)):
            same.append(pair)
            used |= {pair.row, pair.other}
    return same


def _matches(pairs: Sequence[Pair], same: Sequence[Pair], earlier: Collection[int], names: frozenset[str]) -> Matches:
    used = {one for pair in same for one in (pair.row, pair.other)}
    rows, others = dict[str, dict[Row, None]](), dict[str, dict[Row, None]]()
    for pair in pairs:
        rows.setdefault(pair.row.number, {})[pair.row] = None
        others.setdefault(pair.row.number, {})[pair.other] = None
    changes, strange, new = list[Pair](), list[Pair](), list[Row]()
    for number, every in rows.items():
        left = [row for row in every if row not in used]
        there = [row for row in others[number] if row not in used]
        versions = [row for row in others[number] if row.load in earlier]
        is_alone = len(every) == 1
        found = _unique_pairs(
            left, [row for row in there if row.load in earlier], is_alone=is_alone and len(versions) == 1
        )
        changes += found
        left = [row for row in left if row not in {one.row for one in found}]
        elsewhere = [row for row in there if row.load not in earlier]
        found = _unique_pairs(left, elsewhere, is_alone=is_alone and len(others[number]) == 1)
        strange += found
        left = [row for row in left if row not in {one.row for one in found}]
        elsewhere = [row for row in elsewhere if row not in {one.other for one in found}]
        strange += [Pair(row, elsewhere[0], is_sure=False) for row in left if elsewhere]
        new += left if not elsewhere else []
    return Matches(same, changes, strange, new, names)


def _unique_pairs(rows: Sequence[Row], others: Sequence[Row], *, is_alone: bool) -> list[Pair]:
    """Those of one number that only each other can mean: of one sheet, or, where the number *is_alone*, whatever."""
    if is_alone:
        return [Pair(row, other) for row in rows for other in others]
    near = [(row, other) for row in rows for other in others if row.is_near(other)]
    ends = [one for pair in near for one in pair]
    return [Pair(row, other) for row, other in near if ends.count(row) == ends.count(other) == 1]


def place(name: str, sheet: str, row: int) -> str:
    """Where a row stands; a text has no sheet but itself."""
    return f"{name}!{row}" if sheet == name else f"{name} {sheet}!{row}"
