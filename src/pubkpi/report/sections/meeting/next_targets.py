"""What comes next: each target of the period to come, and what each of its months has to bring."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from pubkpi.model.explanations.scenarios import NextTarget
from pubkpi.model.review import Review
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import View
from pubkpi.report.leaves import Leaf, leaves
from pubkpi.report.wording import meetings as say
from pubkpi.report.wording import numbers
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES, period_words

_WHOLE = 10  # smaller amounts are printed with a decimal


@dataclass(frozen=True, slots=True)
class NextTargetRow:
    """One indicator: where it stands, where it is to come, what is left and what a month has to bring."""

    label: str
    unit: str
    value: str
    target: str
    left: str
    monthly: str


@dataclass(frozen=True, slots=True)
class NextTargetsView(View):
    """The targets as finished strings, in the order of the scorecard."""

    title: str
    rows: tuple[NextTargetRow, ...]
    note: str


def next_targets(review: Review, lang: Lang) -> NextTargetsView | None:
    """The targets of the period after that of *review*; None where nobody asked for them."""
    if review.next_targets is None:
        return None
    period = review.card.period
    if not review.next_targets:
        words = {"period": period.step(1).label(lang), "last": str(review.kpis.valid[1])}
        return NextTargetsView(fill(say.NEXT_NONE, lang, **words), (), "")
    by_id = {row.score.id: row for row in leaves(review, lang)}
    listed = [(one, by_id[one.id]) for one in review.next_targets if one.id in by_id]
    counts = {"total": str(len(listed)), "amounts": str(sum(one.monthly is not None for one, _ in listed))}
    return NextTargetsView(
        title=fill(say.NEXT_TITLE, lang, period=period.step(1).label(lang), **counts),
        rows=tuple(_row(one, row, lang) for one, row in listed),
        note=fill(say.NEXT_NOTE, lang, **period_words(period.kind, lang)),
    )


def _row(one: NextTarget, row: Leaf, lang: Lang) -> NextTargetRow:
    target = float(one.target)
    scale = numbers.scale(row.scale.printed_unit, lang, (row.score.value, target), row.spec.step_labels)
    reached = one.left == 0 and one.target > 0
    return NextTargetRow(
        label=row.label,
        unit=scale.unit_note,
        value=scale.bare(row.score.value, row.score.basis.bound),
        target=scale.bare(target),
        left=PHRASES["met"].say(lang) if reached else _amount(one.left),
        monthly=numbers.MISSING if reached else _amount(one.monthly),
    )


def _amount(value: Fraction | None) -> str:
    """An amount rounded up, so that it is enough as it prints: small ones to a decimal."""
    if value is None:
        return numbers.MISSING
    return numbers.count(ceil(value)) if value >= _WHOLE or value % 1 == 0 else f"{ceil(value * 10) / 10:.1f}"
