"""A measure over all entities at once is, cell by cell, what the exact fractions of each entity alone give."""

import json
import random

import numpy as np
import pytest

from pubkpi.measure import run
from pubkpi.measure.run import measure, measure_by
from pubkpi.measure.values.reasons import Reason
from pubkpi.model.periods import YEAR
from pubkpi.report.formats.data import league_as_json
from pubkpi.score.league import league
from tests.examples import seldom
from tests.measure.facts import Q1, Q2, empty, put, written
from tests.score.cards import kpis, leaf

DAILY, PEOPLE = "fact: account_content_daily", "fact: account_daily"
YAML = f"""\
talk:
  type: sum
  {DAILY}
  expr: comment_count
talk_days:
  type: sum
  {DAILY}
  expr: comment_count
  coverage: {{by: days, min: 0.02}}
talk_rows:
  type: mean
  {DAILY}
  expr: like_count
  coverage: {{by: rows, min: 0.6}}
liked:
  type: ratio
  {DAILY}
  expr: like_count
  denominator: view_count
  min_count: 40
clicked:
  type: ratio
  {DAILY}
  expr: view_count * click_share
  denominator: view_count
liked_by_click:
  type: ratio
  {DAILY}
  expr: like_count
  denominator: view_count * click_share
  min_count: 6
wechat_only:
  type: sum
  {DAILY}
  platform: wechat
  expr: share_count
monthly:
  type: sum
  {DAILY}
  expr: view_count
  mean_of_months: true
best:
  type: max
  {DAILY}
  expr: like_count
fans:
  type: last
  {PEOPLE}
  expr: total_count
  max_age_days: 20
  coverage: {{by: accounts, min: 1}}
more_fans:
  type: growth
  of: fans
  previous: quarter
fewer_likes:
  type: growth
  of: spread
  previous: quarter
yearly:
  type: growth
  of: talk
  previous: year
rise:
  type: change
  of: either
  previous: year
move:
  type: change
  of: spread
  previous: quarter
since:
  type: growth
  of: talk_rows
  fixed: 40
both:
  type: derived
  expr: talk + liked
spread:
  type: derived
  expr: -monthly + 60 - talk / (wechat_only - 3) * liked
curved:
  type: derived
  expr: power(ln(talk + 0.1), 2) + sqrt(spread) - least(either, calls, greatest(both, 7))
vast:
  type: derived
  expr: power(power(monthly, 12), 12)
vast_share:
  type: derived
  expr: vast / power(power(monthly, 12), 11)
same:
  type: derived
  expr: 1 + 2 / 7
again:
  type: first_of
  of: [calls, curved, more_fans]
either:
  type: first_of
  of: [liked, wechat_only]
desk:
  type: count
  fact: incident
busy:
  type: count
  fact: account_content_daily
  where: like_count >= 49
calls:
  type: typed
"""
# Digits that no float holds: 2**53 and more, and products of scaled decimals.
GREAT = (2**53 - 1, 2**53 + 1, 10**17 + 1)


def filled(seed, threads=1):
    """Accounts on two platforms with few rows, gaps, great numbers (odd seeds only) and a few entered values."""
    chance, engine = random.Random(seed), empty(threads)
    accounts = [
        (platform, account) for platform in ("wechat", "weibo") for account in "abcdef" if chance.random() < 0.8
    ]
    number = lambda: chance.choice([None, 0, 3, 7, 49, 997, chance.choice(GREAT) if seed % 2 else 1])  # noqa: E731
    months = ("2023-03", "2023-06", "2024-01", "2024-03", "2024-04", "2024-06")
    days = [f"{month}-{day:02}" for month in months for day in (2, 20, 29)]
    for table, names in (
        ("account_content_daily", ("comment_count", "like_count", "view_count", "share_count")),
        ("account_daily", ("total_count",)),
    ):
        rows = [
            {"platform": platform, "account": account, "day": day, **{name: number() for name in names}}
            for platform, account in accounts
            for day in days
            if chance.random() < 0.4
        ]
        for row in rows:
            if table == "account_content_daily":
                row["click_share"] = chance.choice([None, "0.125", "0.333333"])
        chance.shuffle(rows)
        put(engine, table, rows)
    entered = [
        {"entity": f"{platform}/{account}", "period": period, "measure": name, "value": 12.5, "source": "s",
         "reason": "r", "is_override": chance.random() < 0.5}
        for platform, account in accounts
        for period in ("2024Q1", "2024Q2", "2024")
        for name in ("talk", "fans", "either", "both", "desk", "calls", "wechat_only", "spread", "more_fans")
        if chance.random() < (0.6 if name == "calls" else 0.15)
    ]  # fmt: skip
    put(engine, "measure_value", entered)
    return engine


@pytest.mark.parametrize(
    ("by", "seed"),
    [
        ("platform", 0),
        *seldom(*(("account", n) for n in range(2)), *(("platform", n) for n in range(1, 3))),
    ],
)
def test_columns_are_what_the_exact_fractions_give(by, seed):
    engine = filled(seed)
    measures = written(YAML)
    for quarters in ([Q1, Q2], [YEAR.of(2024)]):
        found, _ = measure_by(engine, measures, quarters, by)
        for quarter in quarters:
            for name in measures:
                column, applies = found.column(name, quarter)
                cells = [found[entity][quarter][name] for entity in found]
                assert [None if np.isnan(one) else one for one in column.tolist()] == [one.value for one in cells], name
                assert applies.tolist() == [one.applies for one in cells], name
                assert [found.value(entity, name, quarter) for entity in found] == cells
                said = [(one.applies, one.missing) for one in cells]
                assert [found.missing(entity, name, quarter) for entity in found] == said, name
                alone = [found.exact(entity, name, quarter).reason for entity in found]
                assert found.why(name, quarter).tolist() == alone, name
                assert [why == Reason.NONE for why in alone] == [one.value is not None for one in cells]
    engine.close()


@pytest.mark.campaign
def test_a_platform_alone_is_the_department_of_its_rows():
    """What the query for the department, in exact fractions, gives over the rows of one platform only."""
    engine = filled(3)
    measures = {name: one for name, one in written(YAML).items() if one.fact and name != "desk"}
    engine.run("delete from measure_value_rows")
    for table in ("account_content_daily_rows", "account_daily_rows"):
        engine.run(
            f"delete from {table} where account_id in (select account_id from dim_account where platform <> 'wechat')"
        )
    together, alone = measure_by(engine, measures, [Q1, Q2], "platform")[0], measure(engine, measures, [Q1, Q2])
    for quarter in (Q1, Q2):
        made = {name: together.column(name, quarter)[0].tolist() for name in measures}
        wanted = {name: [np.nan if one.value is None else one.value] for name, one in alone[quarter].items()}
        np.testing.assert_equal(made, wanted)
    engine.close()


def test_a_quotient_of_numbers_that_no_float_holds_is_still_the_nearest():
    engine = empty()
    day = {"platform": "wechat", "account": "a", "day": "2024-03-31"}
    put(engine, "account_content_daily", [{**day, "like_count": 10**17 + 1, "view_count": 10**17 + 3}])
    found, _ = measure_by(engine, written(YAML), [Q1], "account")
    assert found.column("liked", Q1)[0].tolist() == [(10**17 + 1) / (10**17 + 3)]  # Python divides integers exactly
    engine.close()


def test_a_denominator_that_just_reaches_its_least_is_enough():
    engine = empty()
    for account, views in (("a", 40), ("b", 39)):
        day = {"platform": "wechat", "account": account, "day": "2024-03-31"}
        put(engine, "account_content_daily", [{**day, "like_count": 10, "view_count": views}])
    found, _ = measure_by(engine, written(YAML), [Q1], "account")
    assert [found[entity][Q1]["liked"].value for entity in ("wechat/a", "wechat/b")] == [0.25, None]
    np.testing.assert_equal(found.column("liked", Q1)[0].tolist(), [0.25, np.nan])
    engine.close()


@pytest.mark.campaign
def test_the_number_of_threads_changes_no_byte():
    measures = written(YAML)
    tree = kpis((100, [leaf(name, 50) for name in ("talk", "clicked")]), measures=measures)
    texts = set()
    for threads in (1, 2, 8):
        engine = filled(5, threads)
        table = league(tree, Q1, measure_by(engine, measures, [Q1], "account")[0], "account")
        texts.add(json.dumps(league_as_json(table, "zh"), ensure_ascii=False))
        engine.close()
    assert len(texts) == 1


def test_scores_ranks_and_reasons_are_those_of_values_told_one_by_one_and_asked_for_some_at_a_time(monkeypatch):
    engine, measures = filled(2), written(YAML)
    names = ("talk", "talk_rows", "liked", "fans", "either", "calls")
    tree = kpis((100, [leaf(name, 20) for name in names]), measures=measures)
    found, _ = measure_by(engine, measures, [Q1], "account")
    kept = league_as_json(league(tree, Q1, found, "account"), "en")
    monkeypatch.setattr(run, "_AT_ONCE", 4)
    found, _ = measure_by(engine, measures, [Q1], "account")
    assert kept == league_as_json(league(tree, Q1, found, "account"), "en")
    told = {name: found[name] for name in reversed(list(found))}
    assert kept == league_as_json(league(tree, Q1, told, "account"), "en")
    assert "nobody entered a value" in [one["nodes"]["calls"]["reason"] for one in kept["entities"]]
    engine.close()
