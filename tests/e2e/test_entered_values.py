"""Values entered for a measure that nobody defined: rejected with the names that are near; what was loaded stays."""

import csv

import pytest

from pubkpi import pipeline
from pubkpi.ingest.result import Said
from pubkpi.workspace.layout import make
from pubkpi.workspace.settings import find

HEAD = ["对象", "周期", "指标", "数值", "来源"]
OWN = "mine: {label: m, definition: x, formula: x, unit: count, source: x, type: typed}\n"


@pytest.fixture
def home(tmp_path):
    make(tmp_path)
    (tmp_path / "kpi_specs" / "measures" / "own.yaml").write_text(OWN, encoding="utf-8")
    return tmp_path


def enter(home, name, *measures, **said):
    path = home / "inbox" / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["指标值填报表"], HEAD, *(["部门", "2024Q1", one, "1", "电话"] for one in measures)]
        )
    (result,) = pipeline.ingest(find(home), [path], Said(**said))
    return result


def test_a_typo_is_rejected_with_the_nearest_names(home):
    result = enter(home, "a.csv", "satisfacton")
    assert result.state == "refused"
    assert "没有这个指标，相近的有 satisfaction" in result.error.line("zh")
    assert "a.csv" in result.error.line("en")
    assert "指标='satisfacton'" in result.error.line("en")
    assert "there is no such measure; near it: satisfaction" in result.error.line("en")
    assert "there is no such measure (pubkpi measures lists them)" in enter(home, "b.csv", "好评").error.line("en")


def test_among_many_rows_only_the_typo_is_rejected_and_listed(home):
    good = [f"{one}" for one in ("mine", "satisfaction", "days_since_update", "push_reach")]
    rows = [["部门", f"20{year}Q{n}", one, "1", "电话"] for year in range(10, 24) for n in (1, 2) for one in good]
    path = home / "inbox" / "many.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["指标值填报表"], HEAD, *rows, ["部门", "2024Q1", "mime", "1", "电话"]])
    for dry in (True, False):
        (result,) = pipeline.ingest(find(home), [path], Said(dry_run=dry))
        assert (result.rows.loaded, result.rows.rejected) == (112, 1)
    (one,) = pipeline.rejects(find(home)).rows
    assert (one.row, one.header, one.raw, one.reason.zh) == (115, "指标", "mime", "没有这个指标，相近的有 mine")


def test_what_was_loaded_stays_when_its_measure_is_taken_away(home):
    assert enter(home, "a.csv", "mine").state == "loaded"
    before = pipeline.verify(find(home))
    (home / "kpi_specs" / "measures" / "own.yaml").unlink()
    assert pipeline.rebuild(find(home)) == pipeline.verify(find(home)) == before
    assert enter(home, "b.csv", "mine").state in ("refused", "already_loaded")


def test_specs_that_cannot_be_read_judge_nothing(home):
    (home / "kpi_specs" / "measures" / "own.yaml").write_text("mine: {label\n", encoding="utf-8")
    assert enter(home, "a.csv", "mine").state == "loaded"
