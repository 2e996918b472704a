"""accounts.yaml and categories.yaml: what accounts are called, by platform and day, and what titles are about.

Both are applied while rows are loaded, because two names of one account then meet in one key, where supersession sees
them. The journal keeps the names as they were given. A database made with other files than these is made again from
archive and journal, so a change of either counts for everything that was ever loaded.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeVar

from pubkpi.database import dimensions
from pubkpi.database.dimensions import ACCOUNT
from pubkpi.database.marks import names_mark
from pubkpi.database.names import Names, Row
from pubkpi.database.tables import rows as rows_of
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.model.errors import ErrorList, SpecError
from pubkpi.model.facts import Fact
from pubkpi.model.facts.platforms import PLATFORMS
from pubkpi.model.findings import Finding
from pubkpi.model.language import Key
from pubkpi.model.text import Text, choices_hint
from pubkpi.printing.accounts import platform_text
from pubkpi.workspace.yaml import language, yaml_file
from pubkpi.workspace.yaml.node import Node

if TYPE_CHECKING:
    from pubkpi.ingest.cells.stage import StagedPart

T = TypeVar("T")
_EVER = ("0001-01-01", "9999-12-31")


def _check_days(one: "OtherName", node: Node) -> Iterator[SpecError]:
    if one.since and one.until and one.until < one.since:
        what = Text(f"to（{one.until}）早于 from（{one.since}）", f"to ({one.until}) is before from ({one.since})")
        yield node["to"].wrong(what, Text("核对两个日期。", "Check the two days."))


@dataclass(frozen=True, slots=True)
class OtherName:
    """Another name of an account, on one platform or between two days."""

    CHECKS = (_check_days,)

    node: Node = field(repr=False)
    name: Annotated[str, "名称 / the name"]
    platform: Annotated[str, "只在这个平台 / on this platform only"] = ""
    since: Annotated[date | None, Key("from"), "从哪天起 / from which day on"] = None
    until: Annotated[date | None, Key("to"), "到哪天止 / up to which day"] = None


@dataclass(frozen=True, slots=True)
class Account:
    """An account, and what it is called where."""

    id: str
    node: Node = field(repr=False)
    name: Annotated[str, "后台里的名称 / its name in exports"] = ""
    aliases: Annotated[tuple[str | OtherName, ...], "用过的其他名称 / other names that it had"] = ()
    platforms: Annotated[Mapping[str, str], "各平台上的名称 / its name by platform"] = field(default_factory=dict)
    unit: Annotated[str | None, "所属单位 / the unit that it belongs to"] = None
    opened_on: Annotated[date | None, "开通日期 / the day on which it was opened"] = None


@dataclass(frozen=True, slots=True)
class AccountFile:
    """accounts.yaml."""

    accounts: Annotated[Mapping[str, Account], "按账号的名称 / by the account's name"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CategoryFile:
    """categories.yaml."""

    categories: Annotated[Mapping[str, tuple[str, ...]], "分类：标题里的词 / a category: words in titles"] = field(
        default_factory=dict
    )


def read(folder: Path) -> Names:
    """What the two files in *folder* say; nothing where there is no such file. SpecError names file, line, column."""
    problems = ErrorList()
    with problems:
        listed, named = _accounts(_file(AccountFile, folder / "accounts.yaml"), folder / "exports")
    with problems:
        categories = _file(CategoryFile, folder / "categories.yaml").categories
    problems.refuse()
    keywords = tuple((category, word) for category, words in categories.items() for word in words)
    return Names(tuple(listed), tuple(named), keywords, names_mark(folder))


def _file(cls: type[T], path: Path) -> T:
    return language.load(cls, path) if path.is_file() else cls()


def accounts_in(words: str, path: Path) -> tuple[list[Row], list[Row]]:
    """The accounts of *words*, those of the accounts.yaml at *path*, and their names; SpecError for what cannot be."""
    return _accounts(language.read(AccountFile, yaml_file.parse(words, path.name)), path.parent / "exports")


def _accounts(file: AccountFile, exports: Path) -> tuple[list[Row], list[Row]]:
    """The accounts that *file* lists, and their names; platforms may be those of the *exports* there, too."""
    listed: list[Row] = []
    names: list[tuple[Row, Node]] = []
    problems = ErrorList()
    for one in file.accounts.values():
        aliases = [*zip(one.aliases, one.node["aliases"].each(), strict=True)]
        said = [(on, one.node["platforms"][on]) for on in one.platforms]
        said += [(alias.platform, alias.node["platform"]) for alias, _ in aliases if isinstance(alias, OtherName)]
        for platform, node in said:
            with problems:
                _check_platform(platform, node, exports)
        for platform, handle in one.platforms.items() or [("", one.id)]:
            opened = one.opened_on.isoformat() if one.opened_on else None
            listed.append((platform, one.id, one.name or one.id, one.unit, opened))
            spelled = dict.fromkeys((one.id, one.name or one.id, handle))
            names += [((platform, word, one.id, *_EVER), one.node) for word in spelled]
            names += [(row, node) for alias, node in aliases for row in _alias(alias, platform, one.id)]
    with problems:
        _check(names)
    problems.refuse()
    return listed, [row for row, _ in names]


def _alias(alias: str | OtherName, platform: str, account: str) -> list[Row]:
    if isinstance(alias, str):
        return [(platform, alias, account, *_EVER)]
    if alias.platform not in ("", platform):
        return []
    days = (str(day or ever) for day, ever in zip((alias.since, alias.until), _EVER, strict=True))
    return [(platform, alias.name, account, *days)]


def _check_platform(platform: str, node: Node, exports: Path) -> None:
    """Raise SpecError when no export is of that *platform*: what is said of the account would count for nothing."""
    if platform in ("", *PLATFORMS):
        return
    own = (_PLATFORM.search(path.read_text("utf-8-sig", "replace")) for path in exports.glob("*.yaml"))
    known = sorted({*PLATFORMS, *(found[1] for found in own if found)})
    if platform not in known:
        raise node.wrong(Text(f"没有 {platform} 这个平台", f"there is no platform {platform}"), choices_hint(known))


_PLATFORM = re.compile(r"^platform:\s*[\"']?([^\s\"'#]+)", re.MULTILINE)


def _check(names: list[tuple[Row, Node]]) -> None:
    """Raise SpecError when one name means two accounts on the same day."""
    for (one, _), (other, node) in combinations(names, 2):
        platforms = {one[0], other[0]}
        apart = str(one[4]) < str(other[3]) or str(other[4]) < str(one[3])
        if one[1] == other[1] and one[2] != other[2] and ("" in platforms or len(platforms) == 1) and not apart:
            words = (f"“{one[1]}”同时属于 {one[2]} 和 {other[2]}", f"{one[1]!r} means both {one[2]} and {other[2]}")
            raise node.wrong(Text(*words), Text("用 from、to 写明各自的日期。", "Say with from and to when."))


def resolve(engine: Engine, staged: Iterable["StagedPart"]) -> dict[int, list["Stranger"]]:
    """Give the *staged* rows the id of their account where a name of that day is known; by part those that are not.

    Without accounts.yaml every name stands for itself.
    """
    tables = {one.table: one for one in staged}
    named = [one for one in tables.values() if {"platform", "account"} <= {c.name for c in one.part.feed.fact.columns}]
    unknown: dict[int, list[Stranger]] = {}
    if not named or not engine.run("select 1 from account limit 1"):
        return unknown
    for one in named:
        fact, table, mine = one.part.feed.fact, one.source, "true"
        if one.file_id is not None:
            _resolve_in_fact(engine, fact, one.file_id)
        else:
            table, mine = one.table, "s.bad is null"
            engine.run(
                f"update {table} s set account = n.account from account_name n where {mine} and {_name_of(fact, 's')}"
            )
        rows = engine.run(
            f"select distinct s.part, s.platform, s.account, (select string_agg(distinct n.platform, ', ' order by "
            "n.platform) from account_name n where n.name = s.account and n.platform <> s.platform), exists (select 1 "
            "from account_name n where n.name = s.account and n.platform in ('', s.platform)), exists (select 1 from "
            "account a where a.account = s.account) "
            f"from {table} s where {mine} and not exists (select 1 from account a "
            "where a.account = s.account and a.platform in ('', s.platform)) order by all"
        )
        for part, *found in rows:
            unknown.setdefault(part, []).append(Stranger(*found))
    return unknown


def _name_of(fact: Fact, row: str) -> str:
    """The condition that the name `n` is that of the account `s` on the day of *row*."""
    day = f"{row}.{quoted(fact.day)}"
    return f"n.platform in ('', s.platform) and n.name = s.account and {day} between n.from_on and n.to_on"


def _resolve_in_fact(engine: Engine, fact: Fact, file_id: int) -> None:
    """The same for rows that were batches: they lie in their fact already, which has the numbers of accounts."""
    mine = f"from {quoted(fact.name)} s join account_name n on {_name_of(fact, 's')} where s.file_id = {file_id}"
    dimensions.add(engine, ACCOUNT, f"select s.platform, n.account {mine}", {})
    engine.run(
        f"update {rows_of(fact)} t set account_id = o.account_id from dim_account s, account_name n, dim_account o "
        f"where t.{dimensions.of_file(engine, file_id)} and t.account_id = s.account_id and {_name_of(fact, 't')} "
        "and o.platform = s.platform and o.account = n.account and o.account_id <> s.account_id"
    )


class Stranger(NamedTuple):
    """A name that accounts.yaml lacks on its *platform*, those that have it *elsewhere*, whether on other days, and
    whether it is an account's own.
    """

    platform: str
    account: str
    elsewhere: str | None
    other_days: bool
    is_own: bool

    def finding(self, file: str) -> Finding:
        """The finding that *file* is of a stranger."""
        name, platform = self.account, platform_text(self.platform)
        typed = f'"{name}"' if " " in name else name
        command = f"pubkpi accounts add {typed} --platform"
        hint = Text(
            f"确是新账号就用 {command} {platform.zh} 写入，刚开通的加 --opened-on 日期；"
            "是别的账号的另一个名称，用 pubkpi accounts merge。",
            f"If it is an account: {command} {self.platform}, with --opened-on DAY if it is a young one; "
            "if another name of one: pubkpi accounts merge.",
        )
        if self.other_days:
            what = Text(
                f"accounts.yaml 里“{name}”在那几天不是{platform.zh}的账号名",
                f"accounts.yaml has {name!r} on {platform.en}, but not on those days",
            )
            hint = Text("改正它的 from、to。", "Mend its from and to.")
        elif self.elsewhere:
            there = [platform_text(one) for one in self.elsewhere.split(", ")]
            what = Text(
                f"accounts.yaml 里“{name}”是{'、'.join(one.zh for one in there)}的账号，没有写{platform.zh}",
                f"accounts.yaml has {name!r} on {', '.join(one.en for one in there)}, but not on {platform.en}",
            )
            hint = Text(
                f"也是这个账号就在它的 platforms 下加 {self.platform}: {name}。",
                f"If it is the same account, add {self.platform}: {name} to its platforms.",
            )
            if self.is_own:
                zh, en = f"{command} {platform.zh}", f"{command} {self.platform}"
                hint = Text(f"也是这个账号就用 {zh} 写入。", f"If it is the same account: {en}.")
        else:
            what = Text(
                f"accounts.yaml 里没有{platform.zh}账号“{name}”",
                f"accounts.yaml has no account {name!r} of {platform.en}",
            )
        words = Text(f"{what.zh}，按原名入库", f"{what.en}; its rows keep that name")
        return Finding("ingest.unknown_account", "warning", file, words, hint)
