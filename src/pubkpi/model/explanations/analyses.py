"""An analysis beside the score: one small table, and the sentences that its numbers support."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pubkpi.model.errors import PubkpiError
from pubkpi.model.language import RangeRule, Spelling
from pubkpi.model.periods import Period
from pubkpi.model.text import Text

Figure = str | Text | int | Fraction | date | None
# What each analysis is called, in the order of a report.
ANALYSIS_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "content": Text("内容结构", "Mix of posts"),
        "hours": Text("发布时段", "Hours of publication"),
        "titles": Text("标题试验", "Tests of titles"),
        "sources": Text("阅读来源", "Sources of readers"),
        "audience": Text("受众构成", "Audience"),
        "satisfaction": Text("满意度与推荐度", "Satisfaction"),
        "accounts": Text("账号健康度", "Health of the accounts"),
        "messages": Text("留言回复", "Messages"),
        "incidents": Text("舆情台账", "Incidents"),
        "budget": Text("预算执行", "Budget"),
        "milestones": Text("里程碑", "Milestones"),
    }
)
# What a column holds: shares and points of them are fractions, money is in fen.
FigureKind = Literal["text", "platform", "day", "count", "share", "points", "number", "hours", "fen"]


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column of an analysis: its name for programs, its heading, what it holds."""

    name: str
    label: Text
    kind: FigureKind


@dataclass(frozen=True, slots=True)
class Analysis:
    """What an analysis found in a *period*, a row for each of what it goes *by*; None in a row is missing, never zero.

    The *sentences* say what the numbers support, the *notes* what they leave open.
    """

    name: str
    period: Period
    by: str
    columns: tuple[FigureColumn, ...]
    rows: tuple[tuple[Figure, ...], ...]
    sentences: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def label(self) -> Text:
        """What it is called."""
        return ANALYSIS_LABELS[self.name]

    @property
    def filled(self) -> tuple[int, ...]:
        """The places of the first column and of those that any row has a value of."""
        return tuple(i for i in range(len(self.columns)) if not i or any(row[i] is not None for row in self.rows))

    @property
    def named_by(self) -> int:
        """How many of the first columns tell a row from any other: the first, and more where rows have it in common."""
        return next(
            (i for i in range(1, len(self.columns)) if len({row[:i] for row in self.rows}) == len(self.rows)),
            len(self.columns),
        )


@dataclass(frozen=True, slots=True)
class CategoryMix:
    """What a category of posts is to be: shares in percent."""

    planned: Annotated[float | None, RangeRule(0, 100), "计划占比，百分数 / its planned share in percent"] = None
    demand: Annotated[float | None, RangeRule(0, 100), "受众需求占比，百分数 / the share of the demand in percent"] = (
        None
    )


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """From how many mentions a day people look whether there is an incident of that level."""

    count: Annotated[int, RangeRule(1, 10**9), "一天提及多少条起 / from so many mentions a day on"]
    growth: Annotated[
        float | None, RangeRule(0, 10**6), "且比前一天多百分之几起 / and so many percent more than the day before"
    ] = None


@dataclass(frozen=True, slots=True)
class Persona:
    """A group of the audience that the plan names, by groups that platforms export."""

    dimension: Annotated[str, "维度，如 年龄、性别、城市 / dimension, such as 年龄"]
    values: Annotated[tuple[str, ...], "由哪些组合成 / the groups that it is made of"]


Level = Literal["蓝", "黄", "橙", "红"]
# The levels of incidents, which are numbered from 1, up to the gravest.
LEVELS: Mapping[Level, Text] = MappingProxyType(
    {"蓝": Text("蓝", "blue"), "黄": Text("黄", "yellow"), "橙": Text("橙", "orange"), "红": Text("红", "red")}
)
MESSAGE_KINDS = ("咨询", "投诉", "建议", "重大", "其他")
# Hours within which a message is answered, by its kind; and those of any other.
_MESSAGE_HOURS, _USUAL_HOURS = MappingProxyType({"投诉": 48.0, "重大": 1.0}), 24.0
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def _unclear_hours(rules: "AnalysisRules", node: Any) -> Iterator[PubkpiError]:
    """An error where `working_hours` is no span of a day."""
    if rules.working_hours and not rules.work_seconds:
        what = Text(f"不是一段时间：{rules.working_hours}", f"not a span of hours: {rules.working_hours}")
        yield node["working_hours"].wrong(what, Text("写成 09:00-17:30。", "Write 09:00-17:30."))


def _excessive_shares(rules: "AnalysisRules", node: Any) -> Iterator[PubkpiError]:
    """An error where planned shares come to more than 100; of the demand several may be named at once."""
    for key, shares in (
        ("budget", [*rules.budget.values()]),
        ("mix", [one.planned or 0 for one in rules.mix.values()]),
    ):
        total = sum(Fraction(str(one)) for one in shares)
        if total > 100:
            what = Text(
                f"各项占比合计 {float(total):g}%，超过 100%", f"the shares come to {float(total):g}%, over 100%"
            )
            yield node[key].wrong(what, Text("改到合计不超过 100。", "Make them 100 or less together."))


@dataclass(frozen=True, slots=True)
class AnalysisRules:
    """analyses.yaml: what the plan says of what is analysed; without it the defaults hold."""

    CHECKS = (_unclear_hours, _excessive_shares)

    mix: Annotated[Mapping[str, CategoryMix], "内容结构：按分类 / the mix of posts by category"] = field(
        default_factory=dict
    )
    viral_reads: Annotated[int, RangeRule(1, 10**12), "阅读超过多少算爆款 / a post with more reads is viral"] = 100_000
    least_posts: Annotated[int, RangeRule(2, 10_000), "少于几篇不比较 / fewer posts are not compared"] = 5
    least_people: Annotated[int, RangeRule(1, 10_000), "受众分组少于几人不显示 / smaller groups are not shown"] = 10
    sleeping_days: Annotated[int, RangeRule(1, 10_000), "几天没有更新算睡眠 / an account sleeps after so many days"] = (
        14
    )
    zombie_days: Annotated[int, RangeRule(1, 10_000), "几天没有更新算僵尸 / and is a zombie after so many"] = 90
    external_channels: Annotated[tuple[str, ...], "哪些阅读渠道算外部 / the channels of readers that are external"] = ()
    external_sources: Annotated[
        tuple[str, ...], "哪些新增关注来源算外部 / the sources of new followers that are external"
    ] = ()
    external_target: Annotated[
        float | None, RangeRule(0, 100), "外部占比目标，百分数 / the target of their share, in percent"
    ] = None
    personas: Annotated[Mapping[str, Persona], "用户画像：由导出的组合成 / personas, made of exported groups"] = field(
        default_factory=dict
    )
    nps: Annotated[
        tuple[str, ...], "问 0–10 分推荐意愿的问卷 / the surveys that ask for a recommendation, 0 to 10"
    ] = ()
    message_hours: Annotated[
        Mapping[str, Annotated[float, RangeRule(0.01, 8784)]],
        "各类留言几小时内回复 / hours within which messages of a kind are answered",
    ] = field(default_factory=dict)
    working_hours: Annotated[
        str, Spelling("HH:MM-HH:MM"), "上班时间，如 09:00-17:30 / hours of work, such as 09:00-17:30"
    ] = ""
    holidays: Annotated[tuple[date, ...], "不上班的日子（周末除外） / days off besides weekends"] = ()
    workdays: Annotated[tuple[date, ...], "上班的周末 / weekend days that are worked"] = ()
    detection_hours: Annotated[
        float | None, RangeRule(0, 10_000), "出现后几小时内发现算及时 / found in time within so many hours"
    ] = None
    detection_target: Annotated[float, RangeRule(0, 100), "及时发现率目标，百分数 / the share to be found in time"] = (
        95.0
    )
    handled_target: Annotated[float, RangeRule(0, 100), "妥善处置率目标，百分数 / the share to be handled well"] = 90.0
    escalation: Annotated[
        Mapping[Level, EscalationRule], "各级的提及条数门槛，只作提醒 / mentions from which people look, by level"
    ] = field(default_factory=dict)
    budget_yuan: Annotated[float | None, RangeRule(0, 10**12), "全年预算，元 / the budget of the year in yuan"] = None
    budget: Annotated[
        Mapping[str, Annotated[float, RangeRule(0, 100)]],
        "各类预算占比，百分数 / the planned share of each kind in percent",
    ] = field(default_factory=dict)

    @property
    def limited_kinds(self) -> tuple[str, ...]:
        """The kinds of messages that have a limit of their own."""
        return (*dict.fromkeys((*_MESSAGE_HOURS, *self.message_hours)),)

    def hours_of(self, kind: str | None) -> float:
        """Within how many hours a message of *kind* is to be answered."""
        return self.message_hours.get(kind or "", _MESSAGE_HOURS.get(kind or "", _USUAL_HOURS))

    def seconds_of(self, kind: str | None) -> int:
        """Within how many whole seconds that is."""
        return int(Fraction(str(self.hours_of(kind))) * 3600)

    @property
    def work_seconds(self) -> tuple[int, int] | None:
        """The seconds of a day at which work begins and ends; None where that is not declared."""
        found = _HOURS.fullmatch(self.working_hours.strip())
        if not found:
            return None
        first, last = (
            (int(hours) * 60 + int(minutes)) * 60 for hours, minutes in (found.groups()[:2], found.groups()[2:])
        )
        return (first, last) if first < last else None
