"""What units of measures and methods of scoring are called."""

from collections.abc import Mapping

from pubkpi.model.text import Text, same, text_of

UNITS: Mapping[str, Text] = {
    "share": same("%"),
    "people": Text("人", "people"),
    "person_times": Text("人次", "person-times"),
    "count": Text("个", "count"),
    "reads": Text("次", "reads"),
    "level": Text("级别", "level"),
    "points": Text("分", "points"),
    "yuan": Text("元", "yuan"),
    "wan": Text("万", "ten thousand"),
    "posts": Text("篇", "posts"),
    "seconds": Text("秒", "seconds"),
    "minutes": Text("分钟", "minutes"),
    "hours": Text("小时", "hours"),
    "days": Text("天", "days"),
    "months": Text("个月", "months"),
    "years": Text("年", "years"),
}
METHODS: Mapping[str, Text] = {
    "attainment": Text("线性达成", "attainment"),
    "completion": Text("完成率", "completion"),
    "steps": Text("分级", "steps"),
    "hold": Text("守住底线", "hold"),
    "goalposts": Text("两端线性", "goalposts"),
    "log_goalposts": Text("两端对数", "log goalposts"),
    "value": Text("数值即得分", "value as it is"),
    "target_range": Text("目标区间", "target range"),
    "piecewise": Text("折线", "piecewise"),
    "minmax": Text("组内极差（相对）", "min-max (relative)"),
    "rank": Text("按名次（相对）", "by rank (relative)"),
    "quantile": Text("按所处百分位（相对）", "by quantile (relative)"),
    "peer_mean": Text("与各对象平均相比（相对）", "against the mean of all (relative)"),
}


def unit_text(unit: str) -> Text:
    """What *unit* is called; one that is not listed says its own name."""
    return UNITS.get(unit, text_of(unit))
