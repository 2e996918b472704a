"""surveys.yaml: which question of which survey a measure reads, and what its answers mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pubkpi.model.errors import SpecError
from pubkpi.model.text import NOTHING, Text, choices_hint
from pubkpi.workspace.yaml import language
from pubkpi.workspace.yaml.node import Node

UNANSWERED = ("(空)", "(跳过)", "-2", "-3")
TICKED = "┋"  # between the options of an answer that has several


def _check(survey: "Survey", node: Node) -> Iterator[SpecError]:
    valid = survey.valid
    if unanswered := [word for word in UNANSWERED if word in valid]:
        what = Text(f"{unanswered[0]} 是未作答，不是回答", f"{unanswered[0]} means that nobody answered")
        yield node["valid"].wrong(what, Text("从 valid 里删去。", "Take it out of valid."))
    if not survey.satisfied or not {*survey.satisfied} <= {*valid}:
        what = Text(
            "satisfied 不能是空的，每一项都要也在 valid 里",
            "satisfied is not empty, and each of it stands under valid too",
        )
        yield node["satisfied"].wrong(what, choices_hint(valid) if valid else NOTHING)


@dataclass(frozen=True, slots=True)
class Survey:
    """One mapped question: words of its header, of each wording that it had; the answers that count, those that mean
    satisfied.
    """

    CHECKS = (_check,)

    id: str
    question: Annotated[
        tuple[str, ...], "题目里的字；换过问法的都列上 / words of the question; of each wording that it had"
    ]
    satisfied: Annotated[tuple[str, ...], "算满意的回答 / the answers that mean satisfied"]
    valid: Annotated[tuple[str, ...], "算数的回答 / the answers that count"]
    of: Annotated[
        str,
        "算作哪个问卷：同一指标的另一题，回答另有含义 / the survey that it counts as, with other answers",
    ] = ""

    @property
    def subject(self) -> str:
        """The survey by which a measure reads it."""
        return self.of or self.id

    def is_valid(self, answer: str) -> bool:
        """Whether *answer* counts: every option of it, where several are ticked."""
        return {*answer.split(TICKED)} <= {*self.valid}

    def is_satisfied(self, answer: str) -> bool:
        """Whether *answer* means satisfied, likewise."""
        return {*answer.split(TICKED)} <= {*self.satisfied}


def _check_subjects(file: "SurveyFile", node: Node) -> Iterator[SpecError]:
    for one in file.surveys.values():
        if one.of and (one.of not in file.surveys or file.surveys[one.of].of):
            what = Text(f"of 不是另一个问卷：{one.of}", f"of names no survey that stands by itself: {one.of}")
            yield node["surveys"][one.id]["of"].wrong(
                what, choices_hint(k for k, v in file.surveys.items() if not v.of)
            )


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """The file."""

    CHECKS = (_check_subjects,)

    surveys: Annotated[Mapping[str, Survey], "按问卷的标识 / by the survey's id"] = field(default_factory=dict)


def read(path: Path) -> tuple[Survey, ...]:
    """The surveys mapped in the file *path*; none when there is no such file."""
    return tuple(language.load(SurveyFile, path).surveys.values()) if path.is_file() else ()
