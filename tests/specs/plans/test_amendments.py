"""What changes in mid-plan as a sheet and back: what is not changed stays to the letter, and weights add up."""

import pytest

from pubkpi.ingest.containers.sheet import RawSheet
from pubkpi.model.errors import ErrorList
from pubkpi.pipeline.plans.amendment_page import AmendmentPage
from pubkpi.report.formats.office.plan.entry_pages import base_title
from pubkpi.specs.build import read
from pubkpi.specs.plans.amendment_sheet import amendment_sheet
from pubkpi.specs.plans.sheet import plan_sheet
from pubkpi.workspace.yaml import yaml_file

PLAIN = """\
label: 计划
valid: [2025Q1, 2025Q4]
dimensions:
  - id: reach
    label: 传播
    weight: 60   # of all
    indicators:
      - {id: 发稿, weight: 40, measure: {unit: posts}, target: {2025Q1: 10, 2025Q4: 40}}   # kept
      - id: 转发
        weight: 20
        measure: {unit: posts}
        target:
          2025Q1: 4
          2025Q4: 8
  - id: service
    label: 服务
    weight: 40
    indicators:
      - {id: 满意度, weight: 40, measure: {unit: share}, baseline: 80%, target: {2025Q1: 82%, 2025Q4: 90%}}
"""
AMENDED = (
    PLAIN.replace("weight: 60 ", "weight: [60, {from: 2025Q3, is: 50}] ")
    .replace("id: 发稿, weight: 40", "id: 发稿, weight: [40, {from: 2025Q3, is: 30, reason: {zh: 复盘会, en: review}}]")
    .replace("    weight: 40\n", "    weight:\n      - 40\n      - {from: 2025Q3, is: 50}   # later\n")
    .replace("id: 满意度, weight: 40", "id: 满意度, weight: [40, {from: 2025Q3, is: 50}]")
    .replace(
        "target:\n          2025Q1: 4\n          2025Q4: 8\n",
        "target:\n          - {2025Q1: 4, 2025Q4: 8}\n          - from: 2025Q2   # soon\n            is: {2025Q2: 6, 2025Q4: 9}\n"
        "            reason: 名单变了\n          - {from: 2025Q4, is: 12}\n",
    )
)


@pytest.fixture
def returned(tmp_path):
    """The edits, the text with them and what is wrong, where *change* edits the rows of the sheet of *text*."""

    def read_back(text, change=list, lang="zh", now=None):
        (tmp_path / "mine.yaml").write_text(text, "utf-8")
        kpis, node = read(tmp_path, "mine"), yaml_file.parse(text, "mine.yaml")
        sheet = amendment_sheet(node, kpis, lang)
        heads = [column.label.say(lang) for column in sheet.columns]
        base = [
            {head: row.cells[column.key].value for head, column in zip(heads, sheet.columns, strict=True)}
            for row in sheet.rows
        ]
        rows = [*change([dict(row) for row in base])]
        pages = [
            RawSheet(
                name.say(lang), (("…",), tuple(heads), *(tuple(row.get(head) for head in heads) for row in listed))
            )
            for name, listed in ((sheet.title, rows), (base_title(sheet), base))
        ]
        node, problems = yaml_file.parse(now or text, "mine.yaml"), ErrorList()
        edits, made = AmendmentPage(plan_sheet(node, kpis, lang), kpis, pages).edits(node, problems)
        if not problems:
            (tmp_path / "mine.yaml").write_text(made, "utf-8")
            read(tmp_path, "mine")
        return edits, made, [one.line(lang) for one in problems]

    return read_back


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("text", [PLAIN, AMENDED], ids=["plain", "amended"])
def test_a_sheet_that_comes_back_as_it_went_changes_nothing(returned, text, lang):
    assert returned(text, lang=lang) == ((), text, [])


def test_a_target_that_changes_inside_a_year_is_a_row_with_its_quarter_and_its_reason(returned):
    new = {"指标": "转发", "从何时起": "2025Q3", "目标 2025Q3": "0.5万", "目标 2025Q4": "6000", "原因": "加了人: 两个"}
    edits, text, wrong = returned(PLAIN, lambda rows: [*rows, new])
    assert not wrong
    old = "target:\n          2025Q1: 4\n          2025Q4: 8\n"
    path = '{from: 2025Q3, is: {2025Q3: 5000, 2025Q4: 6000}, reason: "加了人: 两个"}'
    assert text == PLAIN.replace(old, f"target:\n          [{{2025Q1: 4, 2025Q4: 8}}, {path}]\n")
    assert [(one.place, one.row, one.label.zh, one.before, one.now) for one in edits] == [
        ("[动态调整!F3]", "转发", "目标 2025Q3 起", None, "2025Q3: 5000, 2025Q4: 6000 (加了人: 两个)")
    ]


def test_dimensions_follow_the_weights_that_change_below_them(returned):
    rows = [
        {"指标": "发稿", "从何时起": "2025Q3", "权重": "25", "原因": "复盘"},
        {"指标": "满意度", "从何时起": "2025Q3", "权重": "55"},
    ]
    edits, text, wrong = returned(PLAIN, lambda _: rows)
    assert (len(edits), wrong) == (2, [])
    assert "weight: [60, {from: 2025Q3, is: 45}]   # of all" in text
    assert "weight: [40, {from: 2025Q3, is: 25, reason: 复盘}], measure" in text
    assert "weight: [40, {from: 2025Q3, is: 55}]\n    indicators" in text


def test_a_row_taken_out_is_no_amendment_any_more(returned):
    edits, text, wrong = returned(AMENDED, lambda rows: [row for row in rows if row["指标"] == "转发"])
    assert (len(edits), wrong) == (2, [])
    assert "weight: [60]   # of all" in text
    assert "weight:\n      - 40\n    indicators" in text
    assert "# soon" in text
    assert returned(AMENDED, lambda _: [])[1].count("from:") == 0


def test_numbers_and_reasons_change_in_their_places(returned):
    def change(rows):
        for row in rows:
            if row["从何时起"] == "2025Q2":
                row |= {"目标 2025Q4": "10", "原因": "改了"}
            elif row["指标"] == "发稿":
                row["原因"] = "又一次"
            elif row["指标"] == "满意度":
                row["原因"] = "补上"
        return rows

    _, text, wrong = returned(AMENDED, change)
    assert not wrong
    assert text == AMENDED.replace("2025Q4: 9}", "2025Q4: 10}").replace("名单变了", "改了").replace(
        "zh: 复盘会", "zh: 又一次"
    ).replace("is: 50}], measure", "is: 50, reason: 补上}], measure")


def test_what_the_file_alone_changed_stays_and_what_both_changed_is_refused(returned):
    later = AMENDED.replace("2025Q4: 9}", "2025Q4: 11}")
    assert returned(AMENDED, now=later) == ((), later, [])

    def change(rows):
        return [{**row, "目标 2025Q4": "10"} if row["从何时起"] == "2025Q2" else row for row in rows]

    edits, text, wrong = returned(AMENDED, change, now=later)
    assert (edits, text) == ((), later)
    assert "导出之后" in wrong[0]


ROW = {"指标": "发稿", "从何时起": "2025Q3", "权重": "40"}
WRONG = [
    ([{**ROW, "指标": "发搞"}], "A3", "发搞"),
    ([{**ROW, "从何时起": "2025Q1"}], "B3", "2025Q1"),
    ([{**ROW, "从何时起": "2026Q1"}], "B3", "2026Q1"),
    ([{**ROW, "从何时起": "秋天"}], "B3", "不是一个期间"),
    ([{**ROW, "从何时起": None}], "B3", "没有写"),
    ([{**ROW, "权重": "许多"}], "C3", "许多"),
    ([{**ROW, "权重": "#=1+1"}], "C3", "1+1"),
    ([{**ROW, "权重": None}], "C3", "没有写"),
    ([ROW, ROW], "C4", "两次"),
    ([{**ROW, "权重": "30"}], "C3", "90"),
]


@pytest.mark.parametrize(("rows", "cell", "word"), WRONG, ids=[f"{cell} {word}" for _, cell, word in WRONG])
def test_a_mistake_is_named_by_its_cell_and_changes_nothing(returned, rows, cell, word):
    _, _, (line,) = returned(PLAIN, lambda _: rows)
    assert line.startswith(f"[动态调整!{cell}]")
    assert word in line
