"""The workspace's lock: one command at a time writes; the lock of one that was killed is gone with it.

Who finds it held waits a moment, for `score` holds it only while it writes its run down.
"""

import errno
import os
import time
from pathlib import Path

from pubkpi.model.errors import BusyError
from pubkpi.model.text import Text
from pubkpi.workspace.files import as_private, is_private, make_folder

_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)  # seconds
_HELD = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)


class Lock:
    """The lock on the file *path*, held until it is released; BusyError when somebody else goes on holding it."""

    def __init__(self, path: Path) -> None:
        make_folder(path.parent, private=is_private(path.parent))
        self._file = as_private(path, os.O_RDWR | os.O_CREAT)
        try:
            _wait(self._file)
        except OSError as problem:
            self.release()
            if problem.errno not in _HELD:
                # a file system without locks: the database's own lock remains
                return
            raise BusyError(
                path.parent.name,
                Text("另一个 pubkpi 正在使用这个工作区", "another pubkpi is at work in this workspace"),
                Text("等它结束后再试。", "Try again when it has finished."),
            ) from problem

    def release(self) -> None:
        """Give the lock back."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1


def _wait(file: int) -> None:
    """Lock *file*, after some pauses if it is held; OSError when it cannot be locked."""
    for pause in _PAUSES:
        try:
            _lock(file)
        except OSError as problem:
            if problem.errno not in _HELD:
                raise
            time.sleep(pause)
        else:
            return
    _lock(file)


def _lock(file: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
