"""Deductions, bonus and vetoes in formulas, a row an item, in the order in which they are worked out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pubkpi.model.kpis.adjustments import Item, Veto, path_to
from pubkpi.model.scores import AdjustmentScore, Scorecard
from pubkpi.report.formats.office.workings.cell_formula import (
    CellFormula,
    constant,
    greatest,
    if_number,
    if_numbers,
    least,
    negative,
    printed,
    rounded,
    where,
)
from pubkpi.report.formats.office.workings.score_grid import TOTAL, ScoreGrid, sum_of
from pubkpi.report.formats.office.workings.value_sheet import ValueSheet
from pubkpi.report.wording.numbers import scale
from pubkpi.report.wording.words import ADJUSTED

_SIGNS = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
_ZERO = constant(0)
_ENDLESS = constant(1e99)  # more than can be taken


def row_of(one: AdjustmentScore) -> str:
    """The name of its row on the grid."""
    return f"{one.kind} {one.id}"


@dataclass(slots=True)
class AdjustmentRows:
    """Writes the items of *card*; what each took or gave stands under the points."""

    grid: ScoreGrid
    values: ValueSheet
    card: Scorecard
    deductions: list[tuple[Item, CellFormula]] = field(default_factory=list)
    bonuses: list[CellFormula] = field(default_factory=list)
    ceilings: list[CellFormula] = field(default_factory=list)
    fails: list[tuple[str, bool]] = field(default_factory=list)
    verdicts: list[CellFormula] = field(default_factory=list)

    @property
    def total(self) -> CellFormula:
        """The total with everything taken off and added, where there is one."""
        made = self._after()
        for some in (self.bonuses, self.ceilings):
            made = made + sum_of(some) if some else made
        return made

    @property
    def rounded_total(self) -> CellFormula:
        """The same as the scorecard rounds it, blank where there is none."""
        return self._where_total(rounded(self.total, self.values.workings.kpis.rounding))

    def _where_total(self, then: CellFormula, otherwise: CellFormula | None = None) -> CellFormula:
        """*then* where there is a total after the deductions, otherwise the other one, or nothing."""
        cells = [self.grid[TOTAL, "uncapped"], *(cell for _, cell in self.deductions)]
        return if_numbers(cells, then, otherwise)

    def off_node(self, name: str) -> list[CellFormula]:
        """The cells of what was taken off the dimension *name*, below 0."""
        return [cell for item, cell in self.deductions if name in self._path(item)]

    def write(self) -> None:
        """Write the rows."""
        rules = self.values.workings.kpis.adjustments
        items = {(type(one), one.id): one for one in rules}
        for one in self.card.adjustments:
            if one.kind == "veto":
                test = self._test(items[Veto, one.id], one)  # type: ignore[arg-type]
                self.fails.append(test)
                place = self.values.reference((one.measure, self.card.period))
                self.verdicts += [] if place.value is None else [self.values.cells[one.measure, self.card.period]]
        for one in self.card.adjustments:
            self._begin(one)
            item = items[Veto if one.kind == "veto" else Item, one.id]
            formula = self._veto(item, one) if isinstance(item, Veto) else self._item(item, one)
            if self.values.workings.kpis.dimensions:
                self.grid.put(row_of(one), "points", formula, one.points)
            self._keep(item, one)
            self.grid.remark(row_of(one), [one.reason])

    def _begin(self, one: AdjustmentScore) -> None:
        grid, name = self.grid, row_of(one)
        grid.words(name, "id", one.id)
        grid.say(name, "label", one.label)
        grid.put(name, "value", self.values.reference((one.measure, self.card.period)), one.value, one.unit)
        grid.words(name, "unit", scale(one.unit, grid.sheet.lang, [one.value]).unit_word)
        grid.say(name, "method", ADJUSTED["fail" if one.kind == "veto" else one.kind])
        grid.say(name, "state", ADJUSTED.get(one.state, ADJUSTED.get(one.kind, one.label)))

    def _keep(self, item: Veto | Item, one: AdjustmentScore) -> None:
        cell = self.grid[row_of(one), "points"]
        if isinstance(item, Veto):
            self.ceilings.append(cell)
        elif one.kind == "bonus":
            self.bonuses.append(cell)
        else:
            self.deductions.append((item, cell))

    def _item(self, item: Item, one: AdjustmentScore) -> CellFormula | None:
        """What a deduction takes or a bonus gives."""
        value, name = self.grid[row_of(one), "value"], row_of(one)
        if value.value is None or item.full or item.reference is not None:
            return None
        points = constant(float(item.points)) * value / constant(float(item.per))
        self.grid.put(name, "uncapped", if_number(value, least(constant(float(item.cap)), greatest(_ZERO, points))))
        due = self.grid[name, "uncapped"]
        if one.kind == "bonus":
            return self._bonus(due)
        if item.scaled or self.floor:
            return None
        return if_number(due, negative(greatest(_ZERO, least(due, *self._left(item)))))

    @property
    def floor(self) -> float:
        """The score that nothing is taken off below."""
        return float(self.values.workings.kpis.adjustments.floor)

    def _left(self, item: Item) -> "list[CellFormula]":
        """What can still be taken off the total, and off each dimension that *item* is taken off; what has no score
        limits nothing.
        """
        total = self.grid[TOTAL, "uncapped"]
        whole = _plus(total, [cell for _, cell in self.deductions])
        left = [where(f"ISNUMBER({total.text})", total.value is not None, whole, _ENDLESS)]
        for name in self._path(item):
            weight, rolled = self.grid[name, "effective"], self.grid[name, "uncapped"]
            before = [cell for other, cell in self.deductions if name in self._path(other)]
            own = _plus(weight * rolled / constant(100), before)
            left.append(where(f"ISNUMBER({rolled.text})", rolled.value is not None, own, _ENDLESS))
        return left

    def _bonus(self, due: CellFormula) -> CellFormula:
        """What is given behind the gate, as far as there is room."""
        rules, after = self.values.workings.kpis.adjustments, self._after()
        room = [] if rules.bonus_cap is None else [_minus(constant(float(rules.bonus_cap)), self.bonuses)]
        tests = [f"NOT({test})" for test, _ in self.fails]
        opens = after.value is not None and not any(holds for _, holds in self.fails)
        tests += [f"ISNUMBER({place.text})" for place in self.verdicts]
        if rules.gate:
            shown = printed(after)
            tests.append(f"{shown.text}{_SIGNS[rules.gate.how]}{constant(float(rules.gate.value)).text}")
            opens = opens and shown.value is not None and rules.gate.holds(shown.value)
        given = where(f"AND({','.join(tests) or 'TRUE'})", opens, if_number(due, least(due, *room)), _ZERO)
        return self._where_total(given, _ZERO)

    def _after(self) -> CellFormula:
        """The total after the deductions, none of which takes more than there is."""
        return _plus(self.grid[TOTAL, "uncapped"], [cell for _, cell in self.deductions])

    def _test(self, veto: Veto, one: AdjustmentScore) -> tuple[str, bool]:
        """Whether *veto* fails, as the test of a formula."""
        place = self.values.reference((one.measure, self.card.period))
        test = f"{place.text}{_SIGNS[veto.fails.how]}{constant(float(veto.fails.value)).text}"
        return f"AND(ISNUMBER({place.text}),{test})", one.value is not None and veto.fails.holds(one.value)

    def _veto(self, veto: Veto, one: AdjustmentScore) -> CellFormula | None:
        """What a veto takes of the total, to hold it down."""
        limit = (self.values.workings.ceilings or {}).get(veto.id)
        if limit is None or self.grid[row_of(one), "value"].value is None:
            return None
        test, holds = self._test(veto, one)
        taken = self._where_total(least(_ZERO, constant(limit) - self.total))
        return if_number(self.grid[row_of(one), "value"], where(test, holds, taken, _ZERO))

    def _path(self, item: Item) -> tuple[str, ...]:
        return path_to(item.node, self.values.workings.kpis.dimensions)


def _plus(first: CellFormula, cells: Sequence[CellFormula]) -> CellFormula:
    return first + sum_of(cells) if cells else first


def _minus(first: CellFormula, cells: Sequence[CellFormula]) -> CellFormula:
    return first - sum_of(cells) if cells else first
