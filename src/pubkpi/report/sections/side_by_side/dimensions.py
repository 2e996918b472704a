"""Each dimension with its indicators as drawings: on the way to the target, over the quarters, beside earlier ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from pubkpi.model.periods import YEAR, Period
from pubkpi.model.review import Review
from pubkpi.model.scores import Bound, DimensionScore, Value
from pubkpi.model.text import Lang, Text
from pubkpi.report.charts.figures import Bullet, Figure, Sparkline, View
from pubkpi.report.leaves import Leaf, LightView, branch_side, leaves, mark
from pubkpi.report.sections.page_one.lines import bullet
from pubkpi.report.sections.scorecard import leaf_row
from pubkpi.report.sections.trend import course, periods, target_path
from pubkpi.report.wording import numbers
from pubkpi.report.wording import sentences as say
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import period_words

_TITLE = Text(
    "失分最多的维度是{label}：{lost} 分，各维度共失 {total} 分", "{label} loses most: {lost} of {total} points"
)
_NOTE = Text(
    "{on_last}的基期是{prior}{yearly}，均为数值之差，基期数列在左侧；走势从{first}到{end}，虚线为目标；失分合计按未舍入的数计算。",
    "Changes are differences of values, on {prior}{yearly}, whose values stand to the left; the courses run from "
    "{first} to {end}, targets dashed; losses are added up unrounded.",
)
_NO_BEFORE = Text(
    "没有{prior}的数值，不列{on_last}{yearly}；走势从{first}到{end}，虚线为目标；失分合计按未舍入的数计算。",
    "Of {prior} there are no values{yearly}; the courses run from {first} to {end}, targets dashed; losses are added "
    "up unrounded.",
)
_YEARLY = Text("，同比的基期是{ago}", " and on {ago}")
_NO_YEARLY = Text("（没有{ago}的数值，不列同比）", " (of {ago} there are no values)")
_COURSE = Text("{label}：{value}，目标 {target}", "{label}: {value}, target {target}")


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator: its value, the one *before* and that of a year *ago*, each with the change since."""

    label: str
    value: str
    before: str
    change: str
    ago: str
    yearly: str
    lost: str
    bullet: Bullet | None
    course: Sparkline


@dataclass(frozen=True, slots=True)
class DimensionGroup:
    """A dimension with its state, its score, the points that it lost, and its indicators."""

    label: str
    light: LightView
    score: str
    lost: str
    lines: tuple[IndicatorLine, ...]


@dataclass(frozen=True, slots=True)
class DimensionsView(View):
    """The dimensions as finished strings and drawings; *before* and *ago* name the periods of comparison, blank
    without values of them, *ago* also where it would be the same one.
    """

    title: str
    before: str
    ago: str
    groups: tuple[DimensionGroup, ...]
    note: str

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The bullets and the courses."""
        lines = [line for group in self.groups for line in group.lines]
        return (*(line.bullet for line in lines if line.bullet), *(line.course for line in lines))


def dimensions(review: Review, lang: Lang) -> DimensionsView | None:
    """The dimensions of *review*; None without any."""
    if not review.card.dimensions:
        return None
    now, rows = review.card.period, {row.score.id: row for row in leaves(review, lang)}
    ago, span, past = _year_before(now), periods(review), _year_ago(review)
    compared = any(row.score.measure in past and past[row.score.measure].value is not None for row in rows.values())
    moved = any(row.score.previous and row.score.previous.value is not None for row in rows.values())
    groups = [[rows[leaf.id] for leaf in one.indicators] for one in review.card.dimensions]
    yearly = fill(_YEARLY if compared else _NO_YEARLY, lang, ago=ago.label(lang)) if ago else ""
    called = {**period_words(now.kind, lang), "prior": now.step(-1).label(lang)}
    return DimensionsView(
        title=_title(review, groups, lang),
        before=now.step(-1).short if moved else "",
        ago=ago.short if ago and compared else "",
        groups=tuple(_group(review, one, some, lang) for one, some in zip(review.card.dimensions, groups, strict=True)),
        note=fill(
            _NOTE if moved else _NO_BEFORE, lang, yearly=yearly, first=span[0].short, end=span[-1].short, **called
        ),
    )


def _year_before(now: Period) -> Period | None:
    """The same period a year ago, None where that is the one before."""
    ago = now.back(1, YEAR)
    return None if ago == now.step(-1) else ago


def _year_ago(review: Review) -> Mapping[str, Value]:
    """The values of the same period a year ago, by measure."""
    ago = _year_before(review.card.period)
    return (review.year_ago or review.values.get(ago, {})) if ago else {}


def _group(review: Review, one: DimensionScore, rows: Sequence[Leaf], lang: Lang) -> DimensionGroup:
    side = branch_side(one)
    return DimensionGroup(
        label=one.label.say(lang),
        light=mark(one.state, review.kpis.lights, lang, one.light),
        score=numbers.score(one.score if side else one.score_printed, side),
        lost=_lost(rows, side),
        lines=tuple(_line(review, row, lang) for row in rows),
    )


def _lost(rows: Sequence[Leaf], side: Bound) -> str:
    """The points that *rows* lost together."""
    scored = [row for row in rows if row.counts and row.in_total]
    weight = fsum(row.score.effective_weight or row.score.weight for row in scored)
    return numbers.lost(weight, fsum(row.score.points or 0.0 for row in scored), side) if scored else numbers.MISSING


def _title(review: Review, groups: Sequence[Sequence[Leaf]], lang: Lang) -> str:
    """The dimension that lost most, and what all lost."""
    labels = [one.label.say(lang) for one in review.card.dimensions]
    losses = [fsum(row.lost for row in rows) for rows in groups]
    most = max(range(len(groups)), key=losses.__getitem__)
    lost, total = _lost(groups[most], ""), _lost([row for rows in groups for row in rows], "")
    if total == numbers.MISSING:
        return fill(say.SCORECARD_EMPTY, lang, **period_words(review.card.period.kind, lang))
    if lost in (numbers.MISSING, numbers.score(0)):
        return say.SCORECARD_FULL.say(lang)
    return fill(_TITLE, lang, label=labels[most], lost=lost, total=total)


def _line(review: Review, row: Leaf, lang: Lang) -> IndicatorLine:
    now, then, span = row.score, row.score.previous, periods(review)
    shown = leaf_row(review, row, lang)
    past = _year_ago(review).get(now.measure)
    sides = (now.basis.bound, past.bound if past else "")
    words = fill(_COURSE, lang, label=row.label, value=row.bare, target=row.scale.bare(row.goal))
    values, path = course(review, row, span), target_path(review, row, span)
    return IndicatorLine(
        label=row.label,
        value=shown.value,
        before=row.scale.bare(then.value, then.bound) if then else numbers.MISSING,
        change=shown.change,
        ago=row.scale.bare(past.value, past.bound) if past else numbers.MISSING,
        yearly=row.scale.change(now.value, past.value, sides) if past else numbers.MISSING,
        lost=shown.lost,
        bullet=bullet(review, row, lang),
        course=Sparkline(f"course_{now.id}", words, values, path),
    )
