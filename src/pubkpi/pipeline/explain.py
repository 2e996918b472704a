"""Why the total moved between two periods."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from pubkpi.model.errors import DataError, SpecError, UsageError
from pubkpi.model.explanations.effects import EntityChange, Explanation
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.entity_class import of_entity
from pubkpi.model.notices import notice
from pubkpi.model.periods import Period
from pubkpi.model.review import Review
from pubkpi.model.scores import DEPARTMENT, League, Scorecard, Side, Value
from pubkpi.pipeline.entities import find_entity
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results.closings.closing import (
    Context,
    Values,
    closed_basis,
    context,
    find_closing,
    measure_with_closed,
    stored_kpis,
)
from pubkpi.pipeline.results.closings.leagues import league_inputs, league_measures, measure_league
from pubkpi.pipeline.scores import kpis
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine
    from pubkpi.explain.attribution.players import Snapshot


def explain(
    settings: Settings, period: Period, against: Period, by: Side | None = None, entity: str = ""
) -> Explanation:
    """The change of the total from *against* to *period*, both measured in one pass: of the department, or of the
    *entity* of a league *by* account, unit, platform or entity. DataError where one of them has no total, UsageError
    where a period is not scored or there is no such entity.
    """
    from pubkpi.explain.effects import explain
    from pubkpi.score.indicators.comparison import refuse_comparative

    kpi_set = _rules(settings, period, against)
    refuse_comparative(kpi_set)
    with open_engine(settings) as engine:
        about = context(settings, engine, max(period, against, key=lambda one: one.last))
        said = about.edits(settings, period, against)
        if by:
            made = explain(*_entity_snapshots(settings, engine, kpi_set, (against, period), about, (by, entity)))
            return replace(made, findings=said)
        periods = _needed_periods(kpi_set, period, against)
        found = measure_with_closed(engine, kpi_set.measures, periods, about.closed)
        open_ends = [_score(engine, kpi_set, one, found, DEPARTMENT[0]) for one in (against, period)]
    ends = (_closed(settings, about, kpi_set, one.period, found) or one for one in open_ends)
    return replace(explain(*ends), findings=said)


def _rules(settings: Settings, period: Period, against: Period) -> KpiSet:
    """The scorecard that both periods are scored by; where it cannot be used and both are closed, that of then."""
    try:
        kpis(settings, against)
        return kpis(settings, period)
    except (SpecError, UsageError):
        now, then = (find_closing(settings, one) for one in (period, against))
        if now and then:
            return now.kpis(settings)
        raise


def _score(engine: "Engine", kpi_set: KpiSet, period: Period, values: Values, entity: str) -> "Snapshot":
    """The scorecard of the *entity* in *period* by *kpi_set*, and what it is made of."""
    from pubkpi.database import ledger
    from pubkpi.explain.attribution.players import Snapshot
    from pubkpi.score.run import score

    loaded = ledger.last_load(engine)
    settled = loaded is not None and kpi_set.is_settled(period, loaded.date())
    card = score(kpi_set, period, values, None, settled=settled, entity=entity)
    return Snapshot(of_entity(kpi_set.in_force(period), entity), period, values, card, entity)


def _entity_snapshots(
    settings: Settings,
    engine: "Engine",
    kpi_set: KpiSet,
    ends: Sequence[Period],
    about: Context,
    whom: tuple[Side, str],
) -> "Iterator[Snapshot]":
    """The entity's scorecard at both *ends*; in a closed league by the rules of then, with the total that stands."""
    periods = _needed_periods(kpi_set, *ends)
    whose, found = _entity(engine, kpi_set, periods, about, whom)
    for one in ends:
        closing = about.closed.get(one)
        rules, values = stored_kpis(settings, closing), found
        if rules:
            _, values = _entity(engine, rules, rules.needed(one), about, whom)
        made = _score(engine, rules or kpi_set, one, values, whose)
        table = closing.league(whom[0]) if closing else None
        if table and whose in table.entities:
            total = replace(made.card.total, score=table.nodes[0].scores[table.entities.index(whose)])
            made = replace(made, card=replace(made.card, total=total))
        yield made


def since_last(settings: Settings, kpi_set: KpiSet, review: Review, about: Context) -> Explanation | None:
    """The change of the total of *review* since the period before, whose scorecard is that of *kpi_set*; None where one
    of the two has no total, or their difference cannot be taken apart.
    """
    from pubkpi.explain.attribution.players import Snapshot

    before, now = review.previous, review.card
    if before is None or before.total.score is None or now.total.score is None:
        return None
    then = _closed(settings, about, kpi_set, before.period, review.values)
    ends = (
        then or Snapshot(kpi_set, before.period, review.values, before, DEPARTMENT[0]),
        _closed(settings, about, kpi_set, now.period, review.values)
        or Snapshot(review.kpis, now.period, review.values, now, DEPARTMENT[0]),
    )
    return _try_explain(*ends)


def entity_explanation(
    kpi_set: KpiSet, cards: Sequence[Scorecard], values: Values, entity: str = DEPARTMENT[0]
) -> Explanation | None:
    """The change of the total of the *entity* to the last of its *cards* since the period before, from the *values* of
    now; None as for `since_last`.
    """
    from pubkpi.explain.attribution.players import Snapshot

    ends = [one for one in cards if one.period in (cards[-1].period.step(-1), cards[-1].period)]
    if len(ends) < 2 or any(one.total.score is None for one in ends):
        return None
    return _try_explain(
        *(Snapshot(of_entity(kpi_set.in_force(one.period), entity), one.period, values, one, entity) for one in ends)
    )


def _try_explain(before: "Snapshot", now: "Snapshot") -> Explanation | None:
    """The change between the two; None where it cannot be taken apart."""
    from pubkpi.explain.effects import explain

    with suppress(DataError, UsageError):
        return explain(before, now)
    return None


def _closed(
    settings: Settings,
    about: Context,
    kpi_set: KpiSet,
    period: Period,
    values: Mapping[Period, Mapping[str, Value]],
) -> "Snapshot | None":
    """The scorecard of *period* as it was closed, by the rules of then; None where it is not."""
    from pubkpi.explain.attribution.players import Snapshot

    closing = about.closed.get(period)
    if closing is None:
        return None
    rules, found = closed_basis(settings, about, closing) or (kpi_set, values)
    return Snapshot(rules, period, found, closing.card, DEPARTMENT[0])


def cards_with_basis(settings: Settings, review: Review, against: Period | None) -> dict[Period, "Snapshot"]:
    """The scorecards of *review* and of *against* as they stand, with what they were made of; none where neither of the
    two is closed.
    """
    from pubkpi.explain.attribution.players import Snapshot

    period, kpi_set = review.card.period, review.kpis
    cards = [one for one in review.history if one.period in (period, against)]
    if not any(find_closing(settings, one.period) for one in cards):
        return {}
    with suppress(SpecError, UsageError):  # else all is by what was closed
        kpi_set = kpis(settings)
    with open_engine(settings) as engine:
        about = context(settings, engine, max((one.period for one in cards), key=lambda one: one.last))
    return {
        card.period: _closed(settings, about, kpi_set, card.period, review.values)
        or Snapshot(kpi_set, card.period, review.values, card, DEPARTMENT[0])
        for card in cards
    }


def entity_changes(settings: Settings, period: Period, against: Period, by: Side) -> tuple[EntityChange, ...]:
    """How the entities of a league moved from *against* to *period*, measured in one pass, and who joins or leaves;
    an edit that nobody has accepted is told. UsageError where a period is not scored.
    """
    from pubkpi.explain.entities import entity_changes

    kpi_set = _rules(settings, period, against)
    with open_engine(settings) as engine:
        about = context(settings, engine, max(period, against, key=lambda one: one.last))
        tables = list(_tables(settings, engine, kpi_set, (against, period), about, by))
    for finding in about.edits(settings, against, period):
        notice(finding)
    return entity_changes(*tables)


def _tables(
    settings: Settings, engine: "Engine", kpi_set: KpiSet, ends: Sequence[Period], about: Context, by: Side
) -> Iterator[League]:
    """The league at both *ends*: that of a closed one as it stands, or where there was none, by the rules of then."""
    from pubkpi.score.league_totals import league_with_totals

    inputs, _, _ = league_inputs(engine, kpi_set, ends, about.closed, by)
    for one in ends:
        closing = about.closed.get(one)
        if stored := closing.league(by) if closing else None:
            yield stored
        elif rules := stored_kpis(settings, closing):
            yield league_with_totals(rules, one, league_inputs(engine, rules, [one], about.closed, by)[0], by)
        else:
            yield league_with_totals(kpi_set, one, inputs, by)


def _needed_periods(kpi_set: KpiSet, *ends: Period) -> list[Period]:
    return sorted({one for end in ends for one in kpi_set.needed(end)})


def _entity(
    engine: "Engine", kpi_set: KpiSet, periods: Sequence[Period], about: Context, whom: tuple[Side, str]
) -> tuple[str, Values]:
    """The entity that is meant, by its own name, and its values."""
    by, entity = whom
    values, _ = measure_league(engine, kpi_set.measures, periods, about.closed, by, league_measures(kpi_set))
    whose = find_entity(values, entity)
    return whose, values[whose]
