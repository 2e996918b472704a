"""The rows of grades that are about others than the department: whom, and how many."""

from collections.abc import Iterable, Iterator, Mapping

from pubkpi.engine.query import QueryEngine
from pubkpi.measure.entities.listing import every_name
from pubkpi.measure.entities.subjects import about_department, names_subject
from pubkpi.measure.windows import days
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import DEPARTMENT
from pubkpi.model.text import Text

_FEW = 5


def list_subjects(engine: QueryEngine, measures: Iterable[Measure], periods: Iterable[Period]) -> set[str]:
    """Whom the rows that *measures* take in *periods* are about, besides the department."""
    spans = [(one, period) for one in measures if not names_subject(one) for period in periods]
    return {name for one, period in spans for name, _ in _subjects(engine, one, period)}


def stranger_subjects(engine: QueryEngine, measures: Iterable[Measure], periods: Iterable[Period]) -> Iterator[Finding]:
    """Whom the rows of *measures* are about and nobody knows: their grades count for nobody who stands side by side."""
    listed = list_subjects(engine, measures, periods)
    if strangers := sorted(listed - every_name(engine) if listed else listed):
        named = [*strangers[:_FEW], *["…"] * (len(strangers) > _FEW)]
        what = Text(
            f"评分对象 {'、'.join(named)} 不是账号、单位、平台，也没有填报数，没有计入任何对象",
            f"grades about {', '.join(named)} count for nobody: no account, unit, platform or entity is called so",
        )
        hint = Text(
            "核对评分表里的写法，或写进 accounts.yaml。", "Mend the name in the form, or list it in accounts.yaml."
        )
        yield Finding("measure.other_subject", "warning", "ratings", what, hint)


def subject_findings(engine: QueryEngine, measures: Mapping[str, Measure], period: Period) -> Iterator[Finding]:
    """The rows about others than the department that each of *measures* leaves out in *period*."""
    for one in measures.values():
        if about_department(one) != one and (others := _subjects(engine, one, period)):
            yield _finding(one, period, others)


def _subjects(engine: QueryEngine, measure: Measure, period: Period) -> list[tuple[str, int]]:
    """Who besides the department the rows of *measure* in *period* are about, each with their number."""
    from pubkpi.measure.sql.rows import subject_rows  # the parser of SQL takes a tenth of a second to import

    there = engine.at(measure.fact)
    rows = there.run(subject_rows(MEASURABLE[measure.fact], measure, days(measure, period), there.dialect))
    return [(str(name), count) for name, count in rows if name not in DEPARTMENT]


def _finding(measure: Measure, period: Period, others: list[tuple[str, int]]) -> Finding:
    count, few = sum(number for _, number in others), [name for name, _ in others[:_FEW]]
    more = ["…"] * (len(others) > _FEW)
    what = Text(
        f"{measure.label.zh}：{count} 个评分的对象不是部门，未计入部门：{'、'.join(few + more)}",
        f"{measure.label.en}: grades about others, left out of the department's: {count} ({', '.join(few + more)})",
    )
    hint = Text(
        "评的是部门的，评分对象写 部门；要按别的对象算，在 where 里写 subject，如 subject = '……'。",
        "Write 部门 as 评分对象 of what is about the department; or let where name the subject.",
    )
    return Finding("measure.other_subject", "info", f"{measure.id} {period}", what, hint)
