"""What an indicator lacks, and what closes the gap, in words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubkpi.model.periods import MONTH, QUARTER
from pubkpi.model.status import ChecklistItem, DataGap, DataSource, ranges
from pubkpi.model.text import NOTHING, Text, same
from pubkpi.report.wording.checklist import downloads, nil_periods, row, summary

START = date(2024, 1, 1)
EXPORT = DataSource("x", Text("导出", "export"), same("数据 → 下载"), "", True, 60)
FORM = DataSource("f", Text("登记表", "form"), NOTHING, "awards", False)
Q1 = QUARTER.of(2024, 1)


def item(state="missing", *gaps, reason=NOTHING, coverage=None, rows=0):
    return ChecklistItem("a", Text("甲", "A"), Text("岗", "desk"), state, reason, coverage, rows, gaps, (), True)


@given(days=st.sets(st.integers(0, 120)), most=st.integers(1, 70))
def test_downloads_are_as_many_as_are_needed_when_each_begins_at_the_first_day_that_lacks(days, most):
    left, count = sorted(days), 0
    while left:
        count, left = count + 1, [day for day in left if day >= left[0] + most]
    assert downloads(ranges(START + timedelta(day) for day in sorted(days)), most) == count


DAYS = ranges(START + timedelta(i) for i in (0, 1, 5, 80))
GAPS = {
    "days": (DataGap("days", 4, "wechat", "号", DAYS, source=EXPORT), (
        "缺 4 天（号）：01-01至01-02、01-06、03-21", "下载 导出：数据 → 下载（一次最多 60 天，要下 2 次）",
        "4 days missing (号): 01-01…01-02, 01-06, 03-21", "download export: 数据 → 下载 (60 days at most: 2 downloads)")),
    "nil": (DataGap("periods", 1, periods=(Q1,), may_be_nil=True, source=FORM), (
        "2024Q1 没有登记，也没有声明“本期无”", "填 pubkpi form awards；确实没有：pubkpi form awards --nil 2024Q1 --by 姓名",
        "neither entries nor a nil declaration: 2024Q1",
        "fill in pubkpi form awards; if nothing happened: pubkpi form awards --nil 2024Q1 --by NAME")),
    "share": (DataGap("periods", 1, periods=(Q1,), source=FORM), (
        "2024Q1 没有登记，也没有声明“本期无”", "填 pubkpi form awards",
        "neither entries nor a nil declaration: 2024Q1", "fill in pubkpi form awards")),
    "answers": (DataGap("answers", 326, source=EXPORT), (
        "导入了 326 份答卷，没有一份计入：surveys.yaml 没有列出这些回答",
        "用 pubkpi survey 文件名 指明哪一题、哪些回答算数（写进 surveys.yaml）",
        "326 answers loaded, but none counts: surveys.yaml does not list what they say",
        "pubkpi survey FILE says which question and answers count, in surveys.yaml")),
    "rows": (DataGap("rows", 1, measure="reads", source=EXPORT, reason=Text("没有一行计入", "none counts")), (
        "没有一行计入", "用 pubkpi trace reads 看每一行为什么不算",
        "none counts",
        "pubkpi trace reads lists the rows that do not count")),
    "nowhere": (DataGap("value", 1), (
        "没有填报", "没有一种导出或登记表带这项数据；有别的来源就用 pubkpi form values 填报", "nobody entered a value", "no export and no form has it: enter the value by pubkpi form values")),
}  # fmt: skip


@pytest.mark.parametrize("name", list(GAPS))
def test_a_gap_says_what_lacks_and_what_closes_it(name):
    gap, words = GAPS[name]
    said = [word for lang in ("zh", "en") for word in row(item("missing", gap), lang).gaps[0]]
    assert tuple(said) == words


def test_an_empty_quarter_is_declared_as_one_and_part_of_it_by_month():
    months = Q1.parts(MONTH)
    assert nil_periods(months) == nil_periods((Q1,)) == [Q1]
    assert nil_periods(months[:2]) == [*months[:2]]
    assert nil_periods((*months, QUARTER.of(2024, 2))) == [Q1, QUARTER.of(2024, 2)]


@pytest.mark.parametrize(
    ("coverage", "state"), [(0.9999, "in part 99.9%"), (0.967, "in part 96.7%"), (None, "in part"), (1.0, "in part")]
)
def test_what_is_there_in_part_never_reads_as_all(coverage, state):
    assert row(item("partial", coverage=coverage), "en").state == state


def test_the_reason_stands_before_the_gaps_where_there_are_rows():
    gap = DataGap("sheets", 3, source=EXPORT)
    thin = item("missing", gap, reason=Text("覆盖太低", "too little"), coverage=0.5, rows=7)
    assert [what for what, _ in row(thin, "zh").gaps] == ["覆盖太低", "3 篇缺单篇数据明细"]


def test_the_summary_counts_the_states():
    listed = [item("complete"), item("complete"), item("missing"), item("not_applicable")]
    assert summary(listed, "zh") == "4 项：齐全 2，缺 1，不适用 1"
    assert summary(listed, "en") == "4 items: complete 2, missing 1, not applicable 1"


def test_a_form_that_two_parts_of_an_indicator_lack_is_named_once():
    gap = DataGap("periods", 1, periods=(Q1,), may_be_nil=True, source=FORM, measure="media")
    assert len(row(item("missing", gap, replace(gap, measure="kol")), "zh").gaps) == 1
