"""What people are to decide on, by owner, in sentences."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pubkpi.model.periods import Kind
from pubkpi.model.review import Review
from pubkpi.model.scores import Bound, Flag
from pubkpi.model.text import Lang, Text
from pubkpi.report.leaves import unit_of
from pubkpi.report.wording import numbers
from pubkpi.report.wording import sentences as say
from pubkpi.report.wording import summary as page_one
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES, capital, period_words

_FEW = 6
StepLabels = Mapping[Fraction, Text] | None


@dataclass(frozen=True, slots=True)
class OwnerFlags:
    """All flags of one owner."""

    owner: str
    lines: tuple[str, ...]


def flags(review: Review, lang: Lang) -> tuple[OwnerFlags, ...]:
    """The flags of the reported quarter, an owner a group."""
    listed: dict[str, list[str]] = {}
    for one, line in _lines(review, lang):
        listed.setdefault(_owner(one, lang), []).append(line)
    return tuple(OwnerFlags(owner, tuple(lines)) for owner, lines in listed.items())


def indicator_flags(review: Review, name: str, lang: Lang) -> tuple[str, ...]:
    """The flags of the indicator *name*."""
    return tuple(line for one, line in _lines(review, lang) if one.indicator == name)


def short_flags(review: Review, lang: Lang) -> tuple[str, ...]:
    """The flags of the reported quarter without their figures, a line a kind."""
    listed, called = review.card.flags, period_words(review.card.period.kind, lang)
    running = [one for one in listed if one.kind == "below_target" and one.before is not None]
    owners: dict[str, list[Flag]] = {}
    for one in running:
        if one.interval is None:
            owners.setdefault(_owner(one, lang), []).append(one)
    groups = [fill(page_one.OF_OWNER, lang, owner=name, labels=names(some, lang)) for name, some in owners.items()]
    lines = [
        (page_one.RUNNING, {"owners": PHRASES["pause"].say(lang).join(groups)}),
        (page_one.RUNNING_SOFT, {"labels": names([one for one in running if one.interval is not None], lang)}),
        (page_one.FAR, {"labels": _far(listed, lang), "limit": deviation_limit(review)}),
        (page_one.BEYOND, {"labels": names([one for one in listed if one.kind == "above_target"], lang)}),
    ]
    return tuple(fill(words, lang, **said, **called) for words, said in lines if next(iter(said.values())))


def names(listed: Sequence[Flag], lang: Lang) -> str:
    """The indicators of flags; of many the first ones, and how many there are."""
    labels = PHRASES["pause"].say(lang).join(one.label.say(lang) for one in listed[:_FEW])
    more = len(listed) - _FEW
    return fill(page_one.OF_MANY, lang, labels=labels, count=str(len(listed)), more=str(more)) if more > 0 else labels


def deviation_limit(review: Review) -> str:
    """From which deviation on a flag is raised; nothing in a plan that says none."""
    limit = review.kpis.flagging.deviation
    return "" if limit is None else f"{numbers.weight(float(limit * 100))}%"


def _far(listed: Iterable[Flag], lang: Lang) -> str:
    far = [one for one in listed if one.kind == "deviation"]
    return (
        PHRASES["pause"]
        .say(lang)
        .join(f"{one.label.say(lang)} {numbers.growth(one.deviation, one.bound)}" for one in far)
    )


def _owner(one: Flag, lang: Lang) -> str:
    return capital(one.owner.say(lang) or PHRASES["no_owner"].say(lang))


def _lines(review: Review, lang: Lang) -> Iterator[tuple[Flag, str]]:
    called = {leaf.id: leaf.step_labels for leaf in review.kpis.indicators}
    printed = {leaf.id: unit_of(review.kpis, leaf) for leaf in review.card.indicators}
    for one in review.card.flags:
        shown = replace(one, unit=printed.get(one.indicator, one.unit))
        line = _line(shown, review.card.period.kind, lang, called.get(one.indicator))
        yield one, line + _acceptance_note(review, one, lang)


def note(review: Review, lang: Lang) -> str:
    """What flags are, and from which deviation on one is raised, if any is; nothing without flags."""
    limit = deviation_limit(review)
    if not review.card.flags:
        return ""
    return fill(say.FLAGS_NOTE if limit else say.FLAGS_NOTE_ALONE, lang, limit=limit)


def _line(one: Flag, kind: Kind, lang: Lang, called: StepLabels) -> str:
    value, target = _pair(one, (one.value, one.target), one.bound, lang, called)
    words = {"label": one.label.say(lang), "value": value, "target": target}
    soft = _soft(one, lang)
    if one.kind == "above_target":
        return fill(say.FLAG_BEYOND if soft else say.FLAG_ABOVE, lang, **words) + soft
    if one.before is not None:
        then, due = _pair(one, one.before, one.bound_before, lang, called)
        line = fill(say.FLAG_BELOW, lang, then=then, due=due, **words, **period_words(kind, lang))
        return line + (soft or (say.FLAG_RETRAINING.say(lang) if one.consequence else ""))
    scale = numbers.scale(one.unit, lang, (one.value, one.target))
    points = (
        f"{PHRASES['pause'].say(lang)}{scale.change(one.value, one.target, (one.bound, ''))}"
        if one.points is not None
        else ""
    )
    return (
        fill(say.FLAG_DEVIATION, lang, deviation=numbers.growth(one.deviation, one.bound), points=points, **words)
        + soft
    )


def _acceptance_note(review: Review, one: Flag, lang: Lang) -> str:
    """That the miss is accepted: until when, and why; nothing of a target that is beaten."""
    miss = next((leaf.accepted for leaf in review.card.indicators if leaf.id == one.indicator), None)
    return fill(say.ACCEPTED, lang, words=miss.words.say(lang)) if miss and one.kind != "above_target" else ""


def _soft(one: Flag, lang: Lang) -> str:
    """What softens a flag: that the interval of the value contains the target, so that the meeting decides."""
    if one.interval is None:
        return ""
    scale = numbers.scale(one.unit, lang, one.interval)
    low, high = map(scale.bare, one.interval)
    return fill(say.WITHIN_ERROR, lang, low=low, high=high) + say.DECIDE.say(lang)


def _pair(one: Flag, values: tuple[float, float], bound: Bound, lang: Lang, called: StepLabels) -> tuple[str, str]:
    scale = numbers.scale(one.unit, lang, values, called)
    return scale.bare(values[0], bound), scale.bare(values[1])
