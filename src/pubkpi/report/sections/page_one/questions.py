"""What the meeting is asked to decide: questions that follow by rule from the scorecard, with what speaks for them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum

from pubkpi.model.explanations.scenarios import Lever
from pubkpi.model.review import Review
from pubkpi.model.scores import Flag
from pubkpi.model.text import Lang
from pubkpi.report.flags import deviation_limit, names
from pubkpi.report.leaves import Leaf, mark, owner
from pubkpi.report.sections.levers import needed_value
from pubkpi.report.wording import numbers
from pubkpi.report.wording import summary as say
from pubkpi.report.wording.sentences import clause, fill
from pubkpi.report.wording.words import PHRASES, period_words

_MOST = 4


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its evidence, the points at stake, and who answers for it, if one does."""

    question: str
    evidence: str
    points: str
    owner: str


def questions(review: Review, rows: Sequence[Leaf], lang: Lang) -> tuple[Question, ...]:
    """The questions of *review*, what stands in the way of a total first, then most points first."""
    by_id = {row.score.id: row for row in rows}
    every = (
        *_verdicts(review, lang),
        *_missing(review, rows, lang),
        *_far(review, by_id, lang),
        *_focus(review, by_id, lang),
        *_consequences(review, by_id, lang),
    )
    return every[:_MOST]


def _verdicts(review: Review, lang: Lang) -> Iterator[Question]:
    """Each veto, deduction or bonus of which nobody can tell whether it applies."""
    for one in review.card.adjustments:
        if one.state == "unknown":
            asked = fill(say.VERDICT, lang, label=one.label.say(lang))
            yield Question(asked, clause(one.reason.say(lang)), numbers.MISSING, "")


def _missing(review: Review, rows: Sequence[Leaf], lang: Lang) -> Iterator[Question]:
    """Whether what is missing is still to be handed in."""
    missing = [row for row in rows if row.score.scoring == "missing" and row.score.weight]
    if not missing:
        return
    low, high = map(numbers.score, review.card.total.bounds)
    one = missing[0]
    why = one.score.missing_reason
    what = [row.label for row in missing] if len(missing) > 1 else [clause(why.say(lang))] if why else []
    evidence = [PHRASES["pause"].say(lang).join(what)] if what else []
    evidence += [fill(say.BOUNDS, lang, low=low, high=high)] if low != high else []
    asked = fill(say.MISSING if len(missing) == 1 else say.MISSING_MANY, lang, label=one.label, count=str(len(missing)))
    weight = numbers.weight(fsum(row.score.weight for row in missing))
    yield Question(asked, PHRASES["semicolon"].say(lang).join(evidence), weight, _owner(missing, lang))


def _far(review: Review, rows: dict[str, Leaf], lang: Lang) -> Iterator[Question]:
    """What is far off its target: whether that is right, where there is doubt of it or the value is worse than the
    baseline; whether it is to be set anew, where it is reached; else whether the plan is to be adjusted.
    """
    flagged = [one for one in review.card.flags if one.kind == "deviation" and one.interval is None]
    for one in sorted(flagged, key=lambda one: -rows[one.indicator].lost if one.indicator in rows else 0.0):
        row = rows.get(one.indicator)
        if row is None or row.score.accepted:
            continue
        doubtful = bool(row.spec.caveat) or (row.score.attainment or 0.0) < 0
        deviation, limit = numbers.growth(one.deviation, one.bound), deviation_limit(review)
        words = {"value": row.full, "baseline": row.full_baseline, "target": row.scale.full(row.goal)}
        words |= {"label": row.label, "deviation": deviation, "limit": limit}
        words |= period_words(review.card.period.kind, lang)
        asked, why = (say.TARGET, say.TARGET_WHY) if doubtful else (say.ADJUST, say.ADJUST_WHY)
        if row.reached:
            asked, why = say.ANEW, say.ADJUST_WHY
        said = [fill(why, lang, **words), *([clause(row.spec.caveat.say(lang))] if row.spec.caveat else [])]
        evidence = PHRASES["semicolon"].say(lang).join(said)
        yield Question(fill(asked, lang, **words), evidence, _lost([row]), owner(row, lang))


def _focus(review: Review, rows: dict[str, Leaf], lang: Lang) -> Iterator[Question]:
    """The indicator that alone would bring the next band and has the least way to go, in proportion."""
    found = review.levers
    solved = [one for one in found.levers if one.reach == "solved" and one.id in rows] if found else []
    ways = [one for one in solved if not rows[one.id].score.accepted]
    if not found or not ways or found.goal is None:
        return
    one = max(ways, key=_way)
    row = rows[one.id]
    scale = numbers.scale(row.scale.printed_unit, lang, (one.value, row.goal, one.needed), row.spec.step_labels)
    words = {"label": row.label, "value": row.full, "needed": needed_value(one, scale), "goal": f"{found.goal:g}"}
    words["band"] = found.band.say(lang) if found.band else ""
    words["gap"] = numbers.score_gap(found.goal, review.card.total.score_printed)
    words |= period_words(review.card.period.kind, lang)
    points = fill(say.FOCUS_POINTS, lang, points=numbers.score(one.gain))
    yield Question(fill(say.FOCUS, lang, **words), fill(say.FOCUS_WHY, lang, **words), points, owner(row, lang))


def _way(one: Lever) -> float:
    """How near an indicator is to the value that it needs, in proportion; 1 is there."""
    small, great = sorted((abs(one.value or 0.0), abs(one.needed or 0.0)))
    return small / great if great else 0.0


def _consequences(review: Review, rows: dict[str, Leaf], lang: Lang) -> Iterator[Question]:
    """Whether the plan's consequences are drawn: retraining of those that missed twice running, a bonus beyond."""
    called = period_words(review.card.period.kind, lang)
    if again := _flagged(review, rows, "retraining"):
        listed = [rows[one.indicator] for one in again]
        states = Counter(mark(row.score.state, (), lang).word for row in listed)
        said = (
            PHRASES["pause"]
            .say(lang)
            .join(fill(say.STATE_COUNT, lang, word=word, count=str(count)) for word, count in states.items())
        )
        why = fill(say.RETRAIN_WHY, lang, count=str(len(again)), states=said, **called)
        yield Question(say.RETRAIN.say(lang), why, _lost(listed), _owner(listed, lang))
    if beyond := _flagged(review, rows, "bonus"):
        listed = [rows[one.indicator] for one in beyond]
        why = fill(say.REWARD_WHY, lang, labels=names(beyond, lang))
        yield Question(say.REWARD.say(lang), why, numbers.MISSING, _owner(listed, lang))


def _flagged(review: Review, rows: dict[str, Leaf], consequence: str) -> list[Flag]:
    """The flags with that *consequence* that no sampling error softens, without those of accepted misses."""
    firm = [one for one in review.card.flags if one.consequence == consequence and one.interval is None]
    return [one for one in firm if one.indicator in rows and not rows[one.indicator].score.accepted]


def _lost(rows: Sequence[Leaf]) -> str:
    """The points that *rows* lost together; nothing is said of bounds."""
    lost = [row.lost for row in rows if row.counts and row.in_total]
    return numbers.score(fsum(lost)) if any(lost) and not any(row.score_side for row in rows) else numbers.MISSING


def _owner(rows: Sequence[Leaf], lang: Lang) -> str:
    """The only owner of *rows*, if it is one."""
    owners = {owner(row, lang) for row in rows}
    return owners.pop() if len(owners) == 1 else ""
