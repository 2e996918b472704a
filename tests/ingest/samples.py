"""One invented export of each kind in its true layout, as rows of cells."""

from tests.ingest import samples_platforms

GROWTH_HEADER = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
GROWTH = [
    ("用户增长",),
    GROWTH_HEADER,
    ("2024-03-05", 42, 17, 25, 18406),
    ("2024-03-06", 38, 21, 17, 18423),
    ("2024-03-07", 0, 30, -30, 18393),
    ("2024-03-08", "-", "-", "-", 18393),
]


def growth(*days, header=GROWTH_HEADER, title="用户增长"):
    """A 用户增长 of these (day, new, lost, net, total)."""
    return [(title,), header, *days]


def growth_days(first, last, base=18000, month="2024-03"):
    """Consecutive days of it, consistent in themselves."""
    return [(f"{month}-{n:02}", n, 1, n - 1, base + n) for n in range(first, last + 1)]


def beside(*blocks):
    """Tables side by side with a blank column before each."""
    height = max(map(len, blocks))
    rows = []
    for i in range(height):
        row = []
        for block in blocks:
            width = max(map(len, block))
            cells = block[i] if i < len(block) else ()
            row += [None, *cells, *[None] * (width - len(cells))]
        rows.append(tuple(row))
    return rows


READS = [
    ("数据趋势概况(2024.03.05-2024.03.06)",),
    ("日期", "渠道", "阅读人数"),
    ("2024-03-05", "全部", 1320),
    ("2024-03-05", "公众号消息", 610),
    ("2024-03-05", "朋友圈", 820),
    ("2024-03-06", "全部", 900),
]
TOTALS = [
    ("数据趋势概况(2024.03.05-2024.03.06)",),
    ("日期", "分享人数", "跳转阅读原文人数", "微信收藏人数", "发表篇数"),
    ("2024-03-05", 41, 6, 12, 3),
    ("2024-03-06", 20, 0, 3, 1),
]
ARTICLES = [
    ("数据来源概况(2024.03.05-2024.03.06)",),
    ("传播渠道", "发表日期", "内容标题", "阅读人数", "阅读人数占比"),
    ("全部", 20240305, "我市召开重点项目推进会", 820, 1),
    ("朋友圈", 20240305, "我市召开重点项目推进会", 260, 0.31707),
    ("全部", 20240306, '# "明白卡"来了，速看｜第3期', 120, 1),
    ("全部", 20240306, None, 33, 1),
]
TREND = beside(READS, TOTALS, ARTICLES)

URL = "http://mp.weixin.qq.com/s?__biz=MzI5OQ==&mid=2247{:06}&idx={}&sn=a{}"
LIST_HEADER = (
    None, "内容标题", "发表时间", "总阅读人数", "总分享人数", "阅读后关注人数", "送达人数", "送达阅读率", "阅读完成率", "内容url",
)  # fmt: skip
LIST = [
    (None, "已通知内容(2024.03.01-2024.03.31)"),
    (),
    LIST_HEADER,
    (None, "园区安全生产月启动", "20240305", 913, 37, 5, 15120, 0.0423, 0.5811, URL.format(1, 1, 1) + "&chksm=x#rd"),
    (None, "便民提示｜道路施工绕行", "20240306", "1,204", 12, 0, "-", "-", 0.4, URL.format(2, 1, 2)),
    (None, "同日次条", "20240306", 310, 2, 0, 15121, 0.01, 0.33, "https://mp.weixin.qq.com/s/Ab-9_x"),
]
OLD_LIST = [
    (
        None, "内容标题", "发表时间", "总阅读人数", "总阅读次数", "总分享人数", "总分享次数", "阅读后关注人数", "送达人数",
        "公众号消息阅读次数", "送达阅读率", "首次分享次数", "分享产生阅读次数", "首次分享率", "每次分享带来阅读次数", "阅读完成率", "内容url",
    ),
    (
        None, "春耕一线见闻", 20220329, 500, 702, 20, 25, 1, 14000, 300, 0.0374, 11, 90, 0.0367, 3.6, 0.55, URL.format(9, 1, 9),
    ),
]  # fmt: skip

DAYS = [
    ("数据趋势明细",),
    ("日期", "传播渠道", "阅读人数", "分享人数"),
    ("2024-03-05", "全部", 700, 30),
    ("2024-03-05", "朋友圈", 200, 11),
    ("2024-03-06", "全部", 213, 7),
]
PEOPLE = [("性别分布",), ("男", "44.10%"), ("女", "55.90%"), ("地域分布",), ("示例省", "88.00%")]
# half- and full-width brackets stand in one file
SINGLE = [
    ("园区安全生产月启动",),
    ("数据概况",),
    ("阅读(人)", 913),
    ("平均停留时长(秒)", 47.2),
    ("完读率", "58.11%"),
    ("分享（人）", 37),
    ("收藏(人)", 8),
    ("点赞（人）", 21),
    ("在看(人)", 9),
    ("评论(条)", 4),
    ("赞赏(分)", 600),
    ("阅读后关注（人）", 5),
    ("阅读转化",),
    ("送达人数", 15120),
    ("公众号消息阅读人数", 640),
    ("首次分享人数", 20),
    ("总分享人数", 37),
    ("推荐转化",),
    ("曝光次数", 3000),
    *DAYS,
    *PEOPLE,
]
OLD_SINGLE = [
    ("春耕一线见闻",),
    ("数据概况",),
    ("阅读(次)", 1204),
    ("分享(次)", 44),
    ("在看（次）", 12),
    ("点赞(次)", 30),
    ("评论(条)", 2),
    ("阅读转化",),
    ("送达人数", 14000),
    ("公众号消息阅读次数", 300),
    ("首次分享次数", 11),
    *DAYS,
]


def indented(rows):
    """The rows one column to the right, as WeChat writes them."""
    return [(None, *row) for row in rows]


QUESTION = "2、您对本公众号的服务总体是否满意？"
SURVEY_HEADER = (
    "序号",
    "提交答卷时间",
    "所用时间",
    "来源",
    "来源详情",
    "来自IP",
    "1、您的称呼和电话",
    QUESTION,
    "3、意见",
    "总分",
)
SURVEY = [
    SURVEY_HEADER,
    (1, "2024/03/05 12:00:00", "189秒", "微信", "直接访问", "203.0.113.7(示例-云川)", "李", "满意", "┋", 80),
    (2, "2024/03/05 12:00:09", "88秒", "微信", "直接访问", "203.0.113.8(示例-云川)", "王", "不满意", "", 40),
    (3, "2024/03/06 08:30:00", "61秒", "链接", "直接访问", "203.0.113.9(示例-云川)", "", "(跳过)", "", 0),
    (4, "2024/03/06 08:31:00", "60秒", "链接", "直接访问", "203.0.113.9(示例-云川)", "", "-2", "", 0),
    (5, "2024/03/06 08:32:00", "60秒", "链接", "直接访问", "203.0.113.9(示例-云川)", "", "1", "", 100),
]
SURVEYS_YAML = """\
surveys:
  satisfaction:
    question: 您对本公众号的服务总体是否满意
    satisfied: [非常满意, 满意, "1", "2"]
    valid: [非常满意, 满意, 一般, 不满意, 非常不满意, "1", "2", "3", "4", "5"]
"""

ACTIVITIES = [
    ("活动登记表",),
    ("活动名称", "开始日期", "结束日期", "参与人次", "计数口径", "备注", "本期无起", "本期无止", "填报人"),
    ("全民阅读月", "2024-03-05", "2024-03-06", "1,200", "人次", "两天", None, None, "张"),
    ("健康义诊", None, "2024年3月9日", 85, None, None, None, None, None),
    ("本期无", None, None, None, None, None, "2024-01-01", "2024-01-31", "张"),
]
AWARDS = [
    ("获奖登记表",),
    ("奖项名称", "级别", "获奖日期", "颁奖单位", "备注", "本期无起", "本期无止", "填报人"),
    ("年度政务新媒体", "省级", "2024/3/8", "示例省网信办", None, None, None, "张"),
    ("最佳短视频", "其他", "2024.3.9", None, None, None, None, None),
]
INCIDENTS = [
    ("舆情事件登记表",),
    (
        "事件",
        "发现日期",
        "级别",
        "是否计入",
        "不计入原因",
        "处置结果",
        "办结日期",
        "备注",
        "本期无起",
        "本期无止",
        "填报人",
    ),
    ("路灯不亮", "2024-03-05", "蓝色", "是", None, "已修复", "2024-03-06", None, None, None, "张"),
    ("外地同名事件", "2024-03-07", None, "否", "与本单位无关", None, None, None, None, None, "张"),
]
PARTNERSHIPS = [
    ("外部合作登记表",),
    ("合作方", "合作方类型", "签约日期", "合作内容", "备注", "本期无起", "本期无止", "填报人"),
    ("示例日报社", "主流媒体", "20240305", "专栏", None, None, None, "张"),
]
SERVICE = [
    ("服务使用登记表",),
    ("日期", "业务事项", "线上咨询量", "线上解决量", "线下咨询量", "备注", "本期无起", "本期无止", "填报人"),
    ("2024-03-05", "政策咨询", 120, 90, 14, None, None, None, "张"),
    ("2024-03-05", "证件办理", 33, 30, None, None, None, None, "张"),
]
VALUES = [
    ("指标值填报表",),
    ("对象", "周期", "指标", "数值", "覆盖计算值", "来源", "原因", "填报人"),
    ("部门", "2024Q1", "satisfaction", 0.82, None, "电话回访", None, None),
    ("部门", "2024年第一季度", "reads", "12,345.5", "是", "第三方监测", "后台缺三天", "张"),
]

# what each shipped profile gets, more than one where the layout has had versions
EXPORTS = {
    "wechat_user_growth": [GROWTH],
    "wechat_content_trend": [TREND],
    "wechat_post_list": [LIST, OLD_LIST],
    "wechat_single_post": [indented(SINGLE), indented(OLD_SINGLE)],
    "wjx_survey": [SURVEY],
    "form_activities": [ACTIVITIES],
    "form_awards": [AWARDS],
    "form_incidents": [INCIDENTS],
    "form_partnerships": [PARTNERSHIPS],
    "form_service": [SERVICE],
    "form_values": [VALUES],
    **samples_platforms.EXPORTS,
}
