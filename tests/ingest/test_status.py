"""What the workspace lacks for a quarter: told by day, by post and by file."""

from datetime import date

import pytest

from pubkpi.database.ledger import superseded_files
from pubkpi.ingest.status import status
from pubkpi.model.periods import QUARTER
from tests.ingest import files, samples, samples_platforms
from tests.ingest.desk import ACCOUNT
from tests.ingest.samples import growth, growth_days

LATER = date(2025, 1, 10)


@pytest.fixture
def desk(desks):
    return desks()


def asked(desk, quarter=None, today=LATER):
    return status(desk.store.engine, desk.store.knowledge.profiles, quarter, today)


def ranges(found, fact="account_daily"):
    return {one.account: one.missing for one in found.gaps if one.fact == fact}


def test_nothing_loaded_has_no_quarter(desk):
    found = asked(desk)
    assert (found.period, found.files, found.loaded_at, found.gaps) == (None, 0, None, ())


def test_missing_days_are_ranges_of_the_newest_quarter(desk):
    days = [*growth_days(3, 5, month="2024-02"), *growth_days(10, 10, month="2024-03")]
    desk.load(files.text(growth(*days)))
    found = asked(desk)
    assert found.period == QUARTER.of(2024, 1)
    assert ranges(found) == {
        ACCOUNT: (
            (date(2024, 1, 1), date(2024, 2, 2)),
            (date(2024, 2, 6), date(2024, 3, 9)),
            (date(2024, 3, 11), date(2024, 3, 31)),
        )
    }
    # 33 + 33 + 21 of 91 days lack, 4 are there
    assert [(one.lacking, one.due) for one in found.gaps] == [(87, 91)]


def test_a_day_that_is_not_over_does_not_lack(desk):
    desk.load(files.text(growth(*growth_days(1, 8, month="2024-01"))))
    assert ranges(asked(desk, today=date(2024, 1, 9))) == {ACCOUNT: ()}
    assert ranges(asked(desk, today=date(2024, 1, 11))) == {ACCOUNT: ((date(2024, 1, 9), date(2024, 1, 10)),)}


def test_an_account_that_stopped_before_the_quarter_lacks_all_of_it(desk):
    desk.load(files.text(growth(*growth_days(1, 30))), "a.csv")
    desk.load(files.text(growth(*growth_days(1, 30, month="2024-04"))), "b.csv", folder="云川之声")
    assert ranges(asked(desk)) == {
        ACCOUNT: ((date(2024, 4, 1), date(2024, 6, 30)),),
        "云川之声": ((date(2024, 5, 1), date(2024, 6, 30)),),
    }


@pytest.mark.campaign
def test_posts_of_the_list_without_their_sheet_are_named(desk):
    desk.load(files.xls(samples.LIST), "list.xls")
    assert len(asked(desk).no_sheet) == 3
    desk.load(files.xls(samples.SINGLE), "single.xls")
    assert [(one.title, one.unclear) for one in asked(desk).no_sheet] == [
        ("便民提示｜道路施工绕行", False),
        ("同日次条", False),
    ]
    assert asked(desk, QUARTER.of(2024, 2)).no_sheet == ()


def test_the_downloads_that_a_quarter_needs_follow_from_the_span(desk):
    assert asked(desk).downloads == ()
    desk.load(files.text(samples.GROWTH))
    # 60 days at most: two downloads for the 91 days of the quarter
    assert [(one.export, one.days, one.needed) for one in asked(desk).downloads] == [("wechat_content_trend", 60, 2)]


def test_files_with_rejected_rows_are_counted(desk):
    desk.load(files.text(growth(*growth_days(1, 24), ("2024-03-25", "x", 0, 0, 0))), "bad.csv")
    desk.load(files.text(growth(*growth_days(26, 28))), "good.csv")
    assert asked(desk).rejects == (("bad.csv", 1),)


def test_a_file_that_alone_has_a_number_of_a_day_is_not_superseded_by_another_numbers_file(desk):
    """Net and total followers come in files of their own: both count, until a later one has the day anew."""
    net, total = files.xlsx(samples_platforms.DOUYIN_NET), files.xlsx(samples_platforms.DOUYIN_TOTAL[:2])
    desk.load(net, "数据表现_净增粉丝数据.xlsx", as_of=date(2024, 7, 1))
    desk.load(total, "数据表现_总粉丝量数据.xlsx", as_of=date(2024, 7, 1))
    assert superseded_files(desk.store.engine) == ()
    desk.load(files.xlsx(samples_platforms.DOUYIN_TOTAL), "数据表现_总粉丝量数据(1).xlsx", as_of=date(2024, 7, 2))
    assert superseded_files(desk.store.engine) == ("数据表现_总粉丝量数据.xlsx",)
