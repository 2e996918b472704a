"""The indicators of page one: a line each with its bullet, and the remarks on them."""

from dataclasses import dataclass
from math import fsum

from pubkpi.model.review import Review
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import Bullet
from pubkpi.report.leaves import Leaf
from pubkpi.report.sections.scorecard import Row, leaf_row, total_row
from pubkpi.report.wording import numbers, sentences
from pubkpi.report.wording import summary as say
from pubkpi.report.wording.sentences import clause, fill
from pubkpi.report.wording.words import PHRASES, period_words

_FULL = 100.0


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator on page one: its row, its points of those that it could have, its bullet where it has a value."""

    row: Row
    points: str
    bullet: Bullet | None


def line(review: Review, row: Leaf, lang: Lang) -> Line:
    """The line of an indicator."""
    shown = leaf_row(review, row, lang)
    full = numbers.weight(row.score.effective_weight or row.score.weight)
    points = fill(say.OF_FULL, lang, points=shown.points, full=full) if row.counts and row.in_total else numbers.MISSING
    return Line(shown, points, bullet(review, row, lang))


def sum_line(review: Review, lang: Lang) -> Line:
    """The line of the total."""
    shown = total_row(review, lang)
    bare = not review.kpis.dimensions or review.card.total.score is None
    of_full = fill(say.OF_FULL, lang, points=shown.points, full=numbers.weight(float(review.kpis.full)))
    return Line(shown, shown.points if bare else of_full, None)


def near_limit(review: Review) -> float:
    """From which score on an indicator is near its target."""
    return float(review.kpis.lights[0].at_least) if len(review.kpis.lights) > 1 else _FULL


def bullet(review: Review, row: Leaf, lang: Lang) -> Bullet | None:
    """The bullet of an indicator: where its value lies, and the one before, between baseline (0) and target (1); None
    without a value.
    """
    one, then = row.score, row.score.previous
    at = _place(row, one.value, one.score_uncapped)
    if at is None:
        return None
    before = _place(row, then.value, then.score) if then else None
    called = period_words(one.basis.period.kind, lang)
    said = [(PHRASES["baseline"].say(lang), row.baseline), (PHRASES["target"].say(lang), row.scale.bare(row.goal))]
    said += [(called["this"], row.bare)]
    said += [(called["last"], row.scale.bare(then.value, then.bound))] if then else []
    words = PHRASES["pause"].say(lang).join(f"{name} {value}" for name, value in said if value != numbers.MISSING)
    alt = f"{row.label}{PHRASES['colon'].say(lang)}{words}"
    return Bullet(f"bullet_{one.id}", alt, at, before, _near(row, near_limit(review)))


def _place(row: Leaf, value: float | None, score: float | None) -> float | None:
    """Where a *value* lies on the way to its target; what has no such way, by steps or a rule, stands where its *score*
    is.
    """
    one = row.score
    if value is None:
        return None
    if one.attainment is not None and one.baseline is not None and one.target not in (None, one.baseline):
        return (value - one.baseline) / (one.target - one.baseline)
    if one.method == "completion":
        up = one.direction != "down"
        over, under = (value, one.target) if up else (one.target, value)
        return over / under if over is not None and under else None
    return None if score is None else score / _FULL


def _near(row: Leaf, limit: float) -> float:
    """From where on the score of an indicator is near its target."""
    low, high = float(row.spec.at_baseline), float(row.spec.at_target)
    share = (limit - low) / (high - low) if row.score.method == "attainment" and high != low else limit / _FULL
    return min(max(share, 0.0), 1.0)


def remarks_on(rows: list[Leaf], lang: Lang) -> tuple[str, ...]:
    """What has to be said of single indicators, and once of all that lent their weight."""
    every = [words for row in rows for words in _remarks(row, lang)]
    if aside := [f"{row.label} {row.printed_score}" for row in rows if row.counts and not row.in_total]:
        every.append(fill(sentences.NOT_COUNTED, lang, scores=PHRASES["pause"].say(lang).join(aside)))
    every += [_unscored(alike, lang) for alike in _alike([row for row in rows if not row.counts])]
    shared = any(_is_shared(row) for row in rows)
    return (*every, *([say.SHARED.say(lang)] if shared else []))


def _remarks(row: Leaf, lang: Lang) -> list[str]:
    if not row.counts:
        return []
    found, ends, target, one = [], row.score.basis.interval, row.score.target, row.score
    if one.attainment is not None and one.attainment < 0:
        found.append(fill(say.OFF_SCALE, lang, label=row.label, value=row.full, baseline=row.full_baseline))
    if ends:
        low, high = map(row.scale.bare, ends)
        count = numbers.count(one.basis.denominator or one.basis.row_count)
        words = fill(say.INTERVAL, lang, label=row.label, n=count, low=low, high=high)
        held = target is not None and not row.reached and ends[0] <= target <= ends[1]
        found.append(words + (fill(say.CONTAINS, lang, target=row.scale.bare(target)) if held else ""))
    if bound := _bound_note(row, lang):
        found.append(f"{row.label} {row.full}{bound}")
    if one.accepted:
        found.append(f"{row.label}{fill(sentences.ACCEPTED, lang, words=one.accepted.words.say(lang))}")
    return found


def _bound_note(row: Leaf, lang: Lang) -> str:
    """That the value is a bound beyond which the target may lie, if so."""
    may_reach, may_miss = not row.reached and row.side == "at_least", row.reached and row.side == "at_most"
    if row.score.direction == "range" and row.side:
        may_reach, may_miss = not row.reached, row.reached
    return (sentences.MAY_REACH if may_reach else sentences.MAY_MISS).say(lang) if may_reach or may_miss else ""


def _is_shared(row: Leaf) -> bool:
    """Whether an indicator carries points of another one, by what prints."""
    now, own = row.score.effective_weight, row.score.weight
    return row.counts and row.in_total and now is not None and numbers.weight(now) != numbers.weight(own)


def _alike(rows: list[Leaf]) -> list[list[Leaf]]:
    """The rows, those together that are not scored for the same reason."""
    groups: dict[object, list[Leaf]] = {}
    for row in rows:
        one = row.score
        key = (one.scoring, one.missing_reason) if one.missing_reason else one.id
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _unscored(rows: list[Leaf], lang: Lang) -> str:
    """Why *rows* are not scored."""
    row, one = rows[0], rows[0].score
    if one.scoring == "monitored":
        return fill(sentences.MONITORED, lang, label=row.label, value=row.full)
    reason = clause(one.missing_reason.say(lang)) if one.missing_reason else ""
    pattern = sentences.NOT_APPLICABLE if one.scoring == "not_applicable" else sentences.MISSING
    labels = PHRASES["pause"].say(lang).join(each.label for each in rows)
    fields = {"label": labels, "reason": reason or sentences.NO_REASON.say(lang)}
    called = period_words(one.basis.period.kind, lang)
    weight = numbers.weight(fsum(each.score.weight for each in rows))
    return fill(pattern, lang, weight=weight, **fields, **called)
