"""What a user installs is whole: it runs far away from this source tree."""

import csv
import os
import site
import sys
import tarfile
import venv
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from pubkpi.pipeline.bundle.own_wheel import own_wheel
from tests.house.tree import EXE, ROOT, SCRIPTS, python, run, said, tracked

STARTER = ("kpi_specs", "report_templates", "sample_data")


def build(target, source, folder):
    """Build a wheel or an sdist of *source* into *folder*, without a network; its path."""
    outcome = python("-m", "hatchling", "build", "--target", target, "--directory", folder, cwd=source)
    assert outcome.returncode == 0, said(outcome)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel built from this source tree."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


def contents(wheel):
    """Name and checksum of every file in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {entry.filename: entry.CRC for entry in archive.infolist()}


def test_the_wheel_holds_the_package_with_its_data_and_the_starter_set(wheel):
    """SQL, export profiles, specs, templates and samples travel along; a file left out is a crash at the user's."""
    package = {path.relative_to("src").as_posix() for path in tracked("src/pubkpi")}
    starter = {f"pubkpi/starter/{path.as_posix()}" for path in tracked(*STARTER)}
    assert not (package | starter) - set(contents(wheel))
    assert all(any(name.startswith(f"pubkpi/starter/{folder}/") for name in contents(wheel)) for folder in STARTER)


def test_a_bundle_has_the_very_wheel_that_is_built(wheel):
    """IntegerColumn from the files that run, without a tool that builds; of its metadata only who packed it is another."""
    name, data = own_wheel()
    assert name == wheel.name
    ours, built = contents(BytesIO(data)), contents(wheel)
    metadata = {one for one in built if ".dist-info/" in one}
    assert set(ours) == set(built)
    assert {one for one in built if ours[one] != built[one]} <= metadata
    (record,) = [one for one in ours if one.endswith("/RECORD")]
    lines = csv.reader(zipfile.ZipFile(BytesIO(data)).read(record).decode().splitlines())
    assert {path for path, _, _ in lines} == set(ours)  # also the names with commas


@pytest.mark.campaign
def test_the_sdist_builds_the_same_wheel(wheel, tmp_path):
    """Whoever builds from the source archive gets the very files that we ship."""
    with tarfile.open(build("sdist", ROOT, tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.glob("pubkpi-*")
    assert contents(build("wheel", unpacked, tmp_path / "again")) == contents(wheel)


@pytest.mark.campaign
def test_the_installed_wheel_runs_the_demo_from_another_folder(wheel, tmp_path):
    """``pubkpi demo`` writes HTML and PDF with nothing of this source tree on the path."""
    scripts = install(wheel, tmp_path / "venv")
    where = run(scripts / f"python{EXE}", "-c", "import pubkpi; print(pubkpi.__file__)", cwd=tmp_path)
    assert Path(where.stdout.strip()).is_relative_to(tmp_path), said(where)
    # one of the many single articles of a quarter is enough, and of the lists of days those of followers
    for articles in Path(where.stdout.strip()).parent.rglob("单篇"):
        for path in (
            *sorted(articles.iterdir())[1:],
            *articles.parent.glob("tendency*"),
            *articles.parent.glob("total*"),
        ):
            path.unlink()
    outcome = run(scripts / f"pubkpi{EXE}", "demo", "demo", cwd=tmp_path)
    assert outcome.returncode == 0, said(outcome)
    written = {path.suffix for path in (tmp_path / "demo" / "reports").rglob("*") if path.stat().st_size}
    assert {".html", ".pdf"} <= written, said(outcome)


def install(wheel, folder):
    """A fresh environment with the wheel, and the libraries of this one by a .pth; its folder of scripts.

    A path named in a .pth does not have its own .pth files read, so an editable install here stays out of sight.
    """
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    scripts = folder / SCRIPTS
    outcome = python(
        "-m", "pip", "--python", scripts / f"python{EXE}", "install", "-q", "--no-deps", "--no-index", wheel
    )
    assert outcome.returncode == 0, said(outcome)
    asked = run(scripts / f"python{EXE}", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    libraries = [path for path in (*site.getsitepackages(), *sys.path) if path.endswith("-packages")]
    Path(asked.stdout.strip(), "libraries.pth").write_text("\n".join(dict.fromkeys(libraries)), encoding="utf-8")
    return scripts
