"""The accounts that a workspace has, and what is known of each."""

from dataclasses import dataclass
from datetime import date

from pubkpi.ingest.accounts import directory
from pubkpi.ingest.history.store import Store


@dataclass(frozen=True, slots=True)
class Account:
    """One account on one platform ("": any), with the other names it has there and how many files were loaded of it.

    *in_yaml*: accounts.yaml has it; else its loads alone do.
    """

    name: str
    platform: str
    names: tuple[str, ...]
    unit: str | None
    opened_on: date | None
    files: int
    in_yaml: bool


def list_accounts(store: Store) -> list[Account]:
    """The accounts of accounts.yaml in its order, then those that only loads or rows of forms know, by name."""
    said, files = store.knowledge.names, dict[tuple[str, str], int]()
    for load in (load for load in store.loads() if load.data["account"]):
        key = directory.owner(said, load)
        files[key] = files.get(key, 0) + 1
    found = []
    for platform, account, _, unit, opened in said.accounts:
        words = dict.fromkeys(str(word) for on, word, owner, *_ in said.names if (on, owner) == (platform, account))
        count = sum(files.pop(key) for key in [*files] if key[1] == account and platform in ("", key[0]))
        day = date.fromisoformat(opened) if opened else None
        others = tuple(word for word in words if word != account)
        found.append(Account(str(account), str(platform), others, unit, day, count, in_yaml=True))
    known = directory.accounts(said, store.loads())
    rows = store.engine.run("select platform, account, count(distinct file_id) from message group by all")
    files |= {(platform, name): n for platform, name, n in rows if not known.called(name)}
    rest = sorted(files.items(), key=lambda item: (item[0][1], item[0][0]))
    return [*found, *(Account(name, platform, (), None, None, n, in_yaml=False) for (platform, name), n in rest)]
