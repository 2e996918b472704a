"""单篇: one vertical sheet per article, named by its title."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from pathlib import Path

from generator.days import QUARTERS
from generator.files.workbooks import Cell, place, write_biff
from generator.posts import Post, Sheet
from generator.reads import DECAY
from generator.titles import file_name_of
from generator.world import SEED, World

FOLDER = "单篇"
TREND_CHANNELS = (("公众号消息", 0.27), ("聊天会话", 0.19), ("朋友圈", 0.24), ("推荐", 0.38))
SEXES = {"男": 44, "女": 53, "未知": 3}
AGES = {"18岁以下": 2, "18-25岁": 11, "26-35岁": 27, "36-45岁": 29, "46-60岁": 22, "60岁以上": 9}
REGIONS = {"示例省": 88, "邻江省": 5, "北川省": 3, "其他": 4}

Line = tuple[Cell, ...]


def write_article_files(folder: Path, world: World) -> None:
    """Every download; a name already taken in its folder gets a number, as browsers do."""
    for quarter in QUARTERS:
        taken: Counter[str] = Counter()
        for post in world.posts[quarter.label]:
            for sheet in post.sheets:
                name = file_name_of(post.title)
                suffix = f"({taken[name]})" if taken[name] else ""
                taken[name] += 1
                _write_sheet(folder / quarter.label / FOLDER / f"{name}{suffix}.xls", post, sheet)


def _write_sheet(path: Path, post: Post, sheet: Sheet) -> None:
    rng = random.Random(f"{SEED}-article-{post.signature}-{sheet.trend_days}")
    sections = (
        [("数据概况",), *(_overview(sheet) if sheet.basis == "人" else _old_overview(sheet))],
        [("阅读转化",), *_conversion(sheet)],
        [("推荐转化",), *_recommendation(rng, sheet)],
        [("数据趋势明细",), *_trend(post, sheet)],
        [("性别分布",), *_audience(rng, sheet, SEXES)],
        [("年龄分布",), *_audience(rng, sheet, AGES)],
        [("地域分布",), *_audience(rng, sheet, REGIONS)],
    )
    cells: dict[tuple[int, int], Cell] = {(0, 1): post.title}
    row = 1
    for section in sections:
        for line in section:
            place(cells, row, 1, line)
            row += 1
    write_biff(path, "New Sheet1", cells)


def _percent(share: float) -> str:
    return f"{share:.2%}"


def _overview(sheet: Sheet) -> list[Line]:
    """Newer labels. The last bracket pair is full-width in the real files too."""
    lines: list[Line] = [
        ("阅读(人)", sheet.reads),
        ("平均停留时长(秒)", float(sheet.dwell_seconds)),
        ("完读率", _percent(float(sheet.finish_share))),
        ("分享(人)", sheet.shares),
        ("收藏(人)", sheet.favourites),
        ("点赞(人)", sheet.likes),
        ("在看(人)", sheet.wows),
        ("评论(条)", sheet.comments),
        ("阅读后关注（人）", sheet.follows),
    ]
    # With comments closed the page has no such line, rather than a zero.
    return [line for line in lines if line[1] is not None]


def _old_overview(sheet: Sheet) -> list[Line]:
    return [
        ("阅读(次)", sheet.reads),
        ("平均停留时长(秒)", float(sheet.dwell_seconds)),
        ("分享(次)", sheet.shares),
        ("点赞(次)", sheet.likes),
        ("在看(次)", sheet.wows),
        ("评论(条)", sheet.comments),
        ("阅读后关注（人）", sheet.follows),
    ]


def _conversion(sheet: Sheet) -> list[Line]:
    """Posts that notified nobody have neither a reach nor message reads."""
    unit = "人数" if sheet.basis == "人" else "次数"
    notified: list[Line] = [("送达人数", sheet.delivered), (f"公众号消息阅读{unit}", sheet.opened)]
    return [
        *(notified if sheet.delivered is not None else []),
        (f"首次分享{unit}", sheet.first_shares),
        (f"总分享{unit}", sheet.shares),
        (f"分享产生的阅读{unit}", sheet.shared_reads),
    ]


def _recommendation(rng: random.Random, sheet: Sheet) -> list[Line]:
    shown = round(sheet.reads * rng.uniform(3, 9))
    return [("曝光次数", shown), ("阅读次数", round(shown * rng.uniform(0.03, 0.08))), ("关注人数", rng.randint(0, 6))]


def _trend(post: Post, sheet: Sheet) -> list[Line]:
    """Day by day from the day of publication, all channels together and four of them."""
    old = sheet.basis == "次"
    header: Line = ("日期", "传播渠道", "阅读人数", "分享人数")
    lines = [("日期", "传播渠道", "阅读人数", "阅读次数", "分享人数", "分享次数") if old else header]
    for age in range(sheet.trend_days):
        day = (post.day + dt.timedelta(days=age)).isoformat()
        for name, part in (("全部", 1.0), *TREND_CHANNELS):
            reads, shares = (round(count * DECAY[age] * part) for count in (sheet.reads, sheet.shares))
            people = (round(reads * 0.8), reads, round(shares * 0.8), shares)
            lines.append((day, name, *(people if old else (reads, shares))))
    return lines


def _audience(rng: random.Random, sheet: Sheet, groups: dict[str, int]) -> list[Line]:
    """Shares of the readers; the older version gives heads."""
    weights = [usual * rng.uniform(0.8, 1.2) for usual in groups.values()]
    shares = [weight / sum(weights) for weight in weights]
    if sheet.basis == "次":
        return [(group, round(sheet.reads * share)) for group, share in zip(groups, shares, strict=True)]
    return [(group, _percent(share)) for group, share in zip(groups, shares, strict=True)]
