"""What a scorecard raises for people to decide on: missed twice running, beyond the target, far from it.

All three read value and target as they print, so that a flag never contradicts what stands beside it.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from pubkpi.model.findings import Finding
from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.assessment import Consequence
from pubkpi.model.scores import Flag, IndicatorScore, Scorecard
from pubkpi.model.text import NOTHING, Text
from pubkpi.printing.rounding import SIGNS, rounded
from pubkpi.score.tree.bands import decimal
from pubkpi.score.tree.states import side


def flags(kpis: KpiSet, card: Scorecard, before: Scorecard | None) -> tuple[Flag, ...]:
    """The flags of *card* by owner, owners in the order of the scorecard; *before* is the period before, if scored.

    Two misses running are two of the rhythm in which is assessed: two weeks of a plan by quarters are none.
    """
    running = card.period.kind == kpis.rhythm or card.period.kind.is_annual
    earlier = before if running and before is not None and before.period == card.period.step(-1) else None
    then = {leaf.id: leaf for leaf in earlier.indicators} if earlier else {}
    leaves = {leaf.id: leaf for leaf in card.indicators}
    found = [
        flag for spec in kpis.indicators for flag in _indicator_flags(kpis, spec, leaves[spec.id], then.get(spec.id))
    ]
    owners = list(dict.fromkeys(flag.owner for flag in found))
    return tuple(sorted(found, key=lambda flag: owners.index(flag.owner)))


def owner(kpis: KpiSet, leaf: Indicator) -> Text:
    """Who answers for *leaf*: the owner it names, or its measure's."""
    return leaf.owner if any(leaf.owner) else kpis.measures[leaf.measure].owner


def deviation(value: float, target: float) -> float | None:
    """(x - T) / |T|; None where the target is 0."""
    return decimal((value - target) / abs(target)) if target else None


def deviations(kpis: KpiSet, card: Scorecard) -> Iterator[Finding]:
    """The finding that values of *card* are so far from their targets that the plan has its adjustment procedure for
    it, a note where all such misses are accepted.
    """
    leaves = {leaf.id: leaf for leaf in card.indicators}
    far = [one for one in card.flags if one.kind == "deviation" and one.deviation is not None]
    open_ = [one for one in far if not leaves[one.indicator].accepted]
    listed = [(one.label, _signed_percent(one), leaves[one.indicator].accepted) for one in far]
    zh = "、".join(f"{label.zh} {gap}{f'（{miss.words.zh}）' if miss else ''}" for label, gap, miss in listed)
    en = ", ".join(f"{label.en} {gap}{f' ({miss.words.en})' if miss else ''}" for label, gap, miss in listed)
    limit = _percent(kpis)
    if far and limit is not None:
        shown = f"{limit.normalize():f}%"
        what = Text(
            f"偏离目标超过 {shown}，按方案启动动态调整程序：{zh}",
            f"over {shown} off the target, which opens the plan's adjustment procedure: {en}",
        )
        hint = Text(
            "改目标、权重后看 pubkpi adjust，再 --accept；或用 --accept-miss 接受未达标。",
            "Edit targets or weights, see pubkpi adjust, and --accept; or --accept-miss.",
        )
        where = f"{card.scorecard} {card.period}"
        yield Finding("score.deviation", "warning" if open_ else "info", where, what, hint if open_ else NOTHING)


def _signed_percent(flag: Flag) -> str:
    """How far it is off, in percent, as flags print it."""
    gap = rounded(flag.deviation or 0.0, 1, "share", flag.bound)
    return f"{SIGNS[flag.bound]}{'+' if gap > 0 else '−'}{abs(gap)}%"


def _indicator_flags(
    kpis: KpiSet, spec: Indicator, leaf: IndicatorScore, then: IndicatorScore | None
) -> Iterator[Flag]:
    side = _side(leaf)
    if side is None or leaf.value is None or leaf.target is None:
        return
    hangs = kpis.consequences(spec)
    told = Flag("deviation", leaf.id, leaf.label, owner(kpis, spec), leaf.unit, leaf.value, leaf.target)
    told = replace(told, interval=around(leaf), bound=leaf.basis.bound)
    if side < 0 and then and _side(then) == -1 and then.value is not None and then.target is not None:
        due: Consequence | None = "retraining" if "retraining" in hangs else None
        was = (then.value, then.target)
        yield replace(told, kind="below_target", before=was, bound_before=then.basis.bound, consequence=due)
    if spec.method == "hold":
        return
    if side > 0 and "bonus" in hangs:
        yield replace(told, kind="above_target", consequence="bonus")
    if spec.method == "steps":
        return
    far, limit = deviation(leaf.value, leaf.target), _percent(kpis)
    if far is not None and limit is not None and abs(rounded(far, 1, "share")) > limit:
        points = decimal((leaf.value - leaf.target) * 100) if leaf.unit == "share" else None
        yield replace(told, deviation=far, points=points)


def around(leaf: IndicatorScore) -> tuple[float, float] | None:
    """The interval of the value where it contains the target, so that nobody knows on which side the true one lies."""
    ends = leaf.basis.interval
    return ends if ends and leaf.target is not None and ends[0] <= leaf.target <= ends[1] else None


def _side(leaf: IndicatorScore) -> int | None:
    """-1 where the printed value of a scored leaf is worse than its printed target, 1 where it is better, else 0."""
    if leaf.scoring != "scored" or leaf.value is None or leaf.target is None or leaf.filled:
        return None
    found = side(leaf.value, leaf.target, leaf.unit, leaf.direction)
    below = found == 0 or (found < 0) == (leaf.direction == "up")
    if leaf.basis.bound and below == (leaf.basis.bound == "at_least"):
        return None  # the true value may lie on either side
    return found


def _percent(kpis: KpiSet) -> Decimal | None:
    """The deviation that is flagged, in percent; None in a plan that says none."""
    if kpis.flagging.deviation is None:
        return None
    limit = kpis.flagging.deviation * 100
    return Decimal(limit.numerator) / Decimal(limit.denominator)
