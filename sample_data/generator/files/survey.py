"""问卷星 answers, by option text or (in one quarter) by option number."""

from __future__ import annotations

from pathlib import Path

from generator.days import QUARTERS
from generator.files.workbooks import Cell, write_xlsx
from generator.survey import FAVOURITES, GRADES, SOURCES, Answer
from generator.world import World

NUMBER_QUARTER = "2024Q2"
HEADER = tuple(
    (
        "序号 提交答卷时间 所用时间 来源 来源详情 来自IP 1、您最常使用的栏目是？ "
        "2、您对本公众号的服务总体是否满意？ 3、您从哪些渠道获知活动信息？ 4、您的意见和建议 总分"
    ).split()
)
MAPPING = """\
# Which question feeds the satisfaction measure, and which of its answers count. Numbers are the option
# numbers of an export "by option number"; skipped (-3, (跳过)) and blank (-2) answers are not valid ones.
surveys:
  satisfaction:
    question: 您对本公众号的服务总体是否满意
    satisfied: [非常满意, 满意, "1", "2"]
    valid: [非常满意, 满意, 一般, 不满意, 非常不满意, "1", "2", "3", "4", "5"]
"""


def write_survey_files(folder: Path, world: World) -> None:
    """One workbook a quarter."""
    for quarter in QUARTERS:
        label = quarter.label
        line = _numbers if label == NUMBER_QUARTER else _texts
        lines: list[tuple[Cell, ...]] = [HEADER]
        for answer in world.answers[label]:
            score = 0 if not answer.grade else 120 - 20 * answer.grade
            lines.append((*_origin(answer), *line(answer), answer.remark, score))
        write_xlsx(folder / label / f"用户满意度调查_{label}.xlsx", {"Sheet1": lines})


def _origin(answer: Answer) -> tuple[Cell, ...]:
    submitted = answer.submitted.strftime("%Y/%m/%d %H:%M:%S")
    return (answer.number, submitted, f"{answer.seconds}秒", *answer.origin, answer.address)


def _texts(answer: Answer) -> tuple[Cell, ...]:
    grade = "(跳过)" if answer.grade is None else GRADES[answer.grade - 1] if answer.grade else ""
    return (FAVOURITES[answer.favourite], grade, "┋".join(SOURCES[i] for i in answer.sources))


def _numbers(answer: Answer) -> tuple[Cell, ...]:
    grade = -3 if answer.grade is None else answer.grade or -2
    return (answer.favourite + 1, grade, "┋".join(str(i + 1) for i in answer.sources))
