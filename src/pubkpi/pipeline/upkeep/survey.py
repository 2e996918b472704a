"""The survey that feeds satisfaction: its questions, and which of them surveys.yaml says that it is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.text import Text, choices_hint
from pubkpi.workspace.files import read_bytes, readable, write_aside
from pubkpi.workspace.settings import Settings
from pubkpi.workspace.slips import text_of

if TYPE_CHECKING:
    from pubkpi.ingest.containers.sheet import Book
    from pubkpi.ingest.profiles.profile import Profile
    from pubkpi.ingest.profiles.surveys import Survey
    from pubkpi.ingest.suggest.survey import SurveyQuestion

EXPORT = "wjx_survey"
SATISFACTION = "satisfaction"  # what the measure reads

_COMMAS = str.maketrans("，、", ",,")


@dataclass(frozen=True, slots=True)
class SurveyReading:
    """A survey's file: its *book*, its *questions*, and those of surveys.yaml that fit it already, by the header of
    each.
    """

    name: str
    profile: "Profile"
    book: "Book"
    questions: "tuple[SurveyQuestion, ...]"
    mapped: "tuple[tuple[Survey, str], ...]"


@dataclass(frozen=True, slots=True)
class MappingDraft:
    """The *text* for surveys.yaml at *path*, in which *survey* says what the answers to *question* mean.

    *replaced* are the questions of the same file that it said so of before, and does no longer.
    """

    path: Path
    text: str
    question: "SurveyQuestion"
    survey: "Survey"
    replaced: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
        """The answers with how often each was given: those that mean satisfied, the others that count, the rest."""
        good, rest, out = dict[str, int](), dict[str, int](), dict[str, int]()
        for answer, count in self.question.answers:
            valid = self.survey.is_valid(answer)
            (good if valid and self.survey.is_satisfied(answer) else rest if valid else out)[answer] = count
        return good, rest, out


def read_survey(settings: Settings, path: Path) -> SurveyReading:
    """The questions of the survey at *path*; DataError for a file that is no survey."""
    from pubkpi.engine.worker import Limits
    from pubkpi.ingest.containers import sandbox
    from pubkpi.ingest.layouts.survey import questions_of
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
    mapped = questions_of(surveys, [one.header for one in questions])
    return SurveyReading(readable(path.name), profile, book, questions, tuple(mapped))


def is_loaded(settings: Settings, path: Path) -> bool:
    """Whether the very file at *path* was loaded, so that it is to be read anew where its mapping changes."""
    from pubkpi.workspace.files import digest
    from pubkpi.workspace.loads import current_loads
    from pubkpi.workspace.record import Record

    sha256 = digest(read_bytes(path))
    return any(one.data["sha256"] == sha256 for one in current_loads(Record(settings.state).entries()))


def find_question(reading: SurveyReading, words: str) -> "SurveyQuestion":
    """The question of that number, or the one whose header has these *words*; UsageError for none and for several."""
    if words.isascii() and words.isdigit() and 0 < int(words) <= len(reading.questions):
        return reading.questions[int(words) - 1]
    found = [one for one in reading.questions if words == one.header]
    found = found or [one for one in reading.questions if words and words in one.header]
    if len(found) != 1:
        what = Text(f"没有这一题，或不止一题：{words}", f"no question, or more than one: {words}")
        raise UsageError("--question", what, choices_hint(one.header for one in reading.questions))
    return found[0]


def find_answers(question: "SurveyQuestion", words: str, option: str, *, by_number: bool = False) -> tuple[str, ...]:
    """The answers that *words* name, with commas between: as they are, or else by number; a number is one *by_number*
    first where they were listed so. UsageError for any other.
    """
    known = [answer for answer, _ in question.answers]
    if not known:
        what = Text("这一题没有可选的回答", "there is no answer to choose from")
        why = Text("没有人作答，或人人写法不同。", "Nobody answered, or everybody in words of their own.")
        raise UsageError(option, what, why)
    pieces = [*filter(None, (one.strip() for one in words.translate(_COMMAS).split(",")))]
    by_number = by_number and all(one.isascii() and one.isdigit() for one in pieces)
    names = pieces if by_number else _names(words, known)
    answers = []
    for name in filter(None, names):
        number = int(name) if name.isascii() and name.isdigit() else 0
        if name in known and not by_number:
            answers.append(name)
        elif 0 < number <= len(known):
            answers.append(known[number - 1])
        elif by_number:
            raise UsageError(
                option,
                Text(f"没有这个编号：{name}", f"no such number: {name}"),
                Text(f"写 1 至 {len(known)}。", f"1 to {len(known)}."),
            )
        else:
            what = Text(f"这一题没有这个回答：{name}", f"nobody gave this answer: {name}")
            raise UsageError(option, what, choices_hint(known, name))
    if not answers:
        raise UsageError(option, Text("没有写回答", "it names no answer"), choices_hint(known))
    return tuple(dict.fromkeys(answers))


def _names(words: str, known: Sequence[str]) -> list[str]:
    """What stands between the commas of *words*; an answer that has commas itself is one name."""
    pieces, names, i = re.split("([,，、])", words), list[str](), 0
    while i < len(pieces):
        ends = range(len(pieces), i + 1, -1)
        end = next((j for j in ends if "".join(pieces[i:j]).strip() in known), i + 1)
        names.append("".join(pieces[i:end]).strip())
        i = end + 1
    return names


def draft_mapping(
    settings: Settings,
    reading: SurveyReading,
    question: "SurveyQuestion",
    satisfied: Sequence[str],
    valid: Sequence[str],
) -> MappingDraft:
    """What surveys.yaml is to say: that *question* is the satisfaction, with the answers that mean *satisfied* and all
    that are *valid*. It takes the place of another question of the file; what is said of those of other files stays.
    DataError where `ingest` would refuse the file then.
    """
    from pubkpi.ingest.profiles.surveys import read

    if uncounted := [one for one in satisfied if one not in valid]:
        what = Text(f"“{uncounted[0]}”算满意，就要算数", f"{uncounted[0]} means satisfied, so it counts")
        raise UsageError("--valid", what, choices_hint(answer for answer, _ in question.answers))
    path = settings.root / "surveys.yaml"
    before = read(path)
    replaced = _replaced(before, reading, question)
    surveys = [_without(one, replaced) for one in before]
    survey, others = _survey(surveys, question, satisfied, valid)
    changed = {one.id for one in (*others, survey)}
    cut = [one for one, old in zip(surveys, before, strict=True) if one != old and one.id not in changed]
    others += [one for one in cut if one.question]
    emptied = [one.id for one in cut if not one.question]
    if survey.of in emptied:  # others count as that one, too, so it is the question now
        emptied = [survey.id if name == survey.of else name for name in emptied]
        survey = replace(survey, id=survey.of, of="")

    text = _edited(path, [*others, survey], emptied)
    with TemporaryDirectory(prefix="pubkpi-") as folder:
        trial = Path(folder) / path.name
        trial.write_text(text, encoding="utf-8")
        _refuse_doubt(reading, read(trial))
    draft = MappingDraft(path, text, question, survey, replaced)
    _refuse_other_share(draft, satisfied, valid)
    return draft


def _edited(path: Path, written: "Sequence[Survey]", emptied: Sequence[str]) -> str:
    """The text of surveys.yaml at *path* with the surveys *written*, and without the *emptied*."""
    from pubkpi.workspace.yaml.yaml_change import edited, flow

    def change(surveys: Any) -> None:
        for name in emptied:
            surveys.pop(name, None)
        for one in written:
            entry = {"of": one.of} if one.of else {}
            entry |= {key: flow([*getattr(one, key)]) for key in ("question", "satisfied", "valid")}
            if one.id in surveys:
                surveys[one.id].update(entry)
            else:
                surveys[one.id] = entry

    return edited(text_of(path) if path.is_file() else "", "surveys", change)


def write_mapping(draft: MappingDraft) -> None:
    """Put *draft* in the place of surveys.yaml."""
    write_aside(draft.path, draft.text.encode())


def _replaced(surveys: Iterable["Survey"], reading: SurveyReading, question: "SurveyQuestion") -> tuple[str, ...]:
    """The headers of the file, other than that of *question*, that *surveys* have as the satisfaction word for word."""
    from pubkpi.ingest.layouts.survey import is_wording
    from pubkpi.ingest.rows.part import normal

    mine = [one for one in surveys if one.subject == SATISFACTION]
    headers = dict.fromkeys(one.header for one in reading.questions if normal(one.header) != normal(question.header))
    return tuple(header for header in headers if any(is_wording(one, header) for one in mine))


def _without(survey: "Survey", headers: Sequence[str]) -> "Survey":
    """The *survey* without the wordings that are one of the *headers*; without its answers, if none is left."""
    from pubkpi.ingest.rows.part import normal

    gone = {normal(one) for one in headers} if survey.subject == SATISFACTION else set()
    left = tuple(one for one in survey.question if normal(one) not in gone)
    return replace(survey, question=left) if left else replace(survey, question=(), satisfied=(), valid=())


def _survey(
    surveys: Sequence["Survey"], question: "SurveyQuestion", satisfied: Sequence[str], valid: Sequence[str]
) -> "tuple[Survey, list[Survey]]":
    """The survey as which *question* is to stand, and those of *surveys* that change by it.

    It is one that stands there, unless that one says otherwise of an answer and has other questions, too.
    """
    from pubkpi.ingest.layouts.survey import is_wording
    from pubkpi.ingest.profiles.surveys import Survey
    from pubkpi.ingest.rows.part import normal

    options, good, counted = (_options(some) for some in ([one for one, _ in question.answers], satisfied, valid))
    mine = [one for one in surveys if one.subject == SATISFACTION]
    same = [one for one in mine if is_wording(one, question.header)]
    home = next(iter(same or [one for one in mine if not one.of]), Survey(SATISFACTION, (), (), ()))
    disputed = any(
        one in home.valid and (one not in counted or (one in home.satisfied) != (one in good)) for one in options
    )
    elsewhere = tuple(one for one in home.question if normal(one) != normal(question.header))
    others = []
    if disputed and elsewhere:
        others = [replace(home, question=elsewhere)] if same else []
        taken = {one.id for one in surveys}
        name = next(name for i in range(2, len(taken) + 3) if (name := f"{SATISFACTION}_{i}") not in taken)
        home = Survey(name, (), (), (), of=SATISFACTION)
    kept = [one for one in home.valid if one not in options]
    wordings = home.question if is_wording(home, question.header) else (*home.question, question.header)
    merged_good = dict.fromkeys((*(one for one in home.satisfied if one in kept or one in good), *good))
    merged_valid = dict.fromkeys((*(one for one in home.valid if one in kept or one in counted), *counted))
    return replace(home, question=wordings, satisfied=(*merged_good,), valid=(*merged_valid,)), others


def _options(answers: Iterable[str]) -> list[str]:
    """What was ticked in the *answers*, each once."""
    from pubkpi.ingest.profiles.surveys import TICKED

    return [*dict.fromkeys(option for answer in answers for option in answer.split(TICKED))]


def _refuse_doubt(reading: SurveyReading, surveys: "tuple[Survey, ...]") -> None:
    """DataError where more than one column of the file is a question of *surveys*."""
    from pubkpi.ingest.layouts.survey import lay_out, questions_of
    from pubkpi.ingest.rows.part import Mismatch

    if isinstance(lay_out(reading.profile, reading.book, surveys), Mismatch):
        headers = [header for _, header in questions_of(surveys, [one.header for one in reading.questions])]
        zh, en = "、".join(headers), ", ".join(headers)
        what = Text(
            f"这份问卷有不止一题会被读：{zh}；没有写入",
            f"more than one question would be read: {en}; nothing is written",
        )
        hint = Text(
            "两列同名的，先在文件里改一列的表头；不是满意度的题从 surveys.yaml 删去。",
            "Rename one of two columns with the same header; take any other question out of surveys.yaml.",
        )
        raise DataError(reading.name, what, hint)


def _refuse_other_share(draft: MappingDraft, satisfied: Sequence[str], valid: Sequence[str]) -> None:
    """UsageError where an answer would count otherwise than it was said: one of several options counts as they do."""
    good, rest, _ = draft.groups
    for option, answers, said in (("--satisfied", good, satisfied), ("--valid", {**good, **rest}, valid)):
        if odd := sorted({*answers} ^ {*said}):
            what = Text(
                f"“{odd[0]}”勾了多项，各项都算，它才算；与所写的不符",
                f"{odd[0]} counts as each of its options does, and that is otherwise",
            )
            raise UsageError(option, what, choices_hint(answer for answer, _ in draft.question.answers))
