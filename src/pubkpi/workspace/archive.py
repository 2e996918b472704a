"""The archive: originals by their sha256, written once and never changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pubkpi.model.errors import VerifyError
from pubkpi.model.text import Text
from pubkpi.workspace.files import digest, write_aside


class Archive:
    """The folder data/archive: ``ab/abcdef…`` holds the bytes whose sha256 is ``abcdef…``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes) -> str:
        """Keep *data*; returns its sha256."""
        return self._put(data)[0]

    @contextmanager
    def putting(self, data: bytes) -> Iterator[Callable[[], str]]:
        """Keep *data* while the caller is busy with it; the function waits for its sha256. Not kept if he fails."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as writer:
            put = writer.submit(self._put, data)
            try:
                yield lambda: put.result()[0]
            except BaseException:
                sha256, new = put.result()
                if new:
                    self.remove(sha256)
                raise

    def _put(self, data: bytes) -> tuple[str, bool]:
        """The sha256 of *data*, and whether it was not kept before."""
        sha256 = digest(data)
        path = self._path(sha256)
        new = not path.exists()
        if new:
            write_aside(path, data)
        return sha256, new

    def get(self, sha256: str) -> bytes:
        """The bytes kept under *sha256*; VerifyError when they are gone or changed."""
        path = self._path(sha256)
        data = path.read_bytes() if path.exists() else b""
        if digest(data) != sha256:
            raise VerifyError(
                f"data/archive/{path.parent.name}/{path.name}",
                Text("归档的原件丢失或被改动", "the archived original is missing or was changed"),
                Text("请从备份恢复 data 文件夹。", "Restore the data folder from a backup."),
            )
        return data

    def remove(self, sha256: str) -> None:
        """Keep the bytes under *sha256* no longer."""
        self._path(sha256).unlink(missing_ok=True)

    def size(self, sha256: str) -> int:
        """How many bytes are kept under *sha256*; 0 when they are gone."""
        path = self._path(sha256)
        return path.stat().st_size if path.exists() else 0

    def _path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256
