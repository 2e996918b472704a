"""The Typer app and `main`, the only place where errors end: one line, the documented exit code."""

import errno
import os
import sys
import traceback
from typing import Annotated

import typer
from typer.exceptions import TyperException

from pubkpi import __version__
from pubkpi.cli import console, signals
from pubkpi.cli.help import Commands
from pubkpi.cli.locale import t
from pubkpi.cli.terminal.listener import TerminalListener
from pubkpi.cli.usage import as_usage_error
from pubkpi.model.errors import PubkpiError
from pubkpi.model.notices import listening
from pubkpi.model.system import is_open_elsewhere, reason
from pubkpi.model.text import NOTHING, Text
from pubkpi.workspace.files import busy_file

INTERRUPTED = 130
_ENDED = {
    INTERRUPTED: Text("已中断，没有留下半成品", "interrupted; nothing half-done was kept"),
    143: Text("已被终止，没有留下半成品", "terminated; nothing half-done was kept"),
}
_READ_ONLY = Text("文件夹可能是只读的，请检查权限。", "The folder may be read-only: see its permissions.")

app = typer.Typer(
    name="pubkpi",
    cls=Commands,
    help=t(
        "宣传计划的 KPI：从平台导出文件到季度报告。",
        "The KPIs of a publicity plan: from exported files to a quarter's report.",
    ),
    epilog=t("第一次用？运行 pubkpi demo。", "New here? Run pubkpi demo."),
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(requested: bool) -> None:
    if requested:
        console.out(f"pubkpi {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=t("显示版本", "Show the version"))
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help=t("出错时显示完整过程", "Show the traceback of an error"))
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help=t("说明每步如何认定、跑了哪些 SQL", "Say what is decided, and the SQL")),
    ] = False,
) -> None:
    del version
    if debug:
        os.environ["PUBKPI_DEBUG"] = "1"
    if verbose:
        from pubkpi.cli import verbose_log as lines

        context.with_resource(lines.verbose())


def main(args: list[str] | None = None) -> None:
    """Run pubkpi and leave the process with the documented exit code."""
    console.set_up()
    try:
        code = _run(args)
    except KeyboardInterrupt:
        code = INTERRUPTED
    code = signals.exit_code() or code
    if code in _ENDED:
        end(code)
    sys.exit(code)


def end(code: int) -> None:
    """Say that the command was interrupted, by the exit *code* of that; from then on nothing interrupts it."""
    signals.ignore()
    console.error(PubkpiError("", _ENDED[code], Text("再运行一次即可继续。", "Run it again to go on.")))


def _run(args: list[str] | None) -> int:
    """Run the command; the exit code."""
    try:
        # not standalone: typer would draw its own errors, and words for an interruption would never be said
        with console.waiting(), listening(TerminalListener()):
            code = app(args if args or sys.argv[1:] else ["--help"], standalone_mode=False, prog_name="pubkpi") or 0
        console.finish()
    except BrokenPipeError:
        # the reader of the pipe has gone: nothing more to say to it
        console.leave()
        code = 1
    except Exception as problem:
        if signals.exit_code():
            # whatever it is, it comes of the interruption
            return signals.exit_code()
        if os.environ.get("PUBKPI_DEBUG"):
            for line in traceback.format_exc().rstrip().split("\n"):
                console.say(line)
        known = _error_of(problem)
        console.error(known)
        code = known.exit_code
    return int(code)


def _error_of(problem: Exception) -> PubkpiError:
    """*problem* as the one line that a reader gets."""
    if isinstance(problem, PubkpiError):
        return problem
    if isinstance(problem, TyperException):
        return as_usage_error(problem)
    if isinstance(problem, OSError):
        console.leave()
        if is_open_elsewhere(problem):
            return busy_file(problem.filename or "stdout")
        why = reason(problem)
        what = Text(f"无法读写（{why.zh}）", f"cannot be read or written ({why.en})")
        hint = _READ_ONLY if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else NOTHING
        return PubkpiError(str(problem.filename or "stdout"), what, hint)
    named = f"{type(problem).__name__}: {problem}"
    return PubkpiError(
        "",
        Text(f"没有预料到的错误（{named}）", f"unexpected ({named})"),
        Text(
            "在 pubkpi 后加 --debug 可看到完整过程，请附上它报告问题。",
            "Put --debug after pubkpi for the traceback and report it.",
        ),
    )
