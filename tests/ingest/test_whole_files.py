"""Whole files as programs write them: the rows that come out are the rows that went in, or nothing changes at all."""

import csv
import re
from datetime import date
from io import StringIO

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.exceptions import IllegalCharacterError

from tests.examples import examples
from tests.ingest import files
from tests.ingest.desk import reason
from tests.ingest.files import BLANKS

NAMES = ("内容标题", "发表时间", "总阅读人数", "内容url")
MORE = ("备用一", "备用二", "备用三")
DAY = "20240305"
TAKEN = (
    "select title, cast(published_on as varchar), read_users, url from post "
    "where file_id = (select max(file_id) from file) order by row"
)
STATE = "select (select count(*) from file), (select journal_seq from meta), count(*), sum(read_users) from post"
# what a text may hold: everything that is a character, the rare ones often enough
RARE = "㐀𠮷😀\ue000\ue5e5\U000f0000\ufffd£é٣ḿ\u2028\x85\xad\u202e\u200b①〇，“”'\"\\,;\t\n|=#%{}$"
letters = st.sampled_from(RARE) | st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
# blanks around a text are no part of it
# nor is an error of a spreadsheet a title
titles = st.text(letters, min_size=1, max_size=9).filter(
    lambda words: words.strip(BLANKS) == words != "" and not re.fullmatch("#[A-Za-z/0]+[!?]?", words)
)
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
quiet = settings(max_examples=examples(10), suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def tables(draw):
    """A header in some order with some columns more, and the titles and reads of some posts."""
    header = draw(st.permutations([*NAMES, *MORE[: draw(st.integers(0, 3))]]))
    listed = draw(st.lists(st.tuples(titles, st.integers(0, 10**12)), min_size=1, max_size=7))
    return header, listed


def readable(words, encoding):
    """The text that comes back: GB18030 writes U+E5E5 as A3A0, which the Encoding Standard reads as a blank."""
    return words.replace("\ue5e5", "\u3000").strip(BLANKS) if encoding.lower() == "gb18030" else words


def encoded(words, encoding):
    """The text with the mark that its encoding begins with where it has one."""
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    return mark + words.encode(encoding)


@quiet
@given(
    table=tables(),
    encoding=st.sampled_from(ENCODINGS),
    separator=st.sampled_from(",\t;"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    last=st.booleans(),
)
@example(
    table=(NAMES, [("#<", 0)]), encoding="utf-8", separator=",", quoting=csv.QUOTE_MINIMAL, end="\n", last=True
)  # no sign for a field of a page
@pytest.mark.campaign
def test_the_rows_that_come_out_are_those_that_went_in(table, encoding, separator, quoting, end, last, desk):
    header, listed = table
    # Python's writer leaves a line end of the other kind bare, which is then one to every reader
    bare = {"\r", "\n"} - set(end) if quoting == csv.QUOTE_MINIMAL else set()
    assume(not any(bare & set(title) for title, _ in listed))
    assume(all(readable(title, encoding) for title, _ in listed))
    # so a copy that was marked shows a formula that nobody worked out
    assume(not any(title.startswith("#=") for title, _ in listed))
    files_before = desk.ask("select count(*) from file")[0][0]
    # addresses of its own make each file a list of other posts
    rows = [(title, DAY, count, f"http://x/{files_before}/{i}") for i, (title, count) in enumerate(listed)]
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, quoting=quoting, lineterminator=end)
    writer.writerow(header)
    for row in rows:
        known = dict(zip(NAMES, row, strict=True))
        writer.writerow([known.get(name, "") for name in header])
    words = out.getvalue()
    before = desk.ask(STATE)
    result = desk.ingest(desk.drop("list", encoded(words if last else words.removesuffix(end), encoding)))[0]
    if result.state == "refused":
        # a title may hold more separators than there are, or the last number may lack its end: nothing is taken then
        assert any(mark in title for title, *_ in rows for mark in ",;\t") or not last
        assert desk.ask(STATE) == before
        assert reason(result)
        return
    assert (result.rows.came_in, result.rows.loaded) == (len(rows), len(rows))
    expected = [(readable(title, encoding), "2024-03-05", count, url) for title, _, count, url in rows]
    assert desk.ask(TAKEN) == expected


@settings(quiet, max_examples=examples(4))
@example(words="㐀𠮷😀\ue000\ue5e5\U000f0000£é٣ḿ", container="GB18030 csv")
@given(words=titles, container=st.sampled_from(sorted(files.CONTAINERS)))
def test_no_container_loses_or_replaces_a_character_of_a_title(words, container, desk):
    expected = readable(words, container.partition(" ")[0])
    assume(expected)
    data = files.CONTAINERS[container]
    count = desk.ask("select count(*) from file")[0][0]
    try:
        given_file = data([NAMES, (words, DAY, count, f"http://x/{count}")])
    except IllegalCharacterError:
        return
    result = desk.load(given_file, "list")
    assert result.state == ("loaded" if words.isprintable() else result.state)
    if result.state == "loaded":
        ((title, *_),) = desk.ask(TAKEN)
        assert title == expected


NO_TEXT = {
    "half of a pair": "内容标题,\ud83d\n".encode("utf-8", "surrogatepass"),
    "half of a pair in UTF-16": b"\xff\xfe" + "内容标题,\ud83d\n".encode("utf-16-le", "surrogatepass"),
    "an overlong slash": "内容标题,".encode() + b"\xc0\xaf\n",
    "UTF-16 without a mark": files.text([NAMES, ("甲", DAY, 1, "u")], "utf-16-le"),
    "Big5": files.text([("內容標題", "發表時間", "總閱讀人數", "內容url"), ("臺", DAY, 1, "u")], "big5"),
    "Shift JIS": files.text([("題名", "閲覧"), ("日本ﾆﾎﾝ", DAY)], "shift_jis"),
    "cut within a character": files.text([NAMES, ("甲乙", DAY, 1, "末尾")])[:-4],
    "UTF-8 below GB18030": files.text([NAMES], "gb18030") + files.text([("末", DAY, 1, "u")]) + b"\xff\n",
}


@pytest.mark.parametrize("bytes_of", NO_TEXT)
def test_bytes_that_are_no_text_change_nothing(bytes_of, still):
    before = still.digest()
    assert still.load(NO_TEXT[bytes_of], "list", as_of=date(2024, 4, 1)).state == "refused"
    assert still.digest() == before
