"""README.md of the sample: the text lies in readme_text.md, the tables are filled in here."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Any

from generator.scorecard import DIMENSIONS, LEAVES
from generator.world import World

NAMES = {
    "follower_growth": "粉丝增长率",
    "monthly_reads": "月均阅读量",
    "interaction_rate": "互动率",
    "open_rate": "内容打开率",
    "online_usage": "线上服务使用率",
    "activity_participants": "活动参与量",
    "satisfaction": "用户满意度",
    "partnerships": "外部合作数量",
    "award_level": "获奖情况",
    "incidents": "舆情零发生",
    "reach": "传播效能",
    "service": "服务转化",
    "brand": "品牌建设",
}
PERCENT = ("follower_growth", "interaction_rate", "open_rate", "online_usage", "satisfaction")
TEXT = Path(__file__).with_name("readme_text.md")

Json = dict[str, Any]


def readme_text(world: World, expected: Json) -> str:
    """The whole README."""
    quarters: Json = expected["quarters"]
    posts = {label: str(len(items)) for label, items in world.posts.items()}
    sheets = {label: str(sum(len(post.sheets) for post in items)) for label, items in world.posts.items()}
    counts = _table(["", *posts], [["posts", *posts.values()], ["single-article files", *sheets.values()]])
    return Template(TEXT.read_text(encoding="utf-8")).substitute(
        counts=counts,
        measures=_measures(quarters),
        coverages=_coverages(quarters),
        indicators=_indicators(quarters),
        totals=_totals(quarters),
    )


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _value(leaf: str, value: float | None) -> str:
    if value is None:
        return "missing"
    if leaf in PERCENT:
        return f"{value:.4%}"
    return f"{value:,.2f}" if value >= 100 else f"{value:g}"


def _measures(quarters: Json) -> str:
    rows = []
    for leaf in LEAVES:
        found = [quarter["measures"][leaf.id] for quarter in quarters.values()]
        rows.append([_name(leaf.id), *(_value(leaf.id, item["value"]) for item in found)])
    answers = [str(quarter["measures"]["satisfaction"]["n"]) for quarter in quarters.values()]
    routes = [quarter["measures"]["open_rate"]["route"] for quarter in quarters.values()]
    rows += [["valid answers (n)", *answers], ["route of the open rate", *routes]]
    return _table(["measure", *quarters], rows)


def _coverages(quarters: Json) -> str:
    rows = []
    for leaf in LEAVES:
        found = [quarter["measures"][leaf.id]["data_coverage"] for quarter in quarters.values()]
        if any(coverage != 1 for coverage in found):
            rows.append([_name(leaf.id), *(f"{coverage:.3f}" for coverage in found)])
    return _table(["measure", *quarters], rows)


def _indicators(quarters: Json) -> str:
    scored = {label: quarter["scorecard"] for label, quarter in quarters.items() if "scorecard" in quarter}
    rows = []
    for leaf in LEAVES:
        cells = [_score(card["indicators"][leaf.id]) for card in scored.values()]
        rows.append([_name(leaf.id), str(leaf.weight), *cells])
    return _table(["indicator", "weight", *scored], rows)


def _score(item: Json) -> str:
    if item["score_printed"] is None:
        return str(item["state"]).replace("_", " ")
    return f"{item['score_printed']} {item['light']}"


def _totals(quarters: Json) -> str:
    cards = {label: quarter["scorecard"] for label, quarter in quarters.items() if "scorecard" in quarter}
    rows = []
    for name in DIMENSIONS:
        scores = [card["dimensions"][name]["score_printed"] or "none" for card in cards.values()]
        rows.append([_name(name), *scores])
    totals = [card["total"] for card in cards.values()]
    rows.append(["**total**", *(f"**{item['score_printed'] or 'none'}**" for item in totals)])
    rows.append(["band", *(_bands(item) for item in totals)])
    rows.append(["weight coverage", *(f"{item['weight_coverage']:.3f}" for item in totals)])
    rows.append(["bounds", *(f"{item['lo']:.1f} – {item['hi']:.1f}" for item in totals)])
    rows.append(["standstill", *(f"{item['standstill']:.1f}" for item in totals)])
    return _table(["score", *cards], rows)


def _bands(item: Json) -> str:
    """The band, or the two between which the total lies."""
    return str(item["band"] or ("none" if item["score"] is None else " – ".join(item["bands"])))


def _name(identifier: str) -> str:
    return f"{NAMES[identifier]} `{identifier}`"
