"""`pubkpi -v`: what is decided and which SQL runs, on stderr; no cell and no parameter, and nothing without it."""

import logging
import re
import shutil

import pytest

from pubkpi.ingest import containers
from tests.e2e.workspaces import ACCOUNT, SAMPLES, pubkpi, samples

SURVEY = next(samples(ACCOUNT, "2024Q4").rglob("*满意度*"))
FOLLOWERS = next(samples(ACCOUNT, "2024Q4").rglob("user_analysis*"))
WORDS = re.compile("[㐀-鿿]{4,}")


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """A workspace, and what the loading of a survey, followers and a file of nobody said with -v."""
    folder = tmp_path_factory.mktemp("verbose") / "ws"
    pubkpi("init", "--plan", "department_2024", folder, cwd=folder.parent)
    shutil.copy(SAMPLES / "surveys.yaml", folder)
    (folder / "unknown.csv").write_text("甲,乙\n1,2\n", "utf-8")
    outcome = pubkpi(
        "-v", "ingest", SURVEY, FOLLOWERS, "unknown.csv", "--account", ACCOUNT, "--format", "json", cwd=folder, code=4
    )
    return folder, outcome


def test_what_was_decided_of_each_file_is_said(said):
    lines = said[1].stderr.splitlines()
    assert f"ingest: {FOLLOWERS.name}: html in utf-8-sig, claimed by wechat_user_growth" in lines
    assert f"ingest: {FOLLOWERS.name}: as of 2024-12-31, by its rows" in lines
    assert f"ingest: {FOLLOWERS}: loaded; 92 rows in, 92 loaded, 0 rejected, 0 ignored" in lines
    assert "ingest: unknown.csv: refused; 0 rows in, 0 loaded, 0 rejected, 0 ignored" in lines
    assert "ingest: survey_answer: all keys are new" in lines
    assert "workspace: the journal has 2 lines more, up to line 2" in lines


def test_sql_is_said_without_cells_or_parameters(said):
    stderr = said[1].stderr
    assert "engine: begin transaction" in stderr
    assert 'insert into "account_daily_rows"' in stderr
    sheet = containers.read(SURVEY.read_bytes(), SURVEY.name).sheets[0]
    cells = {cell for row in sheet.rows[1:50] for cell in row if cell and WORDS.search(cell)}
    engine = "\n".join(line for line in stderr.splitlines() if line.startswith("engine: "))
    assert len(cells) > 5
    assert not [cell for cell in (*cells, ACCOUNT) if cell in engine]


@pytest.mark.campaign
def test_what_is_measured_and_scored_is_said_and_the_data_are_the_same(said):
    folder, _ = said
    loud, quiet = (
        pubkpi(*v, "score", "-q", "2024Q4", "--format", "json", "--fail-on", "never", cwd=folder) for v in (["-v"], [])
    )
    assert loud.stdout == quiet.stdout
    lines = [line for line in loud.stderr.splitlines() if line not in quiet.stderr.splitlines()]
    assert "measure: account_daily: one query for followers" in lines
    assert any(line.startswith("engine: WITH windows AS") and "followers__num" in line for line in lines)
    assert "score: department_2024 2024Q4: 2 of 10 indicators are scored" in lines
    assert {line.partition(": ")[0] for line in lines} == {
        "engine",
        "measure",
        "score",
        "specs",
        "workspace",
    }  # the last keeps the run


def test_without_it_nothing_is_said(said):
    folder, loud = said
    quiet = pubkpi("ingest", SURVEY, "--account", ACCOUNT, "--format", "json", cwd=folder)
    assert not [line for line in quiet.stderr.splitlines() if re.match("(engine|ingest|workspace): ", line)]
    assert loud.stdout.startswith("{")
    assert not logging.getLogger("pubkpi").handlers
