"""The leaves of a review with what several sections ask of them: scale, light, reached or not."""

from dataclasses import dataclass

from pubkpi.model.kpis import Band, Indicator, Measure
from pubkpi.model.scores import DimensionScore, IndicatorScore, Review
from pubkpi.model.text import Lang
from pubkpi.report.numbers import Scale, scale
from pubkpi.report.words import LIGHTS, STATES

_CLOSE = 1e-9
_SHAPES = {"green": "●", "yellow": "▲", "red": "■", "none": "○"}


@dataclass(frozen=True, slots=True)
class LightView:
    """A light that reads without colour: its shape, its word, and the tone for those who see it."""

    shape: str
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One indicator: its score, its place in the spec, its measure and how its values print."""

    score: IndicatorScore
    spec: Indicator
    measure: Measure | None
    scale: Scale
    label: str
    in_total: bool

    @property
    def counts(self) -> bool:
        """Whether its points are in the total."""
        return self.score.state == "scored"

    @property
    def reached(self) -> bool:
        """Whether the value is at its target or beyond; without a target, whether the score is full."""
        value, target = self.score.value, self.score.target
        if value is None or target is None:
            return (self.score.score or 0.0) >= 100 - _CLOSE
        return target - value <= _CLOSE if self.score.direction == "up" else value - target <= _CLOSE

    @property
    def lost(self) -> float:
        """Points between its effective weight and what it reached, unrounded: for order, not for print."""
        if not self.counts or not self.in_total:
            return 0.0
        return (self.score.effective_weight or self.score.weight) - (self.score.points or 0.0)


def leaves(review: Review, lang: Lang) -> tuple[Leaf, ...]:
    """All leaves of the reported quarter in the scorecard's order."""
    specs = {spec.id: spec for spec in review.kpis.indicators}
    return tuple(
        _leaf(review, one, specs[one.id], lang, in_total=branch.score is not None and one.points is not None)
        for branch in review.card.dimensions
        for one in branch.indicators
    )


def _leaf(review: Review, one: IndicatorScore, spec: Indicator, lang: Lang, *, in_total: bool) -> Leaf:
    return Leaf(
        one, spec, review.kpis.measures.get(one.measure),
        scale(one.unit, lang, (one.value, one.target), spec.step_labels), one.label.say(lang), in_total,
    )  # fmt: skip


def branch_state(branch: DimensionScore) -> str:
    """What stands in place of a first-level indicator's score: ``scored`` when it has one."""
    if branch.score_printed is not None:
        return "scored"
    states = {leaf.state for leaf in branch.indicators}
    return next((state for state in ("missing", "scored", "not_applicable") if state in states), "monitored")


def light(tone: str, state: str, bands: tuple[Band, ...], lang: Lang) -> LightView:
    """The light of a scored node in the spec's own word, or the state that stands in its place."""
    if state != "scored" or tone == "none":
        return LightView(_SHAPES["none"], STATES[state].say(lang), "none")
    words = [band.label.say(lang) for band in bands if band.id == tone]
    return LightView(_SHAPES[tone], next(filter(None, words), LIGHTS[tone].say(lang)), tone)
