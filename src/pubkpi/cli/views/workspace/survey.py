"""The questions of a survey, and what was made of one."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import t

if TYPE_CHECKING:
    from pubkpi.ingest.suggest.survey import SurveyQuestion
    from pubkpi.pipeline.upkeep.survey import SurveyReading


def show_questions(reading: "SurveyReading") -> None:
    """Number and words of each, how many answered, and the answers with how often each was given."""
    header = (t("题号", "no."), t("题目", "question"), t("份数", "answers"), t("回答", "what was answered"))
    rows = [(str(i), one.header, f"{one.count:,}", _answers(one)) for i, one in enumerate(reading.questions, start=1)]
    console.table(header, rows, right=(0, 2))
    for survey, question in reading.mapped:
        words = "、".join(survey.satisfied), ", ".join(survey.satisfied)
        console.say(
            t(
                f"surveys.yaml 已认这一题：{question}；满意：{words[0]}",
                f"surveys.yaml has this question already: {question}; satisfied: {words[1]}",
            )
        )
    console.say(
        t(
            '写法：pubkpi survey 文件 --question 题号 --satisfied "非常满意,满意"',
            'As in: pubkpi survey FILE --question N --satisfied "非常满意,满意"',
        )
    )


def show_answers(question: "SurveyQuestion") -> None:
    """The answers of one, numbered."""
    for number, (answer, count) in enumerate(question.answers, start=1):
        console.say(f"  {number} {answer} ({count:,})")


def show_mapping(path: Path, question: "SurveyQuestion", satisfied: Sequence[str], valid: Sequence[str]) -> None:
    """What surveys.yaml says now, and what that makes of the answers of this file."""
    counts = dict(question.answers)
    good, whole = (sum(counts[one] for one in some) for some in (satisfied, valid))
    console.say(t(f"已写入 {path.name}：{question.header}", f"written into {path.name}: {question.header}"))
    share = f"{good / whole:.1%}" if whole else "—"
    console.say(
        t(
            f"这份问卷：满意 {good:,}，有效 {whole:,}，{share}。导入后计入满意度。",
            f"this survey: satisfied {good:,} of {whole:,} that count, {share}. Load it, and it counts.",
        )
    )


def _answers(question: "SurveyQuestion") -> str:
    if not question.answers:
        return t("太多种，不列", "too many kinds to list")
    return t("、", ", ").join(f"{answer} {count:,}" for answer, count in question.answers)
