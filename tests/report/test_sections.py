import re
import string
from dataclasses import astuple, replace
from decimal import Decimal

import pytest

from pubkpi.model.periods import QUARTER
from pubkpi.model.text import NOTHING, Text
from pubkpi.printing import terms
from pubkpi.report.leaves import leaves
from pubkpi.report.page import SECTIONS, page
from pubkpi.report.sections.analyses import SECTION_ANALYSES
from pubkpi.report.sections.definitions import definitions
from pubkpi.report.sections.page_one.summary import summary
from pubkpi.report.sections.quality import quality
from pubkpi.report.sections.scorecard import scorecard
from pubkpi.report.sections.trend import trend
from pubkpi.report.wording import numbers, sentences, words
from tests.report import reviews

ON_REQUEST = (
    "revisions",
    "levers",
    "robustness",
    "benchmarks",
    "decisions",
    "commentary",
    "next",
    "signoff",
    "months",
    "accounts",
    "authors",
    "dimensions",
    "topic",
    *SECTION_ANALYSES,
)  # and what is told of a closed period only


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_reads_as_agreed(section, fragment, golden):
    made = reviews.with_reasons() if section in ON_REQUEST else reviews.review()
    golden(f"{section}.zh.html", fragment(made, section))


def test_page_one_without_a_total_reads_as_agreed(fragment, golden):
    golden("summary.without_total.zh.html", fragment(reviews.without_total(), "summary"))


def test_page_one_in_english_reads_as_agreed(fragment, golden):
    golden("summary.en.html", fragment(reviews.review(), "summary", "en"))


def test_an_analysis_without_rows_is_a_sentence_without_a_table(fragment):
    made = reviews.with_reasons()
    empty = [replace(one, rows=(), sentences=one.sentences[:1]) for one in made.analyses]
    page = fragment(replace(made, analyses=tuple(empty)), "incidents")
    assert "共支出 16,000.40 元" in page
    assert "<table" not in page


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_view_holds_nothing_but_finished_strings_and_figures(section, lang):
    def loose(value):
        if isinstance(value, tuple):
            return [one for part in value for one in loose(part)]
        return [] if isinstance(value, str | bool | float | int | None) else [value]

    view = SECTIONS[section](reviews.with_reasons(), lang)
    assert not loose(astuple(view))
    assert view == SECTIONS[section](reviews.with_reasons(), lang)


def test_every_number_of_the_scorecard_is_that_of_the_card():
    review = reviews.review()
    lines = [line for branch in scorecard(review, "zh").branches for line in branch.lines]
    nodes = [node for branch in review.card.dimensions for node in (branch, *branch.indicators)]
    scales = {row.score.id: row.scale for row in leaves(review, "zh")}
    assert len(lines) == len(nodes)
    for line, node in zip(lines, nodes, strict=True):
        assert (line.weight, line.score) == (numbers.weight(node.weight), numbers.score(node.score_printed))
        assert line.points == numbers.score(node.points)
        if node.id in scales:
            one = scales[node.id]
            assert (line.value, line.baseline, line.target) == tuple(
                map(one.bare, (node.value, node.baseline, node.target))
            )
            assert line.change == one.change(node.value, node.previous.value)
            assert line.moved == numbers.score_change(node.score, node.previous.score)


def test_what_is_missing_shows_its_reason_and_no_number():
    lines = {line.label: line for branch in scorecard(reviews.review(), "zh").branches for line in branch.lines}
    missing, not_due = lines["互动率"], lines["获奖情况"]
    assert not_due.target == "省级"  # the first level with all the points
    for line in (missing, not_due):
        assert {line.value, line.score, line.points, line.change} == {"—"}
    assert (missing.light.shape, missing.light.word) == ("○", "无数据")
    assert not_due.light.word == "不适用"
    assert "62%" in missing.reason
    assert "2024Q4" in not_due.reason
    assert {missing.value, missing.gap, missing.nearness} == {"—"}


def test_a_value_that_is_a_bound_prints_as_one_wherever_it_stands():
    """Every reported value at least so great, and those of the quarter before as they are; then those, too."""
    plain = reviews.review()
    ends = {one.id: one.score_ends for one in plain.kpis.indicators}
    card = _bounded(plain.card, ends)
    for before, change in (("", "≥"), ("at_least", "cannot tell")):
        leaves = [
            replace(
                one,
                previous=replace(
                    one.previous, bound=before, open=_open(one, one.previous.score, ends[one.id]) if before else ()
                ),
            )
            for one in card.indicators
            if one.value is not None and one.previous.value is not None
        ]
        made = replace(plain, card=_with(card, {one.id: one for one in leaves}))
        lines = [
            line for branch in scorecard(made, "en").branches for line in branch.lines if line.value not in ("", "—")
        ]
        assert len(lines) > 4
        assert {line.value[0] for line in lines} == {"≥"}
        assert {line.change[: len(change)] for line in lines if line.change != "—"} == {change}
        # what is full can become no more, and one incident already brings nothing
        shown = {line.label: (line.score, line.points, line.lost) for line in lines}
        assert shown["Average monthly reads"] == ("100.0", "13.3", "0.0")
        assert shown["Zero incidents"] == ("0.0", "0.0", "15.0")
        assert shown["Follower growth"] == ("≥90.7", "≥18.1", "≤1.9")
        assert {line.moved[0] for line in lines if line.label == "Follower growth"} == {"≥" if not before else "—"}
        heads = [branch.lines[0].score[0] for branch in scorecard(made, "en").branches]
        assert heads == ["≥", "≥", "5"]
        for row in lines:
            if row.value != "—" and row.gap not in ("—", "met", "not met", "reached", "missed"):
                assert (row.value[0], row.gap[0]) == ("≥", "≥")
                assert row.nearness[0] in "≥≤" or not row.nearness.endswith("%")
        doubts = [
            one for one in summary(made, "en").notes if one.endswith("(a bound: the true value may reach the target)")
        ]
        assert doubts
        assert not any(one.startswith("Zero incidents") for one in doubts)  # at least one is one too many
        assert {panel.last[0] for panel in trend(made, "en").chart.panels if panel.last[-1].isdigit()} == {"≥"}


def _bounded(card, ends):
    return _with(
        card,
        {
            one.id: replace(one, basis=replace(one.basis, bound="at_least"), open=_open(one, one.score, ends[one.id]))
            for one in card.indicators
        },
    )


def _open(one, score, ends):
    """Where the score of a value that is at least so great is open."""
    up = one.direction == "up"
    return () if score in (None, ends[up]) else ("at_least" if up else "at_most",)


def _with(card, leaves):
    return replace(
        card,
        dimensions=tuple(
            replace(node, indicators=tuple(leaves.get(one.id, one) for one in node.indicators))
            for node in card.dimensions
        ),
    )


def test_a_light_is_told_by_shape_and_word():
    lights = {line.light for branch in scorecard(reviews.review(), "zh").branches for line in branch.lines}
    assert len({light.tone for light in lights}) == 5
    assert len({(light.shape, light.word) for light in lights}) == len(lights)


def test_a_report_is_final_only_once_its_period_is_closed():
    settled, gone = reviews.review(provisional=False), reviews.without_total()
    unknown = replace(settled.card.total, band=None, band_label=None, veto="unknown", bands=(None, None))
    vetoed = replace(gone.card.total, band="fail", band_label=Text("不合格", "failed"), veto="fail")
    closing, revision = reviews.with_reasons().closings
    for made, total, closings, end in (
        (settled, settled.card.total, (), "未定稿"),
        (settled, settled.card.total, (closing,), "定稿"),
        (settled, settled.card.total, (closing, revision), "修订 R1"),
        (gone, gone.card.total, (), "未定稿（无总分）"),
        (gone, gone.card.total, (closing,), "定稿"),
        (settled, unknown, (), "未定稿（无法判定）"),
        (gone, vetoed, (), "未定稿"),
    ):
        card = replace(made.card, total=total, provisional=False)
        assert page(replace(made, card=card, closings=closings), "zh").foot.split(" · ")[-2] == end


def test_without_a_total_page_one_says_why_and_between_which_bounds():
    view = summary(reviews.without_total(), "zh")
    assert (view.total, view.band, view.place) == ("—", "无总分", "无总分")
    assert "服务转化" in view.remarks[0]
    assert "70%" in view.remarks[0]
    low, high = (numbers.score(bound) for bound in reviews.without_total().card.total.bounds)
    assert low in view.headline
    assert high in view.headline
    assert not any(low in remark or high in remark for remark in view.remarks)  # said once
    assert (view.sum.points, view.sum.row.moved) == ("—", "—")


def test_points_of_a_branch_without_a_score_are_not_told():
    view = summary(reviews.without_total(), "zh")
    assert "有得分、未计入的：用户满意度 83.4、活动参与量 96.1" in view.notes
    assert "用户满意度：样本量 412，95% 区间 84.1%–90.5%，包含目标 90.0%，差距在抽样误差之内" in view.notes
    assert {line.row.label: line.points for line in view.lines}["用户满意度"] == "—"
    lines = {line.label: line for branch in scorecard(reviews.without_total(), "zh").branches for line in branch.lines}
    assert (lines["服务转化"].score, lines["用户满意度"].points, lines["用户满意度"].effective) == ("—", "—", "")


def test_a_first_quarter_has_nothing_to_compare_with():
    view = summary(reviews.one_quarter(), "zh")
    assert (view.bars, view.remarks) == (None, ("首个计分季度，无可比",))
    assert trend(reviews.one_quarter(), "zh").title == "只有一个计分季度，还看不出走势"
    assert not any("暂定" in remark for remark in view.remarks)


def test_the_lines_are_sorted_by_points_lost():
    lines = summary(reviews.review(), "zh").lines
    lost = [Decimal(line.row.lost) for line in lines if line.row.lost != "—"]
    assert lost == sorted(lost, reverse=True)
    assert (len(lines), len(lost)) == (10, 8)
    assert {line.row.light.word for line in lines if line.row.lost == "—"} == {"无数据", "不适用"}


def test_a_value_just_under_its_target_is_not_printed_as_the_target():
    row = replace(reviews.REACH[0], values=(0.0, 0.1, 0.2, float(reviews.REACH[0].targets[2]) - 0.00004))
    tree = (("reach", reviews.TREE[0][1], (row, *reviews.REACH[1:])), *reviews.TREE[1:])
    line = scorecard(reviews.review(tree), "zh").branches[0].lines[1]
    assert line.value != line.target


def test_gaps_stay_gaps_and_the_baseline_quarter_is_shown():
    chart = trend(reviews.review(), "zh").chart
    panel = next(one for one in chart.panels if one.title == "互动率")
    assert chart.periods == ("23Q4", "24Q1", "24Q2", "24Q3", "24Q4")
    assert panel.values == (0.028, 0.047, 0.0583, None, None)
    assert panel.path[0] is None
    assert panel.path[4] == 0.1
    assert chart.open_points == (False, False, False, True, False)
    assert (panel.last, panel.ticks) == ("无数据", ((0.028, "2.8%"), (0.1, "10.0%")))


def test_every_method_has_its_rule_written_out():
    rules = {
        one.label: entry.lines[0]
        for one in definitions(reviews.review(), "zh").definitions
        for entry in one.entries
        if entry.name == "计分"
    }
    assert rules["粉丝增长率"] == "得分 = 60 + (100 − 60) × (x − B) ÷ (T − B)，限 0–100（x 本季值，B 基线，T 目标）。"
    assert rules["外部合作数量"] == "得分 = 100 × x ÷ T，限 0–100（x 本季值，T 目标）。"
    assert rules["获奖情况"] == "按等级给分：无 0 分、市级 60 分、省级 100 分。在2024年第四季度之前没有结果时不适用。"
    assert rules["舆情零发生"] == "不高于 0 得 100 分，否则 0 分。"


def test_missing_days_are_named_and_days_to_come_are_not_missing():
    early = replace(reviews.review(), dated=reviews.NOW.first.replace(month=9, day=30))
    strips = quality(early, "zh").strips
    assert strips[1].note == "缺 3 天：08-03–08-04、09-17"
    assert strips[1].covered == "88 / 91 天"
    states = [state for month in strips[1].months for state, _ in month.days]
    assert len(states) == 92
    assert states.count("missing") == 3


def test_many_files_are_summed_by_export_and_account_first():
    calm = reviews.review()
    many = tuple(replace(calm.files[0], name=f"{number}.xls", sha256=f"{number:064}") for number in range(13))
    view = quality(replace(calm, files=(*many, calm.files[2])), "zh")
    assert [(row.name, row.rejected) for row in quality(calm, "zh").rejected] == [
        ("内容分析_20240701-20240930.xls", "3")
    ]
    assert [(row.export, row.files, row.rows_in) for row in view.exports] == [
        ("公众号用户增长", "13", "1,196"),
        ("问卷星答卷", "1", "421"),
    ]
    assert (view.sums.files, view.rejected) == ("14", ())


def test_of_many_accounts_an_export_is_a_line_and_only_what_lacks_days_is_drawn():
    calm = reviews.review()
    names = [f"号{number}" for number in range(40)]
    files = tuple(replace(calm.files[0], account=name, sha256=f"{name:0>64}") for name in names)
    whole, lacking = calm.coverage
    coverage = (*(replace(whole, account=name) for name in names), lacking)
    view = quality(replace(calm, files=files, coverage=coverage), "zh")
    assert [(row.account, row.files, row.loaded) for row in view.exports] == [("40 个账号", "40", "3,680")]
    assert [strip.covered for strip in view.strips] == ["89 / 92 天"]
    assert view.others == "其余 40 项每日数据都齐全"
    every = quality(replace(calm, coverage=tuple(replace(lacking, account=name) for name in names)), "en")
    assert (len(every.strips), every.others) == (6, "34 more lack 102 days together")


def test_an_attainment_scored_as_completion_says_so():
    calm = reviews.review()
    branch = calm.card.dimensions[1]
    leaf = replace(branch.indicators[0], method="completion", baseline=None, attainment=None, score_uncapped=87.2)
    dimensions = (calm.card.dimensions[0], replace(branch, indicators=(leaf, *branch.indicators[1:])))
    found = definitions(replace(calm, card=replace(calm.card, dimensions=dimensions)), "zh").definitions[4]
    rules = {entry.name: entry.lines[0] for entry in found.entries}
    assert rules["计分"] == "得分 = 100 × x ÷ T，限 0–100（x 本季值，T 目标）。没有可用的基线，因此按完成率计分。"
    assert rules["本季代入"].startswith("x = 43.6%，T = 50.0%，得分")


def test_a_branch_that_does_not_apply_is_not_called_missing():
    calm = reviews.review()
    branch = calm.card.dimensions[2]
    none = replace(branch.indicators[1], weight=30.0)
    out = replace(
        branch, score=None, score_printed=None, points=None, light="none", state="not_applicable", indicators=(none,)
    )
    view = scorecard(replace(calm, card=replace(calm.card, dimensions=(*calm.card.dimensions[:2], out))), "zh")
    assert view.branches[2].lines[0].light.word == "不适用"


def test_each_finding_is_listed_once_by_severity():
    view = quality(reviews.review(), "zh")
    assert [group.title for group in view.findings] == ["警告 1", "说明 1"]


def texts():
    """Every fixed text of the report by its name."""
    found = {name: value for name, value in vars(sentences).items() if isinstance(value, Text) and name.isupper()}
    for table in (words.PHRASES, words.STATES, words.SEVERITIES, terms.METHODS, words.SECTION_TITLES):
        found |= dict(table)
    return {name: text for name, text in found.items() if text != NOTHING}


def test_both_languages_have_every_word():
    for name, text in texts().items():
        assert text.zh.strip(), name
        assert text.en.strip() or name == "page_end"
        assert not re.search(r"[\u4e00-\u9fff，。；：（）“”]", text.en), name


def test_both_languages_fill_the_same_fields():
    def fields(pattern):
        found = {name for _, name, _, _ in string.Formatter().parse(pattern) if name}
        return (
            found - words.period_words(QUARTER, "zh").keys()
        )  # a language may name the period where the other need not

    assert not [name for name, text in texts().items() if fields(text.zh) != fields(text.en)]


def test_every_section_has_its_title_and_templates(templates):
    assert list(words.SECTION_TITLES) == list(SECTIONS)
    for name in SECTIONS:
        for form in ("html", "typ"):
            assert (templates[0] / "sections" / f"{name}.{form}.j2").is_file()
