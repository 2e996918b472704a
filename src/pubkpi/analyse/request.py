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
        if "{categorised_posts}" in words:
            words = words.replace("{categorised_posts}", self._categorised_posts() if self.by == "category" else "post")
        if "{posts}" in words:
            words = words.replace("{posts}", self.posts or f"({self._post_counts([self.by])})")
        return self.engine.run(words, **self._parameters(words, params))

    def counting_posts_once(self, columns: Sequence[str]) -> "AnalysisRequest":
        """The same request once the posts are counted by all of *columns*, for every analysis of them."""
        words = f"create or replace temp table {_POSTS} as {self._post_counts(columns)}"
        self.engine.run(words, **self._parameters(words, {}))
        return replace(self, posts=_POSTS)

    def _post_counts(self, columns: Sequence[str]) -> str:
        """The query that counts the posts of each account by those of *columns* that it can go by."""
        groups = [name for name in _POST_COLUMNS if name in columns]
        words = "".join(f"{_POST_COLUMNS[name]}, " for name in groups)
        source = self._categorised_posts() if "category" in groups else "post_by_number"
        return _statement("posts/posts").replace("{columns}", words).replace("{source}", source)

    def _categorised_posts(self) -> str:
        """The posts with their category, as in the view post_with_category: the words of categories.yaml are written
        out, and typed categories are joined only where there are any, for looking titles up takes longer than all else.
        """
        count = len(self._keywords()) // 2
        cases = "".join(f" when contains(lower(title), $word_{i}) then $category_{i}" for i in range(count))
        own = f"case{cases} end" if count else "cast(null as varchar)"
        [(is_typed, _)] = self.ask("posts/entries")
        return (
            "("
            + _statement("posts/posts_by_entry" if is_typed else "posts/posts_by_keyword").replace("{own}", own)
            + ")"
        )

    def _keywords(self) -> dict[str, object]:
        """The words of categories.yaml and their categories as parameters, in the order in which they count."""
        rows = self.engine.run("select lower(keyword), category from category_keyword order by place")
        return {
            f"{name}_{i}": cell
            for i, row in enumerate(rows)
            for name, cell in zip(("word", "category"), row, strict=True)
        }

    def _parameters(self, words: str, params: Mapping[str, object]) -> dict[str, object]:
        """Those of the usual parameters and of *params* that the statement *words* has."""
        usual: dict[str, object] = {"first": self.period.first, "last": self.period.last}
        usual |= {"viral": self.rules.viral_reads, **params, **(self._keywords() if "$word_0" in words else {})}
        return {key: value for key, value in usual.items() if re.search(rf"\${key}\b", words)}


def group_column(by: str, heads: Mapping[str, Text]) -> FigureColumn:
    """The first column of an analysis that goes *by* something: what its rows are called."""
    return FigureColumn(by, heads[by], "platform" if by == "platform" else "text")


# Where the names of those keys of analyses.yaml are spelled, whatever the period.
_NAME_SOURCES = {
    "mix": "select category as name from category_keyword union all select category from post_category",
    "budget": "select kind as name from spend",
    "nps": "select survey as name from survey_answer",
    "personas": "select value as name from audience_share",
}


def absent_names(request: AnalysisRequest, names: Sequence[str], key: str) -> Iterator[Text]:
    """A note of those of *names* under the *key* of analyses.yaml that nothing has, be it of another period."""
    spelled = {name for (name,) in request.ask("names", _NAME_SOURCES[key])} if names else set()
    absent = [name for name in names if name not in spelled]
    if absent:
        zh, en = "、".join(absent), ", ".join(absent)
        yield Text(
            f"analyses.yaml 的 {key} 里，数据里没有：{zh}。请核对写法。",
            f"Named in {key} of analyses.yaml, but in no data: {en}. Check the spelling.",
        )


@cache
def _statement(name: str) -> str:
    """The statement *name*.sql without its comments, so that it can stand within another."""
    words = (resources.files("pubkpi.analyse") / f"{name}.sql").read_text("utf-8")
    return "".join(line for line in words.splitlines(keepends=True) if not line.startswith("--"))
