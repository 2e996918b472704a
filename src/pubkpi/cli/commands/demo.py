"""`pubkpi demo`: ingest, score and report on sample data."""

from pathlib import Path
from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.cli.views.demo import show_next_steps
from pubkpi.cli.views.files import show_files
from pubkpi.cli.views.scores.scorecard import show_baseline, show_scorecard, show_totals

HELP = t("用样例数据走一遍全程：导入、打分、报告。", "Walk the whole way on sample data: ingest, score, report.")


def run(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=t("放在哪里", "Where"))] = Path("pubkpi-demo"),
) -> None:
    """Lay out a workspace with the samples in *folder*, load, score, report."""
    from pubkpi import pipeline
    from pubkpi.ingest.result import IngestOptions
    from pubkpi.report import FORMATS

    settings, samples = pipeline.demo(folder)
    console.say(t("正在导入样例文件，要几秒钟……", "Loading the sample files, a few seconds ..."))
    show_files(list(pipeline.ingest(settings, [samples], IngestOptions())))
    review, paths = pipeline.report(settings, pipeline.kpis(settings).valid[1], FORMATS, None)
    show_baseline(review)
    show_totals(review.history)
    show_scorecard(review)
    show_next_steps(settings, paths)
