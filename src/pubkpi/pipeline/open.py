"""Who opens the database of a workspace: a command that changes it, or one that only asks."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from pubkpi.model.errors import PubkpiError
from pubkpi.model.findings import Finding
from pubkpi.model.periods import Period
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine
    from pubkpi.ingest.history.store import Store
    from pubkpi.model.kpis.amounts import Shape


def open_store(settings: Settings, *, write: bool, measures: Mapping[str, "Shape"] | None = None) -> "Store":
    """The state of the workspace, which names the measures that move when the rules of reading have changed."""
    from pubkpi.ingest.history.store import Store

    return Store(settings, write=write, compare=partial(_moved_measures, settings), measures=measures)


def _moved_measures(settings: Settings, old: "Engine", new: "Engine", periods: Sequence[Period]) -> list[Finding]:
    """The measures that have another value in the *new* database: those of all scorecards, else of the chosen one."""
    from pubkpi.measure.changes import changed_values
    from pubkpi.specs.build import measures_of_all

    for measures in measures_of_all(settings.specs, settings.scorecard):
        with suppress(PubkpiError):  # what is wrong in a measure is for `check` to say
            return changed_values(old, new, measures, periods)
    return []


@contextmanager
def open_engine(settings: Settings, *, remember: bool = True) -> Iterator["Engine"]:
    """The database, only to be asked; what is compiled for that may be remembered."""
    from pubkpi.database import ledger
    from pubkpi.database.open import open_current
    from pubkpi.measure.cache import remembering

    with ExitStack() as held:
        engine = open_current(settings) if settings.upto is None else None
        if engine:
            held.callback(engine.close)
        else:
            engine = held.enter_context(open_store(settings, write=False)).engine
            ledger.check_tables(engine)
        if remember:
            held.enter_context(remembering(settings.compiled))
        yield engine
