"""`pubkpi form`: write an empty form, or the declaration that nothing happened."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pubkpi.cli.locale import t
from pubkpi.cli.options import Force, PeriodWords, Scorecard
from pubkpi.cli.views.forms import show_missing, show_written
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from pubkpi.model.periods import Period

_NAMES = (
    "activities, authors, awards, benchmarks, categories, commentary, decisions, errors, experiments, incidents, "
    "messages, milestones, partnerships, publications, ratings, service, spend, topics, values"
)


_FORMS = Text(
    f"表单：{_NAMES}。--missing 不和 --nil、--by、--unit、--account、--force 一起写。",
    f"Forms: {_NAMES}. --missing goes without --nil, --by, --unit, --account, --force.",
)
_WHICH = Text("写 NAME 或 --missing 之一", "either NAME or --missing says which form is meant")
_MISSING = t("写出这个期间还缺的全部登记表", "Write all forms that the period still needs")


def run(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help=_NAMES)] = None,
    out: Annotated[Path | None, typer.Option(help=t("写到哪里", "Where to write it"))] = None,
    csv: Annotated[bool, typer.Option("--csv", help=t("写成 CSV", "As CSV"))] = False,
    nil: Annotated[
        str | None, typer.Option(metavar="2024Q4", help=t("声明这个期间本期无", "Declare that nothing happened"))
    ] = None,
    by: Annotated[str, typer.Option(help=t("填报人，声明本期无时必填", "Who declares it; --nil needs it"))] = "",
    unit: Annotated[str, typer.Option(help=t("只声明这个单位的", "Declare it of this unit alone"))] = "",
    account: Annotated[str, typer.Option(help=t("只声明这个账号的", "Declare it of this account alone"))] = "",
    period: PeriodWords = None,
    missing: Annotated[bool, typer.Option("--missing", help=_MISSING)] = False,
    force: Force = False,
    scorecard: Scorecard = None,
) -> None:
    """Write the form *name*, or all that are *missing*."""
    from pubkpi.ingest.profiles.forms import FormOptions, write
    from pubkpi.pipeline.upkeep.forms import missing_forms
    from pubkpi.pipeline.upkeep.state import form_records
    from pubkpi.workspace.settings import find

    when, declared = _period(period, scorecard), _period(nil, scorecard)
    if missing and not (name or nil or by or unit or account or force):
        show_missing(*missing_forms(find(scorecard=scorecard), when, out, as_csv=csv))
        return
    if name is None or missing:
        raise UsageError("form", _WHICH, _FORMS)
    records = form_records(find(scorecard=scorecard), name, when) if when else ()
    path = write(name, out, FormOptions(csv, declared, by, force, when, records, unit=unit, account=account))
    show_written(path, is_nil=declared is not None)


def _period(words: str | None, scorecard: str | None) -> "Period | None":
    """The period that *words* name, which may be one of the plan's own in its workspace; None without words."""
    from pubkpi.model.periods import period
    from pubkpi.pipeline.plans.own_periods import read_period
    from pubkpi.workspace.settings import find

    if not words:
        return None
    try:
        settings = find(scorecard=scorecard)
    except UsageError:  # a form can be written outside of any workspace
        return period(words)
    return read_period(settings, words)
