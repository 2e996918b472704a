"""Page one: that its figures are those of the card, and that its questions follow from its rules."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from pubkpi.model.explanations.effects import printed_sum
from pubkpi.model.explanations.misses import AcceptedMiss
from pubkpi.model.scores import Flag
from pubkpi.model.text import Text
from pubkpi.report.flags import names, short_flags
from pubkpi.report.leaves import leaves
from pubkpi.report.sections.page_one.questions import questions
from pubkpi.report.sections.page_one.scale import place, year_result
from pubkpi.report.sections.page_one.summary import summary
from pubkpi.report.sections.waterfall import short_waterfall
from tests.report import reviews

OWNER = Text("新媒体组", "new media desk")


def flag(leaf, kind="deviation", **more):
    about = {"unit": leaf.unit, "value": leaf.value, "target": leaf.target}
    return Flag(kind, leaf.id, leaf.label, OWNER, **about, **more)


def flagged(*flags, made=None):
    made = made or reviews.review(reviews.WHOLE)
    return replace(made, card=replace(made.card, flags=flags))


def asked(made, lang="zh"):
    return questions(made, leaves(made, lang), lang)


def leaf_of(made, name):
    return next(one for one in made.card.indicators if one.id == name)


def with_leaf(made, name, **changes):
    dimensions = tuple(
        replace(node, indicators=tuple(replace(one, **changes) if one.id == name else one for one in node.indicators))
        for node in made.card.dimensions
    )
    return replace(made, card=replace(made.card, dimensions=dimensions))


@pytest.mark.parametrize("made", [reviews.review(), reviews.review(reviews.WHOLE)], ids=["shared", "whole"])
def test_the_bars_add_up_as_they_print_and_are_seven_at_most(made):
    why = made.explanation
    first, *bars, last = short_waterfall(why, "zh").bars
    assert 1 <= len(bars) <= 5
    assert (
        sum(Decimal(bar.value.replace("−", "-").strip("±")) for bar in bars)
        == printed_sum(why.contributions)
        == why.printed
    )
    assert (first.value, last.value) == tuple(f"{card.total.score_printed:.1f}" for card in (why.before, why.now))
    for one, after in zip([first, *bars], bars, strict=False):
        assert after.start == pytest.approx(one.end)
    # as many as the headline counts: those that stand by name, and those that stand together
    together = [int(found[1]) for bar in bars if (found := re.match(r"其余 (\d+) 项", bar.label))]
    assert len(bars) - len(together) + sum(together) == len(why.drivers) + len(why.others or why.contributions)


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (89.3, "距“优秀”（90 分）还差 0.7 分"),
        (59.9, "距“合格”（60 分）还差 0.1 分"),
        (80.0, "距“优秀”（90 分）还差 10.0 分"),
        (90.0, "已在最高等级“优秀”（90 分起）"),
        (108.5, "已在最高等级“优秀”（90 分起）"),
    ],
)
def test_the_way_to_the_next_band_is_that_of_the_printed_total(total, words):
    made = reviews.review(reviews.WHOLE)
    made = replace(made, card=replace(made.card, total=replace(made.card.total, score=total, score_printed=total)))
    assert place(made, "zh") == words
    scale = summary(made, "zh").scale
    assert scale.origin <= min(total, made.previous.total.score_printed)
    assert scale.top >= max(100.0, total)
    unranked = replace(made, kpis=replace(made.kpis, bands=()))
    assert place(unranked, "zh") == (f"距满分还差 {100 - total:.1f} 分" if total < 100 else "总分已满")


def test_a_bullet_lies_where_the_way_from_baseline_to_target_says():
    made = reviews.review()
    lines = {line.row.label: line for line in summary(made, "zh").lines}
    for row in leaves(made, "zh"):
        one, bullet = row.score, lines[row.label].bullet
        if one.value is None:
            assert bullet is None
        elif one.method == "attainment":
            start, way = Fraction(one.baseline), Fraction(one.target) - Fraction(one.baseline)
            assert bullet.at == pytest.approx(float((Fraction(one.value) - start) / way))
            assert bullet.before == pytest.approx(float((Fraction(one.previous.value) - start) / way))
            assert bullet.near == pytest.approx(0.75)  # 60 points at the baseline, 100 at the target: 90 of them
        elif one.method == "completion":
            assert (bullet.at, bullet.near) == (pytest.approx(one.value / one.target), 0.9)
        elif one.method in ("steps", "hold"):
            assert bullet.at == one.score_uncapped / 100
        if bullet:
            assert row.bare in bullet.alt
            assert bullet in summary(made, "zh").figures


def test_of_many_indicators_those_that_lost_most_are_shown_and_the_rest_is_one_line():
    (reach, name, rows), *others = reviews.TREE
    many = tuple(replace(rows[0], id=f"leaf{i}", label=Text(f"指标{i}", f"leaf {i}"), weight=4) for i in range(10))
    made = reviews.review(((reach, name, many), *others))
    view = summary(made, "zh")
    assert len(view.lines) == 11
    assert view.rest == f"其余 {len(made.card.indicators) - 11} 项（见得分明细）"
    rest = [row.lost for row in leaves(made, "zh") if row.label not in {line.row.label for line in view.lines}]
    assert view.rest_lost == f"{sum(rest):.1f}"


def test_what_is_far_off_its_target_asks_for_adjustment_and_below_its_baseline_whether_the_target_is_right():
    made = reviews.review(reviews.WHOLE)
    leaf = leaf_of(made, "participants")
    (one,) = asked(flagged(flag(leaf, deviation=-0.072)))
    assert (one.question, one.owner) == ("是否对活动参与量启动调整程序？", "服务组")
    assert one.evidence == "本季 7,420\u00a0人次，目标 8,000\u00a0人次，偏离目标 −7.2%（门槛 20%）"
    assert one.points == f"{leaf.effective_weight - leaf.points:.1f}"
    below = with_leaf(made, "participants", attainment=-0.1)
    (one,) = asked(flagged(flag(leaf, deviation=-0.9), made=below))
    assert one.question == "是否调整活动参与量的目标？"
    assert "基线 2,000\u00a0人次，目标 8,000\u00a0人次" in one.evidence


def test_nothing_is_asked_of_what_sampling_may_explain_or_the_plan_has_accepted():
    made = reviews.review(reviews.WHOLE)
    leaf = leaf_of(made, "participants")
    twice = flag(leaf, "below_target", before=(1.0, 2.0), consequence="retraining")
    firm = (flag(leaf, deviation=-0.3), twice)
    assert [one.question for one in asked(flagged(*firm))] == ["是否对活动参与量启动调整程序？", "是否安排再培训？"]
    assert asked(flagged(*(replace(one, interval=(1.0, 9e9)) for one in firm))) == ()
    accepted = with_leaf(
        made,
        "participants",
        accepted=AcceptedMiss("department_2024", "participants", "2024Q3", date(2024, 12, 31), "暂缓", "主任"),
    )
    assert asked(flagged(*firm, made=accepted)) == ()
    assert summary(flagged(), "zh").no_question == "按规则没有需要会议决定的事项"


def test_the_nearest_way_to_the_next_band_is_asked_for():
    made = reviews.with_reasons()
    (one,) = [one for one in asked(made) if "重点" in one.question]
    assert one.question == "是否将舆情零发生列为下季重点？"
    lever = made.levers.levers[0]
    near = replace(
        lever, id="participants", label=Text("活动参与量", ""), unit="person_times", value=7420.0, needed=8000.0
    )
    near = replace(near, direction="up")
    far = replace(near, id="follower_growth", value=0.1, needed=0.5)
    for levers in ((near, far), (far, near)):
        (other,) = [
            one for one in asked(replace(made, levers=replace(made.levers, levers=levers))) if "重点" in one.question
        ]
        assert other.question == "是否将活动参与量列为下季重点？"
        assert "本季 7,420\u00a0人次；其余不变，到 8,000 总分就不低于 80（良好）" in other.evidence
    assert f"现差 {made.levers.goal - made.card.total.score_printed:.1f} 分（测算）" in one.evidence
    accepted = AcceptedMiss("department_2024", "incidents", "2024Q3", date(2024, 12, 31), "暂缓", "主任")
    assert not [one for one in asked(with_leaf(made, "incidents", accepted=accepted)) if "重点" in one.question]
    assert not [one for one in asked(replace(made, levers=None)) if "重点" in one.question]


def test_missing_data_are_asked_for_with_what_the_total_may_come_to():
    made = reviews.review()
    first = asked(made)[0]
    low, high = made.card.total.bounds
    assert first.question == "是否补报互动率的数据？"
    assert first.evidence.endswith(f"补齐前总分介于 {low:.1f}–{high:.1f}")
    assert first.points == "10"


def test_what_has_no_weight_is_not_asked_for_and_a_target_left_far_behind_is_to_be_set_anew():
    made = reviews.review()
    watched = with_leaf(made, "interaction", weight=0.0)
    assert not [one for one in asked(watched) if "补报" in one.question]
    whole = reviews.review(reviews.WHOLE)
    beyond = with_leaf(whole, "participants", state="reached", points=20.0, score=100.0)
    (one,) = asked(flagged(flag(leaf_of(whole, "participants"), deviation=1.5), made=beyond))
    assert (one.question, one.points) == ("是否重新核定活动参与量的目标？", "—")


def test_flags_without_figures_are_a_line_a_kind():
    made = reviews.review(reviews.WHOLE)
    growth, people = leaf_of(made, "follower_growth"), leaf_of(made, "participants")
    twice = [flag(one, "below_target", before=(1.0, 2.0)) for one in (growth, people)]
    far, over = flag(people, deviation=-0.321), flag(growth, "above_target")
    assert short_flags(flagged(*twice, far, over), "zh") == (
        "连续两季未达目标：新媒体组（粉丝增长率、活动参与量）",
        "偏离目标超过 20%：活动参与量 −32.1%",
        "超过目标：粉丝增长率",
    )
    many = [replace(far, label=Text(f"指标{i}", f"leaf {i}")) for i in range(8)]
    assert names(many[:6], "zh") == "指标0、指标1、指标2、指标3、指标4、指标5"
    assert names(many, "zh") == "指标0、指标1、指标2、指标3、指标4、指标5等 8 项"
    assert names(many, "en").endswith("leaf 5 and 2 more")
    soft = (twice[0], replace(twice[1], interval=(0.0, 9e9)))
    assert short_flags(flagged(*soft), "zh")[1].startswith("活动参与量也连续两季未达目标，但差距在抽样误差之内")


def test_the_years_own_result_stands_on_page_one_or_why_there_is_none():
    made, whole, gone = reviews.review(), reviews.review(reviews.WHOLE), reviews.without_total()
    assert year_result(made, "zh") == ""
    total = whole.card.total
    said = year_result(replace(made, year=whole), "zh")
    assert said == f"全年（2024年第三季度）总分 {total.score_printed:.1f}，{total.band_label.zh}"
    said = year_result(replace(made, year=gone), "zh")
    assert said.startswith("全年（2024年第三季度）无总分：缺")
    assert all(f"{end:.1f}" in said for end in gone.card.total.bounds)
    assert said in summary(replace(made, year=gone), "zh").remarks
