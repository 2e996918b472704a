"""pubkpi called in this process: its `main` with the words, the folder, the environment and the streams of a command.

A command line costs half a second of imports; the calls of a test file share them. What only a process can show
(signals, closed streams, start-up) is tested with the installed command.
"""

import os
import sys
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from io import FileIO, TextIOWrapper
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryFile

import typer.main

_ROOM = "pubkpi.cli"
# Commands and their options are made from the functions once a language, and not for every call.
typer.main.get_command = cache(typer.main.get_command)
# The words of help and options are chosen when their module is imported, so each language has its own modules.
_ROOMS: dict[str, dict[str, object]] = {}


def called(words: list[str], cwd: Path, env: dict[str, str]) -> CompletedProcess:
    """What came of ``pubkpi *words*``: exit code and both streams as text."""
    with TemporaryFile() as out, TemporaryFile() as err:
        # the command may turn its streams to nowhere, so each writes to a handle of its own
        streams = [TextIOWrapper(FileIO(os.dup(file.fileno()), "w"), write_through=True) for file in (out, err)]
        with _surroundings(words, cwd, env, streams):
            try:
                import_module("pubkpi.cli.app").main(words)
                code = 0
            except SystemExit as end:
                code = end.code or 0
            for stream in streams:
                stream.close()
        return CompletedProcess(["pubkpi", *words], code, _written(out), _written(err))


@contextmanager
def _surroundings(words, cwd, env, streams):
    before = sys.stdout, sys.stderr, sys.stdin, sys.argv, dict(os.environ), Path.cwd()
    with Path(os.devnull).open() as nothing:
        try:
            sys.stdout, sys.stderr, sys.stdin, sys.argv = *streams, nothing, ["pubkpi", *words]
            _replace_environment(env)
            os.chdir(cwd)
            with _language(env):
                yield
        finally:
            sys.stdout, sys.stderr, sys.stdin, sys.argv, environ, folder = before
            _replace_environment(environ)
            os.chdir(folder)


@contextmanager
def _language(env):
    language = "zh" if env.get("LC_ALL", "").startswith("zh") else "en"
    others = _taken_out()
    sys.modules.update(_ROOMS.get(language, {}))
    try:
        yield
    finally:
        _ROOMS[language] = _taken_out()
        sys.modules.update(others)


def _taken_out():
    return {name: sys.modules.pop(name) for name in [*sys.modules] if name == _ROOM or name.startswith(f"{_ROOM}.")}


def _replace_environment(env):
    os.environ.clear()
    os.environ.update(env)


def _written(file):
    file.seek(0)
    return file.read().decode()
