"""The state of the workspace."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.model.periods import QUARTER
from pubkpi.model.text import NOTHING, Lang, count_of
from pubkpi.report.formats.data import period_fields

if TYPE_CHECKING:
    from pubkpi.model.status import MissingIndicator, Range, Status

_TITLES = 5
_FEW = 2


def show_status(status: "Status") -> None:
    """Show what is loaded, what is missing for the period, and what to do next."""
    if status.loaded_at is not None:
        at = f"{status.loaded_at:%Y-%m-%d %H:%M}"
        loaded = count_of(status.files, "file")
        console.out(t(f"已导入 {status.files} 个文件，最近一次 {at}", f"{loaded} loaded, the last at {at}"))
    if status.newcomers:
        listed = t("、", ", ").join(f"{account} ({platform})" for platform, account in status.newcomers)
        console.out(t(f"最近一次导入首次出现的账号：{listed}", f"accounts that the last load brought: {listed}"))
    if status.gaps and status.period is not None:
        header = (
            *(t("账号", "account"), t("平台", "platform"), t("数据", "data")),
            *(t("缺天数", "days missing"), t("缺哪些天", "which")),
        )
        rows = [
            (
                *(one.account, one.platform, one.label.say(language())),
                *(f"{one.lacking}/{one.due}", t("、", ", ").join(map(_range, one.missing))),
            )
            for one in status.gaps
        ]
        console.table(header, rows, right=(3,), title=status.period.label(language()))
    if status.closed and status.period:
        name, day = status.period.label(language()), status.closed
        console.out(
            t(
                f"{name}已于 {day} 定稿，此后导入的不再改变它的结果",
                f"{name} is closed since {day}: what is loaded later does not change its result",
            )
        )
    _lacking(status)
    for line in (*_posts(status), *_files(status)):
        console.out(line)
    for line in _next(status):
        console.out(t("下一步：", "next: ") + line)


def _lacking(status: "Status") -> None:
    """The indicators without a value, why, and what has their data."""
    if not status.lacking or status.period is None:
        return
    lang = language()
    header = (t("没有数值的指标", "without a value"), t("原因", "why"), t("从哪里来", "comes from"))
    rows = [(one.label.say(lang), one.reason.say(lang), t("；", "; ").join(_origins(one))) for one in status.lacking]
    console.table(header, rows, title=status.period.label(lang))


def _origins(one: "MissingIndicator") -> Iterator[str]:
    """A few of the exports and forms that have its data, and a note if none was ever loaded."""
    labels = [label.say(language()) for label in one.exports]
    if labels:
        more = t(" 等", " …") if len(labels) > _FEW else ""
        yield t("、", ", ").join(labels[:_FEW]) + more
    yield from (f"pubkpi form {name}" for name in one.forms)
    if not one.loaded:
        yield t("从未导入过", "never loaded")


def _posts(status: "Status") -> Iterator[str]:
    if not status.no_sheet:
        return
    count, unclear = len(status.no_sheet), sum(one.unclear for one in status.no_sheet)
    yield t(f"还缺 {count} 篇的单篇数据明细：", f"posts without their single-article sheet: {count}")
    for one in status.no_sheet[:_TITLES]:
        yield f"  {one.published_on} {one.account} {one.title}"
    if count > _TITLES:
        yield t(
            f"  ……另有 {count - _TITLES} 篇，见 --format json", f"  … and {count - _TITLES} more, see --format json"
        )
    if unclear:
        yield t(
            f"  其中 {unclear} 篇同日同名，即使有明细也无法判断是哪一篇",
            f"  {unclear} of them share day and title with another: nobody can tell whose sheet is whose",
        )


def _files(status: "Status") -> Iterator[str]:
    zh, en = status.period.kind.nouns.noun if status.period else NOTHING
    for one in status.downloads:
        label = one.label.say(language())
        yield t(
            f"{label}：一次最多下载 {one.days} 天，一个{zh}每个账号要下载 {one.needed} 次",
            f"{label}: {one.days} days a download at most, so {one.needed} downloads an account and {en}",
        )
    for name, count in status.rejects:
        yield t(f"拒收 {count} 行：{name}", f"{count_of(count, 'row')} rejected: {name}")


def _next(status: "Status") -> Iterator[str]:
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
    if status.no_sheet:
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
    if status.lacking:
        yield t("导入或填报没有数值的指标所需的文件", "load or fill in what the indicators without a value need")
    if status.has_plan and not any(one.missing for one in status.gaps) and not status.no_sheet:
        scored = status.period if status.period.parts(QUARTER) else QUARTER.at(status.period.last)
        yield f"pubkpi score --{scored.kind.name} {scored}"


def status_as_json(status: "Status", lang: Lang) -> dict[str, Any]:
    """The state for `status --format json`."""
    return {
        "schema_version": 1,
        **period_fields(status.period),
        "has_plan": status.has_plan,
        "files": status.files,
        "loaded_at": status.loaded_at.isoformat(" ", "seconds") if status.loaded_at else None,
        "stale": list(status.stale),
        "new_accounts": [{"platform": platform, "account": account} for platform, account in status.newcomers],
        "coverage": [
            {
                "platform": one.platform,
                "account": one.account,
                "fact": one.fact,
                "days_due": one.due,
                "days_missing": one.lacking,
                "missing": [[first.isoformat(), last.isoformat()] for first, last in one.missing],
            }
            for one in status.gaps
        ],
        "posts_without_sheet": [
            {
                "account": one.account,
                "published_on": one.published_on.isoformat(),
                "title": one.title,
                "unclear": one.unclear,
            }
            for one in status.no_sheet
        ],
        "downloads": [
            {"export": one.export, "label": one.label.say(lang), "max_span_days": one.days, "needed": one.needed}
            for one in status.downloads
        ],
        "rejects": [{"file": name, "rows": count} for name, count in status.rejects],
        "closed": status.closed.isoformat() if status.closed else None,
        "indicators_without_value": [_lacking_json(one, lang) for one in status.lacking],
        "next": list(_next(status)),
    }


def _lacking_json(one: "MissingIndicator", lang: Lang) -> dict[str, Any]:
    return {
        "indicator": one.label.say(lang),
        "reason": one.reason.say(lang),
        "exports": [label.say(lang) for label in one.exports],
        "forms": list(one.forms),
        "ever_loaded": one.loaded,
    }


def _range(days: "Range") -> str:
    first, last = days
    if first == last:
        return f"{first:%m-%d}"
    return f"{first:%m-%d}{t('至', '…')}{last:%m-%d}"
