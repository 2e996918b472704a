"""What the units of measures are called."""

from pubkpi.model.text import Text, same, text_of

_UNITS = {
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


def unit_text(unit: str) -> Text:
    """What *unit* is called; one that is not listed says its own name."""
    return _UNITS.get(unit, text_of(unit))
