"""Why the total moved since the last quarter: what each line brings, so that the parts add up to the whole."""

from dataclasses import dataclass
from decimal import Decimal

from pubkpi.model.scores import AdjustmentScore, IndicatorScore, Review, Scorecard
from pubkpi.model.text import Text
from pubkpi.printing.apportion import apportion
from pubkpi.printing.rounding import rounded
from pubkpi.report.wording.numbers import exact

_CLOSE = Decimal("0.000001")
_MOST_DRIVERS = 3
_ENOUGH = Decimal("0.9")  # of the change: what is named explains it


@dataclass(frozen=True, slots=True)
class Change:
    """What one indicator or adjustment brings: its points of the two quarters, and the difference as it prints."""

    id: str
    label: Text
    before: float
    now: float
    printed: Decimal


@dataclass(frozen=True, slots=True)
class Changes:
    """All lines, whose printed differences add up to the *total*'s; those that explain it, greatest first."""

    total: Decimal
    lines: tuple[Change, ...]

    @property
    def drivers(self) -> tuple[Change, ...]:
        """The fewest that bring nine tenths of the change, three at most; none without a change."""
        up = self.total > 0
        same_way = sorted((one for one in self.lines if one.printed and (one.printed > 0) == up), key=_size)
        found: list[Change] = []
        for one in same_way[:_MOST_DRIVERS] if self.total else []:
            if found and abs(sum((each.printed for each in found), Decimal(0))) >= abs(self.total) * _ENOUGH:
                break
            found.append(one)
        return tuple(found)

    @property
    def others(self) -> tuple[Change, ...]:
        """The lines that are no drivers."""
        drivers = self.drivers
        return tuple(one for one in self.lines if one not in drivers)


def previous_card(review: Review) -> Scorecard | None:
    """The scorecard of the quarter before the reported one, if it was scored."""
    return earlier(review, review.card)


def earlier(review: Review, card: Scorecard) -> Scorecard | None:
    """The scorecard of the quarter before *card*'s, if it was scored."""
    before = card.period.step(-1)
    return next((one for one in review.history if one.period == before), None)


def weights(card: Scorecard) -> dict[str, float]:
    """The weight on which each scored indicator counts."""
    return {leaf.id: round(leaf.effective_weight or 0.0, 9) for leaf in card.indicators if leaf.scoring == "scored"}


def reweighted(card: Scorecard) -> bool:
    """Whether the total rests on other weights than the stated ones."""
    stated = {leaf.id: round(leaf.weight, 9) for leaf in card.indicators if leaf.weight}
    return card.total.score is not None and weights(card) != stated


def comparable(one: Scorecard, other: Scorecard) -> bool:
    """Whether two quarters have totals on the same weights."""
    return one.total.score is not None and other.total.score is not None and weights(one) == weights(other)


def changes(review: Review) -> Changes | None:
    """What each line brought since the last quarter; None where the two totals are no sums of the same parts."""
    now, before = review.card, previous_card(review)
    if before is None or not comparable(now, before):
        return None
    parts = _parts(now, before)
    if parts is None:
        return None
    moved = exact(now.total.score or 0.0) - exact(before.total.score or 0.0)
    gaps = [exact(after) - exact(then) for _, _, then, after in parts]
    if abs(sum(gaps, Decimal(0)) - moved) > _CLOSE:
        return None
    total = rounded(float(moved), 1)
    shown = apportion(gaps, total)
    return Changes(total, tuple(Change(*part, printed=one) for part, one in zip(parts, shown, strict=True)))


def _parts(now: Scorecard, before: Scorecard) -> list[tuple[str, Text, float, float]] | None:
    """Id, label and the points of the two quarters, of what counts and of adjustments; None where some are unknown."""
    then = {leaf.id: leaf.points for leaf in before.indicators} | {one.id: one.points for one in before.adjustments}
    scored = [leaf for leaf in now.indicators if leaf.scoring == "scored"]
    listed: list[IndicatorScore | AdjustmentScore] = [*scored, *now.adjustments]
    found = []
    for one in listed:
        points, old = one.points, then.get(one.id)
        if points is None or old is None:
            return None
        found.append((one.id, one.label, old, points))
    return found


def _size(one: Change) -> Decimal:
    return -abs(one.printed)
