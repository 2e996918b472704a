"""Accounts and units side by side, and the posts that were read most and least."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pubkpi.model.explanations.posts import RankedPost
from pubkpi.model.review import Review
from pubkpi.model.scores import League, LeagueNode
from pubkpi.model.text import Lang, Text
from pubkpi.printing.accounts import account_label, entity_label, platform_label
from pubkpi.printing.rounding import SIGNS
from pubkpi.report.charts.figures import View
from pubkpi.report.formats.data import undecided
from pubkpi.report.headline import dagger
from pubkpi.report.leaves import LightView, band_range, mark, state_rules
from pubkpi.report.wording import numbers
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import ADJUSTED

_SIDE_BY_SIDE, _MOST_ROWS = 8, 40  # indicators and entities that a page has room for
_TITLES = {"account": Text("各账号", "Accounts"), "unit": Text("各单位", "Units"), "author": Text("各作者", "Authors")}
_BEST = Text("{side}总分最高的是{label}（{score} 分）", "{side}: {label} has the highest total ({score})")
_NO_TOTAL = Text("{side}都没有总分", "{side}: none has a total")
_POSTS = Text("各平台阅读播放最多和最少的作品", "The most and the least read posts of each platform")
_MOST, _LEAST = Text("最多", "most"), Text("最少", "least")
_MORE = Text("另有 {count} 个没有列出", "{count} more are not listed")
_UNLIKE = Text(
    "† 有指标没有数据或不适用，计分的权重比别人少，总分不能直接比较",
    "† scored on less weight than others, for want of data or for what does not apply: not to be compared",
)
_CELLS = Text("格里是得分；只监测的列数值", "cells have scores; of what is only watched the value")
_READS = Text(
    "平台之间不能比；人：只知道阅读人数；≥：只知道至少这么多；没有阅读数的不列",
    "platforms are not to be compared; people: only readers are known; ≥: the least that it is; posts without reads "
    "are left out",
)
_PEOPLE, _ACTS = Text("人", "people"), Text("次", "times")


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What one has of an indicator: its state and its score."""

    light: LightView
    score: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An account or unit with its rank, its total and band, and its cells."""

    label: str
    rank: str
    total: str
    band: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class MatrixPart:
    """Some of the indicators side by side."""

    heads: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The accounts, or the units, from the best down."""

    label: str
    title: str
    parts: tuple[MatrixPart, ...]
    note: str


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post: whether it is one of the most or the least read, at which place, and how often it was read."""

    platform: str
    place: str
    title: str
    account: str
    day: str
    reads: str
    unit: str


@dataclass(frozen=True, slots=True)
class AccountsView(View):
    """The accounts, the units and the posts as finished strings; *title* is that of the first matrix."""

    title: str
    matrices: tuple[Matrix, ...]
    legend: tuple[str, ...]
    posts: tuple[PostLine, ...]
    posts_title: str
    posts_note: str


def accounts(review: Review, lang: Lang) -> AccountsView | None:
    """The accounts and units of *review*; None where nobody asked for them, or where there are none."""
    matrices = tuple(matrix(table, lang) for table in review.leagues)
    if not matrices and not review.posts:
        return None
    posts_title = _POSTS.say(lang)
    return AccountsView(
        title=matrices[0].title if matrices else posts_title,
        matrices=matrices,
        legend=legend(review, lang),
        posts=tuple(_post(one, lang) for one in review.posts),
        posts_title=posts_title,
        posts_note=_READS.say(lang),
    )


def matrix(table: League, lang: Lang, head: Sequence[MatrixRow] = ()) -> Matrix:
    """The entities of *table* from the best down, below the rows that they are to be read beside, the *head*."""
    total = table.nodes[0]
    order = sorted(range(len(table.entities)), key=lambda i: (total.ranks[i] is None, total.ranks[i] or 0, i))
    nodes = applicable(table)
    count = -(-len(nodes) // _SIDE_BY_SIDE) or 1
    size = -(-len(nodes) // count)
    rows = [_row(table, i, nodes, lang) for i in order[:_MOST_ROWS]]
    return Matrix(
        label=_TITLES[table.by].say(lang),
        title=_title(table, order[0], lang),
        parts=tuple(_part(nodes, [*head, *rows], at * size, size, lang) for at in range(count)),
        note=("；" if lang == "zh" else "; ").join(_notes(table, len(order) - len(rows), lang)),
    )


def legend(review: Review, lang: Lang) -> tuple[str, ...]:
    """What the cells of a matrix say."""
    return (*state_rules(review.kpis.lights, lang), _CELLS.say(lang))


def applicable(table: League) -> list[LeagueNode]:
    """The nodes below the total that anybody in *table* can have a score of."""
    return [node for node in table.nodes[1:] if any(node.applies)]


def _title(table: League, best: int, lang: Lang) -> str:
    side, score = _TITLES[table.by].say(lang), table.nodes[0].scores[best]
    if score is None:
        return fill(_NO_TOTAL, lang, side=side)
    label = entity_label(table.by, table.entities[best], lang)
    return fill(_BEST, lang, side=side, label=label, score=numbers.score(score))


def _part(nodes: Sequence[LeagueNode], rows: Sequence[MatrixRow], start: int, size: int, lang: Lang) -> MatrixPart:
    """The columns of *size* of the *nodes*, from *start* on."""
    heads = tuple(node.label.say(lang) for node in nodes[start : start + size])
    return MatrixPart(heads, tuple(replace(row, cells=row.cells[start : start + size]) for row in rows))


def _row(table: League, i: int, nodes: Sequence[LeagueNode], lang: Lang) -> MatrixRow:
    total = table.nodes[0]
    return MatrixRow(
        label=entity_label(table.by, table.entities[i], lang),
        rank=str(total.ranks[i] or numbers.MISSING),
        total=numbers.score(total.scores[i]) + dagger(_is_unlike(table, i)),
        band=_band(table, i, lang),
        cells=tuple(_cell(node, i, lang) for node in nodes),
    )


def _is_unlike(table: League, i: int) -> bool:
    """Whether the total at place *i* is made of less weight than that of others."""
    weights = table.comparable_weight
    return bool(weights) and table.nodes[0].scores[i] is not None and weights[i] < max(weights)


def _band(table: League, i: int, lang: Lang) -> str:
    label = ADJUSTED["unknown"] if undecided(table, i) else table.band_labels[i]
    if label:
        return label.say(lang)
    low, high = (ends[i] for ends in table.possible)
    return numbers.MISSING if table.nodes[0].scores[i] is None else band_range((low, high), lang)


def _cell(node: LeagueNode, i: int, lang: Lang) -> MatrixCell:
    light = mark(node.states[i] if node.applies[i] else "not_applicable", (), lang)
    if node.scoring(i) == "monitored":
        scale = numbers.scale(node.printed_unit, lang, (node.values[i],))
        return MatrixCell(LightView("", "", "none"), scale.bare(node.values[i], node.sides[i]))
    if node.scores[i] is None:
        return MatrixCell(light, "")
    return MatrixCell(light, numbers.score(node.scores[i], node.score_sides[i] if node.score_sides else ""))


def _notes(table: League, more: int, lang: Lang) -> Iterator[str]:
    if more:
        yield fill(_MORE, lang, count=numbers.count(more))
    if any(_is_unlike(table, i) for i in range(len(table.entities))):
        yield _UNLIKE.say(lang)


def _post(one: RankedPost, lang: Lang) -> PostLine:
    return PostLine(
        platform=platform_label(one.platform, lang),
        place=f"{(_MOST if one.is_most else _LEAST).say(lang)} {one.place}",
        title=one.title or numbers.MISSING,
        account=account_label(one.platform, one.account, lang),
        day=numbers.day(one.day),
        reads=SIGNS[one.bound] + numbers.count(one.reads),
        unit=(_PEOPLE if one.people else _ACTS).say(lang),
    )
