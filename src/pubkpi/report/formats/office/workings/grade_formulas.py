"""A value → its attainment, its uncapped score, its score: as the methods of a scorecard have it, in formulas."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from pubkpi.model.kpis import Indicator
from pubkpi.model.scores import IndicatorScore
from pubkpi.report.formats.office.workings.cell_formula import (
    CellFormula,
    constant,
    greatest,
    if_number,
    least,
    logarithm,
    rounded,
    where,
)
from pubkpi.report.formats.office.workings.target_sheet import Knots, knots

_HUNDRED = constant(100)


@dataclass(frozen=True, slots=True)
class GradeFormulas:
    """The formulas of one indicator over its cells: *value*, *baseline*, *target*, and the *plan* numbers by name.

    *table* are the cells of the values and of the points of its table, if it has one.
    """

    leaf: Indicator
    score: IndicatorScore
    value: CellFormula
    baseline: CellFormula
    target: CellFormula
    plan: Mapping[str, CellFormula]
    table: tuple[str, str] | None

    @property
    def attainment(self) -> CellFormula | None:
        """(x - B) / (T - B)."""
        if self.score.baseline is None or self.score.target is None:
            return None
        way = (self.value - self.baseline) / (self.target - self.baseline)
        differs = where(f"{self.target.text}<>{self.baseline.text}", self.target.value != self.baseline.value, way)
        return if_number(self.value, differs)

    def uncapped(self, attainment: CellFormula) -> CellFormula | None:
        """The score before floor and cap, from the cell of *attainment* or from the value; None without a formula."""
        found = self._attained(attainment) if self.score.method == "attainment" else self._of_value()
        return None if found is None else if_number(self.value, found)

    def capped(self, uncapped: CellFormula) -> CellFormula:
        """The score within floor and cap."""
        held = greatest(self.plan["floor"], least(self.plan["cap"], uncapped))
        return if_number(uncapped, rounded(held, self.leaf.rounding))

    def _attained(self, attainment: CellFormula) -> CellFormula:
        low, high = self.plan["at_baseline"], self.plan["at_target"]
        return low + (high - low) * attainment

    def _of_value(self) -> CellFormula | None:
        up, x = self.leaf.direction == "up", self.value
        goal = self.baseline if self.score.target is None else self.target
        match self.score.method:
            case "value":
                return x
            case "completion" if up:
                return _HUNDRED * x / goal
            case "completion":
                is_better = x.value is not None and x.value > 0
                return where(f"{x.text}>0", is_better, _HUNDRED * goal / x, self.plan["cap"])
            case "hold":
                sign = ">=" if up else "<="
                return where(f"{x.text}{sign}{goal.text}", _holds(x, goal, up=up), _HUNDRED, constant(0))
        return self._of_table(x, up=up) if self.table else None

    def _of_table(self, x: CellFormula, *, up: bool) -> CellFormula | None:
        values, points = self.table or ("", "")
        table = knots(self.leaf)
        match self.score.method:
            case "steps" if up:
                return CellFormula(f"IFERROR(LOOKUP({x.text},{values},{points}),0)", _step(table, x.value, up=up))
            case "steps":
                place = f"SUMPRODUCT(--({values}<{x.text}))+1"
                return CellFormula(f"IFERROR(INDEX({points},{place}),0)", _step(table, x.value, up=up))
            case "piecewise" | "target_range":
                return _line(values, points, table, x)
            case "goalposts" | "log_goalposts" if self.leaf.goalposts:
                worst, best = (constant(float(one)) for one in self.leaf.goalposts)
                if self.score.method == "goalposts":
                    return _HUNDRED * (x - worst) / (best - worst)
                return _HUNDRED * (logarithm(x) - logarithm(worst)) / (logarithm(best) - logarithm(worst))
        return None


def _holds(x: CellFormula, goal: CellFormula, *, up: bool) -> bool:
    if x.value is None or goal.value is None:
        return False
    return x.value >= goal.value if up else x.value <= goal.value


def _step(table: Knots, x: float | None, *, up: bool) -> float | None:
    if x is None:
        return None
    reached = [points for value, points in table if (x >= float(value) if up else x <= float(value))]
    return float(reached[-1 if up else 0]) if reached else 0.0


def _line(values: str, points: str, table: Knots, x: CellFormula) -> CellFormula:
    """Straight between the knots, flat outside: the stretch that the value lies in is the last that begins below it."""
    first, last = (f"INDEX({points},{place})" for place in ("1", f"ROWS({points})"))
    at = f"MATCH({x.text},{values},1)"
    low, high = (f"INDEX({{}},{at})", f"INDEX({{}},{at}+1)")
    part = f"({x.text}-{low.format(values)})/({high.format(values)}-{low.format(values)})"
    middle = f"{low.format(points)}+({high.format(points)}-{low.format(points)})*{part}"
    text = f"IF({x.text}<=MIN({values}),{first},IF({x.text}>=MAX({values}),{last},{middle}))"
    return CellFormula(text, None if x.value is None else _on_line(table, x.value))


def _on_line(table: Knots, x: float) -> float:
    for (x0, y0), (x1, y1) in pairwise([(float(a), float(b)) for a, b in table]):
        if x <= x0:
            return y0
        if x < x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return float(table[-1][1])
