"""`pubkpi facts`: the facts as Parquet files for other programs."""

from pathlib import Path
from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t


def run(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=t("写到哪个新文件夹", "The new folder"))],
) -> None:
    """Write every fact with its lineage as Parquet below *out*."""
    from pubkpi.pipeline.upkeep.fact_files import write_facts
    from pubkpi.workspace.settings import find

    counts = write_facts(find(), out)
    rows, filled = sum(counts.values()), sum(1 for count in counts.values() if count)
    console.say(
        t(
            f"{out}：{filled} 种事实表有数据，共 {rows} 行。",
            f"{out}: {rows} rows of {filled} facts that have any.",
        )
    )
    console.say(t("里面有个人信息，请妥善保管。", "It holds personal data: keep it as you keep those."))
