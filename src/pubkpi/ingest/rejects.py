"""The rejected rows of a staged part: where they stand, what they say, and why they are rejected."""

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest.profile import BY
from pubkpi.ingest.reasons import reason_text, split_code
from pubkpi.ingest.stage import Staged
from pubkpi.model.text import NOTHING, Text


def rejects(engine: Engine, staged: Staged, limit: int = 1) -> list[tuple[int, int | None, str, str | None]]:
    """Row, last line if several, column or code, and raw text of the first rejected rows."""
    names = [column.name for column in staged.part.feed.columns if column.name in staged.part.cells]
    cases = " ".join(f"when '{name}' then r.{quoted('c_' + name)}" for name in names)
    every = ", ".join(f"coalesce(r.{quoted('c_' + name)}, '')" for name in names)
    column = f"case when s.bad like '#%' and s.bad <> '{BY}' then split_part(s.bad, ':', 2) else s.bad end"
    return engine.run(
        f"select s.row, cast(r.last as bigint), s.bad, case when r.said is not null then r.said "
        f"when {column} = '' then concat_ws(' | ', {every}) else case {column} {cases} end end "
        f"from {staged.table} s join {staged.raw} r using (part, row) "
        f"where s.part = {staged.number} and s.bad is not null order by s.row limit {int(limit)}"
    )


def header_of(staged: Staged, column: str) -> str:
    """The header under which the export gives *column*."""
    headers = next((c.headers for c in staged.part.feed.columns if c.name == column), ())
    return headers[0] if headers else column


def first_place(engine: Engine, staged: Staged) -> str:
    """Where the first rejected row of *staged* stands and what it says."""
    row, last, bad, raw = rejects(engine, staged)[0]
    _, column, _ = split_code(bad)
    header = f"{header_of(staged, column)}=" if column else ""
    return f"{staged.part.sheet}!{row}{f'–{last}' if last else ''} {header}{raw!r}"


def first_reason(engine: Engine, staged: Staged) -> Text:
    """Why it is rejected, to follow the count of rejected rows; nothing where the cell named beside it says so."""
    (_, _, bad, _) = rejects(engine, staged)[0]
    reason, _, words = split_code(bad)
    zh, en = reason_text(reason, words)
    return Text(f"，第一行：{zh}", f", the first: {en}") if reason else NOTHING
