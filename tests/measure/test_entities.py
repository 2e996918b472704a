"""Values of entities beside the department: what was entered for them, and what is made of it."""

from pubkpi.measure.run import measure, measure_entities
from tests.measure.facts import Q1, Q2, only, put, written

TYPED = "{name}:\n  type: typed\n"


def entered(engine, entity, name, value, period="2024Q1"):
    row = {"entity": entity, "period": period, "measure": name, "value": value, "source": "台账", "reason": "核对"}
    put(engine, "measure_value", [row])


def test_each_entity_has_its_own_values_and_the_department_is_none_of_them(engine):
    for entity, value in (("一科", 3), ("二科", 5), ("部门", 8), ("department", 9)):
        entered(engine, entity, "calls", value)
    found = measure_entities(engine, written(TYPED.format(name="calls")), [Q1, Q2])
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
    found = measure_entities(engine, only("followers"), [Q1])
    assert found["一科"][Q1]["followers"].value == 700
    assert found["二科"][Q1]["followers"].missing.en == "nobody entered a value"
    assert found["二科"][Q1]["followers"].applies  # it could have been entered, so it is missing, not of no concern


def test_what_is_made_of_entered_values_is_made_for_each_entity(engine):
    for entity, calls, desks in (("一科", 30, 4), ("二科", 50, 0)):
        entered(engine, entity, "calls", calls)
        entered(engine, entity, "desks", desks)
    yaml = TYPED.format(name="calls") + TYPED.format(name="desks") + "load:\n  type: derived\n  expr: calls / desks\n"
    found = measure_entities(engine, written(yaml), [Q1])
    assert found["一科"][Q1]["load"].value == 7.5
    assert found["二科"][Q1]["load"].missing.en == "the denominator is zero"
