"""Random scorecards and what they come to by a route of their own: exact fractions, one entity, one node at a time.

Nothing here is shared with the package but the names of what a scorecard holds.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from random import Random

from pubkpi.model.kpis import Dimension
from pubkpi.model.kpis.adjustments import Adjustments, Item, Limit, Veto
from pubkpi.model.kpis.grade_rules import Baseline, Mean, MissingRule, NotApplicableRule, Rounding
from pubkpi.model.text import same
from tests.score.cards import Q1, Q4, SHIPPED, kpis, leaf

HUNDRED = Fraction(100)
METHODS = "attainment completion hold steps piecewise goalposts log_goalposts target_range".split()


@dataclass
class Reckoned:
    """Total and scores of the dimensions (None where there is none), the effective weights, what each item took."""

    total: Fraction | None
    scores: dict[str, Fraction | None]
    weights: dict[str, Fraction]
    taken: dict[str, Fraction | None] = field(default_factory=dict)
    refused: dict[str, bool] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)


# ---- random scorecards


def split(random, whole, parts):
    """*whole* in so many parts of tenths that sum to it; some may be 0."""
    cuts = sorted(random.randint(0, int(whole * 10)) for _ in range(parts - 1))
    return [Fraction(b - a, 10) for a, b in zip([0, *cuts], [*cuts, int(whole * 10)], strict=True)]


def a_leaf(random, name, weight):
    floor = random.choice([0, 0, 0, 20, 45, -15])
    cap = random.choice([100, 100, 100, 110, 150])
    out = NotApplicableRule(same("none"), ("部门",))
    return leaf(
        name,
        str(float(weight)),
        **a_method(random, floor, cap),
        floor=Fraction(floor),
        cap=Fraction(cap),
        missing=MissingRule(random.choice(["reweight"] * 6 + ["zero", "refuse"])),
        not_applicable=out if random.random() < 0.08 else None,
        rounding=a_rounding(random),
    )


def a_method(random, floor, cap):
    """How an indicator makes its score of a value: mostly by itself, or by any method of its own numbers."""
    method = random.choice(["value"] * 8 + [*METHODS])
    up = random.random() < 0.5 or method in ("value", "piecewise")
    low, high = sorted(Fraction(one, 2) for one in random.sample(range(2, 220), 2))
    worst, best = (low, high) if up else (high, low)
    made = {
        "method": method,
        "direction": "up" if up else "down",
        "targets": ((Q1, best), (Q4, best)),
        "baseline": Baseline(worst),
    }
    cuts = sorted(Fraction(one, 2) for one in random.sample(range(-20, 220), 4))
    points = sorted(Fraction(random.randint(floor, cap)) for _ in range(4))
    if method in ("steps", "piecewise"):
        key = "knots" if method == "piecewise" else "steps"
        made |= {key: tuple(zip(cuts, points if up else points[::-1], strict=True))}
    if method == "target_range":
        made |= {"plateau": tuple(cuts), "direction": "range"}
    if method.endswith("goalposts"):
        made |= {"goalposts": (worst, best)}
    return made | ({} if method in ("attainment", "completion", "hold") else {"targets": (), "baseline": Baseline()})


def a_rounding(random):
    ways = ["half_up", "half_even", "up", "down"]
    return Rounding(random.choice(ways), random.choice([0, 1, 2])) if random.random() < 0.1 else None


def a_mean(random):
    how = random.choice(["arithmetic"] * 6 + ["geometric", "harmonic", "power", "minimum", "sum", "sum"])
    zero = random.choice([None, Fraction(0), Fraction(1)]) if how in ("geometric", "harmonic", "power") else None
    return Mean(how, zero, Fraction(random.choice([-20, -5, 5, 15, 20, 30]), 10) if how == "power" else None,
        Fraction(random.choice([40, 80, 100, 120])) if how == "sum" and random.random() < 0.5 else None)  # fmt: skip


def a_node(random, name, weight, depth):
    made = Dimension(
        name, same(name), weight, mean=a_mean(random), minimum=random.choice([None, None, Fraction(4, 10)]),
        across=random.random() < 0.25, rounding=a_rounding(random),
    )  # fmt: skip
    whole = weight * 2 if made.mean.cap is not None and random.random() < 0.5 else weight
    parts = split(random, whole, random.randint(1, 3))
    if depth and random.random() < 0.35:
        below = tuple(a_node(random, f"{name}{i}", part, depth - 1) for i, part in enumerate(parts))
        return replace(made, dimensions=below)
    return replace(made, leaves=tuple(a_leaf(random, f"{name}x{i}", part) for i, part in enumerate(parts)))


def scorecard(random):
    """A scorecard of up to three levels with any means, floors, caps, policies and adjustments."""
    mean = random.choice([Mean(), Mean(), Mean(), a_mean(random), a_mean(random)])
    whole = Fraction(random.choice([60, 100, 250])) if mean.how == "sum" else HUNDRED
    tops = tuple(a_node(random, f"d{i}", part, 2) for i, part in enumerate(split(random, whole, random.randint(1, 4))))
    tree = kpis((100, [leaf("one", 100)]))
    made = replace(tree, dimensions=tops, mean=mean)
    made = replace(made, across=random.random() < 0.25, rounding=a_rounding(random))
    made = replace(made, min_weight_coverage=Fraction(random.choice([0, 0, 5, 7, 10]), 10))
    made = replace(
        made, adjustments=adjustments(random, sorted(node.id for node in made.nodes if node.id in made.with_points))
    )
    names = [one.measure for one in (*made.indicators, *made.adjustments)]
    scale = replace(tree.measures["one"], unit="points")  # a baseline of it is everybody's
    return replace(made, measures=dict.fromkeys(names, scale))


def adjustments(random, nodes):
    def item(name, node=""):
        points, per, cap = (Fraction(random.randint(1, most), 10) for most in (60, 40, 300))
        side = random.choice([{}, {}, {"below": Fraction(10)}, {"above": Fraction(4)}])
        more = {**side, "full": random.random() < 0.3, "scaled": bool(node) and random.random() < 0.3}
        return Item(name, same(name), name, points, cap, "mini.yaml:6:1", per, node=node, **more)

    def veto(name):
        how = random.choice(["at_least", "above", "at_most", "below"])
        left = (
            {"band": random.choice(["fail", "pass"])}
            if random.random() < 0.5
            else {"cap": Fraction(random.randint(0, 99))}
        )
        return Veto(name, same(name), name, Limit(how, Fraction(random.randint(-2, 6))), "mini.yaml:5:1", **left)

    gate = Limit(random.choice(["at_least", "above"]), Fraction(random.randint(30, 90)))
    return Adjustments(
        veto=tuple(veto(f"v{i}") for i in range(random.choice([0, 0, 1, 2]))),
        deduct=tuple(item(f"t{i}", random.choice(["", *nodes])) for i in range(random.choice([0, 1, 2, 3]))),
        bonus=tuple(item(f"b{i}") for i in range(random.choice([0, 0, 1, 2]))),
        gate=random.choice([None, gate]),
        bonus_cap=random.choice([None, Fraction(5), Fraction(12)]),
        floor=Fraction(random.choice([0, 0, 0, -30])),
    )


def values_for(random, card, gaps):
    """A value for each measure of *card* in tenths, or None for so many of them."""
    found = {one.measure: Fraction(random.randint(-200, 1300), 10) for one in card.indicators}
    found |= {one.measure: Fraction(random.randint(-20, 120), 10) for one in card.adjustments}
    return {name: None if random.random() < gaps else one for name, one in found.items()}


def completed(random, card, found):
    """*found* with a value for each that is missing."""
    return {name: full if found[name] is None else found[name] for name, full in values_for(random, card, 0).items()}


# ---- what they come to


def reckon(card, found):
    """The scorecard of *found*."""
    out = Reckoned(None, {}, {})
    total, _, _ = _above(card, card.dimensions, card, card.min_weight_coverage, found, out)
    out.total = None if total == REFUSED else total
    _weights(card.dimensions, HUNDRED, out, HUNDRED if card.mean.how == "sum" else None)
    _take(card, found, out)
    failed, open_ = _verdicts(card, found)
    _give(card, found, out, closed=bool(failed or open_))
    for one in failed:
        most = one.cap if one.cap is not None else _under(card, one.band)
        out.total = None if out.total is None else min(out.total, most)
    out.total = rounded(card.rounding, out.total)
    return out


def graded(one, x):
    """The score of the value *x* by the method of the indicator *one*, within its floor and cap."""
    if x is None:
        return None
    up, best = one.direction == "up", one.targets[0][1] if one.targets else None
    if one.method == "value":
        score = x
    elif one.method == "attainment":
        score = 60 + 40 * (x - one.baseline.value) / (best - one.baseline.value)
    elif one.method == "completion":
        score = 100 * x / best if up else 100 * best / x if x > 0 else one.cap
    elif one.method == "hold":
        score = Fraction(100 if x == best or (x > best) == up else 0)
    elif one.method == "steps":
        won = [points for cut, points in one.steps if x == cut or (x > cut) == up]
        score = max(won, default=min(Fraction(0), *(points for _, points in one.steps)))
    elif one.method == "piecewise":
        score = _line(one.knots, x)
    elif one.method == "goalposts":
        score = _line(sorted(zip(one.goalposts, (Fraction(0), HUNDRED), strict=True)), x, beyond=True)
    elif one.method == "target_range":
        score = _line(list(zip(one.plateau, map(Fraction, (0, 100, 100, 0)), strict=True)), x)
    else:
        score = (one.floor if up else one.cap) if x <= 0 else _logs(one.goalposts, x)
    return min(max(score, one.floor), one.cap)


def _line(knots, x, *, beyond=False):
    """Where *x* lies on the lines between *knots*: flat outside, or *beyond* them the first and the last one go on."""
    if not beyond and not knots[0][0] < x < knots[-1][0]:
        return knots[0][1] if x <= knots[0][0] else knots[-1][1]
    pairs = list(pairwise(knots))
    (a, low), (b, high) = next((pair for pair in pairs if x <= pair[1][0]), pairs[-1])
    return low + (high - low) * (x - a) / (b - a)


def _logs(ends, x):
    with localcontext(prec=50):
        worst, best, here = (_decimal(one).ln() for one in (*ends, x))
        return Fraction(100 * (here - worst) / (best - worst))


def rounded(rule, score):
    """*score* by hand: how far it is beyond the last decimal that is left decides."""
    if rule is None or score is None:
        return score
    if score < 0:
        return -rounded(rule, -score)
    units = score * 10**rule.places
    whole, rest = divmod(units, 1)
    # a mean of powers is known to its 50 digits only
    rest = (
        Fraction(0)
        if rest < Fraction(1, 10**9)
        else Fraction(1, 2)
        if abs(rest - Fraction(1, 2)) < Fraction(1, 10**9)
        else rest
    )
    if 1 - rest < Fraction(1, 10**9):
        whole, rest = whole + 1, Fraction(0)
    more = {
        "half_up": rest >= Fraction(1, 2), "half_even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2),
        "up": rest > 0, "down": False,
    }[rule.how]  # fmt: skip
    return Fraction(whole + bool(more), 10**rule.places)


def _applies(one):
    return one.not_applicable is None


def _whole(node):
    """The weight of the leaves below that apply."""
    return sum((one.weight for one in node.indicators if _applies(one)), Fraction(0))


def _node(card, node, found, out):
    """(score, weight scored) of a dimension."""
    least = card.min_weight_coverage if node.minimum is None else node.minimum
    if node.dimensions:
        score, _, scored = _above(card, node.dimensions, node, least, found, out)
        refused = score == REFUSED
    else:
        score, scored, refused = _of_leaves(node, least, found)
    score = None if refused else rounded(node.rounding, score)
    out.scores[node.id] = score
    out.refused[node.id] = bool(refused)
    return score, scored


REFUSED = "refused"


def _above(card, nodes, spec, least, found, out):
    made = [(one, *_node(card, one, found, out)) for one in nodes]
    whole, scored = sum(map(_whole, nodes)), sum(part for _, _, part in made)
    used = [(one, score) for one, score, _ in made if _whole(one) and one.weight]
    if spec.across:
        left = {one.id for one, score in used if score is None and not out.refused[one.id]}
        used = [(one, score) for one, score in used if one.id not in left]
        out.left |= left
    if any(out.refused[one.id] for one, _ in used):
        return REFUSED, whole, scored
    if not whole or scored / whole < least or not used or any(score is None for _, score in used):
        return None, whole, scored
    score = _mean(spec.mean, [(one.weight, score) for one, score in used], HUNDRED if spec is card else spec.weight)
    return REFUSED if score is None else score, whole, scored


def _of_leaves(node, least, found):
    parts, refused = [], False
    for one in node.leaves:
        value = found[one.measure]
        score = rounded(one.rounding, graded(one, value))
        if value is None and one.missing.policy == "zero":
            score = one.floor
        if _applies(one) and one.weight:
            never = ("refuse", "reweight") if node.mean.how == "sum" else ("refuse",)
            refused |= score is None and one.missing.policy in never
            parts += [(one.weight, score)] if score is not None else []
    whole, scored = _whole(node), sum((weight for weight, _ in parts), Fraction(0))
    if refused or not scored or scored / whole < least:
        return None, scored, refused
    score = _mean(node.mean, parts, node.weight)
    return score, scored, score is None


def _mean(mean, parts, own):
    if mean.how == "sum":
        points = sum(weight * score / HUNDRED for weight, score in parts)
        return points * HUNDRED / own if mean.cap is None else min(points * HUNDRED / own, mean.cap)
    whole = sum(weight for weight, _ in parts)
    if mean.how == "minimum":
        return min(score for _, score in parts)
    if mean.how == "arithmetic":
        return sum(weight * score for weight, score in parts) / whole
    low = mean.zero or Fraction(0)
    if mean.zero is None and any(score <= 0 for _, score in parts):
        return None
    lifted = [(weight, max(score, low)) for weight, score in parts]
    power = {"harmonic": Fraction(-1), "geometric": Fraction(0)}.get(mean.how, mean.power)
    if power <= 0 and any(score <= 0 for _, score in lifted):
        return Fraction(0)
    with localcontext(prec=50):
        if power:
            raised = sum(_decimal(weight / whole) * _raised(score, power) for weight, score in lifted)
            return Fraction(_raised(Fraction(raised), 1 / power))
        logs = sum(_decimal(weight / whole) * _decimal(score).ln() for weight, score in lifted)
        return Fraction(logs.exp())


def _raised(score, power):
    return (_decimal(power) * _decimal(score).ln()).exp() if score else Decimal(0)


def _decimal(one):
    return Decimal(one.numerator) / Decimal(one.denominator)


def _weights(nodes, whole, out, own):
    """The effective weights of *nodes*, of a *whole* that they share, or of which each has its part in *own* points."""
    counting = [one for one in nodes if _whole(one) and one.id not in out.left]
    used = sum(one.weight for one in counting) if own is None else own
    for one in nodes:
        out.weights[one.id] = whole * one.weight / used if one in counting and used else Fraction(0)
        _weights(one.dimensions, out.weights[one.id], out, one.weight if one.mean.how == "sum" else None)


def _path(nodes, name):
    for one in nodes:
        if one.id == name:
            return [name]
        below = _path(one.dimensions, name)
        if below:
            return [one.id, *below]
    return []


def _due(item, value):
    if value is None:
        return None
    if item.below:
        value = (item.below - value) / item.below
    if item.above:
        value = (value - item.above) / item.above
    count = value / item.per
    return min(max(item.points * (count // 1 if item.full else count), Fraction(0)), item.cap)


def _take(card, found, out):
    items = card.adjustments.deduct
    for item in [one for one in items if one.node] + [one for one in items if not one.node]:
        due, path, floor = _due(item, found[item.measure]), _path(card.dimensions, item.node), card.adjustments.floor
        if item.scaled and due is not None:
            nominal = next(one.weight for one in card.nodes if one.id == item.node)
            due = due * out.weights[item.node] / nominal if nominal else due
        held = [None if out.total is None else out.total - floor] + [
            Fraction(0)
            if not out.weights[name]
            else None
            if out.scores[name] is None
            else (out.scores[name] - floor) * out.weights[name] / 100
            for name in path
        ]
        left = min((one for one in held if one is not None), default=None)
        off = Fraction(0) if left is not None and left <= 0 else due if None in (due, left) else min(due, left)
        out.taken[item.id] = off
        for name in path:
            if off is None and out.weights[name]:
                out.scores[name] = None
            elif out.scores[name] is not None and out.weights[name]:
                out.scores[name] = max(out.scores[name] - 100 * off / out.weights[name], min(out.scores[name], floor))
        out.total = None if None in (off, out.total) else max(out.total - off, min(out.total, floor))


def _beyond(limit, value):
    return {
        "at_least": value >= limit.value, "above": value > limit.value,
        "at_most": value <= limit.value, "below": value < limit.value,
    }[limit.how]  # fmt: skip


def _verdicts(card, found):
    vetoes = card.adjustments.veto
    failed = [one for one in vetoes if found[one.measure] is not None and _beyond(one.fails, found[one.measure])]
    return failed, [one for one in vetoes if found[one.measure] is None]


def _under(card, name):
    """The best printed score below the band above *name*."""
    ids = [one.id for one in card.bands]
    return Fraction(card.bands[ids.index(name) - 1].at_least) - Fraction(1, 10)


def printed(score):
    """To one decimal, half up."""
    return Fraction(int(score * 10 + Fraction(1, 2)), 10)


def _give(card, found, out, *, closed):
    rules = card.adjustments
    shut = closed or out.total is None or (rules.gate is not None and not _beyond(rules.gate, printed(out.total)))
    room = rules.bonus_cap
    for item in rules.bonus:
        due = Fraction(0) if shut else _due(item, found[item.measure]) or Fraction(0)
        given = due if room is None else min(due, room)
        room = None if room is None else room - given
        out.total = None if out.total is None else out.total + given


def tries(seed, count):
    """So many scorecards, each with values of which some are missing."""
    random = Random(seed)
    for _ in range(count):
        card = scorecard(random)
        yield random, card, values_for(random, card, random.choice([0, 0.15, 0.4]))


BANDS = [one.id for one in SHIPPED.bands]
