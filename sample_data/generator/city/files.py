"""The exports of the city's accounts, a file each half-year, all saved as .xlsx; the registers of its offices."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

from generator.city import story
from generator.city.desk import Desk
from generator.city.desk_files import incident_course, message_rows, write_desk_files
from generator.city.story import WORDS
from generator.city.world import City, Day, Post
from generator.files.workbooks import Cell, Rows, write_xlsx

ACCOUNTS_FILE = """\
# 云川市的账号：单位、平台、曾用名。
accounts:
  云川发布:
    unit: 市政府办公室
    platforms: {wechat: 云川发布, douyin: 云川发布, toutiao: 云川发布}
  云川文旅:
    unit: 文化和旅游局
    platforms: {wechat: 云川文旅, douyin: 云川文旅}
    aliases:
      - {name: 云川旅游, to: 2023-12-31, platform: douyin}
  漫游云川:
    unit: 文化和旅游局
    opened_on: 2024-07-01
    platforms: {xiaohongshu: 漫游云川}
"""
Lines = list[tuple[Cell, ...]]


def write_city_files(folder: Path, city: City, made: Desk) -> None:
    """Every account's exports, in folders of its name on that platform then, and the registers."""
    for account in story.ACCOUNTS:
        for half in story.HALVES:
            first, last = story.days_of(half)
            if last < account.first:
                continue
            posts = [one for one in city.posts if one.account is account and first <= one.day <= last]
            days = [one for one in city.days if one.account is account and first <= one.day <= last]
            label = f"{half[0]}{'上' if half[1] == 1 else '下'}半年"
            place = folder / account.name_on(first) / WORDS[account.platform].removeprefix("微信") / label
            WRITERS[account.platform](place, posts, days, half)
    _write_messages(folder / "registers", city, made)
    _write_incidents(folder / "registers" / "incidents.csv")
    write_desk_files(folder, city, made)


def _stamp(half: tuple[int, int]) -> tuple[str]:
    """What the office writes above a list that does not say how far its figures reach."""
    return (f"导出时间：{story.downloaded(half)} 09:30",)


def _lost(one: Day) -> bool:
    return one.account.key == story.LOST_KEY and one.day in story.LOST_DAYS


def _wechat(place: Path, posts: list[Post], days: list[Day], half: tuple[int, int]) -> None:
    growth = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
    users: Lines = [(one.day, one.new, one.lost, one.new - one.lost, one.total) for one in days]
    write_xlsx(place / "用户增长.xlsx", {"Sheet1": [("用户增长",), growth, *users]})
    head = (
        "日期",
        "渠道",
        "阅读人数",
        "阅读次数",
        "分享人数",
        "分享次数",
        "阅读原文人数",
        "阅读原文次数",
        "收藏人数",
        "收藏次数",
        "群发篇数",
    )
    published = [one.day for one in posts]
    content: Lines = []
    for one in days:
        people, shares = round(one.views * 0.83), round(one.views * 0.009)
        acts = (shares, shares + 2, round(one.views * 0.012), round(one.views * 0.013), round(one.views * 0.003))
        content.append((str(one.day), "全部", people, one.views, *acts, acts[-1] + 1, published.count(one.day)))
    write_xlsx(place / "群发数据日报.xlsx", {"Sheet1": [head, *content]})
    heads = tuple(
        "内容标题 发表时间 总阅读人数 总阅读次数 总分享人数 总分享次数 阅读后关注人数 阅读完成率 内容url".split()
    )
    span = "已通知内容({:%Y.%m.%d}-{:%Y.%m.%d})".format(*story.days_of(half))
    listed: Rows = [(None, *_wechat_line(one)) for one in reversed(posts)]
    write_xlsx(place / "已通知内容.xlsx", {"New Sheet1": [(None, span), (), (None, *heads), *listed]})


def _wechat_line(one: Post) -> tuple[Cell, ...]:
    people, sharers = round(one.views * 0.8), round(one.shares * 0.85)
    code = story.ACCOUNTS.index(one.account)
    url = f"http://mp.weixin.qq.com/s?__biz=MzI5{code}9OTk5OQ==&mid={2_247_000_000 + one.number}&idx=1&sn={one.number:032x}#rd"
    acts = (people, one.views, sharers, one.shares, round(people * 0.003))
    return (one.title, f"{one.day:%Y%m%d}", *acts, float(one.finish or 0), url)


def _douyin(place: Path, posts: list[Post], days: list[Day], half: tuple[int, int]) -> None:
    plays: Lines = [(str(one.day), one.views) for one in days if not _lost(one)]
    totals: Lines = [(str(one.day), one.total) for one in days]
    write_xlsx(place / "播放量.xlsx", {"Sheet1": [("日期", "播放量"), *plays]})
    write_xlsx(place / "总粉丝量.xlsx", {"Sheet1": [("日期", "总粉丝量"), *totals]})
    head = tuple(
        "作品名称 发布时间 体裁 审核状态 播放量 完播率 平均播放时长 点赞量 分享量 评论量 收藏量 主页访问量 粉丝增量".split()
    )
    lines: Lines = []
    for one in posts:
        kind, seen = ("图文", "-") if one.finish is None else ("视频", str(one.finish))
        acts = (one.likes, one.shares, one.comments, one.shares // 2, one.views // 90, one.number % 23 - 4)
        when = f"{one.moment:%Y-%m-%d %H:%M:%S}"
        lines.append(
            (one.title, when, kind, "公开", str(one.views), seen, f"{9 + one.number % 14}.20", *map(str, acts))
        )
    write_xlsx(place / "作品列表.xlsx", {"Sheet1": [_stamp(half), head, *lines]})


def _toutiao(place: Path, posts: list[Post], days: list[Day], half: tuple[int, int]) -> None:
    fans: Lines = [(str(one.day), one.total, one.new - one.lost, one.new, one.lost) for one in days]
    write_xlsx(
        place / "粉丝趋势.xlsx", {"Sheet1": [tuple("时间 总粉丝数 粉丝变化数 新增粉丝数 流失粉丝数".split()), *fans]}
    )
    trend: Lines = [(str(one.day), one.views * 11, one.views, one.views // 60, one.views // 300) for one in days]
    total: tuple[Cell, ...] = ("累计", *(sum(int(str(line[i])) for line in trend) for i in range(1, 5)))
    write_xlsx(
        place / "数据趋势.xlsx", {"Sheet1": [tuple("时间 展现量 阅读(播放)量 点赞量 评论量".split()), total, *trend]}
    )
    head = tuple("标题 发布时间 ID 链接 展现量 阅读量 点击率 平均阅读完成率 点赞量 评论量 转发量 分享量 收藏量".split())
    lines: Lines = []
    for one in posts:
        code = str(7_200_000_000_000_000_000 + one.number * 7_919)
        acts = (one.likes, one.comments, one.shares // 3, one.shares, one.shares // 2)
        shown = (one.views * 12, one.views, 0.083, float(100 * (one.finish or 0)))
        link = f"https://www.toutiao.com/item/{code}/"
        lines.append((one.title, f"{one.moment:%Y-%m-%d %H:%M}", code, link, *shown, *acts))
    write_xlsx(place / "作品数据.xlsx", {"Sheet1": [_stamp(half), head, *lines]})


def _xiaohongshu(place: Path, posts: list[Post], days: list[Day], half: tuple[int, int]) -> None:
    for month in sorted({one.day.month for one in days}):
        mine = [one for one in days if one.day.month == month]
        columns = {
            "观看趋势": [one.views for one in mine],
            "新增关注趋势": [one.new for one in mine],
            "取消关注趋势": [one.lost for one in mine],
        }
        dates = [f"{one.day:%Y年%m月%d日}" for one in mine]
        taken = mine[-1].day + dt.timedelta(days=2)
        sheets: dict[str, Rows] = {
            name: [(f"导出时间：{taken}",), ("日期", "数值"), *zip(dates, counts, strict=True)]
            for name, counts in columns.items()
        }
        write_xlsx(place / f"账号数据_{month:02}月.xlsx", sheets)
    head = tuple("笔记标题 首次发布时间 体裁 曝光 观看量 封面点击率 点赞 评论 收藏 涨粉 分享 人均观看时长 弹幕".split())
    lines: Lines = []
    for one in posts:
        when = f"{one.moment:%Y年%m月%d日%H时%M分%S秒}"
        acts = (one.likes, one.comments, one.shares * 2, one.shares // 4, one.shares, 12 + one.number % 9, 0)
        lines.append((one.title, when, "图文", one.views * 7, one.views, 0.1429, *acts))
    write_xlsx(place / "笔记列表明细表.xlsx", {"Sheet1": [("最多导出排序后前1000条笔记", *_stamp(half)), head, *lines]})


WRITERS = {"wechat": _wechat, "douyin": _douyin, "toutiao": _toutiao, "xiaohongshu": _xiaohongshu}


def _write_messages(folder: Path, city: City, made: Desk) -> None:
    head = tuple("日期 平台 账号 收到留言数 已回复数 24小时内回复数 平均回复时长（小时）".split())
    more = tuple("类型 优先级 渠道 收到时间 首次回复时间 填报人".split())
    for year in (2023, 2024):
        rows = message_rows(city, made, year)
        write_xlsx(folder / f"messages_{year}.xlsx", {"填报": [("留言登记表",), head + more, *rows]})


def _write_incidents(path: Path) -> None:
    head = tuple("事件 发现日期 级别 是否计入 不计入原因 处置结果 办结日期 备注 本期无起 本期无止 填报人".split())
    head += tuple("出现时间 发现时间 首次回应时间 处置是否得当".split())
    lines: list[list[str]] = [["舆情登记表"], [*head]]
    lines += [["本期无", *[""] * 7, str(nil.first), str(nil.last), nil.by] for nil in story.NILS]
    for item in story.INCIDENTS:
        counted = "是" if item.counted else "否"
        lines.append([item.what, str(item.found), item.grade, counted, item.reason, item.outcome, str(item.closed)])
        lines[-1] += [*[""] * 4, *incident_course(item.found)]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerows([*line, *[""] * (len(head) - len(line))] for line in lines)
