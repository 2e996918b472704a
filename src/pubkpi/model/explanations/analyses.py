"""An analysis beside the score: one small table, and the sentences that its numbers support."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pubkpi.model.language import RangeRule
from pubkpi.model.periods import Period
from pubkpi.model.text import Text

Figure = str | Text | int | Fraction | date | None
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
    label: Text
    period: Period
    by: str
    columns: tuple[FigureColumn, ...]
    rows: tuple[tuple[Figure, ...], ...]
    sentences: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def filled(self) -> tuple[int, ...]:
        """The places of the first column and of those that any row has a value of."""
        return tuple(i for i in range(len(self.columns)) if not i or any(row[i] is not None for row in self.rows))


@dataclass(frozen=True, slots=True)
class CategoryMix:
    """What a category of posts is to be: shares in percent."""

    planned: Annotated[float | None, RangeRule(0, 100), "计划占比，百分数 / its planned share in percent"] = None
    demand: Annotated[float | None, RangeRule(0, 100), "受众需求占比，百分数 / the share of the demand in percent"] = (
        None
    )


@dataclass(frozen=True, slots=True)
class AnalysisRules:
    """analyses.yaml: what the plan says of what is analysed; without it the defaults hold."""

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
    budget_yuan: Annotated[float | None, RangeRule(0, 10**12), "全年预算，元 / the budget of the year in yuan"] = None
    budget: Annotated[Mapping[str, float], "各类预算占比，百分数 / the planned share of each kind in percent"] = field(
        default_factory=dict
    )
