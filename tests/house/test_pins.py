"""constraints.txt: one tested version of everything, on every system."""

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from itertools import product

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pubkpi.pipeline.bundle.requirements import BUILD_TOOLS
from tests.house.tree import ROOT, python, said

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HASHED = ROOT / "src" / "pubkpi" / "pipeline" / "bundle" / "requirements-hashed.txt"
RUNNING = [Requirement(line) for line in PROJECT["dependencies"]]
OFFICE = [Requirement(line) for line in PROJECT["optional-dependencies"]["office"]]
DIRECT = [*RUNNING, *map(Requirement, PROJECT["optional-dependencies"]["test"])]
LINES = [line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
PINS = {canonicalize_name(line.partition("==")[0]): line.partition("==")[2] for line in LINES}
PYTHONS = ("3.11", "3.12", "3.13")
SYSTEMS = (("win32", "Windows", "nt"), ("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"))

# Asks for the versions that have a wheel for a Windows machine. One process for all, because pip is slow to start.
ASK = """
import contextlib, io, json, sys
from pip._internal.cli.main import main

def versions(name, python):
    target = ["--platform", "win_amd64", "--python-version", python, "--only-binary", ":all:"]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
        main(["index", "versions", name, "--retries", "0", "--timeout", "20", *target])
    lines = [line for line in said.getvalue().splitlines() if line.startswith("Available versions: ")]
    return lines[0].partition(": ")[2].split(", ") if lines else []

asked = json.loads(sys.argv[1]) if versions("pip", "3.12") else []
lost = [f"{name}=={pin} on {python}" for name, pin, python in asked if pin not in versions(name, python)]
print(json.dumps([bool(asked and versions("pip", "3.12")), lost]))
"""


def environments():
    """The systems that the project promises to run on, as environments of requirement markers."""
    for version, (platform, system, os_name) in product(PYTHONS, SYSTEMS):
        yield {"python_version": version, "python_full_version": f"{version}.0", "sys_platform": platform} | {
            "platform_system": system, "os_name": os_name, "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
        }  # fmt: skip


def needed(requirement, extras=("",)):
    """Whether some system needs *requirement*, asked for with *extras*."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate(e | {"extra": x}) for e in environments() for x in extras)


def closure(direct=DIRECT):
    """Names of everything that the *direct* requirements bring along on some system."""
    names, waiting = set(), [(need.name, need.extras) for need in direct]
    while waiting:
        name, extras = waiting.pop()
        if (key := (canonicalize_name(name), frozenset(extras))) not in names:
            names.add(key)
            needs = [Requirement(line) for line in requires(name)]
            waiting += [(need.name, need.extras) for need in needs if needed(need, extras or ("",))]
    return {name for name, _ in names}


def requires(name):
    """The requirements of an installed distribution; none for one that only another system installs."""
    try:
        return distribution(name).requires or []
    except PackageNotFoundError:
        return []


def test_a_pin_is_a_name_and_a_version_in_alphabetical_order():
    """No address, no hash, no option: where packages come from is the reader's setting."""
    assert not [line for line in LINES if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*", line)]
    assert sorted(LINES, key=str.lower) == LINES
    assert len(PINS) == len(LINES)


def test_everything_that_an_installation_brings_along_is_pinned_and_nothing_else():
    """Transitively, and for Windows too: an unpinned library is a different program tomorrow."""
    assert closure() == set(PINS)


def test_the_pins_keep_within_the_bounds_of_pyproject():
    """The versions that the tests ran with are versions that the project allows."""
    assert not [str(need) for need in DIRECT if not need.specifier.contains(PINS[canonicalize_name(need.name)])]


def hashed():
    """Name, version and marker of each line of requirements-hashed.txt, with its hashes."""
    words = HASHED.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in words.splitlines() if line and not line.startswith("#")]
    return {
        Requirement(line.partition(" --hash")[0].strip()): re.findall("--hash=sha256:([0-9a-f]{64})", line)
        for line in lines
    }


def test_the_tests_run_with_all_that_an_extra_brings():
    """What is installed by choice is tested as well as the rest."""
    assert not set(map(str, OFFICE)) - set(map(str, DIRECT))


def test_the_hashed_requirements_are_the_pins_of_what_runs_and_builds_pubkpi():
    """Whoever must check what is installed gets every file's hash, of the versions that the tests ran with."""
    pins = {canonicalize_name(need.name): str(need.specifier).removeprefix("==") for need in hashed()}
    wanted = closure([*RUNNING, *OFFICE, Requirement("hatchling")])
    assert pins == {name: PINS[name] for name in wanted}
    assert all(hashed().values())
    assert "://" not in HASHED.read_text(encoding="utf-8")


def test_a_bundle_leaves_out_what_only_builds_pubkpi():
    """A computer without a network gets all that runs, and nothing else."""
    assert set(BUILD_TOOLS) == closure([Requirement("hatchling")]) - closure([*RUNNING, *OFFICE])


def test_the_hashed_requirements_leave_out_only_what_windows_alone_needs():
    """A line with a marker is of a package that draws colours on a Windows console."""
    assert {need.name: str(need.marker) for need in hashed() if need.marker} == {"colorama": 'sys_platform == "win32"'}


def is_pure(name):
    """Whether the installed distribution is one wheel for every system."""
    try:
        return "Root-Is-Purelib: true" in (distribution(name).read_text("WHEEL") or "")
    except PackageNotFoundError:
        return False


@pytest.mark.network
def test_every_pin_has_a_wheel_for_windows():
    """Windows desks have no compiler. A pure wheel is asked for once, a compiled one for each Python."""
    asked = [(name, PINS[name], python) for name in PINS for python in (PYTHONS[:1] if is_pure(name) else PYTHONS)]
    outcome = python("-c", ASK, json.dumps(asked))
    assert outcome.returncode == 0, said(outcome)
    reachable, lost = json.loads(outcome.stdout.splitlines()[-1])
    if not reachable:
        pytest.skip("the package index that pip is set to does not answer")
    assert not lost
