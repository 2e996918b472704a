"""What makes the values of measures doubtful, whoever shows them: files, registers, numbers of an earlier day."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from pubkpi.database.doubts import doubts
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import QueryEngine
from pubkpi.measure.gaps import gaps
from pubkpi.measure.sql.subject_rows import subject_findings
from pubkpi.measure.stale_accounts import old_numbers
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import Value
from pubkpi.model.text import Text

_FEW = 5


def notices(engine: QueryEngine, measures: Mapping[str, Measure], period: Period, today: date) -> list[Finding]:
    """The findings that belong beside the values of *measures* in *period*."""
    others = subject_findings(engine, measures, period)
    return [*doubts(engine, measures, period, today), *others, *old_numbers(engine, measures, period)]


def absent_accounts(
    engine: Engine, measures: Mapping[str, Measure], values: Mapping[str, Value], period: Period
) -> Iterator[Finding]:
    """Which accounts the *values* of *measures* in *period* lack: none of their rows came, be it of that period or of
    any before it. An account that has only older rows of a closing number is told with its last day elsewhere.
    """
    for name, one in measures.items():
        value = values.get(name)
        if value is None or value.typed or value.coverage is None or value.coverage >= 1 or not _is_by_days(one):
            continue
        fact = MEASURABLE[one.fact]
        found = [(gap.platform, gap.account) for gap in gaps(engine, one, period, period.last + timedelta(1))
                 if gap.kind in ("days", "closing") and gap.account]  # fmt: skip
        known = f"select distinct platform, account from {fact.name} where {fact.day} <= $last"  # noqa: S608
        there = {*engine.at(fact.name).run(known, last=period.last)} if found else set()
        if absent := [f"{platform}/{account}" for platform, account in found if (platform, account) not in there]:
            yield _finding(one, period, absent)


def _finding(measure: Measure, period: Period, absent: list[str]) -> Finding:
    few, more = absent[:_FEW], ["…"] * (len(absent) > _FEW)
    message = Text(
        f"{measure.label.zh}：{period} 缺 {len(absent)} 个账号的数据：{'、'.join(few + more)}",
        f"{measure.label.en}: {period} has no data of {len(absent)} account(s): {', '.join(few + more)}",
    )
    opened = f"pubkpi accounts add {absent[0].partition('/')[2]} --opened-on"
    hint = Text(
        f"导出后用 pubkpi ingest 导入；那时还没有开通的，写上开通日期：{opened} 日期；"
        "不再使用的账号从 accounts.yaml 里去掉。",
        f"Export and ingest them; of one that was opened later say when: {opened} DAY; "
        "an account that is not used any more goes from accounts.yaml.",
    )
    return Finding("measure.absent_account", "warning", f"{measure.id} {period}", message, hint)


def _is_by_days(measure: Measure) -> bool:
    """Whether *measure* is of a fact and lacks days of accounts, if anything."""
    by = measure.coverage.by if measure.coverage else ""
    return bool(measure.fact) and (measure.type == "last" or by == "days")
