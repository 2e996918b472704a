"""The words of the section on benchmarks."""

from pubkpi.model.text import Text

TITLE = Text(
    "{total} 个对标值：好于对标 {ahead} 个，差于对标 {behind} 个",
    "{total}: better than {ahead}, worse than {behind}",
)
NOTE = Text(
    "每个对标对象取不晚于报告期的最近一期；口径由来源决定，只作参照，不计分。",
    "Of each, the newest that is not later than the period. They are defined as their sources define them, for "
    "reference and without points.",
)
OF_NOW = Text("{period}（当季）", "{period} (this quarter)")
OLD = Text("{period}（{age} 季前）", "{period} ({age} ago)")
