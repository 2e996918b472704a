"""The words of page one: where the total lies, what is remarkable in its rows, what the meeting is asked."""

from pubkpi.model.text import Text, same

TO_NEXT = Text("距“{band}”（{limit} 分）还差 {gap} 分", "{gap} points short of {band} ({limit})")
IN_BEST = Text("已在最高等级“{band}”（{limit} 分起）", "In the highest band, {band} (from {limit})")
NO_BANDS = Text("距满分还差 {gap} 分", "{gap} points short of {full}")
FULL = Text("总分已满", "The full score")
ON_SCALE = Text("总分在等级中的位置", "Where the total lies among the bands")
NOW = Text("{this} {score}", "{this} {score}")
BEFORE = Text("{last} {score}", "{last} {score}")
SCALE_FROM = Text("等级图从 {start} 分起（断轴）", "the bands start at {start} points (broken)")
BARS_FROM = Text("变动图从 {start} 分起（断轴）", "the bars start at {start} points (broken)")
BARS_SUM = Text("各项变动相加等于总分之差", "the bars add up to the difference of the totals")
MAY_BE = Text("横线为数据补齐后的范围 {low}–{high}", "the line spans {low}–{high}, where the total lies once complete")
STATE_COUNT = same("{word} {count}")
OTHERS_UP = Text("其余 {count} 项上升", "{count} others up")
OTHERS_DOWN = Text("其余 {count} 项下降", "{count} others down")
OTHERS_LEVEL = Text("其余 {count} 项不变", "{count} others unmoved")
FIRST = Text("首个计分{noun}，无可比", "First scored {noun}: nothing to compare with")
PREVIOUS_NONE = Text("{last}（{period}）没有总分，无可比", "{period} had no total to compare with")
MEAN_OF_QUARTERS = Text(
    "各季总分的平均 {score}，仅供对照，不用于计分", "Mean of the quarters' totals {score}, for comparison only"
)
YEAR = Text("全年（{period}）总分 {score}，{band}", "The year ({period}): total {score}, {band}")
YEAR_RANGE = Text(
    "全年（{period}）总分在 {low} 与 {high} 之间（按现有数据为 {score}），{band}",
    "The year ({period}): total between {low} and {high} ({score} on the data so far), {band}",
)
YEAR_BAND = Text("全年（{period}）{band}", "The year ({period}): {band}")
YEAR_NONE = Text(
    "全年（{period}）无总分：{reason}；总分介于 {low}–{high}",
    "The year ({period}) has no total: {reason}; it lies in {low}–{high}",
)

ROWS = Text("{count} 项指标，按失分排序", "{count} indicators, most points lost first")
ROWS_WORST = Text(
    "{count} 项指标，按失分排序：前 {few} 项失 {part} 分，占全部失分的 {share}",
    "{count} indicators, most points lost first: the first {few} lost {part}, {share} of all that is lost",
)
OTHER_ROWS = Text("其余 {count} 项（见得分明细）", "The other {count} (see the scorecard)")
NO_ROWS = Text("没有计分的指标", "No indicator is scored")
BULLETS_KEY = Text(
    "条形：从基线到目标的进度，┃ 目标，○ {last}；底色分界处为 {near} 分",
    "Bar: how far from baseline to target, ┃ target, ○ {last}; where the ground changes, the score is {near}",
)
CHANGES_KEY = Text(
    "变动和失分均按未舍入的数计算，最后四舍五入",
    "changes and losses are differences of unrounded figures, rounded once",
)
OFF_SCALE = Text("← {label} {value}，未到基线 {baseline}", "← {label} {value}, short of its baseline {baseline}")
INTERVAL = Text("{label}：样本量 {n}，95% 区间 {low}–{high}", "{label}: n = {n}, 95% interval {low}–{high}")
CONTAINS = Text(
    "，包含目标 {target}，差距在抽样误差之内", ", which contains the target {target}: within sampling error"
)
SHARED = Text(
    "“/”后为满分；缺数据的分值由同级指标分担", "after the stroke the full points; siblings carry those of missing data"
)
OF_FULL = same("{points} / {full}")

NO_QUESTION = Text("按规则没有需要会议决定的事项", "By the rules there is nothing to decide")
MISSING = Text("是否补报{label}的数据？", "Should the data of {label} still be handed in?")
MISSING_MANY = Text("是否补报 {count} 项指标的数据？", "Should the data of {count} indicators still be handed in?")
BOUNDS = Text("补齐前总分介于 {low}–{high}", "until then the total lies in {low}–{high}")
VERDICT = Text("“{label}”如何认定？", 'What is the verdict on "{label}"?')
TARGET = Text("是否调整{label}的目标？", "Should the target of {label} be changed?")
TARGET_WHY = Text(
    "基线 {baseline}，目标 {target}，{this} {value}，偏离目标 {deviation}（门槛 {limit}）",
    "Baseline {baseline}, target {target}, {value} {this}: {deviation} off the target (threshold {limit})",
)
ANEW = Text("是否重新核定{label}的目标？", "Should the target of {label} be set anew?")
ADJUST = Text("是否对{label}启动调整程序？", "Should the adjustment procedure be opened for {label}?")
ADJUST_WHY = Text(
    "{this} {value}，目标 {target}，偏离目标 {deviation}（门槛 {limit}）",
    "{value} {this}, {deviation} off the target {target} (threshold {limit})",
)
FOCUS = Text("是否将{label}列为下{unit}重点？", "Should {label} be the focus of the next {noun}?")
FOCUS_WHY = Text(
    "{this} {value}；其余不变，到 {needed} 总分就不低于 {goal}（{band}），现差 {gap} 分（测算）",
    "{value} {this}; all else the same, {needed} would bring the total to {goal} or more ({band}), now {gap} short "
    "(what-if)",
)
FOCUS_POINTS = Text("可增 {points}", "up to +{points}")
RETRAIN = Text("是否安排再培训？", "Should there be retraining?")
RETRAIN_WHY = Text(
    "{count} 项连续两{unit}未达目标（{states}），名单见“提示”",
    "{count} missed their target two {noun}s running ({states}); by owner below",
)
REWARD = Text("是否给予奖励？", "Should there be a bonus?")
REWARD_WHY = Text("超过目标：{labels}", "Beyond the target: {labels}")

RUNNING = Text("连续两{unit}未达目标：{owners}", "Below target two {noun}s running: {owners}")
RUNNING_SOFT = Text(
    "{labels}也连续两{unit}未达目标，但差距在抽样误差之内，是否处理由会议决定",
    "{labels}: below target two {noun}s running, yet within sampling error; for the meeting to decide",
)
FAR = Text("偏离目标超过 {limit}：{labels}", "Over {limit} off the target: {labels}")
BEYOND = Text("超过目标：{labels}", "Beyond the target: {labels}")
YEAR_LACKS = Text("缺{labels}的数据，{reason}", "no data of {labels}, {reason}")
OF_MANY = Text("{labels}等 {count} 项", "{labels} and {more} more")
OF_OWNER = Text("{owner}（{labels}）", "{owner} ({labels})")

AS_OF = Text("截至 {day}", "as of {day}")
FILES = Text("{files} 个文件、{rows} 行，{rejected}", "{files}, {rows}, {rejected}")
COVERED = Text("数据覆盖不全：{labels}", "not wholly covered: {labels}")
SCORED = Text("已计分权重 {share}", "{share} of the weight scored")
FINDINGS = Text(
    "错误 {error} 条、警告 {warning} 条（见数据质量）", "errors {error}, warnings {warning} (see data quality)"
)
