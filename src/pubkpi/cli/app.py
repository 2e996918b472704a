"""The Typer app and `main`, the only place where errors end: one line, the documented exit code."""

import os
import sys
from typing import Annotated

import typer

from pubkpi import __version__
from pubkpi.cli import console
from pubkpi.cli.commands import demo, form, ingest, init, measures, report, score, verify
from pubkpi.cli.locale import t
from pubkpi.model.errors import PubkpiError
from pubkpi.model.text import Text

app = typer.Typer(
    name="pubkpi",
    help=t(
        "宣传计划的 KPI：从平台导出文件到季度报告。",
        "The KPIs of a publicity plan: from exported files to a quarter's report.",
    ),
    epilog=t("第一次用？运行 pubkpi demo。", "New here? Run pubkpi demo."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (init, ingest, form, measures, score, report, demo, verify):
    app.command(module.__name__.rpartition(".")[2], help=module.HELP)(module.run)


def _version(asked: bool) -> None:
    if asked:
        console.out(f"pubkpi {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=t("显示版本", "Show the version"))
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help=t("出错时显示完整过程", "Show the traceback of an error"))
    ] = False,
) -> None:
    del version
    if debug:
        os.environ["PUBKPI_DEBUG"] = "1"


def main(args: list[str] | None = None) -> None:
    """Run pubkpi and leave the process with the documented exit code."""
    console.set_up()
    try:
        app(args)
    except PubkpiError as problem:
        if os.environ.get("PUBKPI_DEBUG"):
            raise
        console.error(problem)
        sys.exit(problem.exit_code)
    except KeyboardInterrupt:
        console.say(t("已中断，未提交的内容已撤回。", "interrupted; nothing half-done was kept."))
        sys.exit(130)
    except BrokenPipeError:
        # the reader of the pipe has gone: nothing more to say to it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as problem:
        if os.environ.get("PUBKPI_DEBUG"):
            raise
        what = Text(
            f"没有预料到的错误（{type(problem).__name__}: {problem}）",
            f"unexpected ({type(problem).__name__}: {problem})",
        )
        hint = Text(
            "加 --debug 可看到完整过程，请附上它报告问题。", "Run with --debug for the traceback and report it."
        )
        console.error(PubkpiError("pubkpi", what, hint))
        sys.exit(1)
