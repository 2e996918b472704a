"""What every query keeps to, so that another engine can run it; and what is divided by 0 is blank, not infinite."""

from itertools import product

import pytest
from sqlglot import exp, parse_one

from pubkpi.measure.run import by_fact
from pubkpi.measure.sql.compile import compiled
from pubkpi.model.facts import MEASURABLE, has_owner_columns, owned
from pubkpi.model.periods import period
from tests.measure.facts import Q1, Q2, SHIPPED, measured, put

DIVISION = "busy:\n  type: count\n  fact: post\n  basis: day7\n  where: share_users / read_users > 0.5\n"


def queries():
    """The compiled queries of all shipped measures, of the department and of those who are compared."""
    for (fact, measures), by in product(by_fact(SHIPPED.values()).items(), (None, "account", "unit", "platform")):
        if by is None or owned(fact) or has_owner_columns(fact):
            yield parse_one(compiled(fact, measures, [Q1, Q2], by=by), dialect="duckdb")


def test_no_query_generates_rows_or_asks_another_inside_a_condition_or_joins_by_using():
    for query in queries():
        assert not [join for join in query.find_all(exp.Join) if join.args.get("using")]
        assert not [
            one
            for select in query.find_all(exp.Select)
            for inside in (*select.expressions, select.args.get("where"))
            if inside
            for one in inside.find_all(exp.Subquery, exp.Select, exp.Unnest)
        ]


def test_no_query_multiplies_a_sum():
    """A sum is wide: a product of it and a fraction has no room for its decimals, and an engine may drop some."""
    every = [query for query in queries() if query.find(exp.Sum)]
    assert len(every) > 20
    assert not [one for query in every for one in query.find_all(exp.Mul) if one.find(exp.AggFunc)]


@pytest.mark.parametrize(
    ("periods", "ends"),
    [
        (["2023Q4", "2024Q4"], ["2023-10-01", "2023-12-31", "2024-10-01", "2024-12-31"]),
        (["2024Q2", "2024Q1"], ["2024-01-01", "2024-06-30"]),
        (["2024", "2024Q3"], ["2024-01-01", "2024-12-31"]),
    ],
)
def test_posts_are_looked_at_in_the_days_of_the_windows_alone(periods, ends):
    measure = SHIPPED["open_rate_exact"]
    query = compiled(MEASURABLE[measure.fact], [measure], [period(one) for one in periods])
    posts = next(one for one in parse_one(query, dialect="duckdb").find_all(exp.CTE) if one.alias == "posts")
    assert [one.name for one in posts.this.args["where"].find_all(exp.Literal)] == ends


@pytest.mark.parametrize(
    ("share_users", "read_users", "count", "told"),
    [(6, 10, 1, []), (5, 10, 0, []), (3, 0, 0, ["measure.untold"]), (0, 0, 0, ["measure.untold"])],
    ids=["more than half", "half", "of nobody", "nothing of nobody"],
)
def test_what_is_divided_by_zero_is_no_yes_and_no_silent_no(engine, share_users, read_users, count, told):
    """Of 3 shares by nobody cannot be told whether they are more than half; infinity would be."""
    row = {"post": "a", "basis": "day7", "published_on": "2024-02-01"}
    put(engine, "post", [{**row, "share_users": share_users, "read_users": read_users}])
    found = measured(engine, DIVISION, Q1)["busy"]
    assert (found.value, [finding.id for finding in found.findings]) == (count, told)
