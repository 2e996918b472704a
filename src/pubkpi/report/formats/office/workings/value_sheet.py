"""The values of the measures, each by a formula from its rows or from other values."""

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from pubkpi.model.explanations.trace import MeasureTrace
from pubkpi.model.explanations.workings import MeasureKey, Workings
from pubkpi.model.kpis.measures import Formula, Measure
from pubkpi.model.text import NOTHING, Text, count_of
from pubkpi.report.formats.office.workings import cell_formula
from pubkpi.report.formats.office.workings.cell_formula import CellFormula, constant, if_number
from pubkpi.report.formats.office.workings.formula_sheet import FormulaSheet
from pubkpi.report.formats.office.workings.row_sheet import RowBlock
from pubkpi.report.wording.numbers import scale

_COLUMNS = {
    "id": (Text("标识", "Id"), 22),
    "label": (Text("指标", "Measure"), 26),
    "period": (Text("周期", "Period"), 9),
    "unit": (Text("单位", "Unit"), 8),
    "numerator": (Text("分子", "Numerator"), 13),
    "denominator": (Text("分母", "Denominator"), 13),
    "value": (Text("数值", "Value"), 13),
    "count": (Text("行数", "Rows"), 8),
    "formula": (Text("公式", "Formula"), 44),
    "remark": (Text("说明", "Remark"), 60),
}
_COMPARED = {">": operator.gt, ">=": operator.ge, "=": operator.eq}
_OPERATIONS: Mapping[str, Callable[..., CellFormula]] = {
    "+": CellFormula.__add__,
    "-": CellFormula.__sub__,
    "*": CellFormula.__mul__,
    "/": CellFormula.__truediv__,
    "negative": cell_formula.negative,
    "least": cell_formula.least,
    "greatest": cell_formula.greatest,
    "ln": cell_formula.logarithm,
    "sqrt": cell_formula.root,
    "power": cell_formula.power,
    "exp": partial(cell_formula.call, "EXP", math.exp),
    "abs": partial(cell_formula.call, "ABS", abs),
    "floor": partial(cell_formula.call, "INT", math.floor),
    **{sign: partial(cell_formula.comparison, sign, holds) for sign, holds in _COMPARED.items()},
    "not": lambda one: constant(1) - one,
    "case": cell_formula.cases,
}
_ANOTHER = Text(
    "此数不是表中各格算得出的（例如已定稿，或后来又有导入），照录",
    "this number does not come of the cells here (the period is closed, say, or more was loaded); it stands as it is",
)
_BOUNDS = {
    "at_least": Text("只知下限：实际至少为此数", "only the least is known: the true value is at least so great"),
    "at_most": Text("只知上限：实际至多为此数", "only the most is known: the true value is at most so great"),
}


@dataclass(frozen=True, slots=True)
class ValueSheet:
    """Writes the values below each other; *cells* has the one of each measure and period as other sheets call it."""

    sheet: FormulaSheet
    workings: Workings
    blocks: Mapping[MeasureKey, RowBlock]
    cells: dict[MeasureKey, CellFormula]

    def write(self) -> None:
        """Write heads and values."""
        columns = self.sheet.head(_COLUMNS)
        self.sheet.freeze(2)
        lines = {key: self.sheet.line + i for i, (key, _) in enumerate(self.workings.measures)}
        for key, made in self.workings.measures:
            self.cells[key] = self.sheet.cell((lines[key], columns["value"]), made.value.value, local=False)
        for key, made in self.workings.measures:
            self._write(lines[key], columns, key, made)
        self.sheet.line += len(lines)

    def _write(self, line: int, at: Mapping[str, int], key: MeasureKey, made: MeasureTrace) -> None:
        sheet, value, block = self.sheet, made.value, self.blocks.get(key)
        unit = scale(made.printed_unit, sheet.lang, [value.value]).unit_word
        sheet.texts(line, 0, (made.measure, made.label.say(sheet.lang), str(made.period), unit))
        formula = self._formula(made)
        if block and value.value is not None:
            formula = self._quotient(line, at, block)
        elif value.value is None and formula:
            formula = None
        stands = sheet.formula((line, at["value"]), formula, value.value, made.unit, bold=True)
        if made.fact:
            sheet.number((line, at["count"]), made.count)
        sheet.words((line, at["formula"]), made.words.say(sheet.lang), text_wrap=True)
        sheet.words((line, at["remark"]), self._remark(made, block, stands=stands).say(sheet.lang), text_wrap=True)

    def _quotient(self, line: int, at: Mapping[str, int], block: RowBlock) -> CellFormula | None:
        """Numerator and denominator in their cells, and the value as the one over the other; None without any."""
        made, parts = block.trace, []
        below = made.denominator if made.denominator is not None else made.value.denominator
        below = None if made.denominator is None and below == 1 else below
        formulas = (("numerator", block.numerator, made.numerator), ("denominator", block.denominator, below))
        for name, formula, amount in formulas:
            number = None if amount is None or isinstance(amount, str) else float(amount)
            place = line, at[name]
            self.sheet.formula(place, formula, number)
            parts += [] if number is None else [self.sheet.cell(place, number)]
        return parts[0] / parts[1] if len(parts) > 1 else parts[0] if parts else None

    def _formula(self, made: MeasureTrace) -> CellFormula | None:
        """That of a measure made of others; None of one that is made of rows, or for which there is none."""
        measure, parts = self.workings.kpis.measures[made.measure], made.parts
        cells = {one.measure: self._near((one.measure, one.period)) for one in parts}
        if made.measure in self.workings.formulas and parts:
            return _worked(self.workings.formulas[made.measure], cells)
        if measure.type == "first_of":
            return cells.get(made.value.route)
        return self._growth(measure, made) if measure.type in ("growth", "change") and parts else None

    def _growth(self, measure: Measure, made: MeasureTrace) -> CellFormula:
        now, *before = (self._near((one.measure, one.period)) for one in made.parts)
        base = constant(float(measure.fixed)) if measure.fixed is not None else before[0] if before else now
        return now - base if measure.type == "change" else now / base - constant(1)

    def _near(self, key: MeasureKey) -> CellFormula:
        """The cell as this sheet calls it."""
        cell = self.cells[key]
        return CellFormula(cell.text.rpartition("!")[2], cell.value)

    def _remark(self, made: MeasureTrace, block: RowBlock | None, *, stands: bool) -> Text:
        """What is to be said of the value: why there is none, why no formula gives it, that it is a bound."""
        value = made.value
        if value.value is None:
            return value.missing or NOTHING
        said = [_BOUNDS[value.bound]] if value.bound else []
        if block and block.numerator is None and (stands or not made.count):
            said.append(_unlisted(made))
        elif not stands:
            said.append(_ANOTHER)
        return Text("；".join(one.zh for one in said), "; ".join(one.en for one in said))

    def reference(self, key: MeasureKey) -> CellFormula:
        """The value for another sheet, blank where it is blank."""
        return if_number(self.cells[key], self.cells[key])


def _unlisted(made: MeasureTrace) -> Text:
    """Why the listed rows give no numerator."""
    if not made.count:
        return Text("没有计入的行", "no row counts")
    if made.count == len(made.rows):
        return Text(
            "行数太多，或写进单元格后有的分不清，不在表里逐行比较；分子照录",
            "too many rows to compare with each other here, or some that cells do not tell apart; "
            "the numerator stands as it is",
        )
    rows = count_of(made.count, "row")
    return Text(
        f"共 {made.count:,} 行，只列前 {len(made.rows):,} 行；分子、分母为全部行之和，照录，不用公式",
        f"only the first {len(made.rows):,} of {rows} are listed; numerator and denominator are those of all rows, "
        "and no formulas",
    )


def _worked(formula: Formula, cells: Mapping[str, CellFormula]) -> CellFormula:
    """The *formula* over the *cells* of its measures."""
    operation, *parts = formula
    if operation == "measure":
        return cells[str(parts[0])]
    if operation == "number":
        return constant(float(str(parts[0])))
    made = [_worked(part, cells) for part in parts if isinstance(part, list)]
    return made[0] if len(made) == 1 and operation in ("least", "greatest") else _OPERATIONS[str(operation)](*made)
