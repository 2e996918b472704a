"""The scorecard as a sheet of formulas: values and targets → scores → dimensions → the total."""

from dataclasses import dataclass

from pubkpi.model.kpis import Dimension, Indicator
from pubkpi.model.scores import DimensionScore, IndicatorScore, Scorecard
from pubkpi.model.text import Text
from pubkpi.printing.terms import METHODS
from pubkpi.report.formats.office.workings.adjustment_formulas import AdjustmentRows, row_of
from pubkpi.report.formats.office.workings.cell_formula import (
    CellFormula,
    constant,
    greatest,
    if_number,
    if_numbers,
    where,
)
from pubkpi.report.formats.office.workings.grade_formulas import GradeFormulas
from pubkpi.report.formats.office.workings.score_grid import TOTAL, ScoreGrid, sum_of
from pubkpi.report.formats.office.workings.target_sheet import TargetSheet
from pubkpi.report.formats.office.workings.tree_formulas import TreeFormulas
from pubkpi.report.formats.office.workings.value_sheet import ValueSheet
from pubkpi.report.wording.composition import composition_lines
from pubkpi.report.wording.numbers import scale
from pubkpi.report.wording.words import STATES

_TOTAL = Text("总分", "Total")
_PLAN = ("at_baseline", "at_target", "floor", "cap")


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """Writes the tree of *card*, then what is taken off or added, then the total."""

    grid: ScoreGrid
    values: ValueSheet
    targets: TargetSheet
    card: Scorecard

    def write(self) -> None:
        """Write all of it, each number after those that it is made of."""
        kpis, grid = self.values.workings.kpis, self.grid
        tree = TreeFormulas(grid, kpis, self.card)
        grid.begin()
        leaves = {one.id: one for one in self.card.indicators}
        for leaf in kpis.indicators:
            self._write_leaf(leaf, leaves[leaf.id])
        tree.weigh()
        tree.roll_up()
        adjusted = AdjustmentRows(grid, self.values, self.card)
        adjusted.write()
        for leaf in kpis.indicators:
            grid.put(leaf.id, "effective", tree.leaf_weight(leaf), leaves[leaf.id].effective_weight)
            self._end(leaf.id, leaves[leaf.id])
            grid.remark(leaf.id, [leaves[leaf.id].missing_reason])
        for node, score in zip(kpis.nodes, _flat(self.card.dimensions), strict=True):
            self._write_node(node, score, adjusted)
        if kpis.dimensions:
            self._write_total(adjusted)

    def _write_leaf(self, leaf: Indicator, score: IndicatorScore) -> None:
        """The numbers of an indicator from its value to its score."""
        grid, name, unit = self.grid, leaf.id, score.unit
        grid.words(name, "id", name)
        grid.say(name, "label", leaf.label, indent=1)
        grid.words(name, "unit", scale(unit, grid.sheet.lang, [score.value]).unit_word)
        grid.say(name, "method", METHODS[score.method])
        grid.state(name, "weight", score.weight)
        grid.state(name, "applicable", score.weight if score.scoring in ("scored", "missing") else 0.0)
        grid.put(name, "value", self.values.reference((leaf.measure, self.card.period)), score.value, unit)
        if leaf.baseline.measured:
            start = self.values.reference((leaf.measure, leaf.baseline.measured))
            grid.put(name, "baseline", start, score.baseline, unit)
        else:
            grid.state(name, "baseline", score.baseline, unit)
        if score.target is not None:
            grid.put(name, "target", self.targets.cells[name, "target"], score.target, unit)
        if score.scoring in ("scored", "missing"):
            self._grade(leaf, score)
        scored = where(
            f"ISNUMBER({grid[name, 'score'].text})", score.score is not None, grid[name, "applicable"], constant(0)
        )
        grid.put(name, "scored", scored)

    def _grade(self, leaf: Indicator, score: IndicatorScore) -> None:
        """Attainment, score before its limits, and score."""
        grid, name = self.grid, leaf.id
        plan = {key: self.targets.cells[name, key] for key in _PLAN}
        cells = [grid[name, one] for one in ("value", "baseline", "target")]
        formulas = GradeFormulas(leaf, score, cells[0], cells[1], cells[2], plan, self.targets.tables.get(name))
        grid.put(name, "attainment", formulas.attainment, score.attainment, "share")
        uncapped = score.score_uncapped
        if uncapped is None and not score.filled:
            uncapped = score.score  # beyond all numbers: what the cap leaves of it
        grid.put(name, "uncapped", formulas.uncapped(grid[name, "attainment"]), uncapped)
        grid.put(name, "score", formulas.capped(grid[name, "uncapped"]), score.score)

    def _write_node(self, node: Dimension, score: DimensionScore, adjusted: AdjustmentRows) -> None:
        """The score of a dimension after deductions."""
        grid, name = self.grid, node.id
        grid.words(name, "id", name, bold=True)
        grid.say(name, "label", node.label, bold=True)
        rolled, taken = grid[name, "uncapped"], adjusted.off_node(name)
        made: CellFormula | None = if_number(rolled, rolled)
        if taken:
            left = rolled + constant(100) * sum_of(taken) / grid[name, "effective"]
            made = None if adjusted.floor else if_numbers([rolled, *taken], greatest(left, constant(0)))
        grid.put(name, "score", made, score.score, bold=True)
        self._end(name, score)
        grid.remark(name, [])

    def _end(self, name: str, score: IndicatorScore | DimensionScore) -> None:
        """Points, printed score and state."""
        grid = self.grid
        if score.points is not None:
            points = grid[name, "effective"] * grid[name, "score"] / constant(100)
            made = if_number(grid[name, "score"], if_number(grid[name, "effective"], points))
            grid.put(name, "points", made, score.points)
        grid.print_score(name, score.score_printed)
        grid.say(name, "state", STATES[score.state])

    def _write_total(self, adjusted: AdjustmentRows) -> None:
        grid, total = self.grid, self.card.total
        grid.say(TOTAL, "label", _TOTAL, bold=True, top=1)
        grid.put(TOTAL, "score", adjusted.rounded_total, total.score, bold=True, top=1)
        grid.print_score(TOTAL, total.score_printed, bold=True, top=1)
        if total.band_label:
            grid.say(TOTAL, "state", total.band_label, bold=True, top=1)
        # the sums of a composed result are those of other periods
        grid.remark(TOTAL, [Text(line, line) for line in composition_lines(self.card, grid.sheet.lang)])


def score_rows(card: Scorecard) -> tuple[str, ...]:
    """The rows of the sheet: each dimension above what is below it, then the adjustments, then the total."""

    def rows(node: DimensionScore) -> list[str]:
        below = [name for one in node.dimensions for name in rows(one)] or [leaf.id for leaf in node.indicators]
        return [node.id, *below]

    tree = [name for top in card.dimensions for name in rows(top)]
    return (*tree, *(row_of(one) for one in card.adjustments), TOTAL)


def _flat(nodes: tuple[DimensionScore, ...]) -> list[DimensionScore]:
    return [found for one in nodes for found in (one, *_flat(one.dimensions))]
