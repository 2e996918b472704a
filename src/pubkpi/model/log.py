"""What the rooms decide and run, for whoever asks: the standard loggers `pubkpi.ingest`, `pubkpi.engine` …, one a room.

SQL and counts only, no parameters and no cells: a log may be sent to somebody who must not see them.
"""

import sys


class Log:
    """The logger of a *room*. Without `-v` or somebody's own handler it costs nothing, not even the import."""

    def __init__(self, room: str) -> None:
        self._name = f"pubkpi.{room}"

    def debug(self, message: str, *values: object) -> None:
        """A line of detail, with *values* in the places of its %s."""
        # who has not imported logging listens to nothing
        if logging := sys.modules.get("logging"):
            logging.getLogger(self._name).debug(message, *values, stacklevel=2)
