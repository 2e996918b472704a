"""Target against actual: every indicator on one scale from its baseline to its target."""

from dataclasses import dataclass

from pubkpi.model.review import Review
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import Bullet, BulletChart, Figure, View
from pubkpi.report.flags import OwnerFlags, flags, note
from pubkpi.report.leaves import Leaf, LightView, leaves, mark
from pubkpi.report.wording import numbers
from pubkpi.report.wording import sentences as say
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES, period_words, phrase


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One indicator: actual, target, what lies between, and how far it is on the way."""

    label: str
    unit: str
    value: str
    baseline: str
    target: str
    gap: str
    nearness: str
    light: LightView


@dataclass(frozen=True, slots=True)
class TargetsView(View):
    """The section on targets as finished strings and one chart."""

    title: str
    chart: BulletChart
    rows: tuple[TargetRow, ...]
    flags: tuple[OwnerFlags, ...]
    flags_note: str
    note: str

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The chart."""
        return (self.chart,)


def targets(review: Review, lang: Lang) -> TargetsView:
    """The targets section of *review*."""
    rows = leaves(review, lang)
    scored = [row for row in rows if row.counts]
    reached = sum(row.reached for row in scored)
    return TargetsView(
        title=fill(say.TARGETS_TITLE, lang, total=str(len(scored)), reached=str(reached)),
        chart=BulletChart(
            name="targets",
            alt=phrase("chart_targets", review.card.period.kind, lang),
            rows=tuple(_bullet(row, lang) for row in rows),
            baseline=PHRASES["at_baseline"].say(lang),
            target=PHRASES["at_target"].say(lang),
        ),
        rows=tuple(_row(review, row, lang) for row in rows),
        flags=flags(review, lang),
        flags_note=note(review, lang),
        note=fill(say.NEAR_RULE, lang, **period_words(review.card.period.kind, lang)),
    )


def position(row: Leaf) -> float | None:
    """Where the value lies between baseline (0) and target (1); steps and hold stand where their score is."""
    one = row.score
    if one.value is None:
        return None
    if one.attainment is not None:
        return one.attainment
    return None if one.score_uncapped is None else one.score_uncapped / 100


def nearness(row: Leaf, lang: Lang) -> str:
    """x ÷ T as percent, T ÷ x where lower is better; in words where a quotient says nothing."""
    value, target = row.score.value, row.goal
    if value is None or target is None:
        return numbers.MISSING
    up = row.score.direction == "up"
    if target <= 0 or (not up and value <= 0) or row.scale.names:
        return PHRASES["met" if row.reached else "unmet"].say(lang)
    return numbers.percent(value / target if up else target / value, bound=row.side)


def _bullet(row: Leaf, lang: Lang) -> Bullet:
    at, one = position(row), row.score
    if at is None:
        return Bullet(row.label, None, mark(one.state, (), lang).word, "")
    note = row.bare
    note += f" / {row.scale.bare(row.goal)}" if row.goal is not None else ""
    return Bullet(row.label, at, nearness(row, lang), note)


def _row(review: Review, row: Leaf, lang: Lang) -> TargetRow:
    one, scale = row.score, row.scale
    return TargetRow(
        label=row.label,
        unit=scale.unit_note,
        value=row.bare,
        baseline=row.baseline,
        target=scale.bare(row.goal),
        gap=gap(row, lang),
        nearness=nearness(row, lang),
        light=mark(one.state, review.kpis.lights, lang, one.light),
    )


def gap(row: Leaf, lang: Lang) -> str:
    """The value less its target; in words where levels have names."""
    if row.score.value is None or row.goal is None:
        return numbers.MISSING
    if row.scale.names:
        return PHRASES["met" if row.reached else "unmet"].say(lang)
    return row.scale.change(row.score.value, row.goal, (row.score.basis.bound, ""))
