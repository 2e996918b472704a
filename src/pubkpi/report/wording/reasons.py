"""The sentences on why a total moved, what would move it, how firm it is, and what was closed."""

from pubkpi.model.text import Text

WATERFALL_ALT = Text("总分为什么变：", "Why the total moved: ")
SCORE_IN = Text("{period}得分", "{period} score")
OTHERS = Text("其余 {count} 项", "the other {count}")
AXIS_BROKEN = Text("横轴从 {start} 分起（断轴）。", "The axis starts at {start} points (broken).")
PARTS_ADD_UP = Text(
    "各行印出的变动相加恰为总分之差：按未舍入的数分解，尾差计入舍去最多的几行，每行至多 0.1。",
    "The printed lines add up to the difference of the totals: what rounding leaves goes to the lines that lost most "
    "by it, 0.1 at most each.",
)
CONVENTION = Text("分解方法：{convention}。", "Method: {convention}.")
