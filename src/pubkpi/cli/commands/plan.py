"""`pubkpi plan`: make a plan of one's own, or edit it as a workbook."""

from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.help import Command, Group
from pubkpi.cli.locale import t

app = typer.Typer(cls=Group, no_args_is_help=True, add_completion=False)


@app.callback()
def run() -> None:
    """The plan of the workspace."""


Name = Annotated[
    str, typer.Argument(metavar="NAME", help=t("计划名称，默认 plan_年份", "Name of the plan, by default plan_YEAR"))
]
Organisation = Annotated[str, typer.Option(help=t("单位名称", "Whose plan it is"))]
Audience = Annotated[
    str,
    typer.Option(
        metavar=t("对象", "AUDIENCE"),
        help=t("internal（内部）、 enterprise（企业）或 government（政务）", "internal, enterprise or government"),
    ),
]
PlanPeriod = Annotated[
    str,
    typer.Option("--period", "-p", metavar="2025", help=t("年度，或 2025Q2..2026Q1", "A year, or 2025Q2..2026Q1")),
]
Accounts = Annotated[
    list[str] | None,
    typer.Option(
        "--account",
        metavar=t("平台:名称:单位", "PLATFORM:NAME:UNIT"),
        help=t("账号，如 wechat:云川发布:宣传部；可重复", "Such as wechat:NAME:UNIT; repeat"),
    ),
]
Indicators = Annotated[
    list[str] | None,
    typer.Option(
        "--indicator",
        metavar=t("编号或标识", "NUMBER|ID"),
        help=t("指标，如 1,2,5 或 all；pubkpi plan new 会列出", "Such as 1,2,5, or all; repeat"),
    ),
]
Baselines = Annotated[
    list[str] | None,
    typer.Option(
        "--baseline",
        metavar=t("标识=值", "ID=VALUE"),
        help=t("基线，如 followers=5.2万；measured 为实测", "Such as followers=52000; measured: not known yet"),
    ),
]
Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--target",
        metavar=t("标识=值", "ID=VALUE"),
        help=t(
            "期末目标，如 followers=8万；或 2025Q1:6万,2025Q4:8万",
            "At the end, such as followers=80000; or 2025Q1:60000,2025Q4:80000",
        ),
    ),
]


@app.command(
    cls=Command, help=t("建立自己的考核计划：问，或由选项写明。", "Make a plan of your own, by questions or options.")
)
def new(
    name: Name = "",
    organisation: Organisation = "",
    audience: Audience = "",
    period: PlanPeriod = "",
    account: Accounts = None,
    indicator: Indicators = None,
    baseline: Baselines = None,
    target: Targets = None,
) -> None:
    """Write the plan *name* into the workspace."""
    from pubkpi import pipeline
    from pubkpi.cli.plan_questions import with_answers
    from pubkpi.cli.views.plan import show_new_plan
    from pubkpi.specs.plans.answers import PlanWords, pairs, read_answers
    from pubkpi.workspace.settings import find

    settings = find()
    said = PlanWords(
        name,
        organisation or settings.organisation,
        audience,
        period,
        tuple(account or ()),
        tuple(indicator or ()),
        pairs("--baseline", baseline or ()),
        pairs("--target", target or ()),
    )
    answers = read_answers(with_answers(said) if console.can_ask() else said)
    show_new_plan(pipeline.new_plan(settings, answers), answers)
