"""A closed period stands: later files and edits are told, and only a revision with its reason changes it."""

import json
import shutil
from datetime import date

import pytest

import pubkpi as workspace
from pubkpi.model.errors import UsageError
from pubkpi.model.explanations.meetings import Commentary
from pubkpi.model.periods import QUARTER
from pubkpi.pipeline.results.report import report
from pubkpi.report.sections.revisions import revisions
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import errors, fingerprint, pubkpi
from tests.examples import seldom
from tests.ingest.desk import Desk
from tests.pipeline.results.small import WEEKS, ids, lines, load, scored, small, values

Q1 = ("-q", "2024Q1")
THEN = (Commentary("readers", "渠道少", "加渠道", due_on=date(2024, 5, 31)),)
MESSAGES = """\
留言登记表
日期,平台,账号,收到留言数,已回复数,24小时内回复数,备注,填报人
2024-03-05,微信公众号,云川发布,30,12,10,,张三
"""
SPOKEN = "period: 2024Q1\ncommentary:\n  - {indicator: readers, cause: 渠道少, action: 加渠道, due_on: 2024-05-31}\n"


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """A workspace whose first quarter is closed, with a league of its account."""
    root = small(tmp_path_factory.mktemp("close") / "ws", "a.csv", "b.csv", "c.csv")
    speak(root, SPOKEN)
    assert pubkpi("close", *Q1, cwd=root).stdout == "small 2024Q1: final since 2025-01-20\n"
    return root


@pytest.fixture
def copy(closed, tmp_path):
    return shutil.copytree(closed, tmp_path / "copy")


def arrive(root, name="late.csv"):
    """A file with seven days of January more, which brings 28 newcomers."""
    desk = Desk(root)
    load(desk, name, WEEKS["a.csv"].replace(b"2024-03", b"2024-01"))
    desk.close()


def speak(root, words):
    """A file of what is said of an indicator."""
    desk = Desk(root)
    desk.ingest(desk.drop("words.yaml", words.encode()))
    desk.close()


def said(card, kind):
    return [one for one in card["findings"] if one["id"] == kind]


def league(root):
    table = json.loads(pubkpi("score", *Q1, "--by", "account", "--format", "json", cwd=root).stdout)
    return table, table["entities"][0]["nodes"]["newcomers"]["value"]


def test_a_late_file_changes_nothing_and_is_told_with_its_rows(copy):
    before, _ = scored(copy)
    assert [one["message"] for one in said(before, "close.final")] == ["final since 2025-01-20"]
    arrive(copy)
    card, _ = scored(copy)
    assert values(card) == values(before) == {"newcomers": 496, "readers": 18465}
    assert card["total"] == before["total"]
    (late,) = said(card, "close.late")
    assert (late["where"], late["message"]) == (
        "late.csv",
        "loaded after 2024Q1 was closed, with rows of it: 7 (followers by day; row 3–9)",
    )
    # 40 · 496/1000 + 60 · 18465/20000 = 75.2; with 28 more 76.4
    assert {one["where"]: one["message"].partition(";")[0] for one in said(card, "close.differs")} == {
        "small": "75.2 in the closed result, 76.4 by what is known now",
        "newcomers": "496 in the closed result, 524 by what is known now",
    }
    assert {one["hint"] for one in said(card, "close.differs")} == {"Loaded since: late.csv."}
    table, value = league(copy)
    assert value == 496
    assert {"close.final", "close.late", "close.differs"} <= set(ids(table))


def written(root, where, sections="commentary,decisions,benchmarks,months,accounts,messages,quality,summary"):
    """The report of the first quarter and its list of files, without the font, which has the characters of the page."""
    settings = find(root, sections=(*sections.split(","), "revisions"))
    made, paths = report(settings, QUARTER.of(2024, 1), ("html",), root / where)
    page, files = (path.read_text("utf-8") for path in paths)
    return made, page.partition("@font-face")[0] + page.partition("font/woff")[2].partition('"')[2], files


def test_a_report_of_a_closed_period_is_the_one_of_then_and_what_came_later_is_named_in_its_revisions(copy):
    first, page, files = written(copy, "first")
    speak(copy, SPOKEN.replace("加渠道", "换渠道"))
    desk = Desk(copy)
    load(desk, "messages.csv", MESSAGES.encode())
    desk.close()
    arrive(copy)
    with (copy / "analyses.yaml").open("w", encoding="utf-8") as file:
        file.write("message_hours: {投诉: 1}\n")
    again, other, same_files = written(copy, "again")
    later = revisions(again, "zh").later
    assert later == (
        "定稿以后又导入有本期数据的文件 3 份：words.yaml、messages.csv、late.csv。",
        "总分：定稿是 75.2，照现在的资料是 76.4；以定稿为准。",
        "新增：定稿是 496，照现在的资料是 524；以定稿为准。",
        "定稿以后改过指标说明：关注。",
    )
    added = "".join(f"<li>{line}</li>\n" for line in later)
    assert other.replace(f'<ul class="rules">\n{added}</ul>\n', "") == page
    assert same_files == files
    assert (first.commentary, again.commentary) == (THEN, THEN)
    assert "close.meeting" in [one.id for one in again.card.findings]


@pytest.mark.campaign
def test_a_revision_prints_the_words_and_the_files_of_now(copy):
    _, page, _ = written(copy, "first")
    speak(copy, SPOKEN.replace("加渠道", "换渠道"))
    pubkpi("close", *Q1, "--revise", "--reason", "the words", cwd=copy)
    made, other, files = written(copy, "again")
    assert made.commentary[0].action == "换渠道"
    assert not made.later
    assert "words.yaml" in files
    assert other != page


@pytest.mark.campaign
def test_what_cannot_be_had_again_is_of_today_and_the_report_says_so(copy):
    _, page, _ = written(copy, "first")
    arrive(copy)
    (original,) = [one["archive"] for one in lines(copy, "load") if one["name"] == "a.csv"]
    (path,) = copy.rglob(f"*{original[2:]}*")
    path.unlink()
    made, other, _ = written(copy, "again")
    (said,) = [one for one in made.later if one.id == "close.today"]
    assert said.message.zh.startswith("得分以外的内容取自现在的资料，定稿时的无从重现（")
    assert said.message.zh in other
    assert ">496<" in other
    assert other != page


def test_a_revision_has_its_reason_and_both_numbers_and_the_report_prints_them(copy):
    before = fingerprint(copy)
    (refusal,) = errors(pubkpi("close", *Q1, "--revise", "--reason", "x", cwd=copy, code=2))
    assert refusal == "2024Q1: nothing has changed since it was closed. Load or edit first what is to be revised."
    assert fingerprint(copy) == before
    arrive(copy)
    words = "revised (R1) on 2025-01-20: the total was 75.2 and is 76.4: the late list"
    done = pubkpi("close", *Q1, "--revise", "--reason", "the late list", cwd=copy)
    assert done.stdout == f"small 2024Q1: {words}\n"
    card, _ = scored(copy)
    assert values(card)["newcomers"] == 524
    assert [one["message"] for one in said(card, "close.revised")] == [words]
    assert not said(card, "close.differs") + said(card, "close.late")
    assert league(copy)[1] == 524
    pubkpi("report", *Q1, "--html", "--lang", "en", cwd=copy)
    (page,) = copy.glob("reports/*.html")
    assert words in page.read_text("utf-8")
    assert "Revised R1" in page.read_text("utf-8")
    first, second = lines(copy, "close", "revise")
    assert (first["totals"], second["totals"], second["revision"]) == ([None, 75.2], [75.2, 76.4], 1)
    assert "comes out again" in pubkpi("verify", second["run"], cwd=copy).stderr


@pytest.mark.campaign
def test_the_quarter_after_it_and_the_year_rest_on_what_was_closed(copy):
    desk = Desk(copy)
    load(desk, "june.csv", WEEKS["a.csv"].replace(b"2024-03", b"2024-06"))
    desk.close()
    arrive(copy)
    card = json.loads(pubkpi("score", "-q", "2024Q2", "--format", "json", cwd=copy).stdout)
    (leaf,) = [one for one in card["dimensions"][0]["indicators"] if one["id"] == "newcomers"]
    assert leaf["previous"]["value"] == 496
    moved = workspace.open(copy).explain("2024Q2", against="2024Q1")
    assert moved.before.total.score_printed == 75.2


@pytest.mark.campaign
def test_a_closed_period_stands_when_its_scorecard_is_edited_and_its_files_are_taken_out(copy):
    path = copy / "kpi_specs" / "small.yaml"
    path.write_text(path.read_text("utf-8").replace("best: 1000}", "best: 2000}"), encoding="utf-8")
    before, _ = scored(copy)
    assert before["total"]["score_printed"] == 75.2
    assert said(before, "close.differs")[0]["hint"] == "Edited since: kpi_specs/small.yaml."
    for name in ("a.csv", "b.csv", "c.csv"):
        pubkpi("forget", name, cwd=copy)
    pubkpi("rebuild", cwd=copy)
    card, _ = scored(copy)
    assert values(card) == {"newcomers": 496, "readers": 18465}
    assert said(card, "close.differs")[0]["hint"] == (
        "Taken out: a.csv, b.csv, c.csv; Edited since: kpi_specs/small.yaml."
    )
    table, value = league(copy)
    assert (value, ids(table)[0]) == (496, "close.final")
    assert len(lines(copy, "run")) == 1


def delete(path):
    path.unlink()


def spoil(path):
    path.write_text(path.read_text("utf-8").replace("weight: 40", "weight: 41"), encoding="utf-8")


def shorten(path):
    path.write_text(path.read_text("utf-8").replace("[2024Q1, 2024Q4]", "[2024Q2, 2024Q4]"), encoding="utf-8")


@pytest.mark.parametrize("spoil", [delete, *seldom(spoil, shorten)])
@pytest.mark.campaign
def test_a_closed_period_is_scored_by_what_was_closed_when_its_scorecard_cannot_be_used(copy, spoil):
    before, _ = scored(copy)
    spoil(copy / "kpi_specs" / "small.yaml")
    arrive(copy)
    card, _ = scored(copy)
    assert (card["total"], card["dimensions"]) == (before["total"], before["dimensions"])
    (one,) = said(card, "close.unusable")
    assert "the closed result stands" in one["message"]
    # 28 newcomers more, by the scorecard that was closed
    assert {one["where"] for one in said(card, "close.differs")} == {"small", "newcomers"}
    table, value = league(copy)
    assert value == 496
    assert "close.unusable" in ids(table)
    listed = pubkpi("measures", *Q1, cwd=copy)
    assert " 496 " in listed.stdout.replace("│", " ")
    pubkpi("report", *Q1, "--html", "--lang", "en", cwd=copy)
    assert pubkpi("score", "-q", "2024Q2", cwd=copy, code=None).returncode in (2, 3, 4)


@pytest.mark.campaign
def test_the_measures_of_a_closed_period_are_those_that_were_closed(copy):
    arrive(copy)
    listed = pubkpi("measures", "newcomers", *Q1, cwd=copy)
    assert "496" in listed.stdout
    assert "524" not in listed.stdout
    for words in ("final since 2025-01-20", "late.csv: loaded after", "496 in the closed result, 524 by what is known"):
        assert words in listed.stderr
    assert "in the closed result" not in pubkpi("measures", "readers", *Q1, cwd=copy).stderr
    assert workspace.open(copy).measures("2024Q1")["newcomers"].value == 496
    traced = pubkpi("trace", "newcomers", *Q1, cwd=copy).stderr  # its rows are those of now
    assert "final since 2025-01-20" in traced
    assert "newcomers: 496 in the closed result, 524 by what is known now" in traced
    for name in ("a.csv", "b.csv", "c.csv", "late.csv"):
        pubkpi("forget", name, cwd=copy)
    gone = pubkpi("measures", *Q1, cwd=copy)
    assert "496" in gone.stdout
    assert "496 in the closed result, no value by what is known now" in gone.stderr


@pytest.mark.campaign
def test_a_change_against_a_closed_quarter_is_that_of_the_totals_that_stand_or_is_refused(tmp_path):
    root = small(tmp_path / "ws", "a.csv", "b.csv", "c.csv")
    path = root / "kpi_specs" / "small.yaml"
    graded = "method: attainment\n        baseline: {fixed}\n        target: {2024Q1: 1000, 2024Q4: 1000}"
    words = path.read_text("utf-8").replace("valid:", "baseline_quarter: 2023Q4\nvalid:")
    words = words.replace("method: goalposts\n        goalposts: {worst: 0, best: 1000}", graded)
    path.write_text(words.replace("{fixed}", "{measured: 2023Q4}"), encoding="utf-8")
    desk = Desk(root)
    load(desk, "december.csv", WEEKS["a.csv"].replace(b"2024-03", b"2023-12"))
    load(desk, "june.csv", WEEKS["a.csv"].replace(b"2024-03", b"2024-06"))
    desk.close()
    pubkpi("close", *Q1, cwd=root)
    # by the rules of now nothing is measured in the quarter of the baseline any more
    path.write_text(words.replace("{fixed}", "0"), encoding="utf-8")
    moved = workspace.open(root).explain("2024Q2", against="2024Q1")
    gap = moved.now.total.score - moved.before.total.score
    assert gap
    assert float(moved.points) == pytest.approx(gap, abs=1e-9)
    pubkpi("forget", "december.csv", cwd=root)
    (line,) = errors(pubkpi("explain", "--period", "2024Q2", "--against", "2024Q1", cwd=root, code=4))
    assert "no part compares" in line


@pytest.mark.campaign
def test_the_changes_of_a_closed_quarter_are_those_against_what_stands(copy):
    desk = Desk(copy)
    load(desk, "june.csv", WEEKS["a.csv"].replace(b"2024-03", b"2024-06"))
    desk.close()
    pubkpi("close", "-q", "2024Q2", cwd=copy)
    arrive(copy)
    pubkpi("close", *Q1, "--revise", "--reason", "the late list", cwd=copy)
    card = json.loads(pubkpi("score", "-q", "2024Q2", "--format", "json", cwd=copy).stdout)
    (leaf,) = [one for one in card["dimensions"][0]["indicators"] if one["id"] == "newcomers"]
    assert leaf["previous"]["value"] == 524
    assert leaf["previous"]["score"] == pytest.approx(52.4)


@pytest.mark.campaign
@pytest.mark.parametrize("spoil", [delete, spoil])
def test_a_scorecard_that_cannot_be_used_stops_neither_the_trace_nor_the_comparison_of_closed_quarters(copy, spoil):
    desk = Desk(copy)
    load(desk, "june.csv", WEEKS["a.csv"].replace(b"2024-03", b"2024-06"))
    desk.close()
    pubkpi("close", "-q", "2024Q2", cwd=copy)
    before = workspace.open(copy).explain("2024Q2", against="2024Q1")
    spoil(copy / "kpi_specs" / "small.yaml")
    moved = workspace.open(copy).explain("2024Q2", against="2024Q1")
    assert (moved.points, moved.now.total, moved.before.total) == (before.points, before.now.total, before.before.total)
    traced = workspace.open(copy).trace("newcomers", "2024Q1")
    assert (traced.score.value, traced.score.score) == (496, pytest.approx(49.6))
    assert "2024Q1 is closed since" in pubkpi("status", "-q", "2024Q1", cwd=copy).stdout.replace("Q1 2024", "2024Q1")


@pytest.mark.campaign
def test_it_refuses_what_cannot_be(copy, tmp_path):
    def line(*words, root=copy, **env):
        (one,) = errors(pubkpi("close", *words, cwd=root, code=2, **env))
        return one

    assert line(*Q1).startswith("2024Q1: it is closed since 2025-01-20. To change it: --revise")
    assert line(*Q1, "--revise") == "2024Q1: a reason is needed. Add --reason WHY."
    arrive(copy)
    early = small(tmp_path / "early", "a.csv")
    record = early / "data" / "journal.jsonl"
    # the file was loaded in January of the next year: a scorecard that settles later has it provisional still
    path = early / "kpi_specs" / "small.yaml"
    path.write_text(path.read_text("utf-8").replace("missing:", "settle_days: 400\nmissing:"), encoding="utf-8")
    assert line(*Q1, root=early).startswith("2024Q1: its data are provisional.")
    assert line(*Q1, "--force", root=early) == "2024Q1: a reason is needed. Add --reason WHY."
    assert line(*Q1, "--revise", "--reason", "x", root=early).startswith("2024Q1: it is not closed")
    assert "close" not in record.read_text("utf-8")
    done = pubkpi("close", *Q1, "--force", "--reason", "the meeting is today", cwd=early)
    assert (
        done.stdout == "small 2024Q1: final since 2025-01-20, while its data were provisional: the meeting is today\n"
    )
    with pytest.raises(UsageError, match="it is closed since"):
        workspace.open(early).close("2024Q1")
    card, _ = scored(early)
    assert not card["provisional"]
    assert "score.provisional" not in ids(card)
