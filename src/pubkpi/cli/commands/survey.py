"""`pubkpi survey`: the questions of a survey, and which of them is the satisfaction."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from pubkpi.ingest.suggest.survey import SurveyQuestion
    from pubkpi.pipeline.upkeep.survey import SurveyReading

_BOTH = Text("--question 和 --satisfied 要一起写", "--question and --satisfied go together")


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=t("问卷星下载的答卷", "The answer sheets"))],
    question: Annotated[
        str, typer.Option(metavar="N", help=t("满意度是哪一题：题号或题目里的字", "Which question: number or words"))
    ] = "",
    satisfied: Annotated[
        str, typer.Option(metavar="A,B", help=t("哪些回答算满意：编号或原文", "Satisfied answers: numbers or words"))
    ] = "",
    valid: Annotated[
        str, typer.Option(metavar="A,B", help=t("哪些回答算数；默认全部", "Answers that count; all by default"))
    ] = "",
) -> None:
    """List the questions of *file*; say in surveys.yaml which one counts, by options or by answers on a terminal."""
    from pubkpi.cli.views.workspace.survey import show_mapping, show_questions
    from pubkpi.pipeline.upkeep.survey import find_answers, find_question, map_survey, read_survey
    from pubkpi.workspace.settings import find

    settings = find()
    reading = read_survey(settings, file)
    if bool(question) != bool(satisfied):
        raise UsageError("survey", _BOTH)
    if not question:
        show_questions(reading)
        question, satisfied = _ask(reading) if console.can_ask() else ("", "")
    if not (question and satisfied):
        return
    chosen = find_question(reading, question)
    good = find_answers(chosen, satisfied, "--satisfied")
    counted = find_answers(chosen, valid, "--valid") if valid else tuple(answer for answer, _ in chosen.answers)
    show_mapping(map_survey(settings, chosen, good, counted), chosen, good, counted)


def _ask(reading: "SurveyReading") -> tuple[str, str]:
    """Which question, and which of its answers; blank where nobody says."""
    from pubkpi.cli.questions import ask
    from pubkpi.cli.views.workspace.survey import show_answers
    from pubkpi.pipeline.upkeep.survey import find_question

    question = ask(
        t("哪一题是满意度？写题号，直接回车则不改", "Which question is it? Its number; Enter changes nothing")
    )
    if not question:
        return "", ""
    chosen: SurveyQuestion = find_question(reading, question)
    show_answers(chosen)
    return question, ask(t("哪些回答算满意？写编号，用逗号分开", "Which answers mean satisfied? Numbers, with commas"))
