"""accounts.yaml changed by a command: an account more, one renamed, two that are one. Comments and order stay."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from pubkpi.ingest.accounts import directory
from pubkpi.ingest.accounts.platform_names import platform_codes
from pubkpi.ingest.history.store import Store
from pubkpi.ingest.load import names
from pubkpi.model.errors import SpecError, UsageError
from pubkpi.model.text import Text, choices_hint
from pubkpi.workspace.files import write_aside
from pubkpi.workspace.yaml import yaml_change
from pubkpi.workspace.yaml.yaml_change import Entries


def add(
    store: Store, name: str, platforms: Sequence[str], unit: str | None, opened_on: date | None = None
) -> list[str]:
    """List the account *name* in accounts.yaml: on these *platforms*, on any if none is given, of that *unit*, and
    since when there is such an account.

    Returns the names of others that are like it. Raises UsageError when it is listed so, or is a name of another one.
    """
    platforms = _codes(store, platforms)
    there = directory.account_directory(store).platforms(name)

    def change(entries: Entries) -> None:
        new = name not in entries
        if new:
            _refuse_other(store, name)
        entry = entries[name] = entries.get(name) or {}
        on = entry.get("platforms") or {}
        more = (
            [one for one in dict.fromkeys([*there, *platforms]) if one not in on] if platforms and (new or on) else []
        )
        if not (new or more or unit or opened_on):
            raise UsageError(
                name,
                Text(
                    "accounts.yaml 里已有这个账号，没有要改的",
                    "accounts.yaml has this account already: nothing to change",
                ),
            )
        if more:
            entry["platforms"] = yaml_change.flow({**on, **dict.fromkeys(more, name)})
        if unit:
            entry["unit"] = yaml_change.word(unit)
        if opened_on:
            entry["opened_on"] = opened_on

    edit(store, change, name)
    return [] if directory.account_directory(store).called(name) else directory.account_directory(store).nearest(name)


def with_accounts(path: Path, accounts: Sequence[tuple[str, str, str]]) -> str:
    """What the accounts.yaml at *path* says, with the *accounts* (platform, name, unit) that it lacks; SpecError where
    it is wrong as it stands, UsageError for an account that cannot be, as one of another unit there, or of a name that
    would be of two.
    """
    words = yaml_change.text(path)
    names.accounts_in(words, path)
    for one in accounts:
        option = f"--account {':'.join(one).rstrip(':')}"
        try:
            words = yaml_change.edited(words, "accounts", partial(_enter, option, one))
            names.accounts_in(words, path)
        except SpecError as problem:
            raise UsageError(option, problem.what, problem.hint) from problem
    return words


def _enter(option: str, account: tuple[str, str, str], entries: Entries) -> None:
    """Add the *account* to *entries*, or what they lack of it; UsageError where they have another unit."""
    platform, name, unit = account
    new = name not in entries
    entry = entries[name] = entries.get(name) or {}
    on = entry.get("platforms") or {}
    if (new or on) and platform not in on:
        entry["platforms"] = yaml_change.flow({**on, platform: name})
    if unit and entry.get("unit") not in (None, unit):
        there = entry["unit"]
        what = Text(f"“{name}”的单位已经是“{there}”", f"the unit of {name} is {there} already")
        hint = "An account has one name and one unit: write the same one, or leave it out."
        raise UsageError(option, what, Text("同名的是一个账号，只有一个单位：写成一样，或不写单位。", hint))
    if unit:
        entry["unit"] = yaml_change.word(unit)


class Overlap(NamedTuple):
    """On how many *days* two accounts both have followers; on how many of these they differ in files of one as_of, of
    which neither is newer (*even*), and two such *files*, each by its name and how its sha256 begins.
    """

    days: int = 0
    even: int = 0
    files: tuple[str, str] = ("", "")


def rename(store: Store, old: str, new: str) -> Overlap:
    """Call the account *old* by the name *new* from now on; *old* stays a name of it. No day is of both.

    Raises UsageError when there is no such account, or *new* is another's name.
    """
    _refuse_unknown(store, old)
    if new == old or _owner(store, new) not in (None, old):
        what = Text(f"“{new}”已是账号的名称", f"{new!r} is the name of an account already")
        raise UsageError(new, what, Text("两个账号合成一个，用 pubkpi accounts merge。", _MERGE))

    def change(entries: Entries) -> None:
        if old in entries:
            yaml_change.rename(entries, old, new)
            entries[new] = entries[new] or {}
        else:
            entries[new] = _entry(store, old, new)
        _alias(entries[new], old)

    edit(store, change, new)
    return Overlap()


_LIST = Text("用 pubkpi accounts 查看。", "pubkpi accounts lists them.")
_MERGE = "To make one of two, say pubkpi accounts merge."


def add_name(store: Store, name: str, platform: str, account: str) -> None:
    """Count *name*, which no account has, as what *account* is called on that *platform*, or by mistake.

    Raises UsageError when there is no such account, or *name* is another's, or no account's but an entity's.
    """
    into = account_called(store, account)
    if platform == directory.ENTITY:
        what = Text(f"“{name}”是表里的对象，不是账号", f"{name!r} is an entity of a form, not an account")
        raise UsageError(name, what, Text("在表里改正名称。", "Mend the name in the form."))
    if _owner(store, name) not in (None, into):
        what = Text(f"“{name}”已是账号的名称", f"{name!r} is the name of an account already")
        raise UsageError(name, what, Text("两个账号合成一个，用 pubkpi accounts merge。", _MERGE))

    def change(entries: Entries) -> None:
        entry = _entry_of(store, entries, into)
        on = entry.get("platforms")
        if on and platform and platform not in on:
            on[platform] = yaml_change.word(name)
        else:
            _alias(entry, name)

    edit(store, change, into)


def merge(store: Store, old: str, into: str) -> Overlap:
    """Count the account *old* as *into* from now on; what both have followers of.

    Raises UsageError when one of them is not known, or they are one already.
    """
    _refuse_unknown(store, old)
    _refuse_unknown(store, into)
    if old == into:
        raise UsageError(old, Text("两个名称是同一个账号，不用合并", "both names are one account: nothing to merge"))
    differ = " or ".join(f"a.{one} <> b.{one}" for one in ("new_count", "lost_count", "net_count", "total_count"))
    even = f"filter (where f.as_of = g.as_of and ({differ}))"
    ((days, differing, files),) = store.engine.run(
        f"select count(*), count(*) {even}, "
        f"min((f.name || ' ' || f.sha256[:12], g.name || ' ' || g.sha256[:12])) {even} "
        "from account_daily a join account_daily b using (platform, day) "
        "join file f on f.file_id = a.file_id join file g on g.file_id = b.file_id "
        "where a.account = $old and b.account = $into",
        old=old,
        into=into,
    )

    def change(entries: Entries) -> None:
        gone = entries.pop(old, None) or ({} if old in _accounts_in_file(store) else _entry(store, old, old))
        target = _entry_of(store, entries, into)
        _alias(target, old)
        _take(target, gone)

    edit(store, change, into)
    return Overlap(days, differing, files or ("", ""))


def _take(target: Any, account: Mapping[str, Any]) -> None:
    """Give *target* the platforms, names and, where it has none, the unit of *account*, and the earlier opening."""
    there = target.get("platforms")
    for platform, handle in (account.get("platforms") or {}).items():
        if there and platform not in there:
            there[platform] = handle
        else:
            _alias(target, handle, platform)
    if there and not account.get("platforms"):
        # an account of any platform makes one of it
        del target["platforms"]
        for platform, handle in there.items():
            _alias(target, handle, platform)
    aliases = account.get("aliases") or []
    for alias in reversed(aliases if isinstance(aliases, list) else [aliases]):
        yaml_change.first(target, "aliases", alias)
    if account.get("unit") and not target.get("unit"):
        target["unit"] = account["unit"]
    if account.get("opened_on") and target.get("opened_on"):  # without a day it has always been there
        target["opened_on"] = min(account["opened_on"], target["opened_on"])


def _alias(entry: Any, name: str, platform: str = "") -> None:
    """Make *name* a name of *entry*, on every platform or on one, unless it is."""
    listed = entry.get("aliases") or []
    plain = [one for one in (listed if isinstance(listed, list) else [listed]) if not isinstance(one, dict)]
    if name not in plain and (not platform or (entry.get("platforms") or {}).get(platform) != name):
        yaml_change.first(entry, "aliases", {"name": name, "platform": platform} if platform else name)


def _entry(store: Store, name: str, handle: str) -> dict[str, Any]:
    """What accounts.yaml is to say of an account that only loads know: its platforms, where it is called *handle*."""
    return {"platforms": yaml_change.flow(dict.fromkeys(directory.account_directory(store).platforms(name), handle))}


def _entry_of(store: Store, entries: Entries, account: str) -> Any:
    """What *entries* say of the *account*, which is made one of them if only loads know it."""
    if entries.get(account) is None:
        entries[account] = {} if account in _accounts_in_file(store) else _entry(store, account, account)
    return entries[account]


def _accounts_in_file(store: Store) -> set[str]:
    return {str(account) for _, account, *_ in store.knowledge.names.accounts}


def _codes(store: Store, platforms: Sequence[str]) -> list[str]:
    """The id of each of the *platforms*, which people call by id or name; UsageError for one that there is not."""
    codes, offered = platform_codes(), _platforms(store)
    found = [one if one in offered else codes.get(one.casefold(), one) for one in platforms]
    for one in found:
        if one not in offered:
            what = Text(f"没有平台 {one}", f"there is no platform {one}")
            raise UsageError("--platform", what, choices_hint(offered))
    return found


def _platforms(store: Store) -> list[str]:
    """The platforms that exports are from, and those that the form of messages offers."""
    offered = {
        code
        for profile in store.knowledge.profiles
        for feed in profile.feeds
        for column in feed.columns
        if column.name == "platform"
        for _, code in column.choices
    }
    return sorted({profile.platform for profile in store.knowledge.profiles if not profile.names_account} | offered)


def _owner(store: Store, name: str) -> str | None:
    """The account that is called so, if any."""
    owners = {str(account) for _, word, account, *_ in store.knowledge.names.names if word == name}
    return min(owners, default=name if directory.account_directory(store).called(name) else None)


def account_called(store: Store, name: str) -> str:
    """The account that is called *name*, by that or another of its names; UsageError where none is."""
    owner = _owner(store, name)
    if owner is None:
        near = directory.account_directory(store).nearest(name)
        what = Text(f"没有账号“{name}”", f"there is no account {name!r}")
        raise UsageError(name, what, choices_hint(near) if near else _LIST)
    return owner


def _refuse_other(store: Store, name: str) -> None:
    """Raise UsageError when *name* is another name of an account of accounts.yaml."""
    owner = _owner(store, name)
    if owner not in (None, name):
        raise UsageError(
            name,
            Text(f"是账号“{owner}”的另一个名称", f"is another name of the account {owner!r}"),
            Text(f"请写“{owner}”。", f"Say {owner}."),
        )


def _refuse_unknown(store: Store, name: str) -> None:
    """Raise UsageError when there is no account of that *name*, or it is another name of one."""
    _refuse_other(store, name)
    account_called(store, name)


def edit(store: Store, change: Callable[[Entries], None], name: str) -> None:
    """Write accounts.yaml as *change* leaves it; UsageError when the name is none, SpecError when the file is wrong."""
    if not name.strip() or name != name.strip():
        raise UsageError(
            "accounts",
            Text("账号名称不能是空的，首尾不能有空格", "a name is not empty and neither begins nor ends blank"),
        )
    path = store.settings.root / "accounts.yaml"
    words = yaml_change.edited(yaml_change.text(path), "accounts", change)
    names.accounts_in(words, path)
    write_aside(path, words.encode())
