"""A form that is corrected and given again under its name: row by row, what is gone asked about, the answer kept."""

import json
from itertools import count

import pytest

from pubkpi.ingest import revise
from pubkpi.ingest.verify import verified
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
    """The digest, which a database made again and `verify` agree with."""
    found = desk.digest()
    assert verified(desk.store) == found
    desk.close()
    database(desk).unlink()
    assert desk.digest() == found
    return found


def forget(desk, words):
    return revise.forget(desk.store, words, desk.store.settings.clock())


def sha(desk, data):
    from pubkpi.workspace.files import digest

    return digest(data)


def test_a_corrected_row_counts_in_the_place_of_the_earlier_one(desk):
    """100 + 50 corrected to 120 + 50 is 170, however the bytes' sha256 compare."""
    desk.load(FIRST, "活动.csv")
    assert people(desk) == (3, 220)
    never = made_again(desk)
    result = desk.load(MORE, "活动.csv")
    assert (result.state, people(desk)) == ("loaded", (3, 240))
    assert ids(result) == ["ingest.same_entry", "ingest.revision"]
    made_again(desk)
    forget(desk, sha(desk, MORE))
    assert people(desk) == (3, 220)
    assert made_again(desk) == never


@pytest.mark.parametrize("answer", [True, False])
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
    assert made_again(desk) == before


def test_a_third_version_follows_the_second(desk):
    desk.load(FIRST, "活动.csv")
    desk.load(LESS, "活动.csv", replaces=True)
    desk.load(MORE, "活动.csv")
    assert people(desk) == (3, 240)
    last = activities(("讲座", "2024-02-02", 1))
    assert desk.load(last, "活动.csv").state == "refused"
    assert desk.load(last, "活动.csv", replaces=True).state == "loaded"
    assert people(desk) == (1, 1)
    made_again(desk)
    forget(desk, sha(desk, last))
    assert people(desk) == (3, 240)
    made_again(desk)
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


def test_a_number_keeps_a_row_whose_day_was_wrong(desk):
    desk.load(activities(("讲座", "2024-02-02", 100, "A1"), ("讲座", "2024-02-02", 50, "A2")), "活动.csv")
    desk.load(activities(("讲座", "2024-02-02", 100, "A1"), ("座谈", "2024-02-06", 60, "A2")), "活动.csv")
    assert desk.rows("activity", "name", "participant_count") == [("讲座", 100), ("座谈", 60)]
    made_again(desk)


def test_forms_of_one_name_in_two_folders_are_two_unless_they_share_a_row(desk):
    one, other = activities(("讲座", "2024-02-02", 100)), activities(("义诊", "2024-05-02", 30))
    assert desk.load(one, "活动.csv", folder="2024Q1").state == "loaded"
    assert desk.load(other, "活动.csv", folder="2024Q2").state == "loaded"
    assert people(desk) == (2, 130)
    both = activities(("讲座", "2024-02-02", 90), ("路演", "2024-02-03", 5))
    assert desk.load(both, "活动.csv", folder="下载").state == "loaded"
    assert people(desk) == (3, 125)
    assert reason(desk.load(activities(("义诊", "2024-05-03", 30)), "活动.csv", folder="2024Q2")).count("义诊") == 1
    made_again(desk)


def test_two_versions_in_one_call_are_taken_one_after_the_other(desk):
    numbers = count(1)
    for data in (FIRST, MORE):
        desk.drop("活动.csv", data, folder=f"{next(numbers)}稿")
    assert [one.state for one in desk.ingest()] == ["loaded", "loaded"]
    assert people(desk) == (3, 240)
    made_again(desk)


def test_a_dry_run_asks_too_and_loads_nothing(desk):
    desk.load(FIRST, "活动.csv")
    before = desk.digest()
    assert desk.load(LESS, "活动.csv", dry_run=True).state == "refused"
    assert desk.load(LESS, "活动.csv", dry_run=True, replaces=True).state == "would_load"
    assert desk.digest() == before


def test_a_corrected_file_is_loaded_again_as_it_was_answered(desk):
    """Loaded again from the archive, it still counts before the earlier one."""
    desk.load(FIRST, "活动.csv")
    desk.load(LESS, "活动.csv", replaces=False)
    before = people(desk)
    (load,) = (one for one in desk.store.loads() if one.data.get("revision"))
    revise.again(desk.store, load, revise.archived(desk.store, load), desk.store.settings.clock())
    assert people(desk) == before == (3, 240)
    made_again(desk)


@pytest.mark.parametrize("name", ["values", "incidents"])
def test_other_forms_are_corrected_alike(desk, name):
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
    made_again(desk)
