"""`pubkpi rejects` shows the raw text of rejected rows, and no spreadsheet runs it."""

import csv
import io
import json

import pytest

from tests.e2e.workspaces import pubkpi
from tests.ingest import files
from tests.ingest.samples import growth, growth_days

RAW = ["=1+1", "-12.5", "@x", "", "+a"]


def spoilt(folder):
    """A workspace with a file of 112 good rows and these bad ones."""
    good = [row for n in range(1, 5) for row in growth_days(1, 28, month=f"2024-0{n}")]
    bad = [(f"2024-05-{n:02}", raw, 0, 0, 0) if raw else ("", 1, 0, 1, 1) for n, raw in enumerate(RAW, 1)]
    (folder / "bad.csv").write_bytes(files.text(growth(*good, *bad)))
    pubkpi("ingest", "bad.csv", "--account", "A", cwd=folder)
    return folder


FORMULA = "is a formula that was never worked out: open the file in Excel or WPS and save it"
WHOLE = "is not a valid whole number: a whole number such as 1234, without words or units"


@pytest.mark.campaign
def test_no_rejected_row_is_said_so(empty):
    assert pubkpi("rejects", cwd=empty).stdout == "No row was rejected.\n"
    assert json.loads(pubkpi("rejects", "--format", "json", cwd=empty).stdout)["rows"] == []


def test_rejected_rows_are_told_with_place_raw_text_and_reason(empty):
    folder = spoilt(empty)
    found = json.loads(pubkpi("rejects", "--format", "json", cwd=folder).stdout)
    assert found["rejected"] == len(RAW)
    told = [(one["file"], one["row"], one["header"], one["raw"], one["reason"]) for one in found["rows"]]
    # a title, a header and 4 × 28 days stand before them
    assert told == [
        ("bad.csv", 115, "新关注人数", "=1+1", FORMULA),
        ("bad.csv", 116, "新关注人数", "-12.5", WHOLE),
        ("bad.csv", 117, "新关注人数", "@x", WHOLE),
        ("bad.csv", 118, "时间", None, "is blank: needed, a day such as 2024-10-02 is expected, without a time"),
        ("bad.csv", 119, "新关注人数", "+a", WHOLE),
    ]
    assert "不是有效的整数" in pubkpi("rejects", cwd=folder, lang="zh").stdout
    rows = list(csv.reader(io.StringIO(pubkpi("rejects", "--format", "csv", cwd=folder).stdout.lstrip("\ufeff"))))
    assert rows[0] == ["file", "sheet", "row", "header", "raw text", "reason"]
    assert [row[4] for row in rows[1:]] == ["'=1+1", "-12.5", "'@x", "", "'+a"]
    assert "see the rejected rows with pubkpi rejects" in pubkpi("status", cwd=folder).stdout
