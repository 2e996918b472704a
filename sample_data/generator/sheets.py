"""Which posts somebody opened in the back office to download their sheet, and what those sheets say."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from generator import story
from generator.days import Quarter
from generator.posts import Post, Sheet


def attach_sheets(rng: random.Random, quarter: Quarter, posts: list[Post]) -> list[Post]:
    """The quarter's posts again, those chosen for download with their sheets."""
    chosen = _chosen(rng, quarter, posts)
    old = set(chosen[1 : 1 + story.OLD_SHEETS]) if quarter.label == story.OLD_SHEETS_QUARTER else set()
    attached = []
    for number, post in enumerate(posts):
        if number in chosen:
            sheet = _sheet(rng, quarter, post, "次" if number in old else "人")
            post = replace(post, sheets=_downloads(post, sheet))
        attached.append(post)
    return attached


def _chosen(rng: random.Random, quarter: Quarter, posts: list[Post]) -> list[int]:
    """Positions of posts that together hold about the wanted share of the quarter's reads."""
    planted = [number for label, number in story.PLANTED_TITLES if label == quarter.label]
    others = [number for number in range(len(posts)) if number not in planted]
    rng.shuffle(others)
    wanted = story.DIALS[quarter.label].sheet_share * sum(post.reads for post in posts)
    chosen: list[int] = []
    for number in planted + others:
        if sum(posts[i].reads for i in [*chosen, number]) <= wanted:
            chosen.append(number)
    return sorted(chosen)


def _sheet(rng: random.Random, quarter: Quarter, post: Post, basis: str) -> Sheet:
    factor = Decimal(1) if basis == "人" else post.times_factor
    reads = round(post.reads * Decimal(rng.randint(1005, 1090)) / 1000 * factor)
    acts = reads * story.DIALS[quarter.label].interaction * rng.uniform(0.85, 1.15)
    # The list's seven-day shares are a floor for the lifetime count.
    shares = max(round(acts * 0.54), post.shares)
    opened = round(post.opened * rng.uniform(1.0, 1.06) * float(factor))
    return Sheet(
        basis=basis,
        reads=reads,
        shares=shares,
        likes=round(acts * 0.39),
        wows=round(acts * 0.21),
        comments=None if post.title == story.COMMENTLESS_TITLE else round(acts * 0.07),
        favourites=round(reads * rng.uniform(0.004, 0.02)),
        follows=post.follows + rng.randint(0, 3),
        dwell_seconds=Decimal(rng.randint(310, 1180)) / 10,
        finish_share=post.finish_share,
        delivered=post.delivered,
        opened=None if post.delivered is None else opened,
        first_shares=round(shares * rng.uniform(0.4, 0.7)),
        shared_reads=round(reads * rng.uniform(0.25, 0.45)),
        trend_days=story.TREND_DAYS,
    )


def _downloads(post: Post, sheet: Sheet) -> tuple[Sheet, ...]:
    """One download, or the early and the late one of the article that was fetched twice."""
    if post.title != story.DOWNLOADED_TWICE_TITLE:
        return (sheet,)
    comments = sheet.comments or 0
    late = replace(
        sheet,
        reads=sheet.reads + 640,
        shares=sheet.shares + 45,
        likes=sheet.likes + 31,
        comments=comments + 6,
        opened=(sheet.opened or 0) + 12,
    )
    return (replace(sheet, trend_days=5), late)
