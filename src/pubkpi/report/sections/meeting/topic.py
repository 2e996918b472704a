"""The review of one activity or incident: what it was, when, what the measures did around it, and what was learnt."""

from dataclasses import dataclass

from pubkpi.model.explanations.meetings import Topic
from pubkpi.model.periods import Period, span_of
from pubkpi.model.review import Review
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import View
from pubkpi.report.leaves import step_labels
from pubkpi.report.sections.months import month_label
from pubkpi.report.wording import meetings as say
from pubkpi.report.wording import numbers
from pubkpi.report.wording.sentences import fill


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One measure: its values before, during and after, and its change."""

    label: str
    unit: str
    values: tuple[str, ...]
    change: str


@dataclass(frozen=True, slots=True)
class TopicEntry:
    """What a register says, or what is to be filled in, by its name."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class TopicView(View):
    """The review of a topic as finished strings; *lessons* are left to the meeting."""

    title: str
    entries: tuple[TopicEntry, ...]
    spans: tuple[str, ...]
    effect: str
    rows: tuple[TopicRow, ...]
    note: str
    lessons: tuple[TopicEntry, ...]


def topic(review: Review, lang: Lang) -> TopicView | None:
    """The topic of *review*; None where it is about none."""
    one = review.topic
    if one is None:
        return None
    names = [*one.values[one.spans[0]]]
    listed = [name for name in names if any(one.values[span][name].value is not None for span in one.spans)]
    days = {"span": span_of(one.first, one.last).label(lang), "count": str((one.last - one.first).days + 1)}
    return TopicView(
        title=fill(say.TOPIC_TITLE[one.kind], lang, name=one.name, days=fill(say.TOPIC_DAYS, lang, **days)),
        entries=tuple(
            TopicEntry(say.TOPIC_ENTRIES[name].say(lang), _words(name, words, lang)) for name, words in one.entries
        ),
        spans=tuple(
            fill(say.TOPIC_SPAN, lang, name=name.say(lang), days=_days(span, lang))
            for name, span in zip(say.TOPIC_SPANS, one.spans, strict=True)
        ),
        effect=say.TOPIC_EFFECT.say(lang),
        rows=tuple(_row(review, one, name, lang) for name in listed),
        note=fill(say.TOPIC_NOTE, lang, none=str(len(names) - len(listed))),
        lessons=tuple(TopicEntry(name.say(lang), say.TO_FILL_IN.say(lang)) for name in say.TOPIC_LESSONS),
    )


def _days(span: Period, lang: Lang) -> str:
    """The days of *span* in a column's head; of one day that day."""
    first, last = numbers.day(span.first), numbers.day(span.last)
    return first if first == last else fill(say.TOPIC_RANGE, lang, first=first, last=last)


def _words(name: str, words: str, lang: Lang) -> str:
    if name == "participant_count":
        return numbers.count(int(words))
    return say.TOPIC_FLAGS[words].say(lang) if words in say.TOPIC_FLAGS else words


def _row(review: Review, one: Topic, name: str, lang: Lang) -> TopicRow:
    before, during, after = (one.values[span][name] for span in one.spans)
    every = (before, during, after)
    unit = review.kpis.measures[name].printed_unit
    scale = numbers.scale(unit, lang, [each.value for each in every], step_labels(review.kpis, name))
    return TopicRow(
        label=month_label(review, name, lang),
        unit=scale.unit_note,
        values=tuple(scale.bare(each.value, each.bound) for each in every),
        change=scale.change(during.value, before.value, (during.bound, before.bound)),
    )
