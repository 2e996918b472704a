"""A scorecard as small as one can be, and what is said about it when one line of it is wrong."""

SCORECARD = """\
id: mini
label: {zh: 小表, en: Mini}
audience: internal
valid: [2024Q1, 2024Q4]
missing: {policy: reweight, min_weight_coverage: 0.7}
bands:
  - {id: pass, label: {zh: 合格, en: pass}, at_least: 60}
  - {id: fail, label: {zh: 不合格, en: fail}, at_least: 0}
lights: {green: 90, yellow: 60}
dimensions:
  - id: reach
    label: {zh: 传播, en: Reach}
    weight: 60.3
    indicators:
      - id: reads
        label: {zh: 阅读, en: Reads}
        weight: 60.1
        measure: reads
        direction: up
        method: attainment
        baseline: 100
        target: {2024Q1: 120, 2024Q4: 180}
      - id: awards
        label: {zh: 获奖, en: Awards}
        weight: 0.2
        measure: awards
        direction: up
        method: steps
        steps:
          - {value: 0, points: 0}
          - {value: 1, points: 100}
  - id: brand
    label: {zh: 品牌, en: Brand}
    weight: 39.7
    indicators:
      - id: calm
        label: {zh: 平静, en: Calm}
        weight: 39.7
        measure: calm
        direction: down
        method: hold
        target: {2024Q1: 0, 2024Q4: 0}
"""
MEASURES = """\
reads:
  label: 阅读
  definition: 阅读
  formula: 阅读
  unit: people
  source: 后台
  type: sum
  fact: channel_daily
  expr: read_users
awards:
  label: 获奖
  definition: 获奖
  formula: 获奖
  unit: level
  source: 登记表
  type: max
  fact: award
  expr: level
  coverage: {by: quarters, min: 1}
calm:
  label: 平静
  definition: 平静
  formula: 平静
  unit: count
  source: 登记表
  type: count
  fact: incident
"""
METHODS = "attainment, completion, steps, hold, goalposts, log_goalposts, target_range, piecewise, minmax, rank, quantile, peer_mean, value."
LEAF = (
    "id, label, weight, measure, direction, method, at_baseline, at_target, goalposts, range, floor, cap, not_applicable, due, "
    "check, owner, choice, caveat, also_stated, shows, kind, consequences, silence, baseline, target, steps, knots, missing, by_class"
)

# what is wrong, the words replaced, by what, the line in English, the line in Chinese
RULES = [
    ("the dimensions miss a hair of 100", "weight: 39.7", "weight: 39.6",
     "mini.yaml:1:1: the first-level weights sum to 99.9, not 100: 0.1 too little.",
     "mini.yaml:1:1: 各一级指标权重之和是 99.9，应为 100，少 0.1。"),
    ("the leaves miss a hair of their dimension", "weight: 0.2", "weight: 0.1",
     "mini.yaml:15:9: the weights under reach sum to 60.2, not 60.3: 0.1 too little.",
     "mini.yaml:15:9: “传播”下各指标权重之和是 60.2，应为 60.3，少 0.1。"),
    ("the dimensions exceed 100", "weight: 39.7", "weight: 40.75",
     "mini.yaml:1:1: the first-level weights sum to 101.05, not 100: 1.05 too much.",
     "mini.yaml:1:1: 各一级指标权重之和是 101.05，应为 100，多 1.05。"),
    ("the leaves exceed their dimension", "weight: 0.2", "weight: 2.2",
     "mini.yaml:15:9: the weights under reach sum to 62.3, not 60.3: 2 too much.",
     "mini.yaml:15:9: “传播”下各指标权重之和是 62.3，应为 60.3，多 2。"),
    ("a negative weight", "weight: 60.1|weight: 0.2", "weight: 60.5|weight: -0.2",
     "mini.yaml:23:9: a weight cannot be negative: -0.2.",
     "mini.yaml:23:9: 权重不能是负数：-0.2。"),
    ("an id used twice", "id: calm", "id: reads",
     "mini.yaml:36:9: the id reads is used 2 times.",
     "mini.yaml:36:9: 标识 reads 用了 2 次。"),
    ("a leaf called like a dimension", "id: calm", "id: brand",
     "mini.yaml:36:9: the id brand is used 2 times.",
     "mini.yaml:36:9: 标识 brand 用了 2 次。"),
    ("a measure that is not there", "measure: calm", "measure: clam",
     "mini.yaml:36:9: there is no measure clam.",
     "mini.yaml:36:9: 没有名为 clam 的指标定义。"),
    ("a check of a measure that is not there", "baseline: 100", "baseline: 100\n        check: {measure: x, quarter: 2023Q4, equals: 1}",
     "mini.yaml:15:9: there is no measure x.",
     "mini.yaml:15:9: 没有名为 x 的指标定义。"),
    ("no target for the first quarter", "{2024Q1: 120, 2024Q4: 180}", "{2024Q2: 120, 2024Q4: 180}",
     "mini.yaml:22:17: the target does not cover 2024Q1 to 2024Q4.",
     "mini.yaml:22:17: 目标没有覆盖 2024Q1 至 2024Q4。"),
    ("no target at all", "        target: {2024Q1: 0, 2024Q4: 0}\n", "",
     "mini.yaml:36:9: the target does not cover 2024Q1 to 2024Q4.",
     "mini.yaml:36:9: 目标没有覆盖 2024Q1 至 2024Q4。"),
    ("two targets for one quarter", "{2024Q1: 120, 2024Q4: 180}", "{2024Q1: 120, 2024-Q1: 130, 2024Q4: 180}",
     "mini.yaml:15:9: 2024Q1 has two targets.",
     "mini.yaml:15:9: 2024Q1 有两个目标。"),
    ("steps without steps", "        steps:\n          - {value: 0, points: 0}\n          - {value: 1, points: 100}\n", "",
     "mini.yaml:23:9: steps are needed here.",
     "mini.yaml:23:9: steps 需要列出各档。"),
    ("attainment from nowhere", "        baseline: 100\n", "",
     "mini.yaml:15:9: attainment needs a baseline: a number, or {measured: 2023Q4}.",
     "mini.yaml:15:9: attainment 需要基线：一个数，或 {measured: 2023Q4}。"),
    ("a target that equals the baseline", "baseline: 100", "baseline: 120",
     "mini.yaml:15:9: the target of 2024Q1 equals the baseline.",
     "mini.yaml:15:9: 2024Q1 的目标等于基线。"),
    ("a target on the wrong side of the baseline", "2024Q4: 180", "2024Q4: 80",
     "mini.yaml:15:9: the target of 2024Q4 lies against the direction up.",
     "mini.yaml:15:9: 2024Q4 的目标与方向 up 相反。"),
    ("completion of nothing", "method: attainment\n        baseline: 100\n        target: {2024Q1: 120,",
     "method: completion\n        baseline: 0\n        target: {2024Q1: 0,",
     "mini.yaml:15:9: completion needs a target above 0; that of 2024Q1 is not.",
     "mini.yaml:15:9: 2024Q1 的目标不大于 0，不能按完成率计分。"),
    ("a measured baseline before a target of zero", "baseline: 100\n        target: {2024Q1: 120, 2024Q4: 180}",
     "baseline: {measured: 2023Q4}\n        target: {2024Q1: 120, 2024Q4: 0}",
     "mini.yaml:15:9: completion needs a target above 0; that of 2024Q4 is not.",
     "mini.yaml:15:9: 2024Q4 的目标不大于 0，不能按完成率计分。"),
    ("bands from the lowest up", "at_least: 60}", "at_least: -1}",
     "mini.yaml:7:5: bands are listed from the highest down, the last one from 0.",
     "mini.yaml:7:5: 等级应从高到低排列，最后一档从 0 起。"),
    ("a lowest band that does not reach 0", "at_least: 0}", "at_least: 10}",
     "mini.yaml:7:5: bands are listed from the highest down, the last one from 0.",
     "mini.yaml:7:5: 等级应从高到低排列，最后一档从 0 起。"),
    ("lights the wrong way round", "{green: 90, yellow: 60}", "{green: 60, yellow: 90}",
     "mini.yaml:9:9: the green light needs a higher score than the yellow one.",
     "mini.yaml:9:9: 绿灯的分数应高于黄灯。"),
    ("a validity that runs backwards", "[2024Q1, 2024Q4]", "[2024Q4, 2024Q1]",
     "mini.yaml:4:8: the periods of valid are the wrong way round. Write valid: [2024Q1, 2024Q4].",
     "mini.yaml:4:8: valid 的起止颠倒了。写成 valid: [2024Q1, 2024Q4]。"),
    ("a weight coverage in percent", "min_weight_coverage: 0.7", "min_weight_coverage: 70",
     "mini.yaml:1:1: min_weight_coverage lies between 0 and 1.",
     "mini.yaml:1:1: min_weight_coverage 应在 0 与 1 之间。"),
    ("two mistakes at once", "weight: 39.7|measure: calm", "weight: 39.6|measure: clam",
     "mini.yaml:1:1: the first-level weights sum to 99.9, not 100: 0.1 too little.",
     "mini.yaml:1:1: 各一级指标权重之和是 99.9，应为 100，少 0.1。"),
]  # fmt: skip

FORM = [
    ("a key that nobody knows", "weight: 0.2", "wieght: 0.2",
     f"mini.yaml:25:9: unknown key wieght. Is it weight? Known: {LEAF}.",
     f"mini.yaml:25:9: 不认识的键 wieght。是 weight 吗？可用：{LEAF.replace(', ', '、')}。"),
    ("a key given twice", "weight: 0.2", "weight: 0.1\n        weight: 0.2",
     "mini.yaml:26:9: the key weight is given twice. Take one out, or make them one.",
     "mini.yaml:26:9: 键重复：weight。删掉一个，或并成一处。"),
    ("a bracket left open", "{2024Q1: 120, 2024Q4: 180}", "{2024Q1: 120, 2024Q4: 180",
     "mini.yaml:23:11: not valid YAML: a brace is left open, or a comma is missing (from line 22). As in {zh: 阅读量, en: Reads}; a formula with commas or colons needs quotes.",
     "mini.yaml:23:11: 不是有效的 YAML：大括号没有配对，或少了逗号（从第 22 行起）。如 {zh: 阅读量, en: Reads}；含逗号或冒号的算式要加引号。"),
    ("a tab for indentation", "        weight: 0.2", "\tweight: 0.2",
     "mini.yaml:25:1: a tab in the indentation. Indent with blanks only, two a level.",
     "mini.yaml:25:1: 缩进里有制表符（Tab）。缩进只用空格，每级两个。"),
    ("a tag", "weight: 0.2", "weight: !!python/name:os.system 0.2",
     "mini.yaml:25:17: the tag tag:yaml.org,2002:python/name:os.system is not accepted. A text that begins with ! needs quotes.",
     "mini.yaml:25:17: 不接受标签 tag:yaml.org,2002:python/name:os.system。以 ! 开头的文字要加引号。"),
    ("a weight in words", "weight: 0.2", "weight: a lot",
     "mini.yaml:25:17: not a number: a lot. Write 60, 0.5 or 60%, without quotes.",
     "mini.yaml:25:17: 不是数：a lot。可写 60、0.5 或 60%，不加引号。"),
    ("a weight in quotes", "weight: 0.2", "weight: '0.2'",
     "mini.yaml:25:17: not a number: 0.2. Write 60, 0.5 or 60%, without quotes.",
     "mini.yaml:25:17: 不是数：0.2。可写 60、0.5 或 60%，不加引号。"),
    ("a weight that is yes", "weight: 0.2", "weight: yes",
     "mini.yaml:25:17: not a number: yes. Write 60, 0.5 or 60%, without quotes.",
     "mini.yaml:25:17: 不是数：yes。可写 60、0.5 或 60%，不加引号。"),
    ("a weight left out", "        weight: 0.2\n", "",
     "mini.yaml:23:9: weight is needed here. Write weight: 60 | [60, {from: 2024Q3, is: 70}] (weight; 0 is watched only).",
     "mini.yaml:23:9: 缺少 weight。写成 weight: 60 | [60, {from: 2024Q3, is: 70}]（权重；0 只监测）。"),
    ("a label left out", "    label: {zh: 品牌, en: Brand}\n", "",
     "mini.yaml:32:5: label is needed here. Write label: {zh: 名称, en: name} (name).",
     "mini.yaml:32:5: 缺少 label。写成 label: {zh: 名称, en: name}（名称）。"),
    ("a measure of its own without a unit", "measure: calm", "measure: {window: month}",
     "mini.yaml:39:18: unit is needed here. Write unit: words (unit).",
     "mini.yaml:39:18: 缺少 unit。写成 unit: 文字（单位）。"),
    ("a measure of its own that a file has, too", "        measure: calm\n", "        measure: {unit: count}\n",
     "mini.yaml:39:18: the measure calm is defined twice. The other one is at more.yaml:21:3.",
     "mini.yaml:39:18: 指标 calm 定义了两次。另一处在 more.yaml:21:3。"),
    ("indicators beside dimensions", "dimensions:\n", "indicators: [{id: more, weight: 1, measure: calm, target: 5}]\ndimensions:\n",
     "mini.yaml:10:13: there are either dimensions or indicators. Put the indicators into a dimension.",
     "mini.yaml:10:13: dimensions 和 indicators 只写一个。把指标放进维度里。"),
    ("a method that nobody knows", "method: hold", "method: keep",
     "mini.yaml:41:17: cannot be 'keep'. Known: " + METHODS,
     "mini.yaml:41:17: 不能是 keep。可用：" + METHODS[:-1].replace(", ", "、") + "。"),
    ("a direction that nobody knows", "direction: down", "direction: lower",
     "mini.yaml:40:20: cannot be 'lower'. Known: up, down, range.",
     "mini.yaml:40:20: 不能是 lower。可用：up、down、range。"),
    ("an audience that nobody knows", "audience: internal", "audience: world",
     "mini.yaml:3:11: cannot be 'world'. Known: internal, enterprise, government.",
     "mini.yaml:3:11: 不能是 world。可用：internal、enterprise、government。"),
    ("a scorecard called otherwise than its file", "id: mini", "id: maxi",
     "mini.yaml:1:5: the id is not the file's name: maxi. Write id: mini.",
     "mini.yaml:1:5: id 与文件名不同：maxi。写成 id: mini。"),
    ("a quarter that is none", "valid: [2024Q1, 2024Q4]", "valid: [2024Q1, 2024Q5]",
     "mini.yaml:4:17: this is not a period. Write 2024Q4, 2024, 2024-03, 2025H1, 2025W10, or a first and a last day: 2025-03-17..2025-09-16.",
     "mini.yaml:4:17: 这不是一个期间。可写作 2024Q4、2024、2024-03、2025H1、2025W10、2025年上半年、2025年第10周，或起止 2025-03-17..2025-09-16。"),
    ("a year of its own that is none", "valid: [2024Q1, 2024Q4]", "valid: [2024Q1, 2024Q4]\nperiods: {year: [2024-07-01, 2025-06-29]}",
     "mini.yaml:5:17: the year is not one of twelve months. Write [2024-07-01, 2025-06-30], or name it otherwise.",
     "mini.yaml:5:17: year 不是整整一年。写成 [2024-07-01, 2025-06-30]，或另起名字。"),
    ("a period of its own that ends before it begins", "valid: [2024Q1, 2024Q4]", "valid: [2024Q1, 2024Q4]\nperiods: {trial: [2024-07-01, 2024-06-30]}",
     "mini.yaml:5:18: the days of trial are the wrong way round. Write [2024-06-30, 2024-07-01].",
     "mini.yaml:5:18: trial 的起止颠倒了。写成 [2024-06-30, 2024-07-01]。"),
    ("a period of its own called as one of the calendar", "valid: [2024Q1, 2024Q4]", "valid: [2024Q1, 2024Q4]\nperiods: {2024H1: [2024-07-01, 2024-07-30]}",
     "mini.yaml:5:10: 2024H1 is a period already: 2024H1. Choose another name.",
     "mini.yaml:5:10: 2024H1 已是一个期间：2024H1。换一个名字。"),
    ("a result composed of days", "valid: [2024Q1, 2024Q4]", "valid: [2024Q1, 2024Q4]\ncompose: {days: 1}",
     "mini.yaml:5:11: unknown key days. Known: weeks, months, quarters, halves, year.",
     "mini.yaml:5:11: 不认识的键 days。可用：weeks、months、quarters、halves、year。"),
    ("a validity with one end", "valid: [2024Q1, 2024Q4]", "valid: [2024Q1]",
     "mini.yaml:4:8: a list of two is expected. Write valid: [2024Q1, 2024Q4].",
     "mini.yaml:4:8: 应写两项。写成 valid: [2024Q1, 2024Q4]。"),
    ("a target dated by a day", "{2024Q1: 120, 2024Q4: 180}", "{2024-01-01: 120, 2024Q4: 180}",
     "mini.yaml:22:30: this is not a period. Write 2024Q4, 2024, 2024-03, 2025H1, 2025W10, or a first and a last day: 2025-03-17..2025-09-16.",
     "mini.yaml:22:30: 这不是一个期间。可写作 2024Q4、2024、2024-03、2025H1、2025W10、2025年上半年、2025年第10周，或起止 2025-03-17..2025-09-16。"),
    ("a target that is neither a number nor a path", "target: {2024Q1: 120, 2024Q4: 180}", "target: often",
     "mini.yaml:22:17: not a number: often. Write 60000, 0.05, 90%, 5.2万 or 60000/52000 - 1.",
     "mini.yaml:22:17: 不是数：often。可写 60000、0.05、90%、5.2万 或 60000/52000 - 1。"),
    ("a target that is no number", "2024Q4: 180", "2024Q4: max(1)",
     "mini.yaml:22:39: not a number: max(1). Write 60000, 0.05, 90%, 5.2万 or 60000/52000 - 1.",
     "mini.yaml:22:39: 不是数：max(1)。可写 60000、0.05、90%、5.2万 或 60000/52000 - 1。"),
    ("a baseline measured sometime", "baseline: 100", "baseline: {measured: soon}",
     "mini.yaml:21:30: this is not a period. Write 2024Q4, 2024, 2024-03, 2025H1, 2025W10, or a first and a last day: 2025-03-17..2025-09-16.",
     "mini.yaml:21:30: 这不是一个期间。可写作 2024Q4、2024、2024-03、2025H1、2025W10、2025年上半年、2025年第10周，或起止 2025-03-17..2025-09-16。"),
    ("a policy for missing data that is not offered", "policy: reweight", "policy: guess",
     "mini.yaml:5:19: cannot be 'guess'. Known: reweight, zero, carry, group_mean, refuse.",
     "mini.yaml:5:19: 不能是 guess。可用：reweight、zero、carry、group_mean、refuse。"),
    ("a mistyped key of the policy", "min_weight_coverage: 0.7", "min_weight_coverage: 0.7, minimum: 1",
     "mini.yaml:5:55: unknown key minimum. Known: policy, quarters, periods, across, min_weight_coverage.",
     "mini.yaml:5:55: 不认识的键 minimum。可用：policy、quarters、periods、across、min_weight_coverage。"),
    ("a mistyped key of a check", "baseline: 100",
     "baseline: 100\n        check: {measure: reads, quarter: 2023Q4, equals: 1, about: 2}",
     "mini.yaml:22:61: unknown key about. Known: measure, quarter, equals.",
     "mini.yaml:22:61: 不认识的键 about。可用：measure、quarter、equals。"),
    ("a label in a third language", "{zh: 平静, en: Calm}", "{zh: 平静, fr: Calme}",
     "mini.yaml:37:25: unknown key fr. Known: zh, en.",
     "mini.yaml:37:25: 不认识的键 fr。可用：zh、en。"),
    ("a number of days that is no number", "audience: internal", "audience: internal\nsettle_days: soon",
     "mini.yaml:4:14: a whole number is expected, not 'soon'. Write settle_days: 8.",
     "mini.yaml:4:14: 应是整数，不是“soon”。写成 settle_days: 8。"),
    ("a list where the scorecard should be", SCORECARD, "- 1\n",
     "mini.yaml:1:1: key: value pairs are expected here, not a list. Write id: ….",
     "mini.yaml:1:1: 这里应是“键: 值”，不是列表。写成 id: …。"),
]  # fmt: skip

MEASURE_MISTAKES = [
    ("a key that nobody knows", "  unit: level", "  units: level",
     "more.yaml:14:3: unknown key units.", None),
    ("a type that nobody knows", "type: max", "type: meen",
     "more.yaml:16:9: cannot be 'meen'. Is it mean? Known: sum, ratio, mean, median, share, last, count, distinct, max, points, derived, growth, change, first_of, typed.",
     "more.yaml:16:9: 不能是 meen。是 mean 吗？可用：sum、ratio、mean、median、share、last、count、distinct、max、points、derived、growth、change、first_of、typed。"),
    ("a fact that is not there", "fact: incident", "fact: incidents",
     "more.yaml:27:9: cannot be 'incidents'. Is it incident?", None),
    ("a fact without days", "fact: incident", "fact: measure_value",
     "more.yaml:27:9: cannot be 'measure_value'.", None),
    ("a sum of nothing", "  expr: read_users\n", "",
     "more.yaml:2:3: expr is needed here.",
     "more.yaml:2:3: 缺少 expr。写成 expr: 列名（算式（ratio 的分子））。"),
    ("a share without a denominator", "type: sum", "type: ratio",
     "more.yaml:2:3: denominator is needed here.",
     "more.yaml:2:3: 缺少 denominator。写成 denominator: 列名（ratio 的分母）。"),
    ("a source left out", "  source: 后台\n", "",
     "more.yaml:2:3: source is needed here.",
     "more.yaml:2:3: 缺少 source。写成 source: {zh: 名称, en: name}（数据来源）。"),
    ("a window that nobody knows", "type: max", "type: max\n  window: week",
     "more.yaml:17:11: cannot be 'week'. Known: period, quarter, month, year_to_date, year, 30 days, 3 months.",
     "more.yaml:17:11: 不能是 week。可用：period、quarter、month、year_to_date、year、30 days、3 months。"),
    ("a yes or no in words", "type: sum", "type: sum\n  mean_of_months: 'no'",
     "more.yaml:8:19: true or false without quotes is expected, not 'no'.",
     "more.yaml:8:19: 应是 true 或 false，不带引号，不是 no。"),
    ("coverage by something else", "by: quarters", "by: halves",
     "more.yaml:19:18: cannot be 'halves'. Known: days, rows, posts, weeks, months, quarters, accounts.",
     "more.yaml:19:18: 不能是 halves。可用：days、rows、posts、weeks、months、quarters、accounts。"),
    ("coverage by posts of no basis", "by: quarters, min: 1", "by: posts, min: 1",
     "more.yaml:19:13: basis is needed here.",
     "more.yaml:19:13: 缺少 basis。写成 basis: 文字（posts：全部内容所在的口径）。"),
    ("a least coverage in words", "min: 1", "min: all",
     "more.yaml:19:33: not a number: all. Write 60000, 0.05, 90%, 5.2万 or 60000/52000 - 1.",
     "more.yaml:19:33: 不是数：all。可写 60000、0.05、90%、5.2万 或 60000/52000 - 1。"),
    ("a tier that nobody knows", "unit: level", "unit: level\n  tier: effect",
     "more.yaml:15:9: cannot be 'effect'. Known: input, output, outtake, outcome.",
     "more.yaml:15:9: 不能是 effect。可用：input、output、outtake、outcome。"),
    ("a key that the type has no use for", "type: sum", "type: sum\n  denominator: reads",
     "more.yaml:8:16: sum takes no denominator. It goes with type: ratio.",
     "more.yaml:8:16: sum 不用 denominator。它只和 type: ratio 一起写。"),
    ("a share of nothing said", "type: sum", "type: share",
     "more.yaml:2:3: part is needed here.",
     "more.yaml:2:3: 缺少 part。写成 part: 列名（share 的分子：哪些行）。"),
    ("a register of quarters over one month", "type: max", "type: max\n  window: month",
     "more.yaml:17:11: what is declared by the quarter says nothing about a month.",
     "more.yaml:17:11: 按季登记的表不能只看一个月。改用 window: period。"),
    ("a growth over nothing", "type: count\n  fact: incident", "type: growth\n  of: reads",
     "more.yaml:21:3: growth needs either fixed or previous. previous: period or year.",
     "more.yaml:21:3: growth 要写 fixed 或 previous，只写一个。previous: period 环比，previous: year 同比。"),
    ("a growth over two things", "type: count\n  fact: incident", "type: growth\n  of: reads\n  fixed: 5\n  previous: year",
     "more.yaml:29:13: growth needs either fixed or previous. previous: period or year.", None),
    ("a growth of two things", "type: count\n  fact: incident", "type: growth\n  of: [reads, awards]\n  fixed: 5",
     "more.yaml:27:7: of names one measure of which this is the growth.",
     "more.yaml:27:7: growth 的 of 只写一个指标。"),
    ("a growth over nothing at all", "type: count\n  fact: incident", "type: growth\n  of: reads\n  fixed: 0",
     "more.yaml:28:10: must be above 0.",
     "more.yaml:28:10: 应大于 0。"),
    ("the first of something unknown", "type: count\n  fact: incident", "type: first_of\n  of: [reads, nobody]",
     "more.yaml:21:3: there is no measure nobody.",
     "more.yaml:21:3: 没有名为 nobody 的指标定义。"),
    ("a measure defined twice", MEASURES, MEASURES + "calm:\n  label: 平静\n",
     "more.yaml:28:1: the key calm is given twice. Take one out, or make them one.",
     "more.yaml:28:1: 键重复：calm。删掉一个，或并成一处。"),
]  # fmt: skip
