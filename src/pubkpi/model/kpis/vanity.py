"""Counts on which no government office may be assessed, and no unit ranked: follows, likes, 在看, reposts, comments.

《关于防治“指尖上的形式主义”的若干意见》(中央网信委, end of 2023).
"""

import re
from collections.abc import Mapping

from pubkpi.model.kpis.measures import Measure

RULING = "《关于防治“指尖上的形式主义”的若干意见》"

# What no reading of the rule leaves room for: columns of facts, and what people call a number that they enter.
_COUNTS = re.compile(
    r"(new|lost|net|total)_count|(un)?follow(er)?(_net)?_(count|users)"
    r"|(like|wow|(first_)?share|repost|comment|heart|thumb)_(count|users)"
)
_CALLED = re.compile(
    r"粉丝|涨粉|点赞|在看"
    r"|.*(关注|粉丝|涨粉|点赞|在看|转发|评论|转评赞)(者|人)?(总|净)?(数|人数|次数|量|率|增量|增长|增长率)(（.*）)?"
)


def vanity_columns(measures: Mapping[str, Measure], name: str) -> tuple[str, ...]:
    """The columns of that kind which the measure *name* counts, or one that it is made of; none for all others.

    Of a measure whose values are entered its own name, where its label says that it is such a count.
    """
    return tuple(sorted(_columns(measures, name, set())))


def _columns(measures: Mapping[str, Measure], name: str, seen: set[str]) -> set[str]:
    measure = measures.get(name)
    if measure is None or name in seen:
        return set()
    seen.add(name)
    if measure.type == "typed":
        return {name} if _CALLED.fullmatch(measure.label.zh) else set()
    words = re.findall(r"\w+", f"{measure.expr} {measure.denominator} {measure.part} {measure.where}")
    if measure.fact:
        return {word for word in words if _COUNTS.fullmatch(word)}
    return {column for one in (*measure.of, *words) for column in _columns(measures, one, seen)}
