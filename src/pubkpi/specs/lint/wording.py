"""What the name of a number says of it, in Chinese and in English: whether more of it is better, whether it grows.

Where a name says both, or something that turns it round, nothing is known.
"""

import re

from pubkpi.model.text import UNTRANSLATED, Text

_COST = re.compile(r"(成本|单价)$")
_WORSE_ZH = re.compile(
    r"差错|错误|投诉|舆情|负面|事故|违规|逾期|超时|延误|迟报|漏报|取关|退订|流失|差评|不满意|泄密|跳出率|卸载|封禁|处罚"
    r"|无法(下载|使用|打开|访问)|距(离)?(上|最近)一?次.*(天数|时长)|(排名|名次)(?!提升|上升|前进|进步)"
    r"|(回复|回应|响应|答复|办理|办结|处理|处置|整改|等待|审核|审批)(时长|时间|用时|耗时|天数|时数|小时数|周期)"
)
_BETTER_ZH = re.compile(
    r"满意|好评|阅读|播放|粉丝|关注人数|参与|参加|获奖|点赞|在看|转发|分享|收藏|净推荐|签约|合作"
    r"|(传播|影响|服务|互动|引导|公信)力|传播指数|(完成|执行|办结|办理|使用|解决|回复|回应|及时|覆盖|到达|打开|点击|互动|达标|合格)率"
)
_AGAINST_ZH = re.compile(
    r"无|零|未|非|不|率先|线下|占比|比重|购买|强制|虚假|成本|费用|单价|处置|处理|整改|办结|解决|回应|回复|更正|监测|下降|降低|减少|节约"
)
_GROWTH_ZH = re.compile(r"增长|增幅|增速|同比|环比|变化|净")

_WORSE_EN = re.compile(
    r"\b(errors?|mistakes?|complaints?|incidents?|accidents?|violations?|breach(es)?|overdue|delays?|outages?|downtime"
    r"|unsubscri\w+|unfollow\w*|churn|lost followers|followers lost|dissatisf\w+|unsatisf\w+|unresolved|unanswered"
    r"|(response|reply|waiting|handling|processing|resolution) (times?|days|hours)|days to \\w+|late (replies|reports)"
    r"|negative (coverage|reports?|news|posts?|mentions?|comments?|reviews?)|costs? (a|per) \w+"
    r"|days since .*|bounce rate|uninstalls?|bans|rank)\b",
    re.IGNORECASE,
)
_BETTER_EN = re.compile(
    r"\b(satisf\w+|praise|reads|readers|readership|plays|views|followers|subscribers|participants|participation|awards|likes"
    r"|reposts|partners(hips)?|net promoter|shares(?! of)|(completion|execution|response|reply|resolution|coverage"
    r"|reach|open|engagement|interaction|pass|on-time|usage|click|click-through) rate)\b",
    re.IGNORECASE,
)
_AGAINST_EN = re.compile(
    r"\b(no|not|non|offline|never|zero|without|free|fake|bought|forced|few\w*|less|lost|reduc\w+|decreas\w+|declin\w+|drop\w*"
    r"|sav\w+|(re)?solved|answer\w*|handl\w+|closed|correct\w*|fixed|monitor\w*|remov\w+|prevent\w*|avoid\w*|detect\w*"
    r"|rectif\w+|respon\w+|resol\w+|clear\w*|costs?)\b",
    re.IGNORECASE,
)
_GROWTH_EN = re.compile(r"\b(growth|grow\w*|increases?|rise|change|gains?|year[ -]on[ -]year|yoy|net)\b", re.IGNORECASE)

_LANGUAGES = ((_WORSE_ZH, _BETTER_ZH, _AGAINST_ZH), (_WORSE_EN, _BETTER_EN, _AGAINST_EN))


def better(label: Text, name: str) -> str:
    """``up`` where a number called *label*, or else *name*, is plainly better the more it is, ``down`` where it is
    worse, else empty.
    """
    if _COST.search(label.zh) and not re.search("下降|降低|减少|节约", label.zh):
        return "down"
    sides = {_side(words, *by) for words in {label.zh, label.en.removesuffix(UNTRANSLATED)} for by in _LANGUAGES} - {""}
    if not sides:  # a label that says nothing
        sides = {_side(re.sub(r"[\W_]+", " ", name), *_LANGUAGES[1])} - {""}
    side = sides.pop() if len(sides) == 1 else ""
    return side if side in ("up", "down") else ""


def _side(words: str, worse: re.Pattern[str], better: re.Pattern[str], against: re.Pattern[str]) -> str:
    """What *words* say: ``up``, ``down``, ``neither`` where they say two things, or empty."""
    rest, bad = worse.subn("", words)
    rest, good = better.subn("", rest)
    if not bad and not good:
        return ""
    return "neither" if (bad and good) or against.search(rest) else "down" if bad else "up"


def grows(label: Text) -> bool:
    """Whether a number called *label* is a growth or a change."""
    return bool(_GROWTH_ZH.search(label.zh) or _GROWTH_EN.search(label.en))
