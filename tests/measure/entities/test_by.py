"""Accounts, units and platforms: each has the values of its own rows, and expects its own data."""

import random

import pytest

from pubkpi.database import names
from pubkpi.measure.run import measure, measure_by
from pubkpi.measure.values.reasons import Reason
from pubkpi.model.errors import DataError
from pubkpi.model.scores import Value
from tests.examples import seldom
from tests.measure.facts import Q1, Q2, empty, only, put, written

COMMENTS = "talk:\n  type: sum\n  fact: account_content_daily\n  expr: comment_count\n"
FANS = "fans:\n  type: last\n  fact: account_daily\n  expr: total_count\n  max_age_days: 7\n  coverage: {by: accounts, min: 1}\n"
DESK = "desk:\n  type: count\n  fact: incident\n"


def day(table, platform, account, on="2024-03-31", **cells):
    return table, {"platform": platform, "account": account, "day": on, **cells}


def fill(engine, *rows):
    for table, row in rows:
        put(engine, table, [row])


@pytest.fixture
def units():
    """A database whose accounts.yaml gives a to 一科 on two platforms, b to 二科 on one, and c to nobody."""
    engine = empty()
    accounts = [
        ("wechat", "a", "a", "一科", None),
        ("douyin", "a", "a", "一科", None),
        ("wechat", "b", "b", "二科", None),
    ]
    names.create(engine, names.Names(tuple(accounts), (), (), ""))
    yield engine
    engine.close()


def values(engine, yaml, by):
    found, said = measure_by(engine, written(yaml), [Q1], by)
    return {entity: one[Q1] for entity, one in found.items()}, said


def test_an_account_is_known_by_platform_and_name(engine):
    fill(
        engine,
        day("account_content_daily", "wechat", "a", comment_count=3),
        day("account_content_daily", "wechat", "a", "2024-03-30", comment_count=4),
        day("account_content_daily", "douyin", "a", comment_count=50),
        day("account_content_daily", "douyin", "a", "2024-04-01", comment_count=600),
    )
    found, _ = values(engine, COMMENTS, "account")
    assert {entity: one["talk"].value for entity, one in found.items()} == {"douyin/a": 50, "wechat/a": 7}
    found, _ = values(engine, COMMENTS, "platform")
    assert {entity: one["talk"].value for entity, one in found.items()} == {"douyin": 50, "wechat": 7}


def test_acts_are_added_over_the_platforms_of_a_unit_and_people_are_not(units):
    for platform, account, count in (("wechat", "a", 5), ("douyin", "a", 6), ("wechat", "b", 7)):
        fill(
            units,
            day("account_content_daily", platform, account, comment_count=count),
            day("account_daily", platform, account, total_count=100 * count),
        )
    found, _ = values(units, COMMENTS + FANS, "unit")
    assert {entity: one["talk"].value for entity, one in found.items()} == {"一科": 11, "二科": 7}
    assert found["二科"]["fans"].value == 700
    assert found["一科"]["fans"].missing.en == "people are never added across platforms"
    assert found["一科"]["fans"].applies
    assert measure(units, written(FANS), [Q1])[Q1]["fans"].missing.zh == "人数不能跨平台相加"


def test_coverage_by_months_is_each_account_s_own(engine):
    yaml = (
        "replies:\n  type: ratio\n  fact: message\n  expr: answered_count\n  denominator: received_count\n"
        "  coverage: {by: months, min: 1}\n"
    )
    fill(
        engine,
        *(day("message", "wechat", "a", f"2024-{n:02}-20", received_count=10, answered_count=n) for n in (1, 2, 3)),
        day("message", "douyin", "b", "2024-02-20", received_count=10, answered_count=9),
    )
    found, _ = measure_by(engine, written(yaml), [Q1], "account")
    values, *_ = found.column("replies", Q1)
    assert dict(zip(found.names, values.tolist(), strict=True))["wechat/a"] == 0.2
    assert found["douyin/b"][Q1]["replies"].value is None
    assert "2024-01" in found["douyin/b"][Q1]["replies"].missing.en


def test_an_account_without_a_unit_is_left_out_and_told(units):
    fill(units, day("account_content_daily", "wechat", "c", comment_count=1))
    found, said = values(units, COMMENTS, "unit")
    assert list(found) == ["一科", "二科"]
    assert [(one.id, "wechat/c" in one.message.en) for one in said] == [("measure.no_unit", True)]


@pytest.mark.parametrize("count", [5, 6])
def test_of_the_accounts_without_a_unit_five_are_named(units, count):
    fill(units, *(day("account_content_daily", "wechat", f"c{i}", comment_count=1) for i in range(count)))
    ((message, *_),) = [(one.message.en, one) for one in values(units, COMMENTS, "unit")[1]]
    named = ", ".join(f"wechat/c{i}" for i in range(5)) + "…" * (count > 5)
    assert message == f"accounts without a unit, left out: {count} ({named})"


def test_an_entity_that_a_fact_does_not_know_has_no_data_or_waits_for_the_end_of_the_year(engine):
    fill(
        engine,
        day("account_daily", "wechat", "a", total_count=1),
        day("account_content_daily", "wechat", "b", comment_count=2),
    )
    yaml = FANS + COMMENTS + COMMENTS.replace("talk:", "year:") + "  window: year\n"
    found, _ = measure_by(engine, written(yaml), [Q1], "account")
    said = {key: one.missing and one.missing.en for key, one in found["wechat/a"][Q1].items()}
    nothing, early = "there is no data for the quarter", "the year 2024 is not over"
    assert said == {"fans": None, "talk": nothing, "year": early}
    codes = {key: found.why(key, Q1).tolist() for key in ("talk", "year")}
    assert codes == {"talk": [Reason.NO_DATA, Reason.NONE], "year": [Reason.NOT_OVER] * 2}


@pytest.mark.parametrize(
    ("by", "expected"),
    [("account", {"wechat/a": 0.8, "wechat/b": 1}), ("platform", {"wechat": 13 / 15}), ("unit", {"一科": 0.8, "二科": 1})],
)  # fmt: skip
def test_each_has_the_coverage_of_its_own_posts(units, by, expected):
    yaml = "liked:\n  type: sum\n  fact: post\n  basis: public\n  expr: like_count\n"
    yaml += "  coverage: {by: posts, basis: day7, of: read_users, min: 0}\n"
    for account, title, readers, bases in (("a", "一", 80, 2), ("a", "二", 20, 1), ("b", "三", 50, 2)):
        row = {
            "platform": "wechat",
            "account": account,
            "title": title,
            "published_on": "2024-02-01",
        }
        rows = [{**row, "post": f"{title}{basis}", "basis": basis} for basis in ("day7", "public")[:bases]]
        put(units, "post", [{**one, "read_users": readers, "like_count": 1} for one in rows])
    found, _ = values(units, yaml, by)
    assert {entity: found[entity]["liked"].coverage for entity in expected} == pytest.approx(expected)


def test_of_several_reasons_one_that_says_more_than_that_nobody_entered_a_value_is_told(engine):
    yaml = f"{COMMENTS}a:\n  type: typed\nb:\n  type: typed\nrate:\n  type: derived\n  expr: a / b\n"
    yaml += "best:\n  type: first_of\n  of: [talk, rate]\n"
    for name, number in (("a", "1"), ("b", "0")):
        put(
            engine,
            "measure_value",
            [{"entity": "甲", "period": "2024Q1", "measure": name, "value": number, "source": "x"}],
        )
    found, _ = values(engine, yaml, "entity")
    assert found["甲"]["best"].missing.en == "the denominator is zero"


def test_each_waits_for_its_own_accounts_only(units):
    fill(
        units,
        day("account_daily", "wechat", "a", total_count=1),
        day("account_daily", "wechat", "b", "2024-01-01", total_count=9),
    )
    found, _ = values(units, FANS, "account")
    assert (found["wechat/a"]["fans"].value, found["wechat/a"]["fans"].coverage) == (1, 1)
    assert found["wechat/b"]["fans"].missing.en == "there is no closing number (2024-03-24 to 2024-03-31)"
    found, _ = values(units, FANS, "platform")
    assert (found["wechat"]["fans"].value, found["wechat"]["fans"].coverage) == (None, 0.5)


def test_what_cannot_be_had_of_an_entity_is_not_applicable_and_says_why(engine):
    fill(
        engine,
        day("account_daily", "wechat", "a", total_count=5),
        day("account_daily", "douyin", "b", total_count=6),
    )
    found, _ = measure_by(engine, {**only("follower_growth"), **written(DESK)}, [Q1], "account")
    douyin, wechat = found["douyin/b"][Q1], found["wechat/a"][Q1]
    assert (douyin["followers"].applies, douyin["followers"].missing.en) == (False, "it counts accounts on wechat only")
    assert not douyin["follower_growth"].applies
    assert wechat["followers"].value == 5
    assert not wechat["desk"].applies
    assert wechat["desk"].missing.zh == "数据不分账号"


def test_who_was_said_to_have_no_value_stands_among_the_others_without_one(units):
    cells = {"period": "2024Q1", "measure": "desk", "source": "a"}
    put(units, "measure_value", [{**cells, "entity": "甲", "value": 3}, {**cells, "entity": "乙", "value": None}])
    found, _ = values(units, "desk:\n  type: typed\n", "entity")
    made = {who: (one["desk"].value, one["desk"].missing and one["desk"].missing.en) for who, one in found.items()}
    assert made == {"甲": (3, None), "乙": (None, "nobody entered a value")}


def test_entered_values_reach_the_entity_that_they_name(units):
    def enter(entity, value):
        row = {
            "entity": entity,
            "period": "2024Q1",
            "measure": "desk",
            "value": value,
            "source": "台账",
            "reason": "核对",
        }
        put(units, "measure_value", [row])

    for entity, value in (("a", 1), ("wechat/a", 2), ("b", 3), ("二科", 4)):
        enter(entity, value)
    fill(units, day("account_content_daily", "wechat", "b", comment_count=1))
    yaml = DESK + COMMENTS
    found, said = values(units, yaml, "account")
    assert [found[one]["desk"].value for one in ("wechat/a", "wechat/b", "douyin/a")] == [2, 3, None]
    assert found["wechat/b"]["desk"].applies
    assert [one.where for one in said if one.id == "measure.ambiguous_entity"] == ["a"]
    assert values(units, yaml, "unit")[0]["二科"]["desk"].value == 4


def test_monitors_know_other_people_s_accounts_which_are_no_entities(engine):
    put(engine, "ranking", [{"platform": "wechat", "account": "x", "as_of_on": "2024-03-31"}])
    with pytest.raises(DataError):
        values(engine, "ranked:\n  type: count\n  fact: ranking\n", "account")


@pytest.mark.parametrize("seed", [3, *seldom(0, 1, 2)])
@pytest.mark.campaign
def test_every_account_alone_has_what_the_query_for_all_gives_it(seed):
    """The department's query over one account's rows is the reference."""
    chance = random.Random(seed)
    rows = [
        day("", platform, account, f"2024-03-{on:02}", total_count=chance.choice([None, on, 10**6 + on]))[1]
        for platform in ("wechat", "weibo")
        for account in "abc"
        for on in range(22, 32)
        if chance.random() < 0.5
    ]
    chance.shuffle(rows)
    together = empty(threads=1 + seed)
    put(together, "account_daily", rows)
    found, _ = values(together, FANS, "account")
    for entity, made in found.items():
        alone = empty()
        put(alone, "account_daily", [one for one in rows if f"{one['platform']}/{one['account']}" == entity])
        assert measure(alone, written(FANS), [Q1])[Q1]["fans"] == made["fans"]
        alone.close()
    together.close()


def test_the_growth_of_an_account_is_over_its_closed_value_and_that_of_another_over_that_of_now(engine):
    fill(
        engine,
        *(day("account_content_daily", "wechat", name, comment_count=4) for name in "ab"),
        *(day("account_content_daily", "wechat", name, "2024-06-30", comment_count=12) for name in "ab"),
    )
    measures = written(COMMENTS + "up:\n  type: growth\n  of: talk\n  previous: quarter\n")
    closed = {"wechat/a": {Q1: {"talk": Value("talk", Q1, 8.0)}}}
    found, _ = measure_by(engine, measures, [Q2], "account", closed)
    assert {name: one[Q2]["up"].value for name, one in found.items()} == {"wechat/a": 0.5, "wechat/b": 2}
    assert found.column("up", Q2)[0].tolist() == [0.5, 2]
    assert found.column("up", Q2)[1].tolist() == [True, True]


INCIDENTS = "trouble:\n  type: count\n  fact: incident\n  coverage: {by: quarters, min: 1}\n"


def incident(name, on="2024-02-01", **cells):
    return "incident", {"name": name, "found_on": on, "is_counted": True, "entry": name, "entry_no": 1, **cells}


def nil(first="2024-01-01", last="2024-03-31", **cells):
    return "declaration", {"register": "incident", "from_on": first, "to_on": last, **cells}


def told(found):
    return {entity: one["trouble"].value if one["trouble"].applies else "—" for entity, one in found.items()}


def test_a_register_that_names_nobody_is_of_the_department_alone(units):
    fill(units, incident("x"), nil())
    assert told(values(units, INCIDENTS, "unit")[0]) == {"一科": "—", "二科": "—"}


def test_a_register_counts_for_the_unit_that_a_row_names_or_whose_account_it_is(units):
    fill(
        units,
        incident("x", of_unit="一科"),
        incident("y", of_account="b"),
        incident("z", of_account="douyin/a"),
        incident("of all"),
    )
    found, said = values(units, INCIDENTS, "unit")
    assert (told(found), said) == ({"一科": 2, "二科": 1}, ())
    assert measure(units, written(INCIDENTS), [Q1])[Q1]["trouble"].value == 4  # the department has them all


PIECES = (
    "points:\n  type: points\n  fact: publication\n  once: title_key\n  tiers: [{where: level = 3, points: 7}, {points: 2}]\n"
    "grade:\n  type: mean\n  fact: rating\n  expr: grade\n  where: item = '内容'\n"
    "clicked:\n  type: ratio\n  fact: experiment\n  expr: clicked_count\n  denominator: shown_count\n"
)


def test_publications_grades_and_tests_of_titles_are_those_of_the_unit_that_their_rows_name(units):
    pieces = [
        ("治水", "日报", 2, {"of_unit": "一科"}),
        ("治水", "省报", 3, {"of_unit": "一科"}),
        ("夜市", "省报", 3, {"of_account": "b"}),
        ("夜校", "省报", 3, {}),
    ]
    grades = [(90, "一科"), (81, "一科"), (70, "二科"), (10, None)]
    for number, (title, medium, level, whose) in enumerate(pieces):
        row = {"title": title, "medium": medium, "level": level, "published_on": "2024-02-01", **whose}
        fill(units, ("publication", {**row, "entry": str(number), "entry_no": 1}))
    for number, (grade, unit) in enumerate(grades):
        row = {"rater": str(number), "subject": "部门", "item": "内容", "grade": grade, "rated_on": "2024-03-20"}
        fill(units, ("rating", {**row, "of_unit": unit, "entry": str(number), "entry_no": 1}))
    test = {"experiment": "x", "variant": "A", "ended_on": "2024-02-02", "shown_count": 200, "clicked_count": 30}
    fill(units, ("experiment", {**test, "of_unit": "二科", "entry": "1", "entry_no": 1}))
    found, said = values(units, PIECES, "unit")
    made = {who: [one[name].value for name in ("points", "grade", "clicked")] for who, one in found.items()}
    assert (made, said) == ({"一科": [7, 85.5, None], "二科": [7, 70, 0.15]}, ())
    whole = measure(units, written(PIECES), [Q1])[Q1]
    assert [whole[name].value for name in ("points", "grade", "clicked")] == [21, 62.75, 0.15]  # those of nobody too


def test_whose_rows_cannot_be_told_to_meet_a_condition_is_named(units):
    fill(
        units,
        incident("x", of_unit="一科", outcome="办结"),
        incident("y", of_unit="一科"),
        incident("z", of_unit="二科", outcome=""),
    )
    found, said = values(units, INCIDENTS + "  where: outcome = '办结'\n", "unit")
    assert {who: one["trouble"].value for who, one in found.items()} == {"一科": None, "二科": 0}
    (one,) = said
    assert (one.id, one.where) == ("measure.untold", "trouble 2024Q1")
    assert "nobody can tell of some rows of 一科 whether" in one.message.en


def test_those_with_entered_values_are_compared_though_nobody_was_graded(units):
    fill(units, ("measure_value", {"entity": "张三", "period": "2024Q1", "measure": "own", "value": 3, "source": "x"}))
    found, _ = values(units, PIECES + "own:\n  type: typed\n", "entity")
    assert {who: (one["own"].value, one["grade"].value) for who, one in found.items()} == {"张三": (3, None)}


def test_by_account_and_platform_only_rows_with_an_account_count(units):
    fill(
        units, incident("x", of_unit="一科"), incident("y", of_account="b"), incident("z", of_account="douyin/a"), nil()
    )
    assert told(values(units, INCIDENTS, "account")[0]) == {"douyin/a": 1, "wechat/a": 0, "wechat/b": 1}
    assert told(values(units, INCIDENTS, "platform")[0]) == {"douyin": 1, "wechat": 1}


@pytest.mark.parametrize("yaml", [INCIDENTS, INCIDENTS.split("  coverage")[0]])
def test_who_has_neither_rows_nor_a_declaration_has_no_value_and_one_of_another_is_not_theirs(units, yaml):
    fill(units, incident("x", of_unit="一科"))
    assert told(values(units, yaml, "unit")[0]) == {"一科": 1, "二科": None}
    fill(units, nil(of_unit="一科"))
    assert told(values(units, yaml, "unit")[0]) == {"一科": 1, "二科": None}
    fill(units, nil(of_unit="二科"))
    assert told(values(units, yaml, "unit")[0]) == {"一科": 1, "二科": 0}


def test_what_one_unit_declares_says_nothing_of_the_department_and_what_the_department_declares_holds_for_all(units):
    fill(units, nil(of_unit="一科"))
    assert measure(units, written(INCIDENTS), [Q1])[Q1]["trouble"].value is None
    assert told(values(units, INCIDENTS, "unit")[0]) == {"一科": 0, "二科": None}
    fill(units, nil())
    assert measure(units, written(INCIDENTS), [Q1])[Q1]["trouble"].value == 0
    assert told(values(units, INCIDENTS, "unit")[0]) == {"一科": 0, "二科": 0}


def test_a_name_that_accounts_yaml_does_not_have_or_has_twice_is_left_out_and_said(units):
    fill(units, incident("x", of_unit="三科"), incident("y", of_account="a"), incident("z", of_unit="一科"))
    found, said = values(units, INCIDENTS, "unit")
    assert told(found) == {"一科": 1, "二科": None}
    (one,) = said
    assert (one.id, one.message.zh) == (
        "measure.unknown_owner",
        "登记表里写的 a、三科 不在 accounts.yaml 里，或不止一个，未计入",
    )
