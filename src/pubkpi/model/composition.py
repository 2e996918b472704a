"""Totals that are made of other totals: an annual result of those of its periods, a unit's of those of its accounts."""

from dataclasses import dataclass
from typing import Any

from pubkpi.model.periods import Period
from pubkpi.model.text import Lang, Text


@dataclass(frozen=True, slots=True)
class ComposedPart:
    """What the result takes from the *periods* of one kind, whose *totals* count alike: their mean, the *score*.

    *weight* is the part of the whole that they were given, *effective* the one after missing totals, *points* what
    they bring of the result. A total is *vetoed* where it was held down by a veto of its own period.
    """

    name: str
    weight: float
    effective: float
    periods: tuple[Period, ...]
    totals: tuple[float | None, ...]
    score: float | None
    points: float | None
    vetoed: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Composition:
    """The composed result: its *parts*, the part of the whole that has totals, its band; *reason* says why it lacks.
    *veto* is the most that a veto of the year leaves of it, where that is less than its parts come to.
    """

    parts: tuple[ComposedPart, ...]
    score: float | None
    score_printed: float | None
    coverage: float
    band: str | None = None
    band_label: Text | None = None
    reason: Text | None = None
    veto: float | None = None

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """The result, and each part with the totals that it is the mean of."""
        parts = [
            {
                "part": one.name,
                "weight": one.weight,
                "effective_weight": one.effective,
                "score": one.score,
                "points": one.points,
                "totals": {str(period): total for period, total in zip(one.periods, one.totals, strict=True)},
                "vetoed": [str(period) for period, vetoed in zip(one.periods, one.vetoed, strict=False) if vetoed],
            }
            for one in self.parts
        ]
        return {
            "score": self.score,
            "score_printed": self.score_printed,
            "band": self.band,
            "veto": self.veto,
            "coverage": self.coverage,
            "reason": self.reason.say(lang) if self.reason else None,
            "parts": parts,
        }


@dataclass(frozen=True, slots=True)
class AccountTotal:
    """The total of an *account* and its *weight* in that of its unit, and whether it *decides*."""

    account: str
    weight: float
    score: float | None
    vetoed: bool
    decides: bool


@dataclass(frozen=True, slots=True)
class UnitTotal:
    """The total of a unit as *how* makes it of those of its *accounts*; *veto* is the most that a vetoed one leaves of
    it, where that is less. *reason* says why there is none; *undecided*: nobody can tell whether one is vetoed.
    """

    how: str
    accounts: tuple[AccountTotal, ...]
    score: float | None
    veto: float | None = None
    reason: Text | None = None
    undecided: bool = False

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """The total, the accounts that it is made of, and those that decide it."""
        return {
            "how": self.how,
            "score": self.score,
            "veto": self.veto,
            "reason": self.reason.say(lang) if self.reason else None,
            "decided_by": [one.account for one in self.accounts if one.decides],
            "accounts": [
                {"account": one.account, "weight": one.weight, "score": one.score, "vetoed": one.vetoed}
                for one in self.accounts
            ],
        }
