"""A register whose rows were rejected, or which has rows where it was declared empty, is doubted beside its number."""

import json

import pytest

from tests.e2e.workspaces import pubkpi
from tests.examples import seldom

HEADER = "舆情事件登记表\n事件,发现日期,级别,是否计入,不计入原因,处置结果,办结日期,编号,备注,本期无起,本期无止,填报人\n"
GOOD = "网传停水,2024-11-20,蓝色,否,谣言,已辟谣,,,,,,王芳\n"
UNREADABLE = "网传停电,2024-11-21,红,是,,,,,,,,王芳\n"
NOTHING = "本期无,,,,,,,,,2024-10-01,2024-12-31,王芳\n"


def doubts(folder, **files):
    for name, rows in files.items():
        (folder / f"{name}.csv").write_text(HEADER + rows, "utf-8")
        pubkpi("ingest", f"{name}.csv", cwd=folder)
    found = json.loads(pubkpi("score", "-q", "2024Q4", "--format", "json", cwd=folder, lang="zh").stdout)["findings"]
    return {one["id"]: one["message"] for one in found if one["id"] in ("measure.rejected", "measure.contradiction")}


@pytest.mark.campaign
def test_a_rejected_row_and_a_row_in_a_span_declared_empty_are_told_beside_the_score(empty):
    assert doubts(empty, clean=GOOD) == {}
    assert doubts(empty, later=GOOD.replace("停水", "停气") + UNREADABLE) == {
        "measure.rejected": "登记表有 1 行被拒收，没有计入：later.csv"
    }
    assert doubts(empty, nil=NOTHING)["measure.contradiction"] == (
        "2024-10-01 至 2024-12-31 声明了“本期无”，登记表里却有 2 条记录，按记录计"
    )
    said = pubkpi("score", "-q", "2024Q4", cwd=empty).stderr
    assert "1 row(s) of the register were rejected and do not count: later.csv" in said
    assert "2024-10-01 to 2024-12-31 was declared empty, but the register has 2 row(s) of it; the rows count" in said
    # a mended form leaves nothing to doubt
    (empty / "later.csv").write_text(HEADER + UNREADABLE.replace("红", "红色"), "utf-8")
    pubkpi("ingest", "later.csv", "--replaces", "no", cwd=empty)
    assert "were rejected" not in pubkpi("score", "-q", "2024Q4", cwd=empty).stderr
    # what a file of the third quarter lacks is no matter of the fourth
    earlier = pubkpi("score", "-q", "2025Q1", cwd=empty, code=None).stderr
    assert "measure.contradiction" not in earlier


@pytest.mark.campaign
def test_a_rejected_row_may_be_of_any_quarter_until_its_form_was_handed_in(empty):
    """The rows that count end in May; the day of the other one is not known."""
    early = GOOD.replace("停水", "停气").replace("2024-11-20", "2024-05-18")
    assert doubts(empty, clean=GOOD, early=early + UNREADABLE) == {
        "measure.rejected": "登记表有 1 行被拒收，没有计入：early.csv"
    }
    found = json.loads(pubkpi("status", "-q", "2024Q4", "--format", "json", cwd=empty, lang="zh").stdout)
    (gap,) = next(one["gaps"] for one in found["indicators"] if one["id"] == "incidents")
    assert (gap["kind"], gap["what"]) == ("rejected", "1 行被拒收，没有计入：early.csv")
    assert "100%（有拒收的行）" in pubkpi("score", "-q", "2024Q4", cwd=empty, lang="zh").stdout


@pytest.mark.campaign
def test_an_indicator_of_which_a_part_lacks_rejected_rows_says_so(empty):
    """The partnerships are the sum of two measures of one register."""
    header = "合作方,合作方类型,签约日期,本期无起,本期无止,填报人\n"
    (empty / "p.csv").write_text(f"{header}甲报,主流媒体,2024-10-20,,,王芳\n乙台,主流媒体,十月,,,王芳\n", "utf-8")
    pubkpi("ingest", "p.csv", cwd=empty)
    said = pubkpi("score", "-q", "2024Q4", cwd=empty, lang="zh", code=None).stdout
    assert "有拒收的行" in said


CARD = """id: c
label: 例
audience: internal
valid: [2024Q1, 2024Q4]
missing: {policy: reweight, min_weight_coverage: 0.5}
bands:
  - {id: all, label: 都, at_least: 0}
lights: {green: 90, yellow: 60}
dimensions:
  - id: d
    label: d
    weight: 100
    indicators:
      - {id: f, label: f, weight: 100, measure: followers, direction: up, method: goalposts, goalposts: {worst: 0, best: 200}}
"""
FOLLOWERS = "时间,新关注人数,取消关注人数,净增关注人数,累积关注人数\n"


@pytest.mark.campaign
@pytest.mark.parametrize(
    "commands", [[("score",), ("measures",)], *seldom([("score", "--by", "account"), ("measures", "followers")])]
)
def test_a_file_dated_ahead_and_an_account_that_stopped_are_named_beside_score_and_ranks(empty, commands):
    (empty / "kpi_specs" / "c.yaml").write_text(CARD, "utf-8")
    # an older workspace: loaded when nobody asked whether the day was to come
    for account, rows in (("甲", "2024-03-30,1,0,1,100\n2042-03-31,3,5,-2,98\n"), ("乙", "2024-03-31,1,0,1,7\n")):
        (empty / account).mkdir()
        (empty / account / "u.csv").write_text(FOLLOWERS + rows, "utf-8")
        pubkpi("ingest", account, "--new-accounts", "--account", account, cwd=empty, PUBKPI_NOW="2042-05-01")
    for words in commands:
        said = pubkpi(*words, "-q", "2024Q1", "--scorecard", "c", cwd=empty).stderr
        assert "u.csv: as of 2042-03-31, which is to come: what is exported of 甲 until then" in said
        assert "Followers: the numbers of 1 account(s) are older than those of others (last day)" in said
        assert "(last day): wechat/甲 2024-03-30. [measure.old_number]" in said
    said = pubkpi("score", "-q", "2024Q1", "--scorecard", "c", cwd=empty, lang="zh").stderr
    assert "截至 2042-03-31，晚于今天：甲 以后导出的数据都被它压住，不会更新" in said
    assert "关注人数：1 个账号的数比其他账号旧（最后一天）：wechat/甲 2024-03-30" in said
