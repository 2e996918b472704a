"""Which periods the dashboard shows."""

from fractions import Fraction

import pytest

from pubkpi.database import tables
from pubkpi.model.facts import BY_NAME
from pubkpi.model.periods import HALF, MONTH, WEEK
from pubkpi.pipeline.dashboard import scored_periods
from tests.measure.facts import empty, put
from tests.score.cards import Q1, Q4, kpis, leaf

DAYS = ("2024-02-15", "2024-05-15", "2024-08-15")


@pytest.mark.campaign
def test_beside_the_plan_s_own_stand_periods_of_the_kinds_that_its_targets_name_as_far_as_there_are_data():
    engine = empty()
    rows = ", ".join(f"('wechat', '甲', date '{day}', 1)" for day in DAYS)
    names = ("platform", "account", "day", "reads")
    tables.add(engine, BY_NAME["account_content_daily"], f"from (values {rows}) t({', '.join(names)})", names)
    usual, month, half = ((Q1, Fraction(1)), (Q4, Fraction(1))), MONTH.of(2024, 3), HALF.of(2024, 1)
    shown = {
        kinds: [str(one) for one in scored_periods(kpis((100, [leaf("a", targets=(*usual, *extra))])), engine)]
        for kinds, extra in {"": (), "months": ((month, Fraction(1)),), "halves": ((half, Fraction(1)),)}.items()
    }
    quarters = ["2024Q1", "2024Q2", "2024Q3"]
    assert shown[""] == quarters
    assert shown["months"] == ["2024-02", "2024Q1", "2024-05", "2024Q2", "2024-08", "2024Q3"]
    assert shown["halves"] == ["2024Q1", "2024Q2", "2024H1", "2024Q3"]
    weekly = kpis((100, [leaf("a")]), valid=(WEEK.of(2024, 7), WEEK.of(2024, 20)))
    assert [str(one) for one in scored_periods(weekly, engine)][:2] == ["2024W07", "2024W20"]


def test_a_period_of_which_there_are_only_entered_values_stands_in_the_dashboard():
    engine = empty()
    put(engine, "measure_value", [{"entity": "部门", "period": "2024Q3", "measure": "a", "value": 5, "source": "台账"}])
    found = [str(one) for one in scored_periods(kpis((100, [leaf("a")])), engine)]
    assert "2024Q3" in found
    assert "2024Q2" not in found
