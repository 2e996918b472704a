"""`pubkpi demo`: ingest, score and report on sample data."""

from pathlib import Path
from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.cli.views.demo import show_next_steps
from pubkpi.cli.views.files import show_files
from pubkpi.cli.views.scores.league import show_league
from pubkpi.cli.views.scores.scorecard import show_baseline, show_scorecard, show_totals


def run(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=t("放在哪里", "Where"))] = Path("pubkpi-demo"),
    city: Annotated[
        bool,
        typer.Option(
            "--city",
            help=t("一个市：四个平台六个账号，两年", "A city: six accounts on four platforms, two years"),
        ),
    ] = False,
) -> None:
    """Lay out a workspace with the samples in *folder*, load, score, report."""
    from pubkpi.ingest.result import IngestOptions
    from pubkpi.pipeline.load import ingest
    from pubkpi.pipeline.results.report import report
    from pubkpi.pipeline.scores import demo, kpis, league

    settings, samples = demo(folder, city=city)
    console.say(t("正在导入样例文件，要几秒钟……", "Loading the sample files, a few seconds ..."))
    show_files(list(ingest(settings, [samples], IngestOptions())))
    when = kpis(settings).valid[1]
    review, paths = report(settings, when, settings.formats, None)
    show_baseline(review)
    show_totals(review.history)
    show_scorecard(review)
    for by in ("account", "unit") if city else ():
        show_league(league(settings, when, by, record=True))
    show_next_steps(settings, paths, city=city)
