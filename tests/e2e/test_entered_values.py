"""Entered values: what is no measure, or no value of one, is rejected with what may stand there; what was loaded stays."""

import csv
from datetime import date

import openpyxl
import pytest

from pubkpi.engine.duckdb import DuckDB
from pubkpi.ingest.result import IngestOptions
from pubkpi.model.errors import DataError
from pubkpi.model.periods import QUARTER, YEAR
from pubkpi.pipeline.load import ingest, rebuild
from pubkpi.pipeline.measures import measure_values
from pubkpi.pipeline.results.verify import verify
from pubkpi.pipeline.scores import review
from pubkpi.pipeline.upkeep.state import rejects
from pubkpi.workspace.layout import make
from pubkpi.workspace.settings import find
from tests.ingest import files

HEAD = ["对象", "周期", "指标", "数值", "来源"]
OWN = "mine: {label: m, definition: x, formula: x, unit: count, source: x, type: typed}\n"
POSTS = "内容标题,发表时间,总阅读人数,总阅读次数,总分享人数,总分享次数,阅读后关注人数,送达人数,公众号消息阅读次数,送达阅读率,阅读完成率,内容url"


@pytest.fixture
def home(tmp_path):
    make(tmp_path, "department_2024")
    (tmp_path / "kpi_specs" / "measures" / "own.yaml").write_text(OWN, encoding="utf-8")
    return tmp_path


def enter(home, name, *measures, **said):
    path = home / "inbox" / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["指标值填报表"], HEAD, *(["部门", "2024Q1", one, "1", "电话"] for one in measures)]
        )
    (result,) = ingest(find(home), [path], IngestOptions(**said))
    return result


@pytest.mark.campaign
def test_a_typo_is_rejected_with_the_nearest_names(home):
    result = enter(home, "a.csv", "satisfacton")
    assert result.state == "refused"
    assert "没有这个指标，相近的有 satisfaction" in result.error.line("zh")
    assert "a.csv" in result.error.line("en")
    assert "指标='satisfacton'" in result.error.line("en")
    assert "there is no such measure; near it: satisfaction" in result.error.line("en")
    assert "there is no such measure (pubkpi measures lists them)" in enter(home, "b.csv", "好评").error.line("en")
    # its label is none, but says which
    assert "这是指标的名称，请写它的标识 mine" in enter(home, "c.csv", " Ｍ").error.line("zh")


@pytest.mark.campaign
def test_among_many_rows_only_the_typo_is_rejected_and_listed(home):
    good = [f"{one}" for one in ("mine", "satisfaction", "days_since_update", "push_reach")]
    rows = [["部门", f"20{year}Q{n}", one, "1", "电话"] for year in range(10, 24) for n in (1, 2) for one in good]
    path = home / "inbox" / "many.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["指标值填报表"], HEAD, *rows, ["部门", "2024Q1", "mime", "1", "电话"]])
    for dry in (True, False):
        (result,) = ingest(find(home), [path], IngestOptions(dry_run=dry))
        assert (result.rows.loaded, result.rows.rejected) == (112, 1)
    (one,) = rejects(find(home)).rows
    assert (one.row, one.header, one.raw, one.reason.zh) == (115, "指标", "mime", "没有这个指标，相近的有 mine")
    # so it was judged, whatever becomes of the measures
    before = verify(find(home))
    (home / "kpi_specs" / "measures" / "own.yaml").write_text(OWN.replace("mine", "mime"), encoding="utf-8")
    assert rebuild(find(home)) == before
    assert rejects(find(home)).rows == (one,)


@pytest.mark.campaign
def test_what_was_loaded_stays_when_its_measure_is_taken_away(home):
    assert enter(home, "a.csv", "mine").state == "loaded"
    before = verify(find(home))
    (home / "kpi_specs" / "measures" / "own.yaml").unlink()
    assert rebuild(find(home)) == before
    assert enter(home, "b.csv", "mine").state in ("refused", "already_loaded")


@pytest.mark.parametrize("spec", ["mine: {label\n", "mine: {label: 甲, unit: points}\n"])
@pytest.mark.campaign
def test_of_specs_that_cannot_be_read_nobody_can_tell_what_a_percentage_is(home, spec):
    """Else nothing of them is judged; 82% of a score would be 0.82."""
    (home / "kpi_specs" / "measures" / "own.yaml").write_text(spec, encoding="utf-8")
    assert enter(home, "a.csv", "mine").state == "loaded"
    path = home / "inbox" / "b.csv"
    path.write_bytes(files.text([["指标值填报表"], HEAD, ["部门", "2024Q2", "mine", "82%", "电话"]]))
    (result,) = ingest(find(home), [path], IngestOptions())
    assert "!3: mine 的定义读不出来，看不出 82% 是比率还是分数。用 pubkpi check 改好" in result.error.line("zh")


def typed(rows):
    """A workbook of *rows* as Excel keeps what is typed into it: 90% as 0.9 with a format."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell in book.active["D"]:
        if str(cell.value).endswith("%"):
            cell.value, cell.number_format = float(cell.value[:-1]) / 100, "0%"
    return files.saved(book)


SHAPES = """
a_part: {label: 好评率, definition: x, formula: x, unit: share, source: x, type: typed}
a_rise: {label: 粉丝增长率, definition: x, formula: x, unit: share, source: x, type: typed}
a_count: {label: 场次, definition: x, formula: x, unit: count, source: x, type: typed}
a_times: {label: 人次, definition: x, formula: x, unit: person_times, source: x, type: typed}
a_score: {label: 得分, definition: x, formula: x, unit: points, source: x, type: typed}
"""
NO_SHARE = "这个指标不是比率，不能填百分数：请写不带 % 的数，如 82"
TYPED = [
    ("a_part", "90%", "0.9"),
    ("a_part", "８５．５％", "0.855"),
    ("a_part", "1", "1"),
    ("a_part", "95", "比例不能大于 1（100%），可能漏了 %"),
    ("a_part", "120%", "比例不能大于 1（100%），可能漏了 %"),
    ("a_rise", "15", "没有 %，就是 1500%：请写上 %，或写小数"),
    ("a_rise", "-20", "没有 %，就是 -2000%：请写上 %，或写小数"),
    ("a_rise", "250%", "2.5"),
    ("a_rise", "-0.3", "-0.3"),
    ("a_count", "5.2万", "52000"),
    ("a_count", "1,234", "1234"),
    ("a_count", "90%", NO_SHARE),
    ("a_times", "82 %", NO_SHARE),
    ("a_score", "82%", NO_SHARE),
    ("a_score", "82", "82"),
    ("a_score", "95", "95"),
    ("a_score", "1.5亿", "150000000"),
    ("a_score", "约90", "不是有效的数字：应为数字，如 1200.5、5.2万 或 90%"),
    ("a_score", "1e3", "不是有效的数字：应为数字，如 1200.5、5.2万 或 90%"),
]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_percentages_and_ten_thousands_are_read_and_what_a_measure_cannot_be_is_rejected(home, kind):
    (home / "kpi_specs" / "measures" / "shapes.yaml").write_text(SHAPES, encoding="utf-8")
    path = home / "inbox" / f"typed.{kind}"
    rows = [[f"对象{i}", "2024Q1", measure, value, "电话"] for i, (measure, value, _) in enumerate(TYPED)]
    if kind == "xlsx":
        path.write_bytes(typed([["指标值填报表"], HEAD, *rows]))
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["指标值填报表"], HEAD, *rows])
    list(ingest(find(home), [path], IngestOptions()))
    if kind == "csv":
        rebuild(find(home))
    engine = DuckDB(find(home).database, read_only=True)
    loaded = engine.run("select entity, value from measure_value")
    engine.close()
    found = {int(name[2:]): f"{value.normalize():f}" for name, value in loaded}
    found |= {one.row - 3: one.reason.zh for one in rejects(find(home)).rows}
    assert found == {i: outcome for i, (*_, outcome) in enumerate(TYPED)}


@pytest.mark.campaign
def test_a_year_of_which_one_quarter_has_data_says_what_it_lacks(home):
    with pytest.raises(DataError, match="there is no data for this year"):
        review(find(home), YEAR.of(2024))
    # a list of posts whose rates are blank has data, but no measure has a value
    post = [
        "通知",
        "20240201",
        100,
        200,
        1,
        2,
        0,
        1000,
        100,
        "",
        "",
        "http://mp.weixin.qq.com/s?__biz=a&mid=1&idx=1&sn=b",
    ]
    (home / "inbox" / "posts.csv").write_bytes(files.text([POSTS.split(","), post]))
    said = IngestOptions(account="甲号", new_accounts=True, as_of=date(2024, 2, 20))
    (result,) = ingest(find(home), [home / "inbox" / "posts.csv"], said)
    assert result.rows.loaded == 1
    first = QUARTER.of(2024, 1)
    lacking = measure_values(find(home), first).values["open_rate_listed"]
    assert (lacking.value, lacking.missing.en) == (None, "the data cover 0%, under 90%")
    listed = review(find(home), first).card.findings
    assert any((one.id, one.where) == ("score.missing", "open_rate 2024Q1") for one in listed)
    enter(home, "a.csv", "satisfaction")
    card = review(find(home), YEAR.of(2024)).card
    assert card.total.score is None
    assert any(one.id == "score.missing" and one.where == "satisfaction 2024" for one in card.findings)
