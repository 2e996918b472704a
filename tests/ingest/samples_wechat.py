"""Invented WeChat exports beyond the first four: sheets as rows of cells, answers of interfaces as JSON."""

SOURCED_GROWTH = [
    ("用户增长",),
    ("时间", "新增关注", "取消关注", "净增关注", "累计关注", "搜索公众号名称", "图文页右上角菜单", "名片分享", "其他"),
    ("2024-03-09", 9, 2, 7, 18400, 3, 3, 2, 1),
]

# 未开启通知: as the older list, without 送达人数 and 送达阅读率
UNNOTIFIED_LIST = [
    (
        None, "内容标题", "发表时间", "总阅读人数", "总阅读次数", "总分享人数", "总分享次数", "阅读后关注人数",
        "公众号消息阅读次数", "首次分享次数", "分享产生阅读次数", "首次分享率", "每次分享带来阅读次数", "阅读完成率", "内容url",
    ),
    (
        None, "便民服务指南（三）", 20240308, 77, 90, 2, 3, 0, 41, 1, 4, 0.013, 1.3, 0.61,
        "http://mp.weixin.qq.com/s?__biz=MzI5OQ==&mid=2247000044&idx=1&sn=f4",
    ),
]  # fmt: skip

# the older download, 次数 and 人数 side by side; 全部 is the day's total
DAILY = [
    (None, "全部群发详细数据-日报（2024-02-05至2024-02-06）"),
    (
        None, "日期", "阅读次数", "阅读人数", "分享次数", "分享人数",
        "阅读原文次数", "阅读原文人数", "收藏次数", "收藏人数", "群发篇数", "渠道",
    ),
    (None, "2024-02-05", "1,801", "1,320", 50, 41, 9, 6, 13, 12, 3, "全部"),
    (None, "2024-02-05", 700, 610, 20, 18, 4, 3, 6, 5, 3, "公众号会话"),
    (None, "2024-02-05", 900, 820, 25, 20, 5, 3, 7, 7, 3, "朋友圈"),
    (None, "2024-02-06", 0, 0, 0, 0, 0, 0, 0, 0, 0, "全部"),
]  # fmt: skip

REGULAR = [
    ("常读用户数变化",),
    ("时间", "常读用户数", "常读用户比例"),
    ("2024-01", 2210, "12.3%"),
    ("2024年2月", 2304, "12.71%"),
]
REGULAR_CITIES = [
    ("城市分布",),
    ("时间", "用户类型", "用户所在城市", "人数", "占比"),
    ("2024-02", "常读用户", "一线城市", 1204, "52.26%"),
    ("2024-02", "常读用户", "其他", "1,100", "47.74%"),
]
REGULAR_AGES = [
    ("年龄分布",),
    ("时间", "用户类型", "用户年龄", "人数", "占比"),
    ("2024-02", "常读用户", "46-60", 800, "34.7%"),
]
REGULAR_SEXES = [
    ("性别分布",),
    ("时间", "用户类型", "用户性别", "人数", "占比"),
    ("2024-02", "常读用户", "女", 1290, "56%"),
]

SEARCH = [("日期", "当日粉丝数", "当日阅读数"), ("2024-03-05", "3", "87"), ("2024-03-08", "0", "1,204")]
SEARCH_TERMS = [
    ("热门搜索词", "搜索板块", "展示次数", "点击次数", "曝光点击率", "关联搜索词"),
    ("示例市 天气", "文章", "33", "4", "12.12%", "示例，天气"),
    ("云川", "公众号", "12", "12", "100.00%", ""),
]
SEARCH_ARTICLES = [
    ("链接", "文章名", "展示次数", "点击次数", "曝光有点率", "排序位置", "文章搜索词"),
    ("http://mp.weixin.qq.com/s/Ab", "道路施工绕行", "33", "4", "12.12%", "2.5", "绕行，施工"),
]
SEARCH_MENUS = [
    ("名称", "曝光次数", "点击次数", "曝光人数", "点击人数", "曝光点击率"),
    ("预约挂号", "20", "5", "18", "5", "25.00%"),
]

INCOME_HEADER = ("时间", "拉取量", "曝光量", "曝光率", "点击量", "点击率", "eCPM（元）", "收入（元）")
INCOME = [
    INCOME_HEADER,
    ("2024-03-06", "8,120", "1,203", "14.82%", 2, "0.17%", "1.80", "2.17"),
    ("2024-03-05", 640, 90, "14.06%", 0, "0.00%", "0.00", "0"),
    ("2024-03-04", "-", "-", "-", "-", "-", "-", "-"),
]
INCOME_BOTTOM = [INCOME_HEADER, ("2024-03-06", 500, 60, "12.00%", 1, "1.67%", "5.00", "0.3")]
INCOME_POSTS = [
    ("文章标题", "发布日期", "是否原创", "累计收入（元）"),
    ("春耕一线见闻", "2024-03-05", "原创", "12.40"),
    ("春耕一线见", "2024-03-06", "非原创", "0.18"),
]

LEGACY = [
    ("全部图文",),
    (
        "时间",
        "图文页阅读人数",
        "图文页阅读次数",
        "原文页阅读人数",
        "原文页阅读次数",
        "分享转发人数",
        "分享转发次数",
        "微信收藏人数",
    ),
    ("2015-01-21", "20,816", "25,101", 12, 13, 301, 322, 40),
]

# what each profile gets, more than one where the layout has had versions or the back office gives several files
EXPORTS = {
    "wechat_content_daily": [DAILY],
    "wechat_regular_readers": [REGULAR, REGULAR_CITIES, REGULAR_AGES, REGULAR_SEXES],
    "wechat_search_daily": [SEARCH],
    "wechat_search_lists": [SEARCH_TERMS, SEARCH_ARTICLES, SEARCH_MENUS],
    "wechat_income_daily": [INCOME, INCOME_BOTTOM],
    "wechat_income_posts": [INCOME_POSTS],
    "wechat_legacy_content": [LEGACY],
}
# the names that say what the content does not
NAMES = {
    "wechat_search_lists": ["热门搜索词数据_1709794800.csv", "热门文章数据_1709794800.csv", "菜单.csv"],
    "wechat_income_daily": [
        "每日收入明细2024-03-04至2024-03-06_全部.csv",
        "每日收入明细2024-03-06至2024-03-06_文章底部广告.csv",
    ],
}
# how many records stand below the headers; two facts are asked about every row of the older download
RECORDS = {
    "wechat_content_daily": [4 + 4],
    "wechat_regular_readers": [2, 2, 1, 1],
    "wechat_search_daily": [2],
    "wechat_search_lists": [2, 1, 1],
    "wechat_income_daily": [3, 1],
    "wechat_income_posts": [2],
    "wechat_legacy_content": [1],
}

USERS = {
    "list": [
        {"ref_date": "2024-03-05", "user_source": 30, "new_user": 12, "cancel_user": 0},
        {"ref_date": "2024-03-05", "user_source": 0, "new_user": 4, "cancel_user": 9},
        {"ref_date": "2024-03-05", "user_source": 17, "new_user": 26, "cancel_user": 8},
        {"ref_date": "2024-03-06", "user_source": 0, "new_user": 0, "cancel_user": 3},
    ],
    "is_delay": False,
}
TOTALS = {
    "list": [
        {"ref_date": "2024-03-05", "user_source": 0, "cumulate_user": 18406},
        {"ref_date": "2024-03-06", "user_source": 0, "cumulate_user": 18403},
    ]
}


def reads(day, source, users, count, **more):
    """A row of getuserread; the interface gives 原文 and 收藏 for 全部 only."""
    row = {"ref_date": day, "user_source": source, "int_page_read_user": users, "int_page_read_count": count}
    return {**row, "ori_page_read_user": 0, "ori_page_read_count": 0, "share_user": 2, "share_count": 3,
            "add_to_fav_user": 0, "add_to_fav_count": 0, **more}  # fmt: skip


READS = {
    "list": [
        reads("2024-03-05", 99999999, 1320, 1801, share_user=41, ori_page_read_user=6, add_to_fav_user=12),
        reads("2024-03-05", 0, 610, 700),
        reads("2024-03-05", 2, 820, 900),
        reads("2024-03-05", 4, 5, 5),
    ]
}


def upto(day, target, users, count, **more):
    """The figures of an article up to a day."""
    figures = {"stat_date": day, "target_user": target, "int_page_read_user": users, "int_page_read_count": count}
    return {**figures, "share_user": 3, "share_count": 4, "add_to_fav_user": 1, "add_to_fav_count": 1,
            "int_page_from_session_read_user": 400, "int_page_from_session_read_count": 450, **more}  # fmt: skip


# not in the order of the days, as nothing promises it
ARTICLES = {
    "list": [
        {
            "ref_date": "2024-03-05", "msgid": "2247490000000000123_1", "title": "园区安全生产月启动",
            "details": [
                upto("2024-03-06", 15120, 800, 1000),
                upto("2024-03-07", 15120, 913, 1204, share_user=37, share_count=44),
                upto("2024-03-05", 15120, 500, 600),
            ],
        },
        {
            "ref_date": "2024-03-05", "msgid": "2247490000000000123_3", "title": "第三条",
            "details": [upto("2024-03-05", 15120, 60, 70)],
        },
    ]
}  # fmt: skip


def known(day, users, **more):
    """The figures of an article up to a day, as the newer interface gives them."""
    sources = [{"user_count": users, "scene_desc": "全部"}, {"user_count": users - 5, "scene_desc": "公众号消息"}]
    return {"stat_date": day, "read_user": users, "read_user_source": sources, "share_user": 37, "zaikan_user": 9,
            "like_user": 21, "comment_count": 4, "collection_user": 8, "praise_money": 600, "read_subscribe_user": 5,
            "read_delivery_rate": 0.0423, "read_finish_rate": 0.5811, "read_avg_activetime": 0.75,
            "read_jump_position": [{"position": 1, "rate": 0.4}], **more}  # fmt: skip


DETAILS = {
    "is_delay": True,
    "list": [
        {
            "ref_date": "2024-11-05", "msgid": "2247490098_1", "publish_type": 0, "title": "冬季用电安全提示",
            "content_url": "http://mp.weixin.qq.com/s?__biz=MzI5OQ==&mid=2247490098&idx=1&sn=a1&chksm=9#rd",
            "detail_list": [known("2024-11-05", 700, comment_count=5), known("2024-11-06", 913)],
        },
        {
            "ref_date": "2024-11-05", "msgid": "2247490099_1", "publish_type": 1, "title": "服务指南",
            "content_url": "", "detail_list": [known("2024-11-05", 12)],
        },
    ],
}  # fmt: skip
SUMMARY = {
    "list": [
        {
            "ref_date": "2024-11-05",
            "detail": {
                "read_user": 1320,
                "read_user_source": [
                    {"user_count": 1320, "scene_desc": "全部"},
                    {"user_count": 610, "scene_desc": "公众号消息"},
                ],
                "share_user": 41, "zaikan_user": 9, "like_user": 21, "comment_count": 4, "collection_user": 12,
                "redirect_ori_page_user": 6, "send_page_count": 3,
            },
        }
    ],
    "is_delay": False,
}  # fmt: skip
HOURS = {"list": [{"ref_hour": 800, **READS["list"][1]}]}
SUMMED = {"list": [{"msgid": "12003_3", "title": "第三条", **READS["list"][1]}]}
MESSAGES = {"list": [{"ref_date": "2024-03-05", "user_source": 0, "msg_type": 1, "msg_user": 5, "msg_count": 9}]}
CALLS = {"list": [{"ref_date": "2024-03-05", "callback_count": 9, "fail_count": 0, "total_time_cost": 90}]}
SHARED = {"list": [{"ref_date": "2024-03-05", "share_scene": 1, "share_count": 4, "share_user": 3}]}
READ_BY_POST = {
    "list": [
        {
            "ref_date": "2024-11-05",
            "msgid": "2247490098_1",
            "detail": {"read_user": 7, "read_user_source": [{"user_count": 7, "scene_desc": "全部"}]},
        }
    ]
}
PUBLISHED = {
    "base_resp": {"ret": 0},
    "publish_page": {
        "total_count": 1,
        "publish_list": [
            {
                "publish_type": 101,
                "publish_info": {
                    "type": 9,
                    "msgid": 1000000044,
                    # 2024-03-05 23:30 in China, still the day before in London
                    "sent_info": {"time": 1709652600},
                    "sent_status": {"total": 15120, "succ": 15118},
                    "appmsg_info": [
                        {
                            "appmsgid": 2247000001, "itemidx": 1, "title": "园区安全生产月启动",
                            "content_url": "http://mp.weixin.qq.com/s?__biz=MzI5OQ==&mid=2247000001&idx=1&sn=a1#rd",
                            "read_num": 1204, "old_like_num": 21, "like_num": 9, "share_num": 44, "comment_num": 4,
                        }
                    ],
                },
            }
        ],
    },
}  # fmt: skip

ANSWERS = {
    "wechat_api_user_summary": [USERS],
    "wechat_api_user_total": [TOTALS],
    "wechat_api_user_read": [READS],
    "wechat_api_article_total": [ARTICLES],
    "wechat_api_article_detail": [DETAILS],
    "wechat_api_content_daily": [SUMMARY],
    "wechat_api_other": [HOURS, SUMMED, MESSAGES, CALLS, SHARED, READ_BY_POST],
    "wechat_publish_page": [PUBLISHED],
}
