"""How a scorecard, or measures alone, were worked out: all that somebody needs to do the sums again elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pubkpi.model.explanations.trace import MeasureTrace
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.measures import Formula
from pubkpi.model.periods import Period
from pubkpi.model.scores import Scorecard

MeasureKey = tuple[str, Period]


@dataclass(frozen=True, slots=True)
class Workings:
    """The measures of *period* traced down to their rows, those of a baseline's period among them, and the *card* that
    they are scored on, if any.

    *kpis* is what is in force in the period, *formulas* are those of measures made of others, *ceilings* what each veto
    leaves of the total. The data are those of the day *dated*; *run* is the result's id.
    """

    kpis: KpiSet
    period: Period
    dated: date
    traces: tuple[MeasureTrace, ...]
    formulas: Mapping[str, Formula]
    card: Scorecard | None = None
    ceilings: Mapping[str, float] | None = None
    run: str = ""

    @property
    def measures(self) -> Iterator[tuple[MeasureKey, MeasureTrace]]:
        """Every measure of every period once, each behind those that it is made of."""
        seen = set[MeasureKey]()
        for one in self.traces:
            for made in reversed([*one]):
                key = made.measure, made.period
                if key not in seen:
                    seen.add(key)
                    yield key, made
