"""A register whose rows were rejected, or which has rows where it was declared empty, is doubted beside its number."""

import json

from tests.e2e.workspaces import pubkpi

HEADER = "舆情事件登记表\n事件,发现日期,级别,是否计入,不计入原因,处置结果,办结日期,编号,备注,本期无起,本期无止,填报人\n"
GOOD = "网传停水,2024-11-20,蓝色,否,谣言,已辟谣,,,,,,王芳\n"
UNREADABLE = "网传停电,2024-11-21,红,是,,,,,,,,王芳\n"
NOTHING = "本期无,,,,,,,,,2024-10-01,2024-12-31,王芳\n"


def doubts(folder, **files):
    for name, rows in files.items():
        (folder / f"{name}.csv").write_text(HEADER + rows, "utf-8")
        pubkpi("ingest", f"{name}.csv", cwd=folder)
    found = json.loads(pubkpi("score", "-q", "2024Q4", "--format", "json", cwd=folder).stdout)["findings"]
    return {one["id"]: one["message"] for one in found if one["id"] in ("measure.rejected", "measure.contradiction")}


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
