"""The command, and a workspace with sample data, for the pages that show them."""

import os
import shutil
from pathlib import Path

import pytest

from tests.e2e.workspaces import built
from tests.inprocess import called

__all__ = ["built"]

ROOT = Path(__file__).resolve().parents[2]
# each other kind of file costs every command that reads all of them again
PASSED_OVER = ("单篇", "ten*", "total*", "用户*", "awards*", "partnerships*", "service*")


def pubkpi(arguments, folder, lang="en"):
    """The command as a page has it, run in *folder* on a terminal of *lang*."""
    locale = {"LC_ALL": "zh_CN.UTF-8"} if lang == "zh" else {}
    return called(arguments, folder, {**os.environ, **locale, "PUBKPI_THREADS": "1"})


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The workspace below, one for all pages of a module."""
    return make_demo(tmp_path_factory.mktemp("docs") / "demo")


def make_demo(folder):
    """A workspace with sample data of the last quarter in its inbox, two registers, and the followers of the two before."""
    assert pubkpi(["init", "--plan", "department_2024", str(folder)], folder.parent).returncode == 0
    samples = ROOT / "sample_data"
    shutil.copy(samples / "surveys.yaml", folder)
    for part in ("registers", "云川市民之窗/2024Q4", "云川市民之窗/2024Q3", "云川市民之窗/2024Q2"):
        # a page shows what a command does, for which a few of the many files are enough
        ignore = _but_an_article if "Q4" in part else shutil.ignore_patterns(*PASSED_OVER)
        shutil.copytree(samples / "exports" / part, folder / "inbox" / part, ignore=ignore)
    unknown = "作品标题,发布时间,播放量,喜欢\n云川夜市开街,2024-11-02 19:00,3120,88\n"
    (folder / "快手作品.csv").write_text(unknown, "utf-8")
    return folder


def _but_an_article(folder, names):
    return sorted(names)[1:] if Path(folder).name == "单篇" else [one for one in names if one.startswith("ten")]


@pytest.fixture
def folder_of(demo, tmp_path, request):
    """The folder that a page calls by a name: new, the few data of the pages (demo), all of them (whole), a desk."""

    def find(name):
        folder = {"demo": demo, "new": tmp_path}.get(name, tmp_path / name)
        if name == "demo" and "README.zh.md" in request.node.name:
            folder = tmp_path / "its own demo"  # the page in English has made the same plan in the other
            return folder if folder.exists() else make_demo(folder)
        if name == "whole" and not folder.exists():
            shutil.copytree(request.getfixturevalue("built").folder, folder)
        folder.mkdir(exist_ok=True)
        return folder

    return find
