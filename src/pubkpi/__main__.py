"""``python -m pubkpi``, and the installed command."""

import gc
import os
import sys
from contextlib import suppress


def run() -> None:
    """Run pubkpi and leave the process at once with the documented exit code."""
    # what is imported, and the cells of a workbook, are objects without cycles: looking for some took a tenth of the
    # time; and numpy makes a thread a core ready for matrices that nobody multiplies
    gc.set_threshold(500_000, 20, 100)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from pubkpi.cli.app import main

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
