"""A template of somebody else reaches no network, no file beside the templates, and comes to an end."""

import re
import shutil
import subprocess
import sys
import tempfile
import time

import pytest

from pubkpi.model.errors import ReportError
from pubkpi.report.document import write
from pubkpi.report.formats import templates as pages
from pubkpi.report.formats.sandbox import sandbox
from tests.examples import seldom
from tests.report import reviews

IMPORTS = [
    '#import "@preview/cetz:0.3.0"',
    '#import("@preview/cetz:0.3.0")',
    '#import "@preview/cetz:0.3.0": *',
    '#include "@preview/cetz:0.3.0"',
    '#include("@preview/cetz:0.3.0")',
    '#let p = "@" + "preview" + "/cetz:0.3.0"; #import p',
    '#eval("import \\"@preview/cetz:0.3.0\\"")',
    '#plugin("@preview/cetz:0.3.0/a.wasm")',
    '#image("http://192.0.2.1/a.png")',
]
TRIED = """
import sys
from datetime import date
from pubkpi.model.errors import ReportError
from pubkpi.report.formats import pdf
from pubkpi.report.formats.sandbox import sandbox
with sandbox() as do:
    for source in sys.argv[1:]:
        try:
            do(pdf.pdf, source, {}, date(2024, 1, 1), [])
        except ReportError as problem:
            print(problem.line("en"))
"""


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not here, which sees what a process connects to")
@pytest.mark.campaign
def test_no_import_leaves_this_machine(tmp_path):
    seen = tmp_path / "calls"
    tried = ["strace", "-f", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", seen, sys.executable, "-c", TRIED]
    done = subprocess.run([*tried, *IMPORTS], capture_output=True, text=True)
    lines = done.stdout.splitlines()
    assert len(lines) == len(IMPORTS), done.stderr
    assert sum("from the network" in line for line in lines) == len(IMPORTS) - 2
    asked = [line for line in seen.read_text().splitlines() if "sa_family=AF_INET" in line]
    assert all("127.0.0.1" in line for line in asked)
    assert not [line for line in asked if re.search(r"htons\((53|80|443)\)", line)]


@pytest.mark.parametrize("name", ["leak.j2", "inside/leak.j2"])
def test_a_link_out_of_the_templates_is_refused(name, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "leak.j2").write_text("root:x:0:0")
    folder = tmp_path / "report_templates"
    folder.mkdir()
    try:
        (folder / "leak.j2").symlink_to(secret / "leak.j2")
        (folder / "inside").symlink_to(secret)
        (tmp_path / "linked").symlink_to(secret)
    except OSError:
        pytest.skip("this system lets nobody make links")
    (folder / "a.j2").write_text(f"\n{{% include '{name}' %}}")
    with pytest.raises(ReportError) as caught:
        pages.html("a.j2", [folder], {})
    assert caught.value.where == name
    assert "leads out" in caught.value.what.en
    with pytest.raises(ReportError, match="leads out"):
        pages.html("leak.j2", [tmp_path / "linked"], {})


def test_a_link_within_the_templates_is_read(tmp_path):
    (tmp_path / "a.j2").write_text("a")
    try:
        (tmp_path / "b.j2").symlink_to(tmp_path / "a.j2")
    except OSError:
        pytest.skip("this system lets nobody make links")
    assert pages.html("b.j2", [tmp_path], {}) == "a"


LOOP = "{% for a in range(100000) %}{% for b in range(100000) %}"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (LOOP + "{{ a }} words\n{% endfor %}{% endfor %}", "no end"),
        ("{% macro m() %}" + LOOP + "{% endfor %}{% endfor %}{% endmacro %}{{ m() }}", "no end"),
        ("{% for a in range(10 ** 9) %}{% endfor %}", "Range too big"),
        *seldom(
            (LOOP + "{% endfor %}{% endfor %}", "no end"),
            ("{% set x %}" + LOOP + "{% endfor %}{% endfor %}{% endset %}", "no end"),
        ),
    ],
)
def test_a_template_without_end_is_named_with_its_line(text, what, tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "SECONDS", 0.3)
    monkeypatch.setattr(pages, "LONGEST", 100_000)
    (tmp_path / "a.j2").write_text("\n" + text)
    with pytest.raises(ReportError) as caught:
        pages.html("a.j2", [tmp_path], {})
    assert caught.value.where == "a.j2:2"
    assert what in caught.value.what.en
    assert "\n" not in caught.value.line("zh")


def test_an_alarm_that_a_destructor_swallows_rings_again(tmp_path, monkeypatch, capsys):
    class Slow:
        def __del__(self):
            until = time.monotonic() + 0.3
            while time.monotonic() < until:
                pass

    monkeypatch.setattr(pages, "SECONDS", 0.1)
    (tmp_path / "a.j2").write_text("{% if make() %}{% endif %}\n" + LOOP + "{% endfor %}{% endfor %}")
    with pytest.raises(ReportError, match=r"a\.j2:2: "):
        pages.html("a.j2", [tmp_path], {"make": lambda: bool(Slow())})
    assert not capsys.readouterr().err


def test_after_a_page_a_debugger_can_go_on(tmp_path):
    (tmp_path / "a.j2").write_text("a")
    program = (
        "import sys; from pathlib import Path; from pubkpi.report.formats import templates;"
        "templates.html('a.j2', [Path(sys.argv[1])], {});"
        "sys.settrace(lambda *_: None); (lambda: 1)(); print('on')"
    )
    # Python 3.11 never goes on if an alarm was taken back
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.stdout == "on\n", done.stderr


def test_an_alarm_between_two_parts_of_a_page_names_the_line_that_wrote_the_last(tmp_path, monkeypatch):
    class Slow(int):
        def __lt__(self, size):
            time.sleep(0.3)
            return size > int(self)

    monkeypatch.setattr(pages, "SECONDS", 0.1)
    monkeypatch.setattr(pages, "LONGEST", Slow(100_000))
    (tmp_path / "a.j2").write_text("{% set x = 1 %}\n{{ x }} words")
    with pytest.raises(ReportError, match=r"a\.j2:2: .*0.1 s"):
        pages.html("a.j2", [tmp_path], {})


def test_a_template_that_takes_all_memory_is_named_with_its_line(tmp_path):
    with sandbox() as do:
        for text in ("{{ 'a' * 10 ** 11 }}", "{{ 'a'.center(10 ** 11) }}"):
            (tmp_path / "a.j2").write_text(f"\n{text}")
            with pytest.raises(ReportError, match=r"a\.j2:2: .*MemoryError"):
                do(pages.html, "a.j2", [tmp_path], {})


def test_a_report_leaves_nothing_in_the_folder_for_temporary_files(tmp_path, templates, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    write(reviews.review(), tmp_path / "out", "zh", ("pdf",), templates)
    assert not [*(tmp_path / "tmp").iterdir()]
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".pdf", ".csv"}
