"""Days on which so many mentions were found that the plan wants people to look; never an incident by itself."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from pubkpi.analyse.request import AnalysisRequest
from pubkpi.model.explanations.analyses import LEVELS, AnalysisRules
from pubkpi.model.text import Text
from pubkpi.printing.figures import figure

_MOST = 5  # lines, of the gravest days; the others are a number


def prompts(request: AnalysisRequest) -> Iterator[Text]:
    """A line for each day of the period that reaches a threshold, the gravest level and then the most mentions first;
    none where no thresholds are declared. Of the first day with mentions the growth is unknown, and their number alone
    decides.
    """
    if not request.rules.escalation:
        return
    days = request.ask("registers/mentions", until=request.until)
    counts: dict[date, int] = {day: count for day, count, *_ in days}
    lines = []
    for day, count, has_incident, has_before in days:
        before = counts.get(day - timedelta(1), 0) if has_before else None
        place = _level(request.rules, count, before) if day >= request.period.first else None
        if place is not None:
            level = [*LEVELS.values()][place]
            lines.append((-place, -count, day, _prompt(day, count, before, level, has_incident=has_incident)))
    yield from (words for *_, words in sorted(lines, key=lambda one: one[:3])[:_MOST])
    if len(lines) > _MOST:
        more = len(lines) - _MOST
        yield Text(f"另有 {more} 天达到门槛。", f"Further days that reach a threshold: {more}.")


def _level(rules: AnalysisRules, count: int, before: int | None) -> int | None:
    """The place in LEVELS of the gravest one whose threshold *count* mentions reach, after so many the day *before*."""
    for place, level in reversed([*enumerate(LEVELS)]):
        rule = rules.escalation.get(level)
        if (
            rule
            and count >= rule.count
            and (rule.growth is None or before is None or count * 100 >= before * (100 + _exact(rule.growth)))
        ):
            return place
    return None


def _exact(number: float) -> Fraction:
    """*number* as it is written."""
    return Fraction(str(number))


def _prompt(day: date, count: int, before: int | None, level: Text, *, has_incident: bool) -> Text:
    growth = figure(Fraction(count - before, before), "points") + "%" if before else ""
    zh = "当天已有登记在办的事件" if has_incident else "当天没有登记在办的事件"
    en = "an incident was open" if has_incident else "no incident was open"
    past = Text("前一天没有数据", "no data of the day before")
    if before is not None:
        change = (f"，{growth}", f", {growth}") if growth else ("", "")
        past = Text(f"前一天 {before} 条{change[0]}", f"{before} the day before{change[1]}")
    return Text(
        f"请看 {day}：{count} 条提及（{past.zh}），达到{level.zh}色门槛；{zh}，是否登记由人判断。",
        f"To look at: {count} mentions on {day} ({past.en}) reach the threshold for "
        f"{level.en}; {en}; people decide whether it is an incident.",
    )
