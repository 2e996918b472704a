"""Why a total moved, as data: JSON with a format number, and rows for a spreadsheet."""

from collections.abc import Iterator, Sequence
from typing import Any

from pubkpi.model.explanations.effects import Contribution, Effect, Explanation, printed_sum, sum_of
from pubkpi.model.scores import DEPARTMENT, AdjustmentScore, IndicatorScore
from pubkpi.model.text import Lang
from pubkpi.report.effects import contribution_words
from pubkpi.report.formats.data import period_fields

SCHEMA_VERSION = 1
_ENDS = "value target weight score lost".split()
_COLUMNS = ("node", "id", "label", "effect", "part", "points", "points_printed", "sentence")
COLUMNS = (*_COLUMNS, *(f"{name}_{end}" for name in _ENDS for end in ("before", "now")))


def effects_as_json(explanation: Explanation, lang: Lang) -> dict[str, Any]:
    """*explanation* as `explain --format json` gives it: points of the total, to twelve places and as printed."""
    before, now, every = explanation.before, explanation.now, explanation.contributions
    return {
        "schema_version": SCHEMA_VERSION,
        "scorecard": now.scorecard,
        "entity": None if explanation.entity in DEPARTMENT else explanation.entity,
        **period_fields(now.period),
        "against": str(before.period),
        "provisional": before.provisional or now.provisional,
        "total": {"before": before.total.score, "now": now.total.score, **_points(explanation)},
        "convention": explanation.convention.say(lang),
        "effects": {
            kind: {"points": float(sum_of(every, kind)), "points_printed": float(printed_sum(every, kind))}
            for kind in explanation.kinds
        },
        "raised_targets": {
            "points": float(sum_of(explanation.raised, "target")),
            "points_printed": float(printed_sum(explanation.raised, "target")),
            "indicators": [one.id for one in explanation.raised],
        },
        "drivers": [one.id for one in explanation.drivers],
        "contributions": [_contribution(one, explanation, lang) for one in every],
    }


def effects_as_rows(explanation: Explanation, lang: Lang) -> Iterator[Sequence[object]]:
    """A row for each indicator and adjustment, then one for each of its effects, and for each part of one."""
    yield COLUMNS
    for one in explanation.contributions:
        data = _contribution(one, explanation, lang)
        ends = {f"{name}_{end}": (data[end] or {}).get(name) for name in _ENDS for end in ("before", "now")}
        rows = [{**data, **ends}]
        for effect in data["effects"]:
            rows.append({**data, **effect})
            rows.extend({**data, **effect, **part, "sentence": None} for part in effect["parts"])
        for row in rows:
            yield ["" if row.get(name) is None else row[name] for name in COLUMNS]


def _points(one: Explanation | Contribution | Effect) -> dict[str, float]:
    return {"points": round(float(one.points), 12), "points_printed": float(one.printed)}


def _contribution(one: Contribution, explanation: Explanation, lang: Lang) -> dict[str, Any]:
    _, sentences = contribution_words(one, explanation, lang)
    return {
        "id": one.id,
        "label": one.label.say(lang),
        "node": one.node or None,
        **_points(one),
        "before": _end(one.before, one.lost[0]),
        "now": _end(one.now, one.lost[1]),
        "effects": [
            {
                "effect": effect.kind,
                **_points(effect),
                "sentence": words,
                "parts": [{"part": part.kind, **_points(part)} for part in effect.parts],
            }
            for effect, words in zip(one.effects, sentences, strict=True)
        ],
    }


def _end(one: IndicatorScore | AdjustmentScore | None, lost: float | None) -> dict[str, Any] | None:
    """What an indicator or an adjustment is in one of the periods."""
    if one is None:
        return None
    if isinstance(one, AdjustmentScore):
        return {"value": one.value, "points": one.points, "result": one.state}
    return {
        "value": one.value,
        "numerator": one.basis.numerator,
        "denominator": one.basis.denominator,
        "baseline": one.baseline,
        "target": one.target,
        "weight": one.weight,
        "effective_weight": one.effective_weight,
        "method": one.method,
        "scoring": one.scoring,
        "score": one.score,
        "points": one.points,
        "lost": lost,
    }
