"""What a header that no profile maps may mean: synonyms.yaml, its unit, and that people are never times."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from pubkpi.ingest.rows.part import normal
from pubkpi.model.facts import Column, Fact
from pubkpi.model.text import NOTHING, Text
from pubkpi.workspace.yaml import yaml_file

# What a unit in brackets asks of the column's kind, and what the profile then says.
_UNITS = {
    ("fen", "元"): "unit: yuan",
    ("fen", "分"): "",
    ("count", "万"): "unit: wan",
    **{("count", each): "" for each in ("次", "人", "人次", "个", "篇", "条")},
    ("share", "%"): "bare_percent: true",
    ("seconds", "秒"): "",
    ("seconds", "s"): "",
    ("seconds", "分"): "unit: minutes",
    ("seconds", "分钟"): "unit: minutes",
    ("seconds", "小时"): "unit: hours",
}
_BRACKETS = re.compile(r"(.+)\((元|万元|万|分|分钟|小时|秒|s|%|次|人|人次|个|篇|条)\)")
_PEOPLE = re.compile(r"人数|\(人\)|_user$")
_TIMES = re.compile(r"次数|次\)|_count$")


@dataclass(frozen=True, slots=True)
class Meaning:
    """The columns that a header may mean, whether that is certain, and the unit that stands in its brackets."""

    columns: tuple[str, ...] = ()
    certain: bool = False
    unit: str = ""


@cache
def _table() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Columns by header, those that are certain and those that somebody has to say."""
    path = Path(str(resources.files("pubkpi.ingest.rows") / "synonyms.yaml"))
    root = yaml_file.read(path).only("columns", "ambiguous")
    certain: dict[str, tuple[str, ...]] = {}
    for column, headers in root["columns"].items():
        for key in map(normal, headers.words()):
            certain[key] = (*certain.get(key, ()), column)
    return certain, {normal(header): columns.words() for header, columns in root["ambiguous"].items()}


def meaning(header: str) -> Meaning:
    """What *header* may mean, in any fact."""
    certain, ambiguous = _table()
    key, unit = normal(header), ""
    if key not in certain and key not in ambiguous and (found := _BRACKETS.fullmatch(key)):
        key, unit = found.groups()
    if key in ambiguous:
        return Meaning(ambiguous[key], unit=unit)
    return Meaning(certain.get(key, ()), certain=key in certain, unit=unit)


def unit_of(header: str) -> str:
    """The unit in the brackets at the end of *header*."""
    found = _BRACKETS.fullmatch(normal(header))
    return found[2] if found else ""


def options(column: Column, unit: str) -> str | None:
    """What a profile says of *column* in *unit*: nothing in most cases; None when the two do not fit."""
    return _UNITS.get((column.kind, unit)) if unit else ""


def counts_as(header: str, fact: Fact, column: str) -> bool:
    """Whether *header* does not say people where *column* of *fact* counts times, nor the other way round."""
    people = column.endswith("_users") or fact.name == "account_daily"
    times = column in ("reads", "plays") or (column.endswith("_count") and fact.name != "account_daily")
    key = normal(header)
    return not (times and _PEOPLE.search(key)) and not (people and _TIMES.search(key))


def hint(headers: Iterable[str], facts: Iterable[Fact]) -> Text:
    """What the *headers* that nobody mapped may mean in *facts*; nothing where the synonyms do not know them."""
    told, listed = [], list(facts)
    for header in dict.fromkeys(headers):
        pairs = [(fact, name) for fact in listed for name in meaning(header).columns if fact.column(name)]
        names = dict.fromkeys(name for fact, name in pairs if counts_as(header, fact, name))
        if names:
            told.append(f"{header} → {' / '.join(names)}")
    if not told:
        return NOTHING
    words = "; ".join(told)
    return Text(f"可能是：{words}。", f"They may be: {words}.")
