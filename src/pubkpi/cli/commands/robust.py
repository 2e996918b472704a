"""`pubkpi robust`: how firm a total, its change, its band and the ranks of a league are."""

from typing import Annotated

import typer

from pubkpi.cli.locale import t
from pubkpi.cli.options import By, PeriodWords, QuarterWords, Scorecard, Sheet, YearWords, needed_period
from pubkpi.cli.views.explain.ranks import show_ranks
from pubkpi.cli.views.explain.robust import show_robustness
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

_PAIR = Text("--entity 要写两次，并加上 --by", "--entity stands there twice, with --by")
_AGAINST = Text("--against 不和 --by 一起写", "--against does not go with --by")
Against = Annotated[
    str | None,
    typer.Option(metavar="2024Q3", help=t("与哪一期相比，默认上一期", "The period to compare with; the one before")),
]
Side = Annotated[
    By | None,
    typer.Option(
        metavar=t("谁", "WHOM"),
        help=t(
            "看名次：account（账号）、 unit（单位）、 platform（平台）、 author（作者）或 entity（填报对象）",
            "The ranks of each account, unit, platform, author or entity (with entered values)",
        ),
    ),
]
Pair = Annotated[
    list[str] | None,
    typer.Option(
        metavar=t("对象", "NAME"),
        help=t("写两次：前者凭什么排在后者前面", "Given twice: why the first stands before the second"),
    ),
]
Top = Annotated[int | None, typer.Option(min=1, metavar="N", help=t("表里只列前 N 名", "Only the best N in the table"))]


def run(
    period: PeriodWords = None,
    quarter: QuarterWords = None,
    year: YearWords = None,
    against: Against = None,
    by: Side = None,
    entity: Pair = None,
    top: Top = None,
    seed: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help=t("随机种子，默认固定", "Seed; the same one by default")),
    ] = None,
    scorecard: Scorecard = None,
    format: Annotated[Sheet, typer.Option(help=t("输出格式", "Output"))] = Sheet.table,
) -> None:
    """Print how firm the total of the period is, or the ranks."""
    from pubkpi.model import periods
    from pubkpi.model.explanations.robustness import NoiseRule
    from pubkpi.pipeline.robust import robust, robust_ranks
    from pubkpi.workspace.settings import find

    when, settings = needed_period("robust", period, quarter, year), find(scorecard=scorecard)
    rule = NoiseRule() if seed is None else NoiseRule(seed=seed)
    if entity and (not by or len(entity) != 2):
        raise UsageError("robust", _PAIR)
    if by:
        if against:
            raise UsageError("robust", _AGAINST)
        found = robust_ranks(settings, when, by.value, rule, tuple(entity or ()))
        show_ranks(found, format, top)
    else:
        then = periods.period(against) if against else None
        show_robustness(robust(settings, when, then, rule), format)
