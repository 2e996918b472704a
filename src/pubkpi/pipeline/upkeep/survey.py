"""The survey that feeds satisfaction: its questions, and which of them surveys.yaml says that it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.text import Text, choices_hint
from pubkpi.workspace.files import read_bytes, readable, write_aside
from pubkpi.workspace.settings import Settings
from pubkpi.workspace.slips import text_of

if TYPE_CHECKING:
    from pubkpi.ingest.profiles.surveys import Survey
    from pubkpi.ingest.suggest.survey import SurveyQuestion

EXPORT = "wjx_survey"
SATISFACTION = "satisfaction"  # what the measure reads


@dataclass(frozen=True, slots=True)
class SurveyReading:
    """A survey's file: its *questions*, and those of surveys.yaml that fit it already, by the header of each."""

    name: str
    questions: "tuple[SurveyQuestion, ...]"
    mapped: "tuple[tuple[Survey, str], ...]"


def read_survey(settings: Settings, path: Path) -> SurveyReading:
    """The questions of the survey at *path*; DataError for a file that is no survey."""
    from pubkpi.engine.worker import Limits
    from pubkpi.ingest.containers import sandbox
    from pubkpi.ingest.layouts.survey import fits
    from pubkpi.ingest.profiles.catalogue import profiles
    from pubkpi.ingest.profiles.surveys import read
    from pubkpi.ingest.suggest.survey import survey_questions

    profile = next(one for one in profiles(settings.exports) if one.id == EXPORT)
    book = sandbox.read(read_bytes(path), path.name, Limits(settings.memory_mb, settings.seconds))
    questions = survey_questions(book, profile)
    if not questions:
        what = Text("不是问卷星的答卷数据", "these are no answer sheets of 问卷星")
        raise DataError(readable(path.name), what, Text(f"{profile.click.zh}。", f"{profile.click.en}."))
    surveys = read(settings.root / "surveys.yaml")
    mapped = ((survey, one.header) for survey in surveys for one in questions if fits(survey, one.header))
    return SurveyReading(readable(path.name), questions, tuple(mapped))


def find_question(reading: SurveyReading, words: str) -> "SurveyQuestion":
    """The question of that number, or the one whose header has these *words*; UsageError for none and for several."""
    if words.isascii() and words.isdigit() and 0 < int(words) <= len(reading.questions):
        return reading.questions[int(words) - 1]
    found = [one for one in reading.questions if words and words in one.header]
    if len(found) != 1:
        what = Text(f"没有这一题，或不止一题：{words}", f"no question, or more than one: {words}")
        raise UsageError("--question", what, choices_hint(one.header for one in reading.questions))
    return found[0]


def find_answers(question: "SurveyQuestion", words: str, option: str) -> tuple[str, ...]:
    """The answers that *words* name, by number or as they are, with commas between; UsageError for any other."""
    known = [answer for answer, _ in question.answers]
    found = []
    for word in words.replace("，", ",").replace("、", ",").split(","):
        name = word.strip()
        if name not in known and name.isascii() and name.isdigit() and 0 < int(name) <= len(known):
            name = known[int(name) - 1]
        if name not in known:
            what = Text(f"这一题没有这个回答：{name}", f"nobody gave this answer: {name}")
            raise UsageError(option, what, choices_hint(known, name))
        found.append(name)
    return tuple(dict.fromkeys(found))


def map_survey(settings: Settings, question: "SurveyQuestion", satisfied: Sequence[str], valid: Sequence[str]) -> Path:
    """Write into surveys.yaml that *question* is the satisfaction, with the answers that mean *satisfied* and all that
    are *valid*; what it said of other surveys stays. UsageError where it contradicts that.
    """
    from pubkpi.ingest.profiles.surveys import read
    from pubkpi.workspace.yaml.yaml_change import edited, flow

    path = settings.root / "surveys.yaml"
    old = next((one for one in read(path) if one.id == SATISFACTION), None)
    if uncounted := [one for one in satisfied if one not in valid]:
        what = Text(f"“{uncounted[0]}”算满意，就要算数", f"{uncounted[0]} means satisfied, so it counts")
        raise UsageError("--valid", what, choices_hint(answer for answer, _ in question.answers))
    questions, good, counted = [question.header], [*satisfied], [*valid]
    if old:
        disputed = [one for one in counted if one in old.valid and (one in old.satisfied) != (one in good)]
        if disputed:
            what = Text(f"surveys.yaml 对“{disputed[0]}”另有说法", f"surveys.yaml says otherwise of {disputed[0]}")
            raise UsageError("--satisfied", what, Text("先改那里。", "Change it there first."))
        questions = [*(one for one in old.question if one not in question.header), *questions]
        good = [*dict.fromkeys((*old.satisfied, *good))]
        counted = [*dict.fromkeys((*old.valid, *counted))]

    def change(surveys: Any) -> None:
        entry = {"question": flow(questions), "satisfied": flow(good), "valid": flow(counted)}
        if SATISFACTION in surveys:
            surveys[SATISFACTION].update(entry)
        else:
            surveys[SATISFACTION] = entry

    text = edited(text_of(path) if path.is_file() else "", "surveys", change)
    with TemporaryDirectory(prefix="pubkpi-") as folder:
        trial = Path(folder) / path.name
        trial.write_text(text, encoding="utf-8")
        read(trial)
    write_aside(path, text.encode())
    return path
