"""A document is opened by the system's own program; where there is no desktop, one line says so."""

import os
import sys
import time

import pytest

from pubkpi.cli.opener import open_file

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="this system has an opener of its own")


def test_without_a_desktop_one_line_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    open_file(tmp_path / "a.pdf")
    said = "".join(capsys.readouterr())
    assert str(tmp_path / "a.pdf") in said.replace("\n", "")


def test_the_program_of_the_desktop_gets_the_path(tmp_path, monkeypatch, capsys):
    program, seen = tmp_path / "xdg-open", tmp_path / "seen"
    program.write_text(f'#!/bin/sh\necho "$1" > {seen}.part && mv {seen}.part {seen}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":9")
    open_file(tmp_path / "=a b.pdf")
    for _ in range(200):
        if seen.exists():
            break
        time.sleep(0.05)
    assert seen.read_text() == f"{tmp_path / '=a b.pdf'}\n"
    assert not "".join(capsys.readouterr())
