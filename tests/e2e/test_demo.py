import json
import re
import shlex

import pytest

from tests.e2e.workspaces import ACCOUNT, SAMPLES, pubkpi, samples


def test_the_workspace_is_whole(demo):
    for name in ("pubkpi.toml", "surveys.yaml", "kpi_specs/department_2024.yaml", "kpi_specs/measures/reach.yaml"):
        assert (demo / name).is_file()
    assert {path.name for path in (demo / "inbox").iterdir()} == {"registers", ACCOUNT}
    assert (demo / "surveys.yaml").read_bytes() == (SAMPLES / "surveys.yaml").read_bytes()


def test_every_sample_file_is_loaded(demo):
    files = [path for path in samples().rglob("*") if path.is_file()]
    lines = [json.loads(line) for line in (demo / "data" / "journal.jsonl").read_text("utf-8").splitlines()]
    assert sum(one["action"] == "load" for one in lines) == len(files)


def test_the_report_of_the_last_quarter_lies_there_as_html_and_pdf(demo):
    names = [f"report_department_2024_2024Q4{end}" for end in (".html", ".pdf", "_files.csv")]
    assert sorted(path.name for path in (demo / "reports").iterdir()) == names


def test_the_baseline_quarter_is_measured_and_not_scored(built):
    before, _, after = built.stdout.partition("Q1 2024")
    assert "baseline quarter 2023Q4: measured, not scored" in before
    assert re.search(r"follower_growth .* 0\.0% ", before)
    assert "2023" not in after


def test_all_four_quarters_have_a_line_with_total_and_band(built):
    lines = dict(re.findall(r"^ (Q[1-4] 2024) +(.*\S) *$", built.stdout, re.MULTILINE))
    assert {quarter: re.split("  +", line)[:2] for quarter, line in lines.items()} == {
        "Q1 2024": ["—", "no total"], "Q2 2024": ["89.1", "good to excellent"],
        "Q3 2024": ["75.1", "pass"], "Q4 2024": ["89.3", "good"],
    }  # fmt: skip


def test_the_scorecard_is_that_of_the_last_quarter(built, demo):
    alone = pubkpi("score", "--quarter", "2024Q4", cwd=demo).stdout
    assert alone in built.stdout


def test_it_says_where_everything_is(built, demo):
    assert f"workspace: {demo}" in built.stdout
    for form in ("html", "pdf"):
        assert f"report: {demo / 'reports' / f'report_department_2024_2024Q4.{form}'}" in built.stdout


@pytest.mark.campaign
def test_what_it_says_to_type_next_works(built, copy):
    """Each line that begins with pubkpi is run as it stands."""
    following = built.stdout.partition("Next, try:")[2].splitlines()
    lines = [shlex.split(line) for line in following if line.strip().startswith("pubkpi ")]
    assert len(lines) >= 2
    for _, *words in lines:
        pubkpi(*words, cwd=copy)


def test_a_folder_that_is_a_workspace_of_ones_own_is_left_alone(empty):
    before = {path: path.stat().st_mtime_ns for path in empty.rglob("*")}
    assert "error" in pubkpi("demo", empty, cwd=empty.parent, code=2).stderr
    assert {path: path.stat().st_mtime_ns for path in empty.rglob("*")} == before
