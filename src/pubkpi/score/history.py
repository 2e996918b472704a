"""The scorecards up to a period, each with the one before it; up to a year those of what it is made of, too."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.schedule import scored_periods
from pubkpi.model.periods import Period
from pubkpi.model.scores import DEPARTMENT, Scorecard
from pubkpi.score.composition import ceiling, compose
from pubkpi.score.run import score
from pubkpi.score.tree.columns import Values


def history(
    kpis: KpiSet,
    period: Period,
    values: Values,
    dated: date,
    stored: Mapping[Period, Scorecard] = MappingProxyType({}),
    entity: str = DEPARTMENT[0],
) -> tuple[Scorecard, ...]:
    """The scorecards of *entity* from the first valid period to *period*, in order, with it; *dated* says which are
    settled. Those that are *stored* stand as they are.
    """
    cards: dict[Period, Scorecard] = {}
    for one in scored_periods(kpis, period):
        if one in stored:
            cards[one] = stored[one]
            continue
        card = score(kpis, one, values, cards.get(one.step(-1)), settled=kpis.is_settled(one, dated), entity=entity)
        parts = [cards[part] for part in one.parts(kpis.rhythm) if part != one]
        cards[one] = replace(card, quarter_totals=tuple(part.total.score for part in parts))
        if one.kind.is_annual:
            totals = {when: made.total.score for when, made in cards.items()}
            limits = {when: ceiling(kpis, when, made.adjustments) for when, made in cards.items()}
            cards[one] = replace(cards[one], composition=compose(kpis, one, totals, limits))
    return tuple(cards.values())
