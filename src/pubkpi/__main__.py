"""``python -m pubkpi``, and the installed command."""

import os
import sys
from contextlib import suppress

from pubkpi.cli.app import main


def run() -> None:
    """Run pubkpi and leave the process at once with the documented exit code."""
    try:
        main()
    except SystemExit as end:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        # everything is written and closed: to take each library apart would take a tenth of a second more
        os._exit(int(end.code or 0))


if __name__ == "__main__":
    run()
