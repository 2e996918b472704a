"""What the office calls platforms and accounts: 云川发布（公众号）, where commands and data say wechat/云川发布."""

from collections.abc import Mapping

from pubkpi.model.text import Lang, Text

_PLATFORMS: Mapping[str, Text] = {
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
_CALLED = Text("{account}（{platform}）", "{account} ({platform})")


def platform_label(platform: str, lang: Lang) -> str:
    """What the office calls *platform*; one that is known in a workspace only by its own word."""
    return _PLATFORMS[platform].say(lang) if platform in _PLATFORMS else platform


def account_label(platform: str, account: str, lang: Lang) -> str:
    """The *account* with its platform."""
    return _CALLED.say(lang).format(account=account, platform=platform_label(platform, lang))


def entity_label(side: str, name: str, lang: Lang) -> str:
    """The entity of that *name* among the accounts, platforms or units of a league (its *side*)."""
    if side == "platform":
        return platform_label(name, lang)
    platform, stroke, account = name.partition("/")
    return account_label(platform, account, lang) if side == "account" and stroke else name
