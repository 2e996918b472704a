"""The scores of indicators → dimensions → the total, in formulas: weights that are there, shares, means."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import fsum

from pubkpi.model.kpis import Dimension, Indicator, KpiSet
from pubkpi.model.kpis.grade_rules import Mean
from pubkpi.model.scores import DimensionScore, IndicatorScore, Scorecard
from pubkpi.report.formats.office.workings.cell_formula import (
    CellFormula,
    constant,
    greatest,
    least,
    power,
    rounded,
    where,
)
from pubkpi.report.formats.office.workings.score_grid import TOTAL, ScoreGrid, number_of, sum_of

_SLACK = 1e-12
_ENDLESS = 1e99  # above all scores


@dataclass(frozen=True, slots=True)
class TreeFormulas:
    """Puts the numbers of the dimensions of *kpis* and of the total on the *grid*, which has those of indicators."""

    grid: ScoreGrid
    kpis: KpiSet
    card: Scorecard

    @property
    def leaves(self) -> dict[str, IndicatorScore]:
        """The indicators of the card by their ids."""
        return {one.id: one for one in self.card.indicators}

    def weigh(self) -> None:
        """The weights that apply and that are scored, from below; then the effective ones, from above."""
        for node in reversed(self.kpis.nodes):
            self.grid.state(node.id, "weight", float(node.weight), bold=True)
            self._sums(node.id, [one.id for one in node.children])
        if self.kpis.dimensions:
            self._sums(TOTAL, [one.id for one in self.kpis.dimensions])
            self.grid.state(TOTAL, "effective", 100.0)
            self._share(self.kpis, TOTAL)

    def _sums(self, name: str, below: Sequence[str]) -> None:
        for column in ("applicable", "scored"):
            self.grid.put(name, column, sum_of(self.grid[one, column] for one in below))

    def _share(self, above: Dimension | KpiSet, parent: str) -> None:
        """The effective weights below: the share of each among those that apply, of what *parent* weighs.

        Where weight goes across, it hangs on scores that hang on weights again: no formula without a circle.
        """
        own = [self._weight(one) for one in above.dimensions]
        whole = CellFormula(f"({'+'.join(one.text for one in own)})", sum(one.value or 0.0 for one in own))
        base = self._full(above, parent) if above.mean.is_sum else whole
        for node, weight in zip(above.dimensions, own, strict=True):
            if above.across:
                self.grid.put(node.id, "effective", None, self._weight_below(node))
            else:
                share = weight / base * self.grid[parent, "effective"]
                self.grid.put(node.id, "effective", where(f"{whole.text}>0", bool(whole.value), share, constant(0)))
            if node.dimensions:
                self._share(node, node.id)

    def _full(self, node: Dimension | KpiSet, name: str) -> CellFormula:
        """What the points of a sum are in per cent of: the weight of *node*, of the total 100."""
        return self.grid[name, "weight"] if isinstance(node, Dimension) else constant(100.0)

    def _weight_below(self, node: Dimension) -> float | None:
        """The effective weight of *node* as the card has it: that of the indicators below it."""
        weights = [self.leaves[leaf.id].effective_weight for leaf in node.indicators]
        return None if None in weights else fsum(one or 0.0 for one in weights)

    def _weight(self, node: Dimension) -> CellFormula:
        """The weight of *node*, 0 where nothing below it applies."""
        applicable = self.grid[node.id, "applicable"]
        return where(f"{applicable.text}>0", bool(applicable.value), self.grid[node.id, "weight"], constant(0))

    def roll_up(self) -> None:
        """The scores before deductions: of the dimensions from below, then the total; as they are where no formula has
        them.
        """
        scores = {} if self.kpis.adjustments.deductions else _scores(self.card.dimensions)
        for node in reversed(self.kpis.nodes):
            made = self._mean_formula(node.id, node, node.minimum)
            self.grid.put(node.id, "uncapped", made, scores.get(node.id, made.value if made else None))
        if self.kpis.dimensions:
            self.grid.put(TOTAL, "uncapped", self._mean_formula(TOTAL, self.kpis, None), self.card.total.unadjusted)

    def _mean_formula(self, name: str, node: Dimension | KpiSet, minimum: Fraction | None) -> CellFormula | None:
        """The mean of what is below *node*, where so much of the weight is scored as has to be."""
        grid, is_branch = self.grid, bool(node.dimensions)
        below = node.dimensions or node.children
        if is_branch and node.across:
            return None
        scores = [grid[one.id, "uncapped" if is_branch else "score"] for one in below]
        weights = [grid[one.id, "effective" if is_branch else "scored"] for one in below]
        whole = sum_of(weights)
        if node.mean.is_sum:
            whole = grid[name, "effective"] if is_branch else self._full(node, name)
        made = _mean_of(node.mean, scores, weights, whole)
        if made is None:
            return None
        applicable, scored = grid[name, "applicable"], grid[name, "scored"]
        limit = float(self.kpis.min_weight_coverage if minimum is None else minimum)
        tests = [f"{scored.text}>0", f"{scored.text}>={constant(limit).text}*{applicable.text}-1E-12"]
        holds = (scored.value or 0) > 0 and (scored.value or 0) >= limit * (applicable.value or 0) - _SLACK
        for score, weight, one in zip(scores, weights, below, strict=True):
            is_strict = isinstance(one, Indicator) and one.missing.policy == "refuse"
            own = grid[one.id, "applicable"] if is_strict else weight
            if is_branch or is_strict:
                tests.append(f"OR({own.text}=0,ISNUMBER({score.text}))")
                holds = holds and (not own.value or score.value is not None)
            if node.mean.refuses_zero:
                tests.append(f"OR({weight.text}=0,{score.text}>0)")
                holds = holds and (not weight.value or (score.value or 0) > 0)
        rule = node.rounding if isinstance(node, Dimension) else None
        return where(f"AND({','.join(tests)})", holds, rounded(made, rule))

    def leaf_weight(self, leaf: Indicator) -> CellFormula:
        """The effective weight of *leaf*: its share of the weight that is scored beside it."""
        parent = next(node for node in self.kpis.nodes if leaf in node.leaves)
        scored, whole = self.grid[leaf.id, "scored"], self.grid[parent.id, "scored"]
        whole = self._full(parent, parent.id) if parent.mean.is_sum else whole
        rolled = self.grid[parent.id, "uncapped"]
        share = scored / whole * self.grid[parent.id, "effective"]
        return where(f"ISNUMBER({rolled.text})", rolled.value is not None, share, None)


def _mean_of(
    mean: Mean, scores: Sequence[CellFormula], weights: Sequence[CellFormula], whole: CellFormula
) -> CellFormula | None:
    """The mean of *scores* by their *weights* of a *whole*, those of weight 0 left out when the sheet is worked out;
    None where no formula here has it.
    """
    pairs = [*zip(scores, weights, strict=True)]
    if mean.how == "minimum":
        return least(*(_weighed(weight, one, constant(_ENDLESS)) for one, weight in pairs))
    if mean.exponent is None:
        made = _added([weight * number_of(one) for one, weight in pairs]) / whole
        return made if mean.cap is None else least(made, constant(float(mean.cap)))
    lift = None if mean.zero is None else constant(float(mean.zero))
    if lift and not lift.value and mean.exponent < 0:
        return None
    positive = [(greatest(one, lift) if lift else one, weight) for one, weight in pairs]
    if not mean.exponent:
        parts = [_weighed(weight, power(one, weight / whole), constant(1)) for one, weight in positive]
        return reduce(CellFormula.__mul__, parts)
    exponent, root = constant(float(mean.exponent)), constant(float(1 / mean.exponent))
    terms = [_weighed(weight, weight * power(one, exponent), constant(0)) for one, weight in positive]
    return power(_added(terms) / whole, root)


def _weighed(weight: CellFormula, then: CellFormula, otherwise: CellFormula) -> CellFormula:
    """*then* for what has a *weight*."""
    return where(f"{weight.text}>0", bool(weight.value), then, otherwise)


def _added(parts: Sequence[CellFormula]) -> CellFormula:
    return reduce(CellFormula.__add__, parts)


def _scores(nodes: Sequence[DimensionScore]) -> dict[str, float | None]:
    """The scores of all *nodes* and of those below them."""
    below = {name: score for one in nodes for name, score in _scores(one.dimensions).items()}
    return below | {one.id: one.score for one in nodes}
