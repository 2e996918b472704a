"""A name that was counted as another account's by mistake, taken out of accounts.yaml again: the reverse of a merge."""

from typing import Any

from pubkpi.ingest.accounts.accounts_file import account_called, edit
from pubkpi.ingest.history.store import Store
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text
from pubkpi.workspace.yaml.yaml_change import Entries


def split(store: Store, name: str) -> str:
    """Count *name* no longer as the account that it stands at in accounts.yaml, whose name is returned: what was loaded
    by it is of an account of its own.

    Raises UsageError where it is no other name of an account, or the only one that this has on its platform alone.
    """
    account = account_called(store, name)
    if account == name:
        what = Text(f"“{name}”是账号自己的名称，不是别名", f"{name!r} is an account itself, not another's other name")
        hint = Text("别名见 pubkpi accounts。", "pubkpi accounts lists the other names.")
        raise UsageError(name, what, hint)

    def change(entries: Entries) -> None:
        _without_alias(entries[account], name)
        _without_handle(entries[account], name)

    edit(store, change, account)
    return account


def _without_alias(entry: Any, name: str) -> None:
    listed = entry.get("aliases") or []
    for place in reversed(range(len(listed) if isinstance(listed, list) else 0)):
        one = listed[place]
        if (one.get("name") if isinstance(one, dict) else one) == name:
            del listed[place]
    if not listed or listed == name:
        entry.pop("aliases", None)


def _without_handle(entry: Any, name: str) -> None:
    on = entry.get("platforms") or {}
    handles = [platform for platform, handle in on.items() if handle == name]
    if handles and len(handles) == len(on):
        what = Text(f"“{name}”是它仅有的平台名称", f"{name!r} is all that it is called on its platforms")
        hint = Text("在 accounts.yaml 里改。", "Edit accounts.yaml.")
        raise UsageError(name, what, hint)
    for platform in handles:
        del on[platform]
