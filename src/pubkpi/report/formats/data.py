"""The scorecard as data: JSON with a format number, and rows for a spreadsheet."""

from collections.abc import Sequence
from math import fsum
from typing import Any

from pubkpi.model.findings import Finding
from pubkpi.model.kpis.grade_rules import Band
from pubkpi.model.periods import Period
from pubkpi.model.scores import (
    AdjustmentScore,
    DimensionScore,
    Flag,
    IndicatorScore,
    League,
    LeagueNode,
    Scorecard,
    Total,
)
from pubkpi.model.text import Lang

SCHEMA_VERSION = 2
_OF_ALL = ("ingest.", "adjust.")  # findings about what all numbers rest on
COLUMNS = (
    "dimension indicator label state scoring weight effective_weight value unit baseline target method attainment "
    "score_uncapped score score_printed points light data_coverage missing_reason low high band result bound findings "
    "accepted_until accepted_reason"
).split()


def as_json(card: Scorecard, lang: Lang) -> dict[str, Any]:
    """*card* as `score --format json` gives it: shares 0-1, null with a reason beside it."""
    total = card.total
    return {
        "schema_version": SCHEMA_VERSION,
        "scorecard": card.scorecard,
        **period_fields(card.period),
        **({"mean_of_quarters": card.mean_of_quarters} if card.quarter_totals else {}),
        **({"composition": card.composition.as_json(lang)} if card.composition else {}),
        "provisional": card.provisional,
        "total": {
            "score": total.score,
            "score_printed": total.score_printed,
            "band": total.band,
            "bands": [one.id if one else None for one in total.bands],
            "weight_coverage": total.weight_coverage,
            "bounds": list(total.bounds),
            "standstill_score": total.standstill_score,
            "unadjusted": total.unadjusted,
            "veto": total.veto,
        },
        "adjustments": [_adjustment(one, lang) for one in card.adjustments],
        "dimensions": [_dimension(dimension, lang) for dimension in card.dimensions],
        "flags": [_flag(one, lang) for one in card.flags],
        "findings": [finding.as_json(lang) for finding in card.findings],
    }


def period_fields(period: Period | None) -> dict[str, str | None]:
    """The *period*, and again under the name of its kind, which tells a quarter from a year."""
    words = str(period) if period else None
    return {"period": words, period.kind.name if period else "quarter": words}


def _dimension(dimension: DimensionScore, lang: Lang) -> dict[str, Any]:
    return {
        "id": dimension.id,
        "label": dimension.label.say(lang),
        "weight": dimension.weight,
        "score": dimension.score,
        "points": dimension.points,
        "state": dimension.state,
        "weight_coverage": dimension.weight_coverage,
        "indicators": [] if dimension.dimensions else [_indicator(leaf, lang) for leaf in dimension.indicators],
        "dimensions": [_dimension(one, lang) for one in dimension.dimensions],
    }


def _adjustment(one: AdjustmentScore, lang: Lang) -> dict[str, Any]:
    return {
        "id": one.id,
        "label": one.label.say(lang),
        "kind": one.kind,
        "from": one.node or None,
        "measure": one.measure,
        "value": one.value,
        "unit": one.unit,
        "points": one.points,
        "result": one.state,
        "reason": one.reason.say(lang),
    }


def _flag(one: Flag, lang: Lang) -> dict[str, Any]:
    return {
        "owner": one.owner.say(lang),
        "kind": one.kind,
        "indicator": one.indicator,
        "label": one.label.say(lang),
        "value": one.value,
        "target": one.target,
        "unit": one.unit,
        "bound": one.bound or None,
        "before": {"value": one.before[0], "target": one.before[1], "bound": one.bound_before or None}
        if one.before
        else None,
        "deviation": one.deviation,
        "percentage_points": one.points,
        "consequence": one.consequence,
        "interval": list(one.interval) if one.interval else None,
    }


def _indicator(leaf: IndicatorScore, lang: Lang) -> dict[str, Any]:
    before = leaf.previous
    return {
        "id": leaf.id,
        "label": leaf.label.say(lang),
        "weight": leaf.weight,
        "effective_weight": leaf.effective_weight,
        "measure": leaf.measure,
        "value": leaf.value,
        "unit": leaf.unit,
        "baseline": leaf.baseline,
        "target": leaf.target,
        "method": leaf.method,
        "direction": leaf.direction,
        "attainment": leaf.attainment,
        "score_uncapped": leaf.score_uncapped,
        "score": leaf.score,
        "score_printed": leaf.score_printed,
        "points": leaf.points,
        "light": leaf.light,
        "state": leaf.state,
        "scoring": leaf.scoring,
        "missing_reason": leaf.missing_reason.say(lang) if leaf.missing_reason else None,
        "data_coverage": leaf.data_coverage,
        "previous": None
        if before is None
        else {
            before.period.kind.name: str(before.period),
            "value": before.value,
            "score": before.score,
            "points": before.points,
            "bound": before.bound or None,
        },
        "filled": leaf.filled,
        "points_capped": leaf.points_capped,
        "bound": leaf.basis.bound or None,
        "censored_share": leaf.basis.censored,
        "accepted_until": str(leaf.accepted.until) if leaf.accepted else None,
        "accepted_reason": leaf.accepted.reason if leaf.accepted else None,
    }


def as_rows(card: Scorecard, lang: Lang) -> list[list[object]]:
    """Header and one row an indicator, then the total; unrounded, blank where there is nothing."""
    rows: list[list[object]] = [list(COLUMNS)]
    for dimension in card.dimensions:
        for leaf in dimension.indicators:
            cells = {**_indicator(leaf, lang), "dimension": dimension.id, "indicator": leaf.id}
            cells |= {"findings": about(card.findings, leaf.id, leaf.measure)}
            rows.append(["" if cells.get(name) is None else cells[name] for name in COLUMNS])
    for one in card.adjustments:
        cells = {**_adjustment(one, lang), "dimension": one.node or card.scorecard, "indicator": one.id}
        cells |= {"findings": about(card.findings, one.id, one.measure)}
        rows.append(["" if cells.get(name) is None else cells[name] for name in COLUMNS])
    total = {"dimension": card.scorecard, "indicator": "total", "score": card.total.score}
    total |= {"weight": fsum(one.weight for one in card.dimensions) or 100.0}
    low, high = card.total.bounds
    total |= {"score_printed": card.total.score_printed, "low": low, "high": high, "band": _band(card.total)}
    total |= {"findings": about(card.findings, card.scorecard)}
    rows.append(["" if total.get(name) is None else total[name] for name in COLUMNS])
    if card.quarter_totals:
        beside = {"dimension": card.scorecard, "indicator": "mean_of_quarters", "score": card.mean_of_quarters}
        rows.append(["" if beside.get(name) is None else beside[name] for name in COLUMNS])
    if made := card.composition:
        result = {"dimension": card.scorecard, "indicator": "composed", "score": made.score, "band": made.band}
        result |= {"score_printed": made.score_printed}
        rows.append(["" if result.get(name) is None else result[name] for name in COLUMNS])
    return rows


def about(findings: Sequence[Finding], *names: str) -> str:
    """The ids of the *findings* about the files behind all numbers, and of those about one of *names*."""
    ids = (one.id for one in findings if one.id.startswith(_OF_ALL) or one.where.split(" ")[0] in names)
    return " ".join(dict.fromkeys(ids))


def _band(total: Total) -> str | None:
    """The band, or the two that a total lies between."""
    return total.band or (band_ids(total.bands) if total.score is not None else None)


def band_ids(bands: Sequence[Band | None]) -> str:
    """The lowest and the highest band that is possible, by their ids: ``pass/good``."""
    return "/".join(one.id if one else "" for one in bands)


def league_as_json(league: League, lang: Lang) -> dict[str, Any]:
    """*league* as `score --by … --format json` gives it: every node's score and rank for each entity."""
    total, (low, high) = league.nodes[0], league.possible
    return {
        "schema_version": SCHEMA_VERSION,
        "scorecard": league.scorecard,
        **period_fields(league.period),
        "by": league.by,
        "nodes": [{"id": node.id, "label": node.label.say(lang), "weight": node.weight} for node in league.nodes],
        "entities": [
            {
                "entity": entity,
                "score": total.scores[i],
                "rank": total.ranks[i],
                "band": league.bands[i],
                "bands": [one.id if one else None for one in (low[i], high[i])],
                "bounds": [one[i] for one in league.bounds],
                "weight_coverage": league.weight_coverage[i],
                "comparable_weight": league.comparable_weight[i],
                "adjustments": [_adjustment(one, lang) for one in league.adjustments[i]],
                "nodes": {one.id: _node_json(one, i, lang) for one in league.nodes[1:]},
                **_sources(league, i, lang),
            }
            for i, entity in enumerate(league.entities)
        ],
        "findings": [finding.as_json(lang) for finding in league.findings],
    }


def _sources(league: League, place: int, lang: Lang) -> dict[str, Any]:
    """What the total of the entity at *place* is made of, where it is made of other totals."""
    made = {"composition": league.compositions, "of_accounts": league.unit_totals}
    found = {name: listed[place] for name, listed in made.items() if listed}
    return {name: one.as_json(lang) for name, one in found.items() if one}


def _node_json(node: LeagueNode, place: int, lang: Lang) -> dict[str, Any]:
    worth = {"score": node.scores[place], "rank": node.ranks[place], "points": node.points[place]}
    if not node.applies:
        return worth
    reason = node.reasons[place]
    return {
        "value": node.values[place],
        "bound": node.sides[place] or None,
        "score_uncapped": node.uncapped[place],
        **worth,
        "state": node.states[place],
        "scoring": node.scoring(place),
        "reason": reason.say(lang) if reason else None,
    }


def undecided(league: League, place: int) -> bool:
    """Whether the entity at *place* has no band because nobody can tell what a veto says."""
    if league.bands[place] is not None:
        return False
    if league.unit_totals and (unit := league.unit_totals[place]):  # by its accounts, whatever its own rows lack
        return unit.undecided
    return any(one.kind == "veto" and one.state == "unknown" for one in league.adjustments[place])
