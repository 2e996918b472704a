"""The archive: originals by their sha256, written once and never changed. Long texts of ours lie there packed (zstd).

A new original is kept as a *part* until the journal's line that names it is synced, so an original that no line names
was never left by a crash: a line of the journal is missing.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pubkpi.model.errors import VerifyError
from pubkpi.model.text import Text
from pubkpi.workspace.files import digest, is_private, make_folder, write_aside, write_synced

_CHANGED = Text("归档的原件丢失或被改动", "the archived original is missing or was changed")
_MAGIC, _LONG = (
    b"\x28\xb5\x2f\xfd",
    1_000_000,
)  # how a zstd frame begins; a text of fewer bytes stays readable as it lies
_BACKUP = Text("请从备份恢复 data 文件夹。", "Restore the data folder from a backup.")


class Archive:
    """The folder data/archive: ``ab/abcdef…`` holds the bytes whose sha256 is ``abcdef…``."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._head = root / "head.json"
        self._new: set[str] = set()

    def put(self, data: bytes, sha256: str = "") -> str:
        """Hold *data* as a part until it is settled or dropped; returns its sha256, unless that is known already."""
        sha256 = sha256 or digest(data)
        path = self._path(sha256)
        # one that was spoilt since is written again
        if sha256 not in self._new and not (path.exists() and _content(path, sha256) is not None):
            self._new.add(sha256)
            make_folder(path.parent, private=is_private(path.parent))
            write_synced(_part(path), data, state=True)
        return sha256

    def put_text(self, text: bytes) -> str:
        """Put a *text* of ours, packed if it is long; returns the sha256 of the text itself."""
        return self.put_parts([text])

    def put_parts(self, parts: Iterable[bytes]) -> str:
        """The same of a text that comes in *parts* and need not fit into memory as a whole."""
        seen, size, few = hashlib.sha256(), 0, list[bytes]()
        pack = _Packing()
        for part in parts:
            seen.update(part)
            size += len(part)
            few.append(part)
            if size >= _LONG:
                pack.add(few)
        return self.put(pack.end() if size >= _LONG else b"".join(few), seen.hexdigest())

    @contextmanager
    def putting(self, data: bytes, sha256: str) -> Iterator[Callable[[], str]]:
        """Put *data* of that sha256 while the caller is busy with it; the function waits for its sha256."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as writer:
            put = writer.submit(self.put, data, sha256)
            yield put.result

    def settle(self) -> None:
        """Keep what was put: the journal names it now."""
        for sha256 in self._new:
            # what cannot be renamed now is completed by the next command
            with suppress(OSError):
                _part(self._path(sha256)).replace(self._path(sha256))
        self._new.clear()

    def drop(self) -> None:
        """Remove what was put and not settled."""
        for sha256 in self._new:
            with suppress(OSError):
                _part(self._path(sha256)).unlink(missing_ok=True)
        self._new.clear()

    def mend(self, named: Collection[str]) -> None:
        """Keep each part that a crash left behind if it is *named* and whole, else remove it."""
        for part in self._root.glob("*/.*.part"):
            path = part.with_name(part.name[1 : -len(".part")])
            if path.name in named and _content(part, path.name) is not None:
                part.replace(path)
            else:
                part.unlink()
        for part in self._root.glob(f".{self._head.name}.*.part"):
            part.unlink()

    def get(self, sha256: str) -> bytes:
        """The bytes kept under *sha256*; VerifyError when they are gone or changed."""
        for path in (self._path(sha256), _part(self._path(sha256))):
            data = _content(path, sha256) if path.exists() else None
            if data is not None:
                return data
        raise self._wrong(sha256, _CHANGED)

    @contextmanager
    def getting(self, sha256: str) -> Iterator[bytes]:
        """The same bytes at once, for the caller to read while their hash is made; VerifyError at the end."""
        from concurrent.futures import ThreadPoolExecutor

        path = self._path(sha256)
        data = path.read_bytes() if path.exists() else self.get(sha256)
        with ThreadPoolExecutor(1) as reader:
            found = reader.submit(digest, data)
            try:
                yield data
            finally:
                if found.result() != sha256:
                    raise self._wrong(sha256, _CHANGED)

    def originals(self) -> list[str]:
        """The sha256 of everything that is kept."""
        return sorted(path.name for path in self._root.glob("??/*") if len(path.name) == 64)

    def refuse_unnamed(self, named: Collection[str]) -> None:
        """VerifyError when an original is kept that the journal, whose lines have *named* the others, does not know."""
        unknown = [one for one in self.originals() if one not in named]
        if unknown:
            what = Text(
                f"日志里没有记录这份原件（共 {len(unknown)} 份）：日志缺了行",
                f"no line of the journal names this original ({len(unknown)} in all): lines of the journal are missing",
            )
            hint = Text(
                "请从备份恢复 data/journal.jsonl；没有备份就把这些文件移出 data/archive，再重新导入。",
                "Restore data/journal.jsonl from a backup; without one, move these files out of data/archive and "
                "ingest them again.",
            )
            raise self._wrong(unknown[0], what, hint)

    def remove(self, sha256: str) -> None:
        """Keep the bytes under *sha256* no longer."""
        self._path(sha256).unlink(missing_ok=True)

    def size(self, sha256: str) -> int:
        """How many bytes are kept under *sha256*; 0 when they are gone."""
        path = self._path(sha256)
        return path.stat().st_size if path.exists() else 0

    def head(self) -> tuple[int, str] | None:
        """How many lines the journal had, at least, and the hash of the last of them; None if that was never noted."""
        try:
            noted = json.loads(self._head.read_bytes())
            return int(noted["count"]), str(noted["hash"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as problem:
            what = Text("读不懂，被改动过", "cannot be read: it was changed")
            raise VerifyError(f"data/archive/{self._head.name}", what, _BACKUP) from problem

    def note_head(self, count: int, chained: str, *, needed: bool = False) -> None:
        """Note how far the journal goes; where that cannot be written the note lags behind, unless it is *needed*."""
        try:
            write_aside(self._head, json.dumps({"count": count, "hash": chained}).encode() + b"\n", state=True)
        except OSError:
            if needed:
                raise

    def _path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256

    def _wrong(self, sha256: str, what: Text, hint: Text = _BACKUP) -> VerifyError:
        return VerifyError(f"data/archive/{sha256[:2]}/{sha256}", what, hint)


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _content(path: Path, sha256: str) -> bytes | None:
    """The bytes of that sha256 that the file at *path* holds, be it packed; None if it holds others."""
    data = path.read_bytes()
    if digest(data) == sha256:
        return data
    text = _unpack(data) if data.startswith(_MAGIC) else None
    return text if text is not None and digest(text) == sha256 else None


class _Packing:
    """A text that is packed a part at a time."""

    def __init__(self) -> None:
        self._stream: Any = None

    def add(self, parts: list[bytes]) -> None:
        """Pack the next *parts*, and forget them."""
        import pyarrow as pa

        if self._stream is None:
            self._packed = pa.BufferOutputStream()
            self._stream = pa.CompressedOutputStream(self._packed, "zstd")
        for part in parts:
            self._stream.write(part)
        parts.clear()

    def end(self) -> bytes:
        """All that was packed."""
        self._stream.close()
        return bytes(self._packed.getvalue().to_pybytes())


def _unpack(data: bytes) -> bytes | None:
    """The text that is packed in *data*; None where it was spoilt."""
    import pyarrow as pa

    try:
        with pa.input_stream(pa.BufferReader(data), compression="zstd") as stream:
            return bytes(stream.read())
    except (OSError, pa.ArrowInvalid):
        return None
