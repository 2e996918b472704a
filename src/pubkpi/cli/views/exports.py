"""The exports that are known, and the draft of a profile."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import Page
from pubkpi.model.text import Lang
from pubkpi.printing.accounts import platform_label

if TYPE_CHECKING:
    from pathlib import Path

    from pubkpi.ingest.profiles.profile import Profile
    from pubkpi.ingest.suggest.draft import Draft


def show_exports(profiles: Sequence["Profile"], page: Page) -> None:
    """The exports that are known: what each is and which facts it feeds."""
    from pubkpi.ingest.profiles import listing

    lang = language()
    if page is Page.markdown:
        return console.page(listing.markdown(profiles).rstrip())
    if page is Page.json:
        return console.as_json({"schema_version": 1, "exports": listing.as_json(profiles, lang)})
    header = (t("标识", "id"), t("平台", "platform"), t("导出", "export"), t("把握", "confidence"), t("入库", "feeds"))
    rows = [
        (
            one["id"],
            _platform(one["platform"], lang),
            one["label"],
            t({"high": "高", "medium": "中"}[one["confidence"]], one["confidence"]),
            ", ".join(one["feeds"]) or t("只归档", "archived only"),
        )
        for one in listing.as_json(profiles, lang)
    ]
    return console.table(header, rows, drop=(4, 3, 1))


def _platform(platform: str, lang: Lang) -> str:
    """What the office calls *platform*, with its id: 公众号 (wechat)."""
    label = t("登记表", "form") if platform == "form" else platform_label(platform, lang)
    return platform if label == platform else f"{label} ({platform})"


def show_draft(draft: "Draft", path: "Path") -> None:
    """What each header was taken for, where the profile is, and what to do with it."""
    lang = language()
    rows = [
        (one.header, one.column or t("？ ", "? ") + ", ".join(one.may_be), one.why.say(lang) or one.options)
        for one in draft.guesses
    ]
    title = f"{draft.fact.name} · {draft.fact.row.say(lang)}"
    console.table((t("表头", "header"), t("列", "column"), t("说明", "note")), rows, title=title)
    console.say(
        t(
            f"已写出 {path}。请核对；带 ？ 的列没有入库，用 --map 表头=列 说明，或在文件里改。",
            f"written: {path}. Check it; columns with ? are not loaded: say them with --map, or edit the file.",
        )
    )
