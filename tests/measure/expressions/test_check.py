"""What `pubkpi check` says of measures, and the query of one as `pubkpi measures NAME --sql` shows it."""

import re

import pytest

from pubkpi.measure.check import check
from pubkpi.measure.queries import select_measures, sql
from pubkpi.model.errors import UsageError
from tests.measure.facts import Q1, SHIPPED, measured, put, written

HEAD = "{}:\n  type: {}\n"


def told(yaml):
    return [(finding.id, finding.severity, finding.where, finding.message.en) for finding in check(written(yaml))]


def test_the_shipped_measures_can_all_be_measured():
    assert list(check(SHIPPED)) == []


def test_every_broken_measure_is_told_with_its_place():
    yaml = (
        "a:\n  type: sum\n  fact: channel_daily\n  expr: likes\n"
        "b:\n  type: sum\n  fact: channel_daily\n  expr: read_users\n"
        "c:\n  type: derived\n  expr: b + d\n"
        "e:\n  type: first_of\n  of: [b, z]\n"
    )
    assert told(yaml) == [
        ("check.expressions", "error", "own.yaml:9:9", "there is no column likes"),
        ("check.expressions", "error", "own.yaml:26:13", "there is no measure d"),
        ("check.expressions", "error", "own.yaml:28:3", "there is no measure z"),
    ]


def test_measures_that_refer_to_each_other_are_told():
    yaml = "a:\n  type: derived\n  expr: 1 + b\nb:\n  type: growth\n  of: a\n  previous: year\n"
    assert told(yaml) == [("check.expressions", "error", "own.yaml:10:3", "measures refer to each other: a → b → a")]


def test_the_query_of_a_measure_is_the_one_that_runs(engine):
    put(engine, "channel_daily", [{"day": "2024-02-01", "channel": "全部", "read_users": 7}])
    shown = sql(SHIPPED, "monthly_reads", Q1)
    assert shown.startswith("-- monthly_reads = sum(read_users) / months, channel_daily\nWITH ")
    ((kind, quarter, total, rows, *_),) = engine.run(shown.rstrip(";"))
    assert (kind, quarter, total, rows) == ("period", "2024Q1", 7, 1)


def test_a_measure_made_of_others_is_shown_with_their_queries(engine):
    shown = sql(SHIPPED, "open_rate", Q1)
    assert re.findall("^-- (.*)", shown, re.MULTILINE) == [
        "open_rate = first of open_rate_exact, open_rate_listed",
        "open_rate_exact = sum(opened_users) / sum(delivered_users), post",
        "open_rate_listed = sum(delivered_users * open_share) / sum(delivered_users), post",
    ]
    assert len([engine.run(query) for query in shown.split(";") if query.strip()]) == 2


def test_the_head_of_a_query_says_how_the_measure_is_made():
    heads = {
        "share": ("  fact: post\n  part: reads > 100\n", "sum(1) where reads > 100 / sum(1), post"),
        "count": ("  fact: incident\n", "count(*), incident"),
        "mean": ("  fact: post\n  expr: reads\n", "mean(reads), post"),
    }
    for kind, (keys, head) in heads.items():
        assert sql(written(HEAD.format("own", kind) + keys), "own", Q1).startswith(f"-- own = {head}\n")


def test_the_queries_of_a_growth_reach_back_to_what_it_is_compared_with():
    yaml = "fans:\n  type: last\n  fact: account_daily\n  expr: total_count\nup:\n  type: growth\n  of: fans\n  previous: year\n"
    shown = sql(written(yaml), "up", Q1)
    assert shown.startswith("-- up = fans / (fans of the year before) - 1\n")
    assert re.findall("'(20..Q.)'", shown) == ["2023Q1", "2024Q1"]


def test_an_expression_cannot_leave_the_comment_that_shows_it(engine):
    yaml = "a:\n  type: typed\nb:\n  type: derived\n  expr: |\n    a + 1\n    - 2 /* ; drop table post */\n"
    assert len(sql(written(yaml), "b", Q1).split("\n\n")[0].splitlines()) == 1


def test_a_name_that_nobody_knows_is_a_matter_of_usage():
    assert list(select_measures(SHIPPED, "followers")) == ["followers"]
    with pytest.raises(UsageError, match="no such measure"):
        select_measures(SHIPPED, "folowers")
    with pytest.raises(UsageError, match="name the measure"):
        sql(SHIPPED, None, Q1)


def test_the_last_value_of_a_day_with_several_rows_is_their_sum(engine):
    rows = [("2024-03-30", "a", 1), ("2024-03-31", "a", 20), ("2024-03-31", "b", 300)]
    put(engine, "channel_daily", [{"day": day, "channel": c, "read_users": n} for day, c, n in rows])
    yaml = "x:\n  type: last\n  fact: channel_daily\n  expr: read_users\n  coverage: {by: accounts, min: 1}\n"
    got = measured(engine, yaml)["x"]
    assert (got.value, got.coverage, got.row_count) == (320, 1, 2)


def test_coverage_by_accounts_counts_accounts_and_not_their_rows(engine):
    days = [{"day": f"2024-03-{day:02}", "new_count": 1} for day in range(1, 11)]
    put(engine, "account_daily", [*days, {"account": "b", "day": "2023-03-01", "new_count": 1}])
    yaml = "x:\n  type: sum\n  fact: account_daily\n  expr: new_count\n  coverage: {by: accounts, min: 1}\n"
    got = measured(engine, yaml)["x"]
    assert (got.value, got.coverage) == (None, 0.5)
