"""`pubkpi form`: write an empty form, or the declaration that nothing happened."""

from pathlib import Path
from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.cli.options import PeriodWords

_NAMES = (
    "activities, awards, benchmarks, categories, commentary, decisions, errors, incidents, messages, milestones, "
    "partnerships, service, spend, topics, values"
)


def run(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_NAMES)],
    out: Annotated[Path | None, typer.Option(help=t("写到哪里", "Where to write it"))] = None,
    csv: Annotated[bool, typer.Option("--csv", help=t("写成 CSV", "As CSV"))] = False,
    nil: Annotated[
        str | None, typer.Option(metavar="2024Q4", help=t("声明这个季度本期无", "Declare that nothing happened"))
    ] = None,
    by: Annotated[str, typer.Option(help=t("填报人，默认当前用户", "Who declares it; you by default"))] = "",
    period: PeriodWords = None,
    force: Annotated[bool, typer.Option("--force", help=t("覆盖已有文件", "Overwrite a file"))] = False,
) -> None:
    """Write the form *name*."""
    from pubkpi import pipeline
    from pubkpi.ingest.profiles.forms import FormOptions, write
    from pubkpi.model.periods import QUARTER, YEAR
    from pubkpi.model.periods import period as read_period
    from pubkpi.workspace.settings import find

    when = read_period(period, QUARTER, YEAR) if period else None
    records = pipeline.form_records(find(), name, when) if when else ()
    declared = QUARTER.parse(nil) if nil else None
    said = FormOptions(as_csv=csv, nil=declared, by=by, force=force, period=when, records=records)
    path = write(name, out, said)
    console.say(t(f"已写出 {path}", f"written: {path}"))
    following = f"pubkpi ingest {console.in_quotes(path)}"
    console.say(
        t(f"接着运行 {following}", f"Next: {following}")
        if nil
        else t(f"填好后运行 {following}", f"Fill it in, then run {following}")
    )
