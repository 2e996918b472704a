"""Who opens the database of a workspace: a command that changes it, or one that only asks."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from pubkpi.model.errors import DataError, PubkpiError
from pubkpi.model.findings import Finding
from pubkpi.model.periods import Period, day
from pubkpi.model.text import Text
from pubkpi.workspace.journal import LOADING
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.database.lakehouse.mapped_facts import MappedFacts
    from pubkpi.engine.interface import Engine
    from pubkpi.engine.query import FactEngine
    from pubkpi.ingest.history.store import Store
    from pubkpi.model.kpis.amounts import Shape

_TOKEN = "PUBKPI_SPARK_TOKEN"  # noqa: S105  # the name of the variable
_shared: ContextVar["tuple[Settings, Engine] | None"] = ContextVar("shared", default=None)


def open_store(settings: Settings, *, write: bool, measures: Mapping[str, "Shape"] | None = None) -> "Store":
    """The state of the workspace, which names the measures that move when the rules of reading have changed."""
    from pubkpi.ingest.history.store import Store
    from pubkpi.pipeline.plans.own_periods import plan_spans

    compare, spans = partial(_moved_measures, settings), partial(plan_spans, settings)
    return Store(settings, write=write, compare=compare, measures=measures, spans=spans)


def _moved_measures(settings: Settings, old: "Engine", new: "Engine", periods: Sequence[Period]) -> list[Finding]:
    """The measures that have another value in the *new* database: those of all scorecards, else of the chosen one."""
    from pubkpi.measure.changes import changed_values
    from pubkpi.specs.build import measures_of_all

    for measures in measures_of_all(settings.specs, settings.scorecard):
        with suppress(PubkpiError):  # what is wrong in a measure is for `check` to say
            return changed_values(old, new, measures, periods)
    return []


def state_on(settings: Settings, words: str | None) -> Settings:
    """The workspace as it was known when the day of these *words* was over, or as it is without any; DataError when
    nothing was loaded by then.
    """
    if not words:
        return settings
    last = day(words)
    entries = Record(settings.state).entries()
    later = (i for i, one in enumerate(entries) if date.fromisoformat(str(one.data["at"])[:10]) > last)
    upto = next(later, len(entries))
    if not upto:
        what = Text(f"{last} 那天还没有导入任何文件", f"nothing was loaded by {last}")
        raise DataError("--known-on", what)
    return replace(settings, upto=upto)


def _lies_back(settings: Settings) -> bool:
    """Whether files were loaded or taken out since the lines of the journal that count, so that the database of now
    does not do.
    """
    if settings.upto is None:
        return False
    entries = Record(settings.state).entries()
    return settings.data is not None or any(one.action in LOADING for one in entries[settings.upto :])


@contextmanager
def open_engine(settings: Settings, *, remember: bool = True) -> Iterator["Engine"]:
    """The database, only to be asked; what is compiled for that may be remembered."""
    from pubkpi.database import ledger
    from pubkpi.database.open import open_current
    from pubkpi.measure.cache import remembering

    shared = _shared.get()
    if shared and shared[0] == settings:
        yield shared[1]
        return
    with ExitStack() as held:
        engine = None if _lies_back(settings) else open_current(settings)
        if engine:
            held.callback(engine.close)
        else:
            engine = held.enter_context(open_store(settings, write=False)).engine
            ledger.check_tables(engine)
        if settings.facts:
            engine.elsewhere = held.enter_context(_facts_elsewhere(settings, engine))
        if remember:
            held.enter_context(remembering(settings.compiled))
        yield engine


@contextmanager
def share_engine(settings: Settings) -> Iterator[None]:
    """While it lasts, whoever opens the database of *settings* has the same one: one of the past takes long to make."""
    with open_engine(settings) as engine:
        before = _shared.set((settings, engine))
        try:
            yield
        finally:
            _shared.reset(before)


@contextmanager
def _facts_elsewhere(settings: Settings, engine: "Engine") -> Iterator["MappedFacts"]:
    """The facts that lie outside of the workspace; on a cluster, with a token of the environment if it asks for one."""
    from pubkpi.database.lakehouse.mapped_facts import MappedFacts

    with closing(_fact_engine(settings)) as there:
        yield MappedFacts(engine, there, settings.facts)


def _fact_engine(settings: Settings) -> "FactEngine":
    if not settings.measures:
        from pubkpi.engine.parquet import ParquetFiles

        return ParquetFiles(threads=settings.threads)
    from pubkpi.engine.spark import Spark

    return Spark(settings.measures, os.environ.get(_TOKEN, ""))
