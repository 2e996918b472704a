"""The checklist of a period in words: the state of an indicator, what it lacks, and what closes the gap."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from pubkpi.model.periods import MONTH, QUARTER, Period
from pubkpi.model.status import ChecklistItem, DataGap, DataSource, ItemState, Range
from pubkpi.model.text import Lang, Text, count_of
from pubkpi.report.wording.numbers import percent

SIGNS: Mapping[ItemState, tuple[str, str]] = {  # and the tone of a page
    "complete": ("●", "green"),
    "partial": ("◐", "yellow"),
    "missing": ("○", "red"),
    "not_due": ("◇", "none"),
    "not_applicable": ("–", "none"),
}
STATES: Mapping[ItemState, Text] = {
    "complete": Text("齐全", "complete"),
    "partial": Text("不全", "in part"),
    "missing": Text("缺", "missing"),
    "not_due": Text("未到期", "not due yet"),
    "not_applicable": Text("不适用", "not applicable"),
}
_RANGES = 6  # so many stretches of missing days are written out


class ChecklistRow(NamedTuple):
    """An indicator's line: sign and tone of its state, what it is called, whose it is, how it stands, what to do."""

    sign: str
    tone: str
    label: str
    owner: str
    state: str
    gaps: tuple[tuple[str, str], ...]  # what lacks, and what closes it


def summary(items: Iterable[ChecklistItem], lang: Lang) -> str:
    """How many indicators there are of each state."""
    listed = [one.state for one in items]
    some = [f"{STATES[state].say(lang)} {listed.count(state)}" for state in STATES if state in listed]
    every = Text(f"{len(listed)} 项", count_of(len(listed), "item")).say(lang)
    return f"{every}{Text('：', ': ').say(lang)}{Text('，', ', ').say(lang).join(some)}"


def row(item: ChecklistItem, lang: Lang) -> ChecklistRow:
    """The line of *item*."""
    sign, tone = SIGNS[item.state]
    state = STATES[item.state].say(lang)
    if item.state == "partial" and item.coverage is not None and item.coverage < 1:
        state += f" {percent(item.coverage)}"
    # two measures of one indicator may lack the same form
    gaps = [*dict.fromkeys(gap_words(gap, item, lang) for gap in item.gaps)]
    told = {gap.kind for gap in item.gaps} & {"periods", "data"}
    if item.state in ("missing", "not_due") and item.rows and item.reason.zh and not told:
        gaps = [(item.reason.say(lang), ""), *gaps]
    return ChecklistRow(sign, tone, item.label.say(lang), item.owner.say(lang), state, tuple(gaps))


def gap_words(gap: DataGap, item: ChecklistItem, lang: Lang) -> tuple[str, str]:
    """What *item* lacks by *gap*, and what closes it."""
    return _lack(gap, item, lang), _remedy(gap, lang)


def day_range(days: Range, lang: Lang) -> str:
    """*days* by month and day."""
    first, last = days
    return f"{first:%m-%d}" if first == last else f"{first:%m-%d}{Text('至', '…').say(lang)}{last:%m-%d}"


def _lack(gap: DataGap, item: ChecklistItem, lang: Lang) -> str:
    comma = Text("、", ", ").say(lang)
    whose = Text(f"（{gap.account}）", f" ({gap.account})").say(lang) if gap.account else ""
    periods = comma.join(map(str, gap.periods))
    match gap.kind:
        case "closing":
            days = day_range((gap.days[0][0], gap.days[-1][1]), lang)
            words = Text(f"缺期末的数{whose}：{days} 中任何一天", f"no closing number{whose}: any day of {days}")
        case "days":
            listed = comma.join(day_range(one, lang) for one in gap.days[:_RANGES])
            listed += Text("等", " …").say(lang) if len(gap.days) > _RANGES else ""
            words = Text(
                f"缺 {gap.count} 天{whose}：{listed}", f"{count_of(gap.count, 'day')} missing{whose}: {listed}"
            )
        case "list":
            words = Text("缺全部内容的列表", "the list of all posts is missing")
        case "sheets":
            words = _without_sheets(gap.count, whose)
        case "periods":
            en = f"neither entries nor a nil declaration: {periods}"
            words = Text(f"{periods} 没有登记，也没有声明“本期无”", en)
        case "baseline":
            en = f"its baseline, to be measured in {periods}, is missing"
            words = Text(f"基线要用 {periods} 的实测值，还没有", en)
        case "value":
            words = Text("没有填报", "nobody entered a value")
        case "rejected" | "answers" | "rows":
            words = _useless(gap)
        case _:
            words = item.reason if item.reason.zh else Text("没有数据", "there are no data")
    return words.say(lang)


def _without_sheets(count: int, whose: str) -> Text:
    """That *count* posts lack their sheet, or 0: all of them, however many."""
    if not count:
        return Text("缺每篇的单篇数据明细", "the single-article sheets of the posts are missing")
    return Text(f"{count} 篇缺单篇数据明细{whose}", f"{count_of(count, 'post')} without a single-article sheet{whose}")


def _useless(gap: DataGap) -> Text:
    """The rows of *gap*, which came and do not count."""
    if gap.kind == "rejected":
        return Text(
            f"{gap.count} 行被拒收，没有计入：{'、'.join(gap.files)}",
            f"{count_of(gap.count, 'row')} rejected, which do not count: {', '.join(gap.files)}",
        )
    if gap.kind == "answers":
        en = f"{count_of(gap.count, 'answer')} loaded, but none counts: surveys.yaml does not list what they say"
        return Text(f"导入了 {gap.count} 份答卷，没有一份计入：surveys.yaml 没有列出这些回答", en)
    return gap.reason


def _remedy(gap: DataGap, lang: Lang) -> str:
    if gap.kind == "rejected":
        command = "pubkpi rejects --workbook"
        return Text(f"{command} 写出标错的副本，改好再导入", f"{command} marks them in a copy: mend and ingest it").say(
            lang
        )
    source = gap.source
    if gap.kind == "answers":
        zh = "用 pubkpi survey 文件名 指明哪一题、哪些回答算数（写进 surveys.yaml）"
        return Text(zh, "pubkpi survey FILE says which question and answers count, in surveys.yaml").say(lang)
    if gap.kind == "rows":
        zh = f"用 pubkpi trace {gap.measure} 看每一行为什么不算"
        return Text(zh, f"pubkpi trace {gap.measure} lists the rows that do not count").say(lang)
    if source is None:
        zh = "没有一种导出或登记表带这项数据；有别的来源就用 pubkpi form values 填报"
        return Text(zh, "no export and no form has it: enter the value by pubkpi form values").say(lang)
    if source.form:
        return _form(source, gap, lang)
    click = f"{Text('：', ': ').say(lang)}{source.click.say(lang)}" if source.click.zh else ""
    words = Text(f"下载 {source.label.zh}", f"download {source.label.en}").say(lang) + click
    count = downloads(gap.days, source.days)
    if count > 1:
        limit = Text(
            f"（一次最多 {source.days} 天，要下 {count} 次）", f" ({source.days} days at most: {count} downloads)"
        )
        words += limit.say(lang)
    return words


def _form(source: DataSource, gap: DataGap, lang: Lang) -> str:
    words = Text(f"填 pubkpi form {source.form}", f"fill in pubkpi form {source.form}").say(lang)
    for period in nil_periods(gap.periods)[:1] if gap.may_be_nil else ():
        nil = f"pubkpi form {source.form} --nil {period} --by "
        words += Text(f"；确实没有：{nil}姓名", f"; if nothing happened: {nil}NAME").say(lang)
    return words


def nil_periods(periods: Iterable[Period]) -> list[Period]:
    """The quarters that *periods*, quarters or months, hold from end to end, then the months that are left."""
    listed = set(periods)
    quarters = sorted({QUARTER.at(one.last) for one in listed})
    whole = [one for one in quarters if one in listed or listed.issuperset(one.parts(MONTH))]
    return [*whole, *sorted(one for one in listed if QUARTER.at(one.last) not in whole)]


def downloads(ranges: Iterable[Range], days: int) -> int:
    """How many downloads of *days* at most cover *ranges*; 0 where there is no limit, or nothing lacks."""
    count, reached = 0, date.min
    for first, last in ranges if days else ():
        start = max(first, reached + timedelta(1))
        if start <= last:
            more = -(-((last - start).days + 1) // days)
            count, reached = count + more, start + timedelta(more * days - 1)
    return count
