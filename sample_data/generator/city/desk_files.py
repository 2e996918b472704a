"""The registers and exports that the analyses of the city are made of, and what its plan says of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from generator.city import desk, story
from generator.city.desk import CLOSE, LAST, Desk
from generator.city.story import WORDS
from generator.city.world import City
from generator.files.workbooks import Cell, write_xlsx

CATEGORIES_FILE = "# 云川市的内容分类：标题含有某个词就归入该类，排在前面的优先。\ncategories:\n" + "".join(
    f"  {name}: [{', '.join(words)}]\n" for name, words in desk.CATEGORIES.items()
)
ANALYSES_FILE = f"""\
# 云川市的宣传计划对各项分析的说法；可以写什么见 docs/analyse.md。
mix:
  政策解读: {{planned: 30, demand: 42}}
  办事指南: {{planned: 25, demand: 35}}
  通知公告: {{planned: 10, demand: 25}}
  活动推广: {{planned: 10, demand: 15}}
  文旅推荐: {{planned: 25}}
viral_reads: {desk.VIRAL}
external_sources: [{", ".join(desk.EXTERNAL)}]
external_target: 20
personas:
  青年: {{dimension: 年龄, values: [{", ".join(desk.YOUNG)}]}}
nps: [recommendation]
working_hours: 09:00-17:30
holidays: [2024-10-01, 2024-10-02, 2024-10-03, 2024-10-04, 2024-10-07]
workdays: [2024-10-12]
detection_hours: 24
escalation:
  蓝: {{count: 20}}
  黄: {{count: 40, growth: 100}}
budget_yuan: 250000
budget: {{内容: 40, 活动: 35, 工具: 25}}
"""
SURVEYS_FILE = """\
# 两道题各是一个问卷；推荐意愿 9、10 分是推荐者，0 到 6 分是贬损者。
surveys:
  satisfaction:
    question: 总体是否满意
    satisfied: [非常满意, 满意]
    valid: [非常满意, 满意, 一般, 不满意, 非常不满意]
  recommendation:
    question: 多大可能把本账号推荐给朋友
    satisfied: ["9", "10"]
    valid: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
"""


def write_desk_files(folder: Path, city: City, made: Desk) -> None:
    """The registers below *folder*/registers, and the exports of the account that has them."""
    registers, account = folder / "registers", folder / CLOSE.name / "公众号" / "2024下半年"
    _write_payments(registers / "spend.csv")
    _write_milestones(registers / "milestones.csv")
    _write_variants(registers / "experiments.csv")
    _write_works(registers / "authors.csv", made)
    _write_mentions(registers / "舆情监测.csv")
    _write_sources(account / "用户来源.json", city, made)
    _write_channels(account / "渠道日报.xlsx", made)
    _write_ages(account / "常读用户.xlsx", made)
    _write_surveys(folder / CLOSE.name / "公众号")


def message_rows(city: City, made: Desk, year: int) -> list[tuple[Cell, ...]]:
    """The messages of a *year* as the form has them: a row a week and account, and one each for the letters."""
    lines: list[tuple[Cell, ...]] = []
    for whole in (week for week in city.weeks if week.day.year == year):
        one = desk.rest_of(whole, made.letters)
        where = (one.day, WORDS[one.account.platform], one.account.name_on(one.day))
        lines.append((*where, one.received, one.answered, one.in_day, None, None, None, None, None, None, "周敏"))
        for letter in (each for each in made.letters if each.week is whole):
            counts = (1, int(letter.answered is not None), int(letter.in_day), None)
            moments = (
                f"{letter.received:%Y-%m-%d %H:%M}",
                f"{letter.answered:%Y-%m-%d %H:%M}" if letter.answered else None,
            )
            lines.append((*where, *counts, letter.kind, "普通", letter.way, *moments, "周敏"))
    return lines


def incident_course(day: object) -> list[str]:
    """When the incident found on *day* appeared, was found and answered, and whether it was handled well."""
    moments = desk.COURSES.get(day)  # type: ignore[call-overload]  # a day
    if not moments:
        return [""] * 4
    *times, well = moments
    return [*(f"{one:%Y-%m-%d %H:%M}" for one in times), "是" if well else "否"]


def _write_payments(path: Path) -> None:
    head = "凭证号 支出日期 用途 预算类别 金额（元） 渠道 曝光次数 点击次数 转化次数 新增关注 收益（元） 本期无起 本期无止 填报人".split()
    _write_csv(
        path,
        head,
        (
            [
                *(one.voucher, one.day, one.what, one.kind, _yuan(one.fen), one.way),
                *(one.shown, one.clicks, one.joined, one.followers, _yuan(one.back), None, None, "陈立"),
            ]
            for one in desk.PAYMENTS
        ),
    )


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else f"{'-' * (fen < 0)}{abs(fen) // 100}.{abs(fen) % 100:02}"


def _write_milestones(path: Path) -> None:
    head = "里程碑 计划开始日期 计划完成日期 实际完成日期 责任人 填报人".split()
    _write_csv(path, head, ([one.name, one.start, one.due, one.done, one.who, "陈立"] for one in desk.MILESTONES))


def _write_works(path: Path, made: Desk) -> None:
    head = "内容标题 发表日期 作者 工时（小时） 费用（元） 填报人".split()
    hours = (None if one.minutes is None else f"{one.minutes / 60:g}" for one in made.works)
    lines = zip(made.works, hours, strict=True)
    _write_csv(path, head, ([one.title, one.day, one.author, time, _yuan(one.fen), "周敏"] for one, time in lines))


def _write_variants(path: Path) -> None:
    head = "试验 版本 标题 开始日期 结束日期 展示次数 点击次数 填报人".split()
    days = ("2024-10-21", "2024-10-23")
    _write_csv(
        path, head, ([one.test, one.name, one.title, *days, one.shown, one.clicked, "周敏"] for one in desk.VARIANTS)
    )


def _write_mentions(path: Path) -> None:
    head = "原文/评论链接 标题/微博内容 日期 信息属性 媒体类型 原创/转发".split()
    rows = [
        [
            f"https://example.invalid/{day}/{number}",
            f"云川路况消息 {number}",
            f"2024-11-{day:02} 10:{number:02}:00",
            "敏感",
            "微博",
            "原创",
        ]
        for day, count in desk.MENTIONS.items()
        for number in range(count)
    ]
    _write_csv(path, head, rows, above=[f"导出时间：{story.downloaded((2024, 2))} 09:30"])


def _write_sources(path: Path, city: City, made: Desk) -> None:
    """The answer of getusersummary: the lost followers of a day are all of source 0."""
    lost = {one.day: one.lost for one in city.days if one.account is CLOSE and LAST.holds(one.day)}
    listed = [
        {
            "ref_date": str(day),
            "user_source": int(source),
            "new_user": new,
            "cancel_user": lost[day] if source == "0" else 0,
        }
        for (day, source), new in made.sources.items()
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"list": listed}, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def _write_channels(path: Path, made: Desk) -> None:
    """The readers by day and channel, as the older export by day has them beside 全部."""
    head = "日期 渠道 阅读人数 阅读次数 分享人数 分享次数 阅读原文人数 阅读原文次数 收藏人数 收藏次数 群发篇数".split()
    rows = [(str(day), name, count, round(count * 1.2), *(0,) * 7) for (day, name), count in made.readers.items()]
    write_xlsx(path, {"Sheet1": [head, *rows]})


def _write_ages(path: Path, made: Desk) -> None:
    rows: list[Sequence[Cell]] = [("年龄分布",), ("时间", "用户类型", "用户年龄", "人数", "占比")]
    for (month, age), count in made.ages.items():
        total = sum(many for (when, _), many in made.ages.items() if when == month)
        rows.append((f"2024-{month:02}", "常读用户", age, count, f"{100 * count / total:.1f}%"))
    write_xlsx(path, {"年龄": rows})


def _write_surveys(folder: Path) -> None:
    """A workbook for each of the two questions."""
    head = "序号 提交答卷时间 所用时间 来源 来源详情 来自IP".split()
    asked: tuple[tuple[str, str, dict[str, int]], ...] = (
        ("满意度调查", "1、您对本账号的服务总体是否满意？", desk.GRADES),
        ("推荐意愿调查", "1、您多大可能把本账号推荐给朋友？", {str(one): count for one, count in desk.RATINGS.items()}),
    )
    for name, question, counts in asked:
        answers = [answer for answer, count in counts.items() for _ in range(count)]
        lines: list[tuple[Cell, ...]] = [(*head, question, "总分")]
        for number, answer in enumerate(answers, 1):
            moment = f"2024/12/{number % 9 + 1} 10:{number % 60:02}:00"
            lines.append((number, moment, "60秒", "微信", "公众号推文", "192.0.2.1", answer, 0))
        write_xlsx(folder / f"{name}.xlsx", {"Sheet1": lines})


def _write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]], above: Sequence[str] = ()) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerows([[one] for one in above])
        writer.writerow(head)
        writer.writerows([["" if value is None else str(value) for value in row] for row in rows])
