"""Leagues of closed periods: what stands of them, and by which rules their entities are measured."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pubkpi.model.findings import Finding, ordered
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import AdjustmentScore, IndicatorScore, League, Side, Value
from pubkpi.model.text import Text
from pubkpi.pipeline.results.closings.closing import Closing, Context, find_closing
from pubkpi.pipeline.results.closings.differences import league_differences
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine
    from pubkpi.measure.entities.entity_values import EntityValues
    from pubkpi.score.league_totals import LeagueInputs


def measure_league(
    engine: "Engine",
    measures: Mapping[str, Measure],
    periods: Iterable[Period],
    closed: Mapping[Period, Closing],
    by: Side,
    of: Collection[str] = (),
) -> "tuple[EntityValues, tuple[Finding, ...]]":
    """The values of everybody in a league *by* account, unit, platform or entity, the last with entered values *of*
    some measures, and what is to be said of those left out; what stands of *closed* periods stays, and what rests on it
    follows.
    """
    from pubkpi.measure.run import measure_by

    wanted = list(periods)
    return measure_by(engine, measures, wanted, by, _stored_values(measures, wanted, closed, by), of)


def league_inputs(
    engine: "Engine", kpi_set: KpiSet, periods: Sequence[Period], closed: Mapping[Period, Closing], by: Side
) -> "tuple[LeagueInputs, EntityValues, tuple[Finding, ...]]":
    """What the leagues of *periods* by *kpi_set* are made of, the values of the entities themselves, and what is to be
    said of those left out.
    """
    from pubkpi.score.composition import composed_of
    from pubkpi.score.league_totals import LeagueInputs

    parts = [
        part for one in periods if one.kind.is_annual for some in composed_of(kpi_set, one).values() for part in some
    ]
    needed = [one for period in dict.fromkeys((*periods, *parts)) for one in kpi_set.needed(period)]
    wanted = sorted({*needed}) if parts or len(periods) > 1 else needed
    values, said = measure_league(engine, kpi_set.measures, wanted, closed, by, league_measures(kpi_set))
    stored = {one: table for one in parts if one in closed and (table := closed[one].league(by))}
    if by != "unit" or not kpi_set.of_accounts:
        return LeagueInputs(values, stored=stored), values, said
    from pubkpi.measure.entities.listing import account_units

    accounts, _ = measure_league(engine, kpi_set.measures, wanted, closed, "account")
    return LeagueInputs(values, accounts, account_units(engine), stored), values, said


def league_measures(kpi_set: KpiSet) -> set[str]:
    """The measures that the scorecard is made of: who has entered values of others alone belongs to another one."""
    from pubkpi.measure.values.derive import below

    return {key for name in kpi_set.scored_measures for key in below(kpi_set.measures, name)}


def _stored_values(
    measures: Mapping[str, Measure], periods: Sequence[Period], closed: Mapping[Period, Closing], by: Side
) -> dict[str, dict[Period, Mapping[str, Value]]]:
    """The values that stand of those *closed* periods that the *measures* of *periods* rest on, by entity."""
    from pubkpi.measure.values.derive import comparison_periods

    found: dict[str, dict[Period, Mapping[str, Value]]] = {}
    for one in comparison_periods(measures, periods):
        for entity, some in closed[one].entity_values(by).items() if one in closed else ():
            found.setdefault(entity, {})[one] = some
    return found


def closed_league(table: League, about: Context, closing: Closing) -> League | None:
    """The league of a closed period as it stands in the *closing*, with what would be otherwise now, as in *table*."""
    stored = closing.league(table.by)
    if stored is None:
        return None
    said = [closing.remark(), *about.late, *league_differences(stored, table, about.causes)]
    return replace(stored, findings=ordered((*said, *stored.findings)))


def stored_league(settings: Settings, when: Period, by: str) -> League | None:
    """The league that was closed for the period *when*, None without any."""
    closing = find_closing(settings, when)
    stored = closing.league(by) if closing else None
    return replace(stored, findings=(closing.remark(), *stored.findings)) if closing and stored else None


def league_values(league: League | None, kpis: KpiSet, entity: str) -> dict[str, Value]:
    """By measure of the indicators of *kpis* what the *entity* had in a closed *league*; empty without any."""
    if league is None or entity not in league.entities:
        return {}
    nodes, place = {node.id: node for node in league.nodes}, league.entities.index(entity)
    return {
        leaf.measure: Value(
            leaf.measure,
            league.period,
            node.values[place],
            missing=node.reasons[place] if node.values[place] is None else None,
            applies=node.applies[place],
            bound=node.sides[place],
        )
        for leaf in kpis.indicators
        for node in [nodes.get(leaf.id)]
        if node and node.values
    }


def entity_score(
    league: League, kpis: KpiSet, values: "EntityValues", entity: str, name: str
) -> IndicatorScore | AdjustmentScore:
    """The indicator or adjustment *name* of *kpis* as the *entity* has it in a closed *league*; what that does not tell
    is worked out from the closed values, and from the *values* of others.
    """
    from pubkpi.measure.entities.entity_values import EntityValues
    from pubkpi.score.run import entity_scores
    from pubkpi.score.tree.bands import printed

    place, period = league.entities.index(entity), league.period
    for line in league.adjustments[place] if league.adjustments else ():
        if line.id == name:
            return line
    earlier, stands = values.inputs.closed.get(entity, {}), league_values(league, kpis, entity)
    closed = {**values.inputs.closed, entity: {**earlier, period: {**earlier.get(period, {}), **stands}}}
    then = EntityValues(kpis.measures, values.periods, values.platforms, replace(values.inputs, closed=closed))
    made, node = (
        entity_scores(kpis, period, then, entity)[name],
        next(filter(lambda one: one.id == name, league.nodes), None),
    )
    if isinstance(made, AdjustmentScore) or node is None:
        return made
    return replace(
        made,
        score=node.scores[place],
        score_uncapped=node.uncapped[place],
        score_printed=printed(node.scores[place]),
        points=node.points[place],
        state=node.states[place],
    )


def never_closed(period: Period, by: str) -> Finding:
    """The finding that the *period* was closed without a league *by* that, and which rules that of now is by."""
    what = Text(
        "定稿时没有这份排名：按定稿的考核表、现在的资料算出",
        "no such league was closed: this one is by the scorecard that was, from the data of now",
    )
    return Finding("close.no_league", "info", f"{period} --by {by}", what)


def left_out(entity: str) -> Finding:
    """The finding that the *entity* is in no closed league, though there are data of it now."""
    what = Text(
        "不在定稿的排名里，照现在的资料才有；以定稿为准",
        "not in the closed league, but there by what is known now; the closed result stands",
    )
    return Finding("close.differs", "warning", entity, what)
