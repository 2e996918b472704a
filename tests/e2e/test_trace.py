"""A number leads back to the very cells: on the sample data, by other ways than the product's own."""

import csv
import hashlib
import json
import math
from datetime import date
from fractions import Fraction

import openpyxl
import pytest
import rich.console

import pubkpi as package
from pubkpi.cli.views.trace_data import trace_as_json, trace_rows
from pubkpi.ingest.containers.delimited import regular_text
from pubkpi.ingest.result import IngestOptions
from pubkpi.measure.run import of_department
from pubkpi.measure.trace import TraceReader
from pubkpi.measure.values.derive import below
from pubkpi.model.periods import QUARTER, period
from pubkpi.model.scores import DEPARTMENT
from pubkpi.pipeline.load import ingest
from pubkpi.pipeline.open import open_store
from pubkpi.pipeline.scores import kpis, league, review
from pubkpi.pipeline.trace import trace
from pubkpi.specs.build import build
from pubkpi.workspace.layout import make
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import ACCOUNT, ROOT, errors, pubkpi, samples
from tests.examples import few, seldom
from tests.goldens import agree

Q4 = QUARTER.of(2024, 4)
IN_Q4 = "between date '2024-10-01' and date '2024-12-31'"
IN_2024 = "between date '2024-01-01' and date '2024-12-31'"
# what each indicator of the plan rests on in 2024Q4, asked of the views that people read
BY_HAND = {
    "followers": f"select max_by(total_count, day), null from account_daily where day {IN_Q4}",
    "monthly_reads": f"select sum(read_users), null from channel_daily where channel = '全部' and day {IN_Q4}",
    "interaction_rate": "select sum(like_users + comment_count + share_users), sum(read_users) from post "
    f"where basis = 'lifetime' and published_on {IN_Q4}",
    "open_rate_exact": "select sum(opened_users), sum(delivered_users) from post "
    f"where basis = 'lifetime' and published_on {IN_Q4}",
    "online_usage": "select sum(resolved_online_count), sum(online_count + offline_count) from service_daily "
    f"where day {IN_Q4}",
    "activity_participants": f"select sum(participant_count), null from activity where ended_on {IN_Q4}",
    "satisfaction": "select count(*) filter (is_satisfied), count(*) from survey_answer "
    f"where is_valid and answered_on {IN_Q4}",
    "media_partners": f"select count(distinct partner), null from partnership where kind = '主流媒体' and signed_on {IN_2024}",
    "kol_partners": f"select count(distinct partner), null from partnership where kind = 'KOL' and signed_on {IN_2024}",
    "award_level": f"select max(level), null from award where awarded_on {IN_2024}",
    "incidents": f"select count(*), null from incident where is_counted and found_on {IN_Q4}",
}


@pytest.fixture(scope="module")
def traces(demo):
    """Every indicator of the plan in 2024Q4, by its id, with all rows."""
    settings = find(demo)
    return {
        leaf.id: trace(settings, leaf.id, Q4, limit=4 if "rate" in leaf.id else None)
        for leaf in kpis(settings).indicators
    }


@pytest.fixture(scope="module")
def measures(traces):
    """The measures of facts that these rest on."""
    return {made.measure: made for one in traces.values() for made in one.measure}


KINDS = (
    "followers",
    "interaction_rate",
    "satisfaction",
    "media_partners",
    "award_level",
)  # one of each kind of measure


@pytest.mark.parametrize("name", few(BY_HAND, *KINDS))
def test_the_rows_come_to_what_the_readable_views_give(demo, measures, name):
    from pubkpi.engine.duckdb import DuckDB

    engine = DuckDB(demo / "data" / "pubkpi.duckdb", read_only=True, threads=1)
    ((over, under),) = engine.run(BY_HAND[name])
    engine.close()
    made = measures[name]
    assert (made.numerator, made.denominator) == (over, under)
    if len(made.rows) == made.count and made.formula[0].startswith("sum"):
        assert sum(row.amount for row in made.rows) == over
        assert under is None or sum(row.under for row in made.rows) == under


def test_the_score_is_that_of_the_scorecard(demo, traces):
    card = review(find(demo), Q4).card
    assert len(traces) == len(card.indicators) == 10
    for leaf in card.indicators:
        score = traces[leaf.id].score
        told = (score.value, score.baseline, score.target, score.attainment, score.score, score.points)
        assert told == (leaf.value, leaf.baseline, leaf.target, leaf.attainment, leaf.score, leaf.points)


def test_a_cell_is_what_the_workbook_has(measures):
    page = openpyxl.load_workbook(samples("registers", "service.xlsx"))["填报"]
    for row in measures["online_usage"].rows:
        texts = {cell.column: cell.text for cell in row.cells}
        resolved, online, offline = (int(texts[name].replace(",", "")) for name in texts)
        told = {str(cell.value).replace(",", "") for cell in page[row.row]}
        assert {str(resolved), str(online), str(offline)} <= told
        assert (row.amount, row.under) == (resolved, online + offline)


def test_a_cell_is_what_the_csv_has(measures):
    with samples("registers", "incidents.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    (left,) = (one for one in measures["incidents"].neighbours if one.kind == "other")
    (row,) = left.rows
    (cell,) = row.cells
    assert (cell.header, cell.text) == ("是否计入", "否")
    assert cell.text in lines[row.row - 1]


def test_a_redacted_file_is_read_from_its_copy(demo, measures):
    """The archive has no original of a survey: its text is that of the download all the same."""
    original = samples(ACCOUNT, "2024Q4", "用户满意度调查_2024Q4.xlsx")
    page = openpyxl.load_workbook(original).worksheets[0]
    column = next(cell.column for cell in page[1] if "服务总体是否满意" in str(cell.value))
    made = measures["satisfaction"]
    assert {row.sha256 for row in made.rows} == {hashlib.sha256(original.read_bytes()).hexdigest()}
    assert not list((demo / "data" / "archive").glob(f"*/{made.rows[0].sha256}"))
    assert len(made.rows) == 486
    assert all(row.cells[0].text == page.cell(row.row, column).value for row in made.rows)


def test_a_superseded_row_names_the_one_that_counts(measures):
    """The earlier of two files of a quarter ends with days that were not settled."""
    (old,) = (one for one in measures["monthly_reads"].neighbours if one.kind == "superseded")
    assert old.count == 7
    first = old.rows[0]
    assert (first.day, first.amount, first.cells[0].text) == (date(2024, 11, 16), 5977, "5977")
    assert first.reason.zh == "以 tendency_1731731811_1735619811.xls New Sheet1 第 4 行为准"
    counted = {row.day: row for row in measures["monthly_reads"].rows}
    assert counted[first.day].file == "tendency_1731731811_1735619811.xls"


@pytest.mark.campaign
def test_an_account_has_the_rows_of_the_department_that_has_no_other(demo, traces):
    settings = find(demo)
    made = trace(settings, "互动率", Q4, by="account", entity=ACCOUNT, limit=1)
    assert made.entity == f"wechat/{ACCOUNT}"
    whole = traces["interaction_rate"]
    assert (made.measure.numerator, made.measure.count) == (whole.measure.numerator, whole.measure.count)
    assert (made.score.score, made.score.target) == (whole.score.score, whole.score.target)
    # its league says what it is worth, and the spec how it came to that
    table = league(settings, Q4, "account")
    node = next(one for one in table.nodes if one.id == "interaction_rate")
    score, place = made.score, table.entities.index(made.entity)
    assert (score.score, score.points) == (node.scores[place], node.points[place])
    assert score.effective_weight * score.score / 100 == pytest.approx(score.points, abs=1e-9)
    assert score.attainment == pytest.approx((score.value - score.baseline) / (score.target - score.baseline), abs=1e-9)
    assert score.effective_weight > whole.score.effective_weight  # an account lacks what only the department has


@pytest.mark.parametrize("lang", ["zh", *seldom("en")])
@pytest.mark.parametrize("name", ["follower_growth", "interaction_rate"])
def test_what_the_command_prints(demo, monkeypatch, name, lang):
    wide = rich.console.Console
    monkeypatch.setattr("rich.console.Console", lambda **given: wide(**given | {"width": 80}))
    said = pubkpi("trace", name, "--period", "2024Q4", "--rows", "5", cwd=demo, lang=lang).stdout
    agree("trace", f"{name}.{lang}.txt", "".join(f"{line.rstrip()}\n" for line in said.splitlines()))


def test_json_and_csv_have_all_rows(traces):
    told = json.loads(json.dumps(trace_as_json(traces["monthly_reads"], "en")))
    made = told["measure"]
    assert (told["score"]["score_printed"], told["quarter"]) == (95.3, "2024Q4")
    assert sum(row["amount"] for row in made["rows"]) == made["numerator"] == 559_196
    assert len(made["rows"]) == made["count"] == 92
    head, *lines = trace_rows(traces["monthly_reads"], "en")
    lines = [dict(zip(head, line, strict=True)) for line in lines]
    counted = [line for line in lines if line["kind"] == "counted"]
    assert sum(line["amount"] for line in counted) == 559_196
    assert {line["kind"] for line in lines} == {"counted", "superseded"}
    assert counted[0]["raw"] == f"阅读人数={counted[0]['amount']}"
    # what has decimals is a text, lest a reader round it
    listed = trace_as_json(traces["open_rate"], "en")["measure"]["parts"]
    assert {one["measure"]: one["numerator"] for one in listed}["open_rate_listed"] == "49572.0934"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["follower_grwth", "-p", "2024Q4"], "there is no such indicator or measure. Is it follower_growth?"),
        (["followers", "-p", "2024Q4", "--by", "account"], "--by goes with --entity"),
        (["followers", "-p", "2024Q4", "--by", "account", "--entity", "x"], "there is no such entity: x"),
        (["followers", "-p", "2024Q4", "--rows", "few"], "write a whole number, or all"),
        (["followers"], "--period, --quarter or --year is missing"),
    ],
)
def test_a_wrong_call_is_told_in_a_line(demo, words, told):
    (line,) = errors(pubkpi("trace", *words, cwd=demo, code=2))
    assert told in line


def test_in_a_period_that_is_not_scored_an_indicator_is_traced_as_its_measure(demo):
    made = package.open(demo).trace("satisfaction", "2023Q4")
    # the plan's baseline of 81.9 %
    assert (made.score, made.measure.numerator, made.measure.denominator) == (None, 213, 260)
    (line,) = errors(pubkpi("trace", "follower_growth", "-p", "2025Q4", cwd=demo, code=4))
    assert line.startswith("2025Q4: there is no data for this quarter.")


def test_a_notebook_has_the_same_rows(demo, traces):
    made = package.open(demo).trace("followers", "2024Q4")
    assert made.measure.numerator == 77_360
    assert made.to_arrow().to_pylist()[0]["raw"] == "累积关注人数=77360"


CURVES = {"least": min, "greatest": max, "ln": math.log, "sqrt": math.sqrt, "power": pow}
HEAD = ("对象", "周期", "指标", "数值", "覆盖计算值", "来源", "原因", "填报人")


@pytest.fixture(scope="module")
def typed(tmp_path_factory):
    """A workspace with a value entered for each measure that is, an override, and a register with a bad row."""
    home = tmp_path_factory.mktemp("typed")
    make(home, "department_2024")
    cards = [build(ROOT / "kpi_specs", path.stem) for path in sorted((ROOT / "kpi_specs").glob("*.yaml"))]
    when = {name: str(card.valid[1]) for card in cards for name, one in card.measures.items() if one.type == "typed"}
    rows = [("部门", quarter, name, "1", "", "电话", "", "") for name, quarter in when.items()]
    rows.append(("部门", "2024Q1", "online_usage", "0.5", "是", "窗口统计", "系统停机", "张三"))
    head = ["活动名称", "开始日期", "结束日期", "参与人次", "计数口径", "填报人", "本期无起", "本期无止"]
    counts = [*map(str, range(10, 29)), "许多", "5"]
    lines = [
        [f"第{n}场", "2024-02-02", f"2024-02-{n:02}", count, "人次", "", "", ""] for n, count in enumerate(counts, 3)
    ]
    inbox = home / "inbox"
    for name, table in {
        "values.csv": [["指标值填报表"], HEAD, *rows],
        "activities.csv": [["活动登记表"], head, *lines],
    }.items():
        with (inbox / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)
    results = list(ingest(find(home), [inbox / "values.csv", inbox / "activities.csv"], IngestOptions()))
    assert [one.state for one in results] == ["loaded", "loaded"], [one.error for one in results]
    return home, cards


@pytest.mark.campaign
def test_every_indicator_of_every_scorecard_leads_to_the_entries_that_it_is_made_of(typed):
    """An entry adds its value; a formula with its numbers in it comes to the value."""
    home, cards = typed
    entries = 0
    with open_store(find(home), write=False) as store:
        for card in cards:
            when, of_facts = card.valid[1], {name for name, one in card.measures.items() if one.fact}
            plain = {name: below(card.measures, name) for name in card.scored_measures}
            measures = {key: one for some in plain.values() if not of_facts & {*some} for key, one in some.items()}
            found = of_department(store.engine, measures, [when])
            reader = TraceReader(store.engine, measures, found, DEPARTMENT[0], None, None)
            for made in (one for name in card.scored_measures if name in measures for one in reader.trace(name, when)):
                if measures[made.measure].type == "typed" and made.value.value is not None:
                    (row,) = made.rows
                    assert (row.file, row.kind, row.amount, made.value.value) == ("values.csv", "entered", 1, 1)
                    entries += 1
                elif measures[made.measure].type == "derived" and made.value.value is not None:
                    assert eval(made.formula[1], CURVES) == pytest.approx(made.value.value, abs=1e-9)
    assert entries > 40


@pytest.mark.campaign
def test_an_entered_value_says_who_entered_it_and_why(typed):
    home, _ = typed
    made = trace(find(home), "online_usage", QUARTER.of(2024, 1)).measure
    (row,) = made.rows
    assert (made.value.value, row.kind, row.amount) == (0.5, "entered", Fraction(1, 2))
    assert (row.file, row.sheet, row.name) == ("values.csv", "values.csv", "张三 · 窗口统计 · 系统停机")
    with (home / "inbox" / "values.csv").open(encoding="utf-8", newline="") as file:
        line = list(csv.reader(file))[row.row - 1]
    assert [cell.text for cell in row.cells] == [line[3], *line[5:8]]


@pytest.mark.campaign
def test_a_veto_says_what_it_found(typed):
    home, _ = typed
    said = pubkpi("trace", "fraud", "-p", "2099Q4", "--scorecard", "account_gate_2019", cwd=home, lang="zh").stdout
    assert said.splitlines()[1].startswith("否决：")
    assert "1 = 人工填报 = 1" in said


def test_a_rejected_row_stands_beside_those_that_count(typed):
    home, _ = typed
    made = trace(find(home), "activity_participants", QUARTER.of(2024, 1)).measure
    assert made.numerator == sum(range(10, 29)) + 5
    (rejected,) = (one for one in made.neighbours if one.kind == "rejected")
    (row,) = rejected.rows
    assert (row.amount, row.name, row.row) == ("许多", "参与人次", 22)
    assert "不是有效的整数" in row.reason.zh


POSTS = (
    "内容标题 发表时间 总阅读人数 总阅读次数 总分享人数 总分享次数 阅读后关注人数 送达人数 公众号消息阅读次数 送达阅读率 首次分享次数 分享产生阅读次数 "
    "首次分享率 每次分享带来阅读次数 阅读完成率 内容url"
).split()


def post(n, delivered, share, title="第{}期"):
    """A line of a post list."""
    numbers = (f"202401{n:02}", n, n, 1, 1, 1, delivered, 5, share, 1, 10, "0.10", "1.0", "0.5")
    return [title.format(n), *map(str, numbers), f"http://mp.weixin.qq.com/s/a{n}"]


def write(path, rows):
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path


def load(home, path, export="wechat_post_list", as_of=date(2024, 3, 31)):
    said = IngestOptions(account=ACCOUNT, export=export, as_of=as_of, new_accounts=True)
    (result,) = ingest(find(home), [path], said)
    assert result.state == "loaded", result.error


def test_the_rows_of_a_big_text_are_found_by_their_lines(tmp_path, monkeypatch):
    monkeypatch.setattr(regular_text, "BATCHES_FROM", 1000)
    monkeypatch.setattr(regular_text, "_FIRST", 400)
    monkeypatch.setattr(regular_text, "_PIECE", 700)
    make(tmp_path, "department_2024")
    rows = [post(n, n * 100, f"0.{n:02}", '第{}期, "好"' if n % 2 else "第{}期") for n in range(1, 32)]
    load(tmp_path, write(tmp_path / "inbox" / ACCOUNT / "list.csv", [POSTS, *rows]))
    made = trace(find(tmp_path), "open_rate_listed", period("2024Q1"), limit=None).measure
    assert made.numerator == sum(Fraction(n * 100 * n, 100) for n in range(1, 32))
    assert [[cell.text for cell in row.cells] for row in made.rows] == [
        [f"{n * 100}", f"0.{n:02}"] for n in range(1, 32)
    ]


@pytest.mark.campaign
def test_a_row_put_together_from_two_files_names_both(tmp_path):
    """A newer download that lacks a figure has the other figures; a row of parts has all of their texts."""
    make(tmp_path, "department_2024")
    own = "label: x, definition: x, formula: x, unit: people, source: x, type: sum"
    (tmp_path / "kpi_specs" / "measures" / "own.yaml").write_text(
        f"read_and_sent: {{{own}, fact: post, basis: day7, expr: read_users + delivered_users}}\n"
        f"fresh: {{{own}, fact: account_daily, expr: new_count}}\n",
        encoding="utf-8",
    )
    inbox = tmp_path / "inbox" / ACCOUNT
    load(
        tmp_path, write(inbox / "old.csv", [POSTS, post(1, 100, "0.01"), post(2, 200, "0.02")]), as_of=date(2024, 2, 1)
    )
    newer = post(1, "-", "-")
    newer[2] = "9"
    load(tmp_path, write(inbox / "new.csv", [POSTS, newer]))
    parts = [{"ref_date": "2024-03-30", "user_source": n, "new_user": 3 + n, "cancel_user": 1} for n in (0, 1)]
    (inbox / "users.json").write_text(json.dumps({"list": parts}), encoding="utf-8")
    load(tmp_path, inbox / "users.json", "wechat_api_user_summary")
    first, second = trace(find(tmp_path), "read_and_sent", period("2024Q1")).measure.rows
    assert [(cell.file, cell.row, cell.text) for cell in first.cells] == [("new.csv", 2, "9"), ("old.csv", 2, "100")]
    assert [(cell.file, cell.row, cell.text) for cell in second.cells] == [("old.csv", 3, "2"), ("old.csv", 3, "200")]
    assert (first.amount, second.amount) == (109, 202)
    (row,) = trace(find(tmp_path), "fresh", period("2024Q1")).measure.rows
    assert (row.amount, row.cells[0].text) == (7, "3 + 4")


def test_a_changed_original_is_told_and_nothing_is_shown(copy):
    (load,) = (entry for entry in Record(copy / "data").entries() if entry.data.get("name") == "service.xlsx")
    archived = copy / "data" / "archive" / load.data["archive"][:2] / load.data["archive"]
    archived.chmod(0o600)
    archived.write_bytes(archived.read_bytes() + b" ")
    said = pubkpi("trace", "online_usage", "-p", "2024Q4", cwd=copy, code=7)
    assert "the archived original is missing or was changed" in errors(said)[0]
    assert not said.stdout
