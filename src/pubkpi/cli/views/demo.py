"""What to type after the demo."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import t

if TYPE_CHECKING:
    from pathlib import Path

    from pubkpi.workspace.settings import Settings


_NEXT = (
    "pubkpi score --quarter 2024Q3",
    "pubkpi report --quarter 2024Q3 --lang en",
    "pubkpi form incidents --nil 2024Q1 --by ...",
)
_NEXT_OF_CITY = (
    "pubkpi dashboard",
    "pubkpi score --quarter 2024Q3 --by account",
    "pubkpi score --year 2024 --by unit",
    "pubkpi explain --quarter 2024Q4 --against 2023Q4 --by unit",
)


def show_next_steps(settings: "Settings", paths: Sequence["Path"], *, city: bool) -> None:
    """Where everything is and what to type next, with the samples of the department or of the *city*."""
    console.out(t(f"工作区：{settings.root}", f"workspace: {settings.root}"))
    for path in paths:
        console.out(t(f"报告：{path}", f"report: {path}"))
    console.out(t("接下来可以试：", "Next, try:"))
    console.out(f"  cd {console.in_quotes(settings.root)}")
    for words in _NEXT_OF_CITY if city else _NEXT:
        console.out(f"  {words}")
