"""Of rows of one key in one file the newest, which lacks nothing that an older one has: as rows of several files do."""

from collections.abc import Collection, Sequence

from pubkpi.engine.query import quoted
from pubkpi.ingest.profiles.profile import BY
from pubkpi.model.facts import Fact


def newest_row(fact: Fact, filled: Collection[str], *, has_by: bool) -> str:
    """The select that makes one row of the good ones of a key in `judged`, where the file fills the columns *filled*.

    Each group of columns comes as a whole from the row that has most of it, the newest among equals: by the moment that
    the column BY says, if it *has_by*, then by where it stands.
    """
    newness = f"row({quoted(BY)}, row)" if has_by else "row"
    groups = {group: [name for name in names if name in filled] for group, names in fact.groups.items()}
    home = {name: quoted(name) for name in fact.key}
    picked = list[str]()
    for i, names in enumerate(filter(None, groups.values())):
        picked.append(f"{newest(names, newness)} as g_{i}")
        home |= {name: f"g_{i}" if len(names) == 1 else f"g_{i}.{quoted(name)}" for name in names}
    stored = [column.name for column in fact.stored]
    blank = [name for name in stored if name not in home]
    picked += [f"any_value({quoted(name)}) as {quoted(name)}" for name in blank]
    values = ", ".join(f"{home.get(name, quoted(name))} as {quoted(name)}" for name in stored)
    keys = ", ".join(map(quoted, fact.key))
    together = f"select part, {keys}, max_by(row, {newness}) as newest, {', '.join(picked)}"
    return (
        f"select part, newest as row, {values}, null as bad "
        f"from ({together} from judged where bad is null group by part, {keys})"
    )


def newest(names: Sequence[str], newness: str, rows: str = "") -> str:
    """The expression for the columns *names* of the row that has most of them, the newest among equals; *rows* are
    called so in its query.
    """
    own = f"{rows}." if rows else ""
    if len(names) == 1:
        # the engine looks only at rows where it is not null
        return f"arg_max({own}{quoted(names[0])}, {newness})"
    count = " + ".join(f"({own}{quoted(name)} is not null)::integer" for name in names)
    fields = ", ".join(f"{quoted(name)} := {own}{quoted(name)}" for name in names)
    return f"arg_max(struct_pack({fields}), row({count}, {newness}))"
