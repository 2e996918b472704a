"""Platforms by the words of the office: 公众号 and 微信公众号 are wechat, 小红书 is xiaohongshu."""

from pubkpi.ingest.profiles.catalogue import shipped
from pubkpi.model.errors import UsageError
from pubkpi.model.facts.platforms import PLATFORM_LABELS, PLATFORMS
from pubkpi.model.text import Text, choices_hint


def platform_code(words: str) -> str:
    """The platform that *words* name, by its code or as the office or the form of messages calls it; UsageError
    otherwise.
    """
    called = platform_codes()
    if words.casefold() not in called:
        office = [PLATFORM_LABELS[one].zh if one in PLATFORM_LABELS else one for one in PLATFORMS]
        hint = Text(choices_hint(office, words).zh, choices_hint(PLATFORMS, words).en)
        raise UsageError(words, Text("没有这个平台", "there is no such platform"), hint)
    return called[words.casefold()]


def platform_codes() -> dict[str, str]:
    """The codes of the platforms by the words that name them, all in small letters."""
    offered = {
        label.casefold(): code
        for profile in shipped()
        for feed in profile.feeds
        for column in feed.columns
        if column.name == "platform"
        for label, code in column.choices
    }
    labels = {word.casefold(): code for code, label in PLATFORM_LABELS.items() for word in label}
    return {**offered, **labels, **{code: code for code in PLATFORMS}}
