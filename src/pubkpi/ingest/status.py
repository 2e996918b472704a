"""What the workspace holds and lacks for a quarter: days, single-article sheets, rejected rows."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta

from pubkpi.database.ledger import DAILY, FILE_LABEL, OPEN
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.profiles.profile import Column, Profile
from pubkpi.ingest.rows.reasons import reason_text
from pubkpi.ingest.rows.rules import reason
from pubkpi.model.facts import BY_NAME
from pubkpi.model.periods import QUARTER, Period
from pubkpi.model.status import Downloads, Gaps, NoSheet, Reject, Rejects, Status, ranges


def status(engine: Engine, profiles: Iterable[Profile], period: Period | None, today: date) -> Status:
    """The state for *period*, by default that of the newest data; a day lacks only when it is over *today*."""
    count, loaded = engine.run("select count(*), max(loaded_at) from file")[0]
    about = period or _newest(engine)
    if about is None:
        return Status(None, count, loaded)
    gaps = tuple(_gaps(engine, about, today))
    return Status(
        period=about,
        files=count,
        loaded_at=loaded,
        gaps=gaps,
        no_sheet=_no_sheet(engine, about),
        downloads=tuple(_downloads(profiles, about, {one.platform for one in gaps if one.missing})),
        rejects=tuple(
            (name, rejected)
            for name, rejected in engine.run(
                f"select {FILE_LABEL}, rows_rejected from file f where {OPEN} order by file_id"
            )
        ),
    )


def _newest(engine: Engine) -> Period | None:
    """The quarter of the newest day or post; of the newest file where there are none."""
    days = " union all ".join(
        f"select max({quoted(BY_NAME[name].day)}) as day from {quoted(name)}" for name in (*DAILY, "post")
    )
    newest = engine.run(f"select coalesce((select max(day) from ({days})), (select max(as_of)::date from file))")[0][0]
    return QUARTER.at(newest) if newest else None


def _gaps(engine: Engine, period: Period, today: date) -> Iterator[Gaps]:
    """One for every account that has days at all: one that stopped before the quarter lacks all of it, none lacks what
    was before the day on which it was opened.
    """
    due = [period.first + timedelta(i) for i in range(period.day_count)]
    due = [day for day in due if day < today]
    for name in DAILY:
        fact = BY_NAME[name]
        day = quoted(fact.day)
        rows = engine.run(
            f"select r.platform, r.account, list(distinct {day}) filter ({day} between $first and $last), "
            f"case when any_value(opened_on) is not null then least(any_value(opened_on), min({day})) end "
            f"from {quoted(name)} r left join account a on a.account = r.account and a.platform in ('', r.platform) "
            "group by all order by all",
            first=period.first,
            last=period.last,
        )
        for platform, account, days, opened in rows:
            there, since = set(days or ()), opened or period.first
            mine = [one for one in due if one >= since]
            if since <= period.last:
                lacking = ranges(one for one in mine if one not in there)
                yield Gaps(platform, account, name, fact.row, len(mine), lacking)


def _no_sheet(engine: Engine, period: Period) -> tuple[NoSheet, ...]:
    rows = engine.run(
        """
        select i.account, i.published_on, coalesce(p.title, p.post), i.is_ambiguous
        from post_identity i join post p using (platform, account, post, basis)
        where i.basis = 'day7' and i.published_on between $first and $last and not exists (
            select 1 from post_identity s where s.basis = 'lifetime' and s.platform = i.platform
            and s.account = i.account and s.identity = i.identity)
        order by all
        """,
        first=period.first,
        last=period.last,
    )
    return tuple(NoSheet(*row) for row in rows)


def _downloads(profiles: Iterable[Profile], period: Period, platforms: Collection[str]) -> Iterator[Downloads]:
    """How often what spans so many days at most is to be downloaded, of *platforms* of which days lack."""
    for one in profiles:
        if one.max_span_days and one.platform in platforms:
            yield Downloads(one.id, one.label, one.max_span_days, -(-period.day_count // one.max_span_days))


def rejects(engine: Engine, profiles: Iterable[Profile], of: str = "true") -> Rejects:
    """The rejected rows of all files that no later one corrects, in the order of their loads, one for each fault; or of
    those *of* which a condition on the reject `r` holds.
    """
    columns = _columns(profiles)
    rows = engine.run(
        f'select {FILE_LABEL}, f.export, r.fact, r.sheet, r.row, r.last_line, r."column", r.reason, r.raw '
        f"from reject r join file f using (file_id) where {OPEN} and {of} order by f.file_id, r.sheet, r.row, r.rowid"
    )
    count, kept = engine.run(
        "select coalesce(sum(rows_rejected), 0)::bigint, (select count(distinct (file_id, fact, sheet, row)) "
        f"from reject r join file f using (file_id) where {OPEN}) from file f where {OPEN}"
    )[0]
    return Rejects(
        count,
        kept,
        tuple(_reject(columns.get((export, fact), {}), name, *rest) for name, export, fact, *rest in rows),
    )


def _columns(profiles: Iterable[Profile]) -> dict[tuple[str, str], dict[str, Column]]:
    """By export and fact the columns that are read from a header."""
    found: dict[tuple[str, str], dict[str, Column]] = {}
    for one in profiles:
        for feed in one.feeds:
            known = found.setdefault((one.id, feed.fact.name), {})
            known.update(
                {column.name: column for column in feed.columns if column.headers and column.name not in known}
            )
    return found


def _reject(
    columns: Mapping[str, Column], file: str, sheet: str, row: int, last: int | None, *cell: str | None
) -> Reject:
    name, code, raw = cell
    headers = {key: column.headers[0] for key, column in columns.items()}
    why = reason_text(*code.split(":", 1)) if code else reason(name or "", columns.get(name or ""), raw, headers)
    return Reject(file, sheet, row, last, headers.get(name or "", name or ""), raw, why)
