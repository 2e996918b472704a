"""The workspace's lock: one command at a time writes; the lock of one that was killed is gone with it."""

import errno
import os
from pathlib import Path

from pubkpi.model.errors import BusyError
from pubkpi.model.text import Text
from pubkpi.workspace.files import as_private, is_private, make_folder

_HELD = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)


class Lock:
    """The lock on the file *path*, held until it is released; BusyError when somebody else holds it."""

    def __init__(self, path: Path) -> None:
        make_folder(path.parent, private=is_private(path.parent))
        self._file = as_private(path, os.O_RDWR | os.O_CREAT)
        try:
            _lock(self._file)
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


def _lock(file: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
