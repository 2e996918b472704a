"""The 编号 of a register's row that another file gave to something else: one entry corrected, or two entries?

Many departments number the rows of each file from 1 on. So a number alone puts no row in the place of another file's:
the user says what it means, and the journal keeps which numbers are a file's own.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pubkpi.database.tables import identity_columns, is_alike
from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest.load.prepare import Prepared, Reading
from pubkpi.model.facts import ENTRY, NUMBER, Fact
from pubkpi.model.findings import Finding
from pubkpi.model.text import NOTHING, Text

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Holder:
    """A row of a file with a 编号, and a row of the load *seq* that has it already.

    *is_same*: neither says otherwise what tells rows apart; *is_own*: the number is that load's own.
    """

    number: str
    place: str
    words: str
    seq: int
    other_place: str
    other_words: str
    is_same: bool
    is_own: bool

    @property
    def text(self) -> Text:
        """Both rows in words."""
        return Text(
            f"编号 {self.number} 在先前的 {self.other_place} 是“{self.other_words}”，在 {self.place} 是“{self.words}”",
            f"编号 {self.number} was {self.other_words!r} in {self.other_place}, and is {self.words!r} in {self.place}",
        )


def has_numbers(reading: Reading) -> bool:
    """Whether any row of *reading* has a 编号."""
    return any(any(part.cells.get(NUMBER, ())) for part in reading.found.parts if part.feed.fact.later)


def holders(engine: Engine, file: Prepared) -> list[Holder]:
    """The rows of other loads that have a 编号 of *file*, in its order; those that count come first."""
    facts = {one.part.feed.fact.name: one.part.feed.fact for one in file.staged if NUMBER in one.part.cells}
    return [one for fact in facts.values() for one in _holders(engine, file, fact)]


def _holders(engine: Engine, file: Prepared, fact: Fact) -> list[Holder]:
    told = identity_columns(fact)
    shown = f"{', '.join(map(quoted, told))}, concat_ws(' ', {', '.join(map(quoted, told))}) as words, {NUMBER}"
    mine = [one for one in file.staged if one.part.feed.fact is fact]
    # a number that each sheet of this file has for another entry is its own already
    alone = f"and {ENTRY} = '#' || {NUMBER}"
    new = " union all ".join(f"select {one.number} as part, row, {shown} {one.rows} {alone}" for one in mine)
    old = " union ".join(
        f"select {i} as place, file_id, sheet, row, {ENTRY}, {shown} from {quoted(fact.name + version)}"
        for i, version in enumerate(("", "_version"))
    )
    found = engine.run(
        f"select n.number, n.part, n.row, n.words, file_id, f.name, o.sheet, o.row, o.words, {is_alike(fact)}, "
        f"o.{ENTRY} <> '#' || o.number from ({new}) n join ({old}) o using ({NUMBER}) join file f using (file_id) "
        "order by n.part, n.row, o.place, file_id, o.row"
    )
    sheets, name = {one.number: one.part.sheet for one in mine}, file.reading.name
    return [
        Holder(number, place(name, sheets[part], row), words, seq, place(other, sheet, there), other_words, *kind)
        for number, part, row, words, seq, other, sheet, there, other_words, *kind in found
    ]


def place(name: str, sheet: str, row: int) -> str:
    """Where a row stands; a text has no sheet but itself."""
    return f"{name}!{row}" if sheet == name else f"{name} {sheet}!{row}"


def strange(found: Iterable[Holder], earlier: Collection[int]) -> list[Holder]:
    """Of *found*, for each 编号 that only other entries have, and none in the loads *earlier*, the first of them."""
    found = list(found)
    known = {one.number for one in found if one.is_same or one.seq in earlier}
    return [*{one.number: one for one in reversed(found) if one.number not in known}.values()][::-1]


def own(found: Sequence[Holder], earlier: Collection[int]) -> tuple[str, ...]:
    """The numbers that this file has as its own because the row that it says again, or corrects, has it so."""
    same = {one.number for one in found if one.is_same}
    known = [one for one in found if one.is_same or (one.seq in earlier and one.number not in same)]
    shared = {one.number for one in known if not one.is_own}
    return tuple(sorted({one.number for one in known} - shared))


def question(found: Sequence[Holder]) -> tuple[Text, Text]:
    """What is asked about the strange ones *found*, and how it is answered."""
    return (
        Text(
            f"{len(found)} 个编号已是别的条目：{_holder_list(found).zh}",
            f"{len(found)} number(s) name another entry: {_holder_list(found).en}",
        ),
        Text(
            "是更正同一条的，用 --replaces yes；各表各自编号的，用 --replaces no，都计入。",
            "If they correct it, say --replaces yes; if each file has its own numbers, --replaces no, and both count.",
        ),
    )


def _holder_list(found: Sequence[Holder]) -> Text:
    more = Text(" 等", ", and more") if len(found) > _NAMED else NOTHING
    some = [one.text for one in found[:_NAMED]]
    return Text("；".join(one.zh for one in some) + more.zh, "; ".join(one.en for one in some) + more.en)


def findings(name: str, changes: Sequence[Holder], strange: Sequence[Holder], answer: bool | None) -> Iterator[Finding]:
    """What is to be said of the file called *name*: of the *changes* since its earlier version, and of the *strange*
    numbers, which were answered.
    """
    changes = [*changes, *(strange if answer else ())]
    if changes:
        message = Text(
            f"{len(changes)} 个编号换了内容，以这一份为准：{_holder_list(changes).zh}",
            f"{len(changes)} number(s) mean something else now, as this file has it: {_holder_list(changes).en}",
        )
        hint = Text(
            "不是更正的，换一个编号再导入。", "If it is no correction, give it another number and ingest again."
        )
        yield Finding("ingest.number", "warning", name, message, hint)
    elif strange:
        message = Text(
            f"{len(strange)} 个编号在别的表里是别的条目，各计一次：{_holder_list(strange).zh}",
            f"{len(strange)} number(s) name another entry elsewhere, and both count: {_holder_list(strange).en}",
        )
        yield Finding("ingest.number", "info", name, message)
