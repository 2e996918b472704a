"""sources: through which channels readers came, and from where new followers; which share of them is from outside."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pubkpi.analyse.request import AnalysisRequest, group_column
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn
from pubkpi.model.text import Text
from pubkpi.printing.figures import figure, name_of

GROUPS = {"channel": "channel", "account": "account", "follower_source": ""}
_HEADS = {
    "channel": Text("渠道", "channel"),
    "account": Text("账号", "account"),
    "follower_source": Text("新增关注来源", "source of new followers"),
}
_SHARE = FigureColumn("share", Text("占各渠道之和", "share of all channels"), "share")
_DAYS = FigureColumn("days", Text("有数据的天数", "days"), "count")
_COLUMNS = (
    FigureColumn("readers", Text("阅读人次（按日去重）", "readers, unique within a day"), "count"),
    *(_SHARE, _DAYS),
    FigureColumn("reads", Text("阅读次数", "reads"), "count"),
)
_OF_FOLLOWERS = (
    FigureColumn("new_followers", Text("新增关注", "new followers"), "count"),
    FigureColumn("share", Text("占全部新增", "share of all"), "share"),
    _DAYS,
    FigureColumn("lost_followers", Text("取消关注", "lost"), "count"),
)
# What the interface of 公众号 calls its sources of followers (user_source).
_SOURCES = {
    "0": Text("其他合计", "others together"),
    "1": Text("公众号搜索", "search of accounts"),
    "17": Text("名片分享", "shared card"),
    "30": Text("扫描二维码", "QR code"),
    "57": Text("文章内账号名称", "name within an article"),
    "100": Text("微信广告", "advertisement"),
    "149": Text("小程序关注", "mini-program"),
    "161": Text("他人转载", "repost by others"),
    "200": Text("视频号", "Channels (视频号)"),
    "201": Text("直播", "live stream"),
}
_NOTE = Text(
    "一人一天可从几个渠道来，所以各渠道之和不是去重总数（全部），不与它相加。",
    "A reader may come through several channels in a day: their sum is not 全部, and never added to it.",
)


def analyse(request: AnalysisRequest) -> Analysis:
    """The readers of the period by channel or account, each as a share of the sum over the channels; or the new
    followers by where they came from.
    """
    of_followers = request.by == "follower_source"
    if of_followers:
        groups = request.ask("people/follower_sources")
    else:
        groups = request.ask("people/sources", GROUPS[request.by])
    total = sum(row[1] or 0 for row in groups)
    rows = [
        (
            _SOURCES.get(name, name),
            people,
            Fraction(int(people), int(total)) if people is not None and total else None,
            *more,
        )
        for name, people, *more in groups
    ]
    return Analysis(
        *("sources", request.period, request.by),
        (group_column(request.by, _HEADS), *(_OF_FOLLOWERS if of_followers else _COLUMNS)),
        tuple(rows),
        (*_sentences(rows, of_followers=of_followers), *_external(request, rows)),
        (_NOTE,) if rows and not of_followers else (),
    )


def _sentences(rows: Sequence[tuple[Figure, ...]], *, of_followers: bool) -> Iterator[Text]:
    if len(rows) < 2 or rows[0][2] is None:
        return
    name, people, share = name_of(rows[0][0]), figure(rows[0][1], "count"), figure(rows[0][2], "share")
    if of_followers:
        yield Text(
            f"新增关注来自{name.zh}的最多：{people} 人，占 {share}。",
            f"Most new followers: {name.en}, {people}, {share}.",
        )
    else:
        yield Text(
            f"来自{name.zh}的最多：{people} 人次，占各渠道之和的 {share}。",
            f"Most came through {name.en}: {people}, {share} of all channels.",
        )


def _external(request: AnalysisRequest, rows: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    """The share of the channels or sources that the rules call external, against its target; nothing where none of them
    can be among the *rows*, or how many came through one is not known.
    """
    rules, heads = request.rules, [name_of(row[0]).zh for row in rows]
    # a source that nobody came from has no row, and a channel that is not exported is not known
    declared, possible = {
        "channel": (rules.external_channels, {*heads}),
        "follower_source": (rules.external_sources, {*heads, *(one.zh for one in _SOURCES.values())}),
    }.get(request.by, ((), set()))
    names = [one for one in declared if one in possible]
    shares = [row[2] for row, head in zip(rows, heads, strict=True) if head in names]
    if not rows or not names or None in shares:
        return
    share = sum((one for one in shares if isinstance(one, Fraction)), Fraction(0))
    words, zh_names = figure(share, "share"), "、".join(names)
    zh, en = f"外部来源（{zh_names}）占 {words}", f"External sources ({', '.join(names)}) have {words}"
    if rules.external_target is not None:
        goal = Fraction(str(rules.external_target)) / 100
        gap = figure(share - goal, "points")
        zh += f"，目标 {figure(goal, 'share')}，相差 {gap} 个百分点"
        en += f", target {figure(goal, 'share')}: {gap} points"
    yield Text(f"{zh}。", f"{en}.")
