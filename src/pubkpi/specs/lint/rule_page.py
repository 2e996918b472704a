"""The page of each rule of `pubkpi check`: what it finds, as docs/specs.md has it, and what is done about it."""

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import NamedTuple

from pubkpi.model.errors import UsageError
from pubkpi.model.findings import Severity
from pubkpi.model.text import Text, choices_hint
from pubkpi.specs import rules
from pubkpi.specs.lint.doubts import LINTS, SILENT

FINDS: Mapping[str, Text] = MappingProxyType(
    {
        "spec": Text(
            "读不懂的地方：不认识的键、写错的词或数", "what cannot be read: an unknown key, a wrong word or number"
        ),
        "expressions": Text(
            "指标用不了的算式；互相引用的指标；把人数和次数（人次）加在一起",
            "an expression that its measure cannot use; measures that refer to each other; people (人数) "
            "and times (次数, 人次) in one sum",
        ),
        "weights": Text(
            "权重加起来不对，多多少或少多少；负的权重",
            "weights that do not add up, with what is too much or too little; negative ones",
        ),
        "tree": Text(
            "没有指标的维度，或既有指标又有下级维度",
            "a dimension without indicators, or with both indicators and dimensions",
        ),
        "means": Text("0 次幂的幂平均", "a power mean of the power 0"),
        "sums": Text(
            "weights: relative 之下的 sum；不大于 0 的 cap", "a sum below `weights: relative`; a cap of 0 or less"
        ),
        "exceptions": Text("没写对谁不适用的 not_applicable", "a `not_applicable` that names nobody"),
        "classes": Text(
            "没有的类，一个对象写在两个类里，某一类的权重加起来不是 100",
            "a class that is not there, an entity in two of them, weights of a class that do not sum to 100",
        ),
        "ids": Text("标识重复", "an id used twice"),
        "measures": Text("没有定义的指标", "a measure that does not exist"),
        "targets": Text(
            "目标没有覆盖各季度，或一个季度有两个目标", "targets that do not cover the quarters, or two for one quarter"
        ),
        "directions": Text(
            "目标等于基线，或与方向相反；该有基线却没有",
            "a target equal to the baseline or against the direction; no baseline where one is needed",
        ),
        "completions": Text("按完成率计分，目标却不大于 0", "completion against a target of 0 or less"),
        "lines": Text(
            "折线、分级、区间的点次序不对，或与方向相反",
            "knots, steps and corners that are not in order or go against the direction",
        ),
        "limits": Text("floor、cap 与分数互相矛盾", "a floor, a cap or points that contradict each other"),
        "bands": Text(
            "等级或状态灯次序不对，没有从 0 起，标识或形状重复",
            "bands or lights out of order, without 0, or with an id or a shape twice",
        ),
        "adjustments": Text(
            "否决、扣分、加分的分数、界限或等级算不出来",
            "points, limits or bands of vetoes, deductions and bonuses that cannot be worked out",
        ),
        "coverage": Text("最低覆盖不在 0 与 1 之间", "a minimum coverage outside 0 to 1"),
        "carried": Text("年内累计的指标要沿用旧数", "a measure of the year to date whose old value would be carried"),
        "vanity": Text(
            "政务考核却给关注、点赞、在看、转发、评论计分，有违《关于防治“指尖上的形式主义”的若干意见》（2023）",
            "`audience: government` with follows, likes, 在看, reposts or comments scored, against "
            "《关于防治“指尖上的形式主义”的若干意见》 (2023)",
        ),
        "twice": Text(
            "同样的行算了两次：两个得分，或一个得分和一个扣分、加分，时间范围不同也算；其中一个没有 "
            "where 时，与它的一部分行也算",
            "the same numbers of the same rows behind two scores, or behind a score and a deduction or "
            "bonus, whatever their windows, and where one has no `where` also beside a part of its rows",
        ),
        "censored": Text(
            "可能只写“10万+”的数求和或求平均，没有写 max_censored；“10万+”判定不了的比较（如 reads > 150000）",
            "a sum or a mean of numbers that may say 10万+ only, without `max_censored`; a comparison "
            "that 10万+ does not decide (`reads > 150000`)",
        ),
        "labels": Text("并列的两个维度或指标同名", "two dimensions or indicators of one name side by side"),
        "veto_scored": Text("已按同样的数计分，又用来否决", "a veto on what an indicator is scored on as well"),
        "direction": Text(
            "方向与指标的本意相反：满意度要降，舆情要升；看它数的是什么行、由哪些指标得出，或看它的名字",
            "a direction against what the measure is: satisfaction that is to fall, incidents that are "
            "to rise; told from the rows that it counts, the measures it is made of, or its name",
        ),
        "always_met": Text(
            "谁都达得到的目标、要守的基线、分级或两端；各档都是满分",
            "a target, a baseline to be held, steps or goalposts that every value meets; steps that are "
            "all worth full points",
        ),
        "unreachable": Text(
            "谁都得不到的满分：分级或折线到不了上限，超出量级，比率的目标或满分处在 0 至 100% "
            "之外，要把数量降到 0 以下",
            "full points for what nobody can have: steps or knots that end below the cap, a level beyond "
            "its scale, a share whose target, or the value for full points, lies beyond 0 to 100%, a "
            "count to be brought below 0",
        ),
        "impossible": Text(
            "指标不可能有的基线或最差值：负的关注人数，超出量级",
            "a baseline or a worst value that its measure cannot have: followers below 0, a level beyond its scale",
        ),
        "percent": Text(
            "百分数没写 %：比率的基线或界限大于 1，增长 200% 以上，商 1000% 以上；确实这么大的，写理由静音",
            "a percentage without its sign: a baseline or limit of a share above 1, a growth of 200% or "
            "more, a quotient of 1,000% or more; where so much is meant, it is silenced with the reason",
        ),
        "magnitude": Text(
            "漏了“万”或“千”：基线与目标、相邻的点相差千倍，或只有另一张考核表里同一指标的千分之一",
            "a 万 or 千 left out: baseline and targets, or neighbours among goalposts, steps and knots, "
            "a thousand times apart, or a target, best value, baseline to be held or limit of a veto a "
            "thousandth of that of the same measure in another scorecard",
        ),
        "decimals": Text(
            "按个数的东西，基线、目标或界限却有小数", "a baseline, target or limit with decimals of what is counted"
        ),
        "falling": Text("目标比前一个或比基线还容易", "a target easier than the one before it, or than the baseline"),
        "years": Text(
            "全年目标低于其中一个季度，或各季度相加时并不更多",
            "a year's target that is less than that of one of its quarters, or, where the quarters add up, no more",
        ),
        "amendments": Text(
            "写了从某季度起改，却没有改动；年中放宽目标没写原因",
            "a quarter from which on nothing is another than before; a target that is eased in mid-year "
            "without a `reason`",
        ),
        "outside_valid": Text(
            "目标、due 或 check 写在不考核的期间", "a target, `due` or `check` of a period that is never scored"
        ),
        "baseline_quarter": Text(
            "基线的季度在考核期内或之后，或早了五年以上；工作区有数据时，那个季度没有数据",
            "a baseline measured in or after the quarters that are scored, or over five years before "
            "them; in a workspace with data, one of a quarter of which it has none: of the measure, or, "
            "for the scorecard's own `baseline_quarter`, of any of its measures",
        ),
        "nothing_scored": Text("本部门不可能有总分的考核表", "a scorecard of which the department can have no total"),
        "fractions": Text(
            "分数写成了 0 至 1：等级、状态灯、门槛、否决后的上限、at_baseline；总分最多 1 分，只印一位小数",
            "points in parts of 1 instead of 100: bands or lights that end at 1 or less, a gate, a "
            "veto's cap, `at_baseline`; a total that ends at 1 or less, which prints with one decimal",
        ),
        "top_band": Text(
            "从几分起的等级，指标加上加分也到不了",
            "a band that begins above all points that indicators and bonus can bring",
        ),
        "lights": Text(
            "没有指标到得了的灯，或永远不亮的灯", "a light that no indicator reaches, or that is never shown"
        ),
        "gate": Text(
            "加分门槛永远过不了、人人都过，或给低分的",
            "a gate before the bonus that is never open, always open, or open to low totals",
        ),
        "caps": Text(
            "上限高于各项之和，高于最大值能得的分，或一次就超",
            "a cap above all that its items can bring or take, above what the greatest value brings, or "
            "less than one piece",
        ),
        "sides": Text(
            "做得好反而扣分，做得差反而加分，否决的界限写反",
            "points off for what is good, a bonus for what is bad, a veto on the better side",
        ),
        "veto": Text(
            "任何数值都否决或都不否决，或否决后仍是最高等级",
            "a veto that no value or every value brings about, or that leaves the best band",
        ),
        "settings": Text(
            "min_weight_coverage 为 0；settle_days 超过一个季度；compose 合计不是 100%；两个等级或灯同名",
            "`min_weight_coverage: 0`; `settle_days` beyond a quarter; parts under `compose` that do not come to "
            "100%; two bands or lights of one name",
        ),
        "below_zero": Text(
            "低于 0 的得分，放在不认负数的平均里", "points below 0 under a mean that counts no such number"
        ),
        "idle_caps": Text("各项合计也到不了的 sum 的 cap", "the cap of a sum that all its parts never come to"),
        "rounding": Text(
            "得分只留整数，59.5 分就成了 60 分", "scores rounded to whole points, so that 59.5 passes for 60"
        ),
        "across": Text(
            "整个维度可以缺，不到一半的权重就有总分",
            "a total that may rest on less than half of the weight, since whole dimensions may be missing",
        ),
        "parts": Text(
            "按低于或高于某数的比例扣分、加分，每份写成 10（1000%），应是 10%",
            "deductions or points for each 10 (1,000%) of the share below or above a number, where 10% is meant",
        ),
        "percent_of": Text(
            "比率低于或高于某数时按它的百分之几扣分、加分，常指百分点",
            "a share below or above a limit that counts in per cent of the limit, where percentage points are usual",
        ),
        "relative": Text(
            "奖励或再培训挂在与别人比的名次上", "a bonus or retraining that hangs on a place among others"
        ),
        "tiers": Text(
            "分档里落空的一档，或低于一篇分值的封顶",
            "a tier of points that no row comes to, or a cap under the points of one piece",
        ),
        "once": Text(
            "稿件计分没有写 once，转载几次计几次", "points for publications in which a reprint counts each time"
        ),
        "grades": Text(
            "各评分项目的分混在一个均值或中位数里", "a mean or median of grades that is not limited to one item"
        ),
        "compared": Text(
            "环比、同比比不成的：change 的单位与原指标不同，年初累计数与上一期比，季度环比不在按季的考核表里",
            "a growth or change that compares what cannot be: another unit, the year to date with the period before, "
            "quarters in a scorecard of another rhythm",
        ),
        "unknown": Text("没有一种导出有的口径或平台", "a `basis` or `platform` that no shipped export has"),
        "platforms": Text(
            "用 where 限定平台，看不出对谁不适用",
            "a measure bound to one platform by its `where`, which leaves open for whom it does not apply",
        ),
        "vanity_flags": Text(
            "奖励或再培训与关注、点赞、在看、转发、评论挂钩",
            "a bonus or retraining that hangs on follows, likes, 在看, reposts or comments",
        ),
        "colours": Text("颜色太浅，在浅底上看不清", "a colour too light to be read on its pale ground"),
        "two_values": Text(
            "计划另外写的值（also_stated），和取舍的理由",
            "a value that the plan states a second time (`also_stated`), with the reason for the choice",
        ),
        "announced_indicators": Text(
            "指标个数与计划宣称的不同", "another number of indicators than the plan announces"
        ),
        "announced_growth": Text(
            "宣称的增长率，由旁边的数推不出来",
            "an announced growth that does not follow from the counts beside it",
        ),
        "announced_shares": Text("宣称的各项占比之和超过 100%", "announced shares of a whole that exceed 100%"),
        "unknown_entity": Text(
            "entities、unranked、not_applicable、entity_groups、classes、of_accounts 里的名字，"
            "accounts.yaml 和数据里都没有",
            "`entities`, `unranked`, `not_applicable`, `entity_groups`, `classes` or `of_accounts` with a name that "
            "neither `accounts.yaml` nor the data know",
        ),
    }
)


class RulePage(NamedTuple):
    """What a rule of check finds, how grave that is, what is done about it, and whether it can be silenced."""

    rule: str
    finds: Text
    severity: Severity
    remedy: Text
    can_be_silenced: bool


def explain(name: str) -> RulePage:
    """The page of the rule *name*, with or without ``check.``; UsageError where there is none."""
    key = name.removeprefix("check.")
    if key not in FINDS:
        what = Text(f"没有检查规则 {name}", f"there is no rule {name}")
        raise UsageError("--explain", what, choices_hint(get_close_matches(key, FINDS, 3, 0.5) or sorted(FINDS)))
    grave: Severity = "warning" if key in ("censored", *SILENT) else "error"
    severity, _ = LINTS.get(key, (grave, None))
    ends = (("第一期", "最后一期"), ("the first period", "the last period"))  # of a scorecard that is not at hand
    words = zip(rules.REMEDIES.get(key, _WHERE), ends, strict=True)
    remedy = Text(*(said.format(*names) for said, names in words))
    return RulePage(f"check.{key}", FINDS[key], severity, remedy, key in SILENT)


_WHERE = Text("每一处怎么改，写在它的提示里。", "What is to be done stands behind each finding.")
