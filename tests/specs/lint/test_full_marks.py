"""What is not doubted: dimensions that begin at a full mark, 环比 beside 同比, bands and lights that nobody wrote."""

import pytest

from pubkpi.score.league import league
from pubkpi.specs.build import build
from pubkpi.specs.lint.doubts import lint
from tests.score.cards import Q4, values

FULL = """\
label: 例
valid: [2024Q1, 2024Q4]
missing: {policy: refuse}
measures: {late: {unit: count}, wrong: {unit: count}}
adjustments:
  deduct:
    - {id: late, label: 迟, measure: late, points: 3, cap: 30, from: site}
    - {id: wrong, label: 错, measure: wrong, points: 5, cap: 25, from: desk}
dimensions:
  - {id: site, label: 网站, weight: 30, full_mark: true}
  - {id: desk, label: 窗口, weight: 70, full_mark: true, not_applicable: {entities: [乙], reason: 无窗口}}
"""
GROWTHS = """\
label: 例
valid: [2024Q1, 2024Q4]
measures: {fans: {unit: people}}
indicators:
  - {id: a, weight: 50, measure: {unit: share, type: growth, of: fans, previous: year}, method: goalposts, goalposts: {worst: -10%, best: 10%}}
  - {id: b, weight: 50, measure: {unit: share, type: growth, of: fans, previous: OTHER}, method: goalposts, goalposts: {worst: -10%, best: 10%}}
"""
LOW = """\
label: 例
valid: [2024Q1, 2024Q4]
indicators:
  - {id: a, weight: 100, measure: {unit: count}, method: steps, cap: 50, steps: [{value: 1, points: 50}]}
"""


def card(folder, yaml):
    (folder / "measures").mkdir(exist_ok=True)
    (folder / "card.yaml").write_text(yaml, "utf-8")
    return build(folder, "card")


@pytest.mark.parametrize(
    ("yaml", "rules"),
    [
        (FULL, []),
        (GROWTHS.replace("OTHER", "period"), []),
        (GROWTHS.replace("OTHER", "year"), ["check.twice"]),
        (LOW, []),
        (LOW + "lights: {green: 90, yellow: 60}\n", ["check.lights", "check.lights"]),
    ],
)
def test_only_what_somebody_wrote_is_doubted(yaml, rules, tmp_path):
    asked = ("check.twice", "check.top_band", "check.lights")
    assert [one.id for one in lint(card(tmp_path, yaml)) if one.id in asked] == rules


def test_points_are_those_of_the_whole_and_nobody_lacks_a_deduction_of_what_does_not_apply(tmp_path):
    cells = {"甲": {"late": 1, "wrong": 0}, "乙": {"late": 0, "wrong": None}, "丙": {"late": 0, "wrong": None}}
    found = {name: values({Q4: {"full_mark": 100, **one}}) for name, one in cells.items()}
    made = card(tmp_path, FULL)
    table = league(made, Q4, found)
    scores = {node.id: dict(zip(table.entities, node.scores, strict=True)) for node in table.nodes}
    assert (scores["site"]["甲"], scores["card"]["甲"], scores["card"]["乙"]) == (90, 97, 100)
    (said,) = [one for one in table.findings if one.id == "score.adjustment_unknown"]
    assert said.message.zh == "错：1 个对象缺失（丙）"
    assert [leaf.label.zh for leaf in made.indicators] == ["网站满分", "窗口满分"]
