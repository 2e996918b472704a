"""Answers → the text of a scorecard and of the measures that it needs, with comments in the workspace's language."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.text import Lang, Text
from pubkpi.printing.apportion import apportion
from pubkpi.specs.measures import components
from pubkpi.specs.plans.answers import IndicatorAnswer, PlanAnswers, Span
from pubkpi.specs.plans.offers import WITHOUT_CAPS, shipped_measures
from pubkpi.workspace.starter import starter
from pubkpi.workspace.yaml import numbers
from pubkpi.workspace.yaml.node import Place
from pubkpi.workspace.yaml.yaml_file import read
from pubkpi.workspace.yaml.yaml_text import YamlText, scalar

_SIGNS = ("+ ", "- ")
Weights = Mapping[str, int]
_SCHEMA = "# yaml-language-server: $schema={}schema/{}.schema.json"
_RULES = """\
settle_days: 8
missing: {policy: reweight, min_weight_coverage: 0.7}
bands:
  - {id: excellent, label: {zh: 优秀, en: excellent}, at_least: 90}
  - {id: good, label: {zh: 良好, en: good}, at_least: 80}
  - {id: pass, label: {zh: 合格, en: pass}, at_least: 60}
  - {id: fail, label: {zh: 不合格, en: fail}, at_least: 0}
lights: {green: 90, yellow: 60}"""
_HEAD = Text(
    """\
# {organisation}的考核计划，由 pubkpi plan new 建立。权重是占总分的分值：一级指标之和为 100，二级之和为其一级。
# 基线写 measured 的，取那个季度的实测值。用 Excel 改数值：pubkpi plan edit；检查：pubkpi check。""",
    """\
# The plan of {organisation}, made by pubkpi plan new. Weights are points of the whole: the leaves of a dimension sum to
# its weight, the dimensions to 100. A baseline that is measured is what that quarter turns out to have.
# Numbers are changed in a spreadsheet by pubkpi plan edit, and looked through by pubkpi check.""",
)
_MEASURES = Text(
    "# 计划 {name} 用到的指标口径。",
    "# How the numbers of the plan {name} are made.",
)
_WATCHED = Text("只监测，不计分", "watched only, without points")
_STRAIGHT = Text("从基线到期末按直线", "straight from the baseline to the end")
_EVEN = Text("年内累计，按季均分", "grows over the year, the same each quarter")
_FLAT = Text("基线待测，各季目标相同", "the baseline is still to be measured: the same target each quarter")
_FILLED_IN = re.compile(rf"#\s*(?:{'|'.join(re.escape(one) for text in (_STRAIGHT, _EVEN, _FLAT) for one in text)})")
_WITHOUT_POINTS = re.compile(rf"#\s*(?:{'|'.join(map(re.escape, _WATCHED))})")
# The comment behind a baseline that says where it is from.
PERIOD_WORDS = r"(?:\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d|\d{4}(?:-?[QqHh]\d|-?[Ww]\d\d|-\d\d))(?![\w-])"
ORIGIN = re.compile(rf"#\s*(?:实测 |measured ){PERIOD_WORDS}")
# Which comments of ours speak of a value, by what it is.
_REMARKS = {
    "weight": (("weight", _WITHOUT_POINTS),),
    "target": (("target", _FILLED_IN),),
    "baseline": (("target", _FILLED_IN), ("baseline", re.compile(rf"{ORIGIN.pattern}.*"))),
}
_ALL_PARTNERS = """
measures:
  {id}:
    label: {{zh: 外部合作数量, en: External partnerships}}
    definition:
      zh: 年初至期末签约的不同合作方：主流媒体加 KOL，都计入。
      en: Distinct partners signed in the year to date, media and KOL; all of them count.
    formula: {{zh: 主流媒体 + KOL, en: media + KOL}}
    unit: count
    tier: output
    owner: {{zh: 品牌合作, en: partnerships}}
    source: {{zh: 外部合作登记表（pubkpi form partnerships）, en: register of partnerships}}
    type: derived
    expr: media_partners + kol_partners
    example: {{given: {{media_partners: 6, kol_partners: 2}}, expect: 8}}
"""


class PlanDraft(NamedTuple):
    """The texts of a new plan: its *scorecard*, the *measures* that the workspace does not have, blank without any; the
    points that each dimension and indicator got; the measures that are *there* already.
    """

    scorecard: str
    measures: str
    weights: Weights
    there: tuple[str, ...]


def draft(answers: PlanAnswers, there: Iterable[str], lang: Lang) -> PlanDraft:
    """The plan of *answers*, in a workspace that has the measures *there*, with comments in *lang*."""
    weights, shared = _weights(answers.indicators), shipped_measures()
    names = [name for one in answers.indicators for name in WITHOUT_CAPS.get(one.offer.id, (one.offer.id,))]
    needed = components(shared, names)
    wanted = [name for name in needed if name not in {*there}]
    return PlanDraft(
        "\n".join(_scorecard(answers, weights, {*there}, lang)) + "\n",
        _measures(answers.name, [name for name in shared if name in wanted], shared, lang) if wanted else "",
        weights,
        tuple(sorted({*needed} - {*wanted})),
    )


def _weights(chosen: Sequence[IndicatorAnswer]) -> Weights:
    """Whole points of 100 for the dimensions that are scored, by the plan that ships, and in each for its leaves."""
    leaves = {one.offer.id: one.offer for one in chosen}
    tiers = {one.dimension.id: one.dimension for one in leaves.values() if one.weight}
    found = dict(zip(tiers, _share([Fraction(one.weight[0]) for one in tiers.values()], 100), strict=True))  # type: ignore[arg-type]
    for tier, points in [*found.items()]:
        own = [one for one in leaves.values() if one.dimension.id == tier and one.weight]
        found |= {one.id: each for one, each in zip(own, _share([one.weight for one in own], points), strict=True)}
    return found


def _share(parts: Sequence[Fraction], whole: int) -> list[int]:
    """*whole* points in proportion to *parts*, each a whole number."""
    tens = [one * whole / sum(parts) / 10 for one in parts]
    return [int(one * 10) for one in apportion(tens, Decimal(whole) / 10)]


def _scorecard(answers: PlanAnswers, weights: Weights, there: set[str], lang: Lang) -> Iterator[str]:
    span, before = answers.span, answers.span.first.step(-1)
    yield _SCHEMA.format("", "scorecard")
    yield _HEAD.say(lang).format(organisation=" ".join(answers.organisation.split()))
    yield f"id: {scalar(answers.name)}"
    zh, en = f"{answers.organisation} {span.name} 年宣传计划考核", f"Publicity plan {span.name}"
    yield f"label: {{zh: {scalar(zh)}, en: {en}}}"
    yield f"audience: {answers.audience}"
    yield f"valid: [{span.first}, {span.last}]"
    yield f"baseline_quarter: {before}"
    yield _RULES
    yield "\ndimensions:"
    for tier, leaves in groupby(answers.indicators, lambda one: one.offer.dimension):
        yield f"  - id: {tier.id}"
        yield f"    label: {_text(tier.label)}"
        yield f"    weight: {weights.get(tier.id, 0)}"
        yield "    indicators:"
        for one in leaves:
            yield from (f"      {line}" for line in _indicator(one, weights, span, there, lang))
    if any(one.offer.id in WITHOUT_CAPS for one in answers.indicators):
        yield _ALL_PARTNERS.format(id=own_name("partnerships", there)).rstrip("\n")


def drop_remarks(text: YamlText, home: Place, key: str) -> None:
    """Take out the comments by which a plan that was made of answers says how the value of *key* at *home* came about:
    somebody has put another in its place.
    """
    for name, own in _REMARKS.get(key, ()):
        if (*home, name) in text.node.source.marks:
            text.drop_remark((*home, name), own)


def own_name(name: str, there: Iterable[str]) -> str:
    """What a scorecard calls a measure of its own by the name of one that may be *there*."""
    return f"all_{name}" if name in {*there} else name


def _indicator(answer: IndicatorAnswer, weights: Weights, span: Span, there: set[str], lang: Lang) -> Iterator[str]:
    offer, entry = answer.offer, answer.offer.entry
    yield f"- id: {offer.id}"
    yield f"  label: {_text(offer.label)}"
    yield f"  weight: {weights.get(offer.id, 0)}" + ("" if offer.weight else f"  # {_WATCHED.say(lang)}")
    yield f"  measure: {own_name(offer.id, there) if offer.id in WITHOUT_CAPS else offer.id}"
    yield f"  direction: {entry.direction}"
    yield f"  method: {entry.method}"
    if offer.has_baseline:
        yield f"  at_baseline: {numbers.plain(entry.at_baseline)}"
    if not offer.takes_baseline:
        yield "  baseline: 0"
    else:
        measured = f"{{measured: {span.first.step(-1)}}}"
        yield f"  baseline: {measured if answer.baseline is None else written(answer.baseline)}"
    if entry.method == "steps":
        yield f"  due: {span.last}"
        yield "  steps:"
        yield from (_step(one) for one in entry.table)
    elif entry.method == "hold":
        yield f"  target: {_path(dict.fromkeys((span.first, span.last), '0'))}"
    else:
        path, why = _targets(answer, span)
        yield f"  target: {_path(path)}" + (f"  # {why.say(lang)}" if why else "")


def _step(one: tuple[Fraction, Fraction, Text | None]) -> str:
    value, points, label = one
    named = f", label: {_text(label)}" if label else ""
    return f"    - {{value: {numbers.plain(value)}, points: {numbers.plain(points)}{named}}}"


def _targets(answer: IndicatorAnswer, span: Span) -> tuple[dict[Period, str], Text | None]:
    """The path of the targets as it is written, and how what was not said of it was filled in."""
    dated, count = dict(answer.targets), len(span.quarters)
    path = {when: written(value) for when, value in dated.items()}
    if span.first in dated and span.last in dated:
        return path, None
    if answer.offer.adds_up and [*dated] == [span.last]:
        return _yearly(span, dated[span.last]), _EVEN
    why = _EVEN if answer.offer.adds_up else _FLAT if answer.baseline is None else _STRAIGHT
    (start, goal), last = min(dated.items()), max(dated)
    if span.last not in dated:
        path[span.last] = written(dated[last])
    if span.first not in dated:
        base = Fraction(0) if answer.offer.adds_up else goal if answer.baseline is None else answer.baseline
        steps = start.index - span.first.index + 1
        path[span.first] = between(base, goal, steps if count > 1 else 1)
    return dict(sorted(path.items())), why


def _yearly(span: Span, goal: Fraction) -> dict[Period, str]:
    """The path of what is counted from each January on, and comes to *goal* in the last quarter of *span*: as much more
    every quarter.
    """
    number = {one: one.index % 4 + 1 for one in span.quarters}
    ends = [one for one in span.quarters if one in (span.first, span.last) or number[one] in (1, 4)]
    return {one: written(goal * number[one] / number[span.last]) for one in ends}


def between(base: Fraction, goal: Fraction, steps: int) -> str:
    """One of so many *steps* from *base* to *goal*, as a spec has it."""
    return written(base + (goal - base) / steps)


def written(value: Fraction) -> str:
    """*value* as a spec has it, exact: in decimals, or, where these do not end, as a whole number and a quotient."""
    if _is_decimal(value):
        return numbers.plain(value)
    whole, rest = divmod(abs(value), 1)
    quotient = f"{rest.numerator}/{rest.denominator}"
    return f"{'-' if value < 0 else ''}{f'{whole} ' if whole else ''}{_SIGNS[value < 0] if whole else ''}{quotient}"


def in_formula(value: Fraction) -> str:
    """*value* as a part of an expression: in brackets where it is written as a quotient."""
    return numbers.plain(value) if _is_decimal(value) else f"({value.numerator}/{value.denominator})"


def rounded(value: Fraction, *, is_share: bool) -> str:
    """*value* as people read it, to two places: 118,889.67, or 6.79% of a share."""
    exact = Decimal(value.numerator) / Decimal(value.denominator) * (100 if is_share else 1)
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP):,}" + ("%" if is_share else "")


def _is_decimal(value: Fraction) -> bool:
    return Fraction(numbers.plain(value)) == value


def _path(path: Mapping[Period, str]) -> str:
    return "{" + ", ".join(f"{when}: {value}" for when, value in path.items()) + "}"


def _text(text: Text) -> str:
    return f"{{zh: {scalar(text.zh)}, en: {scalar(text.en)}}}"


def _measures(name: str, wanted: Sequence[str], shared: Mapping[str, Measure], lang: Lang) -> str:
    """The entries of the *wanted* measures as they ship, each with its comments."""
    entries = [entry_of(starter("kpi_specs") / "measures", shared[one]) for one in wanted]
    head = f"{_SCHEMA.format('../', 'measures')}\n{_MEASURES.say(lang).format(name=name)}"
    return "\n\n".join(("\n".join((head, entries[0])), *entries[1:])) + "\n"


def entry_of(folder: Path, measure: Measure) -> str:
    """The words of *measure* in its file in *folder*: from its name to the next one's, not indented."""
    source = read(folder / measure.at.split(":")[0]).source
    place = next(one for one in source.keys if one[-1] == measure.id and one[:-1] in ((), ("measures",)))
    lines, indent = source.text.splitlines(), source.keys[place][1] - 1
    first = source.keys[place][0]
    last = min((mark[0] for mark in source.keys.values() if mark[0] > first and mark[1] <= indent + 1), default=None)
    return dedent("\n".join(lines[first - 1 : last - 1 if last else None])).rstrip()
