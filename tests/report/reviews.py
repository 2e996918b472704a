"""Invented reviews in the shape of the real ones: a department's third quarter, and its awkward relatives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from pubkpi.explain.attribution.players import Snapshot
from pubkpi.explain.effects import explain
from pubkpi.explain.levers import Months, levers
from pubkpi.explain.next_targets import next_targets
from pubkpi.explain.robustness import robustness
from pubkpi.model.explanations.analyses import Analysis, FigureColumn
from pubkpi.model.explanations.benchmarks import Benchmark
from pubkpi.model.explanations.effects import Explanation
from pubkpi.model.explanations.meetings import Commentary, Decision, Topic
from pubkpi.model.explanations.posts import RankedPost
from pubkpi.model.explanations.robustness import NoiseRule
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import Dimension, Indicator, KpiSet
from pubkpi.model.kpis.assessment import FlagRule
from pubkpi.model.kpis.grade_rules import Band, Baseline
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.kpis.statements import ConflictingValue
from pubkpi.model.periods import MONTH, QUARTER, Period, between, period
from pubkpi.model.review import ClosingRemark, Imprint, Review
from pubkpi.model.scores import (
    DimensionScore,
    IndicatorScore,
    League,
    LeagueNode,
    PreviousScore,
    Scorecard,
    Total,
    Value,
)
from pubkpi.model.status import DayCoverage, LoadedFile
from pubkpi.model.text import NOTHING, Text, same
from pubkpi.report.sections.analyses import SECTION_ANALYSES

BASE, FIRST, NOW, END = QUARTER.of(2023, 4), QUARTER.of(2024, 1), QUARTER.of(2024, 3), QUARTER.of(2024, 4)
AWARDS = {
    Fraction(0): Text("无", "none"),
    Fraction(1): Text("市级", "municipal"),
    Fraction(2): Text("省级", "provincial"),
}
OFFICE, SERVICE = Text("新媒体组", "new media desk"), Text("服务组", "service desk")


@dataclass(frozen=True)
class Row:
    """One indicator of the plan: how it is scored and its four measured quarters (a text says why one is missing)."""

    id: str
    label: Text
    weight: int
    unit: str
    method: str
    baseline: float | None
    targets: tuple[float, ...]
    values: tuple[float | Text, ...]
    definition: Text
    formula: Text
    source: Text
    owner: Text = OFFICE
    direction: str = "up"
    coverage: float | None = None
    choice: Text = NOTHING
    limits: Text = NOTHING
    also: tuple[ConflictingValue, ...] = ()
    interval: tuple[float, float] | None = None
    count: int = 0
    typed: bool = False
    measured: Period | None = None
    names: dict[Fraction, Text] | None = None
    findings: tuple[Finding, ...] = field(default=())


NOT_DUE = Text("到期季度为 2024Q4，此前没有获奖", "due in 2024Q4, and no award before that")
NO_DETAILS = Text(
    "单篇明细只覆盖本季阅读量的 62%，低于 80%；请逐篇下载后重新载入",
    "per-article downloads cover 62 % of this quarter's reads, below 80 %; download the rest and load them",
)
NO_OFFLINE = Text("线下咨询量未申报", "offline consultations were not declared")
REGISTER = Text("登记表", "register")

REACH = (
    Row(
        "follower_growth",
        Text("粉丝增长率", "Follower growth"),
        15,
        "share",
        "attainment",
        0.0,
        tuple(Fraction(n, 52000) - 1 for n in (60000, Fraction(200000, 3), Fraction(220000, 3), 80000)),
        (0.0, 58900 / 52000 - 1, 64500 / 52000 - 1, 68400 / 52000 - 1),
        Text(
            "季末累积关注人数相对 2023 年末 52,000 的增长",
            "followers at the quarter's end over 52,000 at the end of 2023",
        ),
        Text("季末累积关注人数 ÷ 52,000 − 1", "followers at the end ÷ 52,000 − 1"),
        Text("公众号后台「用户增长」", "WeChat back office, user growth"),
        coverage=1.0,
        choice=Text(
            "以固定基期计算；环比只展示、不计分。",
            "Against a fixed base; growth on the last quarter is shown, not scored.",
        ),
        also=(
            ConflictingValue(
                "60%",
                Text("总目标", "the goals"),
                Text("由 52,000 到 80,000 只能得出 53.8%", "80,000 over 52,000 gives 53.8 %"),
            ),
        ),
    ),
    Row(
        "monthly_reads",
        Text("月均阅读量", "Average monthly reads"),
        10,
        "person_times",
        "attainment",
        83000.0,
        (120000, Fraction(440000, 3), Fraction(520000, 3), 200000),
        (83000.0, 121500.0, 139800.0, 528719 / 3),
        Text("三个月阅读人数（按日去重累加）的平均", "mean of the three months' daily readers"),
        Text("Σ 每日阅读人数 ÷ 3", "Σ daily readers ÷ 3"),
        Text("公众号后台「内容分析」", "WeChat back office, content"),
        coverage=89 / 92,
        limits=Text("按日去重，同一人跨日重复计。", "A person counts once a day."),
        findings=(
            Finding(
                "reads-unit",
                "warning",
                "kpi_specs/department_2024.yaml:41",
                Text("方案的 83,000 未说明是人数还是次数", "the plan's 83,000 does not say readers or reads"),
                Text("向方案作者确认后在 choice 中写明。", "Ask its author and write it under choice."),
            ),
        ),
    ),
    Row(
        "interaction",
        Text("互动率", "Interaction rate"),
        10,
        "share",
        "attainment",
        0.028,
        (0.05, Fraction(1, 15), Fraction(1, 12), 0.1),
        (0.028, 0.047, 0.0583, NO_DETAILS),
        Text(
            "本季发布文章的点赞、留言、转发合计与阅读之比",
            "likes, comments and shares of the quarter's posts over their reads",
        ),
        Text("Σ(点赞 + 留言 + 转发) ÷ Σ 阅读", "Σ(likes + comments + shares) ÷ Σ reads"),
        Text("公众号后台单篇明细", "WeChat back office, single articles"),
        coverage=0.62,
        also=(
            ConflictingValue(
                "8%",
                Text("6–12 个月目标", "goals for 6–12 months"),
                Text("取指标体系表中的 10%", "the table of indicators says 10 %"),
            ),
        ),
    ),
    Row(
        "open_rate",
        Text("内容打开率", "Open rate"),
        5,
        "share",
        "attainment",
        0.18,
        (0.21, 0.24, 0.27, 0.3),
        (0.0196, 0.0201, 0.0188, 0.0182),
        Text("送达读者中打开消息的比例", "readers who opened among those reached"),
        Text("Σ 阅读人数 ÷ Σ 送达人数", "Σ opened ÷ Σ delivered"),
        Text("公众号后台单篇明细", "WeChat back office, single articles"),
        coverage=0.94,
    ),
)
SERVICES = (
    Row(
        "online_service",
        Text("线上服务使用率", "Online service usage"),
        10,
        "share",
        "attainment",
        0.352,
        (0.5,) * 4,
        (0.352, 0.381, 0.402, 0.436),
        Text("线上解决的咨询占全部咨询（含线下）的比例", "consultations solved online among all, offline included"),
        Text("线上解决量 ÷ 咨询总量", "solved online ÷ all"),
        Text("服务台账（填报）", "service form"),
        SERVICE,
        typed=True,
        coverage=1.0,
        measured=BASE,
    ),
    Row(
        "participants",
        Text("活动参与量", "Activity participation"),
        10,
        "person_times",
        "attainment",
        2000.0,
        (4000, 6000, 8000, 10000),
        (2000.0, 3900.0, 6150.0, 7420.0),
        Text("三个月活动参与人次的平均", "mean of the three months' participants"),
        Text("Σ 参与人次 ÷ 3", "Σ participants ÷ 3"),
        Text("活动登记表", "register of activities"),
        SERVICE,
        coverage=1.0,
    ),
    Row(
        "satisfaction",
        Text("用户满意度", "User satisfaction"),
        10,
        "share",
        "attainment",
        0.842,
        (0.9,) * 4,
        (0.842, 0.871, 0.884, 0.876),
        Text("有效答卷中表示满意的比例", "satisfied answers among the valid ones"),
        Text("满意答卷 ÷ 有效答卷", "satisfied ÷ valid"),
        Text("问卷星", "Wenjuanxing survey"),
        SERVICE,
        coverage=1.0,
        interval=(0.841, 0.905),
        count=412,
        measured=BASE,
    ),
)
BRAND = (
    Row("partnerships", Text("外部合作数量", "External partnerships"), 10, "count", "completion", 0.0, (2, 4, 6, 8),
        (0.0, 2.0, 5.0, 6.0), Text("本年累计签约的合作方（媒体至多计 5、KOL 至多计 3）", "partners signed this year (at most 5 media, 3 KOL)"),
        Text("min(媒体, 5) + min(KOL, 3)", "min(media, 5) + min(KOL, 3)"), REGISTER, coverage=1.0),
    Row("awards", Text("获奖情况", "Awards"), 10, "level", "steps", 0.0, (2, 2, 2, 2), (0.0, NOT_DUE, NOT_DUE, NOT_DUE),
        Text("本年获奖的最高级别", "highest level of award this year"), Text("max(级别)", "max(level)"), REGISTER, names=AWARDS),
    Row("incidents", Text("舆情零发生", "Zero incidents"), 10, "count", "hold", 2.0, (0, 0, 0, 0), (2.0, 0.0, 0.0, 1.0),
        Text("本季发现并计入的舆情事件数", "incidents found in the quarter and counted"), Text("count(事件)", "count(incidents)"), REGISTER,
        direction="down", coverage=1.0),
)  # fmt: skip
TREE = (
    ("reach", Text("传播效能", "Reach"), REACH),
    ("service", Text("服务转化", "Service"), SERVICES),
    ("brand", Text("品牌建设", "Brand"), BRAND),
)
# three dimensions whose leaves never lack data; the values of the third quarter decide
WHOLE = (
    ("reach", TREE[0][1], (replace(REACH[0], weight=40),)),
    ("service", TREE[1][1], (replace(SERVICES[0], weight=20), replace(SERVICES[1], weight=20))),
    ("brand", TREE[2][1], (replace(BRAND[2], weight=20),)),
)
LIGHTS = (
    Band("green", Text("绿灯", "green"), Decimal(90)),
    Band("yellow", Text("黄灯", "yellow"), Decimal(60)),
    Band("red", Text("红灯", "red"), Decimal(0)),
)
BANDS = (
    Band("excellent", Text("优秀", "excellent"), Decimal(90)),
    Band("good", Text("良好", "good"), Decimal(80)),
    Band("pass", Text("合格", "pass"), Decimal(60)),
    Band("fail", Text("不合格", "fail"), Decimal(0)),
)
Tree = tuple[tuple[str, Text, tuple[Row, ...]], ...]


def review(tree: Tree = TREE, *, first: Period = FIRST, provisional: bool = True) -> Review:
    """The third quarter of 2024: mostly near its targets, one indicator missing, one not yet due, two red."""
    cards = [_card(tree, quarter, provisional and quarter == NOW) for quarter in between(first, NOW)]
    history = (cards[0], *(_with_points(card, before) for before, card in pairwise(cards)))
    values = {
        quarter: {row.id: _value(row, quarter) for _, _, rows in tree for row in rows} for quarter in between(BASE, NOW)
    }
    kpis = _kpis(tree)
    return Review(
        card=history[-1], kpis=kpis, history=history, values=values, files=_files(), coverage=_coverage(),
        explanation=_explanation(kpis, values, history[-2:]),
        dated=date(2024, 10, 4), version="0.1.0", digest="9f2c41d7a0be55c3" * 4, imprint=Imprint("市政务宣传部", "数据分析专员"),
    )  # fmt: skip


def _explanation(
    kpis: KpiSet, values: Mapping[Period, Mapping[str, Value]], ends: Sequence[Scorecard]
) -> Explanation | None:
    """Why the total moved between the two scorecards, if there are two and both have one."""
    if len(ends) < 2 or any(card.total.score is None for card in ends):
        return None
    return explain(*(Snapshot(kpis, card.period, values, card, "department") for card in ends))


BEFORE = NOW.step(-1)
DECISIONS = (  # of the review before, by the day they are due; of an earlier one what is open
    Decision(BEFORE, "菜单改版", "8月28日上线", owner="新媒体组", due_on=date(2024, 8, 31), status="done"),
    Decision(BEFORE, "单篇明细每月下载", due_on=date(2024, 9, 30), status="running"),
    Decision(BEFORE, "增设服务专栏", owner="服务组", due_on=date(2024, 10, 4), status="waiting"),
    Decision(BEFORE, "与两家媒体续约", "并入年度合作", owner="新媒体组", status="dropped"),
    Decision(
        BEFORE.step(-1), "补齐线下咨询登记", "差一个窗口", owner="服务组", due_on=date(2024, 9, 1), status="running"
    ),
)
BENCHMARKS = (
    Benchmark("follower_growth", "邻市", NOW, 0.30, "年报"),
    Benchmark("incidents", "行业平均", BEFORE, 3.0, "通报"),
)
COMMENTARY = (
    Commentary(
        "follower_growth", "推送时间偏晚", "改到早间推送", owner="新媒体组", due_on=date(2024, 9, 20), status="running"
    ),
    Commentary("incidents", "投诉没有及时回应", status="waiting"),
    Commentary("no_such_indicator", "写错的标识"),
)


def with_reasons() -> Review:
    """A quarter that never lacks data, closed and revised, with what would move its total and how firm that is."""
    made = review(WHOLE)
    closings = (
        ClosingRemark(0, date(2024, 10, 8), "", provisional=True, before=None, total=73.1, run="1f0c" * 16),
        ClosingRemark(
            1, date(2024, 10, 20), "补登一起舆情", provisional=False, before=73.1, total=72.1, run="9a3b" * 16
        ),
    )
    return replace(
        made,
        closings=closings,
        decisions=DECISIONS,
        commentary=COMMENTARY,
        benchmarks=BENCHMARKS,
        months=_months(made),
        year_ago={name: replace(one, value=(one.value or 0) / 2) for name, one in made.values[NOW].items()},
        leagues=(league(made),),
        authors=replace(league(made, ("张三", "李四", "王五")), by="author"),
        posts=POSTS,
        analyses=_analyses(),
        topic=_topic(made),
        next_targets=next_targets(made.kpis, NOW, made.values, {"participants": "mean"}),
        levers=levers(made.kpis, NOW, made.values, None, Months(1, frozenset({"participants"}))),
        robustness=robustness(made.kpis, NOW, made.values, NOW.step(-1), NoiseRule(draws=200)),
    )


POSTS = (
    RankedPost("wechat", "云川发布", date(2024, 9, 3), "秋游指南", 100_000, "at_least", False, True, 1, 31),
    RankedPost("wechat", "云川发布", date(2024, 7, 9), None, 812, "", False, False, 1, 31),
    RankedPost("weibo", "云川发布", date(2024, 8, 1), "停水通知", 4_120, "", True, True, 1, 1),
)


def _analyses() -> tuple[Analysis, ...]:
    """What each analysis may look like: a named row and one without a name, a column that nothing has."""
    columns = (
        FigureColumn("kind", Text("类别", "kind"), "text"),
        FigureColumn("spent_fen", Text("支出（元）", "spent (yuan)"), "fen"),
        FigureColumn("share", Text("占比", "share"), "share"),
        FigureColumn("planned_share", Text("计划占比", "planned"), "share"),
        FigureColumn("last_on", Text("最近", "last"), "day"),
    )
    rows = (
        ("内容<制作>", 1_200_030, Fraction(3, 4), None, date(2024, 9, 3)),
        (None, 400_010, Fraction(1, 4), None, None),
    )
    said = (Text("共支出 16,000.40 元。", "16,000.40 yuan were spent."), Text("内容最多。", "Most for content."))
    note = (Text("1 笔没有类别。", "1 payment has no kind."),)
    return tuple(Analysis(name, NOW, "kind", columns, rows, said, note) for name in SECTION_ANALYSES.values())


def league(made: Review, names: tuple[str, ...] = ("wechat/云川发布", "weibo/云川发布", "douyin/云川")) -> League:
    """Three accounts: one as the department, one on less weight, one without data."""
    card, none = made.card, Text("没有数据", "no data")
    leaves = [
        LeagueNode(
            one.id, one.label, one.weight, (one.score, one.score, None), (1, 1, None),
            values=(one.value, one.value, None), sides=("", "", ""), score_sides=("", "", ""),
            reasons=(one.missing_reason, one.missing_reason, none), applies=(True, True, True),
            states=(one.state, one.state, "no_data"), unit=one.unit, printed_unit=one.unit,
        )
        for one in card.indicators
    ]  # fmt: skip
    total = LeagueNode("total", Text("总分", "total"), 100.0, (card.total.score, 60.0, None), (1, 2, None))
    return League(
        card.scorecard, card.label, card.period, names, (total, *leaves), ("good", None, None),
        (Text("良好", "good"), None, None), (1.0, 0.9, 0.0), adjustments=((), (), ()),
        comparable_weight=(100.0, 90.0, 0.0), by="account", bounds=((80.0, 55.0, 0.0), (80.0, 65.0, 100.0)),
        possible=((made.kpis.bands[1], made.kpis.bands[3], None), (made.kpis.bands[1], made.kpis.bands[2], None)),
    )  # fmt: skip


def _topic(made: Review) -> Topic:
    """An activity of four days: a tenth of each value before, a fifth in its days, none after them."""
    spans = tuple(period(f"2024-08-{day:02}..2024-08-{day + 3:02}") for day in (6, 10, 14))
    shares = zip(spans, (0.1, 0.2, None), strict=True)
    values = {
        span: {
            name: replace(one, period=span, value=None if share is None or one.value is None else one.value * share)
            for name, one in made.values[NOW].items()
        }
        for span, share in shares
    }
    entries = (("participant_count", "1265"), ("is_counted", "True"))
    return Topic("activity", "夏夜读书", spans[1].first, spans[1].last, entries, spans, values)


def _months(made: Review) -> dict[Period, dict[str, Value]]:
    """A third of each value in each month, but of incidents, and less data in the second month."""
    shown: dict[Period, dict[str, Value]] = {}
    for place, month in enumerate(NOW.parts(MONTH)):
        shown[month] = {
            name: replace(one, period=month, value=(one.value or 0) / 3, coverage=0.9 if place == 1 else 1.0)
            for name, one in made.values[NOW].items()
        }
        without = replace(shown[month]["incidents"], value=None, missing=Text("按季度登记，分不到月", "by the quarter"))
        shown[month]["incidents"] = without
    return shown


def without_total() -> Review:
    """The same quarter with so little data on services that there is no total."""
    online = replace(SERVICES[0], values=(0.352, 0.381, 0.402, NO_OFFLINE), coverage=None)
    return review((TREE[0], (TREE[1][0], TREE[1][1], (online, *SERVICES[1:])), TREE[2]))


def one_quarter() -> Review:
    """A first scored quarter: there is nothing to compare it with, and no settled day is open."""
    return review(first=NOW, provisional=False)


HOSTILE = (
    "<script>alert(1)</script>",
    '"#import "/etc/passwd""',
    "\\",
    "]]) #panic()",
    "倒\u202eexe.fdp\u200f",
    "{{ 7 * 7 }}",
    "$x$ _斜_ *粗* `码` @ref //",
    "长" * 300,
)


def hostile(words: str) -> Review:
    """The review with *words* wherever a name from outside is printed."""
    calm = review()
    files = tuple(replace(one, name=words, account=words, export_label=same(words)) for one in calm.files)
    finding = Finding("hostile", "warning", words, same(words), same(words))
    leaf = replace(REACH[0], label=same(words))
    tree = (("reach", same(words), (leaf, *REACH[1:])), *TREE[1:])
    post = replace(POSTS[0], account=words, title=words)
    return replace(
        review(tree), leagues=(league(calm, (words, "weibo/" + words, words + "2")),), posts=(post,), files=files, coverage=tuple(replace(one, account=words) for one in calm.coverage),
        imprint=Imprint(*(words,) * 6), decisions=(Decision(BEFORE, words, words, owner=words, due_on=NOW.first, status="running"),), card=replace(review(tree).card, findings=(finding,)),
    )  # fmt: skip


def _value(row: Row, quarter: Period) -> Value:
    value = row.values[quarter.index - BASE.index]
    number = value if isinstance(value, float) else None
    missing = None if isinstance(value, float) else value
    known = number is not None
    return Value(row.id, quarter, number, missing, row.coverage, row_count=row.count if known else 0,
                 interval=row.interval if known else None, typed=row.typed, findings=row.findings)  # fmt: skip


def _card(tree: Tree, quarter: Period, provisional: bool) -> Scorecard:
    dimensions = tuple(_dimension(one, quarter) for one in tree)
    leaves = [leaf for one in dimensions for leaf in one.indicators]
    applicable = sum(leaf.weight for leaf in leaves if leaf.scoring != "not_applicable")
    scored = sum(leaf.weight for leaf in leaves if leaf.scoring == "scored")
    score = None if any(one.score is None for one in dimensions) else sum(one.points or 0.0 for one in dimensions)
    printed = _printed(score)
    band = None if printed is None else next(one for one in BANDS if printed >= one.at_least)
    least = sum(leaf.weight * (leaf.score or 0.0) for leaf in leaves if leaf.scoring == "scored") / applicable
    most = least + sum(leaf.weight * 100 for leaf in leaves if leaf.scoring == "missing") / applicable
    total = Total(score, printed, band.id if band else None, band.label if band else None, scored / applicable,
                  (least, most), 46.7)  # fmt: skip
    return Scorecard(
        "department_2024", Text("部门宣传绩效 2024", "Department 2024"), quarter, provisional, total, dimensions
    )


def _with_points(card: Scorecard, before: Scorecard) -> Scorecard:
    """*card* with each leaf's score and points of the quarter *before*."""
    then = {leaf.id: leaf for leaf in before.indicators}

    def led(leaf: IndicatorScore) -> IndicatorScore:
        old = then[leaf.id]
        return replace(leaf, previous=PreviousScore(before.period, old.value, old.score, old.points))

    branches = (replace(one, indicators=tuple(map(led, one.indicators))) for one in card.dimensions)
    return replace(card, dimensions=tuple(branches))


def _dimension(one: tuple[str, Text, tuple[Row, ...]], quarter: Period) -> DimensionScore:
    name, label, rows = one
    weight = float(sum(row.weight for row in rows))
    states = {row.id: _state(row, quarter) for row in rows}
    applicable = sum(row.weight for row in rows if states[row.id] != "not_applicable")
    scored = sum(row.weight for row in rows if states[row.id] == "scored")
    share = weight / scored
    leaves = tuple(_leaf(row, quarter, states[row.id], share) for row in rows)
    enough = scored / applicable >= 0.7
    points = sum(leaf.points or 0.0 for leaf in leaves) if enough else None
    score = None if points is None else points * 100 / weight
    return DimensionScore(
        name,
        label,
        weight,
        score,
        _printed(score),
        points,
        _light(score),
        _joint(score, leaves),
        scored / applicable,
        leaves,
    )


def _leaf(row: Row, quarter: Period, state: str, share: float) -> IndicatorScore:
    value, target = _value(row, quarter), float(row.targets[quarter.index - FIRST.index])
    attainment, uncapped = _scored(row, value.value, target)
    score = None if uncapped is None else min(100.0, max(0.0, uncapped))
    before = quarter.step(-1)
    effective = row.weight * share if state == "scored" else None
    points = None if score is None or effective is None else effective * score / 100
    return IndicatorScore(
        row.id, row.label, float(row.weight), effective, row.id, value.value, row.unit, row.baseline, target,
        row.method, row.direction, attainment, uncapped, score, _printed(score), points, _light(score),  # type: ignore[arg-type]
        _standing(row, state, value.value, target, score), state,  # type: ignore[arg-type]
        value.missing, row.coverage, PreviousScore(before, _value(row, before).value, None, None), value,
    )  # fmt: skip


def _scored(row: Row, value: float | None, target: float) -> tuple[float | None, float | None]:
    if value is None:
        return None, None
    if row.method == "hold":
        return None, 100.0 if value <= target else 0.0
    base = row.baseline or 0.0
    share = (value - base) / (target - base)
    return share, 100 * share if row.method == "completion" else 60 + 40 * share


def _standing(row: Row, scoring: str, value: float | None, target: float, score: float | None) -> str:
    if scoring != "scored":
        return "not_applicable" if scoring == "not_applicable" else "no_data"
    met = value >= target if row.direction == "up" else value <= target
    return "reached" if met else _missed(score)


def _missed(score: float) -> str:
    return "near" if _printed(score) >= 90 else "low" if _printed(score) >= 60 else "alert"


def _joint(score: float | None, leaves: tuple[IndicatorScore, ...]) -> str:
    if score is None:
        return "no_data"
    states = {leaf.state for leaf in leaves} - {"not_applicable"}
    return "reached" if states == {"reached"} else _missed(score)


def _state(row: Row, quarter: Period) -> str:
    value = _value(row, quarter)
    return "scored" if value.value is not None else "not_applicable" if value.missing is NOT_DUE else "missing"


def _printed(score: float | None) -> float | None:
    return None if score is None else float(Decimal(repr(round(score, 9))).quantize(Decimal("0.1"), "ROUND_HALF_UP"))


def _light(score: float | None) -> str:
    printed = _printed(score)
    return "none" if printed is None else next(one.id for one in LIGHTS if printed >= one.at_least)


def _kpis(tree: Tree) -> KpiSet:
    rows = [row for _, _, rows in tree for row in rows]
    return KpiSet(
        flagging=FlagRule(Fraction(1, 5)),
        id="department_2024", label=Text("部门宣传绩效 2024", "Department 2024"), audience="internal", valid=(FIRST, END),
        dimensions=tuple(
            Dimension(name, label, Fraction(sum(row.weight for row in rows)), tuple(_indicator(row) for row in rows))
            for name, label, rows in tree
        ),
        bands=BANDS, lights=LIGHTS, min_weight_coverage=Fraction(7, 10), measures={row.id: _measure(row) for row in rows},
        settle_days=8, baseline_quarter=BASE,
        notes=(Finding("count-of-indicators", "info", "", Text("方案称二级指标 8 项，实列 10 项", "the plan announces 8 second-level "
                       "indicators and lists 10")),), at="kpi_specs/department_2024.yaml:1:1",
    )  # fmt: skip


def _indicator(row: Row) -> Indicator:
    return Indicator(
        id=row.id, label=row.label, weight=Fraction(row.weight), measure=row.id, direction=row.direction,  # type: ignore[arg-type]
        method=row.method, baseline=Baseline(Fraction(row.baseline or 0), row.measured),  # type: ignore[arg-type]
        targets=tuple((FIRST.step(i), Fraction(goal)) for i, goal in enumerate(row.targets)), at="",
        at_baseline=Fraction(0 if row.method == "completion" else 60),
        steps=((Fraction(0), Fraction(0)), (Fraction(1), Fraction(60)), (Fraction(2), Fraction(100))) if row.names else (),
        step_labels=row.names, due=END if row.names else None, choice=row.choice, also_stated=row.also,
    )  # fmt: skip


def _measure(row: Row) -> Measure:
    return Measure(
        row.id, row.label, row.definition, row.formula, row.unit, row.source, "sum", "", row.owner, limits=row.limits
    )


def _files() -> tuple[LoadedFile, ...]:
    content, growth = (
        Text("公众号内容分析（按日）", "WeChat content by day"),
        Text("公众号用户增长", "WeChat user growth"),
    )
    return (
        LoadedFile("用户增长_2024Q3.xls", "a3f10c22" * 8, "wechat_user_growth", growth, "政务发布", date(2024, 10, 1),
                   date(2024, 10, 2), 92, 92, 0, 0, 0),
        LoadedFile("内容分析_20240701-20240930.xls", "77b0e9d4" * 8, "wechat_content_daily", content, "政务发布",
                   date(2024, 10, 1), date(2024, 10, 2), 1204, 1180, 3, 21, 3),
        LoadedFile("满意度问卷.xlsx", "c05511ab" * 8, "wenjuanxing_answers", Text("问卷星答卷", "survey answers"), None,
                   date(2024, 9, 28), date(2024, 10, 4), 421, 412, 0, 9, 0),
    )  # fmt: skip


def _coverage() -> tuple[DayCoverage, ...]:
    days = tuple(NOW.first + timedelta(days=i) for i in range(NOW.day_count))
    gone = {date(2024, 8, 3), date(2024, 8, 4), date(2024, 9, 17)}
    return (
        DayCoverage("account_daily", Text("用户增减", "followers by day"), "政务发布", days),
        DayCoverage("account_content_daily", Text("阅读与转发", "reads and shares"), "政务发布",
                    tuple(day for day in days if day not in gone)),
    )  # fmt: skip
