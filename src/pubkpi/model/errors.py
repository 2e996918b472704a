"""Every error that pubkpi raises on purpose; cli/app.py alone catches them.

PubkpiError                 1  failure
├── UsageError              2  a call that cannot be carried out as it was typed
├── SpecError               3  a scorecard or measure that cannot be used
├── DataError               4  a file refused, or no data for the quarter
│   └── EmptyFormError      4  a form in which nobody has written anything yet; not refused, but left out
├── FindingsError           5  done, but with findings at or above --fail-on
├── BusyError               6  another pubkpi is at work in this workspace, or another program holds a file
├── VerifyError             7  the database is not what archive and journal say
├── EngineError             1  the SQL engine refused
│   ├── ComputationError    1  it cannot work out what it was asked: too great a number, say
│   ├── RecordsError        1  it finds other records in a text than there are lines
│   └── UnusableError       7  the database is damaged, or is none
├── LateError               1  recorded, but the database could not follow
├── WorkError               1  a process of its own took too much memory or time, or failed
└── ReportError             1  a template, chart or PDF failed
"""

from collections.abc import Sequence

from pubkpi.model.text import NOTHING, Lang, Text, sentence


class PubkpiError(Exception):
    """One line for a reader: *where*, *what*, and a *hint* at the remedy."""

    exit_code = 1
    others: tuple["PubkpiError", ...] = ()  # further ones of the same kind, which were found along with it

    def __init__(self, where: str, what: Text, hint: Text = NOTHING) -> None:
        super().__init__(f"{where}: {what.en}")
        self.where = where
        self.what = what
        self.hint = hint

    @property
    def all(self) -> tuple["PubkpiError", ...]:
        """Itself and the others."""
        return (self, *self.others)

    @property
    def place(self) -> tuple[str, int, int]:
        """File, line and column that *where* names, 0 without any."""
        file, line, column = (*self.where.rsplit(":", 2), "", "")[:3]
        return (file, int(line), int(column)) if line.isdecimal() and column.isdecimal() else (self.where, 0, 0)

    def __str__(self) -> str:
        return "\n".join(one.line("en") for one in self.all)

    def line(self, lang: Lang) -> str:
        """``<where>: <what>. <hint>`` in *lang*, without a line break."""
        words = sentence(self.what, self.hint, lang)
        return f"{self.where}: {words}" if self.where else words


class UsageError(PubkpiError):
    """The call cannot be carried out as it was typed."""

    exit_code = 2


class SpecError(PubkpiError):
    """A scorecard or measure that cannot be used; *where* is file:line:column."""

    exit_code = 3


class ErrorList(list[PubkpiError]):
    """Mistakes in a file, gathered so that a reader gets all of them at once; each ``with`` takes up what is raised."""

    def __enter__(self) -> None:
        """Go on as if nothing could be wrong."""

    def __exit__(self, kind: object, problem: object, trace: object) -> bool:
        if isinstance(problem, UsageError | SpecError):
            self.extend(problem.all)
            return True
        return False

    def refuse(self) -> None:
        """Raise them, if there are any, as one error: the first, which knows the others, in the order of each file."""
        if self:
            files = list(dict.fromkeys(one.place[0] for one in self))
            self.sort(key=lambda one: (files.index(one.place[0]), *one.place[1:]))
            self[0].others = tuple(self[1:])
            raise self[0]


class DataError(PubkpiError):
    """A file that was refused, or a quarter without data."""

    exit_code = 4


class EmptyFormError(DataError):
    """A form in which nobody has written anything yet."""


class FindingsError(PubkpiError):
    """The work is done, but findings reached the level of ``--fail-on``."""

    exit_code = 5


class BusyError(PubkpiError):
    """Another pubkpi holds the workspace, or another program a file that is to be written."""

    exit_code = 6


class VerifyError(PubkpiError):
    """The database differs from what archive and journal give."""

    exit_code = 7


class EngineError(PubkpiError):
    """The SQL engine refused a statement or a file."""


class ComputationError(EngineError):
    """The SQL engine cannot work out what a statement asks for: a number is too great, or a text is none."""


class RecordsError(EngineError):
    """The SQL engine finds other records in a text than its line ends tell of, or none."""


class UnusableError(EngineError):
    """The database is damaged, or none that the engine knows."""

    exit_code = 7


class LateError(PubkpiError):
    """What was decided is recorded, but the database could not follow; it will with the next command."""


class ReportError(PubkpiError):
    """A template, a chart or the PDF failed."""


class WorkError(PubkpiError):
    """Work in a process of its own took more memory or time than the *setting* allows, or failed as nobody foresaw."""

    def __init__(self, where: str, what: Text, hint: Text = NOTHING, *, setting: str = "") -> None:
        super().__init__(where, what, hint)
        self.setting = setting


def no_plan(names: Sequence[str] = ()) -> DataError:
    """That the workspace has no plan by which anything could be scored, or does not say which of those with these
    *names* it is.
    """
    if names:
        what = Text("没有写用哪份考核表", "nothing says which scorecard is in use")
        zh, en = "、".join(names), ", ".join(names)
        first = f'scorecard = "{names[0]}"'
        return DataError(
            "",
            what,
            Text(
                f"有 {zh}：在 pubkpi.toml 的 [score] 下写 {first}，或加 --scorecard {names[0]}。",
                f"There is {en}: write {first} under [score] in pubkpi.toml, or add --scorecard {names[0]}.",
            ),
        )
    hint = Text(
        "用 pubkpi plan new 建一个；先看样例用 pubkpi demo。",
        "Make one with pubkpi plan new, or see an example with pubkpi demo.",
    )
    return DataError("", Text("这个工作区还没有考核计划", "this workspace has no plan yet"), hint)


def no_data(period: str, that: Text) -> DataError:
    """That nothing was ever loaded for *period*, *that* one of its kind."""
    hint = Text("先用 pubkpi ingest 导入。", "Load some with pubkpi ingest.")
    return DataError(period, Text(f"{that.zh}没有数据", f"there is no data for {that.en}"), hint)
