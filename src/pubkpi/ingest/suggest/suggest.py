"""A profile drafted for an export that nobody knows: what its headers surely mean, and what somebody has to say."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from pubkpi.engine.worker import LIMITS, Limits
from pubkpi.ingest.containers import sandbox
from pubkpi.ingest.containers.objects import answers
from pubkpi.ingest.containers.sheet import Book, Row, at
from pubkpi.ingest.layouts import LAYOUTS
from pubkpi.ingest.layouts.table import HEADER_WITHIN
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.ingest.profiles.surveys import Survey
from pubkpi.ingest.rows import synonyms, unread_lists
from pubkpi.ingest.rows.part import Match, normal
from pubkpi.ingest.suggest import near_profile, trial
from pubkpi.ingest.suggest.contradiction import meanings, refusal
from pubkpi.ingest.suggest.draft import UNKNOWN, Draft, Guess, yaml
from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.facts import BY_NAME, Fact
from pubkpi.model.text import Text, choices_hint
from pubkpi.workspace.settings import Settings

_MAP = Text("如 --map 粉丝数=累积关注人数。", "As in --map 粉丝数=total_count.")
_FACTS = tuple(BY_NAME[name] for name in ("post", "account_daily", "account_content_daily"))
# Cells that say their unit themselves.
_SAYS = {"share": re.compile(r".*[%％]"), "seconds": re.compile(r".*[秒sS]|.*[:：].*")}
# A page that prints 10万+ prints up to 100,000 as it is.
_STOPPED = re.compile(r"\s*(?:10\s*[万wW]|100,?000)\s*[+＋]\s*")


def suggest(
    data: bytes,
    name: str,
    exports: tuple[tuple[Profile, ...], tuple[Survey, ...]],
    platform: str,
    mappings: Sequence[str],
    settings: Settings | None = None,
) -> Draft:
    """The profile for the file *name*, read as the *settings* allow; *mappings* are the user's ``header=column``.

    DataError when an export that is known claims the file, or when no fact finds its key there.
    """
    limits = Limits(settings.memory_mb, settings.seconds) if settings else LIMITS
    book = sandbox.read(data, name, limits)
    _refuse_claimed(book, name, *exports, settings.exports if settings else None)
    if not mappings:  # the user who says what a header means has seen that there are some
        answers.check(book, name)
        unread_lists.check(book, name)
    mapped, called = _user_mapping(mappings), _export_name(name, {profile.id for profile in exports[0]})
    if near := near_profile.draft(_beyond_synonyms(exports[0]), book, name, called, platform, mapped):
        return near
    headers = _headers(book, name, mapped)
    best = next((one for header, rows in headers if (one := _best(header, rows, mapped))), None)
    if best is None:
        raise refusal(name, *headers[0], mapped)
    fact, guesses = best
    while wrong := trial.unread(yaml(called, platform, fact, guesses), book, name):
        # what the draft would reject was taken for something else
        guesses = tuple(_doubtful(fact, guess, wrong, name) for guess in guesses)
    return Draft(called, fact, guesses, yaml(called, platform, fact, guesses))


def _beyond_synonyms(profiles: Iterable[Profile]) -> Iterator[Profile]:
    """The *profiles* of which the headers alone do not tell enough."""
    return (one for one in profiles if one.is_collected or any(feed.fact not in _FACTS for feed in one.feeds))


def _best(header: Row, rows: Sequence[Row], mapped: Mapping[str, str]) -> tuple[Fact, tuple[Guess, ...]] | None:
    """The fact of which *header* has most columns, and what each header means in it; None when it has no fact's key."""
    drafts = [(fact, _guesses(fact, header, rows, mapped)) for fact in _FACTS]
    drafts = [(fact, some) for fact, some in drafts if _complete(fact, some, header, mapped)]
    weight = [(sum(bool(one.column) for one in some), sum(bool(one.may_be) for one in some)) for _, some in drafts]
    return drafts[weight.index(max(weight))] if drafts else None


def _doubtful(fact: Fact, guess: Guess, wrong: trial.UnreadColumn, name: str) -> Guess:
    """The *guess*, no longer sure where its column was read *wrong*; DataError where no row can do without it."""
    if guess.column != wrong.column:
        return guess
    if guess.column in (*fact.key, "title", "url", "published_at", "published_on"):
        what = Text(
            f"“{guess.header}”读不出来：第 {wrong.row} 行是 {wrong.raw!r}",
            f"{guess.header} cannot be read: row {wrong.row} says {wrong.raw!r}",
        )
        raise DataError(
            name,
            what,
            Text("用 --map 说明，或改成常见的写法。", "Say it with --map, or write it as is usual."),
        )
    why = Text(f"第 {wrong.row} 行 {wrong.raw!r} 读不出来", f"row {wrong.row} says {wrong.raw!r}, which cannot be read")
    return Guess(guess.header, may_be=(guess.column,), why=why)


def _export_name(name: str, names: Collection[str]) -> str:
    """The file's name without dates and numbers at its end; never the id of another export, which it would hide."""
    stem = re.sub(r"[\W_]+", "_", Path(name).stem)
    called = re.sub(r"[_\d]+$", "", stem) or stem
    return next(one for one in chain((called,), (f"{called}_{i}" for i in count(2))) if one not in names)


def _refuse_claimed(
    book: Book, name: str, profiles: tuple[Profile, ...], surveys: tuple[Survey, ...], own: Path | None
) -> None:
    """DataError when one of *profiles* reads the file; those of the workspace lie in the folder *own*."""
    for profile in profiles:
        if isinstance(LAYOUTS[profile.layout](profile, book, surveys), Match):
            label, path = profile.label, own / profile.at if own else Path(profile.at)
            what = Text(f"已是能认的导出：{profile.id}（{label.zh}）", f"is known already: {profile.id} ({label.en})")
            hint = Text("直接用 pubkpi ingest 导入。", "Load it with pubkpi ingest.")
            if path.is_file():
                hint = Text(
                    f"它的配置是 {path}，可以直接修改；接着用 pubkpi ingest 导入。要重新起草，先删去它。",
                    f"Its profile is {path}: edit it if need be, then load the file with pubkpi ingest. To draft it "
                    "anew, delete it before.",
                )
            raise DataError(name, what, hint)


def _user_mapping(said: Sequence[str]) -> dict[str, str]:
    """The column that the user names for each header, as `normal` writes it: 日期 and day are the same."""
    mapped: dict[str, str] = {}
    called = _columns()
    known = dict.fromkeys(called.values())
    for words in said:
        header, equals, column = words.rpartition("=")
        if not (equals and header):
            raise UsageError("--map", Text(f"应写成 表头=列，不是 {words}", f"write HEADER=COLUMN, not {words}"), _MAP)
        column = called.get(column, column)
        if column not in known:
            what = Text(f"没有 {column} 这一列", f"there is no column {column}")
            raise UsageError("--map", what, Text(choices_hint(called, column).zh, choices_hint(known, column).en))
        mapped[normal(header)] = column
    if not any(all(fact.column(column) for column in mapped.values()) for fact in _FACTS):
        names = ", ".join(mapped.values())
        raise UsageError(
            "--map", Text(f"没有一种表同时有这些列：{names}", f"no kind of table has all these columns: {names}"), _MAP
        )
    return mapped


def _columns() -> dict[str, str]:
    """The columns that a header may mean, by what they are called."""
    # 次数（与分享并列时）: what stands behind a mark explains the word
    return {re.split("[：，（]", column.meaning.zh)[0]: column.name for fact in _FACTS for column in fact.stored}


def _map_hint() -> Text:
    """How the user says what headers mean, and which columns there are."""
    called = _columns()
    zh, en = "、".join(called), ", ".join(dict.fromkeys(called.values()))
    return Text(
        f"用 --map 表头=列 说明，可用的列：{zh}。", f"Say what they mean with --map HEADER=COLUMN; columns: {en}."
    )


def _headers(book: Book, name: str, mapped: Mapping[str, str]) -> list[tuple[Row, Sequence[Row]]]:
    """The rows near the top of every sheet that may be its header, each with the rows below, the likeliest first.

    That is the one with most headers that mean something; all that the user says must stand in it.
    """
    found: list[tuple[int, Row, Sequence[Row]]] = []
    absent = set(mapped)
    for sheet in sorted(book.sheets, key=lambda one: one.hidden):
        for i, row in enumerate(sheet.rows[:HEADER_WITHIN]):
            words = {normal(cell) for cell in row if cell}
            absent -= words
            hits = sum(word in mapped or bool(synonyms.meaning(word).columns) for word in words)
            if hits > 1 or (hits and mapped and words.issuperset(mapped)):
                found.append((hits, row, sheet.rows[i + 1 :]))
    if absent:
        shown = ", ".join(sorted(absent))
        what = Text(
            f"文件前 {HEADER_WITHIN} 行没有表头 {shown}", f"no header {shown} in the first {HEADER_WITHIN} rows"
        )
        raise UsageError("--map", what, Text("照文件里的写法写表头。", "Write the header as the file has it."))
    if not found:
        what = Text("开头几行没有认出表头", "no row near the top has headers that mean something")
        raise DataError(name, what, _map_hint())
    return [(row, rows) for _, row, rows in sorted(found, key=lambda one: -one[0])]


def _guesses(fact: Fact, header: Row, rows: Sequence[Row], mapped: Mapping[str, str]) -> tuple[Guess, ...]:
    """What each header means in *fact*; of two that mean one column neither is sure, unless the user says so."""
    said = {mapped[normal(word)] for word in header if normal(word) in mapped}
    columns = ((word, [at(row, i) for row in rows]) for i, word in enumerate(header) if word)
    guesses = [_with_ceiling(fact, _guess(fact, word, cells, mapped), cells) for word, cells in columns]
    sure = [guess.column for guess in guesses if guess.column]
    twice = Text("不止一个表头像这一列", "more than one header may mean this column")
    return tuple(
        Guess(guess.header, may_be=(guess.column,), why=twice)
        if sure.count(guess.column) > 1 and not (guess.column in said and normal(guess.header) in mapped)
        else guess
        for guess in guesses
    )


def _guess(fact: Fact, word: str, cells: Sequence[str | None], mapped: Mapping[str, str]) -> Guess:
    header = " ".join("".join(c if c.isprintable() else " " for c in word).split())
    meaning, told = synonyms.meaning(word), mapped.get(normal(word))
    if told is not None:
        return _mapped_guess(fact, header, told)
    names = tuple(name for name in meaning.columns if fact.column(name) and synonyms.counts_as(word, fact, name))
    if not names:
        return Guess(header, why=_elsewhere(meaning, fact))
    if len(names) > 1 or not meaning.certain:
        why = Text("各平台意思不同", "means different things on different platforms")
        return Guess(header, may_be=names, why=why)
    column = next(one for one in fact.columns if one.name == names[0])
    options = synonyms.options(column, meaning.unit)
    if options is None:
        return Guess(
            header, may_be=names, why=Text(f"单位 {meaning.unit} 不合", f"its unit {meaning.unit} does not fit")
        )
    if not meaning.unit and not _says_unit(column.kind, cells):
        return Guess(header, may_be=names, why=Text("没有写单位", "nothing says its unit"))
    return Guess(header, names[0], options)


def _with_ceiling(fact: Fact, guess: Guess, cells: Sequence[str | None]) -> Guess:
    """The *guess* with the number at which its count stops, if some of its *cells* say that it does."""
    if guess.column not in fact.bounds or guess.options or not any(cell and _STOPPED.fullmatch(cell) for cell in cells):
        return guess
    return replace(guess, options='at_least: ["100001"]')


def _elsewhere(meaning: synonyms.Meaning, fact: Fact) -> Text:
    """Why a header means nothing in *fact*: nobody knows it, or it belongs to another one of days."""
    others = [one for one in _FACTS if one is not fact and one.column("day") and fact.column("day")]
    homes = [(one.name, name) for name in meaning.columns for one in others if one.column(name)]
    if not homes or not meaning.certain:
        return UNKNOWN
    other, name = homes[0]
    return Text(f"是 {other} 的 {name}，可另加一个 feed", f"it is {name} of {other}: add a feed for that")


def _mapped_guess(fact: Fact, header: str, name: str) -> Guess:
    """The header as the user says it; UsageError when people would be counted as times, or the unit does not fit."""
    column = fact.column(name)
    if column is None:
        return Guess(header, why=Text(f"{fact.name} 没有 {name}", f"{fact.name} has no {name}"))
    if not synonyms.counts_as(header, fact, name):
        raise UsageError(
            "--map",
            Text(
                f"{header} 和 {name} 一个是人数、一个是次数，不能对应",
                f"of {header} and {name} one counts people, the other times",
            ),
        )
    unit = synonyms.unit_of(header)
    options = synonyms.options(column, unit)
    if options is None:
        what = Text(
            f"表头的单位是 {unit}，{name} 没有这种单位", f"the header says {unit}, in which {name} is not counted"
        )
        raise UsageError("--map", what, Text("对应到另一列。", "Map it to another column."))
    return Guess(header, name, options)


def _says_unit(kind: str, cells: Sequence[str | None]) -> bool:
    if kind == "fen":
        return False
    filled = [cell for cell in cells if cell is not None]
    pattern = _SAYS.get(kind)
    return pattern is None or (bool(filled) and all(pattern.fullmatch(cell.strip()) for cell in filled))


def _complete(fact: Fact, guesses: tuple[Guess, ...], header: Row, mapped: Mapping[str, str]) -> bool:
    """Whether the rows have the key of *fact*, no finer one, a figure, and all that the user said."""
    have = {guess.column for guess in guesses}
    daily = any("day" in meanings(word, mapped) for word in header if word)
    a_post = any({"title", "published_at", "post"} & meanings(word, mapped) for word in header if word)
    if fact.name == "post":
        key = not daily and bool({"published_at", "published_on"} & have) and bool({"post", "url", "title"} & have)
    else:
        key = "day" in have and not a_post
    figures = [
        one for one in have if (column := fact.column(one)) and column.kind in ("count", "share", "seconds", "fen")
    ]
    # who says what a row is need not know more: the rest stands in the draft as questions
    return key and bool(figures or mapped) and have.issuperset(mapped.values())
