"""What the words of a new plan say, read into what the plan is to hold."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from pubkpi.model.errors import SpecError, UsageError
from pubkpi.model.periods import QUARTER, Period, between, period
from pubkpi.model.system import RESERVED
from pubkpi.model.text import NOTHING, Text, choices_hint
from pubkpi.specs.lint.measures.measure_kinds import ends
from pubkpi.specs.plans.offers import WITHOUT_CAPS, Offer, choose, shipped_measures
from pubkpi.specs.plans.plan_words import AUDIENCES, PlanWords, answer_of, missing_options, refuse_strangers
from pubkpi.workspace.yaml import numbers
from pubkpi.workspace.yaml.node import Node, Source

_AUDIENCE_WORDS = {"内部": "internal", "内部考核": "internal", "企业": "enterprise", "政务": "government",
                   "政府": "government"}  # fmt: skip
MEASURED = ("measured", "实测")
_BETWEEN = re.compile(r"\s*(?:\.\.|~|至|到|—|–)\s*")
_DATED = re.compile(r"\s*([0-9]{4}[^:=]*)[:=](.+)")
_NAME = re.compile(r"[\w.-]+")
_LONGEST_NAME = 120  # bytes; the longest names of files have 255, of which endings and reports take theirs


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


def read_answers(words: PlanWords, unfit: Collection[str] = ()) -> PlanAnswers:
    """What *words* say, read; UsageError for what cannot be, and one that names all options that are still missing.

    *unfit* are the measures of which no account of the plan has the data.
    """
    audience = read_audience(words.audience) if words.audience else ""
    selected = choose(words.indicators, audience or "internal", unfit)
    refuse_strangers(words, selected)
    if lacking := missing_options(words, selected):
        what = Text(f"还缺 {'、'.join(lacking)}", f"missing: {', '.join(lacking)}")
        raise UsageError("plan new", what, Text("用法见 pubkpi plan new --help。", "See pubkpi plan new --help."))
    span = read_span(words.period)
    return PlanAnswers(
        name=read_name(words.name or f"plan_{span.name}"),
        organisation=read_organisation(words.organisation),
        audience=audience,
        span=span,
        accounts=tuple(map(read_account, words.accounts)),
        indicators=tuple(_indicator(one, words, span) for one in selected),
    )


def _indicator(offer: Offer, words: PlanWords, span: Span) -> IndicatorAnswer:
    baseline = answer_of(words.baselines, offer) or MEASURED[0]
    return IndicatorAnswer(
        offer,
        read_baseline(offer, baseline) if offer.takes_baseline else None,
        read_targets(offer, answer_of(words.targets, offer), span, baseline) if offer.has_target else (),
    )


def read_name(words: str) -> str:
    """The name of the plan's file; UsageError for what none can have, here or on Windows."""
    what, hint = Text(f"计划名称不能是“{words}”", f'a plan cannot be called "{words}"'), NOTHING
    if len(words.encode(errors="replace")) > _LONGEST_NAME:
        what = Text(
            f"计划名称太长（{len(words)} 个字符）", f"the name of the plan is too long ({len(words)} characters)"
        )
        hint = Text(f"最长 {_LONGEST_NAME} 个字母或 {_LONGEST_NAME // 3} 个汉字。", f"At most {_LONGEST_NAME} letters.")
    elif RESERVED.match(words):
        hint = Text("Windows 上这是设备的名称。", "On Windows that is the name of a device.")
    elif words.endswith((".", " ")):
        hint = Text("Windows 上名称不能以点或空格结尾。", "On Windows no name ends in a dot or a blank.")
    elif not _NAME.fullmatch(words) or words.startswith((".", "-")):
        hint = Text("用汉字、字母、数字、下划线。", "Use letters, digits and _.")
    if hint == NOTHING:
        return words
    raise UsageError("NAME", what, hint)


def read_organisation(words: str) -> str:
    """The name of the organisation on one line; UsageError for one that cannot be written down."""
    plain = " ".join(words.split())
    if not plain or any(unicodedata.category(one) in ("Cc", "Cs") or one == "\ufeff" for one in plain):
        what = Text("单位名称是空的，或有看不见的字符", "the name is blank, or has an invisible character")
        raise UsageError("--organisation", what, Text("重新写一遍。", "Write it again."))
    return plain


def read_audience(words: str) -> str:
    """One of the audiences; UsageError otherwise."""
    plain = unicodedata.normalize("NFKC", words).strip().casefold()
    if (found := _AUDIENCE_WORDS.get(plain, plain)) not in AUDIENCES:
        what = Text(f"没有这种对象：{words}", f"there is no audience {words}")
        zh = "内部（internal）、企业（enterprise）、政务（government）"
        raise UsageError("--audience", what, Text(f"可用：{zh}。", choices_hint(AUDIENCES, words).en))
    return found


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


def read_targets(offer: Offer, words: str, span: Span, baseline: str) -> tuple[tuple[Period, Fraction], ...]:
    """The targets of the *offer* by quarter: those that *words* date (2025Q2:6万,2025Q4:8万), else one, for the last.

    UsageError otherwise, and for one that is not ahead of the *baseline*.
    """
    found = _dated_targets(offer, unicodedata.normalize("NFKC", words).strip(), span)
    base = read_baseline(offer, baseline) if offer.has_baseline else None
    for when, goal in found.items():
        if base is None and goal <= 0:
            what = Text(f"{when} 的目标应大于 0", f"the target of {when} has to be above 0")
            raise UsageError(f"--target {offer.id}", what)
        if base is not None and (goal >= base if offer.entry.direction == "down" else goal <= base):
            zh, en = ("低于", "below") if offer.entry.direction == "down" else ("高于", "above")
            what = Text(
                f"{when} 的目标应{zh}基线 {baseline.strip()}",
                f"the target of {when} has to be {en} the baseline, {baseline.strip()}",
            )
            raise UsageError(f"--target {offer.id}", what)
    return tuple(sorted(found.items()))


def _dated_targets(offer: Offer, plain: str, span: Span) -> dict[Period, Fraction]:
    if not _DATED.match(plain):
        return {span.last: _number("--target", offer, plain)}
    found = {}
    for part in re.split(r",(?=\s*[0-9]{4}\s*(?:-?[Qq]|年))|[;、]", plain):
        match = _DATED.fullmatch(part)
        when = QUARTER.parse(match[1]) if match else span.first.step(-1)
        if not match or not span.first <= when <= span.last:
            what = Text(f"看不懂目标：{part}", f"not understood: {part}")
            rule = Text(f"写成 {span.first}:数值,{span.last}:数值。", f"Write {span.first}:value,{span.last}:value.")
            raise UsageError(f"--target {offer.id}", what, rule)
        if when in found:
            raise UsageError(f"--target {offer.id}", Text(f"{when} 写了两次", f"{when} is there twice"))
        found[when] = _number("--target", offer, match[2])
    return found


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
        raise UsageError(where, what, _limits_hint(words, found, (low, high)))
    return found


def _limits_hint(words: str, found: Fraction, limits: tuple[Fraction | None, Fraction | None]) -> Text:
    """That a share may lack its sign, else between which numbers it lies."""
    low, high = limits
    if high == 1 and 1 < found <= 100 and not words.strip().endswith(("%", "％")):
        return Text(f"是 {words}% 吗？", f"Is it {words}%?")
    if high is None or low is None:
        return Text("不能小于 0。", "It cannot be below 0.") if low == 0 else NOTHING
    ends_of = ("0", "100%") if low == 0 and high == 1 else (numbers.plain(low), numbers.plain(high))
    return Text(f"应在 {' 与 '.join(ends_of)} 之间。", f"It lies between {' and '.join(ends_of)}.")
