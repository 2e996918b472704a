"""docs/specs.md: every example gives the numbers that stand below it."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
from yaml import safe_load

from pubkpi.measure.check import check
from pubkpi.measure.run import measure_by
from pubkpi.model import periods
from pubkpi.model.kpis.grade_rules import RELATIVE, Method, Policy
from pubkpi.model.periods import QUARTER
from pubkpi.score.league import league
from pubkpi.score.league_totals import LeagueInputs, league_with_totals
from pubkpi.score.run import score
from pubkpi.specs.build import build
from pubkpi.specs.measures import read
from tests.measure import facts
from tests.score.cards import graded, values

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "specs.md").read_text("utf-8")
EXAMPLE = re.compile(r"<!-- (\w+) -->\n```yaml\n(.*?)```\n(?:\n((?:\|[^\n]*\n)+))?", re.DOTALL)
Q4 = QUARTER.of(2024, 4)
AROUND = """\
id: example
label: example
audience: internal
valid: [2024Q1, 2024Q4]
missing: {policy: reweight, min_weight_coverage: 0.7}
bands: [{id: all, label: all, at_least: 0}]
lights: {green: 90, yellow: 60}
dimensions:
  - id: dimension
    label: dimension
    weight: 100
    indicators:
      - id: indicator
        label: indicator
        weight: 100
        measure: indicator
"""
TYPED = "{name}: {{label: a, definition: a, formula: a, unit: count, source: a, type: typed}}\n"


def examples(kind):
    """(YAML, rows of the table below it without its head) of each example of that kind."""
    for found, yaml, table in EXAMPLE.findall(PAGE):
        if found == kind:
            rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in table.splitlines()]
            yield yaml, rows[2:]


def built(folder, yaml):
    """The scorecard *yaml*, all of its measures being entered ones."""
    (folder / "measures").mkdir()
    names = dict.fromkeys(re.findall(r"measure: (\w+)", yaml))
    names |= dict.fromkeys(re.findall(r"- \{id: (\w+), weight: \d+, target: ", yaml))  # the measure of that id
    names = names.keys() - {*re.findall(r"^  (\w+): \{unit: ", yaml, re.MULTILINE)}  # its own
    (folder / "measures" / "all.yaml").write_text("".join(TYPED.format(name=name) for name in names), encoding="utf-8")
    (folder / "example.yaml").write_text(yaml, encoding="utf-8")
    return build(folder, "example")


def number(cell):
    return None if cell == "—" else float(cell)


@pytest.mark.parametrize(("yaml", "rows"), list(examples("scores")))
def test_a_method_scores_as_its_table_says(yaml, rows, tmp_path):
    (leaf,) = built(tmp_path, AROUND + re.sub("^", " " * 8, yaml, flags=re.MULTILINE).rstrip() + "\n").indicators
    found = graded(leaf, Q4, leaf.baseline.value, [float(value) for value, _ in rows]).score
    assert found.tolist() == pytest.approx([float(worth) for _, worth in rows], abs=1e-9)


@pytest.mark.parametrize(("yaml", "rows"), list(examples("card")))
def test_a_scorecard_scores_as_its_table_says(yaml, rows, tmp_path):
    kpis = built(tmp_path, yaml)
    entered = {name: number(value) for name, value, _ in rows if value}
    made = score(kpis, Q4, values({Q4: {"full_mark": 100, **entered}}), None, settled=True)
    found = {"total": made.total.score, **{one.id: one.score for one in (*made.dimensions, *made.indicators)}}
    found.update({one.measure: one.points for one in made.adjustments})
    told = {name: number(worth) for name, _, worth in rows}
    assert {name: found[name] for name in told} == pytest.approx(told, abs=1e-9)


def test_a_plan_that_changes_in_mid_year_scores_each_period_as_its_table_says(tmp_path):
    ((yaml, rows),) = examples("versions")
    kpis = built(tmp_path, yaml)
    for period, *cells in rows:
        one = periods.period(period)
        reads, target, weight, desk, other, total = map(float, cells)
        made = score(kpis.in_force(one), one, values({one: {"reads": reads, "desk": desk}}), None, settled=True)
        first, second = made.indicators
        assert (first.target, first.weight, second.weight, made.total.score) == (target, weight, other, total)


@pytest.mark.parametrize(("yaml", "rows"), list(examples("league")))
def test_entities_stand_as_their_table_says(yaml, rows, tmp_path):
    kpis = built(tmp_path, yaml)
    names = [leaf.measure for leaf in kpis.indicators]
    entered = {entity: values({Q4: dict(zip(names, map(number, cells), strict=True))}) for entity, *cells, _, _ in rows}
    total = league(kpis, Q4, entered)
    made = dict(zip(total.entities, zip(total.nodes[0].scores, total.nodes[0].ranks, strict=True), strict=True))
    assert made == {entity: (float(worth), int(rank)) for entity, *_, worth, rank in rows}


def test_a_unit_is_made_of_its_accounts_as_the_table_says(tmp_path):
    ((yaml, rows),) = examples("units")
    kpis, columns = built(tmp_path, yaml), ("reads", "posts", "accidents")
    accounts = {name: values({Q4: dict(zip(columns, map(number, cells), strict=False))}) for _, name, *cells in rows}
    units = {name: unit for unit, name, *_ in rows}
    inputs = LeagueInputs({unit: values({Q4: dict.fromkeys(columns)}) for unit in units.values()}, accounts, units)
    totals = league(kpis, Q4, accounts, "account")
    assert dict(zip(totals.entities, totals.nodes[0].scores, strict=True)) == {
        name: float(cells[3]) for _, name, *cells in rows
    }
    twice = {"wechat/甲": Fraction(2), "乙": Fraction(1)}
    for place, rule in ((4, {}), (5, {"how": "worst"}), (6, {"how": "weighted", "weights": twice})):
        made = replace(kpis, of_accounts=replace(kpis.of_accounts, **rule))
        table = league_with_totals(made, Q4, inputs, "unit")
        found = dict(zip(table.entities, table.nodes[0].scores, strict=True))
        assert found == pytest.approx({unit: float(cells[place]) for unit, _, *cells in rows})


def test_changes_of_entities_are_scored_as_their_table_says(tmp_path):
    ((yaml, rows),) = examples("progress")
    kpis, entered = built(tmp_path, yaml), []
    for who, *cells in rows:
        names = (("satisfaction", "2023Q4"), ("satisfaction", "2024Q4"), ("fans", "2023Q4"), ("fans", "2024Q4"))
        for (name, when), cell in zip(names, (*cells[:2], *cells[3:5]), strict=True):
            if cell != "—":
                entered.append({"entity": who, "period": when, "measure": name, "value": float(percent(cell))})
    engine = facts.empty()
    facts.put(engine, "measure_value", entered)
    found, _ = measure_by(engine, kpis.measures, [Q4], "entity")
    table = league(kpis, Q4, found, "entity")
    totals = dict(zip(table.entities, zip(table.nodes[0].scores, table.nodes[0].ranks, strict=True), strict=True))
    for who, _, _, better, _, _, more, worth, rank in rows:
        made = [found.exact(who, name, Q4).value for name in ("better", "more")]
        assert made == [percent(better), percent(more)], who
        assert totals[who] == (number(worth), int(rank) if rank != "—" else None)
    assert found.value("丙局", "better", Q4).missing.en.startswith("2023Q4 has no value")


def percent(cell):
    """A cell of a table, exactly; None where it has none."""
    parts = {"%": Fraction(1, 100)}
    return None if cell == "—" else Fraction(cell.rstrip("%")) * parts.get(cell[-1], 1)


def test_the_measure_on_the_page_is_read(tmp_path):
    ((yaml, _),) = examples("measure")
    (tmp_path / "one.yaml").write_text(yaml, encoding="utf-8")
    assert read(tmp_path)["schooling"].type == "typed"


@pytest.fixture(scope="module")
def of_rows(tmp_path_factory):
    """The measures of single rows that the page has."""
    folder = tmp_path_factory.mktemp("measures")
    (folder / "page.yaml").write_text("".join(yaml for yaml, _ in examples("measures")), encoding="utf-8")
    return read(folder)


def test_the_rows_of_a_measure_on_the_page_give_its_value(of_rows):
    assert list(check(of_rows)) == []
    for name, one in of_rows.items():
        found = facts.worked(facts.empty(), of_rows, name)
        expected = Fraction(str(one.example["expect"]))
        assert (found if one.type == "derived" else found.value) == pytest.approx(expected, abs=0), name


def test_people_have_their_parts_of_the_rows_as_their_table_says(of_rows):
    ((text, rows),) = examples("people")
    engine = facts.empty()
    for fact, cells in safe_load(text).items():
        facts.put(engine, fact, cells)
    found, _ = measure_by(engine, {"read_points": of_rows["read_points"]}, [facts.Q1], "author")
    assert {who: found.value(who, "read_points", facts.Q1).value for who in found} == {
        who: float(worth) for who, worth in rows
    }


def test_every_method_and_policy_is_on_the_page():
    methods = {re.search(r"method: (\w+)", yaml)[1] for yaml, _ in examples("scores")}
    assert methods == {*get_args(Method)} - {*RELATIVE}  # which need entities
    assert not [name for name in get_args(Method) if f"### {name}\n" not in PAGE]
    assert not [name for name in get_args(Policy) if f"| `{name}` |" not in PAGE]
