"""What cannot be scored when there is one department and nobody beside it."""

from pubkpi.model.errors import SpecError
from pubkpi.model.kpis import KpiSet
from pubkpi.model.text import Text


def refuse_alone(kpis: KpiSet) -> None:
    """Raise SpecError where an indicator can only be scored among several entities."""
    for leaf in kpis.indicators:
        if leaf.method == "minmax" or leaf.missing.policy == "group_mean":
            word = leaf.method if leaf.method == "minmax" else leaf.missing.policy
            what = Text(f"{word} 只在多个对象之间才有意义", f"{word} means something among several entities only")
            hint = Text("用 pubkpi score --by entity。", "Use pubkpi score --by entity.")
            raise SpecError(leaf.at, what, hint)
