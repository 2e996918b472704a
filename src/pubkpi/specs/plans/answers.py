"""What somebody says of a new plan, in the words of options or of answers, read into what the plan is to hold."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import NamedTuple

from pubkpi.model.errors import SpecError, UsageError
from pubkpi.model.periods import QUARTER, Period, between, period
from pubkpi.model.text import NOTHING, Text, choices_hint
from pubkpi.specs.lint.measure_kinds import ends
from pubkpi.specs.plans.offers import WITHOUT_CAPS, Offer, choose, shipped_measures
from pubkpi.workspace.yaml import numbers
from pubkpi.workspace.yaml.node import Node, Source

AUDIENCES = ("internal", "enterprise", "government")
MEASURED = ("measured", "实测")
_BETWEEN = re.compile(r"\s*(?:\.\.|~|至|到|—|–)\s*")
_DATED = re.compile(r"\s*([0-9]{4}[^:=]*)[:=](.+)")
_YEAR = re.compile(r"\d{4}")
_NAME = re.compile(r"[\w.-]+")


class Span(NamedTuple):
    """The first and the last quarter of a plan."""

    first: Period
    last: Period

    @property
    def quarters(self) -> tuple[Period, ...]:
        """All of them."""
        return between(self.first, self.last)

    @property
    def name(self) -> str:
        """``2025`` for a calendar year, else ``2025Q2-2026Q1``."""
        year = self.first.first.year
        whole = (str(self.first), str(self.last)) == (f"{year}Q1", f"{year}Q4")
        return str(year) if whole else str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class PlanWords:
    """A plan in words: each answer, empty where nothing was said; baselines and targets by indicator."""

    name: str = ""
    organisation: str = ""
    audience: str = ""
    period: str = ""
    accounts: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    baselines: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)


class AccountAnswer(NamedTuple):
    """An account: its platform, in whose words ever, its name, and the unit that it is of."""

    platform: str
    name: str
    unit: str


class IndicatorAnswer(NamedTuple):
    """An indicator of the plan: its baseline, None for one that is still to be measured, and its dated targets."""

    offer: Offer
    baseline: Fraction | None
    targets: tuple[tuple[Period, Fraction], ...]


@dataclass(frozen=True, slots=True)
class PlanAnswers:
    """All that a new plan says."""

    name: str
    organisation: str
    audience: str
    span: Span
    accounts: tuple[AccountAnswer, ...]
    indicators: tuple[IndicatorAnswer, ...]


def with_year(words: PlanWords) -> PlanWords:
    """*words* whose name is a year alone: that is the period, unless another is given, and names the plan."""
    return replace(words, name="", period=words.period or words.name) if _YEAR.fullmatch(words.name) else words


def read_answers(words: PlanWords) -> PlanAnswers:
    """What *words* say, read; UsageError for what cannot be, and one that names all options that are still missing."""
    audience = read_audience(words.audience) if words.audience else ""
    selected = choose(words.indicators, audience or "internal")
    refuse_strangers(words, selected)
    if lacking := missing_options(words, selected):
        what = Text(f"还缺 {'、'.join(lacking)}", f"missing: {', '.join(lacking)}")
        raise UsageError("plan new", what, Text("用法见 pubkpi plan new --help。", "See pubkpi plan new --help."))
    span = read_span(words.period)
    return PlanAnswers(
        name=read_name(words.name or f"plan_{span.name}"),
        organisation=words.organisation.strip(),
        audience=audience,
        span=span,
        accounts=tuple(map(read_account, words.accounts)),
        indicators=tuple(
            IndicatorAnswer(
                one,
                read_baseline(one, answer_of(words.baselines, one) or MEASURED[0]) if one.takes_baseline else None,
                read_targets(one, answer_of(words.targets, one), span) if one.has_target else (),
            )
            for one in selected
        ),
    )


def pairs(option: str, words: Sequence[str]) -> dict[str, str]:
    """The value by indicator of each ``id=value`` behind the *option*; UsageError for another form, or for two."""
    found: dict[str, str] = {}
    for one in words:
        name, sign, value = (part.strip() for part in one.replace("＝", "=").partition("="))
        if not sign or not value or name in found:
            what = Text(f"看不懂或写了两次：{one}", f"not understood, or given twice: {one}")
            raise UsageError(
                option, what, Text("写成 标识=值，如 followers=5.2万。", "Write id=value: followers=52000.")
            )
        found[name] = value
    return found


def missing_options(words: PlanWords, selected: Sequence[Offer]) -> list[str]:
    """The options that would say what *words* do not."""
    given = {"organisation": words.organisation, "audience": words.audience, "period": words.period,
             "account": words.accounts, "indicator": words.indicators}  # fmt: skip
    lacking = [f"--{name}" for name, value in given.items() if not value]
    for one in selected:
        if one.has_baseline and not answer_of(words.baselines, one):
            lacking.append(f"--baseline {one.id}=…")
        if one.has_target and not answer_of(words.targets, one):
            lacking.append(f"--target {one.id}=…")
    return lacking


def refuse_strangers(words: PlanWords, selected: Sequence[Offer]) -> None:
    """UsageError for a baseline or a target of an indicator that was not selected, or that has none."""
    for option, values in (("--baseline", words.baselines), ("--target", words.targets)):
        fits = [one for one in selected if (one.takes_baseline if option == "--baseline" else one.has_target)]
        named = {name for one in fits for name in _names(one)}
        for name in values:
            if name not in named:
                what = Text(f"这里不能写 {name}", f"{name} cannot stand here")
                raise UsageError(option, what, choices_hint([one.id for one in fits], name))


def read_name(words: str) -> str:
    """The name of the plan's file; UsageError for what none can have."""
    if _NAME.fullmatch(words) and not words.startswith("."):
        return words
    what = Text(f"计划名称不能是 {words}", f"a plan cannot be called {words}")
    raise UsageError("NAME", what, Text("用字母、数字、下划线。", "Use letters, digits and _."))


def read_audience(words: str) -> str:
    """One of the audiences; UsageError otherwise."""
    if words not in AUDIENCES:
        what = Text(f"没有这种对象：{words}", f"there is no audience {words}")
        raise UsageError("--audience", what, choices_hint(AUDIENCES, words))
    return words


def read_span(words: str) -> Span:
    """The quarters that *words* name: a year, a quarter, or from one to another (2025Q2..2026Q1); UsageError
    otherwise.
    """
    ends_of = _BETWEEN.split(unicodedata.normalize("NFKC", words).strip())
    first, last = (period(one) for one in (ends_of[0], ends_of[-1]))
    quarters = (*first.parts(QUARTER), *last.parts(QUARTER))
    if len(ends_of) > 2 or not quarters or last < first:
        what = Text(f"看不懂周期：{words}", f"not understood: {words}")
        raise UsageError("--period", what, Text("写成 2025 或 2025Q2..2026Q1。", "Write 2025 or 2025Q2..2026Q1."))
    return Span(first.parts(QUARTER)[0], last.parts(QUARTER)[-1])


def read_account(words: str) -> AccountAnswer:
    """The account that *words* name, platform:name or platform:name:unit; UsageError otherwise."""
    parts = [one.strip() for one in words.replace("：", ":").split(":")]
    if len(parts) not in (2, 3) or not all(parts[:2]):
        what = Text(f"看不懂账号：{words}", f"not understood: {words}")
        hint = Text(
            "写成 平台:名称:单位，如 wechat:云川发布:宣传部。", "Write platform:name:unit, the unit if it has one."
        )
        raise UsageError("--account", what, hint)
    return AccountAnswer(parts[0], parts[1], parts[2] if parts[2:] else "")


def read_baseline(offer: Offer, words: str) -> Fraction | None:
    """The baseline that *words* say of the *offer*; None for one that is measured. UsageError otherwise."""
    return None if words.strip().casefold() in MEASURED else _number("--baseline", offer, words)


def read_targets(offer: Offer, words: str, span: Span) -> tuple[tuple[Period, Fraction], ...]:
    """The targets of the *offer* by quarter: those that *words* date (2025Q2:6万,2025Q4:8万), else one, for the last.

    UsageError otherwise.
    """
    plain = unicodedata.normalize("NFKC", words).strip()
    if not _DATED.match(plain):
        return ((span.last, _number("--target", offer, plain)),)
    found = {}
    for part in re.split(r",(?=\s*[0-9]{4}\s*(?:-?[Qq]|年))|[;、]", plain):
        match = _DATED.fullmatch(part)
        when = QUARTER.parse(match[1]) if match else span.first.step(-1)
        if not match or not span.first <= when <= span.last:
            what = Text(f"看不懂目标：{part}", f"not understood: {part}")
            rule = Text(f"写成 {span.first}:数值,{span.last}:数值。", f"Write {span.first}:value,{span.last}:value.")
            raise UsageError("--target", what, rule)
        found[when] = _number("--target", offer, match[2])
    return tuple(sorted(found.items()))


def _number(at: str, offer: Offer, words: str) -> Fraction:
    """The number that *words* are; UsageError when they are none, or one that the measure cannot have."""
    where = f"{at} {offer.id}"
    try:
        found = numbers.number(Node(Source(where), unicodedata.normalize("NFKC", words).strip()))
    except SpecError as problem:
        raise UsageError(where, problem.what, problem.hint) from problem
    low, high = ends(shipped_measures(), offer.id)
    if offer.id not in WITHOUT_CAPS and ((low is not None and found < low) or (high is not None and found > high)):
        what = Text(f"{offer.label.zh}不可能是 {words}", f"{offer.label.en} cannot be {words}")
        percent = Text(f"是 {words}% 吗？", f"Is it {words}%?") if high == 1 and 1 < found <= 100 else NOTHING
        raise UsageError(where, what, percent)
    return found


def answer_of(words: Mapping[str, str], offer: Offer) -> str:
    """What *words* say of the *offer*, by one of its names; blank for nothing."""
    return next((words[name] for name in _names(offer) if words.get(name)), "")


def _names(offer: Offer) -> tuple[str, ...]:
    """What an indicator may be called by: its id, that in the plan that ships, its number."""
    return offer.id, offer.entry.id, str(offer.number)
