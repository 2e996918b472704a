"""What would move the total, how firm it is, what was closed, and which sections tell of it."""

from dataclasses import replace

import pytest

from pubkpi.model.errors import UsageError
from pubkpi.report.document import section_views
from pubkpi.report.headline import no_total_reason
from pubkpi.report.page import DEFAULT_SECTIONS, SECTIONS, section_names
from pubkpi.report.sections.analyses import SECTION_ANALYSES
from pubkpi.report.sections.levers import levers, needed_value
from pubkpi.report.sections.meeting.notices import notices
from pubkpi.report.sections.revisions import revisions
from pubkpi.report.sections.robustness import robustness
from pubkpi.report.sections.scorecard import scorecard
from pubkpi.report.sections.side_by_side.dimensions import dimensions
from pubkpi.report.wording import numbers
from tests.report import reviews


@pytest.fixture(scope="module")
def made():
    return reviews.with_reasons()


def test_levers_are_ranked_by_the_points_that_each_could_bring(made):
    """All points of its effective weight, as no other indicator moves."""
    view = levers(made, "zh")
    gains = [float(row.gain) for row in view.rows]
    lost = {
        leaf.label.zh: (leaf.effective_weight or 0.0) * (100 - leaf.score) / 100
        for leaf in made.card.indicators
        if leaf.scoring == "scored"
    }
    shown = {row.label: row.gain for row in view.rows if row.label in lost}
    assert gains == sorted(gains, reverse=True)
    assert shown == {label: numbers.score(points) for label, points in lost.items()}
    assert view.title == "单项最多能再提 20.0 分：舆情零发生；距 80 分（良好）还差 7.9 分"
    assert view.goal == "到 80 分需"
    assert view.note.startswith("情景测算，非考核结果。")


def test_what_the_goal_needs_of_a_count_is_whole_and_enough(made):
    lever = replace(made.levers.levers[0], unit="count", direction="up", value=7.0, needed=7.6, reach="solved")
    scale = numbers.scale("count", "zh", (7.0, 8.0, 7.6))
    assert needed_value(lever, scale) == "8"
    assert needed_value(replace(lever, needed=8.0), scale) == "8"
    assert needed_value(replace(lever, direction="down", needed=1.4), scale) == "1"
    shares = numbers.scale("share", "zh", (0.068, 0.1))
    assert needed_value(replace(lever, unit="share", needed=0.0801), shares) == "8.1%"
    assert needed_value(replace(lever, reach="beyond", needed=None), scale) == "仅靠此项无法达到"


def test_the_gap_to_the_target_is_that_of_the_targets(made):
    rows = {row.label: row for row in levers(made, "en").rows}
    assert rows["Activity participation"].gap == "−580"
    assert rows["Online service usage"].gap == "−6.4\u00a0pp"


def test_robustness_is_one_sentence_with_its_seed_and_the_range_without_each(made):
    found, view = made.robustness, robustness(made, "zh")
    low, high = numbers.score(found.weights.low), numbers.score(found.weights.high)
    assert view.title.startswith(f"各权重变动 ±20%，总分多在 {low} 与 {high} 之间，")
    assert view.title.endswith("的抽样里仍是“合格”")
    totals = {one.label.zh: one.total for one in found.omissions if one.total is not None}
    least, most = min(totals, key=totals.get), max(totals, key=totals.get)
    assert f"总分在 {totals[least]:.1f}（不计{least}）与 {totals[most]:.1f}（不计{most}）之间" in view.sentences[0]
    assert view.note == "权重各动 ±20%，同级内重新分配，200 次，随机种子 20240101"
    assert [row.label for row in view.rows] == ["权重变动"]


def test_a_revision_prints_both_totals_the_reason_and_what_was_closed_before(made):
    view = revisions(made, "zh")
    assert view.title == "2024年10月20日修订 R1：总分原为 73.1，改为 72.1"
    assert [(row.name, row.before, row.total, row.reason) for row in view.rows] == [
        ("定稿", "", "73.1", "其时数据还是暂定的"),
        ("修订 R1", "73.1", "72.1", "补登一起舆情"),
    ]
    first = replace(made, closings=made.closings[:1])
    assert revisions(first, "en").title == "Final since 8 October 2024: total 73.1"


def test_what_nobody_asked_for_and_what_is_not_so_is_no_section():
    plain = reviews.review()
    without = (
        *"revisions levers robustness months topic accounts authors benchmarks decisions next".split(),
        *SECTION_ANALYSES,
    )
    assert [*section_views(plain, "zh", [*SECTIONS])] == [name for name in SECTIONS if name not in without]
    assert levers(plain, "zh") is robustness(plain, "zh") is revisions(plain, "zh") is None


def test_each_indicator_in_alert_has_a_notice_with_its_numbers_and_lines_to_sign(made):
    view = notices(made, "zh")
    alerts = [one for one in made.card.indicators if one.state == "alert"]
    assert alerts
    assert sorted(one.label for one in view.notices) == sorted(one.label.zh for one in alerts)
    lines = {line.label: line for branch in scorecard(made, "zh").branches for line in branch.lines}
    for one in view.notices:
        row = lines[one.label]
        assert (one.gap, one.nearness, one.light) == (row.gap, row.nearness, row.light)
        assert (one.score, one.lost) == (lines[one.label].score, lines[one.label].lost)
        assert set(one.flags) == {
            line for group in scorecard(made, "zh").flags for line in group.lines if line.startswith(one.label)
        }
    assert view.answers == ("原因分析", "整改措施", "完成期限")
    calm = replace(made, card=replace(made.card, dimensions=()))
    assert notices(calm, "zh") is None


def test_sections_stand_in_the_order_that_is_asked_for_each_once():
    assert section_names(()) == DEFAULT_SECTIONS
    assert section_names(("levers", "summary", "levers")) == ("levers", "summary")
    with pytest.raises(UsageError, match="lever") as caught:
        section_names(("summary", "lever"))
    assert "levers" in caught.value.hint.en


def test_dimensions_that_lack_data_are_named_in_one_sentence_and_nothing_is_said_to_be_without_loss():
    made = reviews.review()
    bare = {"score": None, "score_printed": None, "state": "no_data", "weight_coverage": 0.5}
    unscored = [
        replace(
            one,
            **bare,
            indicators=tuple(replace(leaf, scoring="missing", score=None, points=None) for leaf in one.indicators),
        )
        for one in made.card.dimensions
    ]
    made = replace(made, card=replace(made.card, dimensions=tuple(unscored)))
    said = "“传播效能”（50.0%）、“服务转化”（50.0%）、“品牌建设”（50.0%）有数据的权重都低于计分所需的 70%"
    assert no_total_reason(made, "zh") == said
    assert dimensions(made, "zh").title == "本季度没有计分的指标"
    # one that has all its data lacks a score for a deduction that nobody knows: its 100% are not too little
    open_ = (replace(unscored[0], weight_coverage=1.0), *unscored[1:])
    made = replace(made, card=replace(made.card, dimensions=open_))
    assert no_total_reason(made, "zh") == said.removeprefix("“传播效能”（50.0%）、")
