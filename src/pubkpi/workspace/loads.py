"""Which loads of the journal stand: those that no later line takes back, and that repeat no load which stands."""

from collections.abc import Sequence

from pubkpi.model.findings import Finding
from pubkpi.model.text import Text
from pubkpi.workspace.journal import Entry

_SAME = ("sha256", "account", "export", "as_of", "profile", "reading")


def current_loads(entries: Sequence[Entry]) -> list[Entry]:
    """The loads among *entries*, all of the journal, that count: neither taken back nor repeated."""
    return _told_apart(entries)[0]


def repeats(entries: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """The loads that say again what stands already, each with the one that it repeats.

    A disk that was full once made a load write its line twice. A load for another account, of another day, by another
    profile or after a forget says something else.
    """
    return _told_apart(entries)[1]


def _told_apart(entries: Sequence[Entry]) -> tuple[list[Entry], list[tuple[Entry, Entry]]]:
    stand: dict[tuple[object, ...], Entry] = {}
    again: list[tuple[Entry, Entry]] = []
    for one in entries:
        if one.action == "forget":
            stand = {key: load for key, load in stand.items() if load.seq != one.data["load"]}
        elif one.action == "load":
            key = tuple(one.data.get(name) for name in _SAME)
            if key in stand:
                again.append((one, stand[key]))
            else:
                stand[key] = one
    return list(stand.values()), again


def repetition(repeat: Entry, first: Entry) -> Finding:
    """The finding that the line *repeat* says the load *first* again and does not count."""
    what = Text(
        f"重复了第 {first.seq} 行的导入（{repeat.data['name']}），不计入",
        f"repeats the load in line {first.seq} ({repeat.data['name']}) and does not count",
    )
    return Finding("ingest.repeat", "warning", f"journal.jsonl:{repeat.seq}", what)
