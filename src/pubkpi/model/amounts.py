"""Which measures are amounts: people, pieces, money, so that a number of them is that of one department alone."""

from collections.abc import Mapping

from pubkpi.model.kpis import Measure

# What entered values are counted in; those of a fact are amounts unless they are shares, points, levels or times.
_COUNTED = (
    "count people person_times reads plays posts times yuan fen 个 人 人次 人数 次 篇 条 件 场 家 元 万元".split()
)
_MEASURED = "share percent points level score index rank seconds minutes hours days".split()


def is_amount(measures: Mapping[str, Measure], name: str, seen: tuple[str, ...] = ()) -> bool:
    """Whether the measure *name* grows with the size of whom it is about."""
    one = measures.get(name)
    if one is None or name in seen or one.type in ("ratio", "share", "growth"):
        return False
    if one.type == "first_of":
        return any(is_amount(measures, part, (*seen, name)) for part in one.of)
    return one.unit not in _MEASURED if one.fact else one.unit in _COUNTED
