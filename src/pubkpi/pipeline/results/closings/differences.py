"""What would be otherwise by now than in a closed result: files that came late, and each number that differs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from pubkpi.model.findings import Finding
from pubkpi.model.periods import Period
from pubkpi.model.scores import League, Scorecard, Value
from pubkpi.model.text import Text, same
from pubkpi.pipeline.results import runs, transcript
from pubkpi.printing.rounding import figures
from pubkpi.workspace.journal import LOADING, Entry

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine


def late_files(engine: "Engine", when: Period, upto: int, entries: Sequence[Entry]) -> Iterator[Finding]:
    """A finding for each file that was loaded behind the line *upto*, after *when* was closed, and has rows of it."""
    from pubkpi.database.ledger import late_rows

    if not any(one.action in LOADING for one in entries[upto:]):
        return
    for one in late_rows(engine, when, upto):
        zh, en = (str(one.first),) * 2 if one.first == one.last else (f"{one.first}–{one.last}",) * 2
        sheet = f" {one.sheet}" if one.sheet != one.name else ""
        what = Text(
            f"定稿以后导入，有 {one.count} 行属于 {when}（{one.fact.zh}，在{sheet}第 {zh} 行）",
            f"loaded after {when} was closed, with rows of it: {one.count} ({one.fact.en};{sheet} row {en})",
        )
        yield Finding("close.late", "warning", one.name, what)


def card_differences(card: Scorecard, now: Scorecard, causes: Text) -> Iterator[Finding]:
    """A finding for the total and for each indicator that would be another one *now*; else for whatever differs."""
    total, other_total = (print_total(one.total.score_printed) for one in (card, now))
    values, others = ({leaf.id: leaf.basis for leaf in one.indicators} for one in (card, now))
    found = [differs(card.scorecard, (total, other_total), causes)] if total != other_total else []
    found += value_differences({leaf.id: leaf.unit for leaf in card.indicators}, values, others, causes)
    if not found:
        written = (transcript.write(replace(one, provisional=False), words=False) for one in (card, now))
        moved = islice(transcript.differences(*written), 1)
        found = [differs(place, (print_total(was), print_total(one)), causes) for place, was, one in moved]
    yield from found


def league_differences(stored: League, now: League, causes: Text) -> Iterator[Finding]:
    """A finding for the first number of the *stored* league that is another one *now*, by entity and indicator."""
    others = dict(_league_cells(now))
    units = {one.id: one.unit for one in now.nodes}
    for (entity, name), was in _league_cells(stored):
        where = " ".join(filter(None, (entity, name)))
        if name and name not in units:
            yield _gone(where, _both("", next((one for one in was if one is not None), None), None)[0], causes)
            return
        pairs = zip_longest((units.get(name) or "", "points"), was, others.get((entity, name), ()))
        if moved := next(((unit, one, other) for unit, one, other in pairs if one != other), None):
            yield differs(where, _both(*moved), causes)
            return


def _league_cells(league: League) -> Iterator[tuple[tuple[str, str], tuple[str | float | None, ...]]]:
    """By entity and node the value, if it has one, and the score; by entity alone the band and the weight compared."""
    for place, entity in enumerate(league.entities):
        for node in league.nodes:
            yield (entity, node.id), (node.values[place] if node.values else None, node.scores[place])
        yield (entity, ""), (league.bands[place], league.comparable_weight[place])


def _both(unit: str, was: str | float | None, now: str | float | None) -> tuple[Text, Text]:
    """Two cells of a league as they print: numbers in that *unit*, with as many decimals as tell them apart."""
    if isinstance(was, str) or isinstance(now, str):
        return print_total(was), print_total(now)
    one, other = figures(unit, (was, now))
    return same(one), same(other)


def value_differences(
    units: Mapping[str, str], stored: Mapping[str, Value], now: Mapping[str, Value], causes: Text
) -> Iterator[Finding]:
    """A finding for each of the *stored* values of a closed period that is another one *now*, of those with *units*."""
    for name, unit in units.items():
        value, other = stored[name], now.get(name)
        if other is None:
            yield _gone(name, runs.both(unit, value, value)[0], causes)
        elif (value.value, value.bound) != (other.value, other.bound):
            yield differs(name, runs.both(unit, value, other), causes)


def differs(where: str, both: tuple[Text, Text], causes: Text) -> Finding:
    """The finding that the closed result has another number or state than what is known now, and why (*causes*)."""
    was, now = both
    what = Text(
        f"定稿是 {was.zh}，照现在的资料是 {now.zh}；以定稿为准",
        f"{was.en} in the closed result, {now.en} by what is known now; the closed result stands",
    )
    return Finding("close.differs", "warning", where, what, causes)


def _gone(where: str, was: Text, causes: Text) -> Finding:
    """The finding that the scorecard of now does not have what was closed."""
    what = Text(
        f"定稿是 {was.zh}，现在的考核表里已没有它；以定稿为准",
        f"{was.en} in the closed result, and the scorecard of now does not have it; the closed result stands",
    )
    return Finding("close.differs", "warning", where, what, causes)


def print_total(one: object) -> Text:
    """A total as it prints, a dash where there is none."""
    return same("—" if one is None else str(one))
