"""Whose export is it? WeChat files do not say: --account does, or the folder that they lie in."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from pubkpi.ingest.cells.masking import mask
from pubkpi.ingest.containers import sandbox
from pubkpi.ingest.containers.sheet import Book, at
from pubkpi.ingest.layouts.table import find_header
from pubkpi.ingest.load.dates import folder_day
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.ingest.rows.part import normal
from pubkpi.model.errors import DataError
from pubkpi.model.text import PlacedText, Text
from pubkpi.workspace.files import readable

# Folders that say when or where from, never whose; nor do those that nobody gave a name.
_WHEN = re.compile(
    r"(19|20)\d{2}([-_.]?Q[1-4]|年?第?[一二三四1-4]季度?|[-_.年]?\d{1,2}月?|年度?)?[-_.~至到]+.*"
    r"|新建文件夹.*|new folder.*|untitled folder.*|新增?資料夾.*",
    re.IGNORECASE,
)
_DAYS = (
    r"(?:19|20)\d{2}(?:\d{2}){0,2}(?:年度?|财年)?|\d{1,2}(?:[-~至到、]\d{1,2})?[年月日周]|Q[1-4]"
    r"|第?[一二三四1-4]季度?|前[二三]季度|[上下]半年|第?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[月周期批]"
)
_WHERE = (
    "inbox exports export data downloads download desktop documents tmp temp sample_data registers wechat weixin work "
    "files 下载 桌面 文档 导出 数据 收件箱 材料 资料 报表 附件 文件夹 文件 工作 单篇 详情 明细 微信 公众号 登记表 问卷 "
    "用户增长 内容分析 视频号 抖音 小红书 b站 哔哩哔哩 知乎 今日头条 头条号 舆情 百度推广 新榜 清博 备份 专题 专栏 "
    "日常 推文 推送 图文 活动 后台 原始 汇总 填报 其他 全部 我的 副本 最终版 周报 月报 季报 年报"
).split()
_WORDS = re.compile(rf"{_DAYS}|{'|'.join(sorted(_WHERE, key=len, reverse=True))}", re.IGNORECASE)
_MARKS = re.compile(r"[\s\-_.~至到、,，·()（）\[\]【】]|\d{1,2}(?=\W*$)")


def accounts_of(file: Path, start: Path, root: Path, has_account: Callable[[str], bool]) -> tuple[str, ...]:
    """The account that the folders of *file* name; several when nobody can tell which of them does, () when none does.

    *start* is what the user typed, a folder or the file itself. A name that *has_account* knows counts anywhere, and
    before all others; one that is not, only below *start*, which for a file in the inbox of the workspace *root* is the
    inbox. The root, the home folder, the root of the disk and what lies above them name nobody.
    """
    inbox = (root / "inbox").resolve()
    top = start if start.is_dir() else inbox if file.is_relative_to(inbox) else start.parent
    ends = {Path.home(), Path(top.anchor), root}
    below = [folder for folder in reversed(file.parents) if folder != top and folder.is_relative_to(top)]
    above: list[Path] = []
    for folder in top.parents if top not in ends else ():
        if folder in ends:
            break
        above.append(folder)
    inside = _names(folder for folder in (top, *below) if folder not in ends)
    if meant := tuple(filter(has_account, inside)) or tuple(filter(has_account, _names(above)))[:1]:
        return meant
    return tuple(name for name in _names(folder for folder in below if folder not in ends) if not _generic(name))


def account_in_name(profile: Profile, file: str) -> str | None:
    """The account that the collector itself wrote into the name of *file*, as the *profile* says where; None without
    one, and of one that holds a number of a person.
    """
    pattern = profile.account_file
    place = pattern.at(0) if isinstance(pattern, PlacedText) else file
    name = sandbox.group(pattern, file, place) if pattern else None
    return name.strip() if name and mask(name) == name and not _generic(name.strip()) else None


def owner_question(file: str, folders: tuple[str, ...] = ()) -> DataError:
    """The question, to be raised, which account *file* is of; with several *folders*, which of them names it."""
    hint = Text(
        "用 --account 说明；或放进以账号命名的文件夹，再导入它的上一级（如 inbox）。",
        "Say it with --account; or put it into a folder named so, and ingest the one above, such as inbox.",
    )
    what = Text("这种导出不写账号名称，是哪个账号的？", "this export does not name its account: whose is it?")
    if len(folders) > 1:
        listed = Text("、".join(f"“{one}”" for one in folders), ", ".join(map(repr, folders)))
        what = Text(f"{what.zh}文件夹有 {listed.zh}", f"{what.en} Its folders are {listed.en}")
        hint = Text(
            "用 --account 说明；或用 pubkpi accounts add 写明哪一个是账号。",
            "Say it with --account; or say which of them is an account with pubkpi accounts add.",
        )
    return DataError(file, what, hint)


def check_creators(profile: Profile, book: Book, name: str, *, has_account: bool) -> None:
    """DataError with the question where the rows of the file *name* are of several people, so of several accounts.

    What a tool found by a word is of others, and would count as the account's own. Works may count as one account's if
    the user said which (*has_account*); the followers of several are never those of one.
    """
    if has_account and _has_works(profile):
        return
    for header in map(normal, profile.creator):
        creators = set[str]()
        for sheet in book.sheets:
            found = find_header(profile, sheet)
            heads = [*map(normal, sheet.rows[found[0]])] if isinstance(found, tuple) else []
            if isinstance(found, tuple) and header in heads:
                cells = (at(row, heads.index(header)) for row in sheet.rows[found[0] + 1 :])
                creators.update(cell for cell in cells if cell and normal(cell) != header)
        if len(creators) > 1:
            raise DataError(name, *_of_several(profile, len(creators), header))


def _has_works(profile: Profile) -> bool:
    return any(feed.fact.name == "post" for feed in profile.feeds)


def _of_several(profile: Profile, count: int, header: str) -> tuple[Text, Text]:
    """What is to be said where rows are of *count* people, and what to do."""
    if _has_works(profile):
        zh, en = f"有 {count} 个作者的作品（{header}），不是一个账号的", f"the works of {count} authors ({header})"
        all_of = Text(
            "；确实都算一个账号的，用 --account 说明。", "; if all count as one account's, say which with --account."
        )
    else:
        zh, en = f"有 {count} 个账号的粉丝数（{header}）", f"the followers of {count} accounts ({header})"
        all_of = Text("，分别导入。", ".")
    hint = Text(f"按 {header} 筛选，每个账号另存一份{all_of.zh}", f"Save a file for each account{all_of.en}")
    return Text(zh, f"{en}: they are of no one account"), hint


def _names(folders: Iterable[Path]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(readable(folder.name) for folder in folders))


def _generic(name: str) -> bool:
    """Whether *name* is all words for when and where from (一季度公众号数据2), or holds a number of a person."""
    rest = _WORDS.sub("", name)
    blank = not rest or (rest != name and not _MARKS.sub("", rest))
    return blank or bool(_WHEN.fullmatch(name)) or bool(folder_day([name])) or mask(name) != name
