"""The measures of one entity: a value from its sums, or the reason why there is none."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from pubkpi.measure.values import derive, entries
from pubkpi.measure.values.bounds import bounded, untold
from pubkpi.measure.values.coverage import Declared, covered, is_declared_nil
from pubkpi.measure.values.exact_value import ExactValue, exact_value, missing
from pubkpi.measure.values.reasons import CellCounts, Reason, checks
from pubkpi.measure.windows import days, parts, why_too_short
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import MONTH, Period
from pubkpi.model.scores import Value
from pubkpi.model.text import NOTHING, Text
from pubkpi.printing.figures import ends_left_out
from pubkpi.printing.rounding import beyond_limit

Sums = Mapping[str, object]
RowExplainer = Callable[[Measure, Period], Text | None]

_COUNTS = ("rows", "all", "platforms", "manners")
_WORDS: Mapping[Reason, Text] = {
    Reason.UNKNOWN: Text("没有内容列表可对照，覆盖率未知", "its coverage is unknown without the list of all posts"),
    Reason.PEOPLE: Text("人数不能跨平台相加", "people are never added across platforms"),
    Reason.MIXED: Text(
        "登记表里有人次也有去重人数，不能相加；统一口径后重新登记",
        "some rows count 人次 (attendances), others 去重人数 (people), which are never added; register one kind",
    ),
}
_NO_ROW = Text("没有填写完整的行", "no row is complete")


def evaluated(
    measures: Mapping[str, Measure],
    periods: list[Period],
    sums: Mapping[tuple[str, Period], Sums],
    nil: Declared,
    entered: entries.Lookup,
    outside: Mapping[str, Text] = MappingProxyType({}),
    foreign: Mapping[str, Text] = MappingProxyType({}),
    closed: Mapping[Period, Mapping[str, Value]] = MappingProxyType({}),
    *,
    applies: bool = False,
    uncounted: RowExplainer = lambda *_: None,
) -> dict[Period, dict[str, ExactValue]]:
    """The exact values of one entity; those *outside* are not counted for it, which may mean that they do not apply.

    Those *foreign* to it, which hold a number of the department, do not apply, and have a value only where one was
    entered. What is *closed* stands, and what is made of it follows. *uncounted* says of rows that none counts.
    """
    found: dict[Period, dict[str, ExactValue]] = {}
    for period in periods:
        exact = {}
        for key, one in measures.items():
            if one.fact:
                why = foreign.get(key) or outside.get(key)
                reason = Reason.FOREIGN if key in foreign else Reason.NOT_ENTERED if applies else Reason.OUTSIDE
                blank = ExactValue(key, period, missing=why, applies=applies and key not in foreign, reason=reason)
                made = blank if why else _evaluate(one, period, sums.get((key, period)), nil, uncounted)
                exact[key] = entries.overriding_value(one, made, entered)
        exact |= {key: exact_value(one) for key, one in closed.get(period, {}).items() if key in measures}
        derive.complete(measures, period, exact, entered, found, foreign)
        found[period] = exact
    return found


def as_values(
    values: Mapping[Period, Mapping[str, ExactValue]], periods: list[Period]
) -> dict[Period, dict[str, Value]]:
    """The same in floating point, of *periods*."""
    return {period: {key: value.as_value() for key, value in values[period].items()} for period in periods}


def _evaluate(
    measure: Measure, period: Period, sums: Sums | None, nil: Declared, uncounted: RowExplainer
) -> ExactValue:
    sums = sums or {}
    rows, every, platforms, manners = (int(str(sums.get(name) or 0)) for name in _COUNTS)
    coverage, undeclared = covered(measure, period, sums, nil)
    blank = ExactValue(measure.id, period, coverage=coverage, rows=rows, findings=untold(measure, period, sums))
    rule = measure.coverage
    thin = rule is not None and coverage is not None and coverage < rule.minimum
    unknown = rule is not None and coverage is None
    nil_all = is_declared_nil(measure, period, nil)
    found = CellCounts(rows, every, platforms, manners, unknown, thin, bool(undeclared), nil_all)
    reason = next((reason for reason, holds in checks(measure, period, found) if holds), Reason.NONE)
    match reason:
        case Reason.NONE:
            return _with_value(measure, bounded(measure, blank, sums), sums)
        case Reason.TOO_SHORT:
            why = why_too_short(measure, period) or NOTHING
            return missing(replace(blank, coverage=None, applies=False), reason, why)
        case Reason.NO_DATA:
            words = uncounted(measure, period) or _no_data(measure, period)
            return missing(replace(blank, coverage=None), reason, words)
        case Reason.UNDECLARED if undeclared:
            return missing(blank, reason, undeclared)
        case Reason.NOT_OVER:
            year = period.last.year
            return missing(blank, reason, Text(f"{year} 年还没有结束", f"the year {year} is not over"))
        case Reason.INCOMPLETE:
            what = Text(f"{every} 行中有 {every - rows} 行填写不全", f"{every - rows} of {every} rows are incomplete")
            return missing(blank, reason, what)
        case Reason.NO_ROW:
            return missing(blank, reason, uncounted(measure, period) or _NO_ROW)
        case Reason.THIN if rule and coverage is not None:
            return missing(blank, reason, _thin(coverage, rule.minimum))
    return missing(blank, reason, _WORDS[reason])


def _with_value(measure: Measure, blank: ExactValue, sums: Sums) -> ExactValue:
    whole = Fraction(str(sums.get("divisor") or 1))  # of which the sums are parts, where rows are shared
    numerator = Fraction(str(sums.get("num") or 0)) / whole
    denominator = Fraction(1)
    if measure.type in ("ratio", "share") or measure.takes_middle:
        denominator = Fraction(str(sums.get("den") or 0)) / whole
    elif measure.type == "mean":
        denominator = Fraction(str(sums["weight"] or 0)) / whole if "weight" in sums else Fraction(blank.rows)
    if measure.mean_of_months:
        blank, some = _some_months(measure, blank, sums)
        denominator = Fraction(some)
    filled = replace(blank, numerator=numerator, denominator=denominator)
    counted = blank.rows if measure.takes_middle else denominator
    if not denominator:
        return missing(filled, Reason.ZERO, _nothing_left(measure, blank.rows))
    if counted < measure.min_count:
        return missing(filled, Reason.FEW, _too_few(measure, counted))
    if blank.missing:
        return missing(filled, blank.reason, blank.missing)
    filled = replace(filled, value=numerator / denominator, interval=measure.interval)
    if not measure.takes_middle:
        return filled
    low, high = (Fraction(str(sums[name])) for name in ("low", "high"))  # also of those left out
    return replace(filled, spread=(low, high))


def _too_few(measure: Measure, counted: Fraction | int) -> Text:
    least = measure.min_count
    if measure.takes_middle or measure.type == "mean":
        return Text(f"只有 {counted} 个数，少于 {least}", f"there are only {counted} numbers, under {least}")
    return Text(f"分母只有 {counted}，少于 {least}", f"the denominator is only {counted}, under {least}")


def _nothing_left(measure: Measure, rows: int) -> Text:
    if not measure.trim or not rows:
        return Text("分母为零", "the denominator is zero")
    out = ends_left_out(measure.trim)
    return Text(f"只有 {rows} 个数，{out.zh}后没有剩下", f"there are only {rows} numbers: {out.en} none is left")


def _some_months(measure: Measure, blank: ExactValue, sums: Sums) -> tuple[ExactValue, int]:
    """The months that a monthly mean is over: those of its quarters that have data.

    Of a register all: it says that nothing happened.
    """
    every = parts(MONTH, measure, blank.period)
    found = sums.get("quarters")
    if measure.window == "month" or measure.registered or not isinstance(found, list):
        return blank, len(every)
    some = sum((one.first.month + 2) // 3 in found for one in every)
    if some == len(every):
        return blank, some
    listed = [str(number) for number in sorted(found)]
    message = Text(
        f"{measure.label.zh}：只有第 {'、'.join(listed)} 季度有数据，月均按 {some} 个月算",
        f"{measure.label.en}: its monthly mean is over {some} months, of the quarters with data ({', '.join(listed)})",
    )
    finding = Finding("measure.part_of_year", "warning", f"{measure.id} {blank.period}", message)
    return replace(blank, findings=(*blank.findings, finding)), some


def _no_data(measure: Measure, period: Period) -> Text:
    """That there is none; of a last value those of the closing days, whatever there is of earlier ones."""
    nouns = period.kind.nouns
    if measure.type == "last":
        first, last = days(measure, period)
        return Text(f"没有期末的数据（{first} 至 {last}）", f"there is no closing number ({first} to {last})")
    return Text(f"{nouns.this.zh}没有数据", f"there is no data for the {nouns.noun.en}")


def _thin(coverage: Fraction, minimum: Fraction) -> Text:
    have, need = beyond_limit(coverage, minimum)
    return Text(f"数据覆盖率 {have}，低于 {need}", f"the data cover {have}, under {need}")
