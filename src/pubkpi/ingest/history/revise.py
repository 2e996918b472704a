"""What was loaded, revised: a file taken out again, or loaded once more, by what is known of its export now.

The journal keeps every decision; of a file that is loaded again it says forget and load, and both happen or neither.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from pubkpi.database import tables
from pubkpi.ingest.accept import identities
from pubkpi.ingest.cells.masking import mask
from pubkpi.ingest.history import corrections
from pubkpi.ingest.history.commit import commit
from pubkpi.ingest.history.store import Store
from pubkpi.ingest.load.prepare import PreparedFile, sound
from pubkpi.ingest.load.reading import Decisions, Reading
from pubkpi.model.errors import UsageError
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text
from pubkpi.workspace.journal import Entry

NOTHING_MORE: Mapping[str, object] = MappingProxyType({})


def forget(store: Store, words: str, now: datetime) -> Entry:
    """Take the rows of the loaded file called *words*, or whose sha256 begins so, out again; its load.

    What it had superseded counts again. The journal keeps both decisions and the archive the original.
    Raises UsageError when no file or more than one is meant.
    """
    meant = _matching_loads(store.loads(), words)
    if len(meant) != 1 or not words:
        raise _not_one(words, meant)
    (gone,) = meant
    back = _replaced_loads(store, gone)
    store.begin()
    exchange(store, [gone], back, now)
    return gone


def exchange(
    store: Store, out: Sequence[Entry], back: Sequence[Entry], now: datetime, more: Mapping[str, object] = NOTHING_MORE
) -> None:
    """Take the loads *out* out again, and load *back* once more, all or nothing; the journal says *more* of it."""
    readings = [archived(store, one) for one in back]
    tables.hold(store.engine, (part.filled for one in readings for part in one.match.parts))
    known = {"at": now.isoformat(" ", "seconds"), "batch": store.batch, **more}

    def change() -> tuple[list[Entry], None]:
        lines = [*(_forget(store, one, now) for one in out), *(("load", dict(one.data)) for one in back)]
        entries = store.journal.after([(action, {**data, **known}) for action, data in lines])
        for one in out:
            store.take_out(one.seq)
        loads = entries[len(out) :]
        if loads:
            store.enter([sound(one) for one in store.prepare(readings, [one.seq for one in loads])], loads)
        return entries, None

    commit(store, change)


def _matching_loads(loads: Sequence[Entry], words: str) -> list[Entry]:
    """Those of *loads* that *words* name: by the name, how the sha256 begins, or a line of those listed before."""
    names = {words, mask(words)}
    meant = [one for one in loads if one.data["name"] in names or one.data["sha256"].startswith(words.lower())]
    pasted = [one for one in loads if words == _line_of(one)]
    return pasted or meant


def _line_of(load: Entry) -> str:
    """Name, beginning of the sha256, account and day of *load*, as it is listed and may be given back."""
    day = (load.data["as_of"] or "")[:10]
    return " ".join(filter(None, (load.data["name"], load.data["sha256"][:12], load.data["account"], day)))


def _replaced_loads(store: Store, load: Entry) -> list[Entry]:
    """The loads that a corrected form replaced, which count again when it goes; not those that were loaded anew."""
    standing = {(one.data["sha256"], one.data["account"]) for one in store.loads()}
    replaced = [store.journal.entries()[seq - 1] for seq in load.data.get("replaces", ())]
    return [one for one in replaced if (one.data["sha256"], one.data["account"]) not in standing]


def stale(store: Store) -> list[Entry]:
    """The loads whose export is read otherwise now than then: by other rules, another profile or mapping of surveys."""
    return [one for one in store.loads() if store.stale(one)]


def archived(store: Store, load: Entry) -> Reading:
    """The file of *load*, read as its export is known now; DataError or UsageError when it is not any more."""
    # of a list with personal columns the archive has no original, whose sha256 it is known by all the same
    return replace(store.archived(load), sha256=load.data["sha256"])


def corrected(store: Store, load: Entry, account: str | None, as_of: datetime | None) -> Reading:
    """The file of *load* as one of *account* and of that day; DataError or UsageError when it cannot be."""
    decided = Decisions(account, load.data["export"], as_of, periods=load.data.get("periods"))
    reading = store.read(store.archive.get(load.data["archive"]), load.data["name"], decided)
    return replace(reading, sha256=load.data["sha256"])


def reload(
    store: Store, old: Entry, reading: Reading, now: datetime, *, correcting: bool = False
) -> tuple[PreparedFile, list[Finding]]:
    """Load *reading* in the place of the load *old*; DataError when it is refused, and *old* stays.

    Of one that is *correcting* the journal says which load it corrects, so that the old account is not asked about
    again.
    """
    tables.hold(store.engine, (part.filled for part in reading.match.parts))
    if reading.sha256 == old.data["sha256"]:
        # what was answered when *old* was loaded still holds
        known = identities.read(old.data.get("identities", {}))
        reading = replace(reading, own=tuple(old.data.get("own", ())), identities=known)
    else:
        reading = corrections.in_place_of(store, old, reading)
    more = {key: old.data[key] for key in ("revision", "follows", "beside", "replaces") if key in old.data}
    more |= {"corrects": old.seq} if correcting else {}
    done = _commit_reload(store, old, reading, now, more)
    if reading.sha256 == old.data["sha256"]:
        # the same file without columns that are now marked personal: what still holds them must go
        _remove_old_copies(store, old.data["sha256"])
    return done


def _remove_old_copies(store: Store, sha256: str) -> None:
    """Keep no other copy of the file with that *sha256* than those that its loads name now."""
    loads = store.loads()
    if any(one.data["sha256"] == sha256 for one in loads):
        kept = {one.data["archive"] for one in loads}
        lines = [one.data for one in store.journal.entries() if one.action == "load"]
        for archive in {one["archive"] for one in lines if one["sha256"] == sha256} - kept:
            store.archive.remove(archive)


def remove_replaced(store: Store) -> None:
    """Remove copies that a crash left of files which are kept without their personal columns by now."""
    for sha256 in {one.data["sha256"] for one in store.loads() if one.data["sha256"] != one.data["archive"]}:
        _remove_old_copies(store, sha256)


def unmasked(store: Store) -> list[Finding]:
    """A finding for each file that is kept as it was before its export had personal columns, or before the rules of
    masking that hold now.
    """
    private = {one.id for one in store.knowledge.profiles if one.is_private}
    loads = {one.data["archive"]: one for one in store.journal.entries() if one.data.get("export") in private}
    standing = {one.seq for one in store.loads()}
    here, found = set(store.archive.originals()), []
    for archive, load in loads.items():
        whole, stands = archive == load.data["sha256"], load.seq in standing
        if archive in here and (whole or (stands and store.stale(load))):
            hint = _REPLAY if stands or store.loaded(load.data["sha256"]) else _AGAIN
            found.append(Finding("ingest.unmasked", "warning", mask(str(load.data["name"])), _UNMASKED, hint))
    return found


_UNMASKED = Text(
    "归档的原件里还有个人信息，或按以前的规则打码",
    "the archive has it with personal data, or masked by the rules of before",
)
_REPLAY = Text(
    "运行 pubkpi ingest --replay，换成打码后的副本。", "Run pubkpi ingest --replay: a masked copy takes its place."
)
_AGAIN = Text(
    "它已撤下：再导入一次，再运行 pubkpi ingest --replay。",
    "It was taken out: ingest it again and run pubkpi ingest --replay.",
)


def _commit_reload(
    store: Store, old: Entry, reading: Reading, now: datetime, more: Mapping[str, object]
) -> tuple[PreparedFile, list[Finding]]:
    def change() -> tuple[list[Entry], tuple[PreparedFile, list[Finding]]]:
        store.take_out(old.seq)
        file = sound(*store.prepare([reading], [len(store.journal.entries()) + 2]))
        loaded = store.decided(file, store.archive.put(file.reading.original), now)
        entries = store.journal.after([_forget(store, old, now), ("load", {**loaded, **more})])
        (findings,) = store.enter([file], entries[1:])
        return entries, (file, findings)

    return commit(store, change)


def _forget(store: Store, load: Entry, now: datetime) -> tuple[str, dict[str, object]]:
    known = {key: load.data[key] for key in ("name", "sha256", "account")}
    return "forget", {"at": now.isoformat(" ", "seconds"), "batch": store.batch, "load": load.seq, **known}


def _not_one(words: str, meant: Sequence[Entry]) -> UsageError:
    if not meant:
        what = Text("没有导入过这个名字或校验值的文件", "no loaded file has that name or sha256")
        hint = Text("名字要写全，或写 sha256 的开头。", "Write its whole name, or how its sha256 begins.")
        return UsageError(words, what, hint)
    listed = [_line_of(one) for one in meant[:6]]
    return UsageError(
        words,
        Text(f"有 {len(meant)} 个文件符合", f"{len(meant)} files are meant by that"),
        Text(
            f"写其中一份的整行，或它的校验值：{'；'.join(listed)}。",
            f"Give one of these lines, or its hexadecimal number: {'; '.join(listed)}.",
        ),
    )
