import os
from unittest.mock import patch

import pytest

from pubkpi.workspace.settings import find
from tests.e2e.workspaces import fingerprint, pubkpi


def test_a_workspace_with_a_plan_has_settings_specs_and_folders(empty):
    for name in ("pubkpi.toml", "surveys.yaml", "kpi_specs/department_2024.yaml"):
        assert (empty / name).is_file()
    assert {path.name for path in (empty / "kpi_specs" / "measures").iterdir()} == {
        "brand.yaml", "process.yaml", "reach.yaml", "service.yaml",
    }  # fmt: skip
    for name in ("data", "reports", "inbox"):
        assert list((empty / name).iterdir()) == []


def test_init_makes_the_folder_that_one_stands_in_by_default(tmp_path):
    said = pubkpi("init", cwd=tmp_path)
    assert (tmp_path / "pubkpi.toml").is_file()
    assert said.stdout == ""
    assert str(tmp_path) in said.stderr
    assert "pubkpi ingest inbox" in said.stderr


WITHOUT_PLAN = """\
score -q 2024Q4|score -q 2024Q4 --by account|measures|measures -q 2024Q4|measures --sql|check|report -q 2024Q4|dashboard
explain -q 2024Q4|whatif -q 2024Q4|robust -q 2024Q4|trace followers -q 2024Q4|close -p 2024Q4|adjust
adjust --accept --reason x --by y"""


def test_without_a_plan_nothing_is_scored_and_all_else_works(tmp_path):
    pubkpi("init", cwd=tmp_path)
    for words in (
        "form awards --nil 2024Q1 --by 张三 --csv",
        "ingest awards_2024Q1.csv",
        "rejects",
        "verify",
        "rebuild",
    ):
        pubkpi(*words.split(), cwd=tmp_path)
    assert "pubkpi plan new" in pubkpi("status", cwd=tmp_path).stdout
    state = fingerprint(tmp_path)
    for words in WITHOUT_PLAN.replace("\n", "|").split("|"):
        said = pubkpi(*words.split(), cwd=tmp_path, code=4)
        assert (said.stdout, len(said.stderr.splitlines())) == ("", 1), words
        assert "pubkpi plan new" in said.stderr
        assert "pubkpi demo" in said.stderr
    assert fingerprint(tmp_path) == state
    assert "52000" not in "".join(path.read_text("utf-8") for path in (tmp_path / "kpi_specs").rglob("*.yaml"))


def test_init_overwrites_nothing(tmp_path):
    (tmp_path / "kpi_specs").mkdir()
    (tmp_path / "kpi_specs" / "mine.yaml").write_text("id: mine\n")
    (tmp_path / "surveys.yaml").write_text("surveys: {}\n")
    before = fingerprint(tmp_path)
    pubkpi("init", cwd=tmp_path)
    assert {name: fingerprint(tmp_path)[name] for name in before} == before


def test_a_workspace_is_not_made_twice(empty):
    before = fingerprint(empty)
    pubkpi("init", cwd=empty, code=2)
    assert fingerprint(empty) == before


def test_the_workspace_is_found_from_below(loaded):
    assert pubkpi("measures", cwd=loaded / "data" / "archive").stdout == pubkpi("measures", cwd=loaded).stdout


def test_the_environment_may_name_the_workspace(loaded, tmp_path):
    told = pubkpi("measures", "-q", "2024Q4", cwd=tmp_path, PUBKPI_WORKSPACE=str(loaded)).stdout
    assert "follower_growth" in told


def language_of(folder, **env):
    """The language in which the report is written."""
    with patch.dict(os.environ, env):
        return find(folder).lang


def test_a_flag_wins_over_the_environment_over_the_file_over_the_default(copy):
    settings = copy / "pubkpi.toml"
    settings.write_text("")
    assert language_of(copy) == "zh"
    settings.write_text('[report]\nlang = "en"\n')
    assert language_of(copy) == "en"
    assert language_of(copy, PUBKPI_LANG="zh") == "zh"
    assert language_of(copy, PUBKPI_LANG="") == "en"


@pytest.mark.campaign
def test_the_scorecard_too(copy):
    """Another scorecard beside the first: named by flag, environment or file."""
    specs = copy / "kpi_specs"
    text = (specs / "department_2024.yaml").read_text("utf-8")
    (specs / "other.yaml").write_text(text.replace("id: department_2024", "id: other"), "utf-8")
    words = ("score", "-q", "2024Q4", "--format", "json")
    assert '"scorecard": "other"' in pubkpi(*words, "--scorecard", "other", cwd=copy).stdout
    assert '"scorecard": "other"' in pubkpi(*words, cwd=copy, PUBKPI_SCORECARD="other").stdout
    flag = pubkpi(*words, "--scorecard", "department_2024", cwd=copy, PUBKPI_SCORECARD="other").stdout
    assert '"scorecard": "department_2024"' in flag
    (copy / "pubkpi.toml").write_text('[score]\nscorecard = "other"\n')
    assert '"scorecard": "other"' in pubkpi(*words, cwd=copy).stdout


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1"/>'


@pytest.mark.campaign
def test_who_writes_the_report_is_on_it_in_the_language_of_the_flag(copy, tmp_path):
    (copy / "pubkpi.toml").write_text(
        '[report]\nauthor = "王芳"\norganisation = "云川市融媒体中心"\nlogo = "a.svg"\n', "utf-8"
    )
    words = ("report", "-q", "2024Q4", "--html", "--lang", "en", "--sections", "summary,cover", "--out", tmp_path)
    (copy / "a.svg").write_text(f"{LOGO}<script>alert(1)</script></svg>", "utf-8")
    refused = pubkpi(*words, cwd=copy, code=2)
    assert refused.stderr.startswith("pubkpi: error: [report] logo: a.svg holds <script>.")
    assert not list(tmp_path.glob("*.html"))
    (copy / "a.svg").write_text(f"{LOGO}</svg>", "utf-8")
    written = pubkpi(*words, cwd=copy, PUBKPI_LANG="zh").stdout.splitlines()
    assert [path.rpartition("_2024Q4_")[2] for path in written] == ["en.html", "en_files.csv"]
    (path,) = tmp_path.glob("*.html")
    assert "王芳" in path.read_text("utf-8")
    assert "云川市融媒体中心" in path.read_text("utf-8")
