"""What to type after the demo."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import t

if TYPE_CHECKING:
    from pathlib import Path

    from pubkpi.workspace.settings import Settings


def show_next_steps(settings: "Settings", paths: Sequence["Path"]) -> None:
    """Where everything is and what to type next."""
    console.out(t(f"工作区：{settings.root}", f"workspace: {settings.root}"))
    for path in paths:
        console.out(t(f"报告：{path}", f"report: {path}"))
    console.out(t("接下来可以试：", "Next, try:"))
    console.out(f"  cd {console.in_quotes(settings.root)}")
    for words in (
        "pubkpi score --quarter 2024Q3",
        "pubkpi report --quarter 2024Q3 --lang en",
        "pubkpi form incidents --nil 2024Q1 --by ...",
    ):
        console.out(f"  {words}")
