"""The request for an analysis: of which facts and period, by what, by which rules, as of when."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from importlib import resources

from pubkpi.engine.query import QueryEngine, Row
from pubkpi.model.explanations.analyses import AnalysisRules, FigureColumn
from pubkpi.model.periods import Period
from pubkpi.model.text import Text

_POSTS = "analysed_posts"
# What the posts are counted by besides their account.
_POST_COLUMNS = {
    "category": "category",
    "hour": "hour(published_at) as hour",
    "weekday": "isodow(published_on) as weekday",
}


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """An analysis of a *period* *by* something, by the *rules* of the plan; as it stood at the moment *now*.

    *posts* is the table that has the counts of posts.sql, where several analyses need them; without it each counts.
    """

    engine: QueryEngine
    period: Period
    by: str
    rules: AnalysisRules
    now: datetime
    posts: str = ""

    @property
    def until(self) -> date:
        """The last day that is looked at: of a period that runs, today."""
        return min(self.period.last, self.now.date())

    @property
    def cutoff(self) -> datetime:
        """The moment after which nothing is looked at: the end of the period, or now in one that runs."""
        return min(datetime.combine(self.period.last, time(23, 59, 59)), self.now.replace(tzinfo=None))

    def ask(self, name: str, group: str = "", **params: object) -> list[Row]:
        """The answer of the statement *name*.sql about the period; *group* and the counts of posts stand where it says
        so.
        """
        words = _statement(name).replace("{group}", group)
        if "{posts}" in words:
            words = words.replace("{posts}", self.posts or f"({post_counts([self.by])})")
        return self.engine.run(words, **self._parameters(words, params))

    def counting_posts_once(self, columns: Sequence[str]) -> "AnalysisRequest":
        """The same request once the posts are counted by all of *columns*, for every analysis of them."""
        words = f"create or replace temp table {_POSTS} as {post_counts(columns)}"
        self.engine.run(words, **self._parameters(words, {}))
        return replace(self, posts=_POSTS)

    def _parameters(self, words: str, params: Mapping[str, object]) -> dict[str, object]:
        """Those of the usual parameters and of *params* that the statement *words* has."""
        usual: dict[str, object] = {"first": self.period.first, "last": self.period.last}
        usual |= {"viral": self.rules.viral_reads, **params}
        return {key: value for key, value in usual.items() if re.search(rf"\${key}\b", words)}


def group_column(by: str, heads: Mapping[str, Text]) -> FigureColumn:
    """The first column of an analysis that goes *by* something: what its rows are called."""
    return FigureColumn(by, heads[by], "platform" if by == "platform" else "text")


def absent_names(names: Sequence[str], key: str) -> Iterator[Text]:
    """A note of the *names* under the *key* of analyses.yaml that nothing in the data of the period has."""
    if names:
        zh, en = "、".join(names), ", ".join(names)
        yield Text(
            f"analyses.yaml 的 {key} 里，本期数据没有：{zh}。请核对写法。",
            f"Named in {key} of analyses.yaml but not in the data of the period: {en}. Check the spelling.",
        )


def post_counts(columns: Sequence[str]) -> str:
    """The query that counts the posts of each account by those of *columns* that it can go by."""
    groups = [name for name in _POST_COLUMNS if name in columns]
    # to find the category of a title takes longer than all else
    source = "post_with_category" if "category" in groups else "post"
    words = "".join(f"{_POST_COLUMNS[name]}, " for name in groups)
    return _statement("posts/posts").replace("{columns}", words).replace("{source}", source)


@cache
def _statement(name: str) -> str:
    """The statement *name*.sql without its comments, so that it can stand within another."""
    words = (resources.files("pubkpi.analyse") / f"{name}.sql").read_text("utf-8")
    return "".join(line for line in words.splitlines(keepends=True) if not line.startswith("--"))
