"""What the exports of platforms have of their own: one metric a file, caps, lower bounds, totals on top, other units."""

import gzip
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from pubkpi.ingest.containers.delimited import regular_text
from tests.examples import seldom
from tests.goldens import agree
from tests.ingest import files
from tests.ingest import samples_platforms as platforms
from tests.ingest.desk import ids, reason

TAKEN_ON = date(2024, 7, 1)


def test_the_sheets_of_an_account_give_the_facts_as_agreed(desk):
    result = desk.load(files.xlsx([], **platforms.ACCOUNT_SHEETS), "近30日观看数据.xlsx")
    assert (result.state, result.export, result.findings) == ("loaded", "xiaohongshu_account", ())
    # the summary has four rows and the sheet without a known unit two: 4 + 2 left alone, 2 + 2 + 2 + 2 loaded
    assert (result.rows.loaded, result.rows.rejected, result.rows.ignored) == (8, 0, 6)
    assert str(result.as_of) == "2024-06-02"
    agree("ingest", "xiaohongshu_account.txt", desk.facts())


def test_a_metric_that_only_the_sheet_would_name_is_not_guessed(still):
    rows = platforms.ACCOUNT_SHEETS["曝光趋势"]
    for data in (files.text(rows), files.xlsx(rows, "Sheet1"), files.xlsx(rows, "转粉率趋势")):
        assert "不是已知的导出" in reason(still.load(data))


@pytest.mark.campaign
def test_metrics_come_together_by_day_in_any_order(desks):
    series = [platforms.DOUYIN_LIKES, platforms.DOUYIN_PLAYS, platforms.DOUYIN_CLICKS]
    known = set()
    for order in (series, series[::-1]):
        desk = desks()
        for i, rows in enumerate(order):
            assert desk.load(files.xlsx(rows), f"{i}.xlsx").state == "loaded"
        known.add(
            str(desk.rows("account_content_daily", "day::varchar", "plays", "like_count", "click_share::varchar"))
        )
    expected = [
        ("2024-06-07", 1204, -3, "0.156100000000000000"),
        ("2024-06-08", None, 12, None),
        ("2024-06-09", 7, None, None),
    ]
    assert known == {str(expected)}


def test_a_file_of_two_metrics_is_no_series_of_one(still):
    rows = [("日期", "播放量", "作品点赞"), ("2024-06-07", 12, 3)]
    assert still.load(files.xlsx(rows)).state == "refused"


def test_a_series_has_blank_repeated_and_total_rows(desk):
    head, first, second = platforms.DOUYIN_LIKES
    result = desk.load(files.text([head, ("累计至今", 9), first, ("", ""), head, second, ("合计", 9)]))
    assert (result.rows.loaded, result.rows.rejected, result.rows.ignored) == (2, 0, 4)


@pytest.mark.parametrize(("count", "found"), [(999, []), (1000, ["ingest.cap"])])
def test_a_list_that_is_as_long_as_it_can_be_may_lack_some(count, found, desk):
    result = desk.load(files.text(platforms.notes(count)), as_of=TAKEN_ON)
    assert (result.rows.loaded, ids(result)) == (count, found)


def test_a_comparison_of_ten_works_may_not_be_all(desk, monkeypatch):
    head, one = platforms.BILIBILI_CHOSEN
    for size in (10**9, 1):
        monkeypatch.setattr(regular_text, "BATCHES_FROM", size)
        rows = [head, *((f"{one[0]}{n}{size}", *one[1:]) for n in range(10))]
        assert ids(desk.load(files.text(rows), f"{size}.csv", as_of=TAKEN_ON)) == ["ingest.cap"]


def test_figures_so_far_need_the_day_of_the_download(still):
    exports = sorted(platforms.UNDATED)
    paths = [
        still.drop(export, platforms.TRUE_CONTAINER.get(export, files.xlsx)(platforms.EXPORTS[export][0]))
        for export in exports
    ]
    for export, result in zip(exports, still.ingest(*paths), strict=True):
        assert "--as-of" in reason(result), export


@pytest.mark.campaign
def test_the_newer_download_of_a_work_counts_whatever_the_order(desks):
    head, one = platforms.BILIBILI_CHOSEN
    for newest_first in (True, False):
        desk = desks()
        loads = [((*one[:2], 77, 3), date(2024, 7, 1)), ((*one[:2], 90, 4), date(2024, 8, 1))]
        for row, day in sorted(loads, key=lambda load: load[1], reverse=newest_first):
            assert desk.load(files.text([head, row]), f"{day}.csv", as_of=day).state == "loaded"
        assert desk.rows("post", "plays", "like_count") == [(90, 4)]


def test_a_workbook_with_broken_styles_is_read_that_others_cannot_open(desk):
    data = files.xlsx_of_broken_styles(platforms.TOUTIAO)
    with pytest.raises(TypeError):
        openpyxl.load_workbook(BytesIO(data))
    assert desk.load(data, as_of=TAKEN_ON).rows.loaded == 2


def test_an_id_that_lost_its_last_digits_is_rejected(still):
    head, one, _ = platforms.TOUTIAO
    as_number = [head, (*one[:2], int(one[2]), *one[3:])]
    assert "ID" in reason(still.load(files.xlsx(as_number), as_of=TAKEN_ON))


def test_minus_one_is_no_value_only_where_the_profile_says_so(desk):
    desk.load(files.xlsx(platforms.TOUTIAO), "works.xlsx", as_of=TAKEN_ON)
    assert desk.rows("post", "repost_count", "click_share", "completion_share is null")[1] == (None, None, True)
    desk.load(files.xlsx(platforms.TOUTIAO_FANS), "fans.xlsx")
    assert desk.rows("account_daily", "net_count") == [(10,), (-1,)]


@pytest.mark.parametrize(
    ("spend", "fen"), [("1,234.56", 123456), *seldom(("¥5", 500), ("0.1", 10), ("7", 700), ("29.99", 2999))]
)
def test_yuan_are_fen_to_the_last_one(spend, fen, desk):
    rows = [*platforms.BAIDU[:11]]
    rows[-1] = (*rows[-1][:11], spend, *rows[-1][12:])
    assert desk.load(files.text(rows, "gb18030")).state == "loaded"
    assert desk.rows("ad_daily", "spend_fen") == [(fen,)]


@pytest.mark.parametrize("spend", ["1.234", "1.2万", "$5", "5元"])
def test_money_that_is_no_amount_in_yuan_is_rejected(spend, still):
    rows = [*platforms.BAIDU[:11]]
    rows[-1] = (*rows[-1][:11], spend, *rows[-1][12:])
    assert "消费" in reason(still.load(files.text(rows, "gb18030")))


@pytest.mark.parametrize("reads", ["1.23456", "10万+", "1.2万"])
def test_a_count_in_units_of_ten_thousand_is_whole_or_rejected(reads, still):
    head, one = platforms.QINGBO
    assert "总阅读数" in reason(still.load(files.xlsx([head, (*one[:2], reads, *one[3:])]), as_of=TAKEN_ON))


def test_a_lower_bound_is_never_added_or_averaged(desk):
    top = platforms.NEWRANK[0].index("头条阅读数")
    third = ("三市发布", *platforms.NEWRANK[2][1:top], "5万+", *platforms.NEWRANK[2][top + 1 :])
    desk.load(files.xlsx([*platforms.NEWRANK, third]), as_of=TAKEN_ON)
    assert desk.ask("select sum(reads), avg(max_reads), count(reads), count(*) from ranking") == [(12000, 3000.0, 1, 3)]
    bounds = desk.rows("ranking", "account", "reads_at_least", "top_reads", "top_reads_at_least", "max_reads_at_least")
    assert sorted(bounds) == [
        ("三市发布", 100_000, None, 50_000, 100_001),
        ("云川发布", None, 8000, None, None),
        ("邻市发布", 100_000, 45_000, None, 100_001),
    ]


@pytest.mark.parametrize(
    ("write", "big"),
    [(files.text, True), *seldom((files.text, False), (files.xlsx, False))],
    ids=["big csv", "csv", "xlsx"],
)
def test_a_count_that_stops_is_the_same_however_it_is_printed(write, big, desk, monkeypatch):
    monkeypatch.setattr(regular_text, "BATCHES_FROM", 1 if big else 10**9)
    head, one, _ = platforms.COLLECTED
    spellings = [
        100001,
        *"100,001 100001.0 10.0001万 10万+ 100000+ 100,000+ １０万＋ 10w+ 10W+ >100000 ＞10万 ≥100001 100001+ 10万以上".split(),
    ]
    rows = [(*one[:2], f"https://mp.weixin.qq.com/s/b-{n}", f"第{n}篇", *one[4:8], reads, *one[9:]) for n, reads in enumerate([*spellings, "9万+", 100000, 100002])]  # fmt: skip
    assert desk.load(write([head, *rows]), as_of=TAKEN_ON).rows.loaded == len(rows)
    told = desk.ask("select reads, reads_at_least from post order by cast(regexp_extract(url, '[0-9]+$') as int)")
    assert told == [(None, 100001)] * len(spellings) + [(None, 90000), (100000, None), (100002, None)]


@pytest.mark.campaign
def test_two_lists_of_a_ranking_stand_side_by_side(desk):
    for day in (date(2024, 6, 30), date(2024, 9, 30)):
        desk.load(files.xlsx([*platforms.QINGBO, (f"甲{day}", 1, 1, 1, 0, 1, 1, 1, 1, 1, 9)]), f"{day}.xlsx", as_of=day)
    found = desk.rows("ranking", "account", "as_of_on::varchar")
    assert found.count(("云川发布", "2024-06-30")) == found.count(("云川发布", "2024-09-30")) == 1
    made = desk.store.rebuilt()
    assert made.run("select count(*) from ranking") == [(4,)]
    made.close()


def test_who_wrote_a_mention_is_in_nothing_that_is_kept(desk):
    desk.load(files.text(platforms.MONITOR, "gb18030"), as_of=TAKEN_ON)
    assert desk.ask("select count(*) from mention where label = '敏感'") == [(1,)]
    desk.close()
    kept = [path.read_bytes() for path in (desk.root / "data").rglob("*") if path.is_file()]
    kept += [gzip.decompress(data) for data in kept if data.startswith(b"\x1f\x8b")]
    for word in ("某网友", "13800138000"):
        assert not any(word.encode() in data for data in kept)


def test_where_the_same_creative_runs_twice_each_text_has_its_row(desk):
    assert desk.load(files.text(platforms.BAIDU, "gb18030")).rows.loaded == 2
    assert desk.ask("select sum(impression_count), sum(spend_fen) from ad_daily") == [(1214, 120_010)]
