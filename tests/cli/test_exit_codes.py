"""Every documented exit code through the installed command: one line, in the language of the terminal."""

import subprocess
import sys

import pytest

from tests.e2e.workspaces import ACCOUNT, LOCALES, environment, errors, fingerprint, pubkpi, samples, some_posts
from tests.examples import seldom

LANGUAGES = list(LOCALES)
HOLD = "import sys, duckdb; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
SPEC = "kpi_specs/department_2024.yaml"


def only_error(*words, cwd, code, lang="en", **env):
    """The one line that a failing run says, without its prefix; there is no other word on stderr."""
    outcome = pubkpi(*words, cwd=cwd, code=code, lang=lang, **env)
    (line,) = errors(outcome)
    start = {"en": "error: ", "zh": "错误："}[lang]
    assert outcome.stderr == f"pubkpi: {start}{line}\n"
    assert lang == "en" or any("一" <= letter <= "鿿" for letter in line)
    return line


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
class TestUsage:
    @pytest.mark.parametrize(
        ("words", "named"),
        [
            (["score", "--quarter", "2024"], "2024: "),
            (["score", "--quarter", "2024Q5"], "2024Q5: "),
            (["score", "--quarter", "2023Q4"], "pubkpi measures --quarter 2023Q4"),
            (["report", "--quarter", "2025Q1"], "2024Q1"),
            (["score"], "--quarter"),
            (["score", "--quarter"], "--quarter"),
            (["score", "--nope"], "--nope"),
            (["nonsense"], "nonsense"),
            (["score", "more", "--quarter", "2024Q4"], "more"),
            (["score", "--quarter", "2024Q4", "--format", "xml"], "xml"),
            (["score", "--quarter", "2024Q4", "--scorecard", "nobody"], "department_2024"),
            (["form", "nobody"], "incidents"),
            (["form", "values", "--nil", "2024Q4", "--by", "A"], "--nil"),
            (["form"], "NAME"),
            (["ingest"], "PATH"),
            (["ingest", "nowhere"], "nowhere"),
            (["ingest", "pubkpi.toml", "--as-of", "yesterday"], "2024-12-31"),
            (["init", "."], ""),
            (["init", "pubkpi.toml"], "pubkpi.toml"),
        ],
        ids=" ".join,
    )
    def test_a_call_that_cannot_be_carried_out_is_named_with_the_remedy(self, loaded, words, named, lang):
        assert named in only_error(*words, cwd=loaded, code=2, lang=lang)

    def test_an_unknown_export_is_answered_with_the_known_ones(self, loaded, tmp_path, lang):
        new = tmp_path / "new.csv"
        new.write_text("a,b\n1,2\n")
        line = only_error("ingest", new, "--export", "nobody", "--dry-run", cwd=loaded, code=2, lang=lang)
        assert "nobody" in line
        assert "wechat_user_growth" in line

    def test_without_a_workspace_the_remedy_is_said(self, tmp_path, lang):
        for words in (["score", "-q", "2024Q4"], ["report", "-q", "2024Q4"], ["measures"], ["verify"], ["ingest", "."]):
            line = only_error(*words, cwd=tmp_path, code=2, lang=lang)
            assert str(tmp_path) in line
            assert "pubkpi init" in line
        assert list(tmp_path.iterdir()) == []

    def test_settings_that_make_no_sense_are_named(self, empty, lang):
        assert "lang" in only_error("verify", cwd=empty, code=2, lang=lang, PUBKPI_LANG="fr")
        assert "reject_limit" in only_error("verify", cwd=empty, code=2, lang=lang, PUBKPI_REJECT_LIMIT="much")
        (empty / "pubkpi.toml").write_text("[report]\ncolour = 'red'\n")
        assert "colour" in only_error("verify", cwd=empty, code=2, lang=lang)
        (empty / "pubkpi.toml").write_text("[report\n")
        assert "pubkpi.toml" in only_error("verify", cwd=empty, code=2, lang=lang)


@pytest.mark.parametrize("lang", LANGUAGES)
class TestAPlaceBelowAFile:
    """There is no folder, not even for root; it is the call that has to be another."""

    def test_nothing_is_written_to(self, tmp_path, lang):
        (tmp_path / "file").write_text("")
        below = tmp_path / "file" / "below"
        for words in (["form", "awards", "--csv", "--out", below], ["init", below]):
            assert f"{tmp_path / 'file'}: " in only_error(*words, cwd=tmp_path, code=2, lang=lang)

    @pytest.mark.campaign
    def test_no_report_is_written_to(self, loaded, tmp_path, lang):
        (tmp_path / "file").write_text("")
        words = ("report", "-q", "2024Q4", "--html", "--out", tmp_path / "file" / "below")
        assert f"{tmp_path / 'file'}: " in only_error(*words, cwd=loaded, code=2, lang=lang)


@pytest.mark.campaign
@pytest.mark.parametrize("lang", ["zh", *seldom("en")])
def test_a_database_that_is_none_is_set_aside_with_a_line_and_made_again(loaded, copy, lang):
    (copy / "data" / "pubkpi.duckdb").write_text("junk")
    words = ("measures", "followers", "-q", "2024Q4")
    done = pubkpi(*words, cwd=copy, lang=lang)
    (line,) = [line for line in done.stderr.splitlines() if "pubkpi.duckdb.aside" in line]
    assert line.endswith("[ingest.database_aside]")
    assert done.stdout == pubkpi(*words, cwd=loaded, lang=lang).stdout
    assert (copy / "data" / "pubkpi.duckdb.aside").read_text() == "junk"


@pytest.mark.campaign
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full is of Linux")
@pytest.mark.parametrize(("format", "lang"), [("json", "zh"), *seldom(("table", "en"), ("csv", "en"))])
def test_a_full_disk_behind_stdout_is_said_once(loaded, format, lang):
    words = [sys.executable, "-m", "pubkpi", "score", "-q", "2024Q4", "--format", format]
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(words, cwd=loaded, env=environment(lang), stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1
    assert len(errors(done)) == 1
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("lang", LANGUAGES)
class TestSpecs:
    def test_weights_that_do_not_sum_are_named_with_line_and_column(self, copy, lang):
        edit(copy / SPEC, "        weight: 15\n", "        weight: 14\n")
        lines = (copy / SPEC).read_text("utf-8").splitlines()
        line = only_error("score", "-q", "2024Q4", cwd=copy, code=3, lang=lang)
        assert only_error("report", "-q", "2024Q4", cwd=copy, code=3, lang=lang) == line
        place, _, what = line.partition(": ")
        name, row, column = place.split(":")
        assert name == "department_2024.yaml"
        assert "weight" in lines[int(row) - 1][int(column) - 1 :] or "indicators" in lines[int(row) - 2]
        assert "39" in what
        assert "40" in what

    def test_yaml_that_is_none_is_named_with_line_and_column(self, copy, lang):
        edit(copy / SPEC, "audience: internal", "audience: [internal")
        assert only_error("measures", cwd=copy, code=3, lang=lang).startswith("department_2024.yaml:8:")

    def test_a_measure_that_is_not_there_is_named(self, copy, lang):
        edit(copy / SPEC, "measure: satisfaction", "measure: contentment")
        line = only_error("score", "-q", "2024Q4", cwd=copy, code=3, lang=lang)
        assert line.startswith("department_2024.yaml:")
        assert "contentment" in line


class TestData:
    @pytest.mark.parametrize("lang", ["zh", *seldom("en")])
    def test_a_refused_file_has_one_line(self, empty, tmp_path, lang):
        bad = tmp_path / "bad.xlsx"
        bad.write_bytes(b"PK\x03\x04 no workbook")
        outcome = pubkpi("ingest", bad, cwd=empty, code=4, lang=lang)
        (line,) = errors(outcome)
        assert line.startswith("bad.xlsx: ")

    @pytest.mark.parametrize(
        ("command", "lang"), [("score", "en"), *seldom(("report", "zh"), ("score", "zh"), ("report", "en"))]
    )
    def test_a_quarter_without_data_is_no_scorecard_of_zeros(self, empty, command, lang):
        line = only_error(command, "-q", "2024Q3", cwd=empty, code=4, lang=lang)
        assert line.startswith("2024Q3: ")
        assert "pubkpi ingest" in line
        assert list((empty / "reports").iterdir()) == []
        assert list((empty / "data").iterdir()) == []


class TestFindings:
    @pytest.mark.parametrize("lang", ["zh", *seldom("en")])
    def test_the_work_is_done_and_the_code_says_that_there_is_something(self, loaded, lang):
        words = ("score", "-q", "2024Q4", "--format", "json")
        done = pubkpi(*words, "--fail-on", "warning", cwd=loaded, code=5, lang=lang)
        (line,) = errors(done)
        assert line.startswith("--fail-on: ")
        assert done.stdout == pubkpi(*words, cwd=loaded, lang=lang).stdout

    @pytest.mark.parametrize("lang", ["en", *seldom("zh")])
    @pytest.mark.campaign
    def test_a_load_with_a_rejected_row_too(self, empty, tmp_path, lang):
        days = [f"2024-05-{day:02},社保卡,40,30,,,,," for day in range(1, 31)]
        header = "日期,业务事项,线上咨询量,线上解决量,线下咨询量,备注,本期无起,本期无止,填报人"
        rows = [header, *days, "2024-05-31,社保卡,many,30,,,,,"]
        (tmp_path / "service.csv").write_text("\n".join(rows), "utf-8")
        outcome = pubkpi("ingest", tmp_path / "service.csv", "--fail-on", "warning", cwd=empty, code=5, lang=lang)
        (line,) = errors(outcome)
        assert line.startswith("--fail-on: ")
        assert "[ingest.rejected]" in outcome.stderr
        assert "many" in outcome.stderr
        assert "30" in outcome.stdout


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        (["score", "-q", "2024Q4"], "en"),
        (["ingest", "more"], "zh"),
        *seldom((["verify"], "en"), (["measures", "-q", "2024Q4"], "zh")),
    ],
)
def test_a_workspace_that_another_process_writes_to_is_busy(copy, words, lang):
    (copy / "more").mkdir()
    (copy / "more" / "awards.csv").write_text("名称\n")
    database = copy / "data" / "pubkpi.duckdb"
    held = subprocess.Popen(
        [sys.executable, "-c", HOLD, database], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with held:
        assert held.stdout.readline() == "held\n"
        before = fingerprint(copy)
        line = only_error(*words, cwd=copy, code=6, lang=lang)
        held.stdin.close()
    assert line.startswith("pubkpi.duckdb: ")
    assert fingerprint(copy) == before


@pytest.mark.parametrize("words", [["score", "-q", "2024"], ["score", "-q", "2024Q4", "--format", "xml"]])
def test_debug_shows_the_traceback_and_keeps_the_line_and_the_code(loaded, words):
    said = pubkpi("--debug", *words, cwd=loaded, code=2).stderr
    assert said.startswith("Traceback (most recent call last):")
    assert said.splitlines()[-1].startswith("pubkpi: error: ")


def test_success_is_zero_and_says_no_error(loaded):
    for words in (["--version"], [], ["score", "-q", "2024Q1"], ["measures"]):
        assert errors(pubkpi(*words, cwd=loaded)) == []


@pytest.mark.campaign
def test_readers_do_not_disturb_each_other(loaded):
    """Two commands that only read may run at the same time."""
    words = [sys.executable, "-m", "pubkpi", "rejects", "--format", "csv"]
    running = [subprocess.Popen(words, cwd=loaded, env=environment(), stdout=subprocess.PIPE) for _ in range(2)]
    outputs = [one.communicate()[0] for one in running]
    assert [one.returncode for one in running] == [0, 0]
    assert len(set(outputs)) == 1


@pytest.mark.campaign
def test_refused_files_come_before_findings(empty, tmp_path):
    """Exit 4 wins over 5: a file that is not there is graver than one with a remark."""
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04")
    words = ("ingest", tmp_path / "bad.xlsx", *some_posts(1), samples(ACCOUNT, "2024Q1", "user_analysis.xls"))
    pubkpi(*words, "--account", ACCOUNT, "--fail-on", "warning", cwd=empty, code=4)


def test_an_error_begins_in_the_language_of_the_terminal(tmp_path):
    for lang, start in (("zh", "pubkpi: 错误："), ("en", "pubkpi: error: ")):
        assert pubkpi("status", cwd=tmp_path, lang=lang, code=2).stderr.startswith(start)
