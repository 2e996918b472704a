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
    """A command that loaded files or took some out: its *first* line of the journal, and that of the command that it
    *undoes*, 0 where it undoes none.
    """

    first: int
    undoes: int = 0


def last_command(entries: Sequence[Entry]) -> LoadCommand | None:
    """The last command among *entries* that neither was undone nor undid another; None without any."""
    commands: list[LoadCommand] = []
    for one in entries:
        if one.action in LOADING:
            first = int(one.data.get("batch", one.seq))
            if not commands or first > commands[-1].first:
                commands.append(LoadCommand(first, int(one.data.get("undoes", 0))))
    undone = {one.undoes for one in commands}
    return next((one for one in reversed(commands) if not one.undoes and one.first not in undone), None)


def undo(store: Store, command: LoadCommand, now: datetime) -> tuple[list[str], list[str]]:
    """Undo *command*, all or nothing; the names of the files that are taken out, and of those that are back.

    Raises UsageError where it only read files again, by rules that no command takes back.
    """
    entries = store.journal.entries()
    before, after = _by_file(entries[: command.first - 1]), _by_file(entries)
    gone = [load for key, load in after.items() if key not in before]
    back = [load for key, load in before.items() if key not in after]
    if not gone and not back:
        what = Text("上一步没有增减文件，没有可撤销的", "the last step neither brought nor took out a file")
        raise UsageError("undo", what, Text("其他步骤用 pubkpi forget。", "For other steps there is pubkpi forget."))
    store.begin()
    revise.exchange(store, gone, back, now, {"undoes": command.first})
    return [str(one.data["name"]) for one in gone], [str(one.data["name"]) for one in back]


def _by_file(entries: Sequence[Entry]) -> dict[tuple[object, ...], Entry]:
    """The loads that stand after *entries*, by what they say."""
    return {tuple(one.data.get(name) for name in _SAME): one for one in current_loads(entries)}
