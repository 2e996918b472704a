"""The league table as people read it on a terminal."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text, one_of

if TYPE_CHECKING:
    from pubkpi.model.scores import AdjustmentScore, League, Standing


def league(table: "League", columns: Sequence[str] = (), top: int | None = None) -> None:
    """The entities from the best down, the best *top* of them, and what their totals rest on; then the findings.

    Where all indicators do not fit side by side, the totals come first and each dimension has a table of its own.
    *columns* names the nodes to be shown; UsageError for one that is none.
    """
    lang, total = language(), table.nodes[0]
    order = sorted(range(len(table.entities)), key=lambda i: (total.ranks[i] is None, total.ranks[i] or 0, i))[:top]
    title = f"{table.label.say(lang)} · {table.quarter.label(lang)}"
    nodes = _chosen(table, columns)
    head, rows = _table(table, order, nodes)
    if console.fits(head, rows):
        numbers = [place for place in range(1, len(head)) if place != len(head) - 3]
        console.table(head, rows, right=numbers, title=title, drop=(len(head) - 1,))
    else:
        pages = _pages(table, nodes)
        head, rows = _table(table, order, [page[0] for page in pages])
        console.table(head, rows, right=_right(head), title=title, drop=(len(head) - 1,))
        for heading, *leaves in pages:
            if leaves:
                cells = [(table.entities[i], *(_score(node, i) for node in leaves)) for i in order]
                names = (t("对象", "entity"), *(node.label.say(lang) for node in leaves))
                console.table(names, cells, right=range(1, len(names)), title=heading.label.say(lang))
    if len(order) < len(table.entities):
        console.say(t(f"共 {len(table.entities)} 个，只列前 {len(order)}", f"{len(order)} of {len(table.entities)}"))
    console.findings(table.findings)


def _right(head: Sequence[str]) -> tuple[int, ...]:
    """Total, rank and weight; the labels of the others are long, and may wrap."""
    return len(head) - 4, len(head) - 2, len(head) - 1


def _chosen(table: "League", columns: Sequence[str]) -> list["Standing"]:
    """The nodes that are shown: those asked for, or all indicators that apply to somebody."""
    if not columns:
        return [node for node in table.nodes if any(node.applies)]  # of the others a finding tells
    known = {node.id: node for node in table.nodes[1:]}
    called = {node.label.say(language()): node for node in table.nodes[1:]} | known
    for name in columns:
        if name not in called:
            raise UsageError(
                "--columns", Text(f"没有这一列：{name}", f"there is no such column: {name}"), one_of(known)
            )
    return [called[name] for name in columns]


def _pages(table: "League", nodes: Sequence["Standing"]) -> list[list["Standing"]]:
    """Each dimension with those of its indicators that are shown."""
    pages: list[list[Standing]] = []
    for node in table.nodes[1:]:
        if not node.applies:
            pages.append([node])
        elif node in nodes:
            pages[-1].append(node)
    return [page for page in pages if len(page) > 1 or page[0] in nodes]


def _table(
    table: "League", order: Sequence[int], nodes: Sequence["Standing"]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows: the scores of *nodes*, what was taken off or added, and the standing."""
    lang = language()
    head = (
        t("对象", "entity"),
        *(node.label.say(lang) for node in nodes),
        *(one.label.say(lang) for one in (table.adjustments or ((),))[0]),
        *(t("总分", "total"), t("等级", "band"), t("名次", "rank"), t("可比权重", "weight compared")),
    )
    rows = [
        (
            table.entities[i],
            *(_score(node, i) for node in nodes),
            *(_points(one) for one in table.adjustments[i]),
            *_standing(table, i),
        )
        for i in order
    ]
    return head, rows


def _score(node: "Standing", place: int) -> str:
    from pubkpi.report.numbers import score

    return t("不适用", "n/a") if node.applies and not node.applies[place] else score(node.scores[place])


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
