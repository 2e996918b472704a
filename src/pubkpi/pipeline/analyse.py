"""The analyses of a period, by the facts of the workspace and the rules in its analyses.yaml."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from pubkpi.model.errors import DataError, no_data
from pubkpi.model.explanations.analyses import Analysis, AnalysisRules
from pubkpi.model.periods import Period
from pubkpi.model.text import Text
from pubkpi.pipeline.open import open_engine
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine

RULES = "analyses.yaml"


def analysis(settings: Settings, name: str, period: Period, by: str | None = None) -> Analysis:
    """The analysis called *name* of *period*; DataError when nothing of it was loaded, UsageError for another name."""
    from pubkpi.analyse.request import AnalysisRequest
    from pubkpi.analyse.run import kind_of
    from pubkpi.database import ledger

    kind, group = kind_of(name, by)
    rules = read_rules(settings)
    with open_engine(settings, remember=False) as engine:
        is_nil = bool(kind.register) and ledger.is_declared(engine, kind.register, period)
        has_open = kind.has_open_entries and period.first <= settings.clock().date()
        if not is_nil and not has_open and not ledger.has_rows(engine, period):
            raise no_data(str(period), period.kind.nouns.that)
        result = kind.make(AnalysisRequest(engine, period, group, rules, settings.clock()))
    if result.rows or result.sentences:
        return result
    label = result.label
    if is_nil:
        raise DataError(str(period), Text(f"“{label.zh}”已声明本期无", f"{label.en}: declared to be none"))
    nothing = Text(f"没有“{label.zh}”要用的数据", f"there is no data for this analysis ({label.en})")
    raise DataError(str(period), next(iter(result.notes), nothing), kind.remedy)


def analyses(
    rules: AnalysisRules, engine: "Engine", period: Period, now: datetime, names: Collection[str] = ()
) -> tuple[Analysis, ...]:
    """Those of the analyses *names*, by default all, that have data of *period*, as they stand at the moment *now*."""
    from pubkpi.analyse import run
    from pubkpi.analyse.request import AnalysisRequest

    return run.analyses(AnalysisRequest(engine, period, "", rules, now), names or run.ANALYSES)


def read_rules(settings: Settings) -> AnalysisRules:
    """What analyses.yaml says, or the defaults; SpecError names file, line and column."""
    from pubkpi.workspace.yaml import language

    path = settings.root / RULES
    return language.load(AnalysisRules, path) if path.is_file() else AnalysisRules()


def rules_text(settings: Settings) -> dict[str, str]:
    """The words of analyses.yaml, by its name; empty without one."""
    path = settings.root / RULES
    return {RULES: path.read_bytes().decode(errors="surrogateescape")} if path.is_file() else {}
