"""The sentences that a report makes from numbers; every field arrives as finished print."""

from pubkpi.model.text import Lang, Text, same

HEADLINE = Text("{period}总分 {score}，{band}{change}", "{period}: total {score}, {band}{change}")
HEADLINE_RANGE = Text(
    "{period}总分在 {low} 与 {high} 之间（按现有数据为 {score}），{band}{change}",
    "{period}: total between {low} and {high} ({score} on the data so far), {band}{change}",
)
HEADLINE_NONE = Text("{period}没有总分", "{period}: no total")
HEADLINE_NONE_RANGE = Text(
    "{period}没有总分，补齐后在 {low} 与 {high} 之间",
    "{period}: no total yet, between {low} and {high} once complete",
)
SO_FAR = Text("按现有数据 {score}", "{score} on the data so far")
BANDS = Text("{low}至{high}", "{low} to {high}")
BAND_OPEN = Text("{unknown}（{bands}）", "{unknown} ({bands})")
HEADLINE_BAND = Text("{period}{band}", "{period}: {band}")
HIGHER = Text("，比{last}高 {change} 分", ", {change} above {last}")
LOWER = Text("，比{last}低 {change} 分", ", {change} below {last}")
LEVEL = Text("，与{last}持平", ", as in the {last}")
AND = Text("与", " and ")
TALLY = Text("{reached} 项达到目标，{missed} 项未达", "{reached} reached, {missed} missed")
TALLY_MISSING = Text("，{missing} 项无数据", ", {missing} without data")
NO_TOTAL_BY = Text(
    "“{label}”只有 {coverage} 的权重有数据，低于计分所需的 {minimum}",
    '"{label}" has data for {coverage} of its weight, below the {minimum} that a score needs',
)
NO_TOTAL_BY_SEVERAL = Text(
    "{labels}有数据的权重都低于计分所需的 {minimum}",
    "{labels} have data for less than the {minimum} of their weight that a score needs",
)
ONE_SHARE = Text("“{label}”（{coverage}）", '"{label}" ({coverage})')
NO_TOTAL_PLAIN = Text(
    "只有 {coverage} 的权重有数据，低于计分所需的 {minimum}",
    "Only {coverage} of the weight has data, below the {minimum} that a score needs",
)
NO_TOTAL_OPEN = Text("{labels}扣多少分无法判定", "nobody can tell what {labels} takes off")
NOT_FINAL = Text("未定稿（{why}）", "Not final ({why})")
EDITED = Text("{status}，考核表有未认可的改动", "{status}, with edits of the scorecard that nobody has accepted")
BOUNDS = Text(
    "缺的数据补齐后，总分在 {low} 与 {high} 之间",
    "Once what is missing is there, the total lies between {low} and {high}",
)
STANDSTILL = Text(
    "各项即使停留在基线、没有进展，总分也有 {score}；高出的部分才是实际进展。",
    "With every indicator at its baseline, nothing gained, the total would be {score}; what lies above was achieved.",
)
PROVISIONAL = Text(
    "{span}数据到{day}才稳定，在此之前的分数都是暂定的",
    "{span} data settle on {day}; until then every score is provisional",
)

NOT_COUNTED = Text("有得分、未计入的：{scores}", "Scored, but not counted: {scores}")
MISSING = Text(
    "{label}没有数据（权重 {weight}，不按 0 分计）：{reason}",
    "{label} has no data (weight {weight}, not counted as 0): {reason}",
)
NOT_APPLICABLE = Text("{label}{this}不适用：{reason}", "{label} does not apply {this}: {reason}")
MONITORED = Text("{label} {value}，只监测，不计分", "{label} {value}: watched, without points")
NO_REASON = Text("未说明原因", "no reason given")
QUALITY = Text(
    "载入 {files} 个文件、{rows} 行，{rejected}，忽略 {ignored} 行",
    "{files} and {rows} loaded, {rejected}, {ignored} ignored",
)
REJECTED = Text("拒收 {count} 行", "{count} rejected")
MENDED = Text("（其中 {count} 行已由新文件更正）", " ({count} mended by a later file)")
OF_WEIGHT = Text("权重 {share}", "{share} of weight")
QUALITY_DAYS = Text("按日数据缺 {days} 天", "{days} of daily data missing")
QUALITY_DAYS_NONE = Text("按日数据无缺失", "no day of daily data missing")

EFFECTIVE = Text("实 {weight}", "now {weight}")
SHOWN = Text("{label} {value}，{on_last} {growth}", "{label} {value}, {growth} {on_last}")
SHOWN_ALONE = same("{label} {value}")
CENSORED = Text("{share} 的行只知下限", "only the least is known of {share} of the rows")
INTERVAL = Text("样本量 {n}，95% 区间 {low}–{high}", "n = {n}, 95% interval {low}–{high}")
SPREAD = Text("共 {n} 个数，最低 {low}，最高 {high}", "n = {n}, from {low} to {high}")
SUMS = Text(
    "计入 = 得分 × 权重 ÷ 100，失分 = 权重 − 计入。变动和失分均按未舍入的数计算，最后四舍五入，"
    "因此末位可能与表列两数之差不符；各行相加与总分也可能相差零点几分。",
    "Points = score × weight ÷ 100, lost = weight − points. Changes and losses are differences of unrounded figures, "
    "rounded once, so that they may differ in the last place from the difference of two printed ones, and lines may "
    "add up to a few tenths more or less than the total.",
)
SUMS_SHARED = Text("“实”为缺数据时分担后的权重。", '"now" is the weight after sharing that of missing data.')
SUMS_ADJUSTED = Text(
    "总分 = 各一级指标计入之和，加上其后各行的加减分。",
    "Total = the points of the first-level indicators and the lines that follow them.",
)
STATE_RULE = Text("{shape} {word}：{rule}", "{shape} {word}: {rule}")
STATE_REACHED = Text("达到目标（没有目标的：得满分）", "the target is reached (without one: a full score)")
STATE_NEAR = Text("得分 ≥ {limit}，未达目标", "score ≥ {limit}, target missed")
STATE_LOW = Text("{low} ≤ 得分 < {high}", "{low} ≤ score < {high}")
STATE_MISSED = Text("未达目标", "target missed")
STATE_ALERT = Text("得分 < {limit}", "score < {limit}")
LIGHT_RULE = same("{label} ≥ {limit}")
SCORECARD_TITLE = Text("失分最多的是{label}（{lost} 分）", "Most points are lost on {label} ({lost})")
SCORECARD_FULL = Text("计分的指标没有失分", "No scored indicator lost points")
SCORECARD_EMPTY = Text("本{noun}没有计分的指标", "No indicator is scored {this}")
TREND_UP = Text("总分 {before} → {now}，比{last}高 {change} 分", "Total {before} → {now}, {change} above {last}")
TREND_DOWN = Text("总分 {before} → {now}，比{last}低 {change} 分", "Total {before} → {now}, {change} below {last}")
TREND_SAME = Text("总分 {now}，与{last}相同", "Total {now}, as in the {last}")
TREND_ONE = Text("只有一个计分{noun}，还看不出走势", "One scored {noun} does not make a course yet")
TREND_UNLIKE = Text(
    "总分 {now}，{last} {before}；两{unit}计分的权重不同，不能直接比较",
    "Total {now}, {before} {last}, on other weights: not to be compared",
)
TREND_GAP = Text("{this}或{prior}没有总分，无法比较", "This or the {prior} has no total to compare")
NOT_LIKE_FOR_LIKE = Text(
    "† {this}与{prior}计分的指标或权重不同{sums}，走势图在此断开",
    "† This {noun} and the last are scored on other indicators or weights{sums}, and no line joins them",
)
WEIGHT_SUMS = Text("（分值合计 {now} 与 {before}）", " ({now} and {before} points)")
UNLIKE_EFFECTS = Text("；由此带来的变动：{effects}", "; what that brought: {effects}")
EFFECT = Text("{kind} {points} 分", "{kind} {points} points")
NOT_TRACED = Text("；总分之差不能归到各项", "; the difference of the totals cannot be traced to indicators")
REWEIGHTED = Text(
    "† 该{unit}有指标没有数据或不适用，其权重由同级分担，与权重不同的{noun}不能直接比较、也不连线",
    "† Some indicator had no data or did not apply and its weight went to its siblings: not comparable with {noun}s "
    "on other weights, and not joined to them",
)
LESS_COVERED = Text("数据覆盖 {share}", "data coverage {share}")
SOME_REJECTED = Text("（有拒收的行）", " (rows rejected)")
WITHIN_ERROR = Text(
    "（95% 区间 {low}–{high} 包含目标，差距在抽样误差之内）",
    " (its 95% interval {low}–{high} contains the target: within sampling error)",
)
MAY_REACH = Text("（数值只是界限，实际可能已达目标）", " (a bound: the true value may reach the target)")
MAY_MISS = Text("（数值只是界限，实际可能未达目标）", " (a bound: the true value may miss the target)")
DECIDE = Text("，是否处理由会议决定", "; for the meeting to decide")
VALUE_NOW = Text("{this}值", "The actual value")
VALUE_THEN = Text("{period}的值", "The value of {period}")
TREND_NOTE = Text(
    "每幅右上角是{what}；纵轴两端是图中最小与最大的值；断线处没有数据。",
    "{what} stands at each panel's upper right; the axis names the least and the greatest value shown; a gap "
    "has no data.",
)

FLAG_BELOW = Text(
    "{label}连续两{unit}未达目标（{prior} {then}，目标 {due}；{this} {value}，目标 {target}）",
    "{label} missed its target two {noun}s running ({then} of {due}, then {value} of {target})",
)
FLAG_RETRAINING = Text("，可考虑再培训", ": consider retraining")
FLAG_ABOVE = Text(
    "{label} {value}，超过目标 {target}，可考虑奖励", "{label} {value}, beyond its target {target}: consider a bonus"
)
FLAG_BEYOND = Text("{label} {value}，超过目标 {target}", "{label} {value}, beyond its target {target}")
FLAG_DEVIATION = Text(
    "{label} {value}，目标 {target}，偏离 {deviation}{points}",
    "{label} {value} is {deviation}{points} off its target {target}",
)
ACCEPTED = Text("（{words}）", " ({words})")
FLAGS_NOTE = Text(
    "以上只是提示，由会议决定。是否达标按表列数值判断；偏离超过目标的 {limit} 时提示，可启动调整程序。",
    "These are flags, for the meeting to decide on. They read the printed figures; a deviation is raised over {limit} "
    "of the target, and may open the adjustment procedure.",
)
FLAGS_NOTE_ALONE = Text(
    "以上只是提示，由会议决定。是否达标按表列数值判断。",
    "These are flags, for the meeting to decide on. They read the printed figures.",
)

ATTAINMENT_RULE = Text(
    "得分 = {a} + ({b} − {a}) × (x − B) ÷ (T − B)，限 {floor}–{cap}（x {this}值，B 基线，T 目标）。",
    "score = {a} + ({b} − {a}) × (x − B) ÷ (T − B), kept within {floor}–{cap} (x actual, B baseline, T target).",
)
COMPLETION_RULE = Text(
    "得分 = 100 × x ÷ T，限 {floor}–{cap}（x {this}值，T 目标）。",
    "score = 100 × x ÷ T, kept within {floor}–{cap} (x actual, T target).",
)
COMPLETION_DOWN_RULE = Text(
    "得分 = 100 × T ÷ x，限 {floor}–{cap}（x {this}值，T 目标；越低越好）。",
    "score = 100 × T ÷ x, kept within {floor}–{cap} (x actual, T target; lower is better).",
)
WITHOUT_BASELINE = Text(
    "没有可用的基线，因此按完成率计分。", " There is no usable baseline, hence the score by completion."
)
STEPS_RULE = Text("按等级给分：{steps}。", "By level: {steps}.")
STEP = Text("{value} {score} 分", "{value} {score}")
HOLD_UP_RULE = Text("不低于 {target} 得 100 分，否则 0 分。", "100 at {target} or above, else 0.")
HOLD_DOWN_RULE = Text("不高于 {target} 得 100 分，否则 0 分。", "100 at {target} or below, else 0.")
GOALPOSTS_RULE = Text(
    "得分 = 100 × (x − {worst}) ÷ ({best} − {worst})，限 {floor}–{cap}（x {this}值）。",
    "score = 100 × (x − {worst}) ÷ ({best} − {worst}), kept within {floor}–{cap} (x actual).",
)
LOG_GOALPOSTS_RULE = Text(
    "得分 = 100 × (ln x − ln {worst}) ÷ (ln {best} − ln {worst})，限 {floor}–{cap}（x {this}值）。",
    "score = 100 × (ln x − ln {worst}) ÷ (ln {best} − ln {worst}), kept within {floor}–{cap} (x actual).",
)
VALUE_RULE = Text(
    "得分即{this}值，限 {floor}–{cap}。",
    "score = the actual value, kept within {floor}–{cap}.",
)
RANGE_RULE = Text(
    "在 {low} 与 {high} 之间得 100 分，向两侧按直线降到 {a} 和 {b} 处的 0 分。",
    "100 between {low} and {high}, falling in straight lines to 0 at {a} and {b}.",
)
PIECEWISE_RULE = Text("按折线给分：{knots}，两点之间为直线。", "By points joined by straight lines: {knots}.")
DUE = Text("在{period}之前没有结果时不适用。", "Not applicable before {period} while there is no result.")
BASELINE_STATED = Text("基线 {value}", "baseline {value}")
BASELINE_MEASURED = Text("基线取 {period} 实测值 {value}", "baseline as measured in {period}: {value}")
TARGET_STEP = same("{period} {value}")
TARGET_FLAT = Text("{first}–{last} 均为 {value}", "{first}–{last}: {value} throughout")
TARGETS_LINEAR = Text("（两点之间按季线性过渡）", " (linear by quarter in between)")
SUBSTITUTED = Text(
    "x = {value}，B = {baseline}，T = {target}，得分 {score}", "x = {value}, B = {baseline}, T = {target}: {score}"
)
SUBSTITUTED_NO_B = Text("x = {value}，T = {target}，得分 {score}", "x = {value}, T = {target}: {score}")
CAPPED = Text("（封顶封底前 {score}）", " ({score} before the limits)")
ALSO = Text("{where}写 {value}：{reason}", "{value}, {where}: {reason}")

ROLLUP_WEIGHTS = Text("权重即满分：{parts}，合计 {total}。", "Weights are points: {parts}; {total} together.")
ROLLUP_SUM = Text(
    "一级指标得分为其下各项得分按权重的平均；总分为各项计入分之和。",
    "A first-level indicator scores the weighted mean of its indicators; the total is the sum of all points.",
)
ROLLUP_ADDED = Text(
    "{label}是下一级各项计入分之和{cap}；缺的、不适用的权重不分给别的项，适用的项没有得分就没有合计。",
    "{label} is the sum of the points below it{cap}; no weight is handed over, and what applies and has no score "
    "leaves no sum.",
)
ROLLUP_CAP = Text("，最多 {most} 分", ", {most} at most")
ROLLUP_MISSING = Text(
    "缺数据不按 0 分计。同一一级指标内，有数据的权重占适用权重的 {minimum} 以上时，缺项的权重由同级指标按比例分担；"
    "不足 {minimum} 时该一级指标和总分均不评分，只给出上下限。不适用的指标同样不计入。",
    "Missing data never counts as 0. While at least {minimum} of the applicable weight inside a first-level indicator "
    "has data, its other indicators carry the missing weight in proportion; below {minimum} neither it nor the total "
    "gets a score, only bounds. Indicators that do not apply are left out likewise.",
)
ROLLUP_ACROSS = Text(
    "考核表规定：整个一级指标没有得分时，权重由其他一级指标按比例分担，有得分的权重合计达到 {minimum} 就有总分。",
    "As the scorecard says, the weight of a first-level indicator without a score goes to the others in proportion: "
    "with {minimum} of the weight scored there is a total.",
)
ROLLUP_MEAN = Text(
    "{label}取下一级得分按权重的{mean}{power}，不是各项分值之和。",
    "{label} is the weighted {mean}{power} of what stands below it, no sum of points.",
)
ROLLUP_MINIMUM = Text("{label}取下一级得分中最低的一项。", "{label} is the lowest score of what stands below it.")
ROLLUP_EXCEPT = Text("缺数据时例外：{policies}。", "Except when missing: {policies}.")
POLICY_ZERO = Text("{label} 按 {floor} 分计", "{label} scores {floor}")
POLICY_CARRY = Text(
    "{label} 最多沿用 {most} 个{noun}以前的数值", "{label} takes the last value, {most} {noun}s old at most"
)
POLICY_REFUSE = Text("{label} 缺失则上级指标不评分", "what stands above {label} has no score")
ROLLUP_ADJUSTED = Text(
    "之后先扣分（先从一级指标、后从总分，都不低于 {floor}），再按门槛加分，最后看否决项；"
    "每一项都在得分明细中单列一行。",
    "Then deductions are taken, from first-level indicators before the total and never below {floor}, then the bonus "
    "is added behind its gate, and last come the vetoes; each has a line of its own in the scorecard.",
)
ROLLUP_ROUNDING = Text(
    "得分按全精度计算，只在最后四舍五入一次到一位小数；等级和状态按表列数值判定。",
    "Scores are computed in full precision and rounded once, half up, to one decimal; bands and states read the "
    "printed figure.",
)
ROLLUP_ROUNDED = Text(
    "考核表规定得分在计算中{how}，保留 {places} 位小数；表列一位小数，等级和状态按表列数值判定。",
    "As the scorecard says, scores are rounded within the reckoning, {how}, to {places} decimals; they are printed to "
    "one, which bands and states read.",
)
ROUNDING_WAYS = {
    "half_up": Text("四舍五入", "half up"),
    "half_even": Text("四舍六入五成双", "half to even"),
    "up": Text("进一", "up"),
    "down": Text("去尾", "down"),
}
ROLLUP_BANDS = Text("总分等级：{bands}。", "Bands of the total: {bands}.")
ROLLUP_LIGHTS = Text("状态：{lights}。", "States: {lights}.")
AT_LEAST = same("{label} ≥ {limit}")
BELOW_ALL = same("{label} < {limit}")

DAYS_MISSING = Text("缺 {days} 天：{runs}", "{days} missing: {runs}")
DAYS_COMPLETE = Text("齐全", "complete")
OTHERS_COMPLETE = Text("其余 {count} 项每日数据都齐全", "the other {count} daily series are complete")
OTHERS_LACKING = Text("另有 {count} 项，共缺 {days} 天", "{count} more lack {days} days together")
ACCOUNTS = Text("{count} 个账号", "{count} accounts")
FEW_SHOWN = Text("另有 {count} 个", "and {count} more")
DEFINITIONS_TITLE = Text(
    "{count} 项指标的数据来源与计分方法", "{count} indicators: where the numbers come from and how they score"
)
NEAR_RULE = Text(
    "完成率：{this}值 ÷ 目标；越低越好的指标为目标 ÷ {this}值。",
    "x ÷ T: actual over target; where lower is better, T ÷ x.",
)
ATTAINED = Text("，达成度 {share}", ", attainment {share}")
QUALITY_TITLE_CLEAN = Text("数据齐全，没有拒收的行", "The data are complete and no row was rejected")
SHARED_OF = Text("{covered} / {expected} 天", "{covered} of {expected} days")


def fill(pattern: Text, lang: Lang, **fields: str) -> str:
    """The sentence in *lang* with its fields; a field's own braces stay what they are."""
    return pattern.say(lang).format(**fields)


def clause(words: str) -> str:
    """*words* without a full stop, so that a sentence can go on after them."""
    return words.strip().rstrip("。.；;")
