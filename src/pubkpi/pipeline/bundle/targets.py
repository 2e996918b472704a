"""The systems that a bundle can be made for, and what pip calls them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text, choices_hint

PYTHONS = ("3.11", "3.12", "3.13")
# pip takes a wheel only where the whole tag is the same, so the older names of what runs on a system are asked for, too
_NEWEST, _OLDEST = 28, 17
_OLDER: Mapping[str, Sequence[str]] = {
    "aarch64": ("manylinux2014_aarch64",),
    "x86_64": ("manylinux2014_x86_64", "manylinux_2_12_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"),
}
PLATFORMS = ("win_amd64", *(f"manylinux_2_{_NEWEST}_{machine}" for machine in _OLDER))


class Target(NamedTuple):
    """A *platform* by its tag, and the *python* that is there, such as 3.12."""

    platform: str
    python: str

    @property
    def is_windows(self) -> bool:
        """Whether its scripts are those of Windows."""
        return self.platform.startswith("win")

    @property
    def system(self) -> str:
        """What markers call it."""
        return "win32" if self.is_windows else "linux"

    @property
    def digits(self) -> str:
        """Its Python as in the tag of a wheel: 312."""
        return self.python.replace(".", "")

    @property
    def machine(self) -> str:
        """Its processor: amd64, aarch64, x86_64."""
        return "amd64" if self.is_windows else self.platform.removeprefix(f"manylinux_2_{_NEWEST}_")

    @property
    def tags(self) -> list[str]:
        """The platform tags whose wheels run there, newest first."""
        if self.is_windows:
            return [self.platform]
        numbered = [f"manylinux_2_{number}_{self.machine}" for number in range(_NEWEST, _OLDEST - 1, -1)]
        return [*numbered, *_OLDER[self.machine]]


def target(platform: str, python: str) -> Target:
    """The target of these words; UsageError lists those that there are."""
    for option, word, choices in (("--platform", platform, PLATFORMS), ("--python", python, PYTHONS)):
        if word not in choices:
            raise UsageError(option, Text(f"没有 {word} 这一种", f"there is no {word}"), choices_hint(choices))
    return Target(platform, python)
