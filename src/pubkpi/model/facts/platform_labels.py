"""What the office calls the platforms that commands and data have by a code."""

from collections.abc import Mapping
from types import MappingProxyType

from pubkpi.model.text import Text

PLATFORM_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "wechat": Text("公众号", "WeChat"),
        "wechat_channels": Text("视频号", "WeChat Channels"),
        "douyin": Text("抖音", "Douyin"),
        "kuaishou": Text("快手", "Kuaishou"),
        "weibo": Text("微博", "Weibo"),
        "xiaohongshu": Text("小红书", "Xiaohongshu"),
        "bilibili": Text("B站", "Bilibili"),
        "zhihu": Text("知乎", "Zhihu"),
        "toutiao": Text("今日头条", "Toutiao"),
        "baidu": Text("百度", "Baidu"),
        "ga4": Text("GA4", "GA4"),
    }
)
