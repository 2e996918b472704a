"""What is to be said of the posts that a file brought: two that cannot be told apart, and those without a category."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

from pubkpi.engine.interface import Engine
from pubkpi.ingest.stage import Staged
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text


@cache
def views() -> tuple[str, ...]:
    """The statements of sql/posts.sql, one a view."""
    words = (resources.files("pubkpi.ingest") / "sql" / "posts.sql").read_text("utf-8")
    return tuple(statement for statement in words.split(";\n") if "create or replace view" in statement)


def findings(engine: Engine, name: str, file_id: int, staged: Sequence[Staged]) -> Iterator[Finding]:
    """The findings of the posts of the file *name*, once its rows are in."""
    if not any(one.part.feed.fact.name == "post" for one in staged):
        return
    posts, titles = engine.run(
        "select count(*), list(title order by title) from (select min(title) as title from post p semi join "
        "(select * from post where file_id = $file) f using (platform, account, published_on, title_key, basis) "
        "where title_key <> '' group by platform, account, published_on, title_key, basis having count(*) > 1)",
        file=file_id,
    )[0]
    if posts:
        words = "; ".join(titles[:3])
        yield Finding(
            "ingest.ambiguous_post",
            "warning",
            name,
            Text(
                f"有同账号同日同标题的多篇，不与其他导出合并：{words}", f"posts alike are joined with no other: {words}"
            ),
        )
    if not engine.run("select 1 from category_keyword limit 1"):
        return
    every, without = engine.run(
        "select count(*), count(*) filter (where category is null) from post_with_category where file_id = $file",
        file=file_id,
    )[0]
    if without:
        share = f"{without} / {every} = {without / every:.1%}"
        yield Finding(
            "ingest.uncategorised",
            "info",
            name,
            Text(f"没有分类的内容：{share}", f"posts without a category: {share}"),
            Text("在 categories.yaml 里补关键词，或填 pubkpi form categories。", "Add keywords or type them in."),
        )
