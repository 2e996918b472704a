"""Registers under several names: an entry is one, whichever file came first, and each question has an answer."""

from itertools import permutations

import pytest

from pubkpi.ingest import replay
from pubkpi.ingest.result import IngestOptions
from tests.examples import seldom
from tests.ingest import files
from tests.ingest.desk import ids, journal, reason
from tests.ingest.test_corrections import FEBRUARY, HEADER, JANUARY, activities, forget, made_again, people

MENDED = [("讲座", "2024-01-05", 12, 1), JANUARY[1]]
MOVED = [("讲座", "2024-01-06", 10, 1), JANUARY[1]]


def book(container=files.xlsx, **sheets):
    """A register with these rows (name, day, participants, 编号) on each sheet."""
    pages = {
        name: [HEADER, *((word, None, day, n, None, no, None, "张") for word, day, n, no in rows)]
        for name, rows in sheets.items()
    }
    first = next(iter(pages))
    more = {name: page for name, page in pages.items() if name != first}
    return container(pages[first], first, **more) if more or container is files.xlsx else container(pages[first])


def text(rows):
    return activities(*((name, day, n, "" if no is None else str(no)) for name, day, n, no in rows))


def unnumbered(rows):
    return [(*row[:3], None) for row in rows]


ALL = book(**{"1月": JANUARY, "2月": FEBRUARY})
# Of the whole's January 1 has another figure, 3 another day; 4 and the row without a number are as they were.
MIXED = [*JANUARY, ("义诊", "2024-01-09", 5, 3), ("画展", "2024-01-10", 1, 4), ("画展", "2024-01-11", 2, None)]
MIXED_ALL = [*MENDED, ("义诊", "2024-01-19", 5, 3), *MIXED[3:]]
CASES = {
    "all at once": (
        [("1月.csv", text(MIXED)), ("2月.csv", text(FEBRUARY))],
        ("全.xlsx", book(**{"1月": MIXED_ALL, "2月": FEBRUARY})),
        (8, 115),
    ),
    "two folders": ([("甲/活动.csv", text(JANUARY))], ("乙/活动.csv", text([MENDED[0], FEBRUARY[1]])), (3, 72)),
    "months": ([("1月.html", book(files.html, 一=JANUARY)), ("2月.csv", text(FEBRUARY))], ("全.xlsx", ALL), (4, 100)),
    "a figure": ([("1月.csv", text(JANUARY))], ("全.xlsx", book(**{"1月": MENDED, "2月": FEBRUARY})), (4, 102)),
    "a day": ([("1月.csv", text(JANUARY))], ("全.xlsx", book(**{"1月": MOVED, "2月": FEBRUARY})), (5, 110)),
    "no numbers": (
        [("1月.csv", text(unnumbered(JANUARY))), ("2月.csv", text(unnumbered(FEBRUARY)))],
        ("全.xlsx", book(**{"1月": unnumbered(MENDED), "2月": unnumbered(FEBRUARY)})),
        (4, 102),
    ),
    "two folders, no numbers": (
        [("甲/活动.csv", text(unnumbered(JANUARY)))],
        ("乙/活动.csv", text(unnumbered([MENDED[0], FEBRUARY[1]]))),
        (3, 72),
    ),
    # 讲座 is 1 in one file and 3 in the other: told as perhaps the same
    "numbered on": (
        [("1月.csv", text(JANUARY)), ("2月.csv", text(FEBRUARY))],
        ("全.csv", text([*JANUARY, *((*row[:3], no) for no, row in enumerate(FEBRUARY, start=3))])),
        (6, 170),
    ),
}


LECTURES = {
    "three files": ({"甲": [10, 20], "乙": [20, 30, 10], "丙": [30]}, (3, 60)),
    # the file that has all of them tells apart what the others have
    "all in one": ({"甲": [10], "乙": [30, 20, 10], "丙": [20, 10], "丁": [30]}, (3, 60)),
    "one of two": ({"甲": [10, 20], "乙": [20]}, (2, 30)),
    # 30 stands for the 10 of 甲, and that is told
    "another figure": ({"甲": [10, 20], "乙": [20, 30]}, (2, None)),
}


def lectures(figures):
    return activities(*(("讲座", "2024-02-02", n) for n in figures))


@pytest.mark.campaign
@pytest.mark.parametrize("case", [*LECTURES])
def test_rows_that_say_the_same_are_paired_by_their_figures_whichever_file_came_first(desks, case):
    """Else by their order; each file taken out leaves what the others say."""
    told, wanted = LECTURES[case]
    digests = set()
    for order in ([*told], [*told][::-1]):
        desk = desks()
        results = [desk.load(lectures(told[name]), f"{name}.csv") for name in order]
        assert ("ingest.entry_differs" in ids(results[-1])) is (wanted[1] is None)
        assert people(desk) == wanted or wanted[1] is None
        digests.add(made_again(desk))
        forget(desk, "甲.csv")
        digests.add(made_again(desk))
    assert len(digests) == 2


@pytest.mark.campaign
def test_what_is_taken_out_is_told_where_another_file_has_it_beside_those_that_are_left(desk, comes_back):
    """乙 has both lectures; 甲 lacks the 10 now. A row that only differs is told as that."""
    for name, rows in (("甲", [10, 20]), ("乙", [20, 10]), ("丙", [10])):
        desk.load(lectures(rows), f"{name}.csv")
    result = desk.load(lectures([20]), "甲.csv", replaces=True)
    (found,) = (one for one in result.findings if one.id == "ingest.still_counts")
    assert found.message.zh == "这一份里删掉的，别的表里还有 1 行，仍然计入：乙.csv!4"
    assert people(desk) == (2, 30)
    comes_back(desk)


def load(desk, place, data, **said):
    folder, _, name = place.rpartition("/")
    return desk.load(data, name, folder=folder or "登记", **said)


@pytest.mark.campaign
@pytest.mark.parametrize("case", ["all at once", "two folders"])
def test_the_whole_may_come_before_its_parts_or_after_them(desks, case):
    """Each question that there is answered with no: both count."""
    parts, whole, wanted = CASES[case]
    for order in ((*parts, whole), (whole, *parts)):
        desk = desks()
        assert {load(desk, *one, replaces=False).state for one in order} == {"loaded"}
        assert people(desk) == wanted, [place for place, _ in order]
        made_again(desk)
    # names of persons may be among the words
    assert "讲座" not in journal(desk).read_text("utf-8")


@pytest.mark.campaign
@pytest.mark.parametrize("case", CASES)
def test_the_order_of_loading_decides_nothing(desks, case):
    parts, whole, wanted = CASES[case]
    for order in permutations((*parts, whole)):
        desk = desks()
        for one in order:
            if load(desk, *one).state == "refused":
                assert load(desk, *one, replaces=False).state == "loaded"
        assert people(desk) == wanted, [place for place, _ in order]
        made_again(desk)


@pytest.mark.campaign
def test_one_row_of_a_sheet_corrects_that_of_the_file_of_its_name(desk, comes_back):
    """Yes corrects 1 of January, not 1 of February; a row that is taken out is told where another file has it."""
    load(desk, "1月.csv", text(JANUARY))
    whole = book(**{"1月": MOVED, "2月": FEBRUARY})
    line = reason(load(desk, "全.xlsx", whole))
    assert "1 个编号已是别的条目：编号 1 在先前的 1月.csv!3 是“讲座 2024-01-05”，在 全.xlsx 1月!2 是" in line
    assert load(desk, "全.xlsx", whole, replaces=True).state == "loaded"
    assert people(desk) == (4, 100)
    # the month is corrected likewise, and then has no 展览, which the whole still has
    result = load(desk, "1月.csv", text(MOVED[:1]), replaces=True)
    assert (result.state, people(desk)) == ("loaded", (4, 100))
    (found,) = (one for one in result.findings if one.id == "ingest.still_counts")
    assert found.message.zh == "这一份里删掉的，别的表里还有 1 行，仍然计入：全.xlsx 1月!3"
    load(desk, "全.xlsx", book(**{"1月": MOVED[:1], "2月": FEBRUARY}), replaces=True)
    assert people(desk) == (3, 80)
    comes_back(desk)


@pytest.mark.campaign
def test_which_of_several_entries_a_number_means_is_not_guessed(desk, comes_back):
    """Two files have a 1: a third one's may stand for itself; what it corrects is to be mended where it is."""
    load(desk, "1月.csv", text(JANUARY))
    load(desk, "2月.csv", text(FEBRUARY), replaces=False)
    third = text([("讲座", "2024-01-06", 10, 1)])
    for answer in (None, True):
        line = reason(load(desk, "三.csv", third, replaces=answer))
        assert "在原来那份里改好" in line
        assert "--replaces yes" not in line
    assert load(desk, "1月.csv", text(MOVED)).state == "loaded"
    assert people(desk) == (4, 100)
    assert ids(load(desk, "三.csv", third)) == []
    assert people(desk) == (4, 100)
    comes_back(desk)


@pytest.mark.campaign
@pytest.mark.parametrize(("name", "written"), [("1月.csv", JANUARY), *seldom(("全.xlsx", None))])
def test_what_is_told_as_perhaps_the_same_is_one_once_it_is_written_alike(desk, name, written):
    """One file has no numbers: 编号 written into it, or taken out of the other."""
    load(desk, "1月.csv", text(unnumbered(JANUARY)))
    result = load(desk, "全.xlsx", ALL)
    assert (people(desk), ids(result)[-1]) == ((6, 130), "ingest.same_entry")
    bare = book(**{"1月": unnumbered(JANUARY), "2月": unnumbered(FEBRUARY)})
    assert load(desk, name, text(written) if written else bare, replaces=True).state == "loaded"
    assert people(desk) == (4, 100)


def test_a_file_that_was_made_equal_to_another_says_that_its_earlier_one_still_counts(desk):
    """As the remedy has it, both are alike now, and there is nothing to load."""
    load(desk, "甲.csv", text(JANUARY))
    load(desk, "乙.csv", text(unnumbered(JANUARY)))
    result = load(desk, "乙.csv", text(JANUARY))
    assert (result.state, ids(result), people(desk)) == ("already_loaded", ["ingest.still_counts"], (4, 60))
    forget(desk, result.findings[0].hint.zh.split()[-1].rstrip("。"))
    assert (people(desk), ids(load(desk, "乙.csv", text(JANUARY)))) == ((2, 30), [])


YEAR = [*JANUARY, *((*row[:3], no) for no, row in enumerate(FEBRUARY, start=3))]
ALIKE = {
    "the year's numbers": [("2月.csv", YEAR[2:])],
    "no numbers": [("1月.csv", unnumbered(JANUARY)), ("全年.csv", unnumbered(YEAR)), ("2月.csv", unnumbered(FEBRUARY))],
}


@pytest.mark.campaign
@pytest.mark.parametrize("order", [*map(list, permutations(range(3)))])
@pytest.mark.parametrize("remedy", ALIKE)
def test_months_and_a_year_with_numbers_of_their_own_are_one_once_they_are_written_alike(desk, order, remedy):
    """10 + 20 + 30 + 40 is 100; the remedy is followed with no question."""
    parts = [("1月.csv", JANUARY), ("2月.csv", FEBRUARY), ("全年.csv", YEAR)]
    for name, rows in (parts[i] for i in order):
        load(desk, name, text(rows), replaces=False)
    assert people(desk) == (6, 170)
    for name, rows in ALIKE[remedy]:
        result = load(desk, name, text(rows))
        assert (result.state, "ingest.revision" in ids(result)) == ("loaded", True)
    assert (people(desk), "ingest.same_entry" in ids(result)) == ((4, 100), False)
    made_again(desk)


@pytest.mark.campaign
def test_a_row_with_another_number_is_not_taken_for_what_another_file_has_under_it(desk, comes_back):
    """1月 has 3 and 4 for other entries; of 2月 only the numbers change: 5 + 6 + 30 + 40 is 81."""
    load(desk, "1月.csv", text([("义诊", "2024-01-05", 5, 3), ("画展", "2024-01-08", 6, 4)]))
    load(desk, "2月.csv", text(FEBRUARY))
    assert load(desk, "2月.csv", text(YEAR[2:])).state == "loaded"
    assert people(desk) == (4, 81)
    comes_back(desk)


@pytest.mark.campaign
def test_a_file_in_the_place_of_its_load_is_compared_with_the_others(desk, comes_back):
    """Of 2月 first a figure changes, then both numbers."""
    load(desk, "1月.csv", text(JANUARY))
    load(desk, "2月.csv", text(FEBRUARY), replaces=False)
    for rows, total in (([(*FEBRUARY[0][:2], 31, 1), FEBRUARY[1]], 101), (YEAR[2:], 100)):
        drop = [desk.drop("2月.csv", text(rows), "登记")]
        assert [one.state for one in replay.replay(desk.store, drop, IngestOptions(replay=True))] == ["loaded"]
        assert people(desk) == (4, total)
    comes_back(desk)
