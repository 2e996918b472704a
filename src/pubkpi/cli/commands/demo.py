"""`pubkpi demo`: the whole way on sample data."""

from pathlib import Path
from typing import Annotated

import typer

from pubkpi.cli import console, loads, shown
from pubkpi.cli.locale import t

HELP = t("用样例数据走一遍全程：导入、打分、报告。", "Walk the whole way on sample data: ingest, score, report.")


def run(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=t("放在哪里", "Where"))] = Path("pubkpi-demo"),
) -> None:
    """Lay out a workspace with the samples in *folder*, load, score, report."""
    from pubkpi import pipeline
    from pubkpi.ingest.result import Said
    from pubkpi.report import FORMATS

    settings, samples = pipeline.demo(folder)
    console.say(t("正在导入样例文件，要几秒钟……", "Loading the sample files, a few seconds ..."))
    loads.ingested(list(pipeline.ingest(settings, [samples], Said())))
    review, paths = pipeline.report(settings, pipeline.last_quarter(settings), FORMATS, None)
    shown.baseline(review)
    shown.totals(review.history)
    shown.scorecard(review)
    shown.next_steps(settings, paths)
