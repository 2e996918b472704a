"""What a new form has already: entries of earlier ones that are still open, and subjects that recur."""

from collections.abc import Sequence
from datetime import date

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.model.facts import ENTRY, ENTRY_NO, Fact
from pubkpi.model.periods import QUARTER, Period
from pubkpi.model.scores import DEPARTMENT

Record = dict[str, str]  # the cells of a row, by the names of their columns


def open_entries(engine: Engine, fact: Fact, last: date) -> list[Record]:
    """The entries of *fact* up to the day *last* that nobody has closed yet, by their day."""
    if not fact.open:
        return []
    names = [one.name for one in fact.columns if one.name not in (ENTRY, ENTRY_NO)]
    listed, day = ", ".join(map(quoted, names)), quoted(fact.day)
    blank = " and ".join(f"{quoted(name)} is null" for name in fact.open)
    rows = engine.run(
        f"select {listed} from {quoted(fact.name)} where {blank} and {day} <= $last order by {day}, file_id, row",
        last=last,
    )
    return [{name: _words(value) for name, value in zip(names, row, strict=True)} for row in rows]


def recurring_entries(engine: Engine, fact: Fact, months: Sequence[Period]) -> list[Record]:
    """Of a fact that is observed by the day, a row for the last day of each of *months* and each subject of the newest
    quarter before them, with who filled it in; its numbers are left open.
    """
    if fact.day != "day" or not months:
        return []
    newest = f"select max(day) from {quoted(fact.name)} where day < $first"
    ((last,),) = engine.run(newest, first=months[0].first)
    if last is None:
        return []
    subject = [name for name in fact.named if name != fact.day]
    listed, quarter = ", ".join(map(quoted, subject)), QUARTER.at(last)
    rows = engine.run(
        f"select {listed}, arg_max(reported_by, day) from {quoted(fact.name)} where day between $first and $last "
        f"group by {listed} order by {listed}",
        first=quarter.first,
        last=last,
    )
    names = (*subject, "reported_by")
    return [
        {"day": month.last.isoformat(), **{name: _words(value) for name, value in zip(names, row, strict=True)}}
        for month in months
        for row in rows
    ]


def value_entries(
    engine: Engine, measures: Sequence[str], period: Period, owners: Sequence[str] = DEPARTMENT[:1]
) -> list[Record]:
    """A row for the value in *period* of each of *measures* that one of the *owners* has not, with the source of the
    newest one and who filled it in.
    """
    names = {name: DEPARTMENT if name in DEPARTMENT else (name,) for name in owners}
    rows = engine.run(
        "select entity, measure, arg_max(source, period), arg_max(reported_by, period), "
        "bool_or(period = $period and value is not null) from measure_value where list_contains($names, entity) "
        "group by all",
        names=[one for some in names.values() for one in some],
        period=str(period),
    )
    newest = {(entity, name): (_words(source), _words(by)) for entity, name, source, by, _ in rows}
    there = {(entity, name) for entity, name, _, _, is_there in rows if is_there}
    return [
        {"entity": name, "period": str(period), "measure": measure}
        | dict(
            zip(
                ("source", "reported_by"),
                next((newest[one, measure] for one in called if (one, measure) in newest), ("", "")),
                strict=True,
            )
        )
        for name, called in names.items()
        for measure in measures
        if not any((one, measure) in there for one in called)
    ]


def _words(value: object) -> str:
    """*value* as a form stores it."""
    if isinstance(value, bool):
        return str(int(value))
    return "" if value is None else str(value)
