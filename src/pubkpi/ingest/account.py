"""Whose export is it? WeChat files do not say: --account does, or the folder that they lie in."""

import re
from pathlib import Path

# Folders that say when or where from, never whose.
_WHEN = re.compile(
    r"(19|20)\d{2}([-_.]?Q[1-4]|年?第?[一二三四1-4]季度?|[-_.年]?\d{1,2}月?|年度?)?([-_.~至到]+.*)?|\d{1,2}月|Q[1-4]|[一二三四]季度",
    re.IGNORECASE,
)
_WHERE = frozenset(
    "inbox exports export data downloads download desktop documents tmp temp sample_data registers wechat weixin 下载 "
    "桌面 文档 导出 数据 数据导出 收件箱 单篇 单篇详情 单篇明细 单篇数据 微信 公众号 微信公众号 登记表 问卷 用户增长 内容分析".split()
)


def account_of(file: Path, given: Path, root: Path | None = None) -> str | None:
    """The first folder from *given* down to *file* that names an account, else the nearest one above; None if none does.

    *given* is what the user typed (a folder or the file itself); the search upward ends below the workspace *root*,
    the home folder and the root of the disk.
    """
    top = given if given.is_dir() else given.parent
    inside = [top, *(top / part for part in _steps(file.parent.relative_to(top).parts))]
    ends = {Path.home(), Path(top.anchor), root}
    if any(folder in ends for folder in inside[:1]):
        inside = inside[1:]
        above: list[Path] = []
    else:
        above = list(_until(top.parents, ends))
    return next((folder.name for folder in (*inside, *above) if _names_account(folder.name)), None)


def _steps(parts: tuple[str, ...]) -> list[Path]:
    return [Path(*parts[: i + 1]) for i in range(len(parts))]


def _until(folders: object, ends: set[Path | None]) -> list[Path]:
    found: list[Path] = []
    for folder in folders:  # type: ignore[attr-defined]  # Path.parents is an untyped sequence
        if folder in ends or not _generic(folder.name):
            # one folder above may be the account's; beyond it the names are somebody else's
            return found if folder in ends else [*found, folder]
        found.append(folder)
    return found


def _generic(name: str) -> bool:
    return bool(_WHEN.fullmatch(name)) or name.casefold() in _WHERE


def _names_account(name: str) -> bool:
    return bool(name) and not _generic(name)
