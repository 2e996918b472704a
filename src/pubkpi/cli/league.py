"""The league table as people read it on a terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import language, t

if TYPE_CHECKING:
    from pubkpi.model.scores import AdjustmentScore, League


def league(table: "League") -> None:
    """The entities from the best down: the score of each indicator, the total, what it rests on; then the findings."""
    from pubkpi.report.numbers import score

    lang, total = language(), table.nodes[0]
    leaves = [node for node in table.nodes if any(node.applies)]  # of the others a finding tells
    taken = (table.adjustments or ((),))[0]
    header = (
        t("对象", "entity"),
        *(node.label.say(lang) for node in leaves),
        *(one.label.say(lang) for one in taken),
        *(t("总分", "total"), t("等级", "band"), t("名次", "rank"), t("可比权重", "weight compared")),
    )
    order = sorted(range(len(table.entities)), key=lambda i: (total.ranks[i] is None, total.ranks[i] or 0, i))
    rows = [
        (
            table.entities[i],
            *(score(node.scores[i]) if node.applies[i] else t("不适用", "n/a") for node in leaves),
            *(_points(one) for one in table.adjustments[i]),
            *_standing(table, i),
        )
        for i in order
    ]
    last = len(leaves) + len(taken) + 4
    right = (last - 3, last - 1, last)  # the labels of the others are long, and may wrap
    console.table(header, rows, right=right, title=f"{table.label.say(lang)} · {table.quarter.label(lang)}")
    console.findings(table.findings)


def _points(one: "AdjustmentScore") -> str:
    from pubkpi.report.numbers import score_change
    from pubkpi.report.words import ADJUSTED

    if one.kind == "veto" or one.state == "not_applicable":
        return ADJUSTED[one.state].say(language())
    return score_change(one.points, 0.0)


def _standing(table: "League", place: int) -> Iterator[str]:
    """Total, band, rank and the weight it was scored on of the entity at *place*."""
    from pubkpi.report.data import undecided
    from pubkpi.report.leaves import possible
    from pubkpi.report.numbers import MISSING, score
    from pubkpi.report.words import ADJUSTED

    lang, total = language(), table.nodes[0]
    low, high = (score(one[place]) for one in table.bounds)
    worth = score(total.scores[place])
    yield worth if low == high or worth == MISSING else f"{low}–{high} ({worth})"
    label = ADJUSTED["unknown"] if undecided(table, place) else table.band_labels[place]
    low_band, high_band = (one[place] for one in table.possible)
    both = MISSING if worth == MISSING else possible((low_band, high_band), lang)
    yield label.say(lang) if label else both
    yield str(total.ranks[place] or MISSING)
    yield f"{table.comparable_weight[place]:g}"
