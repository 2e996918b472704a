"""kpi_specs/<scorecard>.yaml → the KPI set."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

from pubkpi.model.errors import ErrorList, PubkpiError, UsageError, no_plan
from pubkpi.model.kpis import Dimension, KpiSet
from pubkpi.model.kpis.entity_class import relative_of_class
from pubkpi.model.kpis.grade_rules import ClassRule
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.kpis.schedule import scored_periods
from pubkpi.model.kpis.versions import with_trees
from pubkpi.model.log import Log
from pubkpi.model.periods import QUARTER, YEAR, Period
from pubkpi.model.text import Text, choices_hint
from pubkpi.specs import measures, rules
from pubkpi.specs.scorecard import ScorecardFile
from pubkpi.workspace.starter import starter
from pubkpi.workspace.yaml import language

_LOG = Log("specs")


def build(folder: Path, scorecard: str) -> KpiSet:
    """The scorecard *scorecard* of the specs in *folder*, checked; SpecError or UsageError otherwise."""
    kpis = read(folder, scorecard)
    rules.check(kpis)
    _LOG.debug("%s: %s indicators, %s measures", folder / scorecard, len(kpis.indicators), len(kpis.measures))
    return with_trees(kpis, partial(_in_points_by_class, tuple(kpis.classes))) if kpis.relative else kpis


def scorecard_ids(folder: Path) -> list[str]:
    """The scorecards of the specs in *folder*."""
    return sorted(file.stem for file in folder.glob("*.yaml"))


def own_scorecards(folder: Path) -> list[str]:
    """Those of them that pubkpi does not bring along."""
    shipped = scorecard_ids(starter("kpi_specs"))
    return [name for name in scorecard_ids(folder) if name not in shipped]


def read(folder: Path, scorecard: str, shared: Mapping[str, Measure] | None = None) -> KpiSet:
    """The same as it is written: with relative weights as they stand, and nothing checked but its words; DataError
    where no scorecard is named.

    *shared* are the measures of the folder, if they were read already.
    """
    if not scorecard:
        raise no_plan(own_scorecards(folder))
    path = folder / f"{scorecard}.yaml"
    known = scorecard_ids(folder)
    if scorecard not in known:
        what = Text(f"没有名为 {scorecard} 的考核表", f"there is no scorecard {scorecard}")
        # who asks for an index without its version is told which ones there are, not one chosen for them
        versions = [name for name in known if name.startswith(f"{scorecard}-")]
        raise UsageError(str(folder), what, choices_hint(versions or known))
    problems = ErrorList()
    with problems:
        shared = measures.read(folder / "measures") if shared is None else shared
    with problems:
        card: ScorecardFile = language.load(ScorecardFile, path)
        own = measures.joined(shared or {}, card.own_measures)
        own = measures.joined(own, {key: one for key, (one, _) in card.inline_measures.items()})
    problems.refuse()
    return card.kpis(own)


def measures_of_all(folder: Path, scorecard: str) -> Iterator[Mapping[str, Measure]]:
    """The measures of all scorecards in *folder* that can be read, then those of *scorecard* alone, should one of the
    others be wrong.
    """
    lots = []
    for name in dict.fromkeys((scorecard, *scorecard_ids(folder))):
        with suppress(PubkpiError):
            lots.append(read(folder, name).measures)
    yield {key: one for lot in reversed(lots) for key, one in lot.items()}
    yield from lots[:1]


def within(kpis: KpiSet, period: Period, folder: Path | None = None) -> KpiSet:
    """*kpis* as they are in force in *period*, when they score it; UsageError otherwise, which names the only other
    plan of the *folder* that does.
    """
    first, last = kpis.valid
    if period in scored_periods(kpis, period):
        return kpis.in_force(period)
    what = Text(f"考核表 {kpis.id} 只考核 {first} 至 {last}", f"{kpis.id} scores {first} to {last} only")
    others = [name for name in _plans(folder, kpis.id) if _scores(folder, name, period)] if folder else []
    if len(others) == 1:
        zh = f"{others[0]} 考核这个期间：加 --scorecard {others[0]}；以后都用它：pubkpi plan new {others[0]} --use。"
        en = f"{others[0]} does: add --scorecard {others[0]}; from now on: pubkpi plan new {others[0]} --use."
        raise UsageError(str(period), what, Text(zh, en))
    call = f"pubkpi measures --{period.kind.name if period.kind in (QUARTER, YEAR) else 'period'} {period}"
    raise UsageError(str(period), what, Text(f"只看数值用 {call}。", f"For the values alone: {call}."))


def _plans(folder: Path, scorecard: str) -> list[str]:
    """The scorecards in *folder* that do not ship, and those that are called as *scorecard* but for the year: those
    that ship are examples, and indices that score any period.
    """
    shipped, series = scorecard_ids(starter("kpi_specs")), re.sub(r"\d+", "", scorecard)
    return [one for one in scorecard_ids(folder) if one not in shipped or re.sub(r"\d+", "", one) == series]


def _scores(folder: Path, scorecard: str, period: Period) -> bool:
    """Whether *scorecard* can be read, and scores *period*."""
    with suppress(PubkpiError):
        return period in scored_periods(read(folder, scorecard), period)
    return False


def _in_points_by_class(classes: tuple[str, ...], nodes: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
    """The *nodes* with their relative weights as parts of 100, and beside these those of each of the *classes*."""
    made, whole = _in_points(nodes, Fraction(100)), Fraction(100)
    for name in classes:
        theirs = _in_points(tuple(relative_of_class(one, name) for one in nodes), whole)
        weights = {leaf.id: leaf.weight for one in theirs for leaf in one.indicators}
        made = tuple(_with_class(one, name, weights) for one in made)
    return made


def _with_class(node: Dimension, name: str, weights: Mapping[str, Fraction]) -> Dimension:
    """*node* with the *weights* of the class *name* at its leaves."""
    leaves = tuple(
        replace(
            leaf,
            by_class={**leaf.by_class, name: leaf.by_class.get(name, ClassRule())._replace(weight=weights[leaf.id])},
        )
        for leaf in node.leaves
    )
    return replace(node, leaves=leaves, dimensions=tuple(_with_class(one, name, weights) for one in node.dimensions))


def _in_points(nodes: tuple[Dimension, ...], whole: Fraction) -> tuple[Dimension, ...]:
    """The *nodes* with their relative weights as parts of *whole*, down to the leaves."""
    total = sum((node.weight for node in nodes), Fraction(0))
    made = []
    for node in nodes:
        mine = whole * node.weight / total if total else Fraction(0)
        among = sum((leaf.weight for leaf in node.leaves), Fraction(0))
        leaves = tuple(
            replace(leaf, weight=mine * leaf.weight / among if among else Fraction(0)) for leaf in node.leaves
        )
        made.append(replace(node, weight=mine, leaves=leaves, dimensions=_in_points(node.dimensions, mine)))
    return tuple(made)
