"""How every number is made: definitions, sources, targets, the scoring method in full, the roll-up."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from pubkpi.model.kpis import Indicator, KpiSet, Points
from pubkpi.model.kpis.grade_rules import MEANS, Band, Mean
from pubkpi.model.periods import QUARTER, Period
from pubkpi.model.review import Review
from pubkpi.model.text import NOTHING, Lang, Text
from pubkpi.printing.terms import METHODS
from pubkpi.report.charts.figures import View
from pubkpi.report.leaves import Leaf, leaves, state_rules
from pubkpi.report.wording import numbers
from pubkpi.report.wording import sentences as say
from pubkpi.report.wording.remedies import without_commands
from pubkpi.report.wording.sentences import clause, fill
from pubkpi.report.wording.words import PHRASES, period_words, phrase


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a definition: its name and what it says; *lines* are several of the same kind."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """All that one indicator rests on."""

    label: str
    under: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class DefinitionsView(View):
    """The definitions section as finished strings."""

    title: str
    definitions: tuple[Definition, ...]
    rollup: tuple[str, ...]


def definitions(review: Review, lang: Lang) -> DefinitionsView:
    """The definitions section of *review*."""
    return DefinitionsView(
        title=fill(say.DEFINITIONS_TITLE, lang, count=str(len(review.card.indicators))),
        definitions=tuple(_definition(review, row, lang) for row in leaves(review, lang)),
        rollup=_rollup(review, lang),
    )


def _definition(review: Review, row: Leaf, lang: Lang) -> Definition:
    branch = next(one for one in review.card.dimensions if row.score in one.indicators)
    weight = f"{PHRASES['weight'].say(lang)} {numbers.weight(row.score.weight)}"
    how = METHODS.get(row.score.method, NOTHING).say(lang)
    under = PHRASES["dot"].say(lang).join(filter(None, (branch.label.say(lang), weight, how)))
    measure, spec = row.measure, row.spec
    owner = spec.owner.say(lang) or (measure.owner.say(lang) if measure else "")
    texts = [
        ("definition", measure.definition.say(lang) if measure else ""),
        ("formula", measure.formula.say(lang) if measure else ""),
        ("unit", row.scale.unit_word),
        ("source", without_commands(measure.source).say(lang) if measure else ""),
        ("owner", owner),
        ("path", _path(row, lang)),
        ("method", method(row, lang)),
        ("substituted", _formula_with_numbers(row, lang)),
        ("choice", spec.choice.say(lang)),
        ("caveat", spec.caveat.say(lang) if spec.caveat else ""),
        ("limits", measure.limits.say(lang) if measure else ""),
    ]
    entries = [Entry(phrase(name, review.card.period.kind, lang), (words,)) for name, words in texts if words]
    also = tuple(
        fill(say.ALSO, lang, value=one.value, where=one.where.say(lang), reason=one.reason.say(lang))
        for one in spec.also_stated
    )
    if also:
        entries.append(Entry(PHRASES["also_stated"].say(lang), also))
    return Definition(row.label, under, tuple(entries))


def method(row: Leaf, lang: Lang) -> str:
    """The scoring rule of an indicator, its formula written out."""
    spec, used = row.spec, row.score.method
    limits = {"floor": numbers.weight(float(spec.floor)), "cap": numbers.weight(float(spec.cap))}
    down, called = spec.direction == "down", period_words(row.score.basis.period.kind, lang)
    match used:
        case "steps":
            due = fill(say.DUE, lang, period=spec.due.label(lang)) if spec.due else ""
            gap = "" if lang == "zh" else " "
            return gap.join(filter(None, (fill(say.STEPS_RULE, lang, steps=_table(row, spec.steps, lang)), due)))
        case "piecewise":
            return fill(say.PIECEWISE_RULE, lang, knots=_table(row, spec.knots, lang))
        case "hold":
            rule = say.HOLD_DOWN_RULE if down else say.HOLD_UP_RULE
            last = float(spec.targets[-1][1]) if spec.targets else row.score.baseline
            return fill(rule, lang, target=row.scale.full(last if row.score.target is None else row.score.target))
        case "completion":
            words = fill(say.COMPLETION_DOWN_RULE if down else say.COMPLETION_RULE, lang, **limits, **called)
            return words if spec.method == used else words + say.WITHOUT_BASELINE.say(lang)
        case "value":
            return fill(say.VALUE_RULE, lang, **limits, **called)
        case "target_range" if spec.plateau:
            corners = zip(("a", "low", "high", "b"), spec.plateau, strict=True)
            return fill(say.RANGE_RULE, lang, **{name: row.scale.full(float(value)) for name, value in corners})
        case "goalposts" | "log_goalposts" if spec.goalposts:
            worst, best = (row.scale.full(float(value)) for value in spec.goalposts)
            rule = say.GOALPOSTS_RULE if used == "goalposts" else say.LOG_GOALPOSTS_RULE
            return fill(rule, lang, worst=worst, best=best, **limits, **called)
    ends = {"a": numbers.weight(float(spec.at_baseline)), "b": numbers.weight(float(spec.at_target))}
    return fill(say.ATTAINMENT_RULE, lang, **ends, **limits, **called)


def _table(row: Leaf, points: Points, lang: Lang) -> str:
    parts = [
        fill(say.STEP, lang, value=row.scale.bare(float(value)), score=numbers.weight(float(worth)))
        for value, worth in points
    ]
    return PHRASES["pause"].say(lang).join(parts)


def _path(row: Leaf, lang: Lang) -> str:
    semicolon = PHRASES["semicolon"].say(lang)
    parts = [_baseline(row, lang)] if row.score.baseline is not None or row.spec.baseline.measured else []
    targets = [(str(period), row.scale.full(float(goal))) for period, goal in row.spec.targets]
    if len(targets) > 1 and len({goal for _, goal in targets}) == 1:
        (first, goal), (last, _) = targets[0], targets[-1]
        return semicolon.join([*parts, fill(say.TARGET_FLAT, lang, first=first, last=last, value=goal)])
    parts += [fill(say.TARGET_STEP, lang, period=period, value=goal) for period, goal in targets]
    return semicolon.join(parts) + (say.TARGETS_LINEAR.say(lang) if _has_gaps(row.spec) else "")


def _baseline(row: Leaf, lang: Lang) -> str:
    value = row.full_baseline
    measured: Period | None = row.spec.baseline.measured
    if measured is not None:
        return fill(say.BASELINE_MEASURED, lang, period=str(measured), value=value)
    return fill(say.BASELINE_STATED, lang, value=value)


def _has_gaps(spec: Indicator) -> bool:
    """Whether some quarter lies between two dated targets."""
    dated = [period.index for period, _ in spec.targets]
    return any(after - before > 1 for before, after in pairwise(dated))


def _formula_with_numbers(row: Leaf, lang: Lang) -> str:
    """The formula with this quarter's numbers in it, or nothing when there is no score."""
    one = row.score
    if one.score_printed is None or one.target is None or one.method not in ("attainment", "completion"):
        return ""
    fields = {
        "value": row.full,
        "target": row.scale.full(one.target),
        "score": row.printed_score,
    }
    if one.method == "attainment" and one.baseline is not None:
        words = fill(say.SUBSTITUTED, lang, baseline=row.full_baseline, **fields)
    else:
        words = fill(say.SUBSTITUTED_NO_B, lang, **fields)
    if one.method == "attainment" and one.attainment is not None:
        side = row.score_side if row.start else row.side
        words += fill(say.ATTAINED, lang, share=numbers.percent(one.attainment, 0, side))
    uncapped = numbers.score(one.score_uncapped, row.side)
    if one.score_uncapped is None or uncapped == fields["score"]:
        return words
    return words + fill(say.CAPPED, lang, score=uncapped)


def _rollup(review: Review, lang: Lang) -> tuple[str, ...]:
    kpis, still = review.kpis, review.card.total.standstill_score
    pause = PHRASES["pause"].say(lang)
    parts = pause.join(f"{one.label.say(lang)} {numbers.weight(float(one.weight))}" for one in kpis.dimensions)
    total = numbers.weight(float(sum(one.weight for one in kpis.dimensions)))
    minimum = numbers.percent(float(kpis.min_weight_coverage), 0)
    lights = clause(PHRASES["semicolon"].say(lang).join(state_rules(kpis.lights, lang)))
    return (
        fill(say.ROLLUP_WEIGHTS, lang, parts=parts, total=total),
        say.ROLLUP_SUM.say(lang),
        *_means(kpis, lang),
        fill(say.ROLLUP_MISSING, lang, minimum=minimum),
        *([fill(say.ROLLUP_ACROSS, lang, minimum=minimum)] if kpis.across else []),
        *_policies(kpis, lang),
        *([fill(say.ROLLUP_ADJUSTED, lang, floor=_floor(kpis))] if any(kpis.adjustments) else []),
        _rounded(kpis, lang),
        fill(say.ROLLUP_BANDS, lang, bands=_bands(kpis.bands, lang)),
        *([fill(say.STANDSTILL, lang, score=numbers.score(still))] if still is not None else []),
        fill(say.ROLLUP_LIGHTS, lang, lights=lights),
    )


def _means(kpis: KpiSet, lang: Lang) -> list[str]:
    """The nodes whose score is another mean than the arithmetic one."""
    named = [(kpis.label, kpis.mean), *((node.label, node.mean) for node in kpis.nodes)]
    told = [
        fill(say.ROLLUP_MEAN, lang, label=label.say(lang), mean=MEANS[mean.how].say(lang), power=_power(mean))
        for label, mean in named
        if mean.how in MEANS
    ]
    least = [fill(say.ROLLUP_MINIMUM, lang, label=label.say(lang)) for label, mean in named if mean.how == "minimum"]
    return told + least + _sums(kpis, lang)


def _sums(kpis: KpiSet, lang: Lang) -> list[str]:
    """The nodes whose points are added, with their caps in points."""
    weighed = [(kpis.label, kpis.mean, Fraction(100)), *((node.label, node.mean, node.weight) for node in kpis.nodes)]
    return [
        fill(say.ROLLUP_ADDED, lang, label=label.say(lang), cap=_cap(mean.cap, weight, lang))
        for label, mean, weight in weighed
        if mean.is_sum
    ]


def _cap(cap: Fraction | None, weight: Fraction, lang: Lang) -> str:
    return "" if cap is None else fill(say.ROLLUP_CAP, lang, most=numbers.weight(float(cap * weight / 100)))


def _floor(kpis: KpiSet) -> str:
    return numbers.weight(float(kpis.adjustments.floor))


def _power(mean: Mean) -> str:
    return "" if mean.power is None else f" (p = {float(mean.power):g})"


def _rounded(kpis: KpiSet, lang: Lang) -> str:
    """How scores are rounded within the reckoning, and in print."""
    used = [one for one in (kpis.rounding, *(one.rounding for one in kpis.everything)) if one]
    if not used:
        return say.ROLLUP_ROUNDING.say(lang)
    return fill(say.ROLLUP_ROUNDED, lang, how=say.ROUNDING_WAYS[used[0].how].say(lang), places=str(used[0].places))


def _policies(kpis: KpiSet, lang: Lang) -> list[str]:
    """The indicators whose missing value is not left to their siblings."""
    rules = {"zero": say.POLICY_ZERO, "carry": say.POLICY_CARRY, "refuse": say.POLICY_REFUSE}
    told = [
        fill(
            rules[leaf.missing.policy],
            lang,
            label=leaf.label.say(lang),
            floor=numbers.weight(float(leaf.floor)),
            most=str(leaf.missing.quarters or leaf.missing.periods),
            noun=(QUARTER if leaf.missing.quarters else kpis.rhythm).nouns.noun.say(lang),
        )
        for leaf in kpis.indicators
        if leaf.missing.policy in rules
    ]
    return [fill(say.ROLLUP_EXCEPT, lang, policies=PHRASES["semicolon"].say(lang).join(told))] if told else []


def _bands(bands: tuple[Band, ...], lang: Lang) -> str:
    ranked = sorted(bands, key=lambda band: -band.at_least)
    rules = []
    for band, above in zip(ranked, (None, *ranked), strict=False):
        rest = above is not None and band.at_least <= 0
        pattern: Text = say.BELOW_ALL if rest else say.AT_LEAST
        limit = above.at_least if above is not None and rest else band.at_least
        label = f"{band.shape} {band.label.say(lang)}".strip()
        rules.append(fill(pattern, lang, label=label, limit=numbers.weight(float(limit))))
    return PHRASES["semicolon"].say(lang).join(rules)
