"""Titles in the manner of a government service account."""

from __future__ import annotations

import random
from itertools import product

_POLICY = tuple(
    (
        "住房公积金贷款新规 灵活就业人员参保 老旧小区改造 生育津贴申领 新能源汽车补贴 人才购房补贴 "
        "义务教育招生入学 个体工商户扶持 居民用电阶梯价格 长期护理保险 高龄津贴发放 就业见习补贴 家电以旧换新 "
        "异地就医直接结算 残疾人两项补贴 农村危房改造 租房补贴申请 创业担保贷款 企业稳岗返还 普惠托育服务"
    ).split()
)
_POLICY_FORMS = ("一图读懂｜{}", "政策解读：{}有哪些新变化？", "问答｜关于{}，您关心的都在这里", "{}政策“明白卡”来了！")
_GUIDE = tuple(
    (
        "社保卡补办 居住证签注 身份证异地换领 不动产登记 营业执照变更 公积金提取 医保电子凭证激活 "
        "婚姻登记预约 机动车年检 护照换发 积分落户 食品经营许可 残疾证办理 退休资格认证 新生儿落户 "
        "驾驶证补换领 临时救助申请 电动车上牌 无犯罪记录证明 水电气过户"
    ).split()
)
_GUIDE_FORMS = (
    "办事指南｜{}怎么办，看这篇就够了",
    "{}线上就能办！附操作步骤",
    "收藏！{}材料清单（最新版）",
    "少跑一趟：{}“掌上办”",
)
_EVENT = tuple(
    (
        "市民开放日 全民阅读月 健康义诊进社区 云川江畔健步走 非遗体验课堂 招聘会进校园 亲子消防课堂 "
        "垃圾分类积分兑换 老年手机课堂 文明交通志愿行 惠民观影周 菊花展市民专场 社区邻里节 科普大讲堂"
    ).split()
)
_EVENT_FORMS = (
    "活动预告｜{}，等你来！",
    "报名啦！{}名额有限",
    "现场直击：{}，精彩都在这里",
    "活动回顾｜{}，有你的身影吗？",
)
_NOTICE = tuple(
    (
        "道路施工绕行 公交线路调整 停车收费标准调整 办事大厅搬迁 高温天气健康提示 汛期安全提示 "
        "疫苗接种门诊时间 图书馆闭馆维护 冬季供暖热线 水质检测结果 景区限流安排"
    ).split()
)
_NOTICE_FORMS = ("通知公告：{}", "便民提示｜{}", "请转告身边人：{}", "最新！{}")

# First and last month of topics that belong to a season; the last may lie in the next year.
_SEASONS = {
    "义务教育招生入学": (3, 8),
    "汛期": (5, 9),
    "高温": (6, 9),
    "惠民观影周": (6, 8),
    "菊花展": (10, 11),
    "冬季供暖": (10, 15),
}


def shuffled_titles(rng: random.Random) -> list[str]:
    """Every title the pools can form, once each, in random order."""
    pools = ((_POLICY_FORMS, _POLICY), (_GUIDE_FORMS, _GUIDE), (_EVENT_FORMS, _EVENT), (_NOTICE_FORMS, _NOTICE))
    titles = [form.format(topic) for forms, topics in pools for form, topic in product(forms, topics)]
    rng.shuffle(titles)
    return titles


def take_title(titles: list[str], month: int) -> str:
    """Removes and returns the first title that suits the month."""
    position = next(i for i, title in enumerate(titles) if _in_season(title, month))
    return titles.pop(position)


def _in_season(title: str, month: int) -> bool:
    spans = [span for topic, span in _SEASONS.items() if topic in title]
    return all(first <= month <= last or month + 12 <= last for first, last in spans)


def file_name_of(title: str) -> str:
    """The title as a browser would save it: characters that Windows refuses become underscores."""
    return "".join("_" if mark in '\\/:*?"<>|' else mark for mark in title).strip(" .")
