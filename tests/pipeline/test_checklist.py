"""What a period lacks, and what closes it."""

from datetime import date

from pubkpi.pipeline.upkeep.checklist import checklist
from pubkpi.specs.build import build
from tests.measure.facts import Q1, empty, put

CARD = """\
label: 和
valid: [2024Q1, 2024Q4]
measures:
  x1: {unit: count}
  x2: {unit: count}
indicators:
  - {id: both, weight: 100, measure: {unit: count, type: derived, expr: x1 + x2}, target: 10}
"""


def test_a_sum_of_which_one_part_was_entered_lacks_the_other(tmp_path):
    (tmp_path / "one.yaml").write_text(CARD, encoding="utf-8")
    (tmp_path / "measures").mkdir()
    engine = empty()
    put(engine, "measure_value", [{"entity": "部门", "period": "2024Q1", "measure": "x1", "value": 5, "source": "a"}])
    (item,) = checklist(engine, (), build(tmp_path, "one"), Q1, date(2024, 7, 1), ())
    assert [gap.kind for gap in item.gaps] == ["value"]
