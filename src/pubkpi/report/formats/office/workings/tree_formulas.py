"""The scores of indicators → dimensions → the total, in formulas: weights that are there, shares, means."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pubkpi.model.kpis import Dimension, Indicator, KpiSet
from pubkpi.model.kpis.grade_rules import Mean
from pubkpi.report.formats.office.workings.cell_formula import (
    CellFormula,
    constant,
    exponential,
    greatest,
    least,
    logarithm,
    where,
)
from pubkpi.report.formats.office.workings.score_grid import TOTAL, ScoreGrid, number_of, sum_of

_SLACK = 1e-12


@dataclass(frozen=True, slots=True)
class TreeFormulas:
    """Puts the numbers of the dimensions of *kpis* and of the total on the *grid*, which has those of indicators."""

    grid: ScoreGrid
    kpis: KpiSet

    def weigh(self) -> None:
        """The weights that apply and that are scored, from below; then the effective ones, from above."""
        for node in reversed(self.kpis.nodes):
            self.grid.state(node.id, "weight", float(node.weight), bold=True)
            self._sums(node.id, [one.id for one in node.children])
        if self.kpis.dimensions:
            self._sums(TOTAL, [one.id for one in self.kpis.dimensions])
            self.grid.state(TOTAL, "effective", 100.0)
            self._share(self.kpis.dimensions, TOTAL)

    def _sums(self, name: str, below: Sequence[str]) -> None:
        for column in ("applicable", "scored"):
            self.grid.put(name, column, sum_of(self.grid[one, column] for one in below))

    def _share(self, nodes: Sequence[Dimension], parent: str) -> None:
        """The effective weight of *nodes*: the share of each among those that apply, of what *parent* weighs."""
        own = [self._weight(one) for one in nodes]
        whole = CellFormula(f"({'+'.join(one.text for one in own)})", sum(one.value or 0.0 for one in own))
        for node, weight in zip(nodes, own, strict=True):
            share = weight / whole * self.grid[parent, "effective"]
            self.grid.put(node.id, "effective", where(f"{whole.text}>0", bool(whole.value), share, constant(0)))
        for node in nodes:
            self._share(node.dimensions, node.id)

    def _weight(self, node: Dimension) -> CellFormula:
        """The weight of *node*, 0 where nothing below it applies."""
        applicable = self.grid[node.id, "applicable"]
        return where(f"{applicable.text}>0", bool(applicable.value), self.grid[node.id, "weight"], constant(0))

    def roll_up(self, total: float | None) -> None:
        """The scores before deductions: of the dimensions from below, then the *total*."""
        for node in reversed(self.kpis.nodes):
            self._mean(node.id, node.mean, node.dimensions or node.leaves, node.minimum)
        if self.kpis.dimensions:
            self._mean(TOTAL, self.kpis.mean, self.kpis.dimensions, None)
            self.grid.put(TOTAL, "uncapped", self._made(TOTAL, self.kpis.mean, self.kpis.dimensions, None), total)

    def _mean(self, name: str, mean: Mean, below: Sequence[Dimension | Indicator], minimum: Fraction | None) -> None:
        if name != TOTAL:
            self.grid.put(name, "uncapped", self._made(name, mean, below, minimum))

    def _made(
        self, name: str, mean: Mean, below: Sequence[Dimension | Indicator], minimum: Fraction | None
    ) -> CellFormula | None:
        """The mean of what is *below*, where so much of the weight is scored as has to be."""
        grid, is_branch = self.grid, isinstance(below[0], Dimension)
        scores = [grid[one.id, "uncapped" if is_branch else "score"] for one in below]
        weights = [grid[one.id, "effective" if is_branch else "scored"] for one in below]
        made = _mean_of(mean, scores, weights)
        if made is None:
            return None
        applicable, scored = grid[name, "applicable"], grid[name, "scored"]
        limit = float(self.kpis.min_weight_coverage if minimum is None else minimum)
        tests = [f"{scored.text}>0", f"{scored.text}>={constant(limit).text}*{applicable.text}-1E-12"]
        holds = (scored.value or 0) > 0 and (scored.value or 0) >= limit * (applicable.value or 0) - _SLACK
        for score, weight, one in zip(scores, weights, below, strict=True):
            if is_branch:
                tests.append(f"OR({weight.text}=0,ISNUMBER({score.text}))")
                holds = holds and (not weight.value or score.value is not None)
            elif isinstance(one, Indicator) and one.missing.policy == "refuse":
                own = grid[one.id, "applicable"]
                tests.append(f"OR({own.text}=0,ISNUMBER({score.text}))")
                holds = holds and (not own.value or score.value is not None)
        return where(f"AND({','.join(tests)})", holds, made)

    def leaf_weight(self, leaf: Indicator) -> CellFormula:
        """The effective weight of *leaf*: its share of the weight that is scored beside it."""
        parent = next(node for node in self.kpis.nodes if leaf in node.leaves)
        scored, whole = self.grid[leaf.id, "scored"], self.grid[parent.id, "scored"]
        rolled = self.grid[parent.id, "uncapped"]
        share = scored / whole * self.grid[parent.id, "effective"]
        return where(f"ISNUMBER({rolled.text})", rolled.value is not None, share, None)


def _mean_of(mean: Mean, scores: Sequence[CellFormula], weights: Sequence[CellFormula]) -> CellFormula | None:
    """The mean of *scores* by their *weights*, blank ones weighing nothing; None where no formula here has it."""
    whole = sum_of(weights)
    counted = [(one, weight) for one, weight in zip(scores, weights, strict=True) if weight.value]
    match mean.how:
        case "minimum":
            return least(*(one for one, _ in counted)) if counted else None
        case "geometric":
            lift = None if mean.zero is None else constant(float(mean.zero))
            parts = [weight * logarithm(greatest(one, lift) if lift else one) for one, weight in counted]
            return exponential(_added(parts) / whole) if parts and _added(parts).value is not None else None
    return _added([weight * number_of(one) for one, weight in zip(scores, weights, strict=True)]) / whole


def _added(parts: Sequence[CellFormula]) -> CellFormula:
    total = parts[0]
    for one in parts[1:]:
        total = total + one
    return total
