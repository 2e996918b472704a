"""What users' own tools write: the header rows of the tools, invented values."""

OLD_PERSON = "user_id,sec_uid,short_user_id,user_unique_id,user_signature,nickname,avatar"
MEDIACRAWLER = {
    "xiaohongshu": (
        ("note_id,type,title,desc,video_url,time,last_update_time,creator_hash,nickname,liked_count,collected_count,comment_count,"
        "share_count,image_list,tag_list,last_modify_ts,note_url,source_keyword,xsec_token"),
        ("note_id,type,title,desc,video_url,time,last_update_time,user_id,nickname,avatar,liked_count,collected_count,comment_count,"
        "share_count,ip_location,image_list,tag_list,last_modify_ts,note_url,source_keyword,xsec_token"),
    ),
    "douyin": (
        ("aweme_id,aweme_type,title,desc,create_time,creator_hash,nickname,liked_count,collected_count,comment_count,share_count,"
        "last_modify_ts,aweme_url,cover_url,video_download_url,music_download_url,note_download_url,source_keyword"),
        (f"aweme_id,aweme_type,title,desc,create_time,{OLD_PERSON},liked_count,collected_count,comment_count,share_count,"
        "ip_location,last_modify_ts,aweme_url,cover_url,video_download_url,music_download_url,note_download_url,source_keyword"),
    ),
    "bilibili": (
        ("video_id,video_type,title,desc,create_time,creator_hash,nickname,liked_count,disliked_count,video_play_count,"
        "video_favorite_count,video_share_count,video_coin_count,video_danmaku,video_comment,last_modify_ts,video_url,"
        "video_cover_url,source_keyword"),
        ("video_id,video_type,title,desc,create_time,user_id,nickname,avatar,liked_count,disliked_count,video_play_count,"
        "video_favorite_count,video_share_count,video_coin_count,video_danmaku,video_comment,last_modify_ts,video_url,"
        "video_cover_url,source_keyword"),
    ),
    "weibo": (
        ("note_id,content,create_time,create_date_time,liked_count,comments_count,shared_count,last_modify_ts,note_url,creator_hash,"
        "nickname,source_keyword"),
        ("note_id,content,create_time,create_date_time,liked_count,comments_count,shared_count,last_modify_ts,note_url,ip_location,"
        "user_id,nickname,gender,profile_url,avatar,source_keyword"),
    ),
    "kuaishou": (
        ("video_id,video_type,title,desc,create_time,creator_hash,nickname,liked_count,viewd_count,last_modify_ts,video_url,"
        "video_cover_url,video_play_url,source_keyword"),
        ("video_id,video_type,title,desc,create_time,user_id,nickname,avatar,liked_count,viewd_count,last_modify_ts,video_url,"
        "video_cover_url,video_play_url,source_keyword"),
    ),
    "zhihu": (
        ("content_id,content_type,content_text,content_url,question_id,title,desc,created_time,updated_time,voteup_count,"
        "comment_count,source_keyword,creator_hash,user_nickname,last_modify_ts"),
        ("content_id,content_type,content_text,content_url,question_id,title,desc,created_time,updated_time,voteup_count,"
        "comment_count,source_keyword,user_id,user_link,user_nickname,user_avatar,user_url_token,last_modify_ts"),
    ),
}  # fmt: skip
PERSON = "李某某的小号"
# 2024-06-07 08:30:00 in China
PUBLISHED, PUBLISHED_MS = "1717720200", "1717720200000"
# 2024-07-01 09:00:00 and a quarter of an hour later
COLLECTED, COLLECTED_AGAIN = "1719795600123", "1719796500456"
_CELLS = {
    **dict.fromkeys("note_id aweme_id video_id content_id".split(), "7377000000000000001"),
    **dict.fromkeys("create_time created_time updated_time".split(), PUBLISHED),
    **dict.fromkeys("time last_update_time".split(), PUBLISHED_MS),
    "create_date_time": "2024-06-07 08:30:00+08:00",
    "last_modify_ts": COLLECTED,
    **dict.fromkeys("title content".split(), "高考护航"),
    **dict.fromkeys("liked_count voteup_count".split(), "2310"),
    **dict.fromkeys("viewd_count video_play_count".split(), "81204"),
    **dict.fromkeys("collected_count video_favorite_count".split(), "98"),
    **dict.fromkeys("comment_count comments_count video_comment".split(), "156"),
    **dict.fromkeys("share_count shared_count video_share_count".split(), "420"),
    **dict.fromkeys("video_coin_count video_danmaku disliked_count".split(), "7"),
    **dict.fromkeys(
        "nickname user_nickname desc user_signature content_text ip_location gender avatar sex sign".split(), PERSON
    ),
    **dict.fromkeys("fans total_fans total_replay_num".split(), "812"),
    "publish_time": "2024-06-07 08:30",
    **dict.fromkeys("user_id sec_uid creator_hash short_user_id user_unique_id".split(), "a3f09c11e7d2b845"),
    **dict.fromkeys(
        "note_url aweme_url video_url content_url".split(), "https://a.example/v/7377000000000000001?xsec_token=AB"
    ),
    "xsec_token": "ABtoken",
    "source_keyword": "",
}


def collected(headers, *others):
    """A list in which each of *others* says what is otherwise in its row."""
    names = headers.split(",")
    return [tuple(names), *(tuple({**_CELLS, **other}.get(name, "") for name in names) for other in others or ({},))]


DOUK_HEADER = (
    "作品类型,采集时间,UID,SEC_UID,ID,作品ID,作品描述,作品话题,视频时长,视频高度,视频宽度,作品链接,发布时间,视频URI,账号昵称,年龄,账号签名,下载地址,"
    "音乐作者,音乐标题,音乐链接,静态封面,动态封面,隐藏标签,点赞数量,评论数量,收藏数量,分享数量,播放数量,额外信息"
)  # fmt: skip
DOUK_ACCOUNT_HEADER = (
    "采集时间,昵称昵称,账号链接,账号签名,抖音号,年龄,性别,国家,省份,城市,地区,IP归属地,标签,企业,SEC_UID,UID,SHORT_ID,头像链接,背景图链接,作品数量,获赞数量,"
    "喜欢数量,粉丝数量,关注数量,粉丝最大值"
)
XHS_HEADER = (
    "采集时间,作品ID,作品类型,作品标题,作品描述,作品标签,发布时间,最后更新时间,收藏数量,评论数量,分享数量,点赞数量,作者昵称,作者ID,作者链接,作品链接,"
    "下载地址,动图地址"
)
SPIDER_HEADER = (
    "笔记id,笔记url,笔记类型,用户id,用户主页url,昵称,头像url,标题,描述,点赞数量,收藏数量,评论数量,分享数量,视频封面url,视频地址url,图片地址url列表,"
    "标签,上传时间,ip归属地"
)
_CRAWLER = "id,bid,正文,头条文章url,原始图片url,视频url,Live Photo视频url,位置,日期,工具,点赞数,评论数,转发数,话题,@用户,完整日期,是否编辑过,编辑次数"
WEIBO_CRAWLER_HEADERS = [
    _CRAWLER,
    _CRAWLER.removesuffix(",是否编辑过,编辑次数"),
    f"{_CRAWLER},是否原创,源用户id,源用户昵称,{','.join(f'源微博{one}' for one in _CRAWLER.split(','))}",
]
WEIBO_SPIDER_HEADERS = [
    "微博id,微博正文,头条文章url,原始图片url,微博视频url,发布位置,发布时间,发布工具,点赞数,转发数,评论数",
    "微博id,微博正文,头条文章url,原始图片url,被转发微博原始图片url,是否为原创微博,微博视频url,发布位置,发布时间,发布工具,点赞数,转发数,评论数",
]
CHINESE = {
    **dict.fromkeys("作品ID 笔记id id 微博id".split(), "7377000000000000001"),
    **dict.fromkeys("作品标题 作品描述 标题 正文 微博正文".split(), "高考护航"),
    **dict.fromkeys("采集时间".split(), "2024-07-01 09:00:00"),
    **dict.fromkeys("发布时间 上传时间 完整日期".split(), "2024-06-07 08:30:12"),
    "日期": "2024-06-07T08:30:12",
    **dict.fromkeys("点赞数量 点赞数".split(), "2310"),
    **dict.fromkeys("评论数量 评论数".split(), "156"),
    **dict.fromkeys("分享数量 转发数".split(), "420"),
    "收藏数量": "98",
    "播放数量": "-1",
    **dict.fromkeys("粉丝数 粉丝数量".split(), "812"),
    **dict.fromkeys("微博数 关注数 阅读数".split(), "7"),
    "原文链接": "https://a.example/1",
    "情感属性": "负面",
    "媒体分类": "微博",
    **dict.fromkeys(
        "账号昵称 作者昵称 昵称 昵称昵称 用户昵称 用户名 发布人 摘要 介绍 简介 认证信息 年龄 账号签名 源用户昵称 源微博正文 @用户 位置 发布位置 ip归属地 描述".split(),
        PERSON,
    ),
    **dict.fromkeys("UID 作者ID 用户id 源用户id user_id ip".split(), "99001122"),
    "是否原创": "True",
    "是否为原创微博": "True",
}


def in_chinese(header, *others):
    """A list of one of the tools whose headers are Chinese."""
    names = header.split(",")
    return [tuple(names), *(tuple({**CHINESE, **other}.get(name, "") for name in names) for other in others or ({},))]


WECHAT_DOWNLOAD = "title,url,time,like_num,read_num,share_num,comment_count"
ARTICLE = "http://mp.weixin.qq.com/s?__biz=MzIxMDAwMDAwMA==&mid=2650238548&idx=1&sn=98272891260c9492&chksm=f2b6&scene=27#wechat_redirect"
ARTICLE_KEY = "mp.weixin.qq.com/s?__biz=MzIxMDAwMDAwMA==&mid=2650238548&idx=1&sn=98272891260c9492"
EXPORTER_HEADER = (
    "ID,链接,标题,封面,摘要,创建时间,发布时间,阅读,点赞,分享,喜欢,留言,作者,是否原创,文章类型,所属合集,文章内容"
)
EXPORTER = ("1_1", ARTICLE, "政策解读", "", PERSON, "2024-06-07 08:00:00", "2024-06-07 08:30:00", 1200, 30, 12, 5, 4, PERSON, "原创", "普通图文", "#a", PERSON)  # fmt: skip
EXPORTER_JSON = {
    "aid": "2650238548_1", "album_id": "0", "appmsg_album_infos": [{"id": "1", "title": "合集"}], "appmsgid": 2650238548,
    "author_name": PERSON, "cover": "https://a.example/c.png", "create_time": 1717718400, "digest": PERSON, "is_deleted": False,
    "item_show_type": 0, "itemidx": 1, "link": ARTICLE, "title": "政策解读", "update_time": 1717720200, "readNum": 1200,
    "oldLikeNum": 30, "shareNum": 12, "likeNum": 5, "commentNum": 4, "comments": [{"content": PERSON, "nick_name": PERSON}],
}  # fmt: skip
MATOMO = [
    "date,nb_uniq_visitors,nb_users,nb_visits,nb_actions,nb_visits_converted,bounce_count,sum_visit_length,max_actions,bounce_rate,"
    "nb_actions_per_visit,avg_time_on_site".split(","),
    ["2024-06-07", 90, 0, 100, 260, 0, 58, 18200, 21, "58%", 2.6, 182],
    ["2024-06-08", 41, 0, 44, 91, 0, 30, 4004, 9, "68%", 2.1, 91],
]
# Versions 2 and 3, and from 4 on.
MATOMO_HEADERS_ZH = [
    "日期,访客数,用户,访问次数,活动次数,访问转化,跳出次数,网站停留时间 (秒),单次访问的最大活动量,跳出率,平均活动次数,平均停留时间",
    "日期,独立访客,用户,访问,动作,访问转化,跳出次数,网站总浏览时间,单次访问的最大活动量,跳出率,平均活动次数,网站平均停留时间",
]
TONGJI = {
    "header": {"desc": "success", "failures": [], "oprs": 1, "succ": 1, "oprtime": 0, "quota": 1, "rquota": 1999, "status": 0},
    "body": {"data": [{"result": {
        "offset": 0, "timeSpan": ["2024/06/07 - 2024/06/08"], "total": 2,
        "fields": ["simple_date_title", "pv_count", "visitor_count", "visit_count", "new_visitor_count", "bounce_ratio", "avg_visit_time"],
        "items": [[["2024/06/08"], ["2024/06/07"]], [[91, 41, 44, "--", 68.18, 91], [260, 90, 100, 12, 58, 182]], [], []],
        "sum": [[351, 131, 144, 12, 61.1, 154], []], "pageSum": [[351, 131, 144, 12, 61.1, 154], [], []],
    }}]},
}  # fmt: skip
MINIPROGRAM = {"list": [{
    "ref_date": "20240607", "session_cnt": 12, "visit_pv": 30, "visit_uv": 8, "visit_uv_new": 4, "stay_time_uv": 73.75,
    "stay_time_session": 36.875, "visit_depth": 3.25,
}]}  # fmt: skip
# What is collected of accounts, before July 2026.
_CREATOR = "user_id,nickname,gender,avatar,desc,ip_location,follows,fans,"
CREATORS = {
    "xiaohongshu": f"{_CREATOR}interaction,tag_list,last_modify_ts",
    "weibo": f"{_CREATOR}tag_list,last_modify_ts",
    "kuaishou": f"{_CREATOR}interaction,last_modify_ts",
    "bilibili": "user_id,nickname,sex,sign,avatar,last_modify_ts,total_fans,total_liked,user_rank,is_official",
    "zhihu": (
        "user_id,user_link,user_nickname,user_avatar,url_token,gender,ip_location,follows,fans,anwser_count,video_count,question_count,"
        "article_count,column_count,get_voteup_count,last_modify_ts"
    ),
}
TIEBA = (
    "note_id,title,desc,note_url,publish_time,user_link,user_nickname,user_avatar,tieba_name,tieba_link,total_replay_num,"
    "total_replay_page,ip_location,source_keyword,last_modify_ts"
)
# Lists of the same tools from which nothing is loaded, by a word of what is said of each.
UNREAD = {
    "MediaCrawler 采集的评论": "comment_id,create_time,note_id,content,user_id,nickname,avatar,sub_comment_count,last_modify_ts",
    "DouK-Downloader 采集的评论": "采集时间,评论ID,评论时间,UID,账号昵称,评论内容,点赞数量,回复数量,回复ID,回复对象",
    "Spider_XHS 采集的评论": "笔记id,笔记url,评论id,用户id,昵称,评论内容,点赞数量,上传时间",
    "热榜": "排名,内容,热度,封面,时间,浏览数量,视频数量,SENTENCE_ID",
    "粉丝名单": "up_id,fan_id,up_name,fan_name,up_sign,fan_sign,up_avatar,fan_avatar,last_modify_ts",
    "动态": "dynamic_id,user_id,user_name,text,type,pub_ts,total_comments,total_forwards,total_liked,last_modify_ts",
    "贴吧用户": "user_id,user_name,nickname,gender,avatar,ip_location,follows,fans,registration_duration,last_modify_ts",
    "订阅列表": "id,公众号名称,封面图,简介,状态,创建时间,faker_id",
    "西瓜数据": "导入id,头像,简介,公众号名称,微信id,西瓜指数,主体,预估活跃粉丝,头条平均阅读,头条平均点赞,头条平均评论",
    "占比表": "渠道构成,人数,占比",
    "没有阅读数": "aid,appmsgid,itemidx,link,title,update_time",
}
DOUYIN_CREATOR = f"{_CREATOR}interaction,videos_count,last_modify_ts"
WEIBO_USER = (
    "用户id,昵称,性别,生日,所在地,IP属地,学习经历,公司,注册时间,阳光信用,微博数,粉丝数,关注数,简介,主页,头像,高清头像,微博等级,会员等级,是否认证,认证类型,认证信息,"
    "上次记录微博信息"
)
SPIDER_USER = "用户id,用户主页url,用户名,头像url,小红书号,性别,ip地址,介绍,关注数量,粉丝数量,作品被赞和收藏数量,标签"
WEIBO_SEARCH = (
    "id,bid,user_id,用户昵称,微博正文,头条文章url,发布位置,艾特用户,话题,转发数,评论数,点赞数,发布时间,发布工具,微博图片url,微博视频url,retweet_id,ip,"
    "user_authentication,会员类型,会员等级"
)
MONITOR_BRAND = "品牌,媒体分类,发布人,情感属性,阅读数,点赞数,评论数,转发数,互动,粉丝数,原文链接,日期,发布时间,标题,摘要"
WECHAT_CLI = "publish_time,title,url,digest,cover,read_num,like_num"
# the exports that these are
COLLECTED = (
    *(f"{platform}_mediacrawler" for platform in MEDIACRAWLER),
    *"douyin_douk douyin_douk_account xiaohongshu_downloader xiaohongshu_spider weibo_crawler weibo_spider".split(),
    *"wechat_download wechat_collected_json matomo_visits tongji_trend miniprogram_visits".split(),
    *(f"{platform}_creators" for platform in CREATORS),
    *"weibo_crawler_account xiaohongshu_spider_account weibo_search tieba_mediacrawler monitor_brand wechat_cli douyin_other douyin_works_brief".split(),
)
