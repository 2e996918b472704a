"""The page against the rules of accessibility, by the tool that browsers' own checks are made of."""

import json
import re
import shutil
import subprocess

import pytest

from tests.e2e.browser import shown
from tests.e2e.workspaces import pubkpi

RUN = """<script>axe.run(document).then(found => {
  const said = found.violations.map(one => [one.id, one.nodes.map(node => node.target.join(" "))]);
  document.body.innerHTML = "<pre id=said></pre>";
  document.getElementById("said").textContent = encodeURIComponent(JSON.stringify(said));
})</script>"""


@pytest.fixture(scope="module")
def axe(tmp_path_factory):
    """The tool, from the registry of its packages."""
    folder = tmp_path_factory.mktemp("axe")
    npm = shutil.which("npm") or pytest.skip("no npm on this machine")
    done = subprocess.run([npm, "pack", "axe-core", "--silent"], cwd=folder, capture_output=True, text=True, timeout=60)
    packed = next(folder.glob("*.tgz"), None) or pytest.skip(f"no axe-core: {done.stderr[-200:]}")
    shutil.unpack_archive(packed, folder, "gztar", filter="data")
    return (folder / "package" / "axe.min.js").read_text("utf-8")


@pytest.mark.network
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_breaks_no_rule_of_accessibility(demo, axe, tmp_path, width, lang):
    browser = shutil.which("chromium") or shutil.which("google-chrome") or pytest.skip("no chromium on this machine")
    pubkpi("report", "-q", "2024Q4", "--html", "--lang", lang, "--out", tmp_path, cwd=demo)
    text = next(tmp_path.glob("*.html")).read_text("utf-8")
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)  # it forbids any script, the tool too
    page = tmp_path / "page.html"
    page.write_text(text.replace("</body>", f"<script>{axe}</script>{RUN}</body>"), "utf-8")
    words = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--dump-dom"]
    words += [f"--window-size={width},900", "--virtual-time-budget=20000", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run([browser, *words, page.as_uri()], capture_output=True, text=True, timeout=120)
    said = re.search(r'<pre id="said">([^<]*)</pre>', done.stdout)
    assert said, done.stderr[-500:]
    from urllib.parse import unquote

    assert json.loads(unquote(said[1])) == []


@pytest.mark.network
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_dashboard_breaks_no_rule_of_accessibility(city, axe, tmp_path, width, dark):
    """Whatever is chosen: the whole, an account with its posts and days, one without a score, nobody."""
    pubkpi("dashboard", "--out", tmp_path, cwd=city)
    address = (tmp_path / "dashboard_city_2024.html").as_uri()
    account = "#side=account&period=2024Q2&node=completion_rate&entity="
    views = [
        "",
        f"{account}douyin/云川文旅",
        f"{account}xiaohongshu/漫游云川",
        "#unit=市政府办公室&platform=xiaohongshu",
    ]
    with shown(tmp_path) as window:
        window.size(width)
        if dark:
            window.dark()
        for view in views:
            window.open(address + view)
            window.value(f"{axe}; 1")
            found = window.value(
                "axe.run(document).then(found => found.violations.map(one => [one.id, one.nodes.map(node => node.target.join(' ') + ' ' + node.failureSummary)]))"
            )
            assert found == [], (view, found)
