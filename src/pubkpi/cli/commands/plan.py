"""`pubkpi plan`: make a plan of one's own, or edit it as a workbook."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.help import Command, Group
from pubkpi.cli.locale import t
from pubkpi.cli.options import Force, Scorecard
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from pubkpi.workspace.settings import Settings

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
        help=t("内部、企业或政务（internal、enterprise、government）", "internal, enterprise or government"),
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
        metavar=t("编号或名称", "NUMBER|NAME"),
        help=t("指标，如 1,2,5、关注人数 或 all；pubkpi plan new 会列出", "Such as 1,2,5, or all; repeat"),
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

Source = Annotated[
    str,
    typer.Option(
        "--from",
        metavar=t("计划", "PLAN"),
        help=t("由上一年的计划顺延：plan new 2025 --from plan_2024", "Roll that plan forward: 2025 --from plan_2024"),
    ),
]
Use = Annotated[bool, typer.Option("--use", help=t("以后用它打分", "Score by it from now on"))]


def takes_plan(settings: "Settings", name: str) -> bool:
    """Whether a plan *name* is there already; it is said to be the one in use from now on."""
    from pubkpi.cli.views.plan import show_use
    from pubkpi.pipeline.plans.draft import use_plan

    if plan := use_plan(settings, name):
        show_use(plan)
    return bool(plan)


def refuse_other_options(source: str, *given: object) -> None:
    """UsageError for options that say what the plan *source* says."""
    if any(given):
        what = Text("--from 只和名称、--use 一起写", "--from goes with a name and --use alone")
        hint = Text("其余的顺延后用 pubkpi plan edit 改。", "Change the rest by pubkpi plan edit afterwards.")
        raise UsageError(source, what, hint)


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
    source: Source = "",
    use: Use = False,
) -> None:
    """Write the plan *name* into the workspace; one that is there already is taken into *use* as it is."""
    from pubkpi.cli.plan_questions import plan_of_answers
    from pubkpi.cli.views.plan import show_new_plan, show_rolled_plan
    from pubkpi.pipeline.plans.draft import plan_of_words
    from pubkpi.pipeline.plans.next_plan import roll_plan
    from pubkpi.specs.plans.plan_words import PlanWords, pairs, with_year
    from pubkpi.workspace.settings import find

    settings = find()
    others = (organisation, audience, period, account, indicator, baseline, target)
    if use and not any(others) and takes_plan(settings, name):
        return
    if source:
        refuse_other_options(source, *others)
        show_rolled_plan(roll_plan(settings, source, name, use=use))
        return
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
    make = plan_of_answers if console.can_ask() else plan_of_words
    show_new_plan(*make(settings, with_year(said), use=use))


@app.command(
    cls=Command,
    help=t("把计划导出成 Excel 修改；带上文件名就写回。", "Write the plan as a workbook; with FILE take it back."),
)
def edit(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=t("改好的工作簿", "The workbook that was edited"))
    ] = None,
    out: Annotated[Path | None, typer.Option(help=t("导出到哪里", "Where to write the workbook"))] = None,
    force: Force = False,
    yes: Annotated[bool, typer.Option("--yes", help=t("不再问，直接写回", "Write it back without a question"))] = False,
    scorecard: Scorecard = None,
) -> None:
    """Write the workbook, or what *file* changes into the plan."""
    from pubkpi.cli.questions import is_yes
    from pubkpi.cli.views.plan import show_edit, show_saved, show_workbook
    from pubkpi.pipeline.plans.edit_steps import save_plan
    from pubkpi.pipeline.plans.workbook import read_plan, write_plan
    from pubkpi.workspace.settings import find

    settings = find(scorecard=scorecard)
    if file and out:
        raise UsageError("--out", Text("写回时不用 --out", "--out is for writing the workbook, not for taking it back"))
    if file is None:
        show_workbook(*write_plan(settings, out, force=force), scorecard)
        return
    change = read_plan(settings, file)
    show_edit(change)
    if change.every and (yes or confirmed(file, is_yes)):
        save_plan(settings, change)
        show_saved(change)


def confirmed(file: Path, ask: Callable[[str], bool]) -> bool:
    """Whether somebody at the terminal says yes; UsageError where there is no terminal to *ask*."""
    if not console.can_ask():
        what = Text("没有终端可以确认，没有写回", "there is no terminal to confirm it; nothing was written")
        raise UsageError(str(file), what, Text("加 --yes 直接写回。", "Add --yes to write it back."))
    return ask(t("写回 YAML 吗？", "Write it into the YAML?"))
