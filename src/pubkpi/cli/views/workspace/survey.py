"""The questions of a survey, and what was made of one."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.report.wording.numbers import percent

if TYPE_CHECKING:
    from pubkpi.ingest.suggest.survey import SurveyQuestion
    from pubkpi.pipeline.upkeep.survey import MappingDraft, SurveyReading


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
    """The answers of one, each with the number by which it is chosen."""
    header = (t("编号", "no."), t("回答", "answer"), t("份数", "answers"))
    console.table(header, [(str(i), one, f"{n:,}") for i, (one, n) in enumerate(question.answers, 1)], right=(0, 2))


def show_draft(draft: "MappingDraft") -> None:
    """Which answers are taken for what, and the share that this file scores by that."""
    good, rest, out = draft.groups
    console.say(t(f"满意度：{draft.question.header}", f"the satisfaction: {draft.question.header}"))
    for one in draft.replaced:
        console.say(t(f"  替换了原来的一题：{one}", f"  in the place of: {one}"))
    console.say(t(f"  算满意：{_join_answers(good)}", f"  satisfied: {_join_answers(good)}"))
    console.say(t(f"  不算满意：{_join_answers(rest)}", f"  not satisfied: {_join_answers(rest)}"))
    if out:
        console.say(t(f"  不算数：{_join_answers(out)}", f"  does not count: {_join_answers(out)}"))
    satisfied, whole = sum(good.values()), sum(good.values()) + sum(rest.values())
    share = percent(satisfied / whole)
    console.say(
        t(
            f"这份问卷：满意 {satisfied:,}，有效 {whole:,}，{share}。导入后计入满意度。",
            f"this survey: satisfied {satisfied:,} of {whole:,} that count, {share}. Load it, and it counts.",
        )
    )


def _answers(question: "SurveyQuestion") -> str:
    if not question.count:
        return t("无人作答", "nobody answered")
    if not question.answers:
        return t("太多种，不列", "too many kinds to list")
    return t("、", ", ").join(f"{answer} {count:,}" for answer, count in question.answers)


def _join_answers(answers: Iterable[str]) -> str:
    return t("、", ", ").join(f"“{one}”" for one in answers) or "—"
