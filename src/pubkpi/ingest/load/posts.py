"""What is to be said of the posts that a file brought: two that cannot be told apart, and those without a category."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pubkpi.engine.interface import Engine
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from pubkpi.ingest.cells.stage import StagedPart


def findings(engine: Engine, names: Mapping[int, str], staged: Sequence["StagedPart"]) -> Iterator[tuple[int, Finding]]:
    """The findings of the posts of files just loaded, whose *names* stand by their numbers; each with its file's.

    Of rows that were batches, whose titles would all have to be compared, only what categories say.
    """
    listed = [one for one in staged if one.part.feed.fact.name == "post"]
    if not listed:
        return
    files = {"files": list(names)}
    few = [number for number in names if number not in {one.file_id for one in listed}]
    for file_id, titles in engine.run(_ALIKE, files=few) if few else ():
        yield file_id, _alike(names[file_id], titles)
    if engine.run("select 1 from category_keyword limit 1"):
        for file_id, every, without in engine.run(_UNCATEGORISED, **files):
            yield file_id, _uncategorised_finding(names[file_id], every, without)


# Only posts of those days are looked at: to compare the titles of all years would take as long as loading them.
_ALIKE = """
with mine as (select file_id, platform, account, published_on, title_key, basis, title from post
              where list_contains($files, file_id)),
days as (select min(published_on) as first, max(published_on) as last from mine),
alike as (select platform, account, published_on, title_key, basis from post
          where published_on between (select first from days) and (select last from days)
          group by all having count(*) > 1)
select file_id, list(distinct title order by title) from mine
semi join alike using (platform, account, published_on, title_key, basis)
where title_key <> '' group by file_id order by file_id"""
_UNCATEGORISED = """
select file_id, count(*), count(*) filter (where category is null) from post_with_category
where list_contains($files, file_id) group by file_id having count(*) filter (where category is null) > 0 order by 1"""


def _alike(name: str, titles: list[str]) -> Finding:
    words = "; ".join(titles[:3])
    return Finding(
        "ingest.ambiguous_post",
        "warning",
        name,
        Text(f"有同账号同日同标题的多篇，不与其他导出合并：{words}", f"posts alike are joined with no other: {words}"),
    )


def _uncategorised_finding(name: str, every: int, without: int) -> Finding:
    share = f"{without} / {every} = {without / every:.1%}"
    return Finding(
        "ingest.uncategorised",
        "info",
        name,
        Text(f"没有分类的内容：{share}", f"posts without a category: {share}"),
        Text("在 categories.yaml 里补关键词，或填 pubkpi form categories。", "Add keywords or type them in."),
    )
