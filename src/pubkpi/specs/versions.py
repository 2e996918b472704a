"""A weight or a target path that changes in mid-plan, as a scorecard writes it: a version for each stretch of time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, NamedTuple, Protocol, TypeVar

from pubkpi.model.errors import SpecError, UsageError
from pubkpi.model.kpis.grade_rules import Dated
from pubkpi.model.language import Key, Spelling, ValueKind, Weight
from pubkpi.model.periods import Period, period, span_of
from pubkpi.model.text import NOTHING, Text
from pubkpi.workspace.yaml.node import Node

V = TypeVar("V")


WrittenTargets = Annotated[  # a number is that of every period
    Fraction | Annotated[Dated, ValueKind.TARGETS], Spelling("80000 | {2024Q1: 60000, 2024Q4: 80000}")
]


class WeightEntry(NamedTuple):
    """A weight that is in force from a quarter on."""

    at: str
    since: Annotated[Period, Key("from"), "从哪个期间起 / from which period on"]
    value: Annotated[Weight, Key("is"), "权重 / the weight"]
    reason: Annotated[Text, "为什么调整 / why it is changed"] = NOTHING


class TargetEntry(NamedTuple):
    """A target path that is in force from a quarter on, and replaces the one before it."""

    at: str
    since: Annotated[Period, Key("from"), "从哪个期间起 / from which period on"]
    value: Annotated[WrittenTargets, Key("is"), "各季度的目标 / the targets by quarter"]
    reason: Annotated[Text, "为什么调整 / why it is changed"] = NOTHING


Weights = Annotated[
    tuple[Weight | WeightEntry, ...],
    Spelling("60 | [60, {from: 2024Q3, is: 70}]"),
    "权重；0 只监测 / weight; 0 is watched only",
]
Targets = Annotated[
    tuple[Fraction | Annotated[Dated, ValueKind.TARGETS] | TargetEntry, ...],
    Spelling("80000 | {2024Q1: 60000, 2024Q4: 80000} | [{…}, {from: 2024Q3, is: {…}}]"),
    "目标：一个数，或各季度的，中间按直线 / one number, or by quarter, straight in between",
]


class VersionedEntry(Protocol):
    """A dimension or an indicator as it is written."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def weight(self) -> tuple[Fraction | WeightEntry, ...]:
        """Its weights in order of time."""

    @property
    def target(self) -> tuple[Fraction | Dated | TargetEntry, ...]:
        """Its target paths in order of time."""


def weight_in(one: VersionedEntry, quarter: Period) -> Fraction:
    """The weight that is in force in *quarter*."""
    found = _in_force(one.weight, quarter)
    return found.value if isinstance(found, WeightEntry) else found


def targets_in(one: VersionedEntry, quarter: Period, valid: tuple[Period, Period]) -> Dated:
    """The target path that is in force in *quarter*; empty without any. A number holds for all periods of *valid*."""
    found = _in_force(one.target or ((),), quarter)
    return path_of(found.value if isinstance(found, TargetEntry) else found, valid)


def path_of(written: Fraction | Dated, valid: tuple[Period, Period]) -> Dated:
    """The target path that is *written*: of a number the same from the first to the last period of *valid*."""
    return tuple((one, written) for one in dict.fromkeys(valid)) if isinstance(written, Fraction) else written


def starts(entries: Iterable[VersionedEntry], first: Period) -> list[Period]:
    """*first*, and the periods with which a version of one of the *entries* begins, one for each day, in order."""
    listed = ([*one.weight, *one.target] for one in entries)
    begun = [first, *(since for some in listed for one in some if (since := _start(one)))]
    return sorted({one.first: one for one in reversed(begun)}.values(), key=lambda one: one.first)


def reasons(entries: Iterable[VersionedEntry], quarter: Period) -> dict[tuple[str, str], Text]:
    """Why what begins in *quarter* is changed, by id and key."""
    return {
        (one.id, key): version.reason
        for one in entries
        for key, written in (("weight", one.weight), ("target", one.target))
        for version in written
        if isinstance(version, WeightEntry | TargetEntry) and version.since.first == quarter.first
        if version.reason != NOTHING
    }


def places(entries: Iterable[VersionedEntry], quarter: Period) -> dict[tuple[str, str], str]:
    """Where what begins in *quarter* stands, by id and key."""
    return {
        (one.id, key): version.at
        for one in entries
        for key, written in (("weight", one.weight), ("target", one.target))
        for version in written
        if isinstance(version, WeightEntry | TargetEntry) and version.since.first == quarter.first
    }


def target_place(one: VersionedEntry, node: Node, quarter: Period) -> str:
    """Where the target path that is in force in *quarter* stands in *node*, or would."""
    found, nodes = _in_force(one.target or ((),), quarter), node["target"].each() or [node["target"]]
    return found.at if isinstance(found, TargetEntry) else nodes[0].at


def check_order(one: VersionedEntry, node: Node) -> Iterator[SpecError]:
    """Versions stand in order of time, and all but the first say when they begin."""
    for key, written in (("weight", one.weight), ("target", one.target)):
        for i, (before, now) in enumerate(pairwise(map(_start, written)), 1):
            if now is None:
                what = Text(f"第 {i + 1} 个 {key} 没有写从哪个季度起", f"from which quarter on is this {key} in force")
                yield node[key][i].wrong(what, Text("写成 {from: 2024Q3, is: …}。", "Write {from: 2024Q3, is: …}."))
            elif before and before.first == now.first:
                yield node[key][i].wrong(_duplicate_words(now), Text("只留一个。", "Leave one of them."))
            elif before and now.first < before.first:
                what = Text(
                    f"{now} 起的写在 {before} 起的后面", f"the one from {now} on stands behind that from {before} on"
                )
                yield node[key][i].wrong(what, Text("按时间先后写。", "Write them in order of time."))


def check_span(entries: Iterable[VersionedEntry], valid: tuple[Period, Period]) -> Iterator[SpecError]:
    """In each quarter of *valid* one version is in force, and none begins outside of it."""
    first, last = valid
    for one in entries:
        for written in (one.weight, one.target):
            for i, version in enumerate(written):
                if isinstance(version, WeightEntry | TargetEntry):
                    yield from _place_errors(version, first, last, is_first=not i)


def check_periods(periods: Mapping[str, tuple[date, date]], node: Node) -> Iterator[SpecError]:
    """What is wrong in the *periods* that a plan calls by names of its own."""
    for name, (first, last) in periods.items():
        if last < first:
            what = Text(f"{name} 的起止颠倒了", f"the days of {name} are the wrong way round")
            yield node["periods"][name].wrong(what, Text(f"写成 [{last}, {first}]。", f"Write [{last}, {first}]."))
        elif name == "year" and not span_of(first, last).kind.is_annual:
            what = Text("year 不是整整一年", "the year is not one of twelve months")
            hint = Text(
                "写成 [2024-07-01, 2025-06-30]，或另起名字。", "Write [2024-07-01, 2025-06-30], or name it otherwise."
            )
            yield node["periods"][name].wrong(what, hint)
        with suppress(UsageError):
            what = Text(f"{name} 已是一个期间：{period(name)}", f"{name} is a period already: {period(name)}")
            yield node["periods"].wrong(what, Text("换一个名字。", "Choose another name."))


def _place_errors(
    version: WeightEntry | TargetEntry, first: Period, last: Period, *, is_first: bool
) -> Iterator[SpecError]:
    since = version.since
    if not first.first <= since.first <= last.last:
        what = Text(f"from: {since} 不在 valid 之内", f"{since} is not within valid")
        yield SpecError(version.at, what, Text(f"valid 是 {first} 至 {last}。", f"It is valid from {first} to {last}."))
    elif is_first and since.first != first.first:
        what = Text(f"{since} 之前没有写是多少", f"there is none before {since}")
        hint = Text(f"前面再写一个从 {first} 起的。", f"Write one before it, from {first} on.")
        yield SpecError(version.at, what, hint)
    elif not is_first and since.first == first.first:
        yield SpecError(version.at, _duplicate_words(since), Text("只留一个。", "Leave one of them."))


def _duplicate_words(since: Period) -> Text:
    return Text(f"有两个都从 {since} 起", f"two of them are in force from {since} on")


def _start(one: object) -> Period | None:
    """The quarter from which on *one* is in force; None of one that does not say."""
    return one.since if isinstance(one, WeightEntry | TargetEntry) else None


def _in_force(written: Sequence[V], quarter: Period) -> V:
    """The last of the versions that has begun in *quarter*."""
    return next((one for one in reversed(written) if (_start(one) or quarter).first <= quarter.first), written[0])
