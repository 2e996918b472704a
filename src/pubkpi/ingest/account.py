"""Whose export is it? WeChat files do not say: --account does, or the folder that they lie in."""

import re
from pathlib import Path

from pubkpi.workspace.files import readable

# Folders that say when or where from, never whose; nor do those that nobody gave a name.
_WHEN = re.compile(
    r"(19|20)\d{2}([-_.]?Q[1-4]|年?第?[一二三四1-4]季度?|[-_.年]?\d{1,2}月?|年度?)?([-_.~至到]+.*)?"
    r"|新建文件夹.*|new folder.*|untitled folder.*|新增?資料夾.*"
    r"|\d{1,2}月|Q[1-4]|第?[一二三四1-4]季度?|[上下]半年",
    re.IGNORECASE,
)
_WHERE = frozenset(
    "inbox exports export data downloads download desktop documents tmp temp sample_data registers wechat weixin "
    "下载 桌面 文档 导出 数据 数据导出 收件箱 单篇 单篇详情 单篇明细 单篇数据 微信 公众号 微信公众号 登记表 问卷 "
    "用户增长 内容分析 视频号 抖音 小红书 b站 哔哩哔哩 知乎 今日头条 头条号 舆情 百度推广 新榜 清博 备份".split()
)


def account_of(file: Path, given: Path, root: Path | None = None) -> str | None:
    """The first folder from *given* down to *file* that names an account, else the nearest above; None if none does.

    *given* is what the user typed, a folder or the file itself. The workspace *root*, the home folder, the root of the
    disk and what lies above them name nobody.
    """
    top = given if given.is_dir() else given.parent
    below = file.parent.relative_to(top).parts
    inside = [top, *(top.joinpath(*below[: i + 1]) for i in range(len(below)))]
    ends = {Path.home(), Path(top.anchor), root}
    above: list[Path] = []
    for folder in (top, *top.parents):
        if folder in ends:
            break
        above.append(folder)
    # what lies above an end names nobody, and an end itself neither
    candidates = [folder for folder in inside if folder not in ends] + above
    return next((readable(folder.name) for folder in candidates if not _generic(folder.name)), None)


def _generic(name: str) -> bool:
    return not name or bool(_WHEN.fullmatch(name)) or name.casefold() in _WHERE
