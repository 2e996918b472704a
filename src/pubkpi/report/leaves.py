"""The leaves of a review with what several sections ask of them: scale, light, reached or not."""

from dataclasses import dataclass

from pubkpi.model.colours import pale
from pubkpi.model.judging import Band
from pubkpi.model.kpis import Indicator, KpiSet, Measure
from pubkpi.model.printing import rounded
from pubkpi.model.scores import DimensionScore, IndicatorScore, Review, Total
from pubkpi.model.text import Lang
from pubkpi.report import sentences as say
from pubkpi.report.numbers import MISSING, Scale, scale
from pubkpi.report.sentences import fill
from pubkpi.report.words import ADJUSTED, LIGHTS, PHRASES, STATES

_CLOSE = 1e-9
_SHAPES = {"green": "●", "yellow": "▲", "red": "■"}
_OTHER_SHAPES = "●▲■◆▼★"
_NO_LIGHT = "○"


@dataclass(frozen=True, slots=True)
class LightView:
    """A light that reads without colour: its shape, its word, and the tone for those who see it."""

    shape: str
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class Tone:
    """A colour of the scorecard's own under the *name* that templates know: *ink* on *pale*."""

    name: str
    ink: str
    pale: str


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
        """Whether the printed value is at its target or beyond; without a target, whether the score is full."""
        value, target = self.score.value, self.score.target
        if value is None or target is None:
            return (self.score.score or 0.0) >= 100 - _CLOSE
        now, goal = (rounded(one, self.scale.places, self.scale.unit) for one in (value, target))
        return now >= goal if self.score.direction == "up" else now <= goal

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


def light(name: str, state: str, bands: tuple[Band, ...], lang: Lang) -> LightView:
    """The light of a scored node in the spec's own word, or the state that stands in its place."""
    if state != "scored" or name == "none":
        return LightView(_NO_LIGHT, STATES[state].say(lang), "none")
    place = [band.id for band in bands].index(name)
    shape = bands[place].shape or _SHAPES.get(name, _OTHER_SHAPES[place % len(_OTHER_SHAPES)])
    word = bands[place].label.say(lang) or LIGHTS[name].say(lang)
    return LightView(shape, word, _tone(bands[place], place, "light"))


def badge(name: str | None, bands: tuple[Band, ...], lang: Lang) -> LightView | None:
    """The band *name* with the shape and the colour that the scorecard gives it; None without one."""
    place = next((i for i, band in enumerate(bands) if band.id == name), None)
    if place is None:
        return None
    return LightView(bands[place].shape, bands[place].label.say(lang), _tone(bands[place], place, "band"))


def standing(total: Total, lang: Lang) -> str:
    """The band in words, or what stands in its place: those that are possible, or that there is no total."""
    if total.band_label is not None:
        return total.band_label.say(lang)
    both = possible(total.bands, lang)
    if total.veto == "unknown" and total.bands == (None, None):
        return ADJUSTED["unknown"].say(lang)
    if total.veto == "unknown":
        return fill(say.BAND_OPEN, lang, unknown=ADJUSTED["unknown"].say(lang), bands=both)
    return PHRASES["no_total"].say(lang) if total.score_printed is None else both


def possible(bands: tuple[Band | None, Band | None], lang: Lang) -> str:
    """The lowest and the highest band that a total may still come to."""
    low, high = (one.label.say(lang) if one else MISSING for one in bands)
    return fill(say.BANDS, lang, low=low, high=high)


def tones(kpis: KpiSet) -> tuple[Tone, ...]:
    """The colours that the scorecard gives its lights and bands, by the names that lights and badges use."""
    listed = [("light", i, one) for i, one in enumerate(kpis.lights)]
    listed += [("band", i, one) for i, one in enumerate(kpis.bands)]
    return tuple(Tone(_tone(one, i, kind), one.colour, pale(one.colour)) for kind, i, one in listed if one.colour)


def _tone(band: Band, place: int, kind: str) -> str:
    if band.colour:
        return f"{kind}{place}"
    return band.id if kind == "light" and band.id in _SHAPES else "none"
