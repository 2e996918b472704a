"""Which accounts are known: those of accounts.yaml and of the loads so far. A name that nobody knows is asked about."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from pubkpi.database import tables
from pubkpi.database.names import Names
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import Row, quoted
from pubkpi.ingest.history.store import Store
from pubkpi.ingest.load.prepare import PreparedFile
from pubkpi.ingest.result import FileResult
from pubkpi.model.errors import DataError, PubkpiError
from pubkpi.model.facts import BY_NAME
from pubkpi.model.findings import Finding
from pubkpi.model.scores import DEPARTMENT
from pubkpi.model.text import Text
from pubkpi.printing.accounts import platform_label
from pubkpi.workspace.journal import Entry
from pubkpi.workspace.loads import current_loads

ENTITY = "values"  # stands for the platform of an entity with entered values
# how alike a name must be to be meant, and to be taken for a slip; how many of them are told
_NEAR, _TYPO, _SHOWN = 0.5, 0.75, 3


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts that a workspace has, by their names, each with its platform; "" is any platform.

    Where they are *loose*, others are as good, but for one that is taken for one of them misspelt.
    """

    names: frozenset[tuple[str, str]]
    loose: bool = False

    def has(self, platform: str, name: str) -> bool:
        """Whether an account of that platform is called so."""
        return (platform, name) in self.names or ("", name) in self.names

    def called(self, name: str) -> bool:
        """Whether an account of any platform is called so."""
        return any(name == one for _, one in self.names)

    def doubts(self, name: str) -> bool:
        """Whether *name*, which is none of theirs, is to be asked about."""
        return not self.called(name) and (not self.loose or any(_likeness(name, one) >= _TYPO for _, one in self.names))

    def platforms(self, name: str) -> list[str]:
        """The platforms on which an account is called so."""
        return sorted(platform for platform, one in self.names if name == one)

    def nearest(self, name: str) -> list[str]:
        """The known names most like *name*, the likest first."""
        return nearest(name, {one for _, one in self.names})


def accounts(names: Names, loads: Iterable[Entry], rows: Iterable[tuple[str, str]] = ()) -> Accounts:
    """The accounts of accounts.yaml, of *loads*, and of *rows* of our own forms (platform and name)."""
    listed = {(str(platform), str(name)) for platform, name, *_ in names.names}
    loaded = {(str(one.data.get("platform") or ""), str(one.data["account"])) for one in loads if one.data["account"]}
    return Accounts(frozenset({*listed, *loaded, *rows}))


def account_directory(store: Store) -> Accounts:
    """The accounts that the workspace knows, those of its forms among them."""
    rows = _distinct(store.engine, "platform, account", "message")
    return accounts(store.knowledge.names, store.loads(), rows)


def entities(engine: Engine, accounts: Accounts) -> Accounts:
    """What an entered value may be of; loosely until one was entered for anybody but the department.

    Those that have values, accounts (alone and behind their platform), platforms, units, and the department.
    """
    found = {str(name) for (name,) in _distinct(engine, "entity", "measure_value")}
    units = {str(name) for (name,) in engine.run("select distinct unit from account where unit is not null")}
    sides = {name for platform, one in accounts.names for name in (one, platform, f"{platform}/{one}")}
    names = {name for name in found | units | sides | {*DEPARTMENT} if name.strip("/")}
    return Accounts(frozenset((ENTITY, name) for name in names), loose=found <= {*DEPARTMENT})


def _distinct(engine: Engine, columns: str, fact: str) -> list[Row]:
    """What the rows of *fact* have in its *columns*; most workspaces have none of them, which is told much faster."""
    if not engine.run(f"select 1 from {tables.rows(BY_NAME[fact])} limit 1"):
        return []
    return engine.run(f"select distinct {columns} from {quoted(fact)}")


def unknown(
    engine: Engine, file: PreparedFile, accounts: Accounts, entities: Accounts
) -> list[tuple[str, str, Accounts]]:
    """What was typed into a form and is none of *accounts* or *entities*: platform, name, and what is known instead.

    Of an account any platform will do; where none is known, every name will.
    """
    found = []
    columns = {"message": ("platform, account", accounts), "measure_value": (f"'{ENTITY}', entity", entities)}
    for one in file.staged:
        names, known = columns.get(one.part.feed.fact.name, ("", accounts))
        rows = engine.run(f"select distinct {names} {one.rows} order by all") if names and known.names else []
        found += [(platform, name, known) for platform, name in rows if known.doubts(name)]
    return found


def typed(engine: Engine, file: PreparedFile | None, accounts: Accounts) -> tuple[tuple[str, str], ...]:
    """The accounts that *file*, a form, names and that are none of *accounts*: name and platform."""
    forms = [one for one in (file.staged if file else ()) if one.part.feed.fact.name == "message"]
    names = [row for one in forms for row in engine.run(f"select distinct account, platform {one.rows} order by all")]
    return tuple(dict.fromkeys((name, platform) for name, platform in names if not accounts.called(name)))


def clear(engine: Engine, file: PreparedFile | PubkpiError, accounts: Accounts) -> PreparedFile | PubkpiError:
    """*file*, or the refusal of one with a value for an account of that name on several platforms: whose is it?"""
    staged = file.staged if isinstance(file, PreparedFile) else ()
    for one in (one for one in staged if one.part.feed.fact.name == "measure_value"):
        for row, name in engine.run(f"select min(row), entity {one.rows} group by entity order by 1"):
            platforms = [platform for platform in accounts.platforms(name) if platform]
            if len(platforms) > 1 and name not in DEPARTMENT:
                each = " / ".join(f"{platform}/{name}" for platform in platforms)
                what = Text(
                    f"对象“{name}”在{'、'.join(platform_label(one, 'zh') for one in platforms)}上都有，看不出是哪一个",
                    f"{', '.join(platforms)} all have {name!r}: which one is meant cannot be told",
                )
                place = f"{file.reading.name}: {one.part.sheet}!{row}" if isinstance(file, PreparedFile) else ""
                return DataError(place, what, Text(f"写成 {each} 之一。", f"Write one of {each}."))
    return file


def plain(name: str) -> str:
    """*name* without what eyes pass over: blanks, width, case."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def alike(first: dict[str, str], name: str) -> Accounts:
    """The account of a first batch that is called *name* but for what eyes pass over; it is noted in *first*.

    Two such names are not two accounts until somebody says so.
    """
    return Accounts(frozenset({("", first.setdefault(plain(name), name))}))


def _likeness(name: str, other: str) -> float:
    return SequenceMatcher(None, plain(name), plain(other)).ratio()


def nearest(name: str, candidates: Iterable[str]) -> list[str]:
    """Those of *candidates* most like *name*, the likest first."""
    ranked = sorted((-_likeness(name, one), one) for one in candidates if one != name)
    return [one for ratio, one in ranked if -ratio >= _NEAR][:_SHOWN]


def refusal(file: str, platform: str, name: str, accounts: Accounts) -> DataError:
    """The error, to be raised, that *file* is of an account *name* that *platform* is not known to have."""
    near = _near(name, accounts)
    if platform == ENTITY:
        return DataError(
            file,
            Text(f"不认识对象“{name}”{near.zh}", f"{name!r} is no known entity{near.en}"),
            Text("名称有误就改正；确是新对象，加 --new-accounts。", "Mend the name; if it is new, say --new-accounts."),
        )
    typed = f'"{name}"' if " " in name else name
    here = platform_label(platform, "zh")
    if elsewhere := accounts.platforms(name):
        where = Text("、".join(platform_label(one, "zh") for one in elsewhere), ", ".join(elsewhere))
        what = Text(
            f"账号“{name}”在{where.zh}上已有，在{here}上还没有",
            f"{name!r} is a known account of {where.en}, but not of {platform}",
        )
        hint = Text("如果这个平台上也开了这个账号", "If it is an account there, too")
    else:
        what = Text(f"不认识账号“{name}”{near.zh}", f"{name!r} is no known account{near.en}")
        right = next(iter(accounts.nearest(name)), "")
        alias = f"--alias {name}={right}" if " " not in name + right else f'--alias "{name}={right}"'
        hint = Text(
            f"名称有误就改正（文件夹、--account 或表里的）{f'，或加 {alias}' if right else ''}；确是新账号",
            f"Mend the name (folder, --account or form){f', or say {alias}' if right else ''}; if it is new",
        )
    return DataError(
        file,
        what,
        Text(
            f"{hint.zh}，加 --new-accounts，或先运行 pubkpi accounts add {typed} --platform {here}。",
            f"{hint.en}, say --new-accounts, or pubkpi accounts add {typed} --platform {platform} before.",
        ),
    )


def _near(name: str, accounts: Accounts) -> Text:
    alike = sorted({one for _, one in accounts.names if plain(one) == plain(name)})
    if alike:
        return Text(
            f"，与“{alike[0]}”只差空格、全半角或大小写", f": {alike[0]!r} differs in blanks, width or case only"
        )
    near = accounts.nearest(name)
    if near:
        listed = Text("、".join(f"“{one}”" for one in near), ", ".join(map(repr, near)))
        return Text(f"，最接近的是{listed.zh}", f"; nearest is {listed.en}")
    some = sorted({one for _, one in accounts.names})
    more = Text("等", " and others") if len(some) > _SHOWN else Text("", "")
    listed = Text("、".join(f"“{one}”" for one in some[:_SHOWN]), ", ".join(map(repr, some[:_SHOWN])))
    return Text(f"，已知的有{listed.zh}{more.zh}", f"; known: {listed.en}{more.en}")


def arrivals(results: Iterable[FileResult]) -> Iterator[Finding]:
    """The finding that lists all accounts of which *results* bring the first files, if there are any."""
    new = dict[tuple[str, str], None]()
    for one in (one for one in results if one.error is None):
        new |= dict.fromkeys([*([(one.account or "", one.platform)] if one.newcomer else []), *one.strangers])
    if not new:
        return
    names = list(dict.fromkeys(name for name, _ in new))
    on = [[platform for one, platform in new if one == name] for name in names]
    listed = [f"{name} ({', '.join(some)})" for name, some in zip(names, on, strict=True)]
    labels = ["、".join(platform_label(one, "zh") for one in some) for some in on]
    called = [f"{name}（{some}）" for name, some in zip(names, labels, strict=True)]
    alike = [f"“{one}” ≈ “{other}”" for one, other in combinations(names, 2) if plain(one) == plain(other)]
    words = Text(f"首次出现的账号：{'、'.join(called)}", f"accounts that are new: {', '.join(listed)}")
    if alike:
        zh, en = "、".join(alike), ", ".join(alike)
        words = Text(f"{words.zh}。只差空格、全半角或大小写：{zh}", f"{words.en}; but for blanks, width or case: {en}")
    hint = Text(
        "若有写错的，用 pubkpi accounts merge 并入正确的账号。",
        "If one is misspelt, join it to the right one with pubkpi accounts merge.",
    )
    yield Finding("ingest.new_account", "warning" if alike else "info", "accounts", words, hint)


def newcomers(engine: Engine, names: Names, entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """Platform and account of those of which the last batch of the journal's *entries* brought the first files, or
    first rows of forms.
    """
    loads = [one for one in entries if one.action == "load"]
    last = _batch(loads[-1]) if loads else None
    # what was loaded before and taken out since is not new, either
    before = {owner(names, one) for one in loads if _batch(one) != last and one.data["account"]}
    # and what was taken out again by now brought nobody
    standing = [one for one in current_loads(entries) if _batch(one) == last and one.data["account"]]
    now = dict.fromkeys(owner(names, one) for one in standing)
    listed = {(str(platform), str(name)) for platform, name, *_ in names.names}
    rows = engine.run("select platform, account, min(file_id) from message group by all order by all")
    typed = [(platform, name) for platform, name, seq in rows if _batch(entries[seq - 1]) == last]
    known = {name for _, name in before | listed}
    yield from (one for one in now if one not in before)
    yield from (one for one in typed if one not in now and one[1] not in known)


def owner(names: Names, load: Entry) -> tuple[str, str]:
    """Platform and account of *load*, by the name that it is called in accounts.yaml."""
    platform, name = str(load.data.get("platform") or ""), str(load.data["account"])
    called = (str(account) for on, word, account, *_ in names.names if word == name and on in ("", platform))
    return platform, next(called, name)


def _batch(load: Entry) -> object:
    # a load of before batches had numbers is told by its moment
    return load.data.get("batch", load.data["at"])
