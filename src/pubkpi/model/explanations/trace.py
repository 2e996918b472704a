"""What a number is made of, from its score down to the cells of the files that it was read from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pubkpi.model.kpis import Indicator
from pubkpi.model.kpis.adjustments import Item, Veto
from pubkpi.model.periods import Period
from pubkpi.model.scores import AdjustmentScore, Bound, IndicatorScore, Value
from pubkpi.model.text import NOTHING, Text

Amount = int | Decimal | str | None
# ``bound``: counted with the least that it can be (10万+); ``nil``: a declaration that there was nothing. The others
# do not count: the piece counts where it is worth more, its tier has its cap, it is not in the middle of the ordered
# ones, a number is blank, a condition cannot be told or is not met, the account has a newer row, another file counts,
# rejected.
RowKind = Literal[
    "counted", "bound", "entered", "nil",
    "repeated", "capped", "extreme", "incomplete", "untold", "older", "other", "superseded", "rejected",
]  # fmt: skip


COUNTED: tuple[RowKind, ...] = ("counted", "bound", "entered", "nil")


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as its file has it: where a *column* of a *fact* was read, by the *load* of its file, and what is there.

    *header* is the one above it, empty where nothing was read; *text* is None where it is blank. Rows of a file that
    were made one have their texts one behind the other.
    """

    fact: str
    column: str
    load: int
    file: str
    sha256: str
    sheet: str
    row: int
    header: str = ""
    text: str | None = None


@dataclass(frozen=True, slots=True)
class TraceRow:
    """A row and what it adds: to the numerator its *amount*, to the denominator what is *under* it.

    *load* is the journal's line of its file; *file*, *sheet* and *row* are where it stands there, *reason* why it does
    not count. Of a row that lies elsewhere *file* is the place, *sha256* its snapshot, *load* and *row* are 0. Of a
    rejected row the amount is the raw text at fault, and the name its header.
    """

    kind: RowKind
    load: int
    file: str
    sha256: str
    sheet: str
    row: int
    day: date | None = None
    account: str = ""
    name: str = ""
    amount: Amount = None
    under: Amount = None
    reason: Text = NOTHING
    cells: tuple[RawCell, ...] = ()

    @property
    def raw(self) -> str:
        """Its cells as their file has them, each behind its header."""
        return "; ".join(f"{cell.header or cell.column}={cell.text or ''}" for cell in self.cells)


@dataclass(frozen=True, slots=True)
class NeighbourRows:
    """Rows that do not count, of one kind, or that were left alone when read (``ignored``): how many, and the first."""

    kind: RowKind | Literal["ignored"]
    count: int
    rows: tuple[TraceRow, ...] = ()
    reason: Text = NOTHING


@dataclass(frozen=True, slots=True)
class MeasureTrace:
    """A measure's value in a period and what it is made of: rows, or other measures (*parts*).

    *numerator* and *denominator* are what all rows, *count* of them, add up to; *rows* are the first of them, *months*
    what those of each month add up to. *words* and *formula* are how the value is made, the latter also with numbers.
    *query* lists all rows, which are of a *fact* and come from those *loads*. The value prints in *printed_unit*.
    """

    measure: str
    label: Text
    unit: str
    period: Period
    value: Value
    words: Text
    formula: tuple[str, str]
    numerator: Amount = None
    denominator: Amount = None
    count: int = 0
    rows: tuple[TraceRow, ...] = ()
    months: tuple[tuple[str, Amount], ...] = ()
    neighbours: tuple[NeighbourRows, ...] = ()
    parts: tuple["MeasureTrace", ...] = ()
    loads: tuple[int, ...] = ()
    fact: str = ""
    query: str = ""
    printed_unit: str = ""

    def __iter__(self) -> Iterator["MeasureTrace"]:
        """Itself and all that it is made of, each before its parts."""
        yield self
        for part in self.parts:
            yield from part

    @property
    def cells(self) -> Iterator[RawCell]:
        """Those of its rows and of the rows beside them, and of all that it is made of."""
        for one in self:
            for row in (*one.rows, *(row for some in one.neighbours for row in some.rows)):
                yield from row.cells

    def with_cells(self, cells: Mapping[RawCell, RawCell]) -> "MeasureTrace":
        """The same with each of its cells as *cells* have it, if they do."""

        def fill(rows: tuple[TraceRow, ...]) -> tuple[TraceRow, ...]:
            return tuple(replace(row, cells=tuple(cells.get(cell, cell) for cell in row.cells)) for row in rows)

        neighbours = tuple(replace(some, rows=fill(some.rows)) for some in self.neighbours)
        parts = tuple(part.with_cells(cells) for part in self.parts)
        return replace(self, rows=fill(self.rows), neighbours=neighbours, parts=parts)


@dataclass(frozen=True, slots=True)
class ScoreTrace:
    """How a value became a score and points of the total; of a veto, a deduction or a bonus there are points alone.

    *ends* are the points at the baseline and at the target, *steps* the names of values, *reason* says why there is no
    score, or how the points come about.
    """

    label: Text
    value: float | None
    bound: Bound
    baseline: float | None = None
    target: float | None = None
    method: str = ""
    attainment: float | None = None
    ends: tuple[float, float] | None = None
    score_uncapped: float | None = None
    score: float | None = None
    score_printed: float | None = None
    effective_weight: float | None = None
    points: float | None = None
    state: str = ""
    reason: Text | None = None
    steps: Mapping[Fraction, Text] | None = None


def score_trace(scored: IndicatorScore | AdjustmentScore, node: Indicator | Veto | Item) -> ScoreTrace:
    """How the indicator or adjustment *node* was *scored*."""
    if isinstance(scored, AdjustmentScore):
        return ScoreTrace(
            scored.label, scored.value, "", points=scored.points, state=scored.state, reason=scored.reason
        )
    ends = (float(node.at_baseline), float(node.at_target)) if isinstance(node, Indicator) else None
    return ScoreTrace(
        scored.label,
        scored.value,
        scored.basis.bound,
        baseline=scored.baseline,
        target=scored.target,
        method=scored.method,
        attainment=scored.attainment,
        ends=ends,
        score_uncapped=scored.score_uncapped,
        score=scored.score,
        score_printed=scored.score_printed,
        effective_weight=scored.effective_weight,
        points=scored.points,
        state=scored.state,
        reason=scored.missing_reason,
        steps=node.step_labels if isinstance(node, Indicator) else None,
    )


@dataclass(frozen=True, slots=True)
class Trace:
    """A number that answers for itself: its *score*, if it has one, and where its value comes from.

    *entity* is whose number it is, empty for the department's.
    """

    id: str
    scorecard: str
    period: Period
    score: ScoreTrace | None
    measure: MeasureTrace
    entity: str = ""

    @property
    def rows(self) -> Iterator[tuple[MeasureTrace, TraceRow]]:
        """Every row listed, each once: of each measure those that count, then those that do not."""
        for made in self.measure:
            for rows in (made.rows, *(some.rows for some in made.neighbours if some.kind != "bound")):
                yield from ((made, row) for row in rows)
