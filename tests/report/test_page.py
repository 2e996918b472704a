"""What stands around the sections: a foot of one line, a masthead that says nothing twice, a legend that tells apart."""

from dataclasses import replace

import pytest

from pubkpi.model.kpis.grade_rules import Band
from pubkpi.model.review import Imprint, Subject
from pubkpi.model.text import Text, same
from pubkpi.report.charts.words import wide
from pubkpi.report.leaves import state_rules
from pubkpi.report.page import page
from pubkpi.report.wording.words import PHRASES
from tests.report import reviews

DOT = PHRASES["dot"]
LINE = 56.0  # so many full-width characters of 8 points stand in a line of A4 beside the page's number


def called(label, **changes):
    made = reviews.review(provisional=False)
    return replace(made, card=replace(made.card, label=label), run="ec6cfb9c7d1a", **changes)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_foot_stays_one_line_and_keeps_its_facts_however_long_the_name_is(lang):
    long = Text(
        "云川市人民政府政务公开与新媒体传播工作领导小组办公室年度考核", "The office of the city of Yunchuan " * 3
    )
    short, cut = (page(called(label), lang).foot for label in (same("甲"), long))
    state = next(one for one in short.split(DOT.say(lang)) if "9f2c41d7" in one)
    # the run stands for the state
    assert cut.split("…")[1] == short.removeprefix("甲").replace(DOT.say(lang) + state, "")
    assert cut.startswith(long.say(lang)[:12])
    assert wide(cut) <= LINE


def test_the_masthead_names_the_organisation_once():
    whose = Imprint(organisation="云川市某局")
    assert page(called(same("2024 年度考核"), imprint=whose), "zh").over == "云川市某局 · 2024 年度考核"
    assert page(called(same("云川市某局 2024 年度考核"), imprint=whose), "zh").over == "云川市某局 2024 年度考核"
    assert page(called(same("2024 年度考核"), imprint=Imprint()), "zh").over == "2024 年度考核"


def test_the_report_of_an_account_says_its_name_as_the_office_does():
    made = called(same("甲"), subject=Subject("wechat/云川发布", "wechat_云川发布", "account"))
    assert " · 云川发布（公众号） · " in page(made, "zh").title
    assert page(made, "en").foot.startswith("云川发布 (WeChat) | ")


def test_a_light_that_is_the_only_one_tells_nothing_apart_and_is_not_in_the_legend():
    lone = (Band("all", Text("不设灯", "no lights"), 0),)
    assert not [rule for rule in state_rules(lone, "zh") if "不设灯" in rule]
    two = (Band("fine", same("好"), 80), Band("poor", same("差"), 0))
    assert {rule.split(" ≥")[0] for rule in state_rules(two, "zh")[-2:]} == {"好", "差"}
