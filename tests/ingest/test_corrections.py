"""A form that is corrected and given again under its name: row by row, what is gone asked about, the answer kept."""

import json
import os
import random
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from pubkpi.database import doubts, ledger
from pubkpi.ingest import reject_workbook, status
from pubkpi.ingest.history import revise
from pubkpi.ingest.history.store import sound
from pubkpi.ingest.history.verify import verified
from pubkpi.ingest.load.reading import Decisions
from pubkpi.model.periods import QUARTER
from tests.examples import seldom
from tests.ingest import files
from tests.ingest.desk import database, ids, journal, reason

HEADER = ("活动名称", "开始日期", "结束日期", "参与人次", "计数口径", "编号", "备注", "填报人", "本期无起", "本期无止")


def activities(*rows):
    """A register of activities, each (name, last day, participants) or with its number."""
    lines = [(name, "", day, people, "", *(rest or [""]), "", "张") for name, day, people, *rest in rows]
    return files.text([("活动登记表",), HEADER, *lines])


FIRST = activities(("讲座", "2024-02-02", 100), ("讲座", "2024-02-02", 50), ("义诊", "2024-03-09", 70))
MORE = activities(("讲座", "2024-02-02", 120), ("讲座", "2024-02-02", 50), ("义诊", "2024-03-09", 70))
LESS = activities(("讲座", "2024-02-02", 120), ("讲座", "2024-02-02", 50))


def people(desk):
    return desk.ask("select count(*), sum(participant_count) from activity")[0]


def made_again(desk):
    """The digest, which `verify` finds again from archive and journal alone."""
    found = verified(desk.store)
    assert desk.digest() == found
    return found


def forget(desk, words):
    return revise.forget(desk.store, words, desk.store.settings.clock())


def sha(desk, data):
    from pubkpi.workspace.files import digest

    return digest(data)


@pytest.mark.parametrize(
    ("day", "last", "periods"),
    [
        ("第三周", "2024-02-02", [1, 2, 4]),  # nothing says when; it was loaded after all of them
        ("2024-02-30", "2024-02-02", [1]),
        ("20240431", "2024-02-02", [2]),
        ("第三周", "2024-11-02", [4]),  # a form of later days alone
    ],
)
def test_a_form_is_to_mend_for_the_periods_that_its_rejected_rows_may_be_of(desk, day, last, periods):
    """Loaded on 2025-01-10: while the first quarter of 2025 goes on, a form of earlier days alone is not of it."""
    desk.load(activities(("讲座", last, 100), ("义诊", day, 70)), "活动.csv")
    quarters = [QUARTER.of(2024, n) for n in (1, 2, 4)] + [QUARTER.of(2025, n) for n in (1, 2)]
    found = [str(one) for one in quarters if doubts.forms_to_mend(desk.store.engine, one)]
    assert found == [f"2024Q{n}" for n in periods]
    beside = [str(one) for one in quarters if doubts.rejected_rows(desk.store.engine, one)]
    assert (beside == found) == day.startswith("20")  # without a day it is told beside the scores of all of them


def test_a_corrected_row_counts_in_the_place_of_the_earlier_one(desk):
    """100 + 50 corrected to 120 + 50 is 170, however the bytes' sha256 compare."""
    desk.load(FIRST, "活动.csv")
    assert people(desk) == (3, 220)
    never = desk.digest()
    result = desk.load(MORE, "活动.csv")
    assert (result.state, people(desk)) == ("loaded", (3, 240))
    assert ids(result) == ["ingest.same_entry", "ingest.revision"]
    before = desk.digest()
    desk.close()
    database(desk).unlink()
    assert desk.digest() == before
    forget(desk, sha(desk, MORE))
    assert people(desk) == (3, 220)
    assert made_again(desk) == never


@pytest.mark.parametrize("answer", [True, *seldom(False)])
def test_rows_that_are_gone_are_asked_about_and_the_answer_is_kept(desk, answer):
    desk.load(FIRST, "活动.csv")
    before, lines = desk.digest(), len(journal(desk).read_text("utf-8").splitlines())
    line = reason(desk.load(LESS, "活动.csv"))
    assert "先前导入的同名文件里有 1 行，这一份里没有：第 5 行 义诊 2024-03-09" in line
    assert "--replaces yes" in line
    assert "--replaces no" in line
    assert (desk.digest(), len(journal(desk).read_text("utf-8").splitlines())) == (before, lines)
    result = desk.load(LESS, "活动.csv", replaces=answer)
    assert (result.state, people(desk)) == ("loaded", (2, 170) if answer else (3, 240))
    made_again(desk)
    said = json.loads(journal(desk).read_text("utf-8").splitlines()[-1])
    assert (said["revision"], "replaces" in said) == (1, answer)
    # as if it had never come
    forget(desk, sha(desk, LESS))
    assert people(desk) == (3, 220)
    assert desk.digest() == before


def to_mend(desk):
    """The files with rejected rows, as `rejects`, `status` and the report have them: all agree."""
    engine, known = desk.store.engine, desk.store.knowledge
    listed = status.rejects(engine, known.profiles)
    files_of = {(one.file, one.row) for one in listed.rows}
    assert listed.count == listed.stored == len(files_of)
    report = ledger.loaded_files(engine)
    found = sorted((one.name, one.sha256[:6], one.rows_to_mend) for one in report if one.rows_to_mend)
    now = status.status(engine, known.profiles, None, desk.store.settings.clock().date())
    assert sorted(now.rejects) == [(name, rows) for name, _, rows in found]
    assert sum(rows for *_, rows in found) == listed.count
    return [(name, rows) for name, _, rows in found]


@pytest.mark.campaign
@pytest.mark.parametrize("folder", ["rejects", *seldom("")])
def test_rejected_rows_of_a_corrected_file_are_no_more_to_mend(desk, folder, comes_back):
    """Also where the copy in another folder was mended, after both were read again, and with rows that stay."""
    bad, fair = ("义诊", "2024-13-09", 70), ("义诊", "2024-03-09", 70)
    shared = ("讲座", "2024-02-02", 100)
    first, other = activities(shared, bad), activities(("画展", "2024-05-02", 9), ("义演", "五月", 9))
    folder = {"folder": folder} if folder else {}
    desk.load(first, "活动.csv")
    desk.load(other, "别的.csv")
    assert to_mend(desk) == [("别的.csv", 1), ("活动.csv", 1)]
    second = activities(fair, ("讲座", "2024-02-02", 100), ("论坛", "六月", 5))
    assert desk.load(second, "活动.csv", **folder).state == "loaded"
    # the bad row of the second one is to mend, that of the first not
    assert to_mend(desk) == [("别的.csv", 1), ("活动.csv", 1)]
    third = activities(fair, ("论坛", "2024-06-01", 5))
    assert desk.load(third, "活动.csv", **folder, replaces=False).state == "loaded"
    assert (to_mend(desk), people(desk)) == ([("别的.csv", 1)], (4, 184))
    # the journal alone says so
    comes_back(desk)
    assert to_mend(desk) == [("别的.csv", 1)]
    for load in desk.store.loads():
        revise.reload(desk.store, load, revise.archived(desk.store, load), desk.store.settings.clock())
    assert to_mend(desk) == [("别的.csv", 1)]
    settings = desk.store.settings
    desk.close()
    assert [path.name for path in reject_workbook.write(settings, [], None)] == ["别的.xlsx"]
    assert reject_workbook.write(settings, [Path("活动.csv")], None) == []
    forget(desk, sha(desk, third))
    forget(desk, sha(desk, second))
    assert to_mend(desk) == [("别的.csv", 1), ("活动.csv", 1)]


@pytest.mark.campaign
def test_the_first_bytes_given_again_are_to_mend_again(desk):
    first, second = activities(("讲座", "2024-02-02", 1), ("义诊", "五月", 2)), activities(("讲座", "2024-02-02", 3))
    desk.load(first, "活动.csv")
    desk.load(second, "活动.csv", replaces=True)
    assert to_mend(desk) == []
    desk.load(first, "活动.csv", replaces=True)
    assert to_mend(desk) == [("活动.csv", 1)]


@pytest.mark.campaign
def test_a_third_version_follows_the_second(desk):
    desk.load(FIRST, "活动.csv")
    desk.load(LESS, "活动.csv", replaces=True)
    desk.load(MORE, "活动.csv")
    assert people(desk) == (3, 240)
    last = activities(("讲座", "2024-02-02", 1))
    assert desk.load(last, "活动.csv").state == "refused"
    assert desk.load(last, "活动.csv", replaces=True).state == "loaded"
    assert people(desk) == (1, 1)
    forget(desk, sha(desk, last))
    assert people(desk) == (3, 240)
    # the first bytes again correct what stands
    assert desk.load(FIRST, "活动.csv").state == "loaded"
    assert people(desk) == (3, 220)
    made_again(desk)


def test_a_row_of_another_day_is_another_row_and_asked_about(desk):
    desk.load(activities(("讲座", "2024-02-02", 100)), "活动.csv")
    moved = activities(("讲座", "2024-02-05", 100))
    assert "讲座" in reason(desk.load(moved, "活动.csv"))
    desk.load(moved, "活动.csv", replaces=True)
    assert people(desk) == (1, 100)


def test_a_number_keeps_a_row_whose_day_was_wrong(desk, comes_back):
    desk.load(activities(("讲座", "2024-02-02", 100, "A1"), ("讲座", "2024-02-02", 50, "A2")), "活动.csv")
    desk.load(activities(("讲座", "2024-02-02", 100, "A1"), ("座谈", "2024-02-06", 60, "A2")), "活动.csv")
    assert desk.rows("activity", "name", "participant_count") == [("讲座", 100), ("座谈", 60)]
    comes_back(desk)


@pytest.mark.campaign
def test_forms_of_one_name_in_two_folders_are_two_unless_they_share_a_row(desk, comes_back):
    one, other = activities(("讲座", "2024-02-02", 100)), activities(("义诊", "2024-05-02", 30))
    assert desk.load(one, "活动.csv", folder="2024Q1").state == "loaded"
    assert desk.load(other, "活动.csv", folder="2024Q2").state == "loaded"
    assert people(desk) == (2, 130)
    both = activities(("讲座", "2024-02-02", 90), ("路演", "2024-02-03", 5))
    assert desk.load(both, "活动.csv", folder="下载").state == "loaded"
    assert people(desk) == (3, 125)
    assert reason(desk.load(activities(("义诊", "2024-05-03", 30)), "活动.csv", folder="2024Q2")).count("义诊") == 1
    comes_back(desk)


@pytest.mark.campaign
def test_two_versions_in_one_call_are_taken_one_after_the_other(desk, comes_back):
    numbers = count(1)
    for data in (FIRST, MORE):
        desk.drop("活动.csv", data, folder=f"{next(numbers)}稿")
    assert [one.state for one in desk.ingest()] == ["loaded", "loaded"]
    assert people(desk) == (3, 240)
    comes_back(desk)


@pytest.mark.campaign
def test_a_dry_run_asks_too_and_loads_nothing(desk):
    desk.load(FIRST, "活动.csv")
    before = desk.digest()
    assert desk.load(LESS, "活动.csv", dry_run=True).state == "refused"
    assert desk.load(LESS, "活动.csv", dry_run=True, replaces=True).state == "would_load"
    assert desk.digest() == before


@pytest.mark.campaign
def test_a_corrected_file_is_loaded_again_as_it_was_answered(desk, comes_back):
    """Loaded again from the archive, it still counts before the earlier one."""
    desk.load(FIRST, "活动.csv")
    desk.load(LESS, "活动.csv", replaces=False)
    before = people(desk)
    (load,) = (one for one in desk.store.loads() if one.data.get("revision"))
    revise.reload(desk.store, load, revise.archived(desk.store, load), desk.store.settings.clock())
    assert people(desk) == before == (3, 240)
    comes_back(desk)


@pytest.mark.parametrize("name", ["incidents", *seldom("values")])
@pytest.mark.campaign
def test_other_forms_are_corrected_alike(desk, name, comes_back):
    if name == "values":
        header, fact = ("对象", "周期", "指标", "数值", "来源"), "measure_value"
        first = [("部门", "2024Q4", "x", "1.5", "年报"), ("部门", "2024Q3", "x", "2", "年报")]
        then, value = [("部门", "2024Q4", "x", "7", "年报")], "value"
    else:
        header = ("事件", "发现日期", "级别", "是否计入", "备注", "本期无起", "本期无止", "填报人")
        first = [
            ("投诉", "2024-02-29", "红色", "是"),
            ("投诉", "2024-02-29", "蓝色", "是"),
            ("本期无", "", "", "", "", "2024-05-01", "2024-05-31", "张"),
        ]
        then, fact, value = [("投诉", "2024-02-29", "橙色", "是")], "incident", "level"
    desk.load(files.text([header, *first]), f"{name}.csv")
    line = reason(desk.load(files.text([header, *then]), f"{name}.csv"))
    assert f"有 {len(first) - 1} 行" in line
    desk.load(files.text([header, *then]), f"{name}.csv", replaces=True)
    assert desk.ask(f"select count(*), sum({value}) from {fact}") == [(1, 7 if name == "values" else 3)]
    assert desk.ask("select count(*) from declaration") == [(0,)]
    comes_back(desk)


CLEARED = {
    # the form's fact, what is looked at, headers, a row, the row as it is corrected, and what counts then
    "服务": ("service_daily", "online_count, offline_count", "日期 业务事项 线上咨询量 线上解决量 线下咨询量",
        "2024-01-05 咨询 10 5 10", "2024-01-05 咨询 30 5 -", (30, None)),
    "舆情": ("incident", "level, is_counted, closed_on", "事件 发现日期 级别 是否计入 办结日期",
        "投诉 2024-01-05 红色 是 2024-02-01", "投诉 2024-01-05 - 是 -", (None, True, None)),
    "选题": ("topic_plan", "published_on, title", "选题 计划发布日期 实际发布日期 发布标题",
        "秋收 2024-01-05 2024-01-06 开镰", "秋收 2024-01-05 - -", (None, None)),
}  # fmt: skip
VALUES = ("对象", "周期", "指标", "数值", "覆盖计算值", "来源", "原因", "填报人")
TYPED, OTHER = ("甲", "2024Q4", "x", 180, "是", "表", "口径", "李"), ("甲", "2024Q4", "x", 170, "", "年报", "", "")


@pytest.mark.campaign
def test_a_row_of_a_form_counts_as_a_whole_and_a_cleared_cell_has_no_value(desk):
    """Corrected, or in another file that is newer; what is taken out brings the earlier row back."""
    first, then = dict[str, bytes](), dict[str, bytes]()
    for name, (*_, header, row, corrected, _) in CLEARED.items():
        heads = [*header.split(), "填报人", "本期无起", "本期无止"]
        for tables, line in ((first, row), (then, corrected)):
            cells = ["" if cell == "-" else cell for cell in line.split()]
            tables[f"{name}.csv"] = files.text([heads, cells])
    first["值.csv"], then["值.csv"] = (files.text([VALUES, row]) for row in (TYPED, OTHER))
    desk.ingest(*(desk.drop(name, data) for name, data in first.items()))
    before = desk.digest()
    results = desk.ingest(*(desk.drop(name, data) for name, data in then.items()))
    assert {one.state for one in results} == {"loaded"}
    for fact, columns, *_, wanted in CLEARED.values():
        assert desk.ask(f"select {columns} from {fact}") == [wanted], fact
    value = "select value, is_override, source, reason, reported_by from measure_value where entity = '甲'"
    assert desk.ask(value) == [(170, None, "年报", None, None)]
    for data in then.values():
        forget(desk, sha(desk, data))
    assert desk.digest() == before
    # in a file of another name that is newer by its other day
    table = [("日期", "业务事项", "线上咨询量", "线上解决量", "线下咨询量", "填报人", "本期无起", "本期无止")]
    newer = files.text([*table, ("2024-01-05", "咨询", 10, 5), ("2024-01-06", "咨询", 1, 1, 1)])
    assert ids(desk.load(newer, "服务2.csv")) == ["ingest.entry_differs"]
    assert desk.ask("select offline_count from service_daily order by day") == [(None,), (1,)]
    more = files.text([VALUES, OTHER, ("甲", "2025Q1", "x", 1, "", "年报", "", "")])
    desk.load(more, "值2.csv")
    assert desk.ask(f"{value} and period = '2024Q4'") == [(170, None, "年报", None, None)]
    made_again(desk)


@pytest.mark.campaign
def test_entered_values_of_one_day_are_what_the_last_files_say(desks):
    """40 in one file, 60 in another: that the first had 20 before neither hides nor decides it."""
    early, one, other = (files.text([VALUES, ("甲", "2024Q4", "x", n, "", "表", "", "")]) for n in (20, 40, 60))
    for order in ([("二", other), ("一", one)], [("一", early), ("二", other), ("一", one)]):
        desk = desks()
        *_, last = [desk.load(data, f"{name}.csv") for name, data in order]
        assert "ingest.equal_as_of" in ids(last)
        # of one day the bytes decide
        assert desk.ask("select value from measure_value") == [(60,)]


Q1 = activities(("讲座", "2024-02-02", 100, "1"), ("义诊", "2024-03-02", 50, "2"))
Q2 = activities(("路演", "2024-05-02", 10, "1"), ("座谈", "2024-06-02", 20, "２"))


TWO_NAMES, TWO_FOLDERS = ("2024Q1活动.csv", "", "2024Q2活动.csv"), ("活动.csv", "Q1", "活动.csv")


@pytest.mark.campaign
@pytest.mark.parametrize(
    ("places", "answer"),
    [(TWO_FOLDERS, True), *seldom((TWO_NAMES, False), (TWO_FOLDERS, False), (TWO_NAMES, True))],
)
def test_a_number_that_another_file_gave_to_something_else_is_asked_about(desk, places, answer):
    """Both quarters number their rows from 1 on, in files of two names or of one name in two folders."""
    first, folder, second = places
    assert desk.load(Q1, first, folder=folder or "登记").state == "loaded"
    before = desk.digest()
    line = reason(desk.load(Q2, second, folder="登记"))
    # of one name, the folders tell which is which
    there, here = (f"{folder}/{first}", f"登记/{second}") if folder else (first, second)
    assert f"编号 1 在先前的 {there}!3 是“讲座 2024-02-02”，在 {here}!3 是“路演 2024-05-02”" in line
    assert f"编号 2 在先前的 {there}!4 是“义诊 2024-03-02”，在 {here}!4 是“座谈 2024-06-02”" in line
    assert "--replaces yes" in line
    assert "--replaces no" in line
    assert desk.digest() == before
    result = desk.load(Q2, second, folder="登记", replaces=answer)
    assert (result.state, people(desk)) == ("loaded", (2, 30) if answer else (4, 180))
    assert [(one.id, one.severity) for one in result.findings] == [("ingest.number", "warning" if answer else "info")]
    # a corrected file of either is one all the same
    later = activities(("讲座", "2024-02-02", 103, "1"), ("义诊", "2024-03-02", 50, "2"))
    if not answer:
        desk.load(later, first, folder=folder or "登记")
        more = activities(("路演", "2024-05-02", 11, "1"), ("座谈", "2024-06-02", 20, "2"))
        assert "ingest.number" not in ids(desk.load(more, second, folder="登记"))
        assert people(desk) == (4, 184)
        (load,) = (one for one in desk.store.loads() if one.data["sha256"] == sha(desk, Q2))
        revise.reload(desk.store, load, revise.archived(desk.store, load), desk.store.settings.clock())
        assert people(desk) == (4, 184)
        made_again(desk)
    else:
        forget(desk, sha(desk, Q2))
        assert (people(desk), desk.digest()) == ((2, 150), before)


@pytest.mark.campaign
def test_numbers_of_files_of_one_batch_are_compared(desk, comes_back):
    """A third file has 编号 2 as the first one has it, in another container and with the number as a number."""
    desk.drop("2024Q1活动.csv", Q1)
    desk.drop("2024Q2活动.csv", Q2)
    rows = [HEADER, ("义诊", None, "2024-03-02", 55, None, 2, None, "张", None, None)]
    desk.drop("2024Q3活动.xlsx", files.xlsx(rows))
    assert [one.state for one in desk.ingest()] == ["loaded", "refused", "loaded"]
    assert [one.state for one in desk.ingest(replaces=False)] == ["already_loaded", "loaded", "already_loaded"]
    assert sorted(desk.rows("activity", "name", "participant_count")) == [
        ("义诊", 55), ("座谈", 20), ("讲座", 100), ("路演", 10),
    ]  # fmt: skip
    comes_back(desk)


@pytest.mark.campaign
def test_the_sheets_of_a_file_are_told_apart_from_other_files_when_all_is_made_again(desk):
    """Made again, the rows of all files lie in one table."""
    rows = [
        ("路演", None, "2024-05-02", n, None, number, None, "张") for n, number in ((10, 1), (20, None), (30, None))
    ]
    desk.load(Q1, "2024Q1活动.csv")
    result = desk.load(files.xlsx([HEADER, *rows[:2]], "四月", 五月=[HEADER, *rows[2:]]), "2024Q2.xlsx", replaces=False)
    assert result.state == "loaded"
    desk.load(activities(("路演", "2024-06-02", 40)), "2024Q3活动.csv")
    assert people(desk) == (6, 250)
    made_again(desk)


@pytest.mark.campaign
def test_a_file_of_which_no_row_is_as_before_may_be_another_quarters(desk, comes_back):
    desk.load(Q1, "活动.csv")
    assert "编号 1 在先前的 活动.csv!3" in reason(desk.load(Q2, "活动.csv"))
    assert desk.load(Q2, "活动.csv", replaces=False).state == "loaded"
    assert people(desk) == (4, 180)
    comes_back(desk)


def test_a_corrected_file_says_which_numbers_mean_something_else(desk):
    desk.load(Q1, "活动.csv")
    result = desk.load(activities(("讲座", "2024-02-02", 100, "1"), ("座谈", "2024-03-05", 9, "2")), "活动.csv")
    (found,) = (one for one in result.findings if one.id == "ingest.number")
    assert "编号 2 在先前的 活动.csv!4 是“义诊 2024-03-02”，在 活动.csv!4 是“座谈 2024-03-05”" in found.message.zh
    assert people(desk) == (2, 109)


@pytest.mark.campaign
def test_a_row_that_two_files_have_under_two_numbers_is_told(desk):
    desk.load(Q1, "2024Q1活动.csv")
    result = desk.load(activities(("讲座", "2024-02-02", 100, "7")), "2024活动.csv")
    assert [(one.id, one.severity) for one in result.findings] == [("ingest.same_entry", "warning")]
    assert "2024活动.csv!3 与 2024Q1活动.csv!3" in result.findings[0].message.zh
    # a corrected file without numbers, too
    result = desk.load(activities(("讲座", "2024-02-02", 100)), "2024活动.csv")
    assert ids(result) == ["ingest.revision", "ingest.same_entry"]
    assert "1 行的编号改了，各计一次：第 3 行 讲座 2024-02-02（编号原是 7，现是 空白）" in result.findings[0].message.zh


def months(*sheets):
    """A workbook with a sheet a month, each of these rows (name, day, participants, 编号)."""
    pages = [[HEADER, *((name, None, day, n, None, no, None, "张") for name, day, n, no in rows)] for rows in sheets]
    return files.xlsx(pages[0], "1月", **{f"{i}月": page for i, page in enumerate(pages[1:], start=2)})


JANUARY = [("讲座", "2024-01-05", 10, 1), ("展览", "2024-01-08", 20, 2)]
FEBRUARY = [("讲座", "2024-02-05", 30, 1), ("开放", "2024-02-08", 40, 2)]


@pytest.mark.campaign
@pytest.mark.parametrize("answer", [None, *seldom(False)])
def test_a_workbook_that_grows_by_a_sheet_numbered_from_1_has_its_old_rows_still(desk, answer, comes_back):
    desk.load(months(JANUARY), "活动.xlsx")
    before = desk.digest()
    result = desk.load(months(JANUARY, FEBRUARY), "活动.xlsx", replaces=answer)
    assert (result.state, people(desk)) == ("loaded", (4, 100))
    assert ids(result) == ["ingest.number", "ingest.revision"]
    corrected = months([("讲座", "2024-01-05", 12, 1), JANUARY[1]], FEBRUARY, [("座谈", "2024-03-05", 7, 1)])
    desk.load(corrected, "活动.xlsx")
    assert people(desk) == (5, 109)
    comes_back(desk)
    for data in (corrected, months(JANUARY, FEBRUARY)):
        forget(desk, sha(desk, data))
    assert desk.digest() == before


@pytest.mark.campaign
def test_rows_that_come_twice_in_a_corrected_file_are_counted_once_as_ignored(desk, comes_back):
    desk.load(months(JANUARY), "活动.xlsx")
    result = desk.load(months(JANUARY, FEBRUARY, JANUARY + FEBRUARY), "活动.xlsx")
    assert (result.state, result.rows.loaded, result.rows.ignored, people(desk)) == ("loaded", 4, 4, (4, 100))
    comes_back(desk)


@pytest.mark.campaign
def test_the_first_months_given_after_the_whole_are_rows_of_it(desk):
    desk.load(months(JANUARY, FEBRUARY), "活动.xlsx")
    assert "有 2 行，这一份里没有：第 2 行 讲座 2024-02-05；第 3 行 开放" in reason(
        desk.load(months(JANUARY), "活动.xlsx")
    )
    assert desk.load(months(JANUARY), "活动.xlsx", replaces=False).state == "loaded"
    assert people(desk) == (4, 100)
    made_again(desk)


@pytest.mark.campaign
def test_a_workbook_of_another_folder_takes_out_nothing_unasked(desk):
    """Its rows are those of the other one, but for those that only one of them has."""
    desk.load(months([*JANUARY, ("义诊", "2024-01-09", 5, 3)]), "活动.xlsx", folder="甲科")
    assert "第 4 行 义诊" in reason(desk.load(months(JANUARY, FEBRUARY), "活动.xlsx", folder="乙科"))
    result = desk.load(months(JANUARY, FEBRUARY), "活动.xlsx", folder="乙科", replaces=False)
    assert (result.state, people(desk)) == ("loaded", (5, 105))
    # what was answered once is not asked again, and neither register takes the other's rows out
    assert desk.load(months(JANUARY, FEBRUARY[:1]), "活动.xlsx", folder="乙科", replaces=True).state == "loaded"
    assert people(desk) == (4, 65)
    assert desk.load(months([*JANUARY, ("义诊", "2024-01-09", 6, 3)]), "活动.xlsx", folder="甲科").state == "loaded"
    assert people(desk) == (4, 66)
    made_again(desk)


@pytest.mark.campaign
def test_numbers_that_are_filled_in_later_make_no_other_rows(desk, comes_back):
    """Two of the rows are alike; a figure that is blank now is asked about, and so is a row that is gone."""
    rows = [("讲座", "2024-01-05", 10), ("讲座", "2024-01-05", 15), ("展览", "2024-01-08", 20)]
    numbered = [(*row, str(i)) for i, row in enumerate(rows, start=1)]
    desk.load(activities(*rows), "活动.csv")
    assert "第 4 行 讲座" in reason(desk.load(activities(numbered[0], numbered[2]), "活动.csv"))
    line = reason(desk.load(activities(numbered[0], numbered[2]), "活动.csv", replaces=False))
    assert "有的行编号改了，先前的一份只能整份取代，这几行却不在这一份里：第 4 行 讲座" in line
    blank = activities(*numbered[:2], ("展览", "2024-01-08", "", "3"))
    assert "第 5 行 展览" in reason(desk.load(blank, "活动.csv"))
    assert desk.load(activities(*numbered), "活动.csv").state == "loaded"
    assert people(desk) == (3, 45)
    comes_back(desk)


@pytest.mark.campaign
def test_rows_of_which_the_number_alone_is_another_count_once(desk, comes_back):
    """Unasked, also where "no" is given; one that has another figure, too, is asked about."""
    rows = [("讲座", 30, "1", "7"), ("开放", 40, "2", ""), ("义诊", 5, "3", "4"), ("画展", 6, "4", "5")]
    # two that say the same, told apart by their figures
    rows += [("座谈", 9, "8", "11"), ("座谈", 8, "9", "10")]
    day = "2024-02-05"
    desk.load(activities(*((name, day, n, no) for name, n, no, _ in rows)), "活动.csv")
    before = desk.digest()
    new = activities(*((name, day, n, no) for name, n, _, no in rows))
    result = desk.load(new, "活动.csv", replaces=False)
    assert (result.state, people(desk)) == ("loaded", (6, 98))
    (found,) = (one for one in result.findings if one.id == "ingest.revision")
    assert found.message.zh.endswith(
        f"；6 行的编号改了，各计一次：第 3 行 讲座 {day}（编号原是 1，现是 7）；第 4 行 开放 {day}（编号原是 2，现是 空白）；"
        f"第 5 行 义诊 {day}（编号原是 3，现是 4）；第 6 行 画展 {day}（编号原是 4，现是 5）；"
        f"第 7 行 座谈 {day}（编号原是 8，现是 11）等"
    )
    comes_back(desk)
    forget(desk, sha(desk, new))
    assert desk.digest() == before
    # 讲座 has the number of 开放, which is gone
    up = activities(("讲座", day, 30, "2"), *((name, day, n, no) for name, n, no, _ in rows[2:]))
    assert f"有 1 行，这一份里没有：第 4 行 开放 {day}。" in reason(desk.load(up, "活动.csv"))
    line = reason(
        desk.load(activities(("讲座", day, 31, "A"), *((*row[:1], day, *row[1:3]) for row in rows[1:])), "活动.csv")
    )
    assert f"有 1 行，这一份里没有或编号不同：第 3 行 讲座 {day}（编号原是 1，现是 A）。" in line
    assert "编号改了、还是同一行的，也用 yes" in line


def test_spellings_of_one_number_are_one_number(desk):
    for name, spellings in {
        "一.csv": ["１", "Ａ－2", "③", "A\u200b1"],
        "二.csv": ["1", " A-2\u3000", "3", "A1"],
    }.items():
        desk.load(activities(*(("讲座", "2024-02-02", 100, one) for one in spellings)), name)
    assert people(desk) == (4, 400)
    assert desk.rows("activity", "number") == [("1",), ("3",), ("A-2",), ("A1",)]


@pytest.mark.campaign
def test_which_of_several_alike_is_gone_follows_from_what_is_left(desk, comes_back):
    """Of 100 + 50 the 50 is left, so the 100 is gone; beside 40 either may be, and with "no" one would have to stay."""
    desk.load(FIRST, "活动.csv")
    fewer = [activities(("讲座", "2024-02-02", left), ("义诊", "2024-03-09", 70)) for left in (40, 50)]
    line = reason(desk.load(fewer[0], "活动.csv", replaces=False))
    assert "看不出少的是哪一行：第 4 行 讲座 2024-02-02" in line
    assert "没有：第 3 行 讲座 2024-02-02" in reason(desk.load(fewer[1], "活动.csv"))
    assert people(desk) == (3, 220)
    assert desk.load(fewer[1], "活动.csv", replaces=False).state == "loaded"
    assert people(desk) == (3, 220)
    # the second of those that are left
    assert desk.load(fewer[0], "活动.csv", replaces=True).state == "loaded"
    assert people(desk) == (2, 110)
    comes_back(desk)


@pytest.mark.campaign
def test_a_row_that_a_file_of_another_name_has_otherwise_is_told(desk):
    """The offices of two floors each have a lecture of that day; a remark alone is no other number."""
    other = activities(("讲座", "2024-02-02", 30), ("义诊", "2024-03-09", 70))
    desk.load(FIRST, "一楼.csv")
    result = desk.load(other, "二楼.csv")
    (found,) = (one for one in result.findings if one.id == "ingest.entry_differs")
    assert found.message.zh == "1 行与别的表里的同一条数据不同，只计 二楼.csv 的：二楼.csv!3 与 一楼.csv!3（参与人次）"
    # 30 of 二楼, 50 and 70: of one as_of the order of loading decides nothing, and a newer file wins
    assert people(desk) == (3, 150)
    desk.load(FIRST, "一楼.csv", as_of=date(2024, 4, 1), yes=True)
    assert people(desk) == (3, 220)
    assert found.severity == "warning"


@pytest.mark.campaign
def test_an_entered_value_that_a_file_of_another_name_has_otherwise_is_told(desk):
    """The year's file is as of a later period, so its value counts; another source is no other value."""
    forms = [
        (
            "measure_value",
            ("对象", "周期", "指标", "数值", "来源"),
            [("部门", q, "followers", 100, "甲") for q in ("2024Q1", "2024Q2")],
            3,
            55,
        ),
        (
            "benchmark",
            ("对标对象", "周期", "指标", "数值", "来源"),
            [("邻市", q, "followers", 100, "甲") for q in ("2024Q1", "2024Q2")],
            3,
            55,
        ),
        (
            "post_category",
            ("内容标题", "发表日期", "分类", "备注"),
            [("停水", f"2024-0{m}-01", "解读", "") for m in (3, 6)],
            2,
            "通知",
        ),
    ]
    for fact, header, rows, at, other in forms:
        desk.load(files.text([header, *rows]), f"{fact}.csv")
        again = [*rows[0][:at], other, *rows[0][at + 1 :]]
        same = [*rows[0][:-1], "乙"]
        for name, row in (("同", same), ("另", again)):
            result = desk.load(files.text([header, row]), f"{fact}{name}.csv")
            told = [one.message.zh for one in result.findings if one.id == "ingest.entry_differs"]
            assert (result.state, len(told)) == ("loaded", name == "另"), result
            assert not told or f"只计 {fact}.csv 的：{fact}另.csv!2 与 {fact}.csv!2" in told[0]
    assert desk.ask("select count(*), sum(value) from measure_value") == [(2, 200)]


@pytest.mark.campaign
def test_one_payment_is_one_however_its_voucher_is_spelt(desk):
    """Wide or not, with blanks, in capitals; 0012 may be the 12 that Excel makes of it, and is told."""
    header = ("凭证号", "支出日期", "用途", "预算类别", "金额（元）", "填报人", "本期无起", "本期无止")
    spellings = [
        ("Ａ１２", "a12"),
        ("记 12", "记12"),
        ("记－13", "记-13"),
        ("0014", "14"),
        ("15", "15.0"),
        ("16", "160"),
    ]
    results = [
        desk.load(
            files.text([header, *((pair[i], "2024-03-01", "投放", "推广", 100, "张") for pair in spellings)]),
            f"{i}.csv",
        )
        for i in (0, 1)
    ]
    (found,) = results[1].findings
    assert (found.id, found.message.zh[:3]) == ("ingest.same_entry", "2 行")
    assert desk.ask("select count(*), sum(amount_fen) from spend") == [(9, 90000)]
    made_again(desk)


COMPLAINTS = [("物业噪音", "张", "火情"), ("停车收费", "李", "谣言")]


@pytest.mark.campaign
@pytest.mark.parametrize(
    "places", [("舆情.csv", "甲科", "舆情.csv", "乙科"), *seldom((("甲.csv", "登记", "乙.csv", "登记"),))]
)
def test_a_row_that_two_offices_have_with_other_remarks_is_told(desk, places, comes_back):
    """It counts once, as it may be one thing; the same file once more says nothing."""
    name, folder, other, there = places
    header = ("事件", "发现日期", "级别", "是否计入", "备注", "填报人", "本期无起", "本期无止")
    tables = [
        files.text(
            [header, ("投诉", "2024-03-05", "蓝色", "是", note, who), (more, "2024-03-05", "黄色", "是", "", who)]
        )
        for note, who, more in COMPLAINTS
    ]
    assert ids(desk.load(tables[0], name, folder=folder)) == []
    result = desk.load(tables[1], other, folder=there, replaces=False)
    (found,) = (one for one in result.findings if one.id == "ingest.same_entry")
    winner, loser = ("乙.csv", "甲.csv") if name != other else ("乙科/舆情.csv", "甲科/舆情.csv")
    assert (found.severity, found.message.zh) == (
        "warning",
        f"1 行与别的表里的一条备注或填报人不同，当作同一件事，只计 {winner} 的：{winner}!2 与 {loser}!2（备注、填报人）",
    )
    assert "编号" in found.hint.zh
    assert desk.ask("select count(*) from incident") == [(3,)]
    comes_back(desk)
    copied = files.text([header, ("谣言", "2024-03-05", "黄色", "是", "", "李")])
    assert ids(desk.load(copied, "抄件.csv", folder=there)) == []


@pytest.mark.campaign
def test_a_number_of_its_file_alone_is_named_as_what_differs(desk):
    """As lines of before have it, which count as they did; taken out and given again, the file's rows are the others'."""
    desk.load(months(JANUARY), "1月.xlsx")
    whole = months(JANUARY, FEBRUARY)
    reading = replace(desk.store.read(whole, "全年.xlsx", Decisions()), own=("1", "2"))
    (found,) = desk.store.add([sound(next(desk.store.prepare([reading])))], desk.store.settings.clock())
    twice = next(one for one in found if one.id == "ingest.same_entry")
    assert twice.message.zh.endswith("各计一次：全年.xlsx 1月!2 与 1月.xlsx 1月!2（编号各表自用）")
    assert people(desk) == (6, 130)
    made_again(desk)
    forget(desk, "全年.xlsx")
    desk.load(whole, "全年.xlsx")
    assert people(desk) == (4, 100)


def test_a_row_that_two_files_have_with_and_without_its_first_day_is_told(desk):
    lines = [[("讲座", day, "2024-02-02", 100, "", "", "", "张")] for day in ("2024-02-01", "")]
    results = [desk.load(files.text([HEADER, *rows]), f"{i}.csv") for i, rows in enumerate(lines)]
    assert [ids(one) for one in results] == [[], ["ingest.same_entry"]]
    assert people(desk) == (2, 200)


@pytest.mark.campaign
def test_a_row_of_the_name_and_day_of_another_files_is_told_in_any_register(desk):
    """What tells them apart may be one cell that somebody wrote otherwise: both count, and both are named."""
    cases = [
        ("spend", "凭证号 支出日期 用途 预算类别 金额（元）", "A1 2024-10-02 海报 推广 10", "A1 2024-10-02 海报 活动 10", "预算类别"),
        ("spend", "凭证号 支出日期 用途 预算类别 金额（元）", "B1 2024-10-02 海报 推广 10", "B1 2024-10-03 海报 推广 10", "支出日期"),
        ("award", "奖项名称 级别 获奖日期 颁奖单位", "好新闻 省级 2024-10-02 甲", "好新闻 市级 2024-10-02 乙", "级别、颁奖单位"),
        ("partnership", "合作方 合作方类型 签约日期", "甲社 主流媒体 2024-10-02", "甲社 其他 2024-10-02", "类型"),
        ("content_error", "内容标题 差错内容 发现日期 差错类型", "停水 错字 2024-10-02 文字", "停水 错字 2024-10-02 事实", "差错类型"),
        ("activity", "活动名称 开始日期 结束日期 参与人次", "讲座 2024-10-01 2024-10-02 5", "讲座 2024-10-02 2024-10-02 5", "开始日期"),
        ("incident", "编号 事件 发现日期 是否计入", "1 投诉 2024-10-02 是", "2 投诉 2024-10-02 是", "编号"),
    ]  # fmt: skip
    told = []
    for which, place in (("甲", 2), ("乙", 3)):
        paths = []
        for i, case in enumerate(cases):
            rows = [f"{case[1]} 填报人 本期无起 本期无止".split(), case[place].split()]
            paths.append(desk.drop(f"{which}{i}.csv", files.text(rows)))
        told.append(desk.ingest(*paths))
    assert [ids(one) for one in told[0]] == [[]] * len(cases)
    for i, ((*_, cells), result) in enumerate(zip(cases, told[1], strict=True)):
        (found,) = result.findings
        assert (found.id, found.severity) == ("ingest.same_entry", "warning")
        assert found.message.zh.endswith(f"各计一次：乙{i}.csv!2 与 甲{i}.csv!2（{cells}）")
    facts = [fact for fact, *_ in cases]
    assert desk.counts() == {fact: 2 * facts.count(fact) for fact in facts}


def test_a_number_without_its_first_day_is_the_same_entry(desk):
    lines = [[("讲座", day, "2024-02-02", n, "", "1", "", "张")] for day, n in (("2024-02-01", 100), ("", 120))]
    results = [desk.load(files.text([HEADER, *rows]), f"{i}.csv") for i, rows in enumerate(lines)]
    assert "ingest.entry_differs" in ids(results[1])
    assert people(desk)[0] == 1


def test_a_number_of_an_export_that_means_something_else_is_told(desk):
    """Nobody is asked about an export: the system that wrote it has given each its 编号."""
    (desk.root / "exports").mkdir()
    columns = "{name: {header: [标题], required: true}, ended_on: {header: [日期]}, number: {header: [流水号]}}"
    profile = f"id: oa\nplatform: oa\nlabel: OA\naccount: false\nlast_day: activity.ended_on\nfeeds:\n  - {{fact: activity, columns: {columns}}}\n"
    (desk.root / "exports" / "oa.yaml").write_text(profile, encoding="utf-8")
    for i, row in enumerate([("讲座", "2024-02-02", "1"), ("路演", "2024-05-02", "1")]):
        result = desk.load(files.text([("标题", "日期", "流水号"), row, ("座谈", "2024-03-03", "9")]), f"{i}.csv")
    assert (result.state, ids(result)) == ("loaded", ["ingest.confidence", "ingest.entry_differs"])
    assert "1.csv!2 与 0.csv!2" in result.findings[1].message.zh


@pytest.mark.campaign
def test_the_rows_of_any_numbered_files_all_count_and_are_made_again(desks):
    """Four quarters, each numbered from 1 on, some on two sheets, in any order: nothing is lost, nothing comes twice."""
    for seed in range(8 * int(os.environ.get("PUBKPI_CAMPAIGN", "1"))):
        some, desk, every = random.Random(seed), desks(), list[tuple]()
        quarters = []
        for quarter in range(1, 5):
            rows = [
                (
                    some.choice("甲乙丙"),
                    "",
                    f"2024-{quarter * 3:02}-{some.randint(1, 28):02}",
                    some.randint(1, 99),
                    "",
                    i,
                )
                for i in range(1, some.randint(2, 6))
            ]
            rows = list(dict.fromkeys((*row[:5], row[5] if some.random() < 0.7 else "", "", "张") for row in rows))
            cut, every = some.randint(0, len(rows)), every + rows
            container = some.choice([files.text, files.html, files.xls, files.xlsx])
            if container is files.xlsx:
                data = files.xlsx([HEADER, *rows[:cut]], "一", 二=[HEADER, *rows[cut:]])
            else:
                data = container([HEADER, *rows])
            quarters.append((f"{quarter}季度", data))
        some.shuffle(quarters)
        for name, data in quarters:
            assert desk.load(data, name, replaces=False).state == "loaded", seed
        assert people(desk) == (len(every), sum(row[3] for row in every)), seed
        made_again(desk)
