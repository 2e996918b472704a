"""What an edited scorecard changes, and who accepted what, as data."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple

from pubkpi.cli.locale import language
from pubkpi.model.explanations.edits import Acceptance, kinds_of
from pubkpi.model.explanations.misses import AcceptedMiss

if TYPE_CHECKING:
    from pubkpi.model.explanations.edits import AdjustmentPreview, PeriodComparison
    from pubkpi.model.explanations.effects import Contribution
    from pubkpi.model.periods import Period


class IndicatorPair(NamedTuple):
    """An indicator by both texts: its scores and weights."""

    id: str
    label: str
    ends: Sequence[float | None]
    weights: Sequence[float | None]


def contributions(one: "PeriodComparison") -> "dict[str, Contribution]":
    """What each indicator and adjustment brings to the difference; empty where nobody can tell."""
    return {part.id: part for part in one.explanation.contributions} if one.explanation else {}


def moved(one: "PeriodComparison") -> "Iterator[IndicatorPair]":
    """The indicators that score otherwise, weigh otherwise, or are in one of the two only."""
    for leaf in _leaves(one):
        if leaf.ends[0] != leaf.ends[1] or leaf.weights[0] != leaf.weights[1]:
            yield leaf


def _leaves(one: "PeriodComparison") -> "list[IndicatorPair]":
    """All indicators of the edited text, then those that only the other has."""
    sides = [{leaf.id: leaf for leaf in card.indicators} for card in (one.before, one.now)]
    found = []
    for name in dict.fromkeys((*sides[1], *sides[0])):
        both = [side.get(name) for side in sides]
        scores, weights = ([getattr(leaf, field, None) for leaf in both] for field in ("score", "weight"))
        label = next(leaf.label for leaf in reversed(both) if leaf).say(language())
        found.append(IndicatorPair(name, label, scores, weights))
    return found


def miss_as_json(miss: AcceptedMiss) -> dict[str, Any]:
    """An accepted miss, or one that no longer is."""
    decision = "withdrawn" if miss.withdrawn else "accepted"
    written = {name: cell for name, cell in asdict(miss).items() if name != "withdrawn"}
    return {**written, "until": str(miss.until), "decision": decision}


def acceptance_as_json(one: Acceptance) -> dict[str, Any]:
    """A decision on a text."""
    return {
        "at": one.at,
        "decision": "undone" if one.undone else "accepted",
        "by": one.by,
        "reason": one.reason,
        "version": one.version,
        "predecessor": one.predecessor,
        "kinds": list(one.kinds),
        "edits": one.count,
    }


def preview_as_json(preview: "AdjustmentPreview") -> dict[str, Any]:
    """The edits, the periods by both texts, the ranks moved."""
    return {
        "schema_version": 1,
        "scorecard": preview.scorecard,
        "since": preview.since or None,
        "accepted": preview.accepted,
        "predecessor": preview.predecessor or None,
        "version": preview.version,
        "kinds": kinds_of(preview.edits),
        "edits": [asdict(one) for one in preview.edits],
        "periods": [_period(one) for one in preview.periods],
        "ranks": None if preview.ranks is None else [
            {"period": str(period), "entity": one.entity, "before": one.before, "now": one.now, "change": one.change}
            | dict(zip(("rank_before", "rank_now"), one.ranks, strict=True))
            | dict(zip(("stored_total", "stored_rank"), stored(preview, period, one.entity), strict=True))
            for period, moved in preview.ranks.items()
            for one in moved
        ],
    }  # fmt: skip


def stored(preview: "AdjustmentPreview", period: "Period", entity: str) -> tuple[float | None, int | None]:
    """Total and rank of *entity* that stand of a closed league."""
    league = preview.leagues.get(period)
    if league is None or entity not in league.entities:
        return None, None
    place, total = league.entities.index(entity), league.nodes[0]
    return total.scores[place], total.ranks[place]


def _period(one: "PeriodComparison") -> dict[str, Any]:
    parts = contributions(one)
    return {
        "period": str(one.period),
        "closed": one.closed,
        "stored_total": one.stored,
        "total": _pair(one.before.total.score, one.now.total.score),
        "points": float(one.explanation.points) if one.explanation else None,
        "points_printed": float(one.explanation.printed) if one.explanation else None,
        "unexplained": one.unexplained.say(language()) if one.unexplained else None,
        "indicators": [
            {"id": leaf.id, "score": _pair(*leaf.ends), "weight": _pair(*leaf.weights)} for leaf in _leaves(one)
        ],
        "effects": [
            {"id": part.id, "effect": effect.kind, "points": round(float(effect.points), 12)}
            | {"points_printed": float(effect.printed)}
            for part in parts.values()
            for effect in part.effects
        ],
    }


def _pair(before: float | None, now: float | None) -> dict[str, float | None]:
    from pubkpi.report.wording.numbers import exact

    gap = None if before is None or now is None else float(exact(now) - exact(before))
    return {"before": before, "now": now, "difference": gap}
