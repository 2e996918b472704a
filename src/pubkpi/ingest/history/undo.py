"""What the last command did to the loads, undone: what it brought goes, what it took out comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pubkpi.ingest.history import revise
from pubkpi.ingest.history.store import Store
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text
from pubkpi.workspace.journal import LOADING, Entry
from pubkpi.workspace.loads import current_loads

_SAME = ("sha256", "account", "export", "as_of")


@dataclass(frozen=True, slots=True)
class LoadCommand:
    """A command that loaded files or took some out, by its *lines* of the journal."""

    lines: tuple[Entry, ...]

    @property
    def first(self) -> int:
        """The number of its first line."""
        return _batch(self.lines[0])

    @property
    def undoes(self) -> int:
        """The first line of the command that it undoes, 0 where it undoes none."""
        return int(self.lines[0].data.get("undoes", 0))

    @property
    def name(self) -> Text:
        """What it did: an ingest, a forget, or a correction, which is both."""
        actions = {one.action for one in self.lines}
        if len(actions) > 1:
            return Text("更正", "correction")
        return Text("导入", "ingest") if actions == {"load"} else Text("撤下", "forget")

    @property
    def day(self) -> str:
        """The day on which it ran."""
        return str(self.lines[0].data["at"])[:10]


@dataclass(frozen=True, slots=True)
class LoadChange:
    """The loads that are taken *out* when a command is undone, and those that come *back*."""

    out: tuple[Entry, ...]
    back: tuple[Entry, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The files, each once."""
        return tuple(dict.fromkeys(str(one.data["name"]) for one in (*self.out, *self.back)))


def last_command(entries: Sequence[Entry]) -> LoadCommand | None:
    """The last command among *entries* that neither was undone nor undid another; None without any."""
    lines: dict[int, list[Entry]] = {}
    for one in entries:
        if one.action in LOADING:
            lines.setdefault(_batch(one), []).append(one)
    commands = [LoadCommand(tuple(some)) for _, some in sorted(lines.items())]
    undone = {one.undoes for one in commands}
    return next((one for one in reversed(commands) if not one.undoes and one.first not in undone), None)


def change_of(entries: Sequence[Entry], command: LoadCommand) -> LoadChange:
    """What undoing *command* changes, by all *entries* of the journal; UsageError where it only read files again, by
    rules that no command takes back.
    """
    before, after = _by_file(entries[: command.first - 1]), _by_file(entries)
    gone = tuple(load for key, load in after.items() if key not in before)
    back = tuple(load for key, load in before.items() if key not in after)
    if not gone and not back:
        what = Text("上一步没有增减文件，没有可撤销的", "the last step neither brought nor took out a file")
        raise UsageError("undo", what, Text("其他步骤用 pubkpi forget。", "For other steps there is pubkpi forget."))
    return LoadChange(gone, back)


def undo(store: Store, command: LoadCommand, change: LoadChange, now: datetime) -> None:
    """Undo *command* by its *change*, all or nothing."""
    store.begin()
    revise.exchange(store, change.out, change.back, now, {"undoes": command.first})


def _batch(line: Entry) -> int:
    return int(line.data.get("batch", line.seq))


def _by_file(entries: Sequence[Entry]) -> dict[tuple[object, ...], Entry]:
    """The loads that stand after *entries*, by what they say."""
    return {tuple(one.data.get(name) for name in _SAME): one for one in current_loads(entries)}
