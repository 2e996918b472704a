"""``python -m pubkpi``, and the installed command."""

import gc
import os
import sys
from contextlib import suppress


def run() -> None:
    """Run pubkpi and leave the process at once with the documented exit code."""
    from pubkpi.cli import signals

    signals.watch()
    # what is imported, and the cells of a workbook, are objects without cycles: looking for some took a tenth of the
    # time; and numpy makes a thread a core ready for matrices that nobody multiplies
    gc.set_threshold(500_000, 20, 100)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    code = 1
    try:
        from pubkpi.cli.app import main

        main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        _leave(code)


def _leave(code: int) -> None:
    """Leave with *code*, or that of an interruption, be it one that struck before or behind the command."""
    from pubkpi.cli import signals

    signals.ignore()
    interrupted = signals.exit_code()
    if interrupted and interrupted != code:
        from pubkpi.cli.app import end

        end(interrupted)
    elif code == 1 and sys.exc_info()[0]:
        return
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    # everything is written and closed: to take each library apart would take a tenth of a second more
    os._exit(interrupted or code)


if __name__ == "__main__":
    run()
