"""`pubkpi doctor`: whether installation and workspace are in order, and what to do where they are not."""

from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import Shape
from pubkpi.cli.views.workspace.doctor import health_as_json, refuse_faults, show_health


def run(format: Annotated[Shape, typer.Option(help=t("输出格式", "Output"))] = Shape.table) -> None:
    """Look whether all is in order; exit code 5 where something is not."""
    from pubkpi.pipeline.upkeep.doctor import health

    checks = health()
    if format is Shape.json:
        console.as_json(health_as_json(checks, language()))
    else:
        show_health(checks)
    refuse_faults(checks)
