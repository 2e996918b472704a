"""Accounts and categories as sheets beside the plan: what is not changed stays to the letter, what is changed is what was changed."""

import shutil

import openpyxl
import pytest

from pubkpi.ingest.containers.sheet import RawSheet
from pubkpi.model.errors import ErrorList
from pubkpi.pipeline.plans.edit_steps import save_plan
from pubkpi.pipeline.plans.entry_edits import entry_edits
from pubkpi.pipeline.plans.entry_sheets import entry_sheets
from pubkpi.pipeline.plans.workbook import read_plan, write_plan
from pubkpi.report.formats.office.plan.entry_pages import base_title
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import pubkpi
from tests.house.tree import ROOT

ACCOUNTS = """\
# ours
accounts:
  云川发布:   # the first
    unit: 市政府办公室   # since 2020
    platforms: {wechat: 云川发布, douyin: "12345"}
    aliases: [云发, {name: 云川政务, to: 2024-06-30}]
  漫游云川:
      opened_on: 2024-07-01
      platforms:
        xiaohongshu: 漫游云川  # alone
  杂号: {}
"""
CATEGORIES = """\
categories:   # in order
  政策解读: [解读, 新政]   # first
  通知:
    - 通知  # plain
    - 公告
  其他: "a,b"
"""


@pytest.fixture
def desk(tmp_path):
    """The settings of a workspace without a plan that has both files."""
    (tmp_path / "pubkpi.toml").write_text("", "utf-8")
    (tmp_path / "accounts.yaml").write_bytes(ACCOUNTS.encode())
    (tmp_path / "categories.yaml").write_bytes(CATEGORIES.encode())
    return find(tmp_path)


def edited(settings, key, changed=(), more=(), since=None):
    """The edits, the file's new text and what is wrong with the cells *changed* in the workbook, and with rows *more*."""
    one = next(one for one in entry_sheets(settings) if one.key == key)
    heads = tuple(column.label.zh for column in one.sheet.columns)
    base = [tuple(row.cells[column.key].value for column in one.sheet.columns) for row in one.sheet.rows]
    rows = [list(row) for row in base]
    for (row, head), words in dict(changed).items():
        rows[row][heads.index(head)] = words
    rows += [[dict(new).get(head) for head in heads] for new in more]
    if since:
        since()
        one = next(one for one in entry_sheets(settings) if one.key == key)
    pages = [
        RawSheet(name, (("…",), heads, *map(tuple, listed)))
        for name, listed in ((one.sheet.title.zh, rows), (base_title(one.sheet).zh, base))
    ]
    problems = ErrorList()
    found = entry_edits(one, pages, problems)
    return found, [problem.line("zh") for problem in problems]


def changes(before, after):
    """The lines that differ."""
    one, other = before.splitlines(), after.splitlines()
    return [line for line in one if line not in other], [line for line in other if line not in one]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_workbook_that_comes_back_as_it_went_changes_nothing(desk, ends):
    for name, text in (("accounts.yaml", ACCOUNTS), ("categories.yaml", CATEGORIES)):
        (desk.root / name).write_bytes(text.replace("\n", ends).encode())
    for key in ("accounts", "categories"):
        found, wrong = edited(desk, key)
        assert (found.edits, found.text, wrong) == ((), found.before, [])


@pytest.mark.parametrize(
    ("key", "cells", "lines"),
    [
        ("accounts", {(0, "单位"): "宣传部"}, ["    unit: 宣传部   # since 2020"]),
        ("accounts", {(0, "抖音"): "678"}, ['    platforms: {wechat: 云川发布, douyin: "678"}']),
        ("accounts", {(1, "开通日期"): "2024/8/1"}, ["      opened_on: 2024-08-01"]),
        ("accounts", {(1, "小红书"): "云川"}, ["        xiaohongshu: 云川  # alone"]),
        ("categories", {(0, "标题里的词"): "解读，一图"}, ["  政策解读: [解读, 一图]   # first"]),
    ],
    ids=["unit", "digits", "day", "block", "words"],
)
def test_a_cell_changes_its_value_and_no_other_letter(desk, key, cells, lines):
    found, wrong = edited(desk, key, cells)
    assert wrong == []
    assert changes(found.before, found.text)[1] == lines
    assert len(found.before.splitlines()) == len(found.text.splitlines())


def test_what_is_new_or_blank_now_leaves_comments_and_order(desk):
    """A key more and one less, an account more; a word behind the others of a list, whose comments stay."""
    cells = {(0, "单位"): None, (2, "单位"): "办公室", (1, "公众号"): "漫游"}
    found, wrong = edited(desk, "accounts", cells, [{"账号": "新号", "微博": "新", "单位": "办公室"}])
    assert (wrong, len(found.edits)) == ([], 6)
    for words in (
        "# ours",
        "# the first",
        "# alone",
        "杂号:\n    unit: 办公室",
        "wechat: 漫游",
        "platforms: {weibo: 新}",
    ):
        assert words in found.text
    assert "市政府办公室" not in found.text
    found, wrong = edited(
        desk, "categories", {(1, "标题里的词"): "通知、公告、公示"}, [{"分类": "活动", "标题里的词": "活动"}]
    )
    assert wrong == []
    assert changes(found.before, found.text) == ([], ["    - 公示", "  活动: [活动]"])


@pytest.mark.parametrize(
    ("key", "cells", "more", "place", "said"),
    [
        ("accounts", {(1, "开通日期"): "去年"}, (), "[账号!C4]", "不是日期：去年"),
        ("accounts", {(0, "单位"): "#=1+"}, (), "[账号!B3]", "公式还没有算出值"),
        ("accounts", {(0, "其他名称"): "云发"}, (), "[账号!N3]", "应为 云发；云川政务 (至 2024-06-30)。"),
        ("accounts", {(1, "小红书"): None}, (), "[账号!I4]", "至少要留一个平台"),
        ("accounts", {(0, "账号"): "改名"}, (), "[账号!A2]", "缺少 云川发布 这一行"),
        ("accounts", {}, [{"单位": "办公室"}], "[账号!A6]", "没有名称"),
        ("accounts", {}, [{"账号": "杂号"}], "[账号!A6]", "写了两次"),
        ("accounts", {}, [{"账号": "又一个", "公众号": "云川发布"}], "[账号!A6]", "同时属于"),
        ("categories", {(2, "标题里的词"): "甲"}, (), "[内容分类!B5]", "这一格不能改"),
        (
            "categories",
            {(i, head): None for i in range(3) for head in ("分类", "标题里的词")},
            (),
            "[内容分类!A2]",
            "缺少",
        ),
    ],
    ids=["day", "formula", "aliases", "platform", "renamed", "nameless", "twice", "two", "comma", "emptied"],
)
def test_a_mistake_is_named_by_its_cell_and_changes_nothing(desk, key, cells, more, place, said):
    found, wrong = edited(desk, key, cells, more)
    assert [line for line in wrong if place in line and said in line], wrong
    assert found.text == found.before


def test_an_entry_that_is_another_ones_alias_is_not_changed_with_it(desk):
    (desk.root / "accounts.yaml").write_text("accounts:\n  甲: &a\n    unit: 一\n  乙: *a\n", "utf-8")
    found, wrong = edited(desk, "accounts", {(1, "开通日期"): "2024-01-02"})
    assert ["别名" in line for line in wrong] == [True]
    assert found.text == found.before


def test_what_the_file_alone_changed_since_stays_and_what_both_changed_is_refused(desk):
    def since():
        text = ACCOUNTS.replace("市政府办公室", "宣传部") + "  后来的: {unit: 办公室}\n"
        (desk.root / "accounts.yaml").write_text(text, "utf-8")

    found, wrong = edited(desk, "accounts", {(0, "开通日期"): "2020-01-01"}, since=since)
    assert ([edit.column for edit in found.edits], wrong) == (["opened_on"], [])
    assert "宣传部" in found.text
    assert "后来的" in found.text
    (desk.root / "accounts.yaml").write_text(ACCOUNTS, "utf-8")
    _, wrong = edited(desk, "accounts", {(0, "单位"): "外宣办"}, since=since)
    assert ["现在是 宣传部" in line and "[账号!B3]" in line for line in wrong] == [True]


def test_both_come_back_from_the_plans_workbook_and_are_written_beside_it(desk):
    """A workspace without them has the workbook as it was; one with them has their sheets, the same bytes each time."""
    shutil.copytree(ROOT / "kpi_specs", desk.root / "kpi_specs")
    settings, files = find(desk.root, scorecard="department_2024"), ("accounts.yaml", "categories.yaml")
    path, _ = write_plan(settings, desk.root / "a.xlsx", force=False)
    again, _ = write_plan(settings, desk.root / "b.xlsx", force=False)
    assert path.read_bytes() == again.read_bytes()
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        *("考核表", "说明", "原值", "动态调整", "原值 动态调整"),
        *("账号", "原值 账号", "内容分类", "原值 内容分类"),
    ]
    book["账号"]["B3"], book["内容分类"]["B3"] = "宣传部", "解读、新政、图解"
    book.save(path)
    change = read_plan(settings, path)
    assert [(one.place, one.before, one.now) for one in change.every] == [
        ("[账号!B3]", "市政府办公室", "宣传部"), ("[内容分类!B3]", "解读、新政", "解读、新政、图解"),
    ]  # fmt: skip
    save_plan(settings, change)
    assert [(desk.root / name).read_text("utf-8") for name in files] == [
        ACCOUNTS.replace("市政府办公室", "宣传部"), CATEGORIES.replace("新政]", "新政, 图解]"),
    ]  # fmt: skip
    assert read_plan(settings, path).every == ()
    assert "= accounts.yaml\n= categories.yaml\n" in pubkpi("undo", "--yes", cwd=desk.root).stdout
    assert [(desk.root / name).read_text("utf-8") for name in files] == [ACCOUNTS, CATEGORIES]
    assert "nothing to undo" in pubkpi("undo", "--yes", cwd=desk.root, code=2).stderr
    for name in files:
        (desk.root / name).unlink()
    write_plan(settings, path, force=True)
    assert openpyxl.load_workbook(path).sheetnames == ["考核表", "说明", "原值", "动态调整", "原值 动态调整"]


def test_an_edit_is_undone_byte_by_byte_unless_the_file_was_edited_since(desk):
    shutil.copytree(ROOT / "kpi_specs", desk.root / "kpi_specs")
    settings, file = find(desk.root, scorecard="department_2024"), desk.root / "kpi_specs" / "department_2024.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    before, (path, _) = file.read_bytes(), write_plan(settings, desk.root / "a.xlsx", force=False)
    book = openpyxl.load_workbook(path)
    book["考核表"]["K5"] = 210000
    book.save(path)
    for _ in range(2):  # what was undone can be done again
        save_plan(settings, read_plan(settings, path))
        assert file.read_bytes() == before.replace(b"2024Q4: 200000}", b"2024Q4: 210000}", 1)
        assert "已撤销" in pubkpi("undo", "--yes", cwd=desk.root, lang="zh").stderr
        assert file.read_bytes() == before
    save_plan(settings, read_plan(settings, path))
    file.write_bytes(file.read_bytes() + b"# mine\n")
    assert "edited since" in pubkpi("undo", "--yes", cwd=desk.root, code=2).stderr
    assert file.read_bytes().endswith(b"# mine\n")
