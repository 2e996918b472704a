"""Which entity of a league a user means, and why none has a value."""

from typing import TYPE_CHECKING

from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.text import Text, choices_hint

if TYPE_CHECKING:
    from pubkpi.measure.entities.entity_values import EntityValues

_MOST, _FEW = 20, 3
_ENTER = Text(
    "导入这一期的文件，或用 pubkpi form values 填报。",
    "Load the files of that period, or enter values: pubkpi form values.",
)


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


def no_values(kpis: KpiSet, period: Period, by: str, values: "EntityValues") -> DataError:
    """That nobody has any of the *values* that *kpis* score in *period*, and why not, as of the first entity."""
    label = {key: kpis.measures[key].label for key in kpis.scored_measures}
    first = next(iter(values), None)
    reasons = {key: values.missing(first, key, period)[1] for key in label} if first else {}
    said = [(label[key], reason) for key, reason in reasons.items() if reason][:_FEW]
    what = Text(
        "谁都没有数值" + "".join(f"；{name.zh}：{reason.zh}" for name, reason in said),
        "nobody has a value" + "".join(f"; {name.en}: {reason.en}" for name, reason in said),
    )
    return DataError(f"{period} --by {by}", what, _ENTER)
