"""`pubkpi whatif`: a scorecard with inputs that are otherwise; nothing of the state is touched."""

from typing import Annotated

import typer

from pubkpi.cli.locale import t
from pubkpi.cli.options import PeriodWords, QuarterWords, Scorecard, Sheet, YearWords, needed_period
from pubkpi.cli.views.explain.whatif import show_whatif

_VALUE, _POINTS = t("标识=值", "ID=VALUE"), t("标识=分", "ID=POINTS")
Words = Annotated[
    list[str] | None,
    typer.Option(
        metavar=_VALUE,
        help=t(
            "指标的数值，如 followers=80000、open_rate=5% 或 incidents=缺失；可写多次",
            "Value of an indicator or measure: followers=80000, open_rate=5%, incidents=missing; may be repeated",
        ),
    ),
]
Targets = Annotated[list[str] | None, typer.Option(metavar=_VALUE, help=t("本期目标", "Target"))]
Baselines = Annotated[list[str] | None, typer.Option(metavar=_VALUE, help=t("基线", "Baseline"))]
Weights = Annotated[
    list[str] | None,
    typer.Option(
        metavar=_POINTS,
        help=t(
            "指标或维度的权重（合计 100）；其他按比例分剩下的",
            "Weight of an indicator or dimension, of 100; the others share the rest in proportion",
        ),
    ),
]
Caps = Annotated[list[str] | None, typer.Option(metavar=_POINTS, help=t("最高得分", "Greatest score"))]
Policies = Annotated[
    list[str] | None,
    typer.Option(
        metavar=t("标识=办法", "ID=POLICY"),
        help=t("缺失时：reweight、 zero、 carry 或 refuse", "Without a value: reweight, zero, carry, refuse"),
    ),
]
Goal = Annotated[
    str,
    typer.Option(
        metavar=t("分", "POINTS"),
        help=t(
            "目标总分：每个指标单独要到多少；默认下一等级",
            "Total to come to: what each alone would need; by default the next band",
        ),
    ),
]


def run(
    period: PeriodWords = None,
    quarter: QuarterWords = None,
    year: YearWords = None,
    value: Words = None,
    target: Targets = None,
    baseline: Baselines = None,
    weight: Weights = None,
    cap: Caps = None,
    policy: Policies = None,
    goal: Goal = "",
    forecast: Annotated[
        bool, typer.Option("--forecast", help=t("照现状、趋势、目标推到年末", "Go on to the year's end"))
    ] = False,
    scorecard: Scorecard = None,
    format: Annotated[Sheet, typer.Option(help=t("输出格式", "Output"))] = Sheet.table,
) -> None:
    """Score the period with the changes, and print what differs."""
    from pubkpi.pipeline.whatif import whatif
    from pubkpi.workspace.settings import find

    when, settings = needed_period("whatif", period, quarter, year), find(scorecard=scorecard)
    given = {"value": value, "target": target, "baseline": baseline, "weight": weight, "cap": cap, "policy": policy}
    changes = {kind: words for kind, words in given.items() if words}
    show_whatif(whatif(settings, when, changes, goal, forecast=forecast), format)
