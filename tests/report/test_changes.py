"""Why the total moved: parts that add up, drivers, and the quarters that cannot be compared."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pubkpi.model.kpis import Version
from pubkpi.model.text import text_of
from pubkpi.report.changes import changes, comparable, reweighted
from pubkpi.report.flags import flags
from pubkpi.report.headline import headline
from pubkpi.report.page import page
from pubkpi.report.sections.scorecard import scorecard
from pubkpi.report.sections.summary import summary
from pubkpi.report.sections.trend import trend
from tests.report import reviews

# two dimensions whose leaves never lack data; the values of the third quarter decide
WHOLE = (
    ("reach", reviews.TREE[0][1], (replace(reviews.REACH[0], weight=40),)),
    ("service", reviews.TREE[1][1], (replace(reviews.SERVICES[0], weight=20), replace(reviews.SERVICES[1], weight=20))),
    ("brand", reviews.TREE[2][1], (replace(reviews.BRAND[2], weight=20),)),
)


@pytest.fixture(scope="module")
def whole():
    return reviews.review(WHOLE)


def test_the_parts_are_exact_and_add_up_as_they_print(whole):
    """Worked out from the card alone."""
    moved, (before, now) = changes(whole), whole.history[-2:]
    assert moved.total == Decimal(repr(round(now.total.score - before.total.score, 1)))
    assert sum(one.printed for one in moved.lines) == moved.total
    then = {leaf.id: leaf.points for leaf in before.indicators}
    for one, leaf in zip(moved.lines, now.indicators, strict=True):
        assert abs(float(one.printed) - (leaf.points - then[leaf.id])) < 0.1
    rows = scorecard(whole, "zh").moves
    assert sum(Decimal(row.change.replace("−", "-").replace("±", "")) for row in rows[:-1]) == moved.total
    assert rows[-1].label == "总分"


def test_the_headline_names_what_explains_the_change(whole):
    """One incident costs 20 of 20 points; the other three bring −0.5 between them."""
    said = headline(whole, "zh")
    moved = changes(whole)
    assert [one.id for one in moved.drivers] == ["incidents"]
    rest = moved.total + 20
    assert f"比上季度低 {-moved.total} 分：其中 −20.0 分来自舆情零发生，其余 3 项合计 " in said
    assert said.endswith(f"{rest:+} 分".replace("-", "−"))
    assert "from Zero incidents, the other 3 together" in headline(whole, "en")


def test_quarters_on_other_weights_are_not_compared_and_not_joined():
    """Of the third quarter one indicator lacks data: its weight is with its siblings."""
    review = reviews.review()
    assert changes(review) is None
    assert "来自" not in headline(review, "zh")
    assert reweighted(review.card)
    assert not comparable(review.history[-1], review.history[-2])
    view = trend(review, "zh")
    assert view.total_chart.joined[-2:] == (False, False)
    assert all(row.total.endswith("†") for row in view.rows)
    assert view.rows[-1].change.endswith("†")
    assert "不能直接比较" in view.title
    told = summary(review, "zh")
    assert told.facts[0].value.endswith("†")
    assert any("不能归到各项" in one for one in told.remarks)
    assert scorecard(review, "zh").moves == ()


def test_a_later_report_keeps_the_gap():
    """Seen from a quarter that is whole, an earlier one on other weights stays apart."""
    calm = reviews.review(WHOLE)
    odd = replace(calm.history[0], dimensions=reviews.review().history[0].dimensions)
    later = replace(calm, history=(odd, *calm.history[1:]))
    assert trend(later, "zh").total_chart.joined[:3] == (False, False, True)
    assert trend(later, "zh").caution.startswith("†")
    assert trend(calm, "zh").caution == ""


def test_a_plan_that_changes_its_weights_in_mid_year_says_so_where_the_line_breaks():
    """Half of what reach has goes to service from the third quarter on; both quarters are scored whole."""
    (reach, name, (reads,)), (service, *called, (usage, people)), brand = WHOLE
    now = reviews.review(
        ((reach, name, (replace(reads, weight=20),)), (service, *called, (replace(usage, weight=40), people)), brand)
    )
    before = reviews.review(WHOLE)
    trees = (Version(reviews.FIRST, before.kpis.dimensions, {}), Version(reviews.NOW, now.kpis.dimensions, {}))
    review = replace(now, history=(*before.history[:2], now.card), kpis=replace(now.kpis, versions=trees))
    view = trend(review, "zh")
    assert view.total_chart.joined[:3] == (False, True, False)
    assert view.caution == "考核表自2024年第三季度起改了权重：与此前的季度不能直接比较、也不连线"
    assert trend(review, "en").caution.startswith("The plan has other weights from Q3 2024 on: not comparable with the")
    (told,) = (one for one in summary(review, "zh").remarks if "不能归到各项" in one)
    assert told.startswith("† 本季与上季计分的指标或权重不同：总分之差")
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
    assert page(reviews.review(), "zh").dated == "数据截至 2024年10月1日"


def test_a_chinese_name_in_english_says_that_a_translation_is_missing():
    row = replace(reviews.REACH[0], label=text_of("自建指标"), unit="yuan")
    review = reviews.review((("reach", reviews.TREE[0][1], (row, *reviews.REACH[1:])), *reviews.TREE[1:]))
    line = scorecard(review, "en").branches[0].lines[1]
    assert line.label == "自建指标 (no English)"
    assert "yuan" in line.notes
    assert "元" in scorecard(review, "zh").branches[0].lines[1].notes
