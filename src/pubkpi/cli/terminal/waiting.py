"""A line that says how long a command has been silently at work; it goes as soon as anything is said."""

from collections.abc import Callable
from threading import Event, Thread

from pubkpi.cli.locale import t

AFTER, EVERY = 2.0, 1.0  # seconds


class WaitingLine:
    """The line, shown from *after* seconds on and renewed *every* so many."""

    def __init__(self, after: float = AFTER, every: float = EVERY) -> None:
        self._after, self._every = after, every
        self._end: Event | None = None
        self._thread: Thread | None = None

    def start(self, write: Callable[[str], object]) -> None:
        """Wait; then *write* the line again and again."""
        self.stop()
        self._end = Event()
        self._thread = Thread(target=self._show, args=(write, self._end), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take the line away, once and for all."""
        if self._end and self._thread:
            self._end.set()
            self._thread.join()
        self._end = self._thread = None

    def _show(self, write: Callable[[str], object], end: Event) -> None:
        if end.wait(self._after):
            return
        seconds, line = self._after, ""
        while True:
            line = t(f"正在计算… {seconds:.0f} 秒", f"working… {seconds:.0f} s")
            write(f"\r{line}")
            if end.wait(self._every):
                # a Chinese sign takes two columns
                write(f"\r{' ' * (2 * len(line))}\r")
                return
            seconds += self._every
