"""The canonical facts: what one row is, its columns with type, unit and meaning; declared here once.

The database's tables, the check of export profiles and specs, and the reference page derive from this list.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pubkpi.model.facts.fact import KINDS, Column, Fact
from pubkpi.model.facts.forms import FORM_FACTS
from pubkpi.model.facts.platforms import PLATFORM_FACTS

__all__ = ["BY_NAME", "FACTS", "KINDS", "Column", "Fact"]

FACTS: tuple[Fact, ...] = (*PLATFORM_FACTS, *FORM_FACTS)
BY_NAME: Mapping[str, Fact] = MappingProxyType({fact.name: fact for fact in FACTS})
