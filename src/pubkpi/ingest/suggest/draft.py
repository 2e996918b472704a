"""A drafted profile: what each header means, and its text."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pubkpi.ingest.load.privacy import is_personal
from pubkpi.model.errors import UsageError
from pubkpi.model.facts import Fact
from pubkpi.model.text import NOTHING, Text
from pubkpi.workspace.files import read_bytes, readable, write_aside
from pubkpi.workspace.settings import find, within

UNKNOWN = Text("同义词表里没有，不入库", "not among the synonyms; it is not loaded")


@dataclass(frozen=True, slots=True)
class Guess:
    """What one header means: the column and its options when that is sure, else the columns it may be, and why."""

    header: str
    column: str = ""
    options: str = ""
    may_be: tuple[str, ...] = ()
    why: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Draft:
    """A profile to be: its id, its fact, what each header means, and its text."""

    id: str
    fact: Fact
    guesses: tuple[Guess, ...]
    yaml: str


def yaml(name: str, platform: str, fact: Fact, guesses: tuple[Guess, ...]) -> str:
    """The text of the profile; what is not sure stands in it as comments."""
    have = {guess.column for guess in guesses}
    personal = [one for one in guesses if not one.column and not one.may_be and is_personal(one.header, texts=True)]
    lines = [
        f"id: {_word(name)}",
        f"platform: {_word(platform)}",
        f"label: {_word(name)}",
        "confidence: medium",
        "layout: table",
        *(["account: false"] if "account" in have else []),
        *([f"last_day: {fact.name}.day"] if "day" in have else []),
        "# 个人信息和大段文字的列：不入库也不归档，其余文字中的号码打码 / dropped; numbers in other texts are masked",
        f"personal: [{', '.join(_word(one.header) for one in personal)}]",
        "feeds:",
        f"  - fact: {fact.name}",
        "    columns:",
        *(f"      {guess.column}: {_header_entry(guess)}" for guess in guesses if guess.column),
        *(_computed_columns(have) if fact.name == "post" else []),
        *_bounds(fact, guesses),
    ]
    unsure = [guess for guess in guesses if not guess.column and guess not in personal]
    if unsure:
        lines.append("      # 不确定的列，确认后去掉 # 并核对单位 / not sure: check, then take the # away")
    for guess in unsure:
        read = f"header: [{_word(guess.header)}]"
        lines += [f"      # {one}: {{{read}}}  # {guess.why.zh}" for one in guess.may_be or ("?",)]
    return "\n".join(lines) + "\n"


def _header_entry(guess: Guess) -> str:
    parts = [f"header: [{_word(guess.header)}]", "required: true", guess.options]
    return f"{{{', '.join(filter(None, parts))}}}"


def _computed_columns(have: set[str]) -> list[str]:
    """The columns of a post that are made of others."""
    made = ["basis: {const: lifetime}"]
    if "title" in have:
        made.append("title_key: {make: title_key, of: [title]}")
    if "published_on" not in have:
        made.append("published_on: {make: day_of, of: [published_at]}")
    if "post" not in have:
        when = "published_at" if "published_at" in have else "published_on"
        joined = f"post: {{make: join, of: [title_key, {when}]}}"
        made.append("post: {make: url_key, of: [url]}" if "url" in have else joined)
    return [f"      {line}" for line in made]


def _bounds(fact: Fact, guesses: tuple[Guess, ...]) -> list[str]:
    """The columns that have the least where a page prints 10万+ only; none of what is counted in another unit."""
    plain = [one.column for one in guesses if one.column in fact.bounds and "unit" not in one.options]
    return [f"      {fact.bounds[name]}: {{make: at_least, of: [{name}]}}" for name in plain]


def _word(text: str) -> str:
    """*text* quoted; a JSON string is one in YAML too."""
    return json.dumps(text, ensure_ascii=False)


def write(path: Path, out: Path | None, platform: str, mappings: Sequence[str]) -> tuple[Draft, Path]:
    """The profile drafted for the unknown export at *path*, and where it was written; a file is never overwritten."""
    from pubkpi.ingest.profiles import surveys
    from pubkpi.ingest.profiles.catalogue import profiles
    from pubkpi.ingest.suggest import suggest

    settings = within() if out else find()
    known = profiles(settings.exports if settings else None)
    asked = surveys.read(settings.root / "surveys.yaml") if settings else ()
    name = readable(path.name)
    draft = suggest.suggest(read_bytes(path), name, (known, asked), platform, mappings, settings)
    target = out or find().exports / f"{draft.id}.yaml"
    if target.exists():
        what = Text("文件已存在", "the file exists already")
        raise UsageError(str(target), what, Text("换个 --out。", "Choose another --out."))
    write_aside(target, draft.yaml.encode())
    return draft, target
