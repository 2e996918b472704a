"""The data of the dashboard as its page holds them: numbers unrounded, as `score --format json` has them.

Each node has columns with one place an entity. Reasons are told once, in a list that the columns point into.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from pubkpi.model.dashboard import AccountContent, Dashboard, PostRow
from pubkpi.model.kpis import Dimension, Indicator, KpiSet
from pubkpi.model.kpis.grade_rules import first_full_step
from pubkpi.model.periods import Period
from pubkpi.model.scores import Bound, DimensionScore, League, LeagueNode, Scorecard, State
from pubkpi.model.text import Lang
from pubkpi.printing.accounts import entity_label, platform_label
from pubkpi.printing.rounding import SIGNS
from pubkpi.report.dashboard.panels import analysis_panels
from pubkpi.report.dashboard.words import WORDS
from pubkpi.report.formats.templates import visible
from pubkpi.report.leaves import band_range, band_words, mark, single, step_labels
from pubkpi.report.wording import numbers
from pubkpi.report.wording.sentences import fill

LETTERS: Mapping[State, str] = {
    "reached": "r",
    "near": "n",
    "low": "l",
    "alert": "a",
    "no_data": "o",
    "not_applicable": "x",
}
Json = dict[str, Any]
Reason = str | None


@dataclass
class _Reasons:
    """Each reason once, in order; a column has its place."""

    places: dict[str, int] = field(default_factory=dict)

    def place(self, words: str) -> int:
        return self.places.setdefault(visible(words), len(self.places))


@dataclass(frozen=True)
class _Cell:
    """What one entity has of a node: the *letter* of its state is a blank where only a leaf has one."""

    score: float | None
    letter: str
    reason: Reason = None
    value: float | None = None
    printed: str = ""
    sign: str = ""


_BLANK = _Cell(None, " ")


def dashboard_data(board: Dashboard, lang: Lang) -> Json:
    """Everything that the page shows, in *lang*."""
    reasons, changes = _Reasons(), bool(board.kpis.versions or board.closed_kpis)
    sides = [_department_side(board, reasons, lang), *_sides(board, reasons, lang)]
    return {
        "language": lang,
        "scorecard": board.kpis.id,
        "label": board.kpis.label.say(lang),
        "closed": [str(one) for one in board.periods if one in board.closed],
        "rhythm": board.kpis.rhythm.name,
        "periods": [
            {"id": str(one), "label": one.label(lang=lang), "short": one.short, "kind": one.kind.name}
            | {"first": one.first.isoformat(), "last": one.last.isoformat()}
            for one in board.periods
        ],
        "nodes": list(_nodes(board.kpis.in_force(board.periods[-1]), lang)),
        "bands": [{"label": one.label.say(lang), "at_least": float(one.at_least)} for one in board.kpis.bands],
        "states": {letter: _state(state, lang) for state, letter in LETTERS.items()},
        "sides": [one for one in sides if one],
        "weights": {str(one): _weights(board.in_force(one)) for one in board.periods if changes},
        "targets": {str(one): _targets(board.in_force(one), one, lang) for one in board.periods},
        "reasons": list(reasons.places),
        "days_from": board.days_from.isoformat(),
        "accounts": {visible(one.name): _account(one) for one in board.accounts},
        "analyses": analysis_panels(board.analyses, lang),
        "words": {name: words.say(lang) for name, words in WORDS.items()},
    }


def _state(state: State, lang: Lang) -> Json:
    view = mark(state, (), lang)
    return {"id": state, "shape": view.shape, "word": view.word, "tone": view.tone}


def _nodes(kpis: KpiSet, lang: Lang) -> Iterator[Json]:
    """The total, then the tree from the top."""
    yield {"id": kpis.id, "label": WORDS["total"].say(lang), "weight": float(kpis.full), "level": 0, "leaf": False}
    for one in kpis.dimensions:
        yield from _below(kpis, one, 1, lang)


def _below(kpis: KpiSet, node: Dimension | Indicator, level: int, lang: Lang) -> Iterator[Json]:
    view = {"id": node.id, "label": node.label.say(lang), "weight": float(node.weight), "level": level}
    if isinstance(node, Indicator):
        unit = numbers.scale(kpis.measures[node.measure].printed_unit, lang, []).unit_note
        yield {**view, "leaf": True, "unit": unit}
        return
    yield {**view, "leaf": False}
    for one in node.children:
        yield from _below(kpis, one, level + 1, lang)


def _names(kpis: KpiSet) -> list[str]:
    """The total, then the tree; a closed period may lack some of it, and what it has besides is not shown."""
    return [kpis.id, *(one.id for one in kpis.everything)]


def _weights(kpis: KpiSet) -> dict[str, float]:
    """The weight of each node, of a plan that changes its weights."""
    return {one.id: float(one.weight) for one in kpis.everything}


def _targets(kpis: KpiSet, period: Period, lang: Lang) -> dict[str, str]:
    """The target of each indicator; of a step table without one, the first step that has all the points."""
    found = {}
    for leaf in kpis.indicators:
        target = leaf.target(period)
        if target is None:
            target = first_full_step(leaf.steps, leaf.cap, leaf.direction)
        if target is not None:
            found[leaf.id] = _value_words(kpis, leaf, float(target), target, "", lang)
    return found


def _value_words(
    kpis: KpiSet, leaf: Indicator, value: float | None, target: float | Fraction | None, bound: Bound, lang: Lang
) -> str:
    """The *value* of *leaf* as the report prints it beside its *target*."""
    unit = kpis.measures[leaf.measure].printed_unit
    goal = None if target is None else float(target)
    return numbers.scale(unit, lang, (value, goal), step_labels(kpis, leaf.measure)).bare(value, bound)


def _columns(cells: Sequence[_Cell], reasons: _Reasons) -> Json:
    """The *cells* of a node side by side; what few of them have stands under their places."""
    made: Json = {"score": [one.score for one in cells], "state": "".join(one.letter for one in cells)}
    if any(one.printed for one in cells):
        made["value"], made["shown"] = [one.value for one in cells], [one.printed for one in cells]
    if why := {i: reasons.place(one.reason) for i, one in enumerate(cells) if one.reason}:
        made["why"] = why
    if signs := {i: one.sign for i, one in enumerate(cells) if one.sign}:
        made["sign"] = signs
    return made


def _department_side(board: Dashboard, reasons: _Reasons, lang: Lang) -> Json:
    """The department's own scorecards as a side with one entity."""
    if not board.cards:
        return {}
    made: Json = {
        "id": "whole",
        "names": ["whole"],
        "labels": [board.organisation or WORDS["whole"].say(lang)],
        "periods": {},
    }
    for period, card in board.cards.items():
        cells = _card_cells(board.in_force(period), card, lang)
        nodes = {name: _columns([cells.get(name, _BLANK)], reasons) for name in _names(board.kpis)}
        made["periods"][str(period)] = {
            "nodes": nodes,
            "covered": [card.total.weight_coverage],
            "band": [band_words(card.total, lang)],
        }
    return made


def _card_cells(kpis: KpiSet, card: Scorecard, lang: Lang) -> dict[str, _Cell]:
    """The cells of a scorecard by node."""
    specs = {leaf.id: leaf for leaf in kpis.indicators}
    cells: dict[str, _Cell] = {}
    for one in card.indicators:
        if one.id not in specs:  # a closed card may have indicators that are gone
            continue
        shown = _value_words(kpis, specs[one.id], one.value, one.target, one.basis.bound, lang)
        reason = one.missing_reason.say(lang) if one.missing_reason else None
        if one.scoring == "monitored" and one.value is not None:
            reason = WORDS["watched"].say(lang)
        letter = LETTERS["not_applicable" if one.scoring == "not_applicable" else one.state]
        sign = SIGNS[single(one.open)]
        cells[one.id] = _Cell(one.score, letter, reason if one.score is None else None, one.value, shown, sign)
    scores = {one.id: one.score for one in _branches(card.dimensions)}
    for node in reversed(kpis.nodes):
        cells[node.id] = _branch_cell(node.children, cells, scores.get(node.id), lang)
    cells[kpis.id] = _branch_cell(kpis.dimensions, cells, card.total.score, lang)
    return cells


def _branches(dimensions: Iterable[DimensionScore]) -> Iterator[DimensionScore]:
    for one in dimensions:
        yield from (one, *_branches(one.dimensions))


def _branch_cell(
    children: Sequence[Dimension | Indicator], cells: Mapping[str, _Cell], score: float | None, lang: Lang
) -> _Cell:
    """The cell of a node above *children*; without a score it says which of them have none."""
    inner = LETTERS["not_applicable"]
    below = [(one, cells[one.id]) for one in children if one.id in cells and one.weight]
    if score is not None:
        return _Cell(score, " ")
    if below and all(cell.letter == inner for _, cell in below):
        return _Cell(None, inner, WORDS["none_applies"].say(lang))
    names = [one.label.say(lang) for one, cell in below if cell.score is None and cell.letter != inner]
    reason = fill(WORDS["lacking"], lang, names=WORDS["pause"].say(lang).join(names)) if names else None
    return _Cell(None, LETTERS["no_data"], reason or WORDS["no_score"].say(lang))


def _sides(board: Dashboard, reasons: _Reasons, lang: Lang) -> Iterator[Json]:
    """The leagues of each kind of entity, all periods over the same names."""
    content = {one.name: one for one in board.accounts}
    for side in ("unit", "platform", "account", "author", "entity"):
        tables = {period: table for period, some in board.leagues.items() for by, table in some.items() if by == side}
        names = sorted({name for one in tables.values() for name in one.entities})
        if not names:
            continue
        labels = [visible(entity_label(side, one, lang)) for one in names]
        made: Json = {"id": side, "names": [visible(one) for one in names], "labels": labels}
        if side == "account":
            made["platform"] = [name.partition("/")[0] for name in names]
            made["platforms"] = {one: platform_label(one, lang) for one in dict.fromkeys(made["platform"])}
            made["unit"] = [visible(content[name].unit or "") if name in content else "" for name in names]
        made["periods"] = {
            str(period): _league_columns(board, table, names, reasons, lang) for period, table in tables.items()
        }
        yield made


def _league_columns(board: Dashboard, table: League, names: Sequence[str], reasons: _Reasons, lang: Lang) -> Json:
    """One league over all *names*; those that are not in it have blank cells."""
    place = {name: i for i, name in enumerate(table.entities)}
    known, kpis = {node.id: node for node in table.nodes}, board.in_force(table.period)
    places = [place.get(name) for name in names]
    goals = {leaf.id: leaf.target(table.period) for leaf in kpis.indicators}
    rows = [{} if i is None else _league_cells(kpis, known, goals, i, lang) for i in places]
    labels = [one.say(lang) if one else None for one in table.band_labels]
    bands = [labels[i] or band_range((table.possible[0][i], table.possible[1][i]), lang) for i in place.values()]
    return {
        "nodes": {name: _columns([row.get(name, _BLANK) for row in rows], reasons) for name in _names(board.kpis)},
        "covered": [None if i is None else table.weight_coverage[i] for i in places],
        "band": [None if i is None else bands[i] for i in places],
        "rank": [None if i is None else table.nodes[0].ranks[i] for i in places],
    }


def _league_cells(
    kpis: KpiSet, nodes: Mapping[str, LeagueNode], goals: Mapping[str, Fraction | None], i: int, lang: Lang
) -> dict[str, _Cell]:
    """The cells of the entity at place *i* by node; values that miss their goals also print otherwise."""
    cells: dict[str, _Cell] = {}
    for leaf in kpis.indicators:
        node = nodes.get(leaf.id)
        if node is None:
            continue
        score, applies = node.scores[i], node.applies[i]
        watched = node.scoring(i) == "monitored"
        reason = WORDS["watched"] if watched else node.reasons[i] if score is None else None
        shown = (
            ""
            if node.values[i] is None
            else _value_words(kpis, leaf, node.values[i], goals[leaf.id], node.sides[i], lang)
        )
        letter = LETTERS[node.states[i] if applies else "not_applicable"]
        sign = SIGNS[node.score_sides[i]] if node.score_sides else ""
        cells[leaf.id] = _Cell(score, letter, reason.say(lang) if reason else None, node.values[i], shown, sign)
    for branch in reversed(kpis.nodes):
        score = nodes[branch.id].scores[i] if branch.id in nodes else None
        cells[branch.id] = _branch_cell(branch.children, cells, score, lang)
    cells[kpis.id] = _branch_cell(kpis.dimensions, cells, next(iter(nodes.values())).scores[i], lang)
    return cells


def _account(one: AccountContent) -> Json:
    days = {"first": one.first.isoformat(), "days": list(one.days), "people": one.people} if one.first else {}
    return {"count": one.post_count, "posts": [_post(row) for row in one.posts], **days}


def _post(row: PostRow) -> list[object]:
    day, title, *figures = row
    cells: list[object] = [day.isoformat(), visible(title or ""), *figures]
    while cells[-1] is None:
        cells.pop()
    return cells
