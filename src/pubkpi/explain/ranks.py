"""Why one entity stands before another, what the next rank needs, and how far ranks are firm; columns throughout.

A total is the sum of the scores times their effective weights where every mean is arithmetic and nothing is taken off
or added; those weights are the same for all entities that lack the same indicators, so that a draw of weights is rolled
up once for each such kind. Other scorecards are rolled up whole, entity by draw, and get fewer draws.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import isclose
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pubkpi.explain.robustness import NOT_AGAIN, noise
from pubkpi.explain.rows import leaf_weights
from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.explanations.robustness import NoiseRule, RankOmission, RankRobustness
from pubkpi.model.explanations.scenarios import Difference
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.entity_class import of_class
from pubkpi.model.periods import Period
from pubkpi.model.scores import LeagueNode, Side
from pubkpi.model.text import Text, choices_hint
from pubkpi.score.findings import league as findings
from pubkpi.score.indicators.curves import Floats
from pubkpi.score.league import ranks, unranked_nodes
from pubkpi.score.tree.adjust import adjust
from pubkpi.score.tree.bands import decimal, decimals, rounded_all
from pubkpi.score.tree.columns import Entities, adjusting, columns
from pubkpi.score.tree.entities import ranking_table
from pubkpi.score.tree.rollup import Leaf, roll_up

Places = NDArray[np.intp]
_Drawn = tuple[list[Floats], Places]  # weights of the leaves, and whose they are
_MOST, _MOST_WHOLE = 10_000_000, 500_000  # totals that are drawn, by weights of kinds and by whole roll-ups
_AT_ONCE = 1_000_000  # totals that are ranked at once
_FEW = 30  # names that a hint lists


class Contest:
    """The entities that have a total in *period*, best first, to be scored anew; DataError without any."""

    def __init__(self, kpis: KpiSet, period: Period, entities: Entities) -> None:
        side, kpis = ranking_table(kpis, entities), kpis.in_force(period)
        made, given = columns(kpis, period, side), adjusting(kpis, period, side)
        rolled = roll_up(kpis, [one.leaf for one in made], float(kpis.min_weight_coverage), len(side.names))
        self.kpis, self.adjusted = kpis, adjust(kpis, given, rolled)
        totals = self.adjusted.rolled.total
        whole = LeagueNode(kpis.id, kpis.label, float(kpis.full), (), ranks(totals, kpis.rank_decimals))
        self.findings = tuple(findings.unlike(kpis, made, whole))
        best_first = np.argsort(-totals, kind="stable")
        self.places: Places = best_first[: np.count_nonzero(~np.isnan(totals))]
        self.names = [side.names[place] for place in self.places.tolist()]
        # whose weights are those of a class, each with the places of its members; all without classes
        members = {name: {*some} for name, some in kpis.classes.items()}
        home = [next((name for name, some in members.items() if one in some), "") for one in self.names]
        kinds = {name: of_class(kpis, name) if name else kpis for name in dict.fromkeys(home)}
        self._classes = [(one, np.array([i for i, at in enumerate(home) if at == name])) for name, one in kinds.items()]
        self.unranked = len(side.names) - len(self.names)
        if not self.names:
            raise DataError(str(period), Text("谁都没有总分", "nobody has a total"))
        self.totals: Floats = totals[self.places]
        shape = len(made), len(self.names)
        self.scores = np.array([one.score[self.places] for one in made]).reshape(shape)
        self.applies = np.array([one.applies[self.places] for one in made], bool).reshape(shape)
        self.observed = np.array([one.observed[self.places] for one in made], bool).reshape(shape)
        self._inputs = {name: one.those(self.places) for name, one in given.items()}  # type: ignore[arg-type]  # places
        weights = np.array(rolled.leaf_weight).reshape(len(made), len(side.names))[:, self.places]
        self.weights: Floats = np.where(self.applies & ~np.isnan(weights), weights, 0.0)

    @property
    def is_sum(self) -> bool:
        """Whether totals are sums of points, with nothing taken off or added."""
        return self.adds and not self._inputs

    @property
    def adds(self) -> bool:
        """Whether every mean is arithmetic, nothing is rounded, and no weight goes across dimensions."""
        plain = not (self.kpis.has_rounding or self.kpis.across or any(one.across for one in self.kpis.nodes))
        return plain and all(one.id in self.kpis.with_points for one in self.kpis.everything)

    @property
    def most_draws(self) -> int:
        """How many draws are to be had in good time."""
        return max((_MOST if self.is_sum else _MOST_WHOLE) // len(self.names), 10)

    @property
    def points(self) -> Floats:
        """What each indicator brings to each total, leaf by entity."""
        found: Floats = self.weights * np.nan_to_num(self.scores) / 100
        return found

    def with_factors(self, factors: Mapping[str, Floats], rows: int) -> Floats:
        """The totals with the weights of each node times its *factors*, so many *rows*, row by entity."""
        drawn = [(leaf_weights(kpis, factors, rows), members) for kpis, members in self._classes]
        return self._by_kind(drawn) if self.is_sum else self._by_draw(drawn)

    def _by_kind(self, drawn: list[_Drawn]) -> Floats:
        rows, scores = len(drawn[0][0][0]), np.nan_to_num(self.scores)
        found = np.empty((rows, len(self.places)))
        for weights, members in drawn:
            known = np.vstack([~np.isnan(self.scores[:, members]), self.applies[:, members]])
            _, first, which = np.unique(np.packbits(known, axis=0), axis=1, return_index=True, return_inverse=True)
            for kind, place in enumerate(members[first].tolist()):
                mine = members[which.ravel() == kind]
                leaves = [
                    Leaf(np.full(rows, score[place]), np.full(rows, on[place]), np.full(rows, seen[place]), weight)
                    for score, on, seen, weight in zip(self.scores, self.applies, self.observed, weights, strict=True)
                ]
                rolled = roll_up(self.kpis, leaves, float(self.kpis.min_weight_coverage), rows)
                # a node without weight has no score, and its leaves no effective weight
                effective = np.where(np.isnan(rolled.total), np.nan, np.nan_to_num(np.array(rolled.leaf_weight))).T
                found[:, mine] = (effective * np.where(self.applies[:, place], 1.0, 0.0)) @ scores[:, mine] / 100
        return found

    def _by_draw(self, drawn: list[_Drawn]) -> Floats:
        count = len(self.places)
        found = []
        for row in range(len(drawn[0][0][0])):
            own = np.empty((len(self.scores), count))
            for weights, members in drawn:
                own[:, members] = np.array([one[row] for one in weights])[:, np.newaxis]
            leaves = [
                Leaf(score, on, seen, weight)
                for score, on, seen, weight in zip(self.scores, self.applies, self.observed, own, strict=True)
            ]
            rolled = roll_up(self.kpis, leaves, float(self.kpis.min_weight_coverage), count)
            found.append(adjust(self.kpis, self._inputs, rolled).rolled.total)
        return np.array(found)


def rank_robustness(
    kpis: KpiSet, period: Period, entities: Entities, rule: NoiseRule, by: Side, pair: tuple[str, ...] = ()
) -> RankRobustness:
    """How firm the ranks are, and by what the first of a *pair* leads the second; DataError where nobody has a total,
    UsageError for one of the pair that has none, and for units where the total rests on counts that they are not
    ranked on.
    """
    _refuse_counts(kpis, by)
    contest = Contest(kpis, period, entities)
    rule = replace(rule, draws=min(rule.draws, contest.most_draws), is_sum=kpis.mean.is_sum)
    own = places(rounded_all(contest.totals, kpis.rank_decimals)[np.newaxis])[0]
    low, high, firm = _spread(contest, rule)
    most_of, dominant = _leads(contest)
    lacking, lever, needed = _needs(contest, own)
    return RankRobustness(
        scorecard=kpis.id,
        label=kpis.label,
        period=period,
        by=by,
        rule=rule,
        entities=contest.names,
        totals=decimals(contest.totals).tolist(),
        ranks=own.tolist(),
        low=low,
        high=high,
        ahead=[*decimals(-np.diff(contest.totals)).tolist(), None],
        firm=firm,
        dominant=[*dominant.tolist(), False],
        most=[*most_of, None],
        lacking=lacking,
        lever=lever,
        needed=needed,
        unranked=contest.unranked,
        omissions=rank_omissions(contest, own),
        findings=contest.findings,
        labels={leaf.id: leaf.label for leaf in kpis.indicators},
        pair=pair,
        lead=_lead(contest, pair) if pair else (),
    )


def refuse_other_totals(ranking: RankRobustness, totals: Mapping[str, float | None]) -> None:
    """DataError where a closed league has other *totals* than the *ranking*."""
    made = dict(zip(ranking.entities, ranking.totals, strict=True))
    stored = {name: total for name, total in totals.items() if total is not None}
    for name in (*made, *stored):
        if name not in made or name not in stored or not isclose(stored[name], made[name], abs_tol=1e-6):
            raise DataError(f"{name} {ranking.period}", NOT_AGAIN)


def _refuse_counts(kpis: KpiSet, by: Side) -> None:
    counts = unranked_nodes(kpis) if by in ("unit", "author") else {}
    if kpis.id in counts:
        raise UsageError("--by", next(findings.unranked(kpis, counts)).message)


def _spread(contest: Contest, rule: NoiseRule) -> tuple[list[int], list[int], list[float | None]]:
    """By entity the ends of the middle nine tenths of its ranks, and in which share of the draws it stays ahead."""
    factors = noise(contest.kpis, rule, np.random.default_rng(rule.seed))
    drawn = contest.with_factors(factors, rule.draws)
    ordered, some = np.empty((drawn.shape[1], rule.draws), np.int32), max(_AT_ONCE // drawn.shape[1], 1)
    for start in range(0, rule.draws, some):
        shown = np.round(drawn[start : start + some], contest.kpis.rank_decimals)
        ordered[:, start : start + some] = places(shown).T
    ordered.sort(axis=1)
    cut = int(0.05 * (rule.draws - 1))
    ahead, behind = drawn[:, :-1], drawn[:, 1:]
    firm = np.mean((ahead > behind) + 0.5 * (ahead == behind), axis=0)
    return ordered[:, cut].tolist(), ordered[:, rule.draws - 1 - cut].tolist(), [*firm.tolist(), None]


def places(totals: Floats) -> NDArray[np.int64]:
    """The rank of each total within its row, 1 for the greatest; equals share the smallest number."""
    order = np.argsort(-totals, axis=1)
    ranked = np.take_along_axis(totals, order, axis=1)
    step = np.ones(totals.shape, np.int64)
    step[:, 1:] = np.where(ranked[:, 1:] == ranked[:, :-1], 0, np.arange(2, totals.shape[1] + 1))
    found = np.empty_like(step)
    np.put_along_axis(found, order, np.maximum.accumulate(step, axis=1), axis=1)
    return found


def rank_omissions(contest: Contest, own: NDArray[np.int64]) -> tuple[RankOmission, ...]:
    """By how far the ranks *own* move without each node that has a weight, farthest first."""
    kpis = contest.kpis
    nodes = [one for one in kpis.everything if one.weight]
    factors = {one.id: np.where(np.arange(len(nodes)) == i, 0.0, 1.0) for i, one in enumerate(nodes)}
    totals = contest.with_factors(factors, len(nodes))
    found = []
    for node, row in zip(nodes, totals, strict=True):
        there = ~np.isnan(row)
        if there.any():
            moved = np.abs(places(rounded_all(row, kpis.rank_decimals)[np.newaxis])[0] - own)
            found.append(RankOmission(node.id, node.label, decimal(float(moved[there].mean()))))
    return tuple(sorted(found, key=lambda one: -one.places))


def _leads(contest: Contest) -> tuple[list[str | None], NDArray[np.bool_]]:
    """By entity but the last the indicator that makes most of its lead, and whether no weights could turn it."""
    scores, names = contest.scores, [leaf.id for leaf in contest.kpis.indicators]
    counted = np.array([bool(leaf.weight) for leaf in contest.kpis.indicators])[:, np.newaxis]
    better, worse = scores[:, :-1] >= scores[:, 1:], np.isnan(scores[:, :-1]) | np.isnan(scores[:, 1:])
    dominant = (better | ~counted).all(axis=0) & ~(worse & counted).any(axis=0) & (not contest._inputs)
    if not contest.adds:
        return [None] * (len(contest.names) - 1), dominant
    gaps = contest.points[:, :-1] - contest.points[:, 1:]
    first = gaps.argmax(axis=0)
    there = gaps.max(axis=0, initial=0.0) > 0
    return [names[i] if one else None for i, one in zip(first.tolist(), there.tolist(), strict=True)], dominant


def _needs(contest: Contest, own: NDArray[np.int64]) -> tuple[list[Any], list[Any], list[Any]]:
    """By entity the points to the next rank above, the lever, and the score that it needs."""
    above = np.searchsorted(own, own, side="left") - 1
    lacking = np.where(above >= 0, contest.totals[above] - contest.totals, np.nan)
    count = len(contest.names)
    if not contest.adds:
        return _plain(lacking), [None] * count, [None] * count
    best = np.array([leaf.score_ends[1] for leaf in contest.kpis.indicators])[:, np.newaxis]
    room = np.where(np.isnan(contest.scores), 0.0, contest.weights * (best - contest.scores) / 100)
    lever, rows = room.argmax(axis=0), np.arange(count)
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = contest.scores[lever, rows] + 100 * lacking / contest.weights[lever, rows]
    there = (room[lever, rows] >= lacking) & ~np.isnan(lacking)
    names = [leaf.id for leaf in contest.kpis.indicators]
    chosen = [names[i] if one else None for i, one in zip(lever.tolist(), there.tolist(), strict=True)]
    return _plain(lacking), chosen, _plain(np.where(there, needed, np.nan))


def _lead(contest: Contest, pair: tuple[str, ...]) -> tuple[Difference, ...]:
    """What each indicator and adjustment brings to the totals of the two, and to the lead of the first."""
    for name in pair:
        if name not in contest.names:
            what = Text(f"{name} 没有总分，或没有这个对象", f"{name} has no total, or is not there")
            raise UsageError("--entity", what, choices_hint(contest.names[:_FEW], name))
    first, second = (contest.names.index(name) for name in pair)
    listed = [
        (leaf.id, leaf.label, row[first], row[second])
        for leaf, row, scores in zip(contest.kpis.indicators, contest.points, contest.scores, strict=True)
        if leaf.weight and not np.isnan(scores[[first, second]]).all()  # else neither has points of it
    ]
    for one in contest.adjusted.items:
        points = np.nan_to_num(one.points[contest.places])
        listed.append((one.item.id, one.item.label, points[first], points[second]))
    found = []
    for name, label, *both in listed:
        ahead, behind = (decimal(float(one)) for one in both)
        found.append(Difference(name, label, behind, ahead, decimal(ahead - behind) if contest.adds else None))
    return tuple(found)


def _plain(column: Floats) -> list[Any]:
    shown = decimals(column).astype(object)
    shown[np.isnan(column)] = None
    return list(shown.tolist())
