"""Random texts, sound and spoilt, give the same state and facts as a small file, cell by cell, and as a big one."""

import csv
import os
import random
from io import StringIO

import pytest

from pubkpi.ingest.readers import bulk

HEADER = ("内容标题", "发表时间", "总阅读人数", "送达阅读率", "内容url")
CELLS = (
    "", " ", "-", "合计", "合计：", "合\u200b计", "总 计:", "小计", "0012", "12.9", "1,234", "58%", "0.5", "20240305", "2024/3/5",
    "\u200b", "\u200b7", "7\ufeff", "\ufeff", "\u2060", "\xa0", "\xa07", "\u3000", "１２３", "５８％", "，", "“好”", "a\nb", "a\r\nb", 'say "x"', "x\x1fy", "\x85", "\u2028", "龴", "€", "it's", "\\", "a\\", "1;2\t3",
    '="30"', '="5 %"', '="', '="a""b"', "5 %", "10 万", "18041.0", "1,234.00", "18.000",
)  # fmt: skip


def text(draw):
    """A random list of posts as text; often with something wrong about its bytes."""
    rows = [
        (f"第{i}期：通知", f"202403{1 + i % 28:02}", str(100 + i), "0.0374", f"http://x/s/{i}")
        for i in range(draw.randint(8, 14))
    ]
    for _ in range(draw.randint(0, 3)):
        row = [*draw.choice(rows)]
        row[draw.randrange(len(row))] = draw.choice(CELLS)
        rows.insert(
            draw.randint(0, len(rows)), tuple(row[: draw.choice((5, 5, 5, 5, 4))] + ["x"] * (draw.random() < 0.05))
        )
    out = StringIO(newline="")
    quoting = draw.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    end, separator = draw.choice(("\n", "\r\n", "\r")), draw.choice(",,\t;")
    csv.writer(out, lineterminator=end, delimiter=separator, quoting=quoting).writerows([HEADER, *rows])
    words = draw.choice(SPOILS)(out.getvalue(), draw)
    return words.encode(draw.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16")), "replace")


def insert(sign):
    return lambda words, draw: words[: (at := draw.randint(0, len(words)))] + sign + words[at:]


SPOILS = (
    insert(""),
    lambda words, draw: words[: -draw.randint(1, 60)],
    lambda words, _: words.rstrip("\r\n"),
    insert('"'),
    insert('"\n"'),
    insert("\n"),
    insert("\r"),
    insert("\x00"),
    insert("\ufeff"),
    insert("\u200b"),
    lambda words, draw: insert('"')(insert('"')(words, draw), draw),
    lambda words, _: words.replace('"', "", 1),
)


@pytest.fixture
def outcome(desks, monkeypatch):
    """What becomes of a file, as a small one or as a big one."""

    def judged(data, big, name):
        monkeypatch.setattr(bulk, "BIG", 1 if big else 10**9)
        desk = desks()
        (result,) = desk.ingest(desk.drop(name, data), limit=0.9)
        kept = [desk.ask(f'select * exclude (file_id) from "{one}" order by all') for one in ("reject", "ignored")]
        reason = result.error.line("zh") if result.error else ""
        # titles of a big list are not compared
        told = sorted(one.id for one in result.findings if one.id != "ingest.ambiguous_post")
        outcome = (result.state, result.rows, reason, told, desk.facts(), kept)
        desk.close()
        return outcome

    return judged


def check(outcome, seed):
    data = text(random.Random(seed))
    assert outcome(data, False, "list.csv") == outcome(data, True, "list.csv"), (seed, data)


@pytest.mark.parametrize("seed", range(10))
def test_both_sizes_agree_about_any_text(outcome, seed):
    check(outcome, seed)


@pytest.mark.campaign
def test_both_sizes_agree_about_many_texts(outcome):
    for seed in range(1000, 1000 + 60 * int(os.environ.get("PUBKPI_CAMPAIGN", "1"))):
        check(outcome, seed)
