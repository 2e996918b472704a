"""Values of entities beside the department: what was entered for them, and what is made of it."""

from itertools import product

import numpy as np

from pubkpi.ingest.registers.open_entries import value_entries
from pubkpi.measure.run import measure, measure_by
from pubkpi.model.periods import YEAR
from tests.measure.facts import Q1, Q2, Q4, only, put, written

TYPED = "{name}:\n  type: typed\n"


def entered(engine, entity, name, value, period="2024Q1"):
    row = {"entity": entity, "period": period, "measure": name, "value": value, "source": "台账", "reason": "核对"}
    put(engine, "measure_value", [row])


def test_each_entity_has_its_own_values_and_the_department_is_none_of_them(engine):
    for entity, value in (("一科", 3), ("二科", 5), ("部门", 8), ("department", 9)):
        entered(engine, entity, "calls", value)
    found = measure_by(engine, written(TYPED.format(name="calls")), [Q1, Q2], "entity")[0]
    assert {entity: values[Q1]["calls"].value for entity, values in found.items()} == {"一科": 3, "二科": 5}
    assert found["一科"][Q2]["calls"].missing.zh == "没有填报"


def test_what_is_only_entered_is_so_for_the_department_too(engine):
    entered(engine, "部门", "calls", "8.5")
    own = written(TYPED.format(name="calls"))
    made = measure(engine, own, [Q1, Q2])
    assert (made[Q1]["calls"].value, made[Q1]["calls"].typed, made[Q1]["calls"].findings) == (8.5, True, ())
    assert made[Q2]["calls"].missing.en == "nobody entered a value"


def test_a_measure_of_a_fact_is_missing_for_an_entity_unless_it_was_entered(engine):
    put(engine, "account_daily", [{"day": "2024-03-31", "total_count": 60000}])
    entered(engine, "一科", "followers", 700)
    entered(engine, "二科", "open_rate", "0.2")
    found = measure_by(engine, only("followers"), [Q1], "entity")[0]
    assert found["一科"][Q1]["followers"].value == 700
    assert found["二科"][Q1]["followers"].missing.en == "nobody entered a value"
    assert found["二科"][Q1]["followers"].applies  # it could have been entered, so it is missing, not of no concern


def test_a_league_takes_in_only_those_of_whom_something_was_entered_of_its_own_measures(engine):
    """Who has values of another scorecard alone belongs there; a value of another period is enough."""
    entered(engine, "一科", "calls", 3)
    entered(engine, "二科", "calls", 5, "2023Q4")
    entered(engine, "三科", "reads", 7)
    yaml = written(TYPED.format(name="calls") + TYPED.format(name="reads"))
    assert [*measure_by(engine, yaml, [Q1], "entity", of=["calls"])[0]] == ["一科", "二科"]
    assert [*measure_by(engine, yaml, [Q1], "entity")[0]] == ["一科", "三科", "二科"]


def test_what_is_made_of_entered_values_is_made_for_each_entity(engine):
    for entity, calls, desks in (("一科", 30, 4), ("二科", 50, 0)):
        entered(engine, entity, "calls", calls)
        entered(engine, entity, "desks", desks)
    yaml = TYPED.format(name="calls") + TYPED.format(name="desks") + "load:\n  type: derived\n  expr: calls / desks\n"
    found = measure_by(engine, written(yaml), [Q1], "entity")[0]
    assert found["一科"][Q1]["load"].value == 7.5
    assert found["二科"][Q1]["load"].missing.en == "the denominator is zero"


def test_columns_of_entered_values_are_those_of_each_entity(engine):
    """Also where a name means another's account, where the quarter stands for the year, and beyond 64 bits."""
    yaml = (
        "calls:\n  type: typed\nfans:\n  type: last\n  fact: account_daily\n  expr: total_count\n"
        "  max_age_days: 7\nload:\n  type: derived\n  expr: calls / fans\nmore:\n  type: growth\n  of: calls\n"
        "  previous: quarter\neither:\n  type: first_of\n  of: [fans, calls]\n"
    )
    measures, year = written(yaml), YEAR.of(2024)
    for account, fans in (("a", 40), ("b", 50), ("c", 60)):
        put(engine, "account_daily", [{"day": "2024-12-31", "account": account, "total_count": fans}])
    cells = [("a", "calls", "3.25"), ("wechat/a", "calls", 7), ("b", "calls", "12345678901234567.123456789012345678")]
    for period in ("2024Q4", "2024Q3"):
        for name, measure_id, value in (*cells, ("c", "fans", 70), ("nobody", "calls", 2)):
            entered(engine, name, measure_id, value, period)
    put(engine, "measure_value", [
        {"entity": "b", "period": "2024Q4", "measure": "fans", "value": 5, "is_override": True, "reason": "核对"},
        {"entity": "wechat/a", "period": "2024", "measure": "calls", "value": 9},
    ])  # fmt: skip
    for by, count in (("account", 3), ("entity", 5)):
        found, _ = measure_by(engine, measures, [Q4, year], by)
        assert len(found) == count
        for name, period in product(measures, (Q4, year)):
            values, applies = found.column(name, period)
            each = [found[entity][period][name] for entity in found]
            assert [None if np.isnan(one) else one for one in values.tolist()] == [one.value for one in each], name
            assert applies.tolist() == [one.applies for one in each]
    accounts, _ = measure_by(engine, measures, [Q4, year], "account")
    assert accounts.column("calls", Q4)[0].tolist()[:2] == [7, 12345678901234567.123]
    assert accounts.column("fans", Q4)[0].tolist() == [40, 5, 60]
    assert accounts.column("fans", year)[0].tolist() == [40, 5, 60]
    assert accounts.column("calls", year)[0].tolist()[0] == 9


def test_the_form_of_values_has_a_row_for_each_of_those_whose_they_are_that_lacks_one(engine):
    """With the source of the newest one; who has a value is not asked again."""
    entered(engine, "甲局", "calls", 3)
    entered(engine, "甲局", "desks", 1, "2023Q4")
    entered(engine, "department", "calls", 9, "2023Q4")
    made = [tuple(one.values()) for one in value_entries(engine, ["calls", "desks"], Q1, ["甲局", "乙局", "部门"])]
    assert made == [
        ("甲局", "2024Q1", "desks", "台账", ""),
        ("乙局", "2024Q1", "calls", "", ""),
        ("乙局", "2024Q1", "desks", "", ""),
        ("部门", "2024Q1", "calls", "台账", ""),
        ("部门", "2024Q1", "desks", "", ""),
    ]
