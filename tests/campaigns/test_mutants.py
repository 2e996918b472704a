"""Ten thousand files that somebody has been at, each read as every command reads it: read, or refused in one line.

`PUBKPI_CAMPAIGN=n` tries 500 × n files; what became of each stands in a line of `mutants.jsonl`, in the test's folder.
"""

import json
import os
import random
import time
from collections import Counter

import pytest

from pubkpi.engine.worker import Limits
from pubkpi.ingest.containers import sandbox
from pubkpi.ingest.layouts.match import identify
from pubkpi.ingest.profiles.catalogue import shipped
from pubkpi.model.errors import DataError
from tests.ingest import files, samples, samples_wechat

LIMITS = Limits(memory_mb=400, seconds=4)
TRIED = 500 * int(os.environ.get("PUBKPI_CAMPAIGN", "1"))
SPLICES = [
    b"\x00", b"\xff\xff\xff\xff", b"\x7f", b"<table>", b"</td>", b"<!--", b"<![CDATA[", b' colspan="9999" rowspan="9999"', b'"', b'""', b"'",
    b",", b"\t", b"\r", b"\n", b"\xef\xbb\xbf", b"\xff\xfe", b"[", b"{", b"}", b'{"a":', b"\\ud800", b"&#55357;", b"PK\x03\x04", b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"=1+1", b"9" * 400, b"\x09\x08\x10\x00", b'r="XFD1048576"', b"<v>", b"1e999", b"-0", b"\x85", b"\x1f",
]  # fmt: skip


def sources():
    """True exports in every container, and answers of interfaces."""
    tables = [samples.EXPORTS[name][0] for name in sorted(samples.EXPORTS)]
    made = []
    for write in files.CONTAINERS.values():
        for table in tables:
            try:
                made.append(write(table))
            except UnicodeEncodeError:
                continue
    answers = [value for key in sorted(samples_wechat.ANSWERS) for value in samples_wechat.ANSWERS[key]]
    return [*made, *(json.dumps(one, ensure_ascii=False).encode() for one in answers)]


def changed(data, dice, others):
    """*data* with a few bytes, pieces or ends changed, left out, doubled, or taken from another file."""
    words = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 3, 8))):
        at, to = sorted(dice.randrange(len(words) + 1) for _ in range(2))
        match dice.randrange(8):
            case 0 if words:
                words[min(at, len(words) - 1)] = dice.randrange(256)
            case 1:
                words[at:at] = dice.choice(SPLICES)
            case 2:
                del words[at : min(to, at + 64)]
            case 3:
                words = words[:at]
            case 4:
                words[at:at] = words[at : min(to, at + 4096)] * dice.choice((1, 2, 50))
            case 5:
                other = dice.choice(others)
                words[at:to] = other[at:to]
            case 6 if len(words) > 4:
                place = min(at, len(words) - 4)
                words[place : place + 4] = dice.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFF)).to_bytes(4, "little")
            case _ if words:
                words[min(at, len(words) - 1)] ^= 1 << dice.randrange(8)
    return bytes(words)


def outcome(data, name, known):
    """Read and identified, or the line that says why not."""
    try:
        return "read", identify(sandbox.read(data, name, LIMITS), name, known, (), None).profile.id
    except DataError as problem:
        lines = problem.line("zh"), problem.line("en")
        assert not any("\n" in line for line in lines), lines
        return "refused", lines[1]


@pytest.mark.campaign
def test_every_file_is_read_or_refused_in_one_line(tmp_path):
    dice, known, every = random.Random(13), shipped(), sources()
    counts, unforeseen = Counter(), []
    with (tmp_path / "mutants.jsonl").open("w", encoding="utf-8") as record:
        for number in range(TRIED):
            data = changed(dice.choice(every), dice, every)
            started = time.monotonic()
            kind, words = outcome(data, f"{number}", known)
            took = time.monotonic() - started
            assert took < 60, (number, took)
            record.write(json.dumps([number, len(data), kind, words[:200], round(took, 3)], ensure_ascii=False) + "\n")
            counts[kind] += 1
            if "nobody foresaw" in words:
                unforeseen.append((number, words))
                (tmp_path / f"{number}.bin").write_bytes(data)
    assert not unforeseen
    assert counts.total() == TRIED
    assert counts["read"] > TRIED // 50
    assert counts["refused"] > TRIED // 10
