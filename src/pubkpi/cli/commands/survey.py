"""`pubkpi survey`: the questions of a survey, and which of them is the satisfaction."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pubkpi.ingest.suggest.survey import SurveyQuestion
    from pubkpi.pipeline.upkeep.survey import SurveyReading
    from pubkpi.workspace.settings import Settings

_BOTH = Text("--question 和 --satisfied 要一起写", "--question and --satisfied go together")


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=t("问卷星下载的答卷", "The answer sheets"))],
    question: Annotated[
        str, typer.Option(metavar="N", help=t("满意度是哪一题：题号或题目里的字", "Which question: number or words"))
    ] = "",
    satisfied: Annotated[
        str, typer.Option(metavar="A,B", help=t("哪些回答算满意：原文，或编号", "Satisfied answers: words, or numbers"))
    ] = "",
    valid: Annotated[
        str, typer.Option(metavar="A,B", help=t("哪些回答算数；默认全部", "Answers that count; all by default"))
    ] = "",
) -> None:
    """List the questions of *file*; say in surveys.yaml which one counts, by options or by answers on a terminal."""
    from pubkpi.cli.views.workspace.survey import show_questions
    from pubkpi.pipeline.upkeep.survey import find_answers, find_question, read_survey
    from pubkpi.workspace.settings import find

    settings = find()
    reading = read_survey(settings, file)
    if bool(question) != bool(satisfied) or (valid and not question):
        raise UsageError("survey", _BOTH)
    if not question:
        show_questions(reading)
        if console.can_ask():
            _ask(settings, reading, file)
        return
    chosen = find_question(reading, question)
    good = find_answers(chosen, satisfied, "--satisfied")
    counted = find_answers(chosen, valid, "--valid") if valid else tuple(answer for answer, _ in chosen.answers)
    _map(settings, reading, chosen, good, counted)
    _show_next(settings, file)


def _show_next(settings: "Settings", file: Path) -> None:
    """How the answers come to count: the file is loaded, or, if it was before, read anew."""
    from pubkpi.pipeline.upkeep.survey import is_loaded

    typed = "--replay" if is_loaded(settings, file) else console.in_quotes(file)
    console.say(t(f"下一步：pubkpi ingest {typed}", f"next: pubkpi ingest {typed}"))


def _ask(settings: "Settings", reading: "SurveyReading", file: Path) -> None:
    """Ask which question it is, and which of its answers mean satisfied; nothing is written where nobody says."""
    from pubkpi.cli.questions import ask_until
    from pubkpi.cli.views.workspace.survey import show_answers
    from pubkpi.pipeline.upkeep.survey import find_answers, find_question

    chosen = ask_until(
        t("哪一题是满意度？写题号，直接回车则不改", "Which question is it? Its number; Enter changes nothing"),
        lambda words: find_question(reading, words),
    )
    if not chosen:
        return
    show_answers(chosen)
    good = ask_until(
        t(
            "哪些回答算满意？写左边的编号或回答原文，用逗号分开；直接回车则不改",
            "Which answers mean satisfied? Their numbers or words, with commas; Enter changes nothing",
        ),
        lambda words: find_answers(chosen, words, "--satisfied", by_number=True),
    )
    if good and _map(settings, reading, chosen, good, [answer for answer, _ in chosen.answers], asks=True):
        _show_next(settings, file)


def _map(
    settings: "Settings",
    reading: "SurveyReading",
    question: "SurveyQuestion",
    satisfied: "Sequence[str]",
    valid: "Sequence[str]",
    *,
    asks: bool = False,
) -> bool:
    """Show what the answers will mean, and write that into surveys.yaml; who is asked may say no. Whether it was."""
    from pubkpi.cli.questions import is_yes
    from pubkpi.cli.views.workspace.survey import show_draft
    from pubkpi.pipeline.upkeep.survey import draft_mapping, write_mapping

    draft = draft_mapping(settings, reading, question, satisfied, valid)
    show_draft(draft)
    if asks and not is_yes(t("写入 surveys.yaml 吗？", "Write that into surveys.yaml?")):
        return False
    write_mapping(draft)
    console.say(t(f"已写入 {draft.path.name}", f"written into {draft.path.name}"))
    return True
