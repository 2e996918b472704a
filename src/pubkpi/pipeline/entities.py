"""Which entity of a league a user means."""

from typing import TYPE_CHECKING

from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text, choices_hint

if TYPE_CHECKING:
    from pubkpi.measure.entities.entity_values import EntityValues

_MOST = 20


def find_entity(values: "EntityValues", name: str) -> str:
    """The one of the entities that *name* means: its own name, or that of an account without its platform."""
    meant = [one for one in values if name in (one, one.partition("/")[2])]
    if name in values.place or len(meant) == 1:
        return name if name in values.place else meant[0]
    if meant:
        what = Text(f"“{name}”可指多个对象", f"{name!r} may mean several")
        raise UsageError("--entity", what, choices_hint(meant))
    what = Text(f"没有这个对象：{name}", f"there is no such entity: {name}")
    raise UsageError("--entity", what, choices_hint([*values][:_MOST], name))
