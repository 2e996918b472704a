"""The rows behind the measures, with the file, the sheet and the row that each stands in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import fsum

from pubkpi.model.explanations.trace import MeasureTrace, TraceRow
from pubkpi.model.explanations.workings import MeasureKey, Workings
from pubkpi.model.text import Text
from pubkpi.printing.signs import visible
from pubkpi.report.formats.office.cell_values import cut
from pubkpi.report.formats.office.workings.cell_formula import CellFormula, call
from pubkpi.report.formats.office.workings.formula_sheet import FormulaSheet

_COLUMNS = {
    "measure": (Text("指标", "Measure"), 20),
    "period": (Text("周期", "Period"), 9),
    "kind": (Text("怎样计入", "How it counts"), 14),
    "day": (Text("日期", "Day"), 11),
    "account": (Text("账号", "Account"), 20),
    "name": (Text("名称", "Name"), 36),
    "amount": (Text("计入分子", "Adds"), 12),
    "under": (Text("计入分母", "Adds below"), 12),
    "first": (Text("首次出现", "First of its kind"), 9),
    "file": (Text("文件", "File"), 44),
    "sheet": (Text("工作表", "Sheet"), 14),
    "row": (Text("行", "Row"), 8),
}
_KINDS = {
    "counted": Text("计入", "counted"),
    "bound": Text("按下限计入", "counted with the least"),
    "entered": Text("填报", "entered"),
}
_COMPARABLE = 1000  # so many rows are compared with each other at most, each with all above it


@dataclass(frozen=True, slots=True)
class RowBlock:
    """The listed rows of one measure, on lines below each other of *sheet*."""

    trace: MeasureTrace
    kind: str
    sheet: FormulaSheet
    columns: Mapping[str, int]
    first: int

    @property
    def numerator(self) -> CellFormula | None:
        """What the rows add up to, count, or come to; None where the listed rows do not tell."""
        made = self.trace
        if made.count != len(made.rows) or not made.rows:
            return None
        match "sum" if made.formula[0] == "entered" else self.kind:
            case "count":
                return self._over("COUNT", "row", len)
            case "max":
                return self._over("MAX", "amount", max)
            case "distinct":
                return self._over("SUM", "first", fsum) if self._is_comparable else None
        return self._over("SUM", "amount", fsum)

    @property
    def denominator(self) -> CellFormula | None:
        """What stands below them."""
        listed = self.trace.rows and self.trace.count == len(self.trace.rows)
        return self._over("SUM", "under", fsum) if listed and self.trace.denominator is not None else None

    def write(self) -> None:
        """Write the rows."""
        seen = dict[object, int]()
        is_marked = self.kind == "distinct" and self._is_comparable
        for line, row in enumerate(self.trace.rows, self.first):
            self._write(line, row)
            if is_marked:
                self._mark(line, is_first=row.amount not in seen)
                seen.setdefault(row.amount, line)

    @property
    def _is_comparable(self) -> bool:
        """Whether few rows stand here, and as many different ones as were counted: words are cut and made visible."""
        amounts = {row.amount for row in self.trace.rows}
        written = {cut(visible(one)) if isinstance(one, str) else one for one in amounts}
        return len(self.trace.rows) <= _COMPARABLE and len(written) == len(amounts)

    def _write(self, line: int, row: TraceRow) -> None:
        sheet, at = self.sheet, self.columns
        kind = _KINDS.get(row.kind, Text(row.kind, row.kind)).say(sheet.lang)
        sheet.texts(line, 0, (self.trace.measure, str(self.trace.period), kind))
        sheet.day((line, at["day"]), row.day)
        sheet.texts(line, at["account"], (row.account, row.name))
        for column, amount in (("amount", row.amount), ("under", row.under)):
            if isinstance(amount, str):
                sheet.words((line, at[column]), amount)
            else:
                sheet.number((line, at[column]), None if amount is None else float(amount))
        sheet.texts(line, at["file"], (row.file, row.sheet))
        sheet.number((line, at["row"]), row.row)

    def _mark(self, line: int, *, is_first: bool) -> None:
        """1 where the row has what none above it has, else 0; capital letters and small ones differ."""
        amount = self.columns["amount"]
        above = self.sheet.column_range(amount, self.first, line)
        own = self.sheet.cell((line, amount), None).text
        mark = CellFormula(f"IF(SUMPRODUCT(--EXACT({above},{own}))=1,1,0)", float(is_first))
        self.sheet.formula((line, self.columns["first"]), mark, float(is_first))

    def _over(self, name: str, column: str, work: "Callable[[list[float]], float]") -> CellFormula:
        if column == "first":
            numbers = [1.0] * len({row.amount for row in self.trace.rows})
        else:
            amounts = (getattr(row, column) for row in self.trace.rows)
            numbers = [float(one) for one in amounts if isinstance(one, int | float | Decimal)]
        last = self.first + len(self.trace.rows) - 1
        cells = CellFormula(self.sheet.column_range(self.columns[column], self.first, last), 0.0)
        return call(name, lambda _: work(numbers), cells)


def write_rows(sheet: FormulaSheet, workings: Workings) -> dict[MeasureKey, RowBlock]:
    """Write the rows of all measures; the block of each."""
    columns = sheet.head(_COLUMNS)
    sheet.freeze(0)
    blocks = {}
    for key, made in workings.measures:
        if made.fact:
            kind = workings.kpis.measures[made.measure].type
            blocks[key] = RowBlock(made, kind, sheet, columns, sheet.line)
            blocks[key].write()
            sheet.line += len(made.rows)
    sheet.sheet.autofilter(0, 0, max(sheet.line - 1, 0), len(columns) - 1)
    return blocks
