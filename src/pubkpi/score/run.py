"""The scorecard of one quarter from the values of its measures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from pubkpi.model.findings import ordered
from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.periods import Quarter
from pubkpi.model.scores import DimensionScore, IndicatorScore, Light, Previous, Scorecard, State, Total, Value
from pubkpi.model.text import Text
from pubkpi.score import findings
from pubkpi.score.attain import Floats, Graded, grade
from pubkpi.score.bands import band, printed
from pubkpi.score.rollup import Rolled, roll_up

Values = Mapping[Quarter, Mapping[str, Value]]


def score(kpis: KpiSet, quarter: Quarter, values: Values, before: Scorecard | None, *, settled: bool) -> Scorecard:
    """The scorecard of *quarter*; *before* is that of the quarter before, *settled* whether its data are final."""
    baselines = [_baseline(leaf, values) for leaf in kpis.indicators]
    graded = [
        grade(leaf, quarter, baseline, _column([values[quarter][leaf.measure].value]))
        for leaf, baseline in zip(kpis.indicators, baselines, strict=True)
    ]
    rolled = _rolled(kpis, graded, [one.score for one in graded])
    leaves = [
        _leaf(kpis, leaf, quarter, baselines[i], graded[i], _at(rolled.leaf_weight[i]), values)
        for i, leaf in enumerate(kpis.indicators)
    ]
    leaves = [replace(leaf, previous=_previous(leaf, quarter, values, before)) for leaf in leaves]
    total = _total(kpis, quarter, graded, rolled, baselines)
    card = Scorecard(kpis.id, kpis.label, quarter, not settled, total, _dimensions(kpis, rolled, leaves))
    return replace(card, findings=ordered(findings.collect(kpis, card, values)))


def _rolled(kpis: KpiSet, graded: Sequence[Graded], scores: Sequence[Floats], minimum: float | None = None) -> Rolled:
    least = float(kpis.min_weight_coverage) if minimum is None else minimum
    return roll_up(kpis, scores, [~one.not_applicable for one in graded], least)


def _baseline(leaf: Indicator, values: Values) -> Fraction | None:
    """The baseline as stated, else as measured in its quarter, else None."""
    quarter = leaf.baseline.measured
    if quarter is None:
        return leaf.baseline.value
    measured = values.get(quarter, {}).get(leaf.measure)
    return None if measured is None or measured.value is None else Fraction(measured.value)


def _leaf(
    kpis: KpiSet,
    leaf: Indicator,
    quarter: Quarter,
    baseline: Fraction | None,
    graded: Graded,
    weight: float | None,
    values: Values,
) -> IndicatorScore:
    value, target = values[quarter][leaf.measure], leaf.target(quarter)
    state = _state(leaf, value, graded)
    worth = _at(graded.score) if state == "scored" else None
    effective = 0.0 if state in ("not_applicable", "monitored") else weight
    return IndicatorScore(
        id=leaf.id,
        label=leaf.label,
        weight=float(leaf.weight),
        effective_weight=effective,
        measure=leaf.measure,
        value=value.value,
        unit=kpis.measures[leaf.measure].unit,
        baseline=None if baseline is None else float(baseline),
        target=None if target is None else float(target),
        method=graded.method,
        direction=leaf.direction,
        attainment=_at(graded.attainment),
        score_uncapped=_at(graded.uncapped) if state == "scored" else None,
        score=worth,
        score_printed=printed(worth),
        points=None if worth is None or effective is None else effective * worth / 100,
        light=_light(kpis, worth),
        state=state,
        missing_reason=_reason(state, leaf, value),
        data_coverage=value.coverage,
        previous=None,
        basis=value,
    )


def _state(leaf: Indicator, value: Value, graded: Graded) -> State:
    if graded.not_applicable[0]:
        return "not_applicable"
    if value.value is None:
        return "missing"
    return "scored" if leaf.weight else "monitored"


def _reason(state: State, leaf: Indicator, value: Value) -> Text | None:
    if state == "not_applicable":
        return Text(f"{leaf.due} 到期，此前没有即不考核", f"due in {leaf.due}; not assessed before without a value")
    return value.missing


def _previous(leaf: IndicatorScore, quarter: Quarter, values: Values, before: Scorecard | None) -> Previous | None:
    earlier = quarter.step(-1)
    measured = values.get(earlier, {}).get(leaf.measure)
    if measured is None:
        return None
    same = next((one for one in before.indicators if one.id == leaf.id), None) if before else None
    return Previous(earlier, measured.value, same.score if same else None, same.points if same else None)


def _dimensions(kpis: KpiSet, rolled: Rolled, leaves: Sequence[IndicatorScore]) -> tuple[DimensionScore, ...]:
    made = []
    for i, node in enumerate(kpis.dimensions):
        worth, weight = _at(rolled.dimension[i]), _at(rolled.dimension_weight[i])
        mine = {leaf.id for leaf in node.indicators}
        made.append(
            DimensionScore(
                id=node.id,
                label=node.label,
                weight=float(node.weight),
                score=worth,
                score_printed=printed(worth),
                points=None if worth is None or weight is None else weight * worth / 100,
                light=_light(kpis, worth),
                weight_coverage=float(rolled.dimension_coverage[i][0]),
                indicators=tuple(leaf for leaf in leaves if leaf.id in mine),
            )
        )
    return tuple(made)


def _total(
    kpis: KpiSet, quarter: Quarter, graded: Sequence[Graded], rolled: Rolled, baselines: Sequence[Fraction | None]
) -> Total:
    worth = _at(rolled.total)
    name = band(kpis.bands, printed(worth))
    low, high = (
        float(_rolled(kpis, graded, [np.where(np.isnan(g.score), fill, g.score) for g in graded], 0.0).total[0])
        for fill in (0.0, 100.0)
    )
    still = [
        grade(leaf, quarter, baseline, _column([None if baseline is None else float(baseline)]))
        for leaf, baseline in zip(kpis.indicators, baselines, strict=True)
    ]
    return Total(
        score=worth,
        score_printed=printed(worth),
        band=name.id if name else None,
        band_label=name.label if name else None,
        weight_coverage=float(rolled.coverage[0]),
        bounds=(low, high),
        standstill_score=_at(_rolled(kpis, still, [one.score for one in still]).total),
    )


def _light(kpis: KpiSet, worth: float | None) -> Light:
    chosen = band(kpis.lights, printed(worth))
    return chosen.id if chosen else "none"  # type: ignore[return-value]  # green, yellow or red, as the spec reads them


def _column(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _at(column: Floats, place: int = 0) -> float | None:
    value = float(column[place])
    return value if np.isfinite(value) else None
