import json
import shutil

from tests.e2e.workspaces import ROOT, errors, pubkpi

SHIPPED = ROOT / "src" / "pubkpi" / "ingest" / "exports"


def test_the_known_exports_are_listed_also_where_there_is_no_workspace(tmp_path):
    listed = json.loads(pubkpi("exports", "--format", "json", cwd=tmp_path).stdout)["exports"]
    assert [one["id"] for one in listed] == sorted(path.stem for path in SHIPPED.glob("*.yaml"))
    table = pubkpi("exports", cwd=tmp_path, lang="zh").stdout
    assert "公众号 用户增长" in table
    assert "只归档" in table
    assert ("公众号 (wechat)" in table, "登记表 (form)" in table) == (True, True)


def test_a_workspaces_own_exports_are_listed_but_stand_not_on_the_page(empty, tmp_path):
    folder = shutil.copytree(empty, tmp_path / "ws")
    (folder / "exports").mkdir()
    words = (SHIPPED / "toutiao_fans.yaml").read_text("utf-8").replace("id: toutiao_fans", "id: our_own")
    (folder / "exports" / "our_own.yaml").write_text(words, "utf-8")
    assert "our_own" in pubkpi("exports", cwd=folder).stdout
    page = pubkpi("exports", "--format", "markdown", cwd=folder).stdout
    assert page == (ROOT / "docs" / "exports.md").read_text("utf-8")


def test_a_draft_is_written_once_and_the_file_then_loads(empty, tmp_path):
    folder = shutil.copytree(empty, tmp_path / "ws")
    file = folder / "inbox" / "甲" / "快手作品_2024.csv"
    file.parent.mkdir()
    file.write_text("作品标题,发布时间,播放量,喜欢\n开街,2024-11-02 19:00,3120,88\n", "utf-8")
    words = ("exports", "suggest", file, "--map", "喜欢=like_count")
    assert "like_count" in pubkpi(*words, cwd=folder).stdout
    profile = folder / "exports" / "快手作品.yaml"
    before = profile.read_bytes()
    (line,) = errors(pubkpi(*words, cwd=folder, code=4))  # known by now
    assert "is known already: 快手作品" in line
    assert f"Its profile is {profile}: edit it" in line
    assert "one file is enough" in errors(pubkpi("exports", "suggest", file, file, cwd=folder, code=2))[0]
    loaded = pubkpi("ingest", file, "--as-of", "2024-12-31", "--format", "json", cwd=folder)
    assert json.loads(loaded.stdout)["files"][0]["rows"] == {"in": 1, "loaded": 1, "rejected": 0, "ignored": 0}
    other = tmp_path / "other.csv"
    other.write_bytes(file.read_bytes())
    pubkpi("exports", "suggest", other, "--out", profile, cwd=tmp_path, code=2)
    assert profile.read_bytes() == before
    assert errors(pubkpi("exports", "suggest", other, cwd=tmp_path, code=2))  # no workspace to write to
