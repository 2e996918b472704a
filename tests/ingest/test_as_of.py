"""as_of: which of two exports of the same thing is the newer one."""

import os
import re
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from pubkpi.ingest.containers import columns
from pubkpi.ingest.containers.delimited import regular_text
from pubkpi.ingest.history.verify import verified
from pubkpi.model.periods import QUARTER
from tests.examples import seldom
from tests.ingest import files, samples
from tests.ingest.desk import ACCOUNT, reason
from tests.ingest.samples import GROWTH, SURVEY, growth, growth_days
from tests.ingest.test_forms import filled, written

STAMPED = "导出时间：2024-04-02 09:30"


def newest(desk, *rows, **said):
    """The as_of that a file of these rows would have."""
    return desk.load(files.text(list(rows)), dry_run=True, **said).as_of


def test_what_the_user_says_comes_first(still):
    assert newest(still, (STAMPED,), *GROWTH, as_of=date(2024, 5, 1)) == "2024-05-01"


@pytest.mark.parametrize(
    "stamp", [STAMPED, "下载日期: 2024/4/2", "生成时间 2024年4月2日", "统计说明 导出日期：2024.04.02"]
)
def test_a_stamp_in_the_content_comes_second(stamp, still):
    assert newest(still, (stamp,), *GROWTH) == "2024-04-02"


@pytest.mark.parametrize(
    "stamp", ["导出时间：2024-13-45", "导出时间：", "更新于 2024-04-02", "时间范围：2024-01-01 至 2024-12-31"]
)
def test_a_stamp_that_is_none_is_not_taken_for_one(stamp, still):
    assert newest(still, (stamp,), *GROWTH) == "2024-03-08"


def test_the_last_day_covered_comes_last(still):
    rows = growth(*reversed(growth_days(1, 9)), ("合计", 1, 1, 1, 1))
    assert newest(still, *rows) == "2024-03-09"


def test_a_rejected_row_does_not_say_how_new_a_file_is(still):
    rows = growth(*growth_days(1, 25), ("2024-03-31", "约十", 0, 0, 0))
    assert newest(still, *rows) == "2024-03-25"


def test_a_survey_is_as_new_as_its_last_answer(still):
    assert newest(still, *SURVEY) == "2024-03-06"


def test_a_declaration_is_as_new_as_its_last_day(still):
    assert newest(still, *samples.ACTIVITIES[:2], samples.ACTIVITIES[4]) == "2024-01-31"


def test_a_typed_value_is_as_new_as_its_quarter_and_always_spelled_alike(desk):
    periods = ("2024Q1", "2024-Q1", "2024年第一季度", "2024年一季度", "2024年1季度", "2024 Q1")
    for period in periods:
        desk.drop(
            f"{period}.csv", files.text([*samples.VALUES[:2], ("部门", period, period, 0.5, None, "电话", None, None)])
        )
    assert {one.as_of for one in desk.ingest()} == {"2024-03-31"}
    assert dict(desk.rows("measure_value", "measure", "period")) == dict.fromkeys(periods, "2024Q1")


@pytest.mark.parametrize("period", ["2024 年度", *seldom("2024", "2024年")])
def test_a_value_of_a_whole_year_is_as_new_as_its_last_day_whatever_quarters_stand_beside_it(period, desk):
    rows = [*samples.VALUES[:2]]
    rows += [("部门", one, "satisfaction", 0.5, None, "电话", None, None) for one in (period, "2024Q2")]
    assert desk.load(files.text(rows)).as_of == "2024-12-31"
    assert sorted(desk.rows("measure_value", "period")) == [("2024",), ("2024Q2",)]


def test_a_typed_value_of_no_quarter_is_refused_and_the_next_file_still_loads(desk):
    periods = ["24年", "2024-13", "去年", "2024Q5", "24Q1"]
    wrong = [
        desk.drop(
            f"{period}.csv", files.text([*samples.VALUES[:2], ("部门", period, "x", 0.5, None, "电话", None, None)])
        )
        for period in periods
    ]
    *refused, loaded = desk.ingest(*wrong, desk.drop("z.csv", files.text(GROWTH)))
    assert [f"周期='{period}'" in reason(one) for period, one in zip(periods, refused, strict=True)] == [True] * 5
    assert loaded.state == "loaded"


NAMED = [
    # the newest publication is of 2024-11-07; a later day in the name is that of the download
    ("works.csv", "2024-11-07"),
    ("works_20241120.csv", "2024-11-20"),
    ("works_2024-11-01_2024-12-31.csv", "2024-11-07"),
    ("作品 20240101至20241231 20250102.csv", "2025-01-02"),
    ("作品 2024年11月9日.csv", "2024-11-09"),
    ("works_1733097600.csv", "2024-12-02"),
    ("works_1733097600123.csv", "2024-12-02"),
    ("works_20240101.csv", "2024-11-07"),
    ("works_20249931_v12345678.csv", "2024-11-07"),
]


def test_the_day_that_is_suggested_is_that_of_the_newest_row_or_of_the_download(still):
    """Never the end of a year, which many would type as it stands."""
    works = [("作品", "发布时间", "播放"), ("甲", "2024-11-07", 3), ("乙", "2024-10-09", 3)]
    own = still.root / "exports" / "own_works.yaml"
    own.parent.mkdir(exist_ok=True)
    own.write_text(
        "platform: own\nlabel: 自己的\nfeeds:\n  - fact: post\n    columns:\n      post: {header: [作品], required: true}\n"
        "      basis: {const: lifetime}\n      published_on: {header: [发布时间], required: true}\n"
        "      like_count: {header: [播放], required: true}\n",
        "utf-8",
    )
    still.close()
    results = still.ingest(*(still.drop(name, files.text(works)) for name, _ in NAMED))
    own.unlink()
    still.close()
    for (name, day), refused in zip(NAMED, results, strict=True):
        assert f"--as-of {day} " in reason(refused), name
        assert f"--as-of {day} " in refused.error.line("en"), name


def test_an_as_of_before_the_newest_row_is_refused_with_the_day_of_that_row(still):
    rows = growth(*growth_days(1, 9))
    for said, stamped in ((date(2024, 3, 8), ()), (None, [("导出时间：2024-03-08 10:00",)])):
        refused = still.load(files.text([*stamped, *rows]), as_of=said)
        assert "有 2024-03-09 的行，不可能截至 2024-03-08" in reason(refused)
        assert "a row is of 2024-03-09" in refused.error.line("en")
    assert newest(still, *rows, as_of=date(2024, 3, 9)) == "2024-03-09"


def test_a_plan_may_reach_beyond_its_as_of(still):
    plan = filled("milestones", {"里程碑": "上线", "计划开始日期": "2024-01-01", "计划完成日期": "2025-12-31"})
    assert still.load(plan, "m.xlsx", as_of=date(2024, 3, 1), dry_run=True).as_of == "2024-03-01"


SLIP = growth(("2024-03-30", 1, 0, 1, 100), ("2042-03-31", 3, 5, -2, 98))
EVENT = [*samples.ACTIVITIES[:2], ("讲座", None, "2042-03-01", 10, None, None, None, None, "张")]


@pytest.mark.parametrize("size", [1, *seldom(10**9)], ids=["big", "small"])
def test_a_day_to_come_is_refused_with_its_row_and_a_slip_in_a_year_freezes_no_account(size, desk, monkeypatch):
    for reader in (regular_text, columns):
        monkeypatch.setattr(reader, "BATCHES_FROM", size)
    before = desk.digest()
    for make in (files.text, files.xlsx):
        line = reason(desk.load(make(SLIP)))
        assert "!4: 2042-03-31 还没有到（今天 2025-01-10）" in line
        assert "改正日期" in line
        assert desk.digest() == before
    loaded = desk.load(files.text(growth(("2024-03-30", 2, 0, 2, 200), ("2025-01-10", 3, 5, -2, 198))))
    assert (loaded.state, loaded.as_of) == ("loaded", "2025-01-10")


def test_a_register_a_stamp_and_a_name_of_a_day_to_come_are_refused(desk):
    assert "2042-03-01 还没有到" in reason(desk.load(files.text(EVENT)))
    # nothing has happened yet in the rest of a quarter that runs
    assert "!3: 2025-03-31 还没有到" in reason(desk.load(written("incidents", QUARTER.parse("2025Q1"))[0], "i.xlsx"))
    refused = desk.load(files.text([("导出时间：2042-04-02 09:30",), *GROWTH]))
    assert "2042-04-02 还没有到" in reason(refused)
    assert "2042-04-02 is to come: today is 2025-01-10" in refused.error.line("en")
    assert newest(desk, ("导出时间：2042-04-02 09:30",), *GROWTH, as_of=date(2024, 5, 1)) == "2024-05-01"


@pytest.mark.campaign
def test_plans_and_values_of_a_year_that_runs_are_as_of_today(desk):
    plan = filled("milestones", {"里程碑": "上线", "计划开始日期": "2024-01-01", "计划完成日期": "2025-12-31"})
    assert desk.load(plan, "m.xlsx").as_of == "2025-01-10"
    topic = filled("topics", {"选题": "春运", "计划发布日期": "2025-03-01"})
    assert desk.load(topic, "t.xlsx").as_of == "2025-01-10"
    value = [*samples.VALUES[:2], ("部门", "2025", "satisfaction", 0.5, None, "电话", None, None)]
    assert desk.load(files.text(value), "v.csv").as_of == "2025-01-10"
    verified(desk.store)


def test_the_time_at_which_a_file_was_written_is_never_asked(desk):
    old, new = growth(("2024-03-05", 1, 0, 1, 5)), growth(("2024-03-05", 2, 0, 2, 5), ("2024-03-06", 0, 0, 0, 5))
    for name, rows, stamp in (("new.csv", new, 10**9), ("old.csv", old, 2 * 10**9)):
        path = desk.drop(name, files.text(rows))
        os.utime(path, (stamp, stamp))
        desk.ingest(path)
    assert desk.rows("account_daily", "new_count")[0] == (2,)


@pytest.mark.parametrize(
    ("pattern", "days"),
    [
        # 02:00 in London is 10:00 in China, and midnight in China
        (r"_(\d{10})\.xls", {"total_1709690400.xls": "2024-03-06", "total_1709654400.xls": "2024-03-06"}),
        (r"_(\d{8})", {"list_20240307.xls": "2024-03-07", "list_20241399.xls": "2024-03-05", "list.xls": "2024-03-05"}),
    ],
)
def test_a_profile_may_read_it_in_the_name_of_the_file(pattern, days, desk):
    (desk.root / "exports").mkdir()
    (desk.root / "exports" / "own.yaml").write_text(
        f"platform: own\nlabel: 自己的\nas_of_file: '{pattern}'\nlast_day: account_daily.day\nfeeds:\n"
        "  - fact: account_daily\n    columns:\n      day: {header: [天], required: true}\n"
        "      new_count: {header: [新], required: true}\n",
        "utf-8",
    )
    for n, name in enumerate(days):
        desk.drop(name, files.xls([("天", "新"), ("2024-03-05", n)]))
    assert {Path(one.path).name: one.as_of for one in desk.ingest()} == days


def test_a_file_of_which_nothing_says_how_new_it_is_is_refused_with_the_question(desk):
    (desk.root / "exports").mkdir()
    (desk.root / "exports" / "own.yaml").write_text(
        "platform: own\nlabel: 自己的\nfeeds:\n  - fact: account_daily\n    columns:\n"
        "      day: {header: [天], required: true}\n      new_count: {header: [新], required: true}\n",
        "utf-8",
    )
    data = files.text([("天", "新"), ("2024-03-05", 3)])
    assert "--as-of" in reason(desk.load(data))
    assert desk.load(data, as_of=date(2024, 3, 9)).as_of == "2024-03-09"


@pytest.mark.parametrize(
    "folder",
    [
        "2024-04-03",
        "20240403",
        "2024年4月3日",
        "2024.4.3",
        "下载 2024-04-03",
        "2024-04-03下载",
        f"2024-04-03/{ACCOUNT}/单篇",
    ],
)
def test_a_folder_that_is_named_by_a_day_comes_after_the_name_and_before_the_last_day(folder, still):
    assert newest(still, *GROWTH, folder=f"{ACCOUNT}/{folder}") == "2024-04-03"
    assert newest(still, (STAMPED,), *GROWTH, folder=f"{ACCOUNT}/{folder}") == "2024-04-02"
    assert newest(still, *GROWTH, folder=f"{ACCOUNT}/{folder}", as_of=date(2024, 5, 1)) == "2024-05-01"


@pytest.mark.parametrize(
    "folder",
    ["2024Q2", "2024-04", "2024-04-01至2024-04-30", "2024-13-45", "讲座2024-04-03", "2024-03-01", "2023-04-03"],
)
def test_a_folder_of_another_name_or_of_a_day_before_the_rows_says_nothing(folder, still):
    assert newest(still, *GROWTH, folder=folder, account=ACCOUNT) == "2024-03-08"


def test_of_several_folders_the_nearest_day_counts(still):
    assert newest(still, *GROWTH, folder=f"2024-05-01/{ACCOUNT}/2024-04-03") == "2024-04-03"


@pytest.mark.campaign
def test_one_file_of_the_inbox_has_the_day_of_its_folders_as_the_inbox_has(still):
    path = still.drop("one.csv", files.text(growth(("2024-03-09", 7, 0, 7, 777))), f"2024-04-03/{ACCOUNT}")
    for given in (path, path.parent, still.root / "inbox"):
        assert {
            one.as_of for one in still.ingest(given, dry_run=True, account=ACCOUNT) if one.path.endswith("one.csv")
        } == {"2024-04-03"}
    path.unlink()


def test_a_folder_of_a_day_to_come_is_refused(still):
    refused = still.load(files.text(GROWTH), folder=f"{ACCOUNT}/2042-04-03", dry_run=True)
    assert "2042-04-03 还没有到" in reason(refused)


def test_what_was_loaded_before_keeps_its_day_wherever_it_lies_now(desk):
    assert desk.load(files.text(GROWTH)).as_of == "2024-03-08"
    before = desk.digest()
    assert desk.load(files.text(GROWTH), folder=f"{ACCOUNT}/2024-04-03").state == "already_loaded"
    assert desk.ask("select as_of::date from file") == [(date(2024, 3, 8),)]
    newer = growth(*growth_days(5, 8), ("2024-03-09", 9, 0, 9, 999))
    assert desk.load(files.text(newer), "b.csv", folder=f"{ACCOUNT}/2024-04-03").as_of == "2024-04-03"
    assert desk.digest() != before
    verified(desk.store)


OWN = (
    "platform: own\nlabel: 自己的\nfeeds:\n  - fact: account_daily\n    columns:\n"
    "      day: {header: [天], required: true}\n      new_count: {header: [新], required: true}\n"
)


def _saved_at(data, moment):
    """The workbook *data*, whose properties say that it was saved at that *moment*."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            words = old.read(name)
            if name == "docProps/core.xml":
                words = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment.encode(), words)
            new.writestr(name, words)
    return out.getvalue()


def test_the_properties_of_a_workbook_are_told_and_never_taken(desk):
    (desk.root / "exports").mkdir()
    (desk.root / "exports" / "own.yaml").write_text(OWN, "utf-8")
    book = openpyxl.Workbook()
    for row in (("天", "新"), ("2024-03-05", 3)):
        book.active.append(row)
    data = _saved_at(files.saved(book), "2024-04-03T17:30:00Z")
    refused = desk.load(data, "own.xlsx")
    assert (refused.state, refused.question) == ("refused", "as_of")
    # half past five in the afternoon of London is the day after in China
    assert "文件属性里最后保存于 2024-04-04，另存会改写它" in reason(refused)
    assert "any saving rewrites" in refused.error.line("en")
    assert "--as-of 2024-03-05 " in refused.error.line("en")
    assert desk.load(data, "own.xlsx", unstated_as_of=date(2024, 4, 4)).as_of == "2024-04-04"


def test_the_answer_for_files_that_say_no_day_leaves_those_that_do(desk):
    (desk.root / "exports").mkdir()
    (desk.root / "exports" / "own.yaml").write_text(OWN, "utf-8")
    answer = {"unstated_as_of": date(2024, 4, 9)}
    assert desk.load(files.text(GROWTH), dry_run=True, **answer).as_of == "2024-03-08"
    assert (
        desk.load(files.text([("天", "新"), ("2024-03-05", 3)]), "own.csv", dry_run=True, **answer).as_of
        == "2024-04-09"
    )
    early = desk.load(files.text([("天", "新"), ("2024-04-10", 3)]), "own.csv", **answer)
    assert "不可能截至 2024-04-09" in reason(early)
