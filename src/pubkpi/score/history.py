"""The scorecards up to a quarter, each with the one before it; of a year its own, with its quarters' totals."""

from dataclasses import replace
from datetime import date

from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import Quarter, between
from pubkpi.model.scores import Scorecard
from pubkpi.score.columns import Values
from pubkpi.score.run import score


def history(kpis: KpiSet, quarter: Quarter, found: Values, dated: date) -> tuple[Scorecard, ...]:
    """The scorecards from the first valid quarter to *quarter*, in order; *dated* says which are settled."""
    cards: list[Scorecard] = []
    settled = {one: (dated - one.last).days >= kpis.settle_days for one in found}
    for one in between(kpis.valid[0], quarter.parts[-1]):
        cards.append(score(kpis, one, found, cards[-1] if cards else None, settled=settled[one]))
    if quarter.span == "quarter":
        return tuple(cards)
    totals = tuple(card.total.score for card in cards if card.quarter in quarter.parts)
    year = score(kpis, quarter, found, None, settled=settled[quarter])
    return (replace(year, quarter_totals=totals),)
