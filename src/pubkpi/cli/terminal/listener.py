"""What the rooms below tell while a command works, on stderr: a line, or how far it has got."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.model.findings import Finding

_STEP = 100  # files between two lines that say how far it has got


class TerminalListener:
    """Writes the notices of the rooms below to stderr, each once, and their progress as a bar."""

    def __init__(self) -> None:
        self._said: set[Finding] = set()

    def notice(self, finding: Finding) -> None:
        """A line."""
        if finding not in self._said:
            self._said.add(finding)
            console.findings([finding])

    @contextmanager
    def progress(self, sizes: Sequence[int]) -> Iterator[Callable[[], None]]:
        """Show a bar or, without a terminal, a line every hundred files."""
        if console.has_terminal():
            with bar(sizes) as further:
                yield further
            return
        done = iter(range(1, len(sizes) + 1))

        def move() -> None:
            if (count := next(done, 0)) % _STEP == 0 and count:
                console.say(t(f"已读 {count}/{len(sizes)} 个文件", f"{count} of {len(sizes)} files read"))

        yield move


@contextmanager
def bar(sizes: Sequence[int]) -> Iterator[Callable[[], None]]:
    """A bar on stderr for files of these *sizes*, removed at the end; each call moves it on by one file."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    console.end_waiting()
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console.rich_console(sys.stderr), transient=True) as shown:
        task = shown.add_task(f"0/{len(sizes)}", total=sum(sizes))
        left = enumerate(sizes, start=1)

        def move() -> None:
            done, size = next(left, (len(sizes), 0))
            shown.update(task, advance=size, description=f"{done}/{len(sizes)}")

        yield move
