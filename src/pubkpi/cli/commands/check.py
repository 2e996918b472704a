"""`pubkpi check`: what is wrong or doubtful in a scorecard, before anything is computed."""

from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import FailOn, Level, Lines, Scorecard, judge
from pubkpi.cli.views.findings import show_findings


def run(
    scorecard: Scorecard = None,
    format: Annotated[Lines, typer.Option(help=t("输出格式", "Output"))] = Lines.text,
    fail_on: FailOn = Level.never,
) -> None:
    """One line a finding, by file and place; exit 3 when a scorecard cannot be used."""
    from pubkpi.model.errors import SpecError
    from pubkpi.model.findings import reaching
    from pubkpi.model.text import Text
    from pubkpi.pipeline.upkeep.state import check
    from pubkpi.workspace.settings import find

    found = check(find(), scorecard)
    if format is Lines.json:
        console.as_json({"schema_version": 1, "findings": [one.as_json(language()) for one in found]})
    else:
        show_findings(found)
    wrong = len(reaching(found, "error"))
    if wrong:
        raise SpecError(
            "check",
            Text(
                f"有 {wrong} 处错误，改正前不能评分", f"errors: {wrong}; nothing can be scored before they are mended"
            ),
        )
    judge(found, fail_on)
