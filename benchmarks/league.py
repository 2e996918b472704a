"""How long a league table takes: many accounts by ten indicators, from the database to the ranks.

The rows are made in a scratch database; what is timed is what `pubkpi score --by account` does between start-up and
output. Every eleventh account lacks days, so that its followers are missing with a reason. With --workspace a workspace
with these rows and the same scorecard is made instead, in which `pubkpi score --by account -q 2024Q1` can be measured.
"""

import argparse
import json
import resource
import tempfile
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from pubkpi.database import schema, tables
from pubkpi.engine.duckdb import DuckDB
from pubkpi.engine.interface import Engine
from pubkpi.explain.ranks import rank_robustness
from pubkpi.measure.run import measure_by
from pubkpi.model.explanations.robustness import NoiseRule
from pubkpi.model.facts import BY_NAME
from pubkpi.model.kpis import Dimension, Indicator, KpiSet
from pubkpi.model.kpis.grade_rules import Baseline
from pubkpi.model.kpis.measures import CoverageRule, Measure
from pubkpi.model.periods import QUARTER
from pubkpi.model.text import same
from pubkpi.pipeline.open import open_store
from pubkpi.score.league import league
from pubkpi.specs.build import build
from pubkpi.workspace import layout
from pubkpi.workspace.settings import find

QUARTER = QUARTER.of(2024, 1)
COUNTS = ("like_count", "comment_count", "share_count", "favourite_count", "view_count", "impression_count")
ROWS = f"""
select 'wechat' as platform, 'a' || a as account,
    date '2024-01-01' + cast(30 * d as integer) as day,
    {", ".join(f"(a * {7919 + i} + d * 31) % {900 + i} as {name}" for i, name in enumerate(COUNTS))}
from range($accounts) t(a), range(3) u(d)
"""
FOLLOWERS = """
select 'wechat' as platform, 'a' || a as account,
    if(a % 11 = 0, date '2024-01-05', date '2024-03-30') as day, 1000 + a % 7000 as total_count, a % 90 as new_count
from range($accounts) t(a)
"""


def _measure(name: str, **changes: object) -> Measure:
    told = same(name)
    made = Measure(
        id=name,
        label=told,
        definition=told,
        formula=told,
        unit="count",
        source=told,
        type="sum",
        at="bench",
        fact="account_content_daily",
        expr=name,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of any kind


def scorecard() -> KpiSet:
    """Ten indicators of the same weight: five sums, two ratios, followers, their growth, a formula."""
    accounts = CoverageRule("accounts", Fraction(1))
    measures = [
        *(_measure(name) for name in COUNTS),
        _measure("liked", type="ratio", expr="like_count", denominator="view_count"),
        _measure("seen", type="ratio", expr="view_count", denominator="impression_count"),
        _measure("followers", type="last", fact="account_daily", expr="total_count", max_age_days=7, coverage=accounts),
        _measure("joined", fact="account_daily", expr="new_count"),
        _measure("active", type="derived", fact="", expr="(comment_count + 2 * share_count) / followers"),
        _measure("grown", type="growth", fact="", of=("followers",), fixed=Fraction(3000)),
    ]
    scored = [one for one in measures if one.id not in COUNTS[-2:]]
    leaves = tuple(
        Indicator(
            id=one.id,
            label=one.label,
            weight=Fraction(10),
            measure=one.id,
            direction="up",
            method="minmax",
            baseline=Baseline(Fraction(0)),
            targets=(),
            at="bench",
        )
        for one in scored
    )
    shipped = build(Path(__file__).resolve().parents[1] / "kpi_specs", "department_2024")
    whole = Dimension("whole", same("whole"), Fraction(100), leaves)
    return replace(shipped, dimensions=(whole,), measures={one.id: one for one in measures}, rank_decimals=1)


def main(accounts: int) -> None:
    """Print the lines of docs/benchmarks.md."""
    kpis = scorecard()
    with tempfile.TemporaryDirectory(prefix="pubkpi-bench-") as folder:
        engine = DuckDB(Path(folder) / "bench.duckdb")
        schema.create(engine)
        _fill(engine, accounts)
        before, began = _megabytes(), time.perf_counter()
        found, _ = measure_by(engine, kpis.measures, [QUARTER], "account")
        asked = time.perf_counter()
        table = league(kpis, QUARTER, found, "account")
        done = time.perf_counter()
        firm = rank_robustness(kpis, QUARTER, found, NoiseRule(), "account")
        firm_done = time.perf_counter()
        engine.close()
    ranked = sum(rank is not None for rank in table.nodes[0].ranks)
    print(
        f"| {accounts:,} accounts by {len(kpis.indicators)} indicators, {ranked:,} ranked | "
        f"queries {asked - began:.1f} s, columns, scores and ranks {done - asked:.1f} s | {done - began:.1f} s | "
        f"peak memory {_megabytes():,.0f} MB, {before:,.0f} before |"
    )
    took = firm_done - done
    print(f"| how firm their ranks are and what each lacks, {firm.rule.draws:,} draws of weights | | {took:.1f} s | |")


def _fill(engine: Engine, accounts: int) -> None:
    for name, query in (("account_content_daily", ROWS), ("account_daily", FOLLOWERS)):
        params = {"accounts": accounts}
        names = [column for column, *_ in engine.run(f"describe {query}", **params)]
        tables.widen(engine, BY_NAME[name], [column.name for column in BY_NAME[name].stored])
        tables.add(engine, BY_NAME[name], query, names, params=params)


def _written(one: Measure) -> dict[str, object]:
    """The measure as a spec has it."""
    words = {"label": one.id, "definition": one.id, "formula": one.id, "unit": "count", "tier": "output"}
    told = {name: getattr(one, name) for name in ("type", "fact", "expr", "denominator", "max_age_days")}
    coverage = {"by": one.coverage.by, "min": 1} if one.coverage else None
    growth = {"of": one.of[0], "fixed": 3000, "for_all": True, "expr": ""} if one.type == "growth" else {}
    return {name: it for name, it in (words | {"source": "bench", "coverage": coverage} | told | growth).items() if it}


def workspace(folder: Path, accounts: int) -> None:
    """A new workspace in *folder* with the rows of *accounts* and the scorecard `bench`."""
    kpis = scorecard()
    layout.make(folder)
    leaves = [
        {"id": one.id, "label": one.id, "weight": 10, "measure": one.measure, "direction": "up", "method": "minmax"}
        for one in kpis.indicators
    ]
    spec = {
        "id": "bench",
        "label": "bench",
        "audience": "internal",
        "valid": ["2024Q1", "2024Q4"],
        "missing": {"policy": "reweight", "min_weight_coverage": 0.7},
        "bands": [{"id": "high", "label": "high", "at_least": 60}, {"id": "low", "label": "low", "at_least": 0}],
        "lights": {"green": 90, "yellow": 60},
        "dimensions": [{"id": "whole", "label": "whole", "weight": 100, "indicators": leaves}],
        "measures": {name: _written(one) for name, one in kpis.measures.items()},
    }
    (folder / "kpi_specs" / "bench.yaml").write_text(json.dumps(spec, indent=1), encoding="utf-8")
    with open_store(find(folder), write=True) as store:
        _fill(store.engine, accounts)


def _megabytes() -> float:
    """The peak memory of the process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--accounts", type=int, default=100_000)
    options.add_argument("--workspace", type=Path, metavar="DIR", help="make a workspace there, and measure nothing")
    asked = options.parse_args()
    if asked.workspace:
        workspace(asked.workspace, asked.accounts)
    else:
        main(asked.accounts)
