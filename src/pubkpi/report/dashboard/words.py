"""The fixed words of the dashboard in both languages; the page's script reads them from its data."""

from collections.abc import Mapping

from pubkpi.model.text import Text

WORDS: Mapping[str, Text] = {
    "title": Text("考核看板", "Dashboard"),
    "headline": Text(
        "{label}：{period}总分 {total}，{band}{change}", "{label}: total {total} in {period}, {band}{change}"
    ),
    "headline_none": Text("{label}：{period}没有总分", "{label}: no total in {period}"),
    "edited": Text("考核表有未认可的改动", "the scorecard has edits that nobody has accepted"),
    "offline": Text("单个文件，可离线打开", "one file, works offline"),
    "period": Text("期间", "Period"),
    "node": Text("看什么", "Show"),
    "unit": Text("单位", "Unit"),
    "platform": Text("平台", "Platform"),
    "all": Text("全部", "all"),
    "total": Text("总分", "Total"),
    "whole": Text("整体", "The whole"),
    "matrix": Text("各对象各期间：{node}", "Entities by period: {node}"),
    "matrix_note": Text(
        "点一格看该对象在该期间的考核表；空格里写着为什么没有得分。",
        "A cell opens the scorecard of that entity and period; an empty one says why there is no score.",
    ),
    "unequal": Text(
        "† 计分权重不足 100%，与其他期间不可直接比较", "† scored on less than 100% of the weight, not comparable"
    ),
    "entity": Text("对象", "Entity"),
    "card": Text("{entity} · {period}", "{entity} | {period}"),
    "course": Text("{entity}：各期间得分", "{entity}: scores by period"),
    "indicator": Text("指标", "Indicator"),
    "weight": Text("权重", "Weight"),
    "value": Text("实际", "Value"),
    "target": Text("目标", "Target"),
    "score": Text("得分", "Score"),
    "state": Text("状态", "State"),
    "why": Text("说明", "Note"),
    "trend": Text("走势", "Course"),
    "trend_of": Text("{node}的走势：{scores}", "course of {node}: {scores}"),
    "band": Text("等级", "Band"),
    "rank": Text("名次 {rank}", "rank {rank}"),
    "covered": Text("已计分权重 {share}", "{share} of the weight scored"),
    "no_score": Text("无得分", "no score"),
    "not_there": Text("这一期还没有这个对象的数据", "there are no data of it in this period"),
    "not_scored": Text("整体在这一期不打分", "the whole is not scored in this period"),
    "watched": Text("只监测，不计分", "watched only, not scored"),
    "lacking": Text("缺：{names}", "lacks {names}"),
    "none_applies": Text("下属指标都不适用", "none of its indicators applies"),
    "posts": Text("{entity}：{period}发表的内容，共 {count} 篇", "{entity}: {count} published in {period}"),
    "posts_first": Text(
        "全部 {all} 篇中，只收录每季阅读最多的，共 {count} 篇。",
        "Of {all} posts the page holds {count}, the most read of each quarter.",
    ),
    "posts_now": Text(
        "这一期的得分已定稿；作品清单和日历取自现在的数据。",
        "The scores of the period are closed; its posts and its calendar are those known now.",
    ),
    "no_posts": Text("这一期没有内容清单。", "No list of posts covers this period."),
    "of_accounts": Text("选一个账号，可看它发表的内容和每日阅读。", "Choose an account to see its posts and its days."),
    "accounts": Text("下属账号", "Its accounts"),
    "analyses": Text("{period}的专项分析", "Analyses of {period}"),
    "analyses_now": Text(
        "这一期的得分已定稿；这里的分析取自现在的数据，定稿时的见那一期的报告。",
        "The scores of the period are closed; these analyses are of now, those of then stand in its report.",
    ),
    "day": Text("日期", "Day"),
    "post_title": Text("标题", "Title"),
    "readers": Text("阅读人数", "Readers"),
    "views": Text("阅读（播放）次数", "Reads or plays"),
    "shares": Text("分享次数", "Shares"),
    "comments": Text("评论条数", "Comments"),
    "completion": Text("完读完播率", "Completion"),
    "sorted": Text("点列名排序", "click a heading to sort"),
    "more": Text("再列 {count} 行", "{count} more rows"),
    "calendar": Text("{entity}：{year} 年每日{what}", "{entity}: {what} a day in {year}"),
    "by_month": Text("按月的数", "By month"),
    "month": Text("月", "Month"),
    "sum": Text("合计", "Sum"),
    "days_missing": Text("缺数据的天", "Days without data"),
    "days_posted": Text("有发布的天", "Days with posts"),
    "steps": Text(
        "分档界：{steps}；红框为缺数据，圆点为当天有发布。", "Steps: {steps}; outlined in red: no data; a dot: posts."
    ),
    "no_days": Text("这个账号没有导入每日数据。", "No daily figures of this account were loaded."),
    "no_days_here": Text("{year} 年没有这个账号的每日数据。", "There are no daily figures of this account in {year}."),
    "days_held": Text("只收录 {day} 起的每日数据。", "The page holds days from {day} on."),
    "months": Text(
        ",".join(f"{number}月" for number in range(1, 13)), "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec"
    ),
    "weekdays": Text("一,二,三,四,五,六,日", "Mo,Tu,We,Th,Fr,Sa,Su"),
    "side_whole": Text("整体", "The whole"),
    "side_unit": Text("单位", "Units"),
    "side_platform": Text("平台", "Platforms"),
    "side_account": Text("账号", "Accounts"),
    "side_entity": Text("填报对象", "Entities with entered values"),
    "legend": Text("图例", "Key"),
    "nobody": Text("没有符合筛选条件的对象。", "Nobody passes the filters."),
    "script": Text("这一页要用浏览器的脚本才能显示。", "This page needs the browser's scripts."),
    "colon": Text("：", ": "),
    "pause": Text("、", ", "),
}
