"""Bytes that are known, given again: which of their rows do not count, because another file of their name wins, and
which other file of the name that they have now still does.
"""

from collections.abc import Iterable

from pubkpi.database.tables import LINEAGE, columns, is_form, is_same_key
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.history.store import Store
from pubkpi.ingest.inbox import InboxFile
from pubkpi.ingest.load.supersede import holding
from pubkpi.model.facts import Fact
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text
from pubkpi.workspace.journal import Entry


def findings(store: Store, file: InboxFile, load: Entry) -> tuple[Finding, ...]:
    """The remarks on *file*, whose bytes are those of *load*."""
    return _outranked_remark(store, file.display_path, load) + _left_behind(store, file, load)


def _left_behind(store: Store, file: InboxFile, load: Entry) -> tuple[Finding, ...]:
    """The remark on a form with the bytes of *load* that an earlier one of its name counts, too.

    It was made equal to the file of another name, and so there is nothing to load that would take its place.
    """
    alike = ("export", "account")
    earlier = [
        one
        for one in store.loads_called(file.name)
        if load.data["name"] != file.name
        and all(one.data[key] == load.data[key] for key in alike)
        and one.data.get("folder", "") in ("", file.place.parent.name)
    ]
    if load.data["platform"] != "form" or not earlier:
        return ()
    sha = earlier[-1].data["sha256"][:12]
    message = Text(
        f"与已导入的 {load.data['name']} 一字不差；先前以这个名字导入的另一份（{sha}）仍然计入",
        f"is {load.data['name']} to the byte, which was loaded; the other file of this name ({sha}) counts, too",
    )
    hint = Text(f"它由这一份取代的，撤下它：pubkpi forget {sha}。", f"If this one replaces it: pubkpi forget {sha}.")
    return (Finding("ingest.still_counts", "warning", file.display_path, message, hint),)


def _outranked_remark(store: Store, file: str, load: Entry) -> tuple[Finding, ...]:
    """The remark on the *file* of *load* that rows of it stand otherwise in another load of its name, which counts."""
    same = ("export", "account")
    others = [
        one
        for one in store.loads_called(load.data["name"])
        if one.seq != load.seq and all(one.data[key] == load.data[key] for key in same)
    ]
    if not others:
        return ()
    counts = {one.seq: _differing(store.engine, load.seq, one.seq) for one in others}
    winner = max(others, key=lambda one: counts[one.seq])
    return (_remark(file, load, winner, counts[winner.seq]),) if counts[winner.seq] else ()


def _differing(engine: Engine, mine: int, other: int) -> int:
    """How many rows of the load *mine* say otherwise than the row that counts, which the load *other* brought."""
    return sum(int(engine.run(query)[0][0]) for query in _queries(engine, mine, other))


def _queries(engine: Engine, mine: int, other: int) -> Iterable[str]:
    for fact in holding(engine, mine):
        same = is_same_key(fact, "v", "t")
        cells = [(f"v.{quoted(name)}", f"t.{quoted(name)}") for name in _cells(engine, fact)]
        differ = " or ".join(
            f"coalesce({one} <> {other}, {is_form('f')} and {one} is distinct from {other})" for one, other in cells
        )
        yield (
            f"select count(*) from {quoted(fact.name + '_version')} v join {quoted(fact.name)} t on {same} "
            f"join file f on f.file_id = v.file_id "
            f"where v.file_id = {mine} and t.file_id = {other} and ({differ or 'false'})"
        )


def _cells(engine: Engine, fact: Fact) -> list[str]:
    return [name for name in columns(engine, fact) if name not in {*fact.key, *LINEAGE}]


def _remark(file: str, load: Entry, winner: Entry, count: int) -> Finding:
    sha, day = winner.data["sha256"][:12], (winner.data["as_of"] or "")[:10]
    message = Text(
        f"导入过；有 {count} 行与同名的另一份（{sha}，导入于 {winner.data['at'][:16]}，截至 {day}）不同，"
        f"以那一份为准：{_why(load, winner).zh}",
        f"loaded before; {count} row(s) differ from the other file of its name ({sha}, loaded "
        f"{winner.data['at'][:16]}, as of {day}), which counts: {_why(load, winner).en}",
    )
    hint = Text(f"要以这一份为准：pubkpi forget {sha}。", f"To have this one count: pubkpi forget {sha}.")
    return Finding("ingest.outranked", "warning", file, message, hint)


def _why(load: Entry, winner: Entry) -> Text:
    if load.data["sha256"] in winner.data.get("follows", ()):
        return Text("它更正了这一份", "it corrects this one")
    if winner.data["as_of"] != load.data["as_of"]:
        day = (load.data["as_of"] or "")[:10]
        return Text(f"截至日更晚（这一份是 {day}）", f"it is as of a later day (this one of {day})")
    return Text("截至日相同，两份的次序由内容定", "of two of one day their bytes decide")
