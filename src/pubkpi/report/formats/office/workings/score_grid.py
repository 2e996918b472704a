"""The cells of the scorecard's sheet by row and column: where each stands and what is in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pubkpi.model.text import NOTHING, Text
from pubkpi.report.formats.office.workings import cell_formula
from pubkpi.report.formats.office.workings.cell_formula import CellFormula, call, constant, if_number
from pubkpi.report.formats.office.workings.formula_sheet import FormulaSheet, Place

TOTAL = ""  # the name of the total's row
_COLUMNS = {
    "id": (Text("标识", "Id"), 22),
    "label": (Text("项目", "Item"), 26),
    "weight": (Text("权重", "Weight"), 8),
    "applicable": (Text("适用权重", "Applicable weight"), 10),
    "scored": (Text("已计分权重", "Scored weight"), 10),
    "value": (Text("数值", "Value"), 12),
    "unit": (Text("单位", "Unit"), 8),
    "baseline": (Text("基线", "Baseline"), 11),
    "target": (Text("目标", "Target"), 11),
    "method": (Text("计分方法", "Method"), 11),
    "attainment": (Text("达成度", "Attainment"), 11),
    "uncapped": (Text("封顶、扣分前", "Before limits and deductions"), 12),
    "score": (Text("得分", "Score"), 11),
    "effective": (Text("实际权重", "Effective weight"), 10),
    "points": (Text("计入总分", "Points"), 10),
    "printed": (Text("公布得分", "Score as printed"), 10),
    "state": (Text("状态", "State"), 10),
    "remark": (Text("说明", "Remark"), 60),
}
_AS_IT_IS = Text(
    "这一行有的数不是表中公式算得出的，照录", "a number of this row comes of no formula here; it stands as it is"
)
_OWN = object()


@dataclass(slots=True)
class ScoreGrid:
    """Writes the cells; the *rows*, in their order, are called by the ids of their nodes.

    *plain* are the rows with a number that no formula gives.
    """

    sheet: FormulaSheet
    rows: tuple[str, ...]
    columns: dict[str, int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    cells: dict[tuple[str, str], CellFormula] = field(default_factory=dict)
    plain: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Write the heads."""
        self.columns = self.sheet.head(_COLUMNS)
        self.sheet.freeze(2)
        self.lines = {name: self.sheet.line + i for i, name in enumerate(self.rows)}
        self.sheet.line += len(self.rows)

    def __getitem__(self, key: tuple[str, str]) -> CellFormula:
        """The cell of a row and a column; a blank one where nothing was put."""
        return self.cells.get(key) or self.sheet.cell(self._place(*key), None)

    def put(
        self, name: str, column: str, formula: CellFormula | None, number: Any = _OWN, unit: str = "", **look: Any
    ) -> None:
        """What the *formula* comes to, or the *number*, by the formula if that gives it."""
        if number is _OWN:
            number = formula.value if formula else None
        if not self.sheet.formula(self._place(name, column), formula, number, unit, **look) and number is not None:
            self.plain.add(name)
        self.cells[name, column] = self.sheet.cell(self._place(name, column), number)

    def state(self, name: str, column: str, number: float | None, unit: str = "", **look: Any) -> None:
        """A *number* that the plan states, or that is counted elsewhere."""
        self.cells[name, column] = self.sheet.number(self._place(name, column), number, unit, **look)

    def words(self, name: str, column: str, words: str, **look: Any) -> None:
        """Words in a cell."""
        self.sheet.words(self._place(name, column), words, **look)

    def say(self, name: str, column: str, words: Text, **look: Any) -> None:
        """The same in the language of the sheet."""
        self.words(name, column, words.say(self.sheet.lang), **look)

    def print_score(self, name: str, printed: float | None, **look: Any) -> None:
        """The score as it is printed: to one decimal, half up."""
        score = self[name, "score"]
        self.put(name, "printed", if_number(score, cell_formula.printed(score)), printed, **look)

    def remark(self, name: str, sentences: Iterable[Text | None]) -> None:
        """The *sentences* about the row, and that it has numbers without formulas."""
        words = [one for one in (*sentences, _AS_IT_IS if name in self.plain else None) if one and one != NOTHING]
        join = "；" if self.sheet.lang == "zh" else "; "
        self.words(name, "remark", join.join(one.say(self.sheet.lang) for one in words), text_wrap=True)

    def _place(self, name: str, column: str) -> Place:
        return self.lines[name], self.columns[column]


def sum_of(cells: Iterable[CellFormula]) -> CellFormula:
    """The sum of *cells*; 0 of none, and of those that are blank."""
    cells = [*cells]
    if not cells:
        return constant(0)
    return CellFormula(f"SUM({','.join(one.text for one in cells)})", sum(one.value or 0.0 for one in cells))


def number_of(cell: CellFormula) -> CellFormula:
    """The number in *cell*, 0 where it is blank."""
    return call("N", float, cell) if cell.value is not None else CellFormula(f"N({cell.text})", 0.0)
