"""The libraries of a bundle, each in the one version that the tests ran with, by the hashes of its files."""

import re
from collections.abc import Iterator
from importlib.resources import files

from pubkpi.pipeline.bundle.targets import Target

# these only build pubkpi
BUILD_TOOLS = ("hatchling", "pathspec", "pluggy", "tomlkit", "trove-classifiers")
_ENTRY = re.compile(
    r"^([A-Za-z0-9._-]+)==\S+(?: ; sys_platform == '(\w+)')? \\\n(?: +--hash=\S+(?: \\)?\n)+", re.MULTILINE
)


def requirements(target: Target) -> list[str]:
    """An entry of a requirements file for each library that runs on *target*: name, version, hashes.

    The markers are read here: pip would ask them of the system that it runs on, and not of the one that is meant.
    """
    return list(
        _entries(files("pubkpi.pipeline.bundle").joinpath("requirements-hashed.txt").read_text("utf-8"), target)
    )


def _entries(text: str, target: Target) -> Iterator[str]:
    for entry in _ENTRY.finditer(text):
        name, system = entry.groups()
        if name not in BUILD_TOOLS and system in (None, target.system):
            yield re.sub(r" ; sys_platform == '\w+'", "", entry[0])
