"""A workspace, asked from Python.

A workspace is opened anew for every question, as a command does, so that a notebook never locks out an ingest.
"""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from pubkpi.model.errors import UsageError
from pubkpi.model.explanations.edits import Acceptance, AdjustmentPreview
from pubkpi.model.explanations.misses import AcceptedMiss
from pubkpi.model.explanations.robustness import NoiseRule, RankRobustness, Robustness
from pubkpi.model.explanations.scenarios import ScenarioComparison
from pubkpi.model.facts import BY_NAME
from pubkpi.model.findings import Finding
from pubkpi.model.scores import By, Side
from pubkpi.model.text import Text, choices_hint
from pubkpi.pipeline.explain import explain
from pubkpi.pipeline.measures import measure_values
from pubkpi.pipeline.plans.own_periods import read_period
from pubkpi.pipeline.results.adjust import accept, acceptances, undo
from pubkpi.pipeline.results.close import Decision, close
from pubkpi.pipeline.results.misses import accept_miss, withdraw_miss
from pubkpi.pipeline.results.preview import preview
from pubkpi.pipeline.results.verify import verify
from pubkpi.pipeline.robust import robust, robust_ranks
from pubkpi.pipeline.scores import league, review
from pubkpi.pipeline.trace import trace
from pubkpi.pipeline.whatif import whatif
from pubkpi.workspace.settings import find

if TYPE_CHECKING:
    pass
from pubkpi.notebook.tables import EffectTable, LeagueTable, MeasureTable, Rows, ScorecardTable, TraceTable


class Workspace:
    """A workspace, by its folder or any folder in it."""

    def __init__(self, path: Path | str = ".", *, scorecard: str | None = None) -> None:
        self.settings = find(Path(path), scorecard=scorecard)

    def score(self, period: str) -> ScorecardTable:
        """The scorecard of *period* (2024Q4) or of a year (2024); DataError without data, UsageError outside the
        scorecard's quarters.
        """
        card = review(self.settings, read_period(self.settings, period)).card
        return ScorecardTable(*(getattr(card, field.name) for field in fields(card)))

    def league(self, period: str, by: By) -> LeagueTable:
        """The accounts, units or platforms scored and ranked in *period*, or a year; DataError without data."""
        found = league(self.settings, read_period(self.settings, period), by)
        return LeagueTable(*(getattr(found, field.name) for field in fields(found)))

    def close(self, period: str, *, revise: bool = False, force: bool = False, reason: str = "") -> Finding:
        """Make *period* final, or *revise* it; what its result is called now. UsageError when that cannot be."""
        return close(self.settings, read_period(self.settings, period), Decision(force, revise, reason))

    def adjustments(self, by: Side | None = None) -> AdjustmentPreview:
        """What the edits of the scorecard change, and of the ranks in a league *by* account, unit, platform or entity;
        SpecError where it cannot be read.
        """
        return preview(self.settings, by)

    def accept(self, reason: str, by: str) -> Acceptance:
        """Accept the scorecard as it is edited; UsageError where there is nothing to accept."""
        return accept(self.settings, reason, by)

    def undo(self, reason: str, by: str) -> Acceptance:
        """Put back the text before the last acceptance; UsageError where that cannot be."""
        return undo(self.settings, reason, by)

    def accept_miss(self, indicator: str, period: str, *, until: str, reason: str, by: str) -> AcceptedMiss:
        """Accept that *indicator* missed its target in *period*, *until* a day; UsageError where it has missed none."""
        return accept_miss(self.settings, indicator, read_period(self.settings, period), until, (reason, by))

    def withdraw_miss(self, indicator: str, period: str, *, reason: str, by: str) -> AcceptedMiss:
        """Withdraw that this miss is accepted; UsageError where none is, or where the period is closed."""
        return withdraw_miss(self.settings, indicator, read_period(self.settings, period), (reason, by))

    def acceptances(self) -> tuple[Acceptance, ...]:
        """All that was accepted and undone, oldest first."""
        return acceptances(self.settings)

    def verify(self, run: str = "") -> str:
        """The digest of the state, made again from the archive, and a *run* computed again; VerifyError if one of the
        two comes out otherwise.
        """
        return verify(self.settings, run)

    def explain(
        self, period: str, against: str | None = None, *, by: Side | None = None, entity: str = ""
    ) -> EffectTable:
        """Why the total of *period* is another than that of *against*, or of the period before: of the department, or
        of the *entity* of a league; DataError where one of them has no total.
        """
        when = read_period(self.settings, period)
        other = read_period(self.settings, against) if against else when.step(-1)
        found = explain(self.settings, when, other, by, entity)
        return EffectTable(*(getattr(found, field.name) for field in fields(found)))

    def whatif(
        self, period: str, *, goal: float | str = "", forecast: bool = False, **changes: Mapping[str, object]
    ) -> ScenarioComparison:
        """The scorecard of *period* with *changes* (``value={"followers": 80000}``, ``target``, ``baseline``,
        ``weight``, ``cap``, ``policy``), beside what is so; UsageError for what cannot be.
        """
        words = {kind: [f"{name}={one}" for name, one in some.items()] for kind, some in changes.items()}
        return whatif(self.settings, read_period(self.settings, period), words, str(goal), forecast=forecast)

    def robust(self, period: str, *, against: str = "", seed: int = NoiseRule().seed) -> Robustness:
        """How firm the total of *period* is, and its change since *against*, by default the period before."""
        then = read_period(self.settings, against) if against else None
        return robust(self.settings, read_period(self.settings, period), then, NoiseRule(seed=seed))

    def robust_ranks(self, period: str, by: By, pair: tuple[str, ...] = ()) -> RankRobustness:
        """How firm the ranks of accounts, units or platforms are, and by what the first of a *pair* leads."""
        return robust_ranks(self.settings, read_period(self.settings, period), by, NoiseRule(), pair)

    def measures(self, period: str) -> MeasureTable:
        """Every measure in *period*, or a year, unscored."""
        return MeasureTable(measure_values(self.settings, read_period(self.settings, period)).values)

    def trace(
        self, name: str, period: str, *, by: Side | None = None, entity: str = "", limit: int | None = 20
    ) -> TraceTable:
        """What the indicator or measure *name* of *period* is made of, with the first *limit* rows, or all (None).

        Of the department, or of an *entity* of those *by* account, unit, platform or entity.
        """
        found = trace(self.settings, name, read_period(self.settings, period), by=by, entity=entity, limit=limit)
        return TraceTable(*(getattr(found, field.name) for field in fields(found)))

    def facts(self, name: str) -> Rows:
        """The rows of the fact *name* (post, account_daily …); UsageError when there is none of that name."""
        from pubkpi.database import ledger
        from pubkpi.ingest.history.store import Store

        if name not in BY_NAME:
            raise UsageError(name, Text("没有这张表", "there is no such fact"), choices_hint(BY_NAME))
        with Store(self.settings, write=False) as store:
            return Rows(ledger.facts(store.engine, name))
