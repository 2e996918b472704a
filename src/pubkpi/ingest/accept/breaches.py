"""Rows that break what their profile says must hold: loaded as they stand, and told of once a file and sentence."""

from collections.abc import Iterator, Mapping, Sequence

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.profiles.identities import BEFORE, Identity
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text

# How many rows break an identity, the first one, and its two numbers.
Breach = tuple[Identity, int, int, str, str]


def breaches(engine: Engine, staged: Sequence[StagedPart]) -> Mapping[int, Sequence[Breach]]:
    """The identities that rows of each part break, by the part's number; those that reject a row are not among them."""
    found: dict[int, list[Breach]] = {}
    for one in {one.table: one for one in staged}.values():
        there = {column.name for column in one.part.feed.columns if column.name in one.part.cells or column.make}
        told = [i for i in one.part.feed.identities if not i.is_rejected and there.issuperset(i.columns)]
        if not told:
            continue
        queries = [_query(one, number, identity) for number, identity in enumerate(told)]
        for number, part, count, row, left, right in engine.run(" union all ".join(queries) + " order by 1, 2"):
            found.setdefault(part, []).append((told[number], count, row, left, right))
    return found


def _query(staged: StagedPart, number: int, identity: Identity) -> str:
    fact = staged.part.feed.fact
    source = staged.source
    if identity.is_between_days:
        day, left = quoted(fact.day), quoted(identity.left)
        keys = ", ".join(["part", *(quoted(name) for name in fact.key if name != fact.day)])
        source = (
            f"(select *, case when lag({day}) over w = {day} - 1 then lag({left}) over w end as {BEFORE} "
            f"from {source} window w as (partition by {keys} order by {day}))"
        )
    sides = ", ".join(f"cast(arg_min({side}, row) as varchar)" for side in (quoted(identity.left), identity.right))
    return f"select {number}, part, count(*), min(row), {sides} from {source} where {identity.broken} group by part"


def findings(name: str, staged: Sequence[StagedPart], by_part: Mapping[int, Sequence[Breach]]) -> Iterator[Finding]:
    """What is to be said of the file called *name*, whose parts are *staged*, by the breaches *by_part*."""
    for one in staged:
        headers = {column.name: column.headers[0] for column in one.part.feed.columns if column.headers}
        for identity, count, row, left, right in by_part.get(one.number, ()):
            sentence = identity.sentence(headers)
            numbers = f"{_short(left)} {'≠' if identity.sign == '=' else '>'} {_short(right)}"
            every = Text(f"（共 {count} 行）", f" ({count} rows in all)") if count > 1 else Text("", "")
            yield Finding(
                "ingest.identity",
                "info" if identity.is_between_days else "warning",
                f"{name}: {one.part.sheet}!{row}",
                Text(
                    f"应有 {sentence.zh}，却是 {numbers}{every.zh}",
                    f"{sentence.en} should hold, but {numbers}{every.en}",
                ),
                _CLEANED if identity.is_between_days else _CHECK,
            )


def _short(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


_CHECK = Text("数字按原样入库，请核对。", "The figures were loaded as they stand: check them.")
_CLEANED = Text("平台清理账号时会这样。", "A platform that clears accounts away does that.")
