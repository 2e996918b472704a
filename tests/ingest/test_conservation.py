"""Every record of a file is a row that counts or was superseded, a reject or an ignored row: counted here a second time."""

from collections import Counter
from datetime import date
from itertools import permutations
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pubkpi.engine.query import quoted
from pubkpi.ingest.profiles.catalogue import shipped
from tests.e2e.workspaces import empty, pubkpi
from tests.examples import examples, seldom
from tests.ingest import files, samples, samples_platforms, samples_wechat
from tests.ingest.samples import growth, growth_days

__all__ = ["empty"]
# one fact a row, each row below one header
PLAIN = {
    one.id: one
    for one in shipped()
    if one.layout == "table"
    and len(one.feeds) == 1
    and not one.feeds[0].gather
    and one.id in samples.EXPORTS
    and one.id not in samples_wechat.NAMES
}
JUNK = {"nothing": "blank", "blanks": "blank", "total": "total", "header": "header", "rubbish": "reject", "row": "row"}


def header_of(rows):
    """The index of the widest row, of several the first: the header in all samples."""
    return max(range(len(rows)), key=lambda i: (sum(cell is not None for cell in rows[i]), -i))


def mixed(rows, kinds):
    """The sample with lines of these *kinds* behind its own, and how many of which there are; blank ends do not count."""
    at = header_of(rows)
    width = len(rows[at])
    first = next(i for i, cell in enumerate(rows[at]) if cell is not None)
    lines = {
        "nothing": (),
        "blanks": (" ",) * width,
        "total": (None,) * first + ("合计",),
        "header": rows[at],
        "rubbish": tuple("%rubbish%" for _ in range(width)),
        "row": rows[at + 1],
    }
    while kinds and JUNK[kinds[-1]] == "blank":
        kinds = kinds[:-1]
    return [*rows, *(lines[kind] for kind in kinds)], Counter(JUNK[kind] for kind in kinds)


def lying(desk, fact):
    """The (sheet, row) of all rows of the newest file that lie in the fact or among its versions."""
    newest = "(select max(file_id) from file)"
    both = (f"select sheet, row from {quoted(name)} where file_id = {newest}" for name in (fact, f"{fact}_version"))
    return {(sheet, row) for sheet, row in desk.ask(" union ".join(both))}


@settings(max_examples=examples(2), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    export=st.sampled_from(sorted(PLAIN)),
    container=st.sampled_from(sorted(files.CONTAINERS)),
    kinds=st.lists(st.sampled_from(sorted(JUNK)), min_size=1, max_size=9),
)
@example(export="monitor_mentions", container="csv", kinds=["header", "row"])
def test_every_record_of_every_export_is_somewhere(export, container, kinds, desk):
    sample = samples.EXPORTS[export][0]
    rows, extra = mixed(sample, kinds)
    before = desk.ask("select count(*) from file")[0][0]
    # a title of its own makes it another file each time
    path = desk.drop("a", files.CONTAINERS[container]([(f"第{before}次",), *rows]))
    (result,) = desk.ingest(path, limit=1.0, as_of=date(2024, 7, 1))
    own = sum(any(cell is not None for cell in row) for row in sample[header_of(sample) + 1 :])
    assert (result.state, result.export) == ("recognised" if PLAIN[export].recognised else "loaded", export)
    known = desk.ask(
        "select rows_in, rows_loaded, rows_rejected, rows_ignored from file order by file_id desc limit 1"
    )[0]
    assert known == (result.rows.came_in, result.rows.loaded, result.rows.rejected, result.rows.ignored)
    assert known[0] == sum(known[1:])
    assert desk.ask("select count(*) from file") == [(before + 1,)]
    if not PLAIN[export].recognised:
        # a total of a series that the sample has itself is one of its own records
        assert known[0] == own + sum(extra.values())
        assert known[2] == extra["reject"]
        mine = "where file_id = (select max(file_id) from file)"
        places = lying(desk, PLAIN[export].feeds[0].fact.name)
        rejected = set(desk.ask(f"select sheet, row from reject {mine}"))
        assert (len(places), len(rejected), places & rejected) == (known[1], known[2], set())
        reasons = dict(desk.ask(f"select reason, row_count from ignored {mine}"))
        assert sum(reasons.values()) == known[3]
        assert reasons.get("blank", 0) == extra["blank"]
        assert reasons.get("header", 0) == extra["header"]


@pytest.mark.campaign
def test_rejects_beyond_the_first_thousand_are_counted_and_said_so(empty):
    header = ("内容标题", "发表时间", "总阅读人数", "送达阅读率", "内容url")
    rows = [(f"第{i}期", "20240301", "很多" if i else "7", "0.1", f"http://y/{i}") for i in range(1101)]
    (empty / "list.csv").write_bytes(files.text([header, *rows]))
    (empty / "pubkpi.toml").write_text("[ingest]\nreject_limit = 1.0\n", encoding="utf-8")
    loaded = pubkpi("ingest", "list.csv", "--account", "A", cwd=empty)
    assert "1,100 rows rejected" in loaded.stderr
    listed = pubkpi("rejects", "--format", "csv", cwd=empty)
    assert listed.stdout.count("很多") == 1000
    assert "100 more" in listed.stderr


MANY = {
    "a.xls": files.html(growth(*growth_days(1, 6))),
    "b.xls": files.xls(growth(*growth_days(4, 9, base=18100))),
    "c.csv": files.text(growth(("2024-03-05", 7, 7, 0, 20000)), "gb18030"),
    "d.csv": files.text(growth(("2024-03-04", "-", 5, "-", "-"), ("2024-03-10", 1, 0, 1, 9))),
    "e.csv": files.text(growth(("2024-03-09", 1000, 0, 1000, 30000), ("2024-03-02", 3, 3, 0, 1))),
    "f.xls": files.xls(samples.TREND),
    "g.xls": files.xls(samples.LIST),
    "h.xlsx": files.xlsx(samples_platforms.BILIBILI_TREND),
}


@pytest.mark.campaign
def test_the_order_of_files_and_the_number_of_threads_change_nothing(desks):
    told = set()
    for threads in (1, 4):
        names = list(MANY)
        Random(threads).shuffle(names)
        desk = desks()
        for some in (names[:3], names[3:]):
            desk.ingest(*(desk.drop(name, MANY[name]) for name in some), threads=threads)
        told.add((desk.digest(), desk.facts()))
    assert len(told) == 1


@pytest.mark.parametrize("container", ["csv", *seldom("xlsx", "html")])
@pytest.mark.campaign
def test_a_corrected_export_replaces_the_first_one_whichever_came_first(container, desks):
    write = files.CONTAINERS[container]
    first = write(growth(*growth_days(1, 10)))
    corrected = write(growth(*((day, new + 100, 0, new + 100, total) for day, new, _, _, total in growth_days(1, 11))))
    digests = set()
    for order in permutations([("first", first, date(2024, 3, 10)), ("corrected", corrected, date(2024, 4, 1))]):
        desk = desks()
        for name, data, day in order:
            desk.load(data, name, as_of=day)
        digests.add(desk.digest())
        # 101 + … + 111: neither the first ones nor both together
        assert desk.ask("select sum(new_count), sum(lost_count), count(*) from account_daily") == [(1166, 0, 11)]
    assert len(digests) == 1
