"""Personal data of a survey are in nothing that pubkpi keeps."""

import gzip
import json
from datetime import date

import pytest

from tests.ingest import files, samples
from tests.ingest.desk import database, journal

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
