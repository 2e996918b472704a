"""The rejected rows of a staged part: where they stand, what they say, and why they are rejected."""

from collections.abc import Iterable

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.cells.query import BETWEEN
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.profiles.profile import BY
from pubkpi.ingest.rows.reasons import reason_text, split_code
from pubkpi.ingest.rows.rules import reason
from pubkpi.model.text import Text

# So many rejected rows are listed in one line.
_MANY = 20


def rejects(engine: Engine, staged: StagedPart, limit: int = 1) -> list[tuple[int, int | None, str, str | None]]:
    """Row, last line if several, column or code, and raw text of the first faults of rejected rows."""
    names = [column.name for column in staged.part.feed.columns if column.name in staged.part.cells]
    cases = " ".join(f"when '{name}' then r.{quoted('c_' + name)}" for name in names)
    every = ", ".join(f"coalesce(r.{quoted('c_' + name)}, '')" for name in names)
    column = f"case when s.bad like '#%' and s.bad <> '{BY}' then split_part(s.bad, ':', 2) else s.bad end"
    faults = (
        f"(select part, row, unnest(string_split(bad, '{BETWEEN}')) as bad, "
        f"generate_subscripts(string_split(bad, '{BETWEEN}'), 1) as nth from {staged.table} "
        f"where part = {staged.number} and bad is not null)"
    )
    return engine.run(
        f"select s.row, cast(r.last as bigint), s.bad, case when r.said is not null then r.said "
        f"when {column} = '' then concat_ws(' | ', {every}) else case {column} {cases} end end "
        f"from {faults} s join {staged.raw} r using (part, row) order by s.row, s.nth limit {int(limit)}"
    )


def header_of(staged: StagedPart, column: str) -> str:
    """The header under which the export gives *column*."""
    headers = next((c.headers for c in staged.part.feed.columns if c.name == column), ())
    return headers[0] if headers else column


def first_place(engine: Engine, staged: StagedPart) -> str:
    """Where the first rejected row of *staged* stands and what it says."""
    return listing(engine, staged, 1)[0][0]


def first_reason(engine: Engine, staged: StagedPart) -> Text:
    """Why it is rejected, to follow the count of rejected rows."""
    zh, en = listing(engine, staged, 1)[0][1]
    return Text(f"，第一行：{zh}", f", the first: {en}")


def every(engine: Engine, staged: Iterable[StagedPart]) -> Text:
    """Where the rejected rows of all parts stand, each with its reason; of very many the first ones."""
    found = [one for part in staged if part.rejected for one in listing(engine, part, _MANY)][:_MANY]
    return Text(
        "；".join(f"{place}（{why.zh}）" for place, why in found),
        "; ".join(f"{place} ({why.en})" for place, why in found),
    )


def listing(engine: Engine, staged: StagedPart, limit: int) -> list[tuple[str, Text]]:
    """Place and text of the first rejected rows, and why each is one."""
    made = []
    for row, last, bad, raw in rejects(engine, staged, limit):
        _, name, _ = split_code(bad)
        # stars alone, in the place of what may be personal, say nothing
        said = "" if raw and not raw.strip("*| ") else repr(raw or "") if name else repr(raw)
        cell = "=".join(filter(None, (header_of(staged, name) if name else "", said)))
        made.append(
            (f"{staged.part.sheet}!{row}{f'–{last}' if last else ''} {cell}".rstrip(), _reason(staged, bad, raw))
        )
    return made


def reasons(engine: Engine, staged: StagedPart, limit: int) -> list[tuple[int, str, Text]]:
    """Row and column at fault (blank where it is no single one) of the first faults, and why each is one."""
    found = rejects(engine, staged, limit)
    return [(row, split_code(bad)[1], _reason(staged, bad, raw)) for row, _, bad, raw in found]


def _reason(staged: StagedPart, bad: str, raw: str | None) -> Text:
    columns = {column.name: column for column in staged.part.feed.columns}
    headers = {name: column.headers[0] for name, column in columns.items() if column.headers}
    code, name, words = split_code(bad)
    return reason_text(code, words) if code else reason(name, columns.get(name), raw, headers)
