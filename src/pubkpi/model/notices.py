"""What a command has to tell while it works, whoever listens: a line, or how far it has got.

The rooms below the CLI do not print. Where nobody listens, as in a notebook, nothing is told.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Protocol

from pubkpi.model.findings import Finding


class Listener(Protocol):
    """Who hears it."""

    def notice(self, finding: Finding) -> None:
        """One line."""

    def progress(self, sizes: Sequence[int]) -> AbstractContextManager[Callable[[], None]]:
        """A way through things of these *sizes* in bytes; each call goes on by one of them."""


class _Nobody:
    def notice(self, finding: Finding) -> None:
        """Not heard."""

    def progress(self, sizes: Sequence[int]) -> AbstractContextManager[Callable[[], None]]:
        del sizes
        return nullcontext(lambda: None)


_listener: ContextVar[Listener] = ContextVar("listener", default=_Nobody())  # noqa: B039  it keeps nothing


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Inside, *listener* hears what is told."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def notice(finding: Finding) -> None:
    """Tell *finding* to whoever listens."""
    _listener.get().notice(finding)


def progress(sizes: Sequence[int]) -> AbstractContextManager[Callable[[], None]]:
    """Show the way through things of these *sizes* in bytes; each call goes on by one of them."""
    return _listener.get().progress(sizes)
