"""What was closed and revised: each time the total before and after, when, and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from pubkpi.model.review import ClosingRemark, Review
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import View
from pubkpi.report.leaves import band_words
from pubkpi.report.wording import numbers
from pubkpi.report.wording import reasons as say
from pubkpi.report.wording.sentences import EDITED, NOT_FINAL, fill
from pubkpi.report.wording.words import PHRASES, capital

_RUN_DIGITS = 8
_FEW = 3


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One closing or revision of the period."""

    name: str
    day: str
    before: str
    total: str
    reason: str
    run: str


@dataclass(frozen=True, slots=True)
class RevisionsView(View):
    """The closings as finished strings, oldest first; the title is the newest, *note* says what the report rests on,
    *later* what came after it and changes nothing.
    """

    title: str
    rows: tuple[RevisionRow, ...]
    note: str
    later: tuple[str, ...]


def revisions(review: Review, lang: Lang) -> RevisionsView | None:
    """What was closed of the period of *review*; None while it is open."""
    if not review.closings:
        return None
    rows = tuple(_row(one, lang) for one in review.closings)
    return RevisionsView(_title(review.closings[-1], lang), rows, say.AS_CLOSED.say(lang), tuple(_later(review, lang)))


def revision_name(revision: int, lang: Lang) -> str:
    """What a result is called that was closed, or revised so many times."""
    return f"{PHRASES['revised'].say(lang)} R{revision}" if revision else PHRASES["final"].say(lang)


def status(review: Review, lang: Lang) -> str:
    """How final the result is: provisional while data may still come, then not final until the period is closed; and
    if so why it could not be: no total, or an undecided veto. Edits that nobody has accepted are told.
    """
    words = _status(review, lang)
    edited = any(one.id == "adjust.open" for one in review.card.findings)
    return fill(EDITED, lang, status=words) if edited else words


def _status(review: Review, lang: Lang) -> str:
    total = review.card.total
    if review.card.provisional:
        return PHRASES["provisional"].say(lang)
    if review.closings:
        return revision_name(review.closings[-1].revision, lang)
    decided = total.band or not review.kpis.dimensions or (total.score is not None and total.veto != "unknown")
    return PHRASES["open"].say(lang) if decided else fill(NOT_FINAL, lang, why=band_words(total, lang))


def _title(last: ClosingRemark, lang: Lang) -> str:
    words = {"day": numbers.long_day(last.day, lang), "total": numbers.score(last.total)}
    if not last.revision:
        return fill(say.CLOSED, lang, **words)
    return fill(say.REVISED, lang, number=str(last.revision), before=numbers.score(last.before), **words)


def _later(review: Review, lang: Lang) -> Iterator[str]:
    """What came after the newest closing: files, what would be otherwise by now, and what people said otherwise."""
    labels = {one.id: one.label for one in review.kpis.indicators} | {review.kpis.id: PHRASES["total"]}
    colon, stop = PHRASES["colon"].say(lang), PHRASES["stop"].say(lang)
    files = [one.where for one in review.later if one.id == "close.late"]
    if files:
        words = {"count": str(len(files)), "names": PHRASES["pause"].say(lang).join(files[:_FEW])}
        yield fill(say.FILES_LATER if files[_FEW:] else say.FILES_LATER_ALL, lang, **words)
    for one in review.later:
        where = f"{labels[one.where].say(lang)}{colon}" if one.where in labels else ""
        if one.id != "close.late":
            yield capital(f"{where}{one.message.say(lang)}{stop}")


def _row(one: ClosingRemark, lang: Lang) -> RevisionRow:
    early = say.CLOSED_EARLY.say(lang) if one.provisional else ""
    return RevisionRow(
        name=revision_name(one.revision, lang),
        day=str(one.day),
        before=numbers.score(one.before) if one.revision else "",
        total=numbers.score(one.total),
        reason=PHRASES["semicolon"].say(lang).join(filter(None, (one.reason, early))) or numbers.MISSING,
        run=one.run[:_RUN_DIGITS],
    )
