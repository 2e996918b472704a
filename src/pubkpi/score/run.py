"""The scorecard of one quarter from the values of its measures."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from pubkpi.model.findings import ordered
from pubkpi.model.kpis import Dimension, Indicator, KpiSet
from pubkpi.model.kpis.entity_class import of_entity
from pubkpi.model.kpis.schedule import is_comparable
from pubkpi.model.log import Log
from pubkpi.model.periods import Period
from pubkpi.model.scores import (
    DEPARTMENT,
    AdjustmentScore,
    Bound,
    DimensionScore,
    IndicatorScore,
    PreviousScore,
    Scorecard,
    Scoring,
    Total,
    Value,
)
from pubkpi.model.text import Text
from pubkpi.score.findings import card as findings
from pubkpi.score.findings.flags import flags
from pubkpi.score.indicators.attain import grade
from pubkpi.score.indicators.comparison import no_score
from pubkpi.score.indicators.curves import Flags, Floats
from pubkpi.score.indicators.department_numbers import why_foreign
from pubkpi.score.tree.bands import band, decimal, printed
from pubkpi.score.tree.columns import Column, Values, as_column, baseline, excepted, instead
from pubkpi.score.tree.ledger import lines, verdict
from pubkpi.score.tree.outcome import Outcome, outcome
from pubkpi.score.tree.rollup import Leaf, TreeScores, roll_up
from pubkpi.score.tree.states import joint, states
from pubkpi.score.tree.totals import no_total

_LOG = Log("score")
_Whose = tuple[str, Period]  # the entity, and when


def score(
    kpis: KpiSet,
    period: Period,
    values: Values,
    before: Scorecard | None,
    *,
    settled: bool,
    entity: str = DEPARTMENT[0],
) -> Scorecard:
    """The scorecard of *entity* by what is in force in *period*; *before* is that of the quarter before, *settled*
    whether its data are final.
    """
    kpis = of_entity(kpis.in_force(period), entity)
    found = outcome(kpis, period, {entity: values})
    made, adjusted = found.columns, found.adjusted
    leaves = _leaves(kpis, (entity, period), found, values)
    leaves = {key: replace(leaf, previous=_previous(leaf, period, values, before)) for key, leaf in leaves.items()}
    tree = _Tree(kpis, adjusted.rolled, leaves, kpis.with_points)
    total = _total(kpis, period, found, values)
    card = Scorecard(
        scorecard=kpis.id,
        label=kpis.label,
        period=period,
        provisional=not settled,
        total=total,
        dimensions=tuple(tree.dimension(one) for one in kpis.dimensions),
        adjustments=lines(kpis, adjusted, values[period]),
    )
    card = replace(card, flags=flags(kpis, card, before))
    scored = sum(one.scoring == "scored" for one in leaves.values())
    _LOG.debug("%s %s: %s of %s indicators are scored", kpis.id, period, scored, len(leaves))
    reasons = [reason for reason, _ in no_total(kpis, made, found.rolled, adjusted)]
    return replace(card, findings=ordered(findings.collect(kpis, card, values, reasons)))


def entity_scores(
    kpis: KpiSet, period: Period, entities: Mapping[str, Values], entity: str
) -> dict[str, IndicatorScore | AdjustmentScore]:
    """The indicators and adjustments of *entity*, by their ids, as the league of *entities* in *period* has them."""
    kpis = kpis.in_force(period)
    side = kpis if entity in kpis.entities else replace(kpis, entities=())  # one that is not listed has a score too
    found, values = outcome(side, period, entities), entities[entity]
    place = found.side.names.index(entity)
    adjustments = lines(kpis, found.adjusted, values[period], place)
    own = of_entity(kpis, entity)
    return {**_leaves(own, (entity, period), found, values, place), **{one.id: one for one in adjustments}}


def _leaves(kpis: KpiSet, whose: _Whose, outcome: Outcome, values: Values, place: int = 0) -> dict[str, IndicatorScore]:
    """The indicators of the entity at *place*, whose *values* they rest on."""
    mine, additive, made = np.arange(len(outcome.side.names)) == place, kpis.with_points, {}
    for i, leaf in enumerate(kpis.indicators):
        column, weight = outcome.columns[i].those(mine), _at(outcome.adjusted.rolled.leaf_weight[i], place)
        made[leaf.id] = _leaf(kpis, leaf, whose, column, weight, values, adds=leaf.id in additive)
    return made


def _leaf(
    kpis: KpiSet, leaf: Indicator, whose: _Whose, column: Column, weight: float | None, values: Values, *, adds: bool
) -> IndicatorScore:
    entity, period = whose
    value, target, start = values[period][leaf.measure], leaf.target(period), baseline(leaf, values, entity)
    scoring, graded = _scoring(leaf, column), column.graded
    worth = _at(column.score) if scoring == "scored" else None
    uncapped = _at(graded.uncapped) if scoring == "scored" else None
    effective = 0.0 if scoring in ("not_applicable", "monitored") else weight
    share = effective / 100 if adds and effective is not None else None
    goal, unit = None if target is None else float(target), kpis.measures[leaf.measure].unit
    return IndicatorScore(
        id=leaf.id,
        label=leaf.label,
        weight=float(leaf.weight),
        effective_weight=effective,
        measure=leaf.measure,
        value=None if np.isnan(column.values[0]) else float(column.values[0]),
        unit=unit,
        baseline=None if start is None else float(start),
        target=goal,
        method=graded.method,
        direction=leaf.direction,
        attainment=_at(graded.attainment),
        score_uncapped=uncapped,
        score=worth,
        score_printed=printed(worth),
        points=None if worth is None or effective is None or not adds else decimal(effective * worth / 100),
        light=_light(kpis, worth),
        state=states(kpis.lights, leaf, column, goal, unit)[0],
        scoring=scoring,
        missing_reason=_reason(kpis, scoring, leaf, whose, value, values),
        data_coverage=value.coverage,
        previous=None,
        basis=value,
        open=_open(leaf, column) if scoring == "scored" else (),
        unsettled=bool(column.unsettled[0]),
        filled=leaf.missing.policy if scoring == "scored" and value.value is None else None,  # type: ignore[arg-type]  # alone, no other fills
        points_capped=_points_cut(share, uncapped, worth),
    )


def _open(leaf: Indicator, column: Column) -> tuple[Bound, ...]:
    """On which sides the score is open."""
    above, below = column.open(leaf)
    sides: tuple[tuple[Bound, Flags], ...] = (("at_least", above), ("at_most", below))
    return tuple(side for side, which in sides if which[0])


def _points_cut(share: float | None, uncapped: float | None, worth: float | None) -> float | None:
    """The points that a cap took off, or, below 0, that a floor added."""
    return None if share is None or uncapped is None or worth is None else decimal(share * (uncapped - worth))


def _scoring(leaf: Indicator, column: Column) -> Scoring:
    if not column.applies[0]:
        return "not_applicable"
    if np.isnan(column.score[0]):
        return "missing"
    return "scored" if leaf.weight else "monitored"


def _reason(
    kpis: KpiSet, scoring: Scoring, leaf: Indicator, whose: _Whose, value: Value, values: Values
) -> Text | None:
    entity, period = whose
    if scoring == "not_applicable" and not kpis.counts(leaf, period):
        if not is_comparable(kpis, leaf, period):
            (zh, en), noun = kpis.rhythm.nouns.noun, period.kind.nouns.noun
            words = f"its target is that of a {en}, which the sum of a {noun.en} is not held against"
            return Text(f"目标按{zh}定，{noun.zh}的合计不能与之相比", words)
        if period.kind.is_annual:
            return Text("只在季度考核", "assessed in quarters only")
        return Text("只在年度考核", "assessed in the year only")
    if scoring == "not_applicable" and (why := excepted(leaf, entity, values[period])):
        return why
    if scoring == "not_applicable" and (why := why_foreign(kpis, leaf, entity)):
        return why
    if scoring == "not_applicable" and value.applies and leaf.due:
        return Text(f"{leaf.due} 到期，此前没有即不考核", f"due in {leaf.due}; not assessed before without a value")
    if scoring == "missing" and value.value is not None:
        return no_score(leaf, as_column([value.value]))
    if scoring == "scored" and value.value is None and value.missing:
        how = instead(leaf, period, values)
        return Text(f"{value.missing.zh}；{how.zh}", f"{value.missing.en}; {how.en}")
    return value.missing


def compare_with(card: Scorecard, values: Values, before: Scorecard | None) -> Scorecard:
    """*card* with the values and scores of its indicators a quarter earlier as *values* and *before* have them."""

    def compared(node: DimensionScore) -> DimensionScore:
        leaves = (replace(leaf, previous=_previous(leaf, card.period, values, before)) for leaf in node.indicators)
        return replace(node, indicators=tuple(leaves), dimensions=tuple(map(compared, node.dimensions)))

    return replace(card, dimensions=tuple(map(compared, card.dimensions)))


def _previous(leaf: IndicatorScore, period: Period, values: Values, before: Scorecard | None) -> PreviousScore | None:
    earlier = period.step(-1)
    measured = values.get(earlier, {}).get(leaf.measure)
    if measured is None:
        return None
    same = next((one for one in before.indicators if one.id == leaf.id), None) if before else None
    score, points, open_ = (same.score, same.points, same.open) if same else (None, None, ())
    return PreviousScore(earlier, measured.value, score, points, measured.bound, open_)


class _Tree:
    """The scored dimensions, built from the columns of the roll-up."""

    def __init__(self, kpis: KpiSet, rolled: TreeScores, leaves: dict[str, IndicatorScore], additive: set[str]) -> None:
        self._kpis, self._rolled, self._leaves, self._additive = kpis, rolled, leaves, additive
        self._place = {node.id: i for i, node in enumerate(kpis.nodes)}

    def dimension(self, node: Dimension) -> DimensionScore:
        """The score of *node* and of what is below it."""
        i = self._place[node.id]
        worth, weight = _at(self._rolled.dimension[i]), _at(self._rolled.dimension_weight[i])
        adds = node.id in self._additive
        leaves = tuple(self._leaves[leaf.id] for leaf in node.indicators)
        return DimensionScore(
            id=node.id,
            label=node.label,
            weight=float(node.weight),
            score=worth,
            score_printed=printed(worth),
            points=None if worth is None or weight is None or not adds else decimal(weight * worth / 100),
            light=_light(self._kpis, worth),
            state=joint(self._kpis.lights, printed(worth), leaves),
            weight_coverage=_at(self._rolled.dimension_coverage[i]) or 0.0,
            indicators=leaves,
            dimensions=tuple(map(self.dimension, node.dimensions)),
        )


def _total(kpis: KpiSet, period: Period, outcome: Outcome, values: Values) -> Total:
    adjusted, ends = outcome.adjusted, outcome.ends
    worth, name = _at(adjusted.rolled.total), ends.band[0]
    return Total(
        score=worth,
        score_printed=printed(worth),
        band=name.id if name else None,
        band_label=name.label if name else None,
        weight_coverage=_at(adjusted.rolled.coverage) or 0.0,
        bounds=(_at(ends.low) or 0.0, _at(ends.high) or 0.0) if kpis.dimensions else (0.0, 100.0),
        standstill_score=_standstill(kpis, period, values, outcome.side.names[0]),
        unadjusted=_at(adjusted.before),
        veto=verdict(kpis, adjusted),
        bands=(ends.bands[0][0], ends.bands[1][0]),
    )


def _standstill(kpis: KpiSet, period: Period, values: Values, entity: str) -> float | None:
    """The total with every indicator at its baseline, before anything is taken off or added."""
    starts = [as_column([baseline(leaf, values, entity)]) for leaf in kpis.indicators]
    still = [grade(leaf, period, start, start) for leaf, start in zip(kpis.indicators, starts, strict=True)]
    standing = [
        Leaf(one.score, ~one.not_applicable & kpis.counts(leaf, period), ~np.isnan(one.score))
        for leaf, one in zip(kpis.indicators, still, strict=True)
    ]
    return _at(roll_up(kpis, standing, float(kpis.min_weight_coverage)).total)


def _light(kpis: KpiSet, worth: float | None) -> str:
    chosen = band(kpis.lights, printed(worth))
    return chosen.id if chosen else "none"


def _at(column: Floats, place: int = 0) -> float | None:
    value = float(column[place])
    return decimal(value) if np.isfinite(value) else None
