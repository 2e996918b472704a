"""What is to be said of the rows that files bring into registers and other forms, where other files have the same
entries.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from pubkpi.database.tables import REMARKS, VERSIONS, is_alike, is_form, is_named_alike, is_same_key, rows
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.accept import entered
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.registers.matches import place
from pubkpi.model.facts import ENTRY, ENTRY_NO, NUMBER, Fact
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text

_TWO = Text("是两件事的，用编号区分后再导入。", "If they are two, tell them apart by 编号 and ingest again.")
_OTHER = Text(
    "另一份才对的，把计入的那份也改好再导入；是两件事的，用编号区分后再导入。",
    "If the other is right, mend the one that counts, too, and ingest it; if they are two, tell them apart by 编号 and "
    "ingest again.",
)
_NEWER = Text(
    "另一份才对的，用 --as-of 说明它较新，或把计入的那份也改好再导入。",
    "If the other is right, say with --as-of that it is newer, or mend the one that counts, too, and ingest it.",
)
# What a form brings besides registers.
_ENTERED = ("post_category", *entered.FACTS)
_OWN = Text("编号各表自用", "a number of its file alone")
_FOLDERS = "select unnest($seqs::bigint[]) as file_id, unnest($folders::varchar[]) as folder"
_NO_FOLDERS: Mapping[int, str] = MappingProxyType({})


def findings(
    engine: Engine, names: Mapping[int, str], staged: Sequence[StagedPart], folders: Mapping[int, str]
) -> Iterator[tuple[int, Finding]]:
    """The findings of files just loaded, whose *names* stand by their numbers; each with its file's.

    The *folders* of all files, by their numbers, tell files of one name apart.
    """
    facts = {one.part.feed.fact.name: one.part.feed.fact for one in staged}
    for fact in (one for one in facts.values() if one.later or one.name in _ENTERED):
        # most workspaces have one file of a register, beside which nothing can stand
        every = " union ".join(f"select file_id from {quoted(fact.name + version)}" for version in VERSIONS)
        (several,) = engine.run(f"select count(*) > 1 from ({every})")[0]
        if not several:
            continue
        yield from _double_entries(engine, names, fact, folders) if fact.later else ()
        if not engine.run(f"select 1 from {rows(fact, '_version')} limit 1"):
            # no key ever came twice
            continue
        yield from _differing(engine, names, fact, folders)
        yield from _alike(engine, names, fact, folders) if fact.later else ()


def _double_entries(
    engine: Engine, names: Mapping[int, str], fact: Fact, folders: Mapping[int, str]
) -> Iterator[tuple[int, Finding]]:
    """Rows that have the name and day of another file's, and so each count, because of a 编号 or another cell."""
    same = is_named_alike(fact)
    for seq, count, places, _ in _row_pairs(engine, names, fact, "", f"{same} and n.{ENTRY} <> o.{ENTRY}", folders):
        message = Text(
            f"{count} 行与别的表说的像是同一件事，编号或某一格不同，各计一次：{places.zh}",
            f"{count} row(s) seem to stand in another file under another 编号 or with another cell; each "
            f"counts: {places.en}",
        )
        hint = Text(
            "是同一件事的，两份写成一样（编号也要一样，或都不写）再导入；已经一样的，用 pubkpi forget "
            "撤下一份再导入；是两件事的，不用改。",
            "If it is the same, write both alike, with one 编号 or none, and ingest again (if they are alike already, "
            "take one out with pubkpi forget and ingest it again); if they are two, leave them.",
        )
        yield seq, Finding("ingest.same_entry", "warning", names[seq], message, hint)


def _differing(
    engine: Engine, names: Mapping[int, str], fact: Fact, folders: Mapping[int, str]
) -> Iterator[tuple[int, Finding]]:
    """Rows for which a file of another name or folder has other data, and the file whose rows count."""
    keys = [is_same_key(fact, "n", "o")]
    both = f"{is_form('f')} and {is_form('other')}"
    others = [
        f"coalesce(n.{name} <> o.{name}, {both} and n.{name} is distinct from o.{name})"
        for name in map(quoted, _figures(fact))
    ]
    differ = f"({' or '.join(others) or 'false'})"
    if fact.later:
        # of a form it was asked whether one 编号 means two entries
        differ = f"case when {is_alike(fact)} then {differ} else not {is_form('f')} end"
    apart = "not contains(coalesce(f.follows, ''), other.sha256)"
    which = f"{' and '.join(keys)} and {differ} and {apart}"
    for seq, count, places, winners in _row_pairs(engine, names, fact, "_version", which, folders):
        message = Text(
            f"{count} 行与别的表里的同一条数据不同，只计 {'、'.join(winners)} 的：{places.zh}",
            f"{count} row(s) stand in another file with other data; those of {', '.join(winners)} count: {places.en}",
        )
        hint = _OTHER if fact.later else _NEWER
        yield seq, Finding("ingest.entry_differs", "warning", names[seq], message, hint)


def _alike(
    engine: Engine, names: Mapping[int, str], fact: Fact, folders: Mapping[int, str]
) -> Iterator[tuple[int, Finding]]:
    """Rows that another file, or that of another folder, has with other remarks: one thing, or two that were counted
    as one.
    """
    keys = [is_same_key(fact, "n", "o")]
    same = [f"n.{name} is not distinct from o.{name}" for name in _cells(fact)]
    differ = " or ".join(f"n.{name} is distinct from o.{name}" for name in _remarks(fact))
    # what differs otherwise in a file of another name was said before
    alike = f"(f.name = other.name or ({' and '.join(same)}))"
    which = f"n.{NUMBER} is null and {' and '.join(keys)} and {alike} and ({differ or 'false'})"
    for seq, count, places, winners in _row_pairs(engine, names, fact, "_version", which, folders):
        message = Text(
            f"{count} 行与别的表里的一条备注或填报人不同，当作同一件事，只计 {'、'.join(winners)} 的：{places.zh}",
            f"{count} row(s) stand in another file with another note or reporter and are taken for the same; those of "
            f"{', '.join(winners)} count: {places.en}",
        )
        yield seq, Finding("ingest.same_entry", "warning", names[seq], message, _TWO)


def _row_pairs(
    engine: Engine,
    names: Mapping[int, str],
    fact: Fact,
    version: str,
    which: str,
    folders: Mapping[int, str] = _NO_FOLDERS,
) -> Iterator[tuple[int, int, Text, list[str]]]:
    """By file how many of its rows `n` stand beside rows `o` of files of other names, or in other *folders*, the first
    two, and the names of the files whose rows count.
    """
    every, winner = quoted(fact.name + version), f"{_folder('winner')} || winner.name"
    if not engine.run(f"select min(file_id) < max(file_id) from {every}")[0][0]:
        return  # to plan the query below takes longer than most forms take otherwise
    counts = is_same_key(fact, "n", "w")
    place_of = "(n.sheet, n.row, o.file_id, o.sheet, o.row)"
    told = [*_cells(fact), *_remarks(fact)]
    cells = ", ".join(f"case when n.{name} is distinct from o.{name} then '{name}' end" for name in told)
    first = f"(n.sheet, n.row, {_folder('f')}, {_folder('other')}, other.name, o.sheet, o.row)"
    files = f"(select f.*, folder from file f left join ({_FOLDERS}) using (file_id))"
    found = engine.run(
        f"select n.file_id, count(distinct (n.sheet, n.row)), arg_min({first}, {place_of}), "
        f"arg_min([{cells}], {place_of}), list(distinct {winner} order by {winner}) "
        f"from {every} n join {files} f on f.file_id = n.file_id "
        f"join ({every} o join {files} other on other.file_id = o.file_id) on {which} "
        f"join {quoted(fact.name)} w on {counts} join {files} winner on winner.file_id = w.file_id "
        "where list_contains($files, n.file_id) and (other.name <> f.name or other.folder <> f.folder) "
        "group by n.file_id order by n.file_id",
        files=list(names),
        seqs=list(folders),
        folders=[folders[seq] or None for seq in folders],
    )
    words = {column.name: column.meaning for column in fact.columns}
    for seq, count, (sheet, row, folder, other_folder, *other), differing, winners in found:
        here, there = folder + place(names[seq], sheet, row), other_folder + place(*other)
        # what only says otherwise which entry it is has a number that is its file's own
        apart = [words[cell] for cell in differing if cell] or [_OWN]
        zh, en = "、".join(_head(one.zh) for one in apart), ", ".join(_head(one.en) for one in apart)
        yield seq, count, Text(f"{here} 与 {there}（{zh}）", f"{here} and {there} ({en})"), winners


def _folder(file: str) -> str:
    """The expression for what is put before the name of *file*: its folder, where two are of one name."""
    return f"case when f.name = other.name then concat({file}.folder, '/') else '' end"


def _figures(fact: Fact) -> list[str]:
    """The columns in which two files may contradict each other."""
    if fact.later:
        return [name for name in fact.later if name not in REMARKS]
    return [one.name for one in fact.stored if one.name not in fact.key and one.kind != "text"]


def _cells(fact: Fact) -> list[str]:
    """The columns that may tell two rows apart, but for remarks."""
    return [column.name for column in fact.stored if column.name not in (ENTRY, ENTRY_NO, *REMARKS)]


def _remarks(fact: Fact) -> list[str]:
    return [column.name for column in fact.stored if column.name in REMARKS]


def _head(meaning: str) -> str:
    """The first words of a column's *meaning*."""
    return re.split("[：，:,;；]", meaning)[0]
