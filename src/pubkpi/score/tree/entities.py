"""Which of the entities a scorecard lists, and which of those it ranks."""

from collections.abc import Collection

import numpy as np

from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.scores import Value
from pubkpi.model.text import Text
from pubkpi.score.indicators.curves import Flags, Floats
from pubkpi.score.tree.columns import Entities, ValueTable, value_table


class ListedEntities:
    """Some of the entities of a table."""

    def __init__(self, side: ValueTable, names: Collection[str]) -> None:
        self._side, self._which = side, np.array([name in names for name in side.names], dtype=bool)
        self.names = tuple(name for name in side.names if name in names)

    def column(self, measure: str, period: Period) -> tuple[Floats, Flags]:
        """The values of those entities, NaN where missing, and where the measure applies."""
        values, applies = self._side.column(measure, period)
        return values[self._which], applies[self._which]

    def open(self, measure: str, period: Period) -> tuple[Flags, Flags]:
        """Where the true values may be greater, and where smaller."""
        up, down = self._side.open(measure, period)
        return up[self._which], down[self._which]

    def value(self, entity: str, measure: str, period: Period) -> Value | None:
        """One value with its reason; None of a quarter that was not measured."""
        return self._side.value(entity, measure, period)

    def missing(self, entity: str, measure: str, period: Period) -> tuple[bool, Text | None]:
        """Whether a measure applies to an entity, and why there is no value."""
        return self._side.missing(entity, measure, period)


def league_table(kpis: KpiSet, entities: Entities) -> ValueTable:
    """Those of *entities* that *kpis* list; all where they list none of these, such as accounts where it is units."""
    side = value_table(entities)
    names = {*kpis.entities} & {*side.names}
    return ListedEntities(side, names) if names and len(names) < len(side.names) else side


def ranking_table(kpis: KpiSet, entities: Entities) -> ValueTable:
    """Those that are listed and have a rank."""
    side = league_table(kpis, entities)
    names = {*side.names} - {*kpis.unranked}
    return ListedEntities(side, names) if len(names) < len(side.names) else side
