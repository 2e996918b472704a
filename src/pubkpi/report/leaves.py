"""The leaves of a review with what several sections need: scale, light, whether the target is reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.grade_rules import Band, first_full_step
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.review import Review
from pubkpi.model.scores import AdjustmentScore, Bound, DimensionScore, IndicatorScore, State, Total, Value
from pubkpi.model.text import Lang, Text
from pubkpi.printing.colours import pale
from pubkpi.printing.figures import ends_left_out
from pubkpi.printing.rounding import FLIPPED
from pubkpi.report.wording import numbers
from pubkpi.report.wording import sentences as say
from pubkpi.report.wording.numbers import MISSING, Scale, scale
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import ADJUSTED, PHRASES, STATES, capital

_LIGHTS = ("green", "yellow", "red")  # those that have no words of their own
# shape and tone of each state: told apart without colour
_STATES: Mapping[State, tuple[str, str]] = {
    "reached": ("●", "green"),
    "near": ("◐", "blue"),
    "low": ("▲", "yellow"),
    "alert": ("■", "red"),
    "no_data": ("○", "none"),
    "not_applicable": ("–", "none"),
}


@dataclass(frozen=True, slots=True)
class LightView:
    """A state that reads without colour: its shape, its word, and the tone for those who see it."""

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
    start: Bound = ""  # the side of a measured baseline that is a bound

    @property
    def counts(self) -> bool:
        """Whether its points are in the total."""
        return self.score.scoring == "scored"

    @property
    def bare(self) -> str:
        """Its value as a table shows it."""
        return self.scale.bare(self.score.value, self.score.basis.bound)

    @property
    def full(self) -> str:
        """Its value as a sentence says it."""
        return self.scale.full(self.score.value, self.score.basis.bound)

    @property
    def baseline(self) -> str:
        """Its baseline as a table shows it."""
        return self.scale.bare(self.score.baseline, self.start)

    @property
    def full_baseline(self) -> str:
        """Its baseline as a sentence says it."""
        return self.scale.full(self.score.baseline, self.start)

    @property
    def side(self) -> Bound:
        """On which side it is open how far the value has come: its bound, turned round where less is better."""
        bound = self.score.basis.bound
        return FLIPPED[bound] if self.score.direction == "down" else bound

    @property
    def score_side(self) -> Bound:
        """On which side its score is open."""
        return single(self.score.open)

    @property
    def printed_score(self) -> str:
        """Its score as it prints."""
        side = self.score_side
        return numbers.score(self.score.score if side else self.score.score_printed, side)

    @property
    def reached(self) -> bool:
        """Whether the printed value is at its target or beyond; without a target, whether the score is full."""
        return self.score.state == "reached"

    @property
    def goal(self) -> float | None:
        """Its target; of a step table without one, the first step that has all the points."""
        step = first_full_step(self.spec.steps, self.spec.cap, self.score.direction)
        return float(step) if self.score.target is None and step is not None else self.score.target

    @property
    def lost(self) -> float:
        """Points between its effective weight and what it reached, unrounded: for order, not for print."""
        if not self.counts or not self.in_total:
            return 0.0
        return (self.score.effective_weight or self.score.weight) - (self.score.points or 0.0)


def owner(row: Leaf, lang: Lang) -> str:
    """Who answers for an indicator, as the scorecard or else its measure says; empty where neither does."""
    return capital(row.spec.owner.say(lang) or (row.measure.owner.say(lang) if row.measure else ""))


def nearness(row: Leaf, lang: Lang) -> str:
    """x ÷ T as percent, T ÷ x where lower is better; in words where a quotient says nothing."""
    value, target = row.score.value, row.goal
    if value is None or target is None:
        return numbers.MISSING
    up = row.score.direction == "up"
    if target <= 0 or (not up and value <= 0) or row.scale.names:
        return PHRASES["met" if row.reached else "unmet"].say(lang)
    return numbers.percent(value / target if up else target / value, bound=row.side)


def gap(row: Leaf, lang: Lang) -> str:
    """The value less its target; in words where levels have names."""
    if row.score.value is None or row.goal is None:
        return numbers.MISSING
    if row.scale.names:
        return PHRASES["met" if row.reached else "unmet"].say(lang)
    return row.scale.change(row.score.value, row.goal, (row.score.basis.bound, ""))


def single(sides: Iterable[Bound]) -> Bound:
    """The only one of *sides*; of both, or of none, nothing is said."""
    found = set(sides)
    return found.pop() if len(found) == 1 else ""


def branch_side(*branches: DimensionScore) -> Bound:
    """On which side the scores of *branches* are open; nothing is said where leaves below them are open on both."""
    counted = [one for branch in branches for one in branch.indicators if one.scoring == "scored"]
    return single(side for one in counted for side in one.open)


def total_side(review: Review) -> Bound:
    """On which side the total is open, if on one alone: also with all that is missing at its worst and at its best."""
    total, side = review.card.total, branch_side(*review.card.dimensions)
    if not side or total.score is None:
        return ""
    low, high = (numbers.score(end) for end in total.bounds)
    closed = low if side == "at_least" else high
    return side if closed == numbers.score(total.score) and low != high else ""


def step_labels(kpis: KpiSet, measure: str) -> Mapping[Fraction, Text] | None:
    """What the levels of *measure* are called: by the first indicator of it that names them."""
    named = (leaf.step_labels for leaf in kpis.indicators if leaf.measure == measure and leaf.step_labels)
    return next(named, None)


def unit_of(kpis: KpiSet, one: IndicatorScore | AdjustmentScore) -> str:
    """The unit in which the values of *one* print."""
    measure = kpis.measures.get(one.measure)
    return measure.printed_unit if measure else one.unit


def spread_words(measure: Measure, value: Value, unit_scale: Scale, lang: Lang) -> str:
    """How many numbers there were, the lowest and the highest, and how many of these *value* leaves out; nothing of a
    value that has no spread.
    """
    if not value.spread:
        return ""
    low, high = map(unit_scale.bare, value.spread)
    words = fill(say.SPREAD, lang, n=numbers.count(value.row_count), low=low, high=high)
    out = ends_left_out(measure.trim).say(lang)
    return Text("，", ", ").say(lang).join(filter(None, (words, out)))


def leaves(review: Review, lang: Lang) -> tuple[Leaf, ...]:
    """All leaves of the reported quarter in the scorecard's order."""
    specs = {spec.id: spec for spec in review.kpis.indicators}
    return tuple(
        _leaf(review, one, specs[one.id], lang, in_total=branch.score is not None and one.points is not None)
        for branch in review.card.dimensions
        for one in branch.indicators
    )


def _leaf(review: Review, one: IndicatorScore, spec: Indicator, lang: Lang, *, in_total: bool) -> Leaf:
    measured = spec.baseline.measured
    origin = review.values.get(measured, {}).get(one.measure) if measured else None
    start: Bound = origin.bound if origin else ""
    return Leaf(
        one, spec, review.kpis.measures.get(one.measure),
        scale(unit_of(review.kpis, one), lang, (one.value, one.target), spec.step_labels),
        one.label.say(lang), in_total, start,
    )  # fmt: skip


def mark(state: State, lights: tuple[Band, ...], lang: Lang, light: str = "none") -> LightView:
    """The *state* in the one vocabulary that every document has; a *light* of the spec's own lends its colour."""
    shape, tone = _STATES[state]
    place = next((i for i, band in enumerate(lights) if band.id == light), None)
    if lights and state in ("reached", "near", "alert"):
        place = -1 if state == "alert" else 0
    if place is not None and lights[place].colour:
        tone = _tone(lights[place], place % len(lights), "light")
    return LightView(shape, STATES[state].say(lang), tone)


def state_rules(lights: tuple[Band, ...], lang: Lang) -> tuple[str, ...]:
    """What each state means under the spec's limits, best first; then the lights that are the spec's own."""
    limits = [numbers.weight(float(band.at_least)) for band in lights[:-1]]
    rules = {"reached": say.STATE_REACHED.say(lang)}
    if limits:
        rules["near"] = fill(say.STATE_NEAR, lang, limit=limits[0])
    if len(limits) != 1:
        words = {"low": limits[-1], "high": limits[0]} if limits else {}
        rules["low"] = fill(say.STATE_LOW if limits else say.STATE_MISSED, lang, **words)
    if limits:
        rules["alert"] = fill(say.STATE_ALERT, lang, limit=limits[-1])
    named = [
        fill(say.STATE_RULE, lang, shape=view.shape, word=view.word, rule=rule)
        for state, rule in rules.items()
        if (view := mark(state, (), lang))  # type: ignore[arg-type]  # the keys are states
    ]
    named_alike = [band.id for band in lights] == list(_LIGHTS) and not any(band.shape for band in lights)
    own = () if named_alike or len(lights) < 2 else lights  # one light alone tells nothing apart
    return (*named, *(fill(say.LIGHT_RULE, lang, **_own(band, lang)) for band in own))


def _own(band: Band, lang: Lang) -> dict[str, str]:
    label = f"{band.shape} {band.label.say(lang)}".strip()
    return {"label": label, "limit": numbers.weight(float(band.at_least))}


def badge(name: str | None, bands: tuple[Band, ...], lang: Lang) -> LightView | None:
    """The band *name* with the shape and the colour that the scorecard gives it; None without one."""
    place = next((i for i, band in enumerate(bands) if band.id == name), None)
    if place is None:
        return None
    return LightView(bands[place].shape, bands[place].label.say(lang), _tone(bands[place], place, "band"))


def band_words(total: Total, lang: Lang) -> str:
    """The band in words; without one, the bands still possible, or that there is no total."""
    if total.band_label is not None:
        return total.band_label.say(lang)
    both = band_range(total.bands, lang)
    if total.veto == "unknown" and total.bands == (None, None):
        return ADJUSTED["unknown"].say(lang)
    if total.veto == "unknown":
        return fill(say.BAND_OPEN, lang, unknown=ADJUSTED["unknown"].say(lang), bands=both)
    return PHRASES["no_total"].say(lang) if total.score_printed is None else both


def band_range(bands: tuple[Band | None, Band | None], lang: Lang) -> str:
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
    return "none"
