"""Numbers of persons in words: every spelling is masked, and nothing else."""

from random import Random

import pytest

from pubkpi.ingest.cells.masking import mask
from pubkpi.ingest.load.privacy import clean_address, is_personal
from tests.ingest.spellings import card, spellings


@pytest.mark.parametrize(
    "around",
    ["{}", "联系人王老师，电话{}，谢谢", "第一{}号", "问卷_{}_2024-03-05.xlsx", "2024-03-05 {}", "先生：{}转2"],
)
def test_every_spelling_is_masked_wherever_it_stands(around):
    for seed in range(20):
        for word in spellings(Random(seed)):
            words = around.format(word)
            left = mask(words)
            start = words.index(word)
            assert len(left) == len(words)
            assert not [one for one in left[start : start + len(word)] if one.isalnum()], (words, left)


def test_the_sign_before_the_code_of_a_country_goes_with_the_number():
    for words in ("+86 138 0013 8000", "电话+8613800138000，谢谢"):
        assert "+" not in mask(words)


def test_of_several_numbers_each_is_masked_and_no_word_between():
    assert mask("致a@b.cn，电话138 0013 8000转2，c@d.cn") == "致******，电话*************转2，******"


def test_what_is_nobodys_stays_as_it_is():
    for words in (
        "数据趋势明细_2024-01-01_2024-03-31.xls", "内容_20240101-20240331.xlsx", "导出_20240305120001.csv", "微博_1709612345.csv",
        "2024-01-01 00_00_00-2024-03-31 23_59_59", "2024年3月5日 21:14:03", "2024-06-07T21:14:03", "热线12345", "12345、12320和110",
        "流水号202403051380013800012", "1,234,567 次", "第12期 2024.03.05", "BV1xx411c7mD", "P20240305", "2024Q1-2024Q4",
        "https://www.douyin.com/video/7301234567890123452", "file (1).xlsx", "10万+", "3.1415926", "C#.NET 培训 2024", "一两一二三四五六七八九",
    ):  # fmt: skip
        assert mask(words) == words


def test_long_ids_in_an_address_are_no_cards():
    random = Random(1)
    for _ in range(50):
        words = f"见 https://www.douyin.com/video/{card(random, 19)} 谢谢"
        assert mask(words) == words


def test_an_address_keeps_what_says_which_post_it_is():
    page = "https://mp.weixin.qq.com/s?__biz=MzA3&amp;mid=2650000001&idx=1&sn=ab13800138000cd"
    key = page.replace("&amp;", "&")
    assert clean_address(f"{page}&chksm=ef&scene=27&phone=13800138000#rd") == key
    assert clean_address("https://e/a?from=138 0013 8000") == "https://e/a"
    assert clean_address("https://weibo.com/u/1?from=13800138000") == "https://weibo.com/u/1"
    assert clean_address("https://e/#/post?id=7301234567890123452&name=x") == "https://e/#/post?id=7301234567890123452"


def test_headers_over_what_is_of_one_person_are_told_from_figures_and_questions():
    for word in (
        "姓名",
        "作者",
        "作者 昵称",
        "手机号",
        "联系方式",
        "E-mail",
        "您的姓名：",
        "nick_name",
        "author",
        "openid",
        "QQ",
    ):
        assert is_personal(word, survey=True), word
    for word in ("账号名称", "手机型号", "电话咨询量", "标题", "公众号", "链接", "粉丝数", "作者数", "mid"):
        assert not is_personal(word), word
    assert not is_personal("3、您对电话服务是否满意？", survey=True)
