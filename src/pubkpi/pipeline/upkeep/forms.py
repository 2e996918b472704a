"""The forms that a period still needs, written with what is known already."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pubkpi.ingest.registers.open_entries import open_entries, recurring_entries, value_entries
from pubkpi.model.errors import UsageError
from pubkpi.model.facts import BY_NAME
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import MONTH, Period
from pubkpi.model.scores import DEPARTMENT
from pubkpi.model.status import ChecklistItem, DataGap, NeededForm
from pubkpi.model.text import Text
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results.inputs import build_kpi_set
from pubkpi.pipeline.upkeep.state import status
from pubkpi.workspace.files import make_folder
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine

FOLDER = "forms"


def missing_forms(
    settings: Settings, period: Period | None, out: Path | None, *, as_csv: bool
) -> tuple[Period, list[NeededForm]]:
    """The forms that close the gaps of *period*, by default that of the newest data, each written below *out*, by
    default into the folder forms; a file that is there already is left as it is. Raises UsageError without a period.
    """
    now = status(settings, period)
    if now.unplanned:
        raise now.unplanned
    if now.period is None:
        what = Text("还没有数据，不知道是哪个期间", "there are no data, so nobody knows which period is meant")
        raise UsageError("form --missing", what, Text("加 --period 2024Q4。", "Add --period 2024Q4."))
    folder = out or settings.root / FOLDER
    make_folder(folder, private=False)
    with open_engine(settings, remember=False) as engine:
        entities = _scored_entities(engine, build_kpi_set(settings))
        made = [
            _written(engine, name, now.period, pairs, (folder, entities), as_csv=as_csv)
            for name, pairs in _by_form(now.checklist).items()
        ]
    return now.period, made


def _by_form(items: Iterable[ChecklistItem]) -> Mapping[str, list[tuple[ChecklistItem, DataGap]]]:
    """By form the gaps that it closes, each with its indicator."""
    found: dict[str, list[tuple[ChecklistItem, DataGap]]] = {}
    for item in items:
        for gap in item.gaps:
            if gap.source and gap.source.form:
                found.setdefault(gap.source.form, []).append((item, gap))
    return found


def _written(
    engine: "Engine",
    name: str,
    period: Period,
    pairs: Sequence[tuple[ChecklistItem, DataGap]],
    place: tuple[Path, Sequence[str]],
    *,
    as_csv: bool,
) -> NeededForm:
    """The form *name*, written unless it is there, into the folder and for whom *place* says."""
    from pubkpi.ingest.profiles.forms import FormOptions, write

    folder, entities = place
    path = folder / f"{name}_{period}.{'csv' if as_csv else 'xlsx'}"
    labels = tuple(dict.fromkeys(item.label for item, _ in pairs))
    owners = tuple(dict.fromkeys(item.owner for item, _ in pairs if item.owner.zh))
    is_there = any(path.with_suffix(ending).exists() for ending in (".xlsx", ".csv"))
    records = [] if is_there else _records(engine, name, period, [gap for _, gap in pairs], entities)
    if not is_there:
        named = ("、".join(one.zh for one in some) for some in (owners, labels))
        about = "；".join(filter(None, (str(period), *named)))
        write(name, path, FormOptions(as_csv=as_csv, period=period, records=records, about=about))
    return NeededForm(name, path, labels, owners, len(records), is_new=not is_there)


def _scored_entities(engine: "Engine", kpi_set: KpiSet) -> Sequence[str]:
    """Whose values a scorecard is made of: those that it lists, the units that are made of accounts, else the
    department.
    """
    from pubkpi.measure.entities.listing import account_units

    units = sorted({*account_units(engine).values()}) if kpi_set.of_accounts else []
    return kpi_set.entities or units or DEPARTMENT[:1]


def _records(
    engine: "Engine", name: str, period: Period, gaps: Sequence[DataGap], entities: Sequence[str]
) -> list[dict[str, str]]:
    """The rows that the form *name* has already; of values for the *entities*."""
    from pubkpi.ingest.profiles.forms import form

    if name == "values":
        return value_entries(engine, list(dict.fromkeys(gap.measure for gap in gaps)), period, entities)
    fact = BY_NAME[form(name).feeds[0].fact.name]
    undeclared = [one for gap in gaps if gap.kind == "periods" for one in gap.periods]
    months = sorted({month for one in undeclared for month in (one.parts(MONTH) or (one,))})
    return [*open_entries(engine, fact, period.last), *recurring_entries(engine, fact, months)]
