"""Periods that plans call by names of their own, in the cells of forms: 试用期 is read as the days that it means."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.cells.grammar import raw_name
from pubkpi.ingest.cells.query import BETWEEN
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.profiles.profile import Column
from pubkpi.ingest.rows.part import Match, Part
from pubkpi.ingest.rows.reasons import NO_PERIOD, TWO_SPANS
from pubkpi.model.errors import UsageError
from pubkpi.model.periods import Period, own_period, period

# by plan, the days of the periods that it names; asked only where a file has a word that the calendar does not know
PlanSpans = Callable[[], Mapping[str, Mapping[str, tuple[date, date]]]]

_NO_NAME = re.compile(r"[-—]*|null|n/a|nan|[#=].*", re.IGNORECASE | re.DOTALL)
_MOST = 12  # so many names are listed, the near ones first


def no_spans() -> Mapping[str, Mapping[str, tuple[date, date]]]:
    """No plan names any."""
    return {}


def meanings(match: Match, spans: PlanSpans) -> dict[str, str]:
    """What the words mean that stand for periods in *match* and are none of the calendar: the period as it is stored,
    or, as a code of `reasons`, why they mean none. Empty where no plan names any.
    """
    cells = (cell for part in match.parts for one in period_columns(part) for cell in part.cells[one.name])
    words = dict.fromkeys(_plain(cell) for cell in cells if cell)
    strange = [one for one in words if not _NO_NAME.fullmatch(one) and not _is_of_calendar(one)]
    plans = {plan: named for plan, named in spans().items() if named} if strange else {}
    return {one: _meaning(one, plans) for one in strange} if plans else {}


def read(match: Match, settled: Mapping[str, str] | None, spans: PlanSpans) -> tuple[Match, Mapping[str, str]]:
    """*match* with the words that are no period of the calendar read as what they mean, by what is *settled*, else by
    the *spans* of the plans; and what they mean.
    """
    periods = meanings(match, spans) if settled is None else settled
    known = {words: meant for words, meant in periods.items() if not meant.startswith("#")}
    parts = tuple(_read(part, known) for part in match.parts) if known else match.parts
    return replace(match, parts=parts), periods


def tell(engine: Engine, staged: StagedPart, periods: Mapping[str, str]) -> None:
    """Give the rows of *staged* that were rejected for words of *periods* the reason why these mean none."""
    codes = {words: meant for words, meant in periods.items() if meant.startswith("#")}
    for column in period_columns(staged.part) if staged.rejected else ():
        cell = f"regexp_replace({quoted(raw_name(column.name))}, '[\\s\\p{{Z}}]+', '', 'g')"
        raw = f"(select {cell} from {staged.raw} r where r.part = s.part and r.row = s.row)"
        own = f"lambda fault: case when fault = '{column.name}' then $code else fault end"
        told = f"array_to_string(list_transform(string_split(bad, '{BETWEEN}'), {own}), '{BETWEEN}')"
        for words, code in codes.items():
            engine.run(
                f"update {staged.table} s set bad = {told} where part = {staged.number} and bad is not null "
                f"and {raw} = $words",
                words=words,
                code=code.replace(":period:", f":{column.name}:", 1),
            )


def period_columns(part: Part) -> list[Column]:
    """The columns of *part* that a file fills with periods."""
    return [one for one in part.feed.columns if one.kind == "period" and one.name in part.cells]


def _read(part: Part, known: Mapping[str, str]) -> Part:
    read = {
        one.name: [cell and known.get(_plain(cell), cell) for cell in part.cells[one.name]]
        for one in period_columns(part)
    }
    return replace(part, cells={**part.cells, **read})


def _plain(cell: str) -> str:
    return "".join(cell.split())


def _is_of_calendar(words: str) -> bool:
    with suppress(UsageError):
        period(words)
        return True
    return False


def _meaning(words: str, plans: Mapping[str, Mapping[str, tuple[date, date]]]) -> str:
    """The period that *words* name in *plans*, or why there is none."""
    found: dict[Period, str] = {}
    for plan, named in plans.items():
        if meant := own_period(words, named):
            found.setdefault(meant, plan)
    if len(found) == 1:
        return str(next(iter(found)))
    if found:
        return f"{TWO_SPANS}:period:{', '.join(f'{plan} {meant}' for meant, plan in found.items())}"
    names = dict.fromkeys(name for named in plans.values() for name in named)
    near = dict.fromkeys((*get_close_matches(words, names, _MOST), *names))
    return f"{NO_PERIOD}:period:{', '.join([*near][:_MOST])}"
