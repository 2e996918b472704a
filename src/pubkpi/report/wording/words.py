"""The fixed words of a report in both languages: headings, column heads, states, captions."""

from collections.abc import Mapping

from pubkpi.model.periods import Kind
from pubkpi.model.text import Lang, Text, same

STATES: Mapping[str, Text] = {
    "reached": Text("达标", "reached"),
    "near": Text("接近", "near"),
    "low": Text("偏低", "low"),
    "alert": Text("预警", "alert"),
    "no_data": Text("无数据", "no data"),
    "not_applicable": Text("不适用", "n/a"),
}
ADJUSTED: Mapping[str, Text] = {
    "pass": Text("未否决", "not vetoed"),
    "fail": Text("否决", "vetoed"),
    "unknown": Text("无法判定", "cannot tell"),
    "not_applicable": Text("不适用", "n/a"),
    "deduct": Text("扣分", "taken off"),
    "bonus": Text("加分", "added"),
    "none": Text("没有", "nothing"),
    "closed": Text("不加分", "no bonus"),
}
SEVERITIES: Mapping[str, Text] = {
    "error": Text("错误", "Errors"),
    "warning": Text("警告", "Warnings"),
    "info": Text("说明", "Notes"),
}
SECTION_TITLES: Mapping[str, Text] = {
    "cover": Text("封面", "Cover"),
    "summary": Text("结论", "In one page"),
    "scorecard": Text("得分明细", "The scorecard"),
    "waterfall": Text("总分为什么变", "Why the total moved"),
    "revisions": Text("定稿与修订", "Closing and revisions"),
    "levers": Text("提分空间", "Points still to be won"),
    "robustness": Text("结果稳健性", "How firm the total is"),
    "trend": Text("各季走势", "Course over the quarters"),
    "months": Text("各月数值", "Month by month"),
    "topic": Text("专题复盘", "One topic"),
    "benchmarks": Text("对标差距", "Against benchmarks"),
    "decisions": Text("上次会议决定事项落实", "Last meeting's decisions"),
    "notices": Text("预警通知单", "Warning notices"),
    "commentary": Text("指标说明与措施", "Commentary on the indicators"),
    "next": Text("下期目标", "The next period's targets"),
    "signoff": Text("签批", "Sign-off"),
    "definitions": Text("指标定义与计分规则", "Definitions and rules"),
    "quality": Text("数据质量", "Data quality"),
}
PHRASES: Mapping[str, Text] = {
    "stop": Text("。", "."),
    "pause": Text("、", ", "),
    "colon": Text("：", ": "),
    "semicolon": Text("；", "; "),
    "dot": Text(" · ", " | "),
    "report": Text("宣传绩效{adjective}复盘", "{adjective} publicity review"),
    "provisional": Text("暂定", "Provisional"),
    "state": Text("状态", "state"),
    "run": Text("结果", "run"),
    "dated": Text("数据截至", "data as of"),
    "revised": Text("修订", "Revised"),
    "final": Text("定稿", "Final"),
    "open": Text("未定稿", "Not final"),
    "page": Text("第", "Page"),
    "page_end": Text("页", ""),
    "contents": Text("目录", "Contents"),
    "sort": Text("排序", "Sort"),
    "filter": Text("筛选", "Filter"),
    "quarter": Text("季度", "Quarter"),
    "band": Text("等级", "Band"),
    "total": Text("总分", "Total"),
    "this_s": Text("{this}", "{this}'s"),
    "no_total": Text("无总分", "no total"),
    "weight_coverage": Text("已计分权重", "Weight scored"),
    "data": Text("数据", "Data"),
    "cause": Text("原因", "Cause"),
    "action": Text("措施与期限", "Action and date"),
    "owner": Text("责任方", "Owner"),
    "measure_taken": Text("措施", "Action"),
    "progress": Text("进展", "Progress"),
    "next_target": Text("下期目标", "Next target"),
    "still": Text("还差", "Still to come"),
    "monthly": Text("每月至少", "A month, at least"),
    "decided": Text("决定事项", "Decision"),
    "role": Text("环节", "Step"),
    "person": Text("姓名", "Name"),
    "signature": Text("签字", "Signature"),
    "reply": Text("回复", "Answer"),
    "to_answer": Text("请责任方填写", "For the owner to fill in"),
    "review_of": Text("复盘周期", "Review of"),
    "due": Text("期限", "Due"),
    "outcome": Text("落实情况", "What became of it"),
    "indicator": Text("指标", "Indicator"),
    "weight": Text("权重", "Weight"),
    "value": Text("{this}值", "Actual"),
    "baseline": Text("基线", "Baseline"),
    "target": Text("目标", "Target"),
    "score": Text("得分", "Score"),
    "points": Text("计入", "Points"),
    "light": Text("状态", "State"),
    "coverage": Text("数据覆盖", "Coverage"),
    "change": Text("较{last}", "Change"),
    "value_change": Text("值的变动", "Value, change"),
    "score_moved": Text("得分变动", "Score, change"),
    "lost": Text("失分", "Lost"),
    "points_moved": Text("总分变动", "Points"),
    "gain": Text("可提升", "Gain"),
    "total_then": Text("总分可到", "Total then"),
    "moved_by": Text("怎样变动", "What moves"),
    "average": Text("平均", "Mean"),
    "deviation": Text("标准差", "Deviation"),
    "result": Text("版本", "Result"),
    "run_id": Text("结果编号", "Run"),
    "day": Text("日期", "Day"),
    "total_before": Text("总分原为", "Total before"),
    "why": Text("原因", "Reason"),
    "each_effect": Text("逐项说明", "Line by line"),
    "unit": Text("单位", "Unit"),
    "typed": Text("人工填报", "typed in"),
    "monitored": Text("只监测，不计分", "watched, not scored"),
    "gap": Text("与目标差", "Gap"),
    "compared_with": Text("对标对象", "Compared with"),
    "benchmark": Text("对标值", "Benchmark"),
    "benchmark_gap": Text("与对标差", "Gap"),
    "nearness": Text("x ÷ T", "x ÷ T"),
    "met": Text("达到", "met"),
    "unmet": Text("未达到", "not met"),
    "flags": Text("提示", "Flags"),
    "no_owner": Text("未指定责任方", "no owner"),
    "actual": Text("实际", "actual"),
    "target_path": Text("目标路径", "target path"),
    "provisional_point": Text("暂定值", "provisional"),
    "definition": Text("定义", "Definition"),
    "formula": Text("公式", "Formula"),
    "source": Text("数据来源", "Source"),
    "path": Text("基线与目标", "Baseline, targets"),
    "method": Text("计分", "Scoring"),
    "substituted": Text("{this}代入", "{this}"),
    "choice": Text("口径取舍", "Choice made"),
    "also_stated": Text("方案另载", "Also stated"),
    "limits": Text("已知局限", "Known limits"),
    "caveat": Text("注意", "Caution"),
    "rollup": Text("汇总规则", "From indicators to the total"),
    "files": Text("载入的文件", "Files loaded"),
    "file": Text("文件", "File"),
    "sha256": same("SHA-256"),
    "export": Text("导出类型", "Export"),
    "account": Text("账号", "Account"),
    "as_of": Text("数据时点", "As of"),
    "loaded": Text("入库日", "Loaded on"),
    "rows_in": Text("读入", "Read"),
    "rows_loaded": Text("载入", "Loaded"),
    "rows_rejected": Text("拒收", "Rejected"),
    "rows_ignored": Text("忽略", "Ignored"),
    "rejected": Text("拒收的行", "Rejected rows"),
    "exact_values": Text("未舍入的数值", "Exact values"),
    "decisions": Text("请会议决定", "For the meeting to decide"),
    "question": Text("事项与依据", "Question and evidence"),
    "stake": Text("涉及分值", "Points"),
    "decision": Text("决定", "Decision"),
    "bullet": Text("基线 → 目标", "Baseline → target"),
    "why_total": Text("总分为什么变", "Why the total moved"),
    "chart_data": Text("图表数据", "Chart data"),
    "sheet": Text("工作表", "Sheet"),
    "line": Text("行", "Line"),
    "column": Text("列", "Column"),
    "raw": Text("原文", "As written"),
    "reason": Text("原因", "Why"),
    "by_export": Text("按导出类型", "By export"),
    "file_count": Text("文件数", "Files"),
    "exceptions": Text("有拒收行的文件", "Files with rejected rows"),
    "all_files": Text("合计", "All files"),
    "by_day": Text("按日数据的覆盖", "Daily data, day by day"),
    "day_present": Text("有数据", "present"),
    "day_missing": Text("缺数据", "missing"),
    "day_ahead": Text("未到", "not yet due"),
    "no_data": Text("没有数据", "no data"),
    "months_exact": Text("各月数值（未舍入）", "Months, exact values"),
    "no_files": Text("没有载入文件。", "No file is loaded."),
    "no_daily": Text("没有按日的数据。", "There is no daily data."),
    "no_findings": Text("没有需要说明的问题。", "Nothing to note."),
    "remark": Text("备注", "Remark"),
    "findings": Text("需要说明的问题", "Findings"),
    "hint": Text("建议", "Remedy"),
    "chart_waterfall": Text("总分变动图", "The change of the total, bar by bar"),
    "chart_total": Text("总分走势", "Course of the total"),
    "chart_trend": Text("各指标走势与目标路径", "Each indicator and its target path"),
}


def capital(words: str) -> str:
    """*words* with a capital letter, as a heading or a cell of a table has it."""
    return words[:1].upper() + words[1:]


def period_words(kind: Kind, lang: Lang) -> dict[str, str]:
    """What sentences about a period of *kind* call it, by the names of their fields."""
    nouns = kind.nouns
    fields = {"noun": nouns.noun, "unit": nouns.unit, "adjective": nouns.adjective, "on_last": nouns.growth}
    prior = nouns.before if any(nouns.before) else Text(f"上{nouns.unit.zh}", nouns.last.en)
    fields |= {"this": nouns.this, "last": nouns.last, "prior": prior}
    return {name: text.say(lang) for name, text in fields.items()}


def phrase(name: str, kind: Kind, lang: Lang) -> str:
    """The fixed words *name* in a report on a period of *kind*."""
    words = PHRASES[name].say(lang)
    return capital(words.format(**period_words(kind, lang))) if "{" in words else words


def words_by_name(kind: Kind, lang: Lang) -> dict[str, str]:
    """All fixed words in *lang* by name, as the templates of a report on a period of *kind* know them."""
    return {name: phrase(name, kind, lang) for name in PHRASES}
