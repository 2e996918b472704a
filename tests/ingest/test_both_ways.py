"""Random texts, sound and spoilt, give the same state and facts as a small file, cell by cell, and as a big one."""

import csv
import os
import random
from io import StringIO

import pytest

from tests.examples import few

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
def outcomes(both_sizes):
    """What becomes of a file, as a small one and as a big one."""

    def judged(data):
        return [
            (
                result.state,
                result.rows,
                result.error.line("zh") if result.error else "",
                # titles of a big list are not compared
                sorted(one.id for one in result.findings if one.id != "ingest.ambiguous_post"),
                facts,
                kept,
            )
            for result, facts, kept in both_sizes(data, "list.csv", limit=0.9)
        ]

    return judged


def check(outcomes, seed):
    data = text(random.Random(seed))
    small, big = outcomes(data)
    assert small == big, (seed, data)


@pytest.mark.parametrize("seed", few(range(10), 0, 5))
@pytest.mark.campaign
def test_both_sizes_agree_about_any_text(outcomes, seed):
    check(outcomes, seed)


@pytest.mark.campaign
def test_both_sizes_agree_about_many_texts(outcomes):
    for seed in range(1000, 1000 + 60 * int(os.environ.get("PUBKPI_CAMPAIGN", "1"))):
        check(outcomes, seed)
