"""Who may look into a workspace's data."""

import os
import shutil

import pytest

from tests.e2e.workspaces import ACCOUNT, pubkpi, samples

pytestmark = pytest.mark.skipif(os.name == "nt", reason="folders have other rights there")


def modes(folder):
    """The rights of the folder and of each file and folder below it."""
    return {oct(path.stat().st_mode & 0o777) for path in (folder, *folder.rglob("*"))}


def ingested(root, umask, *, again=True):
    before = os.umask(umask)
    try:
        file = next(iter(sorted(samples(ACCOUNT).rglob("*.xls"))))
        (root / "inbox" / ACCOUNT).mkdir(parents=True, exist_ok=True)
        shutil.copy(file, root / "inbox" / ACCOUNT)
        pubkpi("ingest", "inbox", "--new-accounts", cwd=root, code=None)
        if again:
            pubkpi("rebuild", cwd=root)
    finally:
        os.umask(before)


@pytest.mark.campaign
def test_new_data_are_for_their_owner_and_a_shared_folder_stays_as_it_is_set(tmp_path):
    pubkpi("init", tmp_path, cwd=tmp_path)
    data = tmp_path / "data"
    assert oct(data.stat().st_mode & 0o777) == "0o700"
    ingested(tmp_path, 0o022)
    assert modes(data) == {"0o700", "0o600"}
    shutil.rmtree(data)
    ingested(tmp_path, 0o002, again=False)
    assert modes(data) == {"0o700", "0o600"}
    shutil.rmtree(data)
    settings = tmp_path / "pubkpi.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[workspace]\nshared = true\n", "utf-8")
    ingested(tmp_path, 0o002)
    assert modes(data) == {"0o775", "0o664"}
    shutil.rmtree(data)
    data.mkdir()
    data.chmod(0o770)
    ingested(tmp_path, 0o007, again=False)
    assert oct(data.stat().st_mode & 0o777) == "0o770"
    assert (data / "pubkpi.duckdb").stat().st_mode & 0o060


def test_the_setting_is_yes_or_no(tmp_path):
    pubkpi("init", tmp_path, cwd=tmp_path)
    (tmp_path / "pubkpi.toml").write_text("[workspace]\nshared = 7\n", "utf-8")
    assert "shared" in pubkpi("status", cwd=tmp_path, code=2).stderr
