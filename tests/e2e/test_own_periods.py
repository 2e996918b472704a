"""The cells of forms call periods as the plans do, and what was loaded stays when the plans change."""

import pytest

from pubkpi.engine.duckdb import DuckDB
from pubkpi.ingest.result import IngestOptions
from pubkpi.pipeline.load import ingest, rebuild
from pubkpi.pipeline.results.verify import verify
from pubkpi.pipeline.upkeep.state import rejects
from pubkpi.workspace.layout import make
from pubkpi.workspace.settings import find
from tests.ingest import files

PLAN = "periods: {year: [2023-07-01, 2024-06-30], 试用期: [2024-03-17, 2024-09-16], 开学季: [%s, 2024-09-30]}\n"
VALUES = [["指标值填报表"], ["对象", "周期", "指标", "数值", "来源"]]
TRIAL, YEAR = "2024-03-17..2024-09-16", "2023-07-01..2024-06-30"


def load(home, forms):
    """The results of *forms*, rows by name, loaded together."""
    for name, rows in forms.items():
        path = home / "inbox" / name
        path.write_bytes(files.xlsx(rows) if path.suffix == ".xlsx" else files.text(rows))
    return [*ingest(find(home), [home / "inbox"], IngestOptions())]


def asked(home, sql):
    engine = DuckDB(find(home).database, read_only=True)
    try:
        return engine.run(sql)
    finally:
        engine.close()


@pytest.mark.campaign
def test_cells_call_periods_as_plans_do_and_keep_what_they_meant(tmp_path):
    """The days were worked out by hand: a quarter of a plan's year is that of the calendar with the same days."""
    make(tmp_path, "department_2024")
    specs = tmp_path / "kpi_specs"
    (specs / "甲.yaml").write_text(PLAN % "2024-09-02", encoding="utf-8")
    (specs / "乙.yaml").write_text(PLAN % "2024-08-26", encoding="utf-8")
    good = [["部门", words, "satisfaction", "82%", "问卷"] for words in (" 试用 期", "year", "yearQ1", "year下半年")]
    good += [["部门", f"20{year}Q1", "satisfaction", "80%", "问卷"] for year in range(10, 60)]
    wrong = [["部门", words, "satisfaction", "82%", "问卷"] for words in ("试用", "开学季", "")]
    bench = [
        ["对标值登记表"],
        ["对标对象", "周期", "指标", "数值", "来源"],
        ["行业平均", "试用期", "satisfaction", "80%", "年报"],
    ]
    said = [["情况说明登记表"], ["周期", "指标", "原因", "措施"], ["year", "satisfaction", "换了问卷", "下期重做"]]
    decided = [["会议决定事项登记表"], ["period", "item", "owner", "status"], ["试用期", "加派一人", "张", "进行中"]]
    made = {"a.csv": [*VALUES, *good, *wrong], "b.xlsx": bench, "c.xlsx": said, "d.csv": decided}
    results = load(tmp_path, made)
    assert [(one.rows.loaded, one.rows.rejected) for one in results] == [(54, 3), (1, 0), (1, 0), (1, 0)]
    stored = "select distinct period from measure_value where value > 0.81 order by 1"
    assert asked(tmp_path, stored) == [(YEAR,), ("2023Q3",), (TRIAL,), ("2024H1",)]
    others = (
        "select period from benchmark union all select period from commentary union all select period from decision"
    )
    assert asked(tmp_path, others) == [(TRIAL,), (YEAR,), (TRIAL,)]

    listed = rejects(find(tmp_path)).rows
    assert [one.raw for one in listed] == ["试用", "开学季", None]
    assert listed[0].reason.zh.endswith("或方案里的名称：试用期, year, 开学季")
    assert listed[0].reason.en.endswith("or a name of a plan: 试用期, year, 开学季")
    days = "乙 2024-08-26..2024-09-30, 甲 2024-09-02..2024-09-30"
    assert listed[1].reason.zh.startswith(f"在几个方案里不是同一段时间（{days}）")
    assert listed[2].reason.zh.startswith("是空的")

    before = verify(find(tmp_path))
    (specs / "甲.yaml").unlink()
    (specs / "乙.yaml").write_text("periods: {试用期: [2024-01-01, 2024-01-05]}\n", encoding="utf-8")
    assert rebuild(find(tmp_path)) == before
    assert rejects(find(tmp_path)).rows == listed
    assert asked(tmp_path, stored) == [(YEAR,), ("2023Q3",), (TRIAL,), ("2024H1",)]
