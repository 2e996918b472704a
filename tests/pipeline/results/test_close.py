"""A closed period stands: later files and edits are told, and only a revision with its reason changes it."""

import json
import shutil

import pytest

import pubkpi as workspace
from pubkpi.model.errors import UsageError
from tests.e2e.workspaces import errors, pubkpi
from tests.ingest.desk import Desk
from tests.pipeline.results.small import WEEKS, ids, lines, load, scored, small, values

Q1 = ("-q", "2024Q1")


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """A workspace whose first quarter is closed, with a league of its account."""
    root = small(tmp_path_factory.mktemp("close") / "ws", "a.csv", "b.csv", "c.csv")
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


def test_a_revision_has_its_reason_and_both_numbers_and_the_report_prints_them(copy):
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
