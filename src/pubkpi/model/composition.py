"""An annual result that is composed of the totals of the year and of the periods in it."""

from dataclasses import dataclass
from typing import Any

from pubkpi.model.periods import Period
from pubkpi.model.text import Lang, Text


@dataclass(frozen=True, slots=True)
class ComposedPart:
    """What the result takes from the *periods* of one kind, whose *totals* count alike: their mean, the *score*.

    *weight* is the part of the whole that they were given, *effective* the one after missing totals, *points* what
    they bring of the result.
    """

    name: str
    weight: float
    effective: float
    periods: tuple[Period, ...]
    totals: tuple[float | None, ...]
    score: float | None
    points: float | None


@dataclass(frozen=True, slots=True)
class Composition:
    """The composed result: its *parts*, the part of the whole that has totals, its band; *reason* says why it lacks."""

    parts: tuple[ComposedPart, ...]
    score: float | None
    score_printed: float | None
    coverage: float
    band: str | None = None
    band_label: Text | None = None
    reason: Text | None = None

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
            }
            for one in self.parts
        ]
        return {
            "score": self.score,
            "score_printed": self.score_printed,
            "band": self.band,
            "coverage": self.coverage,
            "reason": self.reason.say(lang) if self.reason else None,
            "parts": parts,
        }
