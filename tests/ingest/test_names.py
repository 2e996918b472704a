"""accounts.yaml and categories.yaml: one account under several names, one article in several exports."""

import re
from datetime import date
from pathlib import Path

import pytest

from pubkpi.database import tables
from pubkpi.ingest.accounts.accounts_file import add
from pubkpi.ingest.containers.delimited import regular_text
from pubkpi.ingest.load import names
from pubkpi.ingest.profiles.catalogue import shipped
from pubkpi.ingest.profiles.forms import form
from pubkpi.model.errors import SpecError
from pubkpi.model.facts import BY_NAME
from pubkpi.model.facts.platforms import PLATFORMS
from pubkpi.workspace.layout import make
from tests.examples import seldom
from tests.ingest import files
from tests.ingest.desk import ids
from tests.ingest.samples import GROWTH
from tests.ingest.test_forms import filled

ROOT = Path(__file__).resolve().parents[2]
# renamed on the first of July; the old name then passed to another account, and 抖音 has a name of its own
ACCOUNTS = """
accounts:
  云川发布:
    unit: 办公室
    opened_on: 2015-06-01
    platforms: {wechat: 云川发布, douyin: 云川在线}
    aliases:
      - {name: 云川政务, to: 2024-06-30}
  云川旧闻:
    platforms: {wechat: 云川旧闻}
    aliases: [{name: 云川政务, platform: wechat, from: 2024-07-01}]
"""
CATEGORIES = """
categories:
  政策解读: [解读, 新政]
  通知公告: [通知]
"""
LIST = ("内容标题", "发表时间", "总阅读人数", "内容url")


def growth(*days):
    """Followers in total on these days."""
    return files.text([*GROWTH[:2], *((day, 5, 1, 4, total) for day, total in days)])


def posts(*rows):
    """The list of posts with these titles, days and urls."""
    return files.text([LIST, *((title, day, 9, f"http://mp.weixin.qq.com/s/{url}") for title, day, url in rows)])


def known_by_title(desk, title, day):
    """A row of another export, which knows the article only by title and day."""
    same = {"file_id": 1, "sheet": "s", "platform": "wechat", "account": "云川发布"}
    query = "select 1 as row, 'lifetime' as basis, title_key_of($t) || '@' || $d as post, $t as title, cast($d as date) as published_on"
    columns = ("row", "basis", "post", "title", "published_on")
    tables.add(desk.store.engine, BY_NAME["post"], query, columns, same=same, params={"t": title, "d": day})


def write(desk, name, words):
    """The file *name* in the workspace, as the next command finds it."""
    desk.close()
    (desk.root / name).write_text(words, encoding="utf-8")


def test_an_account_renamed_mid_year_stays_one_account(desk):
    write(desk, "accounts.yaml", ACCOUNTS)
    desk.load(growth(("2024-06-29", 100), ("2024-06-30", 104)), "a.csv", "云川政务")
    desk.load(growth(("2024-06-30", 104), ("2024-07-01", 108)), "b.csv", "云川发布")
    assert desk.rows("account_daily", "account", "day", "total_count") == [
        ("云川发布", date(2024, 6, 29), 100),
        ("云川发布", date(2024, 6, 30), 104),
        ("云川发布", date(2024, 7, 1), 108),
    ]
    assert desk.ask("select account, unit, opened_on from account where platform = 'wechat' order by place") == [
        ("云川发布", "办公室", date(2015, 6, 1)),
        ("云川旧闻", None, None),
    ]


def test_a_name_that_passed_to_another_account_is_told_apart_by_the_day(desk):
    write(desk, "accounts.yaml", ACCOUNTS)
    assert not ids(desk.load(growth(("2024-06-30", 104), ("2024-07-01", 9)), "a.csv", "云川政务"))
    assert desk.rows("account_daily", "account", "total_count") == [("云川发布", 104), ("云川旧闻", 9)]


@pytest.mark.campaign
def test_it_is_so_for_rows_by_the_thousand(desk, monkeypatch):
    monkeypatch.setattr(regular_text, "BATCHES_FROM", 1)
    write(desk, "accounts.yaml", ACCOUNTS)
    days = ("20240629", "20240630", "20240701", "20240702")
    listed = posts(*((f"甲{day}", day, f"{day}{i}") for i in range(9) for day in days))
    assert not ids(desk.load(listed, "list.csv", "云川政务"))
    assert desk.ask(
        "select account, min(published_on), max(published_on), count(*) from post group by 1 order by 1"
    ) == [
        ("云川发布", date(2024, 6, 29), date(2024, 6, 30), 18),
        ("云川旧闻", date(2024, 7, 1), date(2024, 7, 2), 18),
    ]


def test_an_account_on_one_platform_more_is_listed_there_by_a_command(desk):
    write(desk, "accounts.yaml", "accounts:\n  甲: {platforms: {douyin: 甲}}\n")
    (told,) = desk.load(growth(("2024-06-30", 104)), "a.csv", "甲").findings
    assert told.hint.zh == "也是这个账号就用 pubkpi accounts add 甲 --platform 公众号 写入。"
    add(desk.store, "甲", ["公众号"], None)
    assert (desk.root / "accounts.yaml").read_text("utf-8") == (
        "accounts:\n  甲: {platforms: {douyin: 甲, wechat: 甲}}\n"
    )


@pytest.mark.campaign
def test_a_name_that_nobody_listed_is_told_and_kept(desk):
    write(desk, "accounts.yaml", ACCOUNTS)
    result = desk.load(growth(("2024-06-30", 104)), "a.csv", "云川在线")  # its name on another platform only
    assert ids(result) == ["ingest.unknown_account"]
    (told,) = result.findings
    assert told.message.zh == "accounts.yaml 里“云川在线”是抖音的账号，没有写公众号，按原名入库"
    assert told.hint.zh == "也是这个账号就在它的 platforms 下加 wechat: 云川在线。"
    assert desk.rows("account_daily", "account") == [("云川在线",)]
    write(desk, "accounts.yaml", ACCOUNTS.replace("from: 2024-07-01", "from: 2024-07-03"))
    nobody = desk.load(growth(("2024-06-29", 1)), "b.csv", "云山").findings
    later = desk.load(growth(("2024-07-02", 1)), "c.csv", "云川政务").findings
    assert nobody[0].message.en == "accounts.yaml has no account '云山' of WeChat; its rows keep that name"
    assert later[0].message.zh == "accounts.yaml 里“云川政务”在那几天不是公众号的账号名，按原名入库"


def test_the_account_that_a_form_names_is_resolved_by_platform(desk):
    write(desk, "accounts.yaml", ACCOUNTS)
    record = {"日期": "2024-06-30", "收到留言数": 3, "已回复数": 2}
    rows = [{**record, "平台": "抖音", "账号": "云川在线"}, {**record, "平台": "微信公众号", "账号": "云川政务"}]
    assert not ids(desk.load(filled("messages", *rows)))
    assert set(desk.rows("message", "platform", "account")) == {("douyin", "云川发布"), ("wechat", "云川发布")}


@pytest.mark.parametrize("starter", [True, False])
def test_the_examples_of_the_page_and_of_a_new_workspace_are_read(starter, tmp_path):
    if starter:
        make(tmp_path)
        assert not any((names.read(tmp_path).names, names.read(tmp_path).keywords))
        # as a user does it who takes the # away
        for name in ("accounts.yaml", "categories.yaml"):
            lines = (tmp_path / name).read_text("utf-8").splitlines()[2:]
            (tmp_path / name).write_text("\n".join(line.removeprefix("# ") for line in lines), encoding="utf-8")
    else:
        for block in re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "ingest.md").read_text("utf-8"), re.DOTALL):
            (tmp_path / f"{block.partition(':')[0]}.yaml").write_text(block, encoding="utf-8")
    found = names.read(tmp_path)
    assert ("wechat", "云川政务", "云川市民之窗", "0001-01-01", "2024-06-30") in found.names
    assert found.keywords[0] == ("政策解读", "解读")


def test_without_the_file_a_name_stands_for_itself(desk):
    assert not ids(desk.load(growth(("2024-06-30", 104)), "a.csv", "云川政务"))
    assert desk.rows("account_daily", "account") == [("云川政务",)]


@pytest.mark.parametrize("write_again", [False, *seldom(True)])
@pytest.mark.campaign
def test_a_changed_file_counts_for_all_that_was_ever_loaded(write_again, desk):
    for name, folder, total in (("a.csv", "云川政务", 104), ("b.csv", "云川发布", 105)):
        desk.load(growth(("2024-06-30", total)), name, folder)
    apart = desk.digest()
    write(desk, "accounts.yaml", ACCOUNTS)
    desk._store = desk.open(write=write_again)
    assert len(desk.rows("account_daily", "account")) == 1
    (desk.root / "accounts.yaml").unlink()
    desk.close()
    assert desk.digest() == apart


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("accounts: {甲: {aliases: [丙]}, 乙: {aliases: [丙]}}", "丙"),
        ("accounts: {甲: {platforms: {wechat: 丙}}, 乙: {aliases: [{name: 丙, from: 2024-01-01}]}}", "丙"),
        ("accounts: {甲: {opened_on: 去年}}", "2024-07-01"),
        ("accounts: {甲: {owner: 张}}", "owner"),
        ("accounts: {甲: {platforms: {微信: 甲}}}", "没有 微信 这个平台"),
        ("accounts: {甲: {platforms: {wechat: 甲}, aliases: [{name: 乙, platform: wexin}]}}", "wechat_channels"),
    ],
)
def test_a_mistake_in_the_file_is_named_where_it_stands(words, told, tmp_path):
    (tmp_path / "accounts.yaml").write_text(words, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        names.read(tmp_path)
    assert told in caught.value.line("zh")
    assert "accounts.yaml:1:" in caught.value.line("zh")


def test_the_platforms_are_those_of_all_exports_also_of_ones_own(tmp_path):
    own = {one.platform for one in shipped()} - {"form"}
    choices = next(c.choices for f in form("messages").feeds for c in f.columns if c.name == "platform")
    assert {*PLATFORMS} == own | {code for _, code in choices}
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "x.yaml").write_text("id: x\nplatform: kuaishou\n", encoding="utf-8")
    (tmp_path / "accounts.yaml").write_text("accounts: {甲: {platforms: {kuaishou: 甲}}}", encoding="utf-8")
    assert names.read(tmp_path).accounts[0][:2] == ("kuaishou", "甲")


def test_an_article_known_by_url_and_by_title_is_one_article(desk):
    desk.load(posts(("《医保》新政", "2024-10-08", "a"), ("停水通知", "2024-10-08", "b")))
    known_by_title(desk, "医保 新政", "2024-10-08")
    known_by_title(desk, "医保新政", "2024-10-09")  # another day, another article
    rows = desk.ask("select string_agg(basis, '+' order by basis) from post_identity group by identity order by 1")
    assert rows == [("day7",), ("day7+lifetime",), ("lifetime",)]
    assert desk.ask("select count(*) from post_identity where is_ambiguous") == [(0,)]


def test_two_posts_alike_are_told_and_joined_with_no_other(desk):
    result = desk.load(posts(("早安", "2024-10-08", "a"), ("早安！", "2024-10-08", "b"), ("停水", "2024-10-08", "c")))
    assert ids(result) == ["ingest.ambiguous_post"]
    assert "早安" in result.findings[0].message.zh
    known_by_title(desk, "早安", "2024-10-08")
    rows = desk.ask("select count(distinct identity), count(*) filter (where is_ambiguous) from post_identity")
    assert rows == [(4, 3)]


@pytest.mark.campaign
def test_the_first_keyword_in_the_file_wins_and_a_typed_category_wins_over_it(desk):
    write(desk, "categories.yaml", CATEGORIES)
    desk.load(filled("categories", {"内容标题": "早安", "发表日期": "2024-10-08", "分类": "互动活动"}), "typed.xlsx")
    titles = ("通知解读", "停水通知", "早安！", "晚安")
    result = desk.load(posts(*((title, "2024-10-08", str(i)) for i, title in enumerate(titles))))
    assert ids(result) == ["ingest.uncategorised"]
    assert "1 / 4 = 25.0%" in result.findings[0].message.zh
    assert desk.ask("select title, category, is_typed from post_with_category order by post") == [
        ("通知解读", "政策解读", False),
        ("停水通知", "通知公告", False),
        ("早安！", "互动活动", True),
        ("晚安", None, False),
    ]
    write(desk, "categories.yaml", CATEGORIES + "  问候: [晚安]\n")
    assert desk.ask("select count(*) from load_finding where id = 'ingest.uncategorised'") == [(0,)]
