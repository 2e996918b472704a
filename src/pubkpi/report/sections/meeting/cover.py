"""The cover: whose report it is, of which period, how final, by whom; what nobody said is a visible slot."""

from base64 import b64encode
from dataclasses import dataclass

from pubkpi.model.review import Imprint, Review
from pubkpi.model.text import Lang, Text
from pubkpi.printing.accounts import entity_label
from pubkpi.report.charts.figures import Figure, LogoPicture, View
from pubkpi.report.sections.revisions import status
from pubkpi.report.wording import meetings as say
from pubkpi.report.wording import numbers
from pubkpi.report.wording.words import PHRASES, phrase

_WIDEST, _HIGHEST = 170.0, 64.0  # points of a logo


@dataclass(frozen=True, slots=True)
class Slot:
    """What a line of the cover is about, and what stands there; *open* where it is to be filled in."""

    name: str
    text: str
    open: bool


@dataclass(frozen=True, slots=True)
class CoverView(View):
    """The cover as finished strings: *marks* stand above, *people* below."""

    organisation: Slot
    title: str
    subject: str
    scorecard: str
    period: str
    status: str
    dated: str
    marks: tuple[Slot, ...]
    people: tuple[Slot, ...]
    logo: LogoPicture | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The logo, if there is one."""
        return (self.logo,) if self.logo else ()


def cover(review: Review, lang: Lang) -> CoverView:
    """The cover of the report on *review*."""
    imprint, card = review.imprint, review.card
    return CoverView(
        organisation=slot(say.ORGANISATION, imprint.organisation, lang),
        title=phrase("report", card.period.kind, lang),
        subject=subject_label(review, lang),
        scorecard=card.label.say(lang),
        period=card.period.label(lang),
        status=status(review, lang),
        dated=f"{PHRASES['dated'].say(lang)} {numbers.long_day(review.data_day, lang)}",
        marks=tuple(slot(name, getattr(imprint, field), lang) for field, name in say.MARKS.items()),
        people=tuple(slot(name, getattr(imprint, field), lang) for field, name in say.PEOPLE.items()),
        logo=_logo(imprint, lang),
    )


def subject_label(review: Review, lang: Lang) -> str:
    """Whose report it is, as the office calls them; nothing where it is the department's."""
    one = review.subject
    return entity_label(one.by, one.name, lang) if one else ""


def slot(name: Text, words: str, lang: Lang) -> Slot:
    """*words* under their *name*, or that they are to be filled in."""
    return Slot(name.say(lang), words or say.TO_FILL_IN.say(lang), open=not words)


def _logo(imprint: Imprint, lang: Lang) -> LogoPicture | None:
    """The logo as large as a cover has room for it."""
    logo = imprint.logo
    if logo is None:
        return None
    scale = min(_WIDEST / logo.width, _HIGHEST / logo.height)
    source = f"data:image/{logo.format};base64,{b64encode(logo.data).decode()}"
    alt = imprint.organisation or say.ORGANISATION.say(lang)
    return LogoPicture("logo", alt, source, round(logo.width * scale, 2), round(logo.height * scale, 2))
