"""The analyses on the sample city, each number recomputed from plain rows by another way."""

import math
import statistics
from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pytest

from pubkpi.analyse.request import AnalysisRequest
from pubkpi.analyse.run import ANALYSES
from pubkpi.model.explanations.analyses import AnalysisRules
from pubkpi.model.periods import period
from pubkpi.pipeline.open import open_engine
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import NOW

QUARTER = period("2024Q4")
FIRST, LAST = QUARTER.first, QUARTER.last
RULES = AnalysisRules(viral_reads=20_000)


@pytest.fixture(scope="module")
def engine(city):
    with open_engine(find(city, now=NOW), remember=False) as engine:
        yield engine


@pytest.fixture(scope="module")
def posts(engine):
    """The posts of the quarter, those of each account on the basis that has most."""
    names = "platform account basis title published_on published_at read_users reads plays delivered_users opened_users".split()
    rows = [dict(zip(names, row, strict=True)) for row in engine.run(f"select {', '.join(names)} from post")]
    rows = [row for row in rows if FIRST <= row["published_on"] <= LAST]
    counts = Counter((row["platform"], row["account"], row["basis"]) for row in rows)
    chosen = {}
    for (platform, account, basis), number in counts.items():
        chosen[platform, account] = max(chosen.get((platform, account), (0, "")), (number, basis))
    return [row for row in rows if chosen[row["platform"], row["account"]][1] == row["basis"]]


def analysed(engine, name, by):
    made = ANALYSES[name].make(AnalysisRequest(engine, QUARTER, by, RULES, date(2025, 1, 10)))
    assert all(len(row) == len(made.columns) for row in made.rows)
    return [dict(zip((one.name for one in made.columns), row, strict=True)) for row in made.rows], made


def views(post):
    return post["plays"] if post["reads"] is None else post["reads"]


def test_the_mix_of_posts(engine, posts):
    rows, made = analysed(engine, "content", "platform")
    groups = defaultdict(list)
    for post in posts:
        groups[post["platform"]].append(post)
    assert {row["platform"] for row in rows} == set(groups)
    for row in rows:
        mine = groups[row["platform"]]
        readers = [one["read_users"] for one in mine if one["read_users"] is not None]
        times = [views(one) for one in mine if views(one) is not None]
        known = [views(one) or one["read_users"] for one in mine]
        assert row["posts"] == len(mine)
        assert row["share"] == Fraction(len(mine), len(posts))
        assert row["mean_readers"] == (Fraction(sum(readers), len(readers)) if readers else None)
        assert row["mean_views"] == (Fraction(sum(times), len(times)) if times else None)
        assert row["viral"] == sum(one > 20_000 for one in known if one is not None)
    assert any(row["viral"] for row in rows)
    assert "爆款率" in made.sentences[-1].zh


@pytest.mark.parametrize("by", ["hour", "weekday"])
def test_the_hours_of_publication(engine, posts, by):
    rows, made = analysed(engine, "hours", by)
    accounts = defaultdict(list)
    for post in posts:
        accounts[post["platform"], post["account"]].append(post)
    groups, without = defaultdict(list), 0
    for mine in accounts.values():
        has_clock = any(one["published_at"] and one["published_at"].time().isoformat() > "00:00" for one in mine)
        in_times = any(views(one) is not None for one in mine)
        reads = [views(one) if in_times else one["read_users"] for one in mine]
        mean = statistics.fmean(one for one in reads if one is not None)
        for post, read in zip(mine, reads, strict=True):
            if by == "hour" and not (has_clock and post["published_at"]):
                without += 1
                continue
            key = (
                f"{post['published_at'].hour:02}:00"
                if by == "hour"
                else "周一周二周三周四周五周六周日"[post["published_on"].weekday() * 2 :][:2]
            )
            groups[key].append(None if read is None else read / mean)
    assert {row[by].zh: row["posts"] for row in rows} == {key: len(ratios) for key, ratios in groups.items()}
    for row in rows:
        ratios = [one for one in groups[row[by].zh] if one is not None]
        if len(ratios) < RULES.least_posts:
            assert row["ratio"] is None
            continue
        assert math.isclose(row["ratio"], statistics.fmean(ratios), rel_tol=1e-9)
        half = (row["ratio_high"] - row["ratio_low"]) / 2
        # Student's interval is wider than the normal one, by less than half from five posts on
        normal = 1.96 * statistics.stdev(ratios) / math.sqrt(len(ratios))
        assert normal * 0.999 <= half <= normal * 1.42
    assert sum(f"{without} 篇" in one.zh for one in made.notes) == (without > 0)


def test_the_health_of_the_accounts(engine):
    rows, _ = analysed(engine, "accounts", "account")
    days = defaultdict(set)
    for platform, account, day in engine.run("select platform, account, published_on from post"):
        days[platform, account].add(day)
    assert {(row["platform"], row["account"]) for row in rows} >= set(days)
    for row in rows:
        mine = {day for day in days[row["platform"], row["account"]] if day <= LAST}
        assert row["last_post_on"] == max(mine)
        assert row["days_since_post"] == (LAST - max(mine)).days
        quiet, longest = 0, 0
        for number in range((LAST - FIRST).days + 1):
            day = FIRST + timedelta(number)
            quiet = 0 if day in mine or day < min(mine) else quiet + 1
            longest = max(longest, quiet)
        assert row["longest_pause_days"] == longest
        assert row["state"].zh == "正常"


def test_the_messages(engine):
    rows, made = analysed(engine, "messages", "account")
    groups = defaultdict(list)
    for day, account, *counts in engine.run(
        "select day, account, received_count, answered_count, answered_in_day_count from message"
    ):
        if FIRST <= day <= LAST:
            groups[account].append(counts)
    for row in rows:
        received, answered, _ = (sum(one) for one in zip(*groups.pop(row["account"]), strict=True))
        assert (row["received"], row["answered"]) == (received, answered)
        assert row["answered_share"] == Fraction(answered, received)
    assert not groups
    assert f"收到 {sum(row['received'] for row in rows)} 条" in made.sentences[0].zh


def test_the_incidents(engine):
    rows, _ = analysed(engine, "incidents", "incident")
    names = {name for name, found in engine.run("select name, found_on from incident") if FIRST <= found <= LAST}
    assert names <= {row["incident"] for row in rows}
    for row in rows:
        assert row["days"] == ((row["closed_on"] or LAST) - row["found_on"]).days
