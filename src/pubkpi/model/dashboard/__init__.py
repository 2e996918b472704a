"""What a dashboard is made of: all periods and entities at once, and what each account published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from pubkpi.model.explanations.analyses import Analysis
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.scores import League, Scorecard, Side

if TYPE_CHECKING:
    from pubkpi.model.explanations.effects import Explanation

# day, title, people who read it, reads or plays, the least that these are where only that is known, shares, comments,
# share who went to the end
PostRow = tuple[date, str | None, int | None, int | None, int | None, int | None, int | None, float | None]


@dataclass(frozen=True, slots=True)
class AccountContent:
    """What an account published, and how often it was read day by day from the *first* day on.

    *posts* are the most read of *post_count* posts, in order of day; a day without a row is None among the *days*,
    which are acts, or *people* where the account exports nothing else.
    """

    platform: str
    account: str
    unit: str | None
    posts: Sequence[PostRow]
    post_count: int
    first: date | None
    days: Sequence[int | None]
    people: bool

    @property
    def name(self) -> str:
        """The account as a league calls it."""
        return f"{self.platform}/{self.account}"


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The *cards* of the department and the *leagues* by period and side, oldest first, with what the accounts did.

    *dated* is the last day that the data tell of, *days_from* the first whose reads are held; *digest* names the state.
    *closed_kpis* are the KPI sets that *closed* periods stand by, where their words are others by now,
    *edits* tell of a scorecard that was edited and that nobody has accepted; *explanation* says why the newest total
    moved, None where nobody can tell; *analyses* are those of the newest period.
    """

    kpis: KpiSet
    periods: tuple[Period, ...]
    cards: Mapping[Period, Scorecard]
    leagues: Mapping[Period, Mapping[Side, League]]
    accounts: tuple[AccountContent, ...]
    dated: date
    days_from: date
    version: str
    digest: str
    organisation: str = ""
    edits: tuple[Finding, ...] = ()
    closed: frozenset[Period] = frozenset()
    closed_kpis: Mapping[Period, KpiSet] = field(default_factory=dict)
    explanation: "Explanation | None" = None
    analyses: tuple[Analysis, ...] = ()

    def in_force(self, period: Period) -> KpiSet:
        """The KPI set by which *period* was scored."""
        return self.closed_kpis.get(period) or self.kpis.in_force(period)
