"""The state of the workspace."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.views.workspace.checklist import show_checklist
from pubkpi.model.periods import QUARTER, YEAR
from pubkpi.model.text import NOTHING, count_of
from pubkpi.report.wording.checklist import day_range

if TYPE_CHECKING:
    from pubkpi.model.status import Status
    from pubkpi.report.checklist import PagePart

_TITLES = 5


def show_status(status: "Status", *, advises: bool = True) -> None:
    """Show what is loaded, what is missing for the period, and, where it *advises*, what to do next."""
    if status.loaded_at is not None:
        at = f"{status.loaded_at:%Y-%m-%d %H:%M}"
        loaded = count_of(status.files, "file")
        console.out(t(f"已导入 {status.files} 个文件，最近一次 {at}", f"{loaded} loaded, the last at {at}"))
    if status.newcomers:
        listed = t("、", ", ").join(f"{account} ({platform})" for platform, account in status.newcomers)
        console.out(t(f"最近一次导入首次出现的账号：{listed}", f"accounts that the last load brought: {listed}"))
    show_checklist(status)
    _show_days(status)
    for line in (*_posts(status, _TITLES), *notes(status)):
        console.out(line)
    for line in following(status) if advises else ():
        console.out(t("下一步：", "next: ") + line)


def _show_days(status: "Status") -> None:
    """How many days each account lacks, and which."""
    if status.gaps and status.period is not None:
        header = (
            *(t("账号", "account"), t("平台", "platform"), t("数据", "data")),
            *(t("缺天数", "days missing"), t("缺哪些天", "which")),
        )
        rows = [
            (
                *(one.account, one.platform, one.label.say(language())),
                *(f"{one.lacking}/{one.due}", t("、", ", ").join(day_range(days, language()) for days in one.missing)),
            )
            for one in status.gaps
        ]
        console.table(header, rows, right=(3,), title=status.period.label(language()))


def _posts(status: "Status", most: int) -> Iterator[str]:
    if not _needs_sheets(status):
        return
    count, unclear = len(status.no_sheet), sum(one.unclear for one in status.no_sheet)
    yield t(f"还缺 {count} 篇的单篇数据明细：", f"posts without their single-article sheet: {count}")
    for one in status.no_sheet[:most]:
        yield f"  {one.published_on} {one.account} {one.title}"
    if count > most:
        yield t(f"  ……另有 {count - most} 篇，见 --format json", f"  … and {count - most} more, see --format json")
    if unclear:
        yield t(
            f"  其中 {unclear} 篇同日同名，即使有明细也无法判断是哪一篇",
            f"  {unclear} of them share day and title with another: nobody can tell whose sheet is whose",
        )


def _needs_sheets(status: "Status") -> bool:
    """Whether posts lack their sheet, and an indicator needs it; without a list of indicators, any may."""
    needed = any(gap.kind == "sheets" for one in status.checklist for gap in one.gaps)
    return bool(status.no_sheet) and (needed or not status.checklist)


def notes(status: "Status") -> Iterator[str]:
    """What else is to be seen to: a closing, milestones, limits of downloads, superseded files, rejected rows."""
    each, noun = (status.period.kind.nouns.one.zh, status.period.kind.nouns.noun.en) if status.period else NOTHING
    if status.closed and status.period:
        name, day = status.period.label(language()), status.closed
        yield t(
            f"{name}已于 {day} 定稿，此后导入的不再改变它的结果",
            f"{name} is closed since {day}: what is loaded later does not change its result",
        )
    for words in status.milestones.sentences if status.milestones else ():
        yield words.say(language())
    for one in status.downloads:
        label = one.label.say(language())
        yield t(
            f"{label}：一次最多下载 {one.days} 天，{each}每个账号要下载 {one.needed} 次",
            f"{label}: {one.days} days a download at most, so {one.needed} downloads an account and {noun}",
        )
    if status.superseded:
        count, names = len(status.superseded), t("、", ", ").join(status.superseded[:_TITLES])
        yield t(
            f"{count} 个文件的行已全部被更新的文件取代，不再计入：{names}{' 等' if count > _TITLES else ''}",
            f"{count_of(count, 'file')} of which no row counts any more, as later ones have them newer: "
            f"{names}{' …' if count > _TITLES else ''}",
        )
    for name, count in status.rejects:
        yield t(f"拒收 {count} 行：{name}", f"{count_of(count, 'row')} rejected: {name}")


def page_parts(status: "Status") -> "list[PagePart]":
    """What stands below the list on the page: missing days, posts without their sheet, what to see to, what to do."""
    from pubkpi.report.checklist import PagePart

    comma = t("、", ", ")
    days = (
        f"{one.account} ({one.platform}) {one.label.say(language())}: "
        + comma.join(day_range(some, language()) for some in one.missing)
        for one in status.gaps
        if one.missing
    )
    _, *posts = [*_posts(status, len(status.no_sheet))] or [""]
    new = (f"{account} ({platform})" for platform, account in status.newcomers)
    return [
        PagePart(t("缺的日期", "Missing days"), tuple(days)),
        PagePart(t("缺单篇数据明细的内容", "Posts without their single-article sheet"), tuple(map(str.strip, posts))),
        PagePart(t("最近一次导入首次出现的账号", "Accounts that the last load brought"), tuple(new)),
        PagePart(t("须留意", "To be seen to"), tuple(notes(status))),
        PagePart(t("下一步", "Next"), tuple(following(status))),
    ]


def following(status: "Status") -> Iterator[str]:
    """What to do next."""
    if not status.has_plan:
        yield t(
            "还没有考核计划，不能打分：用 pubkpi plan new 建一个",
            "there is no plan to score by yet: make one with pubkpi plan new",
        )
    if not status.files or status.period is None:
        yield t("用 pubkpi ingest 导入平台导出的文件", "load exported files with pubkpi ingest")
        return
    if any(one.missing for one in status.gaps):
        yield t("下载缺少的日期，再用 pubkpi ingest 导入", "download the missing days and load them with pubkpi ingest")
    if _needs_sheets(status):
        yield t("下载缺少的单篇数据明细", "download the single-article sheets that lack")
    if moved := [name for name in status.stale if name not in status.refused]:
        count, names = len(moved), ", ".join(moved[:_TITLES])
        yield t(
            f"{count} 个文件现在的读法不同，用 pubkpi ingest --replay 重新导入（{names}）",
            f"{count_of(count, 'file')} to be read otherwise now: load again with pubkpi ingest --replay ({names})",
        )
    if status.refused:
        count, names = len(status.refused), ", ".join(status.refused[:_TITLES])
        yield t(
            f"{count} 个已导入的文件现在会被拒绝，换成改正后的文件（pubkpi ingest --replay 文件）或撤下（{names}）",
            f"{count_of(count, 'loaded file')} would be refused now: replace (pubkpi ingest --replay FILE) or take out "
            f"({names})",
        )
    if status.rejects:
        yield t("用 pubkpi rejects 查看拒收的行", "see the rejected rows with pubkpi rejects")
    forms = any(gap.source and gap.source.form for one in status.checklist for gap in one.gaps)
    if forms:
        yield t(
            f"pubkpi form --missing --period {status.period} 写出还缺的登记表，填好再导入",
            f"pubkpi form --missing --period {status.period} writes the forms that are due; fill them in and load them",
        )
    elif any(gap.source for one in status.checklist for gap in one.gaps if one.state == "missing"):
        yield t("下载没有数值的指标所需的文件并导入", "download what the indicators without a value need, and load it")
    if not any(one.missing for one in status.gaps) and not _needs_sheets(status) and not status.unplanned:
        option = status.period.kind.name if status.period.kind in (QUARTER, YEAR) else "period"
        yield f"pubkpi score --{option} {status.period}"
