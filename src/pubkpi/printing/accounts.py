"""What the office calls platforms and accounts: 云川发布（公众号）, where commands and data say wechat/云川发布."""

from pubkpi.model.facts.platforms import PLATFORM_LABELS
from pubkpi.model.text import Lang, Text

_CALLED = Text("{account}（{platform}）", "{account} ({platform})")


def platform_label(platform: str, lang: Lang) -> str:
    """What the office calls *platform*; one that is known in a workspace only by its own word."""
    return PLATFORM_LABELS[platform].say(lang) if platform in PLATFORM_LABELS else platform


def platform_text(platform: str) -> Text:
    """The same in both languages."""
    return Text(platform_label(platform, "zh"), platform_label(platform, "en"))


def account_label(platform: str, account: str, lang: Lang) -> str:
    """The *account* with its platform."""
    return _CALLED.say(lang).format(account=account, platform=platform_label(platform, lang))


def account_text(platform: str, account: str) -> Text:
    """The *account* with its platform, in both languages."""
    return Text(account_label(platform, account, "zh"), account_label(platform, account, "en"))


def entity_label(side: str, name: str, lang: Lang) -> str:
    """The entity of that *name* among the accounts, platforms or units of a league (its *side*)."""
    if side == "platform":
        return platform_label(name, lang)
    platform, stroke, account = name.partition("/")
    return account_label(platform, account, lang) if side == "account" and stroke else name
