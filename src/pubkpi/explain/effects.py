"""Two scorecards → why the total moved from one to the other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import chain

from pubkpi.explain.attribution.frame import frame
from pubkpi.explain.attribution.game import Game
from pubkpi.explain.attribution.players import Snapshot, item_states, leaf_states
from pubkpi.explain.attribution.shares import shares
from pubkpi.model.errors import DataError
from pubkpi.model.explanations.effects import Contribution, Effect, Explanation, Kind, Part
from pubkpi.model.kpis import Dimension
from pubkpi.model.scores import DEPARTMENT, AdjustmentScore, IndicatorScore, Scorecard
from pubkpi.model.text import Text
from pubkpi.printing.apportion import apportion
from pubkpi.printing.rounding import rounded
from pubkpi.score.tree.bands import decimal

_CLOSE = 1e-6


@dataclass(slots=True)
class _Line:
    """One indicator or adjustment with the exact points of its effects, and what it prints."""

    id: str
    label: Text
    node: str
    effects: dict[Kind, Fraction] = field(default_factory=dict)
    parts: dict[Part, Fraction] = field(default_factory=dict)
    printed: Decimal = Decimal(0)

    @property
    def points(self) -> Fraction:
        """What it brings."""
        return sum(self.effects.values(), Fraction(0))


def explain(before: Snapshot, now: Snapshot) -> Explanation:
    """The change of the total from *before* to *now* by indicator and effect; DataError where one of them has no total,
    or is not the one that its rules and values give, UsageError where the two scorecards are built differently.
    """
    _refuse_without_totals(before, now)
    tree, ends = frame(before.kpis, now.kpis), (before.leaves, now.leaves)
    leaves = [leaf_states(leaf.id, *(end.get(leaf.id) for end in ends)) for leaf in tree.indicators]
    middle = sum(one.card.total.unadjusted or 0.0 for one in (before, now)) / 2
    game = Game(tree, leaves, list(item_states(before, now)), middle)
    values, convention = shares(game)
    points, lines = sum(chain.from_iterable(values), Fraction(0)), _lines(game, values)
    _refuse_other_sum(points, before, now)
    total = rounded(float(points), 1)
    _print([line for line in lines if not line.node], tree.dimensions, lines, total)
    found = tuple(_contributions(lines, (before, now)))
    return Explanation(now.entity, now.kpis, before.card, now.card, found, points, total, convention)


def _refuse_without_totals(before: Snapshot, now: Snapshot) -> None:
    """DataError where one of the two has no total; of an entity without any value in one of them, that it joins or
    leaves.
    """
    without = [one for one in (before, now) if one.card.total.score is None]
    if not without:
        return
    then, after, is_one = before.period, now.period, now.entity not in DEPARTMENT
    if is_one and before.is_empty and not now.is_empty:
        what = Text(f"{after} 新加入，{then} 没有数据，无从比较", f"it joins in {after} and has no data in {then}")
        raise DataError(now.entity, what)
    if is_one and now.is_empty and not before.is_empty:
        what = Text(f"{after} 已没有数据，是退出了，无从比较", f"it has left: there are no data in {after}")
        raise DataError(now.entity, what)
    what, hint = Text("没有总分，无从比较", "there is no total to compare"), "pubkpi score"
    raise DataError(str(without[0].period), what, Text(f"原因见 {hint}。", f"{hint} says why."))


def _refuse_other_sum(points: Fraction, before: Snapshot, now: Snapshot) -> None:
    """DataError where the parts do not add up to what lies between the totals: a closed one may be by other rules."""
    gap = (now.card.total.score or 0.0) - (before.card.total.score or 0.0)
    if abs(float(points) - gap) >= _CLOSE:
        shown = [f"{one:+.4f}" for one in (float(points), gap)]
        what = Text(
            f"总分相差 {shown[1]} 分，按现有规则和数据各项合计 {shown[0]} 分，无法逐项分解",
            f"the totals differ by {shown[1]}, the parts by the rules and data at hand by {shown[0]}: no part compares",
        )
        raise DataError(f"{before.period}, {now.period}", what)


def _lines(game: Game, values: Sequence[Sequence[Fraction]]) -> list[_Line]:
    """The indicators in the order of the tree, then the adjustments, one whose rule has changed as one."""
    nodes = {leaf.id: node.id for node in game.frame.nodes for leaf in node.leaves}
    lines = [_Line(leaf.id, leaf.label, nodes[leaf.id]) for leaf in game.frame.indicators]
    for line, leaf, points in zip(lines, game.leaves, values, strict=False):
        for effect, own in zip(leaf.effects, points, strict=True):
            if effect == "numerator" or effect == "denominator":
                line.parts[effect] = own
            else:
                line.effects[effect] = own
        if line.parts:
            line.effects = {"performance": sum(line.parts.values(), Fraction(0)), **line.effects}
    items: dict[str, _Line] = {}
    for one, points in zip(game.items, values[len(lines) :], strict=True):
        item = items.setdefault(
            f"{one.kind} {one.item.id}", _Line(one.item.id, one.item.label, getattr(one.item, "node", ""))
        )
        if points:
            item.effects["adjustment"] = sum(points, item.points)
    return [*lines, *items.values()]


def _print(mine: Sequence[_Line], nodes: Sequence[Dimension], lines: Iterable[_Line], total: Decimal) -> None:
    """Give *total* as it prints to the lines that are *mine* and to *nodes*, and what each of these has to its own."""
    below = [[line for line in lines if line.node in {node.id for node in top.nodes}] for top in nodes]
    parts = [line.points for line in mine] + [sum((one.points for one in some), Fraction(0)) for some in below]
    printed = apportion(parts, total)
    for line, own in zip(mine, printed, strict=False):
        line.printed = own
    for node, some, own in zip(nodes, below, printed[len(mine) :], strict=True):
        _print([line for line in some if line.node == node.id], node.dimensions, some, own)


def _contributions(lines: Iterable[_Line], ends: tuple[Snapshot, Snapshot]) -> Iterator[Contribution]:
    """The *lines* with what they are at both ends; what rounding leaves to a kind goes on to the next line."""
    parts_of = [_parts_of(one.card) for one in ends]
    lost = [_points_lost(one) for one in ends]
    owed: dict[Kind, Fraction] = defaultdict(Fraction)
    for line in lines:
        kinds, points = list(line.effects), list(line.effects.values())
        printed = apportion(points, line.printed, [owed[kind] for kind in kinds])
        effects = []
        for kind, exact, shown in zip(kinds, points, printed, strict=True):
            owed[kind] += exact - Fraction(shown)
            parts = list(line.parts.items()) if kind == "performance" else []
            each = apportion([one for _, one in parts], shown)
            own = tuple(Effect(name, one, tenth) for (name, one), tenth in zip(parts, each, strict=True))
            effects.append(Effect(kind, exact, shown, own))
        before, now = (some.get(line.id) for some in parts_of)
        gone = lost[0].get(line.id), lost[1].get(line.id)
        yield Contribution(line.id, line.label, line.node, before, now, tuple(effects), line.points, line.printed, gone)


def _parts_of(card: Scorecard) -> dict[str, IndicatorScore | AdjustmentScore]:
    return {**{one.id: one for one in card.adjustments}, **{one.id: one for one in card.indicators}}


def _points_lost(snapshot: Snapshot) -> dict[str, float]:
    """The points that each indicator is short of its cap."""
    caps = {leaf.id: float(leaf.cap) for leaf in snapshot.kpis.indicators}
    return {
        one.id: decimal((one.effective_weight or 0.0) * (caps[one.id] - one.score) / 100)
        for one in snapshot.card.indicators
        if one.points is not None and one.score is not None
    }
