"""The least and the greatest of several numbers of a row, one of which is blank."""

import pytest

from pubkpi.measure.run import measure_by
from tests.measure.facts import Q1, measured, put, written


@pytest.mark.campaign
def test_the_least_or_greatest_of_a_blank_and_a_number_is_blank(engine):
    days = {"day": "2024-01-30", "lost_count": 5}, {"day": "2024-01-31", "new_count": 3, "lost_count": 5}
    put(engine, "account_daily", days)
    bound = {"basis": "public", "published_on": "2024-01-05", "reads_at_least": 100000}
    put(engine, "post", [{**bound, "post": "a", "title": "a", "like_count": 7}, {**bound, "post": "b", "title": "b"}])
    daily, post = "  fact: account_daily\n  type: ", "  fact: post\n  basis: public\n  type: "
    cases = {
        daily + "sum\n  expr: least(new_count, 50)": 3,
        daily + "sum\n  expr: greatest(new_count, lost_count)": 5,
        daily + "sum\n  expr: greatest(least(lost_count, new_count), 1) + 1": 4,
        daily + "sum\n  expr: coalesce(least(new_count, 50), 0) + 1": 5,
        daily + "sum\n  expr: least(coalesce(new_count, 0), 50)": 3,
        daily + "mean\n  expr: least(new_count, 50)": 3,
        daily + "max\n  expr: greatest(new_count, 2)": 3,
        daily + "distinct\n  expr: greatest(new_count, 4)": 1,
        daily + "last\n  max_age_days: 70\n  expr: greatest(new_count, 4)": 4,
        daily + "ratio\n  expr: lost_count\n  denominator: least(new_count, 2)": 2.5,
        daily + "share\n  expr: lost_count\n  part: greatest(new_count, 1) > 2": 1,
        daily + "count\n  where: least(new_count, lost_count) <= 5": 1,
        post + "sum\n  max_censored: 1\n  expr: greatest(reads, like_count)": 100000,
        post + "sum\n  max_censored: 1\n  expr: least(reads, like_count)": 7,
        post + "sum\n  max_censored: 1\n  expr: least(reads_at_least, 50)": 100,
    }
    yaml = "".join(f"m{i}:\n{words}\n" for i, words in enumerate(cases))
    wanted = {f"m{i}": value for i, value in enumerate(cases.values())}
    found = measured(engine, yaml)
    assert {name: one.value for name, one in found.items()} == wanted
    assert (found["m12"].bound, found["m13"].bound) == ("at_least", "")
    apart, _ = measure_by(engine, written(yaml), [Q1], "account")
    assert [{name: one.value for name, one in each[Q1].items()} for each in apart.values()] == [wanted]
