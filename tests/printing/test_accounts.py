"""Accounts and platforms are called as the office calls them, in the language of the reader."""

import pytest

from pubkpi.printing.accounts import entity_label


@pytest.mark.parametrize(
    ("side", "name", "zh", "en"),
    [
        ("account", "wechat/云川发布", "云川发布（公众号）", "云川发布 (WeChat)"),
        ("account", "douyin/甲/乙", "甲/乙（抖音）", "甲/乙 (Douyin)"),
        ("account", "own_portal/云川", "云川（own_portal）", "云川 (own_portal)"),
        ("platform", "xiaohongshu", "小红书", "Xiaohongshu"),
        ("unit", "宣传部/新媒体科", "宣传部/新媒体科", "宣传部/新媒体科"),
        ("entity", "wechat/not an account", "wechat/not an account", "wechat/not an account"),
    ],
)
def test_an_entity_is_called_by_its_name_and_the_word_for_its_platform(side, name, zh, en):
    assert (entity_label(side, name, "zh"), entity_label(side, name, "en")) == (zh, en)
