"""The sentences on why a total moved, what would move it, how firm it is, and what was closed."""

from pubkpi.model.text import Text

WATERFALL_ALT = Text("总分变动原因：", "Why the total moved: ")
SCORE_IN = Text("{period}得分", "{period} score")
OTHERS = Text("其余 {count} 项", "the other {count}")
AXIS_BROKEN = Text("横轴从 {start} 分起（断轴）。", "The axis starts at {start} points (broken).")
PARTS_ADD_UP = Text(
    "各行印出的变动相加恰为总分之差：按未舍入的数分解，尾差计入舍去最多的几行，每行至多 0.1。",
    "The printed lines add up to the difference of the totals: what rounding leaves goes to the lines that lost most "
    "by it, 0.1 at most each.",
)
CONVENTION = Text("分解方法：{convention}。", "Method: {convention}.")

LEVERS_TITLE = Text("单项最多能再提 {gain} 分：{label}", "{label} alone could still bring {gain} points")
GOAL_SHORT = Text("；距 {goal} 分{band}还差 {gap} 分", "; the total is {gap} points short of {goal}{band}")
GOAL_BAND = Text("（{band}）", " ({band})")
GOAL_TOP = Text("；总分已在最高等级", "; the total is in the highest band already")
FOR_GOAL = Text("到 {goal} 分需", "For {goal}")
MONTHLY = Text("每月还需", "A month")
LEVERS_NOTE = Text(
    "{mark}。可提升：其余不变、只有这一项得满分时，总分能提高多少；“需”：其余不变，这一项要到多少，总分才够。",
    "{mark}. Gain: by how much the total would rise if this indicator alone had its full score. For a goal: the value "
    "with which this indicator alone would bring the total there.",
)
ANY_VALUE = Text("任何数值均可", "any value will do")
BEYOND_REACH = Text("仅靠此项无法达到", "out of reach alone")

ROBUST_TITLE = Text(
    "各权重变动 {width}，总分多在 {low} 与 {high} 之间",
    "With weights moved by {width} the total mostly lies in {low}–{high}",
)
BAND_KEPT = Text("，{holds} 的抽样里仍是“{band}”", "; in {holds} of the draws it stays {band}")
HISTOGRAM = Text(
    "{moved}，抽样 {draws} 次的总分分布：九成落在 {between}，实际 {total}",
    "The totals of {draws} draws ({moved}): nine of ten within {between}, the total itself {total}",
)
NOISE = Text(
    "权重各动 {width}，同级内重新分配，{draws} 次，随机种子 {seed}",
    "weights moved by {width} and shared out anew within each parent, {draws} draws, seed {seed}",
)
NOISE_ALONE = Text(
    "分值各动 {width}，{draws} 次，随机种子 {seed}", "points of each moved by {width}, {draws} draws, seed {seed}"
)
SIGN_HOLDS_UP = Text(
    "比{before}高 {size} 分：{holds} 的抽样里方向不变", "{size} above {before}: so in {holds} of the draws"
)
SIGN_HOLDS_DOWN = Text(
    "比{before}低 {size} 分：{holds} 的抽样里方向不变", "{size} below {before}: so in {holds} of the draws"
)
WEIGHTS_DO_NOT_MATTER = Text(
    "各项得分相近，权重怎么动总分都不变：这里权重不起作用", "the scores are alike: here weights do not matter"
)
FIRST_ORDER = Text(
    "不抽样直接算的标准差 {near}，抽样得 {drawn}", "deviation worked out without draws {near}, drawn {drawn}"
)
SAMPLED = Text(
    "{label} {value} 来自样本，95% 区间 {low}–{high}，得分 {scores}",
    "{label} {value} is of a sample: 95% interval {low}–{high}, score {scores}",
)
LEFT_OUT = Text(
    "少任何一个指标（权重归同级），总分在 {low}（不计{least}）与 {high}（不计{most}）之间",
    "with any one indicator left out, its weight to its siblings, the total lies between {low} (without {least}) and "
    "{high} (without {most})",
)
LEFT_OUT_ALONE = Text(
    "少任何一个指标，总分在 {low}（不计{least}）与 {high}（不计{most}）之间",
    "with any one indicator left out the total lies between {low} (without {least}) and {high} (without {most})",
)
NONE_WITHOUT = Text("；不计{labels}则没有总分", "; without {labels} there is no total")
NOT_WITHOUT = Text("少任何一个指标都没有总分", "with any one indicator left out there is no total")

CLOSED = Text("{day}定稿，总分 {total}", "Final since {day}: total {total}")
REVISED = Text(
    "{day}修订 R{number}：总分原为 {before}，改为 {total}",
    "Revised (R{number}) on {day}: the total was {before} and is {total}",
)
AS_CLOSED = Text(
    "各节都按定稿时的资料；与其他各期相比，用的是那些期现行的结果。",
    "All sections tell what was known when it was closed; other periods, where they are compared, are as they stand "
    "now.",
)
FILES_LATER = Text(
    "定稿以后又导入有本期数据的文件 {count} 份：{names}等。",
    "Loaded since, with rows of the period, and not counted: {count} files, first {names}.",
)
FILES_LATER_ALL = Text(
    "定稿以后又导入有本期数据的文件 {count} 份：{names}。",
    "Loaded since, with rows of the period, and not counted: {names} ({count} in all).",
)
CLOSED_EARLY = Text("其时数据还是暂定的", "its data were provisional then")
