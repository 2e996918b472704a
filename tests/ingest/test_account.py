"""Whose export is it: the folder says, or the user is asked; never guessed from elsewhere."""

import os

import pytest

from pubkpi.ingest.load.owner import accounts_of
from pubkpi.model.errors import UsageError
from tests.ingest import files
from tests.ingest.desk import ACCOUNT, reason
from tests.ingest.samples import ACTIVITIES, GROWTH

KNOWN = ("云川发布", "云川发布 二号", "数据")


@pytest.mark.parametrize(
    ("given", "file", "new", "there"),
    [
        # what the user typed, where the file lies below it; the account while none is known, and with those above
        ("inbox", "云川发布/a.xls", "云川发布", "云川发布"),
        ("inbox", "云川发布/2024Q4/a.xls", "云川发布", "云川发布"),
        ("inbox", "云川发布/2024Q4/单篇/题目.xls", "云川发布", "云川发布"),
        ("inbox", "2024Q4/云川发布/a.xls", "云川发布", "云川发布"),
        ("inbox", "2024/第四季度/云川发布/单篇/a.xls", "云川发布", "云川发布"),
        ("inbox", "微信公众号/云川发布/10月/a.xls", "云川发布", "云川发布"),
        ("inbox", "抖音/云川发布/10月/a.xlsx", "云川发布", "云川发布"),
        ("inbox", "B站/云川发布/a.csv", "云川发布", "云川发布"),
        ("inbox", "一季度数据/云川发布/a.csv", "云川发布", "云川发布"),
        ("inbox", "材料/云川发布/a.csv", "云川发布", "云川发布"),
        ("inbox", "registers/a.xlsx", None, None),
        ("inbox", "我的文档/一季度公众号数据/work1/a.xls", None, None),
        ("inbox", "2024上半年/20240105/材料_最终版(2)/第12周/1-3月/a.xls", None, None),
        ("inbox", "2024年1月5日/云川发布数据/a.xls", "云川发布数据", "云川发布数据"),
        ("inbox", "12/a.xls", "12", "12"),
        # a number of a person is no name that may be kept; that of a service is
        ("inbox", "张三13800138000/a.xls", None, None),
        ("inbox", "110101199003074258/云川发布/a.xls", "云川发布", "云川发布"),
        ("inbox", "12345热线/a.xls", "12345热线", "12345热线"),
        ("inbox", "2024年/10月/a.xls", None, None),
        ("inbox", "2024-10/下载/a.xls", None, None),
        ("inbox", "a.xls", None, None),
        ("inbox", "新建文件夹/a.xls", None, None),
        ("inbox", "云川发布/专题/a.xls", "云川发布", "云川发布"),
        ("inbox", "云川发布/日常/2024Q1/a.xls", "云川发布", "云川发布"),
        ("inbox", "新建文件夹 (2)/a.xls", None, None),
        ("inbox", "新建文件夹/云川发布/a.xls", "云川发布", "云川发布"),
        ("inbox", "New Folder/tmp/下载/a.xls", None, None),
        # a known name counts wherever it stands, also one that is like a word for where from
        ("inbox", "数据/a.xls", None, "数据"),
        ("inbox", "宣传科/云川发布/a.xls", ("宣传科", "云川发布"), "云川发布"),
        ("inbox", "云川发布/迎新春/a.xls", ("云川发布", "迎新春"), "云川发布"),
        ("inbox", "云川发布/云川发布 二号/a.xls", ("云川发布", "云川发布 二号"), ("云川发布", "云川发布 二号")),
        ("inbox", "宣传科/某号/a.xls", ("宣传科", "某号"), ("宣传科", "某号")),
        # the folder given, and what lies above it, only when it is known
        ("inbox/云川发布/2024Q4", "a.xls", None, "云川发布"),
        ("inbox/云川发布", "a.xls", None, "云川发布"),
        ("inbox/云川发布/2024.10-2024.12", "单篇/a.xls", None, "云川发布"),
        ("inbox/云川发布/2024-10-01至2024-12-31", "a.xls", None, "云川发布"),
        ("inbox/云川发布/Downloads", "微信/a.xls", None, "云川发布"),
        ("inbox/云川发布", "下半年/3季度/a.xls", None, "云川发布"),
        ("inbox/云川发布", "示例区发布/a.xls", "示例区发布", "云川发布"),
        ("某科材料", "甲号/a.xls", "甲号", "甲号"),
        ("work", "a.xls", None, None),
        (".", "inbox/云川发布/a.xls", "云川发布", "云川发布"),
        (".", "a.xls", None, None),
        ("inbox/2024市民之窗", "a.xls", None, None),
        # of a file given, the folders below the inbox count as if the inbox were given
        ("inbox/云川发布/2024Q4/a.xls", "", "云川发布", "云川发布"),
        ("inbox/a.xls", "", None, None),
        ("桌面/张三/a.xls", "", None, None),
        ("桌面/云川发布/a.xls", "", None, "云川发布"),
    ],
)
def test_the_folder_that_names_an_account_is_the_account(given, file, new, there, tmp_path):
    root = tmp_path / "某部门"
    path = root / given / file if file else root / given
    path.parent.mkdir(parents=True)
    path.touch()
    for known, account in (((), new), (KNOWN, there)):
        names = account if isinstance(account, tuple) else (account,) if account else ()
        assert accounts_of(path, root / given, root, known.__contains__) == names


def test_a_workspace_and_what_lies_above_it_name_nobody(tmp_path):
    root = tmp_path / "宣传科" / "考核"
    (root / "inbox").mkdir(parents=True)
    (root / "inbox" / "a.xls").touch()
    for given in (root / "inbox", root / "inbox" / "a.xls", root):
        assert accounts_of(root / "inbox" / "a.xls", given, root, ("宣传科", "考核").__contains__) == ()


def test_a_file_that_names_no_account_is_refused_with_the_question(still):
    line = reason(still.load(files.html(GROWTH), folder="2024Q4"))
    assert "哪个账号" in line
    assert "--account" in line
    assert not still.counts()


def test_the_account_that_the_user_names_wins_over_the_folder(desk):
    assert desk.load(files.html(GROWTH), account="另一个号").account == "另一个号"
    assert set(desk.rows("account_daily", "account")) == {("另一个号",)}


def test_an_empty_account_is_no_account(still):
    still.drop("a.xls", files.html(GROWTH))
    for words in ("", " "):
        with pytest.raises(UsageError):
            still.ingest(account=words)


def test_the_same_bytes_in_the_folder_of_another_account_are_asked_about(desk):
    """Counted for both they would be twice the truth, and which folder is wrong nobody can see."""
    desk.load(files.html(GROWTH), folder="甲号")
    line = reason(desk.load(files.html(GROWTH), folder="乙号"))
    assert "甲号" in line
    assert "--account 乙号 --also" in line
    assert set(desk.rows("account_daily", "account")) == {("甲号",)}


def test_the_same_bytes_in_two_folders_of_one_call_are_asked_about(desk):
    for folder in ("甲号", "乙号", "甲号/备份"):
        desk.drop("a.xls", files.html(GROWTH), folder)
    # in the order of their names
    assert [result.state for result in desk.ingest()] == ["loaded", "refused", "refused"]
    assert set(desk.rows("account_daily", "account")) == {("乙号",)}


def test_the_same_bytes_are_loaded_for_the_account_that_the_user_names(desk):
    desk.load(files.html(GROWTH), folder="甲号")
    for state in ("loaded", "already_loaded"):
        assert desk.load(files.html(GROWTH), folder="甲号", account="乙号", also=True).state == state
    desk.close()
    assert desk.load(files.html(GROWTH), folder="乙号").state == "already_loaded"
    assert sorted(set(desk.rows("account_daily", "account"))) == [("乙号",), ("甲号",)]
    assert desk.counts() == {"account_daily": 8}


def test_a_register_belongs_to_no_account(desk):
    result = desk.load(files.xlsx(ACTIVITIES), folder="registers")
    assert (result.state, result.account) == ("loaded", None)


def test_the_same_days_of_two_accounts_do_not_mix(desk):
    for account, new in (("甲号", 1), ("乙号", 2)):
        desk.load(files.text([*GROWTH[:2], ("2024-03-05", new, 0, new, 9)]), folder=account)
    assert desk.rows("account_daily", "account", "new_count") == [("乙号", 2), ("甲号", 1)]


def test_a_link_belongs_to_the_folder_that_it_lies_in(desk):
    elsewhere = desk.root / "inbox" / ".下载的文件" / "user_analysis.xls"
    elsewhere.parent.mkdir(parents=True)
    elsewhere.write_bytes(files.html(GROWTH))
    link = desk.root / "inbox" / ACCOUNT / "user_analysis.xls"
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere)
    assert [(r.state, r.account) for r in desk.ingest()] == [("loaded", ACCOUNT)]


@pytest.mark.skipif(os.name == "nt", reason="a file name is not bytes there")
def test_names_that_an_archive_left_in_gb18030_are_read_as_that(desk):
    """Unpacking on Linux what was packed on a Chinese Windows leaves such names behind."""
    folder = os.fsencode(desk.root) + b"/inbox/" + "云川发布".encode("gb18030")
    os.makedirs(folder)  # noqa: PTH103 - a name in bytes
    with open(folder + b"/" + "用户增长.xls".encode("gb18030"), "wb") as stream:  # noqa: PTH123
        stream.write(files.html(GROWTH))
    result = desk.ingest()[0]
    assert (result.state, result.account) == ("loaded", "云川发布")
    assert result.path.endswith("用户增长.xls")
    assert desk.ask("select name from file") == [("用户增长.xls",)]
    desk.close()
    assert desk.counts() == {"account_daily": 4}


def test_what_a_system_leaves_in_a_folder_is_passed_over(desk):
    for name in ("Thumbs.db", ".DS_Store", "~$user_analysis.xls", ".hidden.xls", "desktop.ini"):
        desk.drop(name, b"litter")
    desk.drop("user_analysis.xls", files.html(GROWTH))
    assert [result.state for result in desk.ingest()] == ["loaded"]


def test_the_state_of_a_workspace_is_never_taken_for_an_export(desk):
    desk.load(files.html(GROWTH), "a.xls")
    states = [result.state for result in desk.ingest(desk.root, account=ACCOUNT)]
    assert states.count("already_loaded") == 1
    assert not any("data" in result.path.split("/") for result in desk.ingest(desk.root, account=ACCOUNT))
