"""Files that would take all memory or never end are refused, one by one, and the others load."""

import io
import json
import os
import signal
import struct
import subprocess
import sys
import time
import zipfile
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter

from pubkpi.engine.worker import Limits, Worker
from pubkpi.ingest.containers import sandbox as reading
from pubkpi.ingest.containers.delimited import regular_text
from pubkpi.model.errors import DataError, WorkError
from tests.examples import seldom
from tests.ingest import files, samples

LIMITS = Limits(memory_mb=300, seconds=1)
SHEET = "xl/worksheets/sheet1.xml"


def workbook(**parts):
    """A small workbook in which each of *parts* (by the end of its name) is changed."""
    made, out = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet("s").write_row(0, 0, ["时间", "新关注人数"])
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            change = parts.get(part.rpartition("/")[2].partition(".")[0], lambda words: words)
            target.writestr(part, change(source.read(part)))
    return out.getvalue()


def far(cell):
    """A cell far out, spelt in a way of its own."""
    return workbook(sheet1=lambda words: words.replace(b"</row>", b"<c " + cell + b"><v>1</v></c></row>"))


def growing():
    """Many cells that share one long text."""
    cells = b"".join(b'<row r="%d"><c t="s"><v>0</v></c></row>' % i for i in range(2, 20_000))
    return workbook(
        sheet1=lambda words: words.replace(b"</sheetData>", cells + b"</sheetData>"),
        sharedStrings=lambda words: words.replace("时间".encode(), b"x" * 100_000),
    )


def same_part():
    """Two sheets that are one part."""
    return workbook(
        workbook=lambda words: words.replace(b"</sheets>", b'<sheet name="t" sheetId="2" r:id="rId1"/></sheets>')
    )


def loop():
    """An old workbook whose chain of sectors runs in a circle."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    return bytes(head) + struct.pack("<128I", 0xFFFFFFFD, 1, *[0xFFFFFFFF] * 126) + bytes(512)


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack, pack.open("xl/workbook.xml", "w") as part:
        for _ in range(310):
            part.write(b" " * 1_000_000)
    return out.getvalue()


@cache
def hostile():
    """Hostile files by their name."""
    return {
        "far, blanks around =": far(b'r = "XFD1048576"'),
        "far, a line break": far(b'r\n="XFD1048576"'),
        "far, lower case": far(b'r="xfd1048576"'),
        "shared strings": growing(),
        "two sheets, one part": same_part(),
        "sectors in a circle": loop(),
        "zip bomb": bomb(),
        "a million columns": b",".join([b"a"] * 1_000_000) + b"\n",
        "deep JSON": b'[{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}]",
        "wide JSON": json.dumps([{f"f{i}": 1} for i in range(20_000)]).encode(),
        "spans": b"<table>" + (b"<tr>" + b"<td colspan=9999 rowspan=9999>a</td>" * 100 + b"</tr>") * 100 + b"</table>",
        "tables in tables": b"<table><tr><td>a" * 480 + b"</td></tr></table>" * 480,
    }


# those whose like is among the others
LIKE_OTHERS = ("far, a line break", "far, lower case", "a million columns", "wide JSON", "sectors in a circle")


@pytest.mark.parametrize("passed_over", [LIKE_OTHERS, *seldom(((),))], ids=["some", "all"])
@pytest.mark.campaign
def test_each_hostile_file_is_refused_alone_and_in_time(desk, apart, passed_over):
    desk.close()
    (desk.root / "pubkpi.toml").write_text("[ingest]\nmemory_mb = 300\nseconds = 1\n")
    given = {name: data for name, data in hostile().items() if name not in passed_over}
    for name, data in given.items():
        desk.drop(name, data)
    desk.drop("zz good", files.text(samples.GROWTH, "utf-8"))
    started = time.monotonic()
    *refused, good = desk.ingest()
    assert time.monotonic() - started < 120
    assert good.state == "loaded"
    assert len(refused) == len(given)
    for one in refused:
        assert one.state == "refused"
        for lang in ("zh", "en"):
            assert "\n" not in one.error.line(lang)
            assert "nobody foresaw" not in one.error.line(lang)
    limited = [one.error.line("en") for one in refused if "[ingest]" in one.error.line("en")]
    assert any("more than 300 MB of memory" in one for one in limited)


@pytest.mark.campaign
def test_a_file_takes_as_much_as_the_setting_says(apart):
    data = hostile()["wide JSON"]
    with pytest.raises(DataError, match=r"(300 MB|1 second)"):
        reading.read(data, "a", LIMITS)
    assert reading.read(files.text(samples.GROWTH, "utf-8"), "a", LIMITS).container == "text"


def test_a_big_regular_text_is_not_passed_on(monkeypatch):
    monkeypatch.setattr(regular_text, "BATCHES_FROM", 100)
    monkeypatch.setattr(reading, "WORKER", None)
    assert reading.read(b"a,b\n" * 100, "a", LIMITS).has_batches


def test_work_within_its_limits_and_beyond():
    worker = Worker()
    try:
        assert worker.do(pow, 2, 10, limits=LIMITS) == 1024
        with pytest.raises(WorkError, match=r"than 0\.2 seconds"):
            worker.do(sum, range(10**12), limits=Limits(300, 0.2))
        with pytest.raises(WorkError, match="300 MB"):
            worker.do(bytes, 10**9, limits=LIMITS)
        with pytest.raises(WorkError, match="ZeroDivisionError"):
            worker.do(divmod, 1, 0, limits=LIMITS)
        assert worker.do(pow, 2, 11, limits=LIMITS) == 2048
        worker.ready()
        worker._process.kill()
        worker._process.wait()
        # one that went by itself is not the fault of what comes next
        assert worker.do(pow, 2, 12, limits=LIMITS) == 4096
    finally:
        worker.close()


@pytest.mark.campaign
def test_a_worker_is_used_again_however_much_memory_its_parent_has():
    held, worker = bytes(b"a" * 300_000_000), Worker()
    try:
        first = worker.do(os.getpid, limits=Limits())
        assert worker.do(os.getpid, limits=Limits()) == first
        assert len(worker.do(bytes.rjust, b"", 250_000_000, b"a", limits=Limits())) < len(held)
        # what has grown itself is not used again
        assert worker.do(os.getpid, limits=Limits()) != first
    finally:
        worker.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has gone")
def test_a_worker_does_not_outlive_its_parent_even_at_work():
    words = (
        "import sys, threading; from pubkpi.engine.worker import Limits, Worker; w = Worker(); w.ready();"
        "print(w._process.pid, flush=True); w.do(sum, range(10**12), limits=Limits(300, 60))"
    )
    parent = subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    child = int(parent.stdout.readline())
    time.sleep(0.3)
    os.killpg(os.getpgid(child), signal.SIGINT)
    time.sleep(0.2)
    assert alive(child)
    parent.kill()
    assert parent.communicate() == (b"", b"")
    end = time.monotonic() + 10
    while alive(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not alive(child)


def alive(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


PROFILE = """\
id: x_daily
platform: x
label: {zh: X, en: X}
click: {zh: X, en: X}
layout: table
as_of_file: "^(?:a+)+(\\\\d{8})$"
feeds:
  - fact: search_daily
    columns:
      day: {header: [日期], required: true}
      new_count: {header: [甲], required: true}
      reads: {header: [乙], required: true}
"""


@pytest.mark.campaign
def test_a_pattern_that_never_ends_refuses_the_file_and_is_named_with_its_line(desk, apart, monkeypatch):
    monkeypatch.setattr(reading, "_PATTERN", Limits(300, 0.3))
    desk.close()
    (desk.root / "exports").mkdir()
    (desk.root / "exports" / "x_daily.yaml").write_text(PROFILE, "utf-8")
    desk.drop("a" * 60 + "!.csv", "日期,甲,乙\n2024-01-01,1,2\n".encode())
    desk.drop("aaa20240105", "日期,甲,乙\n2024-01-02,1,2\n".encode())
    good, bad = desk.ingest()
    assert bad.error.line("en").startswith("x_daily.yaml:6:14: ")
    assert "0.3 seconds" in bad.error.line("en")
    assert (good.state, good.as_of) == ("loaded", "2024-01-05")
