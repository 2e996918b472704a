"""The ASEM Sustainable Connectivity index: min-max over countries, relative weights, three levels of means, ranks."""

from decimal import Decimal
from math import isclose

import numpy as np
import pytest

from pubkpi.ingest.history.store import Store
from pubkpi.measure.run import measure_by
from pubkpi.model.explanations.robustness import NoiseRule
from pubkpi.model.periods import QUARTER
from pubkpi.pipeline import scores
from pubkpi.pipeline.robust import robust_ranks
from pubkpi.score.tree.columns import columns
from pubkpi.workspace.settings import find
from tests.oracles.workspaces import league, loaded, rows

CASE, MILLION = "coinr_asem", 10**6
EXPECTED = rows(CASE, "expected.csv")
TREE = [row["node"] for row in rows(CASE, "metadata.csv")]


def expected(stage, name=None):
    """(entity, node) → value of *stage*."""
    return {
        (row["unit"], row["node"]): float(row["value"])
        for row in EXPECTED
        if row["stage"] == stage and name in (None, row["node"])
    }


@pytest.fixture(scope="module")
def treated(tmp_path_factory):
    """A workspace with the values that the source normalised, in millionths of its unit."""
    values = (
        (row["unit"], row["period"], row["node"], Decimal(row["value"]) * MILLION) for row in rows(CASE, "inputs.csv")
    )
    return loaded(tmp_path_factory.mktemp("asem"), CASE, values)


@pytest.fixture(scope="module")
def table(treated):
    return league(treated, "asem", "2018")


def found(table, what):
    """(entity, node) → score or rank, the total under its published name."""
    return {
        (entity, {"asem": "Index"}.get(one.id, one.id)): value
        for one in table.nodes
        for entity, value in zip(table.entities, getattr(one, what), strict=True)
    }


def test_the_tree_is_the_published_one(table):
    assert len(table.entities) == 51
    assert sorted({name for _, name in found(table, "scores")}) == sorted(TREE)


@pytest.mark.parametrize(("stage", "count"), [("normalised", 2499), ("score", 561)])
def test_every_score_is_the_published_one(table, stage, count):
    made, published = found(table, "scores"), expected(stage)
    assert len(published) == count
    assert {
        key: (made[key], value)
        for key, value in published.items()
        if not isclose(made[key], value, abs_tol=1e-9, rel_tol=0)
    } == {}


def test_every_rank_is_the_published_one(table):
    made, published = found(table, "ranks"), expected("rank")
    assert len(published) == 559
    assert {key: (made[key], value) for key, value in published.items() if made[key] != value} == {}


def test_effective_weights_are_the_published_ones(table):
    weights = {one.id: one.weight / 100 for one in table.nodes}
    published = [row for row in rows(CASE, "expected_stats.csv") if row["statistic"] == "effective_weight"]
    assert len(published) == 6
    for row in published:
        assert weights[row["node"]] == pytest.approx(float(row["value"]), abs=float(row["tolerance"]))
    assert sum(weights[name] for name in TREE if (table.entities[0], name) in expected("normalised")) == pytest.approx(
        1
    )


def test_ranks_without_each_pillar_move_as_published(treated):
    """The source's table of removed elements; of its noisy weights it prints charts of random draws, and no figures."""
    rule = NoiseRule(draws=10)
    made = robust_ranks(find(treated, scorecard="asem"), QUARTER.parse("2018Q4"), "entity", rule).omissions
    published = {
        row["node"]: (float(row["value"]), float(row["tolerance"]))
        for row in rows(CASE, "expected_stats.csv")
        if row["statistic"] == "leave_one_out_mean_abs_rank_change"
    }
    assert len(published) == 8
    places = {one.id: one.places for one in made}
    assert {name: places[name] for name in published} == {
        name: pytest.approx(value, abs=tolerance) for name, (value, tolerance) in published.items()
    }


def test_missing_values_become_the_mean_of_europe_or_asia_as_published(tmp_path):
    """The raw values over their denominators, with the gaps that the source filled by the mean of the group."""
    raw = {(row["unit"], row["node"]): Decimal(row["value"]) for row in rows(CASE, "inputs_raw.csv")}
    over = {row["node"]: row["denominator"] for row in rows(CASE, "metadata.csv") if row["direction"]}
    values = []
    for (unit, name), value in raw.items():
        below = raw.get((unit, over[name])) if over.get(name) else Decimal(1)
        if name in over and below:
            values.append((unit, "2018", name, value / below * MILLION))
    settings, at = find(loaded(tmp_path, CASE, values), scorecard="asem"), QUARTER.parse("2018Q4")
    kpis = scores.kpis(settings)
    with Store(settings, write=False) as store:
        entities = measure_by(store.engine, kpis.measures, [at], "entity")[0]
    made = {
        (unit, leaf.id): (value / MILLION, seen)
        for leaf, column in zip(kpis.indicators, columns(kpis, at, entities), strict=True)
        for unit, value, seen in zip(entities, column.values, column.observed, strict=True)
    }
    published = expected("imputed")
    assert len(published) == 65
    assert {key for key, (_, seen) in made.items() if not seen} == set(published)
    assert {
        key for key, value in published.items() if not np.isclose(made[key][0], value, atol=1e-9, rtol=1e-9)
    } == set()
