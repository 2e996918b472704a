"""A disk that is really full, and one that may not be written: a small file system of its own, which takes root."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.e2e.workspaces import ROOT, environment, errors, fingerprint, samples

# a process each: an engine that met a full disk may be of no more use, and in this one all tests share theirs
from tests.e2e.workspaces import installed as pubkpi

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="mounting a small disk takes root on Linux"
)


@pytest.fixture
def disk(tmp_path):
    """A disk of a few megabytes; called with options it is mounted anew with them."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(*options):
        done = subprocess.run(["mount", *options, "tmpfs", place], capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
        return place

    mount("-t", "tmpfs", "-o", "size=24m")
    yield place, lambda *options: subprocess.run(["mount", "-o", ",".join(("remount", *options)), place], check=True)
    subprocess.run(["umount", "-l", place], check=True)


def fill(place, left):
    """Fill the disk but for so many bytes."""
    free = shutil.disk_usage(place).free
    (place / "ballast").write_bytes(bytes(max(free - left, 0)))


def journal(folder):
    return (folder / "data" / "journal.jsonl").read_bytes().count(b'"action": "load"')


# bytes that are left on the disk
LITTLE, MORE = 200_000, 1_500_000


@pytest.mark.campaign
@pytest.mark.parametrize("lefts", [(LITTLE,), (0, LITTLE, MORE)])
def test_a_load_on_a_full_disk_is_done_once_and_can_be_gone_on_with(disk, tmp_path, lefts):
    place, _ = disk
    folder, inbox = place / "ws", tmp_path / "inbox"
    pubkpi("init", "--plan", "department_2024", folder, cwd=place)
    for path in samples("云川市民之窗").glob("2024Q[14]/user_analysis*"):
        (inbox / "云川市民之窗" / path.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, inbox / "云川市民之窗" / path.parent.name)
    for left in lefts:
        fill(place, left)
        outcome = pubkpi("ingest", inbox, samples("registers"), cwd=folder, code=None)
        assert outcome.returncode in (0, 1), outcome.stderr
        errors(outcome)
        for words in (
            ["form", "awards", "--out", "a.xlsx", "--force"],
            ["report", "-q", "2024Q4", "--html"],
            ["verify"],
        ):
            errors(pubkpi(*words, cwd=folder, code=None))
        (place / "ballast").unlink()
        pubkpi("verify", cwd=folder)
    pubkpi("ingest", inbox, samples("registers"), cwd=folder)
    digest = pubkpi("verify", cwd=folder).stdout
    assert pubkpi("rebuild", cwd=folder).stdout == digest
    assert journal(folder) == len([*inbox.rglob("*.xls*")]) + len([*samples("registers").iterdir()])
    assert not [*folder.rglob("*.part")]


def test_a_workspace_that_was_not_made_to_the_end_is_made_by_the_next_try(disk):
    place, _ = disk
    for words in (["init", "--plan", "department_2024", "ws"], ["demo", "shown"]):
        fill(place, 50_000)
        (line,) = errors(pubkpi(*words, cwd=place, code=1))
        assert words[-1] in line
        (place / "ballast").unlink()
    pubkpi("init", "--plan", "department_2024", "ws", cwd=place)
    shown = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from pubkpi.pipeline.scores import demo; demo(Path('shown'))",
        ],
        cwd=place,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert shown.returncode == 0, shown.stderr
    for name in ("ws", "shown"):
        specs = [path.relative_to(ROOT) for path in (ROOT / "kpi_specs").rglob("*.yaml")]
        assert all((place / name / path).read_bytes() == (ROOT / path).read_bytes() for path in specs)
        assert not [*(place / name).rglob("*.part")]


@pytest.mark.campaign
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_read_only_workspace_answers_and_says_why_it_takes_nothing(disk, loaded, lang):
    place, remount = disk
    folder = shutil.copytree(loaded, place / "ws")
    with (folder / "kpi_specs" / "department_2024.yaml").open("a", encoding="utf-8") as spec:
        spec.write("# a run that nobody has kept yet\n")
    words = ("measures", "followers", "-q", "2024Q4")
    known, before = pubkpi(*words, cwd=folder).stdout, fingerprint(folder)
    remount("ro")
    assert pubkpi(*words, cwd=folder).stdout == known
    scored = pubkpi("score", "-q", "2024Q4", cwd=folder)
    assert scored.stdout.startswith("Publicity plan 2024")
    assert "this run is not kept (Read-only file system)" in scored.stderr
    for words in (["ingest", samples("registers")], ["rebuild"], ["forget", "awards.xlsx"], ["form", "awards"]):
        (line,) = errors(pubkpi(*words, cwd=folder, code=1, lang=lang))
        assert {"en": "read-only", "zh": "只读"}[lang] in line
    (line,) = errors(pubkpi("report", "-q", "2024Q4", "--html", cwd=folder, code=1, lang=lang))
    assert "report_department" in line
    remount("rw")
    assert fingerprint(folder) == before
