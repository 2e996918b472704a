"""A workspace that is made again in a moment: one account, a scorecard of two indicators, a file for each week."""

import json

from tests.e2e.workspaces import pubkpi
from tests.ingest import files
from tests.ingest.desk import Desk
from tests.ingest.samples import growth, growth_days

SCORECARD = """\
id: small
label: {zh: 小表, en: Small}
audience: internal
valid: [2024Q1, 2024Q4]
missing: {policy: refuse, min_weight_coverage: 1}
bands: [{id: all, label: {zh: 不分级, en: no bands}, at_least: 0}]
lights: [{id: all, label: {zh: 不设灯, en: no lights}, at_least: 0}]
dimensions:
  - id: reach
    label: {zh: 传播, en: Reach}
    weight: 100
    indicators:
      - id: newcomers
        label: {zh: 新增, en: Newcomers}
        weight: 40
        measure: newcomers
        direction: up
        method: goalposts
        goalposts: {worst: 0, best: 1000}
      - id: readers
        label: {zh: 关注, en: Readers}
        weight: 60
        measure: readers
        direction: up
        method: goalposts
        goalposts: {worst: 0, best: 20000}
measures:
  newcomers:
    label: {zh: 新增, en: Newcomers}
    definition: {zh: 新增之和, en: the sum of them}
    formula: {zh: 和, en: sum}
    unit: people
    source: {zh: 后台, en: the platform}
    type: sum
    fact: account_daily
    expr: new_count
    example: {rows: [{day: 2024-03-01, new_count: 3}], quarter: 2024Q1, expect: 3}
  readers:
    label: {zh: 关注, en: Readers}
    definition: {zh: 最后一天的, en: of the last day}
    formula: {zh: 最后, en: last}
    unit: people
    source: {zh: 后台, en: the platform}
    type: last
    fact: account_daily
    expr: total_count
    max_age_days: 30
    example: {rows: [{day: 2024-03-31, total_count: 3}], quarter: 2024Q1, expect: 3}
"""
WEEKS = {
    "a.csv": files.text(growth(*growth_days(1, 7))),
    "b.csv": files.text(growth(*growth_days(8, 20))),
    "c.csv": files.text(growth(*growth_days(21, 31))),
}


def small(root, *names):
    """The workspace in *root* with the files of these *names* loaded, one after the other."""
    desk = Desk(root)
    (root / "pubkpi.toml").write_text('[score]\nscorecard = "small"\n', encoding="utf-8")
    (root / "kpi_specs" / "measures").mkdir(parents=True)
    (root / "kpi_specs" / "small.yaml").write_text(SCORECARD, encoding="utf-8")
    for name in names:
        load(desk, name, WEEKS[name])
    desk.close()
    return root


def load(desk, name, data, **said):
    """The file of that *name* loaded."""
    assert desk.load(data, name, **said).state == "loaded"


def lines(root, *actions):
    """The journal's lines, or those of the *actions*."""
    listed = [json.loads(line) for line in (root / "data" / "journal.jsonl").read_text("utf-8").splitlines()]
    return [one for one in listed if not actions or one["action"] in actions]


def scored(root, *words, code=0, **env):
    """`pubkpi score` of the first quarter as JSON, with what it said on stderr."""
    outcome = pubkpi("score", "-q", "2024Q1", "--format", "json", *words, cwd=root, code=code, **env)
    return json.loads(outcome.stdout), outcome.stderr


def values(card):
    """The value of each indicator of a card in JSON."""
    return {leaf["id"]: leaf["value"] for one in card["dimensions"] for leaf in one["indicators"]}


def ids(card):
    """The ids of its findings."""
    return [one["id"] for one in card["findings"]]
