"""What is known of entities that stand side by side, before any value is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pubkpi.measure.entities.entries import EntityEntries
from pubkpi.measure.entities.sums import QuerySums
from pubkpi.measure.values.coverage import Declared
from pubkpi.measure.values.evaluate import RowExplainer
from pubkpi.model.periods import Period
from pubkpi.model.scores import Value
from pubkpi.model.text import Text


@dataclass(frozen=True, slots=True)
class EntityInputs:
    """What is known of the entities: the sums behind each measure, the nil declarations, what was entered for whom,
    and by the platforms that an entity is on the measures that are not counted for it, and why; these *apply* to it
    all the same where they could have been entered. Those *foreign* to all of them hold a number of the department.
    *closed* has by entity what stands of closed periods, *own_nil* what it declared besides what is *nil* of all;
    *uncounted* says of one entity's rows that none counts.
    """

    sums: Mapping[str, QuerySums]
    nil: Declared
    entered: EntityEntries
    outside: Mapping[frozenset[str], Mapping[str, Text]]
    foreign: Mapping[str, Text] = field(default_factory=dict)
    apply: bool = False
    closed: Mapping[str, Mapping[Period, Mapping[str, Value]]] = field(default_factory=dict)
    own_nil: Mapping[str, Declared] = field(default_factory=dict)
    uncounted: RowExplainer = lambda *_: None

    def nil_of(self, entity: str) -> Declared:
        """The nil declarations that hold for *entity*."""
        own = self.own_nil.get(entity)
        if not own:
            return self.nil
        return {name: [*self.nil.get(name, ()), *own.get(name, ())] for name in {*self.nil, *own}}
