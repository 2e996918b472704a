"""What would move a total: by how much each indicator alone could, and to which value it would have to come for a goal.

The total is asked of score's own functions, all indicators at once: a row for each, in which that one alone has
another score. A higher score never lowers a total, so the least one that is enough is found by halving, where it does
not lie on a straight line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pubkpi.explain.goal import value_for
from pubkpi.explain.rows import Rows
from pubkpi.model.explanations.scenarios import Lever, Levers, Reach
from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import MONTH, Period
from pubkpi.model.scores import Value
from pubkpi.score.indicators.attain import grade
from pubkpi.score.indicators.curves import Floats
from pubkpi.score.tree.bands import band, decimal, printed
from pubkpi.score.tree.columns import Column, Values, as_column, baseline

_HALVINGS, _CLOSE = 60, 1e-10
_POINT = 0.01  # a percentage point, by which shares move


@dataclass(frozen=True, slots=True)
class Months:
    """How many months of the period are still to come, and the measures that are *growing* with them."""

    left: int
    growing: frozenset[str] = frozenset()


def levers(kpis: KpiSet, period: Period, values: Values, goal: float | None, months: Months) -> Levers | None:
    """What each indicator alone could bring, for the *goal*, or else for the next band; None without a total."""
    rows = _Moves(kpis, period, values)
    if np.isnan(rows.total):
        return None
    shown = printed(rows.total) or 0.0
    above = next((one for one in reversed(kpis.bands) if float(one.at_least) > shown), None)
    wish = goal if goal is not None else float(above.at_least) if above else None
    made = rows.levers(wish, months)
    named = band(kpis.bands, wish)
    made.sort(key=lambda one: -one.gain)
    return Levers(wish, decimal(rows.total), named.label if named else None, tuple(made))


class _Moves:
    """One row for each indicator that counts, in which it alone is otherwise."""

    def __init__(self, kpis: KpiSet, period: Period, values: Values) -> None:
        self._rows = Rows(kpis, period, values)
        self._kpis, self._period, self._columns = self._rows.kpis, period, self._rows.columns
        self.total = self._rows.total
        self._places = [
            i
            for i, (leaf, one) in enumerate(zip(self._kpis.indicators, self._columns, strict=True))
            if _counts(leaf, one)
        ]
        self._leaves = [self._kpis.indicators[i] for i in self._places]
        self._values = [values[period][leaf.measure] for leaf in self._leaves]
        self._starts = as_column([baseline(leaf, values) for leaf in self._leaves])

    def levers(self, wish: float | None, months: Months) -> list[Lever]:
        """The lever of each row, towards the total *wish*."""
        ends = np.array([leaf.score_ends for leaf in self._leaves]).reshape(-1, 2)
        worst, best = (self._totals(ends[:, side]) for side in (0, 1))
        scores = self._least(ends, (worst, best), np.fmin(best, np.inf if wish is None else wish))
        steps = [self._step(i) for i in range(len(self._leaves))]
        found = []
        for i, (leaf, further) in enumerate(zip(self._leaves, self._totals(self._better_scores(steps)), strict=True)):
            value, column = self._values[i], self._columns[self._places[i]]
            measure = self._kpis.measures[leaf.measure]
            reach, needed = _reach(wish, float(worst[i]), float(best[i])), None
            if reach == "solved":
                now, start = float(column.values[0]), float(self._starts[i])
                needed = value_for(leaf, self._period, start, float(scores[i]), now)
                reach = "beyond" if needed is None else "any" if _impossible(measure, needed) else "solved"
            found.append(
                Lever(
                    id=leaf.id,
                    label=leaf.label,
                    unit=measure.unit,
                    direction=leaf.direction,
                    value=value.value,
                    score=_number(column.score[0]) if column.applies[0] else None,
                    gain=decimal(float(best[i]) - self.total),
                    best=decimal(float(best[i])),
                    step=steps[i],
                    pace=_number(further - self.total) if column.applies[0] else None,
                    needed=needed if reach == "solved" else None,
                    reach=reach,
                    monthly=_monthly(measure, value, needed, self._period, months) if reach == "solved" else None,
                )
            )
        return found

    def _totals(self, scores: Floats) -> Floats:
        """The total of each row, with its indicator at that one of *scores*."""
        leaves = self._rows.leaves(len(self._places))
        for row, place in enumerate(self._places):
            one = leaves[place]
            one.score[row], one.applies[row], one.observed[row] = scores[row], True, True
        return self._rows.totals(leaves)

    def _least(self, ends: Floats, totals: tuple[Floats, Floats], wish: Floats) -> Floats:
        """The least scores between *ends*, where the *totals* are those, with which they come to *wish*."""
        low, high = ends[:, 0], ends[:, 1]
        with np.errstate(divide="ignore", invalid="ignore"):
            straight = np.clip(low + (high - low) * (wish - totals[0]) / (totals[1] - totals[0]), low, high)
        off = np.abs(self._totals(np.where(np.isnan(straight), high, straight)) - wish) > _CLOSE
        low, high = np.where(off, low, straight), np.where(off, high, straight)
        for _ in range(_HALVINGS if (off & (totals[0] < wish)).any() else 0):
            middle = (low + high) / 2
            enough = self._totals(middle) >= wish
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        return np.array([decimal(one) for one in high.tolist()])

    def _step(self, row: int) -> float:
        """A round step of the value in *row*: a percentage point, or a tenth at most of what there is."""
        now = abs(float(self._columns[self._places[row]].values[0]))
        if self._kpis.measures[self._leaves[row].measure].unit == "share":
            return _POINT
        return float(10.0 ** max(np.floor(np.log10(now)) - 1, 0)) if now > 0 else 1.0

    def _better_scores(self, steps: Sequence[float]) -> Floats:
        """The score of each row with its value that step better."""
        found = []
        for i, (leaf, step) in enumerate(zip(self._leaves, steps, strict=True)):
            way = {"up": step, "down": -step}.get(leaf.direction, np.nan)
            now = self._columns[self._places[i]].values
            found.append(float(grade(leaf, self._period, self._starts[i : i + 1], now + way).score[0]))
        return np.array(found)


def _counts(leaf: Indicator, one: Column) -> bool:
    """Whether *leaf* has a weight, and applies, or would with a value."""
    return bool(leaf.weight and (one.applies[0] or one.graded.not_applicable[0]))


def _reach(wish: float | None, worst: float, best: float) -> Reach:
    if wish is None or not (printed(best) or 0.0) >= (printed(wish) or 0.0):
        return "beyond"
    return "any" if worst >= wish else "solved"


def _impossible(measure: Measure, value: float) -> bool:
    """Whether *value* is less than nothing of what cannot be: only a difference or a growth can."""
    return value < 0 and measure.type not in ("derived", "growth", "change", "typed")


def _monthly(measure: Measure, value: Value, needed: float | None, period: Period, months: Months) -> float | None:
    """What each month that is left has to bring, so that an amount which grows with the months comes to *needed*."""
    if needed is None or value.value is None or not months.left or measure.id not in months.growing:
        return None
    if measure.mean_of_months and value.numerator is not None:
        return max(needed * len(period.parts(MONTH)) - value.numerator, 0.0) / months.left
    return max(needed - value.value, 0.0) / months.left


def _number(value: float) -> float | None:
    return decimal(float(value)) if np.isfinite(value) else None
