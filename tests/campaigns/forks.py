"""Runs pubkpi in forks of one process, each armed to fail at one call: a line of JSON in, a line of JSON out.

In: words, cwd, folder (below which calls count), at, mode (0 for none). Out: code (negative: the signal), err, count.
"""

import ctypes
import json
import os
import sys
import tempfile

import duckdb
import openpyxl
import pyarrow
import typer

from pubkpi import notebook
from pubkpi.cli import app
from pubkpi.ingest.history import store, verify
from pubkpi.ingest.suggest import suggest
from pubkpi.measure import run
from pubkpi.score import run as scored

# imported here, they need not be in every fork
KEPT = (duckdb, openpyxl, pyarrow, typer, notebook, store, suggest, verify, run, scored)
faults = ctypes.CDLL(None)


def child(job, err, count):
    os.chdir(job["cwd"])
    os.dup2(err, 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.environ.pop("PUBKPI_DEBUG", None)
    if job["mode"] >= 0:
        faults.arm(ctypes.c_long(job["at"]), job["mode"], job["folder"].encode())
    code = 99
    try:
        app.main(job["words"])
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        os.write(count, str(faults.counted()).encode())
        sys.stderr.flush()
        os._exit(code)


def forked(job):
    with tempfile.TemporaryFile() as err:
        read, write = os.pipe()
        if not (pid := os.fork()):
            child(job, err.fileno(), write)
        os.close(write)
        _, status = os.waitpid(pid, 0)
        count = os.read(read, 20)
        os.close(read)
        err.seek(0)
        said = err.read().decode("utf-8", "replace")
    return {"code": os.waitstatus_to_exitcode(status), "err": said, "count": int(count or 0)}


for line in sys.stdin:
    sys.stdout.write(json.dumps(forked(json.loads(line))) + "\n")
    sys.stdout.flush()
