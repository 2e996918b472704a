"""How a task stands on the day of the data, and until when it is to be done."""

from datetime import date

from pubkpi.model.explanations.meetings import Task
from pubkpi.model.text import Lang, count_of
from pubkpi.report.leaves import LightView
from pubkpi.report.wording import meetings as say
from pubkpi.report.wording import numbers
from pubkpi.report.wording.sentences import fill


def progress(one: Task, today: date, lang: Lang) -> LightView:
    """How it stands on *today*, with the days that it is overdue; to be filled in where nobody said."""
    if late := one.days_late(today):
        shape, word, tone = say.OVERDUE
        days = str(late) if lang == "zh" else count_of(late, "day")
        return LightView(shape, fill(word, lang, days=days), tone)
    if one.status is None:
        return LightView("○", say.TO_FILL_IN.say(lang), "none")
    shape, word, tone = say.PROGRESS[one.status]
    return LightView(shape, word.say(lang), tone)


def due_day(one: Task, lang: Lang) -> str:
    """Until when it is to be done; to be filled in where nobody said."""
    return numbers.day(one.due_on) if one.due_on else say.TO_FILL_IN.say(lang)
