"""Personal data of a survey are in nothing that pubkpi keeps."""

import gzip
import json
import re
from datetime import date
from random import Random

import pytest

from pubkpi.database.marks import profile_files
from pubkpi.ingest import replay
from pubkpi.ingest.history import revise
from pubkpi.ingest.result import IngestOptions
from tests.ingest import files, samples
from tests.ingest.desk import database, journal
from tests.ingest.spellings import spellings

PHONES = ("13800138000", "138-0013-8001", "138 0013 8002", "+86 13800138003", "8613800138004", "１３８００１３８００５")
IDENTITY = "110101199003078515"
ADDRESSES = ("203.0.113.77", "198.51.100.23", "2001:db8::17")


def test_personal_data_reach_neither_database_nor_archive_nor_journal(desk):
    header = samples.SURVEY_HEADER
    rows = [("问卷联系人 王老师 13911112222",), header]
    words = [*PHONES, IDENTITY, f"我的电话是{PHONES[0]}，身份证{IDENTITY}，谢谢", 13800138006]
    for n, word in enumerate(words, start=1):
        address = f"{ADDRESSES[n % 3]}(示例-云川)"
        rows.append((n, f"2024/03/05 12:00:{n:02}", "9秒", "微信", address, address, word, "满意", f"回电 {word}", 80))
    planted = [*ADDRESSES, IDENTITY, "13911112222", "13800138006", *PHONES, PHONES[1].replace("-", "")]
    for data in (
        files.xlsx(rows, 名单=[("张三", PHONES[0], ADDRESSES[0])]),
        files.text(rows, "gb18030"),
        files.xls(rows),
    ):
        result = desk.load(data, f"{len(data)}.xlsx")
        assert result.state == "loaded"
        assert (result.rows.loaded, result.rows.rejected) == (len(words), 0)
        assert not [word for word in planted if word in repr(result)]
    assert {answer for answer, *_ in desk.rows("survey_answer", "answer")} == {"满意"}
    dump = "".join(
        str(desk.ask(f"select * from {name}")) for name in (*desk.counts(), "reject", "file", "load_finding")
    )
    assert not [word for word in planted if word in dump]
    desk.close()
    kept = [path.read_bytes() for path in (desk.root / "data").rglob("*") if path.is_file()]
    kept += [gzip.decompress(data) for data in kept if data.startswith(b"\x1f\x8b")]
    assert sum(data.startswith(b"\x1f\x8b") for data in kept) == 3
    for word in planted:
        for encoding in ("utf-8", "gb18030", "utf-16-le"):
            assert not [data[:20] for data in kept if word.encode(encoding) in data], word
            escaped = json.dumps(word).strip('"').encode()
            assert not [data[:20] for data in kept if escaped in data], word


@pytest.mark.campaign
def test_a_redacted_file_is_known_by_its_original_and_made_again_from_what_is_kept(desk):
    data = files.xlsx(samples.SURVEY)
    first = desk.load(data, "答卷.xlsx")
    before, lines = desk.digest(), journal(desk).read_text("utf-8")
    assert desk.load(data, "副本.xlsx").state == "already_loaded"
    assert journal(desk).read_text("utf-8") == lines
    entry = json.loads(lines)
    assert entry["sha256"] == first.sha256 != entry["archive"]
    desk.close()
    database(desk).unlink()
    assert desk.digest() == before
    assert desk.ask("select sha256 from file") == [(first.sha256,)]


def test_a_compressed_file_that_looks_like_the_archive_is_masked_all_the_same(desk):
    rows = [[str(cell) for cell in row] for row in samples.SURVEY]
    rows[1][8] = PHONES[0]
    forged = gzip.compress(json.dumps(["xlsx", "", [["Sheet1", rows]]]).encode())
    assert desk.load(forged, "x.gz").state == "loaded"
    desk.close()
    kept = [path.read_bytes() for path in (desk.root / "data").rglob("*") if path.is_file()]
    assert not [1 for data in kept if data.startswith(b"\x1f\x8b") and PHONES[0].encode() in gzip.decompress(data)]


def test_numbers_that_are_nobodys_are_left_alone(desk):
    """Ids, addresses of articles and long figures are no telephone numbers."""
    rows = [
        *samples.LIST[:3],
        (None, "热线12345，流水号202403051380013800012", "20240305", 1, 0, 0, 1, 1, 1, "http://x/s/13800138000"),
    ]
    desk.load(files.xls(rows))
    assert desk.rows("post", "url", "title") == [("http://x/s/13800138000", "热线12345，流水号202403051380013800012")]


@pytest.mark.parametrize(
    ("slipped", "said"),
    [
        (
            ("https://e/x", "市民反映", "多了一个逗号", "网", "某网友", "2024-06-07 21:14:03", "某简介", 3),
            (None, "*********** | **** | ****** | * | *** | ******************* | *** | *"),
        ),
        (("https://e/y", "标题", "网", "某网友", "某简介", "某简介", "某网友"), ("published_at", "***")),
    ],
    ids=["one cell too many", "cells mixed up"],
)
def test_what_has_slipped_into_another_column_is_rejected_without_telling_who_it_was(slipped, said, desk):
    """A comma too many in a title moves the author to where the day should stand."""
    header = ("原文/评论链接", "标题/微博内容", "来源网站", "原文作者", "日期", "用户简介", "转发数")
    sound = [(f"https://e/{i}", "标题", "网", "某网友", "2024-06-07 21:14:03", "某简介", 3) for i in range(30)]
    result = desk.load(files.text([header, *sound, slipped], "gb18030"), "m.csv", as_of=date(2024, 7, 1))
    assert (result.rows.loaded, result.rows.rejected) == (30, 1)
    assert desk.ask('select row, "column", raw from reject') == [(32, *said)]
    assert not [word for word in ("某网友", "某简介") if word in repr(result)]
    desk.close()
    kept = [path.read_bytes() for path in (desk.root / "data").rglob("*") if path.is_file()]
    kept += [gzip.decompress(data) for data in kept if data.startswith(b"\x1f\x8b")]
    assert not [word for word in ("某网友", "某简介") if any(word.encode() in data for data in kept)]


def test_figures_of_a_list_with_personal_columns_are_kept_in_every_spelling(desk):
    counts = {
        "1,204": 1204,
        "1.2万": 12_000,
        "--": None,
        "null": None,
        "１２": 12,
        "3w": 30_000,
        " 7 ": 7,
        "13800138000": 13_800_138_000,
    }
    rows = [("原文/评论链接", "标题/微博内容", "日期", "转发数")]
    rows += [(f"https://e/{i}", "标题", "2024年6月7日 21:14:03", word) for i, word in enumerate(counts)]
    assert desk.load(files.text(rows), "m.csv", as_of=date(2024, 7, 1)).rows.rejected == 0
    assert [count for (count,) in desk.ask("select share_count from mention order by mention")] == list(counts.values())


def test_of_another_header_below_only_words_are_told_that_are_known_to_be_headers(still):
    header = ("原文/评论链接", "标题/微博内容", "日期", "原文作者", "转发数")
    sound = [(f"https://e/{i}", "标题", "2024-06-07 21:14:03", "某网友", 3) for i in range(30)]
    result = still.load(
        files.text([header, *sound, ("标题", "某网友", "某简介", "日期", "某地")]), as_of=date(2024, 7, 1)
    )
    assert "像是另一个表头（标题, 日期）" in result.error.line("zh")


HEADERS = {
    "wechat_collected": ("公众号,ID,链接,标题,封面,摘要,创建时间,发布时间,阅读,点赞,分享,喜欢,留言,作者,是否原创,文章类型,所属合集,文章内容,昵称,其他", "摘要,作者,文章内容,昵称,其他"),
    "monitor_mentions": ("原文/评论链接,标题/微博内容,来源网站,原文作者,日期,用户简介,转发数,全文内容,发布者,备注", "标题/微博内容,来源网站,原文作者,用户简介,全文内容,发布者,备注"),
    "wjx_survey": ("序号,提交答卷时间,所用时间,来源,来源详情,来自IP,1、您的姓名：,2、您对本公众号的服务总体是否满意,3、意见,总分", "来源,来源详情,来自IP,1、您的姓名：,2、您对本公众号的服务总体是否满意,3、意见"),
    "wechat_search_lists": ("热门搜索词,搜索板块,展示次数,点击次数,关联搜索词", "热门搜索词,关联搜索词"),
    "ga4_report": ("Landing page + query string,Sessions", "Landing page + query string"),
}  # fmt: skip
OTHERS = {
    "公众号": "云川发布", "发布时间": "2024-06-07 21:14:03", "创建时间": "2024-06-07 21:14:03", "日期": "2024-06-07 21:14:03", "序号": "{i}", "标题": "热线12345第{i}期",
    "提交答卷时间": "2024/06/07 12:00:01", "ID": "73012345678901{i:05}", "链接": "https://mp.weixin.qq.com/s?__biz=MzA3&mid=265{i:07}&idx=1&sn=ab&phone=13800138000",
    "原文/评论链接": "https://www.douyin.com/video/73012345678901{i:05}?u=13800138000", "搜索板块": "文章",
}  # fmt: skip


@pytest.mark.campaign
def test_no_spelling_is_kept_of_any_export_with_personal_data_and_no_key_is_starred(desk):
    """Every spelling stands in every personal or free cell, in the names of file and sheet, and in a rejected row."""
    planted, results, random = set(), [], Random(7)
    for export, (header, open_to_people) in HEADERS.items():
        names, rows = header.split(","), []
        for i, word in enumerate(spellings(random)):
            planted.add(word)
            free = dict.fromkeys(open_to_people.split(","), f"/p?tel={word}" if export == "ga4_report" else f"王{word}")
            rows.append([free.get(name) or OTHERS.get(name, "1").format(i=i) for name in names])
        word = random.choice(sorted(one for one in planted if "\n" not in one and "/" not in one))
        data = files.xlsx([names, *rows]) if export != "wjx_survey" else files.text([names, *rows])
        results.append(desk.load(data, f"{export} {word} 20240701.xlsx", as_of=date(2024, 7, 1)))
        assert (results[-1].error, results[-1].export) == (None, export)
        assert word not in results[-1].path
    posts = desk.ask("select post, title, url from post order by title")
    assert len(posts) > 66
    assert all("*" not in cell and "phone" not in cell for row in posts for cell in row)
    mentions = [key for (key,) in desk.ask("select mention from mention")]
    assert len(set(mentions)) > 66
    assert all("*" not in key and "u=" not in key for key in mentions)
    said = "\n".join(f"{one.path} {finding.where} {finding.message}" for one in results for finding in one.findings)
    rows = [
        row for name in (*desk.counts(), "reject", "file", "load_finding") for row in desk.ask(f"select * from {name}")
    ]
    tables = "\n".join(str(cell) for row in rows for cell in row)
    desk.close()
    kept = [path.read_bytes() for path in (desk.root / "data").rglob("*") if path.is_file()]
    dumps = [gzip.decompress(data).decode() for data in kept if data.startswith(b"\x1f\x8b")]
    assert len(dumps) == len(HEADERS)
    assert any("7301234567890100001" in dump for dump in dumps)
    for word in planted:
        assert not [place for place, words in (("said", said), ("tables", tables)) if word in words], word
        assert not [dump[:20] for dump in dumps if word in dump or json.dumps(word)[1:-1] in dump], word
        assert not [data[:20] for data in kept if word.encode() in data], word


@pytest.mark.campaign
def test_an_original_kept_before_its_export_was_private_is_named_and_replaced(desk):
    shipped = profile_files()["wechat_collected"]
    own = desk.root / "exports" / shipped.name
    own.parent.mkdir()
    own.write_text(re.sub("(?m)^personal:.*\n", "", shipped.read_text("utf-8")), "utf-8")
    names = HEADERS["wechat_collected"][0].split(",")
    data = files.xlsx([names, [OTHERS.get(name, PHONES[0] if name == "作者" else "1").format(i=1) for name in names]])
    first = desk.load(data, f"{PHONES[1]}.xlsx", as_of=date(2024, 7, 1))
    before = desk.rows("post", "post", "title", "reads")
    assert desk.store.archive.originals() == [first.sha256]
    desk.close()
    own.unlink()
    assert [(one.id, one.where) for one in revise.unmasked(desk.store)] == [("ingest.unmasked", "*************.xlsx")]
    (again,) = replay.replay(desk.store, (), IngestOptions(replay=True))
    assert again.state == "loaded"
    assert [(post.partition("&phone")[0], *more) for post, *more in before] == desk.rows(
        "post", "post", "title", "reads"
    )
    (kept,) = desk.store.archive.originals()
    assert kept != first.sha256
    assert PHONES[0].encode() not in gzip.decompress(desk.store.archive.get(kept))
    assert revise.unmasked(desk.store) == []
    lines = [json.loads(line) for line in journal(desk).read_text("utf-8").splitlines()]
    assert [(one["action"], one["sha256"]) for one in lines] == [
        (one, first.sha256) for one in ("load", "forget", "load")
    ]
    # a kill before the original was removed: the next replay removes it
    desk.store.archive.put(data)
    desk.store.archive.settle()
    assert len(revise.unmasked(desk.store)) == 1
    assert list(replay.replay(desk.store, (), IngestOptions(replay=True))) == []
    assert desk.store.archive.originals() == [kept]


def test_a_file_is_taken_out_by_the_name_that_it_has_on_the_disk(desk):
    desk.load(files.xlsx(samples.SURVEY), f"{PHONES[0]}.xlsx")
    revise.forget(desk.store, f"{PHONES[0]}.xlsx", desk.store.settings.clock())
    assert desk.counts() == {}
