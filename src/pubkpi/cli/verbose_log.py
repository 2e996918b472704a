"""`pubkpi -v`: what is decided and which SQL runs, a line each on stderr."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from pubkpi.cli import console

_LOGGER = logging.getLogger("pubkpi")


class _Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        """Write the record as a line of talk."""
        console.say(f"{record.name.removeprefix('pubkpi.')}: {' '.join(record.getMessage().split())}")


@contextmanager
def verbose() -> Iterator[None]:
    """Inside, every log record is written to stderr."""
    lines = _Lines()
    _LOGGER.addHandler(lines)
    _LOGGER.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        _LOGGER.removeHandler(lines)
        _LOGGER.setLevel(logging.NOTSET)
