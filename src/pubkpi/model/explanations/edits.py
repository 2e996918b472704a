"""Edits of a scorecard and its measures: what they change of past results, and who accepted them, when and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from pubkpi.model.explanations.effects import EntityChange, Explanation
from pubkpi.model.periods import Period
from pubkpi.model.scores import League, Scorecard
from pubkpi.model.text import Text

EditKind = Literal["cosmetic", "additive", "scoring", "breaking"]
KINDS: Mapping[EditKind, Text] = MappingProxyType(  # gravest first
    {
        "breaking": Text("口径不可比", "breaking"),
        "scoring": Text("影响计分", "scoring"),
        "additive": Text("只增不改", "additive"),
        "cosmetic": Text("仅文字", "cosmetic"),
    }
)


@dataclass(frozen=True, slots=True)
class SpecEdit:
    """One place of the *file* (its path in the workspace) that is otherwise: *key* by ids and names, *old* and *new* as
    they are written, blank where there is nothing; *place* is ``file:line:column``.

    ``cosmetic`` are words and order, ``additive`` is what moves no score, ``scoring`` what a value is worth, and
    ``breaking`` what makes numbers of before and after incomparable.
    """

    file: str
    place: str
    key: str
    old: str
    new: str
    kind: EditKind


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A version of a scorecard that somebody accepted, or went back to (*undone*): at what time, by whom, why.

    *version* and *predecessor* are the hashes of the texts after and before it, *count* the edits between the two, of
    these *kinds*.
    """

    at: str
    by: str
    reason: str
    version: str
    predecessor: str
    kinds: tuple[EditKind, ...]
    count: int
    undone: bool


@dataclass(frozen=True, slots=True)
class PeriodComparison:
    """A past period by the accepted text and by the edited one; *explanation* shares the difference out, *unexplained*
    says why it does not. Of a *closed* period the total of then stands, which is *stored*.
    """

    period: Period
    before: Scorecard
    now: Scorecard
    explanation: Explanation | None = None
    closed: bool = False
    stored: float | None = None
    unexplained: Text | None = None


@dataclass(frozen=True, slots=True)
class AdjustmentPreview:
    """What the edits of a *scorecard* change: the text they start from is that of *since*, *accepted* or scored first;
    *ranks* has who moved in a league, by period, and *leagues* those of closed periods, which stand. Nothing starts
    where nothing was ever scored (*since* is empty).
    """

    scorecard: str
    since: str
    accepted: bool
    predecessor: str
    version: str
    edits: tuple[SpecEdit, ...] = ()
    periods: tuple[PeriodComparison, ...] = ()
    ranks: Mapping[Period, tuple[EntityChange, ...]] | None = None
    leagues: Mapping[Period, League] = field(default_factory=dict)


def kinds_of(edits: Iterable[SpecEdit]) -> dict[EditKind, int]:
    """How many edits there are of each kind, gravest first."""
    counts = dict.fromkeys(KINDS, 0)
    for one in edits:
        counts[one.kind] += 1
    return {kind: count for kind, count in counts.items() if count}


def kinds_text(edits: Iterable[SpecEdit]) -> Text:
    """How many edits there are of each kind, in words."""
    counts = kinds_of(edits)
    zh = "，".join(f"{KINDS[kind].zh} {count} 处" for kind, count in counts.items())
    return Text(zh, ", ".join(f"{count} {KINDS[kind].en}" for kind, count in counts.items()))
