"""What words mean in the column 周期 of a form, where plans call periods by names of their own."""

from datetime import date

import pytest

from pubkpi.ingest.cells import own_periods
from pubkpi.ingest.profiles.forms import form
from pubkpi.ingest.rows.part import Match, Part
from tests.ingest import files

YEAR, TRIAL = (date(2023, 7, 1), date(2024, 6, 30)), (date(2024, 3, 17), date(2024, 9, 16))
PLANS = {
    "甲": {"year": YEAR, "试用期": TRIAL, "开学季": (date(2024, 9, 2), date(2024, 9, 30))},
    "乙": {"试用期": TRIAL, "开学季": (date(2024, 8, 26), date(2024, 9, 30))},
    "丙": {},
}


def match(name, words):
    profile = form(name)
    return Match(profile, (Part(profile.feeds[0], "填报", range(3, 3 + len(words)), {"period": words}),))


@pytest.mark.parametrize("name", ["values", "benchmarks", "commentary", "decisions"])
def test_names_of_plans_are_read_as_their_days(name):
    """A quarter and a half of a plan's year are of the calendar where that has one of the same days."""
    words = [" 试用 期", "year", "yearQ1", "year下半年", "2024Q1", "2024年3月", None, "-", "#N/A"]
    read, periods = own_periods.read(match(name, words), None, lambda: PLANS)
    days = ["2024-03-17..2024-09-16", "2023-07-01..2024-06-30", "2023Q3", "2024H1"]
    assert periods == dict(zip(["试用期", "year", "yearQ1", "year下半年"], days, strict=True))
    assert read.parts[0].cells["period"] == [*days, *words[4:]]


def test_what_is_no_name_or_two_is_told_with_the_names():
    words = ["试用", "开学季"]
    read, periods = own_periods.read(match("values", words), None, lambda: PLANS)
    assert read.parts[0].cells["period"] == words
    assert periods == {
        "试用": "#no_period:period:试用期, year, 开学季",
        "开学季": "#two_spans:period:甲 2024-09-02..2024-09-30, 乙 2024-08-26..2024-09-30",
    }


def test_what_was_settled_holds_whatever_the_plans_say_now():
    read, periods = own_periods.read(match("values", ["试用期", "year"]), {"试用期": "2024Q2"}, lambda: PLANS)
    assert (read.parts[0].cells["period"], periods) == (["2024Q2", "year"], {"试用期": "2024Q2"})


def test_plans_are_asked_only_for_words_that_the_calendar_does_not_have():
    def never():
        raise AssertionError

    assert own_periods.read(match("values", ["2024Q1", "2024-03-17起6个月"]), None, never)[1] == {}
    assert own_periods.read(match("values", ["试用期"]), None, own_periods.no_spans)[1] == {}


def test_rows_about_the_organisation_itself_are_told_as_no_rows_of_the_department(desk):
    (desk.root / "pubkpi.toml").write_text('[report]\norganisation = "云川发布中心"\n', encoding="utf-8")
    values = [["指标值填报表"], ["对象", "周期", "指标", "数值", "来源"]]
    values += [[whom, "2024Q3", "satisfaction", "80%", "问卷"] for whom in ("云川发布中心", "部门")]
    (found,) = [one for one in desk.load(files.text(values)).findings if one.id == "ingest.own_name"]
    assert found.message.zh == "有 1 行的“对象”是本单位 云川发布中心，没有计入部门"
    assert found.hint.zh.startswith("评整个部门的，“对象”写 部门；")
