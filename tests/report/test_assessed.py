"""What is taken off, added and raised, and an organisation's own lights and bands, as a report shows them."""

from dataclasses import replace
from fractions import Fraction

import pytest

from pubkpi.model.kpis.adjustments import Adjustments, Limit, Veto
from pubkpi.model.scores import AdjustmentScore, Flag
from pubkpi.model.text import Text
from pubkpi.report.document import write
from pubkpi.report.flags import flags
from pubkpi.report.leaves import tones
from pubkpi.report.sections.page_one.summary import summary
from pubkpi.report.sections.scorecard import scorecard
from pubkpi.report.sections.trend import trend
from tests.report import reviews

DUTY = Text("值班编辑", "Duty editor")


def line(name, kind, points, state, node="", value=3.0):
    return AdjustmentScore(
        name, Text(f"{name}项", name), kind, node, name, value, "count", points, state, Text("每 1 扣 2 分", "2 off each")
    )  # fmt: skip


def assessed(**total):
    """The review with a line of each kind, flags of two owners, and lights and bands with colours and shapes."""
    made = reviews.review()
    first = made.card.dimensions[0].id
    veto = Veto("v", DUTY, "v", Limit("at_least", Fraction(1)), "x:1:1", cap=Fraction(59))
    lights = tuple(replace(one, colour="#1f5f8b") if one.id == "green" else one for one in made.kpis.lights)
    bands = tuple(replace(one, colour="#1d6b3a", shape="★") for one in made.kpis.bands)
    below = Flag("below_target", "a", Text("互动率", "Interaction"), DUTY, "share", 0.068, 0.1, before=(0.065, 0.0833),
                 consequence="retraining")  # fmt: skip
    far = replace(below, kind="deviation", before=None, consequence=None, deviation=-0.32, points=-3.2)
    over = replace(below, kind="above_target", owner=Text("", ""), value=0.12, before=None, consequence="bonus")
    card = replace(
        made.card,
        total=replace(made.card.total, **total),
        adjustments=(line("off", "deduct", -4.0, "applied", first), line("open", "deduct", None, "unknown", value=None),
                     line("plus", "bonus", 2.0, "applied"), line("stop", "veto", -10.5, "fail")),
        flags=(below, far, over),
    )  # fmt: skip
    kpis = replace(made.kpis, lights=lights, bands=bands, adjustments=Adjustments(veto=(veto,)))
    return replace(made, card=card, kpis=kpis)


def test_each_adjustment_has_a_line_below_its_dimension_or_before_the_total():
    view = scorecard(assessed(), "zh")
    last = view.branches[0].lines[-1]
    assert (last.label, last.value, last.points, last.light.word, last.reason) == (
        "off项", "3", "−4.0", "扣分", "每 1 扣 2 分",
    )  # fmt: skip
    assert [(row.label, row.points, row.light.shape, row.light.word) for row in view.adjustments] == [
        ("open项", "—", "○", "无法判定"), ("plus项", "+2.0", "○", "加分"), ("stop项", "−10.5", "■", "否决"),
    ]  # fmt: skip
    assert "加减分" in view.note
    assert "加减分" not in scorecard(reviews.review(), "zh").note


def test_flags_stand_by_owner_in_sentences_of_printed_figures():
    zh, en = (flags(assessed(), lang) for lang in ("zh", "en"))
    assert [(group.owner, group.lines) for group in zh] == [
        ("值班编辑", ("互动率连续两季未达目标（上季 6.5%，目标 8.3%；本季 6.8%，目标 10.0%），可考虑再培训",
                  "互动率 6.8%，目标 10.0%，偏离 −32.0%、−3.2\u00a0个百分点")),
        ("未指定责任方", ("互动率 12.0%，超过目标 10.0%，可考虑奖励",)),
    ]  # fmt: skip
    assert en[0].lines[1] == "Interaction 6.8% is −32.0%, −3.2\u00a0pp off its target 10.0%"


def test_a_colour_reaches_lights_and_bands_under_a_name_of_ours():
    made = assessed()
    named = {tone.name: tone.ink for tone in tones(made.kpis)}
    assert named == {"light0": "#1f5f8b", **{f"band{i}": "#1d6b3a" for i in range(len(made.kpis.bands))}}
    assert summary(made, "zh").badge.shape == "★"
    seen = {row.light.tone for branch in scorecard(made, "zh").branches for row in branch.lines}
    assert "light0" in seen
    assert "green" not in seen


def test_a_total_without_a_verdict_or_without_a_known_deduction_says_so():
    unknown = assessed(band=None, band_label=None, veto="unknown")
    assert summary(unknown, "zh").band == "无法判定"
    assert "无法判定" in summary(unknown, "zh").headline
    open_ = assessed(score=None, score_printed=None, band=None, band_label=None, unadjusted=80.0)
    assert summary(open_, "zh").remarks[0] == "open项扣多少分无法判定"


@pytest.mark.campaign
def test_a_total_above_100_has_room_in_the_report(tmp_path, templates):
    paths = write(assessed(score=112.0, score_printed=112.0), tmp_path, "zh", ("html", "pdf"), templates)
    page = paths[0].read_text("utf-8")
    assert ".light.band0 { color: #1d6b3a; background: #e4ede7; }" in page
    assert "112.0" in page
    assert 112.0 in trend(assessed(score=112.0, score_printed=112.0), "zh").total_chart.totals


def test_what_stands_on_the_page_reads_as_agreed(fragment, golden):
    golden("scorecard.assessed.zh.html", fragment(assessed(), "scorecard"))
    golden("summary.assessed.zh.html", fragment(assessed(), "summary"))
