"""What people say of each indicator: why it is so, what is to be done, by whom, until when; gaps are visible."""

from dataclasses import dataclass

from pubkpi.model.explanations.meetings import Commentary
from pubkpi.model.review import Review
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import View
from pubkpi.report.leaves import Leaf, LightView, leaves, mark
from pubkpi.report.sections.meeting.progress import due_day, progress
from pubkpi.report.wording import meetings as say
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES


@dataclass(frozen=True, slots=True)
class CommentaryRow:
    """One indicator: its state, and what is said of it."""

    label: str
    light: LightView
    cause: str
    action: str
    owner: str
    due: str
    progress: LightView


@dataclass(frozen=True, slots=True)
class CommentaryView(View):
    """The commentary as finished strings, most points lost first."""

    title: str
    rows: tuple[CommentaryRow, ...]
    note: str


def commentary(review: Review, lang: Lang) -> CommentaryView:
    """What people say of the indicators of *review*, and of which ones nobody said anything."""
    said = {one.indicator: one for one in review.commentary}
    rows = sorted(leaves(review, lang), key=lambda row: -row.lost)
    told = sum(bool(one.cause or one.action) for row in rows if (one := said.get(row.score.id)))
    title = say.COMMENTARY_EMPTY if not told else say.COMMENTARY_TITLE if told < len(rows) else say.COMMENTARY_FULL
    unknown = [name for name in said if name not in {row.score.id for row in rows}]
    names = {"names": PHRASES["pause"].say(lang).join(unknown), "period": str(review.card.period)}
    note = fill(say.COMMENTARY_UNKNOWN if unknown else say.COMMENTARY_NOTE, lang, **names)
    counts = {"total": str(len(rows)), "told": str(told), "open": str(len(rows) - told)}
    return CommentaryView(
        title=fill(title, lang, **counts),
        rows=tuple(_row(review, row, said.get(row.score.id) or Commentary(row.score.id), lang) for row in rows),
        note=note,
    )


def _row(review: Review, row: Leaf, one: Commentary, lang: Lang) -> CommentaryRow:
    empty = say.TO_FILL_IN.say(lang)
    return CommentaryRow(
        label=row.label,
        light=mark(row.score.state, review.kpis.lights, lang, row.score.light),
        cause=one.cause or empty,
        action=one.action or empty,
        owner=one.owner or empty,
        due=due_day(one, lang),
        progress=progress(one, review.data_day, lang),
    )
