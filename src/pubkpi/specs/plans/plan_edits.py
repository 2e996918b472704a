"""The edits that make the next year's plan of one: periods later, baselines as measured, targets beyond them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import QUARTER, Period, later, later_by, period
from pubkpi.model.text import NOTHING, Lang, Text
from pubkpi.specs.lint.measures.measure_kinds import ends
from pubkpi.specs.plans.draft import ORIGIN, PERIOD_WORDS, drop_remarks, in_formula, rounded, written
from pubkpi.workspace.yaml.node import Place
from pubkpi.workspace.yaml.yaml_text import YamlText

YEAR_WORDS = re.compile(r"(?<![\d.])(?:19|20)\d\d(?!\d)")
_DAY = r"\d{4}-\d\d-\d\d"
_PERIOD = re.compile(rf"(?<![\w-]){PERIOD_WORDS}")
# What the plan of a year said of itself, which says nothing of the next one.
STATEMENTS = ("announced", "notes", "also_stated")
_TEXTS = {"measures", *STATEMENTS}
_BASELINE, _TARGET, _BASE = Text("基线", "baseline"), Text("目标", "target"), Text("固定基数", "fixed base")
_AS_IT_WAS = Text("沿用原来的数值，请核对", "as it was: look whether it still holds")
_MEASURED = Text("按那时的实测值", "what is measured then")
_AS_FAR = Text(
    "原目标已被新基线超过，按原来的增幅顺延，取三位数字，请核对",
    "the new baseline is past it, so as far from it as before, in three digits: look whether that holds",
)


class CarriedValue(NamedTuple):
    """What became of the baseline or the targets of an *indicator*: *before*, *now* (blank: the same), and *why* it is
    for people to look.
    """

    indicator: Text
    what: Text
    before: str
    now: str
    why: Text = NOTHING


@dataclass(frozen=True, slots=True)
class BaseChange:
    """A growth over another base: what its measure is called now, the *count* and its new *base*, and the words that
    stand for the old ones.
    """

    name: str
    count: str
    base: Fraction
    words: Mapping[str, str]

    def entry(self, old: str) -> str:
        """The words of the measure, made of the *old* ones."""
        rest = old.partition(":")[2]
        for before, now in self.words.items():
            rest = re.sub(rf"(?<![\d.,]){re.escape(before)}(?![\d.]|,\d)", now, rest)
        example = f"example: {{given: {{{self.count}: {written(self.base)}}}, expect: 0}}"
        return f"{self.name}:" + re.sub(r"example:.*(\n +.*)*$", example, rest)


@dataclass
class PlanEdits:
    """Edits of a plan's *text* that make it one of so many *quarters* later; *values* are those of its measures in the
    quarter of its new baselines, comments are in *lang*. It remembers what was *carried* over, the measures that are
    *rebased*, and the places that are done.
    """

    text: YamlText
    kpis: KpiSet
    quarters: int
    values: Mapping[str, Fraction]
    lang: Lang = "zh"
    carried: list[CarriedValue] = field(default_factory=list)
    rebased: dict[str, BaseChange] = field(default_factory=dict)
    _done: set[Place] = field(default_factory=set)

    def carry_over(self, home: Place, leaf: Indicator) -> None:
        """Weight, baseline and targets of *leaf*, which stands at *home*."""
        for key in ("weight", "target"):
            self.keep_last(home, key)
        measure = self.kpis.measures[leaf.measure]
        if _is_over_base(leaf, measure):
            self._rebase(home, leaf, measure)
        elif leaf.method in ("attainment", "completion"):
            self._carry(home, leaf)
        elif leaf.baseline.value is not None and self.value((*home, "baseline")) != 0:
            self._note(leaf, _BASELINE, self.text.words((*home, "baseline")), "", _AS_IT_WAS)

    def replace(self, place: Place, words: str) -> None:
        """Put *words* at *place*."""
        self.text.replace(place, words)
        self._done.add(place)

    def shift(self) -> None:
        """Every period that stands as a key or a value of its own, later."""
        source = self.text.node.source
        for place in source.keys:
            key = str(place[-1])
            if self._is_open(place) and _PERIOD.fullmatch(key):
                self.text.rename(place, self.later(key))
            elif self._is_open(place) and place[-2:-1] == ("target",) and YEAR_WORDS.fullmatch(key):
                self.text.rename(place, later_years(key, self.quarters))
        for place in source.marks:
            value = self.value(place)
            if isinstance(value, str) and self._is_open(place) and _PERIOD.fullmatch(value):
                self.text.replace(place, self.later(value))
            elif place[:1] == ("valid",) and YEAR_WORDS.fullmatch(str(value)):
                self.text.replace(place, later_years(str(value), self.quarters))
            elif place[:1] == ("periods",) and re.fullmatch(_DAY, str(value)):
                self.text.replace(place, str(later(date.fromisoformat(str(value)), 3 * self.quarters)))

    def value(self, place: Place) -> Any:
        """The value at *place*."""
        node = self.text.node
        for part in place:
            node = node[part]
        return node.data

    def later(self, words: str) -> str:
        """*words* with each period in them so much later."""
        return _PERIOD.sub(lambda one: str(later_by(period(one[0]), self.quarters)), words)

    def keep_last(self, home: Place, key: str) -> None:
        """Of versions in mid-plan the last one, for all of the next plan."""
        data = self.value((*home, key))
        if isinstance(data, list):
            last = (*home, key, len(data) - 1)
            last = (*last, "is") if isinstance(data[-1], dict) and "is" in data[-1] else last
            self.replace((*home, key), self.later(self._on_one_line(last)))

    def _on_one_line(self, place: Place) -> str:
        value = self.value(place)
        if not isinstance(value, dict):
            return self.text.words(place)
        pairs = [(key, self.text.words((*place, key))) for key in value]
        dated = sorted((period(key), words) for key, words in pairs if _PERIOD.fullmatch(key))
        if dated and dated[0][0] > self.kpis.valid[0]:  # the path of half a year is one of the whole year
            pairs.insert(0, (str(self.kpis.valid[0]), dated[0][1]))
        return "{" + ", ".join(f"{key}: {words}" for key, words in pairs) + "}"

    def _is_open(self, place: Place) -> bool:
        return not {*place} & _TEXTS and not any(place[: len(one)] == one for one in self._done)

    def _carry(self, home: Place, leaf: Indicator) -> None:
        written_baseline = self.value((*home, "baseline"))
        now, before = self.values.get(leaf.measure), leaf.baseline.value
        is_stated = leaf.method == "attainment" and before is not None and not isinstance(written_baseline, dict)
        if isinstance(written_baseline, dict) and "measured" in written_baseline:
            words = self._on_one_line((*home, "baseline"))
            self._note(leaf, _BASELINE, words, self.later(words), _MEASURED)
        if not is_stated or before is None:
            self._as_it_was(home, leaf)
            return
        drop_remarks(self.text, home, "target")
        path = None if now is None else self._path(home, leaf, now - before, now)
        if now is None or path is None:
            quarter = baseline_quarter(self.kpis, self.quarters)
            words = f"{{measured: {quarter}}}"
            why = Text(f"{quarter} 还没有数值，待测", f"{quarter} has no value yet")
            if now is not None:
                why = Text("已到上限，没有更高的目标", "there is no target beyond it")
            self._note(leaf, _BASELINE, self.text.words((*home, "baseline")), words, why)
            self.replace((*home, "baseline"), words)
            self._as_it_was(home, leaf)
            return
        self._note(leaf, _BASELINE, self.text.words((*home, "baseline")), written(now))
        self.replace((*home, "baseline"), written(now))
        self.text.remark((*home, "baseline"), self._origin(leaf, now).say(self.lang), ORIGIN)
        if not path:
            self._as_it_was(home, leaf)
            return
        self._note(leaf, _TARGET, self.text.words((*home, "target")), path, _AS_FAR)
        self.replace((*home, "target"), path)

    def _origin(self, leaf: Indicator, value: Fraction) -> Text:
        """Where the baseline *value* is from, and what it is in decimals where it is not written so."""
        quarter = baseline_quarter(self.kpis, self.quarters)
        told = rounded(value, is_share=self.kpis.measures[leaf.measure].unit == "share")
        about = Text(f"，约 {told}", f", about {told}") if "/" in written(value) else NOTHING
        return Text(f"实测 {quarter}{about.zh}", f"measured {quarter}{about.en}")

    def _path(self, home: Place, leaf: Indicator, gain: Fraction, now: Fraction) -> str | None:
        """The targets as far from the baseline *now* as they were; blank where they are all ahead of it as they stand,
        or are versions; None where no number lies as far.
        """
        sign, most = -1 if leaf.direction == "down" else 1, ends(self.kpis.measures, leaf.measure)[1]
        if all((goal - now) * sign > 0 for _, goal in leaf.stated):
            return ""
        path = []
        for when, goal in leaf.stated:
            exact = goal + gain if most is None else min(goal + gain, Fraction(most))
            plain = Fraction(Decimal(f"{float(exact):.3g}"))  # a proposal that people read, and change
            path.append((when, plain if (plain - now) * sign > 0 else exact))
        if any((goal - now) * sign <= 0 for _, goal in path) or (*home, "target") in self._done:
            return None
        return "{" + ", ".join(f"{self._next(when)}: {written(goal)}" for when, goal in path) + "}"

    def _next(self, when: Period) -> Period:
        return later_by(when, self.quarters)

    def _rebase(self, home: Place, leaf: Indicator, measure: Measure) -> None:
        """The growth over what the count was at the end of the plan, by a measure of the next plan's own."""
        count, when, base = leaf.check or ("", Period(QUARTER, 0), Fraction(0))
        self._as_it_was(home, leaf)
        end = later_by(when, self.quarters)
        if count not in self.values or end != baseline_quarter(self.kpis, self.quarters):
            self._done.add((*home, "check"))
            self._note(leaf, _BASE, written(base), "", Text(f"{end} 还没有数值", f"{end} has no value yet"))
            return
        now, name = self.values[count], re.sub(r"_\d{4}$", "", measure.id) + f"_{end.step(1).first.year}"
        self.replace((*home, "measure"), name)
        self.replace((*home, "check", "equals"), written(now))
        self._note(leaf, _BASE, written(base), written(now))
        words = {in_formula(base): in_formula(now), grouped(base): grouped(now)}
        words[str(when.first.year)] = str(end.first.year)
        self.rebased[measure.id] = BaseChange(name, count, now, words)

    def _as_it_was(self, home: Place, leaf: Indicator) -> None:
        if leaf.stated:
            self._note(leaf, _TARGET, self.text.words((*home, "target")), "", _AS_IT_WAS)

    def _note(self, leaf: Indicator, what: Text, before: str, now: str, why: Text = NOTHING) -> None:
        self.carried.append(CarriedValue(leaf.label, what, before, now, why))


def baseline_quarter(kpis: KpiSet, quarters: int) -> Period:
    """The quarter of whose values the baselines of a plan are that begins so many *quarters* later."""
    return later_by(kpis.baseline_quarter or kpis.valid[0].step(-1), quarters)


def later_years(words: str, quarters: int) -> str:
    """*words* with each year in them later by so many *quarters*."""
    return YEAR_WORDS.sub(lambda found: str(int(found[0]) + quarters // 4), words)


def grouped(value: Fraction) -> str:
    """*value* as prose has it: 52,000."""
    return f"{int(value):,}" if value.denominator == 1 else written(value)


def leaf_places(text: YamlText) -> Iterator[tuple[Place, str]]:
    """Where each dimension and indicator stands, with its id."""
    for place in text.node.source.marks:
        if place and place[0] in ("dimensions", "indicators") and place[-1] == "id":
            node = text.node
            for part in place:
                node = node[part]
            yield place[:-1], str(node.data)


def _is_over_base(leaf: Indicator, measure: Measure) -> bool:
    """Whether *measure* is the growth over a count that the plan states, by which *leaf* is checked."""
    if not leaf.check or measure.type != "derived":
        return False
    count, _, base = leaf.check
    return bool(re.fullmatch(rf"\s*{count}\s*/\s*{re.escape(in_formula(base))}\s*-\s*1\s*", measure.expr))
