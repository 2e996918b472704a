"""How firm a total, its change, its band or a rank is when weights and samples are moved a little."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pubkpi.model.explanations.scenarios import Difference
from pubkpi.model.findings import Finding
from pubkpi.model.periods import Period
from pubkpi.model.scores import Side
from pubkpi.model.text import Text


@dataclass(frozen=True, slots=True)
class NoiseRule:
    """Each weight times 1 + e, e drawn evenly from -*width* to *width*, then shared out anew within its parent: *draws*
    times, by the generator that starts with *seed*. In a total that *is_sum* of points each moves alone.
    """

    width: float = 0.2
    draws: int = 10_000
    seed: int = 20240101
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """What came of the draws: mean, standard deviation, and the ends of the middle nine tenths."""

    mean: float
    deviation: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SampledShare:
    """An indicator whose value is a share of a sample: its 95 % *interval*, and the *scores* at the ends."""

    id: str
    label: Text
    value: float
    interval: tuple[float, float]
    scores: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Omission:
    """The *total* without one indicator, whose weight goes to its siblings, and the *gap* to the one with it."""

    id: str
    label: Text
    total: float | None
    gap: float | None
    band: Text | None


@dataclass(frozen=True, slots=True)
class Robustness:
    """The *total* of a period when its *weights* are moved by *rule*, its *samples* drawn again, or *both*.

    *holds* is the share of draws in which the band stays, *sign_holds* that in which the *change* since *against* keeps
    its sign, both periods having the same weights. *expected* is the deviation by *weights* worked out to first
    order without any draw; None where a mean is not arithmetic or something is taken off or added. *counts* tells how
    often each printed total came, of the draws that move all that can be moved; *findings* what makes it doubtful.
    """

    scorecard: str
    label: Text
    period: Period
    rule: NoiseRule
    total: float
    band: Text | None
    weights: Spread
    holds: float
    expected: float | None
    against: Period | None
    change: float | None
    sign_holds: float | None
    sampled: tuple[SampledShare, ...]
    samples: Spread | None
    both: Spread | None
    omissions: tuple[Omission, ...]
    counts: tuple[tuple[float, int], ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def weights_matter(self) -> bool:
        """Whether other weights move the printed total at all."""
        return round(self.weights.low, 1) != round(self.weights.high, 1)


@dataclass(frozen=True, slots=True)
class RankOmission:
    """By how many places ranks move on the average when one node has no weight, its siblings sharing it."""

    id: str
    label: Text
    places: float


@dataclass(frozen=True, slots=True)
class RankRobustness:
    """The entities of a league in order of rank, as columns, when weights are moved by *rule*.

    *ahead* are the points to the next one below, *firm* the share of draws in which it stays there, *low* and *high*
    the ends of the middle nine tenths of its ranks. *most* is the indicator that makes most of the lead, *dominant*
    where no weights could turn it. *lacking* are the points to the next rank above, *lever* the indicator with the most
    left to give, and *needed* the score with which it alone would bring them, None where it cannot; *labels* are those
    of the indicators. *lead* is what each brings to the first of the *pair* (after) and to the second (before).
    """

    scorecard: str
    label: Text
    period: Period
    by: Side
    rule: NoiseRule
    entities: Sequence[str]
    totals: Sequence[float]
    ranks: Sequence[int]
    low: Sequence[int]
    high: Sequence[int]
    ahead: Sequence[float | None]
    firm: Sequence[float | None]
    dominant: Sequence[bool]
    most: Sequence[str | None]
    lacking: Sequence[float | None]
    lever: Sequence[str | None]
    needed: Sequence[float | None]
    unranked: int
    omissions: tuple[RankOmission, ...]
    findings: tuple[Finding, ...]
    labels: Mapping[str, Text]
    pair: tuple[str, ...] = ()
    lead: tuple[Difference, ...] = ()
