"""pubkpi from Python: the results of the commands, typed as they are, and as Arrow or pandas tables.

A workspace is opened anew for every question, as a command does, so that a notebook never locks out an ingest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pubkpi import pipeline
from pubkpi.model import periods
from pubkpi.model.errors import UsageError
from pubkpi.model.explanations.edits import Acceptance, AdjustmentPreview
from pubkpi.model.explanations.effects import Explanation
from pubkpi.model.explanations.misses import AcceptedMiss
from pubkpi.model.explanations.robustness import NoiseRule, RankRobustness, Robustness
from pubkpi.model.explanations.scenarios import ScenarioComparison
from pubkpi.model.explanations.trace import Trace
from pubkpi.model.facts import BY_NAME
from pubkpi.model.findings import Finding
from pubkpi.model.scores import By, League, Scorecard, Side, Value
from pubkpi.model.text import Lang, Text, choices_hint
from pubkpi.pipeline.results.close import Decision
from pubkpi.workspace.settings import find

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_PLAIN = frozenset((bool, int, float, str))


class Table:
    """What can be had as a table."""

    __slots__ = ()

    def to_arrow(self) -> "pa.Table":
        """The rows as an Arrow table."""
        raise NotImplementedError  # each table below says which its rows are

    def to_pandas(self) -> "pd.DataFrame":
        """The rows as a pandas frame."""
        return self.to_arrow().to_pandas()


class ScorecardTable(Scorecard, Table):
    """A quarter's scorecard; as a table one row an indicator."""

    def to_arrow(self) -> "pa.Table":
        """One row an indicator: its dimension, weight, value, baseline, target, score, points, light and state."""
        return _table(
            {"period": str(self.period), "dimension": dimension.id, **_plain(leaf), "bound": leaf.basis.bound}
            for dimension in self.dimensions
            for leaf in dimension.indicators
        )


class LeagueTable(League, Table):
    """Accounts, units or platforms side by side; as a table one row for each node of the scorecard and each of them."""

    def to_arrow(self) -> "pa.Table":
        """One row a node, the total being the first, and an entity: score, rank, points, of a leaf also its value,
        uncapped score and state, and if there is none, why.
        """
        return _table(
            {
                "period": str(self.period),
                self.by: entity,
                "node": node.id,
                "score": node.scores[i],
                "rank": node.ranks[i],
                "points": node.points[i],
                "value": node.values[i] if node.values else None,
                "score_uncapped": node.uncapped[i] if node.uncapped else None,
                "state": node.states[i] if node.states else None,
                "scoring": node.scoring(i) if node.applies else None,
                "bound": node.sides[i] if node.sides else "",
                **_text_fields("label", node.label),
                **_text_fields("reason", node.reasons[i] if node.reasons else None),
            }
            for node in self.nodes
            for i, entity in enumerate(self.entities)
        )


class TraceTable(Trace, Table):
    """A number traced back; as a table one row a row listed."""

    def to_arrow(self) -> "pa.Table":
        """One row a row that counts or stands beside one: what it adds, its file with hash, sheet, row and raw text."""
        return _table(
            {
                "measure": made.measure,
                "period": str(made.period),
                "kind": row.kind,
                "day": row.day,
                "account": row.account,
                "name": row.name,
                "amount": None if row.amount is None else str(row.amount),
                "under": None if row.under is None else str(row.under),
                "file": row.file,
                "sha256": row.sha256,
                "sheet": row.sheet,
                "row": row.row,
                "raw": row.raw,
                **_text_fields("reason", row.reason),
            }
            for made, row in self.rows
        )


class EffectTable(Explanation, Table):
    """Why the total moved from one period to another; as a table one row an effect."""

    def to_arrow(self) -> "pa.Table":
        """One row an effect of an indicator or adjustment: its points, exact and as printed."""
        return _table(
            {
                "period": str(self.now.period),
                "against": str(self.before.period),
                "node": one.node,
                "id": one.id,
                "effect": effect.kind,
                "points": float(effect.points),
                "points_printed": float(effect.printed),
                **_text_fields("label", one.label),
            }
            for one in self.contributions
            for effect in one.effects
        )


class MeasureTable(dict[str, Value], Table):
    """The values of a quarter by measure; as a table one row a measure."""

    def to_arrow(self) -> "pa.Table":
        """One row a measure: its value with coverage, numerator, denominator and number of rows."""
        return _table({"measure": name, "period": str(value.period), **_plain(value)} for name, value in self.items())


class Rows(Table):
    """The rows of a fact that count, each with its file, sheet and row."""

    def __init__(self, table: "pa.Table") -> None:
        self._table = table

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def to_arrow(self) -> "pa.Table":
        """One row a fact's row: file, sheet, row, and every column of the fact."""
        return self._table


class Workspace:
    """A workspace, by its folder or any folder in it."""

    def __init__(self, path: Path | str = ".", *, scorecard: str | None = None) -> None:
        self.settings = find(Path(path), scorecard=scorecard)

    def score(self, period: str) -> ScorecardTable:
        """The scorecard of *period* (2024Q4) or of a year (2024); DataError without data, UsageError outside the
        scorecard's quarters.
        """
        card = pipeline.review(self.settings, periods.period(period)).card
        return ScorecardTable(*(getattr(card, field.name) for field in fields(card)))

    def league(self, period: str, by: By) -> LeagueTable:
        """The accounts, units or platforms scored and ranked in *period*, or a year; DataError without data."""
        found = pipeline.league(self.settings, periods.period(period), by)
        return LeagueTable(*(getattr(found, field.name) for field in fields(found)))

    def close(self, period: str, *, revise: bool = False, force: bool = False, reason: str = "") -> Finding:
        """Make *period* final, or *revise* it; what its result is called now. UsageError when that cannot be."""
        return pipeline.close(self.settings, periods.period(period), Decision(force, revise, reason))

    def adjustments(self, by: Side | None = None) -> AdjustmentPreview:
        """What the edits of the scorecard change, and of the ranks in a league *by* account, unit, platform or entity;
        SpecError where it cannot be read.
        """
        return pipeline.preview(self.settings, by)

    def accept(self, reason: str, by: str) -> Acceptance:
        """Accept the scorecard as it is edited; UsageError where there is nothing to accept."""
        return pipeline.accept(self.settings, reason, by)

    def undo(self, reason: str, by: str) -> Acceptance:
        """Put back the text before the last acceptance; UsageError where that cannot be."""
        return pipeline.undo(self.settings, reason, by)

    def accept_miss(self, indicator: str, period: str, *, until: str, reason: str, by: str) -> AcceptedMiss:
        """Accept that *indicator* missed its target in *period*, *until* a day; UsageError where it has missed none."""
        return pipeline.accept_miss(self.settings, indicator, periods.period(period), until, (reason, by))

    def withdraw_miss(self, indicator: str, period: str, *, reason: str, by: str) -> AcceptedMiss:
        """Withdraw that this miss is accepted; UsageError where none is, or where the period is closed."""
        return pipeline.withdraw_miss(self.settings, indicator, periods.period(period), (reason, by))

    def acceptances(self) -> tuple[Acceptance, ...]:
        """All that was accepted and undone, oldest first."""
        return pipeline.acceptances(self.settings)

    def verify(self, run: str = "") -> str:
        """The digest of the state, made again from the archive, and a *run* computed again; VerifyError if one of the
        two comes out otherwise.
        """
        return pipeline.verify(self.settings, run)

    def explain(
        self, period: str, against: str | None = None, *, by: Side | None = None, entity: str = ""
    ) -> EffectTable:
        """Why the total of *period* is another than that of *against*, or of the period before: of the department, or
        of the *entity* of a league; DataError where one of them has no total.
        """
        when = periods.period(period)
        other = periods.period(against) if against else when.step(-1)
        found = pipeline.explain(self.settings, when, other, by, entity)
        return EffectTable(*(getattr(found, field.name) for field in fields(found)))

    def whatif(
        self, period: str, *, goal: float | str = "", forecast: bool = False, **changes: Mapping[str, object]
    ) -> ScenarioComparison:
        """The scorecard of *period* with *changes* (``value={"followers": 80000}``, ``target``, ``baseline``,
        ``weight``, ``cap``, ``policy``), beside what is so; UsageError for what cannot be.
        """
        words = {kind: [f"{name}={one}" for name, one in some.items()] for kind, some in changes.items()}
        return pipeline.whatif(self.settings, periods.period(period), words, str(goal), forecast=forecast)

    def robust(self, period: str, *, against: str = "", seed: int = NoiseRule().seed) -> Robustness:
        """How firm the total of *period* is, and its change since *against*, by default the period before."""
        then = periods.period(against) if against else None
        return pipeline.robust(self.settings, periods.period(period), then, NoiseRule(seed=seed))

    def robust_ranks(self, period: str, by: By, pair: tuple[str, ...] = ()) -> RankRobustness:
        """How firm the ranks of accounts, units or platforms are, and by what the first of a *pair* leads."""
        return pipeline.robust_ranks(self.settings, periods.period(period), by, NoiseRule(), pair)

    def measures(self, period: str) -> MeasureTable:
        """Every measure in *period*, or a year, unscored."""
        return MeasureTable(pipeline.measure_values(self.settings, periods.period(period)).values)

    def trace(
        self, name: str, period: str, *, by: Side | None = None, entity: str = "", limit: int | None = 20
    ) -> TraceTable:
        """What the indicator or measure *name* of *period* is made of, with the first *limit* rows, or all (None).

        Of the department, or of an *entity* of those *by* account, unit, platform or entity.
        """
        found = pipeline.trace(self.settings, name, periods.period(period), by=by, entity=entity, limit=limit)
        return TraceTable(*(getattr(found, field.name) for field in fields(found)))

    def facts(self, name: str) -> Rows:
        """The rows of the fact *name* (post, account_daily …); UsageError when there is none of that name."""
        from pubkpi.database import ledger
        from pubkpi.ingest.history.store import Store

        if name not in BY_NAME:
            raise UsageError(name, Text("没有这张表", "there is no such fact"), choices_hint(BY_NAME))
        with Store(self.settings, write=False) as store:
            return Rows(ledger.facts(store.engine, name))


def _plain(result: Any) -> dict[str, object]:
    """The fields of *result* that are numbers and words, None where there is none; a text in both languages."""
    plain: dict[str, object] = {}
    for field in fields(result):
        value, kinds = getattr(result, field.name), {field.type, *get_args(field.type)}
        if Text in kinds:
            plain |= _text_fields(field.name, value)
        elif kinds & _PLAIN or isinstance(value, str):
            plain[field.name] = value
    return plain


def _text_fields(name: str, words: Text | None) -> dict[str, object]:
    return {f"{name}_{lang}": words.say(lang) if words else None for lang in get_args(Lang)}


def _table(rows: Iterable[Mapping[str, object]]) -> "pa.Table":
    import pyarrow as pa

    listed = list(rows)
    names = dict.fromkeys(name for row in listed for name in row)
    return pa.table({name: [row.get(name) for row in listed] for name in names})
