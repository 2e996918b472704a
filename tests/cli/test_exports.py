import json
import shutil

from tests.e2e.workspaces import ROOT, pubkpi

SHIPPED = ROOT / "src" / "pubkpi" / "ingest" / "exports"


def test_the_known_exports_are_listed_also_where_there_is_no_workspace(tmp_path):
    listed = json.loads(pubkpi("exports", "--format", "json", cwd=tmp_path).stdout)["exports"]
    assert [one["id"] for one in listed] == sorted(path.stem for path in SHIPPED.glob("*.yaml"))
    table = pubkpi("exports", cwd=tmp_path, lang="zh").stdout
    assert "公众号 用户增长" in table
    assert "只归档" in table


def test_a_workspaces_own_exports_are_listed_but_stand_not_on_the_page(empty, tmp_path):
    folder = shutil.copytree(empty, tmp_path / "ws")
    (folder / "exports").mkdir()
    words = (SHIPPED / "toutiao_fans.yaml").read_text("utf-8").replace("id: toutiao_fans", "id: our_own")
    (folder / "exports" / "our_own.yaml").write_text(words, "utf-8")
    assert "our_own" in pubkpi("exports", cwd=folder).stdout
    page = pubkpi("exports", "--format", "markdown", cwd=folder).stdout
    assert page == (ROOT / "docs" / "exports.md").read_text("utf-8")
