"""The sign-off: who prepared, reviewed and approved the report, with room to sign; what nobody said is a slot."""

from dataclasses import dataclass

from pubkpi.model.review import Review
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import View
from pubkpi.report.sections.meeting.cover import Slot, slot
from pubkpi.report.sections.revisions import status
from pubkpi.report.wording import meetings as say
from pubkpi.report.wording.sentences import fill


@dataclass(frozen=True, slots=True)
class SignoffView(View):
    """The sign-off as finished strings: a line for each of the *people*, to be signed and dated."""

    title: str
    people: tuple[Slot, ...]
    note: str


def signoff(review: Review, lang: Lang) -> SignoffView:
    """Who answers for the report on *review*, and how final it is."""
    imprint = review.imprint
    return SignoffView(
        title=fill(say.SIGNOFF_CLOSED if review.closings else say.SIGNOFF_OPEN, lang, status=status(review, lang)),
        people=tuple(slot(name, getattr(imprint, field), lang) for field, name in say.PEOPLE.items()),
        note=fill(say.SIGNOFF_NOTE, lang, period=str(review.card.period)),
    )
