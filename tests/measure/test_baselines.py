"""Baselines of a quarter without data are told apart from those whose quarter is still to come."""

from datetime import date

import pytest

from pubkpi.measure.baselines import never_measured
from pubkpi.model.periods import QUARTER
from pubkpi.specs.build import build
from tests.measure.facts import put
from tests.specs.lint.test_small_cards import HEAD

CARD = HEAD.replace(
    "INDICATOR",
    "measure: %s, direction: up, method: completion, baseline: {measured: %s}, target: {2024Q1: 1, 2024Q4: 2}",
)
MEASURES = """\
m_a: {label: a, definition: x, formula: x, unit: points, source: x, type: typed}
reads: {label: r, definition: x, formula: x, unit: reads, source: x, type: sum, fact: account_content_daily, expr: reads}
plays: {label: r, definition: x, formula: x, unit: reads, source: x, type: sum, fact: account_content_daily, expr: plays, platform: douyin}
both: {label: r, definition: x, formula: x, unit: reads, source: x, type: derived, expr: reads + plays}
either: {label: r, definition: x, formula: x, unit: reads, source: x, type: first_of, of: [plays, reads]}
"""


def found(engine, folder, measure, quarter):
    (folder / "measures").mkdir(exist_ok=True)
    (folder / "measures" / "m.yaml").write_text(MEASURES, "utf-8")
    (folder / "mini.yaml").write_text(CARD % (measure, quarter), "utf-8")
    when = QUARTER.of(int(quarter[:4]), int(quarter[5]))
    told = never_measured(engine, build(folder, "mini"))
    assert {*told} <= {(measure, when)}
    # named by the scorecard, of no measure
    (folder / "own.yaml").write_text(
        (CARD % (measure, quarter))
        .replace(f"baseline: {{measured: {quarter}}}", "baseline: 1")
        .replace("id: mini", "id: own")
        + f"baseline_quarter: {quarter}\n",
        "utf-8",
    )
    assert [*never_measured(engine, build(folder, "own")).items()] == [(("", when), day) for day in told.values()]
    return [*told.values()]


@pytest.mark.campaign
def test_a_baseline_is_never_measured_where_its_data_begin_later_or_leave_its_quarter_out(engine, tmp_path):
    assert found(engine, tmp_path, "reads", "2022Q4") == []  # nothing is loaded at all
    for day in ("2023-02-03", "2023-11-05", "2024-11-06"):
        put(engine, "account_content_daily", [{"day": day, "reads": 5}])
    put(engine, "account_content_daily", [{"day": "2024-02-01", "plays": 5, "platform": "douyin"}])
    assert found(engine, tmp_path, "reads", "2022Q4") == [date(2023, 2, 3)]
    assert found(engine, tmp_path, "reads", "2023Q2") == [date(2023, 2, 3)]
    assert found(engine, tmp_path, "reads", "2023Q4") == []
    assert found(engine, tmp_path, "reads", "2025Q1") == []  # later than all data: to come
    assert found(engine, tmp_path, "plays", "2023Q4") == [date(2024, 2, 1)]  # of its own platform
    assert found(engine, tmp_path, "both", "2023Q2") == [date(2024, 2, 1)]
    assert found(engine, tmp_path, "either", "2022Q4") == [date(2023, 2, 3)]
    assert found(engine, tmp_path, "m_a", "2022Q4") == [date(2023, 2, 3)]  # that of any data
    assert found(engine, tmp_path, "m_a", "2023Q4") == [None]
    of_unit = {"entity": "宣传部", "period": "2023Q4", "measure": "m_a", "value": 3}
    put(engine, "measure_value", [of_unit])
    assert found(engine, tmp_path, "m_a", "2023Q4") == []  # measured of somebody
    assert found(engine, tmp_path, "m_a", "2023Q3") == [date(2023, 10, 1)]
