"""What makes numbers doubtful: files that are read otherwise now, and registers that are not in order."""

from collections.abc import Iterator, Mapping

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest import reread
from pubkpi.ingest.state import OPEN
from pubkpi.model.facts import BY_NAME, Fact
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import Measure
from pubkpi.model.periods import Quarter
from pubkpi.model.text import Text


def doubts(engine: Engine, measures: Mapping[str, Measure], period: Quarter) -> Iterator[Finding]:
    """The warnings that belong beside the values of *measures* in *period*."""
    yield from reread.summary(engine)
    names = sorted({one.fact for one in measures.values() if one.fact})
    for fact in (BY_NAME[name] for name in names if name in BY_NAME and BY_NAME[name].later):
        yield from _rejected(engine, fact, period)
        yield from _contradicted(engine, fact, period)


def _rejected(engine: Engine, fact: Fact, period: Quarter) -> Iterator[Finding]:
    """A row that nobody could read has no day that counts, so it may be of any period until the file's own day."""
    rows = engine.run(
        "select f.name, count(distinct (r.sheet, r.row)) from reject r join file f using (file_id) "
        f"where r.fact = $fact and f.as_of >= $first and {OPEN} group by f.file_id, f.name order by all",
        fact=fact.name,
        first=period.first,
    )
    if rows:
        count, files = sum(one for _, one in rows), dict.fromkeys(name for name, _ in rows)
        message = Text(
            f"登记表有 {count} 行被拒收，没有计入：{'、'.join(files)}",
            f"{count} row(s) of the register were rejected and do not count: {', '.join(files)}",
        )
        hint = Text(
            "用 pubkpi rejects 查看，改好后重新导入。", "See them with pubkpi rejects, mend them and ingest again."
        )
        yield Finding("measure.rejected", "warning", f"{fact.name} {period}", message, hint)


def _contradicted(engine: Engine, fact: Fact, period: Quarter) -> Iterator[Finding]:
    day = quoted(fact.day)
    rows = engine.run(
        f"select d.from_on, d.to_on, count(*) from {quoted(fact.name)} t join declaration d on d.register = $fact "
        f"and t.{day} between d.from_on and d.to_on where t.{day} between $first and $last group by all order by all",
        fact=fact.name,
        first=period.first,
        last=period.last,
    )
    for first, last, count in rows:
        message = Text(
            f"{first} 至 {last} 声明了“本期无”，登记表里却有 {count} 条记录，按记录计",
            f"{first} to {last} was declared empty, but the register has {count} row(s) of it; the rows count",
        )
        hint = Text("不对的一份用 pubkpi forget 去掉。", "Take out the wrong one with pubkpi forget.")
        yield Finding("measure.contradiction", "warning", f"{fact.name} {period}", message, hint)
