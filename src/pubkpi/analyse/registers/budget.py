"""budget: what was spent for what, beside the planned parts, and what a post, a participant and a follower cost."""

from collections.abc import Iterator
from fractions import Fraction

from pubkpi.analyse.request import AnalysisRequest, group_column
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn
from pubkpi.model.text import Text
from pubkpi.printing.figures import figure

LABEL = Text("预算执行", "Budget")
GROUPS = {"kind": "kind", "channel": "channel", "month": "strftime(spent_on, '%Y-%m')"}
_HEADS = {"kind": Text("类别", "kind"), "channel": Text("渠道", "channel"), "month": Text("月份", "month")}
_COLUMNS = (
    FigureColumn("spent_fen", Text("支出（元）", "spent (yuan)"), "fen"),
    FigureColumn("payments", Text("笔数", "payments"), "count"),
    FigureColumn("share", Text("占比", "share"), "share"),
    FigureColumn("planned_share", Text("计划占比", "planned"), "share"),
    FigureColumn("planned_fen", Text("全年预算（元）", "budget of the year (yuan)"), "fen"),
    FigureColumn("used_share", Text("执行率", "used"), "share"),
)


def analyse(request: AnalysisRequest) -> Analysis:
    """The payments of the period by kind, channel or month, in fen.

    The planned money is the kind's share of the year's budget in the rules, what is used the payments of the period
    over it; costs are all payments over the posts, participants (人次) and new followers of the period.
    """
    found = request.ask("registers/budget", GROUPS[request.by])
    total = sum(row[1] or 0 for row in found)
    rows = [_row(request, total, *row) for row in found]
    return Analysis(
        *("budget", LABEL, request.period, request.by),
        (group_column(request.by, _HEADS), *_COLUMNS),
        tuple(rows),
        tuple(_sentences(request, total)),
    )


def _row(
    request: AnalysisRequest, total: int, name: str | None, spent: int | None, payments: int
) -> tuple[Figure, ...]:
    rules = request.rules
    percent = rules.budget.get(name or "") if request.by == "kind" else None
    planned = None if percent is None else Fraction(str(percent)) / 100
    money = None if planned is None or rules.budget_yuan is None else Fraction(str(rules.budget_yuan)) * 100 * planned
    return (
        *(name, spent, payments),
        *(Fraction(spent, total) if spent is not None and total else None, planned, money),
        Fraction(spent) / money if money and spent is not None else None,
    )


def _sentences(request: AnalysisRequest, total: int) -> Iterator[Text]:
    if not total:
        return
    [(posts, participants, followers)] = request.ask("registers/effects")
    money = figure(total, "fen")
    if request.rules.budget_yuan:
        share = figure(Fraction(total) / (Fraction(str(request.rules.budget_yuan)) * 100), "share")
        yield Text(
            f"共支出 {money} 元，是全年预算的 {share}。", f"{money} yuan were spent, {share} of the year's budget."
        )
    else:
        yield Text(f"共支出 {money} 元。", f"{money} yuan were spent.")
    for number, zh, en in (
        (posts, "篇作品", "post"),
        (participants, "人次参与", "participant"),
        (followers, "个新增关注", "new follower"),
    ):
        if number:
            cost, many = figure(Fraction(total, int(number)), "fen"), figure(int(number), "count")
            yield Text(f"按 {many} {zh}算，平均 {cost} 元。", f"{cost} yuan a {en}, of {many}.")
