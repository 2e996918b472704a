"""Staged rows → facts: nothing twice, nothing lost, and the same state in whatever order the files come."""

import os
from datetime import date
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples, seldom
from tests.ingest import files, samples
from tests.ingest.desk import ids, reason
from tests.ingest.samples import DAYS, growth, growth_days


def single(days=DAYS[2:], **values):
    """A 单篇 of one title with these values, in the words of the newer sheets."""
    words = {"read": "阅读(人)", "like": "点赞(人)", "comment": "评论(条)", "share": "分享(人)", "wow": "在看(人)"}
    lines = [(words[name], value) for name, value in values.items()]
    return files.text([("一个题目",), ("数据概况",), *lines, *DAYS[:2], *days])


def day_rows(*numbers, n=5):
    """The reads of these days of a month."""
    return [(f"2024-03-{day:02}", "全部", n, 1) for day in numbers]


def test_the_same_bytes_twice_under_any_name_and_date_are_no_load(desk):
    data = files.html(samples.GROWTH)
    first = desk.load(data, "user_analysis.xls")
    before = desk.digest()
    again = desk.drop("副本.xlsx", data)
    os.utime(again, (10**9, 10**9))
    results = [*desk.ingest(), desk.ingest(again)[0]]
    assert [result.state for result in results] == ["already_loaded"] * 3
    # another day would be a correction, which has to be confirmed
    assert desk.ingest(again, as_of=date(2025, 1, 2))[0].state == "refused"
    assert {result.label.zh for result in results} == {"user_analysis.xls"}
    assert {result.sha256 for result in results} == {first.sha256}
    assert (desk.digest(), desk.ask("select count(*) from file")) == (before, [(1,)])


def test_the_same_bytes_twice_in_one_call_are_one_load(desk):
    for name in "abc":
        desk.drop(name, files.html(samples.GROWTH))
    assert [result.state for result in desk.ingest()] == ["loaded", "already_loaded", "already_loaded"]
    assert desk.counts() == {"account_daily": 4}


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(desk):
    desk.close()
    (desk.root / "data" / "pubkpi.duckdb").unlink()
    path = desk.drop("a.xls", files.html(samples.GROWTH))
    desk._store = desk.open(write=False)
    result = desk.ingest(path, dry_run=True)[0]
    assert (result.state, result.rows.loaded) == ("would_load", 4)
    assert not list((desk.root / "data").iterdir())


OVERLAPPING = {
    "march.xls": files.html(growth(*growth_days(1, 6))),
    "march_again.xls": files.xls(growth(*growth_days(4, 9, base=18100))),
    "one_day.csv": files.text(growth(("2024-03-05", 7, 7, 0, 20000)), "gb18030"),
    "blanks.csv": files.text(growth(("2024-03-04", "-", 5, "-", "-"), ("2024-03-10", 1, 0, 1, 9))),
    "same_as_of.csv": files.text(growth(("2024-03-09", 1000, 0, 1000, 30000), ("2024-03-02", 3, 3, 0, 1))),
    "trend.xls": files.xls(samples.TREND),
    "list.xls": files.xls(samples.LIST),
    "old_list.xls": files.xls([samples.LIST[2], (None, "园区安全生产月启动", "20240305", 1, 1, 1, 1, 1, 1, samples.URL.format(1, 1, 1))]),
    "single.xls": single(read=100, like=5, comment=None, share=3),
    "single_later.xls": single(DAYS[2:] + day_rows(9), read=150, like=None, comment=None),
}  # fmt: skip


def digest_of(desk, names):
    """The digest after loading in this order, and which files it then has."""
    for name in names:
        assert desk.ingest(desk.drop(name, OVERLAPPING[name]))[0].state == "loaded", name
    return desk.digest()


NAMES = list(OVERLAPPING)
WAYS = ((4, NAMES[::2] + NAMES[1::2]), (1, NAMES[::-1]))


@pytest.mark.parametrize("ways", [WAYS[:1], *seldom((WAYS,))], ids=["two ways", "three ways"])
@pytest.mark.campaign
def test_files_in_any_order_one_by_one_or_together_with_any_threads_give_the_same_state(desks, ways):
    names = list(OVERLAPPING)
    digests = {digest_of(desks(), names[5:] + names[:5])}
    for threads, order in ways:
        desk = desks()
        results = desk.ingest(*(desk.drop(name, OVERLAPPING[name]) for name in order), threads=threads)
        assert {result.state for result in results} == {"loaded"}
        digests.add(desk.digest())
    assert len(digests) == 1


@pytest.mark.campaign
def test_overlapping_days_in_any_order_give_the_same_state(desks):
    names = list(OVERLAPPING)[:5]
    first = digest_of(desks(), names)

    @settings(max_examples=examples(2))
    @given(order=st.permutations(names))
    def in_this_order(order):
        assert digest_of(desks(), order) == first

    in_this_order()


def test_the_newer_of_two_exports_wins_whichever_came_first(desks):
    old = files.text(growth(("2024-03-05", 1, 0, 1, 100)))
    new = files.text(growth(("2024-03-05", 2, 0, 2, 200), ("2024-03-06", 0, 0, 0, 200)))
    for order in permutations((old, new)):
        desk = desks()
        for i, data in enumerate(order):
            assert not desk.load(data, f"{i}").findings
        assert desk.rows("account_daily", "new_count", "total_count")[0] == (2, 200)


def test_a_blank_never_replaces_a_value(desks):
    full = files.text(growth(("2024-03-05", 42, 17, 25, 18406)))
    holes = files.text(growth(("2024-03-05", "-", 18, "", "--"), ("2024-03-06", 0, 0, 0, 1)))
    for order in permutations((full, holes)):
        desk = desks()
        for i, data in enumerate(order):
            desk.load(data, f"{i}")
        assert desk.rows("account_daily", "new_count", "lost_count", "net_count", "total_count")[0] == (
            42,
            18,
            25,
            18406,
        )


def test_the_engagement_of_a_post_comes_from_one_download(desks):
    """A ratio of likes to reads must not take likes of one day and reads of another."""
    whole = single(read=100, like=10, comment=2, share=5, wow=1)
    newer = single(DAYS[2:] + day_rows(20), read=200, like=20, wow=9)
    for order in permutations((whole, newer)):
        desk = desks()
        for i, data in enumerate(order):
            desk.load(data, f"{i}")
        engagement = desk.rows("post", "read_users", "like_users", "comment_count", "share_users")
        assert engagement == [(100, 10, 2, 5)]
        assert desk.rows("post", "wow_users") == [(9,)]


@pytest.mark.campaign
def test_of_two_whole_downloads_of_a_post_the_newer_counts(desks):
    first = single(read=100, like=10, comment=2, share=5)
    later = single(DAYS[2:] + day_rows(20), read=200, like=20, comment=3, share=6)
    for order in permutations((first, later)):
        desk = desks()
        for i, data in enumerate(order):
            desk.load(data, f"{i}")
        assert desk.rows("post", "read_users", "like_users", "comment_count", "share_users") == [(200, 20, 3, 6)]


def test_equal_as_of_with_other_values_is_a_finding_and_the_winner_is_fixed(desks):
    one = files.text(growth(("2024-03-05", 1, 0, 1, 100)))
    two = files.text(growth(("2024-03-05", 2, 0, 2, 100)))
    winners = set()
    for order in permutations((one, two)):
        desk = desks()
        assert [ids(desk.load(data, f"{i}")) for i, data in enumerate(order)] == [[], ["ingest.equal_as_of"]]
        winners.add(desk.rows("account_daily", "new_count", "net_count")[0])
    assert len(winners) == 1


def test_an_old_contradiction_is_not_said_of_a_newer_file(desk):
    for i, n in enumerate((1, 2)):
        desk.load(files.text(growth(("2024-03-05", n, 0, n, 100))), f"{i}")
    newer = growth(("2024-03-05", 3, 0, 3, 100), ("2024-03-06", 0, 0, 0, 100))
    assert not desk.load(files.text(newer), "newer").findings


def test_equal_as_of_with_the_same_values_is_no_finding(desk):
    rows = growth(*growth_days(1, 5))
    desk.load(files.text(rows), "a")
    assert not desk.load(files.html(rows), "b").findings
    assert desk.counts() == {"account_daily": 5}


def test_a_key_twice_in_one_file_with_other_values_counts_not_at_all_and_is_said(desk):
    rows = growth(*growth_days(1, 3), ("2024-03-02", 99, 0, 99, 5))
    assert "同一条在第 4, 6 行都有，数据不同" in reason(desk.load(files.text(rows)))
    result = desk.ingest(limit=0.5)[0]
    assert (result.rows.loaded, result.rows.rejected, ids(result)) == (2, 2, ["ingest.rejected"])
    assert desk.rows("account_daily", "new_count") == [(1,), (3,)]


def test_the_same_day_of_two_sheets_with_other_numbers_is_a_question(desk):
    """Same file, same as_of: nothing says which sheet is right."""
    one, two = growth(("2024-03-05", 1, 0, 1, 1)), growth(("2024-03-05", 2, 0, 2, 2))
    line = reason(desk.load(files.xlsx(two, "乙", 甲=one), "a"))
    assert "甲!3" in line
    assert "乙!3" in line
    assert not desk.counts()


def test_a_post_without_its_address_is_rejected_and_never_loaded_twice(desk):
    lost = (None, "没有链接的一篇", "20240307", 5, 0, 0, 10, 0.5, 0.5, None)
    many = [(None, f"第{n}篇", "20240308", n, 0, 0, 10, 0.5, 0.5, samples.URL.format(n, 1, n)) for n in range(10, 40)]
    for i in range(2):
        result = desk.load(
            files.xls([*samples.LIST[:3], *many, lost, (None, "x", "20240309", i, 0, 0, 1, 1, 1, "u")]), f"{i}"
        )
        assert (result.rows.loaded, result.rows.rejected) == (31, 1)
    assert desk.counts() == {"post": 31}
    assert desk.ask('select distinct fact, sheet, row, "column", raw from reject') == [
        ("post", "New Sheet1", 34, "url", None)
    ]


def test_a_post_without_its_day_is_rejected_because_no_quarter_would_count_it(still):
    rows = [*samples.LIST[:3], (None, "哪天发的", "-", 5, 0, 0, 10, 0.5, 0.5, "http://x/s/1")]
    assert "发表时间" in reason(still.load(files.xls(rows)))


BAD = {
    "a fraction": 12.9,
    "leading zeros": "0012",
    "exponent": "1e3",
    "underscore": "1_000",
    "hexadecimal": "0x1F",
    "infinity": "inf",
    "ten thousands": "1.23456万",
    "censored": "10万+",
    "words": "约一百",
    "a formula": "=1+1",
}


def test_a_bad_cell_rejects_its_row_and_keeps_sheet_row_column_and_text(desk):
    for n, bad in enumerate(BAD.values()):
        desk.drop(f"{n}.xls", files.xls(growth(*growth_days(1, 24), ("2024-03-25", bad, 0, 0, 0))))
    for n, (bad, result) in enumerate(zip(BAD.values(), desk.ingest(), strict=True), start=1):
        assert (result.rows.loaded, result.rows.rejected, ids(result)) == (24, 1, ["ingest.rejected"])
        assert f"新关注人数='{bad}'" in result.findings[0].where
        kept = desk.ask('select fact, sheet, row, "column", raw from reject where file_id = $n', n=n)
        assert kept == [("account_daily", "New Sheet1", 27, "new_count", str(bad))]
    assert desk.counts() == {"account_daily": 24}


def test_every_reject_of_a_file_is_kept(desk):
    bad = [(f"2024-03-{n:02}", n, "x", 0, 0) for n in range(1, 31)]
    desk.ingest(desk.drop("a", files.text(growth(*bad, ("2024-03-31", 1, 1, 1, 1)))), limit=1.0)
    assert desk.ask("select row, raw from reject order by row") == [(n + 2, "x") for n in range(1, 31)]


@pytest.mark.parametrize(("rejected", "good", "limit", "state"), [
    (1, 19, None, "loaded"), (1, 18, None, "refused"), (6, 5, 0.5, "refused"),
    *seldom((3, 40, None, "refused"), (1, 40, 0.0, "refused"), (40, 1, 1.0, "loaded")),
])  # fmt: skip
def test_too_many_rejects_refuse_the_file_and_change_nothing(rejected, good, limit, state, desk):
    days = [f"{month}-{n:02}" for month in ("2024-03", "2024-04") for n in range(1, 31)]
    rows = [(day, "x" if i < rejected else 1, 0, 0, 0) for i, day in enumerate(days[: rejected + good])]
    before = desk.digest()
    path = desk.drop("a", files.text(growth(*rows)))
    result = desk.ingest(path, limit=limit)[0]
    assert result.state == state
    if state == "refused":
        assert f"{rejected + good} 行中有 {rejected} 行" in reason(result)
        assert (desk.digest(), desk.counts()) == (before, {})
        assert not list((desk.root / "data").rglob("archive/*/*"))
        assert not (desk.root / "data" / "journal.jsonl").exists()


def test_a_file_that_went_away_meanwhile_is_refused(desk):
    from pubkpi.ingest.result import IngestOptions
    from pubkpi.ingest.run import ingest

    for n in range(2):
        desk.drop(f"{n}.csv", files.text(growth(*growth_days(1, 3, month=f"2024-0{n + 1}"))))
    for n in range(40):
        desk.drop(f"x{n:02}.csv", b"nothing")
    results = ingest(desk.store, [desk.root / "inbox"], IngestOptions())
    states = [next(results).state]
    for path in (desk.root / "inbox").rglob("x*.csv"):
        path.unlink()
    states += [result.state for result in results]
    assert (states.count("loaded"), states.count("refused")) == (2, 40)


def test_a_refused_file_does_not_stop_the_others(desk):
    desk.drop("a.xls", b"\xd0\xcf\x11\xe0broken")
    desk.drop("b.xls", files.html(samples.GROWTH))
    desk.drop("c.txt", b"nothing")
    assert [result.state for result in desk.ingest()] == ["refused", "loaded", "refused"]
    assert desk.counts() == {"account_daily": 4}


@settings(max_examples=examples(4), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.sampled_from(["good", "bad day", "bad count", "blank", "total", "header", "again"]), max_size=30)
)
def test_rows_in_are_rows_loaded_rejected_and_ignored(lines, desk):
    write = {
        "good": lambda n: (f"2024-03-{n:02}", n, 1, n - 1, 100 + n),
        "bad day": lambda n: (f"2024-13-{n:02}", n, 1, n - 1, 1),
        "bad count": lambda n: (f"2024-03-{n:02}", f"{n}人", 1, n - 1, 1),
        "blank": lambda _: ("", None, " ", "", ""),
        "total": lambda n: ("合计", n, 1, 1, 1),
        "header": lambda _: samples.GROWTH_HEADER,
        "again": lambda n: ("2024-03-01", n, 1, n - 1, 1),
    }
    rows = growth(*(write[kind](n) for n, kind in enumerate(lines, start=1)))
    result = desk.ingest(desk.drop("a", files.text([*rows, ("end",)])), limit=1.0, as_of=date(2024, 4, 1))[0]
    assert result.state in ("loaded", "already_loaded")
    if result.state == "loaded":
        # the first of March twice or more, with other numbers each time, is no record
        first = sum(kind == "again" or (kind, n) == ("good", 0) for n, kind in enumerate(lines))
        twice = first if first > 1 else 0
        assert result.rows.loaded == sum(kind in ("good", "again") for kind in lines) - twice
        assert result.rows.rejected == sum(kind.startswith("bad") for kind in lines) + twice + 1
        assert result.rows.came_in == len(lines) + 1
        total = desk.ask("select rows_in, rows_loaded + rows_rejected + rows_ignored from file order by file_id desc")[
            0
        ]
        assert total == (len(lines) + 1,) * 2


OWN = """\
platform: own
label: 自己的
last_day: post.published_on
feeds:
  - fact: post
    columns:
      basis: {const: lifetime}
      post: {header: [ID], required: true}
      published_on: {header: [日期], required: true}
      reads: {header: [阅读量]}
"""


@pytest.mark.parametrize("write", [files.xls, files.xlsx], ids=["xls", "xlsx"])
def test_a_long_id_that_was_stored_as_a_number_is_rejected_and_as_text_it_is_kept(write, desk):
    """A workbook keeps 15 digits: two ids of 19 digits would become one plausible wrong one."""
    (desk.root / "exports").mkdir()
    (desk.root / "exports" / "own.yaml").write_text(OWN, "utf-8")
    header = ("ID", "日期", "阅读量")
    numbers = [7412345678901234567, 7412345678901234599, 1234567890123456]
    rows = [header, *((n, "2024-03-05", 1) for n in numbers)]
    assert "ID" in reason(desk.load(write(rows)))
    kept = [
        header,
        *((str(n), "2024-03-05", 1) for n in numbers),
        (123456789012345, "2024-03-05", 1),
        ("0012", "2024-03-05", 1),
    ]
    assert desk.load(write(kept)).rows.loaded == 5
    assert {post for (post,) in desk.rows("post", "post")} == {*map(str, numbers), "123456789012345", "0012"}


@pytest.mark.parametrize("lost", ["7.41235E+18", "7.412345678901235e+18", "1E+15"])
def test_a_long_id_that_a_csv_shows_as_an_exponent_is_rejected(lost, desk):
    (desk.root / "exports").mkdir()
    (desk.root / "exports" / "own.yaml").write_text(OWN, "utf-8")
    assert lost in reason(desk.load(files.text([("ID", "日期", "阅读量"), (lost, "2024-03-05", 1)])))


@pytest.mark.parametrize("dressed", ["\t7412345678901234567", "'7412345678901234567", '="7412345678901234567"'])
def test_an_id_sheds_the_marks_that_kept_it_from_becoming_a_number(dressed, desk):
    (desk.root / "exports").mkdir()
    (desk.root / "exports" / "own.yaml").write_text(OWN, "utf-8")
    desk.load(files.text([("ID", "日期", "阅读量"), (dressed, "2024-03-05", 1)]))
    assert desk.rows("post", "post") == [("7412345678901234567",)]
