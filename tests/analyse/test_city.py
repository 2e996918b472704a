"""The analyses on the sample city, each number recomputed from plain rows by another way."""

import json
import math
import re
import statistics
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from pubkpi.analyse.request import AnalysisRequest
from pubkpi.analyse.run import ANALYSES
from pubkpi.model.errors import DataError
from pubkpi.model.explanations.analyses import AnalysisRules
from pubkpi.model.periods import period
from pubkpi.pipeline.analyse import analysis, read_rules
from pubkpi.pipeline.open import open_engine
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import NOW, SAMPLES

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
    made = ANALYSES[name].make(AnalysisRequest(engine, QUARTER, by, RULES, datetime(2025, 1, 10)))
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
    assert any("爆款率" in one.zh for one in made.sentences)


def test_the_posts_that_were_read_most_and_least(engine, posts):
    accounts = defaultdict(list)
    for post in posts:
        accounts[post["platform"], post["account"]].append(post)
    ratios = []
    for mine in accounts.values():
        in_times = any(views(one) is not None for one in mine)
        known = [(read, one) for one in mine if (read := views(one) if in_times else one["read_users"]) is not None]
        if len(known) >= RULES.least_posts:
            mean = statistics.fmean(read for read, _ in known)
            ratios += [(read / mean, one["title"]) for read, one in known]
    ratios.sort(key=lambda one: one[0])
    rows, made = analysed(engine, "content", "post")
    found = {end: [row for row in rows if row["end"].en == end] for end in ("most", "least")}
    assert [row["post"] for row in found["most"]] == [title for _, title in ratios[:-6:-1]]
    assert [row["post"] for row in found["least"]] == [title for _, title in ratios[:5]]
    assert math.isclose(found["most"][0]["ratio"], ratios[-1][0], rel_tol=1e-6)
    assert f"《{ratios[0][1]}》" in made.sentences[1].zh


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
    assert f"收到 {sum(row['received'] for row in rows):,} 条" in made.sentences[0].zh


def test_the_incidents(engine):
    rows, _ = analysed(engine, "incidents", "incident")
    names = {name for name, found in engine.run("select name, found_on from incident") if FIRST <= found <= LAST}
    assert names <= {row["incident"] for row in rows}
    for row in rows:
        assert row["days"] == ((row["closed_on"] or LAST) - row["found_on"]).days


ANALYSED = json.loads((SAMPLES / "city" / "expected.json").read_text("utf-8"))["analyses"]


@pytest.fixture(scope="module")
def planned(city, engine):
    """The rows and the whole of an analysis by what the city's plan says."""
    rules = read_rules(find(city, now=NOW))

    def made(name, by=None):
        kind = ANALYSES[name]
        found = kind.make(AnalysisRequest(engine, QUARTER, by or kind.groups[0], rules, datetime(2025, 1, 10)))
        names = [one.name for one in found.columns]
        return [dict(zip(names, row, strict=True)) for row in found.rows], found

    return made


def close(found, expected):
    """Whether both are missing, or equal but for the last places of a float."""
    return found is expected if None in (found, expected) else math.isclose(found, expected, rel_tol=1e-7)


def word(figure):
    return getattr(figure, "zh", figure)


def test_posts_are_as_the_generator_made_them(planned):
    found = {row["category"] or "": row for row in planned("content")[0]}
    assert {name: (row["posts"], row["viral"]) for name, row in found.items()} == {
        name: (one["posts"], one["viral"]) for name, one in ANALYSED["content"].items()
    }
    assert all(close(row["mean_views"], ANALYSED["content"][name]["mean_views"]) for name, row in found.items())
    for name, row in found.items():
        took = [row[one] for one in ("timed_pieces", "work_hours", "priced_pieces", "piece_fen")]
        expected = [one or None for one in ANALYSED["pieces"].get(name, [None] * 4)]
        assert all(map(close, took, expected)), name
    hours = {word(row["hour"]): row for row in planned("hours")[0]}
    assert {hour: row["posts"] for hour, row in hours.items()} == {
        hour: one["posts"] for hour, one in ANALYSED["hours"].items()
    }
    for hour, row in hours.items():
        assert close(row["ratio"], ANALYSED["hours"][hour]["ratio"] if row["posts"] >= 5 else None)
    accounts = {f"{row['platform']}/{row['account']}": row for row in planned("accounts")[0]}
    assert {
        name: [row["posts"], str(row["last_post_on"]), row["days_since_post"]] for name, row in accounts.items()
    } == {name: [*one.values()] for name, one in ANALYSED["accounts"].items()}


def test_titles_have_the_winners_of_a_simpler_interval(planned):
    rows, made = planned("titles")
    for name, one in ANALYSED["titles"].items():
        mine = [row for row in rows if row["experiment"].zh == name]
        assert all(close(row["click_share"], rate) for row, rate in zip(mine, one["rates"], strict=True))
        [said] = [words.zh for words in made.sentences if name in words.zh]
        assert (f"版本 {one['winner']} 更好" in said) == (one["winner"] is not None)
        assert ("看不出" in said) == (one["winner"] is None)


def test_readers_and_followers_are_as_the_generator_made_them(planned):
    channels, _ = planned("sources")
    assert {row["channel"]: row["readers"] for row in channels} == ANALYSED["sources"]
    sources, made = planned("sources", "follower_source")
    assert [row["new_followers"] for row in sources] == sorted(ANALYSED["follower_sources"].values(), reverse=True)
    outside = sum(ANALYSED["follower_sources"][one] for one in ("161", "200"))
    share = 100 * outside / sum(ANALYSED["follower_sources"].values())
    assert f"占 {share:.1f}%，目标 20.0%" in made.sentences[-1].zh
    personas, _ = planned("audience", "persona")
    assert {row["month"]: row["people"] for row in personas} == ANALYSED["young"]
    rating, grades = planned("satisfaction")[0]
    assert close(rating["promoter_score"], ANALYSED["satisfaction"]["promoters"])
    assert close(grades["satisfied_share"], ANALYSED["satisfaction"]["satisfied"])


def test_messages_of_each_kind_are_as_the_generator_made_them(planned):
    rows, made = planned("messages", "kind")
    found = {row["kind"]: row for row in rows if row["kind"]}
    for kind, one in ANALYSED["messages"]["kinds"].items():
        row = found.pop(kind)
        assert (row["received"], row["answered"]) == (one["received"], one["answered"])
        for column in ("in_day", "in_time"):
            assert row[f"{column}_share"] == Fraction(one[column], one["received"])
        assert close(row["median_hours"], one["median"])
        assert close(row["median_work_hours"], one["median_work"])
    assert not found
    total = ANALYSED["messages"]["all"]
    assert made.sentences[0].zh.startswith(f"收到 {total['received']:,} 条，回复 {total['answered']:,} 条")


def test_incidents_money_and_milestones_are_as_the_generator_made_them(planned):
    rows, made = planned("incidents")
    assert {row["incident"]: [float(row["detection_hours"]), float(row["answer_hours"])] for row in rows} == {
        name: [*one.values()] for name, one in ANALYSED["incidents"].items()
    }
    assert sorted(day for one in made.notes for day in re.findall("2024-11-\\d\\d", one.zh)) == ANALYSED["looked_at"]
    assert {row["kind"]: row["spent_fen"] for row in planned("budget")[0]} == ANALYSED["budget"]
    channels = {row["channel"]: row for row in planned("budget", "channel")[0] if row["channel"]}
    for name, one in ANALYSED["promotion"].items():
        assert close(channels[name]["click_fen"], one["click"])
        assert close(channels[name]["mille_fen"], one["mille"])
    assert {
        row["milestone"]: {"late": row["late_days"], "light": row["light"].zh} for row in planned("milestones")[0]
    } == (ANALYSED["milestones"])


def test_what_is_open_from_before_a_period_without_data_belongs_to_it(city):
    settings = replace(find(city), now="2025-02-01T12:00:00")
    assert analysis(settings, "milestones", period("2025Q1")).rows
    with pytest.raises(DataError):
        analysis(settings, "milestones", period("2025Q2"))
    with pytest.raises(DataError):
        analysis(settings, "content", period("2025Q1"))
