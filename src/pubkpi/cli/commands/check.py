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
    explain: Annotated[
        str | None, typer.Option(help=t("说明一条规则", "What a rule finds"), metavar=t("规则", "RULE"))
    ] = None,
) -> None:
    """One line a finding, by file and place; exit 3 when a scorecard cannot be used."""
    if explain:
        _explain(explain, format)
        return
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
            Text(f"有 {wrong} 处错误，请先改正", f"errors: {wrong}; mend them first"),
        )
    judge(found, fail_on)


def _explain(rule: str, format: Lines) -> None:
    """The page of a rule."""
    from pubkpi.specs.lint.rule_page import explain

    page, lang = explain(rule), language()
    if format is Lines.json:
        said = {"finds": page.finds.say(lang), "remedy": page.remedy.say(lang), "can_be_silenced": page.can_be_silenced}
        console.as_json({"schema_version": 1, "rule": page.rule, "severity": page.severity, **said})
        return
    console.out(f"{page.rule} ({page.severity})")
    console.out(page.finds.say(lang))
    console.out(page.remedy.say(lang))
    console.out(
        t(f"确实如此的，写 silence: {{{page.rule}: 理由}}。", f"Where it is meant: silence: {{{page.rule}: why}}.")
        if page.can_be_silenced
        else t("不能静音。", "It cannot be silenced.")
    )
