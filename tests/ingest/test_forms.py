"""Our own forms: what is written can be filled in by hand and is read back as it was meant."""

import csv
from datetime import date
from functools import cache
from io import BytesIO, StringIO
from itertools import product
from pathlib import Path

import openpyxl
import pytest

from pubkpi.ingest.profiles import forms
from pubkpi.ingest.profiles.catalogue import shipped
from pubkpi.ingest.status import rejects
from pubkpi.model.errors import UsageError
from pubkpi.model.facts import BY_NAME
from pubkpi.model.periods import QUARTER
from tests.examples import few, seldom
from tests.ingest import files, samples
from tests.ingest.desk import ids, reason

NAMES = sorted(profile.form.name for profile in shipped() if profile.form)
WITH_NIL = [name for name in NAMES if len(forms.form(name).feeds) > 1]
Q4 = QUARTER.parse("2024Q4")


@cache
def written(name, nil=None, by="张", container="xlsx"):
    """The form as a file, and its profile."""
    profile = forms.form(name)
    table = forms.rows(profile, nil, by)
    return (forms.as_csv(table) if container == "csv" else forms.as_xlsx(profile, table)), profile


def filled(name, *records, change=lambda _: None):
    """The form as a workbook with these records, given by header, then changed by hand."""
    book = openpyxl.load_workbook(BytesIO(written(name)[0]))
    sheet = book["填报"]
    headers = [cell.value for cell in sheet[2]]
    for record in records:
        assert set(record) <= set(headers)
        sheet.append([record.get(header) for header in headers])
    change(sheet)
    return files.saved(book)


INCIDENT = {"事件": "路灯不亮", "发现日期": "2024-10-05", "级别": "蓝色", "是否计入": "是", "填报人": "张"}
AWARD = {"奖项名称": "年度新媒体", "级别": "省级", "获奖日期": "2024-10-08", "填报人": "张"}


def test_there_is_a_form_for_every_register():
    words = (
        "activities authors awards benchmarks categories commentary decisions errors experiments incidents messages "
        "milestones partnerships publications ratings service spend topics values"
    )
    assert words.split() == NAMES


def test_a_form_that_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(UsageError) as caught:
        forms.form("visits")
    assert "awards" in caught.value.line("en")


@pytest.mark.parametrize(
    ("name", "container"),
    # one that knows of nothing to declare and one that does, in both containers
    few(list(product(NAMES, ("xlsx", "csv"))), ("awards", "xlsx"), ("incidents", "csv"), ("values", "csv")),
)
def test_an_empty_form_says_nothing_and_is_left_out(name, container, still):
    data, profile = written(name, container=container)
    result = still.load(data)
    line = reason(result, "empty")
    assert "没有数据行" in line
    assert "换个时间段" not in line
    assert (f"pubkpi form {name} --nil YYYYQn" in line) == (name in WITH_NIL)
    of_quarter = reason(still.load(data, f"{name}_2023Q2.{container}"), "empty")
    assert (f"pubkpi form {name} --nil 2023Q2" in of_quarter) == (name in WITH_NIL)
    assert profile.label.zh not in line.partition(":")[0]


@pytest.mark.parametrize("container", ["xlsx", *seldom("csv")])
def test_a_form_that_declares_nothing_happened_is_a_declaration(container, desk):
    for name in WITH_NIL:
        desk.drop(f"{name}.{container}", written(name, Q4, "张", container)[0])
    results = {Path(one.path).stem: (one.state, one.export, one.rows.loaded, one.as_of) for one in desk.ingest()}
    assert results == {name: ("loaded", forms.form(name).id, 1, "2024-12-31") for name in WITH_NIL}
    found = desk.rows("declaration", "register", "from_on", "to_on", "reported_by")
    registers = sorted(forms.form(name).form.register for name in WITH_NIL)
    assert found == [(register, date(2024, 10, 1), date(2024, 12, 31), "张") for register in registers]
    assert desk.counts() == {"declaration": len(WITH_NIL)}


def test_typed_values_cannot_be_declared_absent():
    with pytest.raises(UsageError):
        forms.rows(forms.form("values"), Q4, "张")


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_offers_choices_notes_and_an_explanation(name):
    data, profile = written(name)
    book = openpyxl.load_workbook(BytesIO(data))
    sheet, notes = book["填报"], book["说明"]
    assert sheet["A1"].value == profile.label.zh
    headers = {cell.value: cell for cell in sheet[2]}
    drops = {(drop.formula1.strip('"'), str(drop.sqref)[:3]) for drop in sheet.data_validations.dataValidation}
    for column in (column for column in profile.feeds[0].columns if column.headers):
        cell = headers[column.headers[0]]
        assert (cell.comment.text if cell.comment else "") == column.help.zh
        if column.choices:
            assert (",".join(word for word, _ in column.choices), f"{cell.column_letter}3:") in drops
    said = {row[0].value: (row[1].value or "", row[2].value or "") for row in notes.iter_rows(min_row=2)}
    assert set(said) >= set(headers)
    if name in WITH_NIL:
        nil = f"“{sheet['A2'].value}”写“本期无”，并填本期无起、本期无止、填报人"
        assert said["本期无"][1] == f"什么都没有发生时，写一行：{nil}；不声明的时段按缺失处理，不算零。"
        assert said["本期无起"] == said["本期无止"] == ("", headers["本期无起"].comment.text)
        assert said["本期无起"][1] == f"只在声明“本期无”的一行填：{nil}，日期如 2025-01-31"
    assert sheet.freeze_panes == "A3"


@pytest.mark.parametrize("name", NAMES)
def test_a_form_asks_for_every_column_that_the_fact_has(name):
    profile = forms.form(name)
    asked = {column.name for column in profile.feeds[0].columns}
    # what tells entries apart is worked out from the others
    assert asked == {column.name for column in BY_NAME[profile.feeds[0].fact.name].stored} - {"entry", "entry_no"}


def test_a_csv_opens_in_excel():
    data, profile = written("awards", container="csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(data.decode("utf-8-sig"))))
    assert (rows[0], rows[1][0]) == ([profile.label.zh], "奖项名称")


def merge_title(sheet):
    sheet.merge_cells("A1:H1")


def blank_rows(sheet):
    sheet.insert_rows(3)
    sheet.insert_rows(5, 2)


def blank_first_row(sheet):
    sheet.insert_rows(1)


def title_taken_off(sheet):
    sheet.delete_rows(1)


def second_title(sheet):
    sheet.insert_rows(2)
    sheet["A2"] = "填报单位：示例市某局        填报日期：2024年12月31日"


def total_row(sheet):
    sheet.append(["合计", None, None, None])


def formats_far_down(sheet):
    sheet["A400"].font = openpyxl.styles.Font(bold=True)
    sheet["Z3"].fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")


def spaces_in_headers(sheet):
    sheet["A2"], sheet["C2"] = "奖项 名称", "获奖日期\n"


def a_column_of_ones_own(sheet):
    sheet["L2"], sheet["L3"] = "联系人", "李"


def another_order(sheet):
    for row in sheet.iter_rows(min_row=2):
        values = [cell.value for cell in row]
        for cell, value in zip(row, reversed(values), strict=True):
            cell.value = value


CHANGES = (
    merge_title, blank_rows, blank_first_row, title_taken_off, second_title, total_row, formats_far_down,
    spaces_in_headers, a_column_of_ones_own, another_order,
)  # fmt: skip


def test_what_people_do_to_a_form_changes_no_value(desk):
    for change in CHANGES:
        name = change.__name__
        desk.drop(name, filled("awards", {**AWARD, "奖项名称": name}, {**AWARD, "奖项名称": f"{name} 其他", "级别": "其他"}, change=change))  # fmt: skip
    results = {Path(one.path).name: (one.state, one.rows.loaded, one.rows.rejected) for one in desk.ingest()}
    assert results == {change.__name__: ("loaded", 2, 0) for change in CHANGES}
    rows = {name: rest for name, *rest in desk.rows("award", "name", "level", "awarded_on", "reported_by")}
    assert rows == {
        f"{change.__name__}{other}": [level, date(2024, 10, 8), "张"]
        for change in CHANGES
        for other, level in (("", 2), (" 其他", 0))
    }


def test_a_day_may_be_typed_as_text_number_or_date(desk):
    days = ["2024-10-08", "2024/10/8", "2024.10.8", "2024年10月8日", "20241008", 20241008, date(2024, 10, 8)]
    typed = {f"{type(day).__name__} {day}": day for day in days}
    desk.load(filled("awards", *({**AWARD, "奖项名称": name, "获奖日期": day} for name, day in typed.items())))
    assert dict(desk.rows("award", "name", "awarded_on")) == dict.fromkeys(typed, date(2024, 10, 8))


@pytest.mark.parametrize(
    ("name", "record", "header"),
    [
        ("awards", {**AWARD, "级别": "校级"}, "级别"),
        ("awards", {**AWARD, "获奖日期": None}, "获奖日期"),
        ("incidents", {**INCIDENT, "是否计入": "否", "不计入原因": "  "}, "不计入原因"),
        ("incidents", {**INCIDENT, "是否计入": "不算"}, "是否计入"),
        ("incidents", {"事件": "本期无", "填报人": "张"}, "本期无起"),
        ("incidents", {"事件": "本期无", "本期无起": "2024-10-01", "本期无止": "2024-12-31"}, "填报人"),
        ("service", {"日期": "2024-10-08", "业务事项": "咨询", "线上咨询量": 12.5, "线上解决量": 1}, "线上咨询量"),
        ("service", {"日期": "2024-10-08", "业务事项": "咨询", "线上咨询量": 5}, "线上解决量"),
        ("values", {"对象": "部门", "周期": "2024Q4", "指标": "x", "数值": "八成", "来源": "电话"}, "数值"),
        ("values", {"对象": "部门", "周期": "2024Q4", "指标": "x", "数值": 0.5}, "来源"),
        (
            "values",
            {"对象": "部门", "周期": "2024Q4", "指标": "x", "数值": 0.5, "来源": "电话", "覆盖计算值": "是"},
            "原因",
        ),
        *seldom(
            ("awards", {**AWARD, "级别": None}, "级别"),
            ("awards", {**AWARD, "获奖日期": "10月8日"}, "获奖日期"),
            ("incidents", {**INCIDENT, "是否计入": "否"}, "不计入原因"),
            ("incidents", {**INCIDENT, "是否计入": None}, "是否计入"),
            (
                "service",
                {"日期": "2024-10-08", "业务事项": "咨询", "线上咨询量": "约100", "线上解决量": 1},
                "线上咨询量",
            ),
            ("activities", {"活动名称": "义诊", "结束日期": "2024-10-08"}, "参与人次"),
        ),
    ],
)
def test_a_record_that_lacks_what_it_needs_is_rejected_and_named(name, record, header, still):
    assert f"{header}=" in reason(still.load(filled(name, record)))
    assert not still.counts()


@pytest.mark.parametrize(
    ("name", "record", "dropped"),
    [
        ("incidents", {**INCIDENT, "是否计入": "否"}, "不计入原因"),
        (
            "values",
            {
                "对象": "部门",
                "周期": "2024Q4",
                "指标": "x",
                "数值": 0.5,
                "来源": "电话",
                "覆盖计算值": "是",
                "填报人": "张",
            },
            "原因",
        ),
    ],
)
def test_taking_out_the_column_of_the_reason_does_not_do_away_with_the_reason(name, record, dropped, still):
    def change(sheet):
        sheet.delete_cols([cell.value for cell in sheet[2]].index(dropped) + 1)

    assert still.load(filled(name, record, change=change)).state == "refused"


def test_a_column_that_another_one_needs_may_be_missing_when_nothing_asks_for_it(desk):
    def change(sheet):
        sheet.delete_cols([cell.value for cell in sheet[2]].index("覆盖计算值") + 1)

    record = {"对象": "部门", "周期": "2024Q4", "指标": "x", "数值": 0.5, "来源": "电话"}
    assert desk.load(filled("values", record, change=change)).state == "loaded"


def test_a_reason_makes_an_incident_not_count(desk):
    result = desk.load(
        filled("incidents", {**INCIDENT, "是否计入": "否", "不计入原因": "与本单位无关"}, INCIDENT | {"事件": "二"})
    )
    assert not ids(result)
    assert desk.rows("incident", "is_counted", "reason", "level") == [(True, None, 1), (False, "与本单位无关", 1)]


def test_a_corrected_form_replaces_the_first_one(desk):
    first = filled("awards", AWARD)
    second = filled("awards", {**AWARD, "级别": "国家级"}, {**AWARD, "奖项名称": "另一个", "获奖日期": "2024-11-01"})
    for data in (first, second):
        desk.load(data, str(len(data)))
    assert desk.rows("award", "name", "level") == [("另一个", 2), ("年度新媒体", 3)]


def test_a_nil_row_beside_events_is_read_as_both(desk):
    desk.load(files.xlsx(samples.ACTIVITIES))
    assert desk.counts() == {"activity": 2, "declaration": 1}


@pytest.mark.parametrize("container", ["xlsx", "text", *seldom("xls", "html")])
def test_a_row_is_an_entry_or_a_declaration_but_not_both(container, desk):
    header = ("编号", "活动名称", "结束日期", "参与人次", "备注", "填报人", "本期无起", "本期无止")
    rows = [
        ("", "讲座", "2024-03-01", "10", "", "张", "2024-01-01", "2024-03-31"),  # 2: both
        ("", "本期无", "2024-02-01", "5", "", "张", "2024-04-01", "2024-06-30"),  # 3: both
        ("", "", "", "", "", "张", "2024-07-01", "2024-09-30"),  # 4: without its word
        ("1", "本期无", "", "0", "暑假", "张", "2024-10-01", "2024-12-31"),  # 5: what is no entry
        ("", "义诊", "2024-03-02", "20", "", "张", "—", "无"),  # 6: nothing said of a declaration
    ]
    desk.load(getattr(files, container)([header, *rows]), "activities")
    assert desk.rows("activity", "name", "participant_count") == [("义诊", 20)]
    assert desk.ask("select cast(from_on as varchar) from declaration") == [("2024-10-01",)]
    found = rejects(desk.store.engine, desk.store.knowledge.profiles).rows
    both = "“本期无”和一条记录不能写在同一行，同时填了 {}：请分成两行，或删去填错的"
    assert [(one.row, one.reason.zh) for one in found] == [
        (2, both.format("本期无起=2024-01-01")),
        (3, both.format("结束日期=2024-02-01")),
        (4, "要声明“本期无”，“活动名称”一列写“本期无”三个字"),
    ]


@pytest.mark.campaign
def test_a_cell_that_says_nothing_against_a_declaration_leaves_it_one(desk):
    """A figure above 0, another name, another day and a level contradict it; what is usual or means nothing does not."""
    days = ("2024-01-01", "2024-03-31")
    header = ("活动名称", "开始日期", "结束日期", "参与人次", "计数口径", "备注", "填报人", "本期无起", "本期无止")
    same = ("2024/1/1", "2024年3月31日")
    cells = [("", "", "无活动", "人次"), (*same, "0人次", ""), ("", "", "０", "去重人数"), ("", "", "否", "")]
    wrong = [("", "", "3人次", ""), ("2024-01-02", "", "", ""), ("", "", "若干", ""), ("", "", "0.5万", "")]
    for i, each in enumerate([*cells, *wrong]):
        desk.load(files.text([header, ("本期无", *each, "", f"张{i}", *days)]), f"活动{i}.csv")
    header = ("序号", "事件", "发现日期", "级别", "是否计入", "处置结果", "填报人", "本期无起", "本期无止")
    cells = [("本期无", "", "", "否", "本期无舆情"), ("本期无", "", "无", "是", "")]
    wrong = [("无障碍投诉", "", "", "否", ""), ("本期无", "", "红色", "否", ""), ("本期无", "", "", "否", "已处置")]
    for i, each in enumerate([*cells, *wrong]):
        desk.load(files.text([header, ("本期无", *each, f"李{i}", *days)]), f"舆情{i}.csv")
    assert {name for (name,) in desk.ask("select reported_by from declaration_version")} == {
        "张0", "张1", "张2", "张3", "李0", "李1",
    }  # fmt: skip
    assert desk.ask("select count(*) from activity union all select count(*) from incident") == [(0,), (0,)]


@pytest.mark.parametrize("name", WITH_NIL)
def test_a_declaration_of_a_unit_or_an_account_names_it(name):
    profile = forms.form(name)
    _, header, row = forms.rows(profile, Q4, "张", {"of_unit": "文旅局", "of_account": "wechat/b"})
    said = dict(zip(header, row, strict=True))
    assert (said["单位"], said["账号"], said["填报人"]) == ("文旅局", "wechat/b", "张")
    assert {name for name, cell in said.items() if cell} == {
        header[0],
        "单位",
        "账号",
        "本期无起",
        "本期无止",
        "填报人",
    }


def test_every_register_but_that_of_decisions_says_whose_a_row_is():
    owned = {
        name for name in NAMES if {"of_unit", "account", "entity"} & {c.name for c in forms.form(name).feeds[0].columns}
    }
    of_all = {"authors", "benchmarks", "categories", "commentary", "decisions"}
    assert owned == {*NAMES} - of_all


def test_a_unit_without_a_declaration_is_refused_and_its_name_makes_a_usable_file_name(tmp_path):
    with pytest.raises(UsageError) as caught:
        forms.write("awards", tmp_path / "a.csv", forms.FormOptions(as_csv=True, unit="文旅局"))
    assert "--nil" in caught.value.line("en")
    assert not [*tmp_path.iterdir()]
