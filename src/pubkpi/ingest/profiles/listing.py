"""The exports that pubkpi knows, as a list for programs and as the page docs/exports.md for people."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from pubkpi.ingest.profiles.profile import Feed, Profile
from pubkpi.model.text import Lang, Text, text_of

_LAYOUTS = {
    "table": Text("一张表，每行一条", "one table, one record a row"),
    "tables": Text("几张表，各在一页", "several tables, each on a sheet of its own"),
    "blocks": Text("一页上并排几张表", "several tables side by side on one sheet"),
    "sections": Text("一页上从上到下几段", "several sections below each other on one sheet"),
    "survey": Text("每行一份答卷", "one answer sheet a row"),
    "one_metric": Text("每个文件一项指标", "one metric a file"),
}
_HIGH = Text("见过真实文件，或有多个来源佐证", "a real file was seen, or several sources agree")
_MEDIUM = Text("只有一个来源佐证，请核对第一份导入的数字", "one source only: check the numbers of your first file")
_HEAD = """\
# 能认的导出 / Known exports

<!-- Made by: pubkpi exports --format markdown > docs/exports.md -->

文件按内容识别，与扩展名无关：Excel（新旧）、HTML 表格、CSV/TSV、JSON 都行，另存过的也行。没有列出的后台，用
`pubkpi exports suggest 文件` 起草一份配置，放在工作区的 `exports/`。

超出“限于”的数，整行拒收；“应有”的关系不成立，照样入库，并以 `ingest.identity` 提示。

The bytes decide what a file is, never its extension; any container will do. For a back office that is not listed,
`pubkpi exports suggest FILE` drafts a profile for the workspace's `exports/`. *Required* headers must be there; the
others may lack. A number beyond what its column is *within* rejects the row; what *should hold* and does not is told of
as `ingest.identity`, and the row is loaded.
"""


def facts(profile: Profile) -> list[str]:
    """The names of the facts that the export feeds, each once; none when it is only archived."""
    return list(dict.fromkeys(feed.fact.name for feed in profile.feeds))


def as_json(profiles: Sequence[Profile], lang: Lang) -> list[dict[str, Any]]:
    """The exports as `pubkpi exports --format json` gives them."""
    return [
        {
            "id": profile.id,
            "platform": profile.platform,
            "label": profile.label.say(lang),
            "confidence": profile.confidence,
            "feeds": facts(profile),
        }
        for profile in profiles
    ]


def markdown(profiles: Sequence[Profile]) -> str:
    """The page that describes the *profiles*, by platform; Chinese first, the same in every language."""
    lines = [_HEAD]
    for platform, some in groupby(sorted(profiles, key=lambda one: (one.platform, one.id)), lambda one: one.platform):
        lines.append(f"## {platform}\n")
        for profile in some:
            lines += [f"### `{profile.id}` {_both(profile.label)}\n", *_about(profile), ""]
    return "\n".join(lines)


def _about(profile: Profile) -> Iterator[str]:
    if profile.click.zh:
        yield f"- 怎么下载 / Download: {_both(profile.click)}"
    yield f"- 版式 / Layout: {_both(_LAYOUTS[profile.layout])}"
    if profile.recognised:
        yield "- 入库 / Feeds: 只归档，不入库 / archived only"
        for columns in profile.recognised:
            yield f"  - {_header_list([column.headers[0] for column in columns])}"
    for feed in profile.feeds:
        yield from _feed_lines(feed)
    yield f"- 依据 / Rests on: {_both(_HIGH if profile.confidence == 'high' else _MEDIUM)}"
    for name, text in (("特点 / Quirks", profile.quirks), ("给不了 / Cannot give", profile.cannot)):
        if text.zh:
            yield f"- {name}: {text.zh}"
            yield f"  {text.en}"


def _feed_lines(feed: Feed) -> Iterator[str]:
    condition = f" ({feed.only})" if feed.only else f" ({' = '.join(feed.where)})" if feed.where else ""
    yield f"- 入库 / Feeds: `{feed.fact.name}` {_both(feed.fact.row)}{condition}"
    for name, required in (("必有 / Required", True), ("可有 / May have", False)):
        headers = [" | ".join(one.headers) for one in feed.columns if one.headers and one.required is required]
        if headers:
            yield f"  - {name}: {_header_list(headers)}"
    bounds: dict[str, list[str]] = {}
    for column in feed.columns:
        if any(column.within):
            bounds.setdefault("..".join(column.within), []).append(column.headers[0])
    for within, names in sorted(bounds.items()):
        yield f"  - 限于 / Within {within}: {_header_list(names)}"
    headers_of = {column.name: column.headers[0] for column in feed.columns if column.headers}
    for identity in feed.identities:
        rejects = "，否则拒收 / else rejected" if identity.is_rejected else ""
        yield f"  - 应有 / Should hold: {_both(identity.sentence(headers_of))}{rejects}"


def _header_list(headers: Sequence[str]) -> str:
    return "、".join(f"`{header}`" for header in headers)


def _both(text: Text) -> str:
    return text.zh if text.en in text_of(text.zh) else f"{text.zh} / {text.en}"
