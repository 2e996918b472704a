"""What comes out, where it goes: pipes, encodings, widths, colours, help."""

import json
import re
import subprocess
import sys

import pytest

from tests.cli.conftest import COMMANDS
from tests.e2e.workspaces import COMMAND, environment, pubkpi
from tests.examples import seldom

HAN = re.compile("[一-鿿]")


@pytest.mark.parametrize(
    "words", [["exports", "--format", "json"], *seldom(["score", "-q", "2024Q4", "--format", "json"], ["--help"])]
)
@pytest.mark.campaign
def test_a_pipe_that_is_closed_early_is_no_crash(loaded, words):
    running = subprocess.Popen(
        [COMMAND, *words],
        cwd=loaded,
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    running.stdout.read(10)
    running.stdout.close()
    said = running.stderr.read().decode()
    running.stderr.close()
    assert running.wait(60) in (0, 1)
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    assert "pubkpi: error" not in said


@pytest.mark.campaign
@pytest.mark.skipif(sys.platform == "win32", reason="a shell there cannot close a stream")
@pytest.mark.parametrize("form", ["table", *seldom("csv", "json")])
def test_a_stdout_that_the_caller_closed_is_no_crash(loaded, form):
    call = ["sh", "-c", 'exec "$@" >&-', "sh", COMMAND, "score", "-q", "2024Q4", "--format", form]
    done = subprocess.run(call, cwd=loaded, env=environment(), capture_output=True, text=True, timeout=60)
    assert (done.returncode, "pubkpi: error" in done.stderr) == (0, False), done.stderr


@pytest.mark.campaign
def test_a_pipe_that_nobody_reads_is_no_crash(loaded):
    running = subprocess.Popen(
        [COMMAND, "score", "-q", "2024Q4", "--format", "csv"], cwd=loaded, env=environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    running.stdout.close()
    said = running.stderr.read().decode()
    running.stderr.close()
    assert running.wait(60) == 1
    assert said == ""


@pytest.mark.campaign
def test_nothing_is_cut_at_eighty_columns_in_a_pipe(loaded):
    table = pubkpi("score", "-q", "2024Q1", cwd=loaded).stdout
    assert max(map(len, table.splitlines())) > 100
    assert "…" not in table
    for label in ("Activity participation", "Average monthly reads", "External partnerships"):
        assert label in table


@pytest.mark.parametrize("env", [{"TERM": "xterm-256color"}, *seldom({"NO_COLOR": "1"})])
@pytest.mark.campaign
def test_there_are_no_colours_in_a_pipe(loaded, env):
    for words in (["score", "-q", "2024Q4"], ["--help"]):
        outcome = pubkpi(*words, cwd=loaded, **env)
        assert "\x1b" not in outcome.stdout + outcome.stderr


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_the_output_is_utf8_whatever_the_locale_says(loaded, env):
    assert "云川市民之窗" in pubkpi("accounts", "--format", "json", cwd=loaded, **env).stdout
    assert "2024年第四季度" in pubkpi("score", "-q", "2024", cwd=loaded, code=2, **env).stderr


@pytest.mark.campaign
def test_the_module_is_the_same_command(loaded):
    words = ("accounts", "--format", "json")
    done = subprocess.run([sys.executable, "-m", "pubkpi", *words], cwd=loaded, env=environment(), capture_output=True)
    assert json.loads(done.stdout) == json.loads(pubkpi(*words, cwd=loaded).stdout)


@pytest.mark.parametrize(("locale", "chinese"), [
    ("zh_CN.UTF-8", True), ("zh_CN.GB18030", True), ("zh_TW.UTF-8", True), ("C.UTF-8", False), ("en_US.UTF-8", False),
])  # fmt: skip
def test_the_terminal_speaks_the_language_of_the_locale(tmp_path, locale, chinese):
    said = pubkpi("verify", cwd=tmp_path, code=2, LC_ALL=locale).stderr
    assert bool(HAN.search(said)) == chinese


@pytest.mark.parametrize("lang", ["zh", *seldom("en")])
def test_every_command_is_listed_with_what_it_does(pages, lang):
    shown = pages[lang, "--help"]
    lines = dict(re.findall(r"^│ (\w+) +(.*?) *│$", shown, re.MULTILINE))
    assert [name for name in lines if name in COMMANDS] == COMMANDS
    for name in COMMANDS:
        assert bool(HAN.search(lines[name])) == (lang == "zh"), lines[name]
        assert not lines[name].endswith("…"), lines[name]
    assert "pubkpi demo" in shown


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_the_language_of_the_terminal(pages, command, lang):
    shown = pages[lang, command, "--help"]
    assert f"pubkpi {command} " in shown
    assert shown == pages[lang, command, "-h"]
    options = re.findall(r"^│ [* ]*(--?[a-z-]+.*)│$", shown, re.MULTILINE)
    # the quarter's help names its Chinese spelling in no language but Chinese
    assert bool(HAN.search(shown)) == (lang == "zh")
    assert all(bool(HAN.search(shown)) == (lang == "zh") for line in options if line.startswith("--help"))
    assert all(len(line.split("  ")) > 1 for line in options)
    assert not re.search("usage|options|arguments|default:|required", shown, re.IGNORECASE) or lang == "en"
    assert "…" not in shown  # Chinese has no blanks to break a line at, and what is too wide for one is cut


def test_the_version_is_the_packages(tmp_path):
    import pubkpi as package

    assert pubkpi("--version", cwd=tmp_path).stdout == f"pubkpi {package.__version__}\n"


def test_a_terminal_is_spoken_to_as_its_locale_writes_where_that_has_chinese():
    from pubkpi.cli import console

    terminal = {"gbk": "gbk", "GB18030": "gb18030", "big5": "big5", "ascii": "utf-8", "latin-1": "utf-8", "": "utf-8"}
    assert {one: console._usable(one, is_wish=False) for one in terminal} == terminal
    assert console._usable("ascii", is_wish=True) == "ascii"
    assert console._usable("no-such", is_wish=True) == "utf-8"


@pytest.mark.parametrize(("encoding", "near"), [("gbk", "◇ 接近"), *seldom(("gb18030", "◐ 接近"), ("utf-8", "◐ 接近"))])
@pytest.mark.campaign
def test_the_encoding_that_python_is_told_is_spoken(loaded, encoding, near):
    env = environment(LC_ALL="zh_CN.UTF-8", PYTHONIOENCODING=encoding)
    done = subprocess.run([COMMAND, "score", "-q", "2024Q4"], cwd=loaded, env=env, capture_output=True, timeout=60)
    said = done.stdout.decode(encoding)
    assert near in said
    assert "\\u" not in said


def test_a_sign_that_the_encoding_lacks_is_shown_as_the_nearest_or_as_its_number():
    from pubkpi.cli import console

    console.set_up()
    assert "◐†−☃粉".encode("gbk", "pubkpi").decode("gbk") == "◇*-\\u2603粉"
    assert "粉".encode("ascii", "pubkpi") == b"\\u7c89"
