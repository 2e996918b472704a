"""Whatever the bytes, the answer is a result: loaded with all rows accounted for, or refused in one line."""

import copy
import csv
import json
from datetime import date
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pubkpi.database import digest
from pubkpi.ingest.profiles.catalogue import shipped
from tests.examples import LETTERS, examples
from tests.ingest import files, samples, samples_wechat

HEADERS = sorted({h for one in shipped() for feed in one.feeds for c in feed.columns for h in c.headers})
TITLES = ["数据概况", "阅读转化", "数据趋势明细", "用户增长", samples.QUESTION, "所用时间", "本期无", "合计"]
CELLS = [
    "2024-03-05", "20240305", "2024/3/6", "2024-02-30", "1", "-3", "1,234", "12.9", "0012", "1e3", "nan", "-", "--", "58.11%",
    "0.0374", "1.2万", "10万+", "47.2秒", "00:01:23", "全部", "朋友圈", "http://x/s/1", "是", "否", "省级", "2024Q1", "部门",
    "2024/03/05 12:00:00", "7.41235E+18", "'", '"', "=1+1", "\x00", "\ud7ff", "\U0001f600", "\u202e", "a" * 300, "\r", "\n", "\t",
    "select 1; drop table post", "$p0", "{{x}}", "%s",
]  # fmt: skip
word = st.sampled_from(HEADERS) | st.sampled_from(TITLES)
cell = st.sampled_from(CELLS) | word | st.text(LETTERS, max_size=8) | st.none()
rows = st.lists(st.lists(cell, max_size=12), max_size=12)
quiet = settings(
    max_examples=examples(3),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def near_misses(draw):
    """A true export with cells, rows and headers changed, left out and added."""
    export = draw(st.sampled_from(sorted(samples.EXPORTS)))
    table = [list(row) for row in draw(st.sampled_from(samples.EXPORTS[export]))]
    for _ in range(draw(st.integers(0, 5))):
        r = draw(st.integers(0, len(table) - 1))
        match draw(st.sampled_from(["cell", "drop row", "double row", "drop cell", "insert cell", "random row"])):
            case "cell" if table[r]:
                table[r][draw(st.integers(0, len(table[r]) - 1))] = draw(cell)
            case "drop row" if len(table) > 1:
                del table[r]
            case "double row":
                table.insert(r, list(table[r]))
            case "drop cell" if table[r]:
                del table[r][draw(st.integers(0, len(table[r]) - 1))]
            case "insert cell":
                table[r].insert(draw(st.integers(0, len(table[r]))), draw(cell))
            case _:
                table.insert(r, draw(st.lists(cell, max_size=10)))
    return table


@pytest.fixture
def scarred(desk):
    """A workspace that takes whatever comes; in the end archive and journal must give the very same state again."""
    yield desk
    made = desk.store.rebuilt()
    assert digest.digest(made) == desk.digest()
    made.close()


def judged(desk, data):
    """The result of one file; what it did to the state must fit what it says."""
    asked = "select count(*), coalesce(sum(rows_loaded), 0), (select count(distinct (file_id, fact, sheet, row)) from reject), (select journal_seq from meta) from file"
    before = desk.ask(asked)[0]
    result = desk.ingest(desk.drop("fuzz", data), as_of=date(2025, 1, 1))[0]
    after = desk.ask(asked)[0]
    if result.state in ("loaded", "recognised"):
        assert (result.rows.loaded > 0) == (result.state == "loaded")
        change = (1, result.rows.loaded, result.rows.rejected, 1)
        assert after == tuple(old + new for old, new in zip(before, change, strict=True))
    else:
        assert after == before
    if result.state == "refused":
        assert "\n" not in result.error.line("zh") + result.error.line("en")
    return result


@quiet
@given(table=near_misses(), container=st.sampled_from(["csv", "GB18030 csv", "html"]))
def test_an_export_that_somebody_has_been_at(table, container, scarred):
    try:
        data = files.CONTAINERS[container](table)
    except UnicodeEncodeError:
        return
    judged(scarred, data)


@quiet
@given(
    table=rows,
    header=st.sampled_from([None, *samples.EXPORTS]),
    separator=st.sampled_from(",\t;"),
    quote=st.sampled_from([0, 1]),
)
def test_a_random_table_under_a_known_header(table, header, separator, quote, scarred):
    if header:
        table = [*samples.EXPORTS[header][0][:3], *table]
    words = StringIO(newline="")
    csv.writer(words, delimiter=separator, quoting=quote).writerows(table)
    judged(scarred, words.getvalue().encode("utf-8", "surrogatepass"))


values = st.sampled_from([*CELLS, 0, -1, 2.5, 10**30, True, None, [], {}, [1], [{}], {"a": 1}, [{"list": [{}]}]])


@st.composite
def near_answers(draw):
    """A true answer of an interface with values, fields and objects changed, left out and doubled."""
    answers = [value for export in samples_wechat.ANSWERS.values() for value in export]
    answer = copy.deepcopy(draw(st.sampled_from(answers)))
    for _ in range(draw(st.integers(0, 4))):
        inside = answer
        while isinstance(inside, dict | list) and inside:
            key = draw(st.sampled_from(sorted(inside) if isinstance(inside, dict) else range(len(inside))))
            if not isinstance(inside[key], dict | list) or not draw(st.integers(0, 3)):
                break
            inside = inside[key]
        if not inside:
            continue
        match draw(st.sampled_from(["value", "drop", "double"])):
            case "value":
                inside[key] = copy.deepcopy(draw(values))
            case "drop":
                del inside[key]
            case _ if isinstance(inside, list):
                inside.append(copy.deepcopy(inside[key]))
    return json.dumps(answer).encode()


@quiet
@given(data=near_answers())
def test_a_true_answer_changed(data, scarred):
    judged(scarred, data)


@quiet
@given(
    data=st.binary(max_size=300)
    | st.text(LETTERS, max_size=200).map(lambda words: words.encode("utf-16", "surrogatepass"))
)
def test_random_bytes(data, scarred):
    assert judged(scarred, data).state == "refused"


@quiet
@given(
    start=st.sampled_from(
        [
            b"\xef\xbb\xbf",
            b"\xff\xfe",
            b"\xfe\xff",
            b"<",
            b"<table><tr>",
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0",
            b"\x1f\x8b",
            b'{"list": [{',
        ]
    ),
    data=st.binary(max_size=200),
)
def test_random_bytes_behind_a_known_beginning(start, data, scarred):
    assert judged(scarred, start + data).state == "refused"


@quiet
@given(
    words=st.lists(
        st.sampled_from(
            [
                *"<>/!?[]-&;#x=\"' ",
                "table",
                "tr",
                "td",
                "colspan",
                "rowspan",
                "<![",
                "<!--",
                "]]>",
                "<td>",
                "&#",
                "时间",
            ]
        ),
        max_size=40,
    )
)
@pytest.mark.campaign
def test_broken_html(words, scarred):
    assert judged(scarred, ("<table>" + "".join(words)).encode()).state == "refused"


@quiet
@given(cut=st.integers(0, 2_000), places=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=5))
@pytest.mark.campaign
def test_a_damaged_html_or_text_export(cut, places, scarred):
    for whole in (files.html(samples.GROWTH), files.text(samples.LIST, "gb18030")):
        data = bytearray(whole[: max(1, len(whole) - cut)] if cut % 3 else whole)
        for place, byte in places:
            data[place % len(data)] = byte
        judged(scarred, bytes(data))
