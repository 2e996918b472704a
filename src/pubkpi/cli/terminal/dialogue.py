"""Questions one after another on a terminal, of which an answer that was taken can be taken back."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import typer

from pubkpi.cli import console, signals
from pubkpi.cli.locale import t
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

T = TypeVar("T")
_BACK = ("<", "＜", "返回", "back")


class _StepBackError(Exception):
    """The last answer was taken back."""


class Dialogue:
    """The answers so far, in the order of their questions. One that is taken back is asked for again, and so is what
    comes behind it; those before it stay.
    """

    def __init__(self) -> None:
        self._answers: list[str] = []
        self._place = 0

    def hold(self, questions: Callable[[], T]) -> T:
        """What *questions* come to, all of which `answer` asks; after a step back they begin anew, silently up to the
        one that is open.
        """
        while True:
            self._place = 0
            try:
                return questions()
            except _StepBackError:
                self._answers.pop()

    @property
    def has_answers(self) -> bool:
        """Whether anything was answered."""
        return bool(self._answers)

    def answer(
        self,
        question: str,
        read: Callable[[str], object],
        default: str | None = None,
        *,
        given: str = "",
        lines: Sequence[str] = (),
    ) -> str:
        """The words of an answer that *read* takes, those that were *given* already if it takes these; *lines* stand
        above the question. UsageError where the input ends.
        """
        try:
            if given:
                read(given)
                return given
        except UsageError as problem:
            self.tell(problem)
        if self._place == len(self._answers):
            for line in lines if self._answers else (*_how_to_go_back(), *lines):
                console.say(line)
            self._answers.append(self._ask(question, read, default))
        self._place += 1
        return self._answers[self._place - 1]

    def tell(self, problem: UsageError) -> None:
        """Say the *problem*, but for one that was said before the step back."""
        if self._place == len(self._answers):
            console.error(problem)

    def _ask(self, question: str, read: Callable[[str], object], default: str | None) -> str:
        """What is typed, as soon as *read* takes it."""
        while True:
            words = _prompt(question, default)
            if words.casefold() in _BACK:
                if self._answers:
                    raise _StepBackError
                console.say(t("这是第一个问题，前面没有了。", "This is the first question: none is before it."))
                continue
            try:
                read(words)
            except UsageError as problem:
                console.error(problem)
                continue
            return words


def _how_to_go_back() -> tuple[str]:
    return (t("上一个答错了，就写 < 或“返回”。", "To change the answer before, type < or back."),)


def _prompt(question: str, default: str | None) -> str:
    try:
        return str(typer.prompt(question, default=default, show_default=bool(default), err=True)).strip()
    except typer.Abort as problem:
        if signals.exit_code():
            raise
        console.say("")
        what = Text("没有问完，什么都没有写", "the questions were not all answered; nothing was written")
        raise UsageError("plan new", what) from problem
