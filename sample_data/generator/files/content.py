"""内容分析: the trend sheet with its three blocks side by side, and the list of notified posts."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

from generator import story
from generator.days import QUARTERS, SHANGHAI, Quarter
from generator.files.workbooks import Cell, place, write_biff
from generator.posts import Post
from generator.reads import ReadDay, split_by_channel, two_exports
from generator.world import SEED, World

SHEET_NAME = "New Sheet1"
OLD_QUARTER = "2023Q4"
NUMBER_DATES = ("2024Q1", "2024Q3")
BLOCK_COLUMNS = (1, 5, 11)
READS_HEADER = ("日期", "渠道", "阅读人数")
DAYS_HEADER = ("日期", "分享人数", "跳转阅读原文人数", "微信收藏人数", "发表篇数")
OLD_DAYS_HEADER = ("日期", "分享人数", "跳转阅读原文", "微信收藏人数", "群发篇数")
POSTS_HEADER = ("传播渠道", "发表日期", "内容标题", "阅读人数", "阅读人数占比")
LIST_HEADER = tuple(
    "内容标题 发表时间 总阅读人数 总分享人数 阅读后关注人数 送达人数 送达阅读率 阅读完成率 内容url".split()
)
OLD_LIST_HEADER = tuple(
    (
        "内容标题 发表时间 总阅读人数 总阅读次数 总分享人数 总分享次数 阅读后关注人数 送达人数 "
        "公众号消息阅读次数 送达阅读率 首次分享次数 分享产生阅读次数 首次分享率 每次分享带来阅读次数 "
        "阅读完成率 内容url"
    ).split()
)


def write_content_files(folder: Path, world: World) -> None:
    """Two trend files and one list for every quarter."""
    for quarter in QUARTERS:
        posts = world.posts[quarter.label]
        for rows in two_exports(quarter, world.reads[quarter.label]):
            _write_trend(folder / quarter.label, quarter, rows, posts)
        _write_list(folder / quarter.label, quarter, posts)


def _write_trend(folder: Path, quarter: Quarter, rows: list[ReadDay], posts: list[Post]) -> None:
    first, last = rows[0].day, rows[-1].day
    rng = random.Random(f"{SEED}-trend-{first}")
    top = 1 if quarter.label in story.BLANK_FIRST_ROW else 0
    span = f"({first:%Y.%m.%d}-{last:%Y.%m.%d})"
    days_header = OLD_DAYS_HEADER if quarter.label == OLD_QUARTER else DAYS_HEADER
    published = [post for post in posts if first <= post.day <= last]
    blocks: tuple[list[tuple[Cell, ...]], ...] = (
        [(f"数据趋势概况{span}",), READS_HEADER, *_reads_block(rows)],
        [(f"数据趋势概况{span}",), days_header, *_days_block(rows)],
        [(f"数据来源概况{span}",), POSTS_HEADER, *_posts_block(rng, published)],
    )
    cells: dict[tuple[int, int], Cell] = {}
    for column, block in zip(BLOCK_COLUMNS, blocks, strict=True):
        for number, values in enumerate(block):
            place(cells, top + number, column, values)
    # The back office names the file after the range's ends, both at the time of day of the download.
    clock = dt.time(rng.randint(8, 17), rng.randint(0, 59), rng.randint(0, 59), tzinfo=SHANGHAI)
    begin, end = (int(dt.datetime.combine(day, clock).timestamp()) for day in (first, last))
    write_biff(folder / f"tendency_{begin}_{end}.xls", SHEET_NAME, cells)


def _reads_block(rows: list[ReadDay]) -> list[tuple[Cell, ...]]:
    lines: list[tuple[Cell, ...]] = []
    for row in rows:
        day = row.day.isoformat()
        lines.append((day, "全部", row.reads))
        lines += [(day, name, count) for name, count in zip(story.CHANNELS, row.by_channel, strict=True)]
    return lines


def _days_block(rows: list[ReadDay]) -> list[tuple[Cell, ...]]:
    return [(row.day.isoformat(), row.shares, row.jumps, row.favourites, row.posts) for row in rows]


def _posts_block(rng: random.Random, posts: list[Post]) -> list[tuple[Cell, ...]]:
    lines: list[tuple[Cell, ...]] = []
    for post in posts:
        day = _digits(post.day)
        lines.append(("全部", int(day), post.title, post.reads, 1))
        for name, count in zip(story.CHANNELS, split_by_channel(rng, post.reads), strict=True):
            lines.append((name, int(day), post.title, count, round(count / post.reads, 5)))
    return lines


def _write_list(folder: Path, quarter: Quarter, posts: list[Post]) -> None:
    old = quarter.label == OLD_QUARTER
    rng = random.Random(f"{SEED}-list-{quarter.label}")
    cells: dict[tuple[int, int], Cell] = {}
    place(cells, 0, 1, (f"已通知内容({quarter.first:%Y.%m.%d}-{quarter.last:%Y.%m.%d})",))
    place(cells, 2, 1, OLD_LIST_HEADER if old else LIST_HEADER)
    for number, post in enumerate(reversed(posts)):
        day: Cell = int(_digits(post.day)) if quarter.label in NUMBER_DATES else _digits(post.day)
        place(cells, 3 + number, 1, _old_line(rng, post, day) if old else _new_line(post, day))
    # Taken nine days after the quarter's end, when its last posts have had their seven days.
    taken = dt.datetime.combine(quarter.last + dt.timedelta(days=9), dt.time(9, 30), tzinfo=SHANGHAI)
    name = f"total_{int(taken.timestamp()) + rng.randint(0, 3600)}.xls"
    write_biff(folder / name, SHEET_NAME, cells)


def _new_line(post: Post, day: Cell) -> tuple[Cell, ...]:
    share = "-" if post.open_share is None else float(post.open_share)
    reach: Cell = "-" if post.delivered is None else post.delivered
    tail = (reach, share, float(post.finish_share), url_of(post))
    return (post.title, day, post.reads, post.shares, post.follows, *tail)


def _old_line(rng: random.Random, post: Post, day: Cell) -> tuple[Cell, ...]:
    times = round(post.reads * post.times_factor)
    share_times = round(post.shares * post.times_factor)
    opened_times = round(post.opened * post.times_factor)
    first_shares = round(share_times * rng.uniform(0.4, 0.7))
    shared_reads = round(times * rng.uniform(0.25, 0.45))
    rates = (round(first_shares / opened_times, 4), round(shared_reads / max(1, share_times), 2))
    reading = (post.title, day, post.reads, times, post.shares, share_times, post.follows)
    reach = (post.delivered, opened_times, float(post.open_share or 0), first_shares, shared_reads)
    return (*reading, *reach, *rates, float(post.finish_share), url_of(post))


def url_of(post: Post) -> str:
    """The long form of the address; idx is the position in the push."""
    where = f"mid={post.message_id}&idx={post.position}&sn={post.signature}"
    return f"http://mp.weixin.qq.com/s?__biz=MzI5OTk5OTk5OQ==&{where}#rd"


def _digits(day: dt.date) -> str:
    return f"{day:%Y%m%d}"
