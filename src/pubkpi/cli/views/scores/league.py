"""The league table."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.views.pages import pages
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text, choices_hint

if TYPE_CHECKING:
    from pubkpi.model.scores import AdjustmentScore, League, LeagueNode


_Part = tuple[str, Sequence[str], Sequence[Sequence[str]]]  # of a league: title, header and rows


def show_league(table: "League", columns: Sequence[str] = (), top: int | None = None) -> None:
    """The entities from the best down, the best *top* of them, and what their totals rest on; then the findings.

    Where all indicators do not fit side by side, the totals come first and each dimension has pages of its own.
    *columns* names the nodes to be shown; UsageError for one that is none.
    """
    lang, total = language(), table.nodes[0]
    ranks = tuple(total.ranks)
    order = sorted(range(len(ranks)), key=lambda i: (ranks[i] is None, ranks[i] or 0, i))[:top]
    title = f"{table.label.say(lang)} · {table.period.label(lang)}"
    nodes = _nodes(table, columns)
    head, rows = _table(table, order, nodes)
    if console.fits(head, rows):
        numbers = [place for place in range(1, len(head)) if place != len(head) - 3]
        console.table(head, rows, right=numbers, title=title, drop=(len(head) - 1,))
    else:
        _print_pages(_parts(table, order, nodes, title))
    if len(order) < len(table.entities):
        console.say(t(f"共 {len(table.entities)} 个，只列前 {len(order)}", f"{len(order)} of {len(table.entities)}"))
    _print_sources(table, order)
    if watched := [node.label.say(lang) for node in nodes if node.values and not node.weight]:
        names = t("、", ", ").join(watched)
        console.say(t(f"只监测，不计分，列的是数值：{names}", f"watched, without a score, with the value: {names}"))
    console.findings(table.findings)


def _print_sources(table: "League", order: Sequence[int]) -> None:
    """How the totals are made of others, where they are."""
    if not (table.unit_totals or table.compositions):
        return
    from pubkpi.report.wording.composition import league_lines

    for words in league_lines(table, language(), order):
        console.out(words)


def _print_pages(parts: Sequence[_Part]) -> None:
    """Title, header and rows of each part on as many pages as it needs; rank, entity and total stand on every page.

    The last column of the totals is left out where it would take a page of its own, and is named at the end.
    """
    split = [(part, page) for part in parts for page in pages(*part[1:], first=3, name=1, room=console.width())]
    head = parts[0][1]
    gone = [page for part, page in split if part is parts[0] and page.places[3:] == (len(head) - 1,)]
    split = [one for one in split if one[1] not in gone]
    for number, ((title, head, rows), page) in enumerate(split, start=1):
        of = t(f"第 {number} 页，共 {len(split)} 页", f"page {number} of {len(split)}")
        console.table(
            [head[place] for place in page.places],
            [[row[place] for place in page.places] for row in rows],
            right=[place for place in range(len(page.places)) if place != 1],
            title=f"{title} · {of}",
            widths=page.widths,
        )
    if gone:
        console.too_narrow(head[-1:])


def _parts(table: "League", order: Sequence[int], nodes: Sequence["LeagueNode"], title: str) -> list[_Part]:
    """Title, header and rows of the totals, and of each dimension that shows indicators."""
    lang, dimensions = language(), _dimensions(table, nodes)
    head, rows = _table(table, order, [one[0] for one in dimensions])
    turn = (-2, 0, -4, -3, *range(1, len(head) - 4), -1)  # rank, entity, total and band lead
    parts: list[_Part] = [(title, [head[place] for place in turn], [[row[place] for place in turn] for row in rows])]
    for heading, *leaves in dimensions:
        if leaves:
            names = [*parts[0][1][:3], *(node.label.say(lang) for node in leaves)]
            cells = [
                [*row[:3], *(_score(node, i) for node in leaves)] for i, row in zip(order, parts[0][2], strict=True)
            ]
            parts.append((heading.label.say(lang), names, cells))
    return parts


def _nodes(table: "League", columns: Sequence[str]) -> list["LeagueNode"]:
    """The nodes to show: those of *columns*, or all indicators that apply to at least one entity."""
    if not columns:
        return [node for node in table.nodes if any(node.applies)]  # of the others a finding tells
    known = {node.id: node for node in table.nodes[1:]}
    called = {node.label.say(language()): node for node in table.nodes[1:]} | known
    for name in columns:
        if name not in called:
            raise UsageError(
                "--columns", Text(f"没有这一列：{name}", f"there is no such column: {name}"), choices_hint(known)
            )
    return [called[name] for name in columns]


def _dimensions(table: "League", nodes: Sequence["LeagueNode"]) -> list[list["LeagueNode"]]:
    """Each dimension with those of its indicators that are shown."""
    found: list[list[LeagueNode]] = []
    for node in table.nodes[1:]:
        if not node.applies:
            found.append([node])
        elif node in nodes:
            found[-1].append(node)
    return [one for one in found if len(one) > 1 or one[0] in nodes]


def _table(
    table: "League", order: Sequence[int], nodes: Sequence["LeagueNode"]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows: the scores of *nodes*, the adjustments, then total, band and rank."""
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
            *_rank_cells(table, i),
        )
        for i in order
    ]
    return head, rows


def _score(node: "LeagueNode", place: int) -> str:
    """The score of the entity at *place*; of what is only watched its value."""
    from pubkpi.report.wording.numbers import scale, score

    if node.applies and not node.applies[place]:
        return t("不适用", "n/a")
    if node.values and not node.weight:
        return scale(node.printed_unit, language(), node.values).full(node.values[place], node.sides[place])
    return score(node.scores[place], node.score_sides[place] if node.score_sides else "")


def _points(one: "AdjustmentScore") -> str:
    from pubkpi.report.wording.numbers import score_change
    from pubkpi.report.wording.words import ADJUSTED

    if one.kind == "veto" or one.state == "not_applicable":
        return ADJUSTED[one.state].say(language())
    return score_change(one.points, 0.0)


def _rank_cells(table: "League", place: int) -> Iterator[str]:
    """Total, band, rank and compared weight of the entity at *place*."""
    from pubkpi.report.formats.data import undecided
    from pubkpi.report.leaves import band_range
    from pubkpi.report.wording.numbers import MISSING, score
    from pubkpi.report.wording.words import ADJUSTED

    lang, total = language(), table.nodes[0]
    low, high = (score(one[place]) for one in table.bounds)
    worth = score(total.scores[place])
    yield worth if low == high or worth == MISSING else f"{low}–{high} ({worth})"
    label = ADJUSTED["unknown"] if undecided(table, place) else table.band_labels[place]
    low_band, high_band = (one[place] for one in table.possible)
    both = MISSING if worth == MISSING else band_range((low_band, high_band), lang)
    yield label.say(lang) if label else both
    yield str(total.ranks[place] or MISSING)
    yield f"{table.comparable_weight[place]:g}"
