"""`pubkpi dashboard`: all periods and entities in one page."""

from pathlib import Path
from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.cli.options import Language, Scorecard, StateDay


def run(
    out: Annotated[Path | None, typer.Option(metavar="DIR", help=t("写到哪个文件夹", "Where to write"))] = None,
    lang: Annotated[Language | None, typer.Option(help=t("看板语言", "Language of the dashboard"))] = None,
    scorecard: Scorecard = None,
    state_day: StateDay = None,
) -> None:
    """Write the dashboard of the scorecard."""
    from pubkpi.pipeline.dashboard import dashboard
    from pubkpi.pipeline.open import state_on
    from pubkpi.workspace.settings import find

    settings = state_on(find(scorecard=scorecard, lang=lang and lang.value), state_day)
    console.out(str(dashboard(settings, out)))
