"""A bundle holds all that runs, by its hash, with scripts that a Windows console reads; it installs without an index."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from pubkpi.pipeline.bundle.bundle import scripts
from pubkpi.pipeline.bundle.requirements import requirements
from pubkpi.pipeline.bundle.targets import PLATFORMS, Target, target
from tests.e2e.workspaces import environment, errors, installed, pubkpi

WINDOWS, ARM, HERE = (target(platform, "3.12") for platform in PLATFORMS)
# where an index would be looked for, nobody answers
NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
NO_INDEX = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", **NOWHERE}
LARGEST = {"win_amd64": (165e6, 480e6), "manylinux_2_28_aarch64": (210e6, 600e6)}


def names(meant):
    return {entry.partition("==")[0] for entry in requirements(meant)}


def test_only_windows_gets_what_windows_alone_needs():
    """The marker is read for the system that is meant, not for the one that packs."""
    assert names(WINDOWS) - names(ARM) == {"colorama"}
    assert names(ARM) == names(HERE)
    assert {"pandas", "docxtpl", "python-pptx", "tzdata"} <= names(ARM)
    assert not any("sys_platform" in entry for entry in requirements(WINDOWS))
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}\n$", entry) for entry in requirements(WINDOWS))


def test_older_tags_of_a_linux_are_asked_for_too():
    assert WINDOWS.tags == ["win_amd64"]
    assert {"manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"} <= set(ARM.tags)
    assert {"manylinux2010_x86_64", "manylinux1_x86_64"} <= set(HERE.tags)
    assert not [tag for tag in ARM.tags if "x86" in tag]


@pytest.mark.parametrize(
    ("words", "option"), [(("--platform", "win32"), "--platform"), (("--python", "3.9"), "--python")]
)
def test_a_system_that_nobody_packs_for_is_refused(tmp_path, words, option):
    (said,) = errors(pubkpi("bundle", *words, cwd=tmp_path, code=2))
    assert said.startswith(f"{option}: there is no {words[1]}. Known: ")


def test_scripts_of_windows_are_in_gbk_with_its_line_ends():
    """A console in GBK reads them; no second byte of a Chinese letter is a sign that cmd acts on."""
    for name, data in scripts(WINDOWS):
        words = data.decode("gbk")
        assert re.search("[\u4e00-\u9fff]", words) or name == "shell.bat"
        assert "@" not in words.replace("@echo off", "")
        assert data.count(b"\n") == data.count(b"\r\n")
        signs = {one.encode("gbk")[1:] for one in words if not one.isascii()}
        assert not signs & {b"|", b"^", b"&", b"<", b">", b"%"}, name


@pytest.mark.skipif(not shutil.which("sh"), reason="no sh on this machine")
def test_scripts_of_linux_can_be_read_by_a_shell(tmp_path):
    for name, data in scripts(ARM):
        assert b"\r" not in data
        (tmp_path / name).write_bytes(data)
        if name.endswith(".sh"):
            subprocess.run(["sh", "-n", tmp_path / name], check=True)
            assert b"@" not in data.replace(b'"$@"', b"")


@pytest.mark.campaign
def test_without_a_network_one_line_says_so_and_nothing_is_left(tmp_path):
    outcome = pubkpi("bundle", cwd=tmp_path, code=1, lang="zh", **NO_INDEX)
    (said,) = errors(outcome)
    assert said.startswith("pip: 依赖的库没有下载成功（")
    assert "这条命令要联网" in said
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_kept(tmp_path):
    (tmp_path / "b.zip").write_bytes(b"mine")
    (said,) = errors(pubkpi("bundle", "--out", "b.zip", cwd=tmp_path, code=2))
    assert said.startswith("b.zip: the file exists already")
    assert (tmp_path / "b.zip").read_bytes() == b"mine"


def packed(meant, folder):
    """The folder that the bundle for *meant* unpacks to, with its size and that of what it installs."""
    words = ("--platform", meant.platform, "--python", meant.python, "--out", "b.zip")
    outcome = installed("bundle", *words, cwd=folder, code=None)
    if outcome.returncode == 1 and errors(outcome)[0].startswith("pip: "):
        pytest.skip("the package index that pip is set to does not answer")
    assert outcome.returncode == 0, outcome.stderr
    archive = folder / "b.zip"
    subprocess.run(["sha256sum", "-c", "b.zip.sha256"], cwd=folder, check=True, capture_output=True)
    with zipfile.ZipFile(archive) as content:
        content.extractall(folder)
    (top,) = folder.glob("pubkpi-*")
    return top, archive.stat().st_size, int(re.search(r"some (\d+) MB", outcome.stderr)[1]) * 1e6


def unfit(top, meant):
    """The wheels of *top* that are damaged, of another hash than is listed, or not for *meant*."""
    listed = dict(
        re.findall(r"^\./wheels/(\S+) --hash=sha256:(\w+)$", (top / "requirements.txt").read_text(), re.MULTILINE)
    )
    there = sorted(top.glob("wheels/*.whl"))
    assert [path.name for path in there] == sorted(listed)
    assert len(there) == len(names(meant)) + 1  # and pubkpi
    for path in there:
        tags = parse_wheel_filename(path.name)[3]
        asked = subprocess.run(["sha256sum", path], check=True, capture_output=True, text=True).stdout
        with zipfile.ZipFile(path) as wheel:
            if (
                wheel.testzip()
                or not asked.startswith(listed[path.name])
                or not any(tag.platform in (*meant.tags, "any") for tag in tags)
            ):
                yield path.name


def unmet(top, meant):
    """What the wheels of *top* ask for on *meant* and no wheel there is: `pip check` for a system that is not here."""
    system = {"python_version": meant.python, "python_full_version": f"{meant.python}.0", "sys_platform": meant.system}
    system |= {"os_name": "nt" if meant.is_windows else "posix", "platform_machine": meant.machine.upper()}
    system |= {"platform_system": "Windows" if meant.is_windows else "Linux"}
    there = {}
    for path in top.glob("wheels/*.whl"):
        name, version = parse_wheel_filename(path.name)[:2]
        with zipfile.ZipFile(path) as wheel:
            (inner,) = (one for one in wheel.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", one))
            there[name] = version, message_from_bytes(wheel.read(inner)).get_all("Requires-Dist", [])
    waiting, seen = [Requirement("pubkpi[office]")], set()
    while waiting:
        need = waiting.pop()
        version, needs = there.get(canonicalize_name(need.name), ("", []))
        if not version or not need.specifier.contains(version):
            yield str(need)
        extras = need.extras or {""}
        for one in map(Requirement, needs):
            wanted = one.marker is None or any(one.marker.evaluate(system | {"extra": extra}) for extra in extras)
            if wanted and str(one) not in seen:
                seen.add(str(one))
                waiting.append(one)


@pytest.mark.network
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sha256sum is a tool of Linux")
@pytest.mark.parametrize("meant", [WINDOWS, ARM], ids=lambda meant: meant.platform)
def test_a_bundle_for_another_system_is_whole(meant, tmp_path):
    top, size, unpacked = packed(meant, tmp_path)
    assert list(unfit(top, meant)) == []
    assert list(unmet(top, meant)) == []
    most, most_unpacked = LARGEST[meant.platform]
    assert size <= most
    assert unpacked <= most_unpacked


@pytest.mark.network
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the twin that runs here is that of Linux")
def test_the_bundle_for_this_machine_installs_without_an_index_and_runs_the_demo(tmp_path):
    meant = Target("manylinux_2_28_x86_64", f"{sys.version_info.major}.{sys.version_info.minor}")
    (tmp_path / "b").mkdir()
    top, _, _ = packed(meant, tmp_path / "b")
    assert list(unfit(top, meant)) == []
    home = tmp_path / "a home"
    env = environment("zh", PYTHON=sys._base_executable, PUBKPI_HOME=str(home), HOME=str(tmp_path), **NO_INDEX)
    done = subprocess.run(["sh", top / "install.sh"], env=env, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No broken requirements found." in done.stdout
    where = subprocess.run(
        [home / "venv/bin/python", "-c", "import pubkpi; print(pubkpi.__file__)"],
        env=env,
        capture_output=True,
        text=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(home)
    done = subprocess.run(["sh", top / "demo.sh", tmp_path / "demo"], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((tmp_path / "demo" / "reports").glob("*.pdf"))
