"""Typed values, measures made from measures, and what must not matter: order, threads, size."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from pubkpi.database import tables
from pubkpi.measure.run import measure
from pubkpi.measure.values.derive import complete, parts_without_value
from pubkpi.measure.values.exact_value import ExactValue, joint
from pubkpi.model.errors import SpecError
from pubkpi.model.facts import BY_NAME
from pubkpi.model.kpis.adjustments import Adjustments, Item
from pubkpi.model.text import same
from pubkpi.score.run import score
from tests.examples import seldom
from tests.measure.facts import (
    BASE,
    Q1,
    Q2,
    Q3,
    Q4,
    SHIPPED,
    empty,
    measured,
    nil,
    only,
    put,
    value,
    written,
)
from tests.score.cards import kpis, leaf
from tests.score.cards import values as cards

READS = "reads:\n  type: sum\n  fact: post\n  platform: wechat\n  basis: day7\n  where: title = '长'\n  expr: reads\n"
SUM = "{name}:\n  type: sum\n  fact: account_daily\n  expr: {expr}\n"


def typed(engine, name, number, quarter="2024Q1", *, override=False, entity="部门"):
    row = {"entity": entity, "period": quarter, "measure": name, "value": number, "is_override": override}
    put(engine, "measure_value", [{**row, "source": "台账", "reason": "系统故障"}])


# ---- typed values


@pytest.mark.parametrize("entity", ["部门", "department"])
def test_a_typed_value_fills_a_gap_and_is_marked(engine, entity):
    typed(engine, "online_usage", "0.482", entity=entity)
    got = value(engine, "online_usage")
    assert (got.value, got.missing, got.typed) == (0.482, None, True)
    (finding,) = got.findings
    assert (finding.id, finding.severity, finding.where) == ("measure.typed", "warning", "online_usage 2024Q1")
    assert finding.message.zh == "采用人工填报 48.2%（台账；系统故障），计算值为 —"


def test_a_computed_value_wins_over_a_typed_one_and_both_are_told(engine):
    put(engine, "account_daily", [{"day": "2024-03-31", "total_count": 60000}])
    typed(engine, "followers", 61000)
    got = value(engine, "followers")
    assert (got.value, got.typed) == (60000, False)
    (finding,) = got.findings
    assert (finding.id, finding.severity) == ("measure.typed_unused", "info")
    assert finding.message.en == "the typed value 61,000 (台账) is not used; 60,000 was computed"


def test_a_flagged_value_overrides_the_computed_one_and_both_are_told(engine):
    put(engine, "account_daily", [{"day": "2024-03-31", "total_count": 60000}])
    typed(engine, "followers", 61000, override=True)
    got = value(engine, "followers")
    assert (got.value, got.typed, got.coverage) == (61000, True, None)
    (finding,) = got.findings
    assert (finding.id, finding.severity) == ("measure.typed", "warning")
    assert finding.message.en == "the typed value 61,000 is used (台账; 系统故障); computed: 60,000"


def test_a_typed_value_of_another_quarter_or_entity_fills_nothing(engine):
    typed(engine, "online_usage", "0.5", "2024Q2")
    typed(engine, "online_usage", "0.5", entity="二科")
    assert value(engine, "online_usage").value is None


def test_what_is_made_from_a_typed_value_is_marked_as_typed(engine):
    typed(engine, "followers", 78000)
    got = value(engine, "follower_growth")
    assert (got.value, got.typed) == (0.5, True)
    assert [one.id for one in got.findings] == ["measure.typed"]


def test_a_derived_value_can_be_typed_itself(engine):
    typed(engine, "partnerships", 7)
    assert (value(engine, "partnerships").value, value(engine, "media_partners").value) == (7, None)


def test_a_typed_value_keeps_all_its_digits(engine):
    typed(engine, "online_usage", "0.123456789012")
    assert value(engine, "online_usage").value == 0.123456789012


# ---- measures made from measures


@pytest.mark.parametrize(
    ("yaml", "told"),
    [
        ("a:\n  type: derived\n  expr: b + 1\nb:\n  type: derived\n  expr: 2 * a\n", "16:13: 指标互相引用：a → b → a"),
        ("a:\n  type: derived\n  expr: a + 1\n", "8:9: 指标互相引用：a → a"),
        (
            "a:\n  type: first_of\n  of: [b]\nb:\n  type: first_of\n  of: [c]\nc:\n  type: derived\n  expr: a\n",
            "24:9: 指标互相引用：a → b → c → a",
        ),
    ],
)
def test_measures_that_refer_to_each_other_are_refused_with_the_whole_loop(engine, yaml, told):
    with pytest.raises(SpecError) as caught:
        measured(engine, yaml)
    assert caught.value.line("zh") == f"own.yaml:{told}。改其中一个的算式，使它不再用到自己。"


def test_a_measure_may_stand_before_those_that_it_is_made_of(engine):
    put(engine, "account_daily", [{"day": "2024-02-01", "new_count": 12, "lost_count": 3}])
    yaml = (
        "share:\n  type: derived\n  expr: lost / new\n"
        + SUM.format(name="new", expr="new_count")
        + SUM.format(name="lost", expr="lost_count")
    )
    assert measured(engine, yaml)["share"].value == 0.25


def test_a_division_by_zero_is_missing(engine):
    put(engine, "account_daily", [{"day": "2024-02-01", "new_count": 0, "lost_count": 3}])
    yaml = (
        "share:\n  type: derived\n  expr: lost / new\n"
        + SUM.format(name="new", expr="new_count")
        + SUM.format(name="lost", expr="lost_count")
    )
    assert measured(engine, yaml)["share"].missing.en == "the denominator is zero"


def test_a_part_that_is_missing_leaves_the_whole_missing_for_the_same_reason(engine):
    got = value(engine, "partnerships")
    assert (got.value, got.missing.zh) == (None, "登记表没有 2024Q1 的记录，也没有“本期无”声明")


def test_the_coverage_of_a_whole_is_that_of_its_weakest_part(engine):
    put(engine, "account_daily", [{"day": "2024-03-31", "total_count": 60000}])
    put(
        engine,
        "channel_daily",
        [{"day": f"2024-0{m}-{d:02}", "channel": "全部", "read_users": 1} for m in (1, 2, 3) for d in range(1, 29)],
    )
    own = written("both:\n  type: derived\n  expr: monthly_reads / followers\n")
    found = measure(engine, {**only("followers", "monthly_reads"), **own}, [Q1])[Q1]
    assert found["both"].coverage == 84 / 91


def test_a_part_whose_coverage_nobody_declared_leaves_a_whole_one_unknown():
    """Unless it was entered by hand or has no value at all; a part that is known to lack data says so all the same."""
    full, thin = (
        ExactValue("a", Q1, Fraction(1), coverage=Fraction(1)),
        ExactValue("a", Q1, Fraction(1), coverage=Fraction(9, 10)),
    )
    unknown = ExactValue("b", Q1, Fraction(1))
    assert joint([full, unknown]) is None
    assert joint([thin, unknown]) == Fraction(9, 10)
    assert (
        joint([full, ExactValue("b", Q1, Fraction(1), typed=True)])
        == joint([full, ExactValue("b", Q1)])
        == joint([full])
        == 1
    )
    assert joint([unknown]) is joint([]) is None


def test_rows_without_the_number_are_missing_and_not_zero(engine):
    put(engine, "account_daily", [{"day": "2024-02-01", "new_count": None}])
    got = measured(engine, SUM.format(name="new", expr="new_count"))["new"]
    said = "its days have 1 row, none of which counts: 1 lack its number, or have a bound only"
    assert (got.value, got.missing.en) == (None, said)


def test_a_measure_says_of_rows_that_came_why_none_counts(engine):
    """By platform, basis and condition; nothing of other days, and nothing where one counts."""
    assert measured(engine, READS)["reads"].missing.zh == "本季没有数据"
    post = {"post": "一", "published_on": "2024-02-01", "reads": 3}
    others = [{"platform": "douyin"}, {"platform": "douyin", "post": "二"}, {"basis": "lifetime"}, {"title": "短"}]
    put(engine, "post", [{**post, "basis": "day7", **one} for one in others])
    put(engine, "post", [{**post, "basis": "day7", "post": "三", "published_on": "2024-04-01"}])
    assert measured(engine, READS)["reads"].missing.zh == (
        "统计期内有 4 行，没有一行计入：2 行是抖音的（只读公众号）；1 行是累计数（只读前七日的数，来自表）；"
        "1 行不符合指标的条件，或缺它要的数，或只知道下限"
    )
    put(engine, "post", [{**post, "basis": "day7", "post": "四", "title": "长"}])
    assert measured(engine, READS)["reads"].value == 3


# ---- what must not matter


class Listening:
    """An engine that notes every statement that it passes on."""

    def __init__(self, engine):
        self.engine, self.heard, self.dialect = engine, [], engine.dialect

    def at(self, _fact):
        return self

    def run(self, sql, **params):
        self.heard.append(sql)
        return self.engine.run(sql, **params)

    def table(self, sql):
        self.heard.append(sql)
        return self.engine.table(sql)


def test_all_measures_and_quarters_take_one_query_a_fact(engine):
    listening = Listening(engine)
    measure(listening, SHIPPED, [BASE, Q1, Q2, Q3, Q4])
    facts = {one.fact for one in SHIPPED.values() if one.fact}
    lacking = {one.fact for one in SHIPPED.values() if one.fact and not one.registered}
    # declarations and typed values; of each fact without a value once more, which rows there are
    assert len(listening.heard) == len(facts) + len(lacking) + 2
    for fact in facts:
        assert sum(f"FROM {fact} JOIN days" in sql for sql in listening.heard) == 1


@pytest.mark.campaign
def test_a_quarter_has_the_same_values_alone_as_among_others(engine):
    fill(engine, everything(Random(5)))
    together = measure(engine, SHIPPED, [BASE, Q1, Q2, Q3, Q4])
    for quarter in (BASE, Q4):
        assert repr(measure(engine, SHIPPED, [quarter])[quarter]) == repr(together[quarter])


def everything(random):
    """Some rows of every fact that a shipped measure reads, over a year and a half."""

    def day():
        return f"{random.choice(['2023-11', '2023-12', *(f'2024-{m:02}' for m in range(1, 13))])}-{random.randint(1, 28):02}"

    accounts = [random.choice("ab") for _ in range(150)]
    return {
        "account_daily": [{"account": a, "day": f"2024-03-{24 + i}", "total_count": 1000 + i} for i in range(8) for a in "ab"],
        "channel_daily": [{"day": f"2024-{m:02}-{d:02}", "channel": "全部", "read_users": random.randint(0, 9999)}
                          for m in range(1, 13) for d in range(1, 29)],
        "post": [row for i, a in enumerate(accounts) for when in [day()] for row in (
            {"basis": "lifetime", "account": a, "post": f"p{i}", "title": f"t{i}", "published_on": when, "read_users": random.randint(1, 9999),
             "like_users": random.randint(0, 99), "comment_count": 1, "share_users": random.randint(0, 99)},
            {"basis": "day7", "account": a, "post": f"u{i}", "title": f"t{i}", "published_on": when, "read_users": random.randint(1, 9999),
             "delivered_users": random.randint(1, 99999), "open_share": f"0.{random.randint(0, 999):04}"})],
        "survey_answer": [{"survey": "satisfaction", "answer_no": str(i), "answered_on": day(), "is_valid": i % 7 > 0, "is_satisfied": i % 3 > 0}
                          for i in range(300)],
        "service_daily": [{"day": day(), "item": f"i{i}", "online_count": 9, "resolved_online_count": i % 9, "offline_count": 4} for i in range(99)],
        "activity": [{"name": f"n{i}", "ended_on": day(), "participant_count": random.randint(0, 999)} for i in range(60)],
        "partnership": [{"partner": f"m{i}", "kind": "主流媒体", "signed_on": day()} for i in range(9)],
    }  # fmt: skip


def fill(engine, rows, random=None):
    """Insert *rows* fact by fact, in a random order when there is one."""
    for fact, listed in rows.items():
        put(engine, fact, random.sample(listed, len(listed)) if random else listed)
    nil(engine, "partnership", ("2023-10-01", "2024-12-31"))
    nil(engine, "incident", ("2024-01-01", "2024-06-30"))


@pytest.mark.parametrize("threads", [3, *seldom(1, 8)])
@pytest.mark.campaign
def test_neither_threads_nor_the_order_of_rows_move_a_digit(threads):
    rows, quarters = everything(Random(1)), [BASE, Q1, Q2, Q3, Q4]
    one, other = empty(threads=1), empty(threads=threads)
    fill(one, rows)
    fill(other, rows, Random(threads))
    first, second = measure(one, SHIPPED, quarters), measure(other, SHIPPED, quarters)
    assert repr(first) == repr(second)
    assert any(found["open_rate"].value for found in first.values())
    one.close()
    other.close()


@pytest.mark.parametrize("threads", [8, *seldom(1)])
def test_a_large_fact_adds_up_to_the_same_digits_on_every_number_of_threads(threads):
    """130,000 rows are several row groups, which threads share out."""
    engine = empty(threads=threads)
    names = ("basis", "post", "title", "published_on", "delivered_users", "open_share")
    query = (
        "select 'day7' as basis, i as post, i as title, date '2024-01-01' + (i % 91)::integer as published_on, "
        "1 + (i * 7919) % 99991 as delivered_users, ((i * 104729) % 10000) / 10000 as open_share "
        "from range(130000) as t(i)"
    )
    tables.add(engine, BY_NAME["post"], query, names, same={"platform": "wechat", "account": "a"})
    got = value(engine, "open_rate_listed")
    ((opened, delivered),) = engine.run(
        "select sum(delivered_users * cast(open_share * 10000 as bigint)), sum(delivered_users) from post"
    )
    assert got.value == float(Fraction(opened, 10000 * delivered))
    engine.close()


@pytest.mark.parametrize("big", [2**53 + 1, 2**60 + 1])
def test_integers_beyond_the_exact_floats_stay_exact(engine, big):
    """Both sums are the same float; their difference is 1."""
    put(engine, "account_daily", [{"day": "2024-02-01", "new_count": big, "lost_count": big - 1}])
    yaml = SUM.format(name="new", expr="new_count") + SUM.format(name="lost", expr="lost_count")
    found = measured(engine, yaml + "gap:\n  type: derived\n  expr: new - lost\n")
    assert found["gap"].value == 1.0
    assert float(big) == float(big - 1)


def test_a_sum_may_outgrow_sixty_four_bits(engine):
    put(engine, "account_daily", [{"day": f"2024-02-{d:02}", "new_count": 2**62 + d} for d in range(1, 11)])
    assert measured(engine, SUM.format(name="new", expr="new_count"))["new"].numerator == float(10 * 2**62 + 55)


@pytest.mark.parametrize(("digits", "said"), [(499, None), (500, "the value is beyond all bounds")])
def test_a_value_of_two_to_the_thousandth_is_beyond_all_bounds(digits, said):
    measures = written("x:\n  type: typed\ny:\n  type: derived\n  expr: x * x\n")
    found = {"x": ExactValue("x", Q1, Fraction(2**digits))}
    complete(measures, Q1, found, lambda *_: None)
    assert (found["y"].missing and found["y"].missing.en) == said


def test_an_item_that_nobody_can_tell_is_led_back_to_the_measures_without_a_value():
    late = Item("late", same("late"), "late", Fraction(2), Fraction(5), "mini.yaml:6:1")
    tree = kpis((100, [leaf("a", 100)]), adjustments=Adjustments(deduct=(late,)))
    tree = replace(tree, measures={name: replace(tree.measures["a"], id=name) for name in ("a", "late")})
    for found, lacking in (
        ({"a": 50, "late": None}, ["late"]),
        ({"a": None, "late": 1}, ["a"]),
        ({"a": 1, "late": 1}, []),
    ):
        now = cards({Q1: found})
        card = score(tree, Q1, now, None, settled=True)
        listed = parts_without_value(tree.measures, now[Q1], card)
        assert [(label.en, [one.id for one in some]) for label, _, some in listed] == [
            (name, [name]) for name in lacking
        ]
