"""Nothing of pubkpi asks for the network: every command runs where no socket can be made, and none is tried."""

import subprocess
import sys

from tests.e2e.workspaces import ACCOUNT, environment, pubkpi, samples

# Python runs this before anything else in every process that finds it; an audit hook also sees what C code does
# through the socket module, and nobody can take it off again.
WATCH = """
import os, sys
def refuse(event, args):
    if event.startswith(("socket.", "urllib.", "http.client.", "ftplib.", "smtplib.")) and event != "socket.gethostname":
        with open(os.environ["WATCHED"], "a") as out:
            out.write(event + repr(args) + chr(10))
        raise OSError("no network here: " + event)
sys.addaudithook(refuse)
"""
QUARTER = ("-q", "2024Q4")
WAY = [("status",), ("score", *QUARTER, "--format", "json"), ("report", *QUARTER)]


def watched(tmp_path):
    """The variables under which processes are watched, and the file that holds what they tried."""
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    tried = tmp_path / "tried"
    # a proxy that nobody runs: whoever asks for the network without a socket of Python's gets nowhere either
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    env = {"PYTHONPATH": str(tmp_path / "watch"), "WATCHED": str(tried), "HOME": str(tmp_path / "home"), **nowhere}
    return env, tried


def test_the_whole_way_from_init_to_the_report_tries_no_socket(tmp_path):
    env, tried = watched(tmp_path)
    folder = tmp_path / "ws"
    pubkpi("init", "--plan", "department_2024", folder, cwd=tmp_path, **env)
    followers = sorted(samples(ACCOUNT).glob("2024Q4/user_analysis*"))
    pubkpi("ingest", samples("registers", "awards.xlsx"), *followers, "--account", ACCOUNT, cwd=folder, **env)
    for words in WAY:
        pubkpi(*words, cwd=folder, **env)
    assert list((folder / "reports").rglob("*.pdf"))
    assert not tried.exists()
    # what the engine or the typesetter fetch at run time they would keep here
    assert not list((tmp_path / "home").rglob("*.duckdb_extension"))
    assert not list((tmp_path / "home").rglob("typst*"))


def test_a_socket_would_have_been_noticed(tmp_path):
    """The watch above works: what a library might do is refused and written down."""
    env, tried = watched(tmp_path)
    for attempt in (
        "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    ):
        words = [sys.executable, "-c", attempt]
        done = subprocess.run(words, env=environment(**env), capture_output=True, text=True, timeout=60)
        assert done.returncode == 1
        assert "no network here" in done.stderr
    assert len(tried.read_text().splitlines()) >= 3
