import os
import re
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from pubkpi.model.errors import ReportError
from pubkpi.report.charts import draw
from pubkpi.report.charts.figures import BandScale, Bullet, Histogram, TotalChart
from pubkpi.report.charts.svg import TONES
from pubkpi.report.charts.waterfall import draw_waterfall
from pubkpi.report.charts.words import fit
from pubkpi.report.formats import fonts
from pubkpi.report.sections.page_one.summary import summary
from pubkpi.report.sections.trend import trend
from pubkpi.report.sections.waterfall import waterfall
from tests.examples import seldom
from tests.report import reviews

SVG = "http://www.w3.org/2000/svg"


def chart(label="互动率"):
    bands = ((50.0, "不合格"), (60.0, "合格"), (90.0, "优秀"))
    return BandScale("one", "一张图", bands, 50.0, 100.0, 89.3, label, 75.1, "上季度 75.1", 80.0, 95.0)


def histogram(mark="88.2"):
    return Histogram("h", "分布", ((88.0, 2), (88.1, 5), (88.3, 3)), 88.0, 88.3, 88.2, mark)


@pytest.fixture(scope="module")
def drawn():
    view = trend(reviews.review(), "zh")
    return [draw.draw(one) for one in (*summary(reviews.review(), "zh").figures[:2], view.chart, view.total_chart)]


def test_the_same_figure_gives_the_same_bytes():
    assert draw.draw(chart()) == draw.draw(chart())
    assert draw.draw(histogram()) == draw.draw(histogram())


_DRAWN = """
import sys
from pubkpi.report.charts import draw
from tests.report.charts.test_draw import chart, histogram

sys.stdout.buffer.write((draw.draw(chart(sys.argv[1])) + draw.draw(histogram(sys.argv[1]))).encode())
"""


@pytest.mark.parametrize("locale", ["zh_CN.UTF-8", *seldom("C", "en_US.UTF-8")])
@pytest.mark.campaign
def test_the_same_figure_gives_the_same_bytes_in_every_locale(locale):
    """The language of text is taken from the locale when a process starts; a locale that is not there is that of C."""
    label = "“阅读”—… 2024: 10万+"
    run = subprocess.run(
        [sys.executable, "-c", _DRAWN, label],
        env={**os.environ, "LC_ALL": locale, "PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
    )
    assert run.stdout.decode() == draw.draw(chart(label)) + draw.draw(histogram(label))


def test_words_are_text_in_the_simplified_face_at_eight_points_or_more(drawn):
    for svg in drawn:
        assert set(re.findall(r'font-family="([^"]+)"', svg)) == {"Noto Sans CJK SC"}
        assert min(map(float, re.findall(r'font-size="([\d.]+)"', svg))) >= 8
    assert ">本季 72.7</text>" in drawn[0]


@pytest.mark.parametrize("label", ["เป้า", "\U0001f600"])
def test_a_character_that_the_font_lacks_is_an_error(label):
    with pytest.raises(ReportError, match="one: the chart font lacks"):
        draw.draw(chart(label))


@pytest.mark.parametrize("label", [words for words in reviews.HOSTILE if words])
def test_a_hostile_label_leaves_the_chart_well_formed(label):
    svg = draw.draw(chart(label))
    root = ElementTree.fromstring(svg)
    assert not [node for node in root.iter() if node.tag.endswith(("script", "a", "image", "foreignObject"))]
    assert not [value for node in root.iter() for value in node.attrib.values() if "alert" in value]


def test_charts_of_one_page_share_no_ids_and_no_style(drawn):
    assert not any(re.search(r" id=|<metadata|<style|<!--|date", svg) for svg in drawn)


def shapes(svg, tag, tone):
    """The attributes of the *tag* elements of a colour."""
    return [one.attrib for one in ElementTree.fromstring(svg).iter(f"{{{SVG}}}{tag}") if one.get("class") == tone]


def places(line):
    return [tuple(map(float, place.split(","))) for place in line["points"].split()]


def bullet(at, before=None):
    return draw.draw(Bullet("b", "一条", at, before, 0.75))


def test_a_bar_ends_as_far_on_its_way_as_its_attainment_says():
    far, near = shapes(bullet(0.5), "rect", "rule")[0], shapes(bullet(0.5), "rect", "pale")[0]
    start, target = float(far["x"]), places(shapes(bullet(0.5), "polyline", "ink-line")[0])[0][0]
    way = target - start
    assert float(far["width"]) == pytest.approx(way * 0.75, abs=0.02)
    assert float(near["x"]) == pytest.approx(start + way * 0.75, abs=0.02)
    for at in (0.2, 0.5, 1.0):
        (bar,) = shapes(bullet(at), "rect", "accent")
        assert (float(bar["x"]), float(bar["width"])) == (start, pytest.approx(way * at, abs=0.02))
    (ring,) = shapes(bullet(0.5, 0.25), "circle", "paper ink-line")
    assert float(ring["cx"]) == pytest.approx(start + way * 0.25, abs=0.02)
    assert [float(one["cx"]) for one in shapes(bullet(0.0), "circle", "accent")] == [start]


@pytest.mark.parametrize(("at", "bars", "tip"), [(-0.1, 0, "min"), (-30.0, 0, "min"), (1.5, 1, "max"), (9e9, 1, "max")])
def test_what_lies_off_the_scale_is_an_arrow_and_never_longer_than_the_drawing(at, bars, tip):
    svg = bullet(at, at)
    (arrow,) = shapes(svg, "polygon", "accent")
    ends = [x for x, _ in places(arrow)]
    assert ends[0] == (min if tip == "min" else max)(ends)
    assert min(ends) >= 0
    assert max(ends) <= 120
    assert len(shapes(svg, "rect", "accent")) == bars
    assert shapes(svg, "circle", "paper ink-line") == []


def test_a_total_stands_on_its_scale_between_the_limits_of_its_band():
    svg = draw.draw(chart())
    texts = {one.text: float(one.get("x")) for one in ElementTree.fromstring(svg).iter(f"{{{SVG}}}text")}
    left, right = texts["50"], texts["100"]
    at = places(shapes(svg, "polyline", "ink-line")[0])[0][0]
    assert at == pytest.approx(left + (right - left) * (89.3 - 50) / 50, abs=0.02)
    assert texts["60"] < at < texts["90"]
    line = places(shapes(svg, "polyline", "accent-line")[0])
    assert [x for x, _ in line] == pytest.approx([left + (right - left) * one / 50 for one in (30, 45)], abs=0.02)
    assert shapes(svg, "polyline", "paper-line")  # the axis is broken
    whole = draw.draw(replace(chart(), origin=0.0, bands=((0.0, "不合格"),), low=89.3, high=89.3))
    assert not shapes(whole, "polyline", "paper-line")
    assert not shapes(whole, "polyline", "accent-line")


def is_bar(path):
    return path.get("d", "").rstrip().endswith("z") and TONES["accent"] in path.get("style", "") + path.get("fill", "")


def test_a_histogram_has_a_column_a_total_as_high_as_it_came_often_and_its_number_as_text():
    svg = draw.draw(histogram())
    root = ElementTree.fromstring(svg)
    assert "88.2" in [one.text for one in root.iter(f"{{{SVG}}}text")]
    # a column is a closed path; matplotlib writes "M x y", "L x y", a corner a line
    corners = [re.findall(r"[ML] [\d.]+ ([\d.]+)", one.get("d", "")) for one in root.iter(f"{{{SVG}}}path")]
    columns = [[*map(float, ys)] for one, ys in zip(root.iter(f"{{{SVG}}}path"), corners, strict=True) if is_bar(one)]
    heights = [max(ys) - min(ys) for ys in columns]
    assert [height / heights[0] for height in heights] == pytest.approx([1, 2.5, 1.5], rel=0.01)
    assert not re.search(r"<metadata|<style|<!--|dc:date", svg)
    assert all(name.startswith("h-") for name in re.findall(r' id="([^"]+)"', svg))
    with pytest.raises(ReportError, match="h: the chart font lacks"):
        draw.draw(histogram("\U0001f600"))


@pytest.mark.parametrize(
    ("totals", "joined", "lines"),
    [
        ((40.0, 60.0, 80.0), (True, True, True), [[0, 1, 2]]),
        ((40.0, 60.0, 80.0), (True, True, False), [[0, 1]]),
        ((40.0, None, 80.0, 90.0), (True,) * 4, [[2, 3]]),
        ((None, None), (True, True), []),
    ],
)
def test_a_line_joins_only_totals_that_can_be_compared(totals, joined, lines):
    periods, count = tuple(f"2024Q{one + 1}" for one in range(len(totals))), len(totals)
    figure = TotalChart("t", "t", periods, totals, ("",) * count, (False,) * count, joined, ((80.0, "良好"),))
    svg = draw.draw(figure)
    dots = {float(one["cx"]): float(one["cy"]) for one in shapes(svg, "circle", "accent")}
    assert len(dots) == sum(one is not None for one in totals)
    joins = [places(one) for one in shapes(svg, "polyline", "accent-line")]
    assert [len(one) for one in joins] == [len(one) for one in lines]
    assert all(dots[x] == y for line in joins for x, y in line)
    # 80 on the scale of points is where the band of 80 lies
    height = places(shapes(svg, "polyline", "rule-line")[0])[0][1]
    assert [y for (x, y), total in zip(dots.items(), (one for one in totals if one is not None), strict=True)
            if total == 80.0] == [height] * totals.count(80.0)  # fmt: skip


def test_a_quarter_without_a_total_is_drawn_as_such():
    figure = trend(reviews.without_total(), "zh").total_chart
    assert (figure.totals[2], figure.labels[2]) == (None, "无总分")
    assert draw.draw(figure)


def test_a_series_without_any_value_is_drawn_empty():
    figure = trend(reviews.review(), "zh").chart
    panel = replace(figure.panels[0], values=(None,) * 5, path=(None,) * 5, ticks=())
    assert draw.draw(replace(figure, panels=(panel,)))


def test_a_page_carries_only_the_characters_it_shows():
    few, more = fonts.subset(["互动率"]), fonts.subset(["互动率", "粉丝增长"])
    assert few[:4] == b"wOFF"
    assert len(few) < len(more) < 50_000
    assert few == fonts.subset(["率动互互"])


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("粉丝增长率", "粉丝增长率"),
        ("线上服务使用率的变化与说明", "线上服务使用率的变化与…"),
        ("粉丝增长率 (no English)", "粉丝增长率 (no English)"),
        ("线上服务使用率 (no English)", "线上服务… (no English)"),
    ],
)
def test_a_label_that_is_cut_still_says_that_its_translation_is_missing(label, shown):
    assert fit(label, 12) == shown


def test_the_font_has_the_characters_that_a_waterfall_takes_for_granted():
    assert not {*range(0x20, 0x7F), *range(0x4E00, 0x9FA6)} - fonts.characters()


def test_a_waterfall_is_text_that_can_be_read_and_refuses_what_the_font_lacks():
    made = waterfall(reviews.review(reviews.WHOLE), "zh").chart
    root = ElementTree.fromstring(draw_waterfall(made))
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == [words for bar in made.bars for words in (fit(bar.label, 12.5), bar.value)]
    assert root.get("aria-label") == made.alt
    assert all(bar.value in made.alt for bar in made.bars)
    assert draw_waterfall(made) == draw_waterfall(made)
    odd = replace(made, bars=(replace(made.bars[0], label="\U0001f600"), *made.bars[1:]))
    with pytest.raises(ReportError, match="waterfall"):
        draw_waterfall(odd)
