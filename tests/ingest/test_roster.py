"""accounts.yaml changed by a command: what is said counts for all that was ever loaded, and the rest of the file stays."""

from datetime import date

import pytest

from pubkpi.ingest.accounts import account_list, accounts_file
from pubkpi.model.errors import UsageError
from tests.examples import seldom
from tests.ingest.test_accounts import days, fans, growth
from tests.ingest.test_names import write

HAND = """\
# 本区账号，办公室维护
accounts:
  江北发布:            # 主号
    unit: '办公室'
    opened_on: 2018-05-01
    platforms: {wechat: 江北发布, toutiao: 江北头条}
    aliases:
      - {name: 江北政务, to: 2023-06-30}   # 旧名
      - 北发
  # 下面是旅游
  江北旅游:
    aliases: 江北游
"""


@pytest.fixture
def two(desk):
    """江北发布 and, misspelt, 江北发部, each with a day of its own and one that both have; 江北发部 is on 头条, too."""
    paths = [
        desk.drop(f"{name}{day}.csv", growth(day, total), name)
        for name, day, total in (
            ("江北发布", "2024-03-05", 10),
            ("江北发布", "2024-03-06", 20),
            ("江北发部", "2024-03-06", 30),
            ("江北发部", "2024-03-07", 40),
        )
    ]
    desk.ingest(*paths, desk.drop("fans.csv", fans("2024-03-05"), "江北发部"))
    return desk


def changed(desk, change, *words):
    """What accounts.yaml says after the *change*, and what it gave."""
    said = change(desk.store, *words)
    desk.close()
    return (desk.root / "accounts.yaml").read_text("utf-8"), said


@pytest.mark.campaign
def test_a_misspelt_account_is_merged_into_the_right_one(two, comes_back):
    text, both = changed(two, accounts_file.merge, "江北发部", "江北发布")
    assert (both.days, both.even) == (1, 1)  # the sixth of March, on which the two files differ and neither is newer
    assert [one.split()[0] for one in both.files] == ["江北发部2024-03-06.csv", "江北发布2024-03-06.csv"]
    assert text == (
        "accounts:\n  江北发布:\n    platforms: {wechat: 江北发布, toutiao: 江北发部}\n    aliases: [江北发部]\n"
    )
    assert two.ask("select platform, account, count(*) from account_daily group by all order by all") == [
        ("toutiao", "江北发布", 1),
        ("wechat", "江北发布", 3),
    ]
    comes_back(two)
    two.close()
    (one, other) = account_list.list_accounts(two.store)
    assert (one.name, one.platform, one.names, one.files, one.in_yaml) == ("江北发布", "wechat", ("江北发部",), 4, True)
    assert (other.platform, other.files) == ("toutiao", 1)
    # the misspelt folder is the account's by now, and a new misspelling is still none
    assert two.load(growth("2024-03-08", 50), "n.csv", "江北发部", new_accounts=False).state == "loaded"
    assert two.load(growth("2024-03-09", 50), "m.csv", "江北发不", new_accounts=False).question == "account"


@pytest.mark.campaign
def test_an_account_that_is_renamed_keeps_its_rows_and_its_old_name(two):
    changed(two, accounts_file.merge, "江北发部", "江北发布")
    text, _ = changed(two, accounts_file.rename, "江北发布", "江北区发布")
    assert text == (
        "accounts:\n  江北区发布:\n    platforms: {wechat: 江北发布, toutiao: 江北发部}\n    aliases: [江北发布, 江北发部]\n"
    )
    assert {account for account, _ in days(two)} == {"江北区发布"}
    assert two.load(growth("2024-04-01", 1), "x.csv", "江北区发布", new_accounts=False).state == "loaded"
    # one that only loads know is renamed as well
    two.load(growth("2024-04-02", 2), "y.csv", "江南")
    text, _ = changed(two, accounts_file.rename, "江南", "江南发布")
    assert text.endswith("  江南发布:\n    platforms: {wechat: 江南发布}\n    aliases: [江南]\n")
    assert ("江南发布", 2) in days(two)


@pytest.mark.campaign
def test_what_hands_wrote_stays_as_it_is(desk):
    write(desk, "accounts.yaml", HAND)
    text, near = changed(desk, accounts_file.add, "江北文旅", ["wechat", "toutiao"], "文旅局")
    assert text == HAND + "  江北文旅:\n    platforms: {wechat: 江北文旅, toutiao: 江北文旅}\n    unit: 文旅局\n"
    assert near[:1] == ["江北旅游"]
    text, _ = changed(desk, accounts_file.rename, "江北发布", "江北区发布")
    first = HAND.replace("  江北发布:            # 主号", "  江北区发布:           # 主号")
    assert text.startswith(first.replace("      - {name: 江北政务", "      - 江北发布\n      - {name: 江北政务"))
    text, _ = changed(desk, accounts_file.merge, "江北文旅", "江北旅游")
    assert text.endswith("  江北旅游:\n    aliases: [江北文旅, 江北游]\n    unit: 文旅局\n")
    assert "# 下面是旅游" in text


def test_an_account_says_since_when_it_is_one(desk):
    write(desk, "accounts.yaml", "accounts:\n  江北发布: {unit: 办公室}\n")
    text, _ = changed(desk, accounts_file.add, "江北发布", [], None, date(2024, 4, 1))
    assert text == "accounts:\n  江北发布: {unit: 办公室, opened_on: 2024-04-01}\n"
    # of two that are one the earlier day counts, and one without a day has always been there
    for two, day in (("2024-01-05", "2024-01-05"), ("2024-05-01", "2024-04-01"), ("", "2024-04-01")):
        older = f"{{opened_on: {two}}}" if two else "{}"
        write(desk, "accounts.yaml", f"accounts:\n  甲: {{opened_on: 2024-04-01}}\n  乙: {older}\n")
        assert f"opened_on: {day}" in changed(desk, accounts_file.merge, "乙", "甲")[0]
    write(desk, "accounts.yaml", "accounts:\n  甲: {}\n  乙: {opened_on: 2024-04-01}\n")
    assert "opened_on" not in changed(desk, accounts_file.merge, "乙", "甲")[0]


def test_what_is_no_change_is_refused_with_the_reason(desk):
    write(desk, "accounts.yaml", HAND)
    before = (desk.root / "accounts.yaml").read_bytes()
    for change, words, zh in (
        (accounts_file.add, ("江北发布", [], None), "已有这个账号"),
        (accounts_file.add, ("江北发布", ["wechat"], None), "已有这个账号"),
        (accounts_file.add, ("江北旅游", ["wechat"], None), "已有这个账号"),
        (accounts_file.add, ("北发", [], None), "是账号“江北发布”的另一个名称"),
        (accounts_file.add, ("新号", ["weixin"], None), "没有平台 weixin"),
        (accounts_file.add, (" ", [], None), "空的"),
        (accounts_file.rename, ("江北发部", "某号"), "没有账号“江北发部”。可用：江北发布"),
        (accounts_file.rename, ("江北发布", "江北旅游"), "pubkpi accounts merge"),
        (accounts_file.rename, ("江北发布", "江北发布"), "已是账号的名称"),
        (accounts_file.rename, ("北发", "某号"), "另一个名称"),
        (accounts_file.merge, ("江北发布", "江北发布"), "同一个账号"),
        (accounts_file.merge, ("江北发布", "无此号"), "没有账号“无此号”"),
    ):
        with pytest.raises(UsageError) as caught:
            change(desk.store, *words)
        assert zh in caught.value.line("zh")
    assert (desk.root / "accounts.yaml").read_bytes() == before


@pytest.mark.campaign
def test_one_more_platform_or_unit_is_added_to_an_account_that_is_there(desk):
    desk.load(growth("2024-03-05", 1), "a.csv", "甲号")
    # what loads know of it is listed with it
    text, _ = changed(desk, accounts_file.add, "甲号", ["douyin"], None)
    assert text == "accounts:\n  甲号:\n    platforms: {wechat: 甲号, douyin: 甲号}\n"
    text, _ = changed(desk, accounts_file.add, "甲号", ["douyin", "weibo"], "办公室")
    assert text.endswith("platforms: {wechat: 甲号, douyin: 甲号, weibo: 甲号}\n    unit: 办公室\n")
    text, _ = changed(desk, accounts_file.add, "杂号", [], None)
    assert text.endswith("  杂号: {}\n")
    assert [(one.name, one.platform, one.files) for one in account_list.list_accounts(desk.store)] == [
        *(("甲号", one, int(one == "wechat")) for one in ("wechat", "douyin", "weibo")),
        ("杂号", "", 0),
    ]


@pytest.mark.parametrize("name", ["0123", *seldom("号: 甲", "a'b\"c", "yes", "2024-01-01", "#号", "~", "[甲]", "null")])
@pytest.mark.campaign
def test_a_name_that_yaml_could_take_for_something_else_stays_a_name(name, desk):
    changed(desk, accounts_file.add, name, ["wechat"], name)
    (one,) = account_list.list_accounts(desk.store)
    assert (one.name, one.unit) == (name, name)
    changed(desk, accounts_file.rename, name, "甲")
    changed(desk, accounts_file.rename, "甲", f"{name}{name}")
    assert set(account_list.list_accounts(desk.store)[0].names) == {"甲", name}
