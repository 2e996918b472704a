"""The tree table: every indicator with all that its score rests on."""

from dataclasses import dataclass

from pubkpi.model.review import Review
from pubkpi.model.scores import AdjustmentScore, DimensionScore
from pubkpi.model.text import Lang
from pubkpi.printing.rounding import gap_side
from pubkpi.report.charts.figures import View
from pubkpi.report.comparison import comparable
from pubkpi.report.flags import OwnerFlags, flags
from pubkpi.report.flags import note as flags_note
from pubkpi.report.headline import dagger, no_total_reason
from pubkpi.report.leaves import (
    Leaf,
    LightView,
    badge,
    band_words,
    branch_side,
    gap,
    leaves,
    mark,
    nearness,
    single,
    spread_words,
    state_rules,
    step_labels,
    total_side,
    unit_of,
)
from pubkpi.report.wording import numbers
from pubkpi.report.wording import sentences as say
from pubkpi.report.wording.sentences import clause, fill
from pubkpi.report.wording.words import ADJUSTED, PHRASES, period_words


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the tree: *gap* is the value less its target, *nearness* one over the other, *change* that of the value
    since the period before, *moved* that of the score; *reason* says why there is none.
    """

    label: str
    notes: tuple[str, ...]
    weight: str
    effective: str
    value: str
    baseline: str
    target: str
    gap: str
    nearness: str
    score: str
    points: str
    lost: str
    light: LightView
    coverage: str
    change: str
    moved: str
    reason: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A first-level indicator's own line, then those of its leaves."""

    lines: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ScorecardView(View):
    """The scorecard section as finished strings."""

    title: str
    branches: tuple[Branch, ...]
    adjustments: tuple[Row, ...]
    total: Row
    legend: tuple[str, ...]
    note: str
    flags: tuple[OwnerFlags, ...]
    flags_note: str


def scorecard(review: Review, lang: Lang) -> ScorecardView:
    """The tree table of *review*."""
    rows = {row.score.id: row for row in leaves(review, lang)}
    return ScorecardView(
        title=_title(review, tuple(rows.values()), lang),
        branches=tuple(
            Branch(
                (
                    _head(review, one, lang),
                    *(leaf_row(review, rows[leaf.id], lang) for leaf in one.indicators),
                    *(
                        adjustment_row(review, line, lang)
                        for line in review.card.adjustments
                        if line.node in _below(one)
                    ),
                )
            )
            for one in review.card.dimensions
        ),
        adjustments=tuple(adjustment_row(review, line, lang) for line in review.card.adjustments if not line.node),
        total=total_row(review, lang),
        legend=state_rules(review.kpis.lights, lang),
        note=_note(review, any(_effective(row, lang) for row in rows.values()), lang),
        flags=flags(review, lang),
        flags_note=flags_note(review, lang),
    )


def _note(review: Review, shared: bool, lang: Lang) -> str:
    """How the columns hang together; *shared*: some weight was shared out, so that a second one stands beside it."""
    extra = {say.SUMS_SHARED: shared, say.SUMS_ADJUSTED: bool(review.card.adjustments)}
    words = [say.SUMS.say(lang), *(one.say(lang) for one, applies in extra.items() if applies)]
    words.append(fill(say.NEAR_RULE, lang, **period_words(review.card.period.kind, lang)))
    return ("" if lang == "zh" else " ").join(words)


def _title(review: Review, rows: tuple[Leaf, ...], lang: Lang) -> str:
    scored = [row for row in rows if row.counts and row.in_total]
    if not scored:
        return fill(say.SCORECARD_EMPTY, lang, **period_words(review.card.period.kind, lang))
    worst = max(scored, key=lambda row: row.lost)
    gone = numbers.lost(worst.score.effective_weight or worst.score.weight, worst.score.points, worst.score_side)
    if gone == numbers.score(0):
        return say.SCORECARD_FULL.say(lang)
    return fill(say.SCORECARD_TITLE, lang, label=worst.label, lost=gone)


def _head(review: Review, one: DimensionScore, lang: Lang) -> Row:
    before, side = review.previous, branch_side(one)
    then = [each for each in before.dimensions if each.id == one.id] if before else []
    old, old_side = (then[0].score, branch_side(then[0])) if then else (None, "")
    return Row(
        label=one.label.say(lang), notes=(), weight=numbers.weight(one.weight), effective="",
        value="", baseline="", target="", gap="", nearness="",
        score=numbers.score(one.score if side else one.score_printed, side),
        points=numbers.score(one.points, side), lost="",
        light=mark(one.state, review.kpis.lights, lang, one.light),
        coverage=fill(say.OF_WEIGHT, lang, share=numbers.percent(one.weight_coverage)), change="",
        moved=numbers.score_change(one.score, old, (side, old_side)), reason="",
    )  # fmt: skip


def leaf_row(review: Review, row: Leaf, lang: Lang) -> Row:
    """An indicator with all that its score rests on."""
    one, scale = row.score, row.scale
    scored = one.scoring == "scored"
    counted = scored and row.in_total
    return Row(
        label=row.label, notes=_notes(review, row, lang),
        weight=numbers.weight(one.weight), effective=_effective(row, lang),
        value=row.bare,
        baseline=row.baseline, target=scale.bare(row.goal), gap=gap(row, lang), nearness=nearness(row, lang),
        score=row.printed_score, points=numbers.score(one.points if counted else None, row.score_side),
        lost=numbers.lost(one.effective_weight or one.weight, one.points if counted else None, row.score_side),
        light=mark(one.state, review.kpis.lights, lang, one.light),
        coverage=numbers.coverage(one.basis, lang) + say.SOME_REJECTED.say(lang) * (one.measure in review.rejected),
        change=_since(row),
        moved=_score_change(row),
        reason=clause(one.missing_reason.say(lang)) if one.missing_reason and not scored else "",
    )  # fmt: skip


def _since(row: Leaf) -> str:
    """The change of the value since the last quarter."""
    now, then = row.score, row.score.previous
    if then is None:
        return numbers.MISSING
    return row.scale.change(now.value, then.value, (now.basis.bound, then.bound))


def _score_change(row: Leaf) -> str:
    """The change of the score since the last quarter."""
    one, then = row.score, row.score.previous
    if then is None:
        return numbers.MISSING
    if 2 in (len(one.open), len(then.open)):
        return numbers.MISSING
    return numbers.score_change(one.score, then.score, (row.score_side, single(then.open)))


def _below(branch: DimensionScore) -> set[str]:
    """The ids of *branch* and of the dimensions below it."""
    return {branch.id, *(name for one in branch.dimensions for name in _below(one))}


def adjustment_row(review: Review, one: AdjustmentScore, lang: Lang) -> Row:
    """What was taken off or added, with the value that it rests on and the reason."""
    word = ADJUSTED[one.kind if one.state == "applied" else one.state].say(lang)
    scale = numbers.scale(unit_of(review.kpis, one), lang, [one.value], step_labels(review.kpis, one.measure))
    basis = review.values.get(review.card.period, {}).get(one.measure)
    shape, tone = {"fail": ("■", "red"), "pass": ("●", "green")}.get(one.state, ("○", "none"))
    return Row(
        label=one.label.say(lang), notes=(), weight="", effective="",
        value=scale.full(one.value, basis.bound if basis else ""), baseline="", target="", gap="", nearness="",
        score="",
        points=numbers.score_change(one.points, 0.0), lost="", light=LightView(shape, word, tone), coverage="",
        change="", moved="",
        reason=clause(one.reason.say(lang)),
    )  # fmt: skip


def total_row(review: Review, lang: Lang) -> Row:
    """The total below all others."""
    total, before, side = review.card.total, review.previous, total_side(review)
    shown, full = badge(total.band, review.kpis.bands, lang), float(review.kpis.full)
    broken = dagger(
        bool(
            before
            and before.total.score is not None
            and total.score is not None
            and not comparable(review.card, before)
        )
    )
    return Row(
        label=PHRASES["total"].say(lang), notes=(), weight=numbers.weight(full) if review.kpis.dimensions else "",
        effective="", value="", baseline="", target="", gap="", nearness="",
        score=numbers.score(total.score if side else total.score_printed, side),
        points=numbers.score(total.score, side),
        lost=numbers.lost(full, total.score, side) if review.kpis.dimensions and total.score is not None else "",
        light=shown or LightView("", band_words(total, lang), "none"),
        coverage=fill(say.OF_WEIGHT, lang, share=numbers.percent(total.weight_coverage)),
        change="", moved=numbers.score_change(total.score, before.total.score if before else None) + broken,
        reason="" if total.score_printed is not None else no_total_reason(review, lang),
    )  # fmt: skip


def _effective(row: Leaf, lang: Lang) -> str:
    """The weight after sharing, when it prints differently from the nominal one."""
    one = row.score
    if one.effective_weight is None or one.scoring != "scored" or not row.in_total:
        return ""
    now = numbers.weight(one.effective_weight)
    return "" if now == numbers.weight(one.weight) else fill(say.EFFECTIVE, lang, weight=now)


def _notes(review: Review, row: Leaf, lang: Lang) -> tuple[str, ...]:
    basis, scale = row.score.basis, row.scale
    called = row.measure.label.say(lang) if row.measure else row.label
    notes = [called] if called != row.label else []
    notes += [scale.unit_note] if scale.unit_note else []
    notes += [row.score.accepted.words.say(lang)] if row.score.accepted else []
    if row.score.data_coverage is not None and row.score.data_coverage < 1:
        notes.append(fill(say.LESS_COVERED, lang, share=numbers.percent(row.score.data_coverage)))
    if row.spec.shows:
        notes.append(_measure_beside(review, row.spec.shows, lang))
    if row.score.scoring == "monitored":
        notes.append(PHRASES["monitored"].say(lang))
    if basis.typed:
        notes.append(PHRASES["typed"].say(lang))
    if basis.bound:
        notes.append(fill(say.CENSORED, lang, share=numbers.percent(basis.censored)))
    if basis.interval and row.score.value is not None:
        low, high = (scale.bare(end) for end in basis.interval)
        notes.append(
            fill(say.INTERVAL, lang, n=numbers.count(basis.denominator or basis.row_count), low=low, high=high)
        )
    if row.measure and row.score.value is not None:
        notes.append(spread_words(row.measure, basis, scale, lang))
    return tuple(filter(None, notes))


def _measure_beside(review: Review, name: str, lang: Lang) -> str:
    """A measure beside an indicator: its value, and its growth on the period before where there is one."""
    measure, period = review.kpis.measures[name], review.card.period
    now, then = (review.values.get(one, {}).get(name) for one in (period, period.step(-1)))
    value = now.value if now else None
    growth = value / then.value - 1 if value is not None and then and then.value else None
    side = gap_side(now.bound, then.bound) if now and then else ""
    scale = numbers.scale(measure.printed_unit, lang, [value], step_labels(review.kpis, name))
    words = scale.full(value, now.bound if now else "")
    named = {"label": measure.label.say(lang), "value": words}
    if growth is None or side is None:
        return fill(say.SHOWN_ALONE, lang, **named)
    return fill(say.SHOWN, lang, growth=numbers.growth(growth, side), **named, **period_words(period.kind, lang))
