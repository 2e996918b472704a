"""The rows behind a measure add up to it, and those beside them are told apart."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from pubkpi.measure.run import of_department
from pubkpi.measure.sql.rows import amount_query
from pubkpi.measure.trace import TraceReader
from pubkpi.measure.windows import parts
from pubkpi.model.errors import VerifyError
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.periods import MONTH, QUARTER
from pubkpi.model.scores import DEPARTMENT
from pubkpi.specs.build import build
from tests.house.tree import ROOT
from tests.measure.facts import BASE, Q1, SHIPPED, nil, put, written

CARDS = [build(ROOT / "kpi_specs", path.stem) for path in sorted((ROOT / "kpi_specs").glob("*.yaml"))]
OF_ROWS = SHIPPED | {name: one for card in CARDS for name, one in card.measures.items() if one.fact}


def filed(engine, fact, rows):
    """*rows* of *fact*, as those of one file, one below the other."""
    engine.run("delete from file")
    engine.run("insert into file (file_id, sha256, name, as_of) values (1, 'ab', 'file.csv', timestamp '2025-01-01')")
    put(engine, fact, [{"file_id": 1, "sheet": "s", "row": i, **row} for i, row in enumerate(rows, 2)])


def traced(engine, measures, name, period=Q1, limit=None):
    return TraceReader(engine, measures, of_department(engine, measures, [period]), DEPARTMENT[0], None, limit).trace(
        name, period
    )


def value_of(measure, period, rows):
    """What the listed *rows* come to, worked out from their amounts alone."""
    amounts = [row.amount for row in rows]
    if measure.type == "count":
        amounts = [1] * len(rows)
    elif measure.type == "distinct":
        return len({*amounts})
    elif measure.type == "max":
        return max(amounts)
    over = sum(Fraction(str(one)) for one in amounts)
    if measure.type in ("ratio", "share", "mean"):
        return over / sum(Fraction(str(row.under)) for row in rows)
    return over / len(parts(MONTH, measure, period)) if measure.mean_of_months else over


@pytest.mark.parametrize("name", [name for name, one in OF_ROWS.items() if one.fact])
def test_the_rows_of_every_shipped_measure_come_to_the_value_of_its_worked_example(engine, name):
    one, example = OF_ROWS[name], OF_ROWS[name].example
    rows = [{key: cell for key, cell in row.items() if key != "repeat"} for row in example["rows"]]
    times = [int(row.get("repeat", 1)) for row in example["rows"]]
    filed(engine, one.fact, [row for row, count in zip(rows, times, strict=True) for _ in range(count)])
    if one.coverage and one.coverage.by == "days":
        one = replace(one, coverage=replace(one.coverage, minimum=Fraction(0)))
    period = QUARTER.parse(str(example["quarter"]))
    made = traced(engine, {name: one}, name, period)
    assert float(value_of(one, period, made.rows)) == float(example["expect"])
    assert made.count == len(made.rows)
    assert {row.file for row in made.rows} <= {"file.csv"}


def test_a_row_says_why_it_does_not_count(engine):
    yaml = """m:
  type: ratio
  fact: post
  basis: public
  expr: like_count
  denominator: reads
  where: content_type = '图文'
"""
    here = {"published_on": date(2024, 2, 1), "basis": "public", "content_type": "图文"}
    filed(
        engine,
        "post",
        [
            {**here, "post": "a", "like_count": 3, "reads": 100},
            {**here, "post": "b", "like_count": 4, "reads_at_least": 100_001},
            {**here, "post": "c", "like_count": 5},
            {**here, "post": "d", "like_count": 6, "reads": 10, "content_type": "视频"},
            {**here, "post": "e", "like_count": 7, "reads": 10, "content_type": None},
            {**here, "post": "f", "like_count": 8, "reads": 10, "published_on": date(2024, 4, 1)},
        ],
    )
    made = traced(engine, one_measure(yaml), "m")
    assert [(row.kind, row.row, row.amount, row.under) for row in made.rows] == [
        ("counted", 2, 3, 100),
        ("bound", 3, 4, 100_001),
    ]
    beside = {one.kind: (one.count, [row.row for row in one.rows]) for one in made.neighbours}
    assert beside == {"bound": (1, [3]), "incomplete": (1, [4]), "untold": (1, [6]), "other": (1, [])}
    assert (made.numerator, made.denominator) == (7, 100_101)
    assert [cell.column for cell in made.rows[0].cells] == ["like_count", "reads"]


def test_a_row_is_called_by_its_title_else_by_what_tells_it_from_others(engine):
    filed(
        engine, "post", [{"published_on": date(2024, 2, 1), "basis": "public", "post": "a", "title": "一", "reads": 5}]
    )
    posts = written("m:\n  type: sum\n  fact: post\n  basis: public\n  expr: reads\n")
    assert [row.name for row in traced(engine, posts, "m").rows] == ["一"]
    filed(engine, "ad_daily", [{"day": date(2024, 2, 1), "campaign": "甲", "unit": "乙", "spend_fen": 7}])
    spend = written("m:\n  type: sum\n  fact: ad_daily\n  expr: spend_fen\n")
    assert [row.name for row in traced(engine, spend, "m").rows] == ["甲 · 乙"]


@pytest.mark.parametrize("key", ["expr", "denominator"])
def test_rows_that_add_up_to_another_sum_than_the_value_has_are_refused(engine, key):
    row = {
        "published_on": date(2024, 2, 1),
        "basis": "public",
        "post": "a",
        "reads": 5,
        "like_count": 3,
        "share_users": 2,
    }
    filed(engine, "post", [row])
    measures = written("m:\n  type: ratio\n  fact: post\n  basis: public\n  expr: like_count\n  denominator: reads\n")
    values = of_department(engine, measures, [Q1])
    other = {"m": replace(measures["m"], **{key: "share_users"})}
    with pytest.raises(VerifyError, match="m 2024Q1"):
        TraceReader(engine, other, values, DEPARTMENT[0], None, None).trace("m", Q1)


def test_what_a_superseded_row_would_add_is_asked_only_of_columns_that_it_had():
    fans, posts = MEASURABLE["account_daily"], MEASURABLE["post_with_category"]
    sums = written("m:\n  type: sum\n  fact: post\n  expr: reads\n")["m"]
    assert "total_count" in amount_query(fans, SHIPPED["followers"], "duckdb")
    assert "reads" in amount_query(posts, sums, "duckdb")
    counted = replace(sums, expr="case when category = '政策' then 1 else 0 end")
    assert "NULL AS" in amount_query(posts, counted, "duckdb")


def one_measure(yaml: str) -> Mapping[str, object]:
    """The measures in *yaml*, of which more than half may be known by their least only."""
    return {name: replace(one, max_censored=Fraction(1)) for name, one in written(yaml).items()}


def test_of_each_account_only_the_newest_row_counts(engine):
    days = [("a", 29, 7), ("a", 31, 9), ("b", 30, 5)]
    rows = [{"account": who, "day": date(2024, 3, day), "total_count": count} for who, day, count in days]
    filed(engine, "account_daily", rows)
    made = traced(engine, {"followers": SHIPPED["followers"]}, "followers")
    assert [(row.account, row.day.day, row.amount) for row in made.rows] == [("b", 30, 5), ("a", 31, 9)]
    (older,) = made.neighbours
    assert (older.kind, [row.amount for row in older.rows]) == ("older", [7])
    assert made.formula[1] == "5 + 9"


def test_a_growth_has_both_its_ends(engine):
    measures = {
        **written("g:\n  type: growth\n  of: [followers]\n  previous: quarter\n"),
        "followers": SHIPPED["followers"],
    }
    ends = [{"day": date(2023, 12, 31), "total_count": 80}, {"day": date(2024, 3, 31), "total_count": 100}]
    filed(engine, "account_daily", ends)
    made = traced(engine, measures, "g")
    assert (made.value.value, made.formula[1]) == (0.25, "100 / 80 - 1")
    assert [(part.period, part.rows[0].amount) for part in made.parts] == [(Q1, 100), (BASE, 80)]


def test_the_parts_of_a_formula_are_traced_each(engine):
    filed(engine, "account_daily", [{"day": date(2024, 3, 31), "total_count": 58_940}])
    measures = {name: SHIPPED[name] for name in ("followers", "follower_growth")}
    made = traced(engine, measures, "follower_growth")
    assert made.formula == ("followers / 52000 - 1", "58940 / 52000 - 1")
    assert [(part.measure, part.numerator) for part in made.parts] == [("followers", 58_940)]


@pytest.mark.parametrize("yaml", ["", "incidents:\n  type: count\n  fact: incident\n"])
def test_a_register_without_rows_has_its_declaration(engine, yaml):
    filed(engine, "declaration", [])
    put(
        engine,
        "declaration",
        [
            {
                "file_id": 1,
                "sheet": "s",
                "row": 9,
                "register": "incident",
                "from_on": "2024-01-01",
                "to_on": "2024-03-31",
            }
        ],
    )
    nil(engine, "award", ("2024-01-01", "2024-03-31"))
    made = traced(engine, written(yaml) if yaml else {"incidents": SHIPPED["incidents"]}, "incidents")
    assert (made.value.value, made.numerator, made.count, made.formula[1]) == (0, 0, 0, "0")
    (said,) = made.neighbours
    assert (said.kind, said.rows[0].row, said.rows[0].name) == ("nil", 9, "2024-01-01 – 2024-03-31")


@pytest.mark.parametrize(("is_override", "formula", "numerator"), [(True, ("entered", "9"), 9), (False, ("", "7"), 7)])
def test_an_entry_is_traced_where_it_is_the_value_and_the_rows_where_they_are(engine, is_override, formula, numerator):
    filed(engine, "account_daily", [{"day": date(2024, 3, 31), "total_count": 7}])
    entry = {"entity": "部门", "period": "2024Q1", "measure": "followers", "value": "9", "source": "台账"}
    put(engine, "measure_value", [{"file_id": 1, "sheet": "s", "row": 5, "is_override": is_override, **entry}])
    made = traced(engine, {"followers": SHIPPED["followers"]}, "followers")
    assert (made.formula[0] == "entered", made.formula[1], made.numerator) == (is_override, formula[1], numerator)
    assert [row.amount for row in made.rows] == [numerator]
    assert made.neighbours == ()


def test_a_formula_over_entries_is_traced_where_its_own_entry_is_not_used(engine):
    filed(engine, "measure_value", [])
    entry = {"file_id": 1, "sheet": "s", "row": 5, "entity": "部门", "period": "2024Q1", "source": "台账"}
    put(
        engine,
        "measure_value",
        [{**entry, "measure": name, "value": value} for name, value in (("x", "3"), ("y", "9"))],
    )
    made = traced(engine, written("x:\n  type: typed\ny:\n  type: derived\n  expr: 2 * x\n"), "y")
    assert (made.value.value, made.formula, [one.formula[0] for one in made.parts]) == (
        6,
        ("2 * x", "2 * 3"),
        ["entered"],
    )


def test_a_measure_that_nobody_entered_has_no_rows(engine):
    made = traced(engine, written("x:\n  type: typed\n"), "x")
    assert (made.value.value, made.rows, made.count) == (None, (), 0)


def test_of_the_rows_that_do_not_count_five_are_listed(engine):
    row = {"published_on": date(2024, 2, 1), "basis": "public", "like_count": 1}
    filed(engine, "post", [{**row, "post": f"p{i}"} for i in range(7)])
    measures = written("m:\n  type: sum\n  fact: post\n  basis: public\n  expr: reads\n")
    (incomplete,) = traced(engine, measures, "m", limit=7).neighbours
    assert (incomplete.kind, incomplete.count, len(incomplete.rows)) == ("incomplete", 7, 5)


def test_without_rows_nothing_is_added_up(engine):
    filed(engine, "incident", [])
    made = traced(engine, {"incidents": SHIPPED["incidents"]}, "incidents")
    assert (made.value.value, made.numerator, made.denominator, made.count, made.formula[1]) == (
        None,
        None,
        None,
        0,
        "",
    )


def test_few_rows_are_listed_and_all_are_added_up(engine):
    rows = [{"day": date(2024, 1, day), "channel": "全部", "read_users": day} for day in range(1, 32)]
    filed(engine, "channel_daily", rows)
    made = traced(engine, {"monthly_reads": SHIPPED["monthly_reads"]}, "monthly_reads", limit=3)
    assert [row.amount for row in made.rows] == [1, 2, 3]
    assert (made.numerator, made.count, made.months) == (496, 31, (("2024-01", 496),))


def kinds_of(made):
    return {some.kind: [(row.name, str(row.amount)) for row in some.rows] for some in made.neighbours}


def test_the_rows_of_points_add_up_to_them_and_those_that_count_for_nothing_stand_apart(engine):
    yaml = """p:
  type: points
  fact: publication
  tiers:
    - {where: level = 3, points: 7}
    - {where: level = 2, points: 5, cap: 8}
  once: title_key
"""
    days = ((f"2024-02-0{i}", title, level) for i, (title, level) in enumerate(
        [("一", 2), ("一", 3), ("二", 2), ("三", 2), ("四", 2), ("五", 1)], 1
    ))  # fmt: skip
    rows = [{"title": title, "medium": day, "level": level, "published_on": day} for day, title, level in days]
    filed(engine, "publication", rows)
    made = traced(engine, written(yaml), "p")
    assert (made.numerator, made.formula[1]) == (15, "7 + 5 + 3 + 0")
    assert [(row.name, row.amount) for row in made.rows] == [("一", 7), ("二", 5), ("三", 3), ("五", 0)]
    assert kinds_of(made) == {"repeated": [("一", "5")], "capped": [("四", "0")]}


@pytest.mark.parametrize(
    ("measure", "row", "counted"),
    [
        ("  type: mean\n  trim: 1\n  fact: rating\n  expr: grade\n", {"grade": 9, "rated_on": "2024-02-01"}, 5),
        (
            "  type: points\n  fact: publication\n  tiers: [{points: 7}]\n  once: title_key\n",
            {"title": "一", "level": 3, "published_on": "2024-02-01"},
            3,
        ),
    ],
    ids=["trimmed", "points"],
)
def test_of_equal_rows_those_in_order_of_their_places_are_listed(engine, measure, row, counted):
    rows = [
        row
        | {"row": place}
        | ({"rater": f"{i}", "subject": "部门", "item": "内容"} if "grade" in row else {"medium": f"{i}"})
        for i, place in enumerate((5, 9, 3))
    ]
    filed(engine, "rating" if "grade" in row else "publication", rows)
    made = traced(engine, written(f"g:\n{measure}"), "g")
    assert [one.row for one in made.rows] == [counted]


def test_of_grades_the_highest_and_the_lowest_stand_apart_and_the_others_come_to_the_mean(engine):
    rows = [
        {"rater": f"专家{i}", "subject": "部门", "item": "内容", "grade": grade, "rated_on": "2024-02-01"}
        for i, grade in enumerate((8, 6, 9, 9, 10))
    ]
    filed(engine, "rating", rows)
    yaml = "g:\n  type: {}\n  fact: rating\n  expr: grade\n"
    made = traced(engine, written(yaml.format("mean") + "  trim: 1\n"), "g")
    assert (made.formula[1], [row.amount for row in made.rows]) == ("26 / 3", [8, 9, 9])
    assert {amount for _, amount in kinds_of(made)["extreme"]} == {"6", "10"}
    assert traced(engine, written(yaml.format("median")), "g").formula[1] == "9 / 1"
