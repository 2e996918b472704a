"""Why the total moved: parts that add up, drivers, and the quarters that cannot be compared."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pubkpi.model.kpis import Version
from pubkpi.model.text import text_of
from pubkpi.report.comparison import comparable, reweighted
from pubkpi.report.document import section_views
from pubkpi.report.flags import flags
from pubkpi.report.headline import headline
from pubkpi.report.page import page
from pubkpi.report.sections.page_one.summary import summary
from pubkpi.report.sections.scorecard import scorecard
from pubkpi.report.sections.trend import trend
from pubkpi.report.sections.waterfall import waterfall
from tests.report import reviews


@pytest.fixture(scope="module")
def whole():
    return reviews.review(reviews.WHOLE)


def number(words):
    """What a printed number says."""
    return Decimal(words.replace("−", "-").replace("±", ""))


def test_the_bars_are_exact_and_add_up_as_they_print(whole):
    """Worked out from the card alone: below arithmetic means a line brings the change of its points."""
    view, (before, now) = waterfall(whole, "zh"), whole.history[-2:]
    first, *bars, last = view.chart.bars
    total = Decimal(repr(round(now.total.score - before.total.score, 1)))
    assert sum(number(bar.value) for bar in bars) == total == number(view.lines[-1].change)
    assert (first.end, last.end) == (before.total.score, now.total.score)
    assert [bar.start for bar in bars] == pytest.approx([first.end, *(bar.end for bar in bars[:-1])])
    assert bars[-1].end == pytest.approx(last.end)
    then = {leaf.label.zh: leaf.points for leaf in before.indicators}
    for leaf in now.indicators:
        bar = next(bar for bar in bars if bar.label == leaf.label.zh)
        assert bar.end - bar.start == pytest.approx(leaf.points - then[leaf.label.zh])
        assert abs(float(number(bar.value)) - (leaf.points - then[leaf.label.zh])) < 0.1
    assert view.lines[-1].label == "总分"


def test_the_rows_beside_the_bars_are_those_of_the_table(whole):
    for made in (whole, reviews.review()):
        view = waterfall(made, "zh")
        lines = {line.label: replace(line, depth=0) for line in view.lines}
        assert [row.label for row in view.rows] == [bar.label for bar in view.chart.bars[1:-1]]
        assert [lines[row.label] for row in view.rows] == list(view.rows)
        assert {len(row.kinds) for row in view.rows} == {len(view.kinds)}


def test_the_axis_is_broken_where_the_levels_lie_close_together_and_says_so(whole):
    """From 98 to 78 it starts at 70; from 83 to 3 at 0."""
    chart = waterfall(whole, "zh").chart
    lowest = min(bar.end for bar in chart.bars)
    assert 0 < chart.origin < lowest
    assert chart.origin % 5 == 0
    assert f"横轴从 {chart.origin:g} 分起（断轴）" in waterfall(whole, "zh").note
    why = whole.explanation
    deep = replace(why, now=replace(why.now, total=replace(why.now.total, score=3.0)))
    view = waterfall(replace(whole, explanation=deep), "zh")
    assert view.chart.origin == 0
    assert "断轴" not in view.note


def test_what_a_figure_cannot_show_stands_together_in_its_last_bar(whole):
    why = whole.explanation
    many = tuple(replace(why.contributions[i % 4], id=f"x{i}") for i in range(20))
    view = waterfall(replace(whole, explanation=replace(why, contributions=many)), "en")
    _, *bars, _ = view.chart.bars
    assert len(bars) == len(view.rows) == 16
    assert (bars[-1].label, len(view.lines)) == ("the other 5", 1 + 20 + len({one.node for one in many}))
    assert sum(number(bar.value) for bar in bars) == sum(one.printed for one in many)


def test_without_a_total_before_there_is_nothing_to_explain():
    for made in (reviews.one_quarter(), reviews.without_total()):
        assert waterfall(made, "zh") is None
        assert "waterfall" not in section_views(made, "zh")
        assert "总分变动原因" not in [one.title for one in page(made, "zh", section_views(made, "zh")).sections]


def test_the_headline_names_what_explains_the_change(whole):
    """One incident costs 20 of 20 points; the other three bring −0.5 between them."""
    said = headline(whole, "zh")
    moved = whole.explanation
    assert [one.id for one in moved.drivers] == ["incidents"]
    rest = moved.printed + 20
    assert f"比上季度低 {-moved.printed} 分：其中 −20.0 分来自舆情零发生，其余 3 项合计 " in said
    assert said.endswith(f"{rest:+} 分".replace("-", "−"))
    assert "from Zero incidents, the other 3 together" in headline(whole, "en")
    assert waterfall(whole, "zh").title.count("（按是否达标或分级计分，数值小变而得分大变）") == 1


def test_quarters_on_other_weights_are_told_with_what_that_brought_and_not_joined():
    """Of the third quarter one indicator lacks data: its weight is with its siblings."""
    review = reviews.review()
    coverage = sum(
        effect.printed
        for one in review.explanation.contributions
        for effect in one.effects
        if effect.kind == "coverage"
    )
    assert "比上季度低 16.4 分†：其中 −15.0 分来自舆情零发生" in headline(review, "zh")
    assert reweighted(review.card)
    assert not comparable(review.history[-1], review.history[-2])
    view = trend(review, "zh")
    assert view.total_chart.joined[-2:] == (False, False)
    assert all(row.total.endswith("†") for row in view.rows)
    assert view.rows[-1].change.endswith("†")
    assert "不能直接比较" in view.title
    told = summary(review, "zh")
    assert told.sum.row.moved.endswith("†")
    assert any(f"由此带来的变动：有无数据 {coverage} 分".replace("-", "−") in one for one in told.remarks)
    assert "有无数据" in waterfall(review, "zh").kinds
    unsaid = replace(review, explanation=None)
    assert any("不能归到各项" in one for one in summary(unsaid, "zh").remarks)
    assert "来自" not in headline(unsaid, "zh")


def test_a_later_report_keeps_the_gap():
    """Seen from a quarter that is whole, an earlier one on other weights stays apart."""
    calm = reviews.review(reviews.WHOLE)
    odd = replace(calm.history[0], dimensions=reviews.review().history[0].dimensions)
    later = replace(calm, history=(odd, *calm.history[1:]))
    assert trend(later, "zh").total_chart.joined[:3] == (False, False, True)
    assert trend(later, "zh").caution.startswith("†")
    assert trend(calm, "zh").caution == ""


def test_a_plan_that_changes_its_weights_in_mid_year_says_so_where_the_line_breaks():
    """Half of what reach has goes to service from the third quarter on; both quarters are scored whole."""
    (reach, name, (reads,)), (service, *called, (usage, people)), brand = reviews.WHOLE
    now = reviews.review(
        ((reach, name, (replace(reads, weight=20),)), (service, *called, (replace(usage, weight=40), people)), brand)
    )
    before = reviews.review(reviews.WHOLE)
    trees = (Version(reviews.FIRST, before.kpis.dimensions, {}), Version(reviews.NOW, now.kpis.dimensions, {}))
    review = replace(now, history=(*before.history[:2], now.card), kpis=replace(now.kpis, versions=trees))
    view = trend(review, "zh")
    assert view.total_chart.joined[:3] == (False, True, False)
    assert view.caution == "考核表自2024年第三季度起改了权重：与此前的季度不能直接比较、也不连线"
    assert trend(review, "en").caution.startswith("The plan has other weights from Q3 2024 on: not comparable with the")
    (told,) = (one for one in summary(review, "zh").remarks if one.startswith("†"))
    assert told.startswith("† 本季与上季计分的指标或权重不同，走势图在此断开")
    assert trend(before, "zh").caution == ""


def test_an_interval_around_the_target_softens_the_flag():
    from tests.report.test_assessed import assessed

    made = assessed()
    one = replace(made.card.flags[0], interval=(0.06, 0.11))
    made = replace(made, card=replace(made.card, flags=(one,)))
    (line,) = flags(made, "zh")[0].lines
    assert line.endswith("（95% 区间 6.0%–11.0% 包含目标，差距在抽样误差之内），是否处理由会议决定")
    assert "再培训" not in line


def test_the_page_is_dated_by_the_data():
    """The newest file is of the first of October; it was loaded on the fourth."""
    made = reviews.review()
    assert page(made, "zh").dated == "数据截至 2024年10月1日"
    newest, *others = sorted(made.files, key=lambda one: one.as_of, reverse=True)
    older = next(one for one in others if one.export != newest.export and one.as_of < newest.as_of)
    assert replace(made, sources=frozenset({older.export})).data_day == older.as_of  # nothing else is of its numbers
    assert replace(made, sources=frozenset({"other"})).data_day == newest.as_of


def test_a_chinese_name_in_english_says_that_a_translation_is_missing():
    row = replace(reviews.REACH[0], label=text_of("自建指标"), unit="yuan")
    review = reviews.review((("reach", reviews.TREE[0][1], (row, *reviews.REACH[1:])), *reviews.TREE[1:]))
    line = scorecard(review, "en").branches[0].lines[1]
    assert line.label == "自建指标 (no English)"
    assert "yuan" in line.notes
    assert "元" in scorecard(review, "zh").branches[0].lines[1].notes
