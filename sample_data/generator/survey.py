"""Answers to the satisfaction questionnaire."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from generator import story
from generator.days import Quarter

FAVOURITES = ("政策解读", "办事指南", "活动预告", "通知公告")
GRADES = ("非常满意", "满意", "一般", "不满意", "非常不满意")
ORIGINS = (("微信", "公众号菜单"), ("微信", "公众号推文"), ("链接", "直接访问"), ("手机提交", "直接访问"))
SOURCES = ("公众号推文", "社区宣传栏", "朋友推荐", "政务服务大厅", "短视频平台")
# Documentation ranges only (RFC 5737), so that no address belongs to anybody.
NETWORKS = ("192.0.2", "198.51.100", "203.0.113")
REMARKS = (
    "希望多发办事指南",
    "更新再快一点",
    "字体可以大一些，老人看不清",
    "很好，继续加油！",
    "希望活动名额多一些，周末场更好",
    "留言没人回复，请尽快处理，电话13800000000",
    "公交信息很及时",
    "建议增加英文版",
    "请回电 13900000000，谢谢",
    "菜单太深，找不到“社保查询”",
)


@dataclass(frozen=True)
class Answer:
    """One questionnaire; grade is 1-5, or None when skipped, or 0 when left blank."""

    number: int
    submitted: dt.datetime
    seconds: int
    origin: tuple[str, str]
    address: str
    favourite: int
    grade: int | None
    sources: tuple[int, ...]
    remark: str


def simulate_answers(rng: random.Random, quarter: Quarter, first_number: int) -> list[Answer]:
    """The quarter's answers by time of submission, numbered on from first_number."""
    dials = story.DIALS[quarter.label]
    satisfied = round(dials.satisfied * dials.answers)
    grades: list[int | None] = [1 + (rng.random() < 0.55) for _ in range(satisfied)]
    grades += [rng.choice((3, 3, 3, 4, 4, 5)) for _ in range(dials.answers - satisfied)]
    grades += [None] * rng.randint(6, 14) + [0] * rng.randint(2, 5)
    rng.shuffle(grades)
    midnight = dt.datetime.combine(quarter.first, dt.time())
    span = len(quarter.days) * 86_400
    moments = sorted(midnight + dt.timedelta(seconds=rng.randrange(span)) for _ in grades)
    # The last second of the quarter still belongs to it.
    moments[-1] = midnight + dt.timedelta(seconds=span - 1)
    pairs = zip(moments, grades, strict=True)
    return [_answer(rng, first_number + i, moment, grade) for i, (moment, grade) in enumerate(pairs)]


def _answer(rng: random.Random, number: int, moment: dt.datetime, grade: int | None) -> Answer:
    return Answer(
        number=number,
        submitted=moment,
        seconds=rng.randint(28, 420),
        origin=rng.choice(ORIGINS),
        address=f"{rng.choice(NETWORKS)}.{rng.randint(1, 254)}(示例省-{rng.choice(('云川', '云川', '川北'))})",
        favourite=rng.randrange(len(FAVOURITES)),
        grade=grade,
        sources=tuple(sorted(rng.sample(range(len(SOURCES)), rng.randint(1, 3)))),
        # Most people leave the box empty.
        remark=rng.choice(REMARKS) if rng.random() < 0.6 else "",
    )
