"""Measures looked through before anything is measured: what their expressions hold, and what they are made of."""

from collections.abc import Collection, Iterator, Mapping

from pubkpi.measure.expressions.ceilings import doubts
from pubkpi.measure.sql.compile import compiled
from pubkpi.measure.values import derive
from pubkpi.model.errors import SpecError
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import QUARTER

_ANY = (QUARTER.of(2000),)  # what an expression holds does not depend on it


def check(measures: Mapping[str, Measure], names: Collection[str] | None = None) -> Iterator[Finding]:
    """One error for each of those *names* (all) among *measures* that cannot be measured; for loops only the first.

    Of the others, doubts about numbers of which only the least may be known.
    """
    whole = True
    for one in map(measures.__getitem__, measures if names is None else names):
        try:
            if one.fact:
                compiled(MEASURABLE[one.fact], [one], _ANY)
                yield from doubts(one)
            else:
                derive.parts_of(one, measures)
        except SpecError as problem:
            whole = False
            yield _finding(problem)
    if whole:
        try:
            derive.comparison_periods(measures, ())
        except SpecError as problem:
            yield _finding(problem)


def _finding(problem: SpecError) -> Finding:
    return Finding("check.expressions", "error", problem.where, problem.what, problem.hint)
