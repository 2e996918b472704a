"""What is to be said of the rows that files bring into registers, where other files have the same entries."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pubkpi.database.tables import is_alike
from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest.cells.stage import Staged
from pubkpi.ingest.registers.numbers import place
from pubkpi.model.facts import ENTRY, ENTRY_NO, Fact
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text

# What may be written otherwise without being another number.
_REMARKS = ("note", "reported_by")


def findings(engine: Engine, names: Mapping[int, str], staged: Sequence[Staged]) -> Iterator[tuple[int, Finding]]:
    """The findings of files just loaded, whose *names* stand by their numbers; each with its file's."""
    for fact in {one.part.feed.fact.name: one.part.feed.fact for one in staged if one.part.feed.fact.later}.values():
        yield from _twice(engine, names, fact)
        yield from _differing(engine, names, fact)


def _twice(engine: Engine, names: Mapping[int, str], fact: Fact) -> Iterator[tuple[int, Finding]]:
    """Rows that have the name and day of another file's, and so each count, because of a 编号 or another cell."""
    same = " and ".join(f"n.{quoted(name)} = o.{quoted(name)}" for name in fact.named)
    for seq, count, places, _ in _compared(engine, names, fact, "", f"{same} and n.{ENTRY} <> o.{ENTRY}"):
        message = Text(
            f"{count} 行与别的表说的像是同一件事，编号或某一格不同，各计一次：{places.zh}",
            f"{count} row(s) seem to stand in another file under another 编号 or with another cell; each "
            f"counts: {places.en}",
        )
        hint = Text(
            "是同一件事的，两份写成一样再导入；是两件事的，不用改。",
            "If it is the same, write both alike and ingest again; if they are two, leave them.",
        )
        yield seq, Finding("ingest.same_entry", "warning", names[seq], message, hint)


def _differing(engine: Engine, names: Mapping[int, str], fact: Fact) -> Iterator[tuple[int, Finding]]:
    """Rows for which a file of another name has other data, and the file whose rows count."""
    keys = [f"n.{quoted(name)} = o.{quoted(name)}" for name in fact.key]
    others = [f"n.{quoted(name)} <> o.{quoted(name)}" for name in fact.later if name not in _REMARKS]
    # of a form it was asked whether one 编号 means two entries
    differ = f"case when {is_alike(fact)} then {' or '.join(others) or 'false'} else f.platform <> 'form' end"
    which = f"{' and '.join(keys)} and {differ}"
    for seq, count, places, winners in _compared(engine, names, fact, "_version", which):
        message = Text(
            f"{count} 行与别的表里的同一条数据不同，只计 {'、'.join(winners)} 的：{places.zh}",
            f"{count} row(s) stand in another file with other data; those of {', '.join(winners)} count: {places.en}",
        )
        hint = Text("是两件事的，用编号区分后再导入。", "If they are two, tell them apart by 编号 and ingest again.")
        yield seq, Finding("ingest.entry_differs", "warning", names[seq], message, hint)


def _compared(
    engine: Engine, names: Mapping[int, str], fact: Fact, version: str, which: str
) -> Iterator[tuple[int, int, Text, list[str]]]:
    """By file how many of its rows `n` stand beside rows `o` of files of other names, the first two, and the names of
    the files whose rows count.
    """
    every = quoted(fact.name + version)
    counts = " and ".join(f"n.{quoted(name)} = w.{quoted(name)}" for name in fact.key)
    place_of = "(n.sheet, n.row, o.file_id, o.sheet, o.row)"
    cells = ", ".join(f"case when n.{name} is distinct from o.{name} then '{name}' end" for name in _cells(fact))
    found = engine.run(
        "select n.file_id, count(distinct (n.sheet, n.row)), "
        f"arg_min((n.sheet, n.row, other.name, o.sheet, o.row), {place_of}), arg_min([{cells}], {place_of}), "
        "list(distinct winner.name order by winner.name) "
        f"from {every} n join file f on f.file_id = n.file_id join {every} o on {which} "
        "join file other on other.file_id = o.file_id and other.name <> f.name "
        f"join {quoted(fact.name)} w on {counts} join file winner on winner.file_id = w.file_id "
        "where list_contains($files, n.file_id) group by n.file_id order by n.file_id",
        files=list(names),
    )
    words = {column.name: column.meaning for column in fact.columns}
    for seq, count, (sheet, row, *other), differing, winners in found:
        here, there = place(names[seq], sheet, row), place(*other)
        cells_apart = [words[name] for name in differing if name]
        zh = "、".join(_head(one.zh) for one in cells_apart)
        en = ", ".join(_head(one.en) for one in cells_apart)
        yield seq, count, Text(f"{here} 与 {there}（{zh}）", f"{here} and {there} ({en})"), winners


def _cells(fact: Fact) -> list[str]:
    """The columns that may tell two rows apart, but for remarks."""
    return [column.name for column in fact.stored if column.name not in (ENTRY, ENTRY_NO, *_REMARKS)]


def _head(meaning: str) -> str:
    """The first words of a column's *meaning*."""
    return re.split("[：，:,;；]", meaning)[0]
