"""Values of others that one's own are compared with."""

from dataclasses import dataclass

from pubkpi.model.periods import Period


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The value of a *measure* that somebody else (*name*) had in *period*, in the measure's unit, and its *source*."""

    measure: str
    name: str
    period: Period
    value: float
    source: str
