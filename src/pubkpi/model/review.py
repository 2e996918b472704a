"""All that a report shows: the scorecard of a period and what is around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from pubkpi.model.explanations.analyses import Analysis
from pubkpi.model.explanations.benchmarks import Benchmark
from pubkpi.model.explanations.meetings import Commentary, Decision, Topic
from pubkpi.model.explanations.posts import RankedPost
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.scores import League, Scorecard, Value
from pubkpi.model.status import DayCoverage, LoadedFile
from pubkpi.model.text import Theme

_OF_MEETINGS = ("form_decisions", "form_commentary")  # what people say about the data is none of them

if TYPE_CHECKING:
    from pubkpi.model.explanations.effects import Explanation
    from pubkpi.model.explanations.robustness import Robustness
    from pubkpi.model.explanations.scenarios import Levers, NextTarget


@dataclass(frozen=True, slots=True)
class ClosingRemark:
    """That the period was closed (*revision* 0) or revised on *day*, and why: the printed total *before* a revision,
    and the one that stands since; *provisional* if its data still were.
    """

    revision: int
    day: date
    reason: str
    provisional: bool
    before: float | None
    total: float | None
    run: str = ""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that was checked: of which *format* its bytes are, and how large it is, in its own units."""

    format: Literal["png", "jpeg", "svg+xml"]
    data: bytes
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Imprint:
    """Whose document a report is, and in which *theme* it is set, as the settings say it; what they leave blank is a
    slot to be filled in by hand.
    """

    organisation: str = ""
    author: str = ""
    reviewed: str = ""
    approved: str = ""
    classification: str = ""
    number: str = ""
    logo: Logo | None = None
    theme: Theme = "dense"


@dataclass(frozen=True, slots=True)
class Subject:
    """The account or unit that a report is about, where it is not the department's, one of those of the league *by*
    accounts or units; *file* stands for it in names of files.
    """

    name: str
    file: str
    by: Literal["account", "unit"]


@dataclass(frozen=True, slots=True)
class Review:
    """All that a quarter's report shows; *run* is the id it is kept as, *closings* those of the period, oldest first,
    and *later* what came after them and changes nothing.

    *history* has the scored quarters, oldest first, *values* all that is measured; *dated* is the day of the last load.
    *explanation* says why the total moved since the period before, *levers* what would move it, *robustness* how firm
    it is; None where nobody asked, or where it cannot be said. *decisions* are those of the reviews before,
    *commentary* is what people say of its indicators, *benchmarks* what these are compared with; *next_targets*, where
    asked for, are those of the period to come, *months* the values of its own months, of what is scored and then of the
    process indicators; *year* is the review of the year that ends with the period, *topic* the activity or incident
    that it is about; *sources* are the exports that its numbers may be of; *year_ago* has the values of the same period
    a year ago; *rejected* are the measures of indicators that lack rejected rows of a register, which no coverage sees;
    *leagues* are those of accounts and units, *posts* the most and the least read, *authors* people side by side, where
    asked for; so are *analyses*.
    """

    card: Scorecard
    kpis: KpiSet
    history: tuple[Scorecard, ...]
    values: Mapping[Period, Mapping[str, Value]]
    files: tuple[LoadedFile, ...]
    coverage: tuple[DayCoverage, ...]
    dated: date
    version: str
    digest: str
    imprint: Imprint = field(default_factory=Imprint)
    subject: Subject | None = None
    run: str = ""
    closings: tuple[ClosingRemark, ...] = ()
    later: tuple[Finding, ...] = ()
    explanation: "Explanation | None" = None
    levers: "Levers | None" = None
    robustness: "Robustness | None" = None
    decisions: tuple[Decision, ...] = ()
    commentary: tuple[Commentary, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    next_targets: "tuple[NextTarget, ...] | None" = None
    months: Mapping[Period, Mapping[str, Value]] | None = None
    year: "Review | None" = None
    year_ago: Mapping[str, Value] | None = None
    leagues: tuple[League, ...] = ()
    posts: tuple[RankedPost, ...] = ()
    authors: League | None = None
    sources: frozenset[str] = frozenset()
    topic: Topic | None = None
    rejected: frozenset[str] = frozenset()
    analyses: tuple[Analysis, ...] = ()

    @property
    def previous(self) -> Scorecard | None:
        """The scorecard of the period before, if it was scored."""
        before = self.card.period.step(-1)
        return next((one for one in self.history if one.period == before), None)

    @property
    def data_day(self) -> date:
        """The day up to which the newest file tells that its numbers may be of, else any of data; without files that of
        the state.
        """
        of_data = [one for one in self.files if one.export not in _OF_MEETINGS]
        return max((one.as_of for one in self._used(of_data) or of_data), default=self.dated)

    def _used(self, files: Sequence[LoadedFile]) -> list[LoadedFile]:
        return [one for one in files if one.export in self.sources]
