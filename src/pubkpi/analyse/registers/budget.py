"""budget: what was spent for what, beside the planned parts, and what a post, a participant and a follower cost."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pubkpi.analyse.request import AnalysisRequest, absent_names, group_column
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn
from pubkpi.model.text import Text, count_of
from pubkpi.printing.figures import figure

GROUPS = {"kind": "kind", "channel": "channel", "month": "strftime(spent_on, '%Y-%m')"}
_HEADS = {"kind": Text("类别", "kind"), "channel": Text("渠道", "channel"), "month": Text("月份", "month")}
_COLUMNS = (
    FigureColumn("spent_fen", Text("支出（元）", "spent (yuan)"), "fen"),
    FigureColumn("payments", Text("笔数", "payments"), "count"),
    FigureColumn("share", Text("占比", "share"), "share"),
    FigureColumn("planned_share", Text("计划占比", "planned"), "share"),
    FigureColumn("planned_fen", Text("全年预算（元）", "budget of the year (yuan)"), "fen"),
    FigureColumn("used_share", Text("执行率", "used"), "share"),
    FigureColumn("mille_fen", Text("千次曝光成本 CPM（元）", "CPM (yuan)"), "fen"),
    FigureColumn("click_fen", Text("点击成本 CPC（元）", "CPC (yuan)"), "fen"),
    FigureColumn("conversion_fen", Text("转化成本 CPA（元）", "CPA (yuan)"), "fen"),
    FigureColumn("follower_fen", Text("每个新增关注（元）", "a new follower (yuan)"), "fen"),
    FigureColumn("return_ratio", Text("每元收益（元）", "return per yuan"), "number"),
)
# Of a sum from which something was taken back a share would be more than the whole.
_REFUNDED = Text("有的一组退款多于支出，所以没有占比。", "One group got back more than it spent: there are no shares.")


def analyse(request: AnalysisRequest) -> Analysis:
    """The payments of the period by kind, channel or month, in fen.

    Where one of these got back more than it spent there are no shares. The planned money is the kind's share of the
    year's budget in the rules, what is used the payments of the period over it. What a thousand impressions, a click, a
    conversion and a new follower cost, and what a yuan brought in, is of the payments that say what they bought; costs
    in sentences are all payments over the posts, participants (人次) and new followers of the period.
    """
    groups = request.ask("registers/budget", GROUPS[request.by])
    names = {row[0] for row in groups}
    absent = [name for name in request.rules.budget if name not in names] if groups and request.by == "kind" else []
    groups += [(name, 0, 0, *(None,) * 10) for name in absent]
    total, is_divided = sum(row[1] or 0 for row in groups), all((row[1] or 0) >= 0 for row in groups)
    rows = [_row(request, total if is_divided else 0, *row) for row in groups]
    effects = request.ask("registers/effects")[0] if groups else (0, None, None, 0)
    return Analysis(
        *("budget", request.period, request.by),
        (group_column(request.by, _HEADS), *_COLUMNS),
        tuple(rows),
        (*_sentences(request, total, effects), *_overspent(rows)),
        (
            *([] if is_divided else [_REFUNDED]),
            *_advertising(request),
            *_unknown_followers(total, effects),
            *absent_names(request, absent, "budget"),
        )
        if rows
        else (),
    )


def _row(
    request: AnalysisRequest, total: int, name: str | None, spent: int | None, payments: int, *bought: int | None
) -> tuple[Figure, ...]:
    rules = request.rules
    percent = rules.budget.get(name or "") if request.by == "kind" else None
    planned = None if percent is None else Fraction(str(percent)) / 100
    money = None if planned is None or rules.budget_yuan is None else Fraction(str(rules.budget_yuan)) * 100 * planned
    return (
        *(name, spent, payments),
        *(Fraction(spent, total) if spent is not None and total else None, planned, money),
        Fraction(spent) / money if money and spent is not None else None,
        *_costs(*bought),
    )


def _costs(*bought: int | None) -> tuple[Fraction | None, ...]:
    """The costs of what was *bought*, each number followed by the fen of those payments; then the return per yuan."""
    *numbers, brought, paid = bought
    pairs = zip(numbers[::2], numbers[1::2], (1000, 1, 1, 1), strict=True)
    costs = (Fraction(int(fen) * size, int(many)) if many and fen and fen > 0 else None for many, fen, size in pairs)
    return (*costs, Fraction(int(brought), int(paid)) if brought is not None and paid and paid > 0 else None)


def _sentences(request: AnalysisRequest, total: int, effects: Sequence[int | None]) -> Iterator[Text]:
    posts, participants, followers, _ = effects
    money = figure(total, "fen")
    if total < 0:
        back = figure(-total, "fen")
        yield Text(f"退款比支出多 {back} 元。", f"{back} yuan more came back than were spent.")
    if total <= 0:
        return
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


def _unknown_followers(total: int, effects: Sequence[int | None]) -> Iterator[Text]:
    """How many accounts that published do not know their new followers, which the cost of one then lacks."""
    *_, followers, unknown = effects
    if total > 0 and followers and unknown:
        yield Text(
            f"{unknown} 个发布了作品的账号没有新增关注数：每个新增关注的成本只会更低。",
            f"New followers are unknown of {count_of(unknown, 'account')} with posts: one costs no more than this.",
        )


def _overspent(rows: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    """Kinds that have used more than their part of the year's budget."""
    over = [row for row in rows if isinstance(row[5], Fraction) and isinstance(row[1], int) and row[1] > row[5]]
    if over:
        zh = "、".join(f"{row[0]}（{'没有预算' if row[6] is None else figure(row[6], 'share')}）" for row in over)
        en = ", ".join(f"{row[0]} ({'no budget' if row[6] is None else figure(row[6], 'share')})" for row in over)
        yield Text(f"超出全年预算的类别：{zh}。", f"Over their budget of the year: {en}.")


def _advertising(request: AnalysisRequest) -> Iterator[Text]:
    """What the advertising platforms' own exports say, which the register may have as payments, too."""
    [(spent, shown, clicked)] = request.ask("registers/advertising")
    if spent is None:
        return
    costs = [
        (figure(Fraction(int(spent) * size, int(many)), "fen"), name)
        for many, size, name in ((shown, 1000, "CPM"), (clicked, 1, "CPC"))
        if many
    ]
    prices = [f"{name} {cost}" for cost, name in costs]
    money = figure(int(spent), "fen")
    yield Text(
        "；".join([f"广告平台的导出另记消费 {money} 元", *(f"{one} 元" for one in prices)]) + "；不与登记的支出相加。",
        "; ".join([f"Exports of advertising platforms have {money} yuan of their own", *prices])
        + "; never added to the payments.",
    )
