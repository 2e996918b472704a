"""Days on which so many mentions were found that the plan wants people to look; never an incident by itself."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from pubkpi.analyse.request import AnalysisRequest
from pubkpi.model.explanations.analyses import AnalysisRules
from pubkpi.model.text import Text
from pubkpi.printing.figures import figure

# From the gravest level down.
_LEVELS = (
    ("红", Text("红色", "red")),
    ("橙", Text("橙色", "orange")),
    ("黄", Text("黄色", "yellow")),
    ("蓝", Text("蓝色", "blue")),
)
_MOST = 5  # prompts that are told, the gravest


def prompts(request: AnalysisRequest) -> Iterator[Text]:
    """A line for each day of the period that reaches a threshold, the gravest level and then the most mentions first;
    none where no thresholds are declared.
    """
    if not request.rules.escalation:
        return
    found = request.ask("registers/mentions", until=request.until)
    counts: dict[date, int] = {day: count for day, count, _ in found}
    listed = []
    for day, count, has_incident in found:
        before = counts.get(day - timedelta(1), 0)
        place = _level(request.rules, count, before) if day >= request.period.first else None
        if place is not None:
            listed.append(
                (place, -count, day, _prompt(day, count, before, _LEVELS[place][1], has_incident=has_incident))
            )
    yield from (words for *_, words in sorted(listed, key=lambda one: one[:3])[:_MOST])
    if len(listed) > _MOST:
        more = len(listed) - _MOST
        yield Text(f"另有 {more} 天达到门槛。", f"{more} more days reach a threshold.")


def _level(rules: AnalysisRules, count: int, before: int) -> int | None:
    """The place of the gravest level whose threshold *count* mentions reach, after so many the day *before*."""
    for place, (level, _) in enumerate(_LEVELS):
        rule = rules.escalation.get(level)  # type: ignore[call-overload]  # a level
        if rule and count >= rule.count and (rule.growth is None or count * 100 >= before * (100 + rule.growth)):
            return place
    return None


def _prompt(day: date, count: int, before: int, level: Text, *, has_incident: bool) -> Text:
    growth = figure(Fraction(count - before, before), "points") + "%" if before else ""
    zh = "当天已有登记在办的事件" if has_incident else "当天没有登记在办的事件"
    en = "an incident was open" if has_incident else "no incident was open"
    change = (f"，{growth}", f", {growth}") if growth else ("", "")
    return Text(
        f"请看 {day}：{count} 条提及（前一天 {before} 条{change[0]}），达到{level.zh}门槛；{zh}，是否登记由人判断。",
        f"To look at: {count} mentions on {day} ({before} the day before{change[1]}) reach the threshold for "
        f"{level.en}; {en}; people decide whether it is an incident.",
    )
