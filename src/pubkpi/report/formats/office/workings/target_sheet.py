"""The plan's numbers: baselines, targets with the line between two of them, the points of tables and lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from pubkpi.model.kpis import Indicator
from pubkpi.model.periods import Period
from pubkpi.model.scores import IndicatorScore
from pubkpi.model.text import Text
from pubkpi.printing.terms import METHODS
from pubkpi.report.formats.office.workings.cell_formula import CellFormula, constant
from pubkpi.report.formats.office.workings.formula_sheet import FormulaSheet

_COLUMNS = {
    "id": (Text("标识", "Id"), 22),
    "label": (Text("考核指标", "Indicator"), 26),
    "method": (Text("计分方法", "Method"), 12),
    "at_baseline": (Text("基线得分", "Points at baseline"), 10),
    "at_target": (Text("目标得分", "Points at target"), 10),
    "floor": (Text("最低分", "Least"), 8),
    "cap": (Text("最高分", "Most"), 8),
    "target": (Text("本期目标", "Target"), 12),
    "remark": (Text("说明", "Remark"), 60),
}
_STATED = {
    "id": Text("标识", "Id"),
    "label": Text("考核指标", "Indicator"),
    "period": Text("周期", "Period"),
    "target": Text("计划目标", "Stated target"),
}
_TABLE = {
    "id": Text("标识", "Id"),
    "label": Text("考核指标", "Indicator"),
    "value": Text("数值", "Value"),
    "points": Text("得分", "Points"),
}
_BETWEEN = Text("前后两个目标之间的直线", "on the line between two targets")
Knots = Sequence[tuple[Fraction, Fraction]]


@dataclass(slots=True)
class TargetSheet:
    """Writes them; *cells* has each number of an indicator, *tables* the values and points of each, for formulas."""

    sheet: FormulaSheet
    period: Period
    cells: dict[tuple[str, str], CellFormula] = field(default_factory=dict)
    tables: dict[str, tuple[str, str]] = field(default_factory=dict)

    def write(self, leaves: Sequence[Indicator], scores: Mapping[str, IndicatorScore]) -> None:
        """Write the numbers of the *leaves*, as they were used for their *scores*."""
        columns = self.sheet.head(_COLUMNS)
        self.sheet.freeze(2)
        first, self.sheet.line = self.sheet.line, self.sheet.line + len(leaves) + 1
        stated = self._write_stated(leaves, {name: one.unit for name, one in scores.items()})
        self._write_tables(leaves)
        for line, leaf in enumerate(leaves, first):
            method = METHODS[scores[leaf.id].method].say(self.sheet.lang)
            self.sheet.texts(line, 0, (leaf.id, leaf.label.say(self.sheet.lang), method))
            for name in ("at_baseline", "at_target", "floor", "cap"):
                self._keep(leaf, name, (line, columns[name]), float(getattr(leaf, name)))
            self._write_target((line, columns["target"]), leaf, scores[leaf.id], stated)
            self.sheet.words((line, columns["remark"]), leaf.choice.say(self.sheet.lang), text_wrap=True)

    def _keep(self, leaf: Indicator, name: str, place: tuple[int, int], number: float, unit: str = "") -> None:
        self.sheet.number(place, number, unit)
        self.cells[leaf.id, name] = self.sheet.cell(place, number, local=False)

    def _write_target(
        self,
        place: tuple[int, int],
        leaf: Indicator,
        score: IndicatorScore,
        stated: Mapping[tuple[str, Period], CellFormula],
    ) -> None:
        """The period's target, by the line between the stated ones on either side of it."""
        formula = None
        if score.target is not None:
            own = next((year for year, _ in leaf.year_targets if year == self.period), None)
            formula = stated[leaf.id, own] if own else _on_line(leaf, self.period, stated)
        self.sheet.formula(place, formula, score.target, score.unit, bold=True)
        self.cells[leaf.id, "target"] = self.sheet.cell(place, score.target, local=False)

    def _write_stated(
        self, leaves: Sequence[Indicator], units: Mapping[str, str]
    ) -> dict[tuple[str, Period], CellFormula]:
        """All targets as the plan states them; the cell of each."""
        sheet, found = self.sheet, {}
        sheet.texts(sheet.line, 0, [one.say(sheet.lang) for one in _STATED.values()])
        sheet.line += 1
        for leaf in leaves:
            for period, target in leaf.stated:
                sheet.texts(sheet.line, 0, (leaf.id, leaf.label.say(sheet.lang), str(period)))
                found[leaf.id, period] = sheet.number((sheet.line, 3), float(target), units[leaf.id])
                sheet.line += 1
        sheet.line += 1
        return found

    def _write_tables(self, leaves: Sequence[Indicator]) -> None:
        """The values and points of step tables, of lines and of goalposts, the values from low to high."""
        sheet, tables = self.sheet, {leaf.id: knots(leaf) for leaf in leaves if knots(leaf)}
        if not tables:
            return
        sheet.texts(sheet.line, 0, [one.say(sheet.lang) for one in _TABLE.values()])
        sheet.line += 1
        for leaf in (one for one in leaves if one.id in tables):
            first = sheet.line
            for value, points in tables[leaf.id]:
                sheet.texts(sheet.line, 0, (leaf.id, leaf.label.say(sheet.lang)))
                sheet.number((sheet.line, 2), float(value))
                sheet.number((sheet.line, 3), float(points))
                sheet.line += 1
            last = sheet.line - 1
            self.tables[leaf.id] = sheet.column_range(2, first, last), sheet.column_range(3, first, last)


def knots(leaf: Indicator) -> Knots:
    """The values and points that a score is read off, from the lowest value to the highest."""
    if leaf.plateau:
        low, start, end, high = leaf.plateau
        full = [(start, Fraction(100)), (end, Fraction(100))][: 2 if start < end else 1]
        return [(low, Fraction(0)), *full, (high, Fraction(0))]
    if leaf.goalposts:
        worst, best = leaf.goalposts
        return sorted([(worst, Fraction(0)), (best, Fraction(100))])
    return sorted(leaf.steps or leaf.knots)


def _on_line(leaf: Indicator, period: Period, stated: Mapping[tuple[str, Period], CellFormula]) -> CellFormula | None:
    path = leaf.targets
    now = path[0][0].kind.at(period.last)
    for (start, _), (end, _) in zip(path, path[1:] or path, strict=False):
        if start <= now <= end:
            low, high = stated[leaf.id, start], stated[leaf.id, end]
            part = now.index - start.index, end.index - start.index or 1
            if not part[0]:
                return low
            return high if part[0] == part[1] else low + (high - low) * constant(part[0]) / constant(part[1])
    return None
