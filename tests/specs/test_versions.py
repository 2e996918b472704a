"""Weights and targets that change in mid-plan: which version is in force when, and what is said about a mistake."""

import re
import shutil
from fractions import Fraction

import pytest

from pubkpi.model.errors import SpecError
from pubkpi.model.kpis.versions import amendments
from pubkpi.model.periods import QUARTER, YEAR, period
from pubkpi.specs.build import build
from pubkpi.specs.check import check
from tests.house.tree import ROOT
from tests.specs.broken import MEASURES, SCORECARD

Q1, Q2, Q3, Q4 = (QUARTER.of(2024, number) for number in range(1, 5))
TARGET = "target: {2024Q1: 120, 2024Q4: 180}"
RAISED = "target: [{2024Q1: 120, 2024Q4: 180}, {from: 2024Q3, is: {2024Q3: 170, 2024Q4: 190}, reason: {zh: 扩容, en: more staff}}]"
READS, AWARDS = "weight: 60.1", "weight: 0.2"
# from the third quarter on, 10 points go from reads to awards
SHIFTED = (
    (READS, "weight: [60.1, {from: 2024Q3, is: 50.1, reason: {zh: 复盘决定, en: decided at the review}}]"),
    (AWARDS, "weight: [0.2, {from: 2024Q3, is: 10.2}]"),
)


def write(folder, *changes):
    """The folder of specs with the small scorecard, some of its words replaced."""
    text = SCORECARD
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    (folder / "measures").mkdir(exist_ok=True)
    (folder / "measures" / "more.yaml").write_text(MEASURES, encoding="utf-8")
    (folder / "mini.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def made(tmp_path):
    """The scorecard with some of its words replaced."""
    return lambda *changes: build(write(tmp_path, *changes), "mini")


def weights(kpis, period):
    return [float(leaf.weight) for leaf in kpis.in_force(period).indicators]


def goals(kpis, *periods):
    return [float(kpis.in_force(one).indicators[0].target(one)) for one in periods]


def test_a_weight_is_in_force_from_its_quarter_on_and_over_the_year_that_ends_with_it(made):
    kpis = made(*SHIFTED)
    assert [weights(kpis, one) for one in (Q1, Q2)] == [[60.1, 0.2, 39.7]] * 2
    assert [weights(kpis, one) for one in (Q3, Q4, YEAR.of(2024))] == [[50.1, 10.2, 39.7]] * 3
    assert weights(kpis, QUARTER.of(2023, 4)) == [60.1, 0.2, 39.7]
    assert weights(kpis, QUARTER.of(2030, 1)) == [50.1, 10.2, 39.7]
    assert kpis.in_force(Q3).in_force(Q1) == kpis.in_force(Q1)


def test_a_dimension_changes_its_weight_with_the_leaves_below_it(made):
    kpis = made(
        ("weight: 60.3", "weight: [60.3, {from: 2024Q2, is: 70.3}]"),
        (READS, "weight: [60.1, {from: 2024Q2, is: 70.1}]"),
        ("weight: 39.7\n    indicators", "weight: [39.7, {from: 2024Q2, is: 29.7}]\n    indicators"),
        ("weight: 39.7\n        measure", "weight: [39.7, {from: 2024Q2, is: 29.7}]\n        measure"),
    )
    assert [[float(one.weight) for one in kpis.in_force(when).everything] for when in (Q1, Q2)] == [
        [60.3, 39.7, 60.1, 0.2, 39.7],
        [70.3, 29.7, 70.1, 0.2, 29.7],
    ]


def test_a_target_path_replaces_the_one_before_it_without_a_line_between_the_two(made):
    kpis = made((TARGET, RAISED))
    assert goals(kpis, Q1, Q2, Q3, Q4, YEAR.of(2024)) == [120, 140, 170, 190, 190]
    again = made((TARGET, "target: [{2024Q1: 120, 2024Q2: 140}, {from: 2024Q3, is: {2024Q1: 150, 2024Q4: 180}}]"))
    assert goals(again, Q1, Q2, Q3, Q4) == [120, 140, 170, 180]


def test_a_year_takes_its_target_from_the_path_in_force_when_it_ends(made):
    own = "target: [{2024Q1: 120, 2024Q4: 180, 2024: 500}, {from: 2024Q3, is: {2024Q1: 150, 2024Q4: 180, 2024: 600}}]"
    assert goals(made((TARGET, own)), YEAR.of(2024)) == [600]


def test_relative_weights_have_a_tree_of_points_for_each_version(made):
    kpis = made(
        ("audience: internal", "audience: internal\nweights: relative"),
        ("weight: 60.3", "weight: 1"),
        (READS, "weight: [1, {from: 2024Q3, is: 3}]"),
        (AWARDS, "weight: 1"),
        ("weight: 39.7\n    ind", "weight: 1\n    ind"),
    )
    assert [weights(kpis, one) for one in (Q2, Q3)] == [[25, 25, 50], [37.5, 12.5, 50]]


@pytest.mark.parametrize(
    "same",
    [
        [(READS, "weight: {from: 2024Q1, is: 60.1}")],
        [(READS, "weight: [{from: 2024Q1, is: 60.1}]"), (TARGET, f"target: {{from: 2024Q1, is: {TARGET[8:]}}}")],
        [(READS, "weight: [60.1]"), (TARGET, f"target: [{TARGET[8:]}]")],
    ],
)
def test_one_version_from_the_first_quarter_on_is_the_scorecard_without_any(made, same):
    assert made(*same) == made()


@pytest.mark.parametrize("name", ["department_2024", "online_publicity_year", "weibo-government-30-35-35"])
def test_a_shipped_scorecard_with_each_weight_and_target_from_its_first_quarter_on_is_the_same(tmp_path, name):
    text = (ROOT / "kpi_specs" / f"{name}.yaml").read_text("utf-8")
    since = re.search(r"valid: \[(\w+),", text)[1]
    dated = re.sub(r"\b(weight|target): ([\d.]+|\{[^{}]*\})(?=[,}\n])", rf"\1: {{from: {since}, is: \2}}", text)
    assert dated.count("from: ") > text.count("from: ") or "dimensions:" not in text
    shutil.copytree(ROOT / "kpi_specs" / "measures", tmp_path / "measures")
    (tmp_path / f"{name}.yaml").write_text(dated, encoding="utf-8")
    assert build(tmp_path, name) == build(ROOT / "kpi_specs", name)


def test_what_changes_is_listed_with_its_reason(made):
    kpis = made(*SHIFTED, (TARGET, RAISED))
    assert [
        (one.kind, one.node.id, str(one.since), str(one.period), float(one.before), float(one.now), one.reason.en)
        for one in amendments(kpis)
    ] == [
        ("weight", "reads", "2024Q3", "2024Q3", 60.1, 50.1, "decided at the review"),
        ("target", "reads", "2024Q3", "2024Q3", 160, 170, "more staff"),
        ("weight", "awards", "2024Q3", "2024Q3", 0.2, 10.2, ""),
    ]
    assert amendments(kpis, Q3) == amendments(kpis, YEAR.of(2024)) == amendments(kpis)
    assert amendments(kpis, Q4) == amendments(kpis, Q2) == ()


def test_a_path_that_differs_later_is_told_of_the_first_quarter_in_which_it_does(made):
    later = "target: [{2024Q1: 120, 2024Q4: 180}, {from: 2024Q3, is: {2024Q3: 160, 2024Q4: 200}}]"
    (one,) = amendments(made((TARGET, later)))
    assert (str(one.since), str(one.period), one.before, one.now) == ("2024Q3", "2024Q4", 180, 200)
    same = "target: [{2024Q1: 120, 2024Q4: 180}, {from: 2024Q3, is: {2024Q3: 160, 2024Q4: 180}}]"
    assert amendments(made((TARGET, same))) == ()


def test_a_path_may_end_where_the_next_one_begins(made):
    (one,) = amendments(
        made((TARGET, "target: [{2024Q1: 120, 2024Q2: 140}, {from: 2024Q3, is: {2024Q3: 150, 2024Q4: 180}}]"))
    )
    assert (one.before, one.now, one.last) == (None, 150, (Q2, 140))


def test_a_year_is_told_of_its_own_target_before_that_of_a_quarter(made):
    own = "target: [{2024Q1: 120, 2024Q4: 180, 2024: 500}, {from: 2024Q3, is: {2024Q3: 170, 2024Q4: 190, 2024: 600}}]"
    kpis, year = made((TARGET, own)), YEAR.of(2024)
    told = [(one.period, one.before, one.now) for when in (year, Q3) for one in amendments(kpis, when)]
    assert told == [(year, 500, 600), (Q3, 160, 170)]


@pytest.mark.parametrize(
    ("changes", "en", "zh"),
    [
        ([(READS, "weight: [60.1, {from: 2024Q3, is: 50.1}]")],
         "mini.yaml:15:9: from 2024Q3 on: the weights under reach sum to 50.3, not 60.3: 10 too little.",
         "mini.yaml:15:9: 2024Q3 起：“传播”下各指标权重之和是 50.3，应为 60.3，少 10。"),
        ([(READS, "weight: [60, {from: 2024Q3, is: 60.1}]")],
         "mini.yaml:15:9: from 2024Q1 on: the weights under reach sum to 60.2, not 60.3: 0.1 too little.",
         "mini.yaml:15:9: 2024Q1 起：“传播”下各指标权重之和是 60.2，应为 60.3，少 0.1。"),
        ([(READS, "weight: [{from: 2024Q2, is: 60.1}]")],
         "mini.yaml:17:18: there is none before 2024Q2. Write one before it, from 2024Q1 on.",
         "mini.yaml:17:18: 2024Q2 之前没有写是多少。前面再写一个从 2024Q1 起的。"),
        ([(READS, "weight: [60.1, {from: 2025Q1, is: 60.1}]")],
         "mini.yaml:17:24: 2025Q1 is not within valid. It is valid from 2024Q1 to 2024Q4.",
         "mini.yaml:17:24: from: 2025Q1 不在 valid 之内。valid 是 2024Q1 至 2024Q4。"),
        ([(READS, "weight: {from: 2023Q4, is: 60.1}")],
         "mini.yaml:17:17: 2023Q4 is not within valid. It is valid from 2024Q1 to 2024Q4.",
         "mini.yaml:17:17: from: 2023Q4 不在 valid 之内。valid 是 2024Q1 至 2024Q4。"),
        ([(READS, "weight: [60.1, {from: 2024Q1, is: 60.1}]")],
         "mini.yaml:17:24: two of them are in force from 2024Q1 on. Leave one of them.",
         "mini.yaml:17:24: 有两个都从 2024Q1 起。只留一个。"),
        ([(READS, "weight: [60.1, {from: 2024Q3, is: 60.1}, {from: 2024Q3, is: 60.1}]")],
         "mini.yaml:17:50: two of them are in force from 2024Q3 on. Leave one of them.",
         "mini.yaml:17:50: 有两个都从 2024Q3 起。只留一个。"),
        ([(READS, "weight: [60.1, {from: 2024Q3, is: 60.1}, {from: 2024Q2, is: 60.1}]")],
         "mini.yaml:17:50: the one from 2024Q2 on stands behind that from 2024Q3 on. Write them in order of time.",
         "mini.yaml:17:50: 2024Q2 起的写在 2024Q3 起的后面。按时间先后写。"),
        ([(READS, "weight: [60.1, 50.1]")],
         "mini.yaml:17:24: from which quarter on is this weight in force. Write {from: 2024Q3, is: …}.",
         "mini.yaml:17:24: 第 2 个 weight 没有写从哪个季度起。写成 {from: 2024Q3, is: …}。"),
        ([(TARGET, "target: [{2024Q1: 120, 2024Q4: 180}, {from: 2024Q3, is: {2024Q4: 190}}]")],
         "mini.yaml:22:46: from 2024Q3 on: the target does not cover 2024Q3 to 2024Q4.",
         "mini.yaml:22:46: 2024Q3 起：目标没有覆盖 2024Q3 至 2024Q4。"),
        ([(TARGET, "target: [{2024Q1: 120}, {from: 2024Q3, is: {2024Q3: 150, 2024Q4: 190}}]")],
         "mini.yaml:22:18: from 2024Q1 on: the target does not cover 2024Q1 to 2024Q2.",
         "mini.yaml:22:18: 2024Q1 起：目标没有覆盖 2024Q1 至 2024Q2。"),
        ([(TARGET, "target: {from: 2024Q2, is: {2024Q1: 120, 2024Q4: 180}}")],
         "mini.yaml:22:17: there is none before 2024Q2. Write one before it, from 2024Q1 on.",
         "mini.yaml:22:17: 2024Q2 之前没有写是多少。前面再写一个从 2024Q1 起的。"),
        ([(TARGET, "target: [{2024Q1: 120, 2024Q4: 180}, {from: 2024Q3, is: {2024Q3: 90, 2024Q4: 190}}]")],
         "mini.yaml:15:9: from 2024Q3 on: the target of 2024Q3 lies against the direction up.",
         "mini.yaml:15:9: 2024Q3 起：2024Q3 的目标与方向 up 相反。"),
        ([(READS, "weight: [60.1, {from: 2024Q3, is: 60.1, why: x}]")],
         "mini.yaml:17:49: unknown key why. Known: from, is, reason.",
         "mini.yaml:17:49: 不认识的键 why。可用：from、is、reason。"),
        ([(TARGET, "target: [{2024Q1: 120, 2024Q4: 180}, {from: 2024Q3}]")],
         "mini.yaml:22:46: is is needed here. Write is: 80000 | {2024Q1: 60000, 2024Q4: 80000} (the targets by quarter).",
         "mini.yaml:22:46: 缺少 is。写成 is: 80000 | {2024Q1: 60000, 2024Q4: 80000}（各季度的目标）。"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_version_is_named_where_it_stands(made, changes, en, zh):
    with pytest.raises(SpecError) as caught:
        made(*changes)
    assert (caught.value.line("en"), caught.value.line("zh")) == (en, zh)
    assert not caught.value.others


def test_the_hint_of_a_path_too_short_names_the_quarters_of_its_version(tmp_path):
    write(tmp_path, (TARGET, "target: [{2024Q1: 120}, {from: 2024Q3, is: {2024Q3: 150, 2024Q4: 190}}]"))
    (one,) = (one for one in check(tmp_path) if one.id == "check.targets")
    assert [*one.hint] == ["写从 2024Q1 到 2024Q2 的目标。", "Write targets from 2024Q1 to 2024Q2."]


EASED = "target: [{2024Q1: 120, 2024Q4: 180}, {from: 2024Q3, is: {2024Q3: 150, 2024Q4: 180}REASON}]"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ([(TARGET, "target: [{2024Q1: 120, 2024Q4: 180}, {from: 2024Q3, is: {2024Q3: 170, 2024Q4: 165}, reason: x}]"),
          ("baseline: 100", "baseline: 100\n        due: 2023Q1")],
         [("check.falling", "mini.yaml:15:9", "from 2024Q3 on: the target of 2024Q4, 165, is easier than that of 2024Q3, 170"),
          ("check.outside_valid", "mini.yaml:15:9", "it is due in 2023Q1, before any of valid")]),
        ([(TARGET, EASED.replace("REASON", ""))],
         [("check.amendments", "mini.yaml:22:46",
           "from 2024Q3 on the target of 2024Q3 is eased from 160 to 150, and nothing says why")]),
        ([(TARGET, EASED.replace("REASON", "").replace("2024Q1: 120", "2024Q1: 110"))],
         [("check.amendments", "mini.yaml:22:46",
           "from 2024Q3 on the target of 2024Q3 is eased from 157 to 150, and nothing says why")]),
        ([(TARGET, EASED.replace("REASON", ", reason: 停机"))], []),
        ([(TARGET, RAISED.replace(", reason: {zh: 扩容, en: more staff}", ""))], []),
        ([(READS, "weight: [60.1, {from: 2024Q2, is: 60.1}]")],
         [("check.amendments", "mini.yaml:17:24", "the version from 2024Q2 on changes nothing")]),
        ([(TARGET, RAISED), (READS, "weight: [60.1, {from: 2024Q3, is: 60.1}]")],
         [("check.amendments", "mini.yaml:17:24", "the version from 2024Q3 on changes nothing")]),
    ],
)  # fmt: skip
def test_check_looks_through_every_version(tmp_path, changes, found):
    """What is doubtful in one of them says from when on, what is in all of them is told once."""
    write(tmp_path, *changes)
    told = [(one.id, one.where, one.message.en) for one in check(tmp_path) if one.id != "check.always_met"]
    assert sorted(told) == sorted(found)


WEEKLY = """\
label: 周考核
valid: [2025W01, 2025W30]
indicators:
  - {id: reads, weight: [60, {from: 2025W10, is: 50}, {from: 2025-05, is: 30}], measure: {unit: reads}, target: 300}
  - {id: posts, weight: [40, {from: 2025W10, is: 50}, {from: 2025-05, is: 70}], measure: {unit: posts}, target: [{2025-01: 10, 2025-07: 16}, {from: 2025H2, is: {2025W27: 17, 2025W30: 18}}]}
"""


def test_versions_begin_with_any_kind_of_period_and_one_that_changes_something_is_no_doubt(tmp_path):
    (tmp_path / "weekly.yaml").write_text(WEEKLY, encoding="utf-8")
    (tmp_path / "measures").mkdir()
    assert not check(tmp_path)
    kpis = build(tmp_path, "weekly")
    leaves = [kpis.in_force(period(one)).indicators for one in ("2025W09", "2025W10", "2025W17", "2025W18", "2025W27")]
    assert [[one.weight for one in some] for some in leaves] == [[60, 40], [50, 50], [50, 50], [30, 70], [30, 70]]
    targets = [(one, leaves[3 if one < "2025W27" else 4][1].target(period(one))) for one in ("2025W18", "2025W27")]
    assert targets == [("2025W18", 13 + Fraction(4, 31)), ("2025W27", 17)]  # the fourth of May; the path of July
